"""Signing acts: with the keys that are given, one signature each (P3)."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.ledger.envelope import in_base64
from foedus.ledger.keys import Signer, VerifierKey
from foedus.watch.acts import UNDER_THE_HEAD, Act, Signature, SignedAct


@dataclass(frozen=True, slots=True)
class Named:
    """A signer under a name of its own: a key file holds a key, and who uses it says as whom."""

    name: str
    key: Signer

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self.key.public

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self.key.sign(message)


def key_of(signer: Signer) -> VerifierKey:
    """The public half of a signer, as it is enrolled."""
    return VerifierKey(signer.name, signer.public)


def registry_s_own(act: Act, keeper: Signer) -> SignedAct:
    """An act of the registry, with its signature where that is needed (L4)."""
    return SignedAct(act) if act.kind in UNDER_THE_HEAD else signed_by(act, keeper)


def signed_by(act: Act, *signers: Signer) -> SignedAct:
    """An act with the signature of each signer."""
    message = act.to_be_signed()
    return SignedAct(act, tuple(Signature(key_of(s).id_text, in_base64(s.sign(message))) for s in signers))
