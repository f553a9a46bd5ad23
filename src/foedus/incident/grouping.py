"""From the scored pairs of a component to groups, each the reports of one incident (rules I1b, I2, I2a, I2b).

Level by level, the most exact first, so that nothing vague has a say in what is more exact:
1. what is said to be one (a collector's number, a stated copy, an analyst's decision) is one *unit* from the start,
and its
   most exact report speaks for it;
2. a report of a vaguer level supports the one incident that it fits clearly better than any other;
3. those left over of a level are linked among each other by average link; the vague and the told only where they are
told alike.

Where the accord counts episodes (I1e), reports that are exact or fair make runs first, and those that are vaguer, or do
not say what was done, support the only run that they are linked to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from foedus.basics.logarithm import MilliNats
from foedus.incident.blocks import LONGEST_TOLD_S, Blocks, Changed
from foedus.incident.columns import Ints
from foedus.incident.episodes import Links, fitted, links_among, runs, steps_of
from foedus.incident.linking import Pairs, Support, average_linked, joined_whole, some, supported
from foedus.incident.refining import Refiner, Reports
from foedus.incident.sighting import Level, Sighting
from foedus.incident.terms import APART, CORROBORATES
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
        episodes = self._blocks.limits.of_episodes
        for each in Level:
            here = np.nonzero(self._level == each)[0]
            if each in (Level.FAIR, Level.VAGUE):
                self._supported(here, self._fitting_run(here, each) if episodes else self._fitting_incident(here))
            left = here[self._label[here] < 0]
            linkable = np.array([self._is_linkable(n) for n in left.tolist()], np.bool_)
            some = left[linkable]
            if episodes:
                self._label[some] = runs(len(self._cores), some, self._links, each, self._barred)
            else:
                self._link(some)
            self._link_told_alike(left[~linkable])
        if not episodes and len(self._cores):
            self._join_whole()
            self._refine()

    def _join_whole(self) -> None:
        """Whole clusters last (I2d); what is less exact than the best of the other counts as supporting it."""
        before, self._label = self._label, joined_whole(self._label, self._level, self._pairs, self._too_far)
        moved = np.nonzero(np.isin(self._label, np.unique(self._label[before != self._label])))[0]
        best: dict[int, int] = {}
        for n in moved.tolist():
            for cluster in (int(before[n]), -1 - int(self._label[n])):
                best[cluster] = min(best.get(cluster, Level.TOLD), int(self._level[n]))
        for n in moved.tolist():
            self._supports[n] |= best[int(before[n])] > best[-1 - int(self._label[n])]

    def _refine(self) -> None:
        """Each report where its incident as a whole explains it best (I2e), but for what is known by its words only."""
        scorer, columns, cores = self._blocks.scorer, self._blocks.columns, self._cores
        assert isinstance(scorer, Scorer), "episodes are not weighed"
        told = self._level == Level.TOLD
        pairs = some(self._pairs, ~(told[self._pairs.one] | told[self._pairs.other]))
        if not len(pairs.one):
            return
        reports = Reports(
            columns.xyz[cores], columns["radius"][cores], columns["mid2"][cores], columns["lasting"][cores],
            self._blocks.density[cores], self._level,
        )  # fmt: skip
        one, other = cores[pairs.one], cores[pairs.other]
        slipped = (self._label[pairs.one] == self._label[pairs.other]) & scorer.slipped(one, other)
        kept = np.zeros(len(cores), np.bool_)  # whose clock time slipped by half a day (I2c) looks out of place
        kept[pairs.one[slipped]] = kept[pairs.other[slipped]] = True
        refiner = Refiner(
            reports, pairs, scorer.words(one, other), kept, scorer.distance_m, scorer.period_s, self._too_far
        )
        self._label = refiner.refined(self._label)
        best = np.full(len(cores), Level.TOLD, np.int64)
        np.minimum.at(best, self._label, self._level)
        self._supports = self._level > best[self._label]

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
        """The clusters of which a report fits every member, by its scores; one of its own source bars it. The runs of
        which it is linked to some member."""
        here, episodes = set(marked.tolist()), self._blocks.limits.of_episodes
        good: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for a, b, value in zip(pairs.one.tolist(), pairs.other.tolist(), pairs.score.tolist(), strict=True):
            for row, other in ((a, b), (b, a)):
                if row in here and other in core_of and value >= 0 and (episodes or core_of[other] == other):
                    good[row][int(self._label[self._place[core_of[other]]])].add(other)
        sizes = np.bincount(self._label, minlength=len(self._label)) if len(self._label) else self._label
        return {
            row: {cluster for cluster, cores in of.items() if episodes or len(cores) == sizes[cluster]}
            for row, of in good.items()
        }

    # -- pairs of cores --------------------------------------------------------------------------------------------

    def _among_cores(self, pairs: Pairs) -> Pairs:
        one, other = self._place[pairs.one], self._place[pairs.other]
        both = (one >= 0) & (other >= 0)
        one, other, score = one[both], other[both], pairs.score[both].copy()
        large = np.array([len(self._units[r]) > 1 for r in self._cores.tolist()], np.bool_)
        if large.any():
            asked = np.nonzero((large[one] | large[other]) & (score > APART))[0]
            apart = [
                self._kept_apart(a, b)
                for a, b in zip(self._cores[one[asked]].tolist(), self._cores[other[asked]].tolist(), strict=True)
            ]
            score[asked[np.array(apart, np.bool_)]] = APART
        if self._barred:
            one, other, score = self._with_barred(one, other, score)
        return Pairs(one, other, score)

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
            np.concatenate([score[kept], np.full(len(extra), APART)]),
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

    def _fitting_incident(self, here: Ints) -> Support:
        """Which of these reports support a cluster that stands already."""
        number = np.full(len(self._cores), -1, np.int64)
        number[here] = np.arange(len(here))
        one, other, score = self._pairs.one, self._pairs.other, self._pairs.score
        both = [(one, other), (other, one)]
        found = [(a, b, (number[a] >= 0) & (self._label[b] >= 0)) for a, b in both]
        report = np.concatenate([number[a[m]] for a, b, m in found])
        cluster = np.concatenate([self._label[b[m]] for a, b, m in found])
        value = np.concatenate([score[m] for a, b, m in found])
        # Only more exact members are asked: a supporter has no say about the next one.
        counted = np.nonzero((self._label >= 0) & ~self._supports)[0]
        sizes = np.bincount(self._label[counted], minlength=len(self._cores))
        exact = np.concatenate([~self._supports[b[m]] for a, b, m in found])
        return supported(len(here), report[exact], cluster[exact], value[exact], sizes)

    def _link(self, left: Ints) -> None:
        number = np.full(len(self._cores), -1, np.int64)
        number[left] = np.arange(len(left))
        one, other = number[self._pairs.one], number[self._pairs.other]
        among = (one >= 0) & (other >= 0)
        pairs = Pairs(one[among], other[among], self._pairs.score[among])
        linked = average_linked(
            len(left), pairs, np.arange(len(left)), lambda a, b: self._too_far(left[a].tolist(), left[b].tolist())
        )
        self._label[left] = left[linked]

    def _too_far(self, here: Sequence[int], there: Sequence[int]) -> bool:
        scorer = self._blocks.scorer
        assert isinstance(scorer, Scorer), "episodes are not linked by average"
        one, other = self._cores[np.array(here)], self._cores[np.array(there)]
        return scorer.too_far(np.repeat(one, len(there)), np.tile(other, len(here)))

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
            group = self._group(rows, places, cores, supports, fits, denials)
            if len(rows) > 1 and not self._blocks.limits.of_episodes:
                pairs = close.get(int(self._label[places[0]]), _NO_PAIRS)
                group = replace(group, close=pairs, unit_of=self._unit_of(places))
            found[of_component[rows[0]]].append(group)
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
        denials: frozenset[int],
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
        )  # fmt: skip


_NO_PAIRS: frozenset[tuple[str, str]] = frozenset()
