"""Cosignatures: a witness says that a head was, at this time, the longest it had seen of this log (C2SP
tlog-cosignature, the Ed25519 kind)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.basics.instant import SECOND, Instant
from foedus.ledger.keys import COSIGNATURE, Signer, VerifierKey, key_of, verifies
from foedus.ledger.malformed import Malformed
from foedus.ledger.note import Note, SignatureLine, signature_fails

_TIME_BYTES = 8
_LATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Cosignature:
    """What a witness has said of a head; it exists only where its signature holds. at_second: since 1970, UTC."""

    witness: VerifierKey
    at_second: int

    @property
    def at(self) -> Instant:
        """When, by the clock of the witness."""
        return self.at_second * SECOND


def cosigned_message(text: bytes, at_second: int) -> bytes:
    """The bytes that a cosignature covers. text: of the note, without signatures."""
    return b"cosignature/v1\ntime %d\n%b" % (at_second, text)


def cosign(text: bytes, signer: Signer, at_second: int) -> SignatureLine:
    """The line of a witness under a head."""
    assert 0 < at_second <= _LATEST, "a witness says when"
    key = key_of(signer, COSIGNATURE)
    signature = signer.sign(cosigned_message(text, at_second))
    return SignatureLine(key.name, key.id, at_second.to_bytes(_TIME_BYTES, "big") + signature)


def cosigned_by(note: Note, witnesses: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """What some witnesses have said of a head; lines of others are passed over.

    Errors: Malformed if a line claims to be by one of them and does not hold, or if one of them has two.
    """
    found = []
    for witness in witnesses:
        line = note.by(witness)
        if line is None:
            continue
        at_second = int.from_bytes(line.blob[:_TIME_BYTES], "big")
        message = cosigned_message(note.text, at_second)
        possible = witness.kind == COSIGNATURE and 0 < at_second <= _LATEST
        if not possible or not verifies(witness.public, message, line.blob[_TIME_BYTES:]):
            raise signature_fails(witness)
        found.append(Cosignature(witness, at_second))
    return tuple(found)


def median_time(cosignatures: Sequence[Cosignature]) -> Instant:
    """The time of a head by its witnesses: the middle one, of an even number the earlier of the two in the middle.

    A minority of witnesses with a wrong clock cannot move it past the times of the others.
    Errors: Malformed if a key is among them twice, under whatever name; AssertionError if there are none.
    """
    assert cosignatures, "without witnesses there is no time of witnesses"
    keys = [each.witness.public for each in cosignatures]
    if len(set(keys)) < len(keys):
        raise Malformed("L0016", "one witness gives two times for one head", "its clock would count twice",
                        "take one cosignature of each witness")  # fmt: skip
    times = sorted(each.at for each in cosignatures)
    return times[(len(times) - 1) // 2]
