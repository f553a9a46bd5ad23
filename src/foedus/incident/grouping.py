"""From the scored pairs of a component to groups, each the reports of one incident (rules I1b, I2, I2a, I2b).

What is said to be one (a collector's number, a stated copy, an analyst's decision) is one *unit* from the start, and
its most exact report speaks for it. What is a town and a day wide at most is gathered first (`gathering`), then what
is vaguer, which has no say in what is more exact; what is known by words only is one with what is told alike.

Where the accord counts episodes (I1e), reports that are exact or fair make runs first, and those that are vaguer, or do
not say what was done, support the only run that they are linked to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foedus.basics.logarithm import MilliNats
from foedus.incident.blocks import Blocks, Changed
from foedus.incident.by_name import LONGEST_TOLD_S
from foedus.incident.columns import Ints
from foedus.incident.episodes import Links, fitted, links_among, runs, steps_of
from foedus.incident.gathering import Gathering, Rules
from foedus.incident.linking import Pairs, Support
from foedus.incident.near import ragged
from foedus.incident.sighting import Level, Sighting
from foedus.incident.tellings import Places, places_of
from foedus.incident.terms import APART, CORROBORATES, NEVER
from foedus.incident.terms_fast import Scorer
from foedus.incident.units import Ties, own_words, units_of
from foedus.report.model import Kind


@dataclass(frozen=True, slots=True)
class Group:
    """The reports of one incident.

    members: the more exact first. density: of each member, as its surroundings were. supports: ids of the vaguer
    members. by_number: whether a collector's event number, a stated copy or a decision joined some of them. could_be:
    how many other incidents it fits, with none clearly best; 0 if it is not in doubt. denials: reports that deny it.
    close: pairs of ids that are surely of one act (I3l), None where all are. unit_of: for reports that are one by what
    was said of them, the id of the one that speaks for them.
    """

    members: tuple[Sighting, ...]
    density: tuple[MilliNats, ...] = ()
    supports: frozenset[str] = frozenset()
    by_number: bool = False
    could_be: int = 0
    denials: tuple[Sighting, ...] = ()
    close: frozenset[tuple[str, str]] | None = None
    unit_of: Mapping[str, str] = field(default_factory=dict)

    def of(self, members: tuple[Sighting, ...]) -> Group:
        """The same with some of the members only."""
        return Group(
            members, self.density, self.supports, self.by_number, self.could_be, self.denials, self.close, self.unit_of
        )


def groups_of(changed: Changed, blocks: Blocks, ties: Ties) -> dict[int, tuple[Group, ...]]:
    """The groups of each fresh component, by its number."""
    if not changed.fresh:
        return {}
    rows = np.concatenate(list(changed.fresh.values()))
    of_component = {row: number for number, members in changed.fresh.items() for row in members.tolist()}
    apart = blocks.columns["apart"][rows] > 0
    grouping = _Grouping(rows[~apart], changed, blocks, ties)
    if not apart.any():
        return grouping.groups(of_component)
    left = grouping.take_in(rows[apart], changed.pairs)
    found = grouping.groups(of_component)
    alone = _Grouping(left, changed, blocks, ties).groups(of_component)
    return {c: (*found.get(c, ()), *alone.get(c, ())) for c in changed.fresh}


class _Grouping:
    """One run over some rows; owns what it works out on the way."""

    def __init__(self, rows: Ints, changed: Changed, blocks: Blocks, ties: Ties) -> None:
        self._blocks, self._ties = blocks, ties
        sightings = blocks.columns.sightings
        self._denials = [r for r in rows.tolist() if sightings[r].report.kind is Kind.DENIAL]
        affirming = rows if not self._denials else np.setdiff1d(rows, np.array(self._denials, np.int64))
        self._bundled = changed.bundled
        self._units = units_of(affirming, changed.bundled, blocks, ties)
        self._cores = np.array(sorted(self._units, key=lambda r: sightings[r].id), np.int64)
        self._place = np.full(blocks.columns.size, -1, np.int64)
        self._place[self._cores] = np.arange(len(self._cores))  # by id: a place is a rank
        self._level = blocks.columns["level"][self._cores]
        self._told_by: dict[int, tuple[frozenset[int], Mapping[int, int]]] = {}
        self._barred: frozenset[tuple[int, int]] = self._kept_two()
        if blocks.limits.of_episodes:
            self._links = self._links_of_runs(changed.pairs)
        else:
            self._pairs = self._among_cores(changed.pairs)
        self._label = np.full(len(self._cores), -1, np.int64)
        self._fits = np.zeros(len(self._cores), np.int64)
        self._supports = np.zeros(len(self._cores), np.bool_)
        self._marked: dict[int, list[int]] = defaultdict(list)
        self._work_out()

    def groups(self, of_component: Mapping[int, int]) -> dict[int, tuple[Group, ...]]:
        """The groups as worked out, by component."""
        return self._built(of_component)

    def _work_out(self) -> None:
        if self._blocks.limits.of_episodes:
            self._work_out_runs()
        elif len(self._cores):
            self._gather()

    def _work_out_runs(self) -> None:
        for each in Level:
            here = np.nonzero(self._level == each)[0]
            if each in (Level.FAIR, Level.VAGUE):
                self._supported(here, self._fitting_run(here, each))
            left = here[self._label[here] < 0]
            linkable = np.array([self._is_linkable(n) for n in left.tolist()], np.bool_)
            some = left[linkable]
            self._label[some] = runs(len(self._cores), some, self._links, each, self._barred)
            self._link_told_alike(left[~linkable])

    def _gather(self) -> None:
        """The most exact first, so that what is vaguer has no say in them (I2a); of these whoever speaks for no party,
        so that no party parts two who surely tell of one act (I1b). What is told alike comes last."""
        linkable = np.array([self._is_linkable(n) for n in range(len(self._cores))], np.bool_)
        column, exactness = self._blocks.columns.column, self._exactness()
        gathering = Gathering(self._places(Level.TOLD), self._pairs, self._rules(), exactness)
        exact = self._level <= Level.FAIR
        gathering.begin(np.nonzero(exact & (column["party"][self._cores] == 0))[0])
        gathering.take(np.nonzero(exact & (gathering.label < 0))[0])
        gathering.support(np.nonzero(self._level == Level.VAGUE)[0], column["source"][self._cores])
        left = Gathering(self._places(Level.VAGUE), self._pairs, self._rules(), exactness)
        some = np.nonzero((gathering.label < 0) & linkable)[0]
        left.take(some)
        gathering.label[some] = left.label[some]
        self._label = gathering.label
        self._link_told_alike(np.nonzero(self._label < 0)[0])
        best = np.full(len(self._cores), int(Level.TOLD), np.int64)
        np.minimum.at(best, self._label, self._level)
        self._supports = self._level > best[self._label]

    def _places(self, named: Level) -> Places:
        """When and where each unit puts its act. From the level `named` on only the name of its place counts."""
        blocks, told = self._blocks, self._level >= named
        density = np.where(told, blocks.density_told[self._cores], blocks.density[self._cores])
        of = places_of(blocks.columns, self._cores, density)
        of.xyz[told], of.spread[told] = 0, 0
        return of

    def _exactness(self) -> Ints:
        sightings = self._blocks.columns.sightings
        by_exactness = sorted(range(len(self._cores)), key=lambda n: (*sightings[self._cores[n]].exactness, n))
        rank = np.empty(len(self._cores), np.int64)
        rank[by_exactness] = np.arange(len(rank))
        return rank

    def _rules(self) -> Rules:
        scorer, cores = self._blocks.scorer, self._cores
        assert isinstance(scorer, Scorer), "episodes are not weighed"
        return Rules(
            scorer.between,
            lambda a, b: scorer.said(cores[a], cores[b]),
            lambda a, b: scorer.exact_and_far(cores[a], cores[b]) | self._blocks.told_as_two(cores[a], cores[b]),
        )

    def take_in(self, marked: Ints, pairs: Pairs) -> Ints:
        """Put each marked report to the one incident of its event's number, or to the one that it fits; gives the
        others.

        It joins after all else, so that it makes, splits and moves nothing (R7).
        """
        column = self._blocks.columns.column
        core_of = {member: core for core, members in self._units.items() for member in members}
        by_number: dict[tuple[int, int], set[int]] = defaultdict(set)
        for member, core in core_of.items():
            if column["number_of_event"][member] > 0:
                key = (int(column["collector"][member]), int(column["number_of_event"][member]))
                by_number[key].add(int(self._label[self._place[core]]))
        fits = self._fitting(marked, core_of, pairs)
        left = []
        for row in marked.tolist():
            same = by_number.get((int(column["collector"][row]), int(column["number_of_event"][row])), set())
            into = same if column["number_of_event"][row] > 0 and same else fits.get(row, set())
            if len(into) == 1 and self._blocks.sighting(row).report.kind is not Kind.DENIAL:
                self._marked[next(iter(into))].append(row)
            else:
                left.append(row)
        return np.array(left, np.int64)

    def _fitting(self, marked: Ints, core_of: Mapping[int, int], pairs: Pairs) -> dict[int, set[int]]:
        """The clusters of which a report fits every member that does not just support it, by its scores, if one of them
        is as exact as it is; one of its own source bars it. The runs of which it is linked to some member."""
        here, episodes = set(marked.tolist()), self._blocks.limits.of_episodes
        good: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for a, b, value in zip(pairs.one.tolist(), pairs.other.tolist(), pairs.score.tolist(), strict=True):
            for row, other in ((a, b), (b, a)):
                if row in here and other in core_of and value >= 0 and (episodes or core_of[other] == other):
                    place = int(self._place[core_of[other]])
                    if episodes or not self._supports[place]:
                        good[row][int(self._label[place])].add(other)
        sizes = np.bincount(self._label[~self._supports], minlength=len(self._label))
        level = self._blocks.columns["level"]
        return {
            row: {
                cluster for cluster, cores in of.items()
                if episodes or (len(cores) == sizes[cluster] and level[list(cores)].min() <= level[row])
            }
            for row, of in good.items()
        }  # fmt: skip

    # -- pairs of cores --------------------------------------------------------------------------------------------

    def _among_cores(self, pairs: Pairs) -> Pairs:
        one, other = self._place[pairs.one], self._place[pairs.other]
        both = (one >= 0) & (other >= 0)
        one, other, score = one[both], other[both], pairs.score[both].copy()
        large = np.array([len(self._units[r]) > 1 for r in self._cores.tolist()], np.bool_)
        if large.any():
            asked = np.nonzero((large[one] | large[other]) & (score > APART))[0]
            asked = asked[self._may_be_told_as_two(one[asked], other[asked])]
            apart = [
                self._kept_apart(a, b)
                for a, b in zip(self._cores[one[asked]].tolist(), self._cores[other[asked]].tolist(), strict=True)
            ]
            score[asked[np.array(apart, np.bool_)]] = NEVER
        if self._barred:
            one, other, score = self._with_barred(one, other, score)
        return Pairs(one, other, score)

    def _may_be_told_as_two(self, one: Ints, other: Ints) -> NDArray[np.bool_]:
        """Which pairs of places share a source, or both have numbers of collectors: only of these more is asked."""
        places = np.unique(np.concatenate([one, other]))
        said = [self._told_by.get(core) or self._who(core) for core in self._cores[places].tolist()]
        many = np.array([len(sources) for sources, _ in said], np.int64)
        sources = np.fromiter((s for those, _ in said for s in sorted(those)), np.int64, int(many.sum()))
        size = int(sources.max(initial=0)) + 1
        keys = np.sort(np.repeat(places, many) * size + sources)
        at, begins = np.searchsorted(places, one), np.cumsum(many) - many
        of, nth = ragged(many[at])
        asked = other[of] * size + sources[begins[at][of] + nth]
        found = np.zeros(len(one), np.bool_)
        if len(keys):
            held = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
            found[of[keys[held] == asked]] = True
        numbered = np.array([bool(numbers) for _, numbers in said], np.bool_)
        found |= numbered[at] & numbered[np.searchsorted(places, other)]
        return found

    def _kept_apart(self, a: int, b: int) -> bool:
        """Whether two units hold reports that one source, or one collector, tells as two."""
        told_by = self._told_by
        sources, numbers = told_by.get(a) or self._who(a)
        others, other_numbers = told_by.get(b) or self._who(b)
        if not sources.isdisjoint(others) and not all(self._all_told_again(a, b, s) for s in sources & others):
            return True
        if not numbers or not other_numbers:
            return False
        return any(other_numbers.get(collector, number) != number for collector, number in numbers.items())

    def _all_told_again(self, a: int, b: int, source: int) -> bool:
        """Whether all that a source says in one unit it says again in the other (I1h)."""
        of = self._blocks.columns.column["source"]
        here, there = ([r for r in self._units[u] if of[r] == source] for u in (a, b))
        one, other = np.repeat(np.array(here), len(there)), np.tile(np.array(there), len(here))
        return bool(self._blocks.columns.told_again(one, other).all())

    def _who(self, core: int) -> tuple[frozenset[int], Mapping[int, int]]:
        """The sources of a unit, and the event numbers of its collectors."""
        column, rows = self._blocks.columns.column, self._units[core]
        # Whoever copies two witnesses of one act does not thereby say that they tell of two.
        rows = own_words(rows, self._blocks) or rows
        numbers, collectors = column["number_of_event"][rows].tolist(), column["collector"][rows].tolist()
        found = self._told_by[core] = (
            frozenset(column["source"][rows].tolist()),
            {c: n for c, n in zip(collectors, numbers, strict=True) if n > 0},
        )
        return found

    def _kept_two(self) -> frozenset[tuple[int, int]]:
        """Places of units that somebody says are two, the smaller first."""
        if not self._ties.two:
            return frozenset()
        core_of = {member: core for core, members in self._units.items() for member in members}
        return frozenset(
            (min(p, q), max(p, q))
            for a, b in self._ties.two
            if a in core_of and b in core_of and core_of[a] != core_of[b]
            for p, q in [(int(self._place[core_of[a]]), int(self._place[core_of[b]]))]
        )

    def _links_of_runs(self, pairs: Pairs) -> Links:
        """Every report of a unit links, and the surest of them says what the unit is good for (I1e)."""
        unit, step = np.full((2, self._blocks.columns.size), -1, np.int64)
        for place, core in enumerate(self._cores.tolist()):
            members = np.array(self._units[core], np.int64)
            unit[members] = place
            step[members] = steps_of(members, self._blocks.columns)
            self._level[place] = step[members].min()
        return links_among(pairs, unit, step)

    def _with_barred(self, one: Ints, other: Ints, score: Ints) -> tuple[Ints, Ints, Ints]:
        """An analyst's "two incidents" is a pair APART, whether or not the two would have been compared."""
        extra = np.array(list(self._barred), np.int64).reshape(-1, 2)
        extra, size = extra[np.lexsort((extra[:, 1], extra[:, 0]))], len(self._cores)
        named = np.minimum(one, other) * size + np.maximum(one, other)
        kept = ~np.isin(named, extra[:, 0] * size + extra[:, 1])
        return (
            np.concatenate([one[kept], extra[:, 0]]),
            np.concatenate([other[kept], extra[:, 1]]),
            np.concatenate([score[kept], np.full(len(extra), NEVER)]),
        )

    # -- level by level --------------------------------------------------------------------------------------------

    def _supported(self, here: Ints, support: Support) -> None:
        """Put each of these reports to the cluster that it supports, if it supports one."""
        self._fits[here] = support.fits
        some = support.cluster >= 0
        self._label[here[some]] = support.cluster[some]
        self._supports[here[some]] = True

    def _fitting_run(self, here: Ints, step: Level) -> Support:
        return fitted(here, step, self._links, self._label, self._supports, self._barred)

    def _is_linkable(self, place: int) -> bool:
        sighting = self._blocks.sighting(int(self._cores[place]))
        return sighting.level <= Level.FAIR or (
            not sighting.area.startswith("nowhere") and sighting.end - sighting.start <= LONGEST_TOLD_S * 1_000_000
        )

    def _link_told_alike(self, left: Ints) -> None:
        """The same words for the same time and place, printed again; of one source each is another."""
        column, xyz = self._blocks.columns.column, self._blocks.columns.xyz
        shelves: dict[object, list[tuple[int, set[int]]]] = defaultdict(list)
        never: dict[int, set[int]] = defaultdict(set)
        for a, b in self._barred if len(left) > 1 else ():
            never[a].add(b)
            never[b].add(a)
        for n in left.tolist():
            row = int(self._cores[n])
            s = self._blocks.sighting(row)
            key = (s.start, s.end, s.area, s.act, s.report.target, int(column["radius"][row]), tuple(xyz[row].tolist()))
            sources = {int(column["source"][r]) for r in self._units[row]}
            numbers = {(int(column["collector"][r]), int(column["number_of_event"][r])) for r in self._units[row]}
            numbered = {c for c, e in numbers if e > 0}
            taken = set() if self._blocks.limits.of_episodes else sources | {-1 - c for c in numbered}
            for first, held in shelves[key]:
                if held.isdisjoint(taken) and not any(self._label[other] == first for other in never.get(n, ())):
                    self._label[n] = first
                    held |= taken
                    break
            else:
                self._label[n] = n
                shelves[key].append((n, taken))

    # -- what comes of it ------------------------------------------------------------------------------------------

    def _built(self, of_component: Mapping[int, int]) -> dict[int, tuple[Group, ...]]:
        clusters: dict[int, list[int]] = defaultdict(list)
        for n, name in enumerate(self._label.tolist()):
            clusters[name].append(n)
        found: dict[int, list[Group]] = {c: [] for c in of_component.values()}
        cores, supports, fits = self._cores.tolist(), self._supports.tolist(), self._fits.tolist()
        denials, close = frozenset(self._denials), self._close()
        for places in clusters.values():
            rows = [r for n in places for r in self._units[cores[n]]]
            rows += self._marked.get(int(self._label[places[0]]), [])
            pairs = None
            if len(rows) > 1 and not self._blocks.limits.of_episodes:
                pairs = close.get(int(self._label[places[0]]), _NO_PAIRS)
            found[of_component[rows[0]]].append(self._group(rows, places, cores, supports, fits, denials, pairs))
        return {c: tuple(groups) for c, groups in found.items()}

    def _close(self) -> dict[int, frozenset[tuple[str, str]]]:
        """By cluster the pairs of its reports that are surely of one act (I3l)."""
        if self._blocks.limits.of_episodes:
            return {}
        one, other = self._pairs.one, self._pairs.other
        sure = np.nonzero((self._label[one] == self._label[other]) & (self._pairs.score >= CORROBORATES))[0]
        found: dict[int, set[tuple[str, str]]] = defaultdict(set)
        sightings, cores = self._blocks.columns.sightings, self._cores
        for label, a, b in zip(self._label[one[sure]].tolist(), one[sure].tolist(), other[sure].tolist(), strict=True):
            found[label].add((sightings[cores[a]].id, sightings[cores[b]].id))
        return {label: frozenset(pairs) for label, pairs in found.items()}

    def _unit_of(self, places: list[int]) -> dict[str, str]:
        sightings = self._blocks.columns.sightings
        units = ((int(self._cores[n]), self._units[int(self._cores[n])]) for n in places)
        # What is one because of a flood only (I1d) is not surely of one act.
        return {
            sightings[r].id: sightings[core].id
            for core, rows in units if len(rows) > 1 for r in rows if self._bundled[r] == r
        }  # fmt: skip

    def _group(
        self, rows: list[int], places: list[int], cores: list[int], supports: list[bool], fits: list[int],
        denials: frozenset[int], close: frozenset[tuple[str, str]] | None,
    ) -> Group:  # fmt: skip
        sightings, density = self._blocks.columns.sightings, self._blocks.density
        if len(rows) > 1:
            rows.sort(key=lambda r: (sightings[r].exactness, sightings[r].id))
        supporting = frozenset(sightings[r].id for n in places if supports[n] for r in self._units[cores[n]])
        by_number = any(len(self._units[cores[n]]) > 1 for n in places)
        if self._blocks.limits.of_episodes:  # a run of reports each of which may be of several others
            could_be = min(fits[n] for n in places)
        else:
            could_be = fits[places[0]] if len(places) == 1 and not supporting else 0
        members = tuple(sightings[r] for r in rows)
        denying = self._blocks.denials_of(rows) & denials if denials else set()
        return Group(
            members, tuple(int(density[r]) for r in rows), supporting, by_number, could_be,
            tuple(sorted((sightings[d] for d in denying), key=lambda s: s.id)),
            close, {} if close is None else self._unit_of(places),
        )  # fmt: skip


_NO_PAIRS: frozenset[tuple[str, str]] = frozenset()
