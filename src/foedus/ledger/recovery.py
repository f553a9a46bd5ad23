"""What the folder of a log says of itself, looked through before its writer goes on; what does not fit is told.

Nothing here changes a file or guesses: either everything that the next head will rest on agrees, or the log stays
shut. Looked at are the checkpoint and its signature, the right edge of the tree against the signed root, the newest
entries against the edge, the presence of every file, and the journal against the tree. What lies deeper is covered
by the root and is looked through by `check_log`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from foedus.basics.problem import Problem
from foedus.ledger import refusals
from foedus.ledger.checkpoint import Checkpoint, read_checkpoint
from foedus.ledger.disk import CHECKPOINT, TEMPORARY, VKEY, Folder
from foedus.ledger.edge import Edge, top
from foedus.ledger.journal import JOURNAL, Journal, read_frames
from foedus.ledger.keys import VerifierKey
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import leaf_hash
from foedus.ledger.tiles import WIDTH, bundles_of, split_as_far, split_bundle, tile_path, tiles_of

MOST_MISSING = 1_000
"""Where more files are missing, no more are looked for: a head can claim any size."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A folder that agrees with itself.

    checkpoint: its bytes, empty while a log is being made. partial: the entries of the last, partial bundle.
    tail: durable entries beyond the checkpoint. leftovers: files that a crash left half written.
    outgrown: folders of partial tiles whose full one the checkpoint commits to.
    torn_bytes: length of a last write that a crash tore; nobody was told that it was done.
    """

    origin: str
    checkpoint: bytes
    edge: Edge
    partial: tuple[bytes, ...]
    tail: tuple[bytes, ...]
    leftovers: tuple[str, ...]
    outgrown: tuple[str, ...]
    torn_bytes: int


def recovered(folder: Folder, key: VerifierKey, lost_journal: bool = False) -> Recovered | tuple[Problem, ...]:
    """What the writer goes on from, or all that keeps it from going on. Errors: OSError if files cannot be read.

    lost_journal: go on from the checkpoint alone although the journal is missing.
    """
    names = frozenset(folder.names())
    if CHECKPOINT not in names and JOURNAL not in names:
        return (refusals.no_log("it has neither checkpoint nor journal"),)
    if VKEY in names and folder.read(VKEY) != f"{key.text}\n".encode():
        return (refusals.other_key(),)
    journal = _journal(folder, names, lost_journal)
    if isinstance(journal, Problem):
        return (journal,)
    leftovers = tuple(sorted(name for name in names if name.endswith(TEMPORARY)))
    if CHECKPOINT not in names:
        # Only a log that is being made has a journal from entry 0 on: the first checkpoint cuts it.
        if journal is None or journal.size:
            return (refusals.no_log("its checkpoint is missing"),)
        return Recovered(journal.origin, b"", Edge(), (), journal.entries, leftovers, (), journal.torn_bytes)
    note = folder.read(CHECKPOINT)
    try:
        head, _ = read_checkpoint(note, key)
    except Malformed as malformed:
        return (refusals.bad_checkpoint(malformed.what),)
    missing = _missing(names, head.size)
    if missing:
        return missing
    edge = _edge(folder, names, head)
    if isinstance(edge, Problem):
        return (edge,)
    partial = _newest(folder, names, edge)
    if isinstance(partial, Problem):
        return (partial,)
    tail = _beyond(folder, names, journal, head, edge) if journal else ()
    if isinstance(tail, Problem):
        return (tail,)
    # A full tile beyond the checkpoint does not count: it may be there and not be durable.
    partials = {name.rpartition("/")[0] for name in names if ".p/" in name}
    full = {f"{tile_path(level, index)}.p" for level, index, width in needed(head.size) if width == WIDTH}
    outgrown = tuple(sorted(partials & full))
    torn_bytes = journal.torn_bytes if journal else 0
    return Recovered(head.origin, note, edge, partial, tail, leftovers, outgrown, torn_bytes)


def needed(size: int) -> Iterator[tuple[int | None, int, int]]:
    """(level, or None for entries; index; width) of every tile and bundle of a log of this size."""
    yield from tiles_of(size)
    yield from ((None, index, width) for index, width in bundles_of(size))


def paths_of(names: frozenset[str], size: int) -> Iterator[str]:
    """Every file that a log of this size must have, see `path_of`."""
    return (path_of(names, level, index, width) for level, index, width in needed(size))


def path_of(names: frozenset[str], level: int | None, index: int, width: int) -> str:
    """The file with these hashes (level None: entries): the partial one, or the full one that stands in for it."""
    path, full = tile_path(level, index, width), tile_path(level, index)
    return full if full in names and path not in names else path


def _journal(folder: Folder, names: frozenset[str], lost_journal: bool) -> Journal | Problem | None:
    if JOURNAL not in names:
        return None if lost_journal else refusals.no_journal()
    found = read_frames(folder.read(JOURNAL))
    return found if isinstance(found, Journal) else refusals.damaged_journal(found)


def _missing(names: frozenset[str], size: int) -> tuple[Problem, ...]:
    lacking = (name for name in paths_of(names, size) if name not in names)
    return tuple(refusals.file_missing(name) for name in islice(lacking, MOST_MISSING))


def _edge(folder: Folder, names: frozenset[str], head: Checkpoint) -> Edge | Problem:
    levels: list[tuple[bytes, ...]] = []
    for level, index, width in tiles_of(head.size):
        if level == len(levels):
            levels.append(())
        if width < WIDTH:
            hashes = _hashes(folder, names, level, index, width)
            if isinstance(hashes, Problem):
                return hashes
            levels[level] = hashes
    edge = Edge(head.size, tuple(levels))
    return edge if edge.root == head.root else refusals.other_root(head.size)


def _newest(folder: Folder, names: frozenset[str], edge: Edge) -> tuple[bytes, ...] | Problem:
    """The entries of the partial bundle; they and those of the last full one are held against the tree."""
    whole, width = divmod(edge.size, WIDTH)
    partial: tuple[bytes, ...] = ()
    if width:
        name = path_of(names, None, whole, width)
        partial = _entries(folder, name)[:width]
        wrong = _first_wrong(partial, edge.levels[0])
        if wrong is not None:
            return refusals.bad_entry(name, whole * WIDTH + wrong)
    if whole:
        hashes, name = _hashes(folder, names, 0, whole - 1, WIDTH), tile_path(None, whole - 1)
        if isinstance(hashes, Problem):
            return hashes
        # The last hash on the edge of level 1 covers just that tile; there is none if a tile of level 1 is full, too.
        if edge.levels[1] and top(hashes) != edge.levels[1][-1]:
            return refusals.bad_tile(tile_path(0, whole - 1), "is not the tile that the checkpoint commits to")
        wrong = _first_wrong(_entries(folder, name), hashes)
        if wrong is not None:
            return refusals.bad_entry(name, (whole - 1) * WIDTH + wrong)
    return partial


def _beyond(
    folder: Folder, names: frozenset[str], journal: Journal, head: Checkpoint, edge: Edge
) -> tuple[bytes, ...] | Problem:
    """The entries of the journal that the tree does not have yet; those that it has must be the same."""
    inside = head.size - journal.size
    if journal.origin != head.origin:
        return refusals.other_journal(f"it is of the log `{journal.origin}`, the checkpoint of `{head.origin}`")
    if not 0 <= inside <= len(journal.entries):
        end = journal.size + len(journal.entries)
        return refusals.other_journal(f"it holds entries {journal.size} to {end}, the checkpoint {head.size} entries")
    if not inside and journal.root != edge.root:
        return refusals.other_journal(f"it continues another tree of {head.size} entries")
    for at in range(inside):
        whole, place = divmod(journal.size + at, WIDTH)
        width = min(WIDTH, head.size - whole * WIDTH)
        if at == 0 or place == 0:
            hashes = _hashes(folder, names, 0, whole, width)
        if isinstance(hashes, Problem):
            return hashes
        if leaf_hash(journal.entries[at]) != hashes[place]:
            return refusals.other_journal(f"entry {journal.size + at} is another one in the tree")
    return journal.entries[inside:]


def _hashes(
    folder: Folder, names: frozenset[str], level: int, index: int, width: int
) -> tuple[bytes, ...] | Problem:
    """The first hashes of a tile, as many as are wanted."""
    name = path_of(names, level, index, width)
    content = folder.read(name)
    if len(content) not in (32 * width, 32 * WIDTH):
        return refusals.bad_tile(name, f"has {len(content)} bytes instead of {32 * width}")
    return tuple(content[at : at + 32] for at in range(0, 32 * width, 32))


def _entries(folder: Folder, name: str) -> tuple[bytes, ...]:
    content = folder.read(name)
    try:
        return split_bundle(content)
    except Malformed:
        return tuple(split_as_far(content))  # so that the first that is cut off is told to be wrong


def _first_wrong(entries: Sequence[bytes], hashes: Sequence[bytes]) -> int | None:
    for nth, wanted in enumerate(hashes):
        if nth >= len(entries) or leaf_hash(entries[nth]) != wanted:
            return nth
    return None if len(entries) == len(hashes) else len(hashes)
