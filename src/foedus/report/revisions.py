"""A table of revisions applied to the events it is about: the events as they were before, and as they are after (R8).

Such a table (UCDP prints one between two releases) has a row for each event removed or added and for each value that
changed: `event_id, kind, field, old, new`. The events may be of the earlier or of the later release; which, their own
values tell. From the later one the events that were removed cannot be told again: only that they were there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from foedus.report.model import Refused
from foedus.report.row import Row
from foedus.report.table import Record, Table

REVISIONS = "ucdp-revisions"
REVISIONS_SAY = "events removed and values changed between two releases, read together with the events"
REVISION_COLUMNS = frozenset({"event_id", "kind", "field", "old", "new"})
_KINDS = ("added", "changed", "removed")


@dataclass(frozen=True)
class Revised:
    """earlier, later: the table of events before and after. is_later: whether the table given was the later one.

    not_told: number and date of removed events that the table does not have. not_given: how many added ones it lacks.
    """

    earlier: Table
    later: Table
    is_later: bool
    not_told: tuple[tuple[str, str], ...]
    not_given: int
    refused: tuple[Refused, ...]


def revised(events: Table, revisions: Table, file: str, id_column: str) -> Revised:
    """The two states of a table of events. A revision that does not fit is refused and leaves its event as it is."""
    by_number = {r.cells.get(id_column, "").strip(): r for r in events.records}
    rows = [Row(file, r.number, r.line, r.cells, r.text) for r in revisions.records]
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[_checked(row, by_number, events.columns)].append(row)
    is_later = _is_later(by_kind["changed"], by_number)
    changes = _changes(by_kind["changed"], by_number, is_later)
    removed = {r.get("event_id"): r.get("old") for r in by_kind["removed"]}
    added = {r.get("event_id") for r in by_kind["added"]}
    other = {number: _with(by_number[number], cells) for number, cells in changes.items()}
    drop = added if is_later else removed.keys()
    turned = tuple(
        other.get(number, record)
        for record in events.records
        if (number := record.cells.get(id_column, "").strip()) not in drop
    )
    states = (replace(events, records=turned), events) if is_later else (events, replace(events, records=turned))
    refused = (*revisions.refused, *(row.refused() for row in rows if row.problems))
    untold = tuple(sorted((n, day) for n, day in removed.items() if n not in by_number))
    return Revised(*states, is_later, untold, len(added - by_number.keys()), refused)


def _checked(row: Row, by_number: Mapping[str, Record], columns: Sequence[str]) -> str:
    """The kind of a revision, "" if it cannot be applied."""
    kind, number = row.get("kind"), row.needed("event_id")
    if kind not in _KINDS:
        row.refuse("R0307", "kind", kind, ", ".join(_KINDS))
    elif kind == "changed" and number and number not in by_number:
        row.refuse("R0304", "event_id", number)
    elif kind == "changed" and row.get("field") not in columns:
        row.refuse("R0305", "field", row.get("field"), ", ".join(columns))
    return "" if row.problems else kind


def _is_later(changed: Sequence[Row], by_number: Mapping[str, Record]) -> bool:
    """Whether more values are the new ones than the old ones."""
    old = new = 0
    for row in changed:
        value = by_number[row.get("event_id")].cells.get(row.get("field"), "")
        old += same_value(value, row.get("old"))
        new += same_value(value, row.get("new"))
    return new > old


def _changes(changed: Sequence[Row], by_number: Mapping[str, Record], is_later: bool) -> dict[str, dict[str, str]]:
    """For each event the cells of its other state; none of an event of which a value does not fit."""
    has, becomes = ("new", "old") if is_later else ("old", "new")
    found: dict[str, dict[str, str]] = defaultdict(dict)
    unfit: set[str] = set()
    for row in changed:
        number, field = row.get("event_id"), row.get("field")
        value = by_number[number].cells.get(field, "").strip()
        if same_value(value, row.get(has)):
            found[number][field] = row.get(becomes)
        else:
            row.refuse("R0306", field, value, f"{row.get('old') or 'empty'}, {row.get('new') or 'empty'}")
            unfit.add(number)
    return {number: cells for number, cells in found.items() if number not in unfit}


def same_value(a: str, b: str) -> bool:
    """Whether two cells say the same: letter by letter, as numbers, or as days with and without an empty time."""
    one, other = a.strip(), b.strip()
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return _day(one) == _day(other) != ""


def _day(cell: str) -> str:
    day, _, time = cell.replace("T", " ").partition(" ")
    return day if len(day) == 10 and day[4:5] == day[7:8] == "-" and not time.strip("0:.Z") else ""


def _with(record: Record, cells: Mapping[str, str]) -> Record:
    return replace(record, cells={**record.cells, **cells}, text=f"{record.text} revised: {sorted(cells.items())}")
