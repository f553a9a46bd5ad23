"""Which mapping explains which file, as the command line says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.cli.app import built

app = built()
LIBRARY = Path(__file__).parents[2] / "library"
EASTER = LIBRARY / "easter_truce_2025"
ACCORD = next(iter(sorted(EASTER.glob("*.accord"))))
CLAIMS = EASTER / "reports" / "easter_truce.csv"
MAPPING = '[columns]\nid = "n"\nstart = "day"\nact = "{act}"\n[constants]\noutlet = "Us"\npublished = "2025-04-25"\n'


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    for name, act in (("one", "what"), ("two", "deed")):
        (tmp_path / f"{name}.csv").write_text(f"n,day,{act}\n1,2025-04-20,shelling\n")
        (tmp_path / f"{name}.toml").write_text(MAPPING.format(act=act))
    return tmp_path


def sources(out: str) -> dict[str, str]:
    return {Path(source["file"]).name: source["format"] for source in json.loads(out)["sources"]}


def test_each_file_is_read_by_its_own_mapping_and_a_bare_one_serves_the_rest(mine: Path) -> None:
    first = f"{mine / 'one.csv'}={mine / 'one.toml'}"
    _, out, _ = run(
        "replay", ACCORD, CLAIMS, mine / "one.csv", mine / "two.csv", "--json", "--mapping", first,
        "--mapping", mine / "two.toml",
    )  # fmt: skip
    assert sources(out) == {"easter_truce.csv": "claims", "one.csv": "one", "two.csv": "two"}


def test_a_file_may_be_named_by_its_name_alone(mine: Path) -> None:
    code, out, _ = run("reports", "show", mine / "one.csv", "--mapping", f"one.csv={mine / 'one.toml'}")
    assert code == 0 and "one.csv: one" in out


def test_a_bare_mapping_never_changes_a_known_format_and_says_so(mine: Path) -> None:
    code, out, err = run("reports", "show", CLAIMS, "--mapping", mine / "one.toml")
    assert code == 0 and "easter_truce.csv: claims" in out
    assert "U0008" in err


def test_a_mapping_of_a_named_file_is_used_whatever_its_format(mine: Path) -> None:
    code, _, err = run("reports", "show", CLAIMS, "--mapping", f"{CLAIMS}={mine / 'one.toml'}")
    assert code == 1 and "R0205" in err


@pytest.mark.parametrize("words", [["three.csv=one.toml"], ["one.toml", "two.toml"], ["one.csv=a", "one.csv=b"]])
def test_a_mapping_for_no_single_file_is_wrong_usage(mine: Path, words: list[str]) -> None:
    flags = [piece for word in words for piece in ("--mapping", word)]
    code, _, err = run("replay", ACCORD, mine / "one.csv", mine / "two.csv", *flags)
    assert code == 2 and "U0007" in err


def test_reports_written_out_replay_to_the_same_findings(tmp_path: Path) -> None:
    out = run("reports", "show", CLAIMS, "--json", "--zone", "Europe/Kyiv")[1]
    (tmp_path / "reports.json").write_text(out, encoding="utf-8")
    code, first, _ = run("replay", ACCORD, CLAIMS, "--csv")
    again, second, _ = run("replay", ACCORD, tmp_path / "reports.json", "--csv")
    assert (code, first) == (again, second)


def test_a_retraction_written_by_hand_takes_a_report_back(tmp_path: Path) -> None:
    read = json.loads(run("reports", "show", CLAIMS, "--json", "--zone", "Europe/Kyiv")[1])
    taken_back = [
        {
            "kind": "retraction", "outlet": report["outlet"], "origin": report["origin"], "retracts": [report["id"]],
            "happened_at": "2025-05-01", "known_at": "2025-05-01",
        }
        for report in read["reports"]
    ]  # fmt: skip
    (tmp_path / "back.json").write_text(json.dumps(taken_back), encoding="utf-8")
    before = json.loads(run("replay", ACCORD, CLAIMS, "--json")[1])
    after = json.loads(run("replay", ACCORD, CLAIMS, tmp_path / "back.json", "--json")[1])
    assert before["incidents"] and not after["incidents"]
