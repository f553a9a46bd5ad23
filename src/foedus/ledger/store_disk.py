"""A folder of the file system as the disk of a log."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Where fdatasync is missing the slower fsync stands in: it does all that fdatasync does.
_sync = getattr(os, "fdatasync", os.fsync)


class FolderDisk:
    """Mutable: holds open files and the lock of one folder; owned by the log that writes there.

    A file that was written or appended to stays open until it is renamed or removed, so that the sync goes through
    the very descriptor that wrote: through another one a failed write may go unreported.
    """

    def __init__(self, path: Path) -> None:
        self._root = os.fspath(path)
        self._open: dict[str, int] = {}
        self._folder: int | None = None

    def names(self) -> Iterator[str]:
        """Every file beneath the folder; links are named, not followed."""
        yield from names_beneath(self._root)

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return read_ordinary(self._path(name))

    def lock(self) -> bool:
        """Lock the folder itself, so that no lock file lies in what is copied; the system lets go when we die."""
        if self._folder is not None:
            return True
        folder = os.open(self._root, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(folder)
            return False
        self._folder = folder
        return True

    def write(self, name: str, content: bytes) -> None:
        """Make or empty the file and write it."""
        self._forget(name)
        self._open[name] = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        _write_all(self._open[name], content)

    def append(self, name: str, content: bytes) -> None:
        """Write at the end of a file that is there."""
        descriptor = self._open.get(name)
        if descriptor is None:
            descriptor = self._open[name] = os.open(self._path(name), os.O_WRONLY | os.O_APPEND)
        _write_all(descriptor, content)

    def sync(self, name: str) -> None:
        """Make the bytes of a file that this disk wrote durable."""
        _sync(self._open[name])

    def rename(self, name: str, new_name: str) -> None:
        """Give the file another name."""
        self._forget(name)
        self._forget(new_name)
        os.replace(self._path(name), self._path(new_name))

    def remove(self, name: str) -> None:
        """Take the file away."""
        self._forget(name)
        os.unlink(self._path(name))

    def make_folder(self, folder: str) -> None:
        """Make a folder unless it is there."""
        Path(self._path(folder)).mkdir(exist_ok=True)

    def remove_folder(self, folder: str) -> None:
        """Take a folder and the files in it away, if it is there."""
        with suppress(FileNotFoundError):
            for name in os.listdir(self._path(folder)):
                os.unlink(self._path(f"{folder}/{name}"))
            os.rmdir(self._path(folder))

    def sync_folder(self, folder: str) -> None:
        """Make the names within a folder durable."""
        descriptor = os.open(self._path(folder), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Let go of the lock and of all open files."""
        for name in tuple(self._open):
            self._forget(name)
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    def _forget(self, name: str) -> None:
        descriptor = self._open.pop(name, None)
        if descriptor is not None:
            os.close(descriptor)


def names_beneath(root: str) -> Iterator[str]:
    """Relative paths, with `/`, of all that is no folder beneath `root`."""
    for folder, folders, files in os.walk(root):
        inside = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if inside == "." else inside + "/"
        links = [each for each in folders if os.path.islink(os.path.join(folder, each))]
        yield from (prefix + each for each in files + links)


def read_ordinary(path: str | Path) -> bytes:
    """The bytes of an ordinary file. Errors: OSError, also for a pipe or a device, which could be read without end."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # without it, opening a pipe waits for a writer
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
    with open(descriptor, "rb") as file:
        return file.read()


def _write_all(descriptor: int, content: bytes) -> None:
    # A system may write less than asked, on a disk that is all but full for one; the next call then says why.
    written = os.write(descriptor, content)
    while written < len(content):
        written += os.write(descriptor, memoryview(content)[written:])
