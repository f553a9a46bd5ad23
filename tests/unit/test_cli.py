"""The command line as a user meets it: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import foedus

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "library"
SAMPLE = LIBRARY / "conditional_accession" / "conditional_accession.accord"
EASTER = LIBRARY / "easter_truce_2025" / "easter_truce_2025.accord"


def broken(tmp_path: Path, *replace: tuple[str, str]) -> Path:
    """The Easter truce with some words replaced."""
    text = EASTER.read_text(encoding="utf-8")
    for old, new in replace:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "broken.accord"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_accord_ends_with_zero_and_says_so() -> None:
    done = foedus("check", SAMPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "sound" in done.stdout


def test_a_faulty_accord_ends_with_one_and_shows_line_and_caret(tmp_path: Path) -> None:
    path = broken(tmp_path, ("RU must not attack.", "XX must not attack."))
    done = foedus("check", path)
    assert done.returncode == 1
    assert "XX must not attack" in done.stderr
    assert "^^" in done.stderr
    assert "mend" in done.stderr


def test_problems_as_json_carry_code_and_place(tmp_path: Path) -> None:
    path = broken(tmp_path, ("RU must not attack.", "XX must not attack."))
    done = foedus("check", "--json", path)
    assert done.returncode == 1
    problems = json.loads(done.stdout)[0]["problems"]
    assert all(p["code"].startswith("A") and p["span"]["line"] > 0 for p in problems)


def test_a_missing_file_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    for command in ("check", "read", "format", "replay"):
        done = foedus(command, tmp_path / "nowhere.accord")
        assert done.returncode == 1, done
        assert "A0001" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_wrong_flag_is_a_matter_of_usage() -> None:
    assert foedus("check", "--sideways", SAMPLE).returncode == 2
    assert foedus("conquer").returncode == 2


@pytest.mark.slow
def test_format_writes_the_file_once_and_then_leaves_it(tmp_path: Path) -> None:
    path = broken(tmp_path, ("    RU must not attack.", "    RU   must not   attack ."))
    meant = foedus("compare", EASTER, path).stdout
    assert foedus("format", "--check", path).returncode == 1
    assert foedus("format", path).returncode == 0
    again = foedus("format", path)
    assert (again.returncode, "already formatted" in again.stdout) == (0, True)
    assert foedus("compare", EASTER, path).stdout == meant


@pytest.mark.slow
def test_a_text_with_faults_is_not_formatted(tmp_path: Path) -> None:
    path = broken(tmp_path, ("RU must not attack.", "RU shall not attack"))
    before = path.read_bytes()
    assert foedus("format", path).returncode == 1
    assert path.read_bytes() == before


@pytest.mark.slow
def test_the_library_is_sound_and_formatted() -> None:
    warned = LIBRARY / "known_answers" / "late_and_honest.accord"  # the warning is what it is there for
    accords = sorted(path for path in LIBRARY.glob("*/*.accord") if path != warned)
    assert len(accords) >= 8 and foedus("format", "--check", warned).returncode == 0
    assert foedus("format", "--check", *accords).returncode == 0
    done = foedus("check", *accords)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_plain_reading_speaks_of_every_article() -> None:
    done = foedus("read", SAMPLE)
    assert done.returncode == 0
    for heading in ("Cessation of hostilities", "Withdrawal of heavy weapons", "Certification", "Accession", "Review"):
        assert heading in done.stdout


@pytest.mark.slow
def test_two_drafts_are_compared_by_what_they_mean(tmp_path: Path) -> None:
    path = broken(tmp_path, ("count is at least 5 within 24 hours", "count is at least 6 within 24 hours"))
    done = foedus("compare", EASTER, path)
    assert done.returncode == 0
    assert "5" in done.stdout and "6" in done.stdout
    same = foedus("compare", EASTER, EASTER)
    assert "minor" not in same.stdout


@pytest.mark.slow
def test_replay_without_reports_says_what_it_looked_for(tmp_path: Path) -> None:
    path = broken(tmp_path)
    done = foedus("replay", path)
    assert done.returncode == 2
    assert "U0003" in done.stderr


@pytest.mark.slow
def test_replay_tells_a_wrong_known_time() -> None:
    done = foedus("replay", EASTER, "--as-known-at", "Easter")
    assert done.returncode == 2
    assert "U0002" in done.stderr


@pytest.mark.slow
def test_replay_prints_the_same_bytes_twice_and_json_that_can_be_read() -> None:
    one = foedus("replay", EASTER, "--json")
    two = foedus("replay", EASTER, "--json")
    assert one.returncode in (0, 4), one.stderr
    assert one.stdout == two.stdout
    assert json.loads(one.stdout)


@pytest.mark.slow
def test_nothing_is_written_where_the_folder_is_missing(tmp_path: Path) -> None:
    done = foedus("replay", EASTER, "--json", "-o", tmp_path / "no" / "where.json")
    assert done.returncode == 2
    assert "U0004" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_older_file_survives_a_run_that_is_interrupted(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("older", encoding="utf-8")
    program = (
        "import os, foedus.cli.write as w\n"
        "w.os.replace = lambda *_: os.kill(os.getpid(), 2)\n"
        "from foedus.cli.main import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "replay", str(EASTER), "--json", "-o", str(target)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode in (130, -signal.SIGINT)
    assert target.read_text(encoding="utf-8") == "older"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_a_fault_of_ours_is_told_as_ours() -> None:
    program = (
        "import foedus.cli.accord_commands as a\n"
        "def fail(*_): raise RuntimeError('boom')\n"
        "a.plain_reading = fail\n"
        "from foedus.cli.main import main\n"
        "main()\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "FOEDUS_TRACEBACK"}
    done = subprocess.run(
        [sys.executable, "-c", program, "read", str(SAMPLE)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
    )
    assert done.returncode == 70
    assert "fault of Foedus" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_every_problem_can_be_explained() -> None:
    listed = foedus("explain").stdout.splitlines()
    assert len(listed) >= 60
    page = foedus("explain", listed[0].split()[0].lower())
    assert page.returncode == 0
    assert foedus("explain", "A9999").returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "format", "read", "compare", "replay", "page", "explain", "reports"])
def test_every_command_tells_what_it_does(command: str) -> None:
    done = foedus(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout) > 100


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("page", "a.accord", "a.accord"), ("page", "new.accord", "a.accord"), ("replay", "a.accord", "-o", "a.accord"),
        ("replay", "a.accord", "--page", "reports/r.csv"), ("replay", "a.accord", "-o", "x", "--page", "./x"),
        ("replay", "a.accord", "reports/r.csv", "--refused", "reports/r.csv"),
        ("reports", "show", "reports/r.csv", "--refused", "reports/../reports/r.csv"),
    ],
)  # fmt: skip
def test_an_output_never_takes_the_place_of_what_is_read(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    accord, reports = tmp_path / "a.accord", tmp_path / "reports" / "r.csv"
    reports.parent.mkdir()
    accord.write_bytes(EASTER.read_bytes())
    reports.write_bytes((EASTER.parent / "reports" / "easter_truce.csv").read_bytes())
    done = foedus(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and "U0009" in done.stderr
    assert accord.read_bytes() == EASTER.read_bytes()
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.accord", "r.csv", "reports"]


@pytest.mark.slow
def test_an_accord_and_reports_in_the_wrong_order_are_told_as_that() -> None:
    reports = EASTER.parent / "reports" / "easter_truce.csv"
    exchanged, twice = foedus("replay", reports, EASTER), foedus("replay", EASTER, EASTER)
    assert (exchanged.returncode, twice.returncode) == (1, 1)
    assert exchanged.stderr.count("mend") == 1 and "A0007" in exchanged.stderr
    assert twice.stderr.count("mend") == 1 and "R0019" in twice.stderr


@pytest.mark.slow
def test_a_slip_in_the_name_of_an_accord_is_answered_with_the_name_that_is_there() -> None:
    done = foedus("check", EASTER.with_name("easter_truce.accord"))
    assert done.returncode == 1 and "did you mean" in done.stderr and EASTER.name in done.stderr


@pytest.mark.slow
def test_what_is_told_of_refused_rows_never_gets_into_json(tmp_path: Path) -> None:
    table = tmp_path / "r.csv"
    text = (EASTER.parent / "reports" / "easter_truce.csv").read_text(encoding="utf-8")
    table.write_text(text + "cut,off\n", encoding="utf-8")
    for arguments in (("reports", "show", table), ("replay", EASTER, table)):
        done = foedus(*arguments, "--json", "--refused", tmp_path / "refused.csv")
        assert done.returncode == 1 and json.loads(done.stdout)
        assert "1 row refused" in done.stderr and "cut,off" in (tmp_path / "refused.csv").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told_as_that_and_not_as_a_fault_of_ours() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from foedus.cli.main import main; main()", "read", str(SAMPLE)],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
    assert done.returncode == 2
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("when", ["while it loads", "while it works"])
def test_an_interruption_ends_in_a_sentence_at_any_time(when: str) -> None:
    kill = "os.kill(os.getpid(), signal.SIGINT)"
    loads = f"sys.meta_path.insert(0, type('At', (), {{'find_spec': lambda *_: {kill}}})())"
    works = f"import foedus.cli.accord_commands as a; a.plain_reading = lambda *_: {kill}"
    program = (
        "import os, signal, sys\nfrom foedus.cli.main import main\n"
        f"{loads if when == 'while it loads' else works}\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "read", str(SAMPLE)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 130
    assert done.stderr.strip() == "Interrupted. Nothing was half-written."


def test_a_file_that_is_taken_once_is_not_named_twice(tmp_path: Path) -> None:
    done = foedus("weigh", SAMPLE, "--rates", tmp_path / "a.toml", "--rates", tmp_path / "b.toml")
    assert done.returncode == 2 and done.stderr.startswith("U0024 `--rates` is given twice") and not done.stdout
    done = foedus("reports", "show", "r.csv", *(word for name in "abc" for word in ("--refused", tmp_path / name)))
    assert done.returncode == 2 and "`--refused` is given 3 times" in done.stderr
    assert "U0024" not in foedus("rates", SAMPLE, "--placebo", "a", "--placebo", "b").stderr  # it may be repeated
