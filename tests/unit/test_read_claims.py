"""Tables of claims: who says so, whom they accuse, what is counted, and what is not looked at."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from foedus.basics.instant import iso
from foedus.basics.place import Nowhere, Point
from foedus.report.model import ONE, Basis, Claim, Kind, ReadReports, Report
from foedus.report.read_reports import read_reports

LIBRARY = Path(__file__).parents[2] / "library"
FILES = {
    "energy_moratorium": (86, 3, 3),
    "easter_truce": (29, 0, 1),
    "victory_day_truce": (20, 0, 1),
}
"""Reports, denials and claims of compliance of each table, counted by hand."""


def library(name: str) -> ReadReports:
    folder = next(p for p in LIBRARY.iterdir() if p.name.startswith(name))
    return read_reports(folder / "reports" / f"{name}.csv", zone="Europe/Kyiv")


def claim(name: str, claim_id: str) -> Report:
    return next(r for r in library(name).reports if r.source_row == claim_id)


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_recorded_claim_is_read(name: str) -> None:
    found = library(name)
    reports, denials, compliance = FILES[name]
    assert not found.refused and not found.problems
    assert len(found.reports) == reports
    assert sum(r.kind is Kind.DENIAL for r in found.reports) == denials
    assert sum(r.kind is Kind.COMPLIANCE for r in found.reports) == compliance


def test_nothing_of_the_reference_judgement_reaches_a_report(tmp_path: Path) -> None:
    [path] = LIBRARY.glob("energy*/reports/energy_moratorium.csv")
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "incident_key": "ALL-ONE"} for row in rows)
    changed = read_reports(tmp_path / "t.csv", zone="Europe/Kyiv")
    assert changed.reports == library("energy_moratorium").reports
    assert all(r.event_key == "" for r in changed.reports)


def test_the_claimant_is_the_origin_and_the_paper_the_outlet() -> None:
    report = claim("energy_moratorium", "EM-001")
    assert (report.origin, report.outlet, report.side) == ("RU-MoD", "The Moscow Times", "RU")
    assert report.claims == (Claim("UA", Basis.ACCUSED),)
    assert (report.act, report.target) == ("drone strike", "oil transfer station")
    assert report.place == Point(40_670_000, 45_440_000, 10_000)


def test_a_paper_that_says_so_itself_is_its_own_origin_and_on_no_side() -> None:
    report = claim("energy_moratorium", "EM-037")
    assert report.origin == report.outlet == "actualno.com"
    assert report.side == ""


def test_a_time_with_an_offset_is_taken_as_it_says_and_a_date_is_a_local_day() -> None:
    night = claim("energy_moratorium", "EM-001").happened_at
    assert (iso(night.start), iso(night.end)) == ("2025-03-18T21:00:00Z", "2025-03-19T02:59:59.999999Z")
    day = claim("energy_moratorium", "EM-002").happened_at
    assert (iso(day.start), iso(day.end)) == ("2025-03-18T22:00:00Z", "2025-03-19T21:59:59.999999Z")


def test_an_hour_is_an_hour_wide_and_a_minute_a_minute() -> None:
    hour, minute = claim("energy_moratorium", "EM-017").happened_at, claim("energy_moratorium", "EM-016").happened_at
    assert hour.end - hour.start + 1 == 3_600_000_000
    assert minute.end - minute.start + 1 == 60_000_000


def test_a_period_until_midnight_ends_before_midnight() -> None:
    report = claim("easter_truce", "ET-006")
    assert iso(report.happened_at.start) == "2025-04-19T15:00:00Z"
    assert iso(report.happened_at.end) == "2025-04-20T20:59:59.999999Z"


def test_totals_of_acts_are_aggregates_and_other_totals_are_not() -> None:
    assaults = claim("easter_truce", "ET-006")
    assert (assaults.kind, assaults.number.best, assaults.act) == (Kind.AGGREGATE, 96, "assault")
    power_cuts = claim("energy_moratorium", "EM-014")
    assert (power_cuts.kind, power_cuts.number) == (Kind.EVENT, ONE)
    assert "4000 people without power" in power_cuts.note


def test_what_is_counted_goes_before_the_means_unless_the_means_say_more() -> None:
    assert claim("easter_truce", "ET-005").act == "shelling"  # 59 shellings, by artillery or assault
    assert claim("victory_day_truce", "VD-008").act == "multiple rocket fire"  # 4 attacks by rocket launchers
    assert claim("victory_day_truce", "VD-001").act == "ceasefire violation"
    assert claim("energy_moratorium", "EM-050").act == "strike"  # 14 attacks by drones and artillery


def test_the_dead_are_casualties_and_no_number_of_acts() -> None:
    report = claim("easter_truce", "ET-028")
    assert (report.casualties.best, report.number) == (3, ONE)


def test_an_intercepted_attack_is_an_attack_and_says_that_it_was_intercepted() -> None:
    report = claim("energy_moratorium", "EM-007")
    assert report.act == "drone strike" and "intercepted" in report.note


def test_a_denial_names_the_denier_as_denying() -> None:
    report = claim("energy_moratorium", "EM-031")
    assert report.kind is Kind.DENIAL
    assert Claim("UA", Basis.DENIED) in report.claims


def test_a_misprinted_claimant_is_kept_as_printed() -> None:
    report = claim("easter_truce", "ET-026")
    assert report.origin == "UA-MoD (as printed)"
    assert report.claims == (Claim("UA", Basis.ACCUSED),)


def test_a_theatre_is_no_place() -> None:
    assert claim("victory_day_truce", "VD-001").place == Nowhere()


def test_what_no_such_table_can_report_is_not_among_its_acts() -> None:
    assert "withdraw heavy weapons" not in library("easter_truce").acts
    assert {"drone strike", "shelling"} <= library("easter_truce").acts
