"""Times and grounds that were kept are counted once, however often they are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shapely import box

from foedus.accord.model import Zone, ZoneFromFile
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, Interval, to_datetime
from foedus.replay.coverage import Coverage
from foedus.replay.error_rates import Kept
from foedus.replay.kept_once import each_once
from foedus.replay.trials import Design
from rates_values import LAND, START, aim, deal

FIRST = to_datetime(START, "UTC").date()
WHOLE = Coverage(((FIRST, FIRST + timedelta(days=99)),), "UTC")


def ground(west: int, east: int) -> Zones:
    return Zones({"Land": Zone("Land", ZoneFromFile("land.geojson"))}, {"Land": box(west, 47, east, 50)})


def kept(name: str, first: int, last: int, zones: Zones = LAND) -> Kept:
    accord = replace(deal(), name=name)
    stretch = Interval(START + first * DAY, START + (last + 1) * DAY - 1)
    return Kept(f"{first}..{last}", zones, (Design("as written", accord),), aim(accord), stretch, WHOLE.within(stretch))


def days(*several: Kept) -> list[tuple[str, int]]:
    return [(k.name, k.covered.days) for k in each_once(several, WHOLE)]


def test_what_meets_or_overlaps_is_one_stretch() -> None:
    assert days(kept("A", 0, 9), kept("A", 0, 9)) == [("0..9", 10)]
    assert days(kept("A", 5, 14), kept("A", 0, 9)) == [("0..9, 5..14", 15)]
    assert days(kept("A", 0, 9), kept("A", 10, 19)) == [("0..9, 10..19", 20)]
    assert days(kept("A", 0, 9), kept("A", 11, 19)) == [("0..9", 10), ("11..19", 9)]


def test_of_grounds_that_overlap_the_later_is_left_out_for_the_time_of_the_earlier() -> None:
    assert days(kept("A", 10, 19), kept("B", 0, 29)) == [("10..19", 10), ("0..29", 10), ("0..29", 10)]
    assert days(kept("A", 0, 29), kept("B", 10, 19)) == [("0..29", 30)]


def test_grounds_apart_are_each_counted() -> None:
    found = days(kept("A", 0, 9), kept("B", 0, 9, ground(39, 42)))
    assert found == [("0..9", 10), ("0..9", 10)], "only an edge is common"
