"""Four ways to keep entries so that they survive a power cut; each says `append` is done when it is durable."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Protocol

from foedus.ledger.group_commit import GroupCommit
from foedus.ledger.keys import SeedSigner
from foedus.ledger.store import Log, Refusal
from foedus.ledger.store_disk import FolderDisk

ORIGIN = "example.org/bench"
SIGNER = SeedSigner(ORIGIN, bytes(range(32)))


class Way(Protocol):
    """One store in a folder of its own."""

    def append(self, entry: bytes) -> None: ...

    def close(self) -> None: ...


class Foedus:
    """The log; with `publishes`, a thread puts what is durable into tiles and signs it every second."""

    publishes = False

    def __init__(self, folder: Path) -> None:
        log = Log.create(FolderDisk(folder), SIGNER, b"opening")
        assert not isinstance(log, Refusal)
        self._log, self._ended = log, Event()
        self._thread = Thread(target=self._publish)
        if self.publishes:
            self._thread.start()

    def append(self, entry: bytes) -> None:
        self._log.append((entry,))

    def close(self) -> None:
        self._ended.set()
        if self.publishes:
            self._thread.join()
        self._log.close()

    def _publish(self) -> None:
        while not self._ended.wait(1):
            self._log.publish()


class FoedusPublishing(Foedus):
    """The same with a new checkpoint every second."""

    publishes = True


class PlainFile:
    """A file, and a write and a sync for every entry, one client after the other."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "file", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._lock = Lock()

    def append(self, entry: bytes) -> None:
        with self._lock:
            os.write(self._file, entry)
            os.fdatasync(self._file)

    def close(self) -> None:
        os.close(self._file)


class GroupedFile:
    """A file, and a write and a sync for all that wait: the very group commit that the log uses."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "file", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._commit: GroupCommit[bytes, None] = GroupCommit(self._write)

    def append(self, entry: bytes) -> None:
        self._commit.submit(entry)

    def close(self) -> None:
        os.close(self._file)

    def _write(self, entries: list[bytes]) -> list[None]:
        os.write(self._file, b"".join(entries))
        os.fdatasync(self._file)
        return [None] * len(entries)


class Sqlite:
    """SQLite in WAL mode with synchronous=FULL, an insert a commit. One connection, in turn: with one for every
    client they spend their time in SQLite's busy handler."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "base", isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        self._lock = Lock()

    def append(self, entry: bytes) -> None:
        with self._lock:
            self._base.execute("INSERT INTO entry (bytes) VALUES (?)", (entry,))

    def close(self) -> None:
        self._base.close()
