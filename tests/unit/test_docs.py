"""The documents tell what there is: every flag of every command, every format, every link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from foedus.cli.app import HOMES, built
from foedus.report.read_reports import formats

app = built()
ROOT = Path(__file__).parents[2]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def section(name: str) -> str:
    found = re.search(rf"^## {re.escape(name)}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", COMMANDS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no section `## {name}`"
    return found.group(1)


TOP = typer.main.get_command(app)
EACH = dict(commands(TOP, "foedus"))


@pytest.mark.parametrize("name", sorted(EACH))
def test_every_flag_is_documented(name: str) -> None:
    told = section(name)
    if "The flags of an act." in told:
        told += section("The flags of an act")
    flags = {flag for p in EACH[name].params if p.param_type_name == "option" for flag in p.opts} - {"--help"}
    assert {flag for flag in flags if f"`{flag}" not in told} == set()


def test_no_flag_is_documented_that_does_not_exist() -> None:
    for name, command in EACH.items():
        flags = {flag for p in command.params if p.param_type_name == "option" for flag in p.opts}
        assert set(re.findall(r"^- `(--[a-z-]+)", section(name), re.MULTILINE)) <= flags


def test_every_format_is_documented() -> None:
    text = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    assert [name for name, _ in formats() if name not in text] == []


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/*.md")) + sorted(ROOT.glob("library/*.md"))
)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_command_is_found_in_its_module_without_loading_the_others() -> None:
    assert sorted(TOP.commands) == sorted(name for names in HOMES.values() for name in names)  # type: ignore[attr-defined]
    for home, names in HOMES.items():
        assert sorted(typer.main.get_command(built([names[0]])).commands) == sorted(names), home  # type: ignore[attr-defined]
