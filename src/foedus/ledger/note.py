"""Signed notes: a text with signature lines under it that anyone can check and pass on (C2SP signed-note).

Only bytes are compared: lines end with a line feed and nothing else, control characters are refused, base64 has one
spelling. What other readers might take for the end of a line can so never hide a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foedus.ledger.envelope import in_base64, of_base64
from foedus.ledger.keys import ED25519, Signer, VerifierKey, is_name, key_of, verifies
from foedus.ledger.malformed import Malformed, quoted

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

    def by(self, key: VerifierKey) -> SignatureLine | None:
        """The line that claims to be by a key.

        Errors: Malformed if there are two: readers who look at one of them would disagree about the note.
        """
        lines = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.id)]
        if len(lines) > 1:
            raise Malformed("L0007", f"{key.id_text} signs this note {len(lines)} times",
                            "one key signs a note once; readers who look at another line would see another note",
                            "take the note from the log itself")  # fmt: skip
        return lines[0] if lines else None

    def content(self) -> bytes:
        """The note as bytes."""
        lines = "".join(line.text() + "\n" for line in self.signatures)
        return self.text + b"\n" + lines.encode()


def checked_text(content: bytes) -> str:
    """Bytes as text. Errors: Malformed where they are no UTF-8, or hold a control character that ends no line."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(f"byte {error.start} is no UTF-8") from None
    strange = next((i for i, byte in enumerate(content) if byte < 0x20 and byte != 0x0A), None)
    if strange is not None:
        raise _malformed(f"byte {strange} is a control character ({content[strange]:#04x})")
    return text


def parse_note(content: bytes) -> Note:
    """A note out of its bytes. Errors: Malformed."""
    if len(content) > LONGEST_NOTE:
        raise _malformed(f"it has {len(content):,} bytes, and a note has at most {LONGEST_NOTE:,}")
    checked_text(content)
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
        raise _malformed(f"{quoted(line)} is no signature line: a long dash, a name, base64 in its one spelling")
    return SignatureLine(name, blob[:4], blob[4:])


def signature_line(text: bytes, signer: Signer) -> SignatureLine:
    """The line by which somebody signs a text."""
    key = key_of(signer)
    return SignatureLine(key.name, key.id, signer.sign(text))


def signed_note(text: bytes, *signers: Signer) -> bytes:
    """A text with the signature of each signer under it. text: ends with a line feed, no control characters."""
    assert text.endswith(b"\n"), "a note is whole lines"
    content = Note(text, tuple(signature_line(text, signer) for signer in signers)).content()
    assert parse_note(content).text == text, "what we write we can read"
    return content


def signed_by(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Those of some keys that have signed a note. Signatures of other keys are passed over.

    Errors: Malformed if a line claims to be by one of the keys and does not hold: then somebody changed the note.
    """
    found = []
    for key in keys:
        line = note.by(key)
        if line is None:
            continue
        if key.kind != ED25519 or not verifies(key.public, note.text, line.blob):
            raise signature_fails(key)
        found.append(key)
    return tuple(found)


def signature_fails(key: VerifierKey) -> Malformed:
    """What to say of a signature of a known key that does not hold."""
    return Malformed(
        "L0003", f"the signature of {key.name} under this note does not hold",
        "the note was changed after it was signed, or the signature was",
    )  # fmt: skip


def _malformed(why: str) -> Malformed:
    return Malformed("L0002", "this is no signed note", why)
