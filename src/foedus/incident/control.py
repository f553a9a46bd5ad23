"""A background made from the fires of a quiet time: counts, rates, and how much places and months differ (R6d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from foedus.basics.instant import Interval
from foedus.basics.place import Point
from foedus.incident.fires import Background, Cell, Season, Shapes, around, cell_of, half_day, season_of
from foedus.incident.measured import DECIMALS as D
from foedus.report.model import Kind, Report
from foedus.report.read_firms import satellite_of

FIRE = "fire"
"""The act of a report of a fire."""
_LEAST_SHAPE, _LARGEST_SHAPE = Decimal("0.01"), Decimal(100)
"""Bounds of what moments can tell of a shape: between "nothing in common" and "all alike"."""
_HALF_A_FIRE = Decimal("0.5")
"""What a season without a single fire counts as, so that none is impossible (Jeffreys' prior of a Poisson rate)."""


def fires_of(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The fires on the map among reports, each once, by time."""
    fires = {r for r in reports if r.kind is Kind.EVENT and r.act == FIRE and isinstance(r.place, Point)}
    return tuple(sorted(fires, key=lambda r: (r.happened_at, r.id)))


def of_its_satellites(control: Iterable[Report], seen: Iterable[Report]) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """The fires by satellites that the control has too, and the names of the others, whose fires are left out (R6g).

    A sharper satellite sees fires that those of the control would have missed; by their rates it would seem that it
    burns more than ever. Where a satellite is not named nothing can be left out.
    """
    held = {satellite_of(fire) for fire in fires_of(control)}
    fires = fires_of(seen)
    if "" in held:
        return fires, ()
    others = {satellite_of(fire) for fire in fires} - held - {""}
    return tuple(fire for fire in fires if satellite_of(fire) not in others), tuple(sorted(others))


def background_of(control: Iterable[Report]) -> Background | None:
    """The background of a quiet time, None if it has no fires. The order of reports changes nothing.

    Shapes are fitted by moments, from the widest to the narrowest: the variance of counts beyond Poisson's.
    """
    fires = fires_of(control)
    if not fires:
        return None
    period = Interval(fires[0].happened_at.start, max(fire.happened_at.end for fire in fires))
    seen = {(cell_of(place), half_day(cell_of(place), at)) for place, at in map(_where_and_when, fires)}
    burning = Counter((cell, season_of(half)) for cell, half in seen)
    cells = frozenset(near for cell, _ in seen for near in around(cell, 1))
    first = min(cells)
    halves = Counter(season_of(half) for half in range(half_day(first, period.start), half_day(first, period.end) + 1))
    rates = _rates(burning, len(cells), halves)
    even = {night: Shapes(Decimal(1), Decimal(1), Decimal(1)) for night in (False, True)}
    return _fitted(Background(period, len(fires), dict(burning), cells, dict(halves), rates, even))


def _where_and_when(fire: Report) -> tuple[Point, int]:
    assert isinstance(fire.place, Point), "only fires on the map are taken"
    return fire.place, fire.happened_at.start


def _rates(
    burning: Mapping[tuple[Cell, Season], int], cells: int, halves: Mapping[Season, int]
) -> dict[Season, Decimal]:
    seen: Counter[Season] = Counter()
    for (_, season), number in burning.items():
        seen[season] += number
    # A control of a few hours has one half of the day only; the other then has the same rate as this one.
    rates = {s: D.divide(D.add(_HALF_A_FIRE, seen[s]), D.multiply(cells, n)) for s, n in sorted(halves.items())}
    for night in (False, True):
        if not any(season[1] == night for season in rates):
            rates |= {(month, night): rate for (month, _), rate in list(rates.items())}
    return rates


def _fitted(even: Background) -> Background:
    cells = sorted(even.cells)
    fitted = even
    for night in (False, True):
        asked = even.asked(night)
        near = [even.neighbours(cell) for cell in cells]
        area = _shape((sum(even.all_of(c, night) for c in some), D.multiply(len(some), asked)) for some in near)
        fitted = _with(fitted, night, Shapes(area, Decimal(1), Decimal(1)))
        own = _shape((even.all_of(c, night), D.multiply(fitted.area(c, night), asked)) for c in cells)
        fitted = _with(fitted, night, Shapes(area, own, Decimal(1)))
        seasons = [s for s in even.rates if s[1] == night and s in even.halves]
        month = _shape(
            (even.burning.get((c, s), 0), D.multiply(fitted.prior(c, s), even.halves[s]))
            for c in cells
            for s in seasons
        )
        fitted = _with(fitted, night, Shapes(area, own, month))
    return fitted


def _with(background: Background, night: bool, shapes: Shapes) -> Background:
    return replace(background, shapes={**background.shapes, night: shapes}, _gammas={}, _areas={})


def _shape(counts: Iterable[tuple[int, Decimal]]) -> Decimal:
    """The shape of the Gamma with mean 1 by which counts differ from what was expected, by moments."""
    squares = beyond = Decimal(0)
    for seen, expected in counts:
        off = D.subtract(seen, expected)
        squares = D.add(squares, D.multiply(expected, expected))
        beyond = D.add(beyond, D.subtract(D.multiply(off, off), expected))
    if beyond <= 0:
        return _LARGEST_SHAPE
    return min(max(D.divide(squares, beyond), _LEAST_SHAPE), _LARGEST_SHAPE)
