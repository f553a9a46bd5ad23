"""The windows that satisfy a condition and the episodes they make, found on columns (as in `windows` and `counting`).

A `Pool` is what is counted for one party, in one series, under one condition. A `Run` is one episode: of its windows
only the first is kept whole, and of the others what they hold together, which is all that a finding tells of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from foedus.accord.model import Accord, CalendarDay, Condition, Standard
from foedus.basics.instant import Instant, Interval, Period
from foedus.basics.probability import SURE, times
from foedus.finding.columns import (
    Bools,
    IncidentColumns,
    Shelf,
    WindowColumns,
    first_of_runs,
    members,
    ranges,
    shelve,
    windows_of,
)
from foedus.finding.fast_calendar import Int64s, days_touched
from foedus.finding.fast_chance import chances

_MOST_AT_ONCE = 2**22
"""So many incidents of windows are laid out at once, 32 MiB a column."""


@dataclass(frozen=True)
class Pool:
    """What is counted: rows of the log with their times, weights and probabilities, by (end, start, id) (F3a)."""

    rows: Int64s
    start: Int64s
    end: Int64s
    weight: Int64s
    p: Int64s

    def only(self, places: Int64s) -> Pool:
        """Some of it, in the order of the places."""
        return Pool(self.rows[places], self.start[places], self.end[places], self.weight[places], self.p[places])


@dataclass(frozen=True)
class Run:
    """An episode. held, reached_at: of its first window. windows: how many. first, all, best: places in the pool of
    what the first window holds, all windows hold, and the window of the greatest probability holds (certain only)."""

    held: Interval
    reached_at: Instant
    windows: int
    first: Int64s
    all: Int64s
    best: Int64s


def certain_runs(accord: Accord, condition: Condition, pool: Pool) -> Iterator[Run]:
    """Episodes in which the condition holds at the standard of proof (F2, F3)."""
    if not len(pool.rows):
        return iter(())
    match condition.window:
        case Period():
            return _certain_sliding(accord, condition, pool)
        case CalendarDay():
            return _certain_days(accord, condition, pool)
        case None if condition.at_least == 1:
            return _certain_singles(accord.evidence.standard, pool)
        case None:
            return _since_entry(condition, pool, accord.evidence.standard)


def possible_runs(accord: Accord, condition: Condition, pool: Pool) -> Iterator[Run]:
    """Episodes in which all that is possible, taken together, would satisfy the condition (F2b)."""
    if not len(pool.rows):
        return iter(())
    match condition.window:
        case Period():
            return _possible_sliding(accord, condition, pool)
        case CalendarDay():
            return _possible_days(accord, condition, pool)
        case None if condition.at_least == 1:
            return _possible_singles(pool)
        case None:
            return _since_entry(condition, pool, None)


def best_window(accord: Accord, condition: Condition, pool: Pool) -> Int64s:
    """The places of what that window holds in which the probability is greatest; the first of equals."""
    assert isinstance(condition.window, Period), "only sliding windows are many for one set of incidents"
    shelf = shelve(_columns(pool), condition.window)
    windows = windows_of(shelf, accord.time_zone, accord.window_ends)
    return _inside(pool, windows, int(_chances_of(pool, windows, condition.at_least).argmax()))


# -- sliding windows ---------------------------------------------------------------------------------------------------


def _certain_sliding(accord: Accord, condition: Condition, pool: Pool) -> Iterator[Run]:
    assert isinstance(condition.window, Period), "asked for sliding windows"
    shelf = shelve(_columns(pool), condition.window)
    windows = _those(windows_of(shelf, accord.time_zone, accord.window_ends), condition.at_least)
    chance = _chances_of(pool, windows, condition.at_least)
    met = _met(accord.evidence.standard, chance)
    windows, chance = _where(windows, met), chance[met]
    for low, high, all_of_it in _episodes(shelf, windows, possible=False):
        best = _inside(pool, windows, low + int(chance[low:high].argmax()))
        yield _run(windows, low, high, _inside(pool, windows, low), all_of_it, best)


def _possible_sliding(accord: Accord, condition: Condition, pool: Pool) -> Iterator[Run]:
    assert isinstance(condition.window, Period), "asked for sliding windows"
    shelf = shelve(_columns(pool), condition.window)
    windows = _those(windows_of(shelf, accord.time_zone, accord.window_ends, possible=True), condition.at_least)
    nothing = np.zeros(0, dtype=np.int64)
    for low, high, all_of_it in _episodes(shelf, windows, possible=True):
        begin, end = windows.begins_at[low], windows.ends_at[low]
        first = all_of_it[(pool.start[all_of_it] <= end) & (pool.end[all_of_it] > begin)]
        yield _run(windows, low, high, first, all_of_it, nothing)


def _episodes(shelf: Shelf, windows: WindowColumns, possible: bool) -> Iterator[tuple[int, int, Int64s]]:
    """Each episode's first window, the one after its last, and the places of all that its windows hold."""
    if not len(windows.ends_at):
        return
    ends = windows.ends_at - shelf.origin
    begins = windows.begins_at - shelf.origin
    first = first_of_runs(begins, ends)
    bounds = np.append(first, len(ends))
    held, offsets = members(shelf, begins, ends, first, possible)
    for n in range(len(first)):
        yield int(bounds[n]), int(bounds[n + 1]), held[offsets[n] : offsets[n + 1]]


def _run(windows: WindowColumns, low: int, high: int, first: Int64s, all_of_it: Int64s, best: Int64s) -> Run:
    held = Interval(int(windows.begins_at[low]) + 1, int(windows.ends_at[low]))
    return Run(held, held.end, high - low, first, all_of_it, best)


def _inside(pool: Pool, windows: WindowColumns, n: int) -> Int64s:
    """What a window for certain counts holds; the pool is sorted by end, so only a stretch of it is looked at."""
    begin, end = int(windows.begins_at[n]), int(windows.ends_at[n])
    low, high = np.searchsorted(pool.end, begin, "right"), np.searchsorted(pool.end, end, "right")
    return np.flatnonzero(pool.start[low:high] > begin) + low


def _chances_of(pool: Pool, windows: WindowColumns, limit: int) -> Int64s:
    """The probability of each window (F3), taken in parts so that many long windows do not fill the memory."""
    if bool((pool.p == SURE).all()):
        return np.where(windows.count >= limit, SURE, 0).astype(np.int64)
    low = np.searchsorted(pool.end, windows.begins_at, "right")
    high = np.searchsorted(pool.end, windows.ends_at, "right")
    parts = np.cumsum(high - low) // _MOST_AT_ONCE
    found = [np.zeros(0, dtype=np.int64)]
    for part in np.unique(parts):
        chosen = np.flatnonzero(parts == part)
        at = ranges(low[chosen], high[chosen])
        window = np.repeat(chosen, high[chosen] - low[chosen])
        inside = pool.start[at] > windows.begins_at[window]
        offsets = np.append(0, np.cumsum(np.bincount(window[inside] - chosen[0], minlength=len(chosen))))
        found.append(chances(limit, pool.weight[at[inside]], pool.p[at[inside]], offsets))
    return np.concatenate(found)


def _columns(pool: Pool) -> IncidentColumns:
    same = np.array_equal(pool.start, pool.end)
    return IncidentColumns.of_one_group(pool.end if same else pool.start, pool.end, pool.weight)


def _those(windows: WindowColumns, limit: int) -> WindowColumns:
    """The windows that hold enough at all: in no other can a condition hold."""
    return _where(windows, windows.count >= limit)


def _where(windows: WindowColumns, chosen: Bools) -> WindowColumns:
    return WindowColumns(
        windows.group[chosen], windows.begins_at[chosen], windows.ends_at[chosen], windows.count[chosen]
    )


def _met(standard: Standard, chance: Int64s) -> Bools:
    return chance > standard.probability if standard.strictly else chance >= standard.probability


# -- calendar days -----------------------------------------------------------------------------------------------------


def _certain_days(accord: Accord, condition: Condition, pool: Pool) -> Iterator[Run]:
    """T4b, T4d: what lies wholly in a day; the day is reached when the first so many of it have ended."""
    limit, standard = condition.at_least, accord.evidence.standard
    rows, first, last = days_touched(pool.start, pool.end, accord.time_zone)
    inside = (first <= pool.start[rows]) & (pool.end[rows] <= last)
    rows, first, last = rows[inside], first[inside], last[inside]  # by (day, end, start, id): sorted by end, in one day
    bounds = _bounds(first)
    met = _met(standard, chances(limit, pool.weight[rows], pool.p[rows], bounds))
    for n in np.flatnonzero(met):
        here = rows[bounds[n] : bounds[n + 1]]
        enough = _first_enough(pool, here, limit, standard)
        assert enough is not None, "what all of a day reaches, some first part of it reaches"
        held = Interval(int(first[bounds[n]]), int(last[bounds[n]]))
        yield Run(held, int(pool.end[here[enough]]), 1, here, here, here)


def _possible_days(accord: Accord, condition: Condition, pool: Pool) -> Iterator[Run]:
    rows, first, last = days_touched(pool.start, pool.end, accord.time_zone)
    counted_at = np.maximum(pool.start[rows], first)
    order = np.lexsort((counted_at, first))
    rows, first, last, counted_at = rows[order], first[order], last[order], counted_at[order]
    bounds = _bounds(first)
    nothing = np.zeros(0, dtype=np.int64)
    for low, high in pairwise(bounds):
        totals = np.cumsum(pool.weight[rows[low:high]])
        if totals[-1] >= condition.at_least:
            reached = counted_at[low + int(np.searchsorted(totals, condition.at_least))]
            here = rows[low:high]
            yield Run(Interval(int(first[low]), int(last[low])), int(reached), 1, here, here, nothing)


def _bounds(sorted_values: Int64s) -> Int64s:
    """Where each run of equal values starts, and the number of all."""
    if not len(sorted_values):
        return np.zeros(1, dtype=np.int64)
    changes = np.flatnonzero(sorted_values[1:] != sorted_values[:-1]) + 1
    return np.concatenate([[0], changes, [len(sorted_values)]]).astype(np.int64)


# -- no window ---------------------------------------------------------------------------------------------------------


def _certain_singles(standard: Standard, pool: Pool) -> Iterator[Run]:
    """T4b: each by itself; that one incident is the party's has that incident's probability, whatever its weight."""
    for n in np.flatnonzero(_met(standard, pool.p)):
        one = np.array([n])
        yield Run(Interval(int(pool.start[n]), int(pool.end[n])), int(pool.end[n]), 1, one, one, one)


def _possible_singles(pool: Pool) -> Iterator[Run]:
    nothing = np.zeros(0, dtype=np.int64)
    for n in np.argsort(pool.start, kind="stable"):
        one = np.array([n])
        yield Run(Interval(int(pool.start[n]), int(pool.end[n])), int(pool.start[n]), 1, one, one, nothing)


def _since_entry(condition: Condition, pool: Pool, standard: Standard | None) -> Iterator[Run]:
    """T4b, T4e: counting on until it is reached, then afresh. standard: None to count what is possible."""
    ticks = pool.end if standard is not None else pool.start
    order = np.argsort(ticks, kind="stable")
    ticks = ticks[order]
    left = 0
    while (taken := _first_enough(pool, order[left:], condition.at_least, standard)) is not None:
        reached = int(ticks[left + taken])
        after = int(np.searchsorted(ticks, reached, "right"))  # what ends together is used up together
        held = order[left:after]
        yield Run(Interval(int(pool.start[held].min()), reached), reached, 1, held, held, held)
        left = after


def _first_enough(pool: Pool, places: Int64s, limit: int, standard: Standard | None) -> int | None:
    """The first of the places with which, together with those before it, the condition holds; None if it never does.

    Adding one never lowers the probability, in whole billionths either: each step only moves mass up (F3a).
    """
    if standard is None or bool((pool.p[places[:limit]] == SURE).all()):  # no more than `limit` of them are needed
        enough = np.flatnonzero(np.cumsum(pool.weight[places[:limit]]) >= limit)
        if len(enough) or len(places) <= limit:
            return int(enough[0]) if len(enough) else None
    assert standard is not None, "so many of weight 1 or more are enough"
    below = [SURE] + [0] * (limit - 1)
    reached = 0
    for n, place in enumerate(places):
        weight, p = int(pool.weight[place]), int(pool.p[place])
        moved = [times(b, p) for b in below]
        for k in range(limit - 1, -1, -1):
            below[k] += (moved[k - weight] if k >= weight else 0) - moved[k]
        reached += sum(moved[max(0, limit - weight) :])
        if standard.met_by(reached):
            return n
    return None
