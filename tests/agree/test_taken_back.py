"""What is taken back or corrected is so for both ways alike, in any order and at any known time."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.accord.read_accord import read_accord
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY
from foedus.finding import fast, plain
from foedus.incident.fuse import fuse
from foedus.incident.model import Reading
from foedus.report.model import Kind, Range, Report
from foedus.report.read_reports import read_reports

MORATORIUM = Path(__file__).parents[2] / "library" / "energy_moratorium_2025"
READ = read_accord(MORATORIUM / "from_25_march.accord")
CLAIMS = read_reports(MORATORIUM / "reports" / "energy_moratorium.csv", zone="Europe/Kyiv")
LAX = Reading(own_interest_counts=True)


def taken_back(report: Report, days: int) -> Report:
    return Report(
        Kind.RETRACTION, report.act, report.happened_at, report.known_at + days * DAY, report.outlet, report.origin,
        retracts=(report.id,), collector=report.collector,
    )  # fmt: skip


def corrected(report: Report, days: int) -> Report:
    number = Range(0, report.number.best, report.number.high + 2)
    return replace(report, supersedes=(report.id,), known_at=report.known_at + days * DAY, number=number)


@given(st.data())
@settings(max_examples=40)
def test_both_ways_agree_when_reports_are_taken_back_or_corrected(data: st.DataObject) -> None:
    accord, zones = READ.accord, READ.zones
    assert accord is not None and zones is not None
    claims = data.draw(st.lists(st.sampled_from(CLAIMS.reports), min_size=5, max_size=40, unique_by=lambda r: r.id))
    changes = [
        change(report, days)
        for report in claims
        if (change := data.draw(st.sampled_from((None, None, taken_back, corrected)))) is not None
        for days in [data.draw(st.integers(0, 5))]
    ]
    given_now = [*claims, *changes]
    random.Random(data.draw(st.integers(0, 99))).shuffle(given_now)
    instants = sorted({r.known_at for r in given_now})
    for at in (instants[len(instants) // 2], instants[-1] + DAY):
        for reading in (Reading(), LAX):
            known = fuse(accord, zones, given_now, at, reading, CLAIMS.acts)
            again = fuse(accord, zones, [*claims, *changes, *claims], at, reading, CLAIMS.acts)
            assert known == again
            slowly = canonical(plain.evaluate(accord, zones, known, reading))
            assert canonical(fast.evaluate(accord, zones, known, reading)) == slowly


def test_when_every_report_is_taken_back_nothing_is_left() -> None:
    accord, zones = READ.accord, READ.zones
    assert accord is not None and zones is not None
    everything = [*CLAIMS.reports, *(taken_back(r, 1) for r in CLAIMS.reports)]
    at = max(r.known_at for r in everything)
    before = fuse(accord, zones, everything, min(r.known_at for r in everything), LAX, CLAIMS.acts)
    assert before.incidents
    assert fuse(accord, zones, everything, at, LAX, CLAIMS.acts).incidents == ()
