"""Receipts: a file that proves, without a network, that an entry is in a log and who saw it there (C2SP tlog-proof)."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.ledger.checkpoint import Checkpoint, read_checkpoint, whole_number
from foedus.ledger.cosignature import Cosignature, cosigned_by
from foedus.ledger.envelope import in_base64, of_base64
from foedus.ledger.keys import VerifierKey
from foedus.ledger.malformed import Malformed, quoted
from foedus.ledger.merkle import HASH_BYTES, inclusion_holds, leaf_hash
from foedus.ledger.note import checked_text
from foedus.ledger.policy import Policy, quorum_met

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """What the file says. checkpoint: the whole note; extra: signed by nobody, so nobody may rely on it."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def content(self) -> bytes:
        """The file."""
        lines = [FIRST_LINE, *([f"extra {in_base64(self.extra)}"] if self.extra else []), f"index {self.index}"]
        lines += [in_base64(each) for each in self.hashes]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint


@dataclass(frozen=True, slots=True)
class Proven:
    """What holds after a proof was checked: the entry stands at an index under a head that enough witnesses saw."""

    index: int
    head: Checkpoint
    cosignatures: tuple[Cosignature, ...]


def parse_proof(content: bytes) -> TlogProof:
    """A proof out of its file. Errors: Malformed."""
    head, _, checkpoint = content.partition(b"\n\n")
    if not checkpoint:
        raise _malformed("no head follows an empty line")
    first, *lines = checked_text(head).split("\n")
    if first != FIRST_LINE:
        raise _malformed(f"its first line is {quoted(first)}, and it is `{FIRST_LINE}`")
    extra: bytes | None = b""
    if lines and lines[0].startswith("extra "):
        extra = of_base64(lines.pop(0).removeprefix("extra "))
        if not extra:
            raise _malformed("what follows `extra` is no base64, or nothing, and then there is no such line")
    index = whole_number(lines.pop(0).removeprefix("index ")) if lines and lines[0].startswith("index ") else None
    if index is None:
        raise _malformed("no line `index NUMBER` comes where it should")
    return TlogProof(index, hashes_of(lines), checkpoint, extra or b"")


def hashes_of(lines: list[str]) -> tuple[bytes, ...]:
    """The hashes of a proof, one a line in base64. Errors: Malformed."""
    hashes = [of_base64(line) for line in lines]
    if len(hashes) > MOST_HASHES:
        raise _malformed(f"it has {len(hashes)} hashes, and no tree is higher than {MOST_HASHES}")
    for line, each in zip(lines, hashes, strict=True):
        if each is None or len(each) != HASH_BYTES:
            raise _malformed(f"{quoted(line)} is no hash: 32 bytes in base64, in their one spelling")
    return tuple(each for each in hashes if each)


def verified(proof: TlogProof, entry: bytes, log: VerifierKey, policy: Policy) -> Proven:
    """What a proof shows of an entry, by the key of its log and the policy of the reader. Errors: Malformed.

    A policy that names logs must name this one; one that names none leaves the log to whoever asks.
    """
    if policy.logs and log not in [each.key for each in policy.logs]:
        raise Malformed("L0017", f"the policy does not name the log {log.name}",
                        "it says of other logs which witnesses are enough", "take the policy of this log")  # fmt: skip
    head, note = read_checkpoint(proof.checkpoint, log)
    cosignatures = cosigned_by(note, policy.witness_keys)
    if not quorum_met(policy, [each.witness for each in cosignatures]):
        raise quorum_missing(len(cosignatures), policy)
    if not inclusion_holds(leaf_hash(entry), proof.index, head.size, proof.hashes, head.root):
        raise Malformed("L0014", "the entry is not where the proof says",
                        "its hash and the hashes of the proof do not give the root of the head",
                        "see that it is the very same entry, to the byte; else the proof is of another")  # fmt: skip
    return Proven(proof.index, head, cosignatures)


def quorum_missing(seen: int, policy: Policy) -> Malformed:
    """What to say of a head that too few witnesses have seen."""
    return Malformed(
        "L0015", f"the quorum {quoted(policy.quorum)} is not met: {seen} of {len(policy.witnesses)} witnesses",
        "a log could show other people another history, and nobody would have seen it",
        "ask the log for a head with more cosignatures",
    )  # fmt: skip


def _malformed(why: str) -> Malformed:
    return Malformed("L0013", "this is no proof of an entry", why)
