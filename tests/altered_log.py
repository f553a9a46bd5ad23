"""A small log in memory, whole, and the ways in which somebody could alter it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from random import Random
from unittest.mock import patch

from foedus.ledger import check_log as checking
from foedus.ledger import check_tree
from foedus.ledger.check_log import Checked
from foedus.ledger.keys import SeedSigner, VerifierKey, key_of
from foedus.ledger.store import Log
from simulated_disk import SimulatedDisk

SIGNER = SeedSigner("example.org/altered", bytes(range(32)))
KEY = key_of(SIGNER)
SIZE = 300
BLOB = b"what a sensor saw, " * 3


@dataclass
class Files:
    """A folder in memory; `changed` stands in front of what is whole, None for a file that is gone."""

    whole: Mapping[str, bytes]
    changed: dict[str, bytes | None] = field(default_factory=dict)

    def names(self) -> Iterator[str]:
        for name in self.whole:
            if self.changed.get(name, b"") is not None:
                yield name
        yield from (name for name, content in self.changed.items() if name not in self.whole and content is not None)

    def read(self, name: str) -> bytes:
        content = self.changed.get(name, self.whole.get(name))
        assert content is not None
        return content


@cache
def whole_log(size: int = SIZE, seed: int = 7) -> Mapping[str, bytes]:
    """The files of a log with that many entries of different lengths, old partial tiles and evidence among them."""
    disk, random = SimulatedDisk(), Random(seed)
    log = Log.create(disk, SIGNER, b"opening")
    assert isinstance(log, Log)
    blob = log.put_blob(BLOB)
    log.append([random.randbytes(random.randrange(3, 12)) for _ in range(min(size, 280) - 2)])
    log.publish()
    log.append([blob.encode(), *(random.randbytes(random.randrange(3, 12)) for _ in range(size - log.size - 1))])
    log.publish()
    log.close()
    return {name: disk.read(name) for name in sorted(disk.names()) if name != "journal"}


def checked(
    changed: Mapping[str, bytes | None],
    given: VerifierKey | None = KEY,
    size: int = SIZE,
    blobs_of: Callable[[bytes], Iterable[str]] | None = None,
) -> Checked:
    """What the check says of the log with these changes. Hashes and heads that are the same are computed once."""
    with (
        patch.object(check_tree, "leaf_hash", _leaf_hash),
        patch.object(check_tree, "top", _top),
        patch.object(check_tree, "unpacked", _unpacked),
        patch.object(checking, "read_checkpoint", _read_checkpoint),
    ):
        return checking.check_log(Files(whole_log(size), dict(changed)), given, blobs_of=blobs_of)


_leaf_hash = cache(check_tree.leaf_hash)
_read_checkpoint = cache(checking.read_checkpoint)
_unpacked = lru_cache(16)(check_tree.unpacked)
_node = cache(lambda pair: sha256(b"\1" + pair).digest())


def _top(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [_node(left + right) for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def flipped(content: bytes, bit: int) -> bytes:
    turned = bytearray(content)
    turned[bit // 8] ^= 1 << bit % 8
    return bytes(turned)


def culprit_is_named(name: str, byte: int, found: Checked) -> bool:
    """Whether some problem names the file and, of entries, the one that the byte belongs to."""
    told = [problem.what for problem in found.problems if problem.span is not None and problem.span.file == name]
    index = _entry_of(name, byte)
    return any(index is None or re.search(rf"\b{index}\b", what.partition("altered: ")[2]) for what in told)


def _entry_of(name: str, byte: int) -> int | None:
    if not name.startswith("tile/entries/"):
        return None
    at, index, content = 0, 256 * int(name.split("/")[2].removesuffix(".p")), whole_log()[name]
    while byte >= (at := at + 2 + (content[at] << 8 | content[at + 1])):
        index += 1
    return index
