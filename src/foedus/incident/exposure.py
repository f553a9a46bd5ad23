"""Where and when somebody looked: a rate is per looked-at hour, and unknown where nobody looked (R4a-R4d)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from foedus.accord.zones import Zones, area_name
from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import HOUR, Interval
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.incident.measured import Between, count_between
from foedus.incident.model import Reading
from foedus.incident.origins import Origins
from foedus.report.model import Kind, Report

FIELD_E6 = 100_000
"""Points of patrols are put together by fields of a tenth of a degree, some 11 by 7 km at 48 degrees north: about
as far as an observer hears shelling."""
NOWHERE = "no place named"
_AS_WRITTEN = Reading()


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much of a time a place was looked at.

    within: the time asked about. looked: stretches in which at least one origin looked, apart and in order; by: for
    each origin how long it did, in microseconds. denied: stretches in which somebody wanted to look and was not let,
    whoever else looked; denied_to: likewise by origin. patrols, refusals: how many reports say so.
    """

    place: str
    within: Interval
    looked: tuple[Interval, ...]
    by: tuple[tuple[str, int], ...]
    denied: tuple[Interval, ...]
    denied_to: tuple[tuple[str, int], ...]
    patrols: int
    refusals: int

    @property
    def looked_at(self) -> int:
        """How long somebody looked, in microseconds."""
        return length(self.looked)

    @property
    def not_looked_at(self) -> int:
        """How long nobody did: about that time the reports say nothing."""
        return length([self.within]) - self.looked_at


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many looked-at hours. per_hour: None where nobody looked, since that is unknown and not zero.

    beside: how many of the same lie outside what was looked at; they count in no rate.
    """

    seen: int
    looked_at: int
    per_hour: Between | None
    beside: int


def looks_of(reports: Iterable[Report], origins: Origins) -> tuple[tuple[Report, ...], tuple[Report, ...]]:
    """(patrols and refusals, what parties say that they themselves looked at), each in the order given.

    A party that could look by itself would make its own breaches rarer, and its silence evidence (R4e).
    """
    told = [r for r in reports if r.kind in (Kind.PATROL, Kind.ACCESS_DENIED)]
    own = {r.id for r in told if r.kind is Kind.PATROL and origins.speaker(r, r, _AS_WRITTEN).parties}
    return tuple(r for r in told if r.id not in own), tuple(r for r in told if r.id in own)


def exposures(reports: Iterable[Report], within: Interval | None = None) -> tuple[Exposure, ...]:
    """How much each place was looked at, by name of the area or field of the map.

    within: the time asked about; None: from the first to the last of these reports. A patrol that two origins made, or
    two patrols of one, count once; what an origin was denied is taken out of what it looked at itself.
    """
    told = {r for r in reports if r.kind in (Kind.PATROL, Kind.ACCESS_DENIED)}
    if not told:
        return ()
    asked = within or Interval(min(r.happened_at.start for r in told), max(r.happened_at.end for r in told))
    by_place: dict[str, list[Report]] = defaultdict(list)
    for report in told:
        if report.happened_at.overlaps(asked):
            by_place[field_of(report.place)].append(report)
    return tuple(exposure(place, some, asked) for place, some in sorted(by_place.items()))


def exposure(place: str, reports: Iterable[Report], within: Interval) -> Exposure:
    """How much a place was looked at, by reports that are all taken to be of it."""
    told = [r for r in reports if r.happened_at.overlaps(within)]
    patrols = [r for r in told if r.kind is Kind.PATROL]
    refusals = [r for r in told if r.kind is Kind.ACCESS_DENIED]
    denied = {origin: _united(_of(origin, refusals), within) for origin in _origins(refusals)}
    looked = {o: _without(_united(_of(o, patrols), within), denied.get(o, ())) for o in _origins(patrols)}
    return Exposure(
        place, within, _united([i for some in looked.values() for i in some], within),
        tuple((origin, length(some)) for origin, some in looked.items()),
        _united([i for some in denied.values() for i in some], within),
        tuple((origin, length(some)) for origin, some in denied.items()), len(patrols), len(refusals),
    )  # fmt: skip


def rate(found: Exposure, events: Iterable[Report]) -> Rate:
    """How many of these events, all taken to be of the place, were seen per hour in which somebody looked (R4c).

    The interval is the exact one of a Poisson count. An event counts if its whole time lies in what was looked at. So
    does a count that tells no single events apart, with its number: it says that something was counted, and only a
    patrol says that somebody looked all that time (R4d).
    """
    told = {e for e in events if e.kind in (Kind.EVENT, Kind.AGGREGATE)}
    return rate_of(found, ((e.happened_at, e.number.best) for e in told))


def rate_of(found: Exposure, events: Iterable[tuple[Interval, int]]) -> Rate:
    """The same of events given by when each was and how many acts it was."""
    seen = beside = 0
    for when, number in events:
        if any(stretch.contains(when) for stretch in found.looked):
            seen += number
        elif when.overlaps(found.within):
            beside += number
    if not found.looked_at:
        return Rate(seen, 0, None, beside)
    counted, hours = count_between(seen), Fraction(found.looked_at, HOUR)
    return Rate(seen, found.looked_at, Between(seen / hours, counted.low / hours, counted.high / hours), beside)


def looked_whole(reports: Sequence[Report], place: Point, during: Interval) -> bool:
    """Whether somebody looked at the whole of a place during the whole of a time."""
    fits = {Kind.PATROL: _holds, Kind.ACCESS_DENIED: _meets}
    of_it = [r for r in reports if r.kind in fits and fits[r.kind](r.place, place)]
    return any(stretch.contains(during) for stretch in exposure("", of_it, during).looked)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Who looked at one place during one time, or was not let (R4).

    whole: by patrols of all of the place; refusals are of any of it. part: by origin, how long a patrol was somewhere
    in the place, in microseconds. untold: patrols and refusals of that time whose place cannot be told from it or into
    it, by names that nobody explains.
    """

    whole: Exposure
    part: tuple[tuple[str, int], ...]
    untold: int


def looked_at(reports: Iterable[Report], zones: Zones, place: Place, during: Interval) -> LookedAt:
    """Who looked at a place during a time, by patrols and refusals among reports."""
    told = [r for r in reports if r.kind in (Kind.PATROL, Kind.ACCESS_DENIED) and r.happened_at.overlaps(during)]
    lying = {r: _lying(zones, r.place, place) for r in told}
    refusals = [r for r in told if r.kind is Kind.ACCESS_DENIED and lying[r] in (_Lies.OVER_ALL, _Lies.OVER_A_PART)]
    patrols = [r for r in told if r.kind is Kind.PATROL]
    over_all = [r for r in patrols if lying[r] is _Lies.OVER_ALL]
    over_a_part = [r for r in patrols if lying[r] is _Lies.OVER_A_PART]
    return LookedAt(
        exposure("", [*over_all, *refusals], during), exposure("", [*over_a_part, *refusals], during).by,
        sum(lies is _Lies.UNTOLD for lies in lying.values()),
    )  # fmt: skip


class _Lies(Enum):
    """How where somebody looked lies to the place asked about."""

    OVER_ALL = 1
    OVER_A_PART = 2
    ELSEWHERE = 3
    UNTOLD = 4


def _lying(zones: Zones, looked: Place, place: Place) -> _Lies:
    """Discs are told by their distance; a name is the same name, or the name of a zone of the accord as a whole."""
    if isinstance(looked, Point) and isinstance(place, Point):
        if _holds(looked, place):
            return _Lies.OVER_ALL
        return _Lies.OVER_A_PART if _meets(looked, place) else _Lies.ELSEWHERE
    if isinstance(looked, Area):
        if isinstance(place, Area) and area_name(looked.name) == area_name(place.name):
            return _Lies.OVER_ALL
        named = {area_name(z): z for name in sorted(zones.zones) for z in (name, name.replace("-", " "))}
        zone = named.get(area_name(looked.name), "").replace(" ", "-")
        if zone and zones.certainly_inside(zone, place):
            return _Lies.OVER_ALL
        if zone and isinstance(place, Point) and not zones.known_by_name(zone):
            return _Lies.OVER_A_PART if zones.possibly_inside(zone, place) else _Lies.ELSEWHERE
    return _Lies.UNTOLD


def field_of(place: Place) -> str:
    """The name under which reports of a place are put together."""
    if isinstance(place, Area):
        return " ".join(place.name.split())
    if isinstance(place, Nowhere):
        return NOWHERE
    north, east = place.latitude_e6 // FIELD_E6, place.longitude_e6 // FIELD_E6
    return f"{_degrees(north)} {'N' if north >= 0 else 'S'} {_degrees(east)} {'E' if east >= 0 else 'W'}"


def length(stretches: Iterable[Interval]) -> int:
    """How long they are together, in microseconds; they are apart. Both ends of each belong to it."""
    return sum(i.end - i.start + 1 for i in stretches)


def hours_of(time: int) -> str:
    """A length of time in hours, to a tenth."""
    tenths = (time * 10 + HOUR // 2) // HOUR
    return f"{tenths // 10:,}.{tenths % 10} h" if tenths % 10 else f"{tenths // 10:,} h"


def _degrees(tenths: int) -> str:
    size = abs(tenths)
    return f"{size // 10}.{size % 10}"


def _origins(reports: Iterable[Report]) -> list[str]:
    return sorted({r.origin for r in reports})


def _of(origin: str, reports: Iterable[Report]) -> list[Interval]:
    return [r.happened_at for r in reports if r.origin == origin]


def _united(stretches: Iterable[Interval], within: Interval) -> tuple[Interval, ...]:
    """What the stretches hold together of a time, apart and in order; such as touch are one."""
    found: list[Interval] = []
    for one in sorted(stretches):
        start, end = max(one.start, within.start), min(one.end, within.end)
        if start > end:
            continue
        if found and start <= found[-1].end + 1:
            found[-1] = Interval(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Interval(start, end))
    return tuple(found)


def _without(stretches: Iterable[Interval], taken: Iterable[Interval]) -> tuple[Interval, ...]:
    left = list(stretches)
    for gone in taken:
        pieces = [((i.start, min(i.end, gone.start - 1)), (max(i.start, gone.end + 1), i.end)) for i in left]
        left = [Interval(a, b) for both in pieces for a, b in both if a <= b]
    return tuple(sorted(set(left)))


def _apart_m(a: Point, b: Point) -> int:
    return geodesic_m(a.longitude, a.latitude, b.longitude, b.latitude)


def _holds(outer: Place, inner: Point) -> bool:
    return isinstance(outer, Point) and _apart_m(outer, inner) + inner.radius_m <= outer.radius_m


def _meets(one: Place, other: Point) -> bool:
    """Whether two places can share ground; what is known by name only may be there."""
    return not isinstance(one, Point) or _apart_m(one, other) <= one.radius_m + other.radius_m
