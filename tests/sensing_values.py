"""Small hand-made fires, strikes and patrols for the tests of sensors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from foedus.basics.instant import DAY, HOUR, MINUTE, Interval
from foedus.basics.place import Area, Place, Point
from foedus.incident.control import background_of
from foedus.incident.fires import Background
from foedus.incident.sensing import FireRates, FireRecord, measure_fires, records_of
from foedus.report.model import Kind, Report

JANUARY_2021 = 18_628 * DAY
JANUARY_2022 = JANUARY_2021 + 365 * DAY
OPERATOR = "Sky Agency"


def at(east_km: float, north_km: float = 0, radius_m: int = 500) -> Point:
    """A point of a square country about 0 E 0 N, where a tenth of a degree is 11.1 km each way."""
    return Point(round(east_km * 100_000 / 11.13), round(north_km * 100_000 / 11.06), radius_m)


def fire(start: int, place: Place, operator: str = OPERATOR, satellite: str = "T") -> Report:
    """A burning pixel. satellite: tells two pixels of one place and time apart."""
    span = Interval(start, start + MINUTE - 1)
    return Report(Kind.EVENT, "fire", span, start + DAY, operator, operator, place, note=satellite)


def strike(start: int, place: Place, lasting: int = HOUR) -> Report:
    span = Interval(start, start + lasting)
    return Report(Kind.EVENT, "missile strike", span, start + DAY, "Gazette", "Gazette", place)


NORTH = Area("North")


def patrol(start: int, lasting: int, place: Place = NORTH, origin: str = "Monitors", denied: bool = False) -> Report:
    span = Interval(start, start + lasting - 1)
    kind = Kind.ACCESS_DENIED if denied else Kind.PATROL
    return Report(kind, "unknown", span, start + lasting, origin, origin, place)


def shot(start: int, lasting: int = 0, place: Place = NORTH, kind: Kind = Kind.EVENT) -> Report:
    return Report(kind, "shelling", Interval(start, start + lasting), start + DAY, "Monitors", "Monitors", place)


def noon(day: int, year: int = JANUARY_2021) -> int:
    return year + day * DAY + 12 * HOUR


@cache
def quiet_year() -> tuple[Report, ...]:
    """A field 40 km east burns every fifth day at noon, by turns here and there, one north every twelfth; elsewhere
    hardly anything does."""
    fields = [fire(noon(day), at(40 + day % 3, day % 7)) for day in range(0, 365, 5)]
    fields += [fire(noon(day), at(day % 9, 42)) for day in range(0, 365, 12)]
    return (
        *fields,
        fire(noon(0), at(-90, -90)),
        fire(noon(364), at(90, 90)),
        *(fire(noon(d), at(0, -60)) for d in (90, 200)),
    )


@cache
def background() -> Background:
    found = background_of(quiet_year())
    assert found is not None
    return found


STRUCK = tuple(range(30, 330, 3))
"""Days of 2022 on which something is struck 40 km north; after every second of them there is a fire."""


@cache
def strikes() -> tuple[Report, ...]:
    return tuple(strike(noon(day, JANUARY_2022), at(n % 5 * 2, 40)) for n, day in enumerate(STRUCK))


@cache
def record() -> FireRecord:
    after = [fire(noon(day, JANUARY_2022) + 2 * HOUR, at(n % 5 * 2, 41)) for n, day in enumerate(STRUCK) if n % 2 == 0]
    fields = [fire(noon(day, JANUARY_2022), at(40 + day % 3, day % 7)) for day in range(0, 365, 10)]
    [found] = records_of(
        [*after, *fields, fire(noon(0, JANUARY_2022), at(-90)), fire(noon(364, JANUARY_2022), at(-90))]
    )
    return found


@cache
def rates() -> FireRates:
    return measure_fires(strikes(), record(), background())


def only(reports: Sequence[Report]) -> FireRecord:
    [found] = records_of(reports)
    return found
