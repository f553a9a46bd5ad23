"""Episodes: runs of reports of one act, each within the accord's distance and gap of another of its run (I1e to I1g).

Here a chain is what the drafters want, so nothing is weighed: two reports are linked or they are not. That is a matter
of these two reports only, so that the runs do not depend on the order in which reports come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import SECOND, Interval
from foedus.basics.logarithm import MilliNats
from foedus.basics.place import Point
from foedus.incident.columns import Columns, Ints
from foedus.incident.linking import Pairs, Support, components
from foedus.incident.sighting import Level, Limits, Sighting
from foedus.incident.terms import APART, FLOOR, Agreement
from foedus.incident.terms_fast import WordTable
from foedus.incident.words import UNSAID

CLOSEST: MilliNats = 1_000
"""The score of a link of two reports of one time and place; at the very distance or gap of the accord it is 0. Only
the order matters: where an analyst says "two", a run parts at its weakest link."""
_AROUND = 360_000_000
"""Millionths of a degree once round the Earth."""
_AGREE: Mapping[Agreement, MilliNats] = {
    Agreement.UNSAID: 0, Agreement.EQUAL: 0, Agreement.WITHIN: 0, Agreement.KIN: APART, Agreement.OTHER: APART,
}  # fmt: skip


class EpisodeScorer:
    """Tells which pairs of rows are linked; in the place of `Scorer` where the accord counts episodes."""

    def __init__(self, columns: Columns, limits: Limits) -> None:
        self._columns = columns
        self._distance_m = limits.distance_m
        self._bounds_s = [bound // SECOND for bound in limits.bounds]
        self.period_s = limits.longest // 1_000_000
        self._acts = WordTable(columns.acts, limits.acts, _AGREE)

    def scores(self, a: Ints, b: Ints, _density: Ints, same_place: bool = False) -> Ints:
        """0 to CLOSEST for each linked pair (a[n], b[n]), FLOOR for the others; the density has no say.

        A report that is wider than the accord's distance may lie anywhere in its disc. same_place: all pairs are of
        reports that give the same name or disc for their place.
        """
        of = self._columns
        gap = np.maximum(np.maximum(of["start"][a], of["start"][b]) - np.minimum(of["end"][a], of["end"][b]), 0)
        linked = (gap <= self.period_s) & (self._side(a) == self._side(b))
        linked &= self._acts(of["act"][a], of["act"][b]) > APART
        far: Ints = CLOSEST * gap // self.period_s
        if not same_place:
            between = of.xyz[a] - of.xyz[b]
            apart = np.sqrt((between * between).sum(axis=1).astype(np.float64)).astype(np.int64)
            ra, rb = of["radius"][a], of["radius"][b]
            reach = self._distance_m + sum(np.where(r > self._distance_m, r, 0) for r in (ra, rb))
            linked &= apart <= reach
            far = np.maximum(far, CLOSEST * apart // reach)
        return np.where(linked, CLOSEST - far, FLOOR)

    def terms(self, a: Ints, b: Ints, density: Ints, same_place: bool = False) -> Mapping[str, Ints]:
        """The one term there is: how near the two are."""
        return {"near": self.scores(a, b, density, same_place)}

    def _side(self, rows: Ints) -> Ints:
        """Before, across, in, ... the time in force: no run goes on over its first or last instant (I1g)."""
        of, side = self._columns, np.zeros(len(rows), np.int64)
        for bound in self._bounds_s:
            side += (of["start"][rows] >= bound).astype(np.int64) + (of["end"][rows] >= bound)
        return side


# -- runs --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Links:
    """Links between rows, told by the units that they are of; one_step, other_step: of the very rows."""

    one: Ints
    other: Ints
    score: Ints
    one_step: Ints
    other_step: Ints


def steps_of(rows: Ints, columns: Columns) -> Ints:
    """How sure each row makes a run: EXACT for what is a town and a day wide at most and says what was done, FAIR for
    what does not say it, else its level."""
    level = columns["level"][rows]
    said = np.array([columns.sightings[r].act not in UNSAID for r in rows.tolist()], np.bool_)
    return np.where(level > Level.FAIR, level, np.where(said, int(Level.EXACT), int(Level.FAIR)))


def links_among(pairs: Pairs, unit: Ints, step: Ints) -> Links:
    """The links between different units. unit, step: of every row, -1 for rows of no unit."""
    one, other = unit[pairs.one], unit[pairs.other]
    kept = (one >= 0) & (other >= 0) & (one != other) & (pairs.score >= 0)
    return Links(one[kept], other[kept], pairs.score[kept], step[pairs.one[kept]], step[pairs.other[kept]])


def runs(size: int, left: Ints, links: Links, step: int, two: Iterable[tuple[int, int]]) -> Ints:
    """The run of each of the units `left`, named by one of them. two: pairs of units that are no one run (I1c)."""
    number = np.full(size, -1, np.int64)
    number[left] = np.arange(len(left))
    one, other = number[links.one], number[links.other]
    among = (one >= 0) & (other >= 0)
    if step == Level.EXACT:  # a unit's vaguer rows link nothing
        among &= (links.one_step == step) & (links.other_step == step)
    apart = [(int(number[a]), int(number[b])) for a, b in two if number[a] >= 0 and number[b] >= 0]
    return left[single_linked(len(left), Pairs(one[among], other[among], links.score[among]), apart)]


def single_linked(size: int, pairs: Pairs, two: Sequence[tuple[int, int]]) -> Ints:
    """The run of each of `size` things, named by its smallest number: all that a chain of links leads to.

    A run that holds two that somebody keeps apart is made anew, from its strongest link down (ties by number), without
    the links that would join these.
    """
    label = components(size, pairs.one, pairs.other)
    torn = sorted({int(label[a]) for a, b in two if label[a] == label[b]})
    if not torn:
        return label
    foes: dict[int, set[int]] = defaultdict(set)
    for a, b in two:
        foes[a].add(b)
        foes[b].add(a)
    found = label.copy()
    for name in torn:
        here = label[pairs.one] == name
        links = Pairs(pairs.one[here], pairs.other[here], pairs.score[here])
        for members in _torn(np.nonzero(label == name)[0].tolist(), links, foes):
            found[list(members)] = min(members)
    return found


def _torn(numbers: list[int], links: Pairs, foes: Mapping[int, set[int]]) -> list[set[int]]:
    low, high = np.minimum(links.one, links.other), np.maximum(links.one, links.other)
    home = {n: n for n in numbers}
    inside = {n: {n} for n in numbers}
    against = {n: set(foes.get(n, ())) for n in numbers}
    for n in np.lexsort((high, low, -links.score)).tolist():
        x, y = home[int(low[n])], home[int(high[n])]
        if x == y or not against[x].isdisjoint(inside[y]):
            continue
        if len(inside[x]) < len(inside[y]):
            x, y = y, x
        for member in inside[y]:
            home[member] = x
        inside[x] |= inside.pop(y)
        against[x] |= against.pop(y)
    return list(inside.values())


def fitted(here: Ints, step: int, links: Links, label: Ints, supports: NDArray[np.bool_], two: Iterable[tuple[int, int]]
) -> Support:  # fmt: skip
    """Which run each of the units `here` supports: the only one that it is linked to, -1 if there are none or several.

    label, supports: of every unit, the run it is of (-1 for none yet) and whether it is only a support of it.
    """
    barred = {(a, int(label[b])) for pair in two for a, b in (pair, pair[::-1]) if label[b] >= 0}
    asked = np.zeros(len(label), np.bool_)
    asked[here] = True
    fits: dict[int, set[int]] = defaultdict(set)
    for a, b, surer in ((links.one, links.other, links.other_step), (links.other, links.one, links.one_step)):
        for n in np.nonzero(asked[a] & (label[b] >= 0) & ~supports[b] & (surer < step))[0].tolist():
            unit, run = int(a[n]), int(label[b[n]])
            if (unit, run) not in barred:
                fits[unit].add(run)
    found = [fits.get(unit, set()) for unit in here.tolist()]
    only = [next(iter(f)) if len(f) == 1 else -1 for f in found]
    return Support(np.array(only, np.int64), np.array([len(f) for f in found], np.int64))


# -- when and where ----------------------------------------------------------------------------------------------------


def time_of(members: Sequence[Sighting]) -> Interval:
    """From the first to the last of the reports of the finest precision; a vaguer one widens it only if none of that
    time can be the report's (I1f)."""
    finest = min(m.exactness[0] for m in members)
    precise = [m for m in members if m.exactness[0] == finest]
    start, end = min(m.start for m in precise), max(m.end for m in precise)
    others = [m for m in members if m.end < start or m.start > end]
    return Interval(min([start, *(m.start for m in others)]), max([end, *(m.end for m in others)]))


def disc_of(members: Sequence[Sighting]) -> Point | None:
    """A disc around all centres of the finest precision, with the room that the most exact report leaves; a vaguer
    report widens it only if its own disc does not meet that one. None if no report gives a point (I1f)."""
    told = [m for m in members if m.position is not None]
    if not told:
        return None
    finest = min(m.exactness[1] for m in told)
    precise = {m.point for m in told if m.exactness[1] == finest}
    room = min(p.radius_m for p in precise)
    held = [Point(p.longitude_e6, p.latitude_e6, room) for p in precise]
    disc = _around(held)
    far = {m.point for m in told if _metres(m.point, disc) > m.point.radius_m + disc.radius_m}
    return _around([*held, *far]) if far else disc


def _around(points: Sequence[Point]) -> Point:
    """A disc that holds some discs, around the middle of their centres."""
    first = min(points)
    east = [(p.longitude_e6 - first.longitude_e6 + _AROUND // 2) % _AROUND - _AROUND // 2 for p in points]
    north = [p.latitude_e6 for p in points]
    longitude = (first.longitude_e6 + (min(east) + max(east)) // 2 + _AROUND // 2) % _AROUND - _AROUND // 2
    middle = Point(longitude, (min(north) + max(north)) // 2, 0)
    return Point(longitude, middle.latitude_e6, max(_metres(middle, p) + p.radius_m for p in points))


def _metres(a: Point, b: Point) -> int:
    return geodesic_m(a.longitude, a.latitude, b.longitude, b.latitude)
