"""Problems: what a user wrote or sent that cannot stand, told so that they can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the work; a warning says what the reader may not expect and lets it go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text. Lines and columns count from 1; `end_column` is the column after the last character."""

    file: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, why it matters, and how to mend it.

    `code` is stable and unique (`A` accord, `R` report, `I` incident, `F` finding, `P` replay, `U` use of the
    command line); each code has a page in `foedus/pages`.
    """

    code: str
    span: Span | None
    what: str
    why: str
    mend: str
    see: tuple[Span, ...] = ()
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the work cannot go on with this."""
        return self.severity is Severity.ERROR


def shortened(text: str, most: int = 60) -> str:
    """What somebody wrote, as a problem repeats it: no more than can be read at a glance."""
    return text if len(text) <= most else f"{text[:most]}..."


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as they are shown: by place, then code; the same problem once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.span is None, p.span or Span("", 0), p.code, p.what)))


def shown(problem: Problem, sources: Mapping[str, str]) -> str:
    """A problem as text, with the source line and a caret where the source is given (by file name)."""
    place = f"{problem.span} " if problem.span else ""
    lines = [f"{place}{problem.code} {'' if problem.is_error else 'warning: '}{problem.what}"]
    if problem.span is not None:
        lines += _excerpt(problem.span, sources)
    lines += [f"   why   {problem.why}", f"   mend  {problem.mend}"]
    lines += [f"   see   {span}" for span in problem.see]
    return "\n".join(lines)


def _excerpt(span: Span, sources: Mapping[str, str]) -> list[str]:
    source = sources.get(span.file)
    if source is None:
        return []
    rows = source.splitlines()
    if not 1 <= span.line <= len(rows):
        return []
    # Tabs would put the caret under the wrong letter, control characters could drive the reader's terminal.
    row = "".join(c if c.isprintable() else " " for c in rows[span.line - 1])
    start = min(max(span.column, 1), len(row) + 1)
    one_line = span.end_line in (0, span.line)
    stop = span.end_column if one_line and span.end_column > start else (start + 1 if one_line else len(row) + 1)
    left = max(0, start - 61)  # a very long line is cut so that the caret stays in view
    clip = row[left : left + 120]
    prefix = f"{span.line:>5} | "
    caret = " " * (start - 1 - left) + "^" * max(1, min(stop, left + 121) - start)
    return [prefix + clip, " " * 5 + " | " + caret]
