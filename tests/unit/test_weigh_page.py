"""The page, the table and the sheet of what was weighed say the same; the page loads nothing and runs nothing."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.cli.app import built

DEAL = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD, EXAMPLE = DEAL / "conditional_accession.accord", DEAL / "stakes.example.stakes"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("weighed")
    asked = ["weigh", str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "400"]
    written = ["--page", str(place / "page.html"), "--csv", str(place / "all.csv"), "-o", str(place / "all.json")]
    assert CliRunner().invoke(built(["weigh"]), [*asked, "--json", *written]).exit_code == 0
    assert CliRunner().invoke(built(["weigh"]), [*asked, "--page", str(place / "again.html")]).exit_code == 0
    return place


def test_the_page_loads_nothing_and_runs_nothing(folder: Path) -> None:
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "<script" not in page and "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=\"(?!#)", page) and "url(" not in page
    assert page.count("<svg") == 4 and page.count("<svg") == page.count("</svg>")


def test_the_same_weighing_is_the_same_page_byte_for_byte(folder: Path) -> None:
    assert (folder / "page.html").read_bytes() == (folder / "again.html").read_bytes()


def test_page_table_and_json_tell_the_same_shares(folder: Path) -> None:
    [weighed] = json.loads((folder / "all.json").read_text(encoding="utf-8"))
    rows = list(csv.DictReader((folder / "all.csv").open(encoding="utf-8", newline="")))
    told = [(r["name"], r["who"], r["size"], r["share"]) for r in rows if r["kind"] == "constraint"]
    assert told == [
        (c["label"], c["who"], str(c["size"] or ""), f"{c['share']:.6g}") for c in weighed["constraints"]
    ]
    assert sum(r["kind"] == "design" for r in rows) == len(weighed["regions"]) == 18
    page = (folder / "page.html").read_text(encoding="utf-8")
    for name in ("twice as many acts", "any single act", "consents needed"):
        assert name in page


def test_names_that_others_wrote_stay_text(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('name = "any single act"', 'name = "<b>any</b> & all"')
    (tmp_path / "odd.stakes").write_text(text, encoding="utf-8")
    asked = ["weigh", str(ACCORD), "--stakes", str(tmp_path / "odd.stakes"), "--draws", "200"]
    assert CliRunner().invoke(built(["weigh"]), [*asked, "--page", str(tmp_path / "odd.html")]).exit_code == 0
    page = (tmp_path / "odd.html").read_text(encoding="utf-8")
    assert "<b>any" not in page and "&lt;b&gt;any&lt;/b&gt; &amp; all" in page
