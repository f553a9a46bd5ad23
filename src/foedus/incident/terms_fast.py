"""The terms of `terms` for many pairs at once: the same whole numbers, a hundred times as fast (100 ns a pair)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from foedus.basics.logarithm import MilliNats, milli_ln
from foedus.incident import terms
from foedus.incident.columns import Columns, Ints, Numbers
from foedus.incident.sighting import Limits
from foedus.incident.tellings import Places
from foedus.incident.terms import APART, FLOOR, WORDS, Agreement
from foedus.incident.words import UNSAID, Words


class Scorer:
    """Scores pairs of rows of `columns`. The tables of words below are its own, and only save work."""

    def __init__(self, columns: Columns, limits: Limits) -> None:
        self._columns = columns
        self._distance_m = limits.distance_m
        self.period_s = limits.longest // 1_000_000
        self._words = {
            "act": WordTable(columns.acts, limits.acts, WORDS["act"]),
            "target": WordTable(columns.targets, limits.objects, WORDS["target"]),
            "weapon": WordTable(columns.weapons, limits.objects, WORDS["weapon"]),
        }

    def scores(self, a: Ints, b: Ints, density: Ints, same_place: bool = False) -> Ints:
        """The score of each pair (a[n], b[n]). density: of every row, milli-nats. Shape of all: that of `a`.

        same_place: all pairs are of reports that give the same name or disc for their place, and density is that of
        such reports for one hour.
        """
        of, whole = self._columns, np.full(len(a), APART, np.int64)
        left = np.arange(len(a))
        found = self._words["act"](of["act"][a], of["act"][b])
        # Term by term only what can still be one, since most of what lies near enough to be asked is not.
        for term in (self._time, self._place) if not same_place else (self._time,):
            left, found = left[found > APART], found[found > APART]
            value = term(a[left], b[left])
            found = np.where(value > APART, found + value, APART)
        left, found = left[found > APART], found[found > APART]
        p, q = a[left], b[left]
        found = found + (density[p] + density[q]) // 2
        for name in ("target", "weapon"):
            found = found + self._words[name](of[name][p], of[name][q])
        whole[left] = np.maximum(found + self._count(p, q) + self._text(p, q), FLOOR)
        return whole

    def terms(self, a: Ints, b: Ints, density: Ints, same_place: bool = False) -> Mapping[str, Ints]:
        """Each term by its name."""
        of = self._columns
        return {
            "place": np.zeros(len(a), np.int64) if same_place else self._place(a, b),
            "time": self._time(a, b),
            "density": (density[a] + density[b]) // 2,
            "act": self._words["act"](of["act"][a], of["act"][b]),
            "target": self._words["target"](of["target"][a], of["target"][b]),
            "weapon": self._words["weapon"](of["weapon"][a], of["weapon"][b]),
            "count": self._count(a, b),
            "text": self._text(a, b),
        }

    def exact_and_far(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        """Which pairs (a[n], b[n]) are never one, whatever stands between them; as `terms.exact_and_far`."""
        of, off = self._columns, self._columns.xyz[a] - self._columns.xyz[b]
        radius, other = of["radius"][a], of["radius"][b]
        reach2 = self._distance_m**2 + radius * radius + other * other
        found: NDArray[np.bool_] = (np.maximum(radius, other) <= self._distance_m) & (
            (off * off).sum(axis=1) > reach2
        )
        timed = np.nonzero(~found & (np.maximum(of["lasting"][a], of["lasting"][b]) <= self.period_s))[0]
        found[timed] = self._time(a[timed], b[timed]) <= APART
        return found

    def between(self, a: Places, b: Places) -> Ints:
        """What place, time and density say of groups, by what each says together; APART where times exclude it."""
        off = a.xyz - b.xyz
        apart2 = (off * off).sum(axis=1)
        apart = np.sqrt(apart2.astype(np.float64)).astype(np.int64)
        spread = a.spread + b.spread
        place = np.where(spread > 0, placed(np.maximum(spread, 1), apart2, apart, self._distance_m), 0)
        time = self._slipped((a.start, b.start), (a.end, b.end), (a.origin == b.origin) & (a.origin >= 0))
        return np.where(time > APART, place + time + (a.density + b.density) // 2, APART)

    def said(self, a: Ints, b: Ints) -> tuple[Ints, Ints]:
        """(what words and numbers say of pairs of rows, APART where acts exclude each other; what texts say)."""
        of = self._columns
        found = self._words["act"](of["act"][a], of["act"][b])
        more = self._count(a, b)
        for name in ("target", "weapon"):
            more = more + self._words[name](of[name][a], of[name][b])
        return np.where(found > APART, found + more, APART), self._text(a, b)

    def _place(self, a: Ints, b: Ints) -> Ints:
        of, limit = self._columns, self._distance_m
        between = of.xyz[a] - of.xyz[b]
        apart2 = (between * between).sum(axis=1)
        apart = np.sqrt(apart2.astype(np.float64)).astype(np.int64)  # a correctly rounded operation: exact below 2**52
        ra, rb = of["radius"][a], of["radius"][b]
        found = placed(of["spread"][a] + of["spread"][b], apart2, apart, limit)
        wide = np.where(ra > limit, ra, 0) + np.where(rb > limit, rb, 0)
        reach = limit + terms.REACH * wide
        found[apart2 > np.where(wide > 0, reach * reach, limit * limit + ra * ra + rb * rb)] = APART
        return found

    def _time(self, a: Ints, b: Ints) -> Ints:
        of = self._columns
        start, end = (of["start"][a], of["start"][b]), (of["end"][a], of["end"][b])
        return self._slipped(start, end, of["origin"][a] == of["origin"][b])

    def _slipped(self, start: tuple[Ints, Ints], end: tuple[Ints, Ints], one_claimant: NDArray[np.bool_]) -> Ints:
        found = timed(start, end, self.period_s)
        lasting = np.minimum(end[0] - start[0], end[1] - start[1])
        slip = np.nonzero(one_claimant & (lasting <= terms.CLOCK_TIME_S))[0]
        if len(slip):
            first, last = [each[slip] for each in start], [each[slip] for each in end]
            half = np.where(first[0] + last[0] > first[1] + last[1], terms.HALF_DAY_S, -terms.HALF_DAY_S)
            slipped = timed((first[0], first[1] + half), (last[0], last[1] + half), self.period_s)
            found[slip] = np.maximum(found[slip], np.where(slipped > APART, slipped + terms.SLIP, APART))
        return found

    def _count(self, a: Ints, b: Ints) -> Ints:
        of = self._columns
        na, nb, da, db = of["number"][a], of["number"][b], of["dead_high"][a], of["dead_high"][b]
        acts, dead = (na > 1) & (nb > 1), (da > 0) & (db > 0)
        one, other = np.where(acts, na, da), np.where(acts, nb, db)
        percent = 100 * np.abs(one - other) // np.maximum(np.maximum(one, other), 1)
        value = np.select([percent <= most for most, _ in terms.COUNTS], [v for _, v in terms.COUNTS])
        found: Ints = np.where(acts | dead, value, 0)
        return found

    def _text(self, a: Ints, b: Ints) -> Ints:
        of = self._columns
        found = np.zeros(len(a), np.int64)
        both = np.nonzero((of.text[a, 0] >= 0) & (of.text[b, 0] >= 0))[0]
        if len(both):
            same = (of.text[a[both]] == of.text[b[both]]).sum(axis=1)
            like = np.nonzero(same >= _LEAST_ALIKE)[0]
            found[both[like]] = np.select([same[like] >= n for n, _ in terms.TEXTS], [v for _, v in terms.TEXTS])
        return found


def placed(spread: Ints, apart2: Ints, apart: Ints, distance_m: int) -> Ints:
    """What it says of places that they are so far apart, per square kilometre. spread: of both, square metres."""
    ln_spread, ln_four = milli_ln(spread), milli_ln(4 * spread)
    narrow = -ln_spread - 3 * (milli_ln(4 * spread + apart2) - ln_four) - terms._LN_TWO_PI
    much = 4 * terms.EIGHT_TIMES * spread
    gross = terms.GROSS - ln_spread - terms._LN_64 - 3 * (milli_ln(much + apart2) - milli_ln(much)) - terms._LN_TWO_PI
    beyond = np.maximum(apart - distance_m, 0)
    broad = terms.LOOSE - terms._LN_PI - milli_ln(distance_m**2 + 4 * spread)
    broad -= 3 * (milli_ln(4 * spread + beyond * beyond) - ln_four)
    found: Ints = np.maximum(np.maximum(narrow, gross), broad) + terms._LN_KM2
    return found


def timed(start: Sequence[Ints], end: Sequence[Ints], period_s: int) -> Ints:
    """What it says of times that they lie so to each other, per hour; APART where too much lies between them."""
    gap = np.maximum(start[0], start[1]) - np.minimum(end[0], end[1])
    whole = np.full(len(gap), APART, np.int64)
    near = np.nonzero(gap <= period_s)[0]
    gap = gap[near]
    one, other = (np.maximum(end[n][near] - start[n][near], terms.LEAST_S) for n in (0, 1))
    long, longer = np.minimum(one, other), np.maximum(one, other)
    past, farther = (each * terms.BEYOND[0] // terms.BEYOND[1] + terms.BEYOND_S for each in (long, longer))
    both = past + farther
    shared = np.minimum(np.maximum(-gap, 0) + both // 2, long + past)
    narrow = milli_ln(shared) - 4 * (milli_ln(both + np.maximum(gap, 0)) - milli_ln(both))
    narrow -= milli_ln(long + past) + milli_ln(longer + farther)
    broad = terms.LASTING - milli_ln(2 * period_s + longer)
    whole[near] = np.maximum(narrow, broad) + terms._LN_HOUR
    return whole


_LEAST_ALIKE = min(least for least, value in terms.TEXTS if value)
"""Texts with fewer hashes in common say nothing."""


class WordTable:
    """What each pair of words says, looked up by their numbers; it grows as words come.

    Only words that the accord or the common vocabulary knows have a row; all others share the first one, since nothing
    is known of them but whether they are the same. So a record with thousands of words of its own needs no larger
    table.
    """

    def __init__(self, numbers: Numbers, words: Words, value: Mapping[Agreement, MilliNats]) -> None:
        self._numbers, self._words, self._value = numbers, words, value
        self._rows: Ints = np.zeros(0, np.int64)
        self._said: list[str] = [_UNHEARD_OF]
        self._row_of: dict[str, int] = {}
        self._table: Ints = np.full((1, 1), value[Agreement.OTHER], np.int64)
        self._vocabulary = frozenset(w for c, kinds in words.table.items() for w in (c, *kinds)) | UNSAID

    def __call__(self, a: Ints, b: Ints) -> Ints:
        """What the words of each pair say, by their numbers; shape (n,)."""
        if len(self._numbers.words) > len(self._rows):
            self._grow()
        rows_a, rows_b = self._rows[a], self._rows[b]
        found: Ints = self._table[rows_a, rows_b]
        found[(a == b) & (rows_a == 0)] = self._value[Agreement.EQUAL]
        return found

    def _grow(self) -> None:
        for word in self._numbers.words[len(self._rows) :]:
            if word in self._vocabulary and word not in self._row_of:
                self._row_of[word] = len(self._said)
                self._said.append(word)
        rows = [self._row_of.get(word, 0) for word in self._numbers.words]
        self._rows = np.array(rows, np.int64)
        before, size = len(self._table), len(self._said)
        table = np.zeros((size, size), np.int64)
        table[:before, :before] = self._table
        for n in range(before, size):
            for m in range(n + 1):
                found = terms.agreement(self._said[n], self._said[m], self._words)
                table[n, m] = table[m, n] = self._value[found]
        self._table = table


_UNHEARD_OF = "\0"
"""A word that no vocabulary has: it agrees with nothing but itself."""
