"""What is measured on: recorded incidents, repeated in time to the wished number, with a party and zone for each.

The recorded file (`time,event_type,target,city`) names no perpetrator and no zone of an accord. So the party is drawn
by a hash of the row's number and the zone is the city the record names; both are labels for measuring, no claims.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

PARTIES = 4
SEED = 20_041
RECORDED_ROWS = 162_852


def load(path: Path | None, rows: int) -> pl.DataFrame:
    """`rows` incidents sorted by time: id (u32), at (i64, UTC microseconds), party (u16), zone (u16).

    The file is repeated with its times shifted by its whole length, as often as it takes; without a file the times
    are drawn from a seeded generator at about the same rate (and the table says so).
    """
    base = recorded(path) if path is not None else generated()
    length = int(base["at"][-1]) - int(base["at"][0]) + 86_400_000_000
    copies = -(-rows // len(base))
    whole = pl.concat([base.with_columns(pl.col("at") + k * length) for k in range(copies)]).head(rows)
    return whole.with_row_index("id").with_columns(party=pl.Series(_party_of(rows), dtype=pl.UInt16))


def recorded(path: Path) -> pl.DataFrame:
    """at and zone of the recorded incidents, sorted by time."""
    table = pl.read_csv(path, columns=["time", "city"])
    return (
        table.select(
            at=pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M", time_unit="us").cast(pl.Int64),
            zone=pl.col("city").fill_null("").rank("dense").cast(pl.UInt16) - 1,
        )
        .drop_nulls("at")
        .sort("at", maintain_order=True)
        .with_columns(pl.col("zone").cast(pl.UInt16))
    )


def generated() -> pl.DataFrame:
    """The same number of incidents over the same span, at random minutes and in cities of unequal size."""
    random = np.random.default_rng(SEED)
    minutes = np.sort(random.integers(0, 1_860_000, RECORDED_ROWS))
    zone = np.minimum(random.pareto(0.7, RECORDED_ROWS), 400).astype(np.uint16)
    return pl.DataFrame({"at": 1_072_915_200_000_000 + minutes * 60_000_000, "zone": zone})


def _party_of(rows: int) -> np.ndarray:
    """A number below PARTIES for each row by a fixed mixing of its number (splitmix64)."""
    with np.errstate(over="ignore"):
        x = np.arange(rows, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(SEED)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((x ^ (x >> np.uint64(31))) % np.uint64(PARTIES)).astype(np.uint16)
