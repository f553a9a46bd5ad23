"""The command line on two releases and on marked reports: what it prints is what a replay reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import foedus

from foedus.report.model import ReadReports
from foedus.report.read_reports import read_reports

HEADING = (
    "id,type_of_violence,date_start,date_end,latitude,longitude,where_prec,best,low,high,source_office,source_date\n"
)
ROW = "{n},1,{day},{day},48.1,38.2,1,{dead},{dead},{dead},Radio,{day}\n"
MINSK = Path(__file__).parents[2] / "library/minsk_2_2015/minsk_2.accord"


def table(file: Path, *events: tuple[int, str, int]) -> Path:
    file.write_text(HEADING + "".join(ROW.format(n=n, day=day, dead=dead) for n, day, dead in events))
    return file


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return table(tmp_path / "old.csv", (1, "2015-06-01", 1), (2, "2015-06-03", 1), (3, "2015-06-05", 1))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return table(tmp_path / "new.csv", (2, "2015-06-03", 4), (3, "2015-06-05", 1), (4, "2015-06-07", 1))


def test_what_a_release_changes_is_told_by_event_and_field(old: Path, new: Path) -> None:
    done = foedus("reports", "changes", old, new, "--known", "2016-01-01")
    assert done.returncode == 0, done.stderr
    assert "ucdp-ged:1: 2015-06-01 armed clash" in done.stdout
    assert "    killed or hurt: 4, before 1" in done.stdout


@pytest.mark.slow
def test_the_json_of_the_changes_replays_as_the_later_release_does(tmp_path: Path, old: Path, new: Path) -> None:
    done = foedus("reports", "changes", old, new, "--known", "2016-01-01", "--json", "--zone", "Europe/Kyiv")
    (tmp_path / "changes.json").write_text(done.stdout)
    one = json.loads(foedus("replay", MINSK, old, tmp_path / "changes.json", "--json").stdout)
    other = json.loads(foedus("replay", MINSK, old, "--then", f"{new}@2016-01-01", "--json").stdout)
    for part in ("corrections", "findings", "reports"):
        assert one[part] == other[part]
    assert {c["event"]: c["kind"] for c in one["corrections"]["each"]} == {
        "ucdp-ged:1": "taken back", "ucdp-ged:2": "corrected",
    }  # fmt: skip


@pytest.mark.slow
def test_a_later_release_and_the_table_of_its_revisions_change_the_same(tmp_path: Path, old: Path, new: Path) -> None:
    revisions = "event_id,kind,field,old,new\n1,removed,,2015-06-01,\n" + "".join(
        f"2,changed,{field},1,4\n" for field in ("best", "low", "high")
    )
    (tmp_path / "r.csv").write_text(revisions)
    table(new, (2, "2015-06-03", 4), (3, "2015-06-05", 1))
    told = [
        foedus("replay", MINSK, old, "--then", f"{later}@2016-01-01", "--changes").stdout
        for later in (new, tmp_path / "r.csv")
    ]
    assert told[0] == told[1] and "ucdp-ged:1 (ucdp-ged): taken back" in told[0]


@pytest.mark.slow
@pytest.mark.parametrize("then", ["new.csv", "new.csv@soon", "other.csv=new.csv@2016-01-01"])
def test_a_release_that_cannot_be_placed_is_told_as_that(old: Path, then: str) -> None:
    done = foedus("replay", MINSK, old, "--then", then)
    assert done.returncode == 2 and "U0012" in done.stderr


@pytest.mark.slow
def test_two_releases_side_by_side_are_two_texts_and_neither_counts(old: Path, new: Path) -> None:
    done = json.loads(foedus("replay", MINSK, old, new, "--json").stdout)
    marked = {r["source_row"] for r in done["reports"] if r["id"] in done["marks"]}
    assert marked == {"2-1"}
    assert any(note.startswith("Kept and marked, another text under an id") for note in done["notes"])


@pytest.mark.slow
def test_marked_reports_are_listed_and_keep_their_ids_through_json(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("No,When,Act,Paper,Dead\n1,2025-03-18,shelling,Radio,-3\n")
    mapping = 'name = "t"\n[columns]\nid = "No"\nstart = "When"\nact = "Act"\noutlet = "Paper"\nkilled = "Dead"\n'
    (tmp_path / "m.toml").write_text(mapping)
    shown = foedus("reports", "show", tmp_path / "t.csv", "--mapping", tmp_path / "m.toml")
    assert shown.returncode == 0 and "R0104 warning" in shown.stderr
    assert "a count below zero (Dead: -3): read as not known (R7a)" in shown.stdout
    written = foedus("reports", "show", tmp_path / "t.csv", "--mapping", tmp_path / "m.toml", "--json").stdout
    (tmp_path / "t.json").write_text(written)
    first, again = read_of(tmp_path / "t.csv", tmp_path / "m.toml"), read_of(tmp_path / "t.json")
    assert again.reports == first.reports and again.reports[0].flaws and not again.refused


def test_a_range_below_zero_written_by_hand_is_kept(tmp_path: Path) -> None:
    row = {"kind": "event", "outlet": "Radio", "happened_at": "2025-03-18", "known_at": "2025-03-18"}
    for name in ("number", "casualties"):
        text = json.dumps([{**row, name: {"low": -3, "best": -1, "high": 2}}])
        (tmp_path / "t.json").write_text(text)
        [report] = read_of(tmp_path / "t.json").reports
        assert report.flaws and getattr(report, name).low == 0


def read_of(file: Path, mapping: Path | None = None) -> ReadReports:
    return read_reports(file, mapping=mapping)


def test_an_incident_of_a_later_release_is_explained_and_drawn(old: Path, new: Path) -> None:
    release = ("--then", f"{new}@2016-01-01")
    told = json.loads(foedus("replay", MINSK, old, *release, "--json").stdout)
    (corrected,) = (c for c in told["corrections"]["each"] if c["event"].endswith(":2"))
    (change,) = corrected["incidents"]
    note = foedus("explain", change["after"], MINSK, old, *release)
    assert note.returncode == 0, note.stderr
    assert "killed or hurt 4" in note.stdout and "What was taken back or corrected\n- Radio [" in note.stdout
    drawn = foedus("origins", MINSK, old, *release, "--incident", change["after"])
    assert drawn.returncode == 0 and change["after"] in drawn.stdout
    assert foedus("explain", change["after"], MINSK, old).returncode == 2
