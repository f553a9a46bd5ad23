"""Who would move from where, if one knows only what each prefers: the graph model for conflict resolution (M3).

Source: Fang, Hipel and Kilgour, "Interactive Decision Making: The Graph Model for Conflict Resolution" (1993): option
form, unilateral moves and improvements, and the four stabilities below, for any number of decision makers.
"""

from __future__ import annotations

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
    options: Sequence[Option], states: Mapping[str, str], preferred: Mapping[str, Sequence[str]]
) -> GraphModel:
    """The model of options. states: by name a letter for each option: `Y` taken, `N` not, `-` no matter; those that are
    not listed cannot come about. preferred: by decision maker the states, best first.

    Who moves changes options of its own, in the directions that they allow, and leaves all others as they are.
    """
    owners = tuple(dict.fromkeys(preferred))
    moves = {
        owner: {one: frozenset(other for other in states if _leads(options, states[one], states[other], owner))
                for one in states}
        for owner in owners
    }  # fmt: skip
    ranks = {owner: {state: place for place, state in enumerate(preferred[owner])} for owner in owners}
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
    rank = model.ranks[who]
    better = [other for other in model.moves[who][state] if rank[other] < rank[state]]
    if stability is Stability.NASH:
        return not better
    credible = stability is Stability.SEQUENTIAL
    return all(
        any(_deters(model, who, state, answer, stability) for answer in _answers(model, who, other, credible))
        for other in better
    )


def _deters(model: GraphModel, who: str, state: str, answer: str, stability: Stability) -> bool:
    rank = model.ranks[who]
    if rank[answer] < rank[state]:
        return False
    escapes = stability is Stability.SYMMETRIC and any(rank[o] < rank[state] for o in model.moves[who][answer])
    return not escapes


def _answers(model: GraphModel, who: str, state: str, credible: bool) -> Iterator[str]:
    """Where the others can bring it from a state, together: each moves as often as it likes, none twice in a row.
    credible: only by moves that are improvements for who makes them."""
    seen: set[tuple[str, str]] = set()
    waiting = [(state, "")]
    while waiting:
        here, last = waiting.pop()
        for mover, rank in model.ranks.items():
            if mover in (who, last):
                continue
            for after in model.moves[mover][here]:
                if (credible and rank[after] >= rank[here]) or (after, mover) in seen:
                    continue
                seen.add((after, mover))
                yield after
                waiting.append((after, mover))
