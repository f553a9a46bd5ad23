"""A small made world for the tests of error rates: its answers can be told by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from shapely import box

from foedus.accord.model import (
    Accord,
    Article,
    Condition,
    Confirmation,
    Evidence,
    Guarantee,
    Measure,
    Modality,
    Norm,
    Party,
    Spokesman,
    Subject,
    SubjectKind,
    WindowEnds,
    Zone,
    ZoneFromFile,
)
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, HOUR, Instant, Interval, Period, Unit
from foedus.basics.place import Point
from foedus.basics.problem import Problem
from foedus.procedure.aim import Aim, aim_of
from foedus.replay.error_rates import Asked, ErrorRates, Kept, measured
from foedus.replay.error_record import Record, Supposed, record_of
from foedus.replay.redrawn import AS_WRITTEN
from foedus.replay.trials import Design
from foedus.replay.violations import Form, Size
from foedus.report.model import Basis, Claim, Kind, Range, Report

START: Instant = 20_000 * DAY
"""Entry into force: 2024-10-04 00:00 UTC."""
DAYS = 160
"""How long the deal is in force."""


def deal(
    count: int = 3, hours: int = 24, origins: int = 2, casualties: int = 0, material: int = 0, days: int = DAYS
) -> Accord:
    """Neither AA nor BB may attack in Land; so many attacks in so many hours are a serious breach, for which a
    guarantee against AA waits. material: so many serious ones in 7 days are a material one, and it waits for that."""
    window = Period(hours, Unit.HOUR)
    lines = [Condition("serious", Measure.COUNT, count, window, address="1/serious")] if count else []
    if casualties:
        lines.append(Condition("serious", Measure.CASUALTIES, casualties, window, address="1/serious#2"))
    if material:
        week = Period(7, Unit.DAY)
        lines.append(Condition("material", Measure.BREACHES, material, week, "serious", "1/material"))
    each = Subject(SubjectKind.EACH_PARTY)
    norm = Norm("1", each, Modality.MUST_NOT, "attack", zone="Land", conditions=tuple(lines))
    guarantee = Guarantee("material" if material else "serious", "AA", "", "help comes", "BB")
    return Accord(
        "A truce", 1, "UTC", WindowEnds.EXCLUDE_START, START, START + days * DAY, ("serious", "material"),
        (Party("AA", "Republic of A"), Party("BB", "Republic of B")), (), (),
        (Zone("Land", ZoneFromFile("land.geojson")),), (), (),
        Evidence(
            confirmation=Confirmation(origins, min(origins, 1)),
            spokesmen=(Spokesman(("AA-MoD",), "AA"), Spokesman(("BB-MoD",), "BB")),
        ),
        (Article("1", "Peace", (norm,)), Article("2", "Guarantee", (guarantee,))), (), digest="d" * 64,
    )  # fmt: skip


LAND = Zones({"Land": Zone("Land", ZoneFromFile("land.geojson"))}, {"Land": box(36, 47, 39, 50)})
"""A square of some 220 by 330 km."""


def act(
    day: int, origins: Iterable[str] = ("Monitor", "Agency"), party: str = "AA", late_days: int = 0, hour: int = 12,
    dead: int = 1, radius_m: int = 500, basis: Basis = Basis.SEEN, where: int | None = None,
) -> list[Report]:  # fmt: skip
    """The reports of a shelling at an hour of a day, one by each origin, known an hour later or some days more. where:
    one of many places of the zone, some 30 km apart; the day's own if none is given."""
    at = START + day * DAY + hour * HOUR
    n = (7 * day if where is None else where) % 56
    place = Point(36_400_000 + n % 7 * 350_000, 47_300_000 + n // 7 * 300_000, radius_m)
    return [
        Report(
            Kind.EVENT, "shelling", Interval(at, at), at + HOUR + late_days * DAY, origin, origin, place,
            claims=(Claim(party, basis),) if party else (), casualties=Range(dead, dead, dead),
            link=f"https://example.org/{origin}/{day}/{hour}", attachments=(f"material of {origin} on {day}/{hour}",),
        )
        for origin in origins
    ]  # fmt: skip


def quiet(every: int = 4, days: int = DAYS, **more: object) -> list[Report]:
    """One act on each so manieth day: never enough for a breach."""
    return [r for day in range(1, days, every) for r in act(day, **more)]  # type: ignore[arg-type]


def aim(accord: Accord, **more: str) -> Aim:
    found = aim_of(accord, **more)
    assert not isinstance(found, Problem), found
    return found


def recorded(accord: Accord, reports: Sequence[Report], supposed: Supposed | None = None) -> Record:
    by_time = sorted(reports, key=lambda r: (r.known_at, r.id))
    found = record_of(accord, LAND, aim(accord), by_time, supposed or Supposed(1, 30))
    assert not isinstance(found, Problem), found
    return found


def rates(
    accord: Accord, reports: Sequence[Report], sizes: Sequence[int | Size], designs: Sequence[Design] = (),
    forms: Sequence[Form] = (Form.TOGETHER,), repetitions: int = 3, seed: int = 1, supposed: Supposed | None = None,
) -> ErrorRates:  # fmt: skip
    """What is measured, the time in force being taken as kept."""
    record = recorded(accord, reports, supposed)
    every = (Design(AS_WRITTEN, accord), *designs)
    assert accord.in_force_until is not None
    stretch = Interval(accord.in_force_from, accord.in_force_until - 1)
    kept = Kept("in force", LAND, every, record.setting.aim, stretch, record.covered)
    told = tuple(s if isinstance(s, Size) else Size(s) for s in sizes)
    return measured(record, every, [kept], Asked(seed, repetitions, tuple(forms), told, told[-1]))


def shares(found: ErrorRates, form: Form = Form.TOGETHER) -> list[float | None]:
    """The share found, by size."""
    return [None if c.found is None else float(c.found.best) for c in found.cells if c.form is form]


def counting(accord: Accord, count: int) -> Design:
    """The same accord with another count."""
    norm = accord.norms[0]
    first, *rest = norm.conditions
    other = replace(norm, conditions=(replace(first, at_least=count), *rest))
    return Design(f"count {count}", replace(accord, articles=(replace(accord.articles[0], provisions=(other,)),)))


def before(every: int = 4, days: int = DAYS, **more: object) -> list[Report]:
    """The acts of `quiet`, all of them before entry into force."""
    return [r for day in range(-days, 0, every) for r in act(day, **more)]  # type: ignore[arg-type]


def watched(every: int = 30, days: int = DAYS) -> list[Report]:
    """Reports of something else, so that the time in force is one of which there are reports."""
    told = [r for day in (*range(0, days, every), days - 1) for r in act(day, ("Monitor",), "")]
    return [replace(r, act="exercise", claims=()) for r in told]
