"""Who did it: what independent origins say, weighed by how each behaves, as a probability for each (rules I4, I4a).

By Bayes' rule with each origin's own table of confusions, as Dawid and Skene (1979) weigh clinicians. The claims of
different origins are taken as independent given who did it, but for `FOOLED`; whom nobody names stays in the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.basics.probability import SURE, Nano
from foedus.incident.behaviour import ADMISSION, FOOLED, WEIGHTS, Behaviour, Confusion
from foedus.incident.model import Attribution
from foedus.report.model import Basis


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one independent origin says of one incident, as far as it counts (I3).

    origin: its key, the same in every incident. speaker: the party it speaks for, "" for none. claims: (party, basis),
    the best claim for each party that it names, as the accord names it; empty if it does not say who did it. A claim
    in the speaker's own interest must not be among them: it never counts.
    """

    origin: str
    speaker: str = ""
    claims: tuple[tuple[str, Basis], ...] = ()

    @property
    def evidence(self) -> tuple[tuple[str, Basis], ...]:
        """The claims that can weigh, an admission as such; sorted."""
        return tuple(sorted((p, ADMISSION if p == self.speaker else b) for p, b in self.claims if WEIGHTS[b]))


def attributed(testimonies: Iterable[Testimony], behaviour: Behaviour) -> Attribution:
    """The probability of each party or other actor that somebody names; nobody's, if nobody names any.

    The order of testimonies does not matter. Exact whole numbers, each share rounded once to billionths, halves up; the
    sum never exceeds certainty. A claim never makes the one it names less probable, whatever was learnt of its origin:
    who is wrong more often than chance is worth nothing, not the opposite of what he says.
    """
    heard = [t for t in testimonies if t.evidence]
    named = sorted({party for t in heard for party, _ in t.evidence})
    if not named:
        return Attribution()
    known = {party: i for i, party in enumerate(behaviour.parties)}
    outsiders = [party for party in named if party not in known]
    suspects = [*behaviour.parties, *outsiders, ""]
    bases = _bases(behaviour, len(outsiders))
    odds = list(bases)
    for testimony in heard:
        for i, factor in enumerate(_factors(testimony, behaviour, known, suspects)):
            odds[i] *= factor
    whole, prior = sum(odds), sum(bases)
    shares = {
        party: _mixed(mass, whole, base, prior)
        for party, mass, base in zip(suspects, odds, bases, strict=True)
        if party in named
    }
    return Attribution(_within_certainty(shares))


def alone(party: str, basis: Basis, origin: str, speaker: str, behaviour: Behaviour) -> Nano:
    """How probable this one claim and nothing else makes it that `party` did it: its weight in explanations."""
    return attributed([Testimony(origin, speaker, ((party, basis),))], behaviour).of(party)


def without_each(testimonies: Sequence[Testimony], behaviour: Behaviour) -> tuple[tuple[str, Attribution], ...]:
    """For every origin what is left of the attribution without it, sorted by origin (F3)."""
    ordered = sorted(testimonies, key=lambda t: t.origin)
    return tuple((t.origin, attributed([o for o in ordered if o is not t], behaviour)) for t in ordered)


def _bases(behaviour: Behaviour, outsiders: int) -> tuple[int, ...]:
    """Before anybody is heard: of the parties, of each actor named that is none, and of all others together.

    A named outsider has no more than an even share among as many outsiders as there are parties, so that to name
    somebody new is no stronger a claim than to name a party.
    """
    outside = behaviour.base[-1]
    share = max(1, outside // max(len(behaviour.parties), outsiders + 1))
    return (*behaviour.base[:-1], *[share] * outsiders, max(1, outside - share * outsiders))


def _factors(
    testimony: Testimony, behaviour: Behaviour, known: dict[str, int], suspects: Sequence[str]
) -> tuple[int, ...]:
    """How well the testimony fits each suspect. An origin that names several gives each an equal part of its word."""
    factors = [0] * len(suspects)
    for said, basis in testimony.evidence:
        confusion = behaviour.confusion(testimony.origin, basis)
        for i, suspect in enumerate(suspects):
            factors[i] += _fit(confusion, said, suspect, known)
    return tuple(factors)


def _fit(confusion: Confusion, said: str, suspect: str, known: dict[str, int]) -> int:
    outside = len(confusion) - 1
    row, column = known.get(suspect, outside), known.get(said, outside)
    right = confusion[column][column]
    if said == suspect:
        return right
    if row == column:  # another outsider than the one that did it
        return max(1, min(right, sum(confusion[outside][:-1]) // max(1, outside)))
    return min(right, confusion[row][column])


def _mixed(mass: int, whole: int, base: int, prior: int) -> Nano:
    """What was heard, but in `FOOLED` of all incidents what was to be expected before; rounded half up."""
    fooled, of = FOOLED.as_integer_ratio()
    parts, all_parts = (of - fooled) * mass * prior + fooled * base * whole, of * whole * prior
    return (2 * parts * SURE + all_parts) // (2 * all_parts)


def _within_certainty(shares: dict[str, Nano]) -> tuple[tuple[str, Nano], ...]:
    # Halves rounded up may add up to a billionth or two too many; the largest share gives them back.
    excess = sum(shares.values()) - SURE
    if excess > 0:
        largest = min(shares, key=lambda p: (-shares[p], p))
        shares = {**shares, largest: shares[largest] - excess}
    return tuple(sorted((p, s) for p, s in shares.items() if s > 0))
