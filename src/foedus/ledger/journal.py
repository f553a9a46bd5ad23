"""The journal: entries that are durable and not yet in tiles, as frames that tell torn from damaged.

A frame is a big-endian uint32 length, a uint32 CRC-32 and a uint64 index, then as many bytes as the length says; the
CRC covers index and bytes. The first frame says which tree the journal continues; every other one holds the entries
of ONE write (packed as in a bundle) and the index of the first of them.

One frame for one write is what makes a torn write certain to be known: a write is only begun when the one before it
is durable, so after a power cut at most the last frame is bad. A bad frame with a good one behind it was
acknowledged, and is damage; no start is possible that would not drop it. A frame without entries says that the log
was closed in order: then nothing can be torn, and damage to the last entries is told from a torn write, too.

The CRC is zlib's CRC-32: CRC-32C would have to be written in Python, at a hundredth of its speed, or be depended on.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

from foedus.ledger.malformed import Malformed
from foedus.ledger.tiles import unpacked

JOURNAL = "journal"

_HEAD = Struct(">IIQ")
_INDEX = Struct(">Q")
_TITLE = "foedus journal 1"


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal holds: `entries` follow the first `size` entries of the log `origin`, whose root is `root`.

    torn_bytes: length of a torn last write, which nobody was told was done. closed: the log was closed in order.
    """

    origin: str
    size: int
    root: bytes
    entries: tuple[bytes, ...]
    torn_bytes: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Damaged:
    """A journal that cannot be believed, and the index of the first entry that is in doubt (None: all of them)."""

    at_byte: int
    what: str
    first_entry: int | None = None


def frame(index: int, content: bytes) -> bytes:
    """One write: packed entries of which the first has this index; without content, the mark of an orderly end."""
    return _HEAD.pack(len(content), zlib.crc32(content, zlib.crc32(_INDEX.pack(index))), index) + content


def head_frame(origin: str, size: int, root: bytes) -> bytes:
    """The first frame: the tree that the journal continues."""
    return frame(size, f"{_TITLE}\n{origin}\n{root.hex()}\n".encode())


def read_frames(content: bytes) -> Journal | Damaged:
    """What a journal holds, its torn tail left out; or where it is damaged."""
    head = _frame_at(content, 0)
    told = _told(head[1]) if head else None
    if head is None or told is None:
        return Damaged(0, "the first frame, which says what the journal continues, is damaged")
    size, at, closed = head[0], _HEAD.size + len(head[1]), False
    entries: list[bytes] = []
    while at < len(content):
        found = _frame_at(content, at)
        follows = size + len(entries)
        if found is None:
            break
        try:
            more = unpacked(found[1])
        except Malformed as malformed:
            return Damaged(at, malformed.what, follows)
        if found[0] != follows or closed:
            return Damaged(at, f"a frame for entry {found[0]} stands where entry {follows} belongs", follows)
        entries += more
        closed = not more
        at += _HEAD.size + len(found[1])
    torn = len(content) - at
    if torn and (closed or _has_frame_behind(content, at, size + len(entries))):
        return Damaged(at, "a damaged frame stands before good ones", size + len(entries))
    return Journal(told[0], size, told[1], tuple(entries), torn, closed)


def _told(content: bytes) -> tuple[str, bytes] | None:
    lines: Sequence[bytes] = content.split(b"\n")
    if len(lines) != 4 or lines[0] != _TITLE.encode() or lines[3]:
        return None
    try:
        return lines[1].decode(), bytes.fromhex(lines[2].decode())
    except ValueError:
        return None


def _frame_at(content: bytes, at: int) -> tuple[int, bytes] | None:
    """(index, bytes) of the frame that begins here; None if there is no whole one."""
    if at + _HEAD.size > len(content):
        return None
    length, check, index = _HEAD.unpack_from(content, at)
    start = at + _HEAD.size
    if start + length > len(content):
        return None
    held = content[start : start + length]
    return (index, held) if zlib.crc32(held, zlib.crc32(_INDEX.pack(index))) == check else None


def _has_frame_behind(content: bytes, at: int, follows: int) -> bool:
    """Whether a good frame for a later entry begins anywhere after this byte (a damaged length hides where)."""
    farthest = follows + len(content) - at
    for high in {_INDEX.pack(follows)[:4], _INDEX.pack(farthest)[:4]}:
        place = content.find(high, at + 1 + 8)
        while place != -1:
            found = _frame_at(content, place - 8)
            if found is not None and follows < found[0] <= farthest:
                return True
            place = content.find(high, place + 1)
    return False
