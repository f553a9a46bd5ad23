"""Q8: what is decided can be shown to others, who search for nothing and believe nothing."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from certificate_values import certified, shown
from foedus.accord.model import Accord
from foedus.basics.problem import Problem
from foedus.cli.app import built
from foedus.recheck.claims import Shows
from foedus.recheck.read_certificate import read_certificate
from prove_values import accord

REQUIRED = (
    "AA alone cannot block the award", "no coalition of 2 members of Court can block the award",
    "the award follows a material breach within 25 days",
)  # fmt: skip
KNOWN = [Shows.KEPT, Shows.FALSE, Shows.KEPT]
app = built()
SMALL = Path(__file__).parents[2] / "library/known_answers/late_and_honest.accord"


def small() -> tuple[Accord, dict[str, Any]]:
    deal = accord(require=REQUIRED)
    return deal, certified(deal)


def plays(data: dict[str, Any], **said: object) -> list[dict[str, Any]]:
    """The plays of which some things are said."""
    every: list[dict[str, Any]] = data["guarantees"][0]["plays"]
    found = [play for play in every if all(play[name] == value for name, value in said.items())]
    assert found, "there is such a play"
    return found


def test_Q8_what_holds_and_what_does_not_is_shown(tmp_path: Path) -> None:
    deal, data = small()
    assert shown(deal, data, tmp_path) == [*KNOWN, *[Shows.KEPT] * 3]


def test_a_state_that_is_left_out_is_missed(tmp_path: Path) -> None:
    deal, data = small()
    play = plays(data, asks="block", names=["AA"])[0]
    leaf = max(range(len(play["positions"])), key=lambda n: -play["positions"][n][2])
    assert not any(row[0] == leaf for row in play["positions"])
    del play["positions"][leaf]
    for row in play["positions"]:
        row[0] -= row[0] > leaf
    assert shown(deal, data, tmp_path)[0] is Shows.NOTHING


def test_a_play_that_might_never_end_shows_nothing(tmp_path: Path) -> None:
    deal, data = small()
    play = plays(data, asks="block", names=["AA"])[0]
    for row in play["positions"]:
        row[2] = 7
    assert shown(deal, data, tmp_path)[0] is Shows.NOTHING


def test_a_way_that_is_cut_short_shows_nothing(tmp_path: Path) -> None:
    deal, data = small()
    for play in plays(data, asks="block", shows="can"):
        play["steps"] = play["steps"][:-1]
    assert shown(deal, data, tmp_path)[1] is Shows.NOTHING


def test_a_way_on_which_somebody_honest_does_what_is_wrong_shows_nothing(tmp_path: Path) -> None:
    deal, data = small()
    false_way = {**plays(data, asks="block", names=["AA"])[0]}
    votes = [["votes against", 1, "W1", "W2"]]
    data["guarantees"][0]["plays"] = [{**{k: v for k, v in false_way.items() if k != "positions"}, "shows": "can",
                                       "steps": votes}]  # fmt: skip
    assert shown(deal, data, tmp_path)[0] is Shows.NOTHING


def test_a_plan_that_gives_up_is_no_plan(tmp_path: Path) -> None:
    deal, data = small()
    for play in plays(data, asks="block", shows="sure"):
        for row in play["plan"]:
            row[2] = -1
    found = shown(deal, data, tmp_path)
    assert found[3] is Shows.NOTHING, "which of the smallest can for sure"


def test_the_latest_award_is_worked_out_and_not_believed(tmp_path: Path) -> None:
    deal, _ = small()
    later = accord(require=(*REQUIRED[:2], "the award follows a material breach within 18 days"), challenges="2 times")
    found = shown(later, certified(later), tmp_path)
    assert found[2] is Shows.FALSE
    assert shown(deal, {**certified(later), "accord": deal.digest}, tmp_path)[2] is not Shows.KEPT


def test_smallest_coalitions_must_be_all_of_them(tmp_path: Path) -> None:
    deal, data = small()
    data["guarantees"][0]["smallest"][0]["coalitions"].pop()
    assert shown(deal, data, tmp_path)[3] is Shows.NOTHING


def test_smallest_coalitions_hold_nobody_who_can_be_spared_or_has_no_say(tmp_path: Path) -> None:
    """A larger one that is told beside a smaller one, and a name that nobody has."""
    deal, data = small()
    first = data["guarantees"][0]["smallest"][0]
    larger = {"names": [*first["coalitions"][0]["names"]], "sure": False}
    first["coalitions"].append(larger)
    assert shown(deal, data, tmp_path)[3] is Shows.NOTHING
    deal, data = small()
    for play in plays(data, asks="block", shows="can"):
        play["names"].append("Nobody")
    for smallest in data["guarantees"][0]["smallest"][:2]:
        for coalition in smallest["coalitions"]:
            coalition["names"].append("Nobody")
    assert shown(deal, data, tmp_path)[3:5] == [Shows.NOTHING] * 2


def test_what_must_be_told_and_is_not_is_missed(tmp_path: Path) -> None:
    """Also where the text requires nothing, so that a file with nothing in it never passes."""
    deal = accord()
    data = certified(deal)
    assert shown(deal, data, tmp_path) == [Shows.KEPT] * 3
    other = copy.deepcopy(data)
    other["guarantees"][0]["smallest"][0]["asks"] = "end"
    assert shown(deal, other, tmp_path) == [Shows.NOTHING, Shows.KEPT, Shows.KEPT, Shows.NOTHING]
    assert shown(deal, {**data, "guarantees": []}, tmp_path) == [Shows.NOTHING] * 3


def test_a_certificate_without_plays_shows_nothing(tmp_path: Path) -> None:
    deal, data = small()
    data["guarantees"] = []
    assert shown(deal, data, tmp_path) == [Shows.NOTHING] * 6


# -- files -------------------------------------------------------------------------------------------------------------


def changed(data: dict[str, Any], where: str, value: object) -> dict[str, Any]:
    data = copy.deepcopy(data)
    play = data["guarantees"][0]["plays"][0]
    {"top": data, "play": play, "guarantee": data["guarantees"][0]}[where.split(".")[0]][where.split(".")[1]] = value
    return data


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        ("top.format", "foedus proof certificate 2", "format"),
        ("top.found_at", "yesterday", "found_at"),
        ("top.found_at", 1.5, "found_at"),
        ("top.more", 1, "just these members"),
        ("guarantee.plays", {}, "no list"),
        ("play.shows", "maybe", "shows none of"),
        ("play.asks", "win", "asks none of"),
        ("play.names", [1], "no text"),
        ("play.breach", ["1", "material"], "no list of 3"),
        ("play.positions", [[-1, None]], "no list of 3"),
        ("play.positions", [[-1, ["to"], 0]], "no step"),
        ("play.start", [["to", True]], "whole number"),
    ],
)
def test_what_is_no_certificate_is_told_with_the_place(where: str, value: object, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.certificate"
    path.write_text(json.dumps(changed(small()[1], where, value)), encoding="utf-8")
    found = read_certificate(path)
    assert isinstance(found, Problem) and found.code == "X0030"
    assert said in found.why


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b"1e999", b"[NaN]", b"null"])
def test_no_file_is_too_odd_to_be_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.certificate"
    path.write_bytes(content)
    assert isinstance(read_certificate(path), Problem)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        found = read_certificate(path)
        assert isinstance(found, Problem) and found.code == "X0030"


# -- the command -------------------------------------------------------------------------------------------------------


def test_a_certificate_is_written_and_checked_at_the_command_line(tmp_path: Path) -> None:
    path, run = tmp_path / "a.certificate", CliRunner()
    assert run.invoke(app, ["prove", str(SMALL), "--certificate", str(path)]).exit_code == 3
    done = run.invoke(app, ["prove", str(SMALL), "--check", str(path)])
    assert done.exit_code == 3, done.output
    assert "FALSE" in done.output and "not shown" not in done.output
    data = json.loads(path.read_text(encoding="utf-8"))
    data["guarantees"][0]["plays"] = []
    path.write_text(json.dumps(data), encoding="utf-8")
    done = run.invoke(app, ["prove", str(SMALL), "--check", str(path)])
    assert done.exit_code == 1 and "X0032" in done.output
    data["accord"] = "0" * 64
    path.write_text(json.dumps(data), encoding="utf-8")
    assert "X0031" in run.invoke(app, ["prove", str(SMALL), "--check", str(path)]).output
    assert run.invoke(app, ["prove", str(SMALL), "--check", str(path), "--json"]).exit_code == 2
