"""Foedus's own reports, as `foedus reports show FILE --json` writes them or as an analyst writes them by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from foedus.basics.instant import FAR_FUTURE, Instant, Interval, from_datetime
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import NONE, ONE, UNKNOWN_ACT, Basis, Claim, Flaw, Kind, Range, Report, Unsound
from foedus.report.moments import BadYear, moment
from foedus.report.row import Row
from foedus.report.vocabulary_of_data import note_unknown_words

_ID = re.compile(r"[0-9a-f]{64}")
_WHOLE = re.compile(r"-?\d{1,18}")
_EARLIEST: Instant = from_datetime(datetime(1800, 1, 1, tzinfo=UTC))
_LARGEST_EXACT = 2**53 - 1
_BEYOND = _LARGEST_EXACT + 1
_A_TIME = '"2025-03-18", "2025-03-18T19:30+02:00" or microseconds since 1970'
_AN_INTERVAL = f'a time, or {{"start": ..., "end": ...}} of two; a time is {_A_TIME}'
_A_PLACE = '{} for nowhere, {"name": "..."}, or whole numbers "longitude_e6", "latitude_e6" and "radius_m"'
_CLAIMS = '[{"party": "...", "basis": "..."}] with a basis of ' + ", ".join(Basis)
_FLAWS = '[{"kind": "...", "cell": "..."}] with a kind of ' + ", ".join(Unsound)
_A_RANGE = '{"low": 0, "best": 1, "high": 2}, whole numbers that do not fall'
_IDS = "a list of ids, 64 hexadecimal digits each"
_TEXTS = "a list of texts"
_WRONG = object()


def read_foedus(row: Row, intake: Intake) -> Sequence[Report]:
    """One report. Texts are taken letter by letter, so that the report keeps its id."""
    kind, outlet = row.one_of("kind", tuple(Kind)), row.needed("outlet") and row.cells["outlet"]
    happened_at, known_at = _interval(row, intake), _instant(row, "known_at")
    published_at = _instant(row, "published_at").start if row.get("published_at") else None
    derives_from, supersedes, retracts = (
        _texts(row, name, _IDS) for name in ("derives_from", "supersedes", "retracts")
    )
    claims, place, attachments = _claims(row), _place(row), _texts(row, "attachments", _TEXTS)
    number, casualties = _range(row, "number", ONE), _range(row, "casualties", NONE)
    if kind != Kind.ANNOUNCEMENT:
        row.not_after(intake.now, happened_at, "happened_at")
    if kind == Kind.RETRACTION and not retracts and not row.get("event_key"):
        row.refuse("R0131")
    flaws = _flaws(row)
    if row.problems:
        return ()
    text = {name: row.cells.get(name, "") for name in _TEXT_FIELDS}
    report = Report(
        Kind(kind), text["act"] or UNKNOWN_ACT, happened_at, known_at.end, outlet, text["origin"] or outlet, place,
        published_at, text["side"], claims, number, casualties, text["target"], text["event_key"], text["reliability"],
        text["credibility"], text["link"], text["note"], text["collector"], text["source_row"], attachments,
        derives_from, supersedes, retracts, text["text"], text["weapon"],
        flaws,
    )  # fmt: skip
    if row.get("id") not in ("", report.id):
        row.refuse("R0134", "id", row.get("id"))
    note_unknown_words(report.act, report.target, intake)
    return [report]


_TEXT_FIELDS = (
    "act", "origin", "side", "target", "event_key", "reliability", "credibility", "link", "note", "collector",
    "source_row", "text", "weapon",
)  # fmt: skip


def _value(row: Row, column: str, names: str) -> Any:
    """The cell as JSON, `_WRONG` if it is none; whole numbers stand in it as texts of digits."""
    try:
        return json.loads(row.get(column), parse_float=str, parse_int=str, parse_constant=str)
    except (json.JSONDecodeError, RecursionError):
        row.refuse("R0133", column, row.get(column), names)
        return _WRONG


def _interval(row: Row, intake: Intake) -> Interval:
    """`happened_at`: two times, or one as wide as it is written."""
    text = row.needed("happened_at")
    if not text.startswith("{"):
        return _time(row, "happened_at", text, intake.zone, _AN_INTERVAL)
    value = _value(row, "happened_at", _AN_INTERVAL)
    if not isinstance(value, dict) or set(value) != {"start", "end"}:
        row.refuse("R0133", "happened_at", text, _AN_INTERVAL)
        return Interval(0, 0)
    start, end = (_time(row, "happened_at", value[name], intake.zone, _AN_INTERVAL) for name in ("start", "end"))
    return row.span_of(start, end, "happened_at")


def _instant(row: Row, column: str) -> Interval:
    """When it was known or published: UTC where no offset says otherwise (R5)."""
    text = row.needed(column)
    return _time(row, column, text, "UTC", _A_TIME) if text else Interval(0, 0)


def _time(row: Row, column: str, text: Any, zone: str, names: str) -> Interval:
    """A time as wide as it is written; microseconds are a point."""
    if isinstance(text, str) and _WHOLE.fullmatch(text) and _EARLIEST <= int(text) <= FAR_FUTURE:
        return Interval(int(text), int(text))
    try:
        read = moment(text, zone) if isinstance(text, str) else None
    except BadYear:
        read = None
    if read is None:
        row.refuse("R0133", column, row.get(column), names)
        return Interval(0, 0)
    return read.interval


def _claims(row: Row) -> tuple[Claim, ...]:
    if not row.get("claims"):
        return ()
    value = _value(row, "claims", _CLAIMS)
    good = isinstance(value, list) and all(
        isinstance(c, dict) and set(c) == {"party", "basis"} and isinstance(c["party"], str) and c["party"]
        and c["basis"] in tuple(Basis)
        for c in value
    )  # fmt: skip
    if not good:
        row.refuse("R0133", "claims", row.get("claims"), _CLAIMS)
        return ()
    return tuple(Claim(c["party"], Basis(c["basis"])) for c in value)


def _flaws(row: Row) -> tuple[Flaw, ...]:
    """What was found unsound when the report was first read."""
    if not row.get("flaws"):
        return ()
    value = _value(row, "flaws", _FLAWS)
    good = isinstance(value, list) and all(
        isinstance(f, dict) and set(f) == {"kind", "cell"} and isinstance(f["cell"], str)
        and f["kind"] in tuple(Unsound)
        for f in value
    )
    if not good:
        row.refuse("R0133", "flaws", row.get("flaws"), _FLAWS)
        return ()
    return tuple(Flaw(Unsound(f["kind"]), f["cell"]) for f in value)


def _place(row: Row) -> Place:
    if not row.get("place"):
        return Nowhere()
    value = _value(row, "place", _A_PLACE)
    if value == {}:
        return Nowhere()
    if isinstance(value, dict) and set(value) == {"name"} and isinstance(value["name"], str) and value["name"]:
        return Area(value["name"])
    if isinstance(value, dict) and set(value) == {"longitude_e6", "latitude_e6", "radius_m"}:
        whole = [_whole(value[name]) for name in ("longitude_e6", "latitude_e6", "radius_m")]
        east, north, radius = (_BEYOND if number is None else number for number in whole)
        if abs(north) <= 90_000_000 and abs(east) <= 180_000_000 and 0 <= radius < _BEYOND:
            return Point(east, north, radius)
    row.refuse("R0133", "place", row.get("place"), _A_PLACE)
    return Nowhere()


def _range(row: Row, column: str, missing: Range) -> Range:
    if not row.get(column):
        return missing
    value = _value(row, column, _A_RANGE)
    if isinstance(value, dict) and set(value) == {"low", "best", "high"}:
        low, best, high = (_whole(value[name]) for name in ("low", "best", "high"))
        if low is not None and best is not None and high is not None and low <= best <= high:
            if low < 0:
                row.keep("R0104", column, str(low), Unsound.COUNT_BELOW_ZERO)
            return Range(max(low, 0), max(best, 0), max(high, 0))
    row.refuse("R0133", column, row.get(column), _A_RANGE)
    return missing


def _whole(value: Any) -> int | None:
    good = isinstance(value, str) and _WHOLE.fullmatch(value) and abs(int(value)) <= _LARGEST_EXACT
    return int(value) if good else None


def _texts(row: Row, column: str, names: str) -> tuple[str, ...]:
    if not row.get(column):
        return ()
    value = _value(row, column, names)
    wrong = not isinstance(value, list) or not all(isinstance(v, str) for v in value)
    if wrong or (names == _IDS and not all(_ID.fullmatch(v) for v in value)):
        row.refuse("R0133", column, row.get(column), names)
        return ()
    return tuple(value)


FOEDUS_REPORTS = Format(
    "foedus-reports", "reports as `foedus reports show --json` writes them, or written by hand in that form",
    frozenset({"kind", "happened_at", "known_at", "outlet"}), frozenset(), read_foedus,
)  # fmt: skip
