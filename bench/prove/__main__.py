"""How long the sheet of an accord takes, how that grows with members, groups and hours, and z3 on the same question.

Usage: python -m bench.prove [--repetitions 5] [--hours 3 6 12 24]

Cold: a process of its own, from its start to the sheet. Warm: once more in the same process, the accord read before.
The question that z3 gets too: the smallest coalitions that can block or cause the award of the accord with 32 members,
by two other ways (bench/prove/by_thresholds.py, which knows no clock; by_hours.py, which knows every hour). All must
answer the same, or nothing is printed.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.prove.accords import needed, written
from bench.prove.by_hours import Sizes, smallest_by_hours
from bench.prove.by_thresholds import Thresholds
from foedus.accord.model import Accord
from foedus.accord.read_accord import read_accord
from foedus.procedure.compiling import compile_procedure
from foedus.prove.decide import prove
from foedus.prove.inquiry import Inquiry
from foedus.prove.question import Aim
from foedus.prove.sheet_words import sheet

LIBRARY = Path(__file__).parents[2] / "library"
SAMPLES = (
    ("the conditional accession, 32 members", LIBRARY / "conditional_accession" / "conditional_accession.accord"),
    ("22 of 32, notice of a minute", LIBRARY / "known_answers" / "twenty_two_of_thirty_two.accord"),
)
FIRST = (32, 1, 72)
GROWN = ((8, 1, 72), (16, 1, 72), (64, 1, 72), (32, 2, 72), (32, 4, 72), (32, 1, 6), (32, 1, 720))
AIMS = (Aim.BLOCK, Aim.CAUSE)


def timed(work: Callable[[], object], repetitions: int) -> list[float]:
    """Seconds of each repetition, sorted."""
    took = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return sorted(took)


def told(took: list[float], unit: int = 1) -> str:
    """The median, and in brackets the smallest and the largest."""
    digits = 2 if unit == 1 else 0
    low, middle, high = (f"{each * unit:,.{digits}f}" for each in (took[0], statistics.median(took), took[-1]))
    return f"{middle} ({low}-{high})" if len(took) > 1 else f"{middle} (once)"


def accord_of(path: Path) -> Accord:
    accord = read_accord(path).accord
    assert accord is not None
    return accord


# -- the sheet ---------------------------------------------------------------------------------------------------------


def warm(path: Path, repetitions: int) -> list[float]:
    """Of a sheet in a process that has made one before."""
    accord = accord_of(path)

    def work() -> None:
        sheet(accord, prove(accord, accord.in_force_from), accord.in_force_from)

    work()
    return timed(work, repetitions)


def cold(path: Path, repetitions: int) -> list[float]:
    """Of a process that makes it."""

    def work() -> None:
        run = [sys.executable, "-c", "from foedus.cli.main import main; main()", "prove", str(path)]
        done = subprocess.run(run, capture_output=True)
        assert done.returncode in (0, 3) and done.stdout, done.stderr

    work()  # once to read the files into memory
    return timed(work, repetitions)


def sheets(folder: Path, repetitions: int) -> Iterator[str]:
    """Lines of the first table; ratios to 32 members in one group."""
    first = warm(written(folder, *FIRST), repetitions)
    yield "| accord | cold, ms | warm, ms | warm, ratio |\n|---|---:|---:|---:|"
    rows = [(name, path) for name, path in SAMPLES]
    for members, classes, hours in (FIRST, *GROWN):
        groups = f"{classes} groups" if classes > 1 else "one group"
        name = f"{members} members in {groups}, limits of {hours} hours"
        rows.append((name, written(folder, members, classes, hours)))
    for name, path in rows:
        took = warm(path, repetitions)
        ratio = statistics.median(took) / statistics.median(first)
        yield f"| {name} | {told(cold(path, repetitions), 1000)} | {told(took, 1000)} | {ratio:.2f} |"


# -- the same question -------------------------------------------------------------------------------------------------


def asked(accord: Accord) -> Inquiry:
    procedure = compile_procedure(accord)
    return Inquiry(accord, procedure, procedure.guarantees[0], accord.in_force_from)


def proved(accord: Accord) -> list[set[tuple[int, ...]]]:
    """By Foedus: those that can surely block, and at all; those that can surely cause, and at all."""
    inquiry = asked(accord)
    return [{c.counts for c in inquiry.smallest(aim, sure=sure)} for aim in AIMS for sure in (True, False)]


def by_thresholds(inquiry: Inquiry) -> list[set[tuple[int, ...]]]:
    """The same by numbers alone."""
    thresholds = Thresholds(inquiry.procedure, inquiry.guarantee, tuple(each.members for each in inquiry.classes))
    return [set(thresholds.smallest(aim.value, sure)) for aim in AIMS for sure in (True, False)]


def by_hours(members: int, hours: int) -> list[set[tuple[int, ...]]]:
    """Those that can at all, over every hour."""
    sizes = Sizes((6, 4), (3, 2), (members, needed(members)), hours)
    return [set(smallest_by_hours(sizes, aim.value)) for aim in AIMS]


def question(folder: Path, repetitions: int, hours: list[int]) -> Iterator[str]:
    """Lines of the second table; ratios to Foedus."""
    yield "| limits, hours | Foedus, ms | z3, no clock, ms; ratio | z3, each hour, ms; ratio |\n|---:|---:|---:|---:|"
    for each in hours:
        accord = accord_of(written(folder, 32, 1, each))
        inquiry, ours = asked(accord), proved(accord)
        assert ours == by_thresholds(inquiry), "z3 by thresholds answers something else"
        titles = [each.title for each in inquiry.classes]
        places = [titles.index(title) for title in ("Watch", "Court", "G1")]
        at_all = [{tuple(counts[n] for n in places) for counts in found} for found in ours[1::2]]
        assert all(sum(counts) == sum(counts[n] for n in places) for found in ours for counts in found)
        took = timed(lambda accord=accord: proved(accord), repetitions)  # type: ignore[misc]
        other = timed(lambda inquiry=inquiry: by_thresholds(inquiry), repetitions)  # type: ignore[misc]

        def check(each: int = each, at_all: list[set[tuple[int, ...]]] = at_all) -> None:
            assert by_hours(32, each) == at_all, "z3 by hours answers something else"

        slow = timed(check, repetitions if each < 12 else 1)
        ratios = [statistics.median(some) / statistics.median(took) for some in (other, slow)]
        yield (
            f"| {each} | {told(took, 1000)} | {told(other, 1000)}; {ratios[0]:.2g} "
            f"| {told(slow, 1000)}; {ratios[1]:,.0f} |"
        )


def main() -> None:
    """Print both tables."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--repetitions", type=int, default=5)
    given.add_argument("--hours", type=int, nargs="*", default=[3, 6, 12, 24])
    chosen = given.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        for row in sheets(Path(folder), chosen.repetitions):
            print(row, flush=True)
        print()
        for row in question(Path(folder), chosen.repetitions, chosen.hours):
            print(row, flush=True)


if __name__ == "__main__":
    main()
