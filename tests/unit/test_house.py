"""The house: imports point one way, files keep their size, what is shipped says where it comes from."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "foedus"

MAY_IMPORT: dict[str, frozenset[str]] = {
    "basics": frozenset(),
    "accord": frozenset({"basics"}),
    "report": frozenset({"basics"}),
    "incident": frozenset({"basics", "accord", "report"}),
    "finding": frozenset({"basics", "accord", "report", "incident"}),
    "ledger": frozenset({"basics"}),
    "procedure": frozenset({"basics", "accord", "report", "incident", "finding", "ledger"}),
    "prove": frozenset({"basics", "accord", "procedure"}),
    "recheck": frozenset({"basics", "accord", "procedure"}),  # never prove: it checks what that says
    "incentives": frozenset({"basics", "accord", "report", "incident", "finding", "procedure"}),
    "replay": frozenset({"basics", "accord", "report", "incident", "finding", "procedure"}),
    "watch": frozenset({"basics", "accord", "report", "incident", "finding", "ledger", "procedure", "replay"}),
    "web": frozenset({
        "basics", "accord", "report", "incident", "finding", "procedure", "prove", "incentives", "replay", "watch",
    }),
    "cli": frozenset({
        "basics", "accord", "report", "incident", "finding", "ledger", "procedure", "prove", "recheck", "incentives",
        "replay", "watch", "web",
    }),
    "pages": frozenset(),
}
TOUCHES_FILES = frozenset({"replay", "watch", "web", "cli"})
FILES = sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else ""


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: write the whole name of what is imported"
            found.add(node.module)
    return found


def test_every_room_is_in_the_table() -> None:
    assert {room_of(p) for p in FILES} - {""} <= set(MAY_IMPORT)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_one_way(path: Path) -> None:
    room = "cli" if path.name == "__main__.py" else room_of(path)
    rooms = {name.split(".")[1] for name in imports_of(path) if name.startswith("foedus.")}
    assert rooms - {room} <= MAY_IMPORT.get(room, frozenset())


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_file_is_longer_than_the_limit(path: Path) -> None:
    limit = 700 if path == SOURCE / "accord" / "model.py" else 450  # the model is one table of the language
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_function_is_longer_than_the_limit(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} does not fit on a screen"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_only_readers_and_the_outer_rooms_touch_files_and_clocks(path: Path) -> None:
    if room_of(path) in TOUCHES_FILES or path.name.startswith("read_") or path.name.startswith("store"):
        return
    text = path.read_text(encoding="utf-8")
    for forbidden in ("open(", "read_text(", "read_bytes(", "time.time(", "datetime.now(", "random.", "os.environ"):
        if forbidden == "open(" and "entry.open(" in text:
            continue  # the packaged time zone tables, the same on every machine
        assert forbidden not in text, f"{forbidden} belongs in a read_*.py"
