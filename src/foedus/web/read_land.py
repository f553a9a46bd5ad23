"""Reading the coastline that comes with the package, and the page's style and script."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

import shapely
from shapely.geometry.base import BaseGeometry


@lru_cache(maxsize=1)
def read_land() -> tuple[BaseGeometry, ...]:
    """Land polygons of the world in longitude and latitude (Natural Earth 1:50 million; see data/README.md)."""
    collection = json.loads((files("foedus.web") / "data" / "land.geojson").read_text(encoding="utf-8"))
    return tuple(
        shapely.Polygon(rings[0], rings[1:])
        for rings in (feature["geometry"]["coordinates"] for feature in collection["features"])
    )


def read_packaged(name: str) -> str:
    """A text file that lies beside this one: `page.css`, `page.js`."""
    return (files("foedus.web") / name).read_text(encoding="utf-8")
