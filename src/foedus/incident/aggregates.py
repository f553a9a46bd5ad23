"""Counts that tell no single events apart: each of a series, and of two that overlap the later known stands (I7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import DAY
from foedus.basics.place import Point
from foedus.incident.grouping import Group
from foedus.incident.sighting import Sighting

Copies: TypeAlias = tuple[Sighting, ...]


@dataclass(frozen=True)
class Count:
    """A count as it stands, with its copies by other outlets, and how many earlier counts it replaces."""

    group: Group
    replaced: int


def series_of(origin: str, act: str, target: str) -> str:
    """The name of a series: whose count of what. Counts of different acts are different series even of one origin,
    because a total ("violations") contains its parts ("shellings") and must not be added to them."""
    return f"{origin}: {act}" + (f" of {target}" if target else "")


def standing(counts: Iterable[Sighting]) -> tuple[Count, ...]:
    """The counts of one series that stand. Of two that overlap in time and place, the later known one.

    Looked at from the last known back, so that a count is replaced only by one that itself stands. Among those known
    at the same instant: what more outlets carry, then the lower number, then the shorter interval, then by id.
    """
    ordered = sorted(_copies(counts), key=_rank)
    by_day: dict[int, list[int]] = defaultdict(list)
    standing_copies: list[Copies] = []
    replaced: dict[int, int] = defaultdict(int)
    for copies in ordered:
        days = range(copies[0].start // DAY, copies[0].end // DAY + 1)
        near = sorted({i for day in days for i in by_day.get(day, ())})
        over = next((i for i in near if _overlap(copies[0], standing_copies[i][0])), None)
        if over is not None:
            replaced[over] += 1
            continue
        for day in days:
            by_day[day].append(len(standing_copies))
        standing_copies.append(copies)
    return tuple(Count(Group(c), replaced[i]) for i, c in enumerate(standing_copies))


def _copies(counts: Iterable[Sighting]) -> list[Copies]:
    """The same number for the same interval and place, printed by several outlets, is one count."""
    same: dict[object, list[Sighting]] = defaultdict(list)
    for s in counts:
        number = s.report.number
        where = s.area or (s.point.longitude_e6, s.point.latitude_e6)
        same[(s.start, s.end, where, number.low, number.best, number.high)].append(s)
    return [tuple(sorted(c, key=lambda s: s.id)) for c in same.values()]


def _rank(copies: Copies) -> tuple[int, int, int, int, str]:
    known_at = min(s.report.known_at for s in copies)
    outlets = len({s.report.outlet for s in copies})
    first = copies[0]
    return -known_at, -outlets, first.report.number.best, first.end - first.start, first.id


def _overlap(a: Sighting, b: Sighting) -> bool:
    same_time = (a.start, a.end) == (b.start, b.end) or (a.start < b.end and b.start < a.end)
    return same_time and _meet(a, b)


def _meet(a: Sighting, b: Sighting) -> bool:
    """Whether two places can share ground. Named areas do if a name is among the names of the other ("A and B"); a
    point and a name may; what is nowhere may be anywhere."""
    pa, pb = a.report.place, b.report.place
    if isinstance(pa, Point) and isinstance(pb, Point):
        return geodesic_m(pa.longitude, pa.latitude, pb.longitude, pb.latitude) <= pa.radius_m + pb.radius_m
    if a.area.startswith("area ") and b.area.startswith("area "):
        return bool(_names(a.area) & _names(b.area))
    return True


def _names(area: str) -> set[str]:
    return {name.strip() for name in area.removeprefix("area ").replace(" and ", ",").split(",")}
