"""A million random steps of the procedure's machine beside its reference, and what came about on the way.

    python -m bench.procedure                              a million steps, of seeds that no test takes
    python -m bench.procedure --steps 100000 --seed 7

It ends with a failure, and with the seed and the step, where machine and reference differ in anything.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
STEPS_PER_WALK = 120


def main() -> None:
    """Walk, and print what was counted."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--steps", type=int, default=1_000_000)
    reader.add_argument("--seed", type=int, default=10_000_000)
    given = reader.parse_args()
    agreed = _agreed()
    began, told, walks = time.process_time(), Counter[str](), -(-given.steps // STEPS_PER_WALK)
    for walk in range(walks):
        told += agreed(given.seed + walk, STEPS_PER_WALK)
        if sys.stderr.isatty():
            print(f"\r{(walk + 1) * STEPS_PER_WALK:,} steps", end="", file=sys.stderr)
    spent = time.process_time() - began
    print(f"{walks * STEPS_PER_WALK:,} steps on {walks:,} walks, 0 differences, {spent:.0f} s of one processor")
    for verb in ("accepted", "refused"):
        print(f"moves {verb}: {sum(count for kind, count in told.items() if kind.startswith(verb)):,}")
    for kind, count in sorted(told.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:>9,}  {kind}")


def _agreed() -> Callable[[int, int], Counter[str]]:
    """The walk that the tests take too; what it needs lies among them."""
    sys.path.insert(0, str(TESTS))
    found: Callable[[int, int], Counter[str]] = importlib.import_module("procedure_agreement").agreed
    return found


if __name__ == "__main__":
    main()
