"""What a clause on an average finds, on columns: equal byte for byte to `averages`.

Only what counts in which block is worked out anew at each look; the bets go on from the first block that has changed
(`fast_courses`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from foedus.basics.betting import Passing
from foedus.basics.instant import Interval
from foedus.finding.averages import Averaging, found_of
from foedus.finding.blocks import Blocks, block_of
from foedus.finding.columns import Bools
from foedus.finding.counting import Found, not_overlapping
from foedus.finding.fast_calendar import Int64s
from foedus.finding.fast_courses import Block, Course
from foedus.finding.fast_log import Counting, Log
from foedus.finding.fast_memory import Told
from foedus.finding.fast_windows import Pool
from foedus.finding.matching import Candidate
from foedus.finding.model import Truth
from foedus.finding.windows import Item


@dataclass(frozen=True)
class OfAverage:
    """Counting under one clause; the steps are those of `averages.findings_of_average`, in the same order."""

    of: Averaging
    log: Log
    told: Told

    def findings(self, whose: dict[str | None, Counting]) -> list[Found]:
        """Everything found, for all parties and for nobody."""
        condition = self.of.condition
        found: list[Found] = []
        breaches: list[Found] = []
        for party, counting in whose.items():
            if party is not None:
                own = self.certain(party, counting)
                breaches += own
                found += own + not_overlapping(condition, self.possible(party, counting), own)
        broken = not_overlapping(condition, self.certain(None, whose[None]), breaches)
        unknown = not_overlapping(condition, self.possible(None, whose[None]), breaches + broken)
        return found + broken + unknown

    def certain(self, party: str | None, counting: Counting) -> list[Found]:
        """What certain incidents show, each laid to the party at the standard."""
        standard, log = self.of.accord.evidence.standard, self.log
        met = counting.p > standard.probability if standard.strictly else counting.p >= standard.probability
        rows = np.flatnonzero(counting.certain & (counting.p > 0) & met & (log.number[0] > 0) & _single(log))
        return self._found(party, Truth.BREACHED, counting, rows, (log.start[rows], log.end[rows]), log.number[0][rows])

    def possible(self, party: str | None, counting: Counting) -> list[Found]:
        """What would be shown if all that is possible were the party's, each with its part that lies in force."""
        log, (first, last) = self.log, self.of.in_force
        rows = np.flatnonzero(counting.possible & (log.number[1] > 0) & _single(log))
        times = np.maximum(log.start[rows], first), np.minimum(log.end[rows], last)
        return self._found(party, Truth.UNDETERMINED, counting, rows, times, log.number[1][rows])

    def _found(
        self, party: str | None, truth: Truth, counting: Counting, rows: Int64s, times: tuple[Int64s, Int64s],
        weight: Int64s,
    ) -> list[Found]:  # fmt: skip
        if not len(rows):
            return []
        order = np.lexsort(times)  # by (end, start, id): the rows are by (start, end, id)
        pool = Pool(rows, *times, weight, counting.p[rows]).only(order)
        blocks = self.of.blocks(int(pool.end.max()))
        places, where = _touched(blocks, pool, truth)
        if not len(places):
            return []
        counts = np.zeros(int(where.max()) + 1, dtype=np.int64)
        np.add.at(counts, where, pool.weight[places])
        course = self.told.memory.courses.setdefault((self.of.condition.address, party, truth), Course())
        told = [(c, *blocks.share(n)) for n, c in enumerate(counts.tolist())]
        passings = course.run(told, self.of.allowed(party), self.of.condition.error)
        telling = _Telling(self, party, truth, counting, pool, blocks, places, where, course.blocks)
        return [telling.again(passing) for passing in passings]


@dataclass(frozen=True)
class _Telling:
    """Making findings of passings. places, where: of what counts in each block, in the order of F3a."""

    by: OfAverage
    party: str | None
    truth: Truth
    counting: Counting
    pool: Pool
    blocks: Blocks
    places: Int64s
    where: Int64s
    course: list[Block]

    def again(self, passing: Passing) -> Found:
        """What is found of a passing, as told before if it was."""
        told, at = self.by.told, self.by.of.as_known_at
        here = (passing.first <= self.where) & (self.where <= passing.block)
        shares = tuple((looked, whole) for _, looked, whole in self.course[passing.first : passing.block + 1])
        shape = (self.by.of.condition.address, self.party, self.truth, passing.first, passing.since, passing.block)
        key = told.key((shape, shares, self.where[here].tobytes()), (self.pool.rows[self.places[here]],))
        found = told.memory.found.get(key)
        if found is None:
            held = self.held(here)
            found = found_of(self.by.of, self.party, self.truth, self.blocks, passing, held)
        elif found.finding.as_known_at != at:
            found = Found(replace(found.finding, as_known_at=at), found.series)
        told.memory.found[key] = found
        return found

    def held(self, here: Bools) -> dict[int, list[Item[Candidate]]]:
        """What counts in each block, as `averages.in_blocks` has it."""
        held: dict[int, list[Item[Candidate]]] = defaultdict(list)
        for place, block in zip(self.places[here].tolist(), self.where[here].tolist(), strict=True):
            candidate = self.counting.candidate_of(int(self.pool.rows[place]))
            interval = Interval(int(self.pool.start[place]), int(self.pool.end[place]))
            held[block].append(Item(interval, candidate.incident.id, int(self.pool.weight[place]), candidate))
        return held


def _single(log: Log) -> Bools:
    """Single events, no counts of a series (I7)."""
    names, of_row = log.series
    return np.array([name == "" for name in names], dtype=np.bool_)[of_row] if names else np.zeros(0, dtype=np.bool_)


def _touched(blocks: Blocks, pool: Pool, truth: Truth) -> tuple[Int64s, Int64s]:
    """Places in the pool of what counts, in the order of the pool, with the block in which each does."""
    starts = np.array(blocks.starts, dtype=np.int64)
    low, high = np.searchsorted(starts, pool.start, "right") - 1, np.searchsorted(starts, pool.end, "right") - 1
    if truth is Truth.BREACHED:
        places = np.flatnonzero((low == high) & _seen(blocks, pool))
        return places, low[places]
    if blocks.looked is None:
        return np.arange(len(low)), low
    times = zip(pool.start.tolist(), pool.end.tolist(), strict=True)
    where = [block_of(blocks, Interval(*each), possible=True) for each in times]
    places = np.flatnonzero([block is not None for block in where])
    return places, np.array([block for block in where if block is not None], dtype=np.int64)


def _seen(blocks: Blocks, pool: Pool) -> Bools:
    """What lies wholly in a stretch that was looked at; all where that does not matter."""
    if blocks.looked is None:
        return np.ones(len(pool.rows), dtype=np.bool_)
    start = np.array([s.start for s in blocks.looked], dtype=np.int64)
    end = np.array([s.end for s in blocks.looked], dtype=np.int64)
    ahead = np.searchsorted(end, pool.end)
    inside = ahead < len(end)
    inside[inside] = start[ahead[inside]] <= pool.start[inside]
    return inside
