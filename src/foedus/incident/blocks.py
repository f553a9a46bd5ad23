"""The reports that stand, their surroundings, and which of them can have to do with each other (rule I1).

Reports are in one *component* if a row of links that speak for one incident, or of ties set by somebody, leads from the
one to the other. What is in different components cannot touch each other's incidents, so a new report makes only the
components around it anew. That is what makes incremental fusion equal to fusing everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.incident.by_name import LONGEST_TOLD_S, ByName
from foedus.incident.columns import Columns, Ints
from foedus.incident.density import GRIDS, Crowd, fineness
from foedus.incident.denying import Denials
from foedus.incident.episodes import EpisodeScorer
from foedus.incident.linking import Pairs, components, some, together
from foedus.incident.near import Shelves, one_by_one
from foedus.incident.sighting import LONGEST_FAIR, WIDEST_FAIR_M, WIDEST_VAGUE_M, Level, Limits, Sighting
from foedus.incident.terms import APART, FLOOR, HALF_DAY_S, NEVER, REACH, Told
from foedus.incident.terms_fast import Scorer
from foedus.report.model import Kind

SCORED = (Level.EXACT, Level.FAIR, Level.VAGUE)
_WIDEST = {Level.EXACT: 0, Level.FAIR: WIDEST_FAIR_M, Level.VAGUE: WIDEST_VAGUE_M}
_MOST_SCORED = 1_000_000
"""Pairs scored in one go."""
_FEW = 64
"""So many reports are compared with all others one by one; more than that are put on shelves first."""


@dataclass(frozen=True)
class Changed:
    """What an update changed. gone: numbers of components that are no more. fresh: rows of each new one, by number."""

    gone: tuple[int, ...]
    fresh: dict[int, Ints]
    pairs: Pairs
    """Scored pairs within the fresh components, by rows."""
    bundled: Ints
    """For each row the row that stands for it: itself, except in a flood."""


class Blocks:
    """The owner of everything that changes while reports come in and are taken back."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.columns = Columns()
        self.scorer = (EpisodeScorer if limits.of_episodes else Scorer)(self.columns, limits)
        self._crowd = Crowd(limits.distance_m, self.scorer.period_s)
        self.row: dict[str, int] = {}
        self.density: Ints = np.zeros(16, np.int64)
        self.density_told: Ints = np.zeros(16, np.int64)
        names = ("step", "fine", "step told", "mid", "wide")
        self._own: dict[str, Ints] = {name: np.zeros(16, np.int64) for name in names}
        for grid in range(GRIDS):
            self._own[f"cell {grid}"] = np.zeros(16, np.int64)
            self._own[f"span {grid}"] = np.zeros(16, np.int64)
        self._own["component"] = np.full(16, -1, np.int64)
        self.members: dict[int, Ints] = {}
        self._next = 0
        self._by_name = ByName(self.columns)
        self._ties: dict[int, set[int]] = defaultdict(set)
        self._denials = Denials(limits)

    @property
    def _told_reach_s(self) -> int:
        """Farther apart in time two reports known by the name of their place cannot be linked."""
        return self.scorer.period_s + LONGEST_TOLD_S + HALF_DAY_S

    def sighting(self, row: int) -> Sighting:
        """The report of a row."""
        return self.columns.sightings[row]

    def tie(self, one: str, other: str) -> None:
        """Two reports that have to be looked at together, whatever their scores, or a denial and what somebody says
        that it is of. Takes effect for rows of which one is part of the same or a later update."""
        a, b = self.row[one], self.row[other]
        self._ties[a].add(b)
        self._ties[b].add(a)

    def untie(self, one: int, other: int) -> None:
        """Undo `tie`, for two rows. Takes effect like that."""
        for a, b in ((one, other), (other, one)):
            self._ties.get(a, set()).discard(b)

    def denials_of(self, rows: Iterable[int]) -> set[int]:
        """Rows of reports that deny one of these, by what they say or by what is said of them."""
        rows, sightings = list(rows), self.columns.sightings
        found = {other for row in rows for other in self._ties.get(row, ())} | set(self._denials.beside(rows))
        return {row for row in found if sightings[row].report.kind is Kind.DENIAL}

    def add(
        self, sightings: Sequence[Sighting], apart: frozenset[str] = frozenset(), partisan: frozenset[str] = frozenset()
    ) -> Ints:
        """Take in reports; `refresh` then tells what that changes. apart: ids of those from which nothing follows;
        partisan: of those that speak for a party."""
        rows = self.columns.add(sightings, apart, partisan)
        self._make_room()
        self.row.update(zip((s.id for s in sightings), rows.tolist(), strict=True))
        if self._denials.asked:
            self._denials.add(rows.tolist(), sightings)
        elif any(s.report.kind is Kind.DENIAL for s in sightings):
            everybody = np.nonzero(self.columns.alive[: self.columns.size])[0].tolist()
            self._denials.add(everybody, [self.sighting(row) for row in everybody])
        radius, self._own["mid"][rows] = self.columns["radius"][rows], self.columns["mid2"][rows] // 2
        self._own["wide"][rows] = np.where(radius > self.limits.distance_m, radius * REACH, radius)
        keys = self._crowd.keys(self.columns.xyz[rows], self._own["mid"][rows])
        for grid, (cell, span) in enumerate(keys):
            self._own[f"cell {grid}"][rows], self._own[f"span {grid}"][rows] = cell, span
        return rows

    def remove(self, ids: Iterable[str]) -> Ints:
        """Take out reports; `refresh` then tells what that changes."""
        rows = np.array([self.row.pop(i) for i in ids], np.int64)
        self.columns.alive[rows] = False
        self._denials.remove(rows.tolist())
        for row in rows.tolist():
            for other in self._ties.pop(row, ()):
                self._ties[other].discard(row)
        return rows

    def refresh(self, touched: Ints) -> Changed:
        """Make anew what the rows `touched` (added, taken out, tied) can change."""
        alive = self.columns.alive[: self.columns.size]
        moved = np.union1d(self._count_around(touched), self._count_told(touched))
        parted = self._by_name.parted(touched, self._told_reach_s)
        core = np.unique(np.concatenate([touched[alive[touched]], moved, parted]))
        component = self._own["component"]
        everybody = np.nonzero(alive)[0]
        if len(core) * 4 > len(everybody):
            old = set(self.members)
            rows = everybody
            bundled = self._bundled(rows)
        else:
            old = set(component[touched].tolist()) | set(component[core].tolist())
            old |= set(component[self._linked_to(core, everybody)].tolist())
            old |= set(component[self._bundled_with(core, everybody)].tolist())
            for row in core.tolist():
                old |= {int(component[other]) for other in self._ties.get(row, ())}
            old |= set(component[self._denials.beside(core.tolist())].tolist())
            old.discard(-1)
            rows, bundled = self._with_all_beside(core, old)
        self._by_name.bundled[rows] = bundled[rows] != rows
        stand = rows[bundled[rows] == rows]
        pairs = together([*self._scored(self._near(stand, stand, same=True)), self._told_pairs(stand)])
        fresh = self._components(rows, pairs, bundled, old)
        inside = component[pairs.one] == component[pairs.other]  # what is in two components joins nothing
        return Changed(tuple(sorted(old)), fresh, some(pairs, inside), bundled)

    def _with_all_beside(self, core: Ints, old: set[int]) -> tuple[Ints, Ints]:
        """The rows of components, which `old` is the numbers of and grows by, and which row stands for each. Where one
        comes to stand for others, or ceases to, what is told beside it sees others next to it, and is made anew too."""
        alive, component = self.columns.alive[: self.columns.size], self._own["component"]
        while True:
            rows = np.unique(np.concatenate([*(self.members[c] for c in sorted(old)), core]))
            rows = rows[alive[rows]]
            bundled = self._bundled(rows)
            switched = rows[(bundled[rows] != rows) != self._by_name.bundled[rows]]
            more = set(component[self._by_name.parted(switched, self._told_reach_s)].tolist()) - old - {-1}
            if not more:
                return rows, bundled
            old |= more

    def around(self, rows: Ints) -> list[tuple[int, int]]:
        """Pairs of a row and another one near enough to be compared with it, in order."""
        everybody = np.nonzero(self.columns.alive[: self.columns.size])[0]
        near = list(self._near(rows, everybody, same=False))
        told = self._told_pairs(self._by_name.beside(rows))
        pairs = {pair for one, other in near for pair in zip(one.tolist(), other.tolist(), strict=True)}
        here = set(rows.tolist())
        for a, b in zip(told.one.tolist(), told.other.tolist(), strict=True):
            pairs |= {(a, b)} if a in here else {(b, a)} if b in here else set()
        return sorted(pair for pair in pairs if pair[1] not in here)

    def flooded(self) -> Ints:
        """The rows that lie in a flood (I1d)."""
        rows: Ints = np.nonzero(self.columns.alive[: self.columns.size])[0]
        return rows[self._own["fine"][rows] > 0]

    def told(self, row: int) -> Told:
        """What a row gives to the terms, as the definition asks for it."""
        column, sighting = self.columns.column, self.sighting(row)
        values = {
            name: int(column[name][row])
            for name in ("lasting", "start", "end", "radius", "spread", "number", "dead_low", "dead_high")
        }
        x, y, z = self.columns.xyz[row].tolist()
        return Told(
            **values, xyz=(x, y, z), act=sighting.act, target=sighting.report.target, weapon=sighting.report.weapon,
            text=tuple(self.columns.text[row].tolist()), origin=sighting.report.origin,
            density=int(self.density[row]),
        )  # fmt: skip

    def terms_of(self, one: int, other: int) -> dict[str, int]:
        """The terms of the score of two rows, each by its name."""
        a, b = np.array([one]), np.array([other])
        spot = self.columns["spot"]
        told = bool(self._by_name.is_told(np.array([one, other])).all()) and spot[one] == spot[other]
        found = self.scorer.terms(a, b, self.density_told if told else self.density, told)
        return {name: int(value[0]) for name, value in found.items()}

    # -- surroundings ----------------------------------------------------------------------------------------------

    def _count_around(self, touched: Ints) -> Ints:
        """Count the reports around all that `touched` can have changed; gives the rows whose count changed its step."""
        size, column = self.columns.size, self.columns.column
        scored = self.columns.alive[:size] & (column["level"][:size] <= Level.VAGUE)
        around: list[tuple[Ints, Ints]] = []
        asked = np.zeros(size, np.bool_)
        for grid in range(GRIDS):
            span = self._own[f"span {grid}"][:size]
            moments = np.unique(span[touched])
            asked |= scored & (np.isin(span, moments) if len(moments) <= _FEW else True)
        rows = np.nonzero(asked)[0]
        if not len(rows):
            return rows
        for grid in range(GRIDS):
            # Every report of a cell that is asked about is needed to count it.
            spans = np.unique(self._own[f"span {grid}"][rows])
            needed = scored & np.isin(self._own[f"span {grid}"][:size], spans)
            here = np.nonzero(needed)[0]
            # What is too vague to lie in a cell is counted around, and does not count itself.
            counts = (column["level"][here] <= Level.FAIR) & (column["apart"][here] == 0) & (column["copy"][here] == 0)
            found = self._crowd.around(
                self._own[f"cell {grid}"][here], self._own[f"span {grid}"][here], column["source"][here],
                counts.astype(np.int64), column["party"][here],
            )  # fmt: skip
            at = np.searchsorted(here, rows)
            around.append((found[0][at], found[1][at]))
        now = self._crowd.steps(around)
        fresh = np.zeros(size, np.bool_)
        fresh[touched] = True
        step, fine = self._own["step"], self._own["fine"]
        finer = fineness(now.flood)
        moved: Ints = rows[(step[rows] != now.step) | (fine[rows] != finer) | fresh[rows]]
        step[rows], fine[rows] = now.step, finer
        self.density[rows] = self._crowd.density(now.step, self.columns.xyz[rows])
        return moved

    def _count_told(self, touched: Ints) -> Ints:
        """The same for reports that are known by the name of their place."""
        size, column = self.columns.size, self.columns.column
        told = self.columns.alive[:size] & self._by_name.is_told(np.arange(size))
        spots = np.unique(column["spot"][touched[self._by_name.is_told(touched)]])
        rows = np.nonzero(told & np.isin(column["spot"][:size], spots))[0] if len(spots) else np.zeros(0, np.int64)
        if not len(rows):
            return rows
        ones = 1 - column["apart"][rows]
        around = [
            self._crowd.around(column["spot"][rows], span, column["source"][rows], ones, column["party"][rows])
            for span in self._crowd.spans_told(column["mid2"][rows] // 2)
        ]
        now = self._crowd.steps(around)
        changed = self._own["step told"][rows] != now.step
        self._own["step told"][rows] = now.step
        self.density_told[rows] = self._crowd.density_told(now.step)
        moved: Ints = rows[changed | np.isin(rows, touched)]
        return moved

    # -- pairs -----------------------------------------------------------------------------------------------------

    def _bundled(self, rows: Ints) -> Ints:
        """In a flood, reports of one act in one small cell are one: nobody can tell them apart, and comparing all with
        all would never end. The most exact stands for them, of equals the smallest id."""
        stands = np.arange(self.columns.size)
        flood, keys = self._in_flood(rows)
        if not len(flood):
            return stands
        sightings = self.columns.sightings
        first: dict[tuple[int, ...], int] = {}
        by_exactness = sorted(
            zip(flood.tolist(), map(tuple, keys.tolist()), strict=True),
            key=lambda one: (sightings[one[0]].exactness, sightings[one[0]].id),
        )
        for row, key in by_exactness:
            if sightings[row].report.kind is not Kind.DENIAL:
                stands[row] = first.setdefault(key, row)
        return stands

    def _in_flood(self, rows: Ints) -> tuple[Ints, Ints]:
        """Those of some rows that lie in a flood and have no number of a collector, and for each its act and cell."""
        column = self.columns.column
        flood = rows[(self._own["fine"][rows] > 0) & (column["number_of_event"][rows] == 0)]
        flood = flood[column["level"][flood] <= Level.VAGUE]
        fine = self._own["fine"][flood]
        reach_m, reach_s = self._flood_reach(fine)
        return flood, np.column_stack([
            fine, column["act"][flood], column["level"][flood],
            self.columns.xyz[flood] // reach_m[:, None], column["mid2"][flood] // 2 // reach_s,
        ])  # fmt: skip

    def _flood_reach(self, fine: Ints) -> tuple[Ints, Ints]:
        """Metres and seconds within which reports of a flood are compared: the accord's, halved."""
        return np.maximum(self.limits.distance_m >> fine, 100), np.maximum(self.scorer.period_s >> fine, 60)

    def _bundled_with(self, rows: Ints, others: Ints) -> Ints:
        """Those of `others` that are one with some of `rows` because of a flood."""
        flood, keys = self._in_flood(rows)
        if not len(flood):
            return flood
        asked = {tuple(key) for key in keys.tolist()}
        around, keys = self._in_flood(others)
        return around[np.array([tuple(key) in asked for key in keys.tolist()], np.bool_)]

    def _linked_to(self, rows: Ints, others: Ints) -> Ints:
        """Those of `others` that some of `rows` are linked to."""
        pairs = together(list(self._scored(self._near(rows, others, same=False))))
        told = self._told_pairs(self._by_name.beside(rows))
        asked = np.isin(told.one, rows) | np.isin(told.other, rows)
        linked = asked & (told.score >= 0)
        return np.unique(np.concatenate([pairs.other[pairs.score >= 0], told.one[linked], told.other[linked]]))

    def _told_pairs(self, rows: Ints) -> Pairs:
        """Pairs among rows that give the same name or disc for their place."""
        one, other = self._by_name.pairs(rows, self._told_reach_s)
        return self._score(one, other, same_place=True)

    def _score(self, one: Ints, other: Ints, same_place: bool = False) -> Pairs:
        density = self.density_told if same_place else self.density
        score = self.scorer.scores(one, other, density, same_place)
        if self.limits.of_episodes:  # one source tells of a run many times, and each may have a number of its own
            linked = score >= 0
            return Pairs(one[linked], other[linked], score[linked])
        assert isinstance(self.scorer, Scorer)
        score[self.told_as_two(one, other)] = NEVER
        apart = np.nonzero(score == APART)[0]
        score[apart[self.scorer.exact_and_far(one[apart], other[apart])]] = NEVER
        kept = score != FLOOR
        return Pairs(one[kept], other[kept], score[kept])

    def told_as_two(self, one: Ints, other: Ints) -> NDArray[np.bool_]:
        """Which pairs of rows one source, or one collector, tells as two (I1b, I1h)."""
        column = self.columns.column
        same_source = column["source"][one] == column["source"][other]
        same_source &= (column["text_of"][one] != column["text_of"][other]) | (column["text_of"][one] == 0)
        told_twice = np.nonzero(same_source)[0]
        same_source[told_twice] = ~self.columns.told_again(one[told_twice], other[told_twice])
        event_one, event_other = column["number_of_event"][one], column["number_of_event"][other]
        two_numbers: NDArray[np.bool_] = (
            (event_one != event_other) & (event_one > 0) & (event_other > 0)
            & (column["collector"][one] == column["collector"][other])
        )  # fmt: skip
        two_numbers |= same_source
        return two_numbers

    def _scored(self, pieces: Iterable[tuple[Ints, Ints]]) -> Iterator[Pairs]:
        """Pairs with their scores, so many at once that memory stays bounded."""
        held: list[tuple[Ints, Ints]] = []
        many = 0
        for piece in pieces:
            held.append(piece)
            many += len(piece[0])
            if many > _MOST_SCORED:
                yield self._score(np.concatenate([a for a, _ in held]), np.concatenate([b for _, b in held]))
                held, many = [], 0
        if many:
            yield self._score(np.concatenate([a for a, _ in held]), np.concatenate([b for _, b in held]))

    def _near(self, rows: Ints, others: Ints, same: bool) -> Iterator[tuple[Ints, Ints]]:
        """Pairs of rows of which the one may be within reach of the other, each once, in pieces."""
        level, fine = self.columns["level"], self._own["fine"]
        for p in SCORED:
            for q in SCORED:
                if (same and q < p) or p == q == Level.VAGUE:
                    continue
                a, b = rows[level[rows] == p], others[level[others] == q]
                for halved in np.unique(np.concatenate([fine[a], fine[b]])).tolist():
                    yield from self._near_levels(a[fine[a] <= halved], b[fine[b] <= halved], p, q, halved, same)

    def _near_levels(
        self, a: Ints, b: Ints, p: Level, q: Level, halved: int, same: bool
    ) -> Iterator[tuple[Ints, Ints]]:
        """In a flood distance and time are the accord's, halved, by the finer of the two, so that the number of pairs
        stays bounded."""
        at, xyz, fine, wide = self._own["mid"], self.columns.xyz, self._own["fine"], self._own["wide"]
        if halved:
            reach_m, reach_s = (int(reach[0]) for reach in self._flood_reach(np.array([halved])))
            least_m, wide = reach_m, np.zeros_like(wide)
        else:
            least_m = self.limits.distance_m
            reach_m = least_m + sum(REACH * _WIDEST[each] if each > Level.EXACT else least_m for each in (p, q))
            longest = max(LONGEST_FAIR // 1_000_000, self.scorer.period_s)
            reach_s = self.scorer.period_s
            for each in (p, q):
                reach_s += (self.scorer.period_s if each == Level.EXACT else longest) // 2
        if len(a) <= _FEW and not (same and p == q):
            pieces = one_by_one(a, b, xyz, at, wide, least_m, reach_s)
        else:
            pieces = Shelves(b, xyz[b], at[b], reach_m, least_m, wide[b]).pairs(a, xyz[a], at[a], reach_s, wide[a])
        for left, right in pieces:
            kept = np.maximum(fine[left], fine[right]) == halved
            kept &= left < right if same and p == q else left != right
            yield left[kept], right[kept]

    # -- components ------------------------------------------------------------------------------------------------

    def _components(self, rows: Ints, pairs: Pairs, bundled: Ints, old: set[int]) -> dict[int, Ints]:
        place = np.full(self.columns.size, -1, np.int64)
        place[rows] = np.arange(len(rows))
        linked = pairs.score >= 0
        one, other = place[pairs.one[linked]], place[pairs.other[linked]]
        ties = [(place[a], place[b]) for a in rows.tolist() if a in self._ties for b in self._ties[a] if place[b] >= 0]
        ties += [(place[a], place[bundled[a]]) for a in rows[bundled[rows] != rows].tolist()]
        if ties:
            extra = np.array(ties, np.int64)
            one, other = np.concatenate([one, extra[:, 0]]), np.concatenate([other, extra[:, 1]])
        if self._denials.asked:
            denial, subject = self._denials.ties(rows.tolist())
            one, other = np.concatenate([one, place[denial]]), np.concatenate([other, place[subject]])
        label = components(len(rows), one, other)
        for number in old:
            del self.members[number]
        order = np.argsort(label, kind="stable")
        cuts = np.nonzero(np.diff(label[order]))[0] + 1
        fresh: dict[int, Ints] = {}
        for part in np.split(rows[order], cuts) if len(rows) else ():
            self._own["component"][part] = self._next
            fresh[self._next] = self.members[self._next] = part
            self._next += 1
        return fresh

    def _make_room(self) -> None:
        self._by_name.make_room()
        more = len(self.columns.alive) - len(self.density)
        if more > 0:
            self.density = np.concatenate([self.density, np.zeros(more, np.int64)])
            self.density_told = np.concatenate([self.density_told, np.zeros(more, np.int64)])
            for name, values in self._own.items():
                empty = -1 if name == "component" else 0
                self._own[name] = np.concatenate([values, np.full(more, empty, np.int64)])
