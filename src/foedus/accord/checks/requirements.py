"""Checks of the lines under `require`: they speak of a mechanism that is there, and do not contradict its limits."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.model import Certification, Requirement, RequirementKind
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem, Span

COALITIONS = (RequirementKind.NO_COALITION_BLOCKS, RequirementKind.NO_COALITION_CAUSES)


def award_is_there(draft: Draft) -> Iterator[Problem]:
    """Lines about an award need a guarantee that gives one, and lines about a grade one that answers to it."""
    answered = {guarantee.grade for guarantee in draft.guarantees}
    for requirement in draft.accord.requirements:
        grade = requirement.grade
        if not draft.guarantees:
            yield Problem(
                "A0397", requirement.span, "the accord gives no award that this could be required of",
                "there is no guarantee, so the line would hold of nothing and reassure for no reason",
                "add an article `On certified ... breach by ..., ... takes effect at once.`, or take the line away",
            )  # fmt: skip
        elif grade in draft.accord.grades and grade not in answered:
            yield Problem(
                "A0397", requirement.span, f"no guarantee answers to a {grade} breach",
                "no award ever follows one, so the line would hold of nothing and reassure for no reason",
                f"name a grade that a guarantee answers to ({', '.join(sorted(answered))}), or add an article `On "
                f"certified {grade} breach by ..., ... takes effect at once.`",
            )  # fmt: skip


def coalitions(draft: Draft) -> Iterator[Problem]:
    """Coalitions of more members than there are."""
    for requirement in draft.accord.requirements:
        if requirement.kind not in COALITIONS:
            continue
        members = len(set(draft.members_of(requirement.who)))
        if members and requirement.count > members:
            yield Problem(
                "A0395", requirement.span, f"{requirement.who} has {members} members, fewer than {requirement.count}",
                "no such coalition is possible, so the line would always hold", f"write a number up to {members}",
            )  # fmt: skip


def award_in_time(draft: Draft) -> Iterator[Problem]:
    """An award within less time than the limits that the articles themselves set."""
    start = draft.accord.in_force_from
    for requirement in draft.accord.requirements:
        if requirement.kind is not RequirementKind.AWARD_WITHIN or requirement.period is None:
            continue
        latest = draft.after(start, requirement.period)
        for sentence in draft.certifications:
            if sentence.grade == requirement.grade and _slowest(draft, sentence) > latest:
                yield warning(
                    "A0396", requirement.span,
                    f"certification and one challenge may take longer than {requirement.period}",
                    "the articles let the award come later than this line requires, so that it does not hold",
                    "shorten the limits of certification, challenge and decision, or allow more time here; "
                    "`foedus prove` shows how late, and with `--mend` what would do",
                    (sentence.span,),
                )  # fmt: skip


def _slowest(draft: Draft, sentence: Certification) -> Instant:
    """The end of certification, one challenge and its decision, each at its limit, begun at entry into force."""
    at = draft.after(draft.accord.in_force_from, sentence.period)
    if sentence.challenge is not None:
        at = draft.after(at, sentence.challenge.period)
        for ruling in draft.rulings[:1]:
            at = draft.after(at, ruling.period)
    return at


def said_twice(draft: Draft) -> Iterator[Problem]:
    """The same requirement twice."""
    first: dict[Requirement, Span] = {}
    for requirement in draft.accord.requirements:
        if requirement in first:
            yield warning(
                "A0398", requirement.span, "this is required already",
                "it changes nothing; another number or name may have been meant",
                "take it away, or write what was meant", (first[requirement],),
            )  # fmt: skip
        first.setdefault(requirement, requirement.span)


CHECKS: tuple[Check, ...] = (award_is_there, coalitions, award_in_time, said_twice)
