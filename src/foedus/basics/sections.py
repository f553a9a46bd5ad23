"""A sheet: headings with entries below them, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from foedus.basics.wrapping import wrapped


class Line(NamedTuple):
    """One entry of a section. mark: what stands before it, "" for a bullet. more: sentences below it."""

    text: str
    mark: str = ""
    more: tuple[str, ...] = ()


class Section(NamedTuple):
    """A heading and what stands under it."""

    title: str
    lines: tuple[Line, ...]


def section_lines(sections: Iterable[Section]) -> list[str]:
    """The sheet in lines, an empty one before each heading."""
    lines = []
    for section in sections:
        lines += ["", *wrapped(section.title)]
        width = max((len(line.mark) for line in section.lines), default=0)
        for line in section.lines:
            first = f"  {line.mark:{width}}  " if width else "  - "
            later = " " * len(first)
            lines += wrapped(line.text, later, first)
            lines += [each for more in line.more for each in wrapped(more, later)]
    return lines
