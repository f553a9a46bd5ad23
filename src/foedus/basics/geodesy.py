"""Distances on the WGS84 ellipsoid, in whole metres, so that every machine gives the same number."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

EQUATOR_M = 6_378_137.0
"""Semi-major axis of WGS84 (NGA.STND.0036, 2014)."""
_ECCENTRICITY_SQUARED = 0.006_694_379_990_14
"""First eccentricity squared of WGS84 (NGA.STND.0036, 2014)."""


@cache
def wgs84() -> Any:
    """The geodesics of the ellipsoid. Loaded when first asked: most commands measure nothing."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


@lru_cache(maxsize=200_000)
def geodesic_m(longitude_1: float, latitude_1: float, longitude_2: float, latitude_2: float) -> int:
    """The length of the shortest way between two points, degrees in, whole metres out (halves up)."""
    _, _, distance = wgs84().inv(longitude_1, latitude_1, longitude_2, latitude_2)
    return int(distance + 0.5)


def earth_centred_m(longitudes: NDArray[np.float64], latitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the ellipsoid as x, y, z in metres: shape (n, 3).

    The straight line between two of these is never longer than the way over the ground, so it serves to rule out
    quickly what is too far; it is never used as a distance.
    """
    east, north = np.radians(longitudes), np.radians(latitudes)
    normal = EQUATOR_M / np.sqrt(1 - _ECCENTRICITY_SQUARED * np.sin(north) ** 2)
    x = normal * np.cos(north) * np.cos(east)
    y = normal * np.cos(north) * np.sin(east)
    z = normal * (1 - _ECCENTRICITY_SQUARED) * np.sin(north)
    return np.stack([x, y, z], axis=-1)
