"""Whether a folder is a log, whole and unaltered; what is not is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from foedus.basics.problem import Problem, in_order
from foedus.ledger import damage
from foedus.ledger.check_others import blob_problems, other_problems
from foedus.ledger.check_tree import hardly_there, tree_problems
from foedus.ledger.checkpoint import Checkpoint, read_checkpoint
from foedus.ledger.disk import CHECKPOINT, VKEY, Folder
from foedus.ledger.keys import VerifierKey, parse_vkey
from foedus.ledger.malformed import Malformed


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. key, head: None if there is none that can be believed; then little could be checked."""

    key: VerifierKey | None
    head: Checkpoint | None
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything that the checkpoint commits to is there, unaltered, and nothing foreign beside it."""
        return self.head is not None and not any(problem.is_error for problem in self.problems)


def check_log(
    folder: Folder,
    key: VerifierKey | None = None,
    each: Callable[[int, bytes], None] | None = None,
    blobs_of: Callable[[bytes], Iterable[str]] | None = None,
) -> Checked:
    """Check all files of a folder. Memory: a bundle, and some 100 bytes for every 256 entries.

    key: of the log, from a source other than the folder; None takes `log.vkey` at its word. each: called with index
    and bytes of every entry, in order, before it is known whether the root holds. blobs_of: the hashes of the evidence
    that an entry names.
    """
    names = frozenset(folder.names())
    problems: list[Problem] = []
    found = believed_key(folder, names, key)
    if isinstance(found, Problem):
        problems.append(found)
    else:
        key = found
    head = believed_head(folder, names, key) if key is not None else None
    if isinstance(head, Problem):
        problems.append(head)
        head = None
    if head is not None:
        lacking = hardly_there(names, head.size)
        problems += lacking or tree_problems(folder, names, head, each, blobs_of)
        told = {problem.span.file for problem in problems if problem.span is not None}
        problems += () if lacking else other_problems(folder, names, head.size, told)
    problems += blob_problems(folder, names)
    return Checked(key, head, in_order(problems))


def believed_key(folder: Folder, names: frozenset[str], given: VerifierKey | None) -> VerifierKey | Problem:
    """The key to go by; the one in the folder must be the one that was given."""
    if VKEY not in names:
        return given or damage.bad_key("it is missing, and no other key was given")
    try:
        content = folder.read(VKEY)
        found = parse_vkey(content.decode("utf-8", "replace"))
    except OSError as error:
        return damage.unreadable(VKEY, error)
    except Malformed as malformed:
        return damage.bad_key(malformed.why)
    if given is not None and found != given:
        return damage.bad_key("it is not the one that was given")
    return found if content == f"{found.text}\n".encode() else damage.bad_key("it is not one line, ended")


def believed_head(folder: Folder, names: frozenset[str], key: VerifierKey) -> Checkpoint | Problem:
    """What the log committed to."""
    if CHECKPOINT not in names:
        return damage.missing(CHECKPOINT)
    try:
        return read_checkpoint(folder.read(CHECKPOINT), key)[0]
    except OSError as error:
        return damage.unreadable(CHECKPOINT, error)
    except Malformed as malformed:
        return damage.bad_head(f"{malformed.what}; {malformed.why}")
