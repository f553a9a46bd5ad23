"""The words of an SSH agent: list keys, sign with an Ed25519 key; the secret half never leaves the agent.

Source: the agent protocol, draft-ietf-sshm-ssh-agent (messages 5, 11 to 14); RFC 8709 (ssh-ed25519).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

ASK_KEYS = b"\x0b"
LONGEST_ANSWER = 256 * 1024
_KEYS, _SIGN, _SIGNED = 12, b"\x0d", 14
_KIND = b"ssh-ed25519"


@dataclass(frozen=True, slots=True)
class AgentKey:
    """An Ed25519 key that an agent holds. comment: what its holder calls it."""

    public: bytes
    comment: str

    @property
    def fingerprint(self) -> str:
        """As `ssh-add -l` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(_blob(self.public)).digest()).decode().rstrip("=")


def ask_signature(public: bytes, message: bytes) -> bytes:
    """The request to sign a message."""
    return _SIGN + _string(_blob(public)) + _string(message) + bytes(4)


def keys_in(answer: bytes) -> tuple[AgentKey, ...] | None:
    """The Ed25519 keys in an answer, keys of other kinds passed over; None if it is no list of keys."""
    if answer[:1] != bytes([_KEYS]) or len(answer) < 5:
        return None
    parts = _strings(answer[5:])
    if parts is None or len(parts) != 2 * int.from_bytes(answer[1:5], "big"):
        return None
    found = []
    for blob, comment in zip(parts[::2], parts[1::2], strict=True):
        inner = _strings(blob)
        if inner is not None and len(inner) == 2 and inner[0] == _KIND and len(inner[1]) == 32:
            found.append(AgentKey(inner[1], comment.decode("utf-8", "replace")))
    return tuple(found)


def signature_in(answer: bytes) -> bytes | None:
    """The signature in an answer, 64 bytes; None if the agent has refused."""
    outer = _strings(answer[1:]) if answer[:1] == bytes([_SIGNED]) else None
    inner = _strings(outer[0]) if outer is not None and len(outer) == 1 else None
    if inner is None or len(inner) != 2 or inner[0] != _KIND or len(inner[1]) != 64:
        return None
    return inner[1]


def chosen(keys: Sequence[AgentKey], wanted: str) -> tuple[AgentKey, ...]:
    """The keys with this comment or fingerprint."""
    return tuple(key for key in keys if wanted in (key.comment, key.fingerprint))


def _blob(public: bytes) -> bytes:
    return _string(_KIND) + _string(public)


def _string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def _strings(content: bytes) -> list[bytes] | None:
    found, at = [], 0
    while at < len(content):
        end = at + 4 + int.from_bytes(content[at : at + 4], "big")
        if at + 4 > len(content) or end > len(content):
            return None
        found.append(content[at + 4 : end])
        at = end
    return found
