"""The page of a negotiation says what the sheet says, loads nothing and runs nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.cli.app import built

DEAL = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD, EXAMPLE = DEAL / "conditional_accession.accord", DEAL / "stakes.example.stakes"


def page_of(text: str, folder: Path, name: str = "page.html") -> str:
    (folder / "peace.stakes").write_text(text, encoding="utf-8")
    asked = ["negotiate", str(ACCORD), "--stakes", str(folder / "peace.stakes"), "--draws", "200"]
    run = CliRunner().invoke(built(["negotiate"]), [*asked, "--page", str(folder / name)])
    assert run.exit_code == 0, run.output
    return (folder / name).read_text(encoding="utf-8")


@pytest.fixture
def text() -> str:
    return EXAMPLE.read_text(encoding="utf-8")


def test_the_page_loads_nothing_runs_nothing_and_is_the_same_each_time(text: str, tmp_path: Path) -> None:
    page = page_of(text, tmp_path)
    assert "<script" not in page and "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=\"(?!#)", page) and "url(" not in page
    assert page == page_of(text, tmp_path, "again.html")


def test_the_page_says_what_the_sheet_says(text: str, tmp_path: Path) -> None:
    page = page_of(text, tmp_path)
    for words in (
        "Of 54 combinations of options 5 cross no red line", "red line", "the text", "in the zone", "Nash, GMR",
        "Without one of the 32 of NATO", "Whose positions these are", "loses leverage by waiting",
    ):  # fmt: skip
        assert words in page
    assert page.count('class="chip breached"') == 4  # as many options as there are in red lines of one choice


def test_names_that_others_wrote_stay_text(text: str, tmp_path: Path) -> None:
    odd = text.replace('"twice as many acts"', '"<b>twice</b> & `more`"').replace("Days in which", "<i>Days</i>")
    page = page_of(odd, tmp_path)
    assert "<b>twice" not in page and "&lt;b&gt;twice&lt;/b&gt; &amp;" in page and "&lt;i&gt;Days" in page


def test_an_empty_zone_and_silence_have_a_page_too(text: str, tmp_path: Path) -> None:
    narrow = text.replace('never = ["any single act"]', 'never = ["any single act", "as in the text"]')
    empty = page_of(narrow, tmp_path)
    assert "The zone is empty" in empty and "Nothing." in empty
    only = "[choices.x]\noptions = { a = {}, b = {} }\n"
    silent = page_of(only, tmp_path)
    assert "nobody&#x27;s estimate" in silent and "nothing is said of who wants what" in silent
