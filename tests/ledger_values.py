"""Trees, keys and published vectors for the tests of the ledger."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from foedus.ledger.keys import SeedSigner
from foedus.ledger.merkle import HashAt, leaf_hash, node_hash

DATA = Path(__file__).parent / "data" / "ledger"


def vectors(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def signer(name: str) -> SeedSigner:
    return SeedSigner(name, hashlib.sha256(f"test {name}".encode()).digest())


def unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def leaves(count: int, of: str = "entry") -> list[bytes]:
    return [leaf_hash(f"{of} {number}".encode()) for number in range(count)]


def lookup(hashes: Sequence[bytes]) -> HashAt:
    """The plain way: every complete part hashed up from its leaves."""

    def hash_at(level: int, index: int) -> bytes:
        part = list(hashes[index << level : (index + 1) << level])
        assert len(part) == 1 << level, "only complete parts are asked for"
        while len(part) > 1:
            part = [node_hash(part[at], part[at + 1]) for at in range(0, len(part), 2)]
        return part[0]

    return hash_at


def flipped(content: bytes, bit: int) -> bytes:
    """The same bytes with one bit turned."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
