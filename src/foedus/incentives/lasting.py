"""Which outcomes last where one knows only who prefers which, and who would leave the others (rule V15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.incentives.graph_model import (
    GraphModel,
    Stability,
    Step,
    answer,
    departures,
    from_options,
    improvements,
    stable,
)
from foedus.incentives.positions import Game


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody who would rather be elsewhere and can go there. deterred: the stabilities in which it stays all the
    same; answer: how the others can bring it to what is no better than what it left, None if they cannot; credible:
    how they can by moves that each pay who makes them; escapes: whether it gets out of every answer again."""

    who: str
    origin: str
    to: str
    deterred: frozenset[Stability]
    answer: tuple[Step, ...] | None
    credible: tuple[Step, ...] | None

    @property
    def escapes(self) -> bool:
        """Whether there is an answer, and none that it does not get out of again."""
        return self.answer is not None and Stability.SYMMETRIC not in self.deterred


@dataclass(frozen=True, slots=True)
class Lasting:
    """What comes of the game. stable: by stability, the outcomes that last; departures: by outcome, all that somebody
    would rather do."""

    model: GraphModel
    stable: Mapping[Stability, tuple[str, ...]]
    departures: Mapping[str, tuple[Departure, ...]]

    def lasts_in(self, state: str) -> tuple[Stability, ...]:
        """The stabilities in which everybody stays."""
        return tuple(each for each in Stability if state in self.stable[each])


def lasting(game: Game) -> Lasting:
    """Every outcome, and who would leave it."""
    model = from_options(game.options, game.states, game.preferred)
    found = {each: stable(model, each) for each in Stability}
    return Lasting(
        model, {each: tuple(state for state in model.states if state in those) for each, those in found.items()},
        {state: tuple(_departure(model, who, state, to)
                      for who in model.ranks for to in improvements(model, who, state))
         for state in model.states},
    )  # fmt: skip


def _departure(model: GraphModel, who: str, state: str, to: str) -> Departure:
    deterred = frozenset(each for each in Stability if to not in departures(model, who, state, each))
    shown = Stability.SYMMETRIC if Stability.SYMMETRIC in deterred else Stability.GENERAL
    return Departure(
        who, state, to, deterred, answer(model, who, state, to, shown),
        answer(model, who, state, to, Stability.SEQUENTIAL),
    )  # fmt: skip
