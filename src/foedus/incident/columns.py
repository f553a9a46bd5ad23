"""What fusion asks of reports, as columns: one row for each report, so that many pairs are scored at once."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.basics.instant import SECOND
from foedus.incident.sighting import Sighting, told_until
from foedus.incident.terms import spread_of
from foedus.report.model import NONE, ONE, Kind
from foedus.report.words_of_text import words_of_text

Ints = NDArray[np.int64]

HASHES = 16
"""Smallest hashes kept of a text: a share of equal ones is the likeness of two texts to within an eighth (Broder
1997)."""
_SHINGLE = 3
"""Words that must stand in a row in both texts to be shared."""
_PRIME = (1 << 31) - 1
_COEFFICIENTS = np.array(
    [[zlib.crc32(f"{side} {n}".encode()) % (_PRIME - 1) + 1 for n in range(HASHES)] for side in ("times", "plus")],
    dtype=np.int64,
)
"""Of the hash functions x -> (a x + b) mod p (Carter and Wegman 1979): fixed numbers, since the same text must hash to
the same on every machine."""
NO_TEXT = np.int32(-1)
LATER_S = 6 * 3600
"""What one source says within six hours is one bulletin, and its entries are different events."""

_FIELDS = {
    "mid2": 0, "lasting": 0, "start": 0, "end": 0, "radius": 0, "spread": 1, "act": 0, "target": 0, "weapon": 0,
    "number": 1, "dead_low": 0, "dead_high": 0, "source": 0, "origin": 0, "spot": 0, "collector": 0,
    "number_of_event": 0, "level": 3, "rank": 0, "text_of": 0, "apart": 0, "party": 0, "known": 0, "copy": 0,
}  # fmt: skip
"""Columns and what an empty row has. mid2: twice the middle of the interval, in seconds; lasting: its length; radius in
metres; spread: how far off such a place is, squared; spot: the name or disc of the place as told; words, sources and
collectors as numbers given by `Numbers`; rank: the beginning of the id, an order that does not depend on who came
first; text_of: the row that a report is a text of, as its collector numbers rows, 0 for none; copy: whether it tells
of nothing more, since it says that it repeats, or denies, another."""


class Numbers(dict[object, int]):
    """Numbers for words, in the order in which they come, a new one for a new word: nothing that is compared depends on
    that order."""

    def __init__(self) -> None:
        self.words: list[Any] = []

    def __missing__(self, word: object) -> int:
        found = self[word] = len(self.words)
        self.words.append(word)
        return found


class Columns:
    """The owner of the rows. Rows are only added; what no longer stands is marked in `alive`."""

    def __init__(self) -> None:
        self.acts, self.targets, self.weapons = Numbers(), Numbers(), Numbers()
        self._origins, self._spots, self._texts = Numbers(), Numbers(), Numbers()
        self._texts[""]
        self._sources, self._collectors, self._events = Numbers(), Numbers(), Numbers()
        self._weapon_unsaid = self.weapons[""]
        self._collector_unsaid, self._event_unsaid = self._collectors[""], self._events[""]
        self.size = 0
        self.sightings: list[Sighting] = []
        self.column: dict[str, Ints] = {name: np.full(16, empty, np.int64) for name, empty in _FIELDS.items()}
        self.xyz: Ints = np.zeros((16, 3), np.int64)
        self.text: NDArray[np.int32] = np.full((16, HASHES), NO_TEXT)
        self.alive: NDArray[np.bool_] = np.zeros(16, np.bool_)

    def __getitem__(self, name: str) -> Ints:
        """A whole column, unused room at the end included."""
        return self.column[name]

    def add(self, sightings: Sequence[Sighting], apart: frozenset[str], partisan: frozenset[str]) -> Ints:
        """Take in reports; gives the numbers of their rows. apart: ids of those from which nothing follows (R7);
        partisan: of those that speak for a party."""
        begin, stop = self.size, self.size + len(sightings)
        self._make_room(stop)
        rows = [
            (
                *self._row(s), s.id in apart, s.id in partisan, s.report.known_at // SECOND,
                bool(s.report.derives_from) or s.report.kind is Kind.DENIAL,
            )
            for s in sightings
        ]  # fmt: skip
        table = np.array(rows, np.int64).reshape(len(rows), len(_FIELDS))
        for n, name in enumerate(_FIELDS):
            self.column[name][begin:stop] = table[:, n]
        self.xyz[begin:stop] = np.array([s.position or s.put or (0, 0, 0) for s in sightings], np.int64).reshape(-1, 3)
        self.text[begin:stop] = signatures([s.report.text for s in sightings])
        self.alive[begin:stop] = True
        self.sightings.extend(sightings)
        self.size = stop
        return np.arange(begin, stop)

    def told_again(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        """Whether of two reports (a[n], b[n]) of one source one is the other told again (rule I1h)."""
        of = self.column
        shared = np.minimum(of["end"][a], of["end"][b]) - np.maximum(of["start"][a], of["start"][b])
        shorter = np.minimum(of["lasting"][a], of["lasting"][b])
        off = self.xyz[a] - self.xyz[b]
        wider = np.maximum(of["radius"][a], of["radius"][b])
        found: NDArray[np.bool_] = (
            ((off * off).sum(axis=1) <= wider * wider) & (wider > 0)
            & (of["act"][a] == of["act"][b]) & (shared * 10 >= shorter * 9)
            & (np.abs(of["known"][a] - of["known"][b]) >= LATER_S)
            & (of["number_of_event"][a] == 0) & (of["number_of_event"][b] == 0)
            & (of["text_of"][a] == 0) & (of["text_of"][b] == 0)
        )  # fmt: skip
        for name, unsaid in (("target", self.targets[""]), ("weapon", self._weapon_unsaid), ("number", 1)):
            x, y = of[name][a], of[name][b]
            found &= (x == y) | (x == unsaid) | (y == unsaid)
        return found

    def _row(self, s: Sighting) -> tuple[int, ...]:
        report = s.report
        start, end = s.start // SECOND, told_until(report) // SECOND
        number = report.number
        dead = report.casualties
        return (
            start + end, end - start, start, end, s.radius_m, spread_of(s.radius_m),
            self.acts[s.act], self.targets[report.target], self.weapons[report.weapon],
            1 if number is ONE else number.best, 0 if dead is NONE else dead.low, 0 if dead is NONE else dead.high,
            self._sources[report.outlet, report.origin], self._origins[report.origin],
            self._spots[s.area or s.place], self._collectors[report.collector],
            self._events[report.event_key], s.level, int(report.id[:15], 16),
            self._texts[(report.collector or report.outlet, report.source_row) if report.source_row else ""],
        )  # fmt: skip

    def _make_room(self, rows: int) -> None:
        room = len(self.alive)
        if rows <= room:
            return
        more = max(rows, room + room // 4) - room
        for name, empty in _FIELDS.items():
            self.column[name] = np.concatenate([self.column[name], np.full(more, empty, np.int64)])
        self.xyz = np.concatenate([self.xyz, np.zeros((more, 3), np.int64)])
        self.text = np.concatenate([self.text, np.full((more, HASHES), NO_TEXT)])
        self.alive = np.concatenate([self.alive, np.zeros(more, np.bool_)])


def signatures(texts: Sequence[str]) -> NDArray[np.int32]:
    """The smallest hashes of the rows of words of each text: shape (n, HASHES), NO_TEXT where there is no text."""
    found = np.full((len(texts), HASHES), NO_TEXT)
    worded = [n for n, text in enumerate(texts) if text]
    if not worded:
        return found
    memory = _Hashes()
    split = [[memory[word] for word in words_of_text(texts[n])] for n in worded]
    worded = [n for n, words in zip(worded, split, strict=True) if words]
    if not worded:
        return found
    starts, whole = _shingles([words for words in split if words])
    for n in range(HASHES):
        hashed = (whole * _COEFFICIENTS[0, n] + _COEFFICIENTS[1, n]) % _PRIME
        found[worded, n] = np.minimum.reduceat(hashed, starts)
    return found


class _Hashes(dict[str, int]):
    """Hashes of words, each worked out once."""

    def __missing__(self, word: str) -> int:
        value = self[word] = zlib.crc32(word.encode("utf-8", "surrogatepass")) % _PRIME
        return value


def _shingles(texts: list[list[int]]) -> tuple[Ints, Ints]:
    """(where each text begins, hashes of its words, `_SHINGLE` at a time), all texts in one row. A text of fewer words
    has one hash for all of them: 0 stands for the words it lacks."""
    padded = [words + [0] * (_SHINGLE - len(words)) for words in texts]
    lengths = np.array([len(words) for words in padded], np.int64)
    flat = np.fromiter(chain.from_iterable(padded), np.int64, int(lengths.sum()))
    mixed = flat[: len(flat) - _SHINGLE + 1]
    for n in range(1, _SHINGLE):
        mixed = (mixed * 31_337 + flat[n : len(flat) - _SHINGLE + 1 + n]) % _PRIME
    begins = np.cumsum(lengths) - lengths
    counts = lengths - _SHINGLE + 1
    starts = np.cumsum(counts) - counts
    inside = np.arange(int(counts.sum())) + np.repeat(begins - starts, counts)
    return starts, mixed[inside]
