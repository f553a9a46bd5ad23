"""Days on which a breach could be found so that more time passes than on the day that was asked about (Q2a).

A month has 28 to 31 days, and the day on which clocks change 23 or 25 hours. So what holds of a breach found on one day
need not hold of one found on another. The limits are added up by the calendar only to choose the day; what is so there,
the machine says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from foedus.basics.instant import Instant, Period, Unit, from_local, to_datetime
from foedus.procedure.rules import CertificationRule, Procedure
from foedus.procedure.state import Breach

_LONG, _CLOCK = frozenset({Unit.MONTH, Unit.YEAR}), frozenset({Unit.MINUTE, Unit.HOUR})
_FOUR_YEARS, _A_YEAR = 4 * 365 + 1, 366


def latest_day(
    procedure: Procedure, rule: CertificationRule, breaches: tuple[Breach, ...], found_at: Instant, within: Period
) -> Instant | None:
    """The day, by the clock of `found_at` and in the time in force, on which the limits on the way to an award lead
    furthest beyond the time allowed; None where they lead beyond it on no day, or every day is like the next."""
    ways = [tuple(_limits(procedure, rule, breach)) for breach in breaches]
    found = [
        (max(_end(procedure, at, way) for way in ways) - procedure.after(at, within), at)
        for at in days(procedure, found_at, [within, *(period for way in ways for period in way)])
    ]
    late, day = max(found, default=(0, found_at), key=lambda each: (each[0], -each[1]))
    return day if late > 0 else None


def late_duty_day(procedure: Procedure, rule: CertificationRule, found_at: Instant) -> Instant | None:
    """The first day on which members owe their votes only after the limit of their body (P2h); None if none is."""
    for one in (rule, procedure.ruling if rule.challenge is not None else None):
        if one is not None and one.duty is not None:
            for at in days(procedure, found_at, [one.period, one.duty]):
                if procedure.after(at, one.duty) > procedure.after(at, one.period):
                    return at
    return None


def days(procedure: Procedure, found_at: Instant, periods: list[Period]) -> Iterator[Instant]:
    """Each day of a year, or of four where months or years count; none where all days are alike."""
    units = {period.unit for period in periods}
    if units <= _CLOCK or (not units & _LONG and (not units & _CLOCK or procedure.time_zone == "UTC")):
        return
    first, until = to_datetime(found_at, procedure.time_zone).replace(tzinfo=None), procedure.in_force_until
    begins = to_datetime(procedure.in_force_from, procedure.time_zone).date()
    for number in range(_FOUR_YEARS if units & _LONG else _A_YEAR):
        at = from_local(first.replace(year=begins.year, month=begins.month, day=begins.day) + timedelta(number),
                        procedure.time_zone)  # fmt: skip
        if at >= procedure.in_force_from and (until is None or procedure.renewal is not None or at < until):
            yield at


def _limits(procedure: Procedure, rule: CertificationRule, breach: Breach) -> Iterator[Period]:
    yield rule.period
    cure = rule.cure_of(breach.norm)
    if cure is not None:
        yield cure
    for _ in range(rule.challenge.times if rule.challenge is not None and procedure.ruling is not None else 0):
        assert rule.challenge is not None and procedure.ruling is not None, "looked at above"
        yield from (rule.challenge.period, procedure.ruling.period)


def _end(procedure: Procedure, at: Instant, limits: tuple[Period, ...]) -> Instant:
    for period in limits:
        at = procedure.after(at, period)
    return at
