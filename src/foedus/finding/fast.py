"""What an accord finds in what is known: the fast way, equal byte for byte to `plain`.

Only the counting differs: windows and episodes come from columns (`fast_log`, `fast_windows`), and objects are made
only for incidents that come into a finding. Duties, escalation, states and words are the definition's own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from foedus.accord.model import Accord, CalendarDay, Condition, Measure, Norm, WindowEnds
from foedus.basics.instant import FAR_FUTURE, Instant, Interval, Period
from foedus.finding.averages import averaging
from foedus.finding.counting import Count, Found, found_of
from foedus.finding.fast_averages import OfAverage
from foedus.finding.fast_calendar import Int64s
from foedus.finding.fast_log import Counting, Kept, Log, MattersOnce, countings, log_of
from foedus.finding.fast_memory import Memory, Told
from foedus.finding.fast_windows import Pool, Run, best_window, certain_runs, possible_runs
from foedus.finding.matching import Candidate
from foedus.finding.matters import Ground
from foedus.finding.model import Evaluation, Truth
from foedus.finding.plain import AS_WRITTEN, Task, counted, evaluate_with
from foedus.finding.windows import Item, Window
from foedus.incident.model import Known, Reading

_NOTHING: Int64s = np.zeros(0, dtype=np.int64)


def evaluate(accord: Accord, zones: Ground, known: Known, reading: Reading = AS_WRITTEN) -> Evaluation:
    """Everything that is found as known at `known.at`; the same bytes as `plain.evaluate`.

    Cost: near-linear in the incidents where attributions are sure; where they are not, incidents of doubtful windows
    times the limit. Measured: docs/performance.md. Errors: none.
    """
    return _evaluated(accord, zones, known, reading, Memory(MattersOnce(accord, zones)))


def remembering() -> Callable[[Accord, Ground, Known, Reading], Evaluation]:
    """`evaluate` for many looks at what grows slowly: what was told of an episode is told again, not made anew.

    The same bytes as `evaluate`, in whatever order it is asked. The memory belongs to the function returned; it keeps
    the accords and the incidents that it was asked about.
    """
    memories: dict[tuple[int, int, Reading], tuple[Accord, Ground, Memory]] = {}

    def evaluate_again(accord: Accord, zones: Ground, known: Known, reading: Reading = AS_WRITTEN) -> Evaluation:
        key = (id(accord), id(zones), reading)  # the accord is kept beside, so its id is given to no other
        if key not in memories:
            memories[key] = (accord, zones, Memory(MattersOnce(accord, zones)))
        return _evaluated(accord, zones, known, reading, memories[key][2])

    return evaluate_again


def _evaluated(accord: Accord, zones: Ground, known: Known, reading: Reading, memory: Memory) -> Evaluation:
    matters, log = memory.matters, log_of(accord, known)
    numbers = memory.numbers(known.incidents)
    doubtful_standard = accord.evidence.standard.met_by(0)  # then nothing at all would satisfy a window

    def findings_of_counts(task: Task, norm: Norm) -> list[Found]:
        if doubtful_standard or any(c.at_least < 1 for c in norm.conditions):
            return counted(task, norm)
        whose = countings(matters, known, log, norm, reading, Kept(memory.candidates, numbers))
        told = Told.of(memory, norm, numbers, whose[None].taken_out)
        found: list[Found] = []
        for condition in norm.conditions:
            if condition.measure in (Measure.COUNT, Measure.CASUALTIES):
                found += _OfCondition(accord, known, norm, condition, log, told).findings(whose)
            elif condition.measure is Measure.AVERAGE:
                found += OfAverage(averaging(matters, known, norm, condition), log, told).findings(whose)
        return found

    return evaluate_with(Task(accord, zones, known, reading), findings_of_counts, matters)


@dataclass(frozen=True)
class _OfCondition:
    """Counting under one condition; the steps are those of `counting.findings_of_count`, in the same order."""

    accord: Accord
    known: Known
    norm: Norm
    condition: Condition
    log: Log
    told: Told

    def findings(self, whose: dict[str | None, Counting]) -> list[Found]:
        found: list[Found] = []
        breaches: list[Found] = []
        for party, counting in whose.items():
            if party is not None:
                own = self.certain(party, counting)
                breaches += own
                found += own + self.possible(party, counting, own)
        nobody = whose[None]
        broken = self.certain(None, nobody, breaches)
        return found + broken + self.possible(None, nobody, breaches + broken)

    def certain(self, party: str | None, counting: Counting, breaches: Sequence[Found] = ()) -> list[Found]:
        """Breaches, those left out that one already found overlaps (F2c)."""
        found = []
        shadow = _Shadow.of(self.condition, breaches)
        for series, pool in self.pools(self.certain_pool(counting)):
            told = _Telling(self, party, series, counting, Truth.BREACHED, pool, pool)
            runs = certain_runs(self.accord, self.condition, pool)
            found += [told.again(run, run.best) for run in runs if not shadow.covers(self.log, pool, run)]
        return found

    def possible(self, party: str | None, counting: Counting, breaches: Sequence[Found]) -> list[Found]:
        """What may be a breach, where no breach overlaps it (F2b)."""
        found = []
        shadow = _Shadow.of(self.condition, breaches)
        sure = dict(self.pools(self.certain_pool(counting)))
        for series, pool in self.pools(self.possible_pool(counting)):
            certain = sure.get(series, _EMPTY)
            told = _Telling(self, party, series, counting, Truth.UNDETERMINED, pool, certain)
            where = np.full(len(self.log.incidents), -1, dtype=np.int64)
            where[certain.rows] = np.arange(len(certain.rows))
            for run in possible_runs(self.accord, self.condition, pool):
                if shadow.covers(self.log, pool, run):
                    continue
                places = where[pool.rows[run.all]]
                found.append(told.again(run, np.sort(places[places >= 0])))
        return found

    def best(self, run: Run, certain: Pool, places: Int64s) -> Int64s:
        """Of the certain incidents of an episode, those of the window in which the probability is greatest."""
        match self.condition.window:
            case _ if not len(places):
                return places
            case Period():
                return places[best_window(self.accord, self.condition, certain.only(places))]
            case CalendarDay():
                return places[(run.held.start <= certain.start[places]) & (certain.end[places] <= run.held.end)]
            case None:
                return places

    def certain_pool(self, counting: Counting) -> Pool:
        low = self.log.casualties[0] if self.condition.measure is Measure.CASUALTIES else self.log.number[0]
        rows = np.flatnonzero(counting.certain & (counting.p > 0) & (low > 0))
        return _pool(rows, self.log.start[rows], self.log.end[rows], low[rows], counting.p[rows])

    def possible_pool(self, counting: Counting) -> Pool:
        """With that part of an incident's time that lies in force (T5b)."""
        high = self.log.casualties[1] if self.condition.measure is Measure.CASUALTIES else self.log.number[1]
        until = FAR_FUTURE if self.accord.in_force_until is None else self.accord.in_force_until - 1
        rows = np.flatnonzero(counting.possible & (high > 0))
        start, end = np.maximum(self.log.start[rows], self.accord.in_force_from), np.minimum(self.log.end[rows], until)
        return _pool(rows, start, end, high[rows], counting.p[rows])

    def pools(self, whole: Pool) -> Iterator[tuple[str, Pool]]:
        """One pool for each series (I7), in the order of their names."""
        names, of_row = self.log.series
        series = of_row[whole.rows]
        for n in np.unique(series):
            yield names[n], whole.only(np.flatnonzero(series == n))


@dataclass(frozen=True)
class _Telling:
    """Making findings of the runs of one pool. certain: the pool that the places of the best window are of."""

    of: _OfCondition
    party: str | None
    series: str
    counting: Counting
    truth: Truth
    pool: Pool
    certain: Pool

    def again(self, run: Run, sure: Int64s) -> Found:
        """What is found of an episode, as told before if it was. sure: the places of its certain incidents, of which
        the best window is yet to be taken where the finding is undetermined."""
        of, edge = self.of, self.at_start(run)
        shape = (of.condition.address, self.party, self.truth, self.series, run.held, run.reached_at, run.windows)
        rows = (self.pool.rows[run.first], self.pool.rows[run.all], self.certain.rows[sure], self.pool.rows[edge])
        key = of.told.key(shape, rows)
        found = of.told.memory.found.get(key)
        if found is None:
            found = self.finding(run, sure, edge)
        elif found.finding.as_known_at != of.known.at:
            found = Found(replace(found.finding, as_known_at=of.known.at), found.series)
        of.told.memory.found[key] = found  # as of this look, since the next one is often of the same instant
        return found

    def finding(self, run: Run, sure: Int64s, at_edge: Int64s) -> Found:
        """As `counting` makes it. Of the windows after the first only what they hold together is told."""
        of = self.of
        windows = [Window(run.held, run.reached_at, tuple(self.items(self.pool, run.first)))]
        if run.windows > 1:
            rest = np.setdiff1d(run.all, run.first, assume_unique=True)
            windows.append(Window(run.held, run.reached_at, tuple(self.items(self.pool, rest))))
            windows += [Window[Candidate](run.held, run.reached_at, ())] * (run.windows - 2)
        count = Count(of.accord, of.known.at, of.norm, of.condition, self.party)
        best = sure if self.truth is Truth.BREACHED else of.best(run, self.certain, sure)
        edge = self.items(self.pool, at_edge)
        return found_of(count, self.truth, self.series, windows, self.items(self.certain, best), edge)

    def at_start(self, run: Run) -> Int64s:
        """What may hang on the first window's ends, so that it is told: what begins exactly where the window does, or,
        of what is possible, what ends there."""
        if not isinstance(self.of.condition.window, Period):
            return _NOTHING
        included = self.of.accord.window_ends is WindowEnds.INCLUDE_BOTH
        at = self.pool.end if self.truth is Truth.UNDETERMINED else self.pool.start
        return np.flatnonzero(at == run.held.start - (0 if included else 1))

    def items(self, pool: Pool, places: Int64s) -> list[Item[Candidate]]:
        made = []
        for n in places.tolist():
            candidate = self.counting.candidate_of(int(pool.rows[n]))
            interval = Interval(int(pool.start[n]), int(pool.end[n]))
            made.append(Item(interval, candidate.incident.id, int(pool.weight[n]), candidate))
        return made


@dataclass(frozen=True)
class _Shadow:
    """What breaches already found cover (`counting.not_overlapping`), asked before anything is told of an episode.

    incidents: theirs, where each incident is looked at by itself (F2e), else None. starts: of their episodes, in
    order; ends: for each the latest end of any that started by then.
    """

    incidents: frozenset[str] | None
    starts: tuple[Instant, ...]
    ends: tuple[Instant, ...]

    @classmethod
    def of(cls, condition: Condition, breaches: Sequence[Found]) -> _Shadow:
        if condition.window is None and condition.at_least == 1:
            return cls(frozenset(i for b in breaches for i in b.finding.incidents), (), ())
        spans = sorted(b.finding.episode for b in breaches)
        return cls(None, tuple(s.start for s in spans), tuple(accumulate((s.end for s in spans), max)))

    def covers(self, log: Log, pool: Pool, run: Run) -> bool:
        """Whether a breach overlaps an episode, or is of its incident."""
        if self.incidents is not None:
            return any(log.incidents[row].id in self.incidents for row in pool.rows[run.all])
        if not self.starts:
            return False
        begun = bisect_right(self.starts, int(pool.end[run.all].max()))
        return begun > 0 and self.ends[begun - 1] >= int(pool.start[run.all].min())


def _pool(rows: Int64s, start: Int64s, end: Int64s, weight: Int64s, p: Int64s) -> Pool:
    """Rows of a log (by start, end, id) as a pool (by end, start, id)."""
    order = np.lexsort((start, end))
    return Pool(rows, start, end, weight, p).only(order)


_EMPTY = Pool(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)
