"""What a witness remembers, on disk: written whole and made durable before anything that rests on it is said."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from foedus.basics.canonical import canonical
from foedus.basics.problem import Problem
from foedus.ledger.checkpoint import parse_checkpoint
from foedus.ledger.cosignature import cosigned_by
from foedus.ledger.keys import COSIGNATURE, VerifierKey, key_of
from foedus.ledger.malformed import Malformed
from foedus.ledger.note import Note, parse_note
from foedus.ledger.witness import Answer, Seen, Witness, add_checkpoint


@dataclass
class Memory:
    """A witness with its file. Mutable: the one owner of what the witness has seen; one request at a time."""

    witness: Witness
    path: Path
    seen: Seen
    lock: IO[bytes]

    def add_checkpoint(self, request: bytes, now_second: int) -> Answer:
        """Take a request and keep what it changes; the answer may be sent only after this has returned.

        Errors: OSError if it cannot be kept; then nothing was cosigned, and the memory is the one of before.
        """
        seen, answer = add_checkpoint(self.witness, self.seen, request, now_second)
        if seen is not self.seen:
            _write(self.path, _written(self.witness, seen))
            self.seen = seen
        return answer

    def close(self) -> None:
        """Let another process have the file."""
        self.lock.close()


def opened_memory(path: Path, witness: Witness) -> Memory | Problem:
    """The memory of a witness; a new one where there is no file. Errors: a problem (L0053) if it is in use, cannot be
    read, or is not what this witness wrote."""
    lock = None
    try:
        lock = path.with_name(path.name + ".lock").open("ab")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        memory = Memory(witness, path, _seen(path.read_bytes(), witness) if path.exists() else Seen(), lock)
        lock = None
        return memory
    except BlockingIOError:
        return _problem(path, "another witness is using it", "stop that one first")
    except OSError as error:
        return _problem(path, error.strerror or "the system gives no reason", "name a file that you may read and write")
    except Malformed as malformed:
        return _problem(path, f"{malformed.what}: {malformed.why}", "bring back the file as the witness left it; "
                        "a witness that forgets can be made to sign two histories")  # fmt: skip
    finally:
        if lock is not None:
            lock.close()


def _written(witness: Witness, seen: Seen) -> bytes:
    heads = {origin: note.content().decode() for origin, note in seen.heads.items()}
    return canonical({"heads": heads, "witness": key_of(witness.signer, COSIGNATURE).text})


def _seen(content: bytes, witness: Witness) -> Seen:
    """What was written. Every head must carry our own cosignature, so a file that was changed is not believed."""
    own = key_of(witness.signer, COSIGNATURE)
    try:
        held = json.loads(content)
        if held["witness"] != own.text:
            raise _foreign("it is of another witness, or of another key of this one")
        heads = {origin: _cosigned(origin, text, own) for origin, text in held["heads"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _foreign("it is no memory of a witness") from None
    return Seen(heads)


def _cosigned(origin: str, text: str, own: VerifierKey) -> Note:
    note = parse_note(text.encode())
    if parse_checkpoint(note.text).origin != origin or not cosigned_by(note, [own]):
        raise _foreign(f"its head of {origin} is not cosigned by this witness")
    return note


def _foreign(why: str) -> Malformed:
    return Malformed("L0053", "the file cannot be relied on", why)


def _problem(path: Path, why: str, mend: str) -> Problem:
    return Problem("L0053", None, f"the memory of the witness, {path}, cannot be used", why, mend)


def _write(path: Path, content: bytes) -> None:
    """Put a file in the place of another, durably. Errors: OSError."""
    temporary = path.with_name(path.name + ".new")
    try:
        with open(temporary, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
