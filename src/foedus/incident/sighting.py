"""Reports as fusion sees them: how exact each is, and what the accord's distance and period make of that (I1, I2).

Four levels of exactness. *Exact*: within the accord's own distance and period. *Fair*: at most a town wide and a
calendar day long, the precision most sources give. *Vague*: at most a region wide and a day long; it can support an
incident and never make one of two. *Told*: known by its words only, a name of an area, no place at all, or a longer
time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np

from foedus.accord.model import Accord, Granularity
from foedus.accord.zones import Zones, area_name
from foedus.basics.geodesy import earth_centred_m
from foedus.basics.instant import DAY, HOUR, Instant, Period, Unit, shifted
from foedus.basics.place import Area, Place, Point
from foedus.basics.vocabulary import ACTS, OBJECTS
from foedus.incident.marks import place_meant
from foedus.incident.words import Words, words_of
from foedus.report.model import Kind, Report

LONGEST_FAIR = DAY + HOUR
"""A calendar day, 25 hours at a clock change: what "on the 3rd of April" means."""
WIDEST_FAIR_M = 12_000
"""A town with its outskirts: readers give "in the town of" 10 km, and the codebooks' exact places 5 km."""
WIDEST_VAGUE_M = 100_000
"""A region, the radius that readers give to "in the region of": what is wider could be of anything."""
WIDEST_DENIED_M = 30_000
"""A district: who denies something in a whole region denies no one report."""
NAMED_ONLY_M = 10**9
"""The width of a place known by its name only: wider than any disc."""

_LONGEST_UNITS = {
    Unit.MINUTE: 60_000_000, Unit.HOUR: HOUR, Unit.DAY: DAY + 2 * HOUR, Unit.WEEK: 7 * DAY + 2 * HOUR,
    Unit.MONTH: 31 * DAY + 2 * HOUR, Unit.YEAR: 366 * DAY + 2 * HOUR,
}  # fmt: skip


class Level(IntEnum):
    """How exact a report is in time and place together, the most exact first."""

    EXACT = 0
    FAIR = 1
    VAGUE = 2
    TOLD = 3


@dataclass(frozen=True, slots=True)
class Sighting:
    """A report with what fusion asks of it again and again, computed once. place: as far as it can be known (R7e, R7f).

    area: the name of its area as compared, of its origin if it has no place, "" for a point. position: x, y, z in whole
    metres from the centre of the Earth, None for no point. exactness: how long its interval, how wide its place, how
    broad its words for act and object are; least is most exact, and within the accord's limits an interval or a place
    is 0.
    """

    id: str
    report: Report
    place: Place
    act: str
    start: Instant
    end: Instant
    area: str
    position: tuple[int, int, int] | None
    exactness: tuple[int, int, int, int]
    level: Level
    radius_m: int = 0
    """Of its point, or of the disc at which others put an area of its name (I2e); 0 where nobody does."""
    put: tuple[int, int, int] | None = None
    """Where others put an area of its name, like `position`."""

    @property
    def point(self) -> Point:
        """The report's place; only asked where there is a position."""
        assert isinstance(self.place, Point)
        return self.place


@dataclass(frozen=True)
class Limits:
    """The accord's limits and words, ready to be applied to reports."""

    distance_m: int
    period: Period
    longest: int
    """No period of the accord's is longer than this many microseconds, whatever the calendar does."""
    time_zone: str
    acts: Words
    objects: Words
    areas: dict[str, str]
    granularity: Granularity = Granularity.INCIDENT
    places: Mapping[str, Point] = field(default_factory=dict)
    """Where others put what is known by its name only (I2e)."""
    bounds: tuple[Instant, ...] = ()
    """The first instant in force, and the first that is not any more, over which no episode goes on (I1g)."""

    @property
    def of_episodes(self) -> bool:
        """Whether the accord counts episodes (I1e)."""
        return self.granularity is Granularity.EPISODE

    def sightings(self, reports: list[Report]) -> list[Sighting]:
        """What fusion needs of reports, in their order."""
        places = [place_meant(r) for r in reports]
        points = [p for p in places if isinstance(p, Point)]
        east = np.array([p.longitude_e6 for p in points], np.float64) / 1_000_000
        north = np.array([p.latitude_e6 for p in points], np.float64) / 1_000_000
        positions = iter(np.rint(earth_centred_m(east, north)).astype(np.int64).tolist()) if points else iter(())
        return [
            self._sighting(r, place, tuple(next(positions)) if isinstance(place, Point) else None)
            for r, place in zip(reports, places, strict=True)
        ]

    def denies(self, denial: Sighting, told: Sighting) -> bool:
        """Whether a denial may mean what a report tells: words that agree, times that overlap, places that meet."""
        if max(denial.start, told.start) > min(denial.end, told.end):
            return False
        if not self.acts.agree(denial.act, told.act):
            return False
        if not self.objects.agree(denial.report.target, told.report.target):
            return False
        if denial.position is None or told.position is None:
            return denial.position is told.position is None and denial.area == told.area
        reach = max(self.distance_m, denial.exactness[1], told.exactness[1])
        return reach <= WIDEST_DENIED_M and sum(
            (p - q) ** 2 for p, q in zip(denial.position, told.position, strict=True)
        ) <= reach**2

    @cached_property
    def _at_name(self) -> Mapping[str, tuple[int, int, int]]:
        return {name: _position(disc) for name, disc in self.places.items()}

    def _sighting(self, report: Report, place: Place, position: tuple[int, int, int] | None) -> Sighting:
        start, end = report.happened_at.start, report.happened_at.end
        told_by = told_until(report)
        act = "deny access" if report.kind is Kind.ACCESS_DENIED else report.act
        lasting = end - start
        if lasting <= self.longest and end <= shifted(start, self.period, self.time_zone):
            lasting = 0
        wide, area, radius, put = NAMED_ONLY_M, "", 0, None
        if isinstance(place, Point):
            radius = place.radius_m
            wide = 0 if place.radius_m <= self.distance_m else place.radius_m
        elif isinstance(place, Area):
            name = area_name(place.name)
            area = f"area {self.areas.get(name, name)}"
            if report.kind is Kind.EVENT and name in self.places:
                radius, put = self.places[name].radius_m, self._at_name[name]
        else:  # nobody knows where: only the same origin's words, printed again, are surely of the same thing
            area = f"nowhere {report.side} {report.origin}"
        exactness = (lasting, wide, self.acts.breadth(act), self.objects.breadth(report.target))
        level = _level(min(lasting, told_by - start), radius if put else wide)
        return Sighting(report.id, report, place, act, start, end, area, position, exactness, level, radius, put)


def _position(disc: Point) -> tuple[int, int, int]:
    metres = earth_centred_m(np.array([disc.longitude]), np.array([disc.latitude]))
    x, y, z = np.rint(metres).astype(np.int64)[0].tolist()
    return x, y, z


def _level(lasting: int, wide: int) -> Level:
    if lasting == wide == 0:
        return Level.EXACT
    if lasting > LONGEST_FAIR or wide > WIDEST_VAGUE_M:
        return Level.TOLD
    return Level.FAIR if wide <= WIDEST_FAIR_M else Level.VAGUE


def told_until(report: Report) -> Instant:
    """By when it had happened: nobody tells of what is still to come, and "today", heard at noon, is the morning."""
    start, end, published = report.happened_at.start, report.happened_at.end, report.published_at
    if published is None or published % DAY == 0 or published > report.known_at:  # a bare date is no time of day
        published = report.known_at
    return min(end, published) if published >= start else end


def kept_apart(a: Report, b: Report) -> bool:
    """Whether one collector has recorded the two as different events."""
    return a.event_key != "" and b.event_key != "" and a.event_key != b.event_key and a.collector == b.collector


def limits_of(accord: Accord, zones: Zones) -> Limits:
    """The limits an accord sets.

    A zone's own name, with hyphens or spaces, becomes one name that holds its other names too, so that a count of the
    whole zone meets those of its parts. Two other names stay two: they may be of two parts, and to take one for the
    other would let what was counted in one region replace what was counted in its neighbour.
    """
    same = accord.evidence.same_incident
    areas: dict[str, str] = {}
    for zone in accord.zones:
        whole = ", ".join(area_name(name) for name in (zone.name, *zone.also))
        for name in (zone.name, zone.name.replace("-", " ")):
            if zone.name in zones.zones:
                areas.setdefault(area_name(name), whole)
    longest = same.period.count * _LONGEST_UNITS[same.period.unit]
    return Limits(
        same.distance_m, same.period, longest, accord.time_zone,
        words_of(accord.acts, ACTS), words_of(accord.objects, OBJECTS), areas, same.granularity, {},
        tuple(t for t in (accord.in_force_from, accord.in_force_until) if t is not None),
    )  # fmt: skip
