"""Mapping files: what the columns of somebody's own table mean, in TOML. See the documentation of report files."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from foedus.basics.instant import zone_info
from foedus.basics.problem import Problem, Span
from foedus.basics.settings import NoToml, Uncounted, loaded, told
from foedus.report.faults import fault
from foedus.report.linked import REFERENCES
from foedus.report.model import Basis, Kind
from foedus.report.moments import BadYear, moment

COLUMNS = (
    "id", "event", "start", "end", "published", "latitude", "longitude", "precision", "radius_m", "area", "act",
    "target", "party", "outlet", "origin", "side", "count", "killed", "killed_low", "killed_high", "note", "link",
    "reliability", "credibility", "kind", "retracts", "supersedes", "derives_from",
)  # fmt: skip
"""What a column of a table can be mapped to."""
SETTINGS = (
    "name", "encoding", "delimiter", "time_zone", "date_format", "kind", "basis", "radius_m", "columns", "constants",
    "acts", "targets", "precision", "kinds",
)  # fmt: skip
"""What a mapping can set."""
_CONSTANTS = ("act", "target", "party", "outlet", "origin", "side", "area", "reliability", "credibility", "published")
_WORDS = re.compile(r"[a-z][a-z-]*( [a-z][a-z-]*)*")
_NOWHERE = "nowhere"
_NO_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw-unicode-escape", "utf-7"})
"""Codecs for names and notations, not for tables; some cannot replace what they cannot read."""
_DEFAULT_RADIUS_M = 10_000
"""A point of somebody's table without a word on its precision is taken as the middle of a town."""


@dataclass(frozen=True)
class TableMapping:
    """A mapping, checked. columns: our name -> the table's. precision: code -> metres, None for no place at all."""

    name: str
    encoding: str = ""
    delimiter: str = ""
    time_zone: str = ""
    date_format: str = ""
    kind: Kind = Kind.EVENT
    basis: Basis = Basis.ACCUSED
    radius_m: int = _DEFAULT_RADIUS_M
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    precision: Mapping[str, int | None] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)


def read_mapping(path: Path) -> tuple[TableMapping | None, tuple[Problem, ...]]:
    """Read and check a mapping file; None if there is a problem."""
    span = Span(str(path), 1)
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        return None, (fault("R0201", span, str(path)),)
    value = loaded(source)
    if isinstance(value, NoToml):
        return None, (fault("R0202", Span(str(path), value.line, value.column), value.why),)
    problems = list(_problems(value, span))
    return (None, tuple(problems)) if problems else (_mapping(value, path.stem), ())


def _mapping(value: Mapping[str, Any], stem: str) -> TableMapping:
    return TableMapping(
        name=value.get("name", stem),
        encoding=value.get("encoding", ""),
        delimiter=value.get("delimiter", ""),
        time_zone=value.get("time_zone", ""),
        date_format=value.get("date_format", ""),
        kind=Kind(value.get("kind", Kind.EVENT)),
        basis=Basis(value.get("basis", Basis.ACCUSED)),
        radius_m=value.get("radius_m", _DEFAULT_RADIUS_M),
        columns=value["columns"],
        constants=value.get("constants", {}),
        acts=value.get("acts", {}),
        targets=value.get("targets", {}),
        precision={k: None if v == _NOWHERE else v for k, v in value.get("precision", {}).items()},
        kinds={k: Kind(v) for k, v in value.get("kinds", {}).items()},
    )


def _problems(value: Mapping[str, Any], span: Span) -> list[Problem]:
    found = [fault("R0203", span, name, names=", ".join(SETTINGS)) for name in value if name not in SETTINGS]
    found += _wrong_kinds(value, span)
    if found:
        return found
    columns, constants = value.get("columns", {}), value.get("constants", {})
    found += [fault("R0203", span, f"columns.{n}", names=", ".join(COLUMNS)) for n in columns if n not in COLUMNS]
    found += [
        fault("R0203", span, f"constants.{n}", names=", ".join(_CONSTANTS)) for n in constants if n not in _CONSTANTS
    ]
    retracts_only = value.get("kind") == Kind.RETRACTION and "kind" not in columns
    if "start" not in columns and not retracts_only:
        found.append(fault("R0204", span, "when it happened", names='start = "name of the column" under [columns]'))
    if any(name in columns for name in REFERENCES) and "id" not in columns:
        found.append(fault("R0204", span, "which column holds the ids of rows", names='id = "..." under [columns]'))
    for name in ("outlet",) if retracts_only else ("act", "outlet"):
        if name not in columns and name not in constants:
            where = f'{name} = "..." under [columns] or under [constants]'
            found.append(fault("R0204", span, f"the {name}", names=where))
    if not _is_day(constants.get("published", "2025-03-18")):
        found.append(fault("R0208", span, "constants.published", names='a date or time, "2025-03-18"'))
    words = [*value.get("acts", {}).values(), *value.get("targets", {}).values(), *_own_words(constants)]
    found += [fault("R0206", span, word) for word in words if not _WORDS.fullmatch(word)]
    return found


def _own_words(constants: Mapping[str, str]) -> list[str]:
    return [constants[name] for name in ("act", "target") if name in constants]


def _wrong_kinds(value: Mapping[str, Any], span: Span) -> list[Problem]:
    """Settings whose value is of another kind than the setting wants, or names what does not exist."""
    checks: list[tuple[str, Callable[[Any], bool], str, str]] = [
        ("name", _is_text, "R0208", "a text"),
        ("encoding", lambda v: _is_text(v) and _is_encoding(v), "R0210", ""),
        ("delimiter", lambda v: _is_text(v) and len(v) == 1 and v not in '"\r\n ', "R0208", "a single character"),
        ("time_zone", lambda v: _is_text(v) and _is_zone(v), "R0207", ""),
        ("date_format", lambda v: _is_text(v) and _is_date_format(v), "R0209", ""),
        ("kind", lambda v: v in tuple(Kind), "R0208", " or ".join(Kind)),
        ("kinds", _is_kinds, "R0208", "a table from the words of the data to " + " or ".join(Kind)),
        ("basis", lambda v: v in tuple(Basis), "R0208", " or ".join(Basis)),
        ("radius_m", _is_metres, "R0208", "whole metres, 0 or more"),
        *((n, _is_texts, "R0208", "a table of texts") for n in ("columns", "constants", "acts", "targets")),
        ("precision", _is_precisions, "R0208", 'a table from codes to whole metres or "nowhere"'),
    ]
    found = []
    for name, good, code, wanted in checks:
        if name in value and not good(value[name]):
            own = value[name]
            shown = name if code == "R0208" else own if isinstance(own, str) else told(own)
            found.append(fault(code, span, shown, names=wanted))
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Uncounted) and "\0" not in value


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) and not isinstance(v, Uncounted) for v in value.values())


def _is_kinds(value: Any) -> bool:
    return isinstance(value, dict) and all(v in tuple(Kind) for v in value.values())


def _is_day(value: str) -> bool:
    try:
        return moment(value, "UTC") is not None
    except BadYear:
        return False


def _is_metres(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 20_000_000


def _is_precisions(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_metres(v) or v == _NOWHERE for v in value.values())


def _is_encoding(value: str) -> bool:
    try:
        b"a".decode(value)
        return codecs.lookup(value).name not in _NO_TEXT
    except (LookupError, ValueError, UnicodeError):
        return False


def _is_zone(value: str) -> bool:
    try:
        return zone_info(value) is not None
    except (KeyError, ValueError):
        return False


def _is_date_format(value: str) -> bool:
    """Whether a day written by the format is found again by it."""
    day = datetime(2025, 11, 23, 21, 47)
    try:
        read = datetime.strptime(day.strftime(value), value)
    except (ValueError, re.error):
        return False
    return read.date() == day.date()
