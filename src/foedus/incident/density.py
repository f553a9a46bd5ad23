"""How many incidents there are around a report, told from the reports around it (rule I1a).

The fewer there are, the more it says that two reports agree on a place and a time. What speaks against one incident is
that a second one may have happened that nobody else told of; for each report told around there are so many of these
(`UNTOLD`). Who says that it repeats another tells nothing more, and no source counts for more than a few, so that
nobody can hide an incident by flooding its surroundings. Counts are taken in coarse steps, so that one more report
seldom changes anything. Who speaks for a party is asked only where nobody else tells anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.basics.logarithm import milli_ln, milli_nats
from foedus.incident.near import Ints, squares_of, stretched

MOST_OF_A_SOURCE = 16
"""What one source can add to the count."""
CELLS = 8
"""A cell is so many times the accord's distance wide, and ..."""
SPANS = 8
"""... so many times its period long: several times what one incident can fill, so that the count is of many, and less
than a front changes in."""
UNTOLD = 4
"""Sixteenths of an incident that is told of by one only, or by nobody, for each report told around: an incident has
about two witnesses, and about half as many again pass with one or none."""
GRIDS = 2
"""Grids of cells, each shifted by half a cell, so that no incident lies at the edge of all of them."""
_PARTS = 16
"""Incidents expected around are counted in sixteenths."""
_STEPS = np.unique(np.rint(2.0 ** (np.arange(0, 81) / 2)).astype(np.int64))
"""Counts are taken down to these: steps of a factor of the square root of two."""
FLOOD = 1_024
"""More reports than this in a cell are a flood: fronts at their busiest have some dozens (115 incidents a day on 400
km, four reports each, make about 20)."""
FLOODER = 64
"""Who sends more reports than this from a cell floods it alone: his are taken as a flood, those of others are not."""
PRIOR = 2
"""Sixteenths of an incident expected around where nothing is known."""

TOLD_SPAN_S = 4 * 24 * 3600
"""For places known by name only, counts are of four days ..."""
_PRIOR_TOLD = 32
"""... in which two incidents are expected where nothing else is known: whole regions are seldom quiet for long."""
_LN_TOLD_HOURS = milli_nats(TOLD_SPAN_S // 3600) + milli_nats(_PARTS)


@dataclass(frozen=True)
class Around:
    """Steps of two counts around each report: what sources tell, and how large a flood it lies in."""

    step: Ints
    flood: Ints


class Crowd:
    """The cells of an accord's distance and period."""

    def __init__(self, distance_m: int, period_s: int) -> None:
        self.cell_m = max(distance_m * CELLS, 400)
        self.span_s = period_s * SPANS
        volume = self.cell_m**2 * self.span_s  # square metres times seconds
        self._offset = milli_nats(volume) - milli_nats(10**6) - milli_nats(3600) + milli_nats(_PARTS)

    def keys(self, xyz: Ints, mid_s: Ints) -> list[tuple[Ints, Ints]]:
        """(cell, stretch of time) of each report, in each grid."""
        return [
            (squares_of(xyz + self.cell_m * n // GRIDS, self.cell_m), (mid_s + self.span_s * n // GRIDS) // self.span_s)
            for n in range(GRIDS)
        ]

    def around(self, cell: Ints, span: Ints, source: Ints, counts: Ints, party: Ints) -> tuple[Ints, Ints]:
        """For each report of one grid: what the sources in its cell tell, and how many reports the cell has, no
        source's counting for more than `FLOODER`, except for a flooder himself.
        counts: 1 for reports that count, 0 for those only asked about. party: 1 for those that speak for a party, which
        are asked only where nobody else tells anything, so that no party makes others' reports say less. Shapes (n,).
        """
        order = np.lexsort((source, span, cell))
        c, s, o, n = cell[order], span[order], source[order], counts[order]
        others = n * (1 - party[order])
        new_cell = np.r_[True, (c[1:] != c[:-1]) | (s[1:] != s[:-1])]
        new_source = new_cell | np.r_[True, o[1:] != o[:-1]]
        begins = np.nonzero(new_source)[0]
        each = np.add.reduceat(n, begins)
        cells = np.nonzero(new_cell[begins])[0]
        told, told_by_others = _told(each, cells), _told(np.add.reduceat(others, begins), cells)
        told = np.where(told_by_others > 0, told_by_others, told)
        which, whose = np.cumsum(new_cell) - 1, np.cumsum(new_source) - 1
        everything, bounded = np.add.reduceat(each, cells), np.add.reduceat(np.minimum(each, FLOODER), cells)
        found, flood = np.zeros(len(cell), np.int64), np.zeros(len(cell), np.int64)
        found[order] = told[which]
        flood[order] = np.where(each[whose] > FLOODER, everything[which], bounded[which])
        return found, flood

    def steps(self, counts: list[tuple[Ints, Ints]]) -> Around:
        """The steps of the counts of all grids: the mean of what sources tell, the most of all reports."""
        told = sum((c for c, _ in counts), np.zeros_like(counts[0][0])) // len(counts)
        return Around(_step(told), _step(np.max([w for _, w in counts], axis=0)))

    def density(self, step: Ints, xyz: Ints) -> Ints:
        """The logarithm of one over the incidents per square kilometre and hour, milli-nats."""
        found: Ints = self._offset + stretched(xyz) - milli_ln(UNTOLD * _count(step) + PRIOR)
        return found

    def spans_told(self, mid_s: Ints) -> list[Ints]:
        """Stretches of time for reports that are known by the name of their place, in each grid."""
        return [(mid_s + TOLD_SPAN_S * n // GRIDS) // TOLD_SPAN_S for n in range(GRIDS)]

    def density_told(self, step: Ints) -> Ints:
        """For reports that are known by the name of their place: one over the incidents told of there in an hour."""
        found: Ints = _LN_TOLD_HOURS - milli_ln(UNTOLD * _count(step) + _PRIOR_TOLD)
        return found


def _told(each: Ints, cells: Ints) -> Ints:
    """By cell: what its sources tell, each up to its most."""
    told: Ints = np.add.reduceat(np.minimum(each, MOST_OF_A_SOURCE), cells)
    return told


def _step(counts: Ints) -> Ints:
    found: Ints = np.searchsorted(_STEPS, counts, "right").astype(np.int64)
    return found


def _count(step: Ints) -> Ints:
    found: Ints = _STEPS[np.maximum(step, 1) - 1] * (step > 0)
    return found


def fineness(flood: Ints) -> Ints:
    """How often distance and time are halved before reports in a flood are compared: 0 for anything but a flood."""
    counts = _count(flood)
    found = np.zeros(len(flood), np.int64)
    limit = FLOOD
    while (counts > limit).any():
        found += counts > limit
        limit *= 8
    return found
