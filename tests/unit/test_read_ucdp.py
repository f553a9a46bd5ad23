"""UCDP GED: one report for each source of an event, and nobody accused of breaking a truce."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from foedus.basics.instant import iso
from foedus.basics.place import Area, Nowhere, Point
from foedus.report.model import Basis, Claim, ReadReports, Report
from foedus.report.read_reports import read_reports

DATA = Path(__file__).parents[1] / "data" / "ucdp_ged"
COLUMNS = (
    "id", "type_of_violence", "side_a", "side_b", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "latitude", "longitude", "country", "date_prec", "date_start", "date_end",
    "best", "low", "high",
)  # fmt: skip
EVENT = {
    "id": "7", "type_of_violence": "1", "side_a": "Government", "side_b": "Rebels", "source_article": "",
    "source_office": "Radio;Daily", "source_date": "2025-03-19;20/03/2025", "source_headline": "Clash;Two dead",
    "source_original": "", "where_prec": "1", "latitude": "48.1", "longitude": "37.2", "country": "Southland",
    "date_prec": "1", "date_start": "2025-03-18", "date_end": "2025-03-18", "best": "2", "low": "1", "high": "3",
}  # fmt: skip


def read(folder: Path, zone: str = "UTC", **changes: str) -> ReadReports:
    with (folder / "events.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerow({**EVENT, **changes})
    return read_reports(folder / "events.csv", zone=zone)


def one(folder: Path, **changes: str) -> Report:
    found = read(
        folder, **{"source_office": "Radio", "source_date": "2025-03-19", "source_headline": "Clash", **changes}
    )
    assert not found.refused, found.refused
    return found.reports[0]


def test_the_sources_of_an_event_are_reports_that_share_its_key(tmp_path: Path) -> None:
    reports = read(tmp_path).reports
    assert [r.outlet for r in reports] == ["Radio", "Daily"]
    assert {r.event_key for r in reports} == {"ucdp-ged:7"}
    assert len({r.id for r in reports}) == 2
    assert [iso(r.known_at) for r in reports] == ["2025-03-19T23:59:59.999999Z", "2025-03-20T23:59:59.999999Z"]


def test_a_day_is_the_local_day_of_the_zone_given(tmp_path: Path) -> None:
    [report, _] = read(tmp_path, zone="Europe/Kyiv").reports
    assert iso(report.happened_at.start) == "2025-03-17T22:00:00Z"
    assert iso(report.happened_at.end) == "2025-03-18T21:59:59.999999Z"


def test_nobody_is_accused_of_a_fight_but_the_doer_of_one_sided_violence_is(tmp_path: Path) -> None:
    assert one(tmp_path, type_of_violence="1").claims == ()
    assert one(tmp_path, type_of_violence="2").claims == ()
    killing = one(tmp_path, type_of_violence="3")
    assert killing.claims == (Claim("Government", Basis.ACCUSED),)
    assert killing.act == "violence against civilians"


def test_the_origin_is_whom_the_press_quotes(tmp_path: Path) -> None:
    assert one(tmp_path, source_original="Government spokesman").origin == "Government spokesman"
    assert one(tmp_path).origin == "Radio"


def test_entries_of_one_register_are_one_origin(tmp_path: Path) -> None:
    assert one(tmp_path, source_office="Register", source_original="register x4").origin == "Register"
    assert one(tmp_path, source_office="Register", source_original="Army\nregister (x2)").origin == "Register"


def test_a_paper_that_may_repeat_another_source_of_the_event_is_no_origin_of_its_own(tmp_path: Path) -> None:
    found = read(tmp_path, source_original="Observatory, Radio")
    assert [(r.outlet, r.origin) for r in found.reports] == [("Radio", "Radio"), ("Daily", "Radio")]


def test_a_paper_quotes_the_claimant_that_is_not_itself_a_source_of_the_event(tmp_path: Path) -> None:
    found = read(tmp_path, source_original="Army spokesman\nRadio")
    assert [(r.outlet, r.origin) for r in found.reports] == [("Radio", "Radio"), ("Daily", "Army spokesman")]


def test_several_claimants_of_one_event_are_not_counted_apart(tmp_path: Path) -> None:
    found = read(tmp_path, source_original="Army\nHospital")
    assert {r.origin for r in found.reports} == {"Army; Hospital"}


@pytest.mark.parametrize(("code", "radius_m"), [("1", 5_000), ("2", 25_000), ("3", 30_000), ("4", 100_000)])
def test_the_precision_of_the_place_becomes_a_radius(tmp_path: Path, code: str, radius_m: int) -> None:
    assert one(tmp_path, where_prec=code).place == Point(37_200_000, 48_100_000, radius_m)


def test_a_place_known_to_the_country_is_an_area_and_the_high_seas_are_nowhere(tmp_path: Path) -> None:
    assert one(tmp_path, where_prec="6").place == Area("Southland")
    assert one(tmp_path, where_prec="7").place == Nowhere()


def test_headlines_with_semicolons_are_taken_from_the_article_column(tmp_path: Path) -> None:
    article = '"Radio,2025-03-19,One; and two";"Daily,2025-03-20,Three ""four"" five"'
    found = read(tmp_path, source_headline="One; and two;Three", source_article=article)
    assert found.reports[0].note.startswith("One; and two; Government")
    assert [r.outlet for r in found.reports] == ["Radio", "Daily"]


def test_a_publication_before_the_event_is_lifted_and_counted(tmp_path: Path) -> None:
    found = read(tmp_path, source_date="2015-03-19;2025-03-19")
    assert iso(found.reports[0].known_at) == "2025-03-18T23:59:59.999999Z"
    assert any("before the event" in what and count == 1 for what, count in found.notes)


def test_without_publication_the_end_of_the_event_stands_in(tmp_path: Path) -> None:
    found = read(tmp_path, source_office="", source_date="", source_headline="", date_end="2025-03-20")
    assert iso(found.reports[0].known_at) == "2025-03-20T23:59:59.999999Z"
    assert found.reports[0].published_at is None
    assert any("no date of publication" in what for what, _ in found.notes)


def test_numbers_out_of_order_are_put_in_order_and_counted(tmp_path: Path) -> None:
    found = read(tmp_path, low="7", best="7", high="6")
    assert (found.reports[0].casualties.low, found.reports[0].casualties.high) == (6, 7)
    assert any("not in order" in what for what, _ in found.notes)


def test_result_pages_of_the_interface_say_the_same_as_the_table(tmp_path: Path) -> None:
    plain = read(tmp_path).reports
    value = {**EVENT, "id": 7, "best": 2, "low": 1, "high": 3, "latitude": 48.1, "longitude": 37.2, "where_prec": 1,
             "type_of_violence": 1, "date_start": "2025-03-18T00:00:00", "date_end": "2025-03-18T00:00:00"}  # fmt: skip
    page = {"TotalCount": 1, "TotalPages": 1, "PreviousPageUrl": "", "NextPageUrl": "", "Result": [value]}
    (tmp_path / "page.json").write_text(json.dumps(page))
    (tmp_path / "pages.json").write_text(json.dumps([page, {**page, "Result": []}]))
    assert read_reports(tmp_path / "page.json").reports == plain
    assert read_reports(tmp_path / "pages.json").reports == plain


def test_recorded_events_are_read_without_a_refusal() -> None:
    for name, least in (("ukraine.csv", 20), ("syria.csv", 10)):
        found = read_reports(DATA / name)
        assert not found.refused and not found.problems
        assert found.format == "ucdp-ged"
        assert len(found.reports) >= least


def test_the_table_of_sources_agrees_with_the_events_on_who_said_it_and_when() -> None:
    told = read_reports(DATA / "ukraine_sources.csv")
    assert told.format == "ucdp-sources"
    keys = {r.event_key for r in told.reports}
    events = [r for r in read_reports(DATA / "ukraine.csv").reports if r.event_key in keys]
    said = sorted((r.event_key, r.outlet, r.origin, r.known_at, r.happened_at, r.place) for r in events)
    assert said == sorted((r.event_key, r.outlet, r.origin, r.known_at, r.happened_at, r.place) for r in told.reports)
