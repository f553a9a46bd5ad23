"""Alerts of two channels as events that both tell of: what is one by its place and time has one number (R6h)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from foedus.basics.instant import MINUTE, Interval
from foedus.incident.channels import TOLERANCE, Alert, alerts_of, pairs_of
from foedus.report.model import Report

BY_CHANCE = Fraction(1, 300)
"""Two alerts are one where an alert that has nothing to do with the first would begin so near to it in less than one
case in so many: what is asked of any two origins before one corroborates the other (I3l)."""
NEAREST = MINUTE
"""Nearer than so says no more: channels are read once a minute or so, and most pairs lie within one."""


def told_together(
    first: Iterable[Report], second: Iterable[Report], tolerance: int = TOLERANCE, parts: bool = False,
    within: Interval | None = None,
) -> tuple[Report, ...]:  # fmt: skip
    """The alerts of both, by when they became known; those that are one have one event number of one collector.

    Alerts of named areas only. Which are one is decided by the starts of both channels, so it is known in hindsight and
    not at the time.
    """
    both = (tuple(first), tuple(second))
    reports = {r.id: r for some in both for r in some}
    one, other = (alerts_of(some, within, parts) for some in both)
    numbers = _numbers(pairs_of(one, other, tolerance), one, other)
    collectors = sorted({reports[a.id].collector for a in (*one, *other)} - {""})
    taken = {a.id for a in (*one, *other)}
    told = [
        replace(reports[i], event_key=numbers.get(i, ""), collector=" and ".join(collectors) or "alerts") for i in taken
    ]  # fmt: skip
    return tuple(sorted(told, key=lambda r: (r.known_at, r.id)))


def _numbers(pairs: Sequence[tuple[Alert, Alert]], one: Sequence[Alert], other: Sequence[Alert]) -> dict[str, str]:
    """The event number of each alert that is one with another, by its id, counted in the order of time."""
    per = [_per_microsecond(some) for some in (one, other)]
    sure = [
        (x, y) for x, y in pairs
        if max(rate.get(x.area, Fraction(0)) for rate in per) * 2 * max(abs(x.start - y.start), NEAREST) < BY_CHANCE
    ]  # fmt: skip
    found: dict[str, str] = {}
    for n, (x, y) in enumerate(sorted(sure), 1):
        found[x.id] = found[y.id] = f"alert:{n}"
    return found


def _per_microsecond(alerts: Sequence[Alert]) -> dict[str, Fraction]:
    """How often an alert of each area begins while the channel is there."""
    if not alerts:
        return {}
    there = max(a.start for a in alerts) - min(a.start for a in alerts) + 1
    return {area: Fraction(number, there) for area, number in Counter(a.area for a in alerts).items()}
