"""What a format is: its name, the columns it is told by, what it can report at all, and how a row of it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foedus.report.intake import Intake
from foedus.report.model import Report
from foedus.report.row import Row
from foedus.report.table import Table

ReadRow = Callable[[Row, Intake], Sequence[Report]]
Made = tuple[Row, Sequence[Report]]
"""A row with what was read from it."""


def nothing_beforehand(_: Table) -> str:
    """Most formats need to know nothing of the table as a whole."""
    return ""


def as_read(made: Sequence[Made]) -> Sequence[Report]:
    """In most formats no row refers to another; rows with a fault give no report."""
    return [report for row, reports in made if not row.problems for report in reports]


@dataclass(frozen=True, slots=True)
class Format:
    """needs: columns without which it is another format. id_column: what must not stand in two different rows.

    acts: what such a source can report; its silence says nothing about other acts. beforehand: what the rows are
    told about the whole table (`Intake.about`). together: makes reports of rows that refer to one another, all rows
    being read; it may refuse some of them. local: a column of dates or times that are local where they name no
    offset; how many rows have such is noted.
    """

    name: str
    says: str
    needs: frozenset[str]
    acts: frozenset[str]
    read: ReadRow
    id_column: str = ""
    beforehand: Callable[[Table], str] = nothing_beforehand
    together: Callable[[Sequence[Made]], Sequence[Report]] = as_read
    local: str = ""
