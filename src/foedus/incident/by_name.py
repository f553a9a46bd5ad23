"""Reports of which only the name, or a wide disc, of their place is known: which of them come next to each other (I1).

Where nothing but the name is known all of a place could be compared with all. Each is with those that come next in
time, so many of all that stand there, whichever others are looked at: so one more report changes the pairs of those
beside it only, and a place with tens of thousands of reports costs no more for each than one with hundreds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.incident.columns import Columns, Ints
from foedus.incident.sighting import Level

LONGEST_TOLD_S = 3 * 24 * 3600 + 3600
"""What is told of a longer time than three days is linked to nothing but its own words printed again."""
MOST_TOLD = 64
"""Reports of one named place are compared with so many that come next in time."""
_NONE: Ints = np.zeros(0, np.int64)


class ByName:
    """The order of such reports at each place. bundled: whether a row has another one that stands for it, in a flood;
    set by who owns the blocks."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.bundled: NDArray[np.bool_] = np.zeros(16, np.bool_)

    def make_room(self) -> None:
        """For as many rows as there are columns."""
        more = len(self._columns.alive) - len(self.bundled)
        if more > 0:
            self.bundled = np.concatenate([self.bundled, np.zeros(more, np.bool_)])

    def is_told(self, rows: Ints) -> NDArray[np.bool_]:
        """Whether rows are vaguer than a town, and not told of a longer time than counts are of."""
        column = self._columns.column
        return (column["level"][rows] >= Level.VAGUE) & (column["lasting"][rows] <= LONGEST_TOLD_S)

    def beside(self, rows: Ints) -> Ints:
        """The rows among whose next `MOST_TOLD` some rows are, or were before they were taken out, or that are among
        theirs."""
        order, near = self._around(rows)
        return self._alive(order[near])

    def parted(self, rows: Ints, reach_s: int) -> Ints:
        """Those of `beside` of which a pair can come or go with the rows: only where more than `MOST_TOLD` are within
        reach of one of them is any near one left out."""
        order, near = self._around(rows)
        column = self._columns.column
        spot, mid = column["spot"][order], column["mid2"][order] // 2
        crowded = np.zeros(len(order), np.bool_)
        if len(order) > MOST_TOLD:
            far = (spot[MOST_TOLD:] == spot[:-MOST_TOLD]) & (mid[MOST_TOLD:] - mid[:-MOST_TOLD] <= reach_s)
            crowded[:-MOST_TOLD] = far
            crowded[MOST_TOLD:] |= far
        return self._alive(order[near[crowded[near]]])

    def _around(self, rows: Ints) -> tuple[Ints, Ints]:
        """All at the places of some rows, these among them though they be taken out, in order; and the places in it
        of those near them."""
        told = rows[self.is_told(rows)]
        if not len(told):
            return told, told
        order = self._in_order(np.union1d(self._all_at(np.unique(self._columns["spot"][told])), told))
        at = np.nonzero(np.isin(order, told))[0]
        near = np.unique((at[:, None] + np.arange(-MOST_TOLD, MOST_TOLD + 1)).ravel())
        return order, near[(near >= 0) & (near < len(order))]

    def _alive(self, rows: Ints) -> Ints:
        found: Ints = rows[self._columns.alive[rows]]
        return found

    def pairs(self, rows: Ints, reach_s: int) -> tuple[Ints, Ints]:
        """Pairs among rows, each with the next `MOST_TOLD` of all that stand at its place and are near enough in time.
        """
        column = self._columns.column
        rows = self._in_order(rows)
        everybody = self._all_at(np.unique(column["spot"][rows]))
        place = np.full(self._columns.size, -1, np.int64)
        place[everybody] = np.arange(len(everybody))
        rows = rows[place[rows] >= 0]
        spot, mid, at = column["spot"][rows], column["mid2"][rows] // 2, place[rows]
        one, other = [_NONE], [_NONE]
        for step in range(1, min(len(rows), MOST_TOLD + 1)):
            next_ones = (spot[step:] == spot[:-step]) & (mid[step:] - mid[:-step] <= reach_s)
            near = np.nonzero(next_ones & (at[step:] - at[:-step] <= MOST_TOLD))[0]
            if not len(near):
                break  # what comes later is no nearer
            one.append(rows[near])
            other.append(rows[near + step])
        return np.concatenate(one), np.concatenate(other)

    def _in_order(self, rows: Ints) -> Ints:
        """Those of some rows that are told so, by place and time."""
        column = self._columns.column
        rows = rows[self.is_told(rows)]
        order: Ints = rows[np.lexsort((column["rank"][rows], column["mid2"][rows], column["spot"][rows]))]
        return order

    def _all_at(self, spots: Ints) -> Ints:
        """All of some places that stand for themselves, in order."""
        size = self._columns.size
        here = self._columns.alive[:size] & ~self.bundled[:size]
        return self._in_order(np.nonzero(here & np.isin(self._columns["spot"][:size], spots))[0])
