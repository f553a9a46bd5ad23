"""Checks of how reports become incidents and incidents count."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.model import CalendarDay, Granularity, Measure
from foedus.basics.instant import DAY
from foedus.basics.probability import SURE, percent
from foedus.basics.problem import Problem, Span

FARTHEST_M = 500_000
"""Reports farther apart than this are hardly of one incident: wider than most fronts are long (a judgement of ours)."""
EVEN = SURE // 2
PLACES_AT_ONCE = 5
"""A count that needs fire in more places than this at the same time was hardly meant for episodes (a judgement of
ours)."""


def confirmation(draft: Draft) -> Iterator[Problem]:
    """More outsiders than origins."""
    rule = draft.accord.evidence.confirmation
    if rule.not_a_party > rule.origins:
        yield Problem(
            "A0353", rule.span, f"of {rule.origins} origins, {rule.not_a_party} cannot be outsiders",
            "the line asks for more than it counts, and readers would take it in two ways",
            f"write `confirmed by {rule.not_a_party} independent origins`, or fewer of them not a party",
        )  # fmt: skip


def standard(draft: Draft) -> Iterator[Problem]:
    """A standard that a guess meets."""
    asked = draft.accord.evidence.standard
    if asked.probability < EVEN or (asked.probability == EVEN and not asked.strictly):
        yield warning(
            "A0355", asked.span, f"the standard of proof is {percent(asked.probability)}, no better than a coin",
            "one and the same incident could be laid to two parties",
            "write `preponderance` (more likely than not) or a higher standard",
        )  # fmt: skip


def same_incident(draft: Draft) -> Iterator[Problem]:
    """Reports that would always be of one incident."""
    rule = draft.accord.evidence.same_incident
    if rule.distance_m > FARTHEST_M:
        yield warning(
            "A0357", rule.span, f"reports up to {rule.distance_m // 1000} km apart count as one {rule.granularity}",
            "many attacks would be taken for a single one, and thresholds never be reached",
            "write the distance within which two reports most likely speak of the same event",
        )  # fmt: skip
    if draft.longer_than_force(rule.period):
        yield Problem(
            "A0358", rule.span, f"reports of one {rule.granularity} may be {rule.period} apart in time",
            f"that is longer than the accord is in force, so that nothing would keep {rule.granularity}s apart in time",
            "write how long one incident may last, or what quiet ends an episode: `6 hours` say",
        )  # fmt: skip


def episodes(draft: Draft) -> Iterator[Problem]:
    """Counts that were meant for single acts, where episodes are counted."""
    rule = draft.accord.evidence.same_incident
    if rule.granularity is not Granularity.EPISODE or not draft.dated:
        return
    start = draft.accord.in_force_from
    gap = draft.after(start, rule.period) - start
    for condition in (c for norm in draft.norms for c in norm.conditions):
        if condition.measure is not Measure.COUNT or condition.window is None:
            continue
        window = condition.window
        stretch = DAY if isinstance(window, CalendarDay) else draft.after(start, window) - start
        fit = max(-(-stretch // gap), 1)  # between two of one place lies more than a gap
        if condition.at_least > PLACES_AT_ONCE * fit:
            yield warning(
                "A0359", condition.span,
                f"{condition.at_least} episodes are asked for, and one place has at most {fit} in that time",
                f"all that is reported there with gaps of at most {rule.period} is one episode; the number looks as if "
                "it was meant for single acts, and may never be reached",
                "lower the number, lengthen the window, or count incidents: `one incident is reports of ...`",
                (rule.span,),
            )  # fmt: skip


def spokesmen(draft: Draft) -> Iterator[Problem]:
    """One origin that speaks for two parties."""
    speaks: dict[str, tuple[str, Span]] = {}
    for line in draft.accord.evidence.spokesmen:
        for origin in line.origins:
            party, span = speaks.setdefault(origin.casefold(), (line.party, line.span))
            if party != line.party:
                yield Problem(
                    "A0212", line.span, f'"{origin}" speaks for {party} and for {line.party}',
                    "whether its claims are in its own interest could not be told", "leave it to one of the two",
                    (span,),
                )  # fmt: skip


def owners(draft: Draft) -> Iterator[Problem]:
    """Outlets in one hand: groups that say nothing, that overlap, or that hold what speaks for a party."""
    grouped: dict[str, Span] = {}
    speaks = {o.casefold(): (s.party, s.span) for s in draft.accord.evidence.spokesmen for o in s.origins}
    speaks |= {n.casefold(): (p.name, p.span) for p in draft.accord.parties for n in (p.name, p.title, *p.also)}
    for line in draft.accord.evidence.owners:
        here = {origin.casefold(): origin for origin in line.origins}
        if len(here) < 2 or len(here) < len(line.origins):
            what = "only one" if len(here) < 2 else "one of them twice"
            yield Problem(
                "A0217", line.span, f"a group of outlets that count as one origin names {what}",
                "one outlet is one origin anyhow, so another was probably meant, which would now count by itself",
                "name each outlet of that owner once, at least two, or take the line away",
            )  # fmt: skip
        for folded, origin in here.items():
            if folded in speaks:
                party, span = speaks[folded]
                yield Problem(
                    "A0218", line.span, f'"{origin}" speaks for {party} and counts as one origin with others',
                    "whether the others then speak in that party's interest, too, could be argued either way",
                    f"let all of them speak for {party}, or leave this one out of the group", (span,),
                )  # fmt: skip
            span = grouped.setdefault(folded, line.span)
            if span != line.span:
                yield Problem(
                    "A0216", line.span, f'"{origin}" is in two groups of outlets that count as one origin',
                    "either the two groups are one, or one of them names the wrong outlet",
                    "put all outlets of one owner into one line", (span,),
                )  # fmt: skip


CHECKS: tuple[Check, ...] = (confirmation, standard, same_incident, episodes, spokesmen, owners)
