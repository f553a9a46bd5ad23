"""When two reports can speak of one thing: the accord's distance and period, and what vagueness does to them (I2).

How exact a report is, is four numbers, least is most exact: how long its interval is, how wide its place, how broad
its word for the act, how broad its word for the object. Within the accord's limits an interval or a place is exact: 0.

- *Alike*: same act, same object, and in time and place either both exact and within the limits, or equally vague and
  told alike (the very same interval; the same area, or centres of equally wide discs within the distance).
- *Vaguer*: a report can support a more exact one if its words take in the other's, its interval overlaps the other's
  and its disc holds the other's centre. It must be nowhere more exact in time and place, at most a day long and a
  district wide: who says "fighting in the region this week" has confirmed no particular shell.
- *Apart*: everything else, and always two rows that one collector keeps as two events.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from foedus.accord.model import Accord
from foedus.accord.zones import Zones, area_name
from foedus.basics.geodesy import earth_centred_m, geodesic_m
from foedus.basics.instant import DAY, HOUR, Instant, Period, Unit, shifted
from foedus.basics.place import Area, Point
from foedus.basics.vocabulary import ACTS, OBJECTS
from foedus.incident.marks import place_meant
from foedus.incident.words import UNSAID, Words, words_of
from foedus.report.model import Kind, Report

LONGEST_SUPPORT = DAY + HOUR
"""A vaguer report supports another only if it is at most a calendar day long (25 hours at a clock change): the
precision most sources give."""
WIDEST_SUPPORT_M = 30_000
"""... and at most a district wide: the radius that readers give to "in the district of"."""
NAMED_ONLY_M = 10**9
"""The width of a place known by its name only: wider than any disc."""

_LONGEST_UNITS = {
    Unit.MINUTE: 60_000_000, Unit.HOUR: HOUR, Unit.DAY: DAY + 2 * HOUR, Unit.WEEK: 7 * DAY + 2 * HOUR,
    Unit.MONTH: 31 * DAY + 2 * HOUR, Unit.YEAR: 366 * DAY + 2 * HOUR,
}  # fmt: skip


class Relation(Enum):
    """How two reports stand to each other."""

    ALIKE = auto()
    FIRST_VAGUER = auto()
    SECOND_VAGUER = auto()
    DENIES = auto()
    """One of them denies what may be the other's subject: it is told with it, and joins nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation, with what makes one link closer than another: microseconds and metres between the two."""

    relation: Relation
    gap: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """A report with what fusion asks of it again and again, computed once.

    reach: the last instant at which another report can begin to be within the accord's period of this one.
    area: the name of its area as compared, of its origin if it has no place, "" for a point.
    position: x, y, z in metres (empty for no point), only to rule out quickly what is too far.
    """

    report: Report
    act: str
    start: Instant
    end: Instant
    reach: Instant
    area: str
    position: tuple[float, float, float] | None
    exactness: tuple[int, int, int, int]

    @property
    def id(self) -> str:
        """The report's id."""
        return self.report.id

    @property
    def point(self) -> Point:
        """The report's place; only asked where there is a position."""
        assert isinstance(self.report.place, Point)
        return self.report.place


@dataclass(frozen=True)
class Limits:
    """The accord's limits and words, ready to be applied to pairs of reports."""

    distance_m: int
    period: Period
    longest: int
    """No period of the accord's is longer than this many microseconds, whatever the calendar does."""
    time_zone: str
    acts: Words
    objects: Words
    areas: dict[str, str]

    def sighting(self, report: Report) -> Sighting:
        """What fusion needs of a report."""
        start, end = report.happened_at.start, report.happened_at.end
        act = "deny access" if report.kind is Kind.ACCESS_DENIED else report.act
        place = place_meant(report)
        lasting = 0 if end <= shifted(start, self.period, self.time_zone) else end - start
        wide, area, position = NAMED_ONLY_M, "", None
        if isinstance(place, Point):
            wide = 0 if place.radius_m <= self.distance_m else place.radius_m
            x, y, z = earth_centred_m(np.array([place.longitude]), np.array([place.latitude]))[0].tolist()
            position = (x, y, z)
        elif isinstance(place, Area):
            name = area_name(place.name)
            area = f"area {self.areas.get(name, name)}"
        else:  # nobody knows where: only the same origin's words, printed again, are surely of the same thing
            area = f"nowhere {report.side} {report.origin}"
        exactness = (lasting, wide, self.acts.breadth(act), self.objects.breadth(report.target))
        reach = shifted(end, self.period, self.time_zone)
        return Sighting(report, act, start, end, reach, area, position, exactness)

    def link(self, a: Sighting, b: Sighting) -> Link | None:
        """How two reports stand to each other, None if apart. The order of the two changes the wording only."""
        if kept_apart(a.report, b.report):
            return None
        if not self.acts.agree(a.act, b.act) or not self.objects.agree(a.report.target, b.report.target):
            return None
        distance = self._distance_m(a, b)
        if distance is None:
            return None
        gap = max(a.start - b.end, b.start - a.end, 0)
        if Kind.DENIAL in (a.report.kind, b.report.kind):
            return Link(Relation.DENIES, gap, distance) if gap == 0 and a.report.kind is not b.report.kind else None
        relation = self._relation(a, b, gap, distance)
        return Link(relation, gap, distance) if relation else None

    def _distance_m(self, a: Sighting, b: Sighting) -> int | None:
        """Metres between the centres, 0 for the same area; None if too far for any relation."""
        if a.position is None or b.position is None:
            return 0 if a.area == b.area and a.position is b.position is None else None
        widest = max(a.exactness[1], b.exactness[1])
        limit = max(self.distance_m, widest if widest <= WIDEST_SUPPORT_M else 0)
        straight = sum((p - q) ** 2 for p, q in zip(a.position, b.position, strict=True))
        if straight > (limit + 1) ** 2:
            return None
        distance = geodesic_m(a.point.longitude, a.point.latitude, b.point.longitude, b.point.latitude)
        return distance if distance <= limit else None

    def _relation(self, a: Sighting, b: Sighting, gap: int, distance: int) -> Relation | None:
        same_time, same_place = self._same_time(a, b), self._same_place(a, b, distance)
        if (a.act, a.report.target) == (b.act, b.report.target) and same_time and same_place:
            both_silent = a.act in UNSAID and (a.start, a.end) != (b.start, b.end)
            return None if both_silent else Relation.ALIKE
        if a.exactness == b.exactness:
            return None
        first = a.exactness > b.exactness
        vague, exact = (a, b) if first else (b, a)
        on_the_map = vague.position is not None  # a name can mean a whole region, so a name supports only its like
        fits_time = same_time or (
            on_the_map and _vaguer(vague.exactness[0], exact.exactness[0], gap, 0, LONGEST_SUPPORT)
        )
        fits_place = same_place or (
            on_the_map
            and _vaguer(vague.exactness[1], exact.exactness[1], distance, vague.exactness[1], WIDEST_SUPPORT_M)
        )
        if not (fits_time and fits_place):
            return None
        return Relation.FIRST_VAGUER if first else Relation.SECOND_VAGUER

    def _same_time(self, a: Sighting, b: Sighting) -> bool:
        if (a.start, a.end) == (b.start, b.end):
            return True
        both_exact = a.exactness[0] == b.exactness[0] == 0 and a.position is not None and b.position is not None
        return both_exact and max(a.start, b.start) <= min(a.reach, b.reach)

    def _same_place(self, a: Sighting, b: Sighting, distance: int) -> bool:
        return a.exactness[1] == b.exactness[1] and distance <= self.distance_m


def _vaguer(vague: int, exact: int, off: int, tolerance: int, most: int) -> bool:
    return exact < vague <= most and off <= tolerance


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
        words_of(accord.acts, ACTS), words_of(accord.objects, OBJECTS), areas,
    )  # fmt: skip
