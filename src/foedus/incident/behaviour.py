"""How an origin behaves: whom it names when it was one party, and whom when it was another (rules I4a, I4c).

A `Confusion` is a square table. Its rows are what is true, its columns what is said: first the parties of the accord
in their order, last "somebody outside", an actor that is no party. A row says, of all that an origin lays to somebody
on one basis while this is true, which share it lays to whom. Everything a bias can do is in it: an origin that lays
to Beta what Alpha did, and never the other way round, has a bad first row and a good second one. Nobody's bias is
assumed; before anything is learnt every origin and every party has the same table on the same basis.

Numbers are whole trillionths, so that every machine multiplies them to the same result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from foedus.basics.instant import Instant
from foedus.report.model import Basis

FINE = 10**12
"""One, in trillionths: a thousand times finer than the probabilities that are made of them."""

Row: TypeAlias = tuple[int, ...]
Confusion: TypeAlias = tuple[Row, ...]

WEIGHTS: Mapping[Basis, Fraction] = {
    Basis.SEEN: Fraction(90, 100),
    Basis.SENSOR: Fraction(85, 100),
    Basis.BEARING: Fraction(60, 100),
    Basis.CRATER: Fraction(60, 100),
    Basis.CLAIMED: Fraction(95, 100),
    Basis.ACCUSED: Fraction(60, 100),
    Basis.HEARSAY: Fraction(30, 100),
    Basis.DENIED: Fraction(0),
    Basis.ANNOUNCED: Fraction(0),
}
"""How probable one claim of an unknown origin, and nothing else, makes it that a party did it.

Source: set on the founding day and not measured; with what was learnt they are where learning starts from. The order
follows the rules of evidence of ceasefire monitors: an admission above what was seen, sensors below, what is read off
craters and bearings below these, hearsay last. The sizes are chosen so that one eyewitness meets "clear and
convincing" (0.80) and no accusation alone does, two together do. Every explanation names the weight it used.
"""

ADMISSION = Basis.CLAIMED
"""The basis of a party's word against itself, on whatever it says that it rests."""

OUTSIDE = Fraction(1, 2)
"""Before anybody is heard: the probability that it was no party of the accord, or an accident of nobody's.

Source: a judgement. A half lets two accusations come to 0.83 between two parties (0.84 by Dempster's rule, used
before) and lets hearsay, at 0.30, be a little evidence and not none. It is learnt from then on.
"""

FOOLED = Fraction(1, 40)
"""How often an incident fools all who speak of it alike, because it was staged or its traces mislead.

Nothing that witnesses say of each other can show it, so it cannot be learnt: a judgement, and measured among 1/50, 1/33
and 1/25. It keeps any number of agreeing witnesses below certainty.
"""

MADE_UP = Fraction(1, 50)
"""How often what only one origin tells of never happened, where nobody is known to invent. A second origin, even one
that names nobody, does away with it, and an admission has none of it. Source: a judgement, measured among 0, 1/50 and
1/25. What is learnt adds to it where an origin finds itself alone more often than others do.
"""

ELSEWHERE = Fraction(1, 4)
"""How often an origin whose report only fits an incident, without corroborating it (I3l), tells of another act.

Source: generated truth, November 2026: 0.16 to 0.33 of such origins, the more incidents a day the more; of those that
corroborate each other 0.02 to 0.07 (docs/evidence.md).
"""

FURTHER = Fraction(3, 4)
"""The power to which the word of each further origin is raised that names the same: independent people look at the same
crater, hear the same talk and expect the same culprit, so that their errors agree more than chance would have it.

Source: measured on generated testimonies (docs/attribution.md) among 1, 3/4 and 1/2. It keeps two accusations at 0.83
and three at 0.93, where Dempster's rule, used before, had 0.84 and 0.94.
"""


@dataclass(frozen=True)
class Behaviour:
    """What is known at an instant of how origins behave, and of how often it was whom.

    parties: of the accord, in the order of rows and columns; "somebody outside" comes after the last.
    base: how often it was each of them, before anybody is heard; whole trillionths, sums to about `FINE`.
    of_basis: the table of an origin of which nothing is known yet. of_origin: by key of the origin and basis.
    alone_of_basis, alone_of_origin: how probable it is that what only this origin tells of happened at all, as far as
    that can be told from how often others tell of what it tells; whole trillionths, missing means 1 - `MADE_UP`.
    learnt_at: the instant by which all that it was learnt from was known; None if nothing was learnt.
    cases: from how many incidents with several independent origins that name somebody.
    """

    parties: tuple[str, ...]
    base: Row
    of_basis: Mapping[Basis, Confusion]
    of_origin: Mapping[tuple[str, Basis], Confusion] = field(default_factory=dict)
    alone_of_basis: Mapping[Basis, int] = field(default_factory=dict)
    alone_of_origin: Mapping[tuple[str, Basis], int] = field(default_factory=dict)
    learnt_at: Instant | None = None
    cases: int = 0
    worked_out: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """Attributions by what was heard: only saves work, and belongs to this object alone."""

    def knows(self, origin: str) -> bool:
        """Whether anything was learnt of an origin by name."""
        return origin in self._by_name

    @cached_property
    def _by_name(self) -> frozenset[str]:
        return frozenset(origin for origin, _ in (*self.of_origin, *self.alone_of_origin))

    def confusion(self, origin: str, basis: Basis) -> Confusion:
        """The table of an origin's claims on a basis."""
        return self.of_origin.get((origin, basis), self.of_basis[basis])

    def alone(self, origin: str, basis: Basis) -> int:
        """How probable it is that what this origin alone tells of, on a basis, happened at all."""
        return self.alone_of_origin.get((origin, basis), self.alone_of_basis.get(basis, _NOT_MADE_UP))


@lru_cache(maxsize=256)
def unlearnt(parties: tuple[str, ...]) -> Behaviour:
    """Where nothing is learnt: all origins alike, all parties alike, each basis worth its weight in `WEIGHTS`."""
    count = len(parties)
    each = OUTSIDE if count == 0 else (1 - OUTSIDE) / count
    base = (*(fine(each) for _ in parties), fine(OUTSIDE))
    net = {b: w if b is ADMISSION else w / (1 - MADE_UP) for b, w in WEIGHTS.items() if w}
    tables = {basis: _table(weight, each, count) for basis, weight in net.items()}
    return Behaviour(parties, base, tables)


def fine(share: Fraction) -> int:
    """The nearest whole number of trillionths, halves up."""
    return int((share * FINE * 2 + 1) // 2)


def _table(weight: Fraction, base: Fraction, count: int) -> Confusion:
    """The table, alike for all, with which one claim leads from `base` to `weight` if it happened at all.

    The wrong are spread evenly. Where the weight is below what was to be expected without the claim, the claim says
    nothing at all, rather than the opposite.
    """
    if count == 0:
        return ((FINE,),)
    heard = (weight - FOOLED * base) / (1 - FOOLED)  # before `FOOLED` takes its share
    times_likelier = max(Fraction(1), heard / (1 - heard) * (1 - base) / base)
    right = times_likelier / (times_likelier + count)
    wrong = (1 - right) / count
    return tuple(tuple(fine(right if c == r else wrong) for c in range(count + 1)) for r in range(count + 1))


_NOT_MADE_UP = fine(1 - MADE_UP)
