"""Who did it: what independent origins say, weighed by how each behaves, as a probability for each (rules I4, I4a).

By Bayes' rule with each origin's own table of confusions, as Dawid and Skene (1979) weigh clinicians. The claims of
different origins are taken as independent given who did it, but for `FOOLED`; whom nobody names stays in the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isqrt

from foedus.basics.probability import SURE, Nano
from foedus.incident.behaviour import ADMISSION, ELSEWHERE, FINE, FOOLED, FURTHER, WEIGHTS, Behaviour, Confusion
from foedus.incident.model import Attribution
from foedus.report.model import Basis


@dataclass(frozen=True)
class Testimony:
    """What one independent origin says of one incident, as far as it counts (I3).

    origin: its key, the same in every incident. speaker: the party it speaks for, "" for none. claims: (party, basis),
    the best claim for each party that it names, as the accord names it; empty if it does not say who did it. A claim
    in the speaker's own interest must not be among them: it never counts. coder: the collector whose event number its
    reports carry, "" for none: who did it may then be the collector's reading and not the origin's word. loose: it is
    told together with the others, and yet may well be of another act (I4h).
    """

    origin: str
    speaker: str = ""
    claims: tuple[tuple[str, Basis], ...] = ()
    coder: str = ""
    loose: bool = False

    @cached_property
    def evidence(self) -> tuple[tuple[str, Basis], ...]:
        """The claims that can weigh, an admission as such; sorted."""
        return tuple(sorted((p, ADMISSION if p == self.speaker else b) for p, b in self.claims if WEIGHTS[b]))


def attributed(testimonies: Iterable[Testimony], behaviour: Behaviour) -> Attribution:
    """The probability of each party or other actor that somebody names; nobody's, if nobody names any.

    testimonies: of all independent origins that count, those that name nobody included. Their order does not matter.
    Exact whole numbers, each share rounded once to billionths, halves up; the sum never exceeds certainty. A claim
    never makes the one it names less probable, whatever was learnt of its origin: who is wrong more often than chance
    is worth nothing, not the opposite of what he says.
    """
    every = list(testimonies)
    # What was not learnt of an origin by name is alike for all, so that most incidents were worked out before.
    key = tuple(sorted((t.origin if behaviour.knows(t.origin) else "", t.evidence, t.loose) for t in every))
    found = behaviour.worked_out.get(key)
    if found is None:
        found = behaviour.worked_out[key] = _attributed(every, behaviour)
    return found


def _attributed(every: Sequence[Testimony], behaviour: Behaviour) -> Attribution:
    heard = [t for t in every if t.evidence]
    named = sorted({party for t in heard for party, _ in t.evidence})
    if not named:
        return Attribution()
    suspects = Suspects.of(behaviour, named)
    odds = list(suspects.bases)
    for fits in _by_named(heard, behaviour, suspects):
        for i, _ in enumerate(odds):
            odds[i] *= _together([(fit[i], further[i]) for fit, further in fits])
    happened = _happened(every, behaviour)
    whole, prior = sum(odds), sum(suspects.bases)
    shares = {
        party: _mixed(mass, whole, base, prior, happened.get(party, FINE))
        for party, mass, base in zip(suspects.names, odds, suspects.bases, strict=True)
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


@dataclass(frozen=True)
class Suspects:
    """Who may have done it: the parties, each actor named that is none, and "" for all others together.

    bases: how often it was each before anybody is heard. A named outsider has no more than an even share among as many
    outsiders as there are parties, so that to name somebody new is no stronger a claim than to name a party.
    columns: of each party in a confusion; whoever is missing is outside.
    """

    names: tuple[str, ...]
    bases: tuple[int, ...]
    columns: Mapping[str, int]

    @staticmethod
    def of(behaviour: Behaviour, named: Iterable[str]) -> Suspects:
        """Those of an incident in which these are named."""
        columns = {party: i for i, party in enumerate(behaviour.parties)}
        outsiders = [party for party in named if party not in columns]
        outside = behaviour.base[-1]
        share = max(1, outside // max(len(columns), len(outsiders) + 1))
        rest = max(1, outside - share * len(outsiders))
        bases = (*behaviour.base[:-1], *[share] * len(outsiders), rest)
        return Suspects((*behaviour.parties, *outsiders, ""), bases, columns)


def _by_named(
    heard: Iterable[Testimony], behaviour: Behaviour, suspects: Suspects
) -> Iterable[Sequence[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """How well each testimony fits each suspect, by itself and as one of several, those that name the same together."""
    groups: dict[tuple[str, ...], list[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
    for testimony in heard:
        names = tuple(party for party, _ in testimony.evidence)
        fits = _fits(testimony, behaviour, suspects)
        further = _loosened(fits, suspects.bases) if testimony.loose else fits
        groups.setdefault(names, []).append((fits, further))
    return groups.values()


def _fits(testimony: Testimony, behaviour: Behaviour, suspects: Suspects) -> tuple[int, ...]:
    """Against the one it fits best, in trillionths. Who names several gives each an equal part of his word."""
    fits = [0] * len(suspects.names)
    for said, basis in testimony.evidence:
        confusion = behaviour.confusion(testimony.origin, basis)
        for i, suspect in enumerate(suspects.names):
            fits[i] += _fit(confusion, said, suspect, suspects.columns)
    return _to_the_best(fits)


def _to_the_best(fits: Sequence[int]) -> tuple[int, ...]:
    best = max(fits)
    return tuple(max(1, fit * FINE // best) for fit in fits)


def _loosened(fits: Sequence[int], bases: Sequence[int]) -> tuple[int, ...]:
    """What a report says of this act if in `ELSEWHERE` of such reports it is said of another one, by anybody."""
    elsewhere, of = _ELSEWHERE
    of_another = sum(fit * base for fit, base in zip(fits, bases, strict=True)) // sum(bases)
    return _to_the_best([((of - elsewhere) * fit + elsewhere * of_another) // of for fit in fits])


def _fit(confusion: Confusion, said: str, suspect: str, columns: Mapping[str, int]) -> int:
    outside = len(confusion) - 1
    row, column = columns.get(suspect, outside), columns.get(said, outside)
    right = confusion[column][column]
    if said == suspect:
        return right
    if row == column:  # another outsider than the one that did it
        return max(1, min(right, sum(confusion[outside][:-1]) // max(1, outside)))
    return min(right, confusion[row][column])


def _together(fits: Sequence[tuple[int, int]]) -> int:
    """Of those that name the same: what speaks most against a suspect in full, each of the rest to the power `FURTHER`.

    fits: of each by itself, and as one of several. Together they say no less than the strongest does by itself, so that
    nobody takes from a witness's word by telling something like it nearby. Whole numbers: the fourth root of the third
    power, rounded down twice.
    """
    assert Fraction(3, 4) == FURTHER, "the roots below are those of three quarters"
    alone = min(fit for fit, _ in fits)
    least, *rest = sorted(further for _, further in fits)
    for fit in rest:
        least = max(1, least * isqrt(isqrt(fit**3 * FINE)) // FINE)
    return min(alone, least)


def _happened(every: Sequence[Testimony], behaviour: Behaviour) -> Mapping[str, int]:
    """By whom it names: how probable it is that it happened at all, where only one origin tells of it; else nothing."""
    if len(every) > 1:
        return {}
    (only,) = every
    return {party: FINE if b is ADMISSION else behaviour.alone(only.origin, b) for party, b in only.evidence}


def _mixed(mass: int, whole: int, base: int, prior: int, happened: int) -> Nano:
    """What was heard, but in `FOOLED` of all incidents what was to be expected before; nothing if it never happened."""
    fooled, of = _FOOLED
    parts = ((of - fooled) * mass * prior + fooled * base * whole) * happened
    all_parts = of * whole * prior * FINE
    return (2 * parts * SURE + all_parts) // (2 * all_parts)


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


_FOOLED = FOOLED.as_integer_ratio()
_ELSEWHERE = ELSEWHERE.as_integer_ratio()
