"""Where and when counts are, as far as they are compared: same time and place, place in place, days (I7c, I7d)."""

from __future__ import annotations

from collections import defaultdict

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import DAY
from foedus.basics.place import Nowhere, Point
from foedus.incident.sighting import Sighting


def mostly_same_time(a: Sighting, b: Sighting, share: int = 2) -> bool:
    """Whether what two intervals have in common is more than half of each; with `share` 10, more than nine tenths."""
    common = min(a.end, b.end) - max(a.start, b.start) + 1
    longest = max(a.end - a.start, b.end - b.start) + 1
    return share * common > (share - 1) * longest


def same_place(a: Sighting, b: Sighting) -> bool:
    """Nearly the same: most of the names in common; discs of which each holds the other's centre and none is more than
    twice the other."""
    pa, pb = a.report.place, b.report.place
    if isinstance(pa, Point) and isinstance(pb, Point):
        small, large = sorted((pa.radius_m, pb.radius_m))
        return large**2 <= 2 * small**2 and _apart_m(pa, pb) <= small
    if isinstance(pa, Nowhere) or isinstance(pb, Nowhere):
        return isinstance(pa, Nowhere) and isinstance(pb, Nowhere)
    names_a, names_b = names_of(a), names_of(b)
    return 2 * len(names_a & names_b) > max(len(names_a), len(names_b))


def place_inside(a: Sighting, b: Sighting) -> bool:
    """Whether the first place certainly lies within the second."""
    pa, pb = a.report.place, b.report.place
    if isinstance(pa, Point) and isinstance(pb, Point):
        return _apart_m(pa, pb) + pa.radius_m <= pb.radius_m
    return same_place(a, b) or (bool(names_of(a)) and names_of(a) <= names_of(b))


def meet(a: Sighting, b: Sighting) -> bool:
    """Whether two places can share ground. Named areas do if a name is among the names of the other ("A and B"); a
    point and a name may; what is nowhere may be anywhere."""
    pa, pb = a.report.place, b.report.place
    if isinstance(pa, Point) and isinstance(pb, Point):
        return _apart_m(pa, pb) <= pa.radius_m + pb.radius_m
    names_a, names_b = names_of(a), names_of(b)
    return bool(names_a & names_b) if names_a and names_b else True


def names_of(count: Sighting) -> frozenset[str]:
    """The names of its area, none for a point or nowhere."""
    if not count.area.startswith("area "):
        return frozenset()
    return frozenset(name.strip() for name in count.area.removeprefix("area ").replace(" and ", ",").split(","))


def _apart_m(a: Point, b: Point) -> int:
    return geodesic_m(a.longitude, a.latitude, b.longitude, b.latitude)


class Days:
    """The counts put in so far, by the days they touch; numbered as they come."""

    def __init__(self) -> None:
        self._by_day: dict[int, list[int]] = defaultdict(list)
        self._next = 0

    def add(self, count: Sighting) -> None:
        """Put one in."""
        for day in _days(count):
            self._by_day[day].append(self._next)
        self._next += 1

    def near(self, count: Sighting) -> list[int]:
        """Those that touch a day of it, in order."""
        return sorted({i for day in _days(count) for i in self._by_day.get(day, ())})


def _days(count: Sighting) -> range:
    return range(count.start // DAY, count.end // DAY + 1)
