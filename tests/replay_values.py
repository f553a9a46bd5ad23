"""Hand-made accords, reports and findings for the tests of replays, and a path short enough to check by eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foedus.accord.model import (
    Accord,
    Article,
    Body,
    Certification,
    Challenge,
    Condition,
    Confirmation,
    Cure,
    Deadline,
    DeadlineFrom,
    Evidence,
    Guarantee,
    Measure,
    Modality,
    Norm,
    Party,
    Ruling,
    Silence,
    Spokesman,
    Subject,
    SubjectKind,
    WindowEnds,
    Zone,
    ZoneArea,
)
from foedus.accord.read_zones import read_zones
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, HOUR, Instant, Interval, Period, Unit
from foedus.basics.place import Area
from foedus.basics.probability import SURE
from foedus.finding.model import Evaluation, Finding, NormState, State, Truth
from foedus.incident.model import Attribution, Incident, Known, Reading
from foedus.replay.guarantees import outcomes
from foedus.replay.model import Replay, SourceSummary
from foedus.replay.pipeline import Pipeline
from foedus.replay.readings import readings
from foedus.replay.run import Walked, all_reports, end_of, walk
from foedus.replay.tipping import tipping
from foedus.report.model import NONE, ONE, Basis, Claim, Kind, ReadReports, Report

START: Instant = 20_000 * DAY
"""Entry into force of the accord below: 2024-10-04 00:00 UTC."""


BODIES = (Body("Commission", "", ("M1", "M2", "M3")), Body("Panel", "", ("J1", "J2", "J3")))
"""Who certifies, and who decides challenges."""


def condition(norm: str, grade: str, at_least: int = 1, days: int = 0, of_grade: str = "") -> Condition:
    measure = Measure.BREACHES if of_grade else Measure.COUNT
    window = Period(days, Unit.DAY) if days else None
    return Condition(grade, measure, at_least, window, of_grade, f"{norm}/{grade}")


def accord(
    origins: int = 2, outsiders: int = 1, serious: int = 2, certified: bool = True, duty_days: int = 0
) -> Accord:
    """Two parties AA and BB must not attack in Land; 2 in a day are serious, 2 serious in 7 days material."""
    norm = Norm(
        "1", Subject(SubjectKind.EACH_PARTY), Modality.MUST_NOT, "attack", zone="Land",
        conditions=(
            condition("1", "minor"), condition("1", "serious", serious, 1),
            condition("1", "material", 2, 7, "serious"),
        ),
    )  # fmt: skip
    articles = [Article("1", "Peace", (norm,))]
    if duty_days:
        duty = Norm(
            "2", Subject(SubjectKind.NAMED, ("AA",)), Modality.MUST, "withdraw forces", zone="Land", preposition="from",
            deadline=Deadline(Period(duty_days, Unit.DAY), DeadlineFrom.ENTRY_INTO_FORCE),
            conditions=(Condition("serious", Measure.NOT_DONE, 1, None, "", "2/serious"),),
        )  # fmt: skip
        articles.append(Article("2", "Withdrawal", (duty,)))
    if certified:
        challenge = Challenge(1, Period(5, Unit.DAY), ("forgery",))
        certification = Certification(
            "Commission", "material", 2, 3, Period(72, Unit.HOUR), Silence.ASSENT,
            (Cure("2", Period(7, Unit.DAY)),), challenge,
        )  # fmt: skip
        ruling = Ruling("Panel", 2, 3, Period(10, Unit.DAY), Silence.DISMISSES)
        articles.append(Article("4", "Certification", (certification, ruling)))
    articles.append(Article("5", "Guarantee", (Guarantee("material", "AA", "Union", "", "BB"),)))
    return Accord(
        "A truce", 1, "UTC", WindowEnds.EXCLUDE_START, START, None, ("minor", "serious", "material"),
        (Party("AA", "Republic of A"), Party("BB", "Republic of B")), (), BODIES, (Zone("Land", ZoneArea(("Land",))),),
        (), (),
        Evidence(
            confirmation=Confirmation(origins, outsiders),
            spokesmen=(Spokesman(("AA-MoD",), "AA"), Spokesman(("BB-MoD",), "BB")),
        ),
        tuple(articles), (), digest="d" * 64,
    )  # fmt: skip


def zones_of(deal: Accord) -> Zones:
    """Its zones; they are known by name only, so no file is needed."""
    zones, problems = read_zones(deal)
    assert zones is not None and not problems
    return zones


def report(
    hour: int, origin: str = "Monitor", known_hour: int | None = None, party: str = "AA", key: str = "",
    basis: Basis = Basis.SEEN, act: str = "shelling", **more: object,
) -> Report:  # fmt: skip
    """A shelling at the full hour after START, known an hour later unless told otherwise."""
    at = START + hour * HOUR
    known_at = START + (hour + 1 if known_hour is None else known_hour) * HOUR
    made = Report(
        Kind.EVENT, act, Interval(at, at), known_at, origin, origin, Area("Land"), claims=(Claim(party, basis),),
        event_key=key, link=f"https://example.org/{origin}/{hour}", attachments=(f"material of {origin}",),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def file_of(*reports: Report, name: str = "reports.csv") -> ReadReports:
    acts = frozenset({"shelling", "attack", "withdraw forces"})
    return ReadReports(name, "test", tuple(reports), notes=(("end of the event taken as known time", 2),), acts=acts)


def incident(id: str, hour: int, reports: Sequence[str] = (), party: str = "AA", confirmed: bool = True) -> Incident:
    at = START + hour * HOUR
    return Incident(
        id, ("shelling",), (), Interval(at, at), Area("Land"), ONE, NONE, "", Attribution(((party, 900_000_000),)),
        (party,), ("Monitor",), 1, confirmed, (), tuple(sorted(reports)), at,
    )  # fmt: skip


def finding(
    incidents: Sequence[str], start: int, end: int, at: Instant = START, party: str | None = "AA",
    truth: Truth = Truth.BREACHED, grade: str = "minor", probability: int = SURE,
) -> Finding:  # fmt: skip
    """A finding about hours `start` to `end` after START, as known at `at`."""
    episode = Interval(START + start * HOUR, START + end * HOUR)
    return Finding(
        "d" * 64, "1", grade, f"1/{grade}", party, truth, episode, episode.end, at, tuple(sorted(incidents)),
        probability, ("", probability), ("Because it is so.",),
    )  # fmt: skip


def evaluation(at_hour: int, *findings: Finding) -> Evaluation:
    at = START + at_hour * HOUR
    state = NormState("1", "AA", State.BREACHED if findings else State.KEPT, "as told")
    return Evaluation("d" * 64, at, tuple(replace(f, as_known_at=at) for f in findings), (state,))


def short_path() -> Pipeline:
    """Every report an incident by itself unless taken back; reports with one event key are one incident.

    Confirmed by as many origins as the accord asks for; each incident confirmed is a minor breach of the first party
    claimed, else undetermined; a duty is missed by the clock.
    """

    def fuse(accord: Accord, reports: Sequence[Report], at: Instant, reading: Reading) -> Known:
        known = {r.id: r for r in sorted(reports, key=lambda r: -r.known_at) if r.known_at <= at}
        gone = {g for r in known.values() for g in (*r.retracts, *r.supersedes)}
        blocks: dict[str, list[Report]] = {}
        for r in sorted(known.values(), key=lambda r: (r.known_at, r.id)):
            if r.id not in gone and r.kind is Kind.EVENT:
                blocks.setdefault(r.event_key or r.id, []).append(r)
        made = [_incident_of(accord, block, reading) for block in blocks.values()]
        return Known(at, tuple(sorted(made, key=lambda i: (i.happened_at, i.id))))

    def evaluate(accord: Accord, known: Known, reading: Reading) -> Evaluation:
        found = [f for i in known.incidents if (f := _found(accord, i, known.at, reading))]
        duty = next((n for n in accord.norms if n.deadline), None)
        if duty is not None and duty.deadline is not None and duty.deadline.period is not None:
            due = accord.in_force_from + duty.deadline.period.count * DAY
            if known.at > due:
                missed = replace(finding([], 0, 0, known.at, "AA", grade="serious"), norm="2", condition="2/serious")
                found.append(replace(missed, episode=Interval(due, due), reached_at=due + 1))
        state = NormState("1", "AA", State.BREACHED if found else State.KEPT, "as told")
        return Evaluation(accord.digest, known.at, tuple(found), (state,))

    def clock(accord: Accord, known: Known, evaluation: Evaluation) -> frozenset[Instant]:
        days = (n.deadline.period.count for n in accord.norms if n.deadline and n.deadline.period)
        return frozenset(accord.in_force_from + count * DAY + 1 for count in days)

    return Pipeline(fuse, fuse, fuse, evaluate, clock)


def _incident_of(accord: Accord, block: Sequence[Report], reading: Reading) -> Incident:
    first = block[0]
    spoken = {o: s.party for s in accord.evidence.spokesmen for o in s.origins}
    outsiders = {r.origin for r in block if r.origin not in spoken}
    origins = {r.origin for r in block} if reading.own_interest_counts else outsiders
    asked = accord.evidence.confirmation
    confirmed = len(origins) >= asked.origins and len(outsiders) >= asked.not_a_party
    party = first.claims[0].party
    share = ((party, 900_000_000),) if origins else ()
    return Incident(
        "I-" + first.id[:16], (first.act,), (), first.happened_at, first.place, ONE, NONE, "", Attribution(share),
        (party,), tuple(sorted(origins)), len(block), confirmed, (), tuple(sorted(r.id for r in block)),
        first.known_at,
    )  # fmt: skip


def _found(accord: Accord, incident: Incident, at: Instant, reading: Reading) -> Finding | None:
    if incident.happened_at.start < accord.in_force_from:
        return None
    p = incident.attribution.of(incident.alleged[0])
    certain = (incident.confirmed or reading.possible_is_certain) and accord.evidence.standard.met_by(p)
    made = finding([incident.id], 0, 0, at, incident.alleged[0], Truth.BREACHED if certain else Truth.UNDETERMINED)
    return replace(made, episode=incident.happened_at, reached_at=incident.happened_at.end, probability=p)


def walked(deal: Accord, *reports: Report, until: int | None = None) -> Walked:
    known = all_reports([file_of(*reports)], until)
    return walk(deal, known, end_of(deal, known, until), short_path())


def replayed(deal: Accord, *reports: Report) -> Replay:
    done = walked(deal, *reports)
    tips = tipping(done.end, short_path())
    sources = (SourceSummary("reports.csv", "test", len(reports), 0, (("stand-in", 2),)),)
    return Replay(
        deal, done.end.reports, sources, done.steps, done.end.known, done.end.evaluation, done.histories,
        outcomes(done.end, done.histories), readings(done.end, short_path()), tips.tips, tips.notes,
    )  # fmt: skip
