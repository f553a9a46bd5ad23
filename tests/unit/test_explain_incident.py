"""An incident explained on the command line, as an analyst would write it down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import foedus
from foedus.basics.canonical import plain
from foedus.report.model import Basis, Kind
from fusing import report
from library_values import LIBRARY

RIYADH = LIBRARY / "energy_moratorium_2025" / "from_25_march.accord"


def explain(*words: str) -> tuple[int, str, str]:
    done = foedus("explain", *words)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.real
def test_the_note_of_poltava_tells_reports_reasons_neighbours_and_what_would_change_it() -> None:
    code, note, err = explain("I-9051", str(RIYADH))
    assert code == 0 and not err
    for said in (
        "I-9051a5dbd614a514: drone strike on gas facility", "Interfax-Ukraine, from UA-President", "Why they are one",
        "times likelier to be one incident than two", "Why not with a neighbour", "Attributed: RU 60 %",
        "actualno.com counts as an origin", "Without actualno.com, nobody would be favoured (RU 0 %)",
        "Had one more independent origin",
        "would confirm it", "origin seen RU do it", "How it came to be", "How to read it", "https://en.interfax.com.ua/news/general/1059635.html",
    ):  # fmt: skip
        assert said in note, said
    assert all(len(line) <= 100 or "http" in line for line in note.splitlines())
    assert note.count("without actualno.com") + note.count("Without actualno.com") == 1


@pytest.mark.real
def test_neighbours_are_named_with_the_reason_that_keeps_them_apart() -> None:
    _, note, _ = explain("I-97a8", str(RIYADH))
    section = note[note.index("Why not with a neighbour") : note.index("Who speaks")]
    assert section.count("- I-") == 2 and "more than 6 hours lie between their" in section


@pytest.mark.real
def test_as_known_before_the_first_report_there_is_no_such_incident() -> None:
    code, _, err = explain("I-9051", str(RIYADH), "--as-known-at", "2025-03-20")
    assert code == 2 and "U0013" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("I-xyz", str(RIYADH)), "U0013"),
        (("I-ffffffffffffffff", str(RIYADH)), "U0013"),
        (("I-0", str(RIYADH)), "U0013"),
        (("I-9051",), "U0014"),
        (("A0205", str(RIYADH)), "U0014"),
        (("Z9999",), "U0005"),
        (("I1b",), "U0005"),
    ],
)
def test_wrong_words_end_with_a_problem_that_says_how_to_mend_it(words: tuple[str, ...], code: str) -> None:
    status, out, err = explain(*words)
    assert status == 2 and not out and code in err and "mend" in err and "Traceback" not in err


def test_a_rule_asked_for_is_told_where_to_read_it() -> None:
    _, _, err = explain("I1b")
    assert "the number of a rule" in err and "docs/semantics.md" in err


@pytest.mark.slow
def test_where_reports_make_no_incident_none_is_offered(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text('{"reports": []}', encoding="utf-8")
    code, _, err = explain("I-0", str(RIYADH), str(tmp_path / "none.json"))
    assert code == 2 and "no incident at all" in err and "there is none" not in err


def test_an_incident_of_which_all_was_taken_back_says_so_and_how_to_see_it(tmp_path: Path) -> None:
    first = report("Monitors", claims=[("RU", Basis.SEEN)], act="drone strike", target="substation")
    back = report("Monitors", kind=Kind.RETRACTION, retracts=(first.id,), known_days=2)
    other = report("Gazette", 40, known_days=3)
    file = tmp_path / "reports.json"
    file.write_text(json.dumps({"reports": [plain(r) for r in (first, back, other)]}), encoding="utf-8")
    status, _, err = explain(f"I-{first.id[:16]}", str(RIYADH), str(file))
    assert status == 2 and f"report {first.id[:16]} by Monitors does not stand" in err and "--as-known-at" in err
    status, note, _ = explain(f"I-{first.id[:16]}", str(RIYADH), str(file), "--as-known-at", "2025-03-20T12:00")
    assert status == 0 and "Monitors counts as an origin" in note
