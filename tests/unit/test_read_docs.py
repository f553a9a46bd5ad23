"""The documentation of report files names every format, setting and column that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus.report import read_mapping
from foedus.report.read_reports import formats, read_reports

DOCS = Path(__file__).parents[2] / "docs" / "reports.md"
TEXT = DOCS.read_text("utf-8")


@pytest.mark.parametrize("name", [name for name, _ in formats()])
def test_every_format_is_documented(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("name", [*read_mapping.COLUMNS, *read_mapping.SETTINGS])
def test_every_setting_and_column_of_a_mapping_is_documented(name: str) -> None:
    assert re.search(rf"(?m)^{name} =|`{name}`|^\[{name}\]|\b{name}\b", TEXT)


def test_the_mapping_of_the_documentation_works(tmp_path: Path) -> None:
    source = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert source is not None
    (tmp_path / "map.toml").write_text(source[1], encoding="utf-8")
    heading = "No;From;To;Printed;Y;X;P;District;Weapon;Hit;By;Case;Dead;What;Takes back;Corrects;Copies"
    row = "1;01/07/2025 10:00;;02/07/2025 08:00;47.0;28.8;a;North;ART;SUB;Army;K1;0;E;;;"
    back = "2;;;05/07/2025 08:00;;;;;;;;;;R;1;;"
    (tmp_path / "t.csv").write_text(f"{heading}\n{row}\n{back}\n", encoding="cp1251")
    read = read_reports(tmp_path / "t.csv", mapping=tmp_path / "map.toml")
    assert not read.problems and not read.refused
    assert [r.act for r in read.reports] == ["artillery fire", "unknown"]
    assert read.reports[1].retracts == (read.reports[0].id,)


def test_the_reports_written_by_hand_in_the_documentation_are_read(tmp_path: Path) -> None:
    source = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert source is not None
    (tmp_path / "t.json").write_text(source[1].replace("<id of 64 digits>", "a" * 64), encoding="utf-8")
    read = read_reports(tmp_path / "t.json")
    assert not read.problems and not read.refused
    assert [r.kind.value for r in read.reports] == ["retraction", "announcement"]
