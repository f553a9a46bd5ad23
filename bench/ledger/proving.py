"""How long from an entry to the proof that it is in the log, and how long a whole log takes to check."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.ledger.acknowledging import ENTRY_BYTES
from bench.ledger.ways import SIGNER
from foedus.ledger.check_log import check_log
from foedus.ledger.checkpoint import read_checkpoint
from foedus.ledger.keys import key_of
from foedus.ledger.merkle import inclusion_holds, leaf_hash
from foedus.ledger.read_log import CopiedFolder
from foedus.ledger.store import Log, Refusal
from foedus.ledger.store_disk import FolderDisk

APPENDED_AT_ONCE = 2_000
PUBLISHED_EVERY = 20_000
PROVED = 300
KEY = key_of(SIGNER)


def make_log(folder: Path, size: int) -> str:
    """Fill a log in an empty folder."""
    start = time.perf_counter()
    log = Log.create(FolderDisk(folder), SIGNER, b"opening")
    assert not isinstance(log, Refusal)
    for first in range(1, size, APPENDED_AT_ONCE):
        last = min(first + APPENDED_AT_ONCE, size)
        log.append([b"%-*d" % (ENTRY_BYTES, index) for index in range(first, last)])
        if log.size - log.published_size >= PUBLISHED_EVERY:
            log.publish()
    log.publish()
    log.close()
    return f"{size:,} entries appended and published in {time.perf_counter() - start:.1f} s"


def prove(folder: Path) -> str:
    """Append an entry, publish, ask for its proof and hold it against the signed root, one after the other."""
    start = time.perf_counter()
    log = Log.open(FolderDisk(folder), SIGNER)
    assert not isinstance(log, Refusal)
    opened = time.perf_counter() - start
    took = []
    for nth in range(PROVED):
        entry = b"%-*d" % (ENTRY_BYTES, -nth)
        start = time.perf_counter()
        (index,) = log.append([entry])
        head, _ = read_checkpoint(log.publish(), KEY)
        assert inclusion_holds(leaf_hash(entry), index, head.size, log.inclusion(index, head.size), head.root)
        took.append(1_000 * (time.perf_counter() - start))
    log.close()
    took.sort()
    return (
        f"opened in {opened:.2f} s; from an entry to its verified proof under a new checkpoint: "
        f"p50 {statistics.median(took):.2f} ms, p99 {took[len(took) * 99 // 100]:.2f} ms"
    )


def check_alone(folder: Path) -> str:
    """Check the log in a process of its own, so that its memory is known."""
    return subprocess.run(
        [sys.executable, "-m", "bench.ledger.proving", str(folder)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    ).stdout.strip()  # fmt: skip


def check(folder: Path) -> str:
    """Check every file of a log."""
    start = time.perf_counter()
    found = check_log(CopiedFolder(folder), KEY)
    took = time.perf_counter() - start
    assert found.is_whole and found.head is not None, found.problems
    return f"all {found.head.size:,} entries and every tile checked in {took:.1f} s; peak of the process {_peak()}"


def _peak() -> str:
    # Not from getrusage, which counts what the parent had before it became this program.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(line.split(":")[1].strip() for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    print(check(Path(sys.argv[1])))
