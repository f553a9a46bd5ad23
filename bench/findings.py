"""How fast are findings? A count within 24 hours by party and zone, at 10^4, 10^5 and 10^6 incidents, four ways.

Usage: python -m bench.findings [FILE.csv.gz]   (columns time, city; without a file the incidents are generated)
"""

from __future__ import annotations

import contextlib
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from bench import ways
from bench.load import load

RUNS = 7
SIZES = (10_000, 100_000, 1_000_000)
WAYS: dict[str, Callable[[pl.DataFrame], object]] = {
    "Foedus columns, with episodes and incidents": ways.foedus,
    "Polars rolling_sum_by over groups": ways.polars_query,
    "Polars rolling group_by": ways.polars_rolling,
    "DuckDB RANGE window": ways.duckdb_query,
    "Python loop, two pointers": ways.plain_loop,
}


def main(arguments: list[str]) -> None:
    """Print the table, or with `--one WAY ROWS [FILE]` run one way once and print its peak memory in MiB."""
    if arguments[:1] == ["--one"]:
        name, rows, *file = arguments[1:]
        incidents = load(Path(file[0]) if file else None, int(rows))
        print(peak_of(name, incidents))
        return
    path = Path(arguments[0]) if arguments else None
    print(f"Python {platform.python_version()}, Polars {pl.__version__}, DuckDB {ways.duckdb.__version__}, ", end="")
    print(f"{platform.machine()}, {RUNS} runs each, median and range in milliseconds; ratio to the first Polars query")
    print("recorded incidents, repeated in time to the size" if path else "generated incidents: no file was given")
    for rows in SIZES:
        measure_all(load(path, rows), path)


def measure_all(incidents: pl.DataFrame, path: Path | None) -> None:
    """Check that all ways agree on every count, then time each."""
    agree(incidents)
    windows, episodes = ways.foedus(incidents)
    print(f"\n{len(incidents):,} incidents: {len(windows.count):,} windows, ", end="")
    print(f"{len(episodes.group):,} episodes of {ways.AT_LEAST} or more with {len(episodes.incidents):,} incidents")
    times = {name: [timed(way, incidents) for _ in range(RUNS)] for name, way in WAYS.items()}
    against = statistics.median(times["Polars rolling_sum_by over groups"])
    for name, each in times.items():
        middle = statistics.median(each)
        memory = peak_mib(name, len(incidents), path)
        times_shown = f"{middle:9.1f}  {min(each):8.1f} .. {max(each):8.1f}"
        print(f"  {name:45} {times_shown}  {middle / against:6.2f}  {memory:5} MiB")
    print(f"  {'(preparing the incidents)':45} {'':39} {peak_mib('nothing', len(incidents), path):5} MiB")


def agree(incidents: pl.DataFrame) -> None:
    """Every way gives the same count for every incident, or the measurement is worthless."""
    windows, _ = ways.foedus(incidents)
    counts = ways.count_of_each(incidents, windows)
    assert counts.tolist() == ways.plain_loop(incidents), "the loop differs"
    assert (ways.polars_query(incidents).sort("id")["count"].to_numpy() == counts).all(), "Polars differs"
    assert (in_rows(ways.duckdb_query(incidents)) == counts).all(), "DuckDB differs"
    rolled = ways.polars_rolling(incidents)["count"].sort().to_list()
    assert rolled == sorted(counts.tolist()), "Polars' rolling group_by differs"


def in_rows(result: dict[str, np.ndarray]) -> np.ndarray:
    """Counts in the order of the ids."""
    return result["count"][np.argsort(result["id"])]


def timed(way: Callable[[pl.DataFrame], object], incidents: pl.DataFrame) -> float:
    """Milliseconds of one run."""
    start = time.perf_counter()
    way(incidents)
    return (time.perf_counter() - start) * 1000


def peak_of(name: str, incidents: pl.DataFrame) -> int:
    """The process's peak in MiB while it does this, the loading before it left out where the system can forget it."""
    if name != "nothing":
        with contextlib.suppress(OSError):  # only Linux, and only where it is allowed
            Path("/proc/self/clear_refs").write_text("5")
        WAYS[name](incidents)
    with contextlib.suppress(OSError):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def peak_mib(name: str, rows: int, path: Path | None) -> int:
    """The most memory that a process of its own held while it did this once."""
    command = [sys.executable, "-m", "bench.findings", "--one", name, str(rows), *([str(path)] if path else [])]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
