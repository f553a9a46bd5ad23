"""A folder of a log, read without its writer: on a stick, in an archive, from whoever serves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from foedus.basics.problem import Problem
from foedus.ledger import damage
from foedus.ledger.check_log import believed_head, believed_key
from foedus.ledger.checkpoint import Checkpoint
from foedus.ledger.disk import CHECKPOINT, Folder, read_blob
from foedus.ledger.keys import VerifierKey
from foedus.ledger.merkle import HASH_BYTES, consistency_proof, inclusion_proof
from foedus.ledger.store_disk import names_beneath, read_ordinary
from foedus.ledger.tiles import WIDTH, hash_at_of, split_bundle, split_tile, tile_path


@dataclass(frozen=True, slots=True)
class CopiedFolder:
    """A folder of the file system, only read. For `check_log` and `read_log`."""

    path: Path

    def names(self) -> Iterator[str]:
        """Every file beneath the folder."""
        return names_beneath(str(self.path))

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return read_ordinary(self.path / name)


@dataclass(frozen=True, slots=True)
class ReadLog:
    """A log whose checkpoint is signed by its key. That its files lead to the root is for `check_log` to say.

    Errors of what reads entries or hashes: OSError where a file is missing, Malformed where it is damaged, IndexError
    beyond the size of the head.
    """

    folder: Folder
    key: VerifierKey
    head: Checkpoint
    checkpoint: bytes

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Entries in order, a bundle at a time."""
        end = self.head.size if stop is None else min(stop, self.head.size)
        for index in range(start // WIDTH, -(-end // WIDTH)):
            first = index * WIDTH
            found = split_bundle(self._read(None, index))
            yield from islice(found, max(start - first, 0), max(end - first, 0))

    def entry(self, index: int) -> bytes:
        """One entry."""
        if not 0 <= index < self.head.size:
            raise IndexError(f"no entry {index} among {self.head.size}")
        return next(self.entries(index, index + 1))

    def blob(self, name: str) -> bytes | None:
        """The bytes under a SHA-256 (64 hexadecimal digits), None if there are none."""
        return read_blob(self.folder, name)

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that an entry is in the tree of this size, or of the checkpoint."""
        size = self.head.size if size is None else size
        if not 0 <= index < size <= self.head.size:
            raise IndexError(f"no entry {index} in a tree of {size} of {self.head.size} entries")
        return inclusion_proof(index, size, hash_at_of(self._tile))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of this size, or of the checkpoint, only continues an older one."""
        size = self.head.size if size is None else size
        if not 0 < old <= size <= self.head.size:
            raise IndexError(f"no trees of {old} and {size} entries in one of {self.head.size}")
        return consistency_proof(old, size, hash_at_of(self._tile))

    def _tile(self, level: int, index: int) -> Sequence[bytes]:
        content = self._read(level, index)
        return split_tile(content, len(content) // HASH_BYTES)

    def _read(self, level: int | None, index: int) -> bytes:
        """A tile or bundle; where the partial one is gone, the full one that took its place."""
        width = min(WIDTH, (self.head.size >> 8 * (level or 0)) - index * WIDTH)
        try:
            return self.folder.read(tile_path(level, index, width))
        except FileNotFoundError:
            if width == WIDTH:
                raise
            return self.folder.read(tile_path(level, index))


def read_log(folder: Folder, key: VerifierKey | None = None) -> ReadLog | Problem:
    """The log in a folder, its key and checkpoint looked at and no more. key: as for `check_log`."""
    names = frozenset(folder.names())
    found = believed_key(folder, names, key)
    if isinstance(found, Problem):
        return found
    head = believed_head(folder, names, found)
    if isinstance(head, Problem):
        return head
    try:
        return ReadLog(folder, found, head, folder.read(CHECKPOINT))
    except OSError as error:
        return damage.unreadable(CHECKPOINT, error)
