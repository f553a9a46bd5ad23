"""Average link without chains, and support by vaguer reports: from scored pairs to clusters (rules I1b, I2, I2a).

Pure functions on whole numbers. Reports are numbered 0..n-1 in an order of their own, `rank` breaks ties between equal
scores: it comes from the reports' ids, so that the order of arrival decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from foedus.basics.logarithm import milli_nats
from foedus.incident.near import Ints
from foedus.incident.terms import APART, FLOOR

MARGIN = milli_nats(3)
"""A vaguer report supports an incident only if no other one explains it at least a third as well: three to one is what
"clear" needs at the least, and what is less clear stays by itself."""


TooFar = Callable[[Sequence[int], Sequence[int]], bool]
"""Whether some report of the one list and some of the other are too far apart to be one (I1a). Asked only where pairs
between the two are unscored, since what lies out of reach is never scored and a score says so of all others."""


@dataclass(frozen=True)
class Pairs:
    """Scored pairs, each once; what is not among them counts FLOOR, or APART if it is too far. score: milli-nats, APART
    for never."""

    one: Ints
    other: Ints
    score: Ints


def together(parts: Sequence[Pairs]) -> Pairs:
    """All pairs of several parts."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Pairs(none, none, none)
    return Pairs(*(np.concatenate(each) for each in zip(*((p.one, p.other, p.score) for p in parts), strict=True)))


def some(pairs: Pairs, which: NDArray[np.bool_]) -> Pairs:
    """Some of the pairs."""
    return Pairs(pairs.one[which], pairs.other[which], pairs.score[which])


def components(size: int, one: Ints, other: Ints) -> Ints:
    """For each of `size` things the smallest number of those it is connected with."""
    label = np.arange(size)
    while len(one):
        # Only roots are hooked, each below a smaller one, so that no thing ever leaves its tree.
        np.minimum.at(label, np.maximum(label[one], label[other]), np.minimum(label[one], label[other]))
        while True:
            jumped = label[label]
            if (jumped == label).all():
                break
            label = jumped
        open_ = label[one] != label[other]
        one, other = one[open_], other[open_]
    return label


def average_linked(size: int, pairs: Pairs, rank: NDArray[np.int64], too_far: TooFar) -> Ints:
    """The cluster of each of `size` reports, named by its smallest number.

    Pairs are taken from the highest score down (ties by rank). The clusters of the two join if the average over all
    pairs between them, unscored ones at FLOOR, is not negative and no pair between them is APART or too far.
    """
    positive = pairs.score >= 0
    one, other = pairs.one[positive], pairs.other[positive]
    label = components(size, one, other)
    members = np.bincount(label, minlength=size)
    linked = np.bincount(label[one], minlength=size)
    # Where every pair of a component is positive, so is every average: it is one cluster, without looking closer.
    mixed = linked[label] < members[label] * (members[label] - 1) // 2
    label = label.copy()
    hard = np.nonzero(mixed[pairs.one] & (label[pairs.one] == label[pairs.other]))[0]
    if len(hard):
        for block in _by_component(label[pairs.one[hard]], hard):
            _link_block(pairs, block, rank, too_far, label)
    return label


def _by_component(of: Ints, hard: Ints) -> list[Ints]:
    order = np.argsort(of, kind="stable")
    cuts = np.nonzero(np.diff(of[order]))[0] + 1
    return np.split(hard[order], cuts)


def _link_block(pairs: Pairs, block: Ints, rank: Ints, too_far: TooFar, label: Ints) -> None:
    """One component of which not all pairs are positive; writes the clusters into `label`."""
    one, other, score = pairs.one[block], pairs.other[block], pairs.score[block]
    low, high = np.minimum(rank[one], rank[other]), np.maximum(rank[one], rank[other])
    order = np.lexsort((high, low, -score))
    numbers = np.unique(np.concatenate([one, other])).tolist()
    home = {n: n for n in numbers}
    inside: dict[int, list[int]] = {n: [n] for n in numbers}
    between: dict[int, dict[int, tuple[int, int]]] = {n: {} for n in numbers}
    triples = list(zip(one[order].tolist(), other[order].tolist(), score[order].tolist(), strict=True))
    for a, b, value in triples:
        between[a][b] = between[b][a] = (value, 1)
    for a, b, value in triples:
        if value < 0:
            break
        x, y = home[a], home[b]
        if x != y and _may_join(between[x][y], inside[x], inside[y], too_far):
            if len(between[x]) < len(between[y]):
                x, y = y, x
            _join(x, y, home, inside, between)
    for members in inside.values():
        label[members] = min(members)


def _may_join(scored: tuple[int, int], here: Sequence[int], there: Sequence[int], too_far: TooFar) -> bool:
    total, count = scored
    unscored = len(here) * len(there) - count
    # A single APART outweighs all that can stand against it.
    return total + unscored * FLOOR >= 0 and not (unscored and too_far(here, there))


def _join(
    x: int, y: int, home: dict[int, int], inside: dict[int, list[int]], between: dict[int, dict[int, tuple[int, int]]]
) -> None:
    """`y` becomes part of `x`."""
    for member in inside[y]:
        home[member] = x
    inside[x].extend(inside.pop(y))
    del between[x][y]
    for other, (value, count) in between.pop(y).items():
        if other != x:
            so_far = between[x].get(other, (0, 0))
            both = (so_far[0] + value, so_far[1] + count)
            between[x][other] = between[other][x] = both
            del between[other][y]


def joined_whole(label: Ints, level: Ints, pairs: Pairs, too_far: TooFar) -> Ints:
    """The clusters after whole clusters have joined (rule I2d). label: cluster of each report, level: how exact it is.

    Two clusters join, those that fit best first, if the average over all pairs between them is not negative, nor the
    average over the pairs of reports up to any level of exactness, nor the average without any one report, if no pair
    is APART or too far, and if neither fits a third one within MARGIN. So no report joins two clusters that would not
    join without it, and nothing vague has a say against what is more exact.
    """
    one, other, score = pairs.one, pairs.other, pairs.score
    low, high = np.minimum(label[one], label[other]), np.maximum(label[one], label[other])
    between = np.nonzero(low != high)[0]
    if not len(between):
        return label
    order = between[np.lexsort((high[between], low[between]))]
    low, high = low[order], high[order]
    begins = np.nonzero(np.r_[True, (np.diff(low) != 0) | (np.diff(high) != 0)])[0]
    sizes = np.bincount(label, minlength=len(label))
    unscored = sizes[low[begins]] * sizes[high[begins]] - np.diff(np.r_[begins, len(order)])
    never = np.minimum.reduceat(score[order], begins) <= APART
    fit = (np.add.reduceat(score[order], begins) + unscored * FLOOR >= 0) & ~never
    if not fit.any():
        return label
    # A union fits another cluster only if one of its parts does, so that these are all that can ever join.
    first, second = low[begins[fit]], high[begins[fit]]
    asked = np.zeros(len(label), np.bool_)
    asked[first] = asked[second] = True
    near = order[asked[low] & asked[high]]
    scores = {
        (min(a, b), max(a, b)): value
        for a, b, value in zip(one[near].tolist(), other[near].tolist(), score[near].tolist(), strict=True)
    }
    members = {n: np.nonzero(label == n)[0].tolist() for n in np.unique(np.r_[first, second]).tolist()}
    wholes = _Wholes(scores, level.tolist(), members, too_far)
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        wholes.compare(a, b)
    found = label.copy()
    for name, inside in wholes.joined().items():
        found[inside] = name
    return found


class _Wholes:
    """Clusters that may join whole; owns its members, which change as they do."""

    def __init__(
        self, scores: Mapping[tuple[int, int], int], level: Sequence[int], members: dict[int, list[int]],
        too_far: TooFar,
    ) -> None:
        self._scores, self._level, self._members, self._too_far = scores, level, members, too_far
        self._fits: dict[int, dict[int, int]] = {n: {} for n in members}
        self._heap: list[tuple[int, int, int]] = []

    def compare(self, x: int, y: int) -> None:
        """Note how well two clusters fit, if they do."""
        fit = self._fit(self._members[x], self._members[y])
        if fit >= 0:
            self._fits[x][y] = self._fits[y][x] = fit
            heappush(self._heap, (-fit, min(x, y), max(x, y)))

    def joined(self) -> Mapping[int, list[int]]:
        """The members of each cluster after all that join have, by its name, the smallest of their numbers."""
        while self._heap:
            fit, x, y = heappop(self._heap)
            if self._fits.get(x, {}).get(y) == -fit and not self._doubtful(x, y):
                self._join(x, y)
        return self._members

    def _doubtful(self, x: int, y: int) -> bool:
        limit = self._fits[x][y] - MARGIN
        return any(fit > limit for a, b in ((x, y), (y, x)) for n, fit in self._fits[a].items() if n != b)

    def _join(self, x: int, y: int) -> None:
        others = (self._fits[x].keys() | self._fits.pop(y).keys()) - {x, y}
        self._members[x] += self._members.pop(y)
        self._fits[x] = {}
        for n in sorted(others):
            self._fits[n].pop(x, None)
            self._fits[n].pop(y, None)
            self.compare(x, n)

    def _fit(self, here: Sequence[int], there: Sequence[int]) -> int:
        """The average over all pairs, in whole milli-nats; FLOOR where something speaks against it."""
        by_level: dict[int, int] = defaultdict(int)
        of: dict[int, int] = defaultdict(int)
        unscored = False
        for a in here:
            for b in there:
                scored = self._scores.get((min(a, b), max(a, b)))
                value, unscored = (FLOOR, True) if scored is None else (scored, unscored)
                if value <= APART:
                    return FLOOR
                by_level[max(self._level[a], self._level[b])] += value
                of[a] += value
                of[b] += value
        total = 0
        for each in sorted(by_level):
            total += by_level[each]
            if total < 0:
                return FLOOR
        one_less = [total - of[n] for side in (here, there) if len(side) > 1 for n in side]
        if min(one_less, default=0) < 0 or (unscored and self._too_far(here, there)):
            return FLOOR
        return total // (len(here) * len(there))


@dataclass(frozen=True)
class Support:
    """Which cluster each report supports, -1 for none, and how many it fits; shapes (n,)."""

    cluster: Ints
    fits: Ints


def supported(size: int, report: Ints, cluster: Ints, score: Ints, sizes: Ints) -> Support:
    """Which cluster each vaguer report supports.

    report, cluster, score: one row for each scored pair of one of `size` reports and a member of a cluster; sizes: how
    many members each cluster has. A report fits a cluster if the average over its members is not negative and none is
    APART; it supports the one it fits best, if no other that it fits comes within MARGIN.
    """
    found, fits = np.full(size, -1, np.int64), np.zeros(size, np.int64)
    if not len(report):
        return Support(found, fits)
    key = report * len(sizes) + cluster
    order = np.argsort(key, kind="stable")
    begins = np.nonzero(np.r_[True, np.diff(key[order]) != 0])[0]
    total = np.add.reduceat(score[order], begins)
    count = np.diff(np.r_[begins, len(order)])
    never = np.minimum.reduceat(score[order], begins) <= APART
    r, c = report[order][begins], cluster[order][begins]
    average = (total + (sizes[c] - count) * FLOOR) // sizes[c]
    good = (average >= 0) & ~never
    r, c, average = r[good], c[good], average[good]
    fits += np.bincount(r, minlength=size)
    order = np.lexsort((c, -average, r))
    r, c, average = r[order], c[order], average[order]
    first = np.nonzero(np.r_[True, np.diff(r) != 0])[0] if len(r) else np.zeros(0, np.int64)
    second = np.minimum(first + 1, max(len(r) - 1, 0))
    rival = (second > first) & (r[second] == r[first]) & (average[second] > average[first] - MARGIN)
    sure = first[~rival]
    found[r[sure]] = c[sure]
    return Support(found, fits)


def clusters_of(label: Ints) -> dict[int, list[int]]:
    """Members of each cluster, by its name, in order."""
    found: dict[int, list[int]] = defaultdict(list)
    for n, name in enumerate(label.tolist()):
        found[name].append(n)
    return dict(found)
