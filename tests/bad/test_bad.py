"""Every fault that an accord can have is told by its own code, at its own place; every code has a page and a bad text.

A bad text begins with `# expect CODE line:column`. Texts of faults in files of zones and of reports have folders of
their own and tests of their own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus.accord.read_accord import ReadAccord, read_accord, read_source

HERE = Path(__file__).parent
SOURCE = Path(__file__).parents[2] / "src" / "foedus"
BAD = sorted(p for p in HERE.glob("*.accord") if p.name != "sound.accord")
CODE = re.compile(r'"(A0[23][0-9]{2})"')
EXPECTED = re.compile(r"# expect (A[0-9]{4}) ([0-9]+):([0-9]+)\n")
OFTEN_TOGETHER = frozenset({"A0303", "A0304", "A0305", "A0306"})
"""Where parties or articles are missing, what names them or counts on them is wrong too."""


def expected(source: str) -> tuple[str, int, int]:
    found = EXPECTED.match(source)
    assert found is not None, "a bad text says in its first line what is expected of it"
    return found[1], int(found[2]), int(found[3])


def places(read: ReadAccord) -> list[tuple[str, int, int]]:
    return [(p.code, p.span.line, p.span.column) for p in read.problems if p.span is not None]


def codes_of_checks() -> frozenset[str]:
    files = [SOURCE / "accord" / "check.py", *sorted((SOURCE / "accord" / "checks").glob("*.py"))]
    return frozenset(code for f in files for code in CODE.findall(f.read_text(encoding="utf-8")))


def test_the_text_that_the_bad_ones_were_made_from_is_sound() -> None:
    assert read_accord(HERE / "sound.accord", "sound.accord").problems == ()


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_bad_text_is_told_its_fault_at_its_place(path: Path) -> None:
    read = read_accord(path, path.name)
    assert expected(read.source) in places(read)


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_single_fault_brings_few_others_with_it(path: Path) -> None:
    read = read_accord(path, path.name)
    others = [p for p in read.problems if p.code != expected(read.source)[0]]
    if expected(read.source)[0] not in OFTEN_TOGETHER:
        assert len(others) <= 2, [p.what for p in others]


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_bad_text_is_named_by_its_code(path: Path) -> None:
    assert path.name.startswith(expected(path.read_text(encoding="utf-8"))[0] + "_")


def test_every_code_of_the_checks_has_a_bad_text() -> None:
    shown = {expected(p.read_text(encoding="utf-8"))[0] for p in BAD}
    assert sorted(codes_of_checks() - shown) == []


def test_every_bad_text_shows_a_code_that_is_told() -> None:
    told = {c for f in SOURCE.rglob("*.py") for c in re.findall(r'"(A[0-9]{4})"', f.read_text(encoding="utf-8"))}
    shown = {expected(p.read_text(encoding="utf-8"))[0] for p in BAD}
    assert sorted(shown - told) == []


def test_every_code_of_the_checks_has_a_page_and_every_such_page_a_code() -> None:
    pages = {p.stem for p in (SOURCE / "pages").glob("A0[23]*.md")}
    assert sorted(pages ^ codes_of_checks()) == []


@pytest.mark.parametrize("code", sorted(codes_of_checks()))
def test_a_page_says_what_why_how_and_shows_a_bad_example(code: str) -> None:
    page = (SOURCE / "pages" / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} ")
    for part in ("\nWhat it means: ", "\nWhy it matters: ", "\n```\n", "\nHow to mend it: "):
        assert part in page
    assert all(len(line) <= 120 for line in page.splitlines())


def test_a_broken_line_is_not_made_worse_by_what_it_would_have_declared() -> None:
    source = (HERE / "sound.accord").read_text(encoding="utf-8").replace('zone Pass area "the pass"', "zone Pass aria")
    told = {p.code for p in read_source(source, "broken", HERE).problems}
    assert told and all(code.startswith("A01") for code in told)


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "latin.accord").write_bytes(b'accord "Fa\xe7ade", version 1\n')
    assert [p.code for p in read_accord(tmp_path / "nowhere.accord").problems] == ["A0001"]
    assert [p.code for p in read_accord(tmp_path / "latin.accord").problems] == ["A0002"]


def test_every_code_of_an_accord_is_shown_by_some_text_or_named_by_some_test() -> None:
    told = {c for f in SOURCE.rglob("*.py") for c in re.findall(r'"(A[0-9]{4})"', f.read_text(encoding="utf-8"))}
    shown = {p.read_text(encoding="utf-8").split()[2] for p in HERE.rglob("*.accord") if p.name != "sound.accord"}
    tests = "".join(f.read_text(encoding="utf-8") for f in HERE.parent.rglob("test_*.py"))
    pages = {p.stem for p in (SOURCE / "pages").glob("A0[01]*.md")}  # their examples are tried with the parser
    assert sorted(c for c in told - shown - pages if c not in tests) == []
