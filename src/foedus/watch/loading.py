"""A log read back into a world: its accord out of the files beside it, then every entry made again (L3)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from foedus.accord.read_accord import ReadAccord, read_accord
from foedus.basics.problem import Problem
from foedus.ledger.keys import Malformed, VerifierKey, parse_vkey
from foedus.watch.opening import Opening, opening_of, paths_of
from foedus.watch.recompute import Blob, Line, first_world, read_entry, recompute
from foedus.watch.registry import Done, Entry, Registry
from foedus.watch.witnessed import witnesses_of
from foedus.watch.world import World

MATTERING = frozenset({"certificate", "award", "no award", "award waits", "undermined"})
"""Types of outcomes that a log is asked about afterwards."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An entry that brought about something of `MATTERING`."""

    index: int
    entry: Entry


@dataclass(slots=True)
class Loaded:
    """A log as it stands: mutable, it grows with each entry; owned by who loaded it."""

    opening: Opening
    registry: Registry
    world: World
    marked: list[Marked] = field(default_factory=list)

    def take(self, done: Done) -> None:
        """Go on to the world after an entry."""
        if any(o["type"] in MATTERING for o in done.entry.outcomes):
            self.marked.append(Marked(done.world.entries - 1, done.entry))
        self.world = done.world


def load(
    contents: Iterator[bytes], blob: Blob, each: Callable[[int], None] = lambda _: None,
    key: VerifierKey | None = None,
) -> Loaded | tuple[Problem, ...]:  # fmt: skip
    """A log out of its entries. each: told the index of every entry that was made again. key: by which its head is
    signed. Errors: problems (`L03xx`), the first of which names the entry that differs."""
    first = next(contents, None)
    if first is None:
        why, mend = "a log begins with its opening", "open a log first: `foedus open`"
        return (Problem("L0301", None, "the log has no entry", why, mend),)
    line = read_entry(0, first)
    if isinstance(line, Problem):
        return (line,)
    opening = opening_of(line.entry.signed.act)
    if isinstance(opening, Problem):
        return (opening,)
    loaded = _opened(line, opening, blob)
    if isinstance(loaded, tuple):
        return loaded
    if key is not None and not _kept_by(opening, key):
        return (_kept_by_a_stranger(opening, key),)
    for made in recompute(loaded.registry, loaded.world, contents, blob):
        if isinstance(made, Problem):
            return (made,)
        loaded.take(made)
        each(loaded.world.entries - 1)
    return loaded


def _kept_by(opening: Opening, key: VerifierKey) -> bool:
    """Whether a head is signed by the registry that the opening names, in the name of that log: what the registry takes
    in stands under its head alone (L4)."""
    try:
        return parse_vkey(opening.registry_key).public == key.public and opening.origin == key.name
    except Malformed:
        return False


def _kept_by_a_stranger(opening: Opening, key: VerifierKey) -> Problem:
    return Problem(
        "L0308", None, "the head of this log is not signed by the registry that entry 0 names",
        f"it is signed with {key.text[:150]}, and entry 0 opens the log {opening.origin[:80]} of the registry "
        f"{opening.registry_key[:150]}; reports and times stand under the head alone, so whoever signs it could have "
        "put in or left out any (L4)",
        "get the folder anew from whoever keeps the log, and compare its key line with the published one",
    )  # fmt: skip


def _opened(line: Line, opening: Opening, blob: Blob) -> Loaded | tuple[Problem, ...]:
    found = accord_of(opening, blob)
    if isinstance(found, tuple):
        return found
    assert found.accord is not None and found.zones is not None
    if set(opening.files) != set(_read_by(found, opening)):
        return (_more_than_the_accord(opening, found),)
    witnesses = witnesses_of(opening.origin, opening.policy)
    if isinstance(witnesses, tuple):
        return witnesses
    registry = Registry(found.accord, found.zones, witnesses)
    world = first_world(line, registry, opening)
    return (world,) if isinstance(world, Problem) else Loaded(opening, registry, world)


def _read_by(found: ReadAccord, opening: Opening) -> tuple[str, ...]:
    assert found.accord is not None
    paths = paths_of(found.accord, opening.accord_file)
    return () if isinstance(paths, Problem) else paths


def _more_than_the_accord(opening: Opening, found: ReadAccord) -> Problem:
    beside = sorted(set(opening.files) - set(_read_by(found, opening)))
    return Problem(
        "L0301", None, "entry 0 does not open a log of Foedus",
        f'it names the file "{beside[0][:80]}", which the accord does not read' if beside else
        "the accord names its files in a way in which a log cannot hold them",
        "see that the folder is the one that you mean; if it is, say so to whoever keeps the log: what is beside the "
        "accord without being a part of it could be taken for one",
    )  # fmt: skip


def accord_of(opening: Opening, blob: Blob) -> ReadAccord | tuple[Problem, ...]:
    """The accord that a log is of, read from the files that its opening names by their hashes."""
    contents: dict[str, bytes] = {}
    for path, digest in opening.files.items():
        content = blob(digest)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            what = f"the file {path} of the accord is not beside the log, or was changed"
            why, mend = "without it nothing can be recomputed", "get the folder anew from whoever keeps the log"
            return (Problem("L0306", None, what, why, mend),)
        contents[path] = content
    # Zones are read from files; they lie in a folder of our own for as long as that takes.
    with tempfile.TemporaryDirectory(prefix="foedus-") as folder:
        for path, content in contents.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        found = read_accord(Path(folder) / opening.accord_file, opening.accord_file)
    return found if found.accord is not None else found.errors
