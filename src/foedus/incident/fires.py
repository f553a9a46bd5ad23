"""How often it burns anyhow: the rate of fires of a quiet time, by place, month and half of the day (rule R6d).

A *burning cell* is a cell of the map in which at least one fire was seen in one half of one day: a field of forty
burning pixels is one. Its rate is a Gamma-Poisson posterior: what burnt there in that month, drawn towards what burnt
there in other months, that towards its neighbourhood, that towards the whole region.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import DAY, HOUR, Instant, Interval, to_datetime
from foedus.basics.place import Point
from foedus.incident.measured import DECIMALS as D

CELL_E6 = 200_000
"""The side of a cell in millionths of a degree, some 22 by 15 km at 48 degrees north. Measured on MODIS fires of 2021:
with it, what is expected from one half of the days holds in the other half from 5 to 20 km (docs/sensors.md)."""
NEIGHBOURHOOD = 2
"""Cells to each side that are a cell's neighbourhood: five by five."""
_HALF = 12 * HOUR
_DAWN = 6 * HOUR
"""A half of a day runs from 6 to 18 o'clock by the sun or from 18 to 6, so that the passes of sun-synchronous fire
satellites (10:30 and 13:30, 22:30 and 1:30 by the sun; NASA Earthdata on Terra and Aqua) are well inside."""
_FULL_TURN_E6 = 360_000_000
_DISC_STEPS = 12
"""Points along a radius by which the share of a disc in each cell is told."""
_CIRCLE = Decimal("3.14159265358979")

Cell: TypeAlias = tuple[int, int]
"""(latitude, longitude) of its lower left corner, in cells."""
Season: TypeAlias = tuple[int, bool]
"""(month 1-12, whether by night)."""


def cell_of(place: Point) -> Cell:
    """The cell that a point lies in."""
    return place.latitude_e6 // CELL_E6, place.longitude_e6 // CELL_E6


def half_day(cell: Cell, at: Instant) -> int:
    """The half of a day by the sun in which an instant lies there; even by day, odd by night."""
    return (at + _sun_ahead(cell) - _DAWN) // _HALF


def season_of(half: int) -> Season:
    """The month in which half a day begins, by the sun, and whether it is the night."""
    return to_datetime(half * _HALF + _DAWN).month, half % 2 == 1


def around(cell: Cell, steps: int) -> Iterator[Cell]:
    """The cells at most so many steps away, itself among them."""
    for north in range(-steps, steps + 1):
        for east in range(-steps, steps + 1):
            yield cell[0] + north, cell[1] + east


@dataclass(frozen=True, slots=True)
class Expected:
    """How many burning cells are to be expected anyhow, and the logarithm (0 or below) of the chance of none."""

    burning: Decimal
    ln_none: Decimal


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes of the Gammas that draw a neighbourhood towards the region, a cell towards its neighbourhood, a month of a
    cell towards its other months. Small where they differ much, so that they are drawn little."""

    area: Decimal
    cell: Decimal
    month: Decimal


@dataclass(frozen=True)
class Background:
    """The rates of a quiet time.

    control: from its first to its last fire. fires: how many pixels. burning: halves of days in which a cell burnt, by
    cell and season, only those above 0. cells: the region: every cell that burnt, and those beside it. halves: how many
    halves of days of each season the control has. rates: burning cells per cell and half day of each season, above 0.
    shapes: by night or not. The memory is this object's own and changes no answer.
    """

    control: Interval
    fires: int
    burning: Mapping[tuple[Cell, Season], int]
    cells: frozenset[Cell]
    halves: Mapping[Season, int]
    rates: Mapping[Season, Decimal]
    shapes: Mapping[bool, Shapes]
    _gammas: dict[tuple[Cell, Season], tuple[Decimal, Decimal]] = field(default_factory=dict, repr=False, compare=False)
    _areas: dict[tuple[Cell, bool], Decimal] = field(default_factory=dict, repr=False, compare=False)

    def knows(self, place: Point) -> bool:
        """Whether the place is in the region of which the control tells anything."""
        return cell_of(place) in self.cells

    def expected(self, place: Point, radius_m: int, during: Interval) -> Expected:
        """Burning cells to be expected within a radius of a place of the region, during a time.

        Of a cell or half a day the part within counts. A cell outside the region counts like that of the place.
        Cost: in proportion to the cells and the halves of days touched.
        """
        burning = ln_none = Decimal(0)
        for cell, part in _disc(place, radius_m):
            known = cell if cell in self.cells else cell_of(place)
            for season, halves in _seasons(cell, during):
                shape, rate = self.gamma(known, season)
                exposure = D.multiply(part, halves)
                burning = D.add(burning, D.divide(D.multiply(shape, exposure), rate))
                ln_none = D.subtract(ln_none, D.multiply(shape, D.ln(D.add(1, D.divide(exposure, rate)))))
        return Expected(burning, ln_none)

    def gamma(self, cell: Cell, season: Season) -> tuple[Decimal, Decimal]:
        """What is known of a cell in a season: shape, and rate in halves of days, of its Gamma posterior (exact).

        A month that the control does not hold is taken like the busiest one it holds: to expect too many fires makes a
        fire weak evidence, to expect too few would make it strong.
        """
        found = self._gammas.get((cell, season))
        if found is None:
            shape = self.shapes[season[1]].month
            seen, halves = self.burning.get((cell, season), 0), self.halves.get(season, 0)
            found = D.add(shape, seen), D.add(D.divide(shape, self.prior(cell, season)), halves)
            self._gammas[cell, season] = found
        return found

    def prior(self, cell: Cell, season: Season) -> Decimal:
        """The rate to be expected of a cell in a season before its own fires of that season are looked at."""
        shape = self.shapes[season[1]].cell
        busiest = max(rate for (_, night), rate in self.rates.items() if night == season[1])
        area = self.area(cell, season[1])
        others = self.all_of(cell, season[1]) - self.burning.get((cell, season), 0)
        asked = D.multiply(area, D.subtract(self.asked(season[1]), self.asked_in(season)))
        own = D.divide(D.add(shape, others), D.add(shape, asked))
        return D.multiply(D.multiply(self.rates.get(season, busiest), area), own)

    def area(self, cell: Cell, night: bool) -> Decimal:
        """How much more it burns around a cell, itself left out, than in the region."""
        found = self._areas.get((cell, night))
        if found is None:
            shape = self.shapes[night].area
            near = self.neighbours(cell)
            seen = sum(self.all_of(c, night) for c in near)
            asked = D.multiply(len(near), self.asked(night))
            found = self._areas[cell, night] = D.divide(D.add(shape, seen), D.add(shape, asked))
        return found

    def neighbours(self, cell: Cell) -> list[Cell]:
        """The neighbourhood of a cell, as far as it is in the region."""
        return [c for c in around(cell, NEIGHBOURHOOD) if c != cell and c in self.cells]

    def all_of(self, cell: Cell, night: bool) -> int:
        """In how many halves of days a cell burnt, all months together."""
        return sum(self.burning.get((cell, (month, night)), 0) for month in range(1, 13))

    def asked(self, night: bool) -> Decimal:
        """In how many a cell of the region burns on average, all months together."""
        return sum((self.asked_in(season) for season in self.rates if season[1] == night), Decimal(0))

    def asked_in(self, season: Season) -> Decimal:
        """The same of one month; 0 for one that the control does not hold."""
        return D.multiply(self.rates[season], self.halves[season]) if season in self.rates else Decimal(0)


def metres_of_degrees(place: Point) -> tuple[int, int]:
    """Metres in a tenth of a degree of latitude and of longitude there."""
    north = geodesic_m(place.longitude, place.latitude - 0.05, place.longitude, place.latitude + 0.05)
    return north, geodesic_m(place.longitude - 0.05, place.latitude, place.longitude + 0.05, place.latitude)


def _disc(place: Point, radius_m: int) -> list[tuple[Cell, Decimal]]:
    """The cells that a disc touches, and as how large a part of a cell it lies in each; told by points of a grid."""
    north_m, east_m = metres_of_degrees(place)
    inside: dict[Cell, int] = {}
    for y in range(-_DISC_STEPS, _DISC_STEPS + 1):
        for x in range(-_DISC_STEPS, _DISC_STEPS + 1):
            if x * x + y * y <= _DISC_STEPS * _DISC_STEPS:
                latitude = place.latitude_e6 + y * radius_m * 100_000 // (_DISC_STEPS * north_m)
                longitude = place.longitude_e6 + x * radius_m * 100_000 // (_DISC_STEPS * east_m)
                cell = latitude // CELL_E6, longitude // CELL_E6
                inside[cell] = inside.get(cell, 0) + 1
    cell_m2 = (CELL_E6 * north_m // 100_000) * (CELL_E6 * east_m // 100_000)
    of_a_cell = D.divide(D.multiply(_CIRCLE, radius_m**2), D.multiply(cell_m2, sum(inside.values())))
    return [(cell, D.multiply(of_a_cell, points)) for cell, points in sorted(inside.items())]


def _seasons(cell: Cell, during: Interval) -> list[tuple[Season, Decimal]]:
    """How many halves of days of each season lie in a time."""
    found: dict[Season, int] = {}
    ahead = _sun_ahead(cell)
    for half in range(half_day(cell, during.start), half_day(cell, during.end) + 1):
        start = half * _HALF + _DAWN - ahead
        common = min(during.end + 1, start + _HALF) - max(during.start, start)
        season = season_of(half)
        found[season] = found.get(season, 0) + common
    return [(season, D.divide(Decimal(common), Decimal(_HALF))) for season, common in sorted(found.items())]


def _sun_ahead(cell: Cell) -> int:
    """By how much the sun's time there is ahead of UTC."""
    return (cell[1] * CELL_E6 + CELL_E6 // 2) * DAY // _FULL_TURN_E6
