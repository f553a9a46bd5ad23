"""Files of a folder that the tree does not need: old partial tiles, evidence, and what does not belong there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from hashlib import sha256

from foedus.basics.problem import Problem
from foedus.ledger import damage
from foedus.ledger.disk import CHECKPOINT, TEMPORARY, VKEY, Folder, blob_path
from foedus.ledger.journal import JOURNAL
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import HASH_BYTES
from foedus.ledger.recovery import needed, path_of
from foedus.ledger.tiles import WIDTH, TilePlace, parse_tile_path, split_as_far

_KNOWN = frozenset({CHECKPOINT, VKEY, JOURNAL, "witness.policy"})
_BLOB = re.compile(r"blob/[0-9a-f]{2}/([0-9a-f]{64})")


def other_problems(folder: Folder, names: frozenset[str], size: int, told: Set[str]) -> Iterator[Problem]:
    """What is wrong with files that a log of this size does not need, blobs aside.

    told: files that are wrong themselves, so that nothing can be held against them.
    """
    wanted = {path_of(names, level, index, width) for level, index, width in needed(size)}
    sound = names - told
    for name in names - wanted - _KNOWN:
        if blob_of(name) is None:
            problem = _of_old_tile(folder, sound, name, size)
            if problem is not None:
                yield problem


def blob_problems(folder: Folder, names: frozenset[str]) -> Iterator[Problem]:
    """Evidence whose bytes are not what its name says."""
    for name in names:
        wanted = blob_of(name)
        if wanted is not None:
            try:
                if sha256(folder.read(name)).hexdigest() != wanted:
                    yield damage.bad_blob(name)
            except OSError as error:
                yield damage.unreadable(name, error)


def blob_of(name: str) -> str | None:
    """The hash that a file of evidence has for a name; None for any other file."""
    found = _BLOB.fullmatch(name)
    return found[1] if found and blob_path(found[1]) == name else None


def _of_old_tile(folder: Folder, sound: frozenset[str], name: str, size: int) -> Problem | None:
    """Partial tiles of older checkpoints may stay; they must be a beginning of those that took their place."""
    if name.endswith(TEMPORARY):
        return damage.unsigned(name)
    try:
        place = parse_tile_path(name)
    except Malformed:
        return damage.foreign(name)
    now = min(WIDTH, (size >> 8 * (place.level or 0)) - place.index * WIDTH)
    if place.width > now:
        return damage.unsigned(name)
    try:
        return _altered(folder, sound, place, now)
    except OSError as error:
        return damage.unreadable(name, error)


def _altered(folder: Folder, sound: frozenset[str], place: TilePlace, now: int) -> Problem | None:
    """How an old partial tile departs from the one that took its place, the entry that it does so at included."""
    level, index, width = place.level, place.index, place.width
    by_now, cut = path_of(sound, level, index, now), split_as_far if level is None else _hashes
    old = folder.read(place.path())
    pieces = cut(old)
    whole = len(pieces) == width and len(old) == sum(map(len, pieces)) + (2 * width if level is None else 0)
    # What took its place may be wrong itself, and then nothing can be held against it.
    wanted = cut(folder.read(by_now))[:width] if by_now in sound else pieces
    if whole and pieces == wanted:
        return None
    pairs = enumerate(zip(pieces, wanted, strict=False))
    wrong = next((nth for nth, (one, other) in pairs if one != other), min(len(pieces), width))
    return damage.bad_old_tile(place.path(), (index * WIDTH + wrong) * WIDTH ** (level or 0))


def _hashes(content: bytes) -> list[bytes]:
    return [content[at : at + HASH_BYTES] for at in range(0, len(content) - HASH_BYTES + 1, HASH_BYTES)]
