"""The right edge of a tree: all that is needed to add entries and to give the root, 255 hashes a level at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from foedus.ledger.merkle import EMPTY_ROOT, node_hash
from foedus.ledger.tiles import WIDTH


@dataclass(frozen=True)
class Edge:
    """A tree of `size` entries. levels: for each level of tiles, the hashes of its partial tile, perhaps none."""

    size: int = 0
    levels: tuple[tuple[bytes, ...], ...] = ()

    @property
    def partial_tiles(self) -> tuple[Tile, ...]:
        """The tiles that are not full."""
        each = enumerate(self.levels)
        return tuple(Tile(level, self.size >> 8 * (level + 1), hashes) for level, hashes in each if hashes)

    @cached_property
    def root(self) -> bytes:
        """The root of RFC 6962: the peaks, of which the smallest lies on the right, folded from the right."""
        found: bytes | None = None
        for hashes in self.levels:
            for peak in _peaks(hashes):
                found = peak if found is None else node_hash(peak, found)
        return EMPTY_ROOT if found is None else found


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile; partial if it holds fewer than `WIDTH` hashes."""

    level: int
    index: int
    hashes: tuple[bytes, ...]


def grown(edge: Edge, leaves: Sequence[bytes]) -> tuple[Edge, list[Tile]]:
    """The edge after these leaf hashes, and every tile that became full."""
    levels: list[tuple[bytes, ...]] = []
    tiles: list[Tile] = []
    added: Sequence[bytes] = leaves
    while added or len(levels) < len(edge.levels):
        level = len(levels)
        row = (*(edge.levels[level] if level < len(edge.levels) else ()), *added)
        index = (edge.size >> 8 * level) // WIDTH
        whole = len(row) // WIDTH
        full = [row[nth * WIDTH : (nth + 1) * WIDTH] for nth in range(whole)]
        tiles += [Tile(level, index + nth, hashes) for nth, hashes in enumerate(full)]
        levels.append(row[whole * WIDTH :])
        added = [top(hashes) for hashes in full]
    return Edge(edge.size + len(leaves), tuple(levels)), tiles


def top(hashes: Sequence[bytes]) -> bytes:
    """The hash over a power of two of hashes."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [sha256(b"\1" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def _peaks(hashes: Sequence[bytes]) -> Iterable[bytes]:
    """The hashes over the largest powers of two from the left, given from the right."""
    end, step = len(hashes), 1
    while end:
        if end & step:
            yield top(hashes[end - step : end])
            end -= step
        step *= 2
