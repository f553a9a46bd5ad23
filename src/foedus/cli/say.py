"""Saying things: text to standard output, problems to standard error, colour only where somebody looks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from foedus.basics.canonical import plain
from foedus.basics.problem import Problem, shown

out = Console(highlight=False, soft_wrap=True, emoji=False, markup=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False, markup=False)


_DRIVING = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
"""Control characters: what is said quotes what others have written, and these could drive the reader's terminal."""


def say(text: str = "", style: str = "") -> None:
    """One line or more for the reader."""
    out.print(Text(text.translate(_DRIVING), style=style), soft_wrap=True)


def tell(text: str) -> None:
    """One line or more beside the problems, on standard error."""
    err.print(Text(text.translate(_DRIVING)), soft_wrap=True)


def say_raw(text: str) -> None:
    """Text for another program: the bytes as they are."""
    out.file.write(text if text.endswith("\n") else text + "\n")


def say_problems(problems: Iterable[Problem], sources: Mapping[str, str]) -> None:
    """Problems, each with its line and caret, an empty line between two."""
    for problem in problems:
        text = shown(problem, sources).translate(_DRIVING)
        first, _, rest = text.partition("\n")
        err.print(Text(first, style="bold red" if problem.is_error else "bold yellow"), soft_wrap=True)
        err.print(Text(rest + "\n"), soft_wrap=True)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 problem`, `3 problems`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def as_json(value: Any) -> str:
    """A value as readable JSON, keys in the order of the types."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, default=str) + "\n"
