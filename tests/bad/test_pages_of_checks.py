"""A page's example is no decoration: every line of it stands in a text that shows just that problem."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "src" / "foedus" / "pages"
LEFT_OUT = "..."


@pytest.mark.parametrize("page", sorted(PAGES.glob("A0[23]*.md")), ids=lambda p: p.stem)
def test_every_line_of_an_example_stands_in_a_text_that_shows_the_problem(page: Path) -> None:
    example = re.findall(r"```\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)[0]
    shown = [rows(p.read_text(encoding="utf-8")) for p in sorted(HERE.glob(f"{page.stem}_*.accord"))]
    assert any(rows(example) - {LEFT_OUT} <= text for text in shown), sorted(rows(example))


def rows(text: str) -> frozenset[str]:
    """The lines without their indentation; empty ones left out."""
    return frozenset(" ".join(line.split()) for line in text.splitlines() if line.strip())
