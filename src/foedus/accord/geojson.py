"""GeoJSON (RFC 7946) as far as zones need it, each fault with its own words: what, why, how to mend."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from foedus.basics.problem import Problem, Span

_POSITIONS_DEEP = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
"""How many lists lie around a position in `coordinates` of each kind (RFC 7946, 3.1)."""
_DEEPEST = 20
"""Geometry collections nested deeper than this are refused; the RFC advises against any nesting (3.1.8)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem that does not know yet which line of the accord it belongs to."""

    code: str
    what: str
    why: str
    mend: str

    def at(self, span: Span) -> Problem:
        """The problem, at a line of the accord."""
        return Problem(self.code, span, self.what, self.why, self.mend)


@dataclass(frozen=True)
class Feature:
    """A shape of the file, not yet checked, with its properties."""

    geometry: Any
    properties: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A property as the accord writes it: numbers without quotes in the file are compared by their digits."""
        value = self.properties.get(name)
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def ground(self, path: str) -> BaseGeometry | Fault:
        """The shape, checked and made whole: nothing that is returned is invalid."""
        return _shape(self.geometry, path, 0)


def parse_json(content: bytes, path: str) -> Any | Fault:
    """The JSON value of a file. NaN and Infinity, which are no JSON, have a fault of their own."""
    unreal: list[str] = []
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=lambda word: unreal.append(word))
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return _no_json(content, path, where)
    return _unreal(path, unreal[0]) if unreal else value


def _no_json(content: bytes, path: str, where: str) -> Fault:
    """Why a file is no JSON, as far as its first letters tell."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    what, mend = f"is not JSON{where}", "save it as GeoJSON; a shapefile or KML must be converted first"
    if not start:
        what, mend = "is empty", "save or fetch the file again, as GeoJSON"
    elif start.startswith((b"<!doctype html", b"<html")):
        what, mend = "is a page of the web, not a map", "open the page, and fetch the GeoJSON file that it offers"
    elif start.startswith(b"<"):
        what, mend = "is XML (KML or GPX, say), not JSON", "convert it to GeoJSON; QGIS and ogr2ogr do that"
    elif content.startswith((b"\0\0\x27\x0a", b"PK")):
        what, mend = "is a shapefile or a packed file, not JSON", "convert it to GeoJSON; QGIS and ogr2ogr do that"
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        what, mend = "is saved as UTF-16, not UTF-8", "save it again with the encoding UTF-8"
    return Fault("A0403", f'the zone file "{path}" {what}', "its shapes cannot be read", mend)


def features_of(value: Any, path: str) -> tuple[Feature, ...] | Fault:
    """The shapes of a FeatureCollection, a Feature, or a bare geometry; shapes that are null are left out."""
    kind = _kind(value)
    if kind == "FeatureCollection" and isinstance(value.get("features"), list):
        found: list[Feature] = []
        for item in value["features"]:
            if not isinstance(item, dict) or item.get("type") != "Feature":
                return _no_geojson(path, "one of its features is no Feature")
            found += _feature(item)
    elif kind == "Feature":
        found = _feature(value)
    elif kind in _POSITIONS_DEEP or kind == "GeometryCollection":
        found = [Feature(value, {})]
    else:
        return _no_geojson(path, f"its type is {_quoted(kind)}" if kind else "it has no type")
    if found:
        return tuple(found)
    return Fault(
        "A0406", f'the zone file "{path}" holds no shape', "nothing could ever be inside the zone",
        "choose a file with shapes",
    )  # fmt: skip


def _feature(item: dict[str, Any]) -> list[Feature]:
    properties = item.get("properties")
    geometry = item.get("geometry")
    return [] if geometry is None else [Feature(geometry, properties if isinstance(properties, dict) else {})]


# -- geometry ----------------------------------------------------------------------------------------------------------


def _shape(geometry: Any, path: str, depth: int) -> BaseGeometry | Fault:
    kind = _kind(geometry)
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list) and depth < _DEEPEST:
        parts = [_shape(g, path, depth + 1) for g in geometry["geometries"]]
        faults = [p for p in parts if isinstance(p, Fault)]
        return faults[0] if faults else shapely.union_all([p for p in parts if not isinstance(p, Fault)])
    if kind not in _POSITIONS_DEEP:
        return _no_geojson(path, f"it has a shape of type {_quoted(kind)}")
    coordinates = geometry.get("coordinates")
    fault = _positions_fault(coordinates, _POSITIONS_DEEP[kind], path)
    return fault if fault else _built(kind, coordinates, path)


def _positions_fault(value: Any, depth: int, path: str) -> Fault | None:
    if not isinstance(value, list):
        return _no_geojson(path, "where a list of coordinates belongs there is none")
    if depth > 0:
        return next((f for item in value if (f := _positions_fault(item, depth - 1, path))), None)
    numbers = value[:2]
    if len(value) < 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        return _no_geojson(path, "a position is not two numbers")
    if not all(isinstance(n, int) or isfinite(n) for n in numbers):
        return _unreal(path, str(numbers))
    return _range_fault(numbers[0], numbers[1], path)


def _range_fault(longitude: float, latitude: float, path: str) -> Fault | None:
    if abs(longitude) <= 180 and abs(latitude) <= 90:
        return None
    position = f"[{str(longitude)[:20]}, {str(latitude)[:20]}]"
    if abs(longitude) <= 90 and abs(latitude) <= 180:
        return Fault(
            "A0411", f'the zone file "{path}" has the position {position}: no latitude is beyond 90 degrees',
            "latitude seems to come first, and the zone would lie on another continent",
            "GeoJSON writes longitude first; exchange the two",
        )  # fmt: skip
    return Fault(
        "A0412", f'the zone file "{path}" has the position {position}: that is not in degrees',
        "the numbers seem to be metres of a map projection, and the zone would lie nowhere",
        "save the file in longitude and latitude (WGS84, EPSG:4326)",
    )  # fmt: skip


def _built(kind: str, coordinates: Any, path: str) -> BaseGeometry | Fault:
    match kind:
        case "Point":
            return shapely.Point(coordinates[:2])
        case "MultiPoint":
            return shapely.MultiPoint([c[:2] for c in coordinates])
        case "LineString":
            return _line(coordinates, path)
        case "MultiLineString":
            return _together([_line(c, path) for c in coordinates])
        case "Polygon":
            return _polygon(coordinates, path)
        case _:
            return _together([_polygon(c, path) for c in coordinates])


def _together(parts: list[BaseGeometry | Fault]) -> BaseGeometry | Fault:
    faults = [p for p in parts if isinstance(p, Fault)]
    return faults[0] if faults else shapely.union_all([p for p in parts if not isinstance(p, Fault)])


def _line(coordinates: Any, path: str) -> BaseGeometry | Fault:
    if len(coordinates) < 2:
        return _no_geojson(path, "a line has fewer than two positions")
    return shapely.LineString([c[:2] for c in coordinates])


def _polygon(rings: Any, path: str) -> BaseGeometry | Fault:
    if not rings:
        return shapely.Polygon()
    flat = [[tuple(c[:2]) for c in ring] for ring in rings]
    for ring in flat:
        if len(ring) < 4 or ring[0] != ring[-1]:
            return _unclosed(path, ring)
    shape = shapely.Polygon(flat[0], flat[1:])
    reason = shapely.is_valid_reason(shape)
    if reason.startswith("Self-intersection"):
        return _self_crossing(path, reason)
    # A ring that touches itself or a hole that touches the rim is drawn well enough; its ground is not in doubt.
    return shape if shape.is_valid else shapely.make_valid(shape)


# -- words -------------------------------------------------------------------------------------------------------------


def _kind(value: Any) -> Any:
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else json.dumps(kind) if kind else None


def _quoted(kind: Any) -> str:
    return json.dumps(kind, ensure_ascii=False)[:40]


def _no_geojson(path: str, because: str) -> Fault:
    return Fault(
        "A0405", f'the zone file "{path}" is not GeoJSON: {because}', "its shapes cannot be read",
        "save it as a GeoJSON FeatureCollection (RFC 7946)",
    )  # fmt: skip


def _unreal(path: str, word: str) -> Fault:
    return Fault(
        "A0413", f'the zone file "{path}" has {word[:40]} where a number belongs', "a border cannot pass through it",
        "find the broken position and write its longitude and latitude",
    )  # fmt: skip


def _unclosed(path: str, ring: list[Any]) -> Fault:
    where = f" that begins at {ring[0][0]} E, {ring[0][1]} N" if ring else ""
    return Fault(
        "A0410", f'the zone file "{path}" has a ring{where} and is not closed',
        "what is inside and what outside hangs on where the missing side runs",
        "let a ring have at least four positions, and end with the position it began with",
    )  # fmt: skip


def _self_crossing(path: str, reason: str) -> Fault:
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    where = f" at {float(found[1]):.4f} E, {float(found[2]):.4f} N" if found else ""
    return Fault(
        "A0409", f'the zone file "{path}" has a border that crosses itself{where}',
        "on one side of the crossing inside and outside are exchanged", "mend the border there",
    )  # fmt: skip
