"""Laws of the columns: what whole-column arithmetic finds is what the rules say one incident at a time."""

from __future__ import annotations

import struct
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.accord.model import WindowEnds
from foedus.basics.instant import DAY, HOUR, MINUTE, Period, Unit, calendar_day, shifted
from foedus.finding.columns import IncidentColumns, windows_found
from foedus.finding.fast_calendar import days_touched, shifted_all

ZONES = ("UTC", "Europe/Kyiv", "Australia/Lord_Howe", "America/New_York", "Pacific/Apia", "Asia/Tehran", "Africa/Cairo")
AROUND_2011 = 1_299_000_000_000_000
periods = st.builds(
    Period,
    st.integers(1, 14),
    st.sampled_from([Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR]),
)
instants = st.one_of(
    st.integers(AROUND_2011, AROUND_2011 + 4 * 365 * DAY),
    st.integers(0, 6000).map(lambda quarter: AROUND_2011 + quarter * 15 * MINUTE),
    st.integers(-(10**15), 3 * 10**15),
)


@given(st.lists(instants, min_size=1, max_size=40), periods, st.sampled_from(ZONES), st.sampled_from([1, -1]))
def test_a_column_moves_as_its_instants_move_one_by_one(at: list[int], period: Period, zone: str, sign: int) -> None:
    moved = shifted_all(np.array(at, dtype=np.int64), period, zone, sign)
    assert moved.tolist() == [shifted(one, period, zone, sign) for one in at]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("period", [Period(1, Unit.DAY), Period(1, Unit.MONTH)])
def test_every_quarter_hour_of_two_years_moves_alike(zone: str, period: Period) -> None:
    at = np.arange(AROUND_2011, AROUND_2011 + 2 * 365 * DAY, 60 * MINUTE + 15 * MINUTE, dtype=np.int64)
    assert shifted_all(at, period, zone, -1).tolist() == [shifted(int(one), period, zone, -1) for one in at]


def test_no_zone_changes_its_clocks_twice_within_a_day() -> None:
    """What the moving of columns a day at a time rests on, for every zone of the packaged tables."""
    zones = [p for p in _walk(files("tzdata") / "zoneinfo") if p[:4] == b"TZif"]
    assert len(zones) > 300
    assert min(later - earlier for zone in zones for earlier, later in pairwise(_transitions(zone))) > 2 * 24 * 3600


def _walk(folder) -> list[bytes]:
    return [
        content
        for entry in folder.iterdir()
        for content in (_walk(entry) if entry.is_dir() else [entry.read_bytes()] if entry.is_file() else [])
    ]


def _transitions(zone: bytes) -> tuple[int, ...]:
    def counts(at: int) -> tuple[int, ...]:
        return struct.unpack(">6l", zone[at + 20 : at + 44])

    is_ut, is_std, leap, times, types, chars = counts(0)
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + is_std + is_ut
    times = counts(second)[3]
    return struct.unpack(f">{times}q", zone[second + 44 : second + 44 + 8 * times])


@given(
    st.lists(st.tuples(instants, st.sampled_from([0, 1, HOUR, DAY, 3 * DAY])), min_size=1, max_size=20),
    st.sampled_from(("UTC", "Europe/Kyiv", "Pacific/Apia", "America/New_York")),
)
def test_an_interval_touches_each_day_between_its_ends(spans: list[tuple[int, int]], zone: str) -> None:
    start = np.array([s for s, _ in spans], dtype=np.int64)
    end = np.array([s + w for s, w in spans], dtype=np.int64)
    rows, first, last = days_touched(start, end, zone)
    for row, (s, width) in enumerate(spans):
        expected, at = [], s
        while at <= s + width:
            day = calendar_day(at, zone)
            expected.append((day.start, day.end))
            at = day.end + 1
        chosen = rows == row
        assert list(zip(first[chosen].tolist(), last[chosen].tolist(), strict=True)) == expected


Row = tuple[int, int, int, int]  # start, end, weight, group


def _by_the_rules(
    rows: list[Row], at_least: int, window: Period, zone: str, ends: WindowEnds, possible: bool
) -> list[tuple[int, int, int, int, tuple[int, ...]]]:
    """(group, reached_at, peak, windows, rows) of every episode, straight from T3, T4a, F5 and F5a."""
    found = []
    for group in sorted({g for *_, g in rows}):
        satisfied: list[tuple[int, int, int, set[int]]] = []
        for t in sorted({(s if possible else e) for s, e, _, g in rows if g == group}):
            begin = shifted(t, window, zone, -1)
            low = begin if ends is WindowEnds.INCLUDE_BOTH else begin + 1
            inside = {
                i
                for i, (s, e, _, g) in enumerate(rows)
                if g == group and (s <= t and e >= low if possible else s >= low and e <= t)
            }
            total = sum(rows[i][2] for i in inside)
            if total >= at_least:
                satisfied.append((low - 1, t, total, inside))
        runs: list[list[tuple[int, int, int, set[int]]]] = []
        for here, one in enumerate(satisfied):
            joins = runs and any(begin < runs[-1][-1][1] for begin, *_ in satisfied[here:])
            if joins:
                runs[-1].append(one)
            else:
                runs.append([one])
        for run in runs:
            members = tuple(sorted(set().union(*(inside for *_, inside in run))))
            found.append((group, run[0][1], max(total for _, _, total, _ in run), len(run), members))
    return found


rows_of_log = st.lists(
    st.tuples(
        st.integers(0, 300).map(lambda n: 1_300_000_000_000_000 + n * HOUR // 2),
        st.sampled_from([0, 0, 0, 1, HOUR, 23 * HOUR, DAY - 1, DAY, 2 * DAY]),
        st.integers(1, 3),
        st.sampled_from([0, 0, 1, 5]),
    ),
    min_size=1,
    max_size=25,
)


@given(
    rows_of_log,
    st.integers(1, 6),
    st.sampled_from([Period(6, Unit.HOUR), Period(24, Unit.HOUR), Period(1, Unit.DAY), Period(1, Unit.MONTH)]),
    st.sampled_from(("UTC", "America/New_York")),
    st.sampled_from(list(WindowEnds)),
    st.booleans(),
)
def test_episodes_of_columns_are_the_episodes_of_the_rules(
    spans: list[Row], at_least: int, window: Period, zone: str, ends: WindowEnds, possible: bool
) -> None:
    rows = sorted((s, s + width, weight, group) for s, width, weight, group in spans)
    found = windows_found(_columns(rows), at_least, window, zone, ends, possible)
    told = [
        (
            int(found.group[k]),
            int(found.reached_at[k]),
            int(found.peak[k]),
            int(found.windows[k]),
            tuple(sorted(found.incidents[found.offsets[k] : found.offsets[k + 1]].tolist())),
        )
        for k in range(len(found.group))
    ]
    assert told == _by_the_rules(rows, at_least, window, zone, ends, possible)


def _columns(rows: list[Row]) -> IncidentColumns:
    start, end, weight, group = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return IncidentColumns(start, end, group.astype(np.uint16), weight)
