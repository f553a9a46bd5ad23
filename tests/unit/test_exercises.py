"""Exercises of the library as a user plays them, and the commands on a log of their own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from foedus.cli.app import built

app = built()
ROOT = Path(__file__).parents[2]
EXERCISES = sorted((ROOT / "library").rglob("*.exercise"))
BY_NAME = {path.stem: path for path in EXERCISES}


def foedus(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def played(name: str, tmp_path: Path) -> Path:
    log = tmp_path / name
    done = foedus("exercise", BY_NAME[name], "--log", log)
    assert done.exit_code == 0, done.output
    return log


@pytest.mark.slow
@pytest.mark.parametrize("path", EXERCISES, ids=lambda p: p.stem)
def test_every_exercise_of_the_library_ends_as_it_expects_and_its_log_holds(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    done = foedus("exercise", path, "--log", log)
    assert done.exit_code == 0, done.output
    assert foedus("verify", log).exit_code == 0
    assert foedus("audit", log).exit_code == 0


@pytest.mark.parametrize("page", ["docs/procedure.md", "library/conditional_accession/exercises/README.md"])
def test_the_pages_name_every_exercise_of_the_library_and_no_other(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    rows = text.partition("| scenario |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)) == sorted(BY_NAME)
    assert len(EXERCISES) == 11 and "eleven" in text.lower()


@pytest.mark.slow
def test_an_exercise_says_that_it_is_one_in_every_output(tmp_path: Path) -> None:
    log = tmp_path / "log"
    done = foedus("exercise", BY_NAME["award_by_silence"], "--log", log)
    assert done.output.startswith("THIS IS AN EXERCISE") and done.output.count("THIS IS AN EXERCISE") == 2
    for command in ("status", "award", "audit", "verify"):
        assert "exercise" in foedus(command, log).output.lower()
        assert '"exercise": true' in foedus(command, log, "--json").output
    assert (log / "checkpoint").read_text(encoding="utf-8").startswith("exercise/")


@pytest.mark.slow
def test_the_same_exercise_gives_the_same_log_byte_for_byte(tmp_path: Path) -> None:
    one, other = (played_in(tmp_path / name) for name in ("one", "other"))
    assert one == other


def played_in(log: Path) -> dict[str, bytes]:
    foedus("exercise", BY_NAME["cured_in_time"], "--log", log)
    return {str(p.relative_to(log)): p.read_bytes() for p in log.rglob("*") if p.is_file() and p.name != "journal"}


def test_the_award_can_be_followed_back_to_every_report(tmp_path: Path) -> None:
    told = foedus("award", played("award_by_silence", tmp_path)).output
    assert "AWARD under Article 5" in told
    assert told.count("drone strike, entry ") == 30
    assert "Instruments released: AL (entry" in told


@pytest.mark.slow
def test_a_changed_byte_of_a_log_is_told_and_nothing_is_shown(tmp_path: Path) -> None:
    log = played("award_by_silence", tmp_path)
    bundle = max((log / "tile" / "entries").glob("000.p/*"), key=lambda path: int(path.name))
    content = bytearray(bundle.read_bytes())
    content[5000] ^= 1
    bundle.write_bytes(bytes(content))
    for command in ("status", "award", "audit", "verify"):
        assert foedus(command, log).exit_code == 5


def test_an_exercise_into_the_folder_of_another_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    log = played("quorum_not_met", tmp_path)
    before = {p: p.read_bytes() for p in log.rglob("*") if p.is_file()}
    again = foedus("exercise", BY_NAME["quorum_not_met"], "--log", log)
    assert again.exit_code == 2 and "C0052 there is a log in" in again.output
    assert {p: p.read_bytes() for p in log.rglob("*") if p.is_file()} == before


def scenario(tmp_path: Path, *lines: str) -> Path:
    shutil.copytree(ROOT / "library" / "conditional_accession", tmp_path / "deal")
    path = tmp_path / "deal" / "own.exercise"
    head = ['exercise "Own"', "accord conditional_accession.accord"]
    path.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2025-13-01 10:00 time passes", "C0304"),
        ("2025-06-01 10:00 FR dances", "C0305"),
        ("in June FR deposits", "C0302"),
        ("expect peace", "C0306"),
        ("expect award of Article 5", "C0311"),
        ("2025-06-01 10:00 BR attests for", "C0310"),
        ("2025-06-01 10:00 RU deposits", "C0204"),
        ("2025-06-01 10:00 XX deposits", "C0058"),
        ("2025-06-01 10:00 reports from nothing.csv", "C0313"),
        ("2025-06-01 10:00 FR deposits, refused as C0204", "C0314"),
        ('2025-06-01 10:00 registry notes HU: ready, "x", source "y", refused as C0051', "C0314"),
        ("2025-06-01 10:00 every member of NATOO deposits", "C0309"),
        ("2025-06-01 10:00 every member of NATO except HUN deposits", "C0309"),
        ("expect no award of Article 9", "C0311"),
    ],
)
def test_a_faulty_line_of_a_scenario_is_told_with_its_place(line: str, code: str, tmp_path: Path) -> None:
    done = foedus("exercise", scenario(tmp_path, line), "--log", tmp_path / "log")
    assert done.exit_code == 1
    assert code in done.output and "own.exercise:3:" in done.output
    assert done.output.count(f" {code} ") == 1, "told once, not for each key that is enrolled before"


def test_lines_out_of_order_are_told(tmp_path: Path) -> None:
    path = scenario(tmp_path, "2025-06-02 10:00 FR deposits", "2025-06-01 10:00 DE deposits")
    done = foedus("exercise", path, "--log", tmp_path / "log")
    assert done.exit_code == 1 and "C0303" in done.output and "own.exercise:4:1" in done.output


@pytest.mark.slow
def test_the_story_as_json_names_the_entry_of_every_act(tmp_path: Path) -> None:
    done = foedus("exercise", BY_NAME["one_deposit_missing"], "--log", tmp_path / "log", "--json")
    story = json.loads(done.stdout)
    assert story["exercise"] is True and story["problems"] == []
    assert [line["entry"] for line in story["lines"]] == list(range(1, len(story["lines"]) + 1))


def test_a_day_until_which_an_instrument_counts_is_counted_whole(tmp_path: Path) -> None:
    line = "2025-05-20 10:00 every member of NATO deposits until 2025-06-14"
    lines = (line, "2025-06-14 23:58 time passes", "2025-06-15 00:01 time passes")
    told = foedus("exercise", scenario(tmp_path, *lines), "--log", tmp_path / "log").output
    before, _, after = told.partition("Sun 15 June 2025 00:01")
    assert "is gone: lapsed" not in before and after.count("is gone: lapsed") == 32


def test_the_first_line_of_a_scenario_can_be_one_that_is_refused(tmp_path: Path) -> None:
    lines = ("2025-05-20 10:00 HU withdraws, refused as C0210", "2025-05-20 11:00 HU deposits")
    assert foedus("exercise", scenario(tmp_path, *lines), "--log", tmp_path / "log").exit_code == 0


def test_rows_of_what_is_yet_to_come_are_handed_in_later(tmp_path: Path) -> None:
    table = "exercises/reports/mission_patrols"
    lines = (f"{day} reports from {table}.csv by {table}.toml" for day in ("2025-06-12 12:00", "2025-06-14 20:00"))
    told = foedus("exercise", scenario(tmp_path, *lines), "--log", tmp_path / "log").output
    assert [int(n) for n in re.findall(r"(\d+) new reports", told)] == [8, 10]
