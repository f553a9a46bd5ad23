"""How long the sheet of an accord takes, and how that grows with members and with classes of them.

Usage: python -m bench.prove [--repetitions 5]

Cold: a process of its own, from its start to the sheet. Warm: once more in the same process, the accord read before.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from foedus.accord.read_accord import read_accord
from foedus.prove.decide import prove
from foedus.prove.sheet_words import sheet

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "library" / "conditional_accession" / "conditional_accession.accord"
TEXT = """accord "Measured", version 1
    time zone Europe/Kyiv
    in force from 2026-01-01 00:00 until 2036-01-01 00:00

parties
    AA "Party A"
    BB "Party B"

{groups}
body Watch "The Watch"
    members W1 W2 W3 W4 W5 W6

body Court "The Court"
    members J1 J2 J3

zone Land area "Land"

evidence
    one incident is reports of the same act within 3 km and 6 hours
    confirmed by 1 independent origin
    attributed to the standard preponderance

Article 1 "Peace"
    Each party must not attack in Land.
        material breach when count is at least 1

Article 2 "Certification"
    Watch certifies a material breach by 4 of 6 within {hours} hours; silence is assent.
        the accused may challenge once within {hours} hours for forgery
    Court decides a challenge by 2 of 3 within {hours} hours; silence dismisses it.

Article 3 "Guarantee"
    On certified material breach by AA, membership of G1 for BB takes effect at once.
{consents}
        consent may be withdrawn on 180 days notice, never while a breach is pending
"""


def written(folder: Path, members: int, classes: int, hours: int) -> Path:
    """An accord with so many guarantors, in so many groups of which each consents."""
    size = members // classes
    groups = "".join(
        f'alliance G{g} "Group {g}"\n    members {" ".join(f"M{g}-{n}" for n in range(1, size + 1))}\n\n'
        for g in range(1, classes + 1)
    )
    bound = "deposited as a protocol with a suspensive condition"
    consents = "\n".join(f"        consent of every member of G{g}, {bound}" for g in range(1, classes + 1))
    path = folder / f"{members}-{classes}-{hours}.accord"
    path.write_text(TEXT.format(groups=groups, consents=consents, hours=hours), encoding="utf-8")
    return path


def warm(path: Path, repetitions: int) -> float:
    """Seconds of a sheet in a process that has made one before."""
    accord = read_accord(path).accord
    assert accord is not None
    took = []
    for _ in range(repetitions + 1):
        start = time.perf_counter()
        sheet(accord, prove(accord, accord.in_force_from), accord.in_force_from)
        took.append(time.perf_counter() - start)
    return statistics.median(took[1:])


def cold(path: Path, repetitions: int) -> float:
    """Seconds of a process that makes it."""
    took = []
    for _ in range(repetitions):
        start = time.perf_counter()
        run = [sys.executable, "-c", "from foedus.cli.main import main; main()", "prove", str(path)]
        done = subprocess.run(run, capture_output=True)
        took.append(time.perf_counter() - start)
        assert done.returncode in (0, 3) and done.stdout, done.stderr
    return statistics.median(took)


def rows(folder: Path, repetitions: int) -> Iterator[str]:
    """Lines of a table; ratios to the first."""
    first = warm(SAMPLE, repetitions)
    yield f"| the conditional accession, 32 members | {cold(SAMPLE, repetitions):.2f} | {first:.3f} | 1.0 |"
    for members, classes, hours in (
        (8, 1, 72), (16, 1, 72), (32, 1, 72), (64, 1, 72), (32, 2, 72), (32, 4, 72), (32, 1, 6), (32, 1, 720),
    ):  # fmt: skip
        path = written(folder, members, classes, hours)
        took = warm(path, repetitions)
        name = f"{members} members in {classes} groups, limits of {hours} hours"
        yield f"| {name} | {cold(path, repetitions):.2f} | {took:.3f} | {took / first:.2f} |"


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--repetitions", type=int, default=5)
    given = asked.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    print("| accord | cold, s | warm, s | warm, ratio |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), given.repetitions):
            print(row, flush=True)


if __name__ == "__main__":
    main()
