"""Every code that a problem can have is explained on a page of its own, in the words that the program still uses."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from foedus.watch.scenario import Verb, read_scenario

SOURCE = Path(__file__).parents[2] / "src" / "foedus"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted((SOURCE / "pages").glob("*.md"))}
CODE = re.compile(r"[A-Z][0-9]{4}")
WHERE_WHAT_STANDS = {"Problem": 2, "Refusal": 1, "_problem": 2, "_wrong": 1}
"""How many arguments after the code of a problem its message stands, by what makes the problem."""
OF_SCENARIOS = sorted(code for code in PAGES if re.fullmatch("C030[1-8]", code))


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py")))


@cache
def codes() -> frozenset[str]:
    """The codes that occur as literals in the program."""
    texts = (n.value for tree in trees() for n in ast.walk(tree) if isinstance(n, ast.Constant))
    return frozenset(text for text in texts if isinstance(text, str) and CODE.fullmatch(text))


@cache
def messages() -> dict[str, list[str]]:
    """What is said with a code, as patterns: where a value stands anything fits."""
    found = defaultdict(list)
    for call in (n for tree in trees() for n in ast.walk(tree) if isinstance(n, ast.Call)):
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            place = WHERE_WHAT_STANDS.get(name, len(call.args))
            found[first.value].append(pattern(call.args[place]) if place < len(call.args) else ".*")
        if getattr(call.func, "id", "") == "Settings":
            for role in call.keywords:
                if isinstance(role.value, ast.Constant) and CODE.fullmatch(str(role.value.value)):
                    found[str(role.value.value)] += said_of_settings()[role.arg or ""]
    return found


@cache
def said_of_settings() -> dict[str, list[str]]:
    """What is said of a file of settings, by what its kind calls the code of it: `unread`, `stranger`, ..."""
    found = defaultdict(list)
    for call in (n for tree in trees() for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in ("stranger", "missing") and len(call.args) > 1:
            found[name].append(pattern(call.args[1]))
        elif name in ("add", "Problem") and isinstance(call.args[0], ast.Attribute) and len(call.args) > 2:
            found[call.args[0].attr].append(pattern(call.args[2]))
    return found


def pattern(node: ast.expr) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts)


def examples(page: str) -> list[str]:
    return re.findall(r"```\n(.*?)```", page, re.DOTALL)


def quoted(code: str) -> Iterator[str]:
    """The messages in the examples of a page: lines that begin with its code."""
    for example in examples(PAGES[code]):
        yield from re.findall(rf"^{code} (.+)$", example, re.MULTILINE)


@pytest.mark.slow
def test_every_code_of_the_program_has_a_page_and_every_page_is_of_a_code_that_occurs() -> None:
    assert sorted(codes() - PAGES.keys()) == []
    assert sorted(PAGES.keys() - codes()) == []


def test_a_page_is_titled_with_its_code_and_says_what_why_and_how_to_mend() -> None:
    for code, page in PAGES.items():
        assert re.match(rf"# {code} \S", page), code
        parts = [page.find(part) for part in ("What it means", "Why it matters", "How to mend it")]
        assert -1 not in parts and parts == sorted(parts), code


def test_a_page_about_an_act_shows_the_command_or_the_line_that_is_refused() -> None:
    assert [code for code in PAGES if code.startswith("C") and not examples(PAGES[code])] == []


def test_a_message_on_a_page_is_what_the_program_says() -> None:
    said = [(code, line) for code in PAGES for line in quoted(code)]
    assert len(said) > 60
    stale = [(c, line) for c, line in said if not any(re.fullmatch(p, line) for p in messages()[c])]
    assert stale == []


@pytest.mark.parametrize("code", OF_SCENARIOS)
def test_the_scenario_on_a_page_has_the_fault_of_the_page_and_no_other(code: str) -> None:
    scenario, problems = read_scenario(examples(PAGES[code])[0], "bad.exercise")
    assert scenario is None and {problem.code for problem in problems} == {code}


def test_the_page_of_lines_shows_every_form_that_a_line_can_have() -> None:
    rows = re.findall(r"^- (.+)$", PAGES["C0305"], re.MULTILINE)
    forms = [form for row in rows for form in re.findall("`(.+?)`", row)]
    lines = "".join(f"2025-06-01 10:00  {form}\n" for form in forms)
    scenario, problems = read_scenario(f'exercise "All forms"\naccord peace.accord\n{lines}', "forms.exercise")
    assert problems == () and scenario is not None
    assert {line.verb for line in scenario.lines} == set(Verb)
