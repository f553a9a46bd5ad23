"""What a sensor says about one claimed incident: a log ratio with its terms, and why (rules R6, R6a, R6d-R6g)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from foedus.basics.instant import HOUR, Interval
from foedus.basics.place import Place, Point
from foedus.basics.probability import Nano, nano, percent
from foedus.incident.exposure import looked_whole
from foedus.incident.fires import Background
from foedus.incident.measured import MilliNats, milli_nats
from foedus.incident.sensing import FireRates, FireRecord, Look, chance_of_fire, exact_enough, look_for
from foedus.report.model import Kind, Report

LEAST_CHANCE = Fraction(1, 1_000)
"""No chance of a fire anyhow is taken to be less: a control of one year is too short to check smaller ones, so that one
fire never speaks more than a thousand to one (docs/sensors.md)."""


@dataclass(frozen=True, slots=True)
class Corroboration:
    """What the sensors of one operator say about an incident.

    ratio: ln(chance of what was seen if it happened / if not), in milli-nats; the sum of `terms`. fires: ids of the
    fires seen, by time. if_it_happened, anyhow: the chances of a fire, None where they could not be told. why: words.
    """

    operator: str
    ratio: MilliNats
    terms: tuple[tuple[str, MilliNats], ...]
    fires: tuple[str, ...]
    if_it_happened: Nano | None
    anyhow: Nano | None
    why: tuple[str, ...]


def corroborating(
    happened_at: Interval, place: Place, record: FireRecord, background: Background, rates: FireRates,
    looks: Iterable[Report] = (),
) -> Corroboration:  # fmt: skip
    """What one operator's sensors say about something claimed to have happened then and there.

    rates: measured on strikes that others reported, best without this one. looks: reports in which somebody says where
    he looked (R4); without one of this operator for the whole time and place, that no fire was seen says nothing.
    Both chances are taken where a fire is the weakest evidence: with the least share of strikes that leave one and the
    most that burns anyhow. Errors: none; what cannot be told is a ratio of 0 and a sentence.
    """
    operator = record.operator
    unknown = _not_told(happened_at, place, record, background, rates)
    if unknown:
        return Corroboration(operator, 0, (), (), None, None, (unknown,))
    assert isinstance(place, Point) and rates.net is not None, "what is not on the map, or not measured, is not told"
    look = look_for(happened_at, place, rates.near_m, rates.after)
    expected = background.expected(place, look.radius_m, look.during)
    anyhow = max(chance_of_fire(expected.ln_none, rates.net.factor_high), LEAST_CHANCE)
    caused = rates.net.caused_low
    happened = 1 - (1 - caused) * (1 - anyhow)
    found = record.near(place, look.radius_m, look.during)
    chances = _chances_said(rates, happened, anyhow)
    terms: tuple[tuple[str, MilliNats], ...]
    if found:
        terms = (("a fire, if it happened", milli_nats(happened)), ("a fire anyhow", -milli_nats(anyhow)))
        said = f"{operator} saw {_counted(len(found))} within {_km(look.radius_m)} and {_hours(rates.after)} after it."
    elif caused and _watched(look, operator, looks):
        terms = (("looked, and no fire", milli_nats(1 - caused)),)
        said = f"{operator} looked the whole time and saw no fire within {_km(look.radius_m)}."
    else:
        said = (
            f"{operator} saw no fire within {_km(look.radius_m)}, which says nothing: whether a satellite passed, "
            "and saw through the clouds, is not known (R6a)."
        )
        return Corroboration(operator, 0, (), (), nano(happened), nano(anyhow), (said,))
    ratio, seen = sum(term for _, term in terms), tuple(fire.id for fire in found)
    return Corroboration(operator, ratio, terms, seen, nano(happened), nano(anyhow), (said, chances))


def one_for_each_operator(found: Iterable[Corroboration]) -> tuple[Corroboration, ...]:
    """One voice for each operator, by name (R6e): of several the one that says most; equals are told by their terms."""
    best: dict[str, Corroboration] = {}
    for said in sorted(found, key=lambda c: (-abs(c.ratio), c.terms, c.fires)):
        best.setdefault(said.operator, said)
    return tuple(best[operator] for operator in sorted(best))


def _not_told(happened_at: Interval, place: Place, record: FireRecord, background: Background, rates: FireRates) -> str:
    """Why the sensors can say nothing, "" if they can."""
    if not exact_enough(happened_at, place):
        return "It is not known exactly enough, within 30 km and 25 hours, for a fire to be told its own."
    assert isinstance(place, Point), "what is exact is on the map"
    if not background.knows(place):
        return "The control tells nothing of the fires of that place."
    if rates.net is None:
        return "How often a strike leaves a fire was not measured."
    after = Interval(happened_at.start, happened_at.end + rates.after)
    if not after.overlaps(record.during):
        return f"The record of {record.operator} does not reach that time."
    return ""


def _watched(look: Look, operator: str, looks: Iterable[Report]) -> bool:
    own = [r for r in looks if r.origin == operator and r.kind in (Kind.PATROL, Kind.ACCESS_DENIED)]
    return looked_whole(own, Point(look.place.longitude_e6, look.place.latitude_e6, look.radius_m), look.during)


def _chances_said(rates: FireRates, happened: Fraction, anyhow: Fraction) -> str:
    assert rates.net is not None, "only what was measured is said"
    return (
        f"A fire is to be expected there with {percent(nano(anyhow))} anyhow, and with {percent(nano(happened))} if it "
        f"happened: of {rates.seen.trials:,} reported strikes {rates.seen.hits:,} had one near, at least "
        f"{percent(nano(rates.net.caused_low))} one of their own (R6d)."
    )


def _counted(fires: int) -> str:
    return "a fire" if fires == 1 else f"{fires:,} burning pixels"


def _km(metres: int) -> str:
    return f"{metres // 1000} km" if metres % 1000 == 0 else f"{metres:,} m"


def _hours(after: int) -> str:
    hours = after // HOUR
    return f"{hours} hours" if hours != 1 else "an hour"
