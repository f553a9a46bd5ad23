"""How far one can be believed of whom nobody else speaks: learnt from how often others tell of the same (rule I4c).

What happened, others tell of too, now and then; what somebody made up nobody does. So if what an origin tells of is
told by others less often than what all tell of, some of it did not happen, and that part is all in what it alone tells
of: with corroboration at odds c for this origin and C for all, that is real with probability c / C (or `ALLOWED` times
as much). An origin that works where nobody else goes looks like one that invents, and gets less than it deserves; the
remedy is a second witness, and no other claim loses by it. It never makes anything more probable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.incident.attribution import Testimony
from foedus.incident.behaviour import ADMISSION, FINE, MADE_UP, fine
from foedus.report.model import Basis

OF_BASIS_CLAIMS = 50
"""How many claims the share of all is worth against that of one basis. Source: a judgement, as is the next."""
OF_ORIGIN_CLAIMS = 12
"""How many claims the share of a basis is worth against that of one origin on that basis."""
ALLOWED = Fraction(3, 2)
"""How far below all others' the odds may lie before anything follows: origins differ in where they work.

Source: measured among 1, 4/3 and 3/2 (docs/attribution.md).
"""


@dataclass(frozen=True)
class Alone:
    """How probable it is that what was told by one origin alone happened: by basis, and by origin and basis."""

    of_basis: Mapping[Basis, int]
    of_origin: Mapping[tuple[str, Basis], int]


@dataclass
class _Tally:
    """Claims of which others tell too, and all; weights are whole numbers, so that their order does not matter."""

    told_too: int = 0
    all: int = 0


def heard_alone(cases: Iterable[tuple[int, tuple[Testimony, ...]]]) -> Alone:
    """What cases show of it. cases: (weight in trillionths, testimonies of all origins that count)."""
    tallies: dict[Hashable, _Tally] = defaultdict(_Tally)
    for weight, testimonies in cases:
        for testimony in testimonies:
            for basis in sorted({b for _, b in testimony.evidence} - {ADMISSION}):
                for key in ("", basis, (testimony.origin, basis)):
                    tallies[key].all += weight
                    tallies[key].told_too += weight * (len(testimonies) > 1)
    everybody = tallies.pop("", _Tally())
    if not 0 < everybody.told_too < everybody.all:
        return Alone({}, {})
    usual = Fraction(everybody.told_too, everybody.all)
    shares = {b: _share(t, usual, OF_BASIS_CLAIMS) for b, t in tallies.items() if isinstance(b, Basis)}
    own = {k: _share(t, shares[k[1]], OF_ORIGIN_CLAIMS) for k, t in tallies.items() if isinstance(k, tuple)}
    return Alone({b: _real(s, usual) for b, s in shares.items()}, {k: _real(s, usual) for k, s in own.items()})


def _share(tally: _Tally, expected: Fraction, worth: int) -> Fraction:
    return (tally.told_too + expected * worth * FINE) / (tally.all + worth * FINE)


def _real(share: Fraction, usual: Fraction) -> int:
    lonelier = Fraction(1)
    if share < usual:
        odds, usual_odds = share / (1 - share), usual / (1 - usual)
        lonelier = min(lonelier, ALLOWED * odds / usual_odds)
    return max(1, fine(lonelier * (1 - MADE_UP)))
