"""How well could it be done at all? An oracle that knows where and when everything truly happened.

It is given the list of true incidents and the form of the errors, and has only to say of which one each report speaks,
looking at that report alone. No fusion can know the list; where even the oracle errs, the report does not tell.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable

from bench.evidence.geography import kilometres
from bench.evidence.happenings import ACTS, Happening
from bench.evidence.stating import START
from bench.evidence.ways import Grouped, by_origins
from bench.evidence.witnessing import WIDER
from bench.evidence.world import World
from foedus.basics.instant import HOUR
from foedus.basics.place import Point
from foedus.report.model import Report

FREEDOM = 3
"""Of the Student-t that stands for all the errors of place and time."""
LEAST_KM, LEAST_HOURS = 0.5, 0.25
RARE = (7.0, 4.0, 4.0, 3.0)
"""What a rare detail is worth that both have: about the log of how many others it could have been."""
WIDE_HOURS = 24
"""So far from its stated interval a report is still thought to speak of an incident: half a day wrong, and more."""


def ceiling(world: World) -> Grouped:
    """Each report to the true incident that explains it best."""
    by_day: dict[int, list[Happening]] = defaultdict(list)
    for one in world.happened.values():
        by_day[int(one.at_h // 24)].append(one)
    reports = [world.by_id[r] for r in sorted(world.judged)]
    best: dict[str, Hashable] = {r.id: _best(r, by_day) for r in reports}
    return by_origins(reports, {r.id: best[_first(r, world)] for r in reports})


def _first(report: Report, world: World) -> str:
    """What a copy that says so is a copy of."""
    while report.derives_from and report.derives_from[0] in world.judged:
        report = world.by_id[report.derives_from[0]]
    return report.id


def _best(report: Report, by_day: dict[int, list[Happening]]) -> Hashable:
    first, last = ((at - START) / HOUR for at in (report.happened_at.start, report.happened_at.end))
    days = range(int((first - WIDE_HOURS) // 24), int((last + WIDE_HOURS) // 24) + 1)
    candidates = [one for day in days for one in by_day.get(day, ())]
    return max(candidates, key=lambda one: _fits(report, one, first, last)).number if candidates else report.id


def _fits(report: Report, one: Happening, first: float, last: float) -> float:
    """The log-likelihood of a report, but for what is the same for all incidents."""
    half = max((last - first) / 2, LEAST_HOURS)
    outside = max(0.0, abs(one.at_h - (first + last) / 2) - half)
    fit = -2 * math.log1p((outside / max(half / 3, LEAST_HOURS)) ** 2 / FREEDOM)
    if isinstance(report.place, Point):
        x, y = kilometres(report.place)
        scale = max(report.place.radius_m / 2000, LEAST_KM)
        fit -= 2.5 * math.log1p(((x - one.x) ** 2 + (y - one.y) ** 2) / scale**2 / FREEDOM)
    fit += _same_act(report.act, one.act)
    fit += sum(worth for detail, worth in zip(one.details, RARE, strict=True) if detail in report.text)
    if report.target and report.target == one.target:
        fit += 1.5
    if report.number.best > 1:
        fit += 1.0 if 0.7 <= report.number.best / one.acts <= 1.4 else -1.0
    blamed = {c.party for c in report.claims}
    return fit + (0.0 if not blamed else 0.0 if one.culprit in blamed else -1.5)


def _same_act(said: str, true: str) -> float:
    word = true
    while word:
        if word == said:
            return 0.0
        word = WIDER.get(word, "")
    return -1.5 if said in ACTS[true].like or said in ("unknown", "armed violence", "attack") else -4.0
