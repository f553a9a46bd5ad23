"""Signatures looked at ahead, on all cores: whether one holds hangs on nothing but itself, so the order is free (P3).

Who may sign, and with which key, hangs on the entries before, and stays with who makes the entries again.
"""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice, repeat
from multiprocessing import get_context
from typing import TypeAlias

from foedus.ledger.envelope import of_base64, to_be_signed
from foedus.ledger.keys import verifies

Confirmed: TypeAlias = frozenset[tuple[bytes, str]]
"""(public key, signature in base64) of every signature of an entry that was found to hold over its act."""

NOTHING: Confirmed = frozenset()
_TOGETHER, _AHEAD = 250, 4
"""Entries that are sent to another process at once, and how many times each process has as many waiting."""
_UNSIGNED = b'"signatures":[],"version":1}'
"""The end of an entry that bears no signature, of which there is nothing to find out."""
WORTHWHILE = 4_000
"""Entries; for fewer, a second at most, no other process is started."""


def ahead(
    contents: Iterable[bytes], keys: Callable[[], Mapping[str, bytes]], jobs: int | None = None
) -> Generator[tuple[bytes, Confirmed], None, None]:
    """Entries in their order, each with those of its signatures that are known to hold. Of the others nothing is
    known: they are to be looked at by whoever needs to know.

    keys: public keys by id, as far as the entries were used so far. jobs: processes, None for one on each core.
    """
    jobs = (os.cpu_count() or 1) if jobs is None else jobs
    rest = iter(contents)
    first = list(islice(rest, WORTHWHILE))
    # A process that has threads cannot be doubled safely; then all is done here.
    if len(first) < WORTHWHILE or jobs < 2 or threading.active_count() > 1 or not hasattr(os, "fork"):
        yield from ((content, NOTHING) for content in chain(first, rest))
        return
    with ProcessPoolExecutor(jobs, get_context("fork")) as pool:
        yield from _in_order(pool, chain(first, rest), keys, jobs * _AHEAD)


def _in_order(
    pool: ProcessPoolExecutor, contents: Iterator[bytes], keys: Callable[[], Mapping[str, bytes]], waiting: int
) -> Iterator[tuple[bytes, Confirmed]]:
    sent: deque[tuple[list[bytes], Future[list[Confirmed]] | None]] = deque()
    try:
        while True:
            while len(sent) < waiting and (some := list(islice(contents, _TOGETHER))):
                signed = not all(content.endswith(_UNSIGNED) for content in some)
                sent.append((some, pool.submit(confirmed, some, dict(keys())) if signed else None))
            if not sent:
                return
            some, found = sent.popleft()
            yield from zip(some, found.result() if found else repeat(NOTHING, len(some)), strict=True)
    finally:
        for _, found in sent:
            if found is not None:
                found.cancel()


def confirmed(contents: Sequence[bytes], keys: Mapping[str, bytes]) -> list[Confirmed]:
    """Of each entry the signatures that hold under these keys."""
    return [_confirmed(content, keys) for content in contents]


def _confirmed(content: bytes, keys: Mapping[str, bytes]) -> Confirmed:
    try:
        value = json.loads(content)
        message = to_be_signed(value["act"])
        signed = [(keys.get(s["key"]), s["signature"]) for s in value["signatures"]]
        made = [(key, text, of_base64(text)) for key, text in signed if key is not None]
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError):
        return NOTHING  # whoever makes the entry again says what is wrong with it
    return frozenset((key, text) for key, text, signature in made if signature and verifies(key, message, signature))
