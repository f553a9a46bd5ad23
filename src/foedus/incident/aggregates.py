"""Counts that tell no single events apart: which of them stand, and which may be added to each other (I7-I7e)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import DAY
from foedus.basics.place import Nowhere, Point
from foedus.incident.grouping import Group
from foedus.incident.sighting import Sighting

Copies: TypeAlias = tuple[Sighting, ...]
"""The same count as several outlets print it."""

WIDTHS = ((4 * DAY, ""), (20 * DAY, "totals of weeks"), (50 * DAY, "totals of months"))
"""Up to how long counts are added to each other, and what the longer ones are called. The bounds lie between the
periods for which counts are printed: a day or a long weekend, a week or two, a month; then quarters and years."""
LONGER = "totals of longer times"


@dataclass(frozen=True)
class Count:
    """A count as it stands, with its copies by other outlets, its series, and how many earlier counts it replaces."""

    group: Group
    series: str
    replaced: int


def counted_by(origin: str, act: str, target: str, named: Iterable[str]) -> str:
    """Whose count of what by whom (I7b). Counts of different acts are apart even of one origin, because a total
    ("violations") contains its parts ("shellings"); so are a count of what one party did and one of what another did.
    """
    return f"{origin}: {act}" + (f" of {target}" if target else "") + (f" by {' and '.join(named)}" if named else "")


def standing(name: str, counts: Iterable[Sighting]) -> tuple[Count, ...]:
    """The counts by one origin of one thing that stand, each in its series; counts of one series never overlap.

    name: as `counted_by` gives it. Cost: near-linear where few counts are for the same days.
    """
    left, replaced = _not_replaced(sorted(_copies(counts), key=_rank))
    places = _in_sets(left)
    return tuple(
        Count(Group(c), ", ".join((name, *_width(c[0]), *([f"set {n}"] if n > 1 else []))), replaced[c[0].id])
        for c, n in zip(left, places, strict=True)
    )


# -- which of them stand (I7d) -----------------------------------------------------------------------------------------


def _not_replaced(ordered: Sequence[Copies]) -> tuple[list[Copies], dict[str, int]]:
    """Those that no later known one replaces, and how many each of them took the place of, by the id of its first copy.

    What is replaced stays so when that which replaced it is replaced in turn: a correction of a correction does not
    bring the first number back.
    """
    seen, left = _Days(), []
    instead: list[Copies] = []
    replaced: dict[str, int] = defaultdict(int)
    for copies in ordered:
        over = next((i for i in seen.near(copies[0]) if _replaces(ordered[i][0], copies[0])), None)
        if over is None:
            left.append(copies)
            instead.append(copies)
        else:
            instead.append(instead[over])
            replaced[instead[over][0].id] += 1
        seen.add(copies[0])
    return left, replaced


def _copies(counts: Iterable[Sighting]) -> list[Copies]:
    """The same number for the same interval and place, printed by several outlets, is one count."""
    same: dict[object, list[Sighting]] = defaultdict(list)
    for s in counts:
        number = s.report.number
        where = s.area or (s.point.longitude_e6, s.point.latitude_e6)
        same[(s.start, s.end, where, number.low, number.best, number.high)].append(s)
    return [tuple(sorted(c, key=lambda s: s.id)) for c in same.values()]


def _rank(copies: Copies) -> tuple[int, int, int, int, str]:
    """The last known first. Among those known at the same instant: what more outlets carry, then the lower number, then
    the shorter interval, then by id."""
    outlets = len({s.report.outlet for s in copies})
    first = copies[0]
    return -_known_at(copies), -outlets, first.report.number.best, first.end - first.start, first.id


def _known_at(copies: Copies) -> int:
    return min(s.report.known_at for s in copies)


def _replaces(later: Sighting, earlier: Sighting) -> bool:
    """I7d: for nearly the same time and place, so that it corrects; or for all of both, and lower, so that the earlier
    cannot be right."""
    common = min(later.end, earlier.end) - max(later.start, earlier.start) + 1
    if 2 * common > max(later.end - later.start, earlier.end - earlier.start) + 1 and _same_place(later, earlier):
        return True
    inside = later.start <= earlier.start and earlier.end <= later.end
    return inside and later.report.number.high < earlier.report.number.low and _place_inside(earlier, later)


def _same_place(a: Sighting, b: Sighting) -> bool:
    """Nearly the same: most of the names in common; discs of which each holds the other's centre and none is more than
    twice the other."""
    pa, pb = a.report.place, b.report.place
    if isinstance(pa, Point) and isinstance(pb, Point):
        small, large = sorted((pa.radius_m, pb.radius_m))
        return large**2 <= 2 * small**2 and _apart_m(pa, pb) <= small
    if isinstance(pa, Nowhere) or isinstance(pb, Nowhere):
        return isinstance(pa, Nowhere) and isinstance(pb, Nowhere)
    names_a, names_b = _names(a), _names(b)
    return 2 * len(names_a & names_b) > max(len(names_a), len(names_b))


def _place_inside(a: Sighting, b: Sighting) -> bool:
    pa, pb = a.report.place, b.report.place
    if isinstance(pa, Point) and isinstance(pb, Point):
        return _apart_m(pa, pb) + pa.radius_m <= pb.radius_m
    return _same_place(a, b) or (bool(_names(a)) and _names(a) <= _names(b))


# -- which of them may be added (I7b, I7e) -----------------------------------------------------------------------------


def _width(count: Sighting) -> list[str]:
    """How wide a count is in time and place, in words; none for those of days and of one place."""
    names = len(_names(count))
    time = next((words for longest, words in WIDTHS if count.end - count.start < longest), LONGER)
    nowhere = isinstance(count.report.place, Nowhere)
    place = "no place named" if nowhere else f"areas of {names} names" if names > 1 else ""
    return [words for words in (time, place) if words]


def _in_sets(counts: Sequence[Copies]) -> list[int]:
    """For each count the first set of its width, from 1, in which it overlaps nothing that was known before it."""
    sets = [0] * len(counts)
    placed: dict[tuple[str, ...], tuple[_Days, list[int]]] = {}
    for n in sorted(range(len(counts)), key=lambda n: (_known_at(counts[n]), counts[n][0].start, counts[n][0].id)):
        count = counts[n][0]
        days, which = placed.setdefault(tuple(_width(count)), (_Days(), []))
        taken = {sets[which[i]] for i in days.near(count) if _overlap(count, counts[which[i]][0])}
        sets[n] = next(k for k in range(1, len(taken) + 2) if k not in taken)
        days.add(count)
        which.append(n)
    return sets


def _overlap(a: Sighting, b: Sighting) -> bool:
    same_time = (a.start, a.end) == (b.start, b.end) or (a.start < b.end and b.start < a.end)
    return same_time and _meet(a, b)


def _meet(a: Sighting, b: Sighting) -> bool:
    """Whether two places can share ground. Named areas do if a name is among the names of the other ("A and B"); a
    point and a name may; what is nowhere may be anywhere."""
    pa, pb = a.report.place, b.report.place
    if isinstance(pa, Point) and isinstance(pb, Point):
        return _apart_m(pa, pb) <= pa.radius_m + pb.radius_m
    names_a, names_b = _names(a), _names(b)
    return bool(names_a & names_b) if names_a and names_b else True


# -- places and days ---------------------------------------------------------------------------------------------------


def _names(count: Sighting) -> frozenset[str]:
    """The names of its area, none for a point or nowhere."""
    if not count.area.startswith("area "):
        return frozenset()
    return frozenset(name.strip() for name in count.area.removeprefix("area ").replace(" and ", ",").split(","))


def _apart_m(a: Point, b: Point) -> int:
    return geodesic_m(a.longitude, a.latitude, b.longitude, b.latitude)


class _Days:
    """The counts put in so far, by the days they touch; numbered as they come."""

    def __init__(self) -> None:
        self._by_day: dict[int, list[int]] = defaultdict(list)
        self._next = 0

    def add(self, count: Sighting) -> None:
        for day in _days(count):
            self._by_day[day].append(self._next)
        self._next += 1

    def near(self, count: Sighting) -> list[int]:
        """Those that touch a day of it, in order."""
        return sorted({i for day in _days(count) for i in self._by_day.get(day, ())})


def _days(count: Sighting) -> range:
    return range(count.start // DAY, count.end // DAY + 1)
