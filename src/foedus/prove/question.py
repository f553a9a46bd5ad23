"""Can a coalition keep an award from a true breach, or bring one about without a breach (Q1)?"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from foedus.basics.instant import Instant
from foedus.procedure.rules import GuaranteeRule
from foedus.procedure.state import Breach, Stage, State
from foedus.prove.conduct import Cast, Conduct, Deed
from foedus.prove.game import Act, Board, Game, Node, TooLarge, Turned


class Aim(StrEnum):
    """What a coalition is after."""

    BLOCK = "block"
    """To keep the award from a true breach for ever."""
    CAUSE = "cause"
    """To bring the award about without a breach."""
    CERTIFY = "certify"
    """To have a breach certified that never was, or that is the coalition's own, for what rests on it (P7b)."""


AGAINST_A_CAUSE = frozenset({Deed.VOTE_AGAINST, Deed.UPHOLD, Deed.ATTEST_CURE, Deed.WITHDRAW})
"""Each of these can only end a case without its award, or take a consent from it: who wants the award does none."""


class Power(StrEnum):
    """What a coalition can do about it."""

    UNDECIDED = "undecided"
    """There is too much to look at."""
    NONE = "cannot"
    IF_OTHERS_ARE_SLOW = "can if others are slow"
    SURE = "can"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a play begins, just before the breach is found. acts: how it came to that; none where all consents are in
    and nothing has happened. sure: whether the coalition brings that about whatever the others do. begins: when nothing
    has happened yet; None: as the breach is found."""

    acts: tuple[Act, ...]
    state: State
    sure: bool = True
    begins: Instant | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way to what the coalition is after. acts: from the first deed, each with what it brought about. end: the state
    at its end. stuck: whether it ends in a wait that nothing ends."""

    acts: tuple[Act, ...]
    end: State
    stuck: bool


class Place(NamedTuple):
    """Where a plan stands: whose turn it is, and whether the others have just done something."""

    node: Node
    ours: bool
    moved: bool


Plan: TypeAlias = dict[Place, list[tuple[Turned | None, Place]]]
"""What can follow each place: of the coalition's turn one thing, what it does, or that it lets the others go on (None);
of the others' turn all that they can do, and the time that passes."""


class Play:
    """One coalition with one aim about one breach: who plays how, and what can come of it; owns what it worked out."""

    def __init__(self, board: Board, aim: Aim, breach: Breach, names: frozenset[str]) -> None:
        self.guarantee, self.aim, self.breach = board.guarantee, aim, breach
        true = frozenset({breach}) if aim is Aim.BLOCK else frozenset()
        conduct = dict.fromkeys(names, Conduct.FREE)
        self.board = board
        vain = frozenset[Deed]() if aim is Aim.BLOCK else AGAINST_A_CAUSE
        own = own_breaches(board.guarantee, names) if aim is not Aim.CAUSE else frozenset()
        # Nobody need do what is right and no duty, and the coalition would not have it done; but that its own breach is
        # certified, for which the guarantee rests, is what it wants (Q1e).
        self._owed_only = not (aim is Aim.CERTIFY and (breach.party, breach.grade) in own)
        self.game = Game(board, Cast(board.procedure, board.guarantee, conduct, Conduct.DUTIFUL, true, vain, own))

    # -- everything chosen by the coalition ------------------------------------------------------------------------

    def way(self, start: Start) -> Way | None:
        """The shortest way to the aim if the coalition also chooses when the others act within their duty; None is the
        proof that there is none."""
        found = self.board.find(start.state, self.breach)
        came: dict[Node, tuple[Node, Act] | None] = {found.node.alike: None}
        waiting = deque(came)
        while waiting:
            node = waiting.popleft()
            if self.is_over(node.state):
                if self._reached(node.state):
                    return way_along(self.board, start, found, _back(came, node), False)
                continue
            if self.aim is Aim.BLOCK and not self.game.wait(node) and not self.game.is_owed(node):
                return way_along(self.board, start, found, _back(came, node), True)
            for turned in self.nexts(node):
                if turned.node.alike not in came:
                    came[turned.node.alike] = (node, turned.act)
                    waiting.append(turned.node.alike)
        return None

    def nexts(self, node: Node) -> list[Turned]:
        """All that can follow if the coalition also chooses when the others do what they owe."""
        if self.is_over(node.state):
            return []
        wait = self.game.wait(node)
        return [*self.game.deeds(node, self._owed_only), *((wait,) if wait else ())]

    def is_over(self, state: State) -> bool:
        """Whether nothing can follow any more from the breach that is asked about."""
        standing, case = state.guarantee(self.guarantee.name), state.cases[-1]
        assert standing is not None
        awarded = standing.awarded_at is not None and self.aim is not Aim.CERTIFY
        return awarded or not case.is_pending

    def _reached(self, state: State) -> bool:
        if self.aim is Aim.CERTIFY:
            return state.cases[-1].stage is Stage.CERTIFIED
        standing = state.guarantee(self.guarantee.name)
        assert standing is not None
        return (standing.awarded_at is None) is (self.aim is Aim.BLOCK)

    # -- the coalition first, the others see it --------------------------------------------------------------------

    def is_sure(self, start: Start) -> bool:
        """Whether the coalition has its aim whenever the others act: it moves first at every instant, they answer. The
        finding is the first move of all. Errors: TooLarge."""
        return self._answered(self.board.find(start.state, self.breach).node, {}, {})

    def _answered(self, first: Node, ours: dict[Node, bool], theirs: dict[tuple[Node, bool], bool]) -> bool:
        try:
            return self._others(first, ours, theirs, True)
        except RecursionError:  # a play of so many moves, one after the other, nobody could follow either
            raise TooLarge from None

    def _coalition(self, node: Node, ours: dict[Node, bool], theirs: dict[tuple[Node, bool], bool]) -> bool:
        node = node.alike
        known = ours.get(node)
        if known is None:
            known = self._won(node.state)
            if known is None:
                deeds = (t for t in self.game.deeds(node) if t.is_free)
                known = any(self._coalition(t.node, ours, theirs) for t in deeds) or self._others(node, ours, theirs)
            ours[node] = known
        return known

    def _others(
        self, node: Node, ours: dict[Node, bool], theirs: dict[tuple[Node, bool], bool], moved: bool = False
    ) -> bool:
        """moved: whether they have just moved, so that the coalition answers a tick later, not at the next limit."""
        node = node.alike
        known = theirs.get((node, moved))
        if known is None:
            known = self._won(node.state)
            if known is None:
                answers = [t for t in self.game.deeds(node) if not t.is_free]
                known = all(self._others(t.node, ours, theirs, True) for t in answers)
                known = known and self._waited(node, ours, theirs, moved)
            theirs[node, moved] = known
        return known

    def _waited(
        self, node: Node, ours: dict[Node, bool], theirs: dict[tuple[Node, bool], bool], moved: bool
    ) -> bool:
        later = self.game.tick(node) if moved else self.game.wait(node)
        if later is not None:
            return self._coalition(later.node, ours, theirs)
        # Somebody still owes a deed, which was looked at, or nothing is waited for any more.
        return self.game.is_owed(node) or self.aim is Aim.BLOCK

    def plan(self, start: Start) -> Plan | None:
        """What the coalition does whatever the others do; None where it is not sure of its aim."""
        ours, theirs = dict[Node, bool](), dict[tuple[Node, bool], bool]()
        first = Place(self.board.find(start.state, self.breach).node, ours=False, moved=True)
        if not self._answered(first.node, ours, theirs):
            return None
        places, waiting = Plan(), deque([first])
        while waiting:
            place = waiting.popleft()
            if place not in places:
                places[place] = self._follows(place, ours, theirs)
                waiting.extend(after for _, after in places[place])
        return places

    def _follows(
        self, place: Place, ours: dict[Node, bool], theirs: dict[tuple[Node, bool], bool]
    ) -> list[tuple[Turned | None, Place]]:
        node = place.node
        if self.is_over(node.state):
            return []
        if place.ours:
            for deed in self.game.deeds(node):
                if deed.is_free and self._coalition(deed.node, ours, theirs):
                    return [(deed, Place(deed.node, ours=True, moved=False))]
            return [(None, Place(node, ours=False, moved=False))]
        later = self.game.tick(node) if place.moved else self.game.wait(node)
        answers = [(t, Place(t.node, ours=False, moved=True)) for t in self.game.deeds(node) if not t.is_free]
        return [*answers, *([(later, Place(later.node, ours=True, moved=False))] if later is not None else [])]

    def _won(self, state: State) -> bool | None:
        return self._reached(state) if self.is_over(state) else None


def own_breaches(guarantee: GuaranteeRule, names: frozenset[str]) -> frozenset[tuple[str, str]]:
    """The breaches, by party and grade, on which the guarantee rests and which some of these can commit: not of the
    beneficiary, which would keep itself from its own award (Q1e)."""
    return frozenset(each for each in guarantee.rests_while if each[0] in names and each[0] != guarantee.beneficiary)


def way_along(board: Board, start: Start, found: Turned, acts: Iterable[Act], stuck: bool) -> Way:
    """The way of such acts from where a breach is found, with all that they bring about there."""
    taken = tuple(board.along(found.node, acts))
    end = taken[-1].node if taken else found.node
    return Way((*start.acts, found.act, *(turned.act for turned in taken)), end.state, stuck)


def _back(came: Mapping[Node, tuple[Node, Act] | None], node: Node) -> tuple[Act, ...]:
    acts: list[Act] = []
    before = came[node]
    while before is not None:
        acts.append(before[1])
        before = came[before[0]]
    return tuple(reversed(acts))
