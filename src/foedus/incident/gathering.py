"""From scored pairs of reports to groups of one incident each (rules I1b, I2, I2a).

Two groups are compared by what each says together: when and where its reports, taken together, put the act, and the
mean over all pairs of reports of what their words and numbers say. Groups join, those first that are each other's best
match, while it is likelier that they mean one incident than two, even without any one report that is not the most exact
of its group; so that nothing vague joins what would stay apart without it. Then single reports move to the group that
they fit best.

Whole numbers only. Reports are numbered in the order of their ids, so that the order of arrival decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.basics.logarithm import MilliNats
from foedus.incident.linking import Pairs
from foedus.incident.near import Ints
from foedus.incident.tellings import Crosses, Places, crossed, exactness_order, means, pooled, without_each
from foedus.incident.terms import APART, CORROBORATES

Bools = NDArray[np.bool_]
EVEN: MilliNats = 0
"""Groups join from even odds on, and are compared if some pair of their reports does. What is less likely links
nothing, so that it does not matter which other reports are looked at together with these."""
ROUNDS_OF_MOVES = 3
"""Single reports are moved so often at most; nearly all stand after the second time."""

Between = Callable[[Places, Places], Ints]
"""What places and times say of pairs of groups, milli-nats, APART for never."""
Said = Callable[[Ints, Ints], tuple[Ints, Ints]]
"""(what words and numbers say of pairs of reports, what their texts say), milli-nats, APART for never."""


@dataclass(frozen=True)
class Rules:
    """How groups are compared. never: whether two reports of which no score is known can never be of one incident."""

    between: Between
    said: Said
    never: Callable[[Ints, Ints], Bools]


class Gathering:
    """The owner of the groups while they are made. `label` names the group of each report by one of its members."""

    def __init__(self, places: Places, pairs: Pairs, rules: Rules, exactness: Ints) -> None:
        """exactness: the rank of each report, the most exact first; no two are equal."""
        size = len(places.spread)
        self._exactness = exactness
        self._places, self._rules = places, rules
        self._order = exactness_order(places)
        self.label: Ints = np.full(size, -1, np.int64)
        low, high = np.minimum(pairs.one, pairs.other), np.maximum(pairs.one, pairs.other)
        key = low * size + high
        order = np.argsort(key, kind="stable")
        self._key, self._score = key[order], pairs.score[order]
        asked = order[self._score >= EVEN]
        self._one, self._other = low[asked], high[asked]
        self._whole = places.copy()
        self._least = EVEN

    def begin(self, some: Ints) -> None:
        """Take in reports that are to be together whatever others say, where they surely are."""
        self._add(some)
        self._least = CORROBORATES
        self._join(np.ones(len(self.label), np.bool_))
        self._least = EVEN
        by_itself = np.bincount(self.label[some], minlength=len(self.label))[self.label[some]] == 1
        self.label[some[by_itself]] = -1

    def take(self, new: Ints) -> None:
        """Take in reports, each by itself, join what belongs together, and move the new ones to where they fit best."""
        self._add(new)
        self._join(np.ones(len(self.label), np.bool_))
        asked = new
        for _ in range(ROUNDS_OF_MOVES):
            changed = self._move(asked)
            if not changed.any():
                break
            self._join(changed)
            asked = new[np.isin(new, self._beside(changed))]

    def support(self, vague: Ints, source: Ints) -> None:
        """Put each of these reports to the group that it fits best, if it fits any; it has no say about the next one.

        source: of every report. Of two of one source that fit one group best, the one that fits it better supports it.
        """
        self._add(vague)
        groups = self._groups()
        report, group, fit = self._fit_elsewhere(groups, vague)
        certain = groups[2][group] > 0
        certain &= ~np.isin(group, vague)
        report, group, fit = report[certain], group[certain], fit[certain]
        order = np.lexsort((group, -fit, report))
        best = order[np.r_[True, np.diff(report[order]) != 0]] if len(order) else order
        best = best[np.lexsort((report[best], -fit[best]))]
        _, first = np.unique(group[best] * (int(source.max(initial=0)) + 1) + source[report[best]], return_index=True)
        self.label[vague] = -1
        self.label[report[best[first]]] = group[best[first]]

    def _add(self, new: Ints) -> None:
        self.label[new] = new
        self._known: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))

    # -- joining ---------------------------------------------------------------------------------------------------

    def _join(self, changed: Bools) -> None:
        """Join groups until none are left that belong together. changed: groups of which nothing is known yet."""
        while True:
            one, other, gain = self._gains(changed)
            changed = np.zeros(len(self.label), np.bool_)
            best = _each_others_best(one, other, gain, self._least, len(self.label))
            self._known = one * len(self.label) + other, gain
            if not len(best):
                return
            sure = self._whoever_is_left_out(one[best], other[best])
            gain[best[~sure]] = APART
            x, y = one[best[sure]], other[best[sure]]
            name = np.arange(len(self.label))
            name[y] = x
            heard = self.label >= 0
            self.label[heard] = name[self.label[heard]]
            self._pool(x)
            changed[x] = True

    def _gains(self, changed: Bools) -> tuple[Ints, Ints, Ints]:
        """(one, other, how much likelier they are one) of all groups that are to be compared, one < other."""
        size = len(self.label)
        one, other = self.label[self._one], self.label[self._other]
        asked = (one >= 0) & (other >= 0) & (one != other)
        one, other = one[asked], other[asked]
        key = np.unique(np.minimum(one, other) * size + np.maximum(one, other))
        one, other = key // size, key % size
        gain = np.full(len(key), APART, np.int64)
        before, value = self._known
        at = np.minimum(np.searchsorted(before, key), max(len(before) - 1, 0))
        old = ~(changed[one] | changed[other])
        if len(before):
            old &= before[at] == key
            gain[old] = value[at[old]]
        else:
            old[:] = False
        fresh = np.nonzero(~old)[0]
        gain[fresh] = self._compared(self._groups(), one[fresh], other[fresh])
        return one, other, gain

    def _groups(self) -> tuple[Ints, Ints, Ints]:
        """(members, group after group; where each group begins, by its name; how many it has)."""
        size = len(self.label)
        heard = np.nonzero(self.label >= 0)[0]
        order = heard[np.argsort(self.label[heard], kind="stable")]
        sizes = np.bincount(self.label[heard], minlength=size)
        return order, np.cumsum(sizes) - sizes, sizes

    def _compared(self, groups: tuple[Ints, Ints, Ints], a: Ints, b: Ints) -> Ints:
        """How much likelier groups a[n] and b[n] are one incident than two."""
        _, _, sizes = groups
        found = np.full(len(a), APART, np.int64)
        single = (sizes[a] == 1) & (sizes[b] == 1)
        alone = np.nonzero(single)[0]
        found[alone] = self._scored(a[alone], b[alone])[0]
        several = np.nonzero(~single)[0]
        if len(several):
            a, b = a[several], b[several]
            found[several] = self._together(self._whole[a], self._whole[b], crossed(groups, a, b))
        return found

    def _together(self, a: Places, b: Places, crosses: Crosses) -> Ints:
        """The same for any groups, by their places and all pairs of their members."""
        if not len(crosses.begins):
            return crosses.begins
        score, known = self._scored(crosses.one, crosses.other)
        never = score < APART
        unknown = np.nonzero(~known)[0]
        never[unknown] = self._rules.never(crosses.one[unknown], crosses.other[unknown])
        words, texts = self._rules.said(crosses.one, crosses.other)
        never |= words <= APART
        found = self._rules.between(a, b)
        found = found + means(np.where(never, 0, words), crosses) + np.maximum.reduceat(texts, crosses.begins)
        found[np.logical_or.reduceat(never, crosses.begins)] = APART
        return found

    def _scored(self, a: Ints, b: Ints) -> tuple[Ints, Bools]:
        """(the scores of pairs of reports, APART where none is known; whether one is known)."""
        if not len(self._key):
            return np.full(len(a), APART, np.int64), np.zeros(len(a), np.bool_)
        key = np.minimum(a, b) * len(self.label) + np.maximum(a, b)
        at = np.minimum(np.searchsorted(self._key, key), len(self._key) - 1)
        known = self._key[at] == key
        return np.where(known, self._score[at], APART), known

    def _whoever_is_left_out(self, a: Ints, b: Ints) -> Bools:
        """Whether each two groups belong together even without any one of their reports but the most exact."""
        groups = self._groups()
        sure: Bools = np.ones(len(a), np.bool_)
        for here, there in ((a, b), (b, a)):
            asked = np.nonzero(groups[2][here] > 1)[0]
            if len(asked):
                less, of = self._less_one(groups, here[asked], there[asked])
                sure[asked[of[less < self._least]]] = False
        return sure

    def _less_one(self, groups: tuple[Ints, Ints, Ints], here: Ints, there: Ints) -> tuple[Ints, Ints]:
        """How well groups, without each of their members in turn, fit others; and which group each was made of."""
        order, begins, sizes = groups
        members = order[np.repeat(begins[here], sizes[here]) + _counting(sizes[here])]
        inside, many, of = without_each(members, sizes[here], self._exactness)
        smaller = pooled(self._places, self._order, inside, many)
        both = _crossed_with(inside, many, groups, there[of])
        return self._together(smaller, self._whole[there[of]], both), of

    def _pool(self, names: Ints) -> None:
        """Work out anew what these groups say together."""
        if len(names):
            order, begins, sizes = self._groups()
            members = order[np.repeat(begins[names], sizes[names]) + _counting(sizes[names])]
            self._whole.put(names, pooled(self._places, self._order, members, sizes[names]))

    # -- moving ----------------------------------------------------------------------------------------------------

    def _move(self, asked: Ints) -> Bools:
        """Move each of these reports to the group that it fits best, or to none; gives the groups that changed."""
        changed = np.zeros(len(self.label), np.bool_)
        groups = self._groups()
        here = self._fit_here(groups, asked)
        report, group, fit = self._fit_elsewhere(groups, asked)
        order = np.lexsort((group, -fit, report))
        first = order[np.r_[True, np.diff(report[order]) != 0]] if len(order) else order
        best, where = np.full(len(self.label), APART, np.int64), np.full(len(self.label), -1, np.int64)
        best[report[first]], where[report[first]] = fit[first], group[first]
        stays = np.maximum(here, EVEN)
        goes = asked[(best[asked] > stays) | (here < EVEN)]
        at = np.searchsorted(asked, goes)
        better = np.maximum(best[goes], EVEN) - here[at]
        touched: set[int] = set()
        for n in np.lexsort((goes, -better)).tolist():
            one, old = int(goes[n]), int(self.label[goes[n]])
            new = int(where[one]) if best[one] > EVEN else -1
            if old in touched or new in touched:
                continue
            touched |= {old, new} - {-1}
            touched |= self._put(one, old, new)
        changed[np.array(sorted(touched), np.int64)] = True
        alive = np.zeros(len(self.label), np.bool_)
        alive[self.label[self.label >= 0]] = True
        changed &= alive
        self._pool(np.nonzero(changed)[0])
        return changed

    def _put(self, one: int, old: int, new: int) -> set[int]:
        """Move a report from one group to another, or to none (-1); gives the names of what came of the groups."""
        rest = np.nonzero(self.label == old)[0]
        rest = rest[rest != one]
        names = {one}
        if len(rest):
            name = int(rest[0])
            self.label[rest] = name
            names.add(name)
        self.label[one] = one
        if new >= 0:
            inside = np.nonzero(self.label == new)[0]
            name = int(min(inside[0], one))
            self.label[inside] = self.label[one] = name
            names.add(name)
        return names

    def _fit_here(self, groups: tuple[Ints, Ints, Ints], asked: Ints) -> Ints:
        """How well each of these reports fits the others of its group; EVEN for one by itself."""
        _, _, sizes = groups
        found = np.full(len(asked), EVEN, np.int64)
        some = np.nonzero(sizes[self.label[asked]] > 1)[0]
        if len(some):
            names = np.unique(self.label[asked[some]])
            order, begins, _ = groups
            members = order[np.repeat(begins[names], sizes[names]) + _counting(sizes[names])]
            inside, many, _ = without_each(members, sizes[names])
            wanted = np.isin(members, asked)
            keep = np.repeat(wanted, many)
            inside, many, members = inside[keep], many[wanted], members[wanted]
            smaller = pooled(self._places, self._order, inside, many)
            begins = np.cumsum(many) - many
            crosses = Crosses(np.repeat(np.arange(len(many)), many), np.repeat(members, many), inside, begins)
            fit = np.empty(len(self.label), np.int64)
            fit[members] = self._together(self._places[members], smaller, crosses)
            found[some] = fit[asked[some]]
        return found

    def _fit_elsewhere(self, groups: tuple[Ints, Ints, Ints], asked: Ints) -> tuple[Ints, Ints, Ints]:
        """(report, another group, how well it fits that), for those that it fits whichever is left out."""
        size = len(self.label)
        wanted = np.zeros(size, np.bool_)
        wanted[asked] = True
        some = np.nonzero((self.label[self._one] >= 0) & (self.label[self._other] >= 0))[0]
        one, other = self._one[some], self._other[some]
        key = np.unique(np.concatenate([
            one[wanted[one]] * size + self.label[other[wanted[one]]],
            other[wanted[other]] * size + self.label[one[wanted[other]]],
        ]))  # fmt: skip
        report, group = key // size, key % size
        away = group != self.label[report]
        report, group = report[away], group[away]
        singles = (np.arange(size), np.arange(size), np.ones(size, np.int64))
        crosses = _crossed_with(report, np.ones(len(report), np.int64), groups, group)
        if not len(report):
            return report, group, report
        fit = self._together(self._places[report], self._whole[group], crosses)
        good = np.nonzero(fit > EVEN)[0]
        report, group, fit = report[good], group[good], fit[good]
        large = np.nonzero(groups[2][group] > 1)[0]
        sure: Bools = np.ones(len(report), np.bool_)
        if len(large):
            order, begins, sizes = groups
            here = group[large]
            members = order[np.repeat(begins[here], sizes[here]) + _counting(sizes[here])]
            inside, many, of = without_each(members, sizes[here], self._exactness)
            smaller = pooled(self._places, self._order, inside, many)
            alone = report[large][of]
            less = self._together(smaller, self._places[alone], _crossed_with(inside, many, singles, alone))
            sure[large[of[less < EVEN]]] = False
        return report[sure], group[sure], fit[sure]

    def _beside(self, changed: Bools) -> Ints:
        """The reports of the groups that changed, and those that are to be compared with them."""
        here = (self.label >= 0) & changed[np.maximum(self.label, 0)]
        near = here[self._one] | here[self._other]
        return np.unique(np.concatenate([np.nonzero(here)[0], self._one[near], self._other[near]]))


def _each_others_best(one: Ints, other: Ints, gain: Ints, least: MilliNats, size: int) -> Ints:
    """Which pairs of groups are each other's best match, and belong together; of equals the first."""
    good = np.nonzero(gain >= least)[0]
    good = good[np.argsort(-gain[good], kind="stable")]
    best = np.full(size, -1, np.int64)
    for side in (one, other):
        names, first = np.unique(side[good], return_index=True)
        rank = best[names]
        best[names] = np.where(rank < 0, first, np.minimum(rank, first))
    mutual: Ints = good[(best[one[good]] == best[other[good]]) & (best[one[good]] == np.arange(len(good)))]
    return mutual


def _counting(sizes: Ints) -> Ints:
    """0, 1, 2 ... for each of these sizes."""
    found: Ints = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return found


def _crossed_with(inside: Ints, many: Ints, groups: tuple[Ints, Ints, Ints], there: Ints) -> Crosses:
    """All pairs between groups made for the moment and groups that there are."""
    order, begins, sizes = groups
    here = (
        np.concatenate([inside, order]), np.concatenate([np.cumsum(many) - many, begins + len(inside)]),
        np.concatenate([many, sizes]),
    )  # fmt: skip
    return crossed(here, np.arange(len(many)), there + len(many))
