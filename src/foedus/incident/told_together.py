"""The score of two groups of reports, by its definition (rule I1b); `gathering` works out the same for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foedus.basics.logarithm import MilliNats
from foedus.incident.terms import APART, OUTLIER, Told, exact_and_far, placed_by, terms, time
from foedus.incident.words import Words

_WORDS = ("act", "target", "weapon", "count")


def together(told: Sequence[Told]) -> Told:
    """What reports say together, in the order of their ids: the place by the most exact and, of the others, each by
    how exact it is, but for one that is off by more than three times what both state; the time that all allow, the
    most exact first. What only single reports say is left as the most exact has it."""
    first, *others = sorted(told, key=lambda t: t.spread)
    xyz, spread = first.xyz, first.spread
    for other in others:
        off = [b - a for a, b in zip(xyz, other.xyz, strict=True)]
        both = spread + other.spread
        if both and sum(each * each for each in off) <= OUTLIER * both:
            x, y, z = (a + spread * each // both for a, each in zip(xyz, off, strict=True))
            xyz, spread = (x, y, z), max(spread * other.spread // both, 1)
    shortest, *longer = sorted(told, key=lambda t: t.end - t.start)
    start, end = shortest.start, shortest.end
    for each in longer:
        if max(start, each.start) <= min(end, each.end):
            start, end = max(start, each.start), min(end, each.end)
    one = told[0].origin if len({t.origin for t in told}) == 1 else ""
    return replace(first, xyz=xyz, spread=spread, start=start, end=end, lasting=end - start, origin=one)


def score_together(
    here: Sequence[Told], there: Sequence[Told], distance_m: int, period_s: int, acts: Words, objects: Words
) -> MilliNats:
    """How much likelier two groups mean one incident than two, by what they say; APART for never.

    That one source tells of two, or somebody decided so (I1b, I1c), is not asked here.
    """
    a, b = together(here), together(there)
    if not a.origin or not b.origin:
        a = replace(a, origin=f"several, {a.origin}")
    when = time(a, b, period_s)
    pairs = [terms(p, q, distance_m, period_s, acts, objects) for p in here for q in there]
    far = any(exact_and_far(p, q, distance_m, period_s) for p in here for q in there)
    if far or when <= APART or any(found["act"] <= APART for found in pairs):
        return APART
    words = sum(found[name] for found in pairs for name in _WORDS) // len(pairs)
    text = max(found["text"] for found in pairs)
    return placed_by(a, b, distance_m) + when + (a.density + b.density) // 2 + words + text
