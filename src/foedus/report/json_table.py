"""JSON as a table: a list of objects, pages of results, or GeoJSON points. Values stay as they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from foedus.basics.problem import Problem, Span
from foedus.report.faults import fault
from foedus.report.model import Refused
from foedus.report.row import Row
from foedus.report.table import Record, Table

_LONGEST_TEXT = 20_000
"""Characters of a refused record that are kept with it."""
_LISTS = ("Result", "results", "data", "features", "reports")
"""Names under which services hand out their records: UCDP, others, ACLED, GeoJSON, Foedus itself."""
_SHAPES = frozenset({"Polygon", "MultiPolygon", "LineString", "MultiLineString"})


def looks_like_json(text: str) -> bool:
    """Whether a text can only be JSON."""
    return text.lstrip()[:1] in ("{", "[")


def json_table(text: str, file: str) -> Table:
    """Read JSON. Whole numbers and fractions keep their digits; no number passes through floating point."""
    span = Span(file, 1)
    try:
        value = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        return Table(problems=(fault("R0013", Span(file, error.lineno, error.colno), error.msg),))
    except RecursionError:
        return Table(problems=(fault("R0013", span, "nested too deeply"),))
    found = _records_of(value)
    if found is None:
        return Table(problems=(fault("R0014", span, type(value).__name__),))
    if found and all(_shape_of(record) in _SHAPES for record in found):
        return Table(problems=(fault("R0016", span),))
    return replace(_table(found, file), acts=_acts_of(value), notes=_notes_of(value))


def _shape_of(record: Any) -> str:
    geometry = record.get("geometry") if isinstance(record, dict) else None
    return str(geometry.get("type")) if isinstance(geometry, dict) else ""


def _acts_of(value: Any) -> frozenset[str]:
    """What an export of ours says that its source can report."""
    acts = value.get("acts") if isinstance(value, dict) and "reports" in value else None
    return frozenset(a for a in acts if isinstance(a, str)) if isinstance(acts, list) else frozenset()


def _notes_of(value: Any) -> tuple[tuple[str, int], ...]:
    """What an export of ours says was taken by default when the reports were first read."""
    notes = value.get("notes") if isinstance(value, dict) and "reports" in value else None
    pairs = [n for n in notes if isinstance(n, list) and len(n) == 2] if isinstance(notes, list) else []
    return tuple((_clean(what), int(count)) for what, count in pairs if _is_note(what, count))


def _is_note(what: Any, count: Any) -> bool:
    return isinstance(what, str) and isinstance(count, str) and count.isascii() and count.isdigit() and len(count) < 10


def _records_of(value: Any) -> list[Any] | None:
    """The records of one page, or of a list of pages one after the other."""
    if isinstance(value, list):
        pages = [_records_of(v) if isinstance(v, dict) and _list_in(v) is not None else [v] for v in value]
        return [record for page in pages for record in page or ()]
    return _list_in(value) if isinstance(value, dict) else None


def _list_in(value: Mapping[str, Any]) -> list[Any] | None:
    return next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)


def _table(found: Sequence[Any], file: str) -> Table:
    records: list[Record] = []
    refused: list[Refused] = []
    for number, value in enumerate(found, 1):
        text = _clean(json.dumps(value, ensure_ascii=False))[:_LONGEST_TEXT]
        row = Row(file, number, 1, {}, text)
        if not isinstance(value, dict):
            row.refuse("R0128")
        elif value.get("type") == "Feature":
            row.cells = _feature(value, row)
        else:
            row.cells = {_clean(str(k)): _cell(v) for k, v in value.items()}
        if row.problems:
            refused.append(row.refused())
        else:
            records.append(Record(number, 1, row.cells, text))
    columns = tuple(dict.fromkeys(name for record in records for name in record.cells))
    problems: Iterable[Problem] = () if records or refused else (fault("R0005", Span(file, 1)),)
    return Table(columns, tuple(records), tuple(refused), tuple(problems))


def _feature(value: Mapping[str, Any], row: Row) -> dict[str, str]:
    properties, geometry = value.get("properties"), value.get("geometry")
    cells = {_clean(str(k)): _cell(v) for k, v in properties.items()} if isinstance(properties, dict) else {}
    if not isinstance(geometry, dict):
        row.refuse("R0124")
        return cells
    if geometry.get("type") != "Point":
        row.refuse("R0125", value=str(geometry.get("type")))
        return cells
    position = geometry.get("coordinates")
    if not isinstance(position, list) or len(position) < 2:
        row.refuse("R0124")
        return cells
    return {"longitude": _cell(position[0]), "latitude": _cell(position[1]), **cells}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _clean(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can write and no text can hold."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
