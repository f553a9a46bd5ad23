"""Acts: what somebody signs, as data, and how it is read from what came in; nothing is trusted before it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from foedus.basics.canonical import canonical
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem
from foedus.ledger.envelope import of_base64, to_be_signed

Json: TypeAlias = Any
"""What JSON can hold, without fractions."""

REGISTRY = "registry"
"""The name under which the keeper of the log acts."""


class Kind(StrEnum):
    """What sort of act it is."""

    OPENING = "opening"
    ENROLMENT = "enrolment"
    ROTATION = "rotation"
    REVOCATION = "revocation"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    ATTESTATION = "attestation"
    CURE_ATTESTATION = "cure_attestation"
    WAIVER = "waiver"
    CHALLENGE = "challenge"
    RULING = "ruling"
    OBJECTION = "objection"
    REVIEW = "review"
    REPORTS = "reports"
    STANDING = "standing"
    MEMBERSHIP = "membership"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Act:
    """What is signed (P3). subject: what it is about, a finding or a guarantee say. sequence: rises with each act of
    the actor. not_before, not_after: it can be logged from the one to the other, both included. log: SHA-256 of the
    opening entry of the log that it is for, "" in that entry itself."""

    accord: str
    actor: str
    kind: Kind
    subject: str
    body: Mapping[str, Json]
    sequence: int
    not_before: Instant
    not_after: Instant
    log: str = ""

    def payload(self) -> dict[str, Json]:
        """The map whose canonical bytes are signed."""
        return {
            "accord": self.accord, "actor": self.actor, "body": dict(self.body), "kind": self.kind.value,
            "log": self.log, "not_after": self.not_after, "not_before": self.not_before, "sequence": self.sequence,
            "subject": self.subject,
        }  # fmt: skip

    def to_be_signed(self) -> bytes:
        """The bytes that its signatures cover."""
        return to_be_signed(self.payload())


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the id of the key that made it: `NAME+8 hexadecimal digits`."""

    key: str
    signature: str

    @property
    def content(self) -> bytes:
        """The 64 bytes."""
        content = of_base64(self.signature)
        assert content is not None, "checked when it was read"
        return content


@dataclass(frozen=True, slots=True)
class SignedAct:
    """An act with its signatures, on its way to the log or in it."""

    act: Act
    signatures: tuple[Signature, ...] = field(default=())

    def written(self) -> bytes:
        """Its canonical bytes: a file that can be handed to the registry."""
        return canonical({"act": self.act.payload(), "signatures": [_written(s) for s in self.signatures]})


def _written(signature: Signature) -> dict[str, str]:
    return {"key": signature.key, "signature": signature.signature}


def signatures_written(signed: SignedAct) -> list[dict[str, str]]:
    """The signatures of an act as they stand in an entry."""
    return [_written(s) for s in signed.signatures]


# -- reading -----------------------------------------------------------------------------------------------------------

_MEMBERS = {
    "accord": str, "actor": str, "body": dict, "kind": str, "log": str, "not_after": int, "not_before": int,
    "sequence": int, "subject": str,
}  # fmt: skip
_KINDS = {kind.value: kind for kind in Kind}
_WHOLE = ("not_after", "not_before", "sequence")
UNDER_THE_HEAD = frozenset({Kind.REPORTS, Kind.TIME})
"""What the registry itself takes in needs no signature: the head of the log, which the same key signs, is one (L4)."""
_LARGEST = 2**53 - 1


def signed_act_of(value: Json) -> SignedAct | Problem:
    """A signed act out of JSON that came in; a problem that says which member is wrong."""
    if not isinstance(value, dict) or set(value) != {"act", "signatures"}:
        return _malformed("it has other members than `act` and `signatures`")
    act = act_of(value["act"])
    if isinstance(act, Problem):
        return act
    signatures = signatures_of(value["signatures"])
    return signatures if isinstance(signatures, Problem) else SignedAct(act, signatures)


def act_of(value: Json) -> Act | Problem:
    """An act out of JSON, its members of the right types; what its body holds is looked at by its kind."""
    if not isinstance(value, dict) or value.keys() != _MEMBERS.keys():
        return _malformed("its members are not " + ", ".join(_MEMBERS))
    for name, of in _MEMBERS.items():
        if type(value[name]) is not of:
            return _malformed(f"`{name}` is of the wrong type")
    for name in _WHOLE:
        if not 0 <= value[name] <= _LARGEST:
            return _malformed(f"`{name}` is out of range")
    kind = _KINDS.get(value["kind"])
    if kind is None:
        return _malformed(f"`{value['kind'][:40]}` is no kind of act")
    if value["sequence"] < 1 or value["not_before"] > value["not_after"]:
        return _malformed("its sequence is below 1, or its interval ends before it begins")
    if value["body"] and not _only_text_and_whole_numbers(value["body"]):
        return _malformed("its body holds a fraction, or a number too large to be exact")
    return Act(
        value["accord"], value["actor"], kind, value["subject"], value["body"], value["sequence"],
        value["not_before"], value["not_after"], value["log"],
    )  # fmt: skip


def _only_text_and_whole_numbers(value: Json) -> bool:
    if isinstance(value, dict):
        return all(isinstance(k, str) and _only_text_and_whole_numbers(v) for k, v in value.items())
    if isinstance(value, list):
        return all(_only_text_and_whole_numbers(v) for v in value)
    if isinstance(value, int):
        return abs(value) <= _LARGEST
    return value is None or isinstance(value, str)


def signatures_of(value: Json) -> tuple[Signature, ...] | Problem:
    """Signatures out of JSON: each 64 bytes in the one way of base64, by a key that is named (C0050)."""
    if not isinstance(value, list) or len(value) > 16:
        return _malformed("`signatures` is no list of at most 16")
    found = []
    for one in value:
        if not isinstance(one, dict) or set(one) != {"key", "signature"}:
            return _malformed("a signature has other members than `key` and `signature`")
        content = of_base64(one["signature"]) if isinstance(one["signature"], str) else None
        if not isinstance(one["key"], str) or content is None or len(content) != 64:
            return _malformed("a signature is not 64 bytes in base64, written in its one way")
        found.append(Signature(one["key"], one["signature"]))
    return tuple(found)


def _malformed(why: str) -> Problem:
    return Problem(
        "C0050", None, "this is no signed act", why,
        "ask whoever signed it to make it again with `-o FILE` and to send it as it is; once changed, it has no valid "
        "signature either",
    )  # fmt: skip
