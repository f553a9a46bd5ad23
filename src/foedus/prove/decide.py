"""The lines under `require`, decided (Q3): what holds, what does not and by which way, what could not be decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from foedus.accord.model import Accord, Requirement, RequirementKind
from foedus.basics.instant import Instant
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import GuaranteeRule
from foedus.procedure.state import Stage
from foedus.prove.ends import Endless, endless
from foedus.prove.game import MOST_STATES, TooLarge
from foedus.prove.inquiry import Answer, Inquiry
from foedus.prove.other_days import late_duty_day, latest_day
from foedus.prove.question import Aim, Power, Way
from foedus.prove.roles import Coalition, Part, names_in
from foedus.prove.times import Times, award_at, times_of

Found = TypeVar("Found")


class Verdict(StrEnum):
    """What was found about a requirement."""

    KEPT = "kept"
    FALSE = "false"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Decision:
    """One requirement, of one guarantee. answers: what was asked for it, those that break it first. way: the shortest
    way that breaks it. late_by: microseconds that the award can come too late, 0 for other kinds. why: what makes it
    undecided. day: when a breach must be found for it to be false, None if found when it was asked (Q2a)."""

    requirement: Requirement
    guarantee: str
    verdict: Verdict
    answers: tuple[Answer, ...] = ()
    way: Way | None = None
    late_by: int = 0
    why: str = ""
    day: Instant | None = None


@dataclass(frozen=True)
class Proof:
    """All that was asked of one guarantee. Smallest coalitions: once a breach is found (`block`), with what can be
    prepared before it (`ahead`), and to cause an award without a breach (`cause`). Of each those that can for sure, and
    smaller ones that can if others are slow; None where there is too much to look at, and `large` says why."""

    guarantee: GuaranteeRule
    inquiry: Inquiry
    times: Times | None
    block: tuple[Coalition, ...] | None
    ahead: tuple[Coalition, ...] | None
    cause: tuple[Coalition, ...] | None
    endless: tuple[Endless, ...] | None
    decisions: tuple[Decision, ...]
    large: str = ""


def prove(accord: Accord, found_at: Instant, most_states: int = MOST_STATES) -> tuple[Proof, ...]:
    """Everything about each guarantee of a sound accord, the breach being found at an instant.

    most_states: how many states one question may look at before it is left undecided. Guarantees whose grade nobody
    certifies, or that no breach can open, are left out.
    """
    procedure = compile_procedure(accord)
    found = []
    for guarantee in procedure.guarantees:
        if procedure.certification_of(guarantee.grade) is None:
            continue
        inquiry = Inquiry(accord, procedure, guarantee, found_at, most_states)
        if inquiry.breaches:
            found.append(_proof(accord, guarantee, inquiry))
    return tuple(found)


def verdicts(
    accord: Accord, found_at: Instant, numbers: Sequence[int], most_states: int = MOST_STATES
) -> list[Verdict]:
    """Of some requirements, by their numbers from 0, whether they hold of every guarantee; nothing else is asked."""
    procedure, found = compile_procedure(accord), {number: [Verdict.KEPT] for number in numbers}
    asked = [accord.requirements[number].kind for number in numbers]
    for guarantee in procedure.guarantees:
        if procedure.certification_of(guarantee.grade) is None:
            continue
        inquiry = Inquiry(accord, procedure, guarantee, found_at, most_states)
        if not inquiry.breaches:
            continue
        times = _if_small(inquiry, times_of) if RequirementKind.AWARD_WITHIN in asked else None
        stuck = _if_small(inquiry, _one_endless) if RequirementKind.EVERY_BREACH_ENDS in asked else None
        for number in numbers:
            found[number].append(_on_any_day(accord, inquiry, accord.requirements[number], times, stuck).verdict)
    return [overall(found[number]) for number in numbers]


def _one_endless(inquiry: Inquiry) -> tuple[Endless, ...]:
    return endless(inquiry, one_is_enough=True)


def overall(found: Sequence[Verdict]) -> Verdict:
    """The verdict on a line that is asked of several guarantees."""
    return next((verdict for verdict in (Verdict.FALSE, Verdict.UNDECIDED) if verdict in found), Verdict.KEPT)


def _proof(accord: Accord, guarantee: GuaranteeRule, inquiry: Inquiry) -> Proof:
    times, stuck = _if_small(inquiry, times_of), _if_small(inquiry, endless)
    block, cause = _both(inquiry, Aim.BLOCK), _both(inquiry, Aim.CAUSE)
    ahead = _both(inquiry, Aim.BLOCK, beforehand=True)
    if ahead is not None and block is not None:
        ahead = tuple(c for c in ahead if c not in block or _is_surer(inquiry, c))
    decisions = tuple(_on_any_day(accord, inquiry, each, times, stuck) for each in accord.requirements)
    undecided = None in (times, stuck, block, ahead, cause) or any(d.verdict is Verdict.UNDECIDED for d in decisions)
    return Proof(
        guarantee, inquiry, times, block, ahead, cause, stuck, decisions, why_large(inquiry) if undecided else ""
    )


def _is_surer(inquiry: Inquiry, coalition: Coalition) -> bool:
    """Whether one that can block if others are slow can surely do so if it prepares it."""
    powers = [inquiry.of(Aim.BLOCK, coalition, beforehand).power for beforehand in (False, True)]
    return powers == [Power.IF_OTHERS_ARE_SLOW, Power.SURE]


def _if_small(inquiry: Inquiry, question: Callable[[Inquiry], Found]) -> Found | None:
    inquiry.board.ask_anew()
    try:
        return question(inquiry)
    except TooLarge:
        return None


def _both(inquiry: Inquiry, aim: Aim, beforehand: bool = False) -> tuple[Coalition, ...] | None:
    try:
        sure = inquiry.smallest(aim, beforehand, sure=True)
        return (*sure, *(c for c in inquiry.smallest(aim, beforehand) if c not in sure))
    except TooLarge:
        return None


def why_large(inquiry: Inquiry) -> str:
    """What makes the ways too many to look at all: how often the accused may challenge, or how many kinds of voters."""
    rule = inquiry.procedure.certification_of(inquiry.guarantee.grade)
    assert rule is not None, "a guarantee without a certification is not asked about"
    voters = [each for each in inquiry.classes if each.has(Part.CERTIFIES) or each.has(Part.RULES)]
    times = rule.challenge.times if rule.challenge is not None else 0
    most = f"More than {inquiry.board.most_states:,} states would have to be looked at."
    if times > len(voters):
        return f"{most} What makes them many: Article {rule.article} lets the accused challenge {times} times."
    kinds = f"those who vote are of {len(voters)} kinds, since each is in other groups than the next"
    return f"{most} What makes them many: {kinds} ({', '.join(each.title for each in voters[:4])} ...)."


def _on_any_day(
    accord: Accord, inquiry: Inquiry, requirement: Requirement, times: Times | None, stuck: tuple[Endless, ...] | None
) -> Decision:
    """A line that is kept of a breach found when it was asked is asked of the day on which it is hardest, too (Q2a)."""
    decided, day = _decide(accord, inquiry, requirement, times, stuck), None
    if decided.verdict is Verdict.KEPT and requirement.grade in ("", inquiry.guarantee.grade):
        day = _hardest(inquiry, requirement)
    if day is None or day == inquiry.found_at:
        return decided
    there = Inquiry(accord, inquiry.procedure, inquiry.guarantee, day, inquiry.board.most_states, inquiry.board.tick)
    again = _decide(accord, there, requirement, _if_small(there, times_of), None)
    return replace(again, answers=(), way=None, day=day) if again.verdict is not Verdict.KEPT else decided


def _hardest(inquiry: Inquiry, requirement: Requirement) -> Instant | None:
    rule, found_at = inquiry.procedure.certification_of(inquiry.guarantee.grade), inquiry.found_at
    assert rule is not None, "a guarantee without a certification is not asked about"
    match requirement.kind:
        case RequirementKind.AWARD_WITHIN:
            assert requirement.period is not None
            return latest_day(inquiry.procedure, rule, inquiry.breaches, found_at, requirement.period)
        case RequirementKind.EVERY_BREACH_ENDS:
            return None
        case _:
            return late_duty_day(inquiry.procedure, rule, found_at)


def _decide(
    accord: Accord, inquiry: Inquiry, requirement: Requirement, times: Times | None, stuck: tuple[Endless, ...] | None
) -> Decision:
    name = inquiry.guarantee.name
    if requirement.grade and requirement.grade != inquiry.guarantee.grade:
        return Decision(requirement, name, Verdict.KEPT)  # of another guarantee, which a sound text has (A0397)
    match requirement.kind:
        case RequirementKind.AWARD_WITHIN if times is not None:
            return _within(inquiry, requirement, times)
        case RequirementKind.AWARD_WITHIN:
            return Decision(requirement, name, Verdict.UNDECIDED, why=why_large(inquiry))
        case RequirementKind.EVERY_BREACH_ENDS:
            if stuck is None:
                return Decision(requirement, name, Verdict.UNDECIDED, why=why_large(inquiry))
            ways = [each.way for each in stuck]
            return Decision(requirement, name, Verdict.FALSE if ways else Verdict.KEPT, way=ways[0] if ways else None)
        case _:
            aim, coalitions = _asked(accord, inquiry, requirement)
            answers = [inquiry.ask(aim, names, beforehand=True) for names in coalitions]
            return _about_power(inquiry, requirement, answers)


def _about_power(inquiry: Inquiry, requirement: Requirement, answers: Sequence[Answer]) -> Decision:
    guarantee = inquiry.guarantee.name
    breaking = [answer for answer in answers if answer.way is not None]
    in_order = (*breaking, *(answer for answer in answers if answer not in breaking))
    if not breaking and any(answer.power is Power.UNDECIDED for answer in answers):
        return Decision(requirement, guarantee, Verdict.UNDECIDED, in_order, why=why_large(inquiry))
    if not breaking:
        return Decision(requirement, guarantee, Verdict.KEPT, in_order)
    ways = [answer.way for answer in breaking if answer.way]
    shortest = min(ways, key=lambda way: len(way.acts))
    return Decision(requirement, guarantee, Verdict.FALSE, in_order, shortest)


def _asked(accord: Accord, inquiry: Inquiry, requirement: Requirement) -> tuple[Aim, list[frozenset[str]]]:
    """The aim and the coalitions of a line."""
    blocks = (
        RequirementKind.NO_SINGLE_PARTY_BLOCKS, RequirementKind.NO_COALITION_BLOCKS, RequirementKind.ALONE_CANNOT_BLOCK
    )  # fmt: skip
    aim = Aim.BLOCK if requirement.kind in blocks else Aim.CAUSE
    if requirement.kind is RequirementKind.NO_SINGLE_PARTY_BLOCKS:
        return aim, [frozenset({party}) for party in accord.party_names]
    if requirement.count:
        return aim, [names_in(inquiry.classes, c) for c in coalitions_of(inquiry, requirement.who, requirement.count)]
    return aim, [frozenset({requirement.who})]


def coalitions_of(inquiry: Inquiry, group: str, count: int) -> Iterator[Coalition]:
    """So many members of a body or an alliance, in all ways that they can be of different classes. Members who have no
    say in this award belong to no class and add nothing."""
    members = set(dict(inquiry.procedure.groups).get(group, ()))
    some = [len(members & set(each.members)) for each in inquiry.classes]
    outside = len(members) - sum(some)
    for spared in range(min(outside, count) + 1):
        yield from (Coalition(counts) for counts in _spread(count - spared, tuple(some)))


def _spread(count: int, tops: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if not tops:
        if count == 0:
            yield ()
        return
    for here in range(min(count, tops[0]) + 1):
        for rest in _spread(count - here, tops[1:]):
            yield (here, *rest)


def _within(inquiry: Inquiry, requirement: Requirement, times: Times) -> Decision:
    assert requirement.period is not None
    name, by = inquiry.guarantee.name, inquiry.procedure.after(times.found_at, requirement.period)
    if times.never is not None:
        return Decision(requirement, name, Verdict.FALSE, way=times.never)
    if times.worst is None:
        return Decision(requirement, name, Verdict.FALSE)
    late = award_at(inquiry, times.worst) - by
    if late > 0:
        return Decision(requirement, name, Verdict.FALSE, way=times.worst, late_by=late)
    return Decision(requirement, name, Verdict.KEPT, way=times.worst)


def is_certified_unawarded(way: Way) -> bool:
    """Whether a way ends in a certificate that releases nothing."""
    return way.end.cases[-1].stage is Stage.CERTIFIED
