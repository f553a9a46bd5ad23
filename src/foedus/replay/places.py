"""Where the acts of a violation are: where such acts are recorded to have been, or near the edge of the zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from foedus.accord.zones import Zones
from foedus.replay.chance import Chance
from foedus.replay.donors import Donor

BORDER_M = 10_000
"""How near to the edge of the zone an act at its border is: a town's width, and nearer than most sources can tell."""
FEWEST_PLACES = 10
"""With fewer recorded places in the zone any place in it will do."""
_POOL = 256
"""So many places are made in advance where none are recorded."""
_AT_ONCE, _MOST_TRIES = 1_024, 100
"""Points looked at together, and how often: a zone that fills a ten-thousandth of its box is found all the same."""


class Spot(NamedTuple):
    """A point in millionths of a degree."""

    longitude_e6: int
    latitude_e6: int


class Places(NamedTuple):
    """inside: places in the zone. at_border: those within `BORDER_M` of its edge. Empty where no ground is drawn."""

    inside: tuple[Spot, ...]
    at_border: tuple[Spot, ...]


def places_of(zones: Zones, zone: str, donors: Sequence[Donor], seed: int) -> Places:
    """Recorded places of such acts in the zone, and places made near its edge. zone: "" for anywhere."""
    told = [Spot(d.at.longitude_e6, d.at.latitude_e6) for d in donors if d.at is not None]
    if not zone:
        return Places(tuple(told), ())
    if zone not in zones.shapes or not zones.has_area(zone):
        return Places((), ())
    inside = tuple(spot for spot in told if zones.signed_distance_m(zone, *(c / 1_000_000 for c in spot)) < 0)
    enough = len(inside) >= FEWEST_PLACES
    return Places(
        inside if enough else _made(zones, zone, None, Chance(seed, "inside")),
        _made(zones, zone, BORDER_M, Chance(seed, "border")),
    )


def _made(zones: Zones, zone: str, near_m: int | None, chance: Chance) -> tuple[Spot, ...]:
    """Points of the box around the zone, those taken that lie in it, and near its edge if that is asked."""
    west, south, east, north = zones.shapes[zone].bounds
    found: list[Spot] = []
    for _ in range(_MOST_TRIES):
        points = np.array([
            (west + (east - west) * chance.share(), south + (north - south) * chance.share()) for _ in range(_AT_ONCE)
        ])  # fmt: skip
        far = zones.signed_distances_m(zone, points[:, 0], points[:, 1])
        kept = (far < 0) & (far >= -near_m) if near_m is not None else far < 0
        found += [Spot(round(float(x) * 1_000_000), round(float(y) * 1_000_000)) for x, y in points[kept]]
        if len(found) >= _POOL:
            break
    return tuple(found[:_POOL])
