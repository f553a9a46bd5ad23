"""How often a strike has a fire near it: measured on strikes that others report, net of what burns anyhow (R6d).

What burns anyhow is known from a quiet time, and from the same places at other times of the war.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import DAY, HOUR, Interval
from foedus.basics.place import Place, Point
from foedus.basics.probability import SURE
from foedus.incident.control import FIRE, fires_of
from foedus.incident.fires import CELL_E6, Background, Cell, around, cell_of, metres_of_degrees
from foedus.incident.measured import DECIMALS as D
from foedus.incident.measured import Share, decimal_of, nano_of, share_of
from foedus.report.model import Kind, Report

NEAR_M = 5_000
"""How far from where a strike was a fire may be and still be its fire: the least radius at which what a control year
leads to expect was found to hold (docs/sensors.md), five pixels of the coarser satellites."""
AFTER = DAY
"""How long after a strike a fire may be seen: a day holds all four passes of the two MODIS satellites."""
WIDEST_M = 30_000
"""A strike whose place is less exact, and one whose time is longer than `LONGEST`, tells no fire of its own."""
LONGEST = DAY + HOUR
EARLIER = (7 * DAY, 14 * DAY, 21 * DAY)
"""How long before a strike its place is looked at for comparison: at the same time of the day, in nearly the same
season, and before any fire that the strike could have left burning."""

LARGEST_FACTOR = 10_000
"""By how much more it may burn than in the control. A field that burnt once in two months then burns every hour."""


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """A place, how far around it, and a time: where a fire would be that of a strike."""

    place: Point
    radius_m: int
    during: Interval

    def before(self, by: int) -> Look:
        """The same, so much earlier."""
        return Look(self.place, self.radius_m, Interval(self.during.start - by, self.during.end - by))


@dataclass(frozen=True)
class FireRecord:
    """The fires seen by the sensors of one operator, which are one origin however many satellites fly (R6e)."""

    operator: str
    during: Interval
    fires: int
    by_day: Mapping[tuple[Cell, int], Sequence[Report]]

    def near(self, place: Point, radius_m: int, during: Interval) -> tuple[Report, ...]:
        """The fires whose pixel has its centre within a radius of a place, seen during a time; by time, then id."""
        steps = radius_m * 100_000 // (min(metres_of_degrees(place)) * CELL_E6) + 1
        days = range(during.start // DAY, during.end // DAY + 1)
        close = (f for c in around(cell_of(place), steps) for day in days for f in self.by_day.get((c, day), ()))
        found = (f for f in close if f.happened_at.overlaps(during) and _apart_m(f.place, place) <= radius_m)
        return tuple(sorted(found, key=lambda f: (f.happened_at, f.id)))

    def seen(self, during: Interval) -> tuple[Report, ...]:
        """All fires seen anywhere during a time; by time, then id."""
        days = frozenset(range(during.start // DAY, during.end // DAY + 1))
        found = (f for (_, day), some in self.by_day.items() if day in days for f in some)
        return tuple(sorted((f for f in found if f.happened_at.overlaps(during)), key=lambda f: (f.happened_at, f.id)))


def records_of(reports: Iterable[Report]) -> tuple[FireRecord, ...]:
    """The fires among reports, by operator of the sensors that saw them."""
    by_operator: dict[str, list[Report]] = defaultdict(list)
    for fire in fires_of(reports):
        by_operator[fire.origin].append(fire)
    return tuple(_record(operator, fires) for operator, fires in sorted(by_operator.items()))


def strikes_of(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports that say where and when something happened, exactly enough to look for its fire, by time."""
    strikes = {r for r in reports if r.kind is Kind.EVENT and exact_enough(r.happened_at, r.place) and r.act != FIRE}
    return tuple(sorted(strikes, key=lambda r: (r.happened_at, r.id)))


def exact_enough(happened_at: Interval, place: Place) -> bool:
    """Whether a fire could be told to be of this."""
    return isinstance(place, Point) and place.radius_m <= WIDEST_M and happened_at.end - happened_at.start <= LONGEST


@dataclass(frozen=True, slots=True)
class Net:
    """What strikes add to what burns anyhow.

    factor: by how much more it burns now than in the control where strikes are reported, at least 1: with it as many of
    the earlier looks as had a fire were to be expected to have one. factor_high: its upper bound. caused: the share of
    strikes that leave a fire of their own; caused_low: its lower bound, at that upper bound of the factor.
    """

    factor: Fraction
    factor_high: Fraction
    caused: Fraction
    caused_low: Fraction


@dataclass(frozen=True, slots=True)
class FireRates:
    """What was measured of one operator's sensors on strikes that others reported.

    seen: strikes with a fire near. expected: how many of them would have one by the control alone. earlier: looks at
    the same places earlier, where and when no strike was reported, and how many had a fire. earlier_expected: how many
    would by the control alone. net: what follows, None where one of the two could not be looked at.
    """

    operator: str
    seen: Share
    expected: Fraction
    earlier: Share
    earlier_expected: Fraction
    net: Net | None
    near_m: int = NEAR_M
    after: int = AFTER


def measure_fires(
    strikes: Iterable[Report], record: FireRecord, background: Background, near_m: int = NEAR_M, after: int = AFTER
) -> FireRates:
    """Measure how often a reported strike has a fire near, net of what burns there anyhow (R6d).

    Only strikes in the background's region, while the record runs, are looked at; several reports of one time and place
    are one. Strikes are taken as independent of each other and as having happened; where some did not, the share that
    leaves a fire comes out too low, which makes a fire weaker evidence than it is.
    """
    looks = sorted({_look(s.happened_at, s.place, near_m, after) for s in strikes_of(strikes)})
    looks = [look for look in looks if background.knows(look.place) and _within(look, record)]
    taken = _by_day(looks)
    earlier = [moved for look in looks for by in EARLIER if _within(moved := look.before(by), record)]
    earlier = [look for look in earlier if not _struck(look, taken)]
    now, then = _ln_nones(looks, background), _ln_nones(earlier, background)
    hits, hits_then = _burning(looks, record), _burning(earlier, record)
    return FireRates(
        record.operator, share_of(hits, len(looks)), _chances(now, Fraction(1)), share_of(hits_then, len(earlier)),
        _chances(then, Fraction(1)), _net_of(hits, now, hits_then, then), near_m, after,
    )  # fmt: skip


def apart_from(look: Look, strikes: Iterable[Report], near_m: int = NEAR_M, after: int = AFTER) -> tuple[Report, ...]:
    """The strikes whose fires are looked for elsewhere or at another time than those of a look.

    What a fire is worth for one incident is measured on others, else it would speak for what it was measured on.
    """
    return tuple(s for s in strikes_of(strikes) if not _meet(_look(s.happened_at, s.place, near_m, after), look))


def look_for(happened_at: Interval, place: Point, near_m: int, after: int) -> Look:
    """Where and when a fire of a strike would be seen: near it, within its own uncertainty, until a while after."""
    return Look(place, near_m + place.radius_m, Interval(happened_at.start, happened_at.end + after))


def chance_of_fire(ln_none: Decimal, factor: Fraction) -> Fraction:
    """The chance of a fire where it burns by so much a factor more than the control leads to expect."""
    none = D.exp(D.multiply(ln_none, decimal_of(factor)))
    return Fraction(nano_of(D.subtract(1, none)), SURE)


def _chances(ln_nones: Sequence[Decimal], factor: Fraction) -> Fraction:
    return sum((chance_of_fire(ln_none, factor) for ln_none in ln_nones), Fraction(0))


def _ln_nones(looks: Iterable[Look], background: Background) -> list[Decimal]:
    return [background.expected(look.place, look.radius_m, look.during).ln_none for look in looks]


def _burning(looks: Iterable[Look], record: FireRecord) -> int:
    return sum(bool(record.near(look.place, look.radius_m, look.during)) for look in looks)


def _net_of(hits: int, now: Sequence[Decimal], hits_then: int, then: Sequence[Decimal]) -> Net | None:
    if not now or not then:
        return None
    seen, earlier = share_of(hits, len(now)), share_of(hits_then, len(then))
    factor = _factor(then, Fraction(hits_then))
    high = _factor(then, Fraction(earlier.high * len(then), SURE))
    caused = _net(Fraction(hits, len(now)), _chances(now, factor) / len(now))
    return Net(factor, high, caused, _net(Fraction(seen.low, SURE), _chances(now, high) / len(now)))


def _factor(ln_nones: Sequence[Decimal], hits: Fraction) -> Fraction:
    """By how much more it must burn than in the control for so many looks to be expected to have a fire, from 1 up.

    In thousandths, rounded up. Where every look has one, `LARGEST_FACTOR`, with which a fire is as good as certain.
    """
    least, enough = 999, LARGEST_FACTOR * 1_000
    while enough - least > 1:
        middle = (least + enough) // 2
        if _chances(ln_nones, Fraction(middle, 1_000)) >= hits:
            enough = middle
        else:
            least = middle
    return Fraction(enough, 1_000)


def _net(seen: Fraction, anyhow: Fraction) -> Fraction:
    """The share that leaves a fire of its own, if those fires come on top of the ones that burn anyhow."""
    return max((seen - anyhow) / (1 - anyhow), Fraction(0)) if anyhow < 1 else Fraction(0)


def _look(happened_at: Interval, place: Place, near_m: int, after: int) -> Look:
    assert isinstance(place, Point), "only what is on the map is looked at"
    return look_for(happened_at, place, near_m, after)


def _within(look: Look, record: FireRecord) -> bool:
    return record.during.start <= look.during.start and look.during.end <= record.during.end


def _by_day(looks: Iterable[Look]) -> dict[int, list[Look]]:
    days: dict[int, list[Look]] = defaultdict(list)
    for look in looks:
        for day in range(look.during.start // DAY, look.during.end // DAY + 1):
            days[day].append(look)
    return days


def _struck(look: Look, taken: Mapping[int, Sequence[Look]]) -> bool:
    """Whether a strike is reported there and then, whose fire would be seen at this look."""
    days = range(look.during.start // DAY, look.during.end // DAY + 1)
    return any(_meet(other, look) for day in days for other in taken.get(day, ()))


def _meet(one: Look, other: Look) -> bool:
    """Whether two looks share time and ground."""
    near = one.radius_m + other.radius_m
    return one.during.overlaps(other.during) and _apart_m(one.place, other.place) <= near


def _record(operator: str, fires: Sequence[Report]) -> FireRecord:
    by_day: dict[tuple[Cell, int], list[Report]] = defaultdict(list)
    for fire in fires:
        assert isinstance(fire.place, Point), "only fires on the map are taken"
        by_day[cell_of(fire.place), fire.happened_at.start // DAY].append(fire)
    during = Interval(fires[0].happened_at.start, max(f.happened_at.end for f in fires))
    return FireRecord(operator, during, len(fires), dict(by_day))


def _apart_m(a: Place, b: Place) -> int:
    assert isinstance(a, Point) and isinstance(b, Point), "only what is on the map is looked at"
    return geodesic_m(a.longitude, a.latitude, b.longitude, b.latitude)
