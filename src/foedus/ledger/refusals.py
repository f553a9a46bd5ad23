"""Why a log is not opened, not made or written no further, and what its owner can do about it."""

from __future__ import annotations

from foedus.basics.problem import Problem, Span
from foedus.ledger.damage import seen
from foedus.ledger.journal import Damaged

_FROM_A_COPY = "bring the folder back from a whole copy; do not mend files by hand"
_WOULD_FORK = "a writer that went on would sign a second history beside the one it has signed"


def in_use() -> Problem:
    """Another process writes here."""
    return Problem(
        "L0101",
        None,
        what="the log is already open in another process",
        why="two writers would sign two histories",
        mend="stop the other process first; the lock goes with it, there is no file to remove",
    )


def not_empty(name: str) -> Problem:
    """A log is to be made where files are."""
    name = seen(name)
    return Problem(
        "L0102",
        Span(name, 1),
        what=f"a log cannot be made here: the folder already holds `{name}`",
        why="files that are no part of the log could not be told from its own, and a log must never be made twice",
        mend="choose an empty folder, or open the log that is here",
    )


def no_log(what: str) -> Problem:
    """There is nothing to open."""
    return Problem(
        "L0103",
        None,
        what=f"this folder holds no log that can be opened: {what}",
        why="without its checkpoint nothing says what the log has promised",
        mend=f"give the folder that holds `checkpoint`, or {_FROM_A_COPY}",
    )


def bad_checkpoint(what: str) -> Problem:
    """The checkpoint is none of this signer's."""
    return Problem(
        "L0104",
        Span("checkpoint", 1),
        what=f"the checkpoint is not one of this log and key: {what}",
        why=_WOULD_FORK,
        mend=f"start with the key that signed it, or {_FROM_A_COPY}",
    )


def other_key() -> Problem:
    """log.vkey names another key than the signer's."""
    return Problem(
        "L0105",
        Span("log.vkey", 1),
        what="the key named in `log.vkey` is not the one that is to sign",
        why="readers would find the next checkpoint signed by a stranger",
        mend="give the key with which this log was opened (`--registry-key`); a log keeps its key for life",
    )


def file_missing(name: str) -> Problem:
    """A tile or bundle that the checkpoint needs is not there."""
    return Problem(
        "L0106",
        Span(name, 1),
        what=f"`{name}` is missing",
        why="the checkpoint commits to what it holds, and no proof could be given for it",
        mend=_FROM_A_COPY,
    )


def bad_tile(name: str, what: str) -> Problem:
    """A tile does not give what the tree needs."""
    return Problem(
        "L0107",
        Span(name, 1),
        what=f"`{name}` {what}",
        why="the tree would go on from hashes that nobody has signed",
        mend=_FROM_A_COPY,
    )


def other_root(size: int) -> Problem:
    """The newest tiles are not those of the checkpoint."""
    return Problem(
        "L0115",
        Span("tile", 1),
        what=f"the newest tiles do not give the root that the checkpoint signs for {size} entries",
        why=_WOULD_FORK,
        mend=_FROM_A_COPY,
    )


def bad_entry(name: str, index: int) -> Problem:
    """An entry is not the one in the tree."""
    return Problem(
        "L0108",
        Span(name, 1),
        what=f"entry {index} in `{name}` is not the one that the tree commits to",
        why="an entry was altered, cut or moved after it was signed for",
        mend=_FROM_A_COPY,
    )


def no_journal() -> Problem:
    """The writer's own file is missing."""
    return Problem(
        "L0109",
        Span("journal", 1),
        what="the journal is missing",
        why="entries that were acknowledged after the last checkpoint would be lost without a trace",
        mend="bring the journal back, or the whole folder from a copy that has it; until then the log can be read and "
        "verified, but not written on",
    )


def damaged_journal(found: Damaged) -> Problem:
    """The journal is damaged where no crash can damage it."""
    doubt = "all its entries" if found.first_entry is None else f"entry {found.first_entry} and later ones"
    return Problem(
        "L0110",
        Span("journal", 1),
        what=f"the journal is damaged at byte {found.at_byte}: {found.what}; {doubt} are in doubt",
        why="what stands there was acknowledged as durable; starting without it would drop it silently",
        mend=_FROM_A_COPY,
    )


def other_journal(what: str) -> Problem:
    """Journal and tree are not of one piece."""
    return Problem(
        "L0111",
        Span("journal", 1),
        what=f"the journal does not continue the tree: {what}",
        why=f"one of the two is older than the other or of another log, and {_WOULD_FORK}",
        mend=f"{_FROM_A_COPY}; never put a checkpoint of one moment beside a journal of another",
    )


def disk_failed(error: OSError, doing: str) -> Problem:
    """The disk refused; nothing more is written."""
    return Problem(
        "L0112",
        Span(str(error.filename), 1) if error.filename else None,
        what=f"the disk failed while {doing}: {error.strerror or error}; the log acknowledges nothing more",
        why="after a failed write or sync nobody can know what is on the disk, and trying again can hide a loss",
        mend="make room or replace the disk, then open the log anew: it goes on from what is durable",
    )


def closed() -> Problem:
    """The log was closed, or a write was broken off."""
    return Problem(
        "L0113",
        None,
        what="the log is closed, or a write was broken off",
        why="nothing may be acknowledged by a writer that no longer knows what is on the disk",
        mend="open the log anew",
    )


def unreadable(error: OSError) -> Problem:
    """A file of the log cannot be read."""
    return Problem(
        "L0114",
        Span(str(error.filename), 1) if error.filename else None,
        what=f"the log cannot be read: {error.strerror or error}",
        why="a writer must see all that it goes on from",
        mend=f"give the right to read and write the folder, or {_FROM_A_COPY}",
    )
