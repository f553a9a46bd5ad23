"""What a single play of a proof certificate shows, checked step by step on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from foedus.basics.instant import Instant
from foedus.procedure.machine import advance
from foedus.procedure.state import Stage, State
from foedus.recheck.play import TICK, Asks, Question, Step, Table


class Position(NamedTuple):
    """A state, named by a position before it in the list and the step that leads from there; the first has none. rank:
    above that of every position that can follow, so that each play comes to an end."""

    parent: int
    step: Step | None
    rank: int


class Turn(StrEnum):
    """Whose turn it is."""

    OURS = "ours"
    THEIRS = "theirs"
    ANSWERED = "answered"
    """Of the others still, who have just done something: the coalition answers a tick later."""


class Plan(NamedTuple):
    """What the coalition does at a position. takes: number of the position that its deed leads to, -1 to let the others
    go on; -1 also where it is not its turn. rank: as of a position."""

    position: int
    turn: Turn
    takes: int
    rank: int


@dataclass(frozen=True, slots=True)
class Cannot:
    """Every state that can come about, none of which is what is asked for. begins: when all consents are in and nothing
    has happened yet; start: what has happened when the breach is found."""

    question: Question
    begins: Instant
    start: tuple[Step, ...]
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Can:
    """One way to what is asked for, if nobody hinders it who need not."""

    question: Question
    begins: Instant
    start: tuple[Step, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Sure:
    """A plan that leads to what is asked for whatever the others do."""

    question: Question
    begins: Instant
    start: tuple[Step, ...]
    positions: tuple[Position, ...]
    plan: tuple[Plan, ...]


class NotShown(Exception):
    """A play does not show what it should; the words say why."""


def replayed(table: Table, state: State, steps: Sequence[Step]) -> State:
    """The state after some steps. Errors: NotShown, if the machine refuses one."""
    for number, taken in enumerate(steps, 1):
        later = table.after(state, taken)
        if later is None:
            raise NotShown(f"the machine refuses step {number} of a way")
        state = later
    return state


def rebuilt(table: Table, begun: State, positions: Sequence[Position]) -> list[State]:
    """The state of each position. Errors: NotShown."""
    states: list[State] = []
    for number, position in enumerate(positions):
        if position.step is None:
            if number:
                raise NotShown(f"position {number} is the beginning once more")
            states.append(begun)
            continue
        if not 0 <= position.parent < number:
            raise NotShown(f"position {number} does not follow one before it")
        later = table.after(states[position.parent], position.step)
        if later is None:
            raise NotShown(f"the machine refuses what leads to position {number}")
        states.append(later)
    return states


def is_over(table: Table, question: Question, state: State) -> bool:
    """Whether nothing can follow any more from the breach that is asked about."""
    awarded = table.standing(state).awarded_at is not None and question.asks is not Asks.CERTIFY
    return awarded or not state.cases[-1].is_pending


def is_reached(table: Table, question: Question, state: State) -> bool:
    """Whether a play that is over ended as is asked: for `last` and `end`, as it should not."""
    case, awarded = state.cases[-1], table.standing(state).awarded_at is not None
    match question.asks:
        case Asks.BLOCK | Asks.LAST:
            return not awarded
        case Asks.CAUSE:
            return awarded
        case Asks.CERTIFY:
            return case.stage is Stage.CERTIFIED
        case Asks.END:
            return not awarded and case.stage is Stage.CERTIFIED


# -- nobody can --------------------------------------------------------------------------------------------------------


def latest_award(table: Table, before: State, play: Cannot) -> Instant | None:
    """Check that what is asked for never comes about; the latest award among the ends, None if there is none.

    From each state all steps are made anew, and each must lead to a state of the list. Errors: NotShown.
    """
    begun = _begun(table, before, play.question, play.start)
    states = rebuilt(table, begun, play.positions)
    numbers = {state: number for number, state in enumerate(states)}
    if numbers.get(begun) is None:
        raise NotShown("the list does not hold the beginning")
    latest: Instant | None = None
    for number, state in enumerate(states):
        if is_over(table, play.question, state):
            if is_reached(table, play.question, state):
                raise NotShown(f"position {number} is what should never come about")
            awarded = table.standing(state).awarded_at
            latest = awarded if latest is None or (awarded is not None and awarded > latest) else latest
            continue
        for later in _follow(table, play.question, state, number):
            place = numbers.get(later)
            if place is None:
                raise NotShown(f"something can follow position {number} that is not in the list")
            if play.positions[place].rank >= play.positions[number].rank:
                raise NotShown(f"from position {number} the play need not come to an end")
    return latest


def _begun(table: Table, before: State, question: Question, start: Sequence[Step]) -> State:
    begun = table.found(replayed(table, before, start), question.breach)
    if begun is None:
        raise NotShown("the breach that is asked about cannot be found there")
    return begun


def _follow(table: Table, question: Question, state: State, number: int) -> list[State]:
    """All that can come next, if the free also choose when the others do what they owe."""
    nexts = table.nexts(state, question)
    wait = table.wait(state, nexts)
    owed_only = question.asks in (Asks.BLOCK, Asks.CAUSE, Asks.CERTIFY) and not table.is_own(question)
    found = [each.state for each in nexts if each.free or each.by is not None or not owed_only]
    if wait is not None:
        return [*found, wait]
    stuck = {
        Asks.BLOCK: not any(each.by is not None for each in nexts), Asks.LAST: not found, Asks.END: True,
    }.get(question.asks, False)  # fmt: skip
    if stuck:
        raise NotShown(f"at position {number} nothing need ever happen")
    return found


# -- somebody can ------------------------------------------------------------------------------------------------------


def show_can(table: Table, before: State, play: Can) -> State:
    """Check that a way leads to what is asked for (for `last`: to any end), and that nobody on it does what is wrong
    but the free, or misses a duty. The state at its end. Errors: NotShown."""
    state = _begun(table, before, play.question, play.start)
    for number, taken in enumerate(play.steps, 1):
        nexts = table.nexts(state, play.question)
        later = table.after(state, taken)
        if taken.to is not None and table.wait(state, nexts) != later:
            raise NotShown(f"in step {number} time passes a limit or a duty")
        if later is None or (taken.to is None and later not in [each.state for each in nexts]):
            raise NotShown(f"nobody would do, or could do, what step {number} says")
        state = later
    asks = play.question.asks
    if is_over(table, play.question, state):
        if asks is not Asks.LAST and not is_reached(table, play.question, state):
            raise NotShown("the way does not end as it should")
        return state
    nexts = table.nexts(state, play.question)
    stuck = table.wait(state, nexts) is None and not any(each.by is not None for each in nexts)
    if asks not in (Asks.BLOCK, Asks.LAST, Asks.END) or not stuck:
        raise NotShown("the way ends before anything is decided")
    return state


def show_sure(table: Table, before: State, play: Sure) -> None:
    """Check that a plan leads to what is asked for whatever the others do. Errors: NotShown."""
    begun = _begun(table, before, play.question, play.start)
    states = rebuilt(table, begun, play.positions)
    numbers = {state: number for number, state in enumerate(states)}
    plans = {(plan.position, plan.turn): plan for plan in play.plan}
    if (numbers.get(begun), Turn.ANSWERED) not in plans:
        raise NotShown("the plan does not say how it begins")
    for plan in play.plan:
        if not 0 <= plan.position < len(states):
            raise NotShown("the plan is of a position that is not in the list")
        for later, turn in _answers(table, play, states, plan):
            follows = plans.get((numbers.get(later, -1), turn))
            if follows is None:
                raise NotShown(f"the plan does not say what follows position {plan.position}")
            if follows.rank >= plan.rank:
                raise NotShown(f"from position {plan.position} the plan need not come to an end")


def _answers(table: Table, play: Sure, states: list[State], plan: Plan) -> list[tuple[State, Turn]]:
    """What can follow a place of the plan, and whose turn it is then."""
    state, question = states[plan.position], play.question
    if is_over(table, question, state):
        if not is_reached(table, question, state):
            raise NotShown(f"the plan leads to position {plan.position}, where it has failed")
        return []
    nexts = table.nexts(state, question)
    if plan.turn is Turn.OURS:
        if plan.takes < 0:
            return [(state, Turn.THEIRS)]
        if not plan.takes < len(states) or states[plan.takes] not in [each.state for each in nexts if each.free]:
            raise NotShown(f"at position {plan.position} the coalition cannot do what the plan says")
        return [(states[plan.takes], Turn.OURS)]
    answers = [(each.state, Turn.ANSWERED) for each in nexts if not each.free]
    later = table.wait(state, nexts)
    if plan.turn is Turn.ANSWERED:
        forbidden = any(each.by is not None and each.by <= state.at for each in nexts)
        later = None if forbidden else advance(table.procedure, state, state.at + TICK).state
    if later is not None:
        return [*answers, (later, Turn.OURS)]
    if question.asks is not Asks.BLOCK and not any(each.by is not None for each in nexts):
        raise NotShown(f"at position {plan.position} nothing need ever happen")
    return answers
