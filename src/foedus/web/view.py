"""The stretch of ground a map shows, and where on the drawing a place comes to lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

import shapely
from shapely.geometry.base import BaseGeometry

WIDTH = 960
"""Width of a drawing in its own units; the page scales it."""
LOWEST, HIGHEST = 420, 720
"""A map's height stays within these, so that it fits a screen."""
LEAST_DEGREES = 0.4
"""A map shows at least so many degrees of latitude, about 45 km: a single point has no extent of its own."""
PADDING = 0.08
"""Share of the extent left free on each side."""
CENTRAL_FROM = 100
"""From so many points on, the outermost hundredth on each side does not set the extent: one wrong coordinate would
shrink everything else to a dot. What then lies outside is counted below the map."""
DEGREE_KM = 111.195
"""Length of a degree of latitude on a sphere of mean Earth radius (6,371.0 km)."""


@dataclass(frozen=True)
class View:
    """West and north edge in degrees, drawing units per degree of latitude, squeeze of longitudes, height in units."""

    west: float
    north: float
    scale: float
    squeeze: float
    height: int

    def x(self, longitude: float) -> float:
        """Units from the left edge."""
        return (longitude - self.west) * self.squeeze * self.scale

    def y(self, latitude: float) -> float:
        """Units from the upper edge."""
        return (self.north - latitude) * self.scale

    def shows(self, longitude: float, latitude: float) -> bool:
        """Whether a place lies on the map."""
        return 0 <= self.x(longitude) <= WIDTH and 0 <= self.y(latitude) <= self.height

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, a little wider than the drawing, so that cut edges are not seen."""
        margin = 8 / self.scale
        east = self.west + WIDTH / (self.scale * self.squeeze)
        south = self.north - self.height / self.scale
        side = margin / self.squeeze
        return self.west - side, south - margin, east + side, self.north + margin


def view_of(points: Sequence[tuple[float, float]], shapes: Iterable[BaseGeometry]) -> View | None:
    """The view that takes in all shapes and (but for strays) all points, given as (longitude, latitude); None if none.

    Equirectangular, true at the middle latitude. Ground across 180 degrees is shown from the far side, unjoined.
    """
    boxes = [tuple(shape.bounds) for shape in shapes if not shape.is_empty]
    if points:
        longitudes, latitudes = _central([p[0] for p in points]), _central([p[1] for p in points])
        boxes.append((longitudes[0], latitudes[0], longitudes[1], latitudes[1]))
    if not boxes:
        return None
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    middle = (south + north) / 2
    squeeze = max(cos(radians(middle)), 0.05)
    tall = max((north - south) * (1 + 2 * PADDING), LEAST_DEGREES)
    wide = max((east - west) * squeeze * (1 + 2 * PADDING), LEAST_DEGREES * WIDTH / HIGHEST)
    height = min(max(round(WIDTH * tall / wide), LOWEST), HIGHEST)
    scale = min(WIDTH / wide, height / tall)
    return View(
        (west + east) / 2 - WIDTH / (2 * scale * squeeze), middle + height / (2 * scale), scale, squeeze, height
    )


def _central(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    cut = len(ordered) // 100 if len(ordered) >= CENTRAL_FROM else 0
    return ordered[cut], ordered[-1 - cut]


def path_of(shape: BaseGeometry, view: View) -> str:
    """The `d` of an SVG path for polygons and lines, cut to the view and without detail that nobody could see."""
    seen = shapely.clip_by_rect(shape, *view.box)
    seen = shapely.simplify(seen, 0.4 / view.scale)
    drawn = [_ring(list(line.coords), view, closed) for line, closed in _lines(seen)]
    return "".join(drawn)


def _lines(shape: BaseGeometry) -> list[tuple[BaseGeometry, bool]]:
    if shape.is_empty:
        return []
    match shape.geom_type:
        case "Polygon":
            return [(ring, True) for ring in (shape.exterior, *shape.interiors)]
        case "LineString" | "LinearRing":
            return [(shape, False)]
        case "Point":
            return []
        case _:
            return [line for part in shape.geoms for line in _lines(part)]


def _ring(corners: list[tuple[float, ...]], view: View, closed: bool) -> str:
    places = [f"{view.x(c[0]):.1f} {view.y(c[1]):.1f}" for c in (corners[:-1] if closed else corners)]
    return "M" + "L".join(places) + ("Z" if closed else "") if len(places) > 1 else ""
