"""The fast way and the definition agree on the recorded reports of the library, at several known times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from foedus.accord.read_accord import read_accord
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY
from foedus.finding import fast, plain
from foedus.incident.fuse import fuse
from foedus.incident.model import Reading
from foedus.report.model import Report
from foedus.report.read_reports import read_reports

LIBRARY = Path(__file__).parents[2] / "library"
MOST = 400
"""The definition takes quadratic time: of longer files so many reports are taken, evenly over the file."""
ACCORDS = sorted(LIBRARY.rglob("*.accord"))


@pytest.mark.real
@pytest.mark.parametrize("path", ACCORDS or [None], ids=lambda p: p.stem if p else "none")
def test_both_ways_agree_on_recorded_reports(path: Path | None) -> None:
    if path is None:
        pytest.skip("THE LIBRARY IS MISSING: nothing recorded was compared")
    folder = path.parent / "reports"
    files = sorted(folder.iterdir()) if folder.is_dir() else sorted(LIBRARY.glob("*_2025/reports/*.csv"))
    if not files:
        pytest.skip(f"NO REPORTS FOR {path.name}: nothing recorded was compared")
    accord, zones = _read(path)
    reads = [read_reports(file) for file in files]
    reports = [report for read in reads for report in _some(read.reports)]
    acts = frozenset(act for read in reads for act in read.acts)
    assert reports, "the library's reports could not be read"
    for at in _looks(reports):
        for reading in (Reading(), Reading(possible_is_certain=True)):
            known = fuse(accord, zones, reports, at, reading, acts)
            quickly = fast.evaluate(accord, zones, known, reading)
            assert canonical(quickly) == canonical(plain.evaluate(accord, zones, known, reading))


@pytest.mark.real
def test_reports_in_any_order_and_twice_give_the_same_findings_both_ways() -> None:
    """From reports to findings: lateness and copies change when something is known, never what is found then."""
    folder = LIBRARY / "energy_moratorium_2025"
    if not folder.is_dir():
        pytest.skip("THE LIBRARY IS MISSING: nothing recorded was compared")
    accord, zones = _read(folder / "from_18_march.accord")
    reports = [report for file in sorted(folder.glob("reports/*")) for report in read_reports(file).reports]
    late = [replace(report, known_at=report.known_at + (n % 3) * 2 * DAY) for n, report in enumerate(reports)]
    acts = frozenset(report.act for report in reports)
    for at in _looks(late):
        told = set()
        for given in (late, late[::-1], [*late[::2], *late, *late[1::2]]):
            known = fuse(accord, zones, given, at, Reading(), acts)
            told |= {canonical(way.evaluate(accord, zones, known)) for way in (fast, plain)}
        assert len(told) == 1


def _read(path: Path):
    read = read_accord(path)
    assert read.accord is not None and read.zones is not None, [p.what for p in read.errors]
    return read.accord, read.zones


def _some(reports: tuple[Report, ...]) -> tuple[Report, ...]:
    return reports[:: -(-len(reports) // MOST)] if reports else ()


def _looks(reports: list[Report]) -> list[int]:
    """Three known times: when a third and two thirds of the reports were known, and long after the last."""
    known = sorted(report.known_at for report in reports)
    return [known[len(known) // 3], known[2 * len(known) // 3], known[-1] + 400 * DAY]
