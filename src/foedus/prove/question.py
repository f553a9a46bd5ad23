"""Can a coalition keep an award from a true breach, or bring one about without a breach (Q1)?"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Stage, State
from foedus.prove.conduct import Cast, Conduct
from foedus.prove.game import Act, Game, Turned
from foedus.prove.roles import MemberClass


class Aim(StrEnum):
    """What a coalition is after."""

    BLOCK = "block"
    """To keep the award from a true breach for ever."""
    CAUSE = "cause"
    """To bring the award about without a breach."""
    CERTIFY = "certify"
    """To have a breach certified that never was, for what rests on it (P7b)."""


class Power(StrEnum):
    """What a coalition can do about it, weakest first."""

    NONE = "cannot"
    IF_OTHERS_ARE_SLOW = "can if others are slow"
    SURE = "can"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a play begins, just before the breach is found. acts: how it came to that; none where all consents are in
    and nothing has happened. sure: whether the coalition brings that about whatever the others do."""

    acts: tuple[Act, ...]
    state: State
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """A way to what the coalition is after. acts: from the first deed, each with what it brought about. end: the state
    at its end. stuck: whether it ends in a wait that nothing ends."""

    acts: tuple[Act, ...]
    end: State
    stuck: bool


class Play:
    """One coalition with one aim about one breach: who plays how, and what can come of it; owns what it worked out."""

    def __init__(
        self, procedure: Procedure, guarantee: GuaranteeRule, classes: tuple[MemberClass, ...], aim: Aim,
        breach: Breach, names: frozenset[str],
    ) -> None:  # fmt: skip
        self.guarantee, self.aim, self.breach = guarantee, aim, breach
        conduct = dict.fromkeys(names, Conduct.FREE)
        true = frozenset({breach}) if aim is Aim.BLOCK else frozenset()
        cast = Cast(procedure, guarantee, conduct, Conduct.DUTIFUL, true)
        class_of = {name: n for n, each in enumerate(classes) for name in each.members}
        self.game = Game(cast, class_of)

    # -- everything chosen by the coalition ------------------------------------------------------------------------

    def way(self, start: Start) -> Way | None:
        """The shortest way to the aim if the coalition also chooses when the others act within their duty; None is the
        proof that there is none."""
        found = self.game.find(start.state, self.breach)
        came: dict[State, tuple[State, Act] | None] = {found.state: None}
        waiting = deque([found.state])
        while waiting:
            state = waiting.popleft()
            if self.is_over(state):
                if self._reached(state):
                    return Way((*start.acts, found.act, *_back(came, state)), state, False)
                continue
            wait = self.game.wait(state)
            nexts = list(chain(self.game.deeds(state), (wait,) if wait else ()))
            if not wait and not self._owed(state) and self.aim is Aim.BLOCK:
                return Way((*start.acts, found.act, *_back(came, state)), state, True)
            for turned in nexts:
                if turned.state not in came:
                    came[turned.state] = (state, turned.act)
                    waiting.append(turned.state)
        return None

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

    def _owed(self, state: State) -> bool:
        return any(option.by is not None for option in self.game.options(state))

    # -- the coalition first, the others see it --------------------------------------------------------------------

    def is_sure(self, start: Start) -> bool:
        """Whether the coalition has its aim whenever the others act: it moves first at every instant, they answer."""
        return self._coalition(self.game.find(start.state, self.breach).state, {}, {})

    def _coalition(self, state: State, ours: dict[State, bool], theirs: dict[State, bool]) -> bool:
        known = ours.get(state)
        if known is None:
            known = self._won(state)
            if known is None:
                known = self._others(state, ours, theirs) or any(
                    self._coalition(t.state, ours, theirs) for t in self._deeds_of(state, coalition=True)
                )
            ours[state] = known
        return known

    def _others(self, state: State, ours: dict[State, bool], theirs: dict[State, bool], moved: bool = False) -> bool:
        known = theirs.get(state)
        if known is None:
            known = self._won(state)
            if known is None:
                known = all(self._others(t.state, ours, theirs, True) for t in self._deeds_of(state, coalition=False))
                known = known and self._waited(state, ours, theirs, moved)
            theirs[state] = known
        return known

    def _waited(self, state: State, ours: dict[State, bool], theirs: dict[State, bool], moved: bool) -> bool:
        later = self.game.tick(state) if moved else self.game.wait(state)
        if later is not None:
            return self._coalition(later.state, ours, theirs)
        # Somebody still owes a deed, which was looked at, or nothing is waited for any more.
        return self._owed(state) or self.aim is Aim.BLOCK

    def _won(self, state: State) -> bool | None:
        return self._reached(state) if self.is_over(state) else None

    def _deeds_of(self, state: State, coalition: bool) -> list[Turned]:
        conduct = self.game.cast.conduct
        return [
            t for t in self.game.deeds(state)
            if (conduct.get(t.act.who[0]) is Conduct.FREE) is coalition
        ]  # fmt: skip


def _back(came: dict[State, tuple[State, Act] | None], state: State) -> tuple[Act, ...]:
    acts: list[Act] = []
    step_ = came[state]
    while step_ is not None:
        acts.append(step_[1])
        step_ = came[step_[0]]
    return tuple(reversed(acts))
