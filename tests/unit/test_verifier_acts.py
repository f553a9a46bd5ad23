"""What nobody may do in a log, each refused at its entry with a reason that a mediator understands."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from tests.plain_log import (
    ACCORD,
    HOUR,
    MONITORS,
    ORDER,
    REGISTRY,
    START,
    Draft,
    Signer,
    canonical,
    envelope,
    pre_authentication,
    said,
)

AMBER, BIRCH, CEDAR = MONITORS
DOES_NOT_FIT = f"bears a signature of {AMBER.id} that does not fit"
DOGWOOD = Signer("dogwood")
NEW = Signer("amber", "amber, second key")
Write = Callable[[Draft], Any]


def seven(**draft: Any) -> Draft:
    """Three monitors are enrolled (entries 1-3), two of them have voted for F-1 (4, 5), one against (6)."""
    log = Draft(**draft)
    for monitor in MONITORS:
        log.enrol(monitor)
    log.attest(AMBER, "F-1")
    log.attest(BIRCH, "F-1")
    log.attest(CEDAR, "F-1", "against")
    return log


def signature(signer: Signer, act: dict[str, Any]) -> dict[str, str]:
    signed = signer.sign(pre_authentication(canonical(act)))
    return {"key": signer.id, "signature": base64.b64encode(signed).decode()}


def malleable(entry: dict[str, Any]) -> None:
    """S + L instead of S: the same signature to whoever does not look."""
    blob = base64.b64decode(entry["signatures"][0]["signature"])
    s = int.from_bytes(blob[32:], "little") + ORDER
    entry["signatures"][0]["signature"] = base64.b64encode(blob[:32] + s.to_bytes(32, "little")).decode()


def doubled(entry: dict[str, Any]) -> None:
    entry["signatures"] *= 2


def cut(entry: dict[str, Any]) -> None:
    blob = base64.b64decode(entry["signatures"][0]["signature"])
    entry["signatures"][0]["signature"] = base64.b64encode(blob[:-1]).decode()


def loose(entry: dict[str, Any]) -> None:
    entry["signatures"][0]["signature"] += "\n"


def plain_signature(entry: dict[str, Any]) -> None:
    """Over the bare payload: a signature that could come from anywhere."""
    blob = AMBER.sign(canonical(entry["act"]))
    entry["signatures"][0]["signature"] = base64.b64encode(blob).decode()


def other_type(entry: dict[str, Any]) -> None:
    message = pre_authentication(canonical(entry["act"])).replace(b".act.v1", b".act.v2")
    entry["signatures"][0]["signature"] = base64.b64encode(AMBER.sign(message)).decode()


def altered(member: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(entry: dict[str, Any]) -> None:
        entry["act"][member] = value
        entry["kind"] = entry["act"]["kind"]

    return change


def replayed(log: Draft) -> None:
    """An act of amber's, word for word, a second time."""
    entry = json.loads(log.entries[4])
    log.at += HOUR
    log.raw(canonical(entry | {"at": log.at}))


def out_of_order(log: Draft) -> None:
    log.attest(AMBER, "F-2", sequence=9)
    log.attest(AMBER, "F-3", sequence=9)


def late(log: Draft) -> None:
    log.attest(AMBER, "F-2", not_after=log.at + HOUR - 1_000_000)


def early(log: Draft) -> None:
    log.attest(AMBER, "F-2", not_before=log.at + HOUR + 1)


def after_revocation(log: Draft) -> None:
    log.act("revocation", "amber", [REGISTRY], subject=AMBER.id)
    log.attest(AMBER, "F-2")


def after_rotation(log: Draft) -> None:
    log.act("rotation", "amber", [AMBER, NEW], subject=NEW.vkey(), body={"key": NEW.vkey()})
    log.attest(AMBER, "F-2")


def same_key_other_name(log: Draft) -> None:
    log.enrol(Signer("dogwood", "amber"))


def own_old_key(log: Draft) -> None:
    log.act("rotation", "amber", [AMBER, NEW], subject=NEW.vkey(), body={"key": NEW.vkey()})
    log.act("rotation", "amber", [NEW, AMBER], subject=AMBER.vkey(), body={"key": AMBER.vkey()})


def enrolled_again(log: Draft) -> None:
    log.enrol(NEW)


def enrolled_alone(log: Draft) -> None:
    new = Signer("dogwood")
    log.act("enrolment", "dogwood", [new], subject=new.vkey(), body={"key": new.vkey()})


def enrolled_without_possession(log: Draft) -> None:
    new = Signer("dogwood")
    log.act("enrolment", "dogwood", [REGISTRY], subject=new.vkey(), body={"key": new.vkey()})


def rotated_by_the_registry(log: Draft) -> None:
    log.act("rotation", "amber", [REGISTRY, NEW], subject=NEW.vkey(), body={"key": NEW.vkey()})


def revoked_by_another(log: Draft) -> None:
    log.act("revocation", "birch", [BIRCH], subject=AMBER.id)


def revoked_twice(log: Draft) -> None:
    log.act("revocation", "amber", [REGISTRY], subject=AMBER.id)
    log.act("revocation", "amber", [REGISTRY], subject=AMBER.id)


def membership_by_a_member(log: Draft) -> None:
    log.act("membership", "amber", [AMBER], subject="everybody")


def membership_for_a_member(log: Draft) -> None:
    log.act("membership", "amber", [REGISTRY], subject="everybody")


def reports_unsigned(log: Draft) -> None:
    log.report(actor="amber")


def reports_by_another(log: Draft) -> None:
    log.report(actor="amber", signers=[BIRCH])


def wrong_version(log: Draft) -> None:
    log.attest(AMBER, "F-2", change=lambda entry: entry.update(version=2))


def version_true(log: Draft) -> None:
    log.attest(AMBER, "F-2", change=lambda entry: entry.update(version=True))


def kind_outside(log: Draft) -> None:
    log.attest(AMBER, "F-2", change=lambda entry: entry.update(kind="waiver"))


def member_too_many(log: Draft) -> None:
    log.attest(AMBER, "F-2", change=lambda entry: entry.update(note="x"))


def member_of_act_too_many(log: Draft) -> None:
    log.attest(AMBER, "F-2", note="x")


def second_opening(log: Draft) -> None:
    log.act("opening", "registry", [REGISTRY], subject=ACCORD, body={})


def back_in_time(log: Draft) -> None:
    log.attest(AMBER, "F-2", at=log.at - 1)


def missing_blob(log: Draft) -> None:
    name = hashlib.sha256(b"never handed in").hexdigest()
    log.act("reports", "registry", [], subject=name, body={"blob": name, "count": 1})


def other_blob(log: Draft) -> None:
    log.evidence(b"a photograph")
    name = hashlib.sha256(b"a photograph").hexdigest()
    log.act("reports", "registry", [], subject="0" * 64, body={"blob": name, "count": 1})


def blob_of_another_shape(log: Draft) -> None:
    log.act("reports", "registry", [], subject="0" * 64, body={"blob": ["x"], "count": 1})


def time_without_witnesses(log: Draft) -> None:
    log.time({Signer("witness.example/north"): START // 1_000_000 + 86_400})


REFUSED: dict[str, tuple[Write, str]] = {
    "forged": (
        lambda log: log.attest(AMBER, "F-2", change=altered("body", {"vote": "against"})),
        DOES_NOT_FIT,
    ),
    "signed by somebody else under this key's name": (
        lambda log: log.attest(AMBER, "F-2", change=lambda e: e.update(signatures=[{**signature(BIRCH, e["act"]),
                                                                                    "key": AMBER.id}])),
        DOES_NOT_FIT,
    ),
    "moved to another subject": (
        lambda log: log.attest(AMBER, "F-2", change=altered("subject", "F-3")), DOES_NOT_FIT,
    ),
    "moved to another kind": (
        lambda log: log.attest(AMBER, "F-2", change=altered("kind", "waiver")), DOES_NOT_FIT,
    ),
    "moved to another interval": (
        lambda log: log.attest(AMBER, "F-2", not_after=START, change=altered("not_after", START * 2)),
        DOES_NOT_FIT,
    ),
    "moved to another place in the sequence": (
        lambda log: log.attest(AMBER, "F-2", change=altered("sequence", 99)), DOES_NOT_FIT,
    ),
    "moved to another actor": (
        lambda log: log.attest(AMBER, "F-2", change=altered("actor", "cedar")), DOES_NOT_FIT,
    ),
    "replayed from another accord": (
        lambda log: log.attest(AMBER, "F-2", accord="0" * 64), "was signed for another accord",
    ),
    "moved from another accord": (
        lambda log: log.attest(AMBER, "F-2", accord="0" * 64, change=altered("accord", ACCORD)),
        DOES_NOT_FIT,
    ),
    "replayed": (replayed, "handed in twice, or out of order"),
    "out of order": (out_of_order, "has number 9 of amber after 9"),
    "with number zero": (lambda log: log.attest(Signer("amber"), "F-2", sequence=0), "after 2: handed in twice"),
    "late by a second": (late, "was signed for the time from 1970-01-01T00:00:00Z to"),
    "early by a microsecond": (early, "and was signed for the time from"),
    "malleable": (lambda log: log.attest(AMBER, "F-2", change=malleable), DOES_NOT_FIT),
    "cut off": (lambda log: log.attest(AMBER, "F-2", change=cut), DOES_NOT_FIT),
    "loose base64": (lambda log: log.attest(AMBER, "F-2", change=loose), "has no proper base64"),
    "of another type": (lambda log: log.attest(AMBER, "F-2", change=other_type), DOES_NOT_FIT),
    "of the bare act": (lambda log: log.attest(AMBER, "F-2", change=plain_signature), DOES_NOT_FIT),
    "signed twice": (lambda log: log.attest(AMBER, "F-2", change=doubled), "and with it twice"),
    "unsigned": (
        lambda log: log.act("attestation", "amber", [], subject="F-2", body={"vote": "for"}), "must be signed with",
    ),
    "wrong signer": (
        lambda log: log.act("attestation", "amber", [BIRCH], subject="F-2", body={"vote": "for"}),
        f"must be signed with ['{AMBER.id}'], and is with ['{BIRCH.id}']",
    ),
    "one signer too many": (
        lambda log: log.act("attestation", "amber", [AMBER, BIRCH], subject="F-2", body={"vote": "for"}),
        "must be signed with",
    ),
    "by the registry for a member": (
        lambda log: log.act("attestation", "amber", [REGISTRY], subject="F-2", body={"vote": "for"}),
        "must be signed with",
    ),
    "by a stranger": (lambda log: log.attest(Signer("elm"), "F-2"), "which nobody had enrolled before"),
    "by a stranger under a known name": (lambda log: log.attest(NEW, "F-2"), "which nobody had enrolled before"),
    "revoked key": (after_revocation, "which was revoked at entry 7"),
    "replaced key": (after_rotation, "which was replaced at entry 7"),
    "one key, two names": (same_key_other_name, "that was enrolled before, under this name or another"),
    "an old key again": (own_old_key, "that was enrolled before, under this name or another"),
    "enrolled again": (enrolled_again, "enrols amber, whose key is in force already"),
    "enrolled without the registry": (enrolled_alone, "must be signed with"),
    "enrolled without the new key": (enrolled_without_possession, "must be signed with"),
    "rotated by the registry": (rotated_by_the_registry, "must be signed with"),
    "revoked by another member": (revoked_by_another, "revokes a key that it cannot revoke"),
    "revoked twice": (revoked_twice, "revokes a key that it cannot revoke"),
    "membership by a member": (membership_by_a_member, "can be made by the registry only"),
    "membership in a member's name": (membership_for_a_member, "can be made by the registry only"),
    "a member's reports unsigned": (reports_unsigned, "must be signed with"),
    "a member's reports signed by another": (reports_by_another, "must be signed with"),
    "version 2": (wrong_version, "unknown version"),
    "version true": (version_true, "each of its type"),
    "another kind outside than inside": (kind_outside, "another kind than its act"),
    "a member too many": (member_too_many, "without just these members"),
    "a member of the act too many": (member_of_act_too_many, "without just these members"),
    "a second opening": (second_opening, "must be the opening of the log, which only entry 0 can be"),
    "back in time": (back_in_time, "goes back in time"),
    "evidence never handed in": (missing_blob, "names what is not in the folder"),
    "evidence other than signed for": (other_blob, "or not its subject"),
    "evidence of another shape": (blob_of_another_shape, "or not its subject"),
    "time in a log without witnesses": (time_without_witnesses, "or in a log without witnesses"),
}  # fmt: skip


def test_what_the_refusals_start_from_is_well() -> None:
    log = seven()
    log.attest(AMBER, "F-2", not_before=log.at + HOUR, not_after=log.at + HOUR)
    log.report(actor="amber", signers=[AMBER])
    log.act("revocation", "birch", [BIRCH], subject=BIRCH.id)
    log.act("revocation", "cedar", [CEDAR, REGISTRY], subject=CEDAR.id)
    log.enrol(Signer("birch", "birch, second key"))
    log.act("membership", "registry", [REGISTRY], subject="everybody")
    log.act("an act yet to come", "amber", [AMBER])
    registry = Signer("registry", "registry, second key")
    log.act("rotation", "registry", [REGISTRY, registry], subject=registry.vkey(), body={"key": registry.vkey()})
    log.act("standing", "registry", [registry], subject="amber")
    assert said(log.folder()) == []


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    write, words = REFUSED[name]
    log = seven()
    write(log)
    faults = said(log.folder())
    assert len(faults) == 1
    last = len(log.entries) - 1
    assert faults[0].startswith(f"entry {last} (tile/entries/000.p/{last + 1}) ")
    assert words in faults[0]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[]", "an envelope"),
        (b"null", "an envelope"),
        (b"\xff", "is not JSON"),
        (b"\xed\xa0\x80", "is not JSON"),
        (b'"\\ud800"', "canonical"),
        (b"{} ", "canonical"),
        (b" {}", "is not JSON"),
        (b"{}{}", "canonical"),
        (b'{"b":1,"a":2}', "canonical"),
        (b'{"a":1,"a":1}', "canonical"),
        (b'{"a": 1}', "canonical"),
        (b'{"a":1.0}', "is not JSON"),
        (b'{"a":1e3}', "is not JSON"),
        (b'{"a":-0}', "canonical"),
        (b'{"a":01}', "is not JSON"),
        (b'{"a":9007199254740992}', "is not JSON"),
        (b'{"a":-9007199254740992}', "is not JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"a":NaN}', "is not JSON"),
        (b'{"a":-Infinity}', "is not JSON"),
        (b'{"a":"\\u0041"}', "canonical"),
        (b'{"a":"\\/"}', "canonical"),
        (b'{"a":"\\u000A"}', "canonical"),
        (b'{"a":"\x01"}', "is not JSON"),
        ('{"\ue000":1,"😀":2}'.encode(), "canonical"),
        (b"[" * 60000, "is not JSON"),
        (b'{"a":' * 10000, "is not JSON"),
        (b'{"a":9007199254740991}', "an envelope"),
        (b'{"a":"\\u0001\\n\\\\\\""}', "an envelope"),
        ('{"é":1,"😀":1,"\ue000":2}'.encode(), "an envelope"),
    ],
)
def test_an_entry_has_one_spelling(entry: bytes, words: str) -> None:
    """Those called `an envelope` are canonical (the last by the order of UTF-16), and no entries for other reasons."""
    log = Draft()
    log.raw(entry)
    faults = said(log.folder())
    assert len(faults) == 1
    assert faults[0].startswith("entry 1 (tile/entries/000.p/2) ")
    assert words in faults[0]


def test_names_of_members_stand_in_the_order_of_utf_16() -> None:
    log = Draft()
    act = {
        "accord": ACCORD, "actor": "registry", "body": {"reports": [{"😀": 1, "\ue000": 2}]}, "kind": "reports",
        "log": sha256(log.entries[0]).hexdigest(), "not_after": 2 * START, "not_before": 0, "sequence": 2,
        "subject": "",
    }  # fmt: skip
    log.raw(canonical_in_units(envelope(act, START, [])))
    assert said(log.folder()) == []
    log.entries.pop()
    log.raw(canonical(envelope(act, START, [])))
    assert any("canonical" in fault for fault in said(log.folder()))


def canonical_in_units(value: Any) -> bytes:
    def ordered(held: Any) -> Any:
        if isinstance(held, dict):
            return {k: ordered(held[k]) for k in sorted(held, key=lambda k: k.encode("utf-16-be"))}
        return [ordered(v) for v in held] if isinstance(held, list) else held

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"origin": "foedus.example/another"}, "opens another log than this"),
        ({"registry_key": Signer("registry", "another").vkey()}, "which nobody had enrolled before"),
        ({"registry_key": "no key"}, "no proper"),
        ({"exercise": "no"}, "each of its type"),
        ({"policy": "quorum two\n"}, "means nothing"),
        ({"files": {"map.geojson": "0" * 64}}, "not in the folder, or not its subject: ['000000"),
        ({"files": {"map.geojson": [ACCORD]}}, "not in the folder, or not its subject"),
        ({"files": ["map.geojson"]}, "each of its type"),
    ],
)
def test_an_opening_states_what_the_log_is_about(change: dict[str, Any], words: str) -> None:
    log = Draft()
    entry = json.loads(log.entries.pop())
    entry["act"]["body"].update(change)
    log.raw(canonical(envelope(entry["act"], START, [REGISTRY])))
    assert words in said(log.folder())[0]


def test_the_text_of_the_accord_is_evidence_too() -> None:
    files = Draft().folder()
    assert said({n: d for n, d in files.items() if not n.startswith("blob/")}) == [
        f"entry 0 (tile/entries/000.p/1) names what is not in the folder, or not its subject: ['{ACCORD}']"
    ]
