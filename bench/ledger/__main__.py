"""How fast the log is, beside a plain file and SQLite, and how long it takes to prove and to check.

Usage: python -m bench.ledger [FOLDER] [--rounds 7] [--seconds 1] [--entries 1000000]

FOLDER lies on the disk to be measured (the system's folder for temporary files if not given). `python -m
bench.ledger.kills` kills writers.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import tempfile
from pathlib import Path

from bench.ledger.acknowledging import ENTRY_BYTES, measure
from bench.ledger.proving import check_alone, make_log, prove


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=Path(tempfile.gettempdir()))
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--seconds", type=float, default=1.0)
    asked.add_argument("--entries", type=int, default=1_000_000)
    given = asked.parse_args()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}, ", end="")
    print(f"entries of {ENTRY_BYTES} bytes, medians of {given.rounds} rounds of {given.seconds:g} s, interleaved\n")
    print("| clients | | durable a second | to the faster plain file | p50, microseconds | p99 |")
    print("|---:|---|---:|---:|---:|---:|")
    for row in measure(given.folder, given.rounds, given.seconds):
        print(row, flush=True)
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        print(f"\n{make_log(Path(place), given.entries)}")
        print(prove(Path(place)), flush=True)
        print(check_alone(Path(place)), flush=True)


if __name__ == "__main__":
    main()
