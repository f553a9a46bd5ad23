"""Ways to group reports into incidents: Foedus, its peers, and a ceiling that has looked at the truth."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foedus.accord.model import Accord
from foedus.accord.read_accord import read_source
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, HOUR
from foedus.basics.place import Point
from foedus.basics.probability import SURE
from foedus.incident.fuse import fuse
from foedus.incident.model import Attribution
from foedus.report.model import Report

PREPONDERANCE = 0.5
"""Below the least standard of proof (semantics I5) an attribution names nobody: it abstains."""
A_MONTH = 32 * DAY
ACCORD_KM, ACCORD_HOURS = 3.0, 6.0
WIDEST_KM, WIDEST_HOURS = 10.0, 12.0
"""How far a vague report may reach in the union-find: a town, half a day."""


@dataclass(frozen=True)
class Grouped:
    """The group of each report, how many independent origins each is said to have, and who is said to have done it.

    attributed: None for a way that attributes nothing; a group's value is None where it abstains.
    """

    group_of: Mapping[str, Hashable]
    origins: Mapping[Hashable, int]
    attributed: Mapping[Hashable, tuple[str, float] | None] | None = None


def accord_of(text: str) -> tuple[Accord, Zones]:
    """The accord of a world, without which Foedus fuses nothing."""
    read = read_source(text, "world.accord", Path("."))
    assert read.accord is not None and read.zones is not None and not read.errors, read.problems
    return read.accord, read.zones


def foedus(reports: Sequence[Report], accord: str) -> Grouped:
    """The fusion of this project, as known a month after the last report: by then what can be learnt is (I4f)."""
    at = max(r.known_at for r in reports) + A_MONTH
    known = fuse(*accord_of(accord), reports, at)
    return Grouped(
        {r: incident.id for incident in known.incidents for r in incident.reports},
        {incident.id: len(incident.corroborating) for incident in known.incidents},
        {incident.id: _named(incident.attribution) for incident in known.incidents},
    )


def _named(attribution: Attribution) -> tuple[str, float] | None:
    best = max(attribution.parties, key=lambda p: p[1], default=("", 0))
    return (best[0], best[1] / SURE) if best[1] / SURE > PREPONDERANCE else None


def union_find(reports: Sequence[Report], _accord: str) -> Grouped:
    """What a competent analyst would write first: same act, middles within 3 km and 6 hours or as far as the stated
    radius and interval reach (up to a town and half a day), copies with what they say they copy; all that hangs
    together is one."""
    cells: dict[tuple[str, int, int, int], list[Report]] = defaultdict(list)
    parent = {r.id: r.id for r in reports}
    for report in reports:
        for source in report.derives_from:
            if source in parent:
                _join(parent, report.id, source)
        for key in _cells_around(report):
            for other in cells.get(key, ()):
                if _near(report, other):
                    _join(parent, report.id, other.id)
        if isinstance(report.place, Point):
            cells[_cell(report)].append(report)
    return by_origins(reports, {r.id: _root(parent, r.id) for r in reports})


def _cell(report: Report) -> tuple[str, int, int, int]:
    x, y = metric(report)
    return report.act, int(x // (2 * WIDEST_KM)), int(y // (2 * WIDEST_KM)), int(middle_h(report) // (2 * WIDEST_HOURS))


def _cells_around(report: Report) -> Iterable[tuple[str, int, int, int]]:
    if not isinstance(report.place, Point):
        return ()
    act, x, y, t = _cell(report)
    steps = (-1, 0, 1)
    return ((act, x + a, y + b, t + c) for a in steps for b in steps for c in steps)


def _near(one: Report, other: Report) -> bool:
    (x, y), (u, v) = metric(one), metric(other)
    reach_km = max(ACCORD_KM, min(WIDEST_KM, max(radius_km(one), radius_km(other))))
    reach_h = max(ACCORD_HOURS, min(WIDEST_HOURS, max(half_h(one), half_h(other))))
    return math.hypot(x - u, y - v) <= reach_km and abs(middle_h(one) - middle_h(other)) <= reach_h


def _root(parent: dict[str, str], one: str) -> str:
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


def _join(parent: dict[str, str], one: str, other: str) -> None:
    a, b = _root(parent, one), _root(parent, other)
    parent[max(a, b)] = min(a, b)


def by_origins(reports: Sequence[Report], group_of: Mapping[str, Hashable]) -> Grouped:
    """With as many origins as the reports name, all organs of a party being one."""
    origins: dict[Hashable, set[str]] = defaultdict(set)
    for report in reports:
        origins[group_of[report.id]].add(report.side or report.origin)
    return Grouped(group_of, {g: len(names) for g, names in origins.items()})


def metric(report: Report) -> tuple[float, float]:
    """Kilometres east and north, flat enough for the width of a front."""
    assert isinstance(report.place, Point)
    latitude = report.place.latitude
    return report.place.longitude * 111.2 * math.cos(math.radians(45)), latitude * 111.2


def radius_km(report: Report) -> float:
    """The stated radius."""
    return report.place.radius_m / 1000 if isinstance(report.place, Point) else math.inf


def middle_h(report: Report) -> float:
    """The middle of the stated interval, in hours."""
    return (report.happened_at.start + report.happened_at.end) / 2 / HOUR


def half_h(report: Report) -> float:
    """Half of the stated interval, in hours."""
    return (report.happened_at.end - report.happened_at.start) / 2 / HOUR
