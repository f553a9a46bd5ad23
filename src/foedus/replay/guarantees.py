"""Guarantees: whether what each of them waits for was found, and by when its award could have come (F2, P2, P6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foedus.accord.model import Article, Guarantee, Measure, Silence
from foedus.basics.instant import Instant, Interval, Period
from foedus.finding.model import Finding, Truth
from foedus.incident.model import Incident
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.path_walk import Walk, walk
from foedus.procedure.paths import period_at
from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Stage
from foedus.replay.model import GuaranteeOutcome, History
from foedus.replay.pipeline import End
from foedus.replay.words import breach, counted, length, moment, when

NOTHING_IS_AWARDED = (
    "Nothing is certified or awarded here: a replay only says whether what the guarantee waits for was found."
)


def outcomes(end: End, histories: Sequence[History]) -> tuple[GuaranteeOutcome, ...]:
    """One outcome for each guarantee of the accord, in the order of the text."""
    procedure = compile_procedure(end.accord)
    found = [(a, p) for a in end.accord.articles for p in a.provisions if isinstance(p, Guarantee)]
    return tuple(
        _outcome(end, article, guarantee, histories, procedure, rule)
        for (article, guarantee), rule in zip(found, procedure.guarantees, strict=True)
    )


def waits_for(guarantee: Guarantee, finding: Finding) -> bool:
    """Whether a finding is what the guarantee waits for: breached, of its very grade, by its party."""
    return finding.truth is Truth.BREACHED and finding.grade == guarantee.grade and finding.party == guarantee.by


def _outcome(
    end: End, article: Article, guarantee: Guarantee, histories: Sequence[History], procedure: Procedure,
    rule: GuaranteeRule,
) -> GuaranteeOutcome:  # fmt: skip
    of_it = [h for h in histories if h.first.party == guarantee.by and h.first.grade == guarantee.grade]
    opening = sorted((h.first_breached_at, h.key, h) for h in of_it if h.first_breached_at is not None)
    keys = tuple(key for _, key, _ in opening)
    if not opening:
        says = (*_never_found(end, guarantee, of_it), NOTHING_IS_AWARDED)
        return GuaranteeOutcome(guarantee, article.number, keys, None, None, None, False, says)
    found_at, _, first = opening[0]
    stands = any(h.last is not None and h.last.truth is Truth.BREACHED for _, _, h in opening)
    limits = _limits(procedure, rule, found_at, first.first.norm)
    says = (
        *_found(end, guarantee, first, found_at, stands), *limits.says, *_suspended(end, guarantee, histories),
        NOTHING_IS_AWARDED,
    )  # fmt: skip
    return GuaranteeOutcome(
        guarantee, article.number, keys, found_at, limits.earliest, limits.latest, stands, says
    )  # fmt: skip


def _found(end: End, guarantee: Guarantee, first: History, found_at: Instant, stands: bool) -> list[str]:
    zone = end.accord.time_zone
    stood = next(r.finding for r in first.revisions if r.finding and r.finding.truth is Truth.BREACHED)
    said = [
        f"A {breach(stood)} was found {moment(found_at, zone)}, "
        f"{length(found_at - stood.reached_at)} after it was reached."
    ]
    if not stands:
        said.append(f"No {guarantee.grade} breach by {guarantee.by} stands at the end: what was found was taken back.")
    return said


@dataclass(frozen=True, slots=True)
class _Limits:
    """When the award could have come, as the machine answers; None where it could not, or not by any limit."""

    earliest: Instant | None
    latest: Instant | None
    says: tuple[str, ...]


def _limits(procedure: Procedure, rule: GuaranteeRule, found_at: Instant, norm: str) -> _Limits:
    """The first and the last instant at which the machine can give the award, all consents being in (P1)."""
    certification = procedure.certification_of(rule.grade)
    if certification is None:
        says = f"No article says who certifies a {rule.grade} breach; so there is no limit for the award."
        return _Limits(None, None, (says,))
    ways = walk(procedure, Breach(norm, rule.grade, rule.by), found_at)
    if ways is None:
        says = "The limits of the accord are too many or too long to say by when the award would have come."
        return _Limits(found_at, None, (says,))
    release = next((r for r in ways.releases if r.guarantee == rule.name), None)
    if release is None:
        return _Limits(None, None, ("The guarantee cannot be armed: nobody is there whose consent it asks for.",))
    zone, parts = procedure.time_zone, ", ".join(_parts(procedure, certification, ways))
    said = (
        f"By the limits of the accord an award could have come {moment(release.earliest, zone)} if all had acted "
        f"at once, and by {when(release.latest, zone)} if every limit had been used up ({parts})."
    )
    return _Limits(release.earliest, release.latest, (said, _silence(certification)))


def _parts(procedure: Procedure, certification: CertificationRule, ways: Walk) -> list[str]:
    """The limits that the longest way uses up, a challenge with its ruling."""
    names = {Stage.ATTESTING: "certification", Stage.CURING: "cure", Stage.CHALLENGEABLE: "challenge"}
    found: list[str] = []
    for edge in ways.longest:
        period = period_at(certification, procedure.ruling, edge.source, ways.breach.norm)
        if edge.source.stage is Stage.CHALLENGED:
            found[-1] += f" and ruling {period}"
        else:
            found.append(f"{names[edge.source.stage]} {period}")
    return found


def _silence(certification: CertificationRule) -> str:
    if certification.silence is Silence.ASSENT:
        return f"The silence of {certification.body} would not have stopped it: silence is assent."
    return f"The silence of {certification.body} would have stopped it: silence is refusal."


def _suspended(end: End, guarantee: Guarantee, histories: Sequence[History]) -> list[str]:
    said = []
    for suspension in guarantee.suspensions:
        first = min(
            (
                h.first_breached_at
                for h in histories
                if h.first.party == suspension.party
                and h.first.grade == suspension.grade
                and h.first_breached_at is not None
            ),
            default=None,
        )
        if first is not None:
            said.append(
                f"A {suspension.grade} breach by {suspension.party} was found as well, "
                f"{moment(first, end.accord.time_zone)}; once certified it suspends the guarantee."
            )
    return said


def _never_found(end: End, guarantee: Guarantee, undetermined: Sequence[History]) -> list[str]:
    said = [f"No {guarantee.grade} breach by {guarantee.by} was found, as known {_at(end)}."]
    open_ones = [h for h in undetermined if h.last is not None]
    if open_ones:
        is_are = "is" if len(open_ones) == 1 else "are"
        said.append(
            f"{counted(len(open_ones), 'finding')} of that grade {is_are} undetermined; "
            "an undetermined finding never opens a guarantee."
        )
    return said + _what_it_takes(end, guarantee) + _what_is_there(end, guarantee)


def _what_it_takes(end: End, guarantee: Guarantee) -> list[str]:
    """How far off each breach of that grade is that counts breaches of another grade."""
    said = []
    for norm in end.accord.norms:
        for condition in norm.conditions if guarantee.by in end.accord.bound_by(norm) else ():
            if condition.grade == guarantee.grade and condition.measure is Measure.BREACHES:
                stand = sum(
                    f.truth is Truth.BREACHED
                    and (f.norm, f.grade, f.party) == (norm.address, condition.of_grade, guarantee.by)
                    for f in end.evaluation.findings
                )
                within = f" within {condition.window}" if isinstance(condition.window, Period) else ""
                breaches = counted(condition.at_least, f"{condition.of_grade} breach", f"{condition.of_grade} breaches")
                said.append(
                    f"It takes {breaches} of Article {norm.address} by {guarantee.by}{within}; "
                    f"{f'{stand:,}' if stand else 'none'} {'stand' if stand > 1 else 'stands'} in all."
                )
    return said


def _what_is_there(end: End, guarantee: Guarantee) -> list[str]:
    accord = end.accord
    force = Interval(accord.in_force_from, max(end.at, accord.in_force_from))
    if accord.in_force_until is not None:
        force = Interval(accord.in_force_from, accord.in_force_until - 1)
    inside = [i for i in end.known.incidents if i.happened_at.overlaps(force)]
    laid = [i for i in inside if guarantee.by in i.alleged]
    confirmed = [i for i in laid if i.confirmed]
    standard = accord.evidence.standard
    attributed = [i for i in confirmed if standard.met_by(i.attribution.of(guarantee.by))]
    # An origin that speaks for a party goes by the party's name (I3a).
    outsiders = [i for i in laid if set(i.origins) - set(accord.party_names)]
    if not inside:
        return ["No incident is known that may have happened while the accord was in force."]
    if not laid:
        return [f"Nobody says of any incident in the time in force that {guarantee.by} did it."]
    told = [
        f"{_of_them(outsiders, 'has', 'have')} an origin that speaks for no party",
        f"{_of_them(confirmed, 'is', 'are')} confirmed as the accord asks",
    ]
    if confirmed:
        told.append(
            f"{_of_them(attributed, 'is', 'are')} both confirmed and attributed to {guarantee.by} to the accord's "
            f"standard ({standard.name})"
        )
    laid_to = counted(len(laid), "incident is", "incidents are")
    return [f"In the time in force {laid_to} laid to {guarantee.by} by somebody; of these {' and '.join(told)}."]


def _of_them(incidents: Sequence[Incident], one: str, many: str) -> str:
    return f"{f'{len(incidents):,}' if incidents else 'none'} {many if len(incidents) > 1 else one}"


def _at(end: End) -> str:
    return moment(end.at, end.accord.time_zone)
