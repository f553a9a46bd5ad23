"""Files of reports of any known format. The format is told from the columns; bad rows are refused one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from foedus.basics.instant import Instant, zone_info
from foedus.basics.problem import Problem, Span
from foedus.report.csv_table import csv_table
from foedus.report.faults import fault
from foedus.report.format import Format, Made
from foedus.report.intake import Intake
from foedus.report.json_table import json_table, looks_like_json
from foedus.report.mapped import format_of, missing_columns
from foedus.report.model import NONE, UNREAD, ReadReports, Refused, Report, Unsound
from foedus.report.read_acled import ACLED
from foedus.report.read_alerts import LOCALITY_ALERTS, OFFICIAL_ALERTS, VOLUNTEER_ALERTS
from foedus.report.read_claims import CLAIMS
from foedus.report.read_firms import FIRES
from foedus.report.read_foedus import FOEDUS_REPORTS
from foedus.report.read_mapping import TableMapping, read_mapping
from foedus.report.read_sigacts import SIGACTS
from foedus.report.read_smm import SMM_COUNTS
from foedus.report.read_text import read_text
from foedus.report.read_ucdp import UCDP_EVENTS, UCDP_SOURCES
from foedus.report.read_viina import VIINA
from foedus.report.revisions import REVISION_COLUMNS, REVISIONS, REVISIONS_SAY
from foedus.report.row import Row
from foedus.report.table import Table

FORMATS: Sequence[Format] = (
    UCDP_EVENTS, UCDP_SOURCES, ACLED, VIINA, CLAIMS, SMM_COUNTS, FIRES, OFFICIAL_ALERTS, VOLUNTEER_ALERTS,
    LOCALITY_ALERTS, SIGACTS, FOEDUS_REPORTS,
)  # fmt: skip
_SAME_ROW = "row repeated letter by letter: read once (R1)"
_OFFSET = re.compile(r"(?:[zZ]|[+-]\d{2}:?\d{2})$")
_NEAR_ENOUGH = 2
"""How many formats are named where the columns fit none."""
_COLUMNS_SHOWN = 8


def read_reports(
    path: Path,
    format: str | None = None,
    mapping: Path | None = None,
    display: str | None = None,
    zone: str = "UTC",
    now: Instant | None = None,
) -> ReadReports:
    """Read a file of reports: CSV, JSON or GeoJSON, gzip or not.

    format: a name of `formats()`; None tells it from the columns. mapping: a mapping file, for a table of one's own.
    display: the file's name in problems. zone: of dates and times without an offset. now: refuse what begins later.
    Errors: none are raised; what is wrong with the file, the mapping or a row is in the result.
    """
    found = tabled(path, format, mapping, display, zone)
    return found if isinstance(found, ReadReports) else read_table(found, found.table, zone, now)


@dataclass(frozen=True, slots=True)
class Tabled:
    """A file as a table of a known format; its rows are not read yet."""

    table: Table
    used: Format
    file: str
    problems: tuple[Problem, ...]
    notes: tuple[tuple[str, int], ...]


def tabled(
    path: Path, format: str | None = None, mapping: Path | None = None, display: str | None = None, zone: str = "UTC"
) -> Tabled | ReadReports:
    """The table in a file and its format; where there is none, what is wrong. Arguments as of `read_reports`."""
    shown = display or str(path)
    explained: TableMapping | None = None
    problems = _settings(format, zone, shown)
    if mapping is not None:
        explained, found = read_mapping(mapping)
        problems += found
    if problems:
        return ReadReports(shown, format or "", (), problems=problems)
    opened = read_text(path, shown, explained.encoding if explained else "")
    if not opened.text.strip():
        empty = opened.problems or (fault("R0004", Span(shown, 1)),)  # separators of text count as white space too
        return ReadReports(shown, format or "", (), problems=empty, notes=opened.notes)
    table = as_table(opened.text, shown, explained.delimiter if explained else "")
    used, found = _format_for(table, format, explained, shown)
    if used is None:
        found = table.problems or found
        return ReadReports(shown, format or "", (), table.refused, (*opened.problems, *found), opened.notes)
    return Tabled(table, used, shown, (*opened.problems, *table.problems), opened.notes)


def read_table(source: Tabled, table: Table, zone: str = "UTC", now: Instant | None = None) -> ReadReports:
    """The reports of a table, which is the one of `source` or one like it."""
    return _read(table, source.used, Intake(zone, now), source.file, source.problems, source.notes)


def as_table(text: str, shown: str, delimiter: str = "") -> Table:
    """A text as a table, CSV or JSON."""
    return json_table(text, shown) if looks_like_json(text) else csv_table(text, shown, delimiter)


def formats() -> tuple[tuple[str, str], ...]:
    """Name and description of every format that is told from its columns; the last is read with its events only."""
    return (*((f.name, f.says) for f in FORMATS), (REVISIONS, REVISIONS_SAY))


def _settings(format: str | None, zone: str, shown: str) -> tuple[Problem, ...]:
    found: list[Problem] = []
    names = [f.name for f in FORMATS]
    if format is not None and format not in names:
        found.append(fault("R0010", Span(shown, 1), format, names=", ".join(names)))
    try:
        zone_info(zone)
    except (KeyError, ValueError):
        found.append(fault("R0015", Span(shown, 1), zone))
    return tuple(found)


def _format_for(
    table: Table, name: str | None, mapping: TableMapping | None, shown: str
) -> tuple[Format | None, tuple[Problem, ...]]:
    """The format of a table, or why there is none."""
    span = Span(shown, 1)
    if not table.columns or (table.problems and not table.records):
        silent = not (table.problems or table.refused)
        return None, (fault("R0009", span, "there are none"),) if silent else ()
    if mapping is not None:
        lacking = missing_columns(mapping, table.columns, span)
        return (None, lacking) if lacking else (format_of(mapping), ())
    columns = frozenset(table.columns)
    if columns >= REVISION_COLUMNS:
        return None, (fault("R0020", span),)
    if name is not None:
        used = next(f for f in FORMATS if f.name == name)
        lacks = ", ".join(sorted(used.needs - columns))
        return (None, (fault("R0011", span, name, names=lacks),)) if lacks else (used, ())
    fitting = [f for f in FORMATS if f.needs <= columns]
    if fitting:
        return max(fitting, key=lambda f: len(f.needs)), ()
    alike = [f for f in FORMATS if f.needs & columns]
    nearest = sorted(alike, key=lambda f: len(f.needs - columns) / len(f.needs))[:_NEAR_ENOUGH]
    told = "; ".join(f"{f.name} would need {', '.join(sorted(f.needs - columns))}" for f in nearest)
    told = told or "none of the columns is known: " + ", ".join(table.columns[:_COLUMNS_SHOWN])
    return None, (fault("R0009", span, told),)


def _read(
    table: Table, used: Format, intake: Intake, shown: str, problems: tuple[Problem, ...],
    notes: tuple[tuple[str, int], ...],
) -> ReadReports:  # fmt: skip
    intake.about = used.beforehand(table)
    made: list[Made] = []
    seen: set[str] = set()
    for record in table.records:
        if record.text in seen:
            intake.note(_SAME_ROW)
            continue
        seen.add(record.text)
        row = Row(shown, record.number, record.line, record.cells, record.text)
        _check_id(row, used, intake)
        if used.local and row.get(used.local) and not _OFFSET.search(row.get(used.local)):
            intake.note(f"dates and times without an offset: read as local time of {intake.zone}")
        made.append((row, _marked(row, used.read(row, intake) if not row.problems else ())))
    reports = used.together(made)
    warnings = _kept([row for row, _ in made], intake)
    refused: list[Refused] = [*table.refused, *(row.refused() for row, _ in made if row.problems)]
    refused.sort(key=lambda r: r.row)
    told = (*notes, *table.notes, *sorted(intake.notes.items()))
    whole = (*problems, *warnings)
    return ReadReports(shown, used.name, tuple(reports), tuple(refused), whole, told, used.acts or table.acts)


def _marked(row: Row, reports: Sequence[Report]) -> Sequence[Report]:
    """The reports of a row with what cannot be so in it; a number of acts that is none says nothing (R7a)."""
    if not row.flaws:
        return reports
    below = any(flaw.kind is Unsound.COUNT_BELOW_ZERO for flaw in row.flaws)
    flawed = [replace(r, flaws=tuple(sorted({*r.flaws, *row.flaws}))) for r in reports]
    return [replace(r, number=UNREAD) if below and r.number == NONE else r for r in flawed]


def _kept(rows: Sequence[Row], intake: Intake) -> list[Problem]:
    """What cannot be so in rows that are kept: the first of each sort as a warning, all of them counted in a note."""
    first: dict[str, Problem] = {}
    for row in rows:
        for code in dict.fromkeys(p.code for p in row.warnings if not row.problems):
            first.setdefault(code, next(p for p in row.warnings if p.code == code))
            intake.note(KEPT[code])
    return [first[code] for code in sorted(first)]


KEPT = {
    "R0104": "count below zero: kept and marked, read as not known (R7a)",
    "R0119": "an id with two texts: both kept and marked, neither counts by itself (R7b)",
    "R0129": "names a row that was not read: kept and marked, without effect (R7d)",
    "R0130": "refers to itself in a circle: kept and marked, counts for nothing (R7c)",
}
"""Faults with which a row is kept, as notes."""


def _check_id(row: Row, used: Format, intake: Intake) -> None:
    name = row.get(used.id_column) if used.id_column else ""
    if name and intake.ids.setdefault(name, row.text) != row.text:
        row.keep("R0119", used.id_column, name)
