"""A small log writer of its own, for tests of the verifier: it shares no code with Foedus, nor with what it tests.

It writes a folder as a map of paths to bytes, the plainest way there is: every hash is taken anew from the entries.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from foedus_verify import Check

ORIGIN = "foedus.example/strait"
TEXT = b"the accord"
ACCORD = hashlib.sha256(TEXT).hexdigest()
START = 1_772_000_000_000_000  # microseconds; a day in February 2026
FOREVER = 4_000_000_000_000_000
HOUR = 3_600_000_000
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group of Ed25519

Files = dict[str, bytes]


@dataclass(frozen=True)
class Signer:
    """A private key that follows from a word, and the name it signs under."""

    name: str
    word: str = ""

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(hashlib.sha256((self.word or self.name).encode()).digest())

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def vkey(self, kind: int = 1) -> str:
        material = bytes([kind]) + self.public
        return f"{self.name}+{self.key_id(kind).hex()}+{base64.b64encode(material).decode()}"

    def key_id(self, kind: int = 1) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]

    @property
    def id(self) -> str:
        return f"{self.name}+{self.key_id().hex()}"

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


LOG = Signer(ORIGIN, "registry")  # the key of the registry is that of the log
REGISTRY = Signer("registry")


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def pre_authentication(payload: bytes) -> bytes:
    kind = b"application/vnd.foedus.act.v1+json"
    return b"DSSEv1 " + str(len(kind)).encode() + b" " + kind + b" " + str(len(payload)).encode() + b" " + payload


def envelope(act: dict[str, Any], at: int, signers: Sequence[Signer], outcomes: Sequence[Any] = ()) -> dict[str, Any]:
    message = pre_authentication(canonical(act))
    signatures = [{"key": s.id, "signature": base64.b64encode(s.sign(message)).decode()} for s in signers]
    return {
        "act": act, "at": at, "kind": act["kind"], "outcomes": list(outcomes), "signatures": signatures, "version": 1,
    }  # fmt: skip


@dataclass
class Draft:
    """A log that is being written: acts are numbered and dated by themselves unless told otherwise."""

    exercise: bool = False
    policy: str = ""
    files: dict[str, Any] = field(default_factory=lambda: {"strait.accord": ACCORD})
    entries: list[bytes] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=lambda: {ACCORD: TEXT})
    numbers: dict[str, int] = field(default_factory=dict)
    at: int = START
    step: int = HOUR

    def __post_init__(self) -> None:
        self.act("opening", "registry", [REGISTRY], subject=ACCORD, body={
            "accord_file": "strait.accord", "exercise": self.exercise, "files": self.files, "origin": ORIGIN,
            "policy": self.policy, "registry_key": REGISTRY.vkey(), "software": "0.1.0",
        })  # fmt: skip
        if self.policy:
            self.step = 0

    def act(
        self, kind: str, actor: str, signers: Sequence[Signer], *, subject: str = "",
        body: dict[str, Any] | None = None, outcomes: Sequence[Any] = (), at: int | None = None,
        change: Callable[[dict[str, Any]], None] | None = None, **members: Any,
    ) -> int:  # fmt: skip
        """Write an entry; `members` stand in the act before it is signed, `change` alters the entry afterwards."""
        number = self.numbers.get(actor, 0) + 1
        self.numbers[actor] = number
        self.at = self.at + self.step if self.entries else self.at
        act = {
            "accord": ACCORD, "actor": actor, "body": body or {}, "kind": kind,
            "log": hashlib.sha256(self.entries[0]).hexdigest() if self.entries else "", "not_after": FOREVER,
            "not_before": 0,
            "sequence": number, "subject": subject, **members,
        }  # fmt: skip
        entry = envelope(act, self.at if at is None else at, signers, outcomes)
        if change:
            change(entry)
        return self.raw(canonical(entry))

    def raw(self, entry: bytes) -> int:
        self.entries.append(entry)
        return len(self.entries) - 1

    def enrol(self, signer: Signer) -> int:
        return self.act(
            "enrolment", signer.name, [signer, REGISTRY], subject=signer.vkey(), body={"key": signer.vkey()}
        )

    def attest(self, signer: Signer, finding: str, vote: str = "for", case: int = 1, **more: Any) -> int:
        body = {"case": case, "vote": vote}
        return self.act("attestation", signer.name, [signer], subject=finding, body=body, **more)

    def deposit(self, signer: Signer, guarantee: str = "5", **more: Any) -> int:
        return self.act("deposit", signer.name, [signer], subject=guarantee, body={}, **more)

    def report(self, *reports: Any, actor: str = "registry", signers: Sequence[Signer] = (), **more: Any) -> int:
        listed = list(reports) or [{"id": f"R-{len(self.entries)}"}]
        subject = hashlib.sha256(canonical(listed)).hexdigest()
        return self.act("reports", actor, signers, subject=subject, body={"reports": listed}, **more)

    def evidence(self, data: bytes, count: int = 1) -> int:
        name = hashlib.sha256(data).hexdigest()
        self.blobs[name] = data
        return self.act("reports", "registry", [], subject=name, body={"blob": name, "count": count})

    def time(self, seconds: dict[Signer, int], size: int | None = None, **more: Any) -> int:
        """A time entry: the witnesses cosign the head of the entries so far, or of the first `size` of them."""
        covered = self.entries[: len(self.entries) if size is None else size]
        text = note_text(len(covered), root(covered))
        middle = sorted(seconds.values())[(len(seconds) - 1) // 2] * 1_000_000
        self.at = max(self.at, middle)
        body = {
            "cosignatures": [cosignature(text, w, s) for w, s in seconds.items()], "root": text.split("\n")[2],
            "size": len(covered),
        }  # fmt: skip
        return self.act("time", "registry", [REGISTRY], body=body, at=middle, **more)

    def folder(self, *, cosigned: dict[Signer, int] | None = None, signer: Signer = LOG) -> Files:
        """The finished folder."""
        files = tiles(self.entries) | {"log.vkey": signer.vkey().encode() + b"\n"}
        text = note_text(len(self.entries), root(self.entries))
        lines = [signature_line(text, signer), *(cosignature(text, w, s) for w, s in (cosigned or {}).items())]
        files["checkpoint"] = (text + "\n" + "".join(f"{line}\n" for line in lines)).encode()
        files |= {f"blob/{name[:2]}/{name}": data for name, data in self.blobs.items()}
        if self.policy:
            files["witness.policy"] = self.policy.encode()
        return files


def note_text(size: int, top: bytes) -> str:
    return f"{ORIGIN}\n{size}\n{base64.b64encode(top).decode()}\n"


def signature_line(text: str, signer: Signer) -> str:
    blob = signer.key_id() + signer.sign(text.encode())
    return f"— {signer.name} {base64.b64encode(blob).decode()}"


def cosignature(text: str, witness: Signer, seconds: int) -> str:
    signed = witness.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
    return f"— {witness.name} {base64.b64encode(witness.key_id(4) + struct.pack('>Q', seconds) + signed).decode()}"


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def root(entries: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not entries:
        return hashlib.sha256(b"").digest()
    return _over([leaf(e) for e in entries])


def _over(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    cut = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _over(hashes[:cut]) + _over(hashes[cut:])).digest()


def tile_path(level: int | str, number: int, width: int) -> str:
    """Of indexes below a million, which is all that tests need."""
    place = f"{number:03}" if number < 1000 else f"x{number // 1000:03}/{number % 1000:03}"
    return f"tile/{level}/{place}" + (f".p/{width}" if width != 256 else "")


def tiles(entries: Sequence[bytes]) -> Files:
    files: Files = {}
    for start in range(0, len(entries), 256):
        held = entries[start : start + 256]
        bundle = b"".join(struct.pack(">H", len(e)) + e for e in held)
        files[tile_path("entries", start // 256, len(held))] = bundle
    level, hashes = 0, [leaf(e) for e in entries]
    while hashes:
        chunks = [hashes[i : i + 256] for i in range(0, len(hashes), 256)]
        files |= {tile_path(level, n, len(chunk)): b"".join(chunk) for n, chunk in enumerate(chunks)}
        level, hashes = level + 1, [_over(chunk) for chunk in chunks if len(chunk) == 256]
    return files


def opener(files: Files) -> Callable[[str], BinaryIO]:
    def opened(name: str) -> BinaryIO:
        if name not in files:
            raise FileNotFoundError(2, "No such file", name)
        return io.BytesIO(files[name])

    return opened


MONITORS = tuple(Signer(name) for name in ("amber", "birch", "cedar"))
WITNESSES = tuple(Signer(f"witness.example/{name}") for name in ("north", "east", "south"))
POLICY = "".join(f"witness {w.name[16:]} {w.vkey(4)}\n" for w in WITNESSES)
POLICY += "group two 2 north east south\nquorum two\n"


def vote(entries: Sequence[bytes], index: int) -> dict[str, Any]:
    """How a certificate names a vote."""
    act = json.loads(entries[index])["act"]
    return {"entry": index, "for": True, "member": act["actor"]}


def certificate(**change: Any) -> dict[str, Any]:
    return {
        "at": START, "basis": "quorum", "case": 1, "challenged": 0, "finding": "F-1", "findings": ["F-1"],
        "grade": "material", "incidents": ["I-1"], "norm": "2", "party": "dogwood", "type": "certificate", "votes": [],
        **change,
    }  # fmt: skip


def award(**change: Any) -> dict[str, Any]:
    return {
        "alliance": "", "at": START, "beneficiary": "elm", "case": 1, "effect": "a pipeline", "guarantee": "5",
        "members": [], "released": [], "type": "award", **change,
    }  # fmt: skip


def story(length: int = 40, **draft: Any) -> Draft:
    """A small log with everything: keys, consents, votes, a certificate, an award, a revocation; then reports."""
    log = Draft(**draft)
    for monitor in MONITORS:
        log.enrol(monitor)
    log.report({"id": "R-1", "text": "an outage in Ålesund, 中, 😀"})
    log.evidence(b"a photograph" * 20)
    deposit = log.deposit(MONITORS[2])
    votes = [log.attest(monitor, "F-1") for monitor in MONITORS[:2]]
    log.act("waiver", "cedar", [MONITORS[2]], subject="F-1", outcomes=[
        certificate(votes=[vote(log.entries, index) for index in votes], at=log.at),
        award(released=[{"entry": deposit, "guarantor": "cedar"}], at=log.at),
    ])  # fmt: skip
    new = Signer("amber", "amber, second key")
    log.act("rotation", "amber", [MONITORS[0], new], subject=new.vkey(), body={"key": new.vkey()})
    log.act("revocation", "birch", [REGISTRY], subject=MONITORS[1].id)
    while len(log.entries) < length:
        log.report(signers=[REGISTRY] if len(log.entries) % 2 else [])
    return log


def checked(files: Files, **how: Any) -> Check:
    return Check(files, opener(files), **how)


def said(files: Files, **how: Any) -> list[str]:
    """What is wrong, each as `where what`."""
    return [f"{fault['where']} {fault['what']}" for fault in checked(files, **how).faults]
