"""What the text itself says of how often a breach is found though all comply: clauses with an error over the lifetime
(V2b)."""

from __future__ import annotations

from dataclasses import replace

from foedus.accord.model import Accord, Measure, Norm
from foedus.basics.probability import SURE, Nano
from foedus.finding.matters import bound
from foedus.incentives.stakes import Range, Stakes


def false_bound(accord: Accord, grade: str, party: str) -> Nano | None:
    """The greatest chance, over the whole time in force, that a party that complies is found in breach of a grade; None
    where some line that gives it has no such bound, or none gives it."""
    found = [_of_norm(n, grade, ()) for n in accord.norms if party in bound(accord, n)]
    given = [each for each in found if each is not None]
    return sum(given) or None if len(given) == len(found) else None


def _of_norm(norm: Norm, grade: str, above: tuple[str, ...]) -> Nano | None:
    """Errors add. To find so many breaches of a lesser grade that never were, one has to be found."""
    total = 0
    for condition in norm.conditions:
        if condition.grade != grade or condition.grade in above:
            continue
        if condition.measure is Measure.AVERAGE:
            one: Nano | None = condition.error
        elif condition.measure is Measure.BREACHES:
            one = _of_norm(norm, condition.of_grade, (*above, grade))
        else:
            one = None
        if one is None:
            return None
        total += one
    return total


def with_bound(stakes: Stakes, accord: Accord) -> Stakes:
    """The stakes with no more findings that never were, in a period, than the text allows in the whole time."""
    allowed = false_bound(accord, stakes.guarantee.grade, stakes.guarantee.by)
    if allowed is None or allowed >= stakes.errors.false.high * SURE:
        return stakes
    most = allowed / SURE
    false = Range(min(stakes.errors.false.low, most), most)
    return replace(stakes, errors=replace(stakes.errors, false=false), false_bound=allowed)
