"""A disk that can lose whatever it was not told to keep: for the laws of the log, never for use.

It knows for every file what is on the platter and what the system only remembers. A power cut drops, tears or keeps
every write, name and folder that was not synced, in any mixture. A failed sync behaves as on Linux: what was not
written stays readable until the cut, and no later sync brings it back.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

SECTOR = 512


class PowerCut(BaseException):
    """The machine is off; no handler of the log's may run."""


@dataclass
class Inode:
    """A file without its name. pending: (offset, bytes) not synced; lost: those of a sync that failed."""

    seen: bytes = b""
    durable: bytes = b""
    pending: list[tuple[int, bytes]] = field(default_factory=list)
    lost: list[tuple[int, bytes]] = field(default_factory=list)

    def written(self, at: int, content: bytes) -> None:
        self.seen = laid(self.seen, at, content)
        self.pending.append((at, content))


@dataclass
class Change:
    """A change of names: `name` is this file from now on (None: no more), `gone` is not. A folder's file is empty."""

    name: str
    inode: Inode | None
    gone: str = ""
    is_folder: bool = False


def laid(content: bytes, at: int, more: bytes) -> bytes:
    return content[:at].ljust(at, b"\0") + more + content[at + len(more) :]


class SimulatedDisk:
    """`steps` counts operations that change something; the one numbered `cut_at` is the last.

    fails: number of the step -> errno; with `full_from` every write and every new name fails from that step on.
    watch: called with name and content whenever a file gets a name.
    """

    def __init__(self, random: Random | None = None) -> None:
        self.random = random or Random(0)
        self.files: dict[str, Inode] = {}
        self.folders: set[str] = {""}
        self.durable_files: dict[str, Inode] = {}
        self.durable_folders: set[str] = {""}
        self.pending: dict[str, list[Change]] = {}
        self.lost: list[Change] = []
        self.steps = 0
        self.cut_at = -1
        self.fails: dict[int, int] = {}
        self.full_from = -1
        self.has_failed = False
        self.watch: Callable[[str, bytes], None] = lambda name, content: None

    # What the log asks for.

    def names(self) -> Iterator[str]:
        yield from tuple(self.files)

    def read(self, name: str) -> bytes:
        if name not in self.files:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
        return self.files[name].seen

    def lock(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def write(self, name: str, content: bytes) -> None:
        assert folder_of(name) in self.folders, f"no folder for {name}"
        inode = Inode()
        self._step(lambda: self._rename(Change(name, inode)), grows=True)
        self._put(inode, 0, content)

    def append(self, name: str, content: bytes) -> None:
        inode = self.files[name]
        self._put(inode, len(inode.seen), content)

    def sync(self, name: str) -> None:
        inode = self.files[name]
        self._step(lambda: self._sync(inode), lambda: self._lose(inode))

    def rename(self, name: str, new_name: str) -> None:
        assert folder_of(name) == folder_of(new_name)
        self._step(lambda: self._rename(Change(new_name, self.files[name], gone=name)), grows=True)

    def remove(self, name: str) -> None:
        self._step(lambda: self._rename(Change(name, None)))

    def make_folder(self, folder: str) -> None:
        assert folder_of(folder) in self.folders
        if folder not in self.folders:
            self._step(lambda: self._rename(Change(folder, Inode(), is_folder=True)), grows=True)

    def remove_folder(self, folder: str) -> None:
        inside = [Change(name, None) for name in self.files if folder_of(name) == folder]
        for change in (*inside, *([Change(folder, None, is_folder=True)] if folder in self.folders else [])):
            self._step(lambda change=change: self._rename(change))

    def sync_folder(self, folder: str) -> None:
        self._step(lambda: self._sync_folder(folder), lambda: self._lose_names(folder))

    # What the test does to it.

    def kill(self) -> None:
        """The process dies; the machine goes on, and so does all it remembers."""
        self.cut_at, self.full_from, self.fails, self.has_failed = -1, -1, {}, False

    def cut_power(self) -> None:
        """All that was not synced is kept, torn or dropped, each by itself."""
        chance = self.random
        for change in self.lost + [each for some in self.pending.values() for each in some]:
            if chance.random() < 0.5:
                self._apply(change)
        inodes = {id(each): each for each in (*self.durable_files.values(), *self.files.values())}
        for inode in inodes.values():
            if inode.pending or inode.lost:
                self._tear(inode)
            inode.seen = inode.durable
        self.pending, self.lost = {}, []
        kept = {name for name in self.durable_folders if all(p in self.durable_folders for p in parents(name))}
        self.durable_folders = kept
        self.durable_files = {name: i for name, i in self.durable_files.items() if folder_of(name) in kept}
        self.files, self.folders = dict(self.durable_files), set(kept)
        self.kill()

    def copy(self, random: Random) -> SimulatedDisk:
        """A disk with the same durable files, and nothing pending."""
        other = SimulatedDisk(random)
        other.files = {name: Inode(i.durable, i.durable) for name, i in self.durable_files.items()}
        other.durable_files = dict(other.files)
        other.folders = set(self.durable_folders)
        other.durable_folders = set(self.durable_folders)
        return other

    def fill(self, at: dict[int, int]) -> None:
        """From this step on there is no room."""
        self.full_from = min(at)

    # How.

    def _step(self, do: Callable[[], None], undone: Callable[[], None] = lambda: None, grows: bool = False) -> None:
        self.steps += 1
        if self.steps == self.cut_at:
            if self.random.random() < 0.5:
                do()
            raise PowerCut
        code = self.fails.get(self.steps)
        if code is None and grows and 0 < self.full_from <= self.steps:
            code = errno.ENOSPC
        if code is not None:
            self.has_failed = True
            undone()
            raise OSError(code, os.strerror(code))
        do()

    def _put(self, inode: Inode, at: int, content: bytes) -> None:
        part = content[: self.random.randrange(len(content) + 1)]
        self._step(lambda: inode.written(at, content), lambda: inode.written(at, part), grows=True)

    def _sync(self, inode: Inode) -> None:
        for at, content in inode.pending:
            inode.durable = laid(inode.durable, at, content)
        inode.pending = []

    def _lose(self, inode: Inode) -> None:
        inode.lost += inode.pending
        inode.pending = []

    def _rename(self, change: Change) -> None:
        self.pending.setdefault(folder_of(change.name), []).append(change)
        if change.is_folder:
            (self.folders.add if change.inode else self.folders.discard)(change.name)
            return
        self.files.pop(change.gone, None)
        self.files.pop(change.name, None)
        if change.inode is not None:
            self.files[change.name] = change.inode
            self.watch(change.name, change.inode.seen)

    def _sync_folder(self, folder: str) -> None:
        for change in self.pending.pop(folder, []):
            self.lost = [each for each in self.lost if each.name != change.name]  # an older name never comes back
            self._apply(change)

    def _lose_names(self, folder: str) -> None:
        self.lost += self.pending.pop(folder, [])

    def _apply(self, change: Change) -> None:
        if change.is_folder:
            (self.durable_folders.add if change.inode else self.durable_folders.discard)(change.name)
            return
        self.durable_files.pop(change.gone, None)
        self.durable_files.pop(change.name, None)
        if change.inode is not None:
            self.durable_files[change.name] = change.inode

    def _tear(self, inode: Inode) -> None:
        chance = self.random
        for at, content in inode.lost + inode.pending:
            fate = chance.randrange(4)
            if fate == 0:
                inode.durable = laid(inode.durable, at, content)
            elif fate == 1 and content:
                inode.durable = laid(inode.durable, at, content[: chance.randrange(len(content))])
            elif fate == 2 and content:
                inode.durable = laid(inode.durable, at, self._sectors(at, content))
        inode.pending, inode.lost = [], []

    def _sectors(self, at: int, content: bytes) -> bytes:
        # Each sector of the disk was written, or still holds nothing or what was there before.
        found = bytearray(content)
        start = 0
        while start < len(content):
            end = min(len(content), start + SECTOR - (at + start) % SECTOR)
            fate = self.random.randrange(3)
            if fate == 1:
                found[start:end] = bytes(end - start)
            elif fate == 2:
                found[start:end] = self.random.randbytes(end - start)
            start = end
        return bytes(found)


def folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def parents(folder: str) -> Iterator[str]:
    while folder:
        folder = folder_of(folder)
        yield folder
