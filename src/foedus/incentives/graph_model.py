"""Who would move from where, if one knows only what each prefers: the graph model for conflict resolution (M3).

Source: Fang, Hipel and Kilgour, "Interactive Decision Making: The Graph Model for Conflict Resolution" (1993): option
form, unilateral moves and improvements, and the four stabilities below, for any number of decision makers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Way(StrEnum):
    """In which direction an option can be changed."""

    BOTH = "both"
    TAKEN_ONLY = "taken only"
    """Once taken, it cannot be given up."""
    GIVEN_UP_ONLY = "given up only"
    """Once given up, it cannot be taken again."""


class Option(NamedTuple):
    """Something that its owner can do or leave."""

    owner: str
    name: str
    way: Way = Way.BOTH


@dataclass(frozen=True)
class GraphModel:
    """States and who can move between them. moves: by decision maker and state. ranks: by decision maker and state,
    the lower the better; equal ranks: it does not matter to it."""

    states: tuple[str, ...]
    moves: Mapping[str, Mapping[str, frozenset[str]]]
    ranks: Mapping[str, Mapping[str, int]]


def from_options(
    options: Sequence[Option], states: Mapping[str, str], preferred: Mapping[str, Sequence[str | tuple[str, ...]]]
) -> GraphModel:
    """The model of options. states: by name a letter for each option: `Y` taken, `N` not, `-` no matter; those that are
    not listed cannot come about. preferred: by decision maker the states, best first; a tuple of states is one place.

    Who moves changes options of its own, in the directions that they allow, and leaves all others as they are.
    """
    owners = tuple(dict.fromkeys(preferred))
    moves = {
        owner: {one: frozenset(other for other in states if _leads(options, states[one], states[other], owner))
                for one in states}
        for owner in owners
    }  # fmt: skip
    ranks = {
        owner: {state: place for place, tier in enumerate(preferred[owner])
                for state in (tier if isinstance(tier, tuple) else (tier,))}
        for owner in owners
    }  # fmt: skip
    return GraphModel(tuple(states), moves, ranks)


def _leads(options: Sequence[Option], one: str, other: str, owner: str) -> bool:
    changed = False
    for option, was, becomes in zip(options, one, other, strict=True):
        if was == becomes or "-" in (was, becomes):
            continue
        allowed = {Way.BOTH: "NY", Way.TAKEN_ONLY: "Y", Way.GIVEN_UP_ONLY: "N"}[option.way]
        if option.owner != owner or becomes not in allowed:
            return False
        changed = True
    return changed


class Stability(StrEnum):
    """Why somebody stays."""

    NASH = "Nash"
    """It has nothing better to move to."""
    GENERAL = "general metarationality"
    """Whatever better it moves to, the others can bring it to what is no better than now."""
    SYMMETRIC = "symmetric metarationality"
    """And it cannot leave that again for something better than now."""
    SEQUENTIAL = "sequential stability"
    """The others can do so by moves each of which is an improvement for who makes it."""


def stable(model: GraphModel, stability: Stability) -> frozenset[str]:
    """The states in which everybody stays: equilibria in the sense given."""
    return frozenset(s for s in model.states if all(is_stable(model, who, s, stability) for who in model.ranks))


def is_stable(model: GraphModel, who: str, state: str, stability: Stability) -> bool:
    """Whether one decision maker stays in a state."""
    return next(departures(model, who, state, stability), None) is None


def improvements(model: GraphModel, who: str, state: str) -> tuple[str, ...]:
    """Where one decision maker can move to and would rather be, in the order of the states."""
    rank, reached = model.ranks[who], model.moves[who][state]
    return tuple(other for other in model.states if other in reached and rank[other] < rank[state])


def departures(model: GraphModel, who: str, state: str, stability: Stability) -> Iterator[str]:
    """To what it would move from a state: what it prefers, and what no answer that counts deters it from."""
    for other in improvements(model, who, state):
        if stability is Stability.NASH or answer(model, who, state, other, stability) is None:
            yield other


class Step(NamedTuple):
    """A move to a state."""

    who: str
    to: str


def answer(model: GraphModel, who: str, state: str, other: str, stability: Stability) -> tuple[Step, ...] | None:
    """How the others bring it, from what it moved to, to what is no better for it than where it was: the shortest way
    by moves that count in that stability; None if there is none."""
    for steps in _answers(model, who, other, stability is Stability.SEQUENTIAL):
        if _deters(model, who, state, steps[-1].to, stability):
            return steps
    return None


def _deters(model: GraphModel, who: str, state: str, answered: str, stability: Stability) -> bool:
    rank = model.ranks[who]
    if rank[answered] < rank[state]:
        return False
    escapes = stability is Stability.SYMMETRIC and any(rank[o] < rank[state] for o in model.moves[who][answered])
    return not escapes


def _answers(model: GraphModel, who: str, state: str, credible: bool) -> Iterator[tuple[Step, ...]]:
    """How the others can move on from a state, together, the shortest ways first: each moves as often as it likes, none
    twice in a row. credible: only by moves that are improvements for who makes them."""
    seen: set[Step] = set()
    waiting: deque[tuple[Step, ...]] = deque([()])
    while waiting:
        steps = waiting.popleft()
        here, last = (steps[-1].to, steps[-1].who) if steps else (state, "")
        for mover, rank in model.ranks.items():
            if mover in (who, last):
                continue
            for after in model.states:
                step = Step(mover, after)
                counts = after in model.moves[mover][here] and not (credible and rank[after] >= rank[here])
                if counts and step not in seen:
                    seen.add(step)
                    yield (*steps, step)
                    waiting.append((*steps, step))
