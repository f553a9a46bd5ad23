"""How a source states time and place: rounded, widened, snapped to towns, now and then slipped or misplaced."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from random import Random

from bench.evidence.chance import heavy, pick
from bench.evidence.geography import DISTRICT_KM, REGION_KM, Geography, Town, district, point, region
from bench.evidence.happenings import Happening
from bench.evidence.sources import Source
from foedus.basics.instant import DAY, SECOND, Instant, Interval
from foedus.basics.place import Area, Nowhere, Place

ZONE = "Etc/GMT-2"
"""Local time is two hours ahead of UTC: local days are not the days of UTC."""
START: Instant = 1_893_448_800 * SECOND
"""Local midnight, 1 January 2030."""
_HALF_A_DAY_WRONG = 0.012
"""a.m. read as p.m., of the statements that give an hour."""
_DAY_WRONG = 0.12
"""The neighbouring day, of the statements by day or part of day about the three hours on either side of midnight."""
_CARE: Mapping[str, float] = {"minute": 0.25, "hour": 0.6}
"""Who gives a minute has looked at a clock: so much of a source's usual error is in what it states so."""
_WRONG_NAMESAKE = {"wire": 0.3, "crowd": 0.3, "local": 0.15, "ministry": 0.1}
"""Placed at the other town of the name, of the reports that name a town of which there are two."""


def instant(at_h: float) -> Instant:
    """An instant of the world's local hours, to the second."""
    return START + round(at_h * 3600) * SECOND


def stated_time(
    random: Random, source: Source, one: Happening, published_h: float, misstated: Fraction
) -> tuple[Interval, str]:
    """(interval as stated, its precision). A slip that would lie in the future is noticed and mended."""
    kind = source.of
    precision = pick(random, kind.times)
    off_h = kind.off_min / 60 * source.scale * _CARE.get(precision, 1.0)
    noted = one.at_h + heavy(random, off_h, kind.freedom) + _slip(random, source, one, precision)
    first, last = _spelled(random, noted, precision)
    if first > published_h - 0.05:
        first, last = _spelled(random, one.at_h, precision)
    return spell(first, last, misstated), precision


def _slip(random: Random, source: Source, one: Happening, precision: str) -> float:
    hour = one.at_h % 24
    if precision in ("minute", "hour") and random.random() < _HALF_A_DAY_WRONG:
        return 12 if hour < 12 else -12
    if precision in ("day", "part") and (hour < 3 or hour > 21) and random.random() < _DAY_WRONG:
        return -24 if hour < 3 else 24
    return source.slip_h if random.random() < source.slips else 0.0


def _spelled(random: Random, noted: float, precision: str) -> tuple[float, float]:
    """Local hours [first, last) of a time as it would be written."""
    match precision:
        case "minute":
            step = random.choice((1 / 60, 1 / 60, 1 / 12, 0.25))
            at, slack = round(noted / step) * step, max(step / 2, random.choice((5.0, 10.0, 15.0)) / 60)
            return at - slack, at + slack + 1 / 60
        case "hour":
            first = noted // 1 if random.random() < 0.7 else round(noted) - 0.5
            return first - 0.25, first + 1.25
        case "part":
            hour = noted % 24
            midnight = noted - hour
            if (hour >= 21 or hour < 6) and random.random() < 0.6:  # "in the night", over midnight
                return (midnight + 21, midnight + 30) if hour >= 21 else (midnight - 3, midnight + 6)
            return midnight + hour // 6 * 6, midnight + hour // 6 * 6 + 6
        case "day":
            return noted // 24 * 24, noted // 24 * 24 + 24
        case _:
            before, after = random.randint(0, 3), random.randint(1, 2)
            return (noted // 24 - before) * 24, (noted // 24 + after) * 24


def spell(first: float, last: float, misstated: Fraction) -> Interval:
    """Local hours [first, last) as an interval, so many times as wide as it should be."""
    start, end = instant(first), instant(last) - 1
    middle, half = (start + end) // 2, (end - start) // 2
    half = half * misstated.numerator // misstated.denominator
    return Interval(middle - half, middle + half)


def stated_place(
    random: Random, source: Source, one: Happening, geography: Geography, misstated: Fraction
) -> tuple[Place, str, str]:
    """(place as stated, the name for it in words, how it was placed: site, town, district, region or none)."""
    kind = source.of
    scale = kind.off_m / 1000 * source.scale * (10 if random.random() < kind.gross else 1)
    x, y = one.x + heavy(random, scale, kind.freedom), one.y + heavy(random, scale, kind.freedom)
    how = pick(random, kind.places)
    town = geography.named_for(random, x, y)
    if how == "site":
        return put(x, y, random.choice(kind.site_m), misstated), town.name, how
    if how == "town":
        at = geography.namesake.get(town, town) if random.random() < _WRONG_NAMESAKE.get(source.trade, 0.05) else town
        return in_town(at, source.gazetteer, misstated), town.name, how
    if how == "none":
        return Nowhere(), "the front", how
    name, middle, across = district(x) if how == "district" else region(x)
    if random.random() < 0.2:
        return Area(name), name, how
    return put(middle, across, 1000 * (DISTRICT_KM if how == "district" else REGION_KM), misstated), name, how


def in_town(town: Town, gazetteer: int, misstated: Fraction) -> Place:
    """A town's middle as one of three gazetteers has it: they differ by some hundred metres, rarely kilometres."""
    dx, dy = _offset(town.name, round(town.x), gazetteer)
    return put(town.x + dx, town.y + dy, town.radius_m, misstated)


@lru_cache(maxsize=1000)
def _offset(name: str, column: int, gazetteer: int) -> tuple[float, float]:
    random = Random(f"{name}/{column}/{gazetteer}")
    return heavy(random, 0.5, 3), heavy(random, 0.5, 3)


def day_of(at: Instant, misstated: Fraction) -> Interval:
    """The local day of an instant, as somebody states it who knows no more."""
    day = (at - START) // DAY * 24
    return spell(day, day + 24, misstated)


def put(x: float, y: float, radius_m: int, misstated: Fraction) -> Place:
    """A point with its radius, so many times as wide as it should be."""
    return point(x, y, radius_m * misstated.numerator // misstated.denominator)
