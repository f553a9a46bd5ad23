"""Checkpoints: the signed head of a log, with its name, its size and its root (C2SP tlog-checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foedus.ledger.envelope import in_base64, of_base64
from foedus.ledger.keys import Signer, VerifierKey, is_name
from foedus.ledger.malformed import Malformed, quoted
from foedus.ledger.merkle import HASH_BYTES
from foedus.ledger.note import Note, checked_text, parse_note, signed_by, signed_note

LARGEST_SIZE = 2**63 - 1
_WHOLE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a head says. extensions: lines after the root; logs of Foedus have none."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> bytes:
        """The text that is signed."""
        lines = (self.origin, str(self.size), in_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """A head out of the text of a note. Errors: Malformed.

    Lines after the third are kept, as C2SP wants of whoever reads heads of any log, a witness for one; whoever reads
    the head of a log of Foedus uses `read_checkpoint`.
    """
    lines = checked_text(text).split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise _malformed("a head has at least three lines, name, size and root, and none of its lines is empty")
    origin, size, root = lines[0], whole_number(lines[1]), of_base64(lines[2])
    if size is None:
        raise _malformed(f"{quoted(lines[1])} is no size: a whole number without zeros before it")
    if root is None or len(root) != HASH_BYTES:
        raise _malformed(f"{quoted(lines[2])} is no root: 32 bytes in base64, in their one spelling")
    return Checkpoint(origin, size, root, tuple(lines[3:-1]))


def whole_number(text: str) -> int | None:
    """A size or an index as a number: digits without zeros before them, below 2**63; None if it is none."""
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LARGEST_SIZE else None


def sign_checkpoint(head: Checkpoint, signer: Signer) -> bytes:
    """The note of a head, signed. The signer has the name of the log."""
    assert signer.name == head.origin and is_name(head.origin), "the key of a log carries its name"
    assert 0 <= head.size <= LARGEST_SIZE and len(head.root) == HASH_BYTES, "a head has a size and a root"
    assert not head.extensions, "nobody could audit what further lines say"
    return signed_note(head.text(), signer)


def read_checkpoint(content: bytes, key: VerifierKey) -> tuple[Checkpoint, Note]:
    """A head out of its note, signed by the key of its log. Errors: Malformed.

    Stricter than C2SP in one thing: lines after the root are refused. No tree covers them, so a log could tell each
    reader something else there, and no log of Foedus writes any.
    """
    note = parse_note(content)
    head = parse_checkpoint(note.text)
    if head.origin != key.name:
        raise Malformed(
            "L0005", f"this is a head of the log {quoted(head.origin)}", f"the key is of {quoted(key.name)}",
            "take the key and the head of one log",
        )  # fmt: skip
    if not signed_by(note, [key]):
        raise Malformed(
            "L0006", f"this head is not signed by {key.id_text}", "anyone can write a head; only the log can sign it",
            "take the key that the log was published with",
        )  # fmt: skip
    if head.extensions:
        raise _malformed("it has lines after its root, which no tree covers and nobody can audit")
    return head, note


def _malformed(why: str) -> Malformed:
    return Malformed("L0004", "this is no head of a log", why)
