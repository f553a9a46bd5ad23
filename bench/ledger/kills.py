"""A log whose writer is killed: a process that appends with many threads gets SIGKILL, again and again.

Usage: python -m bench.ledger.kills [TIMES]   (500 if not given)

What the child was told is durable it says through a pipe; all of it must be in the log that the parent then opens.
A kill shows what a process may lose, not what a power cut may: for that there is the simulated disk of the tests.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Thread

from bench.ledger.ways import SIGNER
from foedus.ledger.check_log import check_log
from foedus.ledger.keys import key_of
from foedus.ledger.read_log import CopiedFolder
from foedus.ledger.store import Log, Refusal
from foedus.ledger.store_disk import FolderDisk

THREADS = 8
KILLS_A_LOG = 25


def main(arguments: list[str]) -> None:
    """Kill and say how it went; or with `--child FOLDER SEED` be the child."""
    if arguments[:1] == ["--child"]:
        be_killed(Path(arguments[1]), int(arguments[2]))
        return
    times = int(arguments[0]) if arguments else 500
    kills = acknowledged = 0
    for log in range(0, times, KILLS_A_LOG):
        for count in killed(log, min(KILLS_A_LOG, times - log)):
            kills, acknowledged = kills + 1, acknowledged + count
    print(f"{kills} kills: {acknowledged:,} acknowledged entries, all of them in the log, every head verified")


def killed(seed: int, times: int) -> Iterator[int]:
    """Kill the writer of one log so many times; how many entries each had acknowledged.

    Errors: AssertionError if one of them is lost.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for nth in range(times):
            told = told_before_kill(folder, seed * 1_000 + nth, chance.randrange(1, 400))
            log = Log.open(FolderDisk(folder), SIGNER)
            assert not isinstance(log, Refusal), log
            for index, digest in told.items():
                assert index < log.size, f"seed {seed}, kill {nth}: entry {index} was lost"
                assert sha256(log.entry(index)).hexdigest() == digest, f"seed {seed}, kill {nth}: entry {index} changed"
            if nth % 5 == 0:
                log.publish()
            log.close()
            checked = check_log(CopiedFolder(folder), key_of(SIGNER))
            assert checked.is_whole, checked.problems
            yield len(told)


def told_before_kill(folder: Path, seed: int, lines: int) -> dict[int, str]:
    """Start a writer, kill it when it has acknowledged so many entries; index and hash of each by then."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.ledger.kills", "--child", str(folder), str(seed)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(lines)]
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    assert child.wait() == -signal.SIGKILL
    whole = (line.decode().split() for line in said if line.endswith(b"\n"))
    return {int(index): digest for index, digest in whole}


def be_killed(folder: Path, seed: int) -> None:
    """Append with many threads and publish all the while, until the end comes from outside."""
    disk = FolderDisk(folder)
    log = Log.open(disk, SIGNER) if (folder / "journal").exists() else Log.create(disk, SIGNER, b"opening")
    assert not isinstance(log, Refusal), log

    def client(nth: int) -> None:
        chance = random.Random(seed * 100 + nth)
        while True:
            entries = [chance.randbytes(chance.randrange(1, 900)) for _ in range(chance.randrange(1, 4))]
            indexes = log.append(entries)
            told = zip(indexes, entries, strict=True)
            lines = "".join(f"{index} {sha256(entry).hexdigest()}\n" for index, entry in told)
            os.write(1, lines.encode())  # shorter than what a pipe takes whole, so no two threads' lines mix

    for nth in range(THREADS):
        Thread(target=client, args=(nth,), daemon=True).start()
    while True:
        log.publish()
        log.put_blob(os.urandom(100))


if __name__ == "__main__":
    main(sys.argv[1:])
