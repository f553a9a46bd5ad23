"""Signatures looked at ahead: what is confirmed holds, whatever else stands in an entry, and nothing is left out."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from foedus.basics.canonical import canonical
from foedus.ledger.keys import SeedSigner
from foedus.watch import vouching
from foedus.watch.acts import Act, Kind
from foedus.watch.registry import Entry
from foedus.watch.signing import key_of, signed_by
from registry_values import seed

SIGNER = SeedSigner("registry", seed("registry"))
KEYS = {key_of(SIGNER).id_text: SIGNER.public}


def entry(number: int) -> bytes:
    act = Act("0" * 64, "registry", Kind.TIME, "time", {}, number, number, number)
    return Entry(signed_by(act, SIGNER), number, ()).written()


def test_a_true_signature_is_confirmed_for_its_key() -> None:
    signature = json.loads(entry(7))["signatures"][0]["signature"]
    assert vouching.confirmed([entry(7)], KEYS) == [{(SIGNER.public, signature)}]


@pytest.mark.parametrize("change", [
    {"act": {**json.loads(entry(7))["act"], "subject": "another"}},
    {"signatures": json.loads(entry(8))["signatures"]},
    {"signatures": [{"key": "somebody+00000000", "signature": json.loads(entry(7))["signatures"][0]["signature"]}]},
    {"signatures": [{"key": next(iter(KEYS)), "signature": "A"}]},
    {"signatures": [{"key": [], "signature": 1}]},
    {"signatures": {}}, {"act": 1.5}, {"act": {"n": 0.5}},
])  # fmt: skip
def test_nothing_is_confirmed_of_a_changed_or_malformed_entry(change: dict[str, Any]) -> None:
    assert vouching.confirmed([canonical_or_plain({**json.loads(entry(7)), **change})], KEYS) == [frozenset()]


def canonical_or_plain(value: Any) -> bytes:
    try:
        return canonical(value)
    except AssertionError:
        return json.dumps(value).encode()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"[" * 5_000, b'"text"', b"null"])
def test_what_is_no_entry_confirms_nothing(content: bytes) -> None:
    assert vouching.confirmed([content], KEYS) == [frozenset()]


@pytest.mark.parametrize("count", [0, 9, 10, 11, 57])
def test_entries_come_in_their_order_each_with_what_its_own_signatures_are(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vouching, "WORTHWHILE", 10)
    monkeypatch.setattr(vouching, "_TOGETHER", 4)
    monkeypatch.setattr(vouching, "ProcessPoolExecutor", lambda jobs, _: ThreadPoolExecutor(jobs))
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    contents = [entry(number + 1) for number in range(count)]
    found = list(vouching.ahead(contents, lambda: KEYS, jobs=2))
    assert [content for content, _ in found] == contents
    expected = vouching.confirmed(contents, KEYS) if count >= 10 else [frozenset()] * count
    assert [confirmed for _, confirmed in found] == expected
