"""A front that is nowhere: 400 km of line in the middle of an ocean, with towns, namesakes, districts and regions.

Kilometres: x along the front (0..400), y across it, the line at `line(x)`; one party north of it, the other south.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from foedus.basics.place import Point

LENGTH_KM = 400
DEPTH_KM = 14
"""Towns lie up to so far on either side of the line, and nearly all incidents too."""
TOWNS = 300
"""One per 37 km2. Rural front regions have one settlement with a name of its own per 20 to 40 km2 (Donetsk Oblast 1,298
on 26,517 km2, Kherson Oblast 698 on 28,461 km2: administrative units of Ukraine on 1 January 2016, Verkhovna Rada)."""
NAMESAKES = 25
"""Pairs of towns of one name. One town in six, as in gazetteers of countries with many foundations of one saint."""
DISTRICT_KM, REGION_KM = 30, 100
_WEST, _SOUTH = -32.0, 45.0
_KM_PER_DEGREE = 111.2
_BEGINNINGS = (
    "Al",
    "Bor",
    "Cas",
    "Dun",
    "Er",
    "Fal",
    "Gor",
    "Hal",
    "Il",
    "Kar",
    "Lom",
    "Mar",
    "Nor",
    "Os",
    "Pel",
    "Rud",
    "Sel",
    "Tor",
    "Ul",
    "Ver",
    "Wes",
    "Zel",
)
_ENDINGS = (
    "ata",
    "beck",
    "corin",
    "dell",
    "enna",
    "field",
    "grad",
    "holm",
    "isko",
    "kova",
    "lund",
    "mere",
    "nitz",
    "ova",
    "pola",
    "rask",
    "sund",
    "tava",
    "una",
    "vik",
)


@dataclass(frozen=True, slots=True)
class Town:
    """A town: where its middle is, how wide a report about it is taken to be, and how likely it is the one named."""

    name: str
    x: float
    y: float
    radius_m: int
    size: float


@dataclass(frozen=True)
class Geography:
    """The towns by kilometre of the front, and of which name there is another one."""

    towns: tuple[Town, ...]
    namesake: dict[Town, Town]
    by_column: dict[int, tuple[Town, ...]]

    def named_for(self, random: Random, x: float, y: float) -> Town:
        """The town that somebody names for a place: near ones first, large ones sooner than near hamlets."""
        best, least = self.towns[0], math.inf
        for town in self.near(x):
            distance = math.hypot(town.x - x, town.y - y) / town.size * (1 + 0.25 * random.random())
            if distance < least:
                best, least = town, distance
        return best

    def near(self, x: float) -> tuple[Town, ...]:
        """The towns within some 30 km along the front."""
        return self.by_column[min(max(int(x // 20), 0), LENGTH_KM // 20 - 1)]


def geography(random: Random) -> Geography:
    """Towns at random, names from syllables; some names given twice, to towns at least 40 km apart."""
    names = [b + e for b in _BEGINNINGS for e in _ENDINGS]
    random.shuffle(names)
    towns: list[Town] = []
    for name in names[:TOWNS]:
        x = random.uniform(0, LENGTH_KM)
        size = math.exp(random.gauss(0, 0.35))
        radius_m = 5_000 if size < 1 else 7_000 if size < 1.4 else 10_000
        towns.append(Town(name, x, line(x) + random.uniform(-DEPTH_KM, DEPTH_KM), radius_m, size))
    namesake: dict[Town, Town] = {}
    for index in range(NAMESAKES):
        first = towns[index]
        other = next(k for k in range(NAMESAKES, TOWNS) if abs(towns[k].x - first.x) > 40 and towns[k] not in namesake)
        second = towns[other]
        towns[other] = second = Town(first.name, second.x, second.y, second.radius_m, second.size)
        namesake |= {first: second, second: first}
    columns = {k: tuple(t for t in towns if abs(t.x - (k * 20 + 10)) < 40) for k in range(LENGTH_KM // 20)}
    return Geography(tuple(towns), namesake, columns)


def line(x: float) -> float:
    """Where the line of contact runs at kilometre x: bends of some 12 km."""
    return 200 + 12 * math.sin(2 * math.pi * x / 170) + 6 * math.sin(2 * math.pi * x / 61 + 1)


def point(x: float, y: float, radius_m: int) -> Point:
    """Kilometres as degrees, on a sphere: what is left of the earth's true form is below 1 in 300."""
    latitude = _SOUTH + (y - 200) / _KM_PER_DEGREE
    longitude = _WEST + x / (_KM_PER_DEGREE * math.cos(math.radians(_SOUTH)))
    return Point(round(longitude * 1_000_000), round(latitude * 1_000_000), radius_m)


def kilometres(at: Point) -> tuple[float, float]:
    """Where a point lies, in kilometres along and across the front."""
    across = 200 + (at.latitude - _SOUTH) * _KM_PER_DEGREE
    return (at.longitude - _WEST) * _KM_PER_DEGREE * math.cos(math.radians(_SOUTH)), across


def district(x: float) -> tuple[str, float, float]:
    """Name and middle of the district at kilometre x."""
    k = int(min(max(x, 0), LENGTH_KM - 1) // DISTRICT_KM)
    middle = k * DISTRICT_KM + DISTRICT_KM / 2
    return f"District {k + 1}", middle, line(middle)


def region(x: float) -> tuple[str, float, float]:
    """Name and middle of the region at kilometre x."""
    k = int(min(max(x, 0), LENGTH_KM - 1) // REGION_KM)
    middle = k * REGION_KM + REGION_KM / 2
    return ("Western", "Inner", "Middle", "Eastern")[k] + " Region", middle, 200.0
