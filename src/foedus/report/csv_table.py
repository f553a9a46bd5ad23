"""Separated text as a table. A broken row is refused by itself; the rows behind it are read."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from foedus.basics.problem import Span
from foedus.report.faults import fault
from foedus.report.model import Refused
from foedus.report.row import Row
from foedus.report.table import Record, Table

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LONGEST_FIELD = 131_072
"""Characters of a field: the limit of Python's csv module, which ends the search for a missing quotation mark too."""
_SEPARATOR_LINE = re.compile(r"sep=([,;|\t])")
"""What spreadsheets write before the heading, to tell each other how fields are separated."""
_VALUE = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}.*")
_VALUES_SHARE = 5
"""Numbers and dates do not name columns: a first line of which a fifth are such is a row; the heading is missing."""
_SHOWN_COLUMNS = 5
_ALLOWED_CONTROLS = frozenset("\t\n\r\f")


def csv_table(text: str, file: str, delimiter: str = "") -> Table:
    """Read separated text with a heading. delimiter: "" means the one that cuts the heading into most cells."""
    lines = list(io.StringIO(text, newline=""))
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return Table(problems=(fault("R0004", Span(file, 1)),))
    named = _SEPARATOR_LINE.fullmatch(lines[first].strip("\ufeff\r\n"))
    first += 1 if named and first + 1 < len(lines) else 0
    used = delimiter or (named[1] if named else _delimiter_of(lines[first]))
    columns, start = _heading(lines, first, used)
    if sum(bool(_VALUE.fullmatch(c)) for c in columns) * _VALUES_SHARE >= len(columns):
        return Table(columns, problems=(fault("R0018", Span(file, first + 1), ", ".join(columns[:_SHOWN_COLUMNS])),))
    twice = [name for name, count in Counter(c for c in columns if c).items() if count > 1]
    if twice:
        return Table(columns, problems=(fault("R0012", Span(file, first + 1), ", ".join(twice)),))
    records: list[Record] = []
    refused: list[Refused] = []
    for number, (line, stop, cells) in enumerate(_rows(lines, start, used, len(columns)), 1):
        text_of_row = "".join(lines[line:stop]).rstrip("\r\n")
        row = Row(file, number, line + 1, dict(zip(columns, cells or (), strict=False)), text_of_row)
        _check(row, columns, cells)
        if row.problems:
            refused.append(row.refused())
        else:
            records.append(Record(number, line + 1, row.cells, text_of_row))
    notes = () if used == "," else ((f"fields separated by {_DELIMITERS.get(used, used)}", len(records)),)
    empty = () if records or refused else (fault("R0005", Span(file, first + 1)),)
    return Table(columns, tuple(records), tuple(refused), empty, notes)


def _delimiter_of(heading: str) -> str:
    return max(_DELIMITERS, key=lambda d: (heading.count(d), d == ","))


def _heading(lines: Sequence[str], first: int, delimiter: str) -> tuple[tuple[str, ...], int]:
    """The names of the columns and the line behind them. A heading is one line, or what its quotes span."""
    reader = csv.reader(lines[first : first + 50], delimiter=delimiter)
    try:
        cells = next(reader)
        return tuple(c.strip().removeprefix("\ufeff") for c in cells), first + reader.line_num
    except (csv.Error, StopIteration):
        return tuple(lines[first].strip().split(delimiter)), first + 1


def _rows(
    lines: Sequence[str], start: int, delimiter: str, width: int
) -> Iterator[tuple[int, int, Sequence[str] | None]]:
    """(first line, line behind the last, cells); cells None where a quotation mark does not close.

    A row of several lines with the wrong number of cells is taken for one whose quotation mark is missing: then only
    its first line is given up and reading starts again behind it, so that one slip does not swallow its neighbours.
    """
    while start < len(lines):
        reader = csv.reader((lines[n] for n in range(start, len(lines))), delimiter=delimiter, strict=True)
        begun, at = start, start
        try:
            for cells in reader:
                at, stop = begun, start + reader.line_num
                begun = stop
                if stop - at > 1 and len(cells) != width:
                    yield at, at + 1, None
                    begun = at + 1
                    break
                if cells and any(c.strip() for c in cells):
                    yield at, stop, cells
        except csv.Error:
            yield begun, begun + 1, _leniently(lines[begun], delimiter, width)
            begun += 1
        start = begun


def _leniently(line: str, delimiter: str, width: int) -> Sequence[str] | None:
    """A single line whose quotation marks stand inside fields, if it has the right number of cells that way."""
    if line.count('"') % 2 or len(line) > _LONGEST_FIELD:
        return [line] if len(line) > _LONGEST_FIELD else None
    try:
        cells = next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return None
    return cells if len(cells) == width else None


def _check(row: Row, columns: Sequence[str], cells: Sequence[str] | None) -> None:
    if cells is None:
        row.refuse("R0116")
    elif any(len(c) > _LONGEST_FIELD for c in cells):
        row.refuse("R0118", value=f"{_LONGEST_FIELD:,}")
    elif not row.text.isprintable() and any(c < " " and c not in _ALLOWED_CONTROLS for c in row.text):
        row.refuse("R0117")
    elif len(cells) != len(columns):
        row.refuse("R0114" if len(cells) < len(columns) else "R0115", value=str(len(cells)), names=str(len(columns)))
    elif tuple(c.strip() for c in cells) == tuple(columns):
        row.refuse("R0123")
