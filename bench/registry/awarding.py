"""How long from the last signature to an award that no power cut can undo, beside one sync of as many bytes."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.registry.making import DEPOSITED, MADE, REPORTS_IN_A_LINE, opened, played
from foedus.basics.instant import Instant
from foedus.ledger.journal import frame
from foedus.ledger.keys import SeedSigner
from foedus.ledger.store import Log
from foedus.ledger.store_disk import FolderDisk
from foedus.ledger.tiles import packed
from foedus.watch.acts import REGISTRY, SignedAct, signed_act_of
from foedus.watch.keeper import Keeper, take_up
from foedus.watch.loading import Loaded
from foedus.watch.registry import Done
from foedus.watch.rehearsal import seed_of
from foedus.watch.signing import Named

BREACH = "2025-06-14 20:00  reports from reports/breach.json\n2025-06-15 09:00  BR, CH, ID and KE attest for\n"
ENDS = {
    "the deciding vote of the panel": "2025-06-18 10:00  RU challenges for wrong party\n"
    "2025-06-19 10:00  Judge-1 rejects\n2025-06-20 10:00  Judge-2 rejects\n",
    "the waiver of the accused": "2025-06-16 10:00  RU waives\n",
    "the end of a window": "2025-07-01 00:00  time passes\n",
}
"""What brings the award: the last act of each. A report never is: a body must verify what it says (P2b), or its limit
run out."""
CROWDS = (0, 200, 2_000)
"""So many reports of other incidents are in the log before the breach."""

_sync = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True)
class Before:
    """A log in a folder that is one act short of an award. act: the signed act, as it comes in."""

    folder: Path
    act: bytes
    at: Instant
    signer: SeedSigner
    origin: str


@dataclass(frozen=True)
class Took:
    """Seconds of one repetition. until_kept: from the signed act to its award, durable. until_signed: and to the new
    head over it. a_sync: one write and one sync of as many bytes."""

    until_kept: float
    until_signed: float
    a_sync: float


def measure(folder: Path, repetitions: int) -> Iterator[str]:
    """A row of a table for each end."""
    for reports in CROWDS:
        for name, lines in ENDS.items():
            with tempfile.TemporaryDirectory(dir=folder) as place:
                before = one_act_short(Path(place) / "before", DEPOSITED + crowd(reports) + BREACH + lines)
                took = repeated(before, Path(place), repetitions)
            yield f"| {name} | {reports:,} | {columns(took)} |"


def columns(took: list[Took]) -> str:
    """Of each column the middle and the 99th of a hundred; of fewer than a hundred that is the largest."""
    every = [[each.until_kept for each in took], [each.until_signed for each in took], [each.a_sync for each in took]]
    return " | ".join(f"{share(column, 50):.2f}, {share(column, 99):.2f}" for column in every)


def crowd(reports: int) -> str:
    """Lines that hand in reports of other incidents."""
    return "".join(f"2025-06-02 10:{n:02}  reports from {MADE}{n}\n" for n in range(reports // REPORTS_IN_A_LINE))


def share(seconds: list[float], percent: int) -> float:
    """The value in milliseconds that so many of a hundred do not pass."""
    return 1_000 * sorted(seconds)[min(len(seconds) * percent // 100, len(seconds) - 1)]


def one_act_short(folder: Path, text: str) -> Before:
    """Play a scenario, and keep all of it but its last act."""
    folder.mkdir()
    log = opened(folder, text)
    *all_before, last = played(log)
    for one in all_before:
        assert isinstance(one.done, Done)
        log.keeper.keep(one.done, one.blobs)
    log.keeper.publish()
    log.keeper.log.close()
    assert isinstance(last.done, Done) and brings_award(last.done)
    signer = SeedSigner(REGISTRY, seed_of(log.scenario, REGISTRY))
    return Before(folder, last.done.entry.signed.written(), last.at, signer, log.keeper.loaded.opening.origin)


def brings_award(done: Done) -> bool:
    """Whether all 32 instruments are released."""
    return [len(o["released"]) for o in done.entry.outcomes if o["type"] == "award"] == [32]


def repeated(before: Before, place: Path, repetitions: int) -> list[Took]:
    """Take up the log once, as after a restart, then the one act so often, each time on a copy of the folder and from
    the same world; what the first time takes is what every other takes, as a trial leaves nothing behind."""
    taken_up = take_up(FolderDisk(before.folder), before.signer, before.origin)
    assert isinstance(taken_up, Keeper), taken_up
    taken_up.log.close()
    return [once(taken_up.loaded, before, place) for _ in range(repetitions)]


def once(loaded: Loaded, before: Before, place: Path) -> Took:
    """The one act on a copy; and the sync, on the same disk."""
    copy = place / "copy"
    shutil.copytree(before.folder, copy)
    log = Log.open(FolderDisk(copy), Named(before.origin, before.signer))
    assert isinstance(log, Log), log
    keeper = Keeper(replace(loaded, marked=[*loaded.marked]), log)
    start = time.perf_counter()
    signed = signed_act_of(json.loads(before.act))
    assert isinstance(signed, SignedAct), signed
    done = keeper.try_out(signed, before.at)
    assert isinstance(done, Done), done
    index = keeper.keep(done)
    kept = time.perf_counter() - start
    keeper.publish()
    signed_after = time.perf_counter() - start
    assert isinstance(index, int) and brings_award(done)
    log.close()
    shutil.rmtree(copy)
    return Took(kept, signed_after, one_sync(place / "plain", frame(index, packed([done.content]))))


def one_sync(file: Path, content: bytes) -> float:
    """Seconds of one write at the end of a file, and its sync."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    start = time.perf_counter()
    os.write(descriptor, content)
    _sync(descriptor)
    took = time.perf_counter() - start
    os.close(descriptor)
    return took
