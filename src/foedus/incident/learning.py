"""Learning how origins behave from how they agree, with no incident of which the truth is told (rule I4c).

The method of Dawid and Skene (1979): suppose who did it, count how each origin then behaved, weigh it by that,
suppose again. Three things keep it sane. Each origin starts from the mean of its basis as if it had been seen
`OF_ORIGIN` times to behave so, the mean of a basis from its weight in `WEIGHTS` as if from `OF_BASIS` origins; so few
reports teach little. Only incidents of which several independent origins name somebody are learnt from; where one
speaks alone, nothing tells a bias from what simply happens where it is. And a party's admissions are never weighed
anew: who admits names only itself, so that its table has one column, and shows nothing.

The sums are of doubles in a fixed order, with + - * / only, which IEEE 754 fixes to the last bit on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ldexp

import numpy as np
from numpy.typing import NDArray

from foedus.basics.instant import DAY, Instant, from_datetime, to_datetime
from foedus.incident.alone import heard_alone
from foedus.incident.attribution import Testimony
from foedus.incident.behaviour import ADMISSION, FINE, FOOLED, WEIGHTS, Behaviour, Confusion, unlearnt
from foedus.report.model import Basis

HALF_LIFE_DAYS = 365
"""After so many days a case counts half.

Source: measured among 90, 180, 270 and 365 on generated testimonies (docs/attribution.md): a shorter one forgets faster
than origins meet.
"""
OF_ORIGIN = 10
"""How many claims the mean of a basis is worth against an origin's own, in each row: three move it by a quarter.

Source: measured among 6, 8, 10, 20 and 40 on generated truth, incidents as found (docs/evidence.md), as is the next,
among 1, 2, 4 and 12. With 6 and 2 two who always accuse the same party teach that others do it and they say so.
"""
OF_BASIS = 2
"""How many origins the weight of a basis is worth against what is learnt; each origin counts as one at most."""
OF_BASE = 20
"""How many incidents the shares before anything is learnt are worth. Source: a judgement."""
FEWEST_CASES = 30
"""With fewer cases nothing is learnt. Source: a judgement; the priors would outweigh what fewer can show."""
ROUNDS = 15
"""Rounds of supposing and counting. Source: measured; more move no probability by a percentage point."""

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Case:
    """An incident as far as learning needs it: when it was known first, and what independent origins say of it."""

    known_at: Instant
    testimonies: tuple[Testimony, ...]


def relearning_instant(at: Instant) -> Instant:
    """The start of the calendar month (UTC) in which `at` lies: what was known then is what is learnt from (I4f).

    To learn anew with each report would revise every incident with each; by quarters, half the truces of the library
    would be over before anything is learnt.
    """
    moment = to_datetime(at)
    return from_datetime(datetime(moment.year, moment.month, 1, tzinfo=UTC))


def learn(cases: Sequence[Case], parties: Sequence[str], at: Instant) -> Behaviour:
    """The behaviour of every origin, as the cases known at `at` show it; unlearnt, if these are too few.

    Neither the order of cases nor of testimonies matters. parties: of the accord, in its order.
    Cost: linear; 30,000 cases of 3 testimonies 1.2 s (one core, November 2026).
    """
    prior = unlearnt(tuple(parties))
    known = [c for c in cases if c.known_at <= at]
    usable = [c for c in _in_own_words(known) if sum(1 for t in c.testimonies if t.evidence) > 1]
    if len(usable) < FEWEST_CASES or not parties:
        return prior
    alone = heard_alone((int(_decayed(at - c.known_at) * FINE), c.testimonies) for c in known)
    learnt = _Learning(_table_of(usable, prior, at), prior).learnt(at, len(usable))
    return replace(learnt, alone_of_basis=alone.of_basis, alone_of_origin=alone.of_origin)


def _in_own_words(cases: Sequence[Case]) -> Sequence[Case]:
    """The cases without the testimonies of which a collector has written who did it, which agree because one hand did.

    These are known by this: in its events no two origins that name somebody ever name another.
    """
    differ: dict[str, bool] = {}
    for case in cases:
        named: dict[str, set[tuple[str, ...]]] = {}
        for t in case.testimonies:
            if t.coder and t.evidence:
                named.setdefault(t.coder, set()).add(tuple(party for party, _ in t.evidence))
        for coder, said in named.items():
            differ[coder] = differ.get(coder, False) or len(said) > 1
    one_hand = {coder for coder, ever in differ.items() if not ever}
    if not one_hand:
        return cases
    return [Case(c.known_at, tuple(t for t in c.testimonies if t.coder not in one_hand)) for c in cases]


@dataclass(frozen=True)
class _Table:
    """The cases as columns of numbers.

    weights: of each case. case, cell, said, share: of each vote, a vote being one claim of a testimony; cell is the
    place in `cells`, an origin on a basis; said a column of a confusion; share is 1 over the claims of its testimony.
    testimony: of each vote, numbered over all cases, those of a case in a row. turns: for the first, second, ... in a
    case the testimonies that are that, and `owner` the case of each.
    """

    weights: Floats
    cells: tuple[tuple[str, Basis], ...]
    case: Whole
    cell: Whole
    said: Whole
    share: Floats
    testimony: Whole
    turns: tuple[Whole, ...]
    owner: Whole


def _table_of(cases: Sequence[Case], prior: Behaviour, at: Instant) -> _Table:
    column = {party: i for i, party in enumerate(prior.parties)}
    told = sorted((c.known_at, sorted((t.origin, t.evidence) for t in c.testimonies if t.evidence)) for c in cases)
    cells = sorted({(origin, basis) for _, heard in told for origin, claims in heard for _, basis in claims})
    place = {cell: i for i, cell in enumerate(cells)}
    votes: list[tuple[int, int, int, float, int]] = []
    owner: list[int] = []
    turns: list[list[int]] = []
    for number, (_, heard) in enumerate(told):
        for turn, (origin, claims) in enumerate(heard):
            if turn == len(turns):
                turns.append([])
            turns[turn].append(len(owner))
            share = 1 / len(claims)
            for party, basis in claims:
                votes.append((number, place[origin, basis], column.get(party, len(column)), share, len(owner)))
            owner.append(number)
    case, cell, said, shares, testimony = zip(*votes, strict=True)
    return _Table(
        np.array([_decayed(at - known_at) for known_at, _ in told]), tuple(cells), _whole(case), _whole(cell),
        _whole(said), np.array(shares), _whole(testimony), tuple(_whole(t) for t in turns), _whole(owner),
    )  # fmt: skip


def _whole(numbers: Sequence[int]) -> Whole:
    return np.array(numbers, dtype=np.int64)


def _decayed(age: int) -> float:
    """A half for every `HALF_LIFE_DAYS`, and a straight line in between."""
    halvings, rest = divmod(max(age, 0) // DAY, HALF_LIFE_DAYS)
    return ldexp(1 - rest / HALF_LIFE_DAYS / 2, -min(halvings, 60))


class _Learning:
    """The owner of what is supposed while it learns: the tables of cells and bases, and the shares before anything."""

    def __init__(self, table: _Table, prior: Behaviour) -> None:
        self._table, self._prior = table, prior
        self._classes = len(prior.base)
        self._start = np.array([prior.of_basis[b] for _, b in table.cells], dtype=np.float64) / FINE
        self._fixed = np.array([b is ADMISSION for _, b in table.cells])
        bases = sorted({b for _, b in table.cells})
        self._bases = tuple(bases)
        self._basis_of = _whole([bases.index(b) for _, b in table.cells])
        self._confusion = self._start
        self._of_basis = np.array([prior.of_basis[b] for b in bases], dtype=np.float64) / FINE
        self._first = np.array(prior.base, dtype=np.float64) / FINE
        self._base = self._first

    def learnt(self, at: Instant, cases: int) -> Behaviour:
        for _ in range(ROUNDS):
            self._count(self._supposed())
        of_cell = dict(zip(self._table.cells, (_as_whole(c) for c in self._confusion), strict=True))
        learnt: Mapping[tuple[str, Basis], Confusion] = {k: c for k, c in of_cell.items() if k[1] is not ADMISSION}
        of_basis = {**self._prior.of_basis}
        of_basis |= {b: _as_whole(c) for b, c in zip(self._bases, self._of_basis, strict=True) if b is not ADMISSION}
        (base,) = _as_whole(self._base[None, :])
        return Behaviour(self._prior.parties, base, of_basis, learnt, learnt_at=at, cases=cases)

    def _supposed(self) -> Floats:
        """For each case the probability of each that it did it, as `attributed` finds it. Shape (cases, classes)."""
        t = self._table
        right = np.diagonal(self._confusion, axis1=1, axis2=2)
        fits = np.minimum(self._confusion, right[:, None, :])  # who is wrong more often than chance is worth nothing
        fit_of_vote = fits[t.cell, :, t.said]
        found = np.empty((len(t.weights), self._classes))
        found[:] = self._base
        factors = np.empty((len(t.owner), self._classes))
        for c in range(self._classes):
            factors[:, c] = np.bincount(t.testimony, fit_of_vote[:, c], len(t.owner))
        for turn in t.turns:
            owner = t.owner[turn]
            odds = found[owner] * factors[turn]
            found[owner] = odds / _summed(odds)[:, None]
        fooled = FOOLED.numerator / FOOLED.denominator
        return found * (1 - fooled) + self._base * fooled

    def _count(self, found: Floats) -> None:
        """Count how each origin behaved if that is how it was, and mix it with what was to be expected."""
        t, n = self._table, self._classes
        weighed = found * t.weights[:, None]
        counts = np.empty((len(t.cells), n, n))
        for row in range(n):
            flat = np.bincount(t.cell * n + t.said, weighed[t.case, row] * t.share, len(t.cells) * n)
            counts[:, row, :] = flat.reshape(len(t.cells), n)
        self._learn_bases(counts)
        expected = self._of_basis[self._basis_of] * OF_ORIGIN
        mixed = counts + expected
        learnt = mixed / _summed(mixed)[..., None]
        self._confusion = np.where(self._fixed[:, None, None], self._start, learnt)
        per_class = np.array([_in_order(weighed[:, c]) for c in range(n)]) + self._first * OF_BASE
        self._base = per_class / _in_order(per_class)

    def _learn_bases(self, counts: Floats) -> None:
        """The mean table of each basis: over origins, each counted by how well it is known, at most as one."""
        n, seen = self._classes, _summed(counts)
        trust = seen / (seen + OF_ORIGIN)
        shares = counts / np.where(seen > 0, seen, 1.0)[..., None]
        for row in range(n):
            for column in range(n):
                added = np.bincount(self._basis_of, trust[:, row] * shares[:, row, column], len(self._bases))
                weight = np.bincount(self._basis_of, trust[:, row], len(self._bases))
                start = np.array([self._prior.of_basis[b][row][column] for b in self._bases]) / FINE
                self._of_basis[:, row, column] = (added + start * OF_BASIS) / (weight + OF_BASIS)


def _summed(values: Floats) -> Floats:
    """The sum over the last axis, from first to last: numpy's own takes another order on another machine."""
    total: Floats = values[..., 0].copy()
    for i in range(1, values.shape[-1]):
        total += values[..., i]
    return total


def _in_order(values: Floats) -> float:
    return float(np.bincount(np.zeros(len(values), dtype=np.int64), values)[0])


def _as_whole(rows: Floats) -> Confusion:
    return tuple(tuple(max(1, int(x * FINE + 0.5)) for x in row) for row in rows.tolist())


assert set(WEIGHTS) == set(Basis), "every basis has a weight"
