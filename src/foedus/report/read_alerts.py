"""Air-raid alerts: warnings, not strikes; nobody is named. Those of an area last, those of localities are instants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.basics.instant import Interval
from foedus.basics.place import Area
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import Kind, Report
from foedus.report.moments import Precision
from foedus.report.read_words import words_of_data
from foedus.report.row import Row

_CATEGORIES: Any = words_of_data("alerts")["categories"]
_ALERT = "air alert"
_LEVELS = ("oblast", "raion", "hromada")
_NO_END = "no all-clear: the start alone taken"
_FINER = "alert of a part of the area: the whole area taken as its place"
SUPPOSED_END = "all-clear not seen: the collector supposes 30 minutes"
"""The note of an alert whose end nobody saw."""
_OFFICIAL = "official alert channel"


def read_official(row: Row, intake: Intake) -> Sequence[Report]:
    """An alert of an area or a part of it, by the official channel."""
    area = row.needed("oblast")
    level = row.one_of("level", _LEVELS)
    if level not in ("", "oblast"):
        intake.note(_FINER)
    part = ", ".join(t for t in (row.get("raion"), row.get("hromada")) if t)
    return _lasting(row, intake, area, _OFFICIAL, part)


def read_volunteer(row: Row, intake: Intake) -> Sequence[Report]:
    """An alert of an area, by volunteers who follow the channel."""
    supposed = row.get("naive").lower() == "true"
    if supposed:
        intake.note(SUPPOSED_END)
    return _lasting(row, intake, row.needed("region"), "volunteer alert channel", SUPPOSED_END if supposed else "")


def read_localities(row: Row, intake: Intake) -> Sequence[Report]:
    """An alert of several localities at an instant: a report for each."""
    act = _CATEGORIES.get(row.one_of("category", _CATEGORIES), "")
    day, clock = row.needed("date"), row.needed("time")
    # `alertDate` is rounded to the minute, sometimes into the next; `time` is to the second.
    joined = Row(row.file, row.number, row.line, {"date and time": f"{_iso(day)}T{clock}"}, row.text)
    at = joined.moment("date and time", intake.zone)
    row.problems += joined.problems
    row.faulty_cells += joined.faulty_cells
    row.not_after(intake.now, at.interval, "date")
    places = [name.strip() for name in row.needed("localities").split(",") if name.strip()]
    if row.problems:
        return ()
    outlet = "alert service"
    published_at, known_at = intake.known(at.interval, at.interval)
    return [
        Report(
            Kind.EVENT, act, at.interval, known_at, outlet, outlet, Area(name), published_at,
            note=row.get("category_desc"), collector="alerts", source_row=row.get("rid"),
        )
        for name in dict.fromkeys(places)
    ]  # fmt: skip


def is_of_a_part(report: Report) -> bool:
    """Whether an alert is of a part of its area only, a district or a town, which its note then names."""
    return report.outlet == _OFFICIAL and report.collector == "alerts" and report.note != ""


def _lasting(row: Row, intake: Intake, area: str, outlet: str, note: str) -> Sequence[Report]:
    first = row.moment("started_at", "UTC")
    last = row.moment("finished_at", "UTC") if row.get("finished_at") else first
    if not row.get("finished_at"):
        intake.note(_NO_END)
    happened_at = row.span_of(first.interval, last.interval, "finished_at")
    row.not_after(intake.now, happened_at, "started_at")
    if row.problems:
        return ()
    # Its length is known when it ends, which the channel announces at once.
    published = Interval(happened_at.end, happened_at.end) if first.precision is not Precision.DAY else None
    published_at, known_at = intake.known(happened_at, published)
    return [
        Report(
            Kind.EVENT, _ALERT, happened_at, known_at, outlet, outlet, Area(area), published_at, note=note,
            collector="alerts",
        )
    ]  # fmt: skip


def _iso(day: str) -> str:
    parts = day.split(".")
    return "-".join(reversed(parts)) if len(parts) == 3 else day


OFFICIAL_ALERTS = Format(
    "alerts-official", "air-raid alerts of areas, official channel: oblast, level, started_at, finished_at",
    frozenset({"oblast", "level", "started_at", "finished_at"}), frozenset({_ALERT}), read_official,
)  # fmt: skip
VOLUNTEER_ALERTS = Format(
    "alerts-volunteer", "air-raid alerts of areas, volunteer channel: region, started_at, finished_at, naive",
    frozenset({"region", "started_at", "finished_at", "naive"}), frozenset({_ALERT}), read_volunteer,
)  # fmt: skip
LOCALITY_ALERTS = Format(
    "alerts-localities", "alerts of localities with categories: localities, date, time, category",
    frozenset({"localities", "date", "time", "category"}), frozenset(_CATEGORIES.values()), read_localities,
    local="time",
)  # fmt: skip
