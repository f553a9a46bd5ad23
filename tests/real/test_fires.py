"""A year of fires: what one half of its days leads to expect the other half shows; figures counted from the table."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from foedus.basics.instant import DAY, Interval
from foedus.basics.place import Point
from foedus.incident.control import background_of, fires_of
from foedus.incident.fires import CELL_E6, Background
from foedus.incident.sensing import FireRecord, chance_of_fire, records_of
from foedus.report.model import Report
from foedus.report.read_reports import read_reports

pytestmark = pytest.mark.real
FIRES = Path(__file__).parents[1] / "data" / "firms" / "modis_2021.csv.gz"


@cache
def fires() -> tuple[Report, ...]:
    read = read_reports(FIRES)
    assert not read.problems and not read.refused
    return fires_of(read.reports)


def of_days(odd: bool) -> list[Report]:
    return [fire for fire in fires() if (fire.happened_at.start // DAY) % 2 == odd]


@cache
def even() -> Background:
    """Of the even days only. As its period holds the odd ones too, its rates are half of what they are."""
    found = background_of(of_days(odd=False))
    assert found is not None
    return found


@cache
def odd() -> FireRecord:
    [found] = records_of(of_days(odd=True))
    return found


def probes(number: int) -> Iterator[tuple[Point, int]]:
    """Places and odd days spread evenly over the cells that ever burnt and the time from the first to the last fire."""
    cells = sorted({cell for cell, _ in even().burning})
    first, last = (at // DAY for at in (even().control.start, even().control.end))
    for n in range(number):
        north, east = cells[n * 7_919 % len(cells)]
        place = Point(east * CELL_E6 + n * 104_729 % CELL_E6, north * CELL_E6 + n * 15_485_863 % CELL_E6, 0)
        day = first + n * 611_953 % (last - first)
        yield place, day + 1 - day % 2


@pytest.mark.parametrize(
    ("radius_m", "number", "seen"), [(5_000, 12_000, 36), (10_000, 6_000, 67), (20_000, 3_000, 113)]
)
def test_what_one_half_of_the_days_leads_to_expect_the_other_half_shows(radius_m: int, number: int, seen: int) -> None:
    expected, burnt = Fraction(0), 0
    for place, day in probes(number):
        twice = even().expected(place, radius_m, Interval((day - 1) * DAY, (day + 1) * DAY - 1))
        expected += chance_of_fire(twice.ln_none, Fraction(1))
        burnt += bool(odd().near(place, radius_m, Interval(day * DAY, (day + 1) * DAY - 1)))
    assert burnt == seen
    assert Fraction(7, 8) * burnt < expected < Fraction(8, 7) * burnt


def test_the_year_has_6423_burning_half_days_most_of_them_by_day_and_in_august() -> None:
    found = background_of(fires())
    assert found is not None
    assert (found.fires, sum(found.burning.values()), len(found.cells)) == (10_796, 6_423, 2_193)
    by_season = {season: sum(n for (_, s), n in found.burning.items() if s == season) for season in found.halves}
    assert max(by_season, key=lambda season: by_season[season]) == (8, False)
    assert 20 * sum(n for (_, night), n in by_season.items() if night) < 6 * sum(by_season.values())
