"""The command `rates`: a page in plain words, a file that the proofs read, and problems that say how to mend."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from command_line import Run, foedus
from foedus.accord.read_accord import read_accord
from foedus.basics.canonical import plain
from foedus.incentives.read_measured import measured_in
from foedus.procedure.compiling import compile_procedure
from foedus.prove.rates import Rates
from foedus.prove.read_rates import rates_in
from rates_values import act, before, quiet, watched

ACCORD = """
accord "A truce", version 1
    time zone UTC
    windows exclude their start and include their end
    in force from 2024-10-04 00:00 until 2025-02-04 00:00

parties
    AA "Republic of A"
    BB "Republic of B"

body Commission "Commission"
    members CH KE ZA

evidence
    one incident is reports of the same act within 3 km and 6 hours
    confirmed by 2 independent origins, at least 1 of them not a party
    attributed to the standard clear and convincing

Article 1 "Peace"
    Each party must not attack.
        serious breach when count is at least 3 within 24 hours

Article 2 "Certification"
    Commission certifies a serious breach by 2 of 3 within 72 hours; silence is assent.

Article 3 "Guarantee"
    On certified serious breach by AA, "the pledge of 4 October" for BB takes effect at once.
        consent of every member of Commission, deposited as escrow with undertaking
"""
BODIES = """
[bodies.Commission]
votes = "at once"
available = 0.9
errs_on_true = 0.05
errs_on_false = 0.02
"""
FEW = ("--sizes", "2,3", "--repetitions", "2")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("rates")
    (made / "peace.accord").write_text(ACCORD, encoding="utf-8")
    three = [r for hour in (3, 9, 15) for r in act(100, hour=hour, where=hour)]
    for name, reports in (
        ("kept", [*before(days=120), *watched(days=120)]), ("earlier", before(days=120)),
        ("broken", [*quiet(), *three]),
        ("other", [replace(r, act="exercise") for r in watched(days=120)]),
    ):  # fmt: skip
        told = [{"id": r.id, **plain(r)} for r in reports]
        (made / f"{name}.json").write_text(json.dumps({"format": "foedus-reports", "reports": told}), encoding="utf-8")
    return made


def rates(folder: Path, *arguments: str, reports: str = "kept") -> Run:
    return foedus("rates", "peace.accord", f"{reports}.json", *arguments, cwd=folder)


def test_the_page_says_what_is_found_what_never_was_and_what_it_rests_on(folder: Path) -> None:
    done = rates(folder, *FEW)
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "A truce: how well a serious breach of Article 1 by AA is found." in text
    assert "acts 2 3 together 0 (0-66) 100 (34-100)" in text
    assert "0 findings against AA in 120 days (the time in force): at most 0 a year" in text
    assert "This record cannot tell how often a breach is found that never was, only at most: nobody has said" in text
    assert "together 2 acts (none to more)." in text, "two violations of each size leave the frontier open"
    assert "W0112 warning: this record cannot tell how often" in done.stderr
    assert "W0103 warning: some shares are of 2 trials only" in done.stderr
    assert "the record is short" in done.stderr and "ask for more" not in done.stderr, "no repetition makes it longer"


def test_the_file_is_one_that_a_proof_reads_once_it_is_said_how_bodies_vote(folder: Path) -> None:
    rates(folder, *FEW, "-o", "rates.toml")
    text = (folder / "rates.toml").read_text(encoding="utf-8")
    accord = read_accord(folder / "peace.accord").accord
    assert accord is not None
    found, problems = rates_in(text + BODIES, "rates.toml", compile_procedure(accord))
    assert isinstance(found, Rates), [p.what for p in problems]
    assert found.false_per_year is not None and found.false_per_year.low == 0
    assert [str(d.within) for d in found.detected] == ["1 day", "7 days", "14 days", "30 days", "90 days"]
    held = tomllib.loads(text)
    assert {row["form"] for row in held["detection"]["of"]} >= {"together", "spread out"}
    assert all(set(row["within_days"]) == {"1", "7", "14", "30", "90"} for row in held["detection"]["of"])
    measured, problems = measured_in(text, "rates.toml")
    assert measured is not None and measured.origin is not None, problems
    assert measured.origin.words == "a serious breach of Article 1 of A truce by AA"
    first = [row for row in measured.rows if row.form == "together"]
    assert [(d.name, d.rows == tuple(first)) for d in measured.designs][:1] == [("as written", True)]
    assert {d.name for d in measured.designs} >= {"count 1", "count 6", "origins 1"}
    assert held["provenance"]["accord"] == accord.digest and set(held["provenance"]["files"]) == {
        "peace.accord", "kept.json"
    }


@pytest.mark.slow
def test_what_is_found_while_the_deal_was_kept_is_told_as_false(folder: Path) -> None:
    done = rates(folder, *FEW, "--json", "--kept", "2024-10-04..2025-01-31", reports="broken")
    assert json.loads(done.stdout)["false_seen"] == 1
    apart = rates(folder, *FEW, "--json", "--kept", "2024-10-04..2024-12-31", reports="broken")
    assert json.loads(apart.stdout)["false_seen"] == 0, "what was broken in January is no matter of the months before"


def test_a_placebo_is_asked_for_what_it_finds_where_nothing_was_broken(folder: Path) -> None:
    other = ACCORD.replace("2024-10-04 00:00 until 2025-02-04", "2024-10-04 00:00 until 2024-12-31")
    (folder / "placebo.accord").write_text(other, encoding="utf-8")
    done = rates(folder, *FEW, "--json", "--placebo", "placebo.accord", reports="broken")
    assert json.loads(done.stdout)["false_seen"] == 0


def test_an_accord_can_be_taken_as_in_force_at_another_time(folder: Path) -> None:
    done = rates(folder, *FEW, "--json", "--in-force", "2024-06-20..2024-09-30", reports="earlier")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["provenance"]["in_force"] == "2024-06-20..2024-09-30"


def test_designs_are_compared_by_what_they_find_and_what_they_find_that_never_was(folder: Path) -> None:
    done = rates(folder, *FEW, "--json", "--design", "count 2", "--design", "count 4, standard 99 %", "--breach", "2")
    designs = {d["name"]: d["found"][1] for d in json.loads(done.stdout)["designs"]}
    assert designs == {"as written": 0, "count 2": 1, "count 4, standard 99 %": 0}


@pytest.mark.parametrize(
    ("reports", "arguments", "code", "exits"),
    [
        ("earlier", (), "W0102", 1),
        ("other", (), "W0104", 1),
        ("kept", ("--grade", "minor"), "W0101", 1),
        ("kept", ("--by", "CC"), "W0101", 1),
        ("kept", ("--design", "colour red"), "W0105", 1),
        ("kept", ("--sizes", "many"), "W0106", 1),
        ("kept", ("--sizes", "0"), "W0106", 1),
        ("kept", ("--kept", "2020"), "W0107", 1),
        ("kept", ("--kept", "2025-01-01..2024-12-01"), "W0107", 1),
        ("kept", ("--kept", "1999-01-01..1999-12-01"), "W0107", 1),
        ("kept", ("--in-force", "sometime..never"), "U0002", 2),
    ],
)
def test_what_cannot_be_measured_is_a_problem_with_a_mend(
    folder: Path, reports: str, arguments: tuple[str, ...], code: str, exits: int
) -> None:
    done = rates(folder, *arguments, reports=reports)
    assert done.returncode == exits and code in done.stderr and "mend" in done.stderr, done.stderr
    assert done.stdout == ""


def test_without_any_report_there_is_nothing_to_measure(folder: Path) -> None:
    (folder / "empty.json").write_text('{"format": "foedus-reports", "reports": []}', encoding="utf-8")
    done = foedus("rates", "peace.accord", "empty.json", cwd=folder)
    assert done.returncode == 1 and "W0108" in done.stderr


def false_a_year(folder: Path, *arguments: str) -> list[list[float]]:
    done = rates(folder, "--sizes", "2", "--repetitions", "1", "--design", "count 4", "--json", *arguments,
                 reports="broken")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [d["false_per_year"] for d in json.loads(done.stdout)["designs"]]


@pytest.mark.slow
def test_a_time_that_is_named_twice_is_counted_once(folder: Path) -> None:
    once = false_a_year(folder, "--kept", "2024-10-04..2025-01-31")
    parts = ("--kept", "2024-10-04..2024-12-31", "--kept", "2024-12-20..2025-01-31")
    assert false_a_year(folder, *parts) == false_a_year(folder, *parts, *parts) == once
    assert once[0][1] > 0


@pytest.mark.slow
def test_a_placebo_of_the_same_ground_and_time_is_counted_once(folder: Path) -> None:
    for name, until in (("early", "2024-12-31"), ("late", "2025-02-04")):
        text = ACCORD.replace("A truce", f"Nothing {name}").replace("until 2025-02-04", f"until {until}")
        (folder / f"{name}.accord").write_text(text, encoding="utf-8")
    late = false_a_year(folder, "--placebo", "late.accord")
    assert false_a_year(folder, *("--placebo", "late.accord") * 2) == late
    assert false_a_year(folder, "--placebo", "late.accord", "--placebo", "early.accord") == late
    assert false_a_year(folder, "--kept", "2024-10-04..2025-02-03", "--placebo", "late.accord") == late


def test_a_party_or_a_grade_that_the_accord_has_not_is_told_as_that_and_nothing_long_is_repeated(
    tmp_path: Path,
) -> None:
    accord = tmp_path / "a.accord"
    accord.write_text(ACCORD, encoding="utf-8")
    for flags, words in (
        (("--by", "ZZ"), "`ZZ` is no party of A truce"), (("--grade", "enormous"), "`enormous` is no grade of A truce"),
        (("--sizes", "9" * 5_000), f"`{'9' * 60}...` is no size"),
        (("--design", "x" * 5_000), f"`{'x' * 60}...` changes no number"),
    ):
        told = foedus("rates", accord, accord, *flags)
        assert told.returncode == 1 and words in told.stderr and len(told.stderr) < 2_500
