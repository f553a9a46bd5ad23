"""The library's deals and their recorded reports, as the tests of real data read them."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from foedus.accord.model import Accord
from foedus.accord.read_accord import read_accord
from foedus.accord.zones import Zones
from foedus.basics.instant import Instant, from_local
from foedus.finding.model import Truth
from foedus.replay.model import History, ReadingRow, Replay
from foedus.replay.replay import replay
from foedus.report.model import ReadReports
from foedus.report.read_reports import read_reports

LIBRARY = Path(__file__).parents[1] / "library"
ENERGY = "energy_moratorium_2025"
CLAIMS = tuple(
    LIBRARY / folder / "reports" / f"{table}.csv"
    for folder, table in (
        (ENERGY, "energy_moratorium"), ("easter_truce_2025", "easter_truce"),
        ("victory_day_truce_2025", "victory_day_truce"),
    )
)  # fmt: skip
"""The three tables of claims."""


@cache
def deal(path: str) -> tuple[Accord, Zones]:
    """An accord of the library with its zones, `folder/name` without the ending."""
    file = LIBRARY / f"{path}.accord"
    if not file.exists():
        pytest.skip(f"THE LIBRARY IS MISSING: there is no {file}")
    found = read_accord(file)
    assert found.accord is not None and found.zones is not None, [p.what for p in found.errors]
    return found.accord, found.zones


@cache
def reports_of(path: str, files: tuple[Path, ...] = ()) -> tuple[ReadReports, ...]:
    """What is read for an accord: from the folder beside it, or from these files."""
    chosen = files or tuple(sorted((LIBRARY / path).parent.glob("reports/*")))
    assert chosen, f"no reports for {path}"
    return tuple(read_reports(file, zone=deal(path)[0].time_zone) for file in chosen)


@cache
def replayed(path: str, files: tuple[Path, ...] = (), as_known_at: Instant | None = None) -> Replay:
    """The replay of an accord on its recorded reports; each once in a run of the tests."""
    accord, zones = deal(path)
    return replay(accord, zones, reports_of(path, files), as_known_at)


def only_known_by(read: Sequence[ReadReports], at: Instant) -> list[ReadReports]:
    """The same files as if they had held only what was known by then."""
    return [replace(r, reports=tuple(x for x in r.reports if x.known_at <= at)) for r in read]


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, by column, as the standard library reads them."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def end_of_day(day: str) -> Instant:
    """The last microsecond of a day of UTC: when what was published that day is known (R5)."""
    year, month, number = map(int, day.split("-"))
    return from_local(datetime(year, month, number) + timedelta(days=1), "UTC") - 1


def standing(done: Replay) -> Counter[tuple[str, str | None, str]]:
    """How many findings stand at the end, by grade, party and truth."""
    return Counter((f.grade, f.party, f.truth.value) for f in done.final.findings)


def breached(done: Replay) -> list[History]:
    """The histories that stand as breached at the end."""
    return [h for h in done.histories if h.last is not None and h.last.truth is Truth.BREACHED]


def reading(done: Replay, key: str) -> ReadingRow:
    """A row of the readings table."""
    return next(row for row in done.readings if row.key == key)


_ROWS: dict[int, tuple[Replay, dict[str, set[str]]]] = {}
"""Rows behind each incident of a replay. Owner: `rows_behind`; the replay is kept beside, so its id is no other's."""


def rows_behind(done: Replay, history: History) -> set[str]:
    """The rows of the recorded tables behind a finding: finding, incidents, reports, rows."""
    if id(done) not in _ROWS:
        rows = {r.id: r.source_row for r in done.reports}
        _ROWS[id(done)] = done, {i.id: {rows[r] for r in i.reports} for i in done.known.incidents}
    assert history.last is not None, "only what stands has its incidents at the end"
    behind = _ROWS[id(done)][1]
    return set().union(*(behind[i] for i in history.last.incidents))
