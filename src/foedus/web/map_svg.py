"""The map: land, the accord's own zones, and what happened where. No borders but the accord's own lines."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10, sqrt

import shapely
from shapely.geometry.base import BaseGeometry

from foedus.accord.model import Accord
from foedus.basics.place import Area, Nowhere, Point
from foedus.finding.model import Truth
from foedus.incident.model import Incident
from foedus.replay.model import Replay
from foedus.replay.support import in_force
from foedus.replay.words import counted
from foedus.web.hues import NOBODY, SEVERAL, hue_of, lanes
from foedus.web.markup import bullets, text
from foedus.web.read_land import read_land
from foedus.web.view import DEGREE_KM, WIDTH, View, path_of, view_of
from foedus.web.words import attributed_to, place_words, stretch, what_happened

MOST_SINGLE = 400
"""Up to so many incidents are drawn one by one; more would cover each other, and are drawn together by cell."""
CELL = 16
"""Width of a cell in drawing units."""
LARGEST_TOGETHER = 15
"""Radius, in drawing units, of the cell with most incidents."""
CONFIRMED_RADIUS, UNCONFIRMED_RADIUS = 5.5, 3.8


def map_section(replay: Replay, shapes: Mapping[str, BaseGeometry], name: str) -> str:
    """The map with its legend and what it leaves out. shapes: the zones' ground; name: makes ids unique on the page."""
    incidents = in_force(replay)  # what happened at other times no norm speaks of; the timeline has it
    placed = [i for i in incidents if isinstance(i.place, Point)]
    points = [(i.place.longitude, i.place.latitude) for i in placed if isinstance(i.place, Point)]
    view = view_of(points, shapes.values())
    if view is None:
        return f'<p class="note">There is no map: {text(_without_point(incidents) or "nothing is known")}.</p>'
    shown = [i for i in placed if isinstance(i.place, Point) and view.shows(i.place.longitude, i.place.latitude)]
    together = len(shown) > MOST_SINGLE
    marks = _cells(shown, view) if together else _singles(shown, view, replay)
    label = f"Map of {counted(len(shown), 'incident')} in the time in force, with a known point"
    ground, names = _zones(shapes, view)
    zones = f" and of the zones {', '.join(shapes)}" if shapes else ""
    svg = (
        f'<svg class="chart map" viewBox="0 0 {WIDTH} {view.height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{text(label + zones)}</title>'
        f'<desc id="{name}-d">{text(_described(shown, replay.accord))}</desc>'
        f'<rect class="sea" width="{WIDTH}" height="{view.height}"/>{_land(view)}{_graticule(view)}'
        f"{ground}{marks}{_names(names)}{_scale(view)}</svg>"
    )
    others = _not_in_force(len(replay.known.incidents) - len(incidents))
    left_out = [words for words in (_without_point(incidents), _outside(len(placed) - len(shown)), others) if words]
    below = "".join(f'<p class="note">{text(words[0].upper() + words[1:])}.</p>' for words in left_out)
    return f"<figure>{svg}<figcaption>{_legend(replay.accord, shown, together)}{below}</figcaption></figure>"


def _not_in_force(number: int) -> str:
    return f"{counted(number, 'incident')} outside the time in force {_is(number)} not drawn" if number else ""


def _outside(number: int) -> str:
    return f"{counted(number, 'incident')} {_lie(number)} outside what the map shows" if number else ""


def _lie(number: int) -> str:
    return "lies" if number == 1 else "lie"


def _without_point(incidents: tuple[Incident, ...]) -> str:
    areas = sum(isinstance(i.place, Area) for i in incidents)
    nowhere = sum(isinstance(i.place, Nowhere) for i in incidents)
    said = []
    if areas:
        said.append(f"{counted(areas, 'incident')} {_is(areas)} known by the name of an area only")
    if nowhere:
        said.append(f"{counted(nowhere, 'incident')} {_has(nowhere)} no place")
    return "; ".join(said)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _described(shown: list[Incident], accord: Accord) -> str:
    confirmed = sum(i.confirmed for i in shown)
    each = [(what, sum(hue_of(i, accord) == hue for i in shown)) for hue, what in lanes(accord)]
    return f"{confirmed:,} of them confirmed. " + "; ".join(f"{what}: {n:,}" for what, n in each if n) + "."


# -- ground ------------------------------------------------------------------------------------------------------------


def _land(view: View) -> str:
    window = shapely.box(*view.box)
    drawn = "".join(path_of(land, view) for land in read_land() if land.intersects(window))
    return f'<path class="land" d="{drawn}"/>' if drawn else ""


def _graticule(view: View) -> str:
    west, south, east, north = view.box
    step = _round_below((east - west) / 5)
    lines, labels = "", ""
    for longitude in _multiples(west, east, step):
        x = view.x(longitude)
        lines += f"M{x:.1f} 0V{view.height}"
        if x > WIDTH - 60:
            continue  # its label would be cut off
        side = "E" if longitude > 0 else "W" if longitude < 0 else ""
        labels += f'<text x="{x + 4:.1f}" y="{view.height - 6}">{abs(longitude):g}° {side}</text>'
    for latitude in _multiples(south, north, step):
        y = view.y(latitude)
        lines += f"M0 {y:.1f}H{WIDTH}"
        side = "N" if latitude > 0 else "S" if latitude < 0 else ""
        labels += f'<text x="{WIDTH - 6}" y="{y - 4:.1f}" text-anchor="end">{abs(latitude):g}° {side}</text>'
    return f'<path class="graticule" d="{lines}"/><g class="degrees" aria-hidden="true">{labels}</g>'


def _multiples(low: float, high: float, step: float) -> list[float]:
    first = floor(low / step) + 1
    return [round(i * step, 6) for i in range(first, floor(high / step) + 1)]


def _round_below(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above the value."""
    power: float = 10.0 ** floor(log10(value))
    return next(f * power for f in (5, 2, 1) if f * power <= value * (1 + 1e-9))


def _zones(shapes: Mapping[str, BaseGeometry], view: View) -> tuple[str, list[tuple[str, float, float]]]:
    drawn, placed = "", []
    by_size = sorted(shapes.items(), key=lambda item: (-item[1].envelope.area, item[0]))
    for name, shape in by_size:
        kind = "zone" if shape.area else "zone line"
        drawn += f'<path class="{kind}" d="{path_of(shape, view)}"><title>{text(name)}</title></path>'
        seen = shapely.clip_by_rect(shape, *view.box)
        if not seen.is_empty:
            at = seen.representative_point()
            placed.append((name, view.x(at.x), view.y(at.y)))
    return drawn, placed


def _names(places: list[tuple[str, float, float]]) -> str:
    drawn = ""
    taken: list[tuple[float, float]] = []
    for name, x, y in places:
        while any(abs(x - a) < 130 and abs(y - b) < 20 for a, b in taken):
            y += 21  # one below the other where zones share their middle
        taken.append((x, y))
        words = text(name.replace("-", " "))
        drawn += f'<text class="name" x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{words}</text>'
    return drawn


def _scale(view: View) -> str:
    km = _round_below(WIDTH / 4 / view.scale * DEGREE_KM)
    width, y = km / DEGREE_KM * view.scale, 30
    return (
        f'<g class="scale"><path d="M20 {y - 7}V{y}H{20 + width:.1f}V{y - 7}"/>'
        f'<text x="{26 + width:.0f}" y="{y}">{km:g} km</text></g>'
    )


# -- incidents ---------------------------------------------------------------------------------------------------------


def _singles(incidents: list[Incident], view: View, replay: Replay) -> str:
    found = {i for f in replay.final.findings if f.truth is Truth.BREACHED for i in f.incidents}
    zone = replay.accord.time_zone
    discs, marks = "", ""
    for incident in sorted(incidents, key=lambda i: (i.id in found, i.confirmed, i.id)):
        assert isinstance(incident.place, Point), "only incidents with a point are drawn"
        x, y = view.x(incident.place.longitude), view.y(incident.place.latitude)
        hue = hue_of(incident, replay.accord)
        radius = CONFIRMED_RADIUS if incident.confirmed else UNCONFIRMED_RADIUS
        unsure = incident.place.radius_m / 1000 / DEGREE_KM * view.scale
        if unsure > 2 * radius and len(incidents) <= 60:
            discs += f'<circle class="unsure" cx="{x:.1f}" cy="{y:.1f}" r="{unsure:.1f}"/>'
        sure = "confirmed" if incident.confirmed else "not confirmed"
        words = (
            f"{what_happened(incident)}, {stretch(incident.happened_at, zone)}, {place_words(incident.place)}; "
            f"{sure}; {attributed_to(incident)}"
        )
        kind = f"{hue} {'sure' if incident.confirmed else 'hollow'}{' found' if incident.id in found else ''}"
        marks += (
            f'<g transform="translate({x:.1f} {y:.1f})"><title>{text(words)}</title>'
            f'<use href="#s-{hue}" class="mark {kind}" transform="scale({radius})"/></g>'
        )
    return f"<g>{discs}</g><g>{marks}</g>"


def _cells(incidents: list[Incident], view: View) -> str:
    cells: dict[tuple[int, int], list[Incident]] = {}
    for incident in incidents:
        assert isinstance(incident.place, Point), "only incidents with a point are drawn"
        row = round(view.y(incident.place.latitude) / (CELL * 0.87))
        column = round(view.x(incident.place.longitude) / CELL - row % 2 / 2)
        cells.setdefault((row, column), []).append(incident)
    most = max(len(cell) for cell in cells.values())
    drawn = ""
    for (row, column), cell in sorted(cells.items(), key=lambda item: (-len(item[1]), item[0])):
        x, y = (column + row % 2 / 2) * CELL, row * CELL * 0.87
        confirmed = sum(i.confirmed for i in cell)
        outer = max(LARGEST_TOGETHER * sqrt(len(cell) / most), 1.6)
        inner = outer * sqrt(confirmed / len(cell))
        drawn += f'<g class="cell"><title>{text(counted(len(cell), "incident"))}, {confirmed:,} confirmed</title>'
        drawn += f'<circle class="hollow" cx="{x:.1f}" cy="{y:.1f}" r="{outer:.1f}"/>'
        drawn += (f'<circle class="sure" cx="{x:.1f}" cy="{y:.1f}" r="{inner:.1f}"/>' if confirmed else "") + "</g>"
    return drawn


def _legend(accord: Accord, shown: list[Incident], together: bool) -> str:
    if not shown:
        return "<p>Land and the zones of the accord. No incident has a known point here.</p>"
    if together:
        most = "Each circle is a cell of the map: its area is the number of incidents, its filled part those confirmed."
        return f"<p>{most}</p>"
    keys = [
        f'{_key(hue, "sure")}{_key(hue, "hollow")} {text(what)}'
        for hue, what in lanes(accord)
        if any(hue_of(i, accord) == hue for i in shown)
    ]
    explained = "Filled: confirmed as the accord asks. Hollow: not confirmed. Strong rim: counts in a breach found."
    hue_means = "Hue and shape: who is said to have done it; they say nothing about whether it is true."
    return bullets(keys, "legend") + f"<p>{explained} {hue_means}</p>"


def _key(hue: str, kind: str) -> str:
    assert hue in (SEVERAL, NOBODY) or hue.startswith("p"), "a style class of this page"
    return (
        '<svg class="key" viewBox="-8 -8 16 16" aria-hidden="true">'
        f'<use href="#s-{hue}" class="mark {hue} {kind}" transform="scale(5)"/></svg>'
    )
