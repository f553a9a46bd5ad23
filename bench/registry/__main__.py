"""How fast an award follows its last signature, and how fast a long log is checked.

Usage: python -m bench.registry [FOLDER] [--repetitions 300] [--entries 1000000] [--unsigned 1000000]
       [--reports 2000]

FOLDER lies on the disk to be measured (the system's folder for temporary files if not given). A number of 0 leaves the
part out.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from pathlib import Path

from bench.registry import auditing, awarding


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=Path(tempfile.gettempdir()))
    asked.add_argument("--repetitions", type=int, default=300)
    asked.add_argument("--entries", type=int, default=1_000_000)
    asked.add_argument("--unsigned", type=int, default=1_000_000)
    asked.add_argument("--reports", type=int, default=2_000)
    given = asked.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    if given.repetitions:
        print("Milliseconds, p50 and p99\n")
        print("| the award is brought by | other reports | durable | new head signed | one sync of the bytes |")
        print("|---|---:|---:|---:|---:|")
        for line in awarding.measure(given.folder, given.repetitions):
            print(line, flush=True)
        print()
    if given.entries:
        print("| entries | what they are | program | in all | an entry | peak of the process |")
        print("|---:|---|---|---:|---:|---:|")
        for line in auditing.measure(given.folder, given.entries, given.unsigned, given.reports):
            print(line, flush=True)


if __name__ == "__main__":
    main()
