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
from foedus.incident.fuse import Fusion, fuse
from foedus.incident.model import Reading
from foedus.report.model import Kind, Range, Report
from foedus.report.read_reports import read_reports
from trials import examples

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
@settings(max_examples=examples(40))
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


@given(st.data())
@settings(max_examples=examples(15))
def test_both_ways_and_step_by_step_agree_when_whole_events_are_taken_back(data: st.DataObject) -> None:
    accord, zones = READ.accord, READ.zones
    assert accord is not None and zones is not None
    chosen = data.draw(st.lists(st.sampled_from(CLAIMS.reports), min_size=5, max_size=30, unique_by=lambda r: r.id))
    claims = [replace(report, event_key=f"claims:{data.draw(st.integers(0, 5))}") for report in chosen]
    back = [
        replace(taken_back(report, days), retracts=(), event_key=report.event_key)
        for report in claims
        if (days := data.draw(st.sampled_from((None, None, 0, 1, 4)))) is not None
    ]
    given_now = [*back, *claims]
    remembered: dict[Reading, Fusion] = {}
    for at in sorted({r.known_at for r in given_now}):
        known = fuse(accord, zones, given_now, at, LAX, CLAIMS.acts)
        assert known == fuse(accord, zones, given_now[::-1], at, LAX, CLAIMS.acts, remembered)
    assert canonical(fast.evaluate(accord, zones, known, LAX)) == canonical(plain.evaluate(accord, zones, known, LAX))
