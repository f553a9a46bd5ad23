"""Where the rows of a list in a TOML file stand: of those that are tables on a line, which `settings.places` skips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from foedus.basics.problem import Span
from foedus.basics.settings import PathOf, Places

_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]')


class RowPlace(NamedTuple):
    """A row as it is written. text: from its brace to its other one; line, column: where that begins, from 1."""

    text: str
    line: int
    column: int

    def span(self, file: str, setting: str) -> Span:
        """Where a setting of the row stands; of one that it lacks, where the row begins."""
        own = next((m for m in re.finditer(rf"(?<![\w.\"'-])({re.escape(setting)})\s*=", self.text)), None)
        begin = own.start(1) if own else 0
        before = self.text[:begin]
        line = self.line + before.count("\n")
        column = begin - before.rfind("\n") if "\n" in before else self.column + begin
        return Span(file, line, column, line, column + (len(setting) if own else 1))

    def rows(self, setting: str) -> tuple[RowPlace, ...]:
        """The rows of a list in this row."""
        own = re.search(rf"(?<![\w.\"'-]){re.escape(setting)}\s*=", self.text)
        return () if own is None else tuple(
            RowPlace(row.text, self.line + row.line - 1, row.column + (self.column - 1 if row.line == 1 else 0))
            for row in _rows(self.text, own.end())
        )  # fmt: skip


def rows_at(text: str, known: Places, path: PathOf) -> tuple[RowPlace, ...]:
    """The rows of a list that stands at a path, `name = [{ ... }, ...]`; none where it is not there."""
    if path not in known:
        return ()
    line, column, _ = known[path]
    begin = sum(len(each) for each in text.splitlines(keepends=True)[: line - 1]) + column - 1
    return tuple(_rows(text, begin))


def _rows(text: str, begin: int) -> Iterator[RowPlace]:
    lists = tables = first = 0
    for token in _TOKEN.finditer(text, begin):
        match token[0]:
            case "[":
                lists += 1
            case "]":
                lists -= 1
                if lists == 0:
                    return
            case "{":
                if tables == 0:
                    first = token.start()
                tables += 1
            case "}":
                tables -= 1
                if tables == 0:
                    before = text[:first]
                    yield RowPlace(text[first : token.end()], before.count("\n") + 1, first - before.rfind("\n"))
