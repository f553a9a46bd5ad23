"""Asking a witness for its cosignature under a head, over HTTP (C2SP tlog-witness)."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from foedus.basics.problem import Problem
from foedus.ledger.checkpoint import parse_checkpoint, whole_number
from foedus.ledger.cosignature import cosigned_by
from foedus.ledger.keys import VerifierKey
from foedus.ledger.malformed import Malformed, quoted
from foedus.ledger.note import Note, SignatureLine, parse_note, parse_signature_line
from foedus.ledger.witness import Answer, request_of

PATIENCE_S = 10.0
_LONGEST_ANSWER = 64 * 1024
_CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}


def ask_witness(
    url: str, witness: VerifierKey, checkpoint: bytes, old_size: int,
    proof_from: Callable[[int], tuple[bytes, ...]], patience_s: float = PATIENCE_S,
) -> SignatureLine | Problem:  # fmt: skip
    """The line of a witness under a head, checked.

    url: what comes before `/add-checkpoint`. witness: its key, of the kind for cosignatures. checkpoint: the note with
    the log's signature. old_size: what the witness saw last of this log, 0 if nobody knows; it says so itself, and
    then it is asked once more. proof_from: the consistency proof from a size, not 0, to that of the head.
    Errors: a problem if it cannot be reached (L0050), refuses (L0051), has seen a longer head (L0052), or its line
    does not hold (L0054).
    """
    size = parse_checkpoint(parse_note(checkpoint).text).size
    asked = _asked(url, request_of(old_size, _proof(proof_from, old_size), checkpoint), patience_s)
    if isinstance(asked, Answer) and asked.status == 409:
        latest = whole_number(asked.body.decode("ascii", "replace").removesuffix("\n"))
        if latest is None:
            return _refused(url, asked)
        if latest > size:
            return Problem(
                "L0052", None, f"{witness.name} has cosigned a head of {latest:,} entries; this one has {size:,}",
                "the log has lost entries that it had shown, or another holds its key and keeps another log",
                "find the longer log; do not go on with this one: to everybody else it is a second history",
            )  # fmt: skip
        asked = _asked(url, request_of(latest, _proof(proof_from, latest), checkpoint), patience_s)
    if isinstance(asked, Problem):
        return asked
    return _line(asked, parse_note(checkpoint), witness) if asked.status == 200 else _refused(url, asked)


def _proof(proof_from: Callable[[int], tuple[bytes, ...]], size: int) -> tuple[bytes, ...]:
    return proof_from(size) if size else ()


def _line(answer: Answer, note: Note, witness: VerifierKey) -> SignatureLine | Problem:
    """The witness's own line out of its answer; lines of keys that we do not know are passed over."""
    try:
        text = answer.body.decode("utf-8")
        if not text.endswith("\n"):
            raise Malformed("L0002", "the answer breaks off", "its last line has no end")
        given = Note(note.text, tuple(parse_signature_line(line) for line in text.split("\n")[:-1]))
        line = given.by(witness)
        if line is not None and cosigned_by(given, [witness]):
            return line
        why = "its line is not among them"
    except (Malformed, UnicodeDecodeError) as error:
        why = error.why if isinstance(error, Malformed) else "it is no UTF-8"
    return Problem("L0054", None, f"what {witness.name} has answered is no cosignature of this head", why,
                   "see that the key in the policy is the one of this witness")  # fmt: skip


def _asked(url: str, body: bytes, patience_s: float) -> Answer | Problem:
    """What a witness answers. It answers itself: nobody is sent on to another address, and no proxy is asked."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in _CONNECTIONS:
        return _unreachable(url, "this is no address of a witness", "give one that begins with http:// or https://")
    connection = _CONNECTIONS[parts.scheme](host, port, timeout=patience_s)
    headers = {"Content-Type": "application/octet-stream"}
    try:
        connection.request("POST", parts.path.rstrip("/") + "/add-checkpoint", body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(_LONGEST_ANSWER))
    except (OSError, HTTPException) as error:
        return _unreachable(url, str(error) or "it breaks off", "see that it runs, and ask again later")
    finally:
        connection.close()


def _unreachable(url: str, why: str, mend: str) -> Problem:
    return Problem("L0050", None, f"the witness at {quoted(url)} cannot be reached", why, mend)


def _refused(url: str, answer: Answer) -> Problem:
    words = {
        400: "it cannot read the request", 403: "it knows another key of this log", 404: "it does not watch this log",
        422: "the head does not continue what it has seen",
    }  # fmt: skip
    said = quoted(answer.body.decode("utf-8", "replace").strip())
    return Problem(
        "L0051", None, f"the witness at {quoted(url)} does not cosign this head (HTTP {answer.status})",
        f"{words.get(answer.status, 'it gives no known reason')}: {said}",
        "see that it was given the log's key; if the head does not continue, find out who holds the other history",
    )  # fmt: skip
