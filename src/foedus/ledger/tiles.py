"""Tiles: the tree and its entries as static files of at most 256 hashes or entries each (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from foedus.ledger.malformed import Malformed, quoted
from foedus.ledger.merkle import HASH_BYTES, HashAt, node_hash

WIDTH = 256
LEVELS_IN_TILE = 8
HIGHEST_LEVEL = 63
LARGEST_INDEX = 2**63 - 1
LONGEST_ENTRY = 65_535

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")

TileAt: TypeAlias = Callable[[int, int], Sequence[bytes]]
"""(level, index): the hashes of a tile, as many as the tree in question has there or more."""


@dataclass(frozen=True, slots=True)
class TilePlace:
    """Which file of a log. level: None for a bundle of entries; width: below 256 for a partial one."""

    level: int | None
    index: int
    width: int = WIDTH

    def path(self) -> str:
        """Where it lies in the folder of the log."""
        kind = "entries" if self.level is None else str(self.level)
        return f"tile/{kind}/{index_path(self.index)}" + ("" if self.width == WIDTH else f".p/{self.width}")


def index_path(index: int) -> str:
    """A tile's number in groups of three digits, all but the last with an x before it: 1234067 is x001/x234/067."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int | None, index: int, width: int = WIDTH) -> str:
    """Where a tile of hashes lies, or with level None a bundle of entries; narrower ones are partial."""
    assert 0 < width <= WIDTH and 0 <= index <= LARGEST_INDEX, "a tile holds from one to 256"
    assert level is None or 0 <= level <= HIGHEST_LEVEL, "no tree is so high"
    return TilePlace(level, index, width).path()


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where a bundle of entries lies."""
    return tile_path(None, index, width)


def parse_tile_path(path: str) -> TilePlace:
    """Which tile or bundle a path is of. Errors: Malformed unless it is written in the one way."""
    match = _PATH.fullmatch(path)
    if match:
        kind, groups, width = match.groups()
        level = None if kind == "entries" else int(kind)
        place = TilePlace(level, int(groups.replace("x", "").replace("/", "")), int(width) if width else WIDTH)
        possible = place.index <= LARGEST_INDEX and (level is None or level <= HIGHEST_LEVEL)
        if possible and (width is None or place.width < WIDTH) and place.path() == path:
            return place
    raise Malformed(
        "L0011", f"{quoted(path)} is no path of a tile", "each tile has one path, and this one is written otherwise",
        "write it as tile/LEVEL/NNN or tile/entries/NNN, with .p/WIDTH after it for a partial one",
    )  # fmt: skip


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every tile of hashes of a tree, partial ones included."""
    level, hashes = 0, size
    while hashes:
        for index in range(hashes // WIDTH):
            yield level, index, WIDTH
        if hashes % WIDTH:
            yield level, hashes // WIDTH, hashes % WIDTH
        level, hashes = level + 1, hashes // WIDTH


def bundles_of(size: int) -> Iterator[tuple[int, int]]:
    """(index, width) of every bundle of entries of a tree."""
    for index in range(size // WIDTH):
        yield index, WIDTH
    if size % WIDTH:
        yield size // WIDTH, size % WIDTH


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each with its length before it, 16 bits, most significant first."""
    assert 0 < len(entries) <= WIDTH, "a bundle holds from one to 256 entries"
    assert max(map(len, entries)) <= LONGEST_ENTRY, "16 bits hold the length of an entry"
    return packed(entries)


def packed(entries: Iterable[bytes]) -> bytes:
    """Entries written one behind the other as in a bundle, any number of them. Errors: OverflowError beyond 16 bits."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def unpacked(content: bytes) -> list[bytes]:
    """Entries written one behind the other as in a bundle, any number of them. Errors: Malformed if one is cut off."""
    entries: list[bytes] = []
    at = 0
    while at < len(content):
        start = at + 2
        end = start + int.from_bytes(content[at:start], "big")
        if end > len(content):
            raise _no_bundle(f"the entry that begins at byte {at} would end behind the last byte")
        entries.append(content[start:end])
        at = end
    return entries


def split_bundle(content: bytes, width: int | None = None) -> tuple[bytes, ...]:
    """The entries of a bundle. width: how many there should be, where that is known. Errors: Malformed."""
    entries = unpacked(content)
    if not 0 < len(entries) <= WIDTH or width not in (None, len(entries)):
        wanted = f"from one to {WIDTH}" if width is None else f"{width}"
        raise _no_bundle(f"it holds {len(entries)} entries, and here it is {wanted}")
    return tuple(entries)


def _no_bundle(why: str) -> Malformed:
    return Malformed("L0010", "this is no bundle of entries", why, "get the file anew from the log or a copy of it")


def split_tile(content: bytes, width: int) -> tuple[bytes, ...]:
    """The hashes of a tile of a width. Errors: Malformed."""
    if len(content) != width * HASH_BYTES:
        raise Malformed(
            "L0012", "this is no tile of hashes", f"{width} hashes have {width * HASH_BYTES} bytes, and it has "
            f"{len(content)}", "get the file anew from the log or a copy of it",
        )  # fmt: skip
    return tuple(content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES))


def hash_at_of(tile_at: TileAt) -> HashAt:
    """How proofs look up hashes in a log of tiles: read the tile that holds the part, hash up within it."""

    def hash_at(level: int, index: int) -> bytes:
        tile_level, rise = divmod(level, LEVELS_IN_TILE)
        tile, offset = divmod(index << rise, WIDTH)
        hashes = list(tile_at(tile_level, tile)[offset : offset + (1 << rise)])
        assert len(hashes) == 1 << rise, "only complete parts of the tree are asked for"
        while len(hashes) > 1:
            hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
        return hashes[0]

    return hash_at


def split_as_far(content: bytes) -> list[bytes]:
    """The entries of a bundle, before the first that is cut off."""
    found: list[bytes] = []
    at = 0
    while at + 2 <= len(content):
        end = at + 2 + (content[at] << 8 | content[at + 1])
        if end > len(content):
            break
        found.append(content[at + 2 : end])
        at = end
    return found
