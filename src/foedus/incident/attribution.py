"""Who did it: the claims of independent origins combined into a probability for each party (rules I4, I4a)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import prod

from foedus.basics.probability import SURE, Nano, nano
from foedus.incident.model import Attribution
from foedus.report.model import Basis

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
"""How far one origin's claim alone supports that a party did it.

Source: set on the founding day and not measured. The order follows the rules of evidence of ceasefire monitors: an
admission above what was seen, sensors below, what is read off craters and bearings below these, hearsay last. The
sizes are chosen so that one eyewitness meets "clear and convincing" (0.80) and no accusation alone does, two together
do (1 - 0.4^2 = 0.84). Every explanation names the weight it used.
"""

ADMITTED = WEIGHTS[Basis.CLAIMED]
"""The weight of a party's word against itself, on whatever basis it says that it knows."""


def weight(party: str, basis: Basis, speaker_party: str) -> Fraction:
    """The weight of a claim that `party` did it, by an origin that speaks for `speaker_party` ("" for none)."""
    return ADMITTED if party == speaker_party and WEIGHTS[basis] else WEIGHTS[basis]


def combined(supports: Iterable[Mapping[str, Fraction]]) -> Attribution:
    """Dempster's rule for simple support functions (Shafer 1976, ch. 4): one mapping party -> weight per origin.

    The mass on exactly one party is what supports it and no other; mass on two at once is conflict, and is taken out
    by normalising. Exact fractions, each rounded once to billionths, halves up; the sum never exceeds certainty.
    """
    doubt: dict[str, Fraction] = {}
    for support in supports:
        for party, share in support.items():
            doubt[party] = doubt.get(party, Fraction(1)) * (1 - share)
    nobody = prod(doubt.values(), start=Fraction(1))
    masses = {p: (1 - d) * prod((e for q, e in doubt.items() if q != p), start=Fraction(1)) for p, d in doubt.items()}
    whole = nobody + sum(masses.values())
    assert whole > 0, "no weight is 1, so some doubt is always left"
    return Attribution(_within_certainty({p: nano(m / whole) for p, m in masses.items()}))


def least(one: Attribution, other: Attribution) -> Attribution:
    """For each party the smaller of two probabilities; what that leaves is unattributed."""
    both = ((party, min(share, other.of(party))) for party, share in one.parties)
    return Attribution(tuple((party, share) for party, share in both if share > 0))


def _within_certainty(shares: dict[str, Nano]) -> tuple[tuple[str, Nano], ...]:
    # Halves rounded up may add up to a billionth or two too many; the largest share gives them back.
    excess = sum(shares.values()) - SURE
    if excess > 0:
        largest = min(shares, key=lambda p: (-shares[p], p))
        shares = {**shares, largest: shares[largest] - excess}
    return tuple(sorted((p, s) for p, s in shares.items() if s > 0))
