"""Rows of somebody's own table, read as a mapping file explains them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere, Place
from foedus.basics.problem import Problem, Span
from foedus.report.faults import fault
from foedus.report.format import Format, Made
from foedus.report.intake import Intake
from foedus.report.linked import linked
from foedus.report.model import ONE, UNKNOWN_ACT, Basis, Claim, Kind, Range, Report
from foedus.report.moments import Precision, moment
from foedus.report.read_mapping import TableMapping
from foedus.report.row import Row
from foedus.report.vocabulary_of_data import note_unknown_words

_RELIABILITY, _CREDIBILITY = ("", "A", "B", "C", "D", "E", "F"), ("", "1", "2", "3", "4", "5", "6")
_KNOWN_BEFOREHAND = frozenset({Kind.ANNOUNCEMENT, Kind.RETRACTION})
"""What counts from its publication on, whenever what it speaks of happens."""
_BASIS_OF = {Kind.DENIAL: Basis.DENIED, Kind.COMPLIANCE: Basis.DENIED, Kind.ANNOUNCEMENT: Basis.ANNOUNCED}
"""The party of such a row is the one that speaks; of all others the one spoken of."""
_NO_TIME_OF_ITS_OWN = "a retraction without a time of its own: the time of its publication taken"


def format_of(mapping: TableMapping) -> Format:
    """A mapping as a format."""
    # A column of acts taken as they stand: what it can report shows only in what it does report.
    open_ended = "act" in mapping.columns and not mapping.acts
    acts = set() if open_ended else {*mapping.acts.values(), mapping.constants.get("act", "")}
    reader = _Reader(mapping)
    return Format(
        mapping.name, "as a mapping file explains it", frozenset(mapping.columns.values()),
        frozenset(acts) - {"", UNKNOWN_ACT}, reader.read, mapping.columns.get("id", ""),
        together=reader.together,
    )  # fmt: skip


def missing_columns(mapping: TableMapping, columns: Sequence[str], span: Span) -> tuple[Problem, ...]:
    """A problem for each column that the mapping names and the table lacks."""
    lacking = dict.fromkeys(name for name in mapping.columns.values() if name not in columns)
    return tuple(fault("R0205", span, name, names=", ".join(columns)) for name in lacking)


@dataclass(frozen=True, slots=True)
class _Reader:
    mapping: TableMapping

    def read(self, row: Row, intake: Intake) -> Sequence[Report]:
        """One row, but for the rows that it refers to."""
        zone = self.mapping.time_zone or intake.zone
        kind, published = self._kind(row), self._published(row)
        happened_at = self._happened(row, zone, kind, published, intake)
        place = self._place(row)
        act = self._word(row, "act", self.mapping.acts) or UNKNOWN_ACT
        target = self._word(row, "target", self.mapping.targets)
        number, dead = self._number(row, kind), self._dead(row)
        outlet, event = self._value(row, "outlet"), self._value(row, "event")
        if not outlet:
            row.refuse("R0101", self._column("outlet"))
        grades = self._grade(row, "reliability", _RELIABILITY), self._grade(row, "credibility", _CREDIBILITY)
        if row.problems:
            return ()
        beforehand = published if kind in _KNOWN_BEFOREHAND else None
        known = intake.known_beforehand(beforehand) if beforehand else intake.known(happened_at, published)
        note_unknown_words(act, target, intake)
        return [
            Report(
                kind, act, happened_at, known[1], outlet, self._value(row, "origin") or outlet, place, known[0],
                self._value(row, "side"), self._claims(row, kind), number, dead, target,
                event_key=f"{self.mapping.name}:{event}" if event else "", reliability=grades[0], credibility=grades[1],
                link=self._value(row, "link"), note=self._value(row, "note"), collector=self.mapping.name,
                source_row=self._value(row, "id"),
            )
        ]  # fmt: skip

    def together(self, made: Sequence[Made]) -> Sequence[Report]:
        """The reports of all rows, each with the ids of those that it refers to."""
        return linked(made, self.mapping.columns)

    def _column(self, name: str) -> str:
        return self.mapping.columns.get(name, "")

    def _value(self, row: Row, name: str) -> str:
        """The cell mapped to `name`, the constant where the cell is empty or none is mapped."""
        return row.get(self._column(name)) or self.mapping.constants.get(name, "")

    def _word(self, row: Row, name: str, words: Mapping[str, str]) -> str:
        value = self._value(row, name)
        if not words or not row.get(self._column(name)):
            return " ".join(value.lower().split())
        if value not in words:
            row.refuse("R0211", self._column(name), value, f"{name}s")
        return words.get(value, "")

    def _kind(self, row: Row) -> Kind:
        """What sort of statement the row is; one that changes what is known says what, and since when."""
        column = self._column("kind")
        said, kinds = row.get(column), self.mapping.kinds or {k.value: k for k in Kind}
        if said and said not in kinds:
            code, names = ("R0211", "kinds") if self.mapping.kinds else ("R0120", ", ".join(kinds))
            row.refuse(code, column, said, names)
        kind = kinds.get(said, self.mapping.kind)
        names_another = any(row.get(self._column(name)) for name in ("retracts", "supersedes"))
        if kind is Kind.RETRACTION and not row.get(self._column("retracts")) and not self._value(row, "event"):
            row.refuse("R0131")
        if (names_another or kind in _KNOWN_BEFOREHAND) and not self._value(row, "published"):
            row.refuse("R0132")
        return kind

    def _happened(self, row: Row, zone: str, kind: Kind, published: Interval | None, intake: Intake) -> Interval:
        start, end = self._column("start"), self._column("end")
        if kind is Kind.RETRACTION and not row.get(start) and published is not None:
            intake.note(_NO_TIME_OF_ITS_OWN)
            return published
        first = row.moment(start, zone, self.mapping.date_format)
        last = row.moment(end, zone, self.mapping.date_format) if row.get(end) else first
        interval = last.interval
        if last.precision is not Precision.DAY and interval.start > first.interval.start:
            interval = Interval(interval.start - 1, interval.start - 1)  # "until 18:00" ends just before
        happened_at = row.span_of(first.interval, interval, end)
        if kind is not Kind.ANNOUNCEMENT:
            row.not_after(intake.now, happened_at, start)
        return happened_at

    def _published(self, row: Row) -> Interval | None:
        column = self._column("published")
        if row.get(column):
            return row.moment(column, "UTC", self.mapping.date_format).interval
        constant = self.mapping.constants.get("published", "")
        read = moment(constant, "UTC") if constant else None
        return read.interval if read else None

    def _place(self, row: Row) -> Place:
        radius: int | None = self.mapping.radius_m
        precision = self._column("precision")
        located = any(row.get(self._column(name)) for name in ("latitude", "longitude", "precision"))
        if self.mapping.precision and precision and located:
            radius = self.mapping.precision.get(row.one_of(precision, self.mapping.precision), 0)
        if row.get(self._column("radius_m")):
            radius = row.whole(self._column("radius_m"))
        place = row.place(self._column("latitude"), self._column("longitude"), radius or 0)
        if radius is None or isinstance(place, Nowhere):
            area = self._value(row, "area")
            return Area(area) if area else Nowhere()
        return place

    def _number(self, row: Row, kind: Kind) -> Range:
        column = self._column("count")
        if kind is Kind.AGGREGATE and column:
            row.needed(column)  # an empty total is not a total of one
        count = row.count(column, 1) if column else 1
        return Range(count, count, count) if count != 1 else ONE

    def _dead(self, row: Row) -> Range:
        names = ("killed_low", "killed", "killed_high")
        columns = [self._column(name) or self._column("killed") for name in names]
        return row.casualties(columns[0], columns[1], columns[2])

    def _claims(self, row: Row, kind: Kind) -> tuple[Claim, ...]:
        party = self._value(row, "party")
        return (Claim(party, _BASIS_OF.get(kind, self.mapping.basis)),) if party else ()

    def _grade(self, row: Row, name: str, allowed: tuple[str, ...]) -> str:
        value = self._value(row, name).upper()
        if value not in allowed:
            row.refuse("R0120", self._column(name), value, ", ".join(allowed[1:]))
        return value
