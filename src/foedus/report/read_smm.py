"""Daily counts of ceasefire violations by a neutral monitor (OSCE Special Monitoring Mission): totals, no parties.

A report covers the 24 hours to 19:30 local time of `period_end`, unless its note says otherwise. Zero means that none
was recorded, not that none happened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from foedus.basics.instant import Interval, calendar_day, from_local, to_datetime
from foedus.basics.place import Area
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import Kind, Range, Report
from foedus.report.row import Row
from foedus.report.table import Table

_ENDS_AT = timedelta(hours=19, minutes=30)
_MONITOR = "OSCE-SMM"
_VIOLATION, _EXPLOSION, _EXERCISE = "ceasefire violation", "explosion", "exercise"
_FROM = re.compile(r"period starts (\d{1,2}):(\d{2})")
_DAYS = re.compile(r"\b(two|three|four|\d)-day period")
_SINCE = re.compile(r"([\d,]+) in total since (?:(\d{1,2}):(\d{2}) )?(\d{1,2} [A-Z][a-z]+)")
_NUMBERS = {"two": 2, "three": 3, "four": 4}
_MOST_COUNTED = 10**7
"""More than were ever recorded in a year; a larger number is not a count."""
_VALUES = ("report", "report_explosions", "report_partial", "cumulative")
_BOTH = "both"
_MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def read_count(row: Row, intake: Intake) -> Sequence[Report]:
    """One region on one day: what was counted, exercises apart, and the day before where the same report gives it."""
    value = row.one_of("value_source", _VALUES)
    day = row.day("period_end", intake.zone)
    row.not_after(intake.now, day, "period_end")
    violations, explosions = row.count("violations"), row.count("explosions")
    exercises, before = row.count("exercise_count"), row.count("previous_value")
    region = row.needed("region")
    if row.problems:
        return ()
    midnight = to_datetime(day.start, intake.zone).replace(tzinfo=None)
    end = midnight + _ENDS_AT
    start = _start(row.get("note"), midnight, end)
    if start >= end:
        row.refuse("R0106", "period_end", row.get("period_end"))
        return ()
    area = intake.about if region == _BOTH and intake.about else region
    if value == "cumulative":
        return _since(row, intake, area, midnight)
    act = _EXPLOSION if not row.get("violations") and row.get("explosions") else _VIOLATION
    count = explosions if act == _EXPLOSION else violations
    found = []
    if row.get("violations") or row.get("explosions"):
        note = f"{explosions} explosions among them" if act == _VIOLATION and explosions else ""
        found.append(_count(row, intake, area, act, count, start, end, end, note))
    if row.get("exercise_count"):
        found.append(_count(row, intake, area, _EXERCISE, exercises, start, end, end, "assessed as live-fire exercise"))
    if row.get("previous_value"):
        told = "given by the report of the day after"
        found.append(_count(row, intake, area, act, before, start - timedelta(days=1), start, end, told))
    if not found:
        row.refuse("R0101", "violations")
    return found


def regions(table: Table) -> str:
    """What a row about both regions speaks of: the regions of the other rows, joined."""
    named = {r.cells.get("region", "").strip() for r in table.records} - {_BOTH, ""}
    return " and ".join(sorted(named))


def _count(
    row: Row, intake: Intake, area: str, act: str, count: int, start: datetime, end: datetime, told_at: datetime,
    note: str,
) -> Report:  # fmt: skip
    happened_at = Interval(from_local(start, intake.zone), from_local(end, intake.zone) - 1)
    # The mission printed its report on the day after the period; the reports' own headings say so.
    issued = calendar_day(from_local(told_at + timedelta(days=1), intake.zone), "UTC")
    published_at, known_at = intake.known(happened_at, issued)
    return Report(
        Kind.AGGREGATE, act, happened_at, known_at, _MONITOR, _MONITOR, Area(area), published_at,
        number=Range(count, count, count), link=row.get("url"),
        note="; ".join(t for t in (note, row.get("note")) if t), collector="osce-smm",
        source_row=f"{row.get('report')} {row.get('region')}".strip(),
    )  # fmt: skip


def _start(note: str, midnight: datetime, end: datetime) -> datetime:
    hour = _FROM.search(note)
    if hour is not None:
        return midnight + timedelta(hours=int(hour[1]), minutes=int(hour[2]))
    days = _DAYS.search(note)
    return end - timedelta(days=int(_NUMBERS.get(days[1], days[1])) if days else 1)


def _since(row: Row, intake: Intake, area: str, midnight: datetime) -> Sequence[Report]:
    """A total since some day, told in the note; it covers the whole time since."""
    found = _SINCE.search(row.get("note"))
    start = _day_in_year(found[4], midnight.year) if found else None
    if found is None or start is None or start > midnight:
        row.refuse("R0101", "violations")
        return ()
    start += timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
    end = midnight + _ENDS_AT
    count = int(found[1].replace(",", "") or 0)
    if start >= end or count > _MOST_COUNTED:
        row.refuse("R0106", "note", row.get("note"))
        return ()
    return [_count(row, intake, area, _VIOLATION, count, start, end, end, "total of several days")]


def _day_in_year(text: str, year: int) -> datetime | None:
    day, _, month = text.partition(" ")
    try:
        return datetime(year, _MONTHS.index(month), int(day))
    except ValueError:
        return None


SMM_COUNTS = Format(
    "osce-smm", "daily counts of ceasefire violations by the OSCE Special Monitoring Mission, one row for each region",
    frozenset({"period_end", "region", "violations", "value_source"}),
    frozenset({_VIOLATION, _EXPLOSION, _EXERCISE}), read_count, beforehand=regions,
    local="period_end",
)  # fmt: skip
