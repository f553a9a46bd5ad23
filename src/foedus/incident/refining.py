"""Each report where the incident as a whole explains it best: rounds of moves after all is linked (rule I2e).

Linking compares reports by twos, and two vague reports of one act say little about each other. An incident as its most
exact reports together have it is better known than any of them has it, and so tells better what else is of it.

Pure functions on whole numbers. Reports are numbered 0..n-1 in the order of their ids, which breaks ties; a cluster is
named by the smallest of its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.basics.logarithm import MilliNats, milli_ln, milli_nats
from foedus.incident import terms
from foedus.incident.linking import MARGIN, Pairs, TooFar
from foedus.incident.near import Ints
from foedus.incident.sighting import Level
from foedus.incident.terms import APART

ROUNDS = 4
"""After so many rounds few reports move, and as often back as forth."""
STAYS: MilliNats = milli_nats(2)
"""A report that is vaguer than the accord's limits is by itself unless an incident explains it twice as well: of many
incidents one report is all there is. Within the limits even odds are enough, since there the accord itself says what is
one. Source: generated truth, November 2026 (seeds 31 and 32), where anything from 1 to 3 did nearly as well.
"""
JOINS: MilliNats = milli_nats(4)
"""Two clusters are two unless one is four times as likely: to join them wrongly harms more reports than one."""
LEAST_S = 900
"""No report times better than within a quarter of an hour on both sides: watches and memories differ."""
LONGEST_S = 12 * 3600
"""How an incident known to the day only spreads over its day is not known; it counts as half of one."""
TAIL = 6
"""Beyond its interval a report errs by a sixth of its length: nine of ten intervals hold the truth."""
_PARTS_PLACE = 10**11
"""Weight of a report that places to a metre: 1.1 million for 300 m, a hundred for 30 km."""
_PARTS_TIME = 10**11
"""Weight of one that times to a second: 280,000 for ten minutes, 13 for a day."""


@dataclass(frozen=True)
class Reports:
    """What is asked of each report; shapes (n, 3) and (n,). radius: metres; mid2: twice the middle of its interval, and
    lasting, its length, in seconds; density: milli-nats; level: how exact it is, the least the most exact."""

    xyz: Ints
    radius: Ints
    mid2: Ints
    lasting: Ints
    density: Ints
    level: Ints


@dataclass(frozen=True)
class Where:
    """A place and a time with how well they are known, and the density around; shapes as in `Reports`."""

    xyz: Ints
    radius: Ints
    mid2: Ints
    lasting: Ints
    density: Ints


@dataclass(frozen=True)
class _Best:
    """Reports that would be better explained elsewhere, where, and how well."""

    report: Ints
    cluster: Ints
    value: Ints


@dataclass(frozen=True)
class _Sums:
    """Of each cluster, by its name, over its most exact reports: weighted sums, from where its first report is. count:
    how many those are; level: how exact."""

    xyz: Ints
    weight: Ints
    mid2: Ints
    timed: Ints
    density: Ints
    count: Ints
    level: Ints


class Refiner:
    """The reports of a run and its scored pairs. words: what each pair says besides place, time and density. kept:
    whether each stays where it is, whatever is around."""

    def __init__(
        self, reports: Reports, pairs: Pairs, words: Ints, kept: NDArray[np.bool_], distance_m: int, period_s: int,
        too_far: TooFar,
    ) -> None:  # fmt: skip
        self._of, self._distance_m, self._period_s, self._too_far = reports, distance_m, period_s, too_far
        self._one = np.concatenate([pairs.one, pairs.other])
        self._other = np.concatenate([pairs.other, pairs.one])
        self._words = np.concatenate([words, words])
        self._never = np.concatenate([pairs.score, pairs.score]) <= APART
        self._kept = kept
        self._weight = _PARTS_PLACE // np.maximum(reports.radius, terms.LEAST_M) ** 2
        self._timed = _PARTS_TIME // np.maximum(reports.lasting, terms.LEAST_S) ** 2
        self._barred: dict[int, set[int]] = {}
        for a, b in zip(self._one[self._never].tolist(), self._other[self._never].tolist(), strict=True):
            self._barred.setdefault(a, set()).add(b)

    def refined(self, label: Ints) -> Ints:
        """The cluster of each report after all moves. label: the cluster of each before."""
        label = _named(label.tolist())
        for _ in range(ROUNDS):
            before = label
            label = self._joined(self._moved(label))
            if (label == before).all():
                break
        return label

    # -- one report ------------------------------------------------------------------------------------------------

    def _moved(self, label: Ints) -> Ints:
        """Each report to the cluster that explains it best, all judged by how things stood before."""
        of, size = self._of, len(label)
        sums = self._sums(label)
        exact = of.level == sums.level[label]
        alone = np.bincount(label, minlength=size)[label] == 1
        # The one report that says best where and when an incident was stays with what it holds together.
        moves = (alone | ~exact | (sums.count[label] > 1)) & ~self._kept
        # What is vaguer has no say in what is more exact: only the most exact reports of an incident are asked, and
        # only of an incident that is known at least as well as the report.
        asked = moves[self._one] & exact[self._other] & (sums.level[label[self._other]] <= of.level[self._one])
        never = np.unique(self._one[self._never] * size + label[self._other[self._never]])
        report, cluster, words = _means(self._one[asked], label[self._other[asked]], self._words[asked], size)
        can_be = ~np.isin(report * size + cluster, never)
        report, cluster, words = report[can_be], cluster[can_be], words[can_be]
        own = label[report] == cluster
        others = self._known(cluster, sums, report, own & exact[report])
        value = words + self._likelier(self._told(report), others)
        by_itself = np.where(of.level == Level.EXACT, 0, STAYS)
        stays = np.where(alone, by_itself, _SURE)
        stays[report[own]] = value[own]
        than = np.maximum(stays, by_itself)
        best = self._best(report[~own], cluster[~own], value[~own])
        better = best.value > than[best.report]
        report, cluster, gain = best.report[better], best.cluster[better], (best.value - than[best.report])[better]
        order = np.lexsort((report, -gain))
        wanted = zip(report[order].tolist(), cluster[order].tolist(), strict=True)
        return self._carried_out(label, list(wanted), np.nonzero(stays < by_itself)[0].tolist())

    def _best(self, report: Ints, cluster: Ints, value: Ints) -> _Best:
        """The cluster that explains each report best. One that is vaguer than the accord's limits has none where
        another explains it a third as well (I2a)."""
        order = np.lexsort((cluster, -value, report))
        report, cluster, value = report[order], cluster[order], value[order]
        first = np.r_[True, np.diff(report) != 0][: len(report)]
        second = np.r_[False, first[:-1]][: len(report)] & ~first
        rival = np.full(len(self._of.level), -_SURE, np.int64)
        rival[report[second]] = value[second]
        clear = (self._of.level[report] == Level.EXACT) | (value - rival[report] >= MARGIN)
        kept = first & clear
        return _Best(report[kept], cluster[kept], value[kept])

    def _carried_out(self, label: Ints, wanted: list[tuple[int, int]], leaving: list[int]) -> Ints:
        """Who gains most goes first; nobody goes where somebody has come with whom it cannot be."""
        home = label.tolist()
        inside: dict[int, set[int]] = {}
        for n, name in enumerate(home):
            inside.setdefault(name, set()).add(n)
        left = dict.fromkeys(leaving)
        for report, cluster in wanted:
            there = inside[cluster]
            if there and self._may_be_with(report, there):
                inside[home[report]].discard(report)
                there.add(report)
                home[report] = cluster
                left.pop(report, None)
        for fresh, report in enumerate(left, len(home)):
            if len(inside[home[report]]) > 1:
                inside[home[report]].discard(report)
                home[report] = fresh
        return _named(home)

    def _may_be_with(self, report: int, there: set[int]) -> bool:
        return self._barred.get(report, _NOBODY).isdisjoint(there) and not self._too_far([report], sorted(there))

    # -- whole clusters --------------------------------------------------------------------------------------------

    def _joined(self, label: Ints) -> Ints:
        """Whole clusters that their most exact reports make one, each with one other in a round."""
        size = len(label)
        sums = self._sums(label)
        exact = self._of.level == sums.level[label]
        one, other = label[self._one], label[self._other]
        asked = (one < other) & exact[self._one] & exact[self._other]
        first, second, words = _means(one[asked], other[asked], self._words[asked], size)
        can_be = ~np.isin(first * size + second, np.unique((one * size + other)[self._never]))
        first, second, words = first[can_be], second[can_be], words[can_be]
        if not len(first):
            return label
        value = words + self._likelier(self._known(first, sums), self._known(second, sums))
        good = np.nonzero(value >= JOINS)[0]
        order = good[np.lexsort((second[good], first[good], -value[good]))]
        inside = {n: np.nonzero(label == n)[0] for n in np.unique(np.r_[first[good], second[good]]).tolist()}
        home, done = label.copy(), set[int]()
        for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
            if done.isdisjoint((a, b)) and not self._too_far(inside[a].tolist(), inside[b].tolist()):
                done |= {a, b}
                home[inside[b]] = a
        return _named(home.tolist())

    # -- how well ----------------------------------------------------------------------------------------------------

    def _sums(self, label: Ints) -> _Sums:
        of, size = self._of, len(label)
        level = np.full(size, _VAGUEST, np.int64)
        np.minimum.at(level, label, of.level)
        exact = np.nonzero(of.level == level[label])[0]
        name = label[exact]

        def total(values: Ints) -> Ints:
            found = np.zeros(size, np.int64)
            np.add.at(found, name, values)
            return found

        weight, timed = self._weight[exact], self._timed[exact]
        beside = (of.xyz[exact] - of.xyz[name]) * weight[:, None]
        return _Sums(
            np.stack([total(beside[:, n]) for n in range(3)], axis=1), total(weight),
            total((of.mid2[exact] - of.mid2[name]) * timed), total(timed), total(of.density[exact]),
            np.bincount(name, minlength=size), level,
        )  # fmt: skip

    def _told(self, report: Ints) -> Where:
        of = self._of
        return Where(of.xyz[report], of.radius[report], of.mid2[report], of.lasting[report], of.density[report])

    def _known(
        self, cluster: Ints, sums: _Sums, report: Ints | None = None, without: Ints | None = None
    ) -> Where:
        """What the most exact reports of each cluster together say. without: where the report beside it, one of these,
        is left out."""
        of = self._of
        weight, timed, count = sums.weight[cluster], sums.timed[cluster], sums.count[cluster]
        xyz, mid2, density = sums.xyz[cluster], sums.mid2[cluster], sums.density[cluster]
        if report is not None and without is not None:
            w, t = self._weight[report] * without, self._timed[report] * without
            weight, timed, count = weight - w, timed - t, count - without
            xyz = xyz - (of.xyz[report] - of.xyz[cluster]) * w[:, None]
            mid2 = mid2 - (of.mid2[report] - of.mid2[cluster]) * t
            density = density - of.density[report] * without
        weight, timed = np.maximum(weight, 1), np.maximum(timed, 1)
        return Where(
            of.xyz[cluster] + xyz // weight[:, None], _root(_PARTS_PLACE // weight), of.mid2[cluster] + mid2 // timed,
            _root(_PARTS_TIME // timed), density // np.maximum(count, 1),
        )  # fmt: skip

    def _likelier(self, a: Where, b: Where) -> Ints:
        """Place, time and density of `a` beside `b`, as in `terms`, but for the time: it may be anywhere in the
        interval that `a` states, and beyond it the less probably the further."""
        limit, both = self._distance_m, a.radius * a.radius + b.radius * b.radius
        between = a.xyz - b.xyz
        apart2 = (between * between).sum(axis=1)
        spread = both + 4 * terms.LEAST_M**2
        ln_spread = milli_ln(spread)
        narrow = -terms._LN_HALF_PI - ln_spread - 3 * (milli_ln(spread + apart2) - ln_spread)
        beyond = np.maximum(_root(apart2) - limit, 0)
        broad = -terms._LN_PI - milli_ln(limit**2 + both) - 3 * (milli_ln(spread + beyond * beyond) - ln_spread)
        place = np.maximum(narrow, broad - terms.LN_2) + terms._LN_KM2
        wide = np.maximum(a.lasting, 2 * LEAST_S)
        late = np.maximum(np.abs(a.mid2 - b.mid2) // 2 - wide // 2, 0)
        scale = 3 * np.maximum(np.maximum(wide // TAIL, LEAST_S), b.lasting // TAIL) ** 2
        tail = 2 * (milli_ln(scale + late * late) - milli_ln(scale))
        narrow = -tail - milli_ln(wide + np.minimum(b.lasting, LONGEST_S))
        # Within its limits the accord says itself what is one, however far apart two exact times are there.
        longest = np.maximum(a.lasting, b.lasting)
        exact = (longest <= self._period_s) & (np.maximum(a.radius, b.radius) <= limit)
        broad = -milli_ln(2 * self._period_s + longest) - terms.LN_2
        time = np.where(exact, np.maximum(narrow, broad), narrow) + terms._LN_HOUR
        found: Ints = place + time + (a.density + b.density) // 2
        return found


_NOBODY: frozenset[int] = frozenset()
_SURE = np.int64(10**9)
"""Of a report whose place in its cluster is not asked: nothing moves it."""
_VAGUEST = max(Level) + 1


def _means(one: Ints, other: Ints, words: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Each (one, other) once, in order, with the mean of its values, rounded down."""
    if not len(one):
        return one, other, words
    key = one * size + other
    order = np.argsort(key, kind="stable")
    begins = np.nonzero(np.r_[True, np.diff(key[order]) != 0])[0]
    mean = np.add.reduceat(words[order], begins) // np.diff(np.r_[begins, len(order)])
    return one[order][begins], other[order][begins], mean


def _root(values: Ints) -> Ints:
    found: Ints = np.sqrt(values.astype(np.float64)).astype(np.int64)  # a correctly rounded operation: exact < 2**52
    return found


def _named(home: list[int]) -> Ints:
    """The same clusters, each named by the smallest of its numbers."""
    first: dict[int, int] = {}
    for n, name in enumerate(home):
        first.setdefault(name, n)
    return np.array([first[name] for name in home], np.int64)
