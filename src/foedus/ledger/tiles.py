"""Tiles: the tree and its entries as static files of at most 256 hashes or entries each (C2SP tlog-tiles)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foedus.ledger.malformed import Malformed

WIDTH = 256
LONGEST_ENTRY = 65_535


def index_path(index: int) -> str:
    """A tile's number in groups of three digits, all but the last with an x before it: 1234067 is x001/x234/067."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int | None, index: int, width: int = WIDTH) -> str:
    """Where a tile of hashes lies, or with level None a bundle of entries; narrower ones are partial."""
    assert 0 < width <= WIDTH and index >= 0, "a tile holds from one to 256"
    kind = "entries" if level is None else str(level)
    return f"tile/{kind}/{index_path(index)}" + ("" if width == WIDTH else f".p/{width}")


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
    for level, index, width in tiles_of(size):
        if level:
            return
        yield index, width


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each with its length before it, 16 bits, most significant first."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_bundle(content: bytes) -> tuple[bytes, ...]:
    """The entries of a bundle. Errors: Malformed where one is cut off."""
    entries, at = [], 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 2], "big")
        if at + 2 + length > len(content):
            raise Malformed(
                "L0010", "a bundle of entries is cut off",
                f"an entry begins at byte {at} and would end behind the last byte",
            )  # fmt: skip
        entries.append(content[at + 2 : at + 2 + length])
        at += 2 + length
    return tuple(entries)
