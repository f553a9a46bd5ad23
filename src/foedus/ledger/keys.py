"""Keys: who signs under which name, and whether a signature holds (C2SP signed-note; RFC 8032).

Signatures are checked by `cryptography` alone, whose verdict is that of the verifiers in other languages.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from foedus.ledger.curve import fault_of_public_key
from foedus.ledger.envelope import in_base64, of_base64
from foedus.ledger.malformed import Malformed, quoted

__all__ = ["COSIGNATURE", "ED25519", "Malformed", "SeedSigner", "Signer", "VerifierKey", "fault_of_public_key",
           "is_name", "key_of", "parse_vkey", "verifies"]  # fmt: skip

ED25519 = 0x01
"""Signature type of a note's own Ed25519 signature."""
COSIGNATURE = 0x04
"""Signature type of a witness's timestamped Ed25519 cosignature."""


class Signer(Protocol):
    """Who can sign under a name: a key in memory, or a program that holds one."""

    @property
    def name(self) -> str:
        """The name in the verifier key."""
        ...

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key, with the name that it signs under. kind: the type of its signatures."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no secret, and no protection by themselves."""
        return _id_of(self.name, self.public, self.kind)

    @property
    def id_text(self) -> str:
        """`NAME+8 hexadecimal digits`."""
        return f"{self.name}+{self.id.hex()}"

    @property
    def text(self) -> str:
        """The key as one line: name, id, type and key."""
        return f"{self.id_text}+{in_base64(bytes([self.kind]) + self.public)}"


@lru_cache(maxsize=1_000)  # every entry asks for the ids of the same few keys
def _id_of(name: str, public: bytes, kind: int) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def key_of(signer: Signer, kind: int = ED25519) -> VerifierKey:
    """The public half of who signs."""
    return VerifierKey(signer.name, signer.public, kind)


def is_name(name: str) -> bool:
    """Whether a key can have this name: some letters, no white space, no plus."""
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def parse_vkey(text: str) -> VerifierKey:
    """A verifier key out of its line, with an end of line or without. Errors: Malformed.

    Stricter than C2SP in one thing: a name with letters that cannot be seen is refused, since a reader who compares
    two names by eye would take it for another's.
    """
    line = text.removesuffix("\n")
    name, _, rest = line.partition("+")
    hexadecimal, _, content = rest.partition("+")
    key = of_base64(content)
    if not is_name(name) or not name.isprintable():
        raise _malformed(line, "a name has letters that can be seen, no white space and no plus sign")
    if key is None or len(key) != 33 or key[0] not in (ED25519, COSIGNATURE):
        raise _malformed(line, "it is not a name, eight digits and an Ed25519 key, joined by plus signs")
    found = VerifierKey(name, key[1:], key[0])
    if found.id.hex() != hexadecimal:
        raise _malformed(line, "its eight digits do not fit its name and key, so a letter was changed")
    return found


def _malformed(line: str, why: str) -> Malformed:
    mend = "copy the whole line from where the key was published"
    return Malformed("L0001", f"{quoted(line)} is no verifier key", why, mend)


@dataclass(frozen=True)
class SeedSigner:
    """A key in memory, out of its 32 secret bytes."""

    name: str
    seed: bytes = field(repr=False)

    @cached_property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(message)

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        assert len(self.seed) == 32, "a secret key has 32 bytes"
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds. Any bytes; what is no key or no signature does not hold."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
