"""The commands about sensors as a user meets them, and what they say about files that cannot be used together."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.basics.canonical import plain
from foedus.basics.instant import DAY, HOUR, Interval, to_datetime
from foedus.basics.place import Area, Point
from foedus.cli.app import built
from foedus.report.model import Kind, Report
from foedus.report.read_reports import read_reports
from sensing_values import JANUARY_2022, at, fire, noon, patrol, quiet_year, shot, strike, strikes

app = built()
DATA = Path(__file__).parents[1] / "data"
OFFICIAL, VOLUNTEER = (DATA / "alerts" / f"{name}.csv" for name in ("official", "volunteer"))
YEAR = [DATA / "alerts" / f"{name}.csv.gz" for name in ("volunteer_2022_2023", "official_oblasts_2022_2023")]


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["sensors", *(str(word) for word in words)])
    return done.exit_code, done.stdout, done.stderr


def written(path: Path, reports: Iterable[Report]) -> Path:
    """Reports as a file that `foedus reports show --json` could have written."""
    path.write_text(json.dumps({"reports": [plain(report) for report in reports]}), encoding="utf-8")
    return path


def fires_table(path: Path, fires: Iterable[Report]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["latitude", "longitude", "acq_date", "acq_time", "confidence", "satellite"])
        for n, one in enumerate(fires):
            assert isinstance(one.place, Point)
            when = to_datetime(one.happened_at.start)
            rows.writerow([one.place.latitude, one.place.longitude, f"{when:%Y-%m-%d}", f"{when:%H%M}", 50, f"T{n}"])
    return path


@pytest.fixture
def control(tmp_path: Path) -> Path:
    return fires_table(tmp_path / "quiet.csv", quiet_year())


@pytest.fixture
def war(tmp_path: Path) -> Path:
    burning = [fire(noon(day, JANUARY_2022) + HOUR, at(4, 41)) for day in range(0, 364, 6)]
    return fires_table(tmp_path / "war.csv", burning)


@pytest.mark.slow
def test_two_channels_are_measured_and_gaps_listed() -> None:
    code, out, err = run("alerts", *YEAR, "--from", "2022-12-01", "--until", "2023-03-31")
    assert (code, err) == (0, "")
    assert "24 areas in common" in out and "one to one" in out
    assert "mykolaivska oblast: 13 of the other's" in out and "no misses" in out
    assert "misses for independent of the other's" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.slow
def test_the_json_of_two_channels_holds_whole_numbers_and_exact_fractions() -> None:
    code, out, _ = run("alerts", *YEAR, "--from", "2023-01-01", "--until", "2023-03-31", "--json")
    found = json.loads(out)
    assert code == 0 and isinstance(found["pairs"], int) and "/" in found["total"]["whole"]["best"]


@pytest.mark.slow
def test_the_same_figures_whichever_channel_comes_first() -> None:
    ends = ["--from", "2023-01-01", "--until", "2023-03-31", "--json"]
    one, other = (json.loads(run("alerts", *files, *ends)[1]) for files in (YEAR, YEAR[::-1]))
    assert one["first"] == other["second"] and one["total"] == other["total"]


def test_fires_tell_what_strikes_add(tmp_path: Path, control: Path, war: Path) -> None:
    code, out, err = run("fires", control, war, "--strikes", written(tmp_path / "strikes.json", strikes()))
    assert (code, err) == (0, "")
    assert "leave a fire of their own" in out and "counts for nothing" in out
    assert max(map(len, out.splitlines())) <= 100


def test_fires_without_strikes_tell_the_quiet_time_only(control: Path, war: Path) -> None:
    code, out, _ = run("fires", control, war, "--json")
    assert code == 0 and json.loads(out)["rates"] == [] and json.loads(out)["control"]["fires"] == len(quiet_year())


def test_looked_tells_hours_refusals_and_a_rate_per_looked_at_hour(tmp_path: Path) -> None:
    told = [
        patrol(0, 12 * HOUR),
        patrol(DAY, 6 * HOUR, denied=True),
        shot(HOUR),
        shot(30 * HOUR),
        patrol(0, DAY, Area("South")),
    ]
    file = written(tmp_path / "patrols.json", told)
    code, out, err = run("looked", file, "--from", "1970-01-01", "--until", "1970-01-02")
    assert (code, err) == (0, "")
    assert "looked at 12 h (Monitors 12 h); nobody looked 36 h" in out
    assert "access denied 6 h (Monitors 6 h), in 1 report" in out
    assert "seen while looking: 1; 2.00 in 24 looked-at hours" in out
    assert "1 more reported of times when nobody is known to have looked" in out
    _, few, _ = run("looked", file, "--act", "airstrike")
    assert "seen while looking: 0" in few


def test_where_only_refusals_are_reported_the_rate_is_unknown(tmp_path: Path) -> None:
    file = written(tmp_path / "refused.json", [patrol(0, HOUR, denied=True), shot(HOUR)])
    code, out, _ = run("looked", file)
    assert code == 0 and "rate: unknown, since nobody looked" in out


def test_looked_by_the_zones_of_an_accord_counts_what_is_certainly_inside(tmp_path: Path) -> None:
    accord = Path(__file__).parents[2] / "library" / "minsk_2_2015" / "minsk_2.accord"
    start = 1_450_000_000_000_000  # an instant of December 2015
    told = [patrol(start, HOUR, Area("regions")), patrol(start, DAY, at(0))]
    code, out, _ = run("looked", written(tmp_path / "p.json", told), "--accord", accord)
    assert code == 0 and "looked at 1 h (Monitors 1 h)" in out and "0.0 N" not in out


def test_what_was_taken_back_was_not_looked_at(tmp_path: Path) -> None:
    said = patrol(0, DAY)
    back = replace(said, kind="retraction", retracts=(said.id,), known_at=said.known_at + DAY)  # type: ignore[arg-type]
    other = patrol(0, HOUR, origin="Observers")
    code, out, _ = run("looked", written(tmp_path / "p.json", [said, back, other]))
    assert code == 0 and "Monitors" not in out


# -- one bad example for each problem ----------------------------------------------------------------------------------


def test_U0010_one_file_or_its_copy_named_twice(tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(VOLUNTEER.read_bytes())
    for other in (VOLUNTEER, copy):
        code, _, err = run("alerts", VOLUNTEER, other)
        assert code == 2 and "U0010" in err and "mend" in err


def test_U0011_a_time_that_ends_before_it_begins() -> None:
    code, _, err = run("alerts", VOLUNTEER, OFFICIAL, "--from", "2023-01-02", "--until", "2023-01-01")
    assert code == 2 and "U0011" in err


def test_U0002_a_time_that_is_none() -> None:
    assert "U0002" in run("alerts", VOLUNTEER, OFFICIAL, "--from", "spring")[2]


def test_I0001_a_file_of_another_kind(control: Path) -> None:
    for words in (("alerts", VOLUNTEER, control), ("fires", control, VOLUNTEER), ("looked", control)):
        code, out, err = run(*words)
        assert (code, out) == (1, "") and "I0001" in err


def test_I0002_two_channels_with_no_area_or_no_time_in_common(tmp_path: Path) -> None:
    heading, *rows = VOLUNTEER.read_text(encoding="utf-8").splitlines()
    elsewhere, later = tmp_path / "elsewhere.csv", tmp_path / "later.csv"
    elsewhere.write_text("\n".join([heading, *(f"Other {row}" for row in rows)]) + "\n", encoding="utf-8")
    later.write_text(
        "\n".join([heading, *(row.replace("2022-02", "2022-09") for row in rows)]) + "\n", encoding="utf-8"
    )
    for other in (elsewhere, later):
        code, out, err = run("alerts", VOLUNTEER, other)
        assert (code, out) == (1, "") and "I0002" in err


def test_I0003_a_control_that_is_not_over(tmp_path: Path, control: Path) -> None:
    later = fires_table(tmp_path / "later.csv", [fire(noon(360), at(0)), fire(noon(400), at(0))])
    code, out, err = run("fires", control, later)
    assert (code, out) == (1, "") and "I0003" in err


def test_I0003_control_and_file_exchanged(control: Path, war: Path) -> None:
    code, out, err = run("fires", war, control)
    assert (code, out) == (1, "") and "I0003" in err and "exchange the two" in err


def test_I0007_fires_by_satellites_that_the_control_has_not(tmp_path: Path, control: Path, war: Path) -> None:
    named = war.read_text(encoding="utf-8").replace(",T3\n", ",N\n").replace(",T3\r\n", ",N\r\n")
    mixed = tmp_path / "mixed.csv"
    mixed.write_text(named, encoding="utf-8")
    code, out, err = run("fires", control, mixed)
    assert code == 0 and "I0007 warning" in err and "Suomi NPP (VIIRS)" in err and "60 burning pixels" in out
    heading, *rows = war.read_text(encoding="utf-8").splitlines()
    mixed.write_text("\n".join([heading, *(row[: row.rindex(",")] + ",N" for row in rows)]), encoding="utf-8")
    code, out, err = run("fires", control, mixed)
    assert (code, out) == (1, "") and "I0007" in err


def test_I0004_a_month_that_the_control_does_not_hold(tmp_path: Path, war: Path) -> None:
    spring = fires_table(tmp_path / "spring.csv", quiet_year()[12:24])
    code, out, err = run("fires", spring, war)
    assert code == 0 and out and "I0004" in err and "month 1, 2" in err


def test_I0005_strikes_that_cannot_be_looked_at(tmp_path: Path, control: Path, war: Path) -> None:
    wide = [strike(noon(60, JANUARY_2022), at(0, 40, 90_000))]
    code, out, err = run("fires", control, war, "--strikes", written(tmp_path / "wide.json", wide))
    assert code == 0 and "so that a fire is no evidence" in out and "I0005" in err


@pytest.mark.parametrize("code", ["I0001", "I0002", "I0003", "I0004", "I0005", "U0010", "U0011"])
def test_each_problem_has_a_page(code: str) -> None:
    done = CliRunner().invoke(app, ["explain", code])
    assert done.exit_code == 0 and done.stdout.startswith(f"# {code} ")
    for heading in ("What it means", "Why it matters", "```", "How to mend it"):
        assert heading in done.stdout


# -- alerts told together ----------------------------------------------------------------------------------------------


def sounded(channel: str, late: int) -> list[Report]:
    """An alert of the North on each of forty days, so much after noon."""
    starts = [noon(day, JANUARY_2022) + late for day in range(40)]
    return [
        Report(Kind.EVENT, "air alert", Interval(t, t + HOUR), t + HOUR, channel, channel, Area("North"), collector="c")
        for t in starts
    ]  # fmt: skip


def test_alerts_told_together_are_written_as_reports_that_are_read_again(tmp_path: Path) -> None:
    one, other = (written(tmp_path / f"{n}.json", sounded(n, late)) for n, late in (("one", 0), ("other", HOUR // 40)))
    both = tmp_path / "both.json"
    code, out, errors = run("alerts", one, other, "--together", both)
    assert code == 0 and "one.json" in out, errors
    told = read_reports(both)
    assert not told.problems and len(told.reports) == 80
    keys = [r.event_key for r in told.reports]
    assert sorted(keys) == sorted([f"alert:{n}" for n in range(1, 41)] * 2)
    again = both.read_bytes()
    assert run("alerts", one, other, "--together", both)[0] == 0 and both.read_bytes() == again
    alone = tmp_path / "alone.json"
    assert run("alerts", one, other, "--within-minutes", "1", "--together", alone)[0] == 0
    assert {r.event_key for r in read_reports(alone).reports} == {""}, "further apart than what is asked"


def test_what_is_told_together_is_not_written_over_what_it_is_made_of(tmp_path: Path) -> None:
    one, other = (written(tmp_path / f"{n}.json", sounded(n, 0)) for n in ("one", "other"))
    before = one.read_bytes()
    assert run("alerts", one, other, "--together", one)[0] == 2 and one.read_bytes() == before


def test_R4e_with_an_accord_parties_do_not_look_and_what_many_print_is_one(tmp_path: Path) -> None:
    accord = tmp_path / "peace.accord"
    accord.write_text(PEACE, encoding="utf-8")
    start = 1_740_873_600_000_000  # 2025-03-02 00:00 UTC
    there = at(10, 10)
    printed = [
        replace(shot(start + hours * HOUR, place=there), outlet=name, origin=name)
        for name, hours in (("Gazette", 1), ("Herald", 1), ("Star", 1), ("AA-MoD", 3))
    ]
    told = [patrol(start, 6 * HOUR, there), patrol(start, 20 * DAY, there, "AA-MoD"), *printed]
    file = written(tmp_path / "p.json", told)
    code, out, err = run("looked", file, "--accord", accord)
    assert (code, err) == (0, "")
    assert "AA-MoD: what a party looked at itself is its own word, and in no rate (R4e)" in out
    assert "looked at 6 h (Monitors 6 h)" in out
    assert "seen while looking: 1 in incidents that an independent origin tells of; 4.00 in 24 looked-at hours" in out
    assert "seen while looking: 4;" in run("looked", file)[1], "without an accord each report counts"
    (only,) = json.loads(run("looked", file, "--accord", accord, "--json")[1])
    assert [who for who, _ in only["exposure"]["by"]] == ["Monitors"]


PEACE = """accord "Peace", version 1
    time zone UTC
    windows exclude their start and include their end
    in force from 2025-03-01 00:00 until 2025-06-01 00:00

parties
    AA "Aland"
    BB "Beland"

evidence
    one incident is reports of the same act within 3 km and 6 hours
    confirmed by 1 independent origin
    attributed to the standard clear and convincing
    "AA-MoD" speak for AA

Article 1 "No shelling"
    Each party must not strike.
        minor breach when count is at least 1
"""
