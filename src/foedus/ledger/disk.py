"""What the log asks of a disk, and how a file is put there so that it is whole after a power cut or not there at all.

A disk is one folder of files named by relative paths (`tile/0/000`). What was written lasts only once it was synced:
the bytes of a file by `sync`, its name by `sync_folder` of the folder that holds it, a folder by its parent's.
A disk that cannot do what it was asked raises OSError; nothing here tries again (after a failed sync the kernel may
hold bytes for written that are not).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

CHECKPOINT = "checkpoint"
VKEY = "log.vkey"
TEMPORARY = ".temporary"
"""Ending of a file that is being written; after a crash it means nothing and may be removed."""

_HASH = re.compile(r"[0-9a-f]{64}")


class Folder(Protocol):
    """The files of a log as they can be read."""

    def names(self) -> Iterable[str]:
        """Every file beneath the folder, in any order."""
        ...

    def read(self, name: str) -> bytes:
        """The bytes of a file. Errors: FileNotFoundError; OSError."""
        ...


class Disk(Folder, Protocol):
    """A folder that one writer holds. Every method may raise OSError."""

    def lock(self) -> bool:
        """Hold the folder alone until `close` or the end of the process; False if another holds it."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Make or empty the file and write it; not durable."""
        ...

    def append(self, name: str, content: bytes) -> None:
        """Write at the end of a file that is there; not durable."""
        ...

    def sync(self, name: str) -> None:
        """Make the bytes of a file durable (its name may still be lost)."""
        ...

    def rename(self, name: str, new_name: str) -> None:
        """Give the file another name in the same folder, in place of a file that had it; not durable."""
        ...

    def remove(self, name: str) -> None:
        """Take the file away; not durable."""
        ...

    def make_folder(self, folder: str) -> None:
        """Make a folder within one that is there, unless it is there; not durable."""
        ...

    def remove_folder(self, folder: str) -> None:
        """Take a folder and the files in it away, if it is there; not durable, and a part of it may stay."""
        ...

    def sync_folder(self, folder: str) -> None:
        """Make the names within a folder durable; the outermost is the empty name."""
        ...

    def close(self) -> None:
        """Let go of the lock and of all open files."""
        ...


@dataclass
class WholeFiles:
    """Writes files whole. Mutable: remembers which folders are durable; owned by the log that writes to the disk.

    A folder counts as durable only if this process has synced its parent: one that is merely there may have been made
    by a process that was killed before it could, and a power cut would take all files in it.
    """

    disk: Disk
    durable: set[str] = field(default_factory=lambda: {""})

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put files in place, each whole, durable when this returns; which of them comes first is not said."""
        folders = {folder_of(name): None for name in files}
        for folder in folders:
            self._make_durable(folder)
        try:
            for name, content in files.items():
                self.disk.write(name + TEMPORARY, content)
            for name in files:
                self.disk.sync(name + TEMPORARY)
        except OSError:  # on a full disk what is half-written only takes room, and a copy of the folder would show it
            for name in files:
                with suppress(OSError):
                    self.disk.remove(name + TEMPORARY)
            raise
        for name in files:
            self.disk.rename(name + TEMPORARY, name)
        for folder in folders:
            self.disk.sync_folder(folder)

    def remove_folder(self, folder: str) -> None:
        """Take a folder away that nobody needs; it does not matter whether a power cut brings it back."""
        self.durable.discard(folder)
        self.disk.remove_folder(folder)

    def _make_durable(self, folder: str) -> None:
        if folder in self.durable:
            return
        parent = folder_of(folder)
        self._make_durable(parent)
        self.disk.make_folder(folder)
        self.disk.sync_folder(parent)
        self.durable.add(folder)


def blob_path(name: str) -> str:
    """Where the bytes with this SHA-256 (64 hexadecimal digits) lie."""
    return f"blob/{name[:2]}/{name}"


def read_blob(folder: Folder, name: str) -> bytes | None:
    """The bytes under a hash, None if there are none or it is no hash. Errors: OSError."""
    if not _HASH.fullmatch(name):
        return None
    try:
        return folder.read(blob_path(name))
    except FileNotFoundError:
        return None


def folder_of(name: str) -> str:
    """The folder that holds a file or folder; the empty name for the outermost."""
    return name.rpartition("/")[0]
