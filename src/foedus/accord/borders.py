"""The border of a shape, ready to be asked how far away it is: geodesic metres, negative inside."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from foedus.basics.geodesy import wgs84

LONGEST_PIECE_M = 2_000.0
"""Borders are cut into pieces of at most this length. An edge that is straight in longitude and latitude leaves the
straight line of the local projection by at most length^2 * tan(latitude) / (8 * earth radius): 0.14 m at 60 degrees."""
_SHORTEST_DEGREE_M = 110_500.0
"""The shortest degree of latitude on WGS84 is 110,574 m; a little less, so that nothing near is missed."""
_AT_ONCE = 2_000
"""How many points are asked for together: bounds the memory for pairs of points and pieces."""

Floats = NDArray[np.float64]


class _Laid:
    """The border in pieces, as a tree of straight lines, longitudes squeezed to about the length of latitudes."""

    def __init__(self, shape: BaseGeometry) -> None:
        self.starts, self.ends = _pieces(shape)
        self.squeeze = float(np.cos(np.radians(np.mean(self.starts[:, 1]))))
        self.tree = shapely.STRtree(_lines(self.starts, self.ends, self.squeeze))


class Border:
    """A shape in longitude and latitude (RFC 7946: edges straight in degrees) with its border as a tree of pieces.

    Areas, lines and points may be mixed: inside is inside an area; lines and points have no inside.
    """

    def __init__(self, shape: BaseGeometry) -> None:
        areas = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
        self._area = shapely.union_all(areas) if areas else None
        if self._area is not None:
            shapely.prepare(self._area)
        self._shape = shape

    @cached_property
    def _laid(self) -> _Laid:
        """Laid out when the first distance is asked: whether there is an area needs none."""
        return _Laid(self._shape)

    @property
    def has_area(self) -> bool:
        """Whether anything can be inside."""
        return self._area is not None

    def signed_m(self, longitudes: Floats, latitudes: Floats) -> NDArray[np.int64]:
        """Distance from each point to the border in whole metres (halves up), negative inside an area.

        Shapes: (n,) degrees in, (n,) int64 out. Each point is answered by itself: together or alone, the same number.
        Method: the pieces that can be nearest are laid out by azimuth and geodesic distance from the point (azimuthal
        equidistant, exact from its centre); the nearest point of those straight pieces is the answer.
        """
        distances = np.empty(len(longitudes))
        for begin in range(0, len(longitudes), _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            distances[part] = self._distances(longitudes[part], latitudes[part])
        whole = np.floor(distances + 0.5).astype(np.int64)
        if self._area is None:
            return whole
        inside = shapely.intersects_xy(self._area, longitudes, latitudes)
        return np.where(inside, -whole, whole)

    def _distances(self, longitudes: Floats, latitudes: Floats) -> Floats:
        squeezed = shapely.points(longitudes * self._laid.squeeze, latitudes)
        first = self._laid.tree.nearest(squeezed)
        nearest = self._to_pieces(longitudes, latitudes, first)
        asked, pieces = self._laid.tree.query(self._boxes(longitudes, latitudes, nearest))
        keep = self._may_be_nearer(longitudes[asked], latitudes[asked], pieces, nearest[asked])
        asked, pieces = asked[keep], pieces[keep]
        others = self._to_pieces(longitudes[asked], latitudes[asked], pieces)
        np.minimum.at(nearest, asked, others)
        return nearest

    def _boxes(self, longitudes: Floats, latitudes: Floats, reach_m: Floats) -> Any:
        """Boxes that hold everything within reach of each point."""
        high = (reach_m + 1) / _SHORTEST_DEGREE_M
        farthest = np.minimum(np.abs(latitudes) + high, 89.9)
        wide = np.minimum(high / np.cos(np.radians(farthest)), 360.0)
        return shapely.box(
            (longitudes - wide) * self._laid.squeeze,
            latitudes - high,
            (longitudes + wide) * self._laid.squeeze,
            latitudes + high,
        )

    def _may_be_nearer(self, longitudes: Floats, latitudes: Floats, pieces: Any, than_m: Floats) -> Any:
        """Leave out pieces that are surely farther: by the shorter of two scales, with a piece's length to spare."""
        start = self._laid.starts[pieces]
        high = np.abs(start[:, 1] - latitudes)
        farthest = np.minimum(np.abs(latitudes) + high, 89.9)
        wide = np.abs(start[:, 0] - longitudes) * np.cos(np.radians(farthest))
        # Meridians converge, so this flat distance can exceed the true one a little over long ways: 2 % to spare.
        flat = np.hypot(high, wide) * _SHORTEST_DEGREE_M * 0.98
        return flat <= than_m + LONGEST_PIECE_M + 1

    def _to_pieces(self, longitudes: Floats, latitudes: Floats, pieces: Any) -> Floats:
        ax, ay = _laid_out(longitudes, latitudes, self._laid.starts[pieces])
        bx, by = _laid_out(longitudes, latitudes, self._laid.ends[pieces])
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        share = np.clip(-(ax * dx + ay * dy) / np.where(length > 0, length, 1.0), 0.0, 1.0)
        return np.asarray(np.hypot(ax + share * dx, ay + share * dy), dtype=np.float64)


def _laid_out(longitudes: Floats, latitudes: Floats, corners: Floats) -> tuple[Floats, Floats]:
    azimuth, _, distance = wgs84().inv(longitudes, latitudes, corners[:, 0], corners[:, 1])
    turned = np.radians(azimuth)
    return distance * np.sin(turned), distance * np.cos(turned)


def _pieces(shape: BaseGeometry) -> tuple[Floats, Floats]:
    """Starts and ends (n, 2) of the pieces of all rings and lines; a point is a piece of no length.

    What lies near the 180th meridian is entered on both sides of it, so that the way across is found.
    """
    starts: list[Floats] = []
    ends: list[Floats] = []
    for part in _strings(shape):
        corners = shapely.get_coordinates(part)
        if len(corners) == 1:
            starts.append(corners)
            ends.append(corners)
            continue
        for a, b in pairwise(corners):
            length = float(wgs84().inv(a[0], a[1], b[0], b[1])[2])
            cuts = np.linspace(0.0, 1.0, int(length // LONGEST_PIECE_M) + 2)[:, None]
            along = a + cuts * (b - a)
            starts.append(along[:-1])
            ends.append(along[1:])
    first, last = np.concatenate(starts), np.concatenate(ends)
    if np.abs(first[:, 0]).max() > 170:
        shifts = [np.array([turn, 0.0]) for turn in (0.0, -360.0, 360.0)]
        first, last = np.concatenate([first + s for s in shifts]), np.concatenate([last + s for s in shifts])
    return first, last


def _strings(shape: BaseGeometry) -> list[BaseGeometry]:
    if shape.geom_type == "Polygon":
        return list(shapely.get_rings(shape))
    if shape.geom_type in ("LineString", "LinearRing", "Point"):
        return [shape]
    return [s for part in shapely.get_parts(shape) for s in _strings(part)]


def _lines(starts: Floats, ends: Floats, squeeze: float) -> Any:
    corners = np.stack([starts, ends], axis=1) * np.array([squeeze, 1.0])
    return shapely.linestrings(corners)
