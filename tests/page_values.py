"""Replays made by hand for the tests of the report page: small, readable, with everything a page can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foedus.accord.model import Accord, Source
from foedus.basics.instant import DAY, HOUR, Interval
from foedus.basics.place import Nowhere, Place, Point
from foedus.finding.model import Evaluation, Finding, NormState, State, Truth
from foedus.incident.model import Attribution, Incident, Known
from foedus.replay.guarantees import NOTHING_IS_AWARDED
from foedus.replay.model import (
    Change,
    GuaranteeOutcome,
    History,
    ReadingRow,
    Replay,
    Revision,
    SourceSummary,
    Tip,
)
from foedus.report.model import NONE, ONE, Report
from foedus.web.report_page import PageItem
from replay_values import START, accord, report, zones_of


def deal() -> Accord:
    """The accord of `replay_values`, with a source."""
    return replace(accord(), sources=(Source("Joint statement", "https://example.org/text"),))


def near(step: int) -> Point:
    """A point of a small field, 2 km unsure."""
    return Point(30_000_000 + step % 40 * 50_000, 50_000_000 + step // 40 * 40_000, 2_000)


def one_incident(key: int, reports: Sequence[Report], place: Place | None = None, sure: bool = True) -> Incident:
    """An incident of AA or BB by turns, made of these reports."""
    party = "AA" if key % 2 == 0 else "BB"
    return Incident(
        f"I-{key:016x}", ("shelling",), ("substation",), reports[0].happened_at, near(key) if place is None else place,
        ONE, NONE, "", Attribution(((party, 900_000_000),)), (party,), tuple(sorted({r.origin for r in reports})),
        len({r.outlet for r in reports}), sure, (), tuple(sorted(r.id for r in reports)),
        min(r.known_at for r in reports), lambda: ("Two reports within 3 km and 6 hours.",),
    )  # fmt: skip


def one_history(key: int, incidents: Sequence[Incident], grade: str = "serious", party: str | None = "AA") -> History:
    """A finding about these incidents, found two days later and revised once."""
    episode = Interval(min(i.happened_at.start for i in incidents), max(i.happened_at.end for i in incidents))
    first_at = episode.end + 2 * DAY
    found = Finding(
        "d" * 64, "1", grade, f"1/{grade}", party, Truth.BREACHED, episode, episode.end, first_at,
        tuple(sorted(i.id for i in incidents)), 910_000_000, ("Monitor", 450_000_000),
        ("The limit was reached.", "Attributions are taken as independent."),
    )  # fmt: skip
    because = tuple(sorted(r for i in incidents for r in i.reports))
    revisions = (
        Revision(first_at, Change.FOUND, f"{grade} breach of Article 1 by {party} found", because, found),
        Revision(first_at + HOUR, Change.REVISED, "revised; probability 91 %, before 80 %", because[:1], found),
    )
    return History(f"F-{key:016x}", found, found, first_at, first_at, 2 * DAY, revisions)


def replay_of(
    incidents: Sequence[Incident], reports: Sequence[Report], histories: Sequence[History], text: Accord | None = None
) -> Replay:
    """A whole replay around these, with a guarantee that was not opened, one reading, one tip, one source."""
    used = text or deal()
    at = max((r.known_at for r in reports), default=START) + DAY
    standing = tuple(h.last for h in histories if h.last is not None)
    states = (
        NormState("1", "AA", State.BREACHED, "a serious breach was found"),
        NormState("1", "BB", State.UNDETERMINED, "nothing certain was found"),
    )
    promise = next(p for a in used.articles for p in a.provisions if hasattr(p, "beneficiary"))
    says = ("No material breach by AA was found.", NOTHING_IS_AWARDED)
    outcome = GuaranteeOutcome(promise, "5", (), None, None, None, False, says)
    row = ReadingRow("ends", "windows include both their ends", 2, 0, 1, 0, ("minor breach of Article 1 by BB",))
    tips = [Tip(i.id, "BB", "One report that BB did it would do.", ("minor breach",), False) for i in incidents[:1]]
    return Replay(
        used, tuple(reports), (SourceSummary("reports.csv", "test", len(reports), 1, (("stand-in taken", 3),)),), 4,
        Known(at, tuple(incidents)), Evaluation(used.digest, at, standing, states), tuple(histories), (outcome,),
        (row,), tuple(tips), ("Two instants were looked at.",),
    )  # fmt: skip


def small(**of_report: object) -> Replay:
    """Three incidents, one without a place, one unconfirmed; one finding. `of_report` goes into every report."""
    reports = [report(h, o, **of_report) for h in (3, 9, 30) for o in ("Monitor", "Gazette")]  # type: ignore[arg-type]
    first = one_incident(0, reports[:2])
    second = one_incident(2, reports[2:4], Nowhere())
    third = one_incident(3, reports[4:], sure=False)
    return replay_of([first, second, third], reports, [one_history(1, [first, second])])


def large(incidents: int, histories: int) -> Replay:
    """So many incidents over four months, each with a report and some with two; findings that share none of them."""
    reports, made = [], []
    for key in range(incidents):
        own = [report(key % 2_900, f"Origin {key % 37}", note=f"Shells fell on village {key}. " * 4)]
        if key % 15 == 0:
            own.append(report(key % 2_900, f"Gazette {key % 5}", note=f"Village {key}, said the mayor."))
        made.append(one_incident(key, own, sure=key % 3 > 0))
        reports += own
    each = incidents // histories
    found = [one_history(k, made[k * each : (k + 1) * each]) for k in range(histories)]
    return replay_of(made, reports, found)


def item(replay: Replay) -> PageItem:
    """The replay with its zones, which are known by name only."""
    return PageItem(replay, zones_of(replay.accord))

