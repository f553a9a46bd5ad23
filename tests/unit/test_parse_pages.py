"""Every fault of wording and layout has a page, and the bad example of the page has that very fault."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from foedus.accord.parse import parse
from foedus.basics.problem import shown

PAGES = Path(str(files("foedus"))) / "pages"
SOURCES = Path(str(files("foedus"))) / "accord"
TOO_LARGE_FOR_A_PAGE = {"A0005": "act strike is " + "shelling, " * 3_000, "A0006": "Dear colleagues\n" * 300}
NOT_OF_THE_TEXT = {"A0001", "A0002", "A0007"}
CODES = sorted({p.stem for p in PAGES.glob("A01*.md")} | {f"A000{n}" for n in range(3, 7)})


def bad_example(code: str) -> str:
    if code in TOO_LARGE_FOR_A_PAGE:
        return TOO_LARGE_FOR_A_PAGE[code]
    return (PAGES / f"{code}.md").read_text(encoding="utf-8").split("```")[1].removeprefix("\n")


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_of_a_page_has_the_fault_of_the_page(code: str) -> None:
    source = bad_example(code)
    problems = parse(source, "bad.accord", Path()).problems
    assert code in {p.code for p in problems}, "\n".join(shown(p, {"bad.accord": source}) for p in problems)


@pytest.mark.parametrize("code", CODES)
def test_a_bad_example_has_no_second_fault_but_that_it_is_an_excerpt(code: str) -> None:
    excerpt = {"A0111", "A0115", "A0113", "A0006"}
    found = {p.code for p in parse(bad_example(code), "bad.accord", Path()).problems} - excerpt
    assert found <= {code} or code in {"A0006", "A0114"}


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_why_and_how_to_mend(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code} ")
    assert all(part in text for part in ("What it means: ", "Why it matters: ", "How to mend it: "))


def test_every_code_that_the_parser_gives_has_a_page() -> None:
    given = {
        code
        for path in SOURCES.glob("*.py")
        for code in re.findall(r'"(A0[01]\d\d)"', path.read_text(encoding="utf-8"))
    }
    assert given <= set(CODES) | NOT_OF_THE_TEXT
    assert set(CODES) <= given
