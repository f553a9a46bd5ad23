"""Random lives of a log on a disk that loses power, and what must hold through all of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from errno import EIO, ENOSPC
from functools import cache
from random import Random

import pytest

from foedus.ledger.check_log import check_log
from foedus.ledger.checkpoint import Checkpoint, read_checkpoint
from foedus.ledger.disk import blob_path
from foedus.ledger.edge import Edge, grown
from foedus.ledger.keys import SeedSigner, key_of
from foedus.ledger.merkle import leaf_hash
from foedus.ledger.note import Note, SignatureLine
from foedus.ledger.store import Log, LogStopped, Refusal
from simulated_disk import PowerCut, SimulatedDisk

ORIGIN = "example.org/log"
SIGNER = SeedSigner(ORIGIN, bytes(31) + b"\1")
KEY = key_of(SIGNER)
SMALL = (1, 2, 254, 255, 256)
SIZES = (*SMALL * 6, *(1, 2, 3) * 10, 257, 510, 65534)
"""Where bundles and tiles of each level begin to be full; how often each is tried."""

OPENING = b'{"kind":"opening"}'


@cache
def verified(content: bytes) -> tuple[Checkpoint, Note]:
    """A head whose signature was found good; the same bytes are not looked at again."""
    return read_checkpoint(content, KEY)


@cache
def base(size: int) -> tuple[SimulatedDisk, tuple[bytes, ...], Edge]:
    """A log of that many entries, all published: the disk, the entries, the tree."""
    disk = SimulatedDisk()
    log = Log.create(disk, SIGNER, OPENING)
    assert isinstance(log, Log)
    entries = (OPENING, *(b"entry %d" % nth for nth in range(1, size)))
    log.append(entries[1:])
    log.publish()
    log.close()
    return disk, entries, grown(Edge(), [leaf_hash(entry) for entry in entries])[0]


@dataclass
class World:
    """All that anybody outside the log ever saw of it. Mutable; owned by one trial."""

    disk: SimulatedDisk
    base: Edge
    entries: list[bytes]
    heads: dict[int, bytes] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    lives: int = 0
    size_seen: int = 0
    cosigned: tuple[int, SignatureLine] | None = None

    def see(self, name: str, content: bytes) -> None:
        """A checkpoint that stood in the folder for a moment may have been read by anybody."""
        if name != "checkpoint":
            return
        head, _ = verified(content)
        assert self.heads.setdefault(head.size, head.root) == head.root, f"two roots for size {head.size}"
        self.size_seen = max(self.size_seen, head.size)


def trial(seed: int, sizes: tuple[int, ...] = SIZES, cut_at: int | None = None) -> World:
    """Some lives of one log, each ended by a power cut, a kill or in order; at the end all must be there.

    cut_at: the operation of each life that is its last; any one by chance if not given.
    """
    random = Random(seed)
    prepared, entries, edge = base(random.choice(sizes))
    disk = prepared.copy(random)
    world = World(disk, edge, list(entries))
    disk.watch = world.see
    for _ in range(random.randrange(1, 5)):
        end = disk.steps + (cut_at or random.randrange(1, random.choice((12, 40, 120))))
        if cut_at is None and random.random() < 0.25:
            (disk.fails.update if random.random() < 0.7 else disk.fill)({end: random.choice((EIO, ENOSPC))})
        else:
            disk.cut_at = end
        with suppress(PowerCut):
            live(world, random)
        if random.random() < 0.7:
            disk.cut_power()
            disk_is_true(world)
        else:
            disk.kill()
    last_look(world)
    return world


def live(world: World, random: Random) -> None:
    """From a start to the end, in order or not. A disk that fails stops the log for good."""
    log = Log.open(world.disk, SIGNER)
    if isinstance(log, Refusal) and world.disk.has_failed:
        return
    look(world, log)
    try:
        act(world, log, random)
    except LogStopped:
        assert world.disk.has_failed
        for refused in (lambda: log.append([b"more"]), log.publish, lambda: log.put_blob(b"more")):
            with pytest.raises(LogStopped):
                refused()


def act(world: World, log: Log, random: Random) -> None:
    """What a writer does."""
    for _ in range(random.randrange(1, 12)):
        choice = random.randrange(10)
        if choice < 5:
            more = [random.randbytes(random.choice((0, 5, 60, 900))) for _ in range(random.randrange(1, 4))]
            acknowledge(world, log, more)
        elif choice < 8:
            log.publish()
        elif choice < 9:
            content = random.randbytes(random.randrange(2000))
            name = log.put_blob(content)
            world.blobs[name] = content
            acknowledge(world, log, [name.encode()])
        else:
            line = SignatureLine(f"witness.example/{random.randrange(4)}", b"1234", random.randbytes(72))
            assert log.add_cosignatures([line], log.published_size)
            world.cosigned = (log.published_size, line)
    if random.random() < 0.5:
        log.close()


def look(world: World, log: Log | Refusal) -> None:
    """After a start: what was not acknowledged may be in the log, and from now on counts as seen."""
    assert isinstance(log, Log), log
    known = len(world.entries)
    assert log.size >= known, f"{known - log.size} acknowledged entries were lost"
    world.entries += [log.entry(index) for index in range(known, log.size)]
    world.lives += 1


def acknowledge(world: World, log: Log, more: list[bytes]) -> None:
    indexes = log.append(more)
    assert indexes == range(len(world.entries), len(world.entries) + len(more))
    world.entries += more


def disk_is_true(world: World) -> None:
    """What a copy of the folder would show at this moment: a head that verifies, and everything that it commits to."""
    disk = world.disk
    note = disk.read("checkpoint")
    world.see("checkpoint", note)
    head, read = verified(note)
    if world.cosigned and world.cosigned[0] == head.size:  # a later line by the same witness may stand in its place
        assert world.cosigned[1].name in {line.name for line in read.signatures}
    for name, content in world.blobs.items():
        assert disk.read(blob_path(name)) == content
    if head.size < 1000:
        found = check_log(disk, KEY)
        assert found.is_whole, found.problems


def last_look(world: World) -> None:
    """After one more start nothing is missing, every head ever seen is true, and the log goes on."""
    log = Log.open(world.disk, SIGNER)
    look(world, log)
    acknowledge(world, log, [b"and it goes on"])
    log.publish()
    assert log.published_size == len(world.entries)
    assert [log.entry(nth) for nth in range(world.base.size, log.size)] == world.entries[world.base.size :]
    first = world.base.size
    for size, root in world.heads.items():
        assert size >= first
        leaves = [leaf_hash(entry) for entry in world.entries[first:size]]
        assert grown(world.base, leaves)[0].root == root, f"the head of size {size} is not of this log"
    log.close()
