"""Time by witnesses: an entry that lets time pass carries their cosignatures of the head before it (rules P4, P4a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foedus.basics.instant import Instant, told
from foedus.basics.problem import Problem
from foedus.ledger.checkpoint import Checkpoint
from foedus.ledger.cosignature import cosigned_by, median_time
from foedus.ledger.envelope import in_base64, of_base64
from foedus.ledger.malformed import Malformed
from foedus.ledger.note import Note, parse_signature_line
from foedus.ledger.policy import Policy, parse_policy, quorum_met


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Whose clocks a log runs on. origin: the name of the log, which their cosignatures cover."""

    origin: str
    policy: Policy


def witnesses_of(origin: str, policy: str) -> Witnesses | tuple[Problem, ...] | None:
    """The witnesses of a log out of the text of its policy; None if it has none."""
    if not policy:
        return None
    parsed = parse_policy(policy.encode())
    return parsed if isinstance(parsed, tuple) else Witnesses(origin, parsed)


def time_body(head: Checkpoint, lines: tuple[str, ...]) -> dict[str, Any]:
    """The body of an act that tells the time: a head of the log with the lines of its witnesses."""
    return {"cosignatures": list(lines), "root": in_base64(head.root), "size": head.size}


def time_of(witnesses: Witnesses, body: Mapping[str, Any], size: int, root: bytes) -> Instant | Problem:
    """The time that witnesses give a head. size, root: of the log before this entry; the head must be that one.

    Errors: a problem (C0075) if it is another head, a cosignature does not hold, or they are too few for the policy.
    """
    lines = body.get("cosignatures")
    if set(body) != {"cosignatures", "root", "size"} or not isinstance(lines, list) or len(lines) > 100:
        return _refused("its body holds no head with cosignatures")
    if body["size"] != size or not isinstance(body["root"], str) or of_base64(body["root"]) != root:
        return _refused(f"its witnesses have not cosigned the head of the {size:,} entries before it")
    try:
        text = Checkpoint(witnesses.origin, size, root).text()
        note = Note(text, tuple(parse_signature_line(str(line)) for line in lines))
        cosignatures = cosigned_by(note, witnesses.policy.witness_keys)
        if not cosignatures or not quorum_met(witnesses.policy, (c.witness for c in cosignatures)):
            return _refused(f"{len(cosignatures)} of its witnesses have cosigned, too few for its policy")
        return median_time(cosignatures)
    except Malformed as malformed:
        return _refused(f"{malformed.what}; {malformed.why}")


def wrong_time(at: Instant, witnessed_at: Instant | None, zone: str) -> Problem | None:
    """An act in a log with witnesses has the time that they gave last."""
    if at == witnessed_at:
        return None
    said = told(witnessed_at, zone) if witnessed_at is not None else "none yet"
    return Problem(
        "C0076", None, f"the time of this entry, {told(at, zone)}, is not the last that the witnesses gave ({said})",
        "in a log with witnesses nobody else says what time it is (P4a)",
        "ask the witnesses for the time first (`foedus tick`), then log the act",
    )  # fmt: skip


def _refused(why: str) -> Problem:
    return Problem(
        "C0075", None, "the witnesses do not give this entry a time", why,
        "see that enough of the witnesses run and can be reached, then try again (`foedus tick`); nothing is lost",
    )  # fmt: skip
