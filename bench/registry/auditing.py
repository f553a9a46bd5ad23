"""How long it takes to check a long log, and with how much memory: `foedus-verify`, and `foedus audit`."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.registry.making import EACH, Mix, deposited, make_long
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY, MINUTE
from foedus.watch.acts import REGISTRY, Act, Kind, SignedAct
from foedus.watch.registry import Entry

SOURCE = Path(__file__).parents[2] / "src"


def measure(folder: Path, entries: int, unsigned: int, reports: int) -> Iterator[str]:
    """Rows of a table."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        mix = Mix(reports // EACH, standings=entries // 10_000)
        make_long(Path(place), entries, mix, told)
        for program in ("verify", "audit"):
            yield row(f"all signed, {reports:,} reports, else time", entries, program, Path(place))
    if not unsigned:
        return
    with tempfile.TemporaryDirectory(dir=folder) as place:
        make_unsigned(Path(place), unsigned)
        yield row("reports without signatures", unsigned, "verify", Path(place))


def told(line: str) -> None:
    """How far it is, for who waits."""
    if sys.stderr.isatty():
        print(f"\r{line}", end="", file=sys.stderr)


def row(what: str, entries: int, program: str, folder: Path) -> str:
    """Run a program on the log in a process of its own."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.registry.alone", program, folder],
        capture_output=True, text=True, cwd=SOURCE.parent,
    )  # fmt: skip
    took = time.perf_counter() - start
    assert done.returncode == 0, done.stdout + done.stderr
    peak = done.stdout.splitlines()[-1]
    return f"| {entries:,} | {what} | {program} | {took:.1f} s | {1e6 * took / entries:.0f} us | {peak} |"


def make_unsigned(folder: Path, size: int) -> None:
    """A log of entries of one short report each, which stand under the signature of the log alone. A verifier takes
    them; Foedus signs what its registry takes in, so an audit does not."""
    log, world = deposited(folder)
    accord = log.keeper.loaded.registry.procedure.accord
    waiting: list[bytes] = []
    for number in range(log.keeper.log.size, size):
        at = world.state.at + (number + 1) * MINUTE // 100
        listed = [{"act": "shelling", "outlet": "Outlet", "source_row": str(number), "text": "Impacts were heard."}]
        subject = hashlib.sha256(canonical(listed)).hexdigest()
        act = Act(accord, REGISTRY, Kind.REPORTS, subject, {"reports": listed}, size + number, at, at + DAY, world.log)
        waiting.append(Entry(SignedAct(act), at, ()).written())
        if len(waiting) == 10_000 or number == size - 1:
            log.keeper.log.append(waiting)
            log.keeper.log.publish()
            waiting = []
    log.keeper.log.close()

