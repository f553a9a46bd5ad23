"""A row of a table, asked for its values one by one; what is wrong with them is collected, never raised."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from foedus.basics.instant import Instant, Interval
from foedus.basics.place import Nowhere, Place, Point
from foedus.basics.problem import Problem, Span
from foedus.report.faults import cut, fault
from foedus.report.model import NONE, Flaw, Range, Refused, Unsound
from foedus.report.moments import BadYear, Moment, Precision, by_format, day_of, moment

_LARGEST_COUNT = 10**9
"""More acts or people than this are beyond belief, and larger numbers would leave exact arithmetic (2**53)."""
_MICRO = Decimal(1_000_000)
_NUMBER = re.compile(r"[+-]?(\d{1,15})(\.\d{0,30})?")
_EXPONENT = re.compile(r"[+-]?\d{1,15}(\.\d{1,30})?[eE][+-]?\d{1,2}")
_SEPARATED = re.compile(r"[+-]?\d{1,3}([ ,.'’\u00a0\u202f]\d{3})+([.,]\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,3},\d+")
_NOT_A_NUMBER = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "#n/a", "#value!", "#ref!"})
_NO_TIME = Moment(Interval(0, 0), Precision.SECOND)


class Row:
    """Mutable: collects its own faults. A value that cannot be read is replaced by a stand-in, so that all faults of
    a row are told at once; a row with faults gives no report, so no stand-in ever leaves this room.
    """

    __slots__ = ("cells", "faulty_cells", "file", "flaws", "line", "number", "problems", "text", "warnings")

    def __init__(self, file: str, number: int, line: int, cells: Mapping[str, str], text: str) -> None:
        self.file, self.number, self.line, self.cells, self.text = file, number, line, cells, text
        self.problems: list[Problem] = []
        self.faulty_cells: list[tuple[str, str]] = []
        self.warnings: list[Problem] = []
        self.flaws: list[Flaw] = []

    def refuse(self, code: str, column: str = "", value: str = "", names: str = "") -> None:
        """Say what is wrong with the row, or with one of its cells."""
        told = fault(code, Span(self.file, self.line), value, column, names)
        if told in self.problems:
            return
        self.problems.append(told)
        self.faulty_cells.append((column, value))

    def keep(self, code: str, column: str, value: str, flaw: Unsound | None = None) -> None:
        """Say what cannot be so in a cell, and keep the row; with a flaw, its reports are marked (R7)."""
        told = fault(code, Span(self.file, self.line), value, column)
        if told not in self.warnings:
            self.warnings.append(told)
        if flaw is not None:
            self.flaws.append(Flaw(flaw, f"{column}: {cut(value)}"))

    def refused(self) -> Refused:
        """The row as refused, with everything that is wrong with it."""
        return Refused(self.file, self.number, self.text, tuple(self.problems), tuple(self.faulty_cells))

    def get(self, column: str) -> str:
        """The cell without white space around it, "" if it is empty or not there."""
        return self.cells.get(column, "").strip()

    def needed(self, column: str) -> str:
        """The cell, which must not be empty."""
        value = self.get(column)
        if not value:
            self.refuse("R0101", column)
        return value

    def one_of(self, column: str, codes: Collection[str]) -> str:
        """The cell, which must be one of the codes."""
        value = self.needed(column)
        if value and value not in codes:
            self.refuse("R0120", column, value, ", ".join(sorted(c for c in codes if c)))
        return value

    def moment(self, column: str, zone: str, date_format: str = "") -> Moment:
        """The cell as a date or time."""
        value = self.needed(column)
        try:
            read = by_format(value, date_format, zone) if date_format else moment(value, zone)
        except BadYear:
            self.refuse("R0122", column, value)
            return _NO_TIME
        if read is None and value:
            self.refuse("R0102", column, value)
        return read or _NO_TIME

    def day(self, column: str, zone: str) -> Interval:
        """The cell as a whole local day, a time of day behind it ignored."""
        value = self.needed(column)
        try:
            read = day_of(value, zone)
        except BadYear:
            self.refuse("R0122", column, value)
            return _NO_TIME.interval
        if read is None and value:
            self.refuse("R0102", column, value)
        return (read or _NO_TIME).interval

    def span_of(self, start: Interval, end: Interval, end_column: str) -> Interval:
        """From the start of one interval to the end of another, which must not come before it."""
        if self.problems:
            return start
        if end.end < start.start:
            self.refuse("R0106", end_column, self.get(end_column))
            return start
        return Interval(start.start, end.end)

    def not_after(self, now: Instant | None, happened_at: Interval, column: str) -> None:
        """Refuse what begins in the future."""
        if now is not None and happened_at.start > now and not self.problems:
            self.refuse("R0121", column, self.get(column))

    def whole(self, column: str, missing: int = 0, largest: int = _LARGEST_COUNT) -> int:
        """The cell as a whole number from 0 to `largest`; `missing` if it is empty."""
        value = self.get(column)
        if not value:
            return missing
        found = _NUMBER.fullmatch(value)
        if found is None:
            self.refuse(_number_fault(value, "R0103"), column, value)
            return missing
        if found[2] and found[2].strip(".0"):
            self.refuse("R0103", column, value)
            return missing
        count = int(found[1])
        if value.startswith("-") and count:
            self.refuse("R0135", column, value)
            return missing
        if count > largest:
            self.refuse("R0127", column, value)
            return missing
        return count

    def count(self, column: str, missing: int = 0) -> int:
        """The cell as a number of acts or people. One below zero is kept as a flaw, and says nothing: 0 (R7a)."""
        value = self.get(column)
        found = _NUMBER.fullmatch(value)
        if found is None or not value.startswith("-") or not int(found[1]) or (found[2] or "").strip(".0"):
            return self.whole(column, missing)
        self.keep("R0104", column, value, Unsound.COUNT_BELOW_ZERO)
        return 0

    def casualties(self, low: str, best: str, high: str) -> Range:
        """Three columns as a range. An empty low or high is the best. Where one is below zero nothing is certain."""
        middle = self.count(best)
        least, most = self.count(low, middle), self.count(high, middle)
        if self.problems:
            return NONE
        if any(flaw.kind is Unsound.COUNT_BELOW_ZERO for flaw in self.flaws):
            return Range(0, middle, max(middle, most))
        if not least <= middle <= most:
            self.refuse("R0105", low, f"{least}, {middle}, {most}")
            return NONE
        return Range(least, middle, most)

    def place(self, latitude: str, longitude: str, radius_m: int) -> Place:
        """Two columns as a point known to within `radius_m`; nowhere if both are empty."""
        north, east = self.get(latitude), self.get(longitude)
        if not north and not east:
            return Nowhere()
        if not north or not east:
            self.refuse("R0126", longitude if north else latitude)
            return Nowhere()
        y, x = self._degrees(latitude, north), self._degrees(longitude, east)
        if y is None or x is None:
            return Nowhere()
        if abs(y) > 90 and abs(y) <= 180 and abs(x) <= 90:
            self.refuse("R0110", latitude, north)
        elif abs(y) > 90 or abs(x) > 180:
            column, value = (latitude, north) if abs(y) > 90 else (longitude, east)
            self.refuse("R0109", column, value)
        elif y == 0 and x == 0:
            self.refuse("R0111", latitude, north)
        else:
            return Point(_millionths(x), _millionths(y), radius_m)
        return Nowhere()

    def decimal(self, column: str) -> Decimal | None:
        """The cell as a decimal number, None if it is empty or wrong."""
        value = self.get(column)
        return self._degrees(column, value) if value else None

    def _degrees(self, column: str, value: str) -> Decimal | None:
        found = _NUMBER.fullmatch(value)
        if found is None:
            code = "R0108" if _DECIMAL_COMMA.fullmatch(value) else _number_fault(value, "R0107")
            if _EXPONENT.fullmatch(value):
                return Decimal(value)
            self.refuse(code, column, value)
            return None
        return Decimal(value)


def _number_fault(value: str, otherwise: str) -> str:
    if value.lower() in _NOT_A_NUMBER:
        return "R0113"
    return "R0112" if _SEPARATED.fullmatch(value) else otherwise


def _millionths(degrees: Decimal) -> int:
    return int((degrees * _MICRO).to_integral_value(ROUND_HALF_EVEN))
