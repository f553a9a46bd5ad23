"""The tree computed again from its entries and held against the tiles that are stored.

The entries give leaf hashes, these the tiles of every level and the root, and the root must be the signed one. Where
something differs, either entries or the hashes stored above them were altered. Those that still lead to the signed
root are sound, the others are the culprits: first the entries are tried, then the stored hashes of each level from the
lowest up. Only where nothing leads there, entries and hashes are named together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from foedus.basics.problem import Problem
from foedus.ledger import damage
from foedus.ledger.checkpoint import Checkpoint
from foedus.ledger.disk import Folder, blob_path
from foedus.ledger.edge import Edge, top
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import HASH_BYTES, leaf_hash
from foedus.ledger.recovery import MOST_MISSING, path_of, paths_of
from foedus.ledger.tiles import WIDTH, bundles_of, split_as_far, tile_path, tiles_of, unpacked

Row = Sequence[bytes]
"""All hashes of one level of tiles; of the lowest level only those of the partial tile."""

_NO_HASH = bytes(HASH_BYTES)
"""Stands where neither entries nor hashes are left; it leads to no root."""


def hardly_there(names: frozenset[str], size: int) -> list[Problem]:
    """What is to be told of a folder that lacks so much of a log of this size that no more is looked at; else nothing.
    A head can claim any size."""
    lacking = tuple(islice((p for p in paths_of(names, size) if p not in names), MOST_MISSING + 1))
    if len(lacking) <= MOST_MISSING:
        return []
    return [damage.hardly_there(size), *(damage.missing(name) for name in lacking[:10])]


def tree_problems(
    folder: Folder,
    names: frozenset[str],
    head: Checkpoint,
    each: Callable[[int, bytes], None] | None,
    blobs_of: Callable[[bytes], Iterable[str]] | None,
) -> list[Problem]:
    """Everything that keeps the files from being those that the head commits to."""
    files, lowest = _Files(folder, names), _Lowest()
    for index, width in bundles_of(head.size):
        entries = files.entries(index, width)
        if each is not None or blobs_of is not None:
            _show(files, (entries or ())[:width], index * WIDTH, each, blobs_of)
        _compare(files, lowest, index, width, entries)
    given = _rows(lowest.given, lowest.given_tops)
    return files.problems + list(_judged(files, head, lowest, given, _stored_rows(files, head.size, given)))


def _show(
    files: _Files,
    entries: Iterable[bytes],
    first: int,
    each: Callable[[int, bytes], None] | None,
    blobs_of: Callable[[bytes], Iterable[str]] | None,
) -> None:
    for index, entry in enumerate(entries, first):
        if each is not None:
            each(index, entry)
        wanted = [blob_path(blob) for blob in blobs_of(entry)] if blobs_of is not None else ()
        files.problems += [damage.missing_blob(blob, index) for blob in wanted if blob not in files.names]


@dataclass
class _Files:
    """Mutable; owned by one check: collects what is wrong with single files."""

    folder: Folder
    names: frozenset[str]
    problems: list[Problem] = field(default_factory=list)

    def path(self, level: int | None, index: int, width: int) -> str:
        """The file to look into."""
        return path_of(self.names, level, index, width)

    def entries(self, index: int, width: int) -> list[bytes] | None:
        """The entries of a bundle as far as they can be told apart; None if there is no such file.

        Never more than one too many, which then is whatever follows the last.
        """
        content = self._read(self.path(None, index, width))
        if content is None:
            return None
        try:
            found = unpacked(content)
        except Malformed:
            found = split_as_far(content)
            found += [b""] if len(found) >= width else []
        name = self.path(None, index, width)
        if name == tile_path(None, index, width):
            return found[: width + 1]
        if len(found) != WIDTH:  # a full bundle stands in for a partial one, and must be full
            self.problems.append(damage.bad_entries(name, [index * WIDTH + len(found)], "missing or one too many"))
        return found[:width]

    def hashes(self, level: int, index: int, width: int) -> Row | None:
        """The hashes of a tile, None if there is no whole one."""
        name = self.path(level, index, width)
        content = self._read(name)
        if content is None:
            return None
        bytes_wanted = HASH_BYTES * (width if name == tile_path(level, index, width) else WIDTH)
        if len(content) != bytes_wanted:
            self.problems.append(damage.bad_tile(name, f"it has {len(content)} bytes and should have {bytes_wanted}"))
            return None
        return [content[at : at + HASH_BYTES] for at in range(0, HASH_BYTES * width, HASH_BYTES)]

    def _read(self, name: str) -> bytes | None:
        if name not in self.names:
            self.problems.append(damage.missing(name))
            return None
        try:
            return self.folder.read(name)
        except OSError as error:
            self.problems.append(damage.unreadable(name, error))
            return None


@dataclass(frozen=True, slots=True)
class _Differs:
    """A bundle and a tile of the same entries that do not agree, at these places; the hash over each, if full."""

    index: int
    places: tuple[int, ...]
    given_top: bytes
    stored_top: bytes


@dataclass
class _Lowest:
    """The lowest level by its entries (given) and by its tiles (stored). Mutable; owned by one check.

    given, stored: hashes of the partial tile. The tops are of the full ones. gaps: tiles whose hashes are
    nowhere.
    """

    given: Row = ()
    stored: Row = ()
    given_tops: list[bytes] = field(default_factory=list)
    stored_tops: list[bytes] = field(default_factory=list)
    differing: list[_Differs] = field(default_factory=list)
    gaps: set[int] = field(default_factory=set)


def _compare(files: _Files, lowest: _Lowest, index: int, width: int, entries: Sequence[bytes] | None) -> None:
    """Take up what one bundle and its tile say. What is missing of one is taken from the other."""
    stored = files.hashes(0, index, width)
    given: Row | None = None if entries is None else [leaf_hash(entry) for entry in entries]
    if given is not None and len(given) != width:
        pairs = enumerate(zip(given, stored or (), strict=False))
        place = next((nth for nth, (one, other) in pairs if one != other), min(len(given), width))
        name = files.path(None, index, width)
        files.problems.append(damage.bad_entries(name, [index * WIDTH + place], "cut off, missing or one too many"))
        given = None
    if given is None and stored is None:
        lowest.gaps.add(index)
    given, stored = given or stored or [_NO_HASH] * width, stored or given or [_NO_HASH] * width
    given_top = stored_top = b""
    if width == WIDTH:
        given_top = stored_top = top(given)
        if given != stored:
            stored_top = top(stored)
        lowest.given_tops.append(given_top)
        lowest.stored_tops.append(stored_top)
    else:
        lowest.given, lowest.stored = given, stored
    if given != stored:
        places = tuple(nth for nth in range(width) if given[nth] != stored[nth])
        lowest.differing.append(_Differs(index, places, given_top, stored_top))


def _rows(partial: Row, tops: Row) -> list[Row]:
    """The rows of all levels above the hashes over full tiles."""
    rows = [partial, tops]
    while len(rows[-1]) >= WIDTH:
        row = rows[-1]
        rows.append([top(row[at : at + WIDTH]) for at in range(0, len(row) // WIDTH * WIDTH, WIDTH)])
    return rows


def _stored_rows(files: _Files, size: int, given: list[Row]) -> list[Row]:
    """The rows that stand in tiles above the lowest level; what is missing of them is taken from those given."""
    rows: list[list[bytes]] = [[] for _ in given]
    for level, index, width in tiles_of(size):
        if level:
            stored = files.hashes(level, index, width)
            rows[level] += stored or given[level][index * WIDTH : index * WIDTH + width]
    return [given[0], *rows[1:]]


def _sound(head: Checkpoint, lowest: _Lowest, given: list[Row], stored: list[Row]) -> tuple[int, list[Row]] | None:
    """The rows that lead to the signed root, and from which level of tiles they are: -1 for those of the entries."""
    if _root(head.size, given) == head.root:
        return -1, given
    from_tiles = _rows(lowest.stored, lowest.stored_tops)
    if _root(head.size, from_tiles) == head.root:
        return 0, from_tiles
    for level in range(1, len(stored)):
        for partial in (lowest.given, lowest.stored):
            rows = [partial, *given[1:level], *_rows((), stored[level])[1:]]
            if _root(head.size, rows) == head.root:
                return level, rows
    return None


def _root(size: int, rows: list[Row]) -> bytes:
    levels = (tuple(row[len(row) // WIDTH * WIDTH :]) for row in rows)
    return Edge(size, tuple(levels)).root


def _judged(
    files: _Files, head: Checkpoint, lowest: _Lowest, given: list[Row], stored: list[Row]
) -> Iterator[Problem]:
    """Of all that differs, which side is the culprit."""
    found = _sound(head, lowest, given, stored)
    level, rows = found or (len(stored), stored)
    parents = rows[1] if level < 2 else stored[1]
    is_given = None if found is None else rows[0] == lowest.given
    for differs in lowest.differing:
        yield _verdict(files, head.size, differs, parents, is_given)
    if found is None:
        if not lowest.gaps:
            yield damage.other_history(head.size)
        return
    yield from _bad_tiles(files, head.size, max(level, 1), rows, stored)
    if level > 0:
        told = lowest.gaps | {differs.index for differs in lowest.differing} if level == 1 else set()
        span = WIDTH**level
        for nth, (one, other) in enumerate(zip(given[level], rows[level], strict=True)):
            if one != other and nth not in told:
                first = nth * span
                bundle, tile = files.path(None, first // WIDTH, WIDTH), files.path(level - 1, nth, WIDTH)
                yield damage.neither(bundle, tile, first, first + span - 1)


def _verdict(files: _Files, size: int, differs: _Differs, parents: Row, is_given: bool | None) -> Problem:
    """Whether a bundle or its tile was altered, or nobody can say. is_given: whose partial tile is sound, if known."""
    start = differs.index * WIDTH
    width = min(WIDTH, size - start)
    bundle, tile = files.path(None, differs.index, width), files.path(0, differs.index, width)
    if width == WIDTH:
        parent = parents[differs.index]
        is_given = {differs.given_top: True, differs.stored_top: False}.get(parent)
    places = [start + place for place in differs.places]
    if is_given is None:
        return damage.neither(bundle, tile, places[0], places[-1])
    return damage.bad_hashes(tile, places) if is_given else damage.bad_entries(bundle, places)


def _bad_tiles(files: _Files, size: int, lowest_level: int, rows: list[Row], stored: list[Row]) -> Iterator[Problem]:
    """Tiles above the lowest level that are not what is sound."""
    for level, index, width in tiles_of(size):
        if level >= lowest_level:
            places = range(index * WIDTH, index * WIDTH + width)
            wrong = [place for place in places if rows[level][place] != stored[level][place]]
            if wrong:
                span = WIDTH**level
                what = f"its hash over entries {wrong[0] * span} to {(wrong[0] + 1) * span - 1} is not theirs"
                yield damage.bad_tile(files.path(level, index, width), what)
