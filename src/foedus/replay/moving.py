"""Telling a recorded act again at another time and place: every report of it is moved by the same way.

Nothing is added to what the reports say: how late each is, how exact, how far from the others, who says so and who
copies whom stay as they were. What names the act (the collector's number, the row, pictures) gets a mark of its own, so
that the act told again is not taken for the one that it was copied from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, pi, radians, sin, sqrt

from foedus.basics.instant import Interval, Period, Unit, shifted
from foedus.basics.place import Point
from foedus.replay.chance import Chance
from foedus.report.model import Basis, Claim, Range, Report

METRES_OF_DEGREE = 111_195
"""The length of a degree of latitude on a sphere of 6,371 km; how reports lie to each other needs no more."""


@dataclass(frozen=True)
class Way:
    """How an act is moved. days: by the calendar. east_e6, north_e6: millionths of a degree; 0 where it stays.

    mark: tells this telling from others of the same act. casualties: (of so many, so many), None: as told. named: a
    party that a first report is supposed to have seen do it, "" if nothing is supposed.
    """

    days: int
    time_zone: str
    east_e6: int = 0
    north_e6: int = 0
    mark: str = ""
    casualties: tuple[int, int] | None = None
    named: str = ""


def moved(reports: Sequence[Report], way: Way) -> tuple[Report, ...]:
    """The reports of an act, moved. What one says about another of them it says about that one moved."""
    by_id = {r.id: r for r in reports}
    done: dict[str, Report] = {}
    for report in reports:
        _move(report, way, by_id, done)
    named = _supposed(list(done.values()), way.named) if way.named else done.values()
    return tuple(named)


def _move(report: Report, way: Way, by_id: Mapping[str, Report], done: dict[str, Report]) -> Report:
    if report.id not in done:
        def renamed(ids: tuple[str, ...]) -> tuple[str, ...]:
            # A report is named by its content, so that none can name one that names it.
            return tuple(_move(by_id[i], way, by_id, done).id if i in by_id else i for i in ids)

        when = _by_calendar(report.happened_at, way)
        later = when.end - report.happened_at.end  # told as late as it was, also where clocks change between
        done[report.id] = replace(
            report,
            happened_at=when,
            known_at=report.known_at + later,
            published_at=None if report.published_at is None else report.published_at + later,
            place=_displaced(report.place, way) if isinstance(report.place, Point) else report.place,
            event_key=_marked(report.event_key, way), source_row=_marked(report.source_row, way),
            attachments=tuple(_marked(a, way) for a in report.attachments),
            casualties=_of_others(report.casualties, way.casualties) if way.casualties else report.casualties,
            derives_from=renamed(report.derives_from), supersedes=renamed(report.supersedes),
            retracts=renamed(report.retracts),
        )  # fmt: skip
    return done[report.id]


def _by_calendar(when: Interval, way: Way) -> Interval:
    """A day that ends at its last microsecond still does where the clock is changed between; never shorter than none.
    """
    period, sign = Period(abs(way.days), Unit.DAY), 1 if way.days >= 0 else -1
    start, after = (shifted(t, period, way.time_zone, sign) for t in (when.start, when.end + 1))
    return Interval(start, max(start, after - 1))


def _displaced(at: Point, way: Way) -> Point:
    longitude = (at.longitude_e6 + way.east_e6 + 180_000_000) % 360_000_000 - 180_000_000
    return Point(longitude, min(max(at.latitude_e6 + way.north_e6, -90_000_000), 90_000_000), at.radius_m)


def _marked(name: str, way: Way) -> str:
    """`ucdp-ged:17` and its row `17-1` as `ucdp-ged:m.17` and `m.17-1`: a row is still known by its event's number."""
    collector, colon, number = name.rpartition(":")
    return f"{collector}{colon}{way.mark}.{number}" if name and way.mark else name


def _of_others(told: Range, of: tuple[int, int]) -> Range:
    """Numbers as far from the truth, in proportion, as they were told."""
    before, now = of
    low, high = told.low * now // before, -(-told.high * now // before)
    return Range(low, min(max((told.best * now * 2 + before) // (2 * before), low), high), high)


def _supposed(reports: list[Report], party: str) -> list[Report]:
    """The first report known that names nobody says that it saw the party do it; nothing if all name somebody."""
    silent = [r for r in reports if not r.claims and not r.retracts]
    first = min(silent, key=lambda r: (r.known_at, r.id), default=None)
    return [replace(r, claims=(Claim(party, Basis.SEEN),)) if r is first else r for r in reports]


def way_to(at: Point, longitude_e6: int, latitude_e6: int, chance: Chance) -> tuple[int, int]:
    """By how much to move an act told at a point, so that it truly was at another: millionths of a degree.

    A report says how far off its point may be; where in that disc the act was nobody knows, so it is anywhere in it.
    """
    far, turn = at.radius_m * sqrt(chance.share()), 2 * pi * chance.share()
    north = far * sin(turn) / METRES_OF_DEGREE
    east = far * cos(turn) / (METRES_OF_DEGREE * max(cos(radians(latitude_e6 / 1_000_000)), 0.01))
    return (
        longitude_e6 + round(east * 1_000_000) - at.longitude_e6,
        latitude_e6 + round(north * 1_000_000) - at.latitude_e6,
    )
