"""The page, the table and the sheet of what was weighed say the same; the page loads nothing and runs nothing."""

from __future__ import annotations

import csv
import html
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.cli.app import built
from foedus.web.svg_text import width

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
    assert sum(r["kind"] == "design" for r in rows) == len(weighed["regions"]) == 24
    page = (folder / "page.html").read_text(encoding="utf-8")
    for name in ("twice as many acts", "any single act", "a revocable escrow", "consents needed"):
        assert name in page


def test_names_that_others_wrote_stay_text(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('name = "any single act"', 'name = "<b>any</b> & all"')
    (tmp_path / "odd.stakes").write_text(text, encoding="utf-8")
    asked = ["weigh", str(ACCORD), "--stakes", str(tmp_path / "odd.stakes"), "--draws", "200"]
    assert CliRunner().invoke(built(["weigh"]), [*asked, "--page", str(tmp_path / "odd.html")]).exit_code == 0
    page = (tmp_path / "odd.html").read_text(encoding="utf-8")
    assert "<b>any" not in page and "&lt;b&gt;any&lt;/b&gt; &amp; all" in page


def test_the_page_tells_what_the_terminal_tells_of_war_and_of_whose_numbers_these_are(folder: Path) -> None:
    page = html.unescape((folder / "page.html").read_text(encoding="utf-8")).replace("\N{NO-BREAK SPACE}", " ")
    asked = ["weigh", str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "400"]
    sheet = CliRunner().invoke(built(["weigh"]), asked).stdout
    for title in ("Does the promise itself pull to war?", "Whose numbers these are"):
        assert title in sheet
        section = sheet[sheet.index(title) :].split("\n\n")[0]
        own = page[page.index(title) :].split("</section>")[0]
        entries = re.findall(r"^  - (.*(?:\n    .*)*)", section, re.M)
        assert entries and own.count("<li>") == len(entries)
        assert all(f"<li>{' '.join(entry.split())}</li>" in own for entry in entries)


def test_no_number_of_the_page_breaks_across_lines(folder: Path) -> None:
    page = (folder / "page.html").read_text(encoding="utf-8")
    for kind, cells in (("shares", "td:not(:first-child)"), ("slacks", "td:nth-child(n+3)")):
        assert f'<table class="{kind}">' in page
        rule = next(line for line in page.splitlines() if f".{kind} {cells}" in line)
        assert "white-space: nowrap" in rule


def test_a_long_name_is_written_in_lines_that_have_room(tmp_path: Path) -> None:
    name = "a line that is drawn by two acts or more within a window of two days, or by one single act with many dead"
    text = EXAMPLE.read_text(encoding="utf-8").replace('name = "any single act"', f'name = "{name}"')
    (tmp_path / "long.stakes").write_text(text, encoding="utf-8")
    asked = ["weigh", str(ACCORD), "--stakes", str(tmp_path / "long.stakes"), "--draws", "200"]
    assert CliRunner().invoke(built(["weigh"]), [*asked, "--page", str(tmp_path / "long.html")]).exit_code == 0
    page = (tmp_path / "long.html").read_text(encoding="utf-8")
    told = re.findall(r'<text x="([0-9.]+)" y="([0-9.]+)" text-anchor="end">([^<]*)</text>', page)
    assert all(float(x) - width(words, 12.5) >= 0 for x, _, words in told)
    lines = [(float(y), words) for _, y, words in told if words and words in name]
    assert " ".join(words for _, words in lines) == name and len(lines) > 1
    assert all(after[0] - before[0] >= 12.5 for before, after in pairwise(lines))


def test_two_lines_of_the_same_shares_are_both_seen(folder: Path) -> None:
    page = (folder / "page.html").read_text(encoding="utf-8")
    dots = {kind: re.findall(rf'class="dot {kind}" cx="([0-9.]+)" cy="([0-9.]+)" r="([0-9.]+)"', page)
            for kind in ("p0", "p1")}  # fmt: skip
    assert {dot[:2] for dot in dots["p0"]} & {dot[:2] for dot in dots["p1"]}  # of both, all draws hold at some size
    assert {dot[2] for dot in dots["p0"]} == {"6.5"} and {dot[2] for dot in dots["p1"]} == {"3.5"}
    thick, broken = (next(line for line in page.splitlines() if f".weighed .line.{kind}" in line) for kind in dots)
    assert "stroke-width: 6" in thick and "stroke-dasharray" in broken


@pytest.mark.parametrize("command", ["weigh", "negotiate"])
def test_the_table_is_the_same_as_parquet_with_numbers_in_full(command: str, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    asked = [command, str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "200"]
    files = [tmp_path / name for name in ("all.csv", "all.parquet", "again.parquet")]
    for flags in (["--csv", str(files[0]), "--parquet", str(files[1])], ["--parquet", str(files[2])]):
        assert CliRunner().invoke(built([command]), [*asked, *flags]).exit_code == 0
    assert files[1].read_bytes() == files[2].read_bytes()
    rows = list(csv.DictReader(files[0].open(encoding="utf-8", newline="")))
    table = pyarrow.read_table(files[1])
    assert len(rows) == table.num_rows > 4 and list(rows[0]) == table.column_names
    for row, told in zip(rows, table.to_pylist(), strict=True):
        for name, cell in told.items():
            assert row[name] == ("" if cell is None else f"{cell:.6g}" if isinstance(cell, float) else str(cell))
    assert {str(field.type) for field in table.schema} == {"string", "int64", "double"}


def test_where_the_library_of_parquet_is_missing_it_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    run = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--parquet", str(tmp_path / "all.parquet")])
    assert run.exit_code == 2 and "U0022" in run.output and "foedus[parquet]" in run.output
    assert not (tmp_path / "all.parquet").exists()
