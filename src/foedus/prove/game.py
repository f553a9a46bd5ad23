"""One play of the procedure as a graph: where it can stand, what can be done there, what time alone does (Q1).

Every step is made by the machine (P1); nothing here says what follows from a deed. Actors of one class and one conduct
do a thing together, one after the other until the case moves: which of them do it makes no difference, and how many
more than are needed none either (`tests/agree/test_prove_by_force.py` holds this against plays of every single actor).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from foedus.basics.instant import MINUTE, Instant
from foedus.procedure.events import Event
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Found, Move
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Case, GuaranteeState, Stage, State
from foedus.prove.conduct import Cast, Choice, Deed, Possible, possible
from foedus.prove.roles import MemberClass

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


MOST_STATES = 60_000
"""More than this no question looks at: some half a minute. Each further class of those who vote can multiply them by
three, and nobody could follow what comes of it."""


class TooLarge(Exception):
    """A question needs more states than are looked at. It is told, and never taken for an answer."""


class Node:
    """A state of the board; two nodes are the same only if they are one. alike: the first node from which the same can
    follow as from this one, maybe itself; a question looks at that one only."""

    __slots__ = ("alike", "possible", "state", "steps")

    def __init__(self, state: State) -> None:
        self.state = state
        self.alike: Node = self
        self.possible: tuple[Possible, ...] | None = None
        self.steps: dict[object, Turned | None] = {}


class Turned(NamedTuple):
    """A deed and where it leads. is_free: whether it is one of those who do as they like."""

    act: Act
    node: Node
    is_free: bool = False


class Board:
    """All states of one guarantee that any play has come to, and the steps between them, each worked out once by the
    machine. Plays of different coalitions share it. Errors: TooLarge, of a question that needs too many new states."""

    def __init__(
        self, procedure: Procedure, guarantee: GuaranteeRule, classes: Sequence[MemberClass],
        most_states: int = MOST_STATES, tick: int = MINUTE,
    ) -> None:  # fmt: skip
        """tick: microseconds in which nobody can do anything after a deed of somebody else, and just after a limit."""
        self.procedure, self.guarantee, self.most_states, self.tick = procedure, guarantee, most_states, tick
        self._counted_from, self._allowed = 0, most_states
        self.class_of = {name: n for n, each in enumerate(classes) for name in each.members}
        self._nodes: dict[State, Node] = {}
        self._alike: dict[State, Node] = {}

    def node(self, state: State) -> Node:
        """The one node of a state."""
        found = self._nodes.get(state)
        if found is None:
            if len(self._nodes) - self._counted_from >= self._allowed:
                self._allowed = max(self._allowed // 2, self.most_states // 8)
                raise TooLarge
            found = self._nodes[state] = Node(state)
            cases, guarantees = tuple(map(_plain, state.cases)), tuple(map(_plainly, state.guarantees))
            plain = replace(state, cases=cases, guarantees=guarantees)
            found.alike = self._alike.setdefault(plain, found)
        return found

    def along(self, node: Node, acts: Iterable[Act]) -> Iterator[Turned]:
        """The same acts from a node that is alike to the one where they were found."""
        for act in acts:
            if act.deed is None:
                turned = self.until(node, act.at)
            else:
                done = self.done(node, Choice(act.who, act.deed, act.case, act.moves, None, False))
                assert done is not None, "where states are alike the same can be done"
                turned = done
            yield turned
            node = turned.node

    def ask_anew(self) -> None:
        """A question begins: the states of those before are not counted. After each that was too large the next may
        look at half as many, down to an eighth: else who has many such waits many times as long, for nothing."""
        self._counted_from = len(self._nodes)

    def possible(self, node: Node) -> tuple[Possible, ...]:
        """What the machine would accept there."""
        if node.possible is None:
            node.possible = possible(self.procedure, self.guarantee, self.class_of, node.state)
        return node.possible

    def find(self, state: State, breach: Breach) -> Turned:
        """A breach is found now."""
        number = len(state.cases) + 1
        move = Found(breach, f"{FINDING} {number}", (f"{INCIDENT} {number}",))
        stepped = step(self.procedure, state, state.at, move)
        return Turned(Act(state.at, (), None, number, (move,), stepped.events), self.node(stepped.state))

    def until(self, node: Node, to: Instant) -> Turned:
        """Time passes."""
        found = node.steps.get(to)
        if found is None:
            stepped = advance(self.procedure, node.state, to)
            found = node.steps[to] = Turned(Act(to, (), None, 0, (), stepped.events), self.node(stepped.state))
        return found

    def done(self, node: Node, choice: Choice) -> Turned | None:
        """Those who can choose something do it, one after the other until the case moves; None if none of them can."""
        key = (choice.deed, choice.case, choice.names)
        if key not in node.steps:
            node.steps[key] = self._done(node.state, choice)
        return node.steps[key]

    def _done(self, state: State, choice: Choice) -> Turned | None:
        before, at = _where(state, choice.case), state.at
        who, moves, events = list[str](), list[Move](), list[Event]()
        for name, move in zip(choice.names, choice.moves, strict=True):
            stepped = step(self.procedure, state, at, move)
            if stepped.refusal is not None:
                continue
            state = stepped.state
            who.append(name)
            moves.append(move)
            events += stepped.events
            if choice.case and _where(state, choice.case) != before:
                break
        if not moves:
            return None
        return Turned(Act(at, tuple(who), choice.deed, choice.case, tuple(moves), tuple(events)), self.node(state))

    def limits(self, state: State) -> Iterator[Instant]:
        """Until when something is waited for in the case or of the consents."""
        yield from (case.due for case in state.cases if case.due is not None)
        standing = state.guarantee(self.guarantee.name)
        if standing is not None and standing.awarded_at is None:
            yield from (d.goes_at for d in standing.deposits if d.goes_at is not None and not d.overdue)
            yield from (d.valid_until for d in standing.deposits if d.valid_until is not None)


@dataclass
class Game:
    """What one cast can do on a board."""

    board: Board
    cast: Cast
    _choices: dict[Node, tuple[Choice, ...]] = field(default_factory=dict)

    def choices(self, node: Node) -> tuple[Choice, ...]:
        """All that a class can choose, by its members of one conduct."""
        found = self._choices.get(node)
        if found is None:
            found = self._choices[node] = tuple(self.cast.choices(node.state, self.board.possible(node)))
        return found

    def deeds(self, node: Node, owed_only: bool = False) -> Iterator[Turned]:
        """What a class can do now, by its members of one conduct together. owed_only: of those who do not do as they
        like, only what is their duty."""
        for choice in self.choices(node):
            if owed_only and not choice.is_free and choice.by is None:
                continue
            done = self.board.done(node, choice)
            if done is not None:
                yield done._replace(is_free=choice.is_free)

    def wait(self, node: Node) -> Turned | None:
        """Time passes until the next instant at which something is to be done or comes by itself: a limit, at which one
        still acts in time, then a tick after it. None if nothing is waited for, or somebody's duty forbids to wait."""
        at = node.state.at
        duties = [choice.by for choice in self.choices(node) if choice.by is not None]
        limits = list(self.board.limits(node.state))
        if not limits or any(by <= at for by in duties):
            return None
        to = min(each for each in (*limits, *duties) if each >= at)
        return self.board.until(node, to if to > at else to + self.board.tick)

    def tick(self, node: Node) -> Turned | None:
        """A tick passes, unless somebody's duty forbids it."""
        if any(choice.by is not None and choice.by <= node.state.at for choice in self.choices(node)):
            return None
        return self.board.until(node, node.state.at + self.board.tick)

    def is_owed(self, node: Node) -> bool:
        """Whether somebody has a duty left."""
        return any(choice.by is not None for choice in self.choices(node))


def _plain(case: Case) -> Case:
    """The case without what is only told of it and changes nothing of what can follow: in which order members voted,
    who verified it and how, and who had attested a cure when the time for it is over."""
    votes, made_good = tuple(sorted(case.votes)), () if case.stage in _AFTER_A_CURE else tuple(sorted(case.made_good))
    return replace(case, votes=votes, attested=(), attested_by="", made_good=made_good)


def _plainly(standing: GuaranteeState) -> GuaranteeState:
    """Where a guarantee stands, without when and in which order consents went and notice was given: what counts is
    which are in, and when they go."""
    if not standing.gone and all(deposit.notice_at is None for deposit in standing.deposits):
        return standing
    deposits = tuple(d if d.notice_at is None else replace(d, notice_at=None) for d in standing.deposits)
    return replace(standing, gone=(), deposits=deposits)


_AFTER_A_CURE = frozenset({Stage.CHALLENGEABLE, Stage.CHALLENGED})


def _where(state: State, number: int) -> tuple[Stage, int, object] | None:
    case = state.case(number)
    return (case.stage, case.challenges, case.made_good_at) if case is not None else None
