"""Four ways to count incidents within 24 hours by party and zone. Each gives one count for each incident.

Ties: rule T3 lets incidents of one instant all count each other. Foedus, DuckDB (RANGE) and the loop do so by
themselves. Polars' `rolling` over a period does so as well: its window closes at the instant, not at the row.
"""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl

from foedus.accord.model import WindowEnds
from foedus.basics.instant import HOUR, Period, Unit
from foedus.finding.columns import EpisodeColumns, IncidentColumns, WindowColumns, episodes_of, shelve, windows_of

WINDOW = Period(24, Unit.HOUR)
LENGTH = 24 * HOUR
AT_LEAST = 5


def columns(incidents: pl.DataFrame) -> IncidentColumns:
    """The table as incident columns, the group being party and zone; part of what is measured."""
    at = incidents["at"].to_numpy()
    zones = int(incidents["zone"].max()) + 1  # type: ignore[arg-type]
    group = incidents["party"].to_numpy() * np.uint16(zones) + incidents["zone"].to_numpy()
    return IncidentColumns(at, at, group)


def foedus(incidents: pl.DataFrame) -> tuple[WindowColumns, EpisodeColumns]:
    """Windows with their counts, and also the episodes of at least five with the incidents of each."""
    shelf = shelve(columns(incidents), WINDOW)
    windows = windows_of(shelf, "UTC", WindowEnds.EXCLUDE_START)
    return windows, episodes_of(shelf, windows, AT_LEAST)


def polars_query(incidents: pl.DataFrame) -> pl.DataFrame:
    """The best query found by hand: a rolling sum over a group, the table being sorted by time already."""
    return (
        incidents.lazy()
        .with_columns(at=pl.col("at").cast(pl.Datetime("us")).set_sorted(), one=pl.lit(1, dtype=pl.Int32))
        .select("id", count=pl.col("one").rolling_sum_by("at", "24h", closed="right").over("party", "zone"))
        .collect()
    )


def polars_rolling(incidents: pl.DataFrame) -> pl.DataFrame:
    """The query as the manual suggests it; kept to show that it is not the faster one."""
    return (
        incidents.lazy()
        .with_columns(at=pl.col("at").cast(pl.Datetime("us")).set_sorted())
        .rolling("at", period="24h", closed="right", group_by=["party", "zone"])
        .agg(count=pl.len())
        .collect()
    )


def duckdb_query(incidents: pl.DataFrame) -> dict[str, np.ndarray]:
    """A window frame by RANGE on whole microseconds; `24 h - 1 us PRECEDING` leaves the start out."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.register("incidents", incidents.to_arrow())
    return connection.execute(
        f"""SELECT id, count(*) OVER (PARTITION BY party, zone ORDER BY "at"
            RANGE BETWEEN {LENGTH - 1} PRECEDING AND CURRENT ROW) AS count FROM incidents"""
    ).fetchnumpy()


def plain_loop(incidents: pl.DataFrame) -> list[int]:
    """Two pointers for each group, on lists; ties are settled by looking ahead to the last equal instant."""
    groups: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for row, (at, party, zone) in enumerate(incidents.select("at", "party", "zone").iter_rows()):
        rows, times = groups.setdefault((party, zone), ([], []))
        rows.append(row)
        times.append(at)
    counts = [0] * len(incidents)
    for rows, times in groups.values():
        low = high = 0
        for here, at in enumerate(times):
            while times[low] <= at - LENGTH:
                low += 1
            high = max(high, here)
            while high + 1 < len(times) and times[high + 1] == at:
                high += 1
            counts[rows[here]] = high + 1 - low
    return counts


def count_of_each(incidents: pl.DataFrame, windows: WindowColumns) -> np.ndarray:
    """For comparing only: the count of the window that ends at each incident, in the order of the table."""
    table = columns(incidents)
    order = np.lexsort((table.end, table.group))
    group, at = table.group[order], table.end[order]
    last = np.append((group[1:] != group[:-1]) | (at[1:] != at[:-1]), True)
    window = np.cumsum(last) - last
    counts = np.empty(len(order), dtype=np.int64)
    counts[order] = windows.count[window]
    return counts
