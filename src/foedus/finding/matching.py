"""Which incidents count for a party under a norm, and with what probability they are that party's (F2a, F2c, F2d)."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.accord.model import Accord, Norm
from foedus.basics.probability import SURE, Nano
from foedus.finding.exceptions import Removals
from foedus.finding.matters import Ground, Match, Matters, bound
from foedus.incident.model import Attribution, Incident, Known, Reading


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident that counts for a party under a norm, before any window is looked at.

    certain, possible: in which counts it stands (F2a); it may stand in both. p: the probability that it is the
    party's; for no party, that it is a bound party's or unattributed (F2c, F2d). without: the same if an origin were
    left out, sorted by origin; an incident no longer confirmed then counts with probability 0 (F3).
    doubts: why it is not certain, in words that fit behind "incidents".
    """

    incident: Incident
    certain: bool
    possible: bool
    p: Nano
    without: tuple[tuple[str, Nano], ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, int, str]:
        """The order in which the incidents of a window are taken (F3a)."""
        return (self.incident.happened_at.end, self.incident.happened_at.start, self.incident.id)


def candidates(
    accord: Accord, zones: Ground, known: Known, norm: Norm, party: str | None, reading: Reading
) -> tuple[Candidate, ...]:
    """The incidents that count, certainly or possibly, for a party (None: for nobody in particular) under a norm.

    Excepted ones and those left to a prevailing norm are not among them (F7, F8b). Sorted by (end, start, id), F3a.
    """
    matters = Matters(accord, zones)
    removals = Removals(matters, known, norm)
    found = [candidate(matters, removals, norm, party, incident, reading) for incident in known.incidents]
    return tuple(sorted((c for c in found if c is not None), key=lambda c: c.order))


def candidate(
    matters: Matters, removals: Removals, norm: Norm, party: str | None, incident: Incident, reading: Reading
) -> Candidate | None:
    """One incident as it counts for a party under a norm; None if it does not."""
    matter = matters.matter(norm, incident)
    if matter is Match.NOT:
        return None
    parties = bound(matters.accord, norm)
    answerable = frozenset(p for p in parties if not removals.removed(incident, p))
    if party is not None and party not in answerable:
        return None
    if party is None and parties and not answerable:
        return None
    p = share(incident.attribution, party, answerable)
    possible = not incident.alleged if party is None else party in incident.alleged or p > 0
    certain = incident.confirmed and matter is Match.CERTAIN
    lifted = reading.possible_is_certain and (possible or (party is None and p > 0))
    if not (possible or lifted or (certain and p > 0)):
        return None
    without = tuple(
        (w.origin, share(w.attribution, party, answerable) if w.confirmed or lifted else 0) for w in incident.without
    )
    return Candidate(incident, certain or lifted, possible, p, without, matters.doubts(norm, incident))


def share(attribution: Attribution, party: str | None, answerable: frozenset[str]) -> Nano:
    """The probability that it was the party; for None, that it was nobody who does not answer for it here.

    Who does not answer: those the norm does not bind, and bound parties for whom it is excepted (F2d).
    """
    if party is not None:
        return attribution.of(party)
    return SURE - sum(p for name, p in attribution.parties if name not in answerable)
