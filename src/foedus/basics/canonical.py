"""Canonical bytes and content addresses (rule R1): RFC 8785 restricted to whole numbers, strings, lists and maps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

_LARGEST_EXACT = 2**53 - 1  # RFC 8785 numbers are IEEE doubles; beyond this they are no longer exact


def plain(value: Any) -> Any:
    """Dataclasses, tuples, enums and sets as maps, lists and strings; None stays. What only works something out when
    asked is no part of a value and left out."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        held = {f.name: getattr(value, f.name) for f in fields(value)}
        return {name: plain(each) for name, each in held.items() if not callable(each)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(v) for v in value), key=repr)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(v) for v in value]
    return value


def canonical(value: Any) -> bytes:
    """The one byte string of a value. Keys in UTF-16 order, no white space, UTF-8.

    Errors: AssertionError for a fraction or a whole number beyond 2**53 (write those as strings).
    """
    prepared = _ordered(plain(value))
    return json.dumps(prepared, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _ordered(value[k]) for k in sorted(value, key=lambda k: k.encode("utf-16-be", "surrogatepass"))}
    if isinstance(value, list):
        return [_ordered(v) for v in value]
    assert not isinstance(value, float), "canonical bytes hold no fractions"
    assert not isinstance(value, int) or abs(value) <= _LARGEST_EXACT, "write large numbers as strings"
    return value


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
