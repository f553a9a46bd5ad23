"""`foedus procedure` as a user meets it: text, picture, data, dates that are refused, accords without a procedure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.cli.app import built

app = built()
LIBRARY = Path(__file__).parents[2] / "library"
SAMPLE = LIBRARY / "conditional_accession" / "conditional_accession.accord"
MINSK = LIBRARY / "minsk_2_2015" / "minsk_2.accord"


def run(*arguments: str | Path):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, ["procedure", *map(str, arguments)])


def test_it_tells_who_must_do_what_by_when_and_what_silence_does() -> None:
    done = run(SAMPLE)
    assert (done.exit_code, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    for words in (
        "if a breach is found on Sun 1 June 2025 00:00",
        "1. Vote on the breach (Article 4): Commission, by 4 of its 6 members, within 72 hours by Wed 4 June",
        "- no decision by then (silence is assent): on to step 2 for a breach of Article 2.2, on to step 3 for a "
        "breach of Article 1",
        "- no ruling by then (silence dismisses it): certified",
        "at the latest Thu 26 June 2025 00:00, if every limit is used up (25 days: 72 hours (step 1), 7 days (step 2), "
        "5 days (step 3) and 10 days (step 4))",
        "once the consents of all 32 members of NATO",
        "Each of 32 guarantors alone can keep it from being armed by depositing nothing.",
    ):  # fmt: skip
        assert words in said
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_a_breach_found_later_moves_every_date() -> None:
    done = run(SAMPLE, "--found", "2025-10-25")
    assert "by Tue 28 October 2025 00:00" not in done.stdout, "72 hours are elapsed time, and the clocks change"
    assert "by Mon 27 October 2025 23:00" in done.stdout
    assert "if a breach is found on Sat 25 October 2025 18:30" in run(SAMPLE, "--found", "2025-10-25T18:30").stdout


@pytest.mark.parametrize("when", ["2025-05-31", "2035-06-01", "2035-06-01T00:00", "9999-12-31", "0001-01-02"])
def test_a_date_outside_the_time_in_force_is_refused(when: str) -> None:
    done = run(SAMPLE, "--found", when)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "U0016" in done.stderr and "in force from Sun 1 June 2025 00:00 until Fri 1 June 2035 00:00" in done.stderr


def test_what_is_no_date_is_refused() -> None:
    done = run(SAMPLE, "--found", "tomorrow")
    assert done.exit_code == 2 and "U0002" in done.stderr and "every limit is counted from it" in done.stderr


def test_an_accord_without_certification_says_so_and_that_is_no_fault() -> None:
    for more in ((), ("--svg",)):
        done = run(MINSK, *more)
        assert done.exit_code == 0
        assert "No article says who certifies a breach" in " ".join(done.stdout.split())
    done = run(MINSK, "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["certifications"] == []


def test_the_data_hold_all_places_ways_and_awards() -> None:
    told = json.loads(run(SAMPLE, "--json").stdout)
    assert told["found_at"] == "2025-05-31T21:00:00Z" and told["end"]["until"] == "2035-05-31T21:00:00Z"
    (certification,) = told["certifications"]
    found = certification["ways"]
    stages = {p["stage"] for p in found["places"]}
    assert stages == {
        "attesting", "curing", "open to challenge", "challenged", "certified", "refused", "cured", "challenge upheld",
        "retracted",
    }  # fmt: skip
    (vote,) = (e for e in found["edges"] if e["doing"] == "votes against")
    assert (vote["from"]["stage"], vote["to"]["stage"], vote["who"]) == ("attesting", "refused", "Commission")
    assert (vote["votes"], vote["article"], vote["only"]) == (3, "4", [])
    (guarantee,) = found["guarantees"]
    assert guarantee["earliest_award"] == "2025-05-31T21:00:00Z"
    assert guarantee["latest_award"] == max(c["certified_latest"] for c in found["courses"]) == "2025-06-25T21:00:00Z"
    assert len(guarantee["each_can_keep_it_unarmed"]) == guarantee["consents_released"] == 32


def test_a_picture_is_written_to_a_file_and_nothing_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "peace.svg"
    done = run(SAMPLE, "--svg", "-o", file)
    assert (done.exit_code, done.stdout) == (0, "")
    assert file.read_text(encoding="utf-8") == run(SAMPLE, "--svg").stdout


def test_one_run_prints_one_thing_and_an_accord_is_not_written_over(tmp_path: Path) -> None:
    assert (run(SAMPLE, "--svg", "--json").exit_code, run(SAMPLE, "-o", SAMPLE).exit_code) == (2, 2)
    assert run(tmp_path / "none.accord").exit_code == 1
