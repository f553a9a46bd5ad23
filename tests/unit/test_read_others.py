"""Monitors' counts, satellites, alerts, military logs, ACLED, VIINA: what each says, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.basics.instant import HOUR, iso
from foedus.basics.place import Area, Nowhere, Point
from foedus.report.model import Basis, Claim, Kind
from foedus.report.read_reports import read_reports
from foedus.report.show import shown

DATA = Path(__file__).parents[1] / "data"
COUNTS = Path(__file__).parents[2] / "library" / "minsk_2_2015" / "reports" / "osce_smm_daily_counts.csv"


def test_a_daily_count_is_an_aggregate_of_no_party_up_to_half_past_seven() -> None:
    read = read_reports(COUNTS, zone="Europe/Kyiv")
    assert read.format == "osce-smm" and not read.refused
    report = next(r for r in read.reports if r.source_row == "199/2020 Donetsk" and r.number.best == 153)
    assert (report.kind, report.act, report.claims, report.place) == (
        Kind.AGGREGATE, "ceasefire violation", (), Area("Donetsk"),
    )  # fmt: skip
    assert (iso(report.happened_at.start), iso(report.happened_at.end)) == (
        "2020-08-19T16:30:00Z", "2020-08-20T16:29:59.999999Z",
    )  # fmt: skip
    assert iso(report.known_at) == "2020-08-21T23:59:59.999999Z"


def test_counts_of_the_day_before_longer_periods_and_totals_keep_their_own_times() -> None:
    reports = read_reports(COUNTS, zone="Europe/Kyiv").reports
    before = [r for r in reports if r.source_row == "199/2020 Donetsk" and "day after" in r.note]
    assert [iso(r.happened_at.end) for r in before] == ["2020-08-19T16:29:59.999999Z"]
    two_days = next(r for r in reports if r.source_row == "231/2020 Donetsk" and r.number.best == 8)
    assert two_days.happened_at.end - two_days.happened_at.start + 1 == 48 * HOUR
    total = next(r for r in reports if r.source_row == "179/2020 both")
    assert (total.number.best, total.place) == (121, Area("Donetsk and Luhansk"))
    assert iso(total.happened_at.start) == "2020-07-26T21:01:00Z"


def test_zero_is_a_report_and_exercises_are_told_apart() -> None:
    reports = read_reports(COUNTS, zone="Europe/Kyiv").reports
    assert any(r.number.best == 0 and r.number.high == 0 for r in reports)
    assert [r.number.best for r in reports if r.act == "exercise"] == [60]
    assert any(r.act == "explosion" for r in reports)


def test_a_fire_names_nobody_and_is_as_wide_as_its_pixel() -> None:
    read = read_reports(DATA / "firms" / "modis.csv")
    first = read.reports[0]
    assert read.format == "firms" and not read.refused and read.acts == {"fire"}
    assert first.claims == () and first.act == "fire"
    assert iso(first.happened_at.start) == "2022-02-24T09:23:00Z"
    assert isinstance(first.place, Point) and first.place.radius_m == 1458  # half the diagonal of 2.5 km x 1.5 km
    assert first.credibility == "3"


def test_an_alert_lasts_from_start_to_all_clear_and_is_known_then() -> None:
    for name, channel in (("official", "official alert channel"), ("volunteer", "volunteer alert channel")):
        read = read_reports(
            DATA / "alerts" / f"{name}.csv", zone="America/Bogota"
        )  # the table is in UTC whatever is said
        assert not read.refused and len(read.reports) == 6
        assert {r.act for r in read.reports} == {"air alert"}
        assert read.reports[0].origin == channel
        assert all(r.known_at == r.happened_at.end for r in read.reports)
    assert iso(read.reports[0].happened_at.start) == "2022-02-25T16:36:22Z"


def test_an_alert_of_localities_is_one_report_for_each_in_local_time() -> None:
    read = read_reports(DATA / "alerts" / "localities.csv", zone="Asia/Jerusalem")
    assert not read.refused
    assert len([r for r in read.reports if r.source_row == "1"]) == 3
    assert iso(read.reports[0].happened_at.start) == "2014-07-24T14:05:26Z"
    assert {"rocket alert", "exercise"} <= {r.act for r in read.reports}


def test_a_military_log_is_read_where_its_columns_ran_into_each_other() -> None:
    read = read_reports(DATA / "invented" / "sigacts.csv")
    first, several, shifted, cut, unknown = read.reports
    assert [p.code for row in read.refused for p in row.problems] == ["R0123"]
    assert (first.act, first.target, first.place) == ("bomb explosion", "coalition forces", Area("Northtown"))
    assert (several.target, several.place) == ("government forces", Nowhere())
    assert (shifted.act, shifted.target, shifted.place) == ("small arms fire", "coalition forces", Nowhere())
    assert (cut.act, cut.target) == ("shelling", "")
    assert unknown.act == "unknown"
    assert iso(first.known_at) == "2004-01-01T23:59:59.999999Z"
    assert all(r.claims == () for r in read.reports)


def test_rows_of_a_military_log_that_are_the_same_are_one_report() -> None:
    read = read_reports(DATA / "invented" / "sigacts.csv")
    assert len({r.id for r in read.reports}) == len(read.reports) == 5


def test_acled_names_a_doer_only_where_one_side_acts_on_another() -> None:
    read = read_reports(DATA / "invented" / "acled.csv")
    shelling, _, battle, strike = read.reports
    assert read.format == "acled" and not read.refused
    assert shelling.claims == (Claim("Military Forces of Northland (2020-)", Basis.ACCUSED),)
    assert battle.claims == () and strike.claims == ()
    assert (shelling.act, battle.act, strike.act) == (
        "shelling or missile attack", "armed clash", "air or drone strike",
    )  # fmt: skip


def test_acled_precisions_widen_time_and_place() -> None:
    shelling, same, battle, strike = read_reports(DATA / "invented" / "acled.csv").reports
    assert (shelling.event_key, shelling.outlet, same.outlet) == (same.event_key, "Radio North", "Daily South")
    assert iso(battle.happened_at.start) == "2025-03-12T00:00:00Z"
    assert iso(battle.happened_at.end) == "2025-03-24T23:59:59.999999Z"
    assert iso(strike.happened_at.start) == "2025-02-01T00:00:00Z"
    assert iso(strike.happened_at.end) == "2025-02-28T23:59:59.999999Z"
    assert isinstance(strike.place, Point) and strike.place.radius_m == 100_000
    assert iso(shelling.known_at) == "2025-03-25T00:00:00Z"
    assert strike.known_at == strike.happened_at.end


def test_a_classifiers_guess_is_hearsay() -> None:
    read = read_reports(DATA / "viina_odbl" / "events.csv")
    assert not read.refused
    named = {c for r in read.reports for c in r.claims}
    assert {c.basis for c in named} == {Basis.HEARSAY}
    assert {c.party for c in named} == {"Russia", "Ukraine"}
    shared = [r for r in read.reports if r.event_key == read.reports[-1].event_key]
    assert all(r.outlet == r.origin for r in shared)


def test_an_object_that_has_no_word_is_left_unsaid() -> None:
    read = read_reports(DATA / "viina_odbl" / "events.csv")
    assert read.reports[0].target == "airbase"
    assert read.reports[-1].target == ""  # arms industry or refinery: neither can be said


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.csv")), ids=lambda p: p.name)
def test_what_was_understood_can_be_told_in_words(path: Path) -> None:
    text = shown(read_reports(path), limit=2)
    assert "can report" in text and "happened" in text
    assert all(line.isprintable() for line in text.splitlines())
