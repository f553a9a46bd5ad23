"""The log as its one writer holds it: what `append` has returned for is durable, and every head ever shown stays true.

In this order, and no step begins before the one above it is durable:
    entries go to the journal, and only then are acknowledged;
    entries of the journal go into bundles and tiles;
    the checkpoint over them is signed and put in place;
    the journal is cut.
A head therefore commits only to entries that cannot be lost, in an order that cannot change: no size ever gets two
roots. Whatever the disk refuses ends all writing at once. Nothing is tried again; the next start reads what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from threading import Lock

from foedus.basics.problem import Problem
from foedus.ledger import refusals
from foedus.ledger.check_log import check_log
from foedus.ledger.checkpoint import Checkpoint, sign_checkpoint
from foedus.ledger.disk import CHECKPOINT, TEMPORARY, VKEY, Disk, WholeFiles, blob_path, read_blob
from foedus.ledger.edge import Edge, Tile, grown
from foedus.ledger.group_commit import GroupCommit
from foedus.ledger.journal import JOURNAL, frame, head_frame
from foedus.ledger.keys import Signer, key_of
from foedus.ledger.merkle import consistency_proof, inclusion_proof, leaf_hash
from foedus.ledger.note import Note, SignatureLine, parse_note
from foedus.ledger.recovery import Recovered, recovered
from foedus.ledger.tiles import LONGEST_ENTRY, WIDTH, bundle, hash_at_of, packed, split_bundle, split_tile, tile_path

_TILES_KEPT = 64
"""Full tiles that are kept for proofs: those on the way to the newest entries are asked for again and again."""

_ENTRIES_AT_ONCE = 64 * WIDTH
"""Entries whose bundles are written before they are let go of: about 16 MB of usual ones, at most 1 GB."""


class LogStopped(Exception):
    """The disk failed or the log was closed: nothing more is acknowledged until it is opened anew."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a log was not opened or made."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """What is signed. checkpoint: the note as it lies in the folder. partial: the entries of the partial bundle."""

    checkpoint: bytes
    edge: Edge
    partial: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Tail:
    """Durable entries from index `first` on; those that are not in tiles yet are among them. It only ever grows."""

    first: int
    entries: list[bytes]

    @property
    def end(self) -> int:
        return self.first + len(self.entries)


class Log:
    """One log, open for writing. Mutable; the one owner of its folder, shared by all threads of one process.

    Errors of every method that writes: LogStopped, with the problem, once the disk has failed.
    """

    def __init__(self, disk: Disk, signer: Signer, found: Recovered) -> None:
        self.origin = found.origin
        self.torn_bytes = found.torn_bytes  # of a write that a crash tore, acknowledged to nobody
        self._disk = disk
        self._signer, self._key = signer, key_of(signer)
        self._files = WholeFiles(disk)
        self._head = _Head(found.checkpoint, found.edge, found.partial)
        self._tail = _Tail(found.edge.size, list(found.tail))
        self._stopped: Problem | None = None
        # Taken in this order: one head at a time, then the journal with its tail, then files in the making.
        self._publishing, self._journal, self._making = Lock(), Lock(), Lock()
        self._commit = GroupCommit(self._write_group)
        self._full_tile = lru_cache(_TILES_KEPT)(self._read_full_tile)

    @classmethod
    def create(cls, disk: Disk, signer: Signer, first_entry: bytes, blobs: Iterable[bytes] = ()) -> Log | Refusal:
        """Make a log of one entry, with the name of its signer, in an empty folder. blobs: evidence the entry names.

        A crash on the way leaves a folder in which it can be made again, or a log that `open` finishes making.
        """
        if not disk.lock():
            return Refusal((refusals.in_use(),))
        try:
            # Evidence alone, and files half written, are what a making that a crash broke off leaves.
            foreign = (name for name in disk.names() if not name.startswith("blob/") and not name.endswith(TEMPORARY))
            present = sorted(foreign)
            if present:
                return _let_go(disk, refusals.not_empty(present[0]))
            content = head_frame(signer.name, 0, Edge().root) + frame(0, packed([first_entry]))
            files = WholeFiles(disk)
            files.write({blob_path(sha256(blob).hexdigest()): blob for blob in blobs})
            files.write({JOURNAL: content})
        except OSError as error:
            return _let_go(disk, refusals.disk_failed(error, "making the log"))
        return cls._opened(disk, signer, thorough=False, lost_journal=False)

    @classmethod
    def open(
        cls, disk: Disk, signer: Signer, thorough: bool = False, lost_journal: bool = False
    ) -> Log | Refusal:
        """Look the folder through and go on from it, or say why that cannot be.

        thorough: compute the whole tree anew from its entries (3 s a million) instead of its newest part.
        lost_journal: the owner declares that nothing was acknowledged after the checkpoint. Where nothing else is
        wrong, a log without a journal is then opened.
        """
        if not disk.lock():
            return Refusal((refusals.in_use(),))
        return cls._opened(disk, signer, thorough, lost_journal)

    @classmethod
    def _opened(cls, disk: Disk, signer: Signer, thorough: bool, lost_journal: bool) -> Log | Refusal:
        try:
            found = recovered(disk, key_of(signer), lost_journal)
        except OSError as error:
            return _let_go(disk, refusals.unreadable(error))
        if not isinstance(found, Recovered):
            return _let_go(disk, *found)
        if thorough and found.checkpoint:
            problems = [each for each in check_log(disk, key_of(signer)).problems if each.is_error]
            if problems:
                return _let_go(disk, *problems)
        log = cls(disk, signer, found)
        try:
            log._settle(found)
        except LogStopped as error:
            return _let_go(disk, error.problem)
        return log

    @property
    def size(self) -> int:
        """How many entries are durable."""
        return self._tail.end

    @property
    def published_size(self) -> int:
        """How many entries the checkpoint commits to."""
        return self._head.edge.size

    @property
    def checkpoint(self) -> bytes:
        """The newest signed note, with its cosignatures."""
        return self._head.checkpoint

    @property
    def stopped(self) -> Problem | None:
        """Why nothing more is acknowledged; None while all is well."""
        return self._stopped

    def append(self, entries: Sequence[bytes]) -> range:
        """Add entries, all or none and one after the other, and give their indexes once they are durable.

        Threads that append at the same time share one sync. What is not published yet is held in memory.
        Errors: ValueError for an entry longer than 65535 bytes.
        """
        if not entries:
            return range(0)
        for entry in entries:
            if len(entry) > LONGEST_ENTRY:
                raise ValueError(f"an entry has at most {LONGEST_ENTRY} bytes")
        indexes = self._commit.submit(entries)
        if isinstance(indexes, Problem):
            raise LogStopped(indexes)
        return indexes

    def publish(self) -> bytes:
        """Put all durable entries into tiles and sign them; the new checkpoint, or the present one if none is new."""
        with self._publishing:
            self._go_on()
            tail, head = self._tail, self._head
            new = tail.entries[head.edge.size - tail.first :]
            if new:
                edge, rest = self._grow(new)
                # Signed only now that all it commits to is durable. A signer that cannot stops nothing.
                checkpoint = sign_checkpoint(Checkpoint(self.origin, edge.size, edge.root), self._signer)
                self._show(_Head(checkpoint, edge, rest))
            return self._head.checkpoint

    def add_cosignatures(self, lines: Iterable[SignatureLine], size: int) -> bool:
        """Put signatures of witnesses under the checkpoint of this size; False if there is a newer one by now.

        The text that is signed stays as it is; of several by one key the newest stays. Whether they hold is for the
        caller to check first. Errors: Malformed beyond the number that a note may have.
        """
        with self._publishing:
            self._go_on()
            head = self._head
            if size != head.edge.size:
                return False
            note = parse_note(head.checkpoint)
            ours = note.signatures[0]  # the log writes its own line first, and nobody else's may take its place
            newest = {(line.name, line.key_id): line for line in (*note.signatures, *lines)}
            newest[ours.name, ours.key_id] = ours
            checkpoint = Note(note.text, tuple(newest.values())).content()
            parse_note(checkpoint)
            with _Stopping(self, "adding cosignatures"):
                self._write({CHECKPOINT: checkpoint})
            self._head = _Head(checkpoint, head.edge, head.partial)
            return True

    def put_blob(self, content: bytes) -> str:
        """Keep bytes under their SHA-256, durable when it is given; before the entry that names it is appended."""
        self._go_on()
        name = sha256(content).hexdigest()
        with _Stopping(self, "keeping a blob"):
            self._write({blob_path(name): content})
        return name

    def close(self) -> None:
        """Mark the orderly end and let go of the folder. What is not published is published after the next start."""
        with self._publishing, self._journal:
            try:
                if self._stopped is None:
                    with _Stopping(self, "closing"):
                        self._disk.append(JOURNAL, frame(self._tail.end, b""))
                        self._disk.sync(JOURNAL)
                    self._stopped = refusals.closed()
            finally:
                self._disk.close()

    def entry(self, index: int) -> bytes:
        """One durable entry. Errors: IndexError if there is none; OSError; Malformed if its file is damaged."""
        tail, head = self._tail, self._head  # in this order: what leaves the tail is in the head that is read after it
        if index >= head.edge.size and index < tail.end:
            return tail.entries[index - tail.first]
        whole, place = divmod(index, WIDTH)
        if not 0 <= index < head.edge.size:
            raise IndexError(f"no entry {index} among {tail.end}")
        if whole == head.edge.size // WIDTH:
            return head.partial[place]
        return split_bundle(self._disk.read(tile_path(None, whole)))[place]

    def blob(self, name: str) -> bytes | None:
        """The bytes under a SHA-256 (64 hexadecimal digits), None if there are none. Errors: OSError."""
        return read_blob(self._disk, name)

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that an entry is in the tree of this size, or of the checkpoint. Errors: IndexError; OSError."""
        edge = self._head.edge
        size = edge.size if size is None else size
        if not 0 <= index < size <= edge.size:
            raise IndexError(f"no entry {index} in a tree of {size} of {edge.size} published entries")
        return inclusion_proof(index, size, hash_at_of(partial(self._tile, edge)))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of this size, or of the checkpoint, only continues an older one. Errors as above."""
        edge = self._head.edge
        size = edge.size if size is None else size
        if not 0 < old <= size <= edge.size:
            raise IndexError(f"no trees of {old} and {size} entries in one of {edge.size} published entries")
        return consistency_proof(old, size, hash_at_of(partial(self._tile, edge)))

    # How it is done.

    def _settle(self, found: Recovered) -> None:
        """Write anew what the folder showed. It may never have reached the disk: the process before may have been
        killed between write and sync, or stopped by a failed sync, after which Linux shows the bytes that were lost
        and reports the next sync of them as done. The checkpoint comes first, for the journal is cut behind it."""
        with _Stopping(self, "starting"):
            for name in found.leftovers:
                self._disk.remove(name)
            checkpoint = {CHECKPOINT: found.checkpoint} if found.checkpoint else {}
            self._write({VKEY: f"{self._key.text}\n".encode(), **checkpoint})
            self._cut_journal()
            for folder in found.outgrown:
                self._files.remove_folder(folder)
        if not checkpoint:
            self.publish()

    def _tile(self, edge: Edge, level: int, index: int) -> Sequence[bytes]:
        is_full = index < edge.size >> 8 * (level + 1)
        return self._full_tile(level, index) if is_full else edge.levels[level]

    def _read_full_tile(self, level: int, index: int) -> Sequence[bytes]:
        return split_tile(self._disk.read(tile_path(level, index)), WIDTH)

    def _write_group(self, writes: list[Sequence[bytes]]) -> list[range | Problem]:
        """One frame, one write and one sync for all that wait; the indexes of each one's entries."""
        with self._journal:
            if self._stopped is not None:
                return [self._stopped for _ in writes]
            tail = self._tail
            indexes: list[range | Problem] = []
            index = tail.end
            every = [entry for entries in writes for entry in entries]
            try:
                self._disk.append(JOURNAL, frame(index, packed(every)))
                self._disk.sync(JOURNAL)
                for entries in writes:
                    indexes.append(range(index, index := index + len(entries)))
                tail.entries.extend(every)
            except OSError as error:
                return [self._stop(refusals.disk_failed(error, "writing entries")) for _ in writes]
            except BaseException:
                self._stop(refusals.closed())  # broken off in the middle: what is in the journal is no longer known
                raise
            return indexes

    def _grow(self, new: Sequence[bytes]) -> tuple[Edge, tuple[bytes, ...]]:
        """Put entries into bundles and tiles; the edge and the entries of the partial bundle after them."""
        before, edge, rest = self._head.edge, self._head.edge, self._head.partial
        start = 0
        with _Stopping(self, "writing tiles"):
            while start < len(new):
                more = new[start : start + _ENTRIES_AT_ONCE - edge.size % _ENTRIES_AT_ONCE]
                start += len(more)
                row, first = (*rest, *more), edge.size // WIDTH
                edge, tiles = grown(edge, [leaf_hash(entry) for entry in more])
                whole = len(row) // WIDTH
                rest = row[whole * WIDTH :]
                files = {tile_path(None, first + n): bundle(row[n * WIDTH : (n + 1) * WIDTH]) for n in range(whole)}
                self._write({**files, **_files(tiles)})
            files = _files(set(edge.partial_tiles) - set(before.partial_tiles))
            if rest:
                files[tile_path(None, edge.size // WIDTH, len(rest))] = bundle(rest)
            self._write(files)
        return edge, rest

    def _show(self, head: _Head) -> None:
        """Put the checkpoint in place; only then cut the journal and remove the partial tiles that became full."""
        before = self._head.edge
        with _Stopping(self, "putting the checkpoint in place"):
            self._write({CHECKPOINT: head.checkpoint})
            self._head = head
            self._cut_journal()
            for tile in before.partial_tiles:
                if tile.index < head.edge.size >> 8 * (tile.level + 1):
                    self._remove_partials(tile)

    def _remove_partials(self, tile: Tile) -> None:
        """A partial tile stays for readers of older checkpoints until the full one is there (C2SP tlog-tiles)."""
        self._files.remove_folder(f"{tile_path(tile.level, tile.index)}.p")
        if tile.level == 0:
            self._files.remove_folder(f"{tile_path(None, tile.index)}.p")

    def _cut_journal(self) -> None:
        """Put a journal in place that begins where the checkpoint ends."""
        with self._journal:
            edge, tail = self._head.edge, self._tail
            rest = tail.entries[edge.size - tail.first :]
            content = head_frame(self.origin, edge.size, edge.root)
            self._write({JOURNAL: content + (frame(edge.size, packed(rest)) if rest else b"")})
            self._tail = _Tail(edge.size, rest)

    def _write(self, files: Mapping[str, bytes]) -> None:
        with self._making:
            self._files.write(files)

    def _go_on(self) -> None:
        if self._stopped is not None:
            raise LogStopped(self._stopped)

    def _stop(self, problem: Problem) -> Problem:
        if self._stopped is None:
            self._stopped = problem
        return self._stopped


class _Stopping:
    """What goes wrong within stops the log: nobody knows any more what of it is on the disk."""

    def __init__(self, log: Log, doing: str) -> None:
        self._log, self._doing = log, doing

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise LogStopped(self._log._stop(refusals.disk_failed(error, self._doing))) from error
        if error is not None:
            self._log._stop(refusals.closed())


def _files(tiles: Iterable[Tile]) -> dict[str, bytes]:
    return {tile_path(tile.level, tile.index, len(tile.hashes)): b"".join(tile.hashes) for tile in tiles}


def _let_go(disk: Disk, *problems: Problem) -> Refusal:
    disk.close()
    return Refusal(problems)
