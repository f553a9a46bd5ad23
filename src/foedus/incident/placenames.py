"""Where a place is that is told by its name only: where others put it who name it and give a point (rule I2e)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from foedus.accord.zones import area_name
from foedus.basics.place import Area, Point
from foedus.incident.sighting import WIDEST_FAIR_M, WIDEST_VAGUE_M
from foedus.report.model import Kind, Report
from foedus.report.words_of_text import words_of_text

OUTLETS = 3
"""So many must agree to the last figure, and they must be more than half of those who say where it is: outlets that
use one list of places do, and no one of them can put a place elsewhere."""


def places_named(reports: Iterable[Report]) -> Mapping[str, Point]:
    """By the name of an area, as areas are compared: the disc at which most who name it in their text put what they
    tell of; only discs that are wider than a town and no wider than a region."""
    events = [r for r in reports if r.kind is Kind.EVENT]
    names = {words: name for r in events if isinstance(r.place, Area) for name in [area_name(r.place.name)]
             for words in [tuple(words_of_text(name))] if words}  # fmt: skip
    if not names:
        return {}
    lengths = sorted({len(words) for words in names})
    said: dict[str, dict[Point, set[str]]] = defaultdict(lambda: defaultdict(set))
    for report in events:
        place = report.place
        if not isinstance(place, Point) or not WIDEST_FAIR_M < place.radius_m <= WIDEST_VAGUE_M or not report.text:
            continue
        words = words_of_text(report.text)
        for length in lengths:
            for n in range(len(words) - length + 1):
                name = names.get(tuple(words[n : n + length]))
                if name is not None:
                    said[name][place].add(report.outlet)
    return {name: where for name in sorted(said) if (where := _agreed(said[name])) is not None}


def _agreed(said: Mapping[Point, set[str]]) -> Point | None:
    best = max(said, key=lambda p: (len(said[p]), p.longitude_e6, p.latitude_e6, p.radius_m))
    outlets = {outlet for by in said.values() for outlet in by}
    return best if len(said[best]) >= OUTLETS and 2 * len(said[best]) > len(outlets) else None
