"""One play of the procedure as a graph: where it can stand, what can be done there, what time alone does (Q1).

Every step is made by the machine (P1); nothing here says what follows from a deed. Actors of one class and one conduct
do a thing together, one after the other until the case moves: which of them do it makes no difference, and how many
more than are needed none either (`tests/agree/test_prove.py` holds this against plays of every single actor).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from foedus.basics.instant import MINUTE, Instant
from foedus.procedure.events import Event
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Found, Move
from foedus.procedure.state import Breach, Stage, State
from foedus.prove.conduct import Cast, Deed, Option

FINDING, INCIDENT = "finding", "incident"
"""What a supposed case is about; the machine sees names only."""


class Act(NamedTuple):
    """What actors of one class do together at an instant. case 0: about no case. `deed` None: time passes until `at`,
    or, with a case, its finding comes about."""

    at: Instant
    who: tuple[str, ...]
    deed: Deed | None
    case: int
    moves: tuple[Move, ...]
    events: tuple[Event, ...]


class Turned(NamedTuple):
    """A deed and the state that it leads to."""

    act: Act
    state: State


@dataclass
class Game:
    """The graph of one cast, worked out as it is asked for. class_of: the class of each name."""

    cast: Cast
    class_of: Mapping[str, int]
    _options: dict[State, tuple[Option, ...]] = field(default_factory=dict)

    def find(self, state: State, breach: Breach) -> Turned:
        """A breach is found now."""
        number = len(state.cases) + 1
        name = f"{FINDING} {number}"
        move = Found(breach, name, (f"{INCIDENT} {number}",))
        stepped = step(self.cast.procedure, state, state.at, move)
        return Turned(Act(state.at, (), None, number, (move,), stepped.events), stepped.state)

    def options(self, state: State) -> tuple[Option, ...]:
        """All deeds of single actors that their conduct admits now."""
        found = self._options.get(state)
        if found is None:
            found = self._options[state] = tuple(self.cast.options(state))
        return found

    def deeds(self, state: State) -> Iterator[Turned]:
        """What a class can do now, by its members of one conduct together."""
        together: dict[tuple[int, object, Deed, int], list[Option]] = defaultdict(list)
        for option in self.options(state):
            conduct = self.cast.conduct.get(option.name, self.cast.otherwise)
            together[self.class_of[option.name], conduct, option.deed, option.case].append(option)
        for some in together.values():
            done = self._done(state, some)
            if done is not None:
                yield done

    def wait(self, state: State) -> Turned | None:
        """Time passes until the next instant at which something is to be done or comes by itself: a limit, at which one
        still acts in time, then just after it. None if nothing is waited for, or somebody's duty forbids to wait."""
        limits = [case.due for case in state.cases if case.due is not None]
        standing = state.guarantee(self.cast.guarantee.name)
        if standing is not None and standing.awarded_at is None:
            limits += [d.goes_at for d in standing.deposits if d.goes_at is not None and not d.overdue]
            limits += [d.valid_until for d in standing.deposits if d.valid_until is not None]
        duties = [option.by for option in self.options(state) if option.by is not None]
        if not limits or any(by <= state.at for by in duties):
            return None
        to = min(at for at in (*limits, *duties) if at >= state.at)
        to = to if to > state.at else to + MINUTE
        stepped = advance(self.cast.procedure, state, to)
        return Turned(Act(to, (), None, 0, (), stepped.events), stepped.state)

    def tick(self, state: State) -> Turned | None:
        """A minute passes."""
        if any(option.by is not None and option.by <= state.at for option in self.options(state)):
            return None
        to = state.at + MINUTE
        stepped = advance(self.cast.procedure, state, to)
        return Turned(Act(to, (), None, 0, (), stepped.events), stepped.state)

    def _done(self, state: State, some: list[Option]) -> Turned | None:
        before, at = _where(state, some[0].case), state.at
        who, moves, events = list[str](), list[Move](), list[Event]()
        for option in some:
            stepped = step(self.cast.procedure, state, at, option.move)
            if stepped.refusal is not None:
                continue
            state = stepped.state
            who.append(option.name)
            moves.append(option.move)
            events += stepped.events
            if some[0].case and _where(state, some[0].case) != before:
                break
        if not moves:
            return None
        return Turned(Act(at, tuple(who), some[0].deed, some[0].case, tuple(moves), tuple(events)), state)


def _where(state: State, number: int) -> tuple[Stage, int, object] | None:
    case = state.case(number)
    return (case.stage, case.challenges, case.made_good_at) if case is not None else None
