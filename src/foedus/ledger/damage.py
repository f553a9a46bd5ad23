"""What the check of a log finds: files that are missing, altered or foreign, and which entry is concerned."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.basics.problem import Problem, Severity, Span

_ASK_ANOTHER = "take the file from another copy of the log; if no copy has it, the log has been tampered with: say so"
_MOST_NAMED = 10


def bad_key(what: str) -> Problem:
    """log.vkey is no key, or another than the reader was given."""
    return Problem(
        "L0201",
        Span("log.vkey", 1),
        what=f"`log.vkey` is not the key of this log: {what}",
        why="whoever can put another key beside the log can put another log beside the key",
        mend="take the key from where the log was announced, not from the folder",
    )


def bad_head(what: str) -> Problem:
    """There is no checkpoint, or none by this key; nothing further can be judged."""
    return Problem(
        "L0202",
        Span("checkpoint", 1),
        what=f"the checkpoint cannot be believed: {what}",
        why="it alone says what the log promised; without it every alteration could pass",
        mend=_ASK_ANOTHER,
    )


def missing(name: str) -> Problem:
    """A file that the checkpoint commits to is not there."""
    return Problem(
        "L0203",
        Span(name, 1),
        what=f"`{name}` is missing",
        why="what the checkpoint commits to can no longer be shown in full",
        mend=_ASK_ANOTHER,
    )


def hardly_there(size: int) -> Problem:
    """So many files are missing that nothing further is looked at."""
    return Problem(
        "L0203",
        Span("checkpoint", 1),
        what=f"of a log of {size:,} entries, as its checkpoint says, hardly anything is there",
        why="more than a thousand of its files are missing, so no more was looked at",
        mend="get the whole folder; if there never was more, whoever signed this head has signed for entries that are "
        "not shown: say so",
    )


def bad_tile(name: str, what: str) -> Problem:
    """A tile is not what the entries give, and the entries are sound."""
    return Problem(
        "L0204",
        Span(name, 1),
        what=f"`{name}` was altered: {what}",
        why="proofs made from it would not hold, and a reader could take a sound entry for a forged one",
        mend="it can be computed again from the entries, which are sound",
    )


def bad_hashes(name: str, indexes: Sequence[int]) -> Problem:
    """A tile of the lowest level has other hashes than those of the entries, which are sound."""
    return bad_tile(name, f"it does not have the hash of {_entries(indexes)}")


def bad_old_tile(name: str, index: int) -> Problem:
    """A partial tile of an older checkpoint is no beginning of the one that took its place."""
    return Problem(
        "L0213",
        Span(name, 1),
        what=f"`{name}` was altered: from entry {index} on it is no beginning of the one that took its place",
        why="a reader of an older checkpoint would be given something else than what was signed then",
        mend="take it out: the newest checkpoint does not need it",
    )


def bad_entries(name: str, indexes: Sequence[int], what: str = "not what the log committed to") -> Problem:
    """Entries of a bundle are not those that were signed for."""
    verb = "is" if len(indexes) == 1 else "are"
    return Problem(
        "L0205",
        Span(name, 1),
        what=f"`{name}` was altered: {_entries(indexes)} {verb} {what}",
        why="an entry was changed, cut, moved, added or taken out after the log was signed",
        mend=_ASK_ANOTHER,
    )


def neither(bundle: str, tile: str, first: int, last: int) -> Problem:
    """Bundle and tile lead to two roots, and neither to the signed one; or both to one that is not signed."""
    return Problem(
        "L0206",
        Span(bundle, 1),
        what=f"entries {first} to {last} are not what the log committed to: `{bundle}` and `{tile}` were both altered",
        why="entries and the hashes above them were changed after the log was signed",
        mend=_ASK_ANOTHER,
        see=(Span(tile, 1),),
    )


def other_history(size: int) -> Problem:
    """All files may agree with each other; they do not lead to the signed root."""
    return Problem(
        "L0207",
        Span("checkpoint", 1),
        what=f"the entries of this folder do not lead to the root that is signed for {size} entries",
        why="the checkpoint is of another history than the files beside it",
        mend="compare checkpoint and files with another copy; two histories under one key are proof of a forked log",
    )


def foreign(name: str) -> Problem:
    """A file that is no part of a log."""
    name = seen(name)
    return Problem(
        "L0208",
        Span(name, 1),
        what=f"`{name}` does not belong to the log",
        why="nothing vouches for it, and a reader could take it for a part of what is signed",
        mend="take it out of the folder",
    )


def unsigned(name: str) -> Problem:
    """A file that may become a part of the log and is none yet, or never became one."""
    name = seen(name)
    return Problem(
        "L0209",
        Span(name, 1),
        what=f"`{name}` is not covered by the checkpoint",
        why="it was copied while the log was being written, or left by a crash; nothing vouches for it",
        mend="copy the folder again when the log is at rest, or take the file out",
        severity=Severity.WARNING,
    )


def bad_blob(name: str) -> Problem:
    """Bytes do not have the hash that is their name."""
    return Problem(
        "L0210",
        Span(name, 1),
        what=f"`{name}` was altered: its bytes have another hash than its name",
        why="an entry names this evidence by its hash; what lies here is something else",
        mend=_ASK_ANOTHER,
    )


def missing_blob(name: str, index: int) -> Problem:
    """An entry names evidence that is not there."""
    return Problem(
        "L0211",
        Span(name, 1),
        what=f"`{name}`, which entry {index} names, is missing",
        why="what the entry decides on can no longer be looked at",
        mend=_ASK_ANOTHER,
    )


def unreadable(name: str, error: OSError) -> Problem:
    """The system does not give the bytes."""
    return Problem(
        "L0212",
        Span(name, 1),
        what=f"`{name}` cannot be read: {error.strerror or error}",
        why="what cannot be read cannot be checked",
        mend="give the right to read it, or copy the folder anew",
    )


def seen(name: str) -> str:
    """The name of a file that anybody may have put there, without what could drive a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)


def _entries(indexes: Sequence[int]) -> str:
    named = ", ".join(str(index) for index in indexes[:_MOST_NAMED])
    more = f" and {len(indexes) - _MOST_NAMED} more" if len(indexes) > _MOST_NAMED else ""
    return f"entry {named}" if len(indexes) == 1 else f"entries {named}{more}"
