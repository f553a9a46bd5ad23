"""What is signed, and how: the pre-authentication encoding of DSSE over canonical JSON (rule P3).

A signature covers the type, so that it can never be taken for one over something else.
Source: Dead Simple Signing Envelope, protocol v1 (PAE); RFC 8785 for the bytes of the payload.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from foedus.basics.canonical import canonical

PAYLOAD_TYPE = "application/vnd.foedus.act.v1+json"


def to_be_signed(payload: Mapping[str, Any]) -> bytes:
    """The bytes that a signature on a payload covers."""
    return pre_authentication(PAYLOAD_TYPE, canonical(payload))


def pre_authentication(kind: str, payload: bytes) -> bytes:
    """`DSSEv1`, the type and the payload, each with its length in bytes, so that no two pairs give the same bytes."""
    name = kind.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def in_base64(content: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(content).decode("ascii")


def of_base64(text: str) -> bytes | None:
    """The bytes of base64 text; None unless it is the one way in which these bytes are written."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    return content if in_base64(content) == text else None
