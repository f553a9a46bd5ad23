"""Rows that refer to other rows of the same table by id: from ids of rows to ids of reports (rules R1, R3, R7)."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from foedus.report.circles import circles
from foedus.report.format import Made, as_read
from foedus.report.model import Report, Unsound
from foedus.report.row import Row

REFERENCES = ("retracts", "supersedes", "derives_from")
"""The fields of a report that name other reports."""
_BETWEEN = re.compile(r"[;,|]")


def linked(made: Sequence[Made], columns: Mapping[str, str]) -> list[Report]:
    """The reports, in the order of the file, with the ids of the reports that their rows refer to.

    columns: from our names (`id`, and REFERENCES) to the table's. A row may refer to later rows. As a report is named
    by its content, those referred to are made first. An id that no row read has (R0129) and a reference that leads in
    a circle (R0130) are left out; the row is kept, with a flaw. Of an id with two texts both are meant.
    """
    table = _Table.of(made, columns)
    ready = deque(n for n, others in enumerate(table.waits_for) if not others)
    while True:
        while ready:
            n = ready.popleft()
            table.resolve(n)
            for follower in table.followers[n]:
                if n in table.waits_for[follower]:
                    table.waits_for[follower].discard(n)
                    ready.extend([] if table.waits_for[follower] else [follower])
        ready.extend(table.cut_circles())
        if not ready:
            return list(as_read(table.done))


@dataclass
class _Table:
    """The owner of what is resolved so far. named: by row and field the ids it names. waits_for: rows not made yet."""

    columns: Mapping[str, str]
    by_name: Mapping[str, list[int]]
    named: list[dict[str, tuple[str, ...]]]
    waits_for: list[set[int]]
    followers: Mapping[int, list[int]]
    done: list[Made]

    @staticmethod
    def of(made: Sequence[Made], columns: Mapping[str, str]) -> _Table:
        """A table of which nothing is resolved yet."""
        by_name: dict[str, list[int]] = defaultdict(list)
        for n, (row, _) in enumerate(made):
            name = row.get(columns.get("id", ""))
            if name and not row.problems:
                by_name[name].append(n)
        named = [_named(row, columns, by_name) for row, _ in made]
        waits_for = [
            {o for names in fields.values() for name in names for o in _meant(n, name, by_name)}
            for n, fields in enumerate(named)
        ]
        followers: dict[int, list[int]] = defaultdict(list)
        for n, others in enumerate(waits_for):
            for other in others:
                followers[other].append(n)
        return _Table(columns, by_name, named, waits_for, followers, list(made))

    def resolve(self, n: int) -> None:
        """Give the reports of a row the ids of those that it refers to, all of which are made."""
        row, reports = self.done[n]
        found: dict[str, tuple[str, ...]] = {}
        for field, names in self.named[n].items():
            for name in names:
                if name not in self.by_name:
                    row.keep("R0129", self.columns[field], name, Unsound.NOT_READ)
            ids = [r.id for name in names for o in _meant(n, name, self.by_name) for r in self.done[o][1]]
            found[field] = tuple(dict.fromkeys(ids))
        if not row.problems and (found or row.flaws):
            self.done[n] = row, [_with(report, found, row) for report in reports]

    def cut_circles(self) -> list[int]:
        """Leave out the references by which rows wait for each other. Gives the rows that wait for nothing now."""
        circle = circles({n: others for n, others in enumerate(self.waits_for) if others})
        for n in circle:
            row, back = self.done[n][0], {o for o in self.waits_for[n] if circle.get(o) == circle[n]}
            for field, names in self.named[n].items() if back else ():
                leading = [name for name in names if not back.isdisjoint(_meant(n, name, self.by_name))]
                for name in leading:
                    row.keep("R0130", self.columns[field], name, Unsound.CIRCLE)
                self.named[n][field] = tuple(name for name in names if name not in leading)
            self.waits_for[n] -= back
        return sorted(n for n in circle if not self.waits_for[n])


def _meant(n: int, name: str, by_name: Mapping[str, list[int]]) -> list[int]:
    """The rows that row `n` means by an id; where it is its own too, the others of that id, if there are any."""
    rows = by_name.get(name, [])
    return [o for o in rows if o != n] or rows


def _named(row: Row, columns: Mapping[str, str], by_name: Mapping[str, list[int]]) -> dict[str, tuple[str, ...]]:
    """The ids of rows that a row names, by field. A cell may hold several, between semicolons, commas or bars."""
    found: dict[str, tuple[str, ...]] = {}
    for field in REFERENCES:
        cell = row.get(columns.get(field, ""))
        if cell and not row.problems:
            parts = [cell] if cell in by_name else [part.strip() for part in _BETWEEN.split(cell)]
            found[field] = tuple(dict.fromkeys(part for part in parts if part))
    return found


def _with(report: Report, found: Mapping[str, tuple[str, ...]], row: Row) -> Report:
    return replace(
        report, retracts=found.get("retracts", ()), supersedes=found.get("supersedes", ()),
        derives_from=found.get("derives_from", ()), flaws=tuple(sorted(set(row.flaws))),
    )  # fmt: skip
