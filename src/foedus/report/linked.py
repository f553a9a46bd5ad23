"""Rows that refer to other rows of the same table by id: from ids of rows to ids of reports (rules R1, R3)."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

from foedus.report.format import Made, as_read
from foedus.report.model import Report
from foedus.report.row import Row

REFERENCES = ("retracts", "supersedes", "derives_from")
"""The fields of a report that name other reports."""
_BETWEEN = re.compile(r"[;,|]")


def linked(made: Sequence[Made], columns: Mapping[str, str]) -> list[Report]:
    """The reports, in the order of the file, with the ids of the reports that their rows refer to.

    columns: from our names (`id`, and REFERENCES) to the table's. A row may refer to later rows. As a report is named
    by its content, those referred to are made first. Refused: an id that no row read has (R0129), a circle (R0130).
    """
    by_name = {row.get(columns.get("id", "")): n for n, (row, _) in enumerate(made) if not row.problems}
    by_name.pop("", None)
    named = [_named(row, columns, by_name) for row, _ in made]
    followers: dict[int, list[int]] = defaultdict(list)
    waits_for = [{by_name[name] for names in fields.values() for name in names if name in by_name} for fields in named]
    for n, others in enumerate(waits_for):
        for other in others:
            followers[other].append(n)
    done: list[Made] = list(made)
    ready = deque(n for n, others in enumerate(waits_for) if not others)
    while ready:
        n = ready.popleft()
        done[n] = _resolved(made[n], named[n], columns, by_name, done)
        for follower in followers[n]:
            waits_for[follower].discard(n)
            if not waits_for[follower]:
                ready.append(follower)
    _refuse_circles(made, named, columns, waits_for, by_name)
    return list(as_read(done))


def _named(row: Row, columns: Mapping[str, str], by_name: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The ids of rows that a row names, by field. A cell may hold several, between semicolons, commas or bars."""
    found: dict[str, tuple[str, ...]] = {}
    for field in REFERENCES:
        cell = row.get(columns.get(field, ""))
        if cell and not row.problems:
            parts = [cell] if cell in by_name else [part.strip() for part in _BETWEEN.split(cell)]
            found[field] = tuple(dict.fromkeys(part for part in parts if part))
    return found


def _resolved(
    one: Made, named: Mapping[str, tuple[str, ...]], columns: Mapping[str, str], by_name: Mapping[str, int],
    done: Sequence[Made],
) -> Made:  # fmt: skip
    row, reports = one
    found: dict[str, tuple[str, ...]] = {}
    for field, names in named.items():
        for name in names:
            if name not in by_name or done[by_name[name]][0].problems:
                row.refuse("R0129", columns[field], name)
        ids = [r.id for name in names if name in by_name for r in done[by_name[name]][1]]
        found[field] = tuple(dict.fromkeys(ids))
    if row.problems or not found:
        return one
    return row, [_with(report, found) for report in reports]


def _with(report: Report, found: Mapping[str, tuple[str, ...]]) -> Report:
    return replace(
        report, retracts=found.get("retracts", ()), supersedes=found.get("supersedes", ()),
        derives_from=found.get("derives_from", ()),
    )  # fmt: skip


def _refuse_circles(
    made: Sequence[Made], named: Sequence[Mapping[str, tuple[str, ...]]], columns: Mapping[str, str],
    waits_for: Sequence[set[int]], by_name: Mapping[str, int],
) -> None:  # fmt: skip
    """Refuse rows that still wait: they refer to each other in a circle, or to a row that does."""
    for n, others in enumerate(waits_for):
        for field, names in named[n].items() if others else ():
            for name in names:
                if by_name.get(name) in others:
                    made[n][0].refuse("R0130", columns[field], name)
