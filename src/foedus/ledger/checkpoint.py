"""Checkpoints: the signed head of a log, with its name, its size and its root (C2SP tlog-checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foedus.ledger.envelope import in_base64, of_base64
from foedus.ledger.keys import Signer, VerifierKey, is_name
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import HASH_BYTES
from foedus.ledger.note import Note, parse_note, signed_by, signed_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST_SIZE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a head says."""

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{in_base64(self.root)}\n".encode()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """A head out of the text of a note. Errors: Malformed.

    Lines after the third are refused: they are not covered by the tree, so nobody can audit what they say.
    """
    lines = text.decode("utf-8", "replace").split("\n")
    if len(lines) != 4 or lines[3]:
        raise _malformed(f"it has {len(lines) - 1} lines, and a head has three: name, size, root")
    origin, size, root = lines[0], lines[1], of_base64(lines[2])
    if not is_name(origin):
        raise _malformed(f"`{origin[:60]}` is no name of a log")
    if not _SIZE.fullmatch(size) or int(size) > LARGEST_SIZE:
        raise _malformed(f"`{size[:30]}` is no size: a whole number without zeros before it")
    if root is None or len(root) != HASH_BYTES:
        raise _malformed(f"`{lines[2][:60]}` is no root: 32 bytes in base64, in their one spelling")
    return Checkpoint(origin, int(size), root)


def sign_checkpoint(head: Checkpoint, signer: Signer) -> bytes:
    """The note of a head, signed. The signer has the name of the log."""
    assert signer.name == head.origin, "the key of a log carries its name (C2SP tlog-checkpoint)"
    return signed_note(head.text(), signer)


def read_checkpoint(content: bytes, key: VerifierKey) -> tuple[Checkpoint, Note]:
    """A head out of its note, signed by the key of its log. Errors: Malformed."""
    note = parse_note(content)
    head = parse_checkpoint(note.text)
    if head.origin != key.name:
        raise Malformed(
            "L0005", f"this is a head of the log {head.origin[:60]}", f"the key is of {key.name[:60]}",
            "take the key and the head of one log",
        )  # fmt: skip
    if not signed_by(note, [key]):
        raise Malformed(
            "L0006", f"this head is not signed by {key.id_text}", "anyone can write a head; only the log can sign it",
            "take the key that the log was published with",
        )  # fmt: skip
    return head, note


def _malformed(why: str) -> Malformed:
    return Malformed("L0004", "this is no head of a log", why)
