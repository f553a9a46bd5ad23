"""ACLED's published columns: one event in a row, its sources in one cell.

The sources become reports that share an event key. `actor1` is a doer only where ACLED codes one side as acting on
another (explosions and remote violence, violence against civilians); in a battle the order of the actors says nothing
about who began, and nobody is named. Codes: ACLED codebook, precision of time and place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.basics.instant import Interval
from foedus.basics.place import Place
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import UNKNOWN_ACT, Basis, Claim, Kind, Range, Report
from foedus.report.moments import days_around, from_seconds, month_of
from foedus.report.read_words import words_of_data
from foedus.report.row import Row

_ACTS: Any = words_of_data("acled")["acts"]
_ONE_SIDED = frozenset({"explosions/remote violence", "violence against civilians"})
_RADIUS_M = {"1": 5_000, "2": 25_000, "3": 100_000}
"""1: a town, with a point at its middle. 2: near a town or in a small region. 3: a larger region, with one point."""
_LAST_SECOND = 4_102_444_800
"""2100-01-01, in seconds since 1970: the last year believed anywhere in these tables."""
_WEEK, _MONTH = "2", "3"
_PRECISIONS = ("1", _WEEK, _MONTH)
_WIDE = "time known to the week or month only: the whole of it taken"
_NO_SUB_EVENT = "kind of event not in the table: act unknown"
_ONE_NUMBER = "one number of dead given: taken as low, best and high"


def read_event(row: Row, intake: Intake) -> Sequence[Report]:
    """One event: a report for each source."""
    key = f"acled:{row.needed('event_id_cnty')}"
    happened_at = _happened(row, intake)
    place = _place(row)
    dead = row.count("fatalities")
    stamp = row.whole("timestamp", largest=_LAST_SECOND)
    if row.problems:
        return ()
    act = _act(row, intake)
    if dead:
        intake.note(_ONE_NUMBER)
    at = from_seconds(stamp)
    published_at, known_at = intake.known(happened_at, Interval(at, at) if stamp else None)
    sources = list(dict.fromkeys(s.strip() for s in row.get("source").split(";") if s.strip())) or ["ACLED"]
    return [
        Report(
            Kind.EVENT, act, happened_at, known_at, source, source, place, published_at, claims=_claims(row),
            casualties=Range(dead, dead, dead), event_key=key, note=row.get("notes"), collector="acled",
            source_row=f"{row.get('event_id_cnty')}-{n}",
        )
        for n, source in enumerate(sources, 1)
    ]  # fmt: skip


def _happened(row: Row, intake: Intake) -> Interval:
    day = row.day("event_date", intake.zone)
    row.not_after(intake.now, day, "event_date")
    precision = row.one_of("time_precision", _PRECISIONS) if row.get("time_precision") else "1"
    if precision == "1" or row.problems:
        return day
    intake.note(_WIDE)
    if precision == _WEEK:
        return days_around(day, 6, 6)  # the day given is one of the week; which one, the table does not say
    return month_of(day.start, intake.zone)


def _place(row: Row) -> Place:
    precision = row.one_of("geo_precision", _RADIUS_M) if row.get("geo_precision") else "3"
    return row.place("latitude", "longitude", _RADIUS_M.get(precision, 0))


def _act(row: Row, intake: Intake) -> str:
    for column in ("sub_event_type", "event_type"):
        act = _ACTS.get(row.get(column).casefold())
        if act:
            return str(act)
    intake.note(_NO_SUB_EVENT)
    return UNKNOWN_ACT


def _claims(row: Row) -> tuple[Claim, ...]:
    actor = row.get("actor1")
    one_sided = row.get("event_type").casefold() in _ONE_SIDED
    return (Claim(actor, Basis.ACCUSED),) if one_sided and actor and not actor.startswith("Unidentified") else ()


ACLED = Format(
    "acled", "ACLED events in the columns of its data export",
    frozenset({"event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "latitude", "longitude"}),
    frozenset(_ACTS.values()) - {UNKNOWN_ACT}, read_event, "event_id_cnty",
    local="event_date",
)  # fmt: skip
