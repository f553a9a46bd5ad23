"""Reports written out and read again are the same reports, letter by letter (R1)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere, Point
from foedus.cli.report_commands import written
from foedus.report.model import Basis, Claim, Kind, Range, ReadReports, Report
from foedus.report.read_reports import read_reports
from trials import SOAKS, examples

TESTS = Path(__file__).parents[1]
LARGE = 100_000
"""Bytes; larger files are read in `make soak`."""
LIBRARY = TESTS.parent / "library"
RECORDED = sorted(
    p for p in [*TESTS.glob("data/**/*.*"), *LIBRARY.glob("*/reports/*")]
    if p.name.removesuffix(".gz").endswith((".csv", ".json", ".geojson")) and (SOAKS or p.stat().st_size <= LARGE)
)  # fmt: skip


def again(read: ReadReports) -> ReadReports:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.json"
        path.write_text(written(read), encoding="utf-8")
        return read_reports(path)


@pytest.mark.parametrize("file", RECORDED, ids=lambda p: p.name)
def test_recorded_reports_written_out_are_read_back_with_the_same_ids(file: Path) -> None:
    read = read_reports(file, zone="Europe/Kyiv")
    if not read.reports:
        pytest.skip("a file of something else")
    back = again(read)
    assert back.format == "foedus-reports" and not back.refused and not back.problems
    assert {(r.id, r.known_at) for r in back.reports} == {(r.id, r.known_at) for r in read.reports}
    assert back.acts == read.acts
    assert set(read.notes) <= set(back.notes)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = TEXTS.filter(lambda t: t.strip() != "")
INSTANTS = st.integers(0, 4_000_000_000_000_000)
RANGES = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9)).map(lambda t: Range(*sorted(t)))
IDS = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), max_size=2).map(tuple)
PLACES = (
    st.just(Nowhere())
    | NAMES.map(Area)
    | st.builds(Point, st.integers(-(10**8), 10**8), st.integers(-(10**7), 10**7), st.integers(0, 10**6))
)
REPORTS = st.builds(
    Report,
    kind=st.sampled_from([k for k in Kind if k is not Kind.RETRACTION]),
    act=NAMES, outlet=NAMES, origin=NAMES, side=TEXTS, target=TEXTS, event_key=TEXTS, link=TEXTS, note=TEXTS,
    collector=TEXTS, source_row=TEXTS,
    happened_at=st.tuples(INSTANTS, INSTANTS).map(lambda t: Interval(*sorted(t))),
    known_at=INSTANTS, published_at=st.none() | INSTANTS, place=PLACES, number=RANGES, casualties=RANGES,
    claims=st.lists(st.builds(Claim, NAMES, st.sampled_from(Basis)), max_size=2).map(tuple),
    reliability=st.sampled_from(["", *"ABCDEF"]), credibility=st.sampled_from(["", *"123456"]),
    attachments=st.lists(TEXTS, max_size=2).map(tuple), derives_from=IDS, supersedes=IDS, retracts=IDS,
)  # fmt: skip


@given(st.lists(REPORTS, min_size=1, max_size=4, unique_by=lambda r: r.id), st.frozensets(NAMES, max_size=3))
@settings(max_examples=examples(150), deadline=None, derandomize=True)
def test_any_report_written_out_is_read_back_as_it_was(reports: list[Report], acts: frozenset[str]) -> None:
    back = again(ReadReports("any", "any", tuple(reports), acts=acts))
    assert not back.refused and not back.problems
    assert back.reports == tuple(reports)
    assert [r.id for r in back.reports] == [r.id for r in reports]
    assert back.acts == acts


@given(REPORTS, st.sampled_from(["act", "outlet", "note", "side"]))
@settings(max_examples=examples(50), deadline=None, derandomize=True)
def test_a_report_changed_under_its_id_is_refused(report: Report, field: str) -> None:
    changed = replace(report, **{field: getattr(report, field) + "x"})
    value = json.loads(written(ReadReports("any", "any", (changed,))))
    value["reports"][0]["id"] = report.id
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        [refused] = read_reports(path).refused
    assert [p.code for p in refused.problems] == ["R0134"]
