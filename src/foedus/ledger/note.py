"""Signed notes: a text with signature lines under it that anyone can check and pass on (C2SP signed-note).

Only bytes are compared: lines end with a line feed and nothing else, control characters are refused, base64 has one
spelling. What other readers might take for the end of a line can so never hide a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foedus.ledger.envelope import in_base64, of_base64
from foedus.ledger.keys import ED25519, Signer, VerifierKey, is_name, verifies
from foedus.ledger.malformed import Malformed

LONGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100
"""Limits that readers in other languages have too; they keep an attacker's note from taking our time."""

_DASH = "— "


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A line under a note, as it stands there. blob: what follows the id of the key."""

    name: str
    key_id: bytes
    blob: bytes

    def text(self) -> str:
        """The line without its end."""
        return f"{_DASH}{self.name} {in_base64(self.key_id + self.blob)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A note that is well formed; whether its signatures hold is another question. text: with its last line feed."""

    text: bytes
    signatures: tuple[SignatureLine, ...]

    def by(self, key: VerifierKey) -> tuple[SignatureLine, ...]:
        """The lines that claim to be by a key."""
        return tuple(s for s in self.signatures if (s.name, s.key_id) == (key.name, key.id))


def parse_note(content: bytes) -> Note:
    """A note out of its bytes. Errors: Malformed."""
    if len(content) > LONGEST_NOTE:
        raise _malformed(f"it has {len(content):,} bytes, and a note has at most {LONGEST_NOTE:,}")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(f"byte {error.start} is no UTF-8") from None
    strange = next((i for i, byte in enumerate(content) if byte < 0x20 and byte != 0x0A), None)
    if strange is not None:
        raise _malformed(f"byte {strange} is a control character ({content[strange]:#04x})")
    cut = content.rfind(b"\n\n")
    if cut < 0 or not content.endswith(b"\n"):
        raise _malformed("no empty line parts a text from signatures, or the last line has no end")
    lines = content[cut + 2 :].decode("utf-8").split("\n")[:-1]
    if not 0 < len(lines) <= MOST_SIGNATURES:
        raise _malformed(f"it has {len(lines)} signatures, and a note has one to {MOST_SIGNATURES}")
    return Note(content[: cut + 1], tuple(parse_signature_line(line) for line in lines))


def parse_signature_line(line: str) -> SignatureLine:
    """A line of a signature, without its end. Errors: Malformed."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    blob = of_base64(encoded)
    if not line.startswith(_DASH) or not is_name(name) or blob is None or len(blob) < 5:
        raise _malformed(f"`{line[:60]}` is no signature line: a long dash, a name, base64 in its one spelling")
    return SignatureLine(name, blob[:4], blob[4:])


def signed_note(text: bytes, *signers: Signer) -> bytes:
    """A text with the signature of each signer under it. text: ends with a line feed, no control characters."""
    assert text.endswith(b"\n"), "a note is whole lines"
    lines = []
    for signer in signers:
        key = VerifierKey(signer.name, signer.public)
        lines.append(SignatureLine(key.name, key.id, signer.sign(text)).text() + "\n")
    return text + b"\n" + "".join(lines).encode("utf-8")


def signed_by(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Those of some keys that have signed a note. Signatures of other keys are passed over.

    Errors: Malformed if a line claims to be by one of the keys and does not hold: then somebody changed the note.
    """
    found = []
    for key in keys:
        lines = note.by(key)
        for line in lines:
            if key.kind != ED25519 or not verifies(key.public, note.text, line.blob):
                raise Malformed(
                    "L0003", f"the signature of {key.name} under this note does not hold",
                    "the note was changed after it was signed, or the signature was",
                )  # fmt: skip
        if lines:
            found.append(key)
    return tuple(found)


def _malformed(why: str) -> Malformed:
    return Malformed("L0002", "this is no signed note", why)
