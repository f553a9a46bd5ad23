"""The zone of possible agreement: what crosses no red line and would be signed; else whose lines clash (V12, V13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from foedus.incentives.alternatives import UNKNOWN_OFFERS, Offers, standing
from foedus.incentives.deal import Values
from foedus.incentives.drafts import Drafts, stakes_of
from foedus.incentives.draws import Shares, Unknown, drawn, shares, unknowns
from foedus.incentives.extremes import Ends
from foedus.incentives.positions import (
    Change,
    Combination,
    Demand,
    Positions,
    RedLine,
    award_of,
    changes_of,
    combinations_of,
)
from foedus.incentives.signing import ends, signing
from foedus.incentives.stakes import Side, Stakes
from foedus.incentives.weighing import Influence, Tested, executed, influences_on

_SIGNING = ("patience", "false", "certified_false", "stands", "peace", "no_agreement", "award")
"""Of these numbers it hangs whether somebody signs."""


class Signature(NamedTuple):
    """Whether one of them would sign. share: of the draws in which it would; ends: of its slack over all ranges."""

    tested: Tested
    share: float
    ends: Ends

    @property
    def always(self) -> bool:
        """Whatever one believes within the ranges."""
        return self.ends.worst >= 0

    @property
    def never(self) -> bool:
        """Whatever one believes within the ranges."""
        return self.ends.best < 0


@dataclass(frozen=True, slots=True)
class Point:
    """A combination that crosses no red line. signs: share of the draws in which all sign; share: in which all of C1 to
    C8 hold that have a meaning for what is promised."""

    options: Combination
    signatures: tuple[Signature, ...]
    signs: float
    share: float

    @property
    def always(self) -> bool:
        """Whether all sign, whatever one believes within the ranges."""
        return all(each.always for each in self.signatures)

    @property
    def never(self) -> bool:
        """Whether somebody does not, whatever one believes within the ranges."""
        return any(each.never for each in self.signatures)


def guesses(
    stakes: Stakes, positions: Positions, offers: Offers, points: Sequence[Point], seed: int,
    drafts: Drafts | None = None,
) -> dict[Combination, tuple[Influence, ...]]:  # fmt: skip
    """Of each point at which it hangs on a guess whether all sign, on which numbers: the most first (V6)."""
    return {
        point.options: _guess(stakes, [*changes_of(positions.choices, point.options)], offers, seed, drafts)
        for point in points if not point.always and not point.never
    }  # fmt: skip


def _guess(
    stakes: Stakes, changes: Sequence[Change], offers: Offers, seed: int, drafts: Drafts | None
) -> tuple[Influence, ...]:
    """Of the least slack of all who must sign, by which it is told even where they hardly ever fail to. Whatever it
    does not hang on, and what is supposed of other promises, stays in the middle of its range."""
    here, (award, dated) = stakes_of(stakes, changes, drafts), award_of(changes)
    offers = replace(offers, dated=dated or offers.dated)
    order = {name: n for n, name in enumerate(unknowns(here))}
    names = [name for name in order if name.setting in _SIGNING]

    def slacks_at(at: Shares) -> NDArray[np.float64]:
        every = np.full((len(at), len(order)), 0.5)
        every[:, [order[name] for name in names]] = at
        middle = np.full((len(at), UNKNOWN_OFFERS), 0.5)
        found = signing(here, drawn(here, every), offers, middle, award)
        least = np.min([np.broadcast_to(slack, len(at)) for _, slack in found], axis=0)
        return np.asarray(least, dtype=np.float64)[None, :]

    return influences_on(names, slacks_at, seed)[0][0]


class Refusal(NamedTuple):
    """Somebody who would not sign some combinations, whatever one believes."""

    tested: Tested


Obstacle: TypeAlias = RedLine | Refusal


class Clash(NamedTuple):
    """Obstacles of which each combination meets one. opened: of each, how many combinations there would be without it,
    all others being left as they are."""

    obstacles: tuple[Obstacle, ...]
    opened: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """What comes of all combinations. points: those that cross no red line; crossed: how many do, by red line, in the
    order of the positions. clash: a smallest set that leaves none, where the zone is empty."""

    of: int
    points: tuple[Point, ...]
    crossed: tuple[int, ...]
    clash: Clash | None

    @property
    def possible(self) -> tuple[Point, ...]:
        """The zone: no red line is crossed, and nobody is sure to refuse."""
        return tuple(point for point in self.points if not point.never)

    def at(self, options: Combination | None) -> Point | None:
        """The point of a combination; None where it crosses a red line."""
        return next((point for point in self.points if point.options == options), None)


def zone(
    stakes: Stakes, positions: Positions, offers: Offers, draws: int, seed: int, drafts: Drafts | None = None
) -> Zone:
    """The zone of possible agreement, every combination weighed by the same draws. drafts: of the text, where options
    are other words of it."""
    every = [*combinations_of(positions.choices)]
    met = _met(stakes, positions, offers, every, drafts)
    lines = positions.red_lines
    free = [c for c in every if not any(c in crossing for each, crossing in met if isinstance(each, RedLine))]
    weigher = _Weigher.of(stakes, positions, offers, free, draws, seed, drafts)
    points = _points(weigher, positions, free)
    clash = None if any(not point.never for point in points) else _clash(met, every)
    return Zone(len(every), points, tuple(len(crossing) for _, crossing in met[: len(lines)]), clash)


def _points(weigher: _Weigher, positions: Positions, free: Sequence[Combination]) -> tuple[Point, ...]:
    """Combinations that differ only in what changes nothing of what is weighed are weighed once."""
    still = [
        {option.name for option in choice.options if option.change.is_nothing} for choice in positions.choices
    ]  # fmt: skip
    weighed: dict[tuple[str, ...], Point] = {}
    found = []
    for each in free:
        key = tuple("" if name in same else name for name, same in zip(each, still, strict=True))
        if key not in weighed:
            weighed[key] = weigher.point(each)
        found.append(replace(weighed[key], options=each))
    return tuple(found)


def best_of(points: Sequence[Point], positions: Positions) -> tuple[Point, ...]:
    """Those to which no other is preferred by somebody and worse for nobody, as far as each says what it prefers; the
    surest to be signed, then those in which most holds, first."""
    places = {choice.name: n for n, choice in enumerate(positions.choices)}
    wants = [_Wants(places[demand.choice], _preferences(demand, positions)) for demand in positions.demands]
    settled = {each.place for each in wants}
    alike: dict[tuple[str, ...], list[Point]] = {}
    for point in points:  # what nobody speaks of is not compared
        key = tuple(option for n, option in enumerate(point.options) if n not in settled)
        alike.setdefault(key, []).append(point)
    left = [p for group in alike.values() for p in group if not any(_dominates(other, p, wants) for other in group)]
    return tuple(sorted(left, key=lambda p: (-p.signs, -p.share, points.index(p))))


class _Wants(NamedTuple):
    """What somebody prefers of a choice. place: of the choice; of: by two options, as `Demand.prefers` says."""

    place: int
    of: Mapping[tuple[str, str], int | None]


def _preferences(demand: Demand, positions: Positions) -> dict[tuple[str, str], int | None]:
    [names] = [[each.name for each in choice.options] for choice in positions.choices if choice.name == demand.choice]
    return {(one, other): demand.prefers(one, other) for one in names for other in names}


def _dominates(one: Point, other: Point, wants: Sequence[_Wants]) -> bool:
    if one.signs < other.signs:
        return False
    better = False
    for each in wants:
        prefers = each.of[one.options[each.place], other.options[each.place]]
        if prefers is None or prefers < 0:
            return False
        better = better or prefers > 0
    return better


@dataclass(frozen=True, slots=True)
class _Weigher:
    """Weighs one combination after the other by the same draws. order: the column of each number that has a range in
    any of them."""

    stakes: Stakes
    positions: Positions
    offers: Offers
    order: Mapping[Unknown, int]
    at: Shares
    more: Shares
    drafts: Drafts | None
    executes: dict[tuple[object, ...], Values]
    """By who must consent and how surely each stands by it: combinations have few of them, and it takes longest."""

    @staticmethod
    def of(
        stakes: Stakes, positions: Positions, offers: Offers, free: Sequence[Combination], draws: int, seed: int,
        drafts: Drafts | None,
    ) -> _Weigher:  # fmt: skip
        """The columns of the numbers of the text first, so that it is weighed as `foedus weigh` does."""
        order: dict[Unknown, int] = {}
        made = (stakes_of(stakes, [*changes_of(positions.choices, each)], drafts) for each in free)
        for each in (stakes, *made):
            for name in unknowns(each):
                order.setdefault(name, len(order))
        own = len(unknowns(stakes))
        at = np.hstack([shares(draws, own, seed), shares(draws, len(order) - own, seed + 3)])
        return _Weigher(stakes, positions, offers, order, at, shares(draws, UNKNOWN_OFFERS, seed + 2), drafts, {})

    def point(self, options: Combination) -> Point:
        """What comes of a combination."""
        changes = [*changes_of(self.positions.choices, options)]
        here, (award, dated) = stakes_of(self.stakes, changes, self.drafts), award_of(changes)
        offers = replace(self.offers, dated=dated or self.offers.dated)
        values = drawn(here, self.at, self.order)
        key = (here.guarantee.consents, *(_standing_of(side) for side in here.guarantors))
        if key not in self.executes:
            self.executes[key] = executed(here, values)
        executes, count = self.executes[key], len(self.at)
        within = dict(ends(here, offers, award))
        signs = np.ones(count, dtype=bool)
        signatures = []
        for tested, slack in signing(here, values, offers, self.more, award, executes):
            held = np.broadcast_to(slack, count) >= 0
            signs &= held
            signatures.append(Signature(tested, float(held.mean()), within[tested]))
        every = np.ones(count, dtype=bool)
        for _, slack in standing(here, values, offers, self.more, award, executes):
            every &= np.broadcast_to(slack, count) >= 0
        return Point(options, tuple(signatures), float(signs.mean()), float(every.mean()))


def _standing_of(side: Side) -> object:
    """All that the draws of how surely it stands by its consent are made of."""
    ranked = tuple(side.numbers.items()) if "stands" in side.ranking else ()
    return side.name, side.numbers["stands"], ranked


# -- whose red lines clash ---------------------------------------------------------------------------------------------


def _met(
    stakes: Stakes, positions: Positions, offers: Offers, every: Sequence[Combination], drafts: Drafts | None
) -> list[tuple[Obstacle, frozenset[Combination]]]:
    """Each red line with the combinations that cross it, then each who must sign with those that it never would."""
    names = [choice.name for choice in positions.choices]
    found: list[tuple[Obstacle, frozenset[Combination]]] = [
        (line, frozenset(c for c in every if line.is_crossed(dict(zip(names, c, strict=True)))))
        for line in positions.red_lines
    ]
    refused: dict[Tested, set[Combination]] = {}
    for combination in every:
        changes = [*changes_of(positions.choices, combination)]
        award, dated = award_of(changes)
        own = replace(offers, dated=dated or offers.dated)
        for tested, within in ends(stakes_of(stakes, changes, drafts), own, award):
            if within.best < 0:
                refused.setdefault(tested, set()).add(combination)
    return found + [(Refusal(tested), frozenset(those)) for tested, those in refused.items()]


def _clash(met: Sequence[tuple[Obstacle, frozenset[Combination]]], every: Sequence[Combination]) -> Clash:
    """A smallest set of obstacles of which each combination meets one."""
    chosen = next(found for size in range(1, len(met) + 1) if (found := _cover(met, frozenset(every), size, ())))
    opened = []
    for n in chosen:
        others = frozenset[Combination]().union(*(those for i, (_, those) in enumerate(met) if i != n))
        opened.append(len(set(every) - others))
    return Clash(tuple(met[n][0] for n in chosen), tuple(opened))


def _cover(
    met: Sequence[tuple[Obstacle, frozenset[Combination]]], left: frozenset[Combination], size: int,
    chosen: tuple[int, ...],
) -> tuple[int, ...]:  # fmt: skip
    """At most so many more that meet all that is left, or nothing: one of those that meet the combination that fewest
    do must be among them."""
    if not left:
        return tuple(sorted(chosen))
    if not size:
        return ()
    hardest = min(left, key=lambda c: (sum(c in those for _, those in met), c))
    for n, (_, those) in enumerate(met):
        if hardest in those and (found := _cover(met, left - those, size - 1, (*chosen, n))):
            return found
    return ()


def open_options(found: Zone, positions: Positions) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of each choice the options that occur in the zone."""
    for n, choice in enumerate(positions.choices):
        left = {point.options[n] for point in found.possible}
        yield choice.name, tuple(each.name for each in choice.options if each.name in left)
