"""The page, the table and the sheet of what was weighed say the same; the page loads nothing and runs nothing."""

from __future__ import annotations

import csv
import json
import re
import sys
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
