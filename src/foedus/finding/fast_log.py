"""The incidents that are known, as columns, and which of them count for whom under a norm (as in `matching`).

The definition asks every question of every incident for every party. Here each distinct list of acts, of targets and
each distinct place is asked about once, and what is said of parties is read off columns. `Candidate`s are made only
for incidents that come into a finding, by the definition itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from foedus.accord.model import Accord, InResponse, Norm
from foedus.basics.instant import shifted
from foedus.basics.place import Place
from foedus.basics.probability import SURE
from foedus.finding.columns import Bools, longest
from foedus.finding.exceptions import Removals, certainly_within
from foedus.finding.fast_calendar import Int64s
from foedus.finding.matching import Candidate, candidate
from foedus.finding.matters import Match, Matters, bound
from foedus.incident.model import Incident, Known, Reading

Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True)
class MattersOnce(Matters):
    """`Matters` that remember their answers; the memory is this object's own and changes none of them."""

    _said: dict[tuple[Hashable, ...], Match] = field(default_factory=dict, compare=False, repr=False)

    def act(self, named: tuple[str, ...], forbidden: str) -> Match:
        """As in `Matters`."""
        key = ("act", named, forbidden)
        if key not in self._said:
            self._said[key] = super().act(named, forbidden)
        return self._said[key]

    def object(self, named: tuple[str, ...], protected: str) -> Match:
        """As in `Matters`."""
        key = ("object", named, protected)
        if key not in self._said:
            self._said[key] = super().object(named, protected)
        return self._said[key]

    def place(self, place: Place, zone: str) -> Match:
        """As in `Matters`."""
        key = ("place", place, zone)
        if key not in self._said:
            self._said[key] = super().place(place, zone)
        return self._said[key]


@dataclass(frozen=True)
class RemovalsOnce(Removals):
    """`Removals` that search the attacks near an incident only, and make those of another norm once."""

    _others: dict[str, RemovalsOnce] = field(default_factory=dict, compare=False, repr=False)

    def of_another(self, norm: Norm) -> Removals:
        """As in `Removals`, made once."""
        if norm.address not in self._others:
            self._others[norm.address] = RemovalsOnce(self.matters, self.known, norm)
        return self._others[norm.address]

    def _all_responses(self, ground: InResponse) -> frozenset[tuple[str, str]]:
        """As in `Removals`; an attack that began longer ago than the period can last is not looked at."""
        found: set[tuple[str, str]] = set()
        zone, farthest = self.matters.accord.time_zone, longest(ground.period)
        parties = bound(self.matters.accord, self.norm)
        starts: list[int] = []
        attacks: list[tuple[Incident, str, int]] = []
        for incident in self.known.incidents:  # sorted by start, as `Known` promises
            low = bisect_left(starts, incident.happened_at.end - farthest)
            answered = {
                by
                for attack, by, latest in attacks[low:]
                if attack.happened_at.end < incident.happened_at.start
                and incident.happened_at.end <= latest
                and (attack.id, by) not in found
                and certainly_within(attack.place, incident.place, ground.distance_m)
            }
            found.update((incident.id, party) for party in parties if answered - {party})
            for party in parties:
                if self._attacked(ground, incident, party):
                    starts.append(incident.happened_at.start)
                    latest = shifted(incident.happened_at.start, ground.period, zone)
                    attacks.append((incident, party, latest))
        return frozenset(found)


@dataclass(frozen=True)
class Log:
    """Columns of everything known, one row for each incident, in the order of `Known`: by (start, end, id).

    acts, targets, places: the distinct values, and for each row which of them. share_of: by party, the probability
    that it was that party's; attributed: the sum over all parties. alleged_of: by party, whether it is alleged;
    alleged: whether anybody is. series: the distinct names in order, and which of them.
    """

    incidents: tuple[Incident, ...]
    start: Int64s
    end: Int64s
    confirmed: Bools
    number: tuple[Int64s, Int64s]
    casualties: tuple[Int64s, Int64s]
    acts: tuple[list[tuple[str, ...]], Int64s]
    targets: tuple[list[tuple[str, ...]], Int64s]
    places: tuple[list[Place], Int64s]
    series: tuple[list[str], Int64s]
    share_of: dict[str, Int64s]
    attributed: Int64s
    alleged_of: dict[str, Bools]
    alleged: Bools


def log_of(accord: Accord, known: Known) -> Log:
    """The columns of what is known. Cost: a few microseconds for each incident."""
    incidents = known.incidents
    count = len(incidents)
    share_of = {party: np.zeros(count, dtype=np.int64) for party in accord.party_names}
    alleged_of = {party: np.zeros(count, dtype=np.bool_) for party in accord.party_names}
    attributed = np.zeros(count, dtype=np.int64)
    for row, incident in enumerate(incidents):
        for party, p in incident.attribution.parties:
            attributed[row] += p
            if party in share_of:
                share_of[party][row] = p
        for party in incident.alleged:
            if party in alleged_of:
                alleged_of[party][row] = True
    return Log(
        incidents=incidents,
        start=_whole(i.happened_at.start for i in incidents),
        end=_whole(i.happened_at.end for i in incidents),
        confirmed=np.array([i.confirmed for i in incidents], dtype=np.bool_),
        number=(_whole(i.number.low for i in incidents), _whole(i.number.high for i in incidents)),
        casualties=(_whole(i.casualties.low for i in incidents), _whole(i.casualties.high for i in incidents)),
        acts=_distinct(i.acts for i in incidents),
        targets=_distinct(i.targets for i in incidents),
        places=_distinct(i.place for i in incidents),
        series=_in_order(_distinct(i.series for i in incidents)),
        share_of=share_of,
        attributed=attributed,
        alleged_of=alleged_of,
        alleged=np.array([bool(i.alleged) for i in incidents], dtype=np.bool_),
    )


@dataclass(frozen=True)
class Counting:
    """Which incidents count for a party under a norm, as columns over the log, and how to make a candidate of a row.

    taken_out: for whom of the parties bound an exception or a prevailing norm takes each out, (n, a bit for each).
    """

    certain: Bools
    possible: Bools
    p: Int64s
    taken_out: NDArray[np.uint8]
    candidate_of: Callable[[int], Candidate]


@dataclass(frozen=True)
class Kept:
    """Candidates from look to look, of one accord, ground and reading. numbers: of each incident of the log, the same
    for the same content. A candidate hangs on that, on the norm and party, and on for whom the incident is taken out.
    """

    made: dict[Hashable, Candidate]
    numbers: Int64s


def countings(
    matters: Matters, known: Known, log: Log, norm: Norm, reading: Reading, before: Kept | None = None
) -> dict[str | None, Counting]:
    """For each party that a norm binds, in the order of the text, and for nobody: what counts (F2a, F2c, F2d).

    before: what was made before; it changes none of what counts.
    """
    parties = bound(matters.accord, norm)
    removals = RemovalsOnce(matters, known, norm)
    matter = matter_of(matters, log, norm)
    relevant = matter != Match.NOT
    removed = {party: _removed(removals, log, norm, party, relevant) for party in parties}
    answerable = {party: relevant & ~removed[party] for party in parties}
    columns = np.array([*removed.values()], dtype=np.bool_).reshape(len(parties), len(log.incidents))
    taken_out = np.packbits(columns, axis=0).T
    before = before or Kept({}, np.arange(len(log.incidents)))
    found: dict[str | None, Counting] = {}
    for party in (*parties, None):
        if party is None:
            other = log.attributed - sum((np.where(answerable[q], log.share_of[q], 0) for q in parties), start=0)
            p, possible = SURE - other, ~log.alleged
            here = np.logical_or.reduce([answerable[q] for q in parties]) if parties else relevant
        else:
            p, here = log.share_of[party], answerable[party]
            possible = log.alleged_of[party] | (p > 0)
        certain = log.confirmed & (matter == Match.CERTAIN)
        lifted = np.zeros_like(possible)
        if reading.possible_is_certain:
            lifted = possible | (p > 0) if party is None else possible
        kept = here & (possible | lifted | (certain & (p > 0)))
        found[party] = Counting(
            kept & (certain | lifted), kept & possible, p, taken_out,
            _maker(matters, removals, log, party, reading, taken_out, before),
        )
    return found


def matter_of(matters: Matters, log: Log, norm: Norm) -> NDArray[np.int8]:
    """How surely each incident is a matter of a norm; places are asked about only where act, object and time match."""
    act = _answers(log.acts[0], lambda named: matters.act(named, norm.act))[log.acts[1]]
    thing = _answers(log.targets[0], lambda named: matters.object(named, norm.object))[log.targets[1]]
    sure = np.minimum(np.minimum(act, thing), in_force(matters, log))
    values, where = log.places
    asked = np.zeros(len(values), dtype=np.bool_)
    asked[where[sure > 0]] = True
    place = np.zeros(len(values), dtype=np.int8)
    for n in np.flatnonzero(asked):
        place[n] = matters.place(values[n], norm.zone)
    return np.minimum(sure, place[where])


def in_force(matters: Matters, log: Log) -> NDArray[np.int8]:
    """How surely each incident happened while the accord was in force (T5a)."""
    force = matters.force
    if force is None:
        return np.zeros(len(log.start), dtype=np.int8)
    inside = (force.start <= log.start) & (log.end <= force.end)
    overlaps = (force.start <= log.end) & (log.start <= force.end)
    return np.where(inside, Match.CERTAIN, np.where(overlaps, Match.POSSIBLE, Match.NOT)).astype(np.int8)


def _removed(removals: Removals, log: Log, norm: Norm, party: str, relevant: Bools) -> Bools:
    removed = np.zeros(len(log.incidents), dtype=np.bool_)
    prevails = any(norm.address in other.prevails_over for other in removals.matters.accord.norms)
    if norm.exceptions or prevails:
        asked = removals.removed if prevails else removals.excepted
        for row in np.flatnonzero(relevant):
            removed[row] = asked(log.incidents[row], party)
    return removed


def _maker(
    matters: Matters, removals: Removals, log: Log, party: str | None, reading: Reading, taken_out: NDArray[np.uint8],
    kept: Kept,
) -> Callable[[int], Candidate]:  # fmt: skip
    norm = removals.norm

    def candidate_of(row: int) -> Candidate:
        key = (norm.address, party, int(kept.numbers[row]), taken_out[row].tobytes())
        found = kept.made.get(key)
        if found is None:
            found = candidate(matters, removals, norm, party, log.incidents[row], reading)
            assert found is not None, "the columns count what the definition does not"
            kept.made[key] = found
        return found

    return candidate_of


def _answers(values: Sequence[tuple[str, ...]], ask: Callable[[tuple[str, ...]], Match]) -> NDArray[np.int8]:
    return np.array([ask(value) for value in values], dtype=np.int8)


def _whole(values: Iterable[int]) -> Int64s:
    return np.fromiter(values, dtype=np.int64)


def _distinct(values: Iterable[Thing]) -> tuple[list[Thing], Int64s]:
    """The distinct values as they first come, and for each row which of them it has."""
    numbers: dict[Thing, int] = {}
    rows = _whole(numbers.setdefault(value, len(numbers)) for value in values)
    return list(numbers), rows


def _in_order(distinct: tuple[list[str], Int64s]) -> tuple[list[str], Int64s]:
    values, rows = distinct
    order = sorted(values)
    rank = np.array([order.index(value) for value in values], dtype=np.int64)
    return order, rank[rows] if len(rows) else rows
