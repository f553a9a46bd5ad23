"""The stand-alone verifier: it is small, it stands alone, it says what it found and what it did not look at."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.plain_log import LOG, POLICY, START, WITNESSES, Draft, Files, Signer, checked, said, story

import foedus_verify

SOURCE = Path(foedus_verify.__file__)
TREE = ast.parse(SOURCE.read_text(encoding="utf-8"))
DAY = 86_400


@pytest.fixture(scope="module")
def good() -> Files:
    return story(40).folder()


def written(files: Files, where: Path) -> str:
    for name, data in files.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return str(where)


def test_somebody_can_read_it_in_half_an_hour() -> None:
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 500
    assert max(map(len, lines)) <= 120
    for node in ast.walk(TREE):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} does not fit on a screen"


def test_it_imports_the_standard_library_and_cryptography_alone() -> None:
    names = {a.name for n in ast.walk(TREE) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in ast.walk(TREE) if isinstance(n, ast.ImportFrom)}
    roots = {name.split(".")[0] for name in names}
    assert roots - sys.stdlib_module_names == {"cryptography"}
    assert "socket" not in roots and "urllib" not in roots and "http" not in roots


def test_it_writes_nothing_and_asks_no_clock() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    for forbidden in (".write", "write_", '"wb"', '"w"', "now()", "time.time", "environ", "process", "eval(", "exec("):
        assert forbidden not in text


@pytest.mark.parametrize("size", [1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 600])
def test_a_log_of_any_size_is_well(size: int) -> None:
    log = Draft()
    while len(log.entries) < size:
        log.report()
    assert said(log.folder()) == []


def test_a_whole_story_is_well_and_what_was_certified_is_told(good: Files) -> None:
    check = checked(good)
    assert check.faults == []
    assert check.rules
    certificate, award = check.rules.outcomes
    assert (certificate["entry"], certificate["outcome"]["finding"]) == (9, "F-1")
    assert [each["entry"] for each in certificate["outcome"]["votes"]] == [7, 8]
    assert (award["entry"], award["outcome"]["released"]) == (9, [{"entry": 6, "guarantor": "cedar"}])


def test_a_mediator_reads_the_verdict_the_key_and_what_was_not_checked(
    good: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert foedus_verify.main([written(good, tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "All is well."
    assert LOG.vkey() in out
    assert "this proves the folder consistent with itself. Compare the key with the published one" in out
    assert "`foedus audit` recomputes them" in out
    assert (
        "CERTIFICATE as of 2026-02-25T14:13:20Z, in entry 9: basis quorum, case 1, challenged 0, finding F-1, "
        "grade material, norm 2, party dogwood\n    rests on entry 7 of amber\n    rests on entry 8 of birch\nAWARD "
    ) in out
    assert "effect a pipeline, guarantee 5\n    rests on entry 6 of cedar\n" in out
    assert "No witness vouches" in out


@pytest.mark.parametrize("as_file", [False, True])
def test_the_published_key_makes_the_proof_about_the_real_log(
    good: Files, as_file: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, key = written(good, tmp_path / "log"), LOG.vkey()
    if as_file:
        (tmp_path / "key").write_text(key + "\n", encoding="utf-8")
        key = str(tmp_path / "key")
    assert foedus_verify.main([folder, "--vkey", key]) == 0
    out = capsys.readouterr().out
    assert "as it was given" in out
    assert "consistent with itself" not in out


def test_another_key_than_the_published_one_is_refused(good: Files, tmp_path: Path) -> None:
    other = Signer(LOG.name, "somebody else").vkey()
    assert foedus_verify.main([written(good, tmp_path), "--vkey", other]) == 5
    assert any("another key than was given" in each for each in said(good, vkey=other))


def test_a_log_signed_with_another_key_is_refused_even_if_it_lacks_its_own(good: Files) -> None:
    other = Signer(LOG.name, "somebody else").vkey()
    files = {name: data for name, data in good.items() if name != "log.vkey"}
    assert said(files, vkey=LOG.vkey()) == []
    unsigned, stranger = said(files, vkey=other)
    assert unsigned == f"checkpoint is not signed with the log's key {other[:30]}"
    assert stranger.startswith("entry 0 names another key of the registry")
    assert said(files) == ["log.vkey cannot be read: No such file"]


def test_L4_a_head_that_a_stranger_signed_over_true_entries_is_refused() -> None:
    files = story(40).folder(signer=Signer(LOG.name, "somebody else"))
    [stranger] = said(files)
    assert stranger.startswith("entry 0 names another key of the registry")


def test_an_exercise_is_called_one_in_the_first_and_the_last_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = story(12, exercise=True).folder()
    assert foedus_verify.main([written(files, tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("EXERCISE: nothing in this log is real.")
    assert lines[-1] == "EXERCISE: nothing in this log is real. All is well."


def test_programs_are_told_the_same(good: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert foedus_verify.main([written(good, tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["well"], told["entries"], told["log"], told["key"]) == (True, 40, LOG.name, LOG.vkey())
    assert [each["outcome"]["type"] for each in told["outcomes"]] == ["certificate", "award"]
    (tmp_path / "stray").write_bytes(b"")
    assert foedus_verify.main([str(tmp_path), "--json"]) == 5
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == [{"where": "stray", "what": "does not belong in the folder of a log"}]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["/nowhere/at/all"],
        ["{}", "--max-age", "3"],
        ["{}", "--now", "2026-03-01T00:00:00Z"],
        ["{}", "--now", "yesterday", "--max-age", "3"],
        ["{}", "--vkey", "no key"],
        ["{}", "--policy", "no-such-file"],
        ["{}", "--unknown"],
    ],
)
def test_a_wrong_question_gets_no_verdict(arguments: list[str], good: Files, tmp_path: Path) -> None:
    folder = written(good, tmp_path)
    with pytest.raises(SystemExit) as left:
        foedus_verify.main([each.format(folder) for each in arguments])
    assert left.value.code == 2


@pytest.mark.parametrize(
    ("now", "days", "code"),
    [
        ("2026-02-26T21:13:20Z", 0, 0),
        ("2026-02-26T21:13:21Z", 0, 5),
        ("2026-03-01T21:13:20", 3, 0),
        ("2026-03-01T21:13:21", 3, 5),
        ("2026-02-25T21:13:20Z", 3, 0),
        ("2026-02-25T21:13:19Z", 3, 5),
    ],
)
def test_a_head_that_is_too_old_is_refused(now: str, days: int, code: int, good: Files, tmp_path: Path) -> None:
    assert foedus_verify.main([written(good, tmp_path), "--max-age", str(days), "--now", now]) == code


def test_the_age_of_a_head_is_counted_from_its_witnesses(tmp_path: Path) -> None:
    log = story(12, policy=POLICY)
    seconds = START // 1_000_000
    folder = written(log.folder(cosigned={w: seconds + n * DAY for n, w in enumerate(WITNESSES)}), tmp_path)
    ask = [folder, "--max-age", "1", "--now"]
    assert foedus_verify.main([*ask, "2026-02-27T06:13:20Z"]) == 0
    assert foedus_verify.main([*ask, "2026-02-27T06:13:21Z"]) == 5


def test_text_from_a_log_cannot_draw_on_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = Draft()
    log.report(outcomes=[{"type": "undermined", "to": "x\x1b[2Jy\u202ez\nAll is well."}])
    assert foedus_verify.main([written(log.folder(), tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "x\\x1b[2Jy\\x202ez\\x0aAll is well." in out
    assert "\x1b" not in out and "\u202e" not in out


def test_many_faults_are_counted_and_the_first_are_shown() -> None:
    log = Draft()
    for _ in range(300):
        log.raw(b"{}")
    check = checked(log.folder())
    assert check.fault_count == 300
    assert len(check.faults) == 50


def test_who_reads_the_beginning_only_sees_no_fault_of_the_program(tmp_path: Path) -> None:
    """`foedus-verify DIR | head -1`: the reader goes, and nobody is told of a broken pipe."""
    program = [sys.executable, str(SOURCE), written(story(40).folder(), tmp_path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()
