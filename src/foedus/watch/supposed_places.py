"""Places for invented happenings: inside what a norm is about, outside what it excepts, far enough from each other."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.model import Accord, InResponse, InsideZone, Norm, ZoneArea, ZoneUnion, ZoneWithin
from foedus.accord.zones import Zones
from foedus.basics.geodesy import geodesic_m
from foedus.basics.place import Area, Place, Point

RADIUS_M = 300
"""How exact the invented reports say where it was; a witness on the spot."""
_GRIDS = (24, 96)
"""So many points across a zone are looked at; more only in one so thin that nothing was found."""
_MOST = 40
"""So many places are enough; they are used again where more are asked for."""


def spots(accord: Accord, zones: Zones, norm: Norm) -> tuple[Place, ...]:
    """Places that are certainly a matter of a norm, as many as there is room for; none if there is none."""
    excepted = [e.ground.zone for e in norm.exceptions if isinstance(e.ground, InsideZone)]
    apart = _far_enough(accord, norm)
    for count in _GRIDS:
        found: list[Point] = []
        for point in _grid(zones, norm.zone, count):
            if norm.zone and not zones.certainly_inside(norm.zone, point):
                continue
            if any(zones.possibly_inside(zone, point) for zone in excepted):
                continue
            if all(_apart_m(point, other) >= apart for other in found):
                found.append(point)
        if found:
            return tuple(found[:: max(1, len(found) // _MOST)])
    name = _area(zones, norm.zone)
    return (Area(name),) if name else ()


def _far_enough(accord: Accord, norm: Norm) -> int:
    """Metres at which two happenings are never taken for one, nor one for the response to the other."""
    responses = [e.ground.distance_m for e in norm.exceptions if isinstance(e.ground, InResponse)]
    return max(4 * accord.evidence.same_incident.distance_m, 20 * RADIUS_M, *(m + 4 * RADIUS_M for m in responses))


def _apart_m(a: Point, b: Point) -> int:
    return geodesic_m(a.longitude, a.latitude, b.longitude, b.latitude)


def _grid(zones: Zones, zone: str, count: int) -> Iterator[Point]:
    """Points over a zone; over some open ground where the norm names none."""
    shape = zones.shapes.get(zone)
    if shape is None:
        if zone:
            return
        west, south, east, north = 20.0, 45.0, 30.0, 50.0
    else:
        west, south, east, north = (float(each) for each in shape.bounds)
    for row in range(count):
        for column in range(count):
            longitude = west + (east - west) * (column + 0.5) / count
            latitude = south + (north - south) * (row + 0.5) / count
            yield Point(round(longitude * 1_000_000), round(latitude * 1_000_000), RADIUS_M)


def _area(zones: Zones, zone: str) -> str:
    """A name of a zone that is known by name only; "" if it has none."""
    if zone not in zones.zones:
        return ""
    match zones.zones[zone].shape:
        case ZoneArea(names):
            return names[0] if names else ""
        case ZoneUnion(parts):
            return next((name for name in (_area(zones, part) for part in parts) if name), "")
        case ZoneWithin(_, of):
            return _area(zones, of)
        case _:
            return zone
