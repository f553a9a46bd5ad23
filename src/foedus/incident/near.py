"""Pairs of points within a distance and a time of each other, found without comparing all with all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from foedus.basics.logarithm import milli_ln

Ints = NDArray[np.int64]

_OFFSETS = np.array([(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1)], np.int64)
_ROOM = 1 << 20
"""Cells are counted from -_ROOM to _ROOM along each axis: with cells of 100 m or more, more than the Earth has."""
_AXIS = 2 * _ROOM
_TIME_BITS = 39
"""Seconds from the first to the last instant of any record, 17,000 years of them."""
_MOST_AT_ONCE = 4_000_000
"""Pairs looked at in one go, so that memory stays bounded."""


def cells_of(xyz: Ints, size_m: int) -> Ints:
    """The cell of each point, as one whole number: shape (n,)."""
    cells = xyz // size_m + _ROOM
    packed: Ints = (cells[:, 0] * _AXIS + cells[:, 1]) * _AXIS + cells[:, 2]
    return packed


def squares_of(xyz: Ints, size_m: int) -> Ints:
    """The square of each point on the side of a cube round the Earth on which it is seen from the centre, as one whole
    number: shape (n,). So a square holds as much ground as another one nearby; `stretched` tells how much."""
    side = np.abs(xyz).argmax(axis=1)
    rows = np.arange(len(xyz))
    front = xyz[rows, side] >= 0
    u, v = xyz[rows, (side + 1) % 3] // size_m + _ROOM, xyz[rows, (side + 2) % 3] // size_m + _ROOM
    packed: Ints = ((side * 2 + front) * _AXIS + u) * _AXIS + v
    return packed


def stretched(xyz: Ints) -> Ints:
    """The logarithm of how much more ground than its own area a square of `squares_of` holds: 0 to 549 milli-nats."""
    whole = np.sqrt((xyz * xyz).sum(axis=1).astype(np.float64)).astype(np.int64)
    found: Ints = milli_ln(np.maximum(whole, 1)) - milli_ln(np.maximum(np.abs(xyz).max(axis=1), 1))
    return found


def neighbours() -> Ints:
    """What to add to a cell's number for it and the 26 around it."""
    shift: Ints = (_OFFSETS[:, 0] * _AXIS + _OFFSETS[:, 1]) * _AXIS + _OFFSETS[:, 2]
    return shift


class Shelves:
    """Points in cells, within a cell by time: ready to be asked which lie near others.

    wide_m: how much farther than `least_m` each may be off; no two are more than `reach_m` apart that are near.
    """

    def __init__(self, rows: Ints, xyz: Ints, at_s: Ints, reach_m: int, least_m: int, wide_m: Ints) -> None:
        cells = cells_of(xyz, reach_m)
        order = np.lexsort((rows, at_s, cells))
        self._reach_m, self._least_m, self._wide_m = reach_m, least_m, wide_m[order]
        self.rows, self.xyz, self.at_s = rows[order], xyz[order], at_s[order]
        self._cells, rank = np.unique(cells[order], return_inverse=True)
        self._first_s = int(self.at_s.min()) if len(rows) else 0
        self._key = (rank.astype(np.int64) << _TIME_BITS) + (self.at_s - self._first_s)

    def pairs(
        self, rows: Ints, xyz: Ints, at_s: Ints, reach_s: int, wide_m: Ints
    ) -> Iterator[tuple[Ints, Ints]]:
        """Each (row asked for, row on the shelves) within the distance and `reach_s` seconds, in pieces.

        The order of the pieces depends on places, not on the order in which the points were given.
        """
        if not len(self.rows) or not len(rows):
            return
        asked = cells_of(xyz, self._reach_m)
        longest = int(self.at_s.max()) - self._first_s
        from_s = np.clip(at_s - reach_s - self._first_s, 0, longest + 1)
        to_s = np.clip(at_s + reach_s - self._first_s, -1, longest)
        for shift in neighbours().tolist():
            rank = np.searchsorted(self._cells, asked + shift)
            found = np.nonzero((rank < len(self._cells)) & (to_s >= from_s))[0]
            found = found[self._cells[rank[found]] == asked[found] + shift]
            base = rank[found].astype(np.int64) << _TIME_BITS
            low = np.searchsorted(self._key, base + from_s[found], "left")
            high = np.searchsorted(self._key, base + to_s[found], "right")
            yield from self._within(rows, xyz, wide_m, found, low, high)

    def _within(
        self, rows: Ints, xyz: Ints, wide_m: Ints, asked: Ints, low: Ints, high: Ints
    ) -> Iterator[tuple[Ints, Ints]]:
        counts = high - low
        some = counts > 0
        asked, low, counts = asked[some], low[some], counts[some]
        ends = np.cumsum(counts)
        begin = 0
        while begin < len(asked):
            done = int(ends[begin - 1]) if begin else 0
            stop = max(begin + 1, int(np.searchsorted(ends, done + _MOST_AT_ONCE, "right")))
            part = counts[begin:stop]
            left = np.repeat(asked[begin:stop], part)
            right = np.arange(int(part.sum())) + np.repeat(low[begin:stop] - (np.cumsum(part) - part), part)
            apart = xyz[left] - self.xyz[right]
            near = (apart * apart).sum(axis=1) <= (self._least_m + wide_m[left] + self._wide_m[right]) ** 2
            yield rows[left[near]], self.rows[right[near]]
            begin = stop


def one_by_one(
    a: Ints, b: Ints, xyz: Ints, at: Ints, wide: Ints, least_m: int, reach_s: int
) -> Iterator[tuple[Ints, Ints]]:
    """The same for a few rows `a`, each compared with all of `b`; the arrays are of all rows."""
    for row in a.tolist():
        soon: NDArray[np.bool_] = np.abs(at[b] - at[row]) <= reach_s
        near = b[soon]
        between = xyz[near] - xyz[row]
        near = near[(between * between).sum(axis=1) <= (least_m + wide[row] + wide[near]) ** 2]
        yield np.full(len(near), row, np.int64), near


def ragged(sizes: Ints) -> tuple[Ints, Ints]:
    """For rows of so many places each: (the row of each place, its number within the row)."""
    of = np.repeat(np.arange(len(sizes)), sizes)
    at: Ints = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return of, at
