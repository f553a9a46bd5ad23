"""Why the reports of an incident are together, and why its neighbours are not with it: the scores, looked up (I1a,
I1b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from foedus.basics.logarithm import MilliNats
from foedus.incident.fuse import Fusion
from foedus.incident.model import Incident
from foedus.incident.terms import APART, CLOCK_TIME_S, FLOOR, time
from foedus.incident.told_together import score_together

_MOST_TOGETHER = 16
"""So many reports of each incident are asked what they say together."""
MOST_PAIRS = 2_000
"""So many pairs of an incident are looked at, those of its first reports."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two reports by id and the terms of their score; a term of APART or less rules out that they are one.

    slipped: whether their times fit only if one is off by half a day (I2c).
    """

    one: str
    other: str
    terms: Mapping[str, MilliNats]
    slipped: bool = False

    @property
    def score(self) -> MilliNats:
        """The sum; APART if a term rules it out."""
        if min(self.terms.values()) <= APART:
            return APART
        return max(sum(self.terms.values()), FLOOR)

    @property
    def ruled_out(self) -> tuple[str, ...]:
        """The terms that rule it out."""
        return tuple(name for name, value in self.terms.items() if value <= APART)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another incident nearby. closest: the pair of reports, one of each, that comes nearest to being one.

    one_source: both hold a report of the same outlet and claimant. together: the score of the two by what each says
    together.
    """

    incident: Incident
    closest: Pairing
    one_source: bool
    together: MilliNats


def within(fusion: Fusion, incident: Incident) -> tuple[Pairing, ...]:
    """The pairs of an incident's reports, the one that speaks most for it first; none for a count or a single
    report. Marked reports from which nothing follows are in none (R7)."""
    ids = _with_a_say(fusion, incident)[:64]
    pairs = [_pairing(fusion, a, b) for a, b in list(combinations(ids, 2))[:MOST_PAIRS]]
    return tuple(sorted(pairs, key=lambda p: (-p.score, p.one, p.other)))


def neighbours(
    fusion: Fusion, incident: Incident, all_of_them: Sequence[Incident], most: int = 3
) -> tuple[Neighbour, ...]:
    """The other incidents that come nearest to being this one, the nearest first. Marked reports from which nothing
    follows are asked only where an incident has no others (R7)."""
    blocks = fusion.blocks
    rows = np.array([blocks.row[i] for i in _asked(fusion, incident)], np.int64)
    of_row = {blocks.row[r]: i for i in all_of_them for r in _asked(fusion, i)}
    best: dict[str, tuple[MilliNats, int, int]] = {}
    for one, other in blocks.around(rows):
        there = of_row.get(other)
        if there is None or there.id == incident.id:
            continue
        terms = blocks.terms_of(one, other)
        near = sum(max(value, FLOOR) for value in terms.values())
        if there.id not in best or (near, -other) > (best[there.id][0], -best[there.id][2]):
            best[there.id] = near, one, other
    by_id = {i.id: i for i in all_of_them}
    ordered = sorted(best.items(), key=lambda kv: (-kv[1][0], kv[0]))[:most]
    return tuple(_neighbour(fusion, incident, by_id[name], one, other) for name, (_, one, other) in ordered)


def _neighbour(fusion: Fusion, here: Incident, there: Incident, one: int, other: int) -> Neighbour:
    blocks = fusion.blocks
    a, b = blocks.sighting(one).id, blocks.sighting(other).id
    source = blocks.columns["source"]
    ours, theirs = (
        {int(source[blocks.row[r]]) for r in _asked(fusion, i)} for i in (here, there)
    )
    return Neighbour(there, _pairing(fusion, a, b), not ours.isdisjoint(theirs), _together(fusion, here, there))


def _together(fusion: Fusion, here: Incident, there: Incident) -> MilliNats:
    blocks = fusion.blocks
    if blocks.limits.of_episodes:
        return APART
    ours, theirs = (
        [blocks.told(blocks.row[i]) for i in sorted(_asked(fusion, of))[:_MOST_TOGETHER]] for of in (here, there)
    )
    limits = blocks.limits
    return score_together(ours, theirs, limits.distance_m, blocks.scorer.period_s, limits.acts, limits.objects)


def _with_a_say(fusion: Fusion, incident: Incident) -> list[str]:
    row, apart = fusion.blocks.row, fusion.blocks.columns["apart"]
    return [i for i in incident.reports if i in row and not apart[row[i]]]


def _asked(fusion: Fusion, incident: Incident) -> list[str]:
    return _with_a_say(fusion, incident) or [i for i in incident.reports if i in fusion.blocks.row]


def _pairing(fusion: Fusion, one: str, other: str) -> Pairing:
    return Pairing(one, other, fusion.terms_of(one, other), _slipped(fusion, one, other))


def _slipped(fusion: Fusion, one: str, other: str) -> bool:
    """Whether the time term is what it is only because a clock time may be off by half a day (I2c)."""
    blocks = fusion.blocks
    if blocks.limits.of_episodes:
        return False
    a, b = blocks.told(blocks.row[one]), blocks.told(blocks.row[other])
    if a.origin != b.origin or min(a.lasting, b.lasting) > CLOCK_TIME_S:
        return False
    period_s = blocks.scorer.period_s
    return time(a, b, period_s) > time(replace(a, origin=f"{a.origin}, by another"), b, period_s)
