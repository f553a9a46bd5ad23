"""The witness: remembers the longest head of each log and puts its name only under what continues it (C2SP
tlog-witness). A pure step; who runs it keeps the state on disk before it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.ledger.checkpoint import Checkpoint, parse_checkpoint, whole_number
from foedus.ledger.cosignature import cosign
from foedus.ledger.envelope import in_base64
from foedus.ledger.keys import Signer, VerifierKey
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import EMPTY_ROOT, consistency_holds
from foedus.ledger.note import Note, checked_text, parse_note, signed_by
from foedus.ledger.proof import hashes_of

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
LONGEST_REQUEST = 1_100_000
"""A note of the longest kind, 63 hashes, and room to spare."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Who signs, and the keys of the logs that it watches, by their origins."""

    signer: Signer
    logs: Mapping[str, tuple[VerifierKey, ...]]


def watching(signer: Signer, *logs: VerifierKey) -> Witness:
    """A witness of some logs; the name of a log's key is its origin."""
    names = dict.fromkeys(key.name for key in logs)
    return Witness(signer, {name: tuple(key for key in logs if key.name == name) for name in names})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a witness remembers: by origin, the note of the longest head that it has cosigned."""

    heads: Mapping[str, Note] = field(default_factory=dict)

    def latest(self, origin: str) -> Checkpoint | None:
        """The longest head of a log."""
        note = self.heads.get(origin)
        return parse_checkpoint(note.text) if note else None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer over HTTP."""

    status: int
    body: bytes
    kind: str = TEXT


class _Refused(Exception):
    def __init__(self, status: int, words: str, kind: str = TEXT) -> None:
        super().__init__(words)
        self.answer = Answer(status, words.encode() + b"\n", kind)


def add_checkpoint(witness: Witness, seen: Seen, request: bytes, now_second: int) -> tuple[Seen, Answer]:
    """The step: what the witness remembers after a request, and what it answers.

    Keep what it remembers, durably and before any other step, and only then send the answer: a cosignature for a
    head that was forgotten again lets the log show another history. now_second: since 1970, UTC.
    """
    try:
        old_size, proof, note = _read(request)
        head, keys = _of_known_log(witness, note)
        _must_continue(seen.latest(head.origin), old_size, head, proof)
    except _Refused as refused:
        return seen, refused.answer
    line = cosign(note.text, witness.signer, now_second)
    kept = [found for key in keys if (found := note.by(key))]
    cosigned = Note(note.text, (*kept, line))
    return Seen({**seen.heads, head.origin: cosigned}), Answer(200, line.text().encode() + b"\n")


def latest_head(seen: Seen, origin_hash: str) -> Answer:
    """The longest head of a log, for monitors. origin_hash: SHA-256 of the origin in hexadecimal digits."""
    for origin, note in seen.heads.items():
        if hashlib.sha256(origin.encode()).hexdigest() == origin_hash:
            return Answer(200, note.content())
    return Answer(404, b"no head of this log was cosigned\n")


def request_of(old_size: int, proof: tuple[bytes, ...], checkpoint: bytes) -> bytes:
    """What a log sends to a witness."""
    lines = [f"old {old_size}", *(in_base64(each) for each in proof)]
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + checkpoint


def _read(request: bytes) -> tuple[int, tuple[bytes, ...], Note]:
    """The old size, the hashes and the note of a request."""
    try:
        top, cut, checkpoint = request.partition(b"\n\n")
        first, *lines = checked_text(top).split("\n")
        old_size = whole_number(first.removeprefix("old "))
        if not cut or not first.startswith("old ") or old_size is None:
            raise _Refused(400, "the request begins with `old SIZE`, hashes, and an empty line")
        return old_size, hashes_of(lines), parse_note(checkpoint)
    except Malformed as malformed:
        raise _Refused(400, str(malformed)) from None


def _of_known_log(witness: Witness, note: Note) -> tuple[Checkpoint, tuple[VerifierKey, ...]]:
    """The head in a note, and the keys of its log that have signed it."""
    try:
        head = parse_checkpoint(note.text)
    except Malformed as malformed:
        raise _Refused(400, str(malformed)) from None
    known = witness.logs.get(head.origin)
    if known is None:
        raise _Refused(404, "this witness does not watch this log")
    try:
        keys = signed_by(note, known)
    except Malformed as malformed:
        raise _Refused(403, str(malformed)) from None
    if not keys:
        raise _Refused(403, "the head is not signed by a key of its log")
    return head, keys


def _must_continue(latest: Checkpoint | None, old_size: int, head: Checkpoint, proof: tuple[bytes, ...]) -> None:
    if old_size > head.size:
        raise _Refused(400, "the old size is larger than that of the head")
    size, root = (latest.size, latest.root) if latest else (0, EMPTY_ROOT)
    if old_size != size:
        raise _Refused(409, str(size), SIZE)
    if old_size == 0:
        if proof or (head.size == 0 and head.root != EMPTY_ROOT):
            raise _Refused(422, "nothing is proved from an empty tree, and an empty tree has one root")
    elif not consistency_holds(old_size, head.size, root, head.root, proof):
        raise _Refused(422, "the proof does not show that this head continues the last one")
