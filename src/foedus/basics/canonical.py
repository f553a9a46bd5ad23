"""Canonical bytes and content addresses (rule R1): RFC 8785 restricted to whole numbers, strings, lists and maps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

_LARGEST_EXACT = 2**53 - 1  # RFC 8785 numbers are IEEE doubles; beyond this they are no longer exact
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


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
    prepared = _prepared(value)
    return _ENCODER.encode(prepared).encode("utf-8", "surrogatepass")


def ordered(value: Any) -> Any:
    """What `plain` gives with the keys of all maps in their order."""
    return _ordered(plain(value))


def _prepared(value: Any) -> Any:
    """The same as `ordered`, five times as fast for what most values are made of (26 November 2026): every entry of a
    log is written several times on its way, and again for each audit."""
    kind: Any = type(value)
    if kind is str or value is None or (kind is int and abs(value) <= _LARGEST_EXACT):
        return value
    if kind is dict and {*map(type, value)} <= {str}:
        # Among names of ASCII alone the order by code points is that by UTF-16.
        names = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf_16)
        return {name: _prepared(value[name]) for name in names}
    if kind is list or kind is tuple:
        return [_prepared(each) for each in value]
    members = _fields_of(kind)
    if members is not None:
        return _prepared({name: each for name in members if not callable(each := getattr(value, name))})
    return ordered(value)


@cache
def _fields_of(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass that `plain` takes for one; None for all other types."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) and not issubclass(kind, Enum) else None


def _utf_16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _ordered(value[k]) for k in sorted(value, key=_utf_16)}
    if isinstance(value, list):
        return [_ordered(v) for v in value]
    assert not isinstance(value, float), "canonical bytes hold no fractions"
    assert not isinstance(value, int) or abs(value) <= _LARGEST_EXACT, "write large numbers as strings"
    return value


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
