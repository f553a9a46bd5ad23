"""What docs/python.md and the notebook show runs, and prints what they say."""

from __future__ import annotations

import ast
import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DEAL = ROOT / "library" / "conditional_accession"
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
NOTEBOOK = json.loads((DEAL / "weighing.ipynb").read_text(encoding="utf-8"))


def printed(code: str, names: dict[str, Any]) -> str:
    """What a piece of code prints, and the value of a last expression as a notebook shows it."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and ast.unparse(last.value.func) == "print":
        tree.body.append(last)
        last = None
    told = io.StringIO()
    with redirect_stdout(told):
        exec(compile(tree, "example", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "example", "eval"), names)
            assert value is None, "a cell prints what it shows, so that this is the same everywhere"
    return told.getvalue()


def test_the_examples_of_the_page_run_and_print_what_stands_below_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DEAL)
    blocks = re.findall(r"```python\n(.*?)```\n```text\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == PAGE.count("```python") == 6
    names: dict[str, Any] = {}
    for code, expected in blocks:
        assert printed(code, names) == expected, code


def test_the_cells_of_the_notebook_run_in_order_and_print_what_is_stored_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(DEAL)
    names: dict[str, Any] = {}
    cells = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 5
    for number, cell in enumerate(cells, 1):
        stored = "".join(line for output in cell["outputs"] for line in output["text"])
        assert printed("".join(cell["source"]), names) == stored, cell["id"]
        assert cell["execution_count"] == number


def test_the_notebook_is_of_the_format_that_notebooks_have() -> None:
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in NOTEBOOK["cells"]}) == len(NOTEBOOK["cells"])
    for cell in NOTEBOOK["cells"]:
        code = cell["cell_type"] == "code"
        keys = {"cell_type", "id", "metadata", "source"} | ({"execution_count", "outputs"} if code else set())
        assert set(cell) == keys and re.fullmatch(r"[a-z0-9-]{1,64}", cell["id"])
        for output in cell.get("outputs", ()):
            assert set(output) == {"name", "output_type", "text"} and output["output_type"] == "stream"


def test_every_name_of_a_column_that_the_page_gives_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from foedus.incentives.read_deal import read_deal

    columns = read_deal(DEAL / "conditional_accession.accord", DEAL / "stakes.example.stakes").draws(100)
    for name in ("RU.award", "errors.false", "errors.found 20", "RU.gain 20", "C1 RU", "C2 RU 20", "strength.wins"):
        assert columns[name].shape == (100,)
