"""Stories in the terminal: as numbered steps, and as swim-lanes of at most 100 columns."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap

from foedus.basics.wrapping import WIDTH, wrapped
from foedus.procedure.path_words import moment
from foedus.prove.lanes import CASE, Row, rows
from foedus.prove.story import Mark, Story

_DATE = 12
"""Columns of the dates."""
_LEAST = 14
"""A lane is never narrower: the words of these stories are up to so long."""
_GAP = "  "
_BOUND = "\N{NO-BREAK SPACE}"


def story_lines(story: Story) -> list[str]:
    """The story as numbered steps."""
    lines = [*wrapped(story.title), *wrapped(story.supposed, "  "), ""]
    for number, step in enumerate(story.steps, 1):
        first = f"{number:>4}. "
        breach = "BREACH: " if step.mark is Mark.FOUND else ""
        lines += wrapped(f"{moment(step.at, story.zone)}  {breach}{step.sentence}", "      ", first)
        lines += [line for said in step.changes for line in wrapped(said, "        ", "     -> ")]
    return [*lines, *wrapped(f"END: {story.end}", "      ", "      ")]


def lanes_lines(story: Story) -> list[str]:
    """The story as swim-lanes: a column for each class that acts, one for what changes, a row for each step.

    Nothing where so many classes act that the columns would be too narrow to read; the numbered steps say it all.
    """
    room = WIDTH - _DATE - len(_GAP) * (len(story.lanes) + 1)
    lane = min(room * 3 // (3 * len(story.lanes) + 4), 26)
    if lane < _LEAST:
        return []
    widths = [_DATE, *(lane for _ in story.lanes), room - lane * len(story.lanes)]
    heads = ["", *(_head(each.title, each.about, lane) for each in story.lanes), CASE]
    lines = _row(heads, widths)
    for row in rows(story):
        lines += [_rule(widths), *_row(_cells(row, len(story.lanes)), widths)]
    return [*lines, "=" * WIDTH, *wrapped(f"END: {story.end}", "     ", "")]


def _head(title: str, about: str, most: int) -> str:
    return f"{title}\n{about}" if len(title) <= most else title


def _cells(row: Row, lanes: int) -> list[str]:
    acting = ["" for _ in range(lanes)]
    if row.column is not None:
        acting[row.column] = f"BREACH. {row.says}" if row.mark is Mark.FOUND else row.says
    alone = f"{row.says}. " if row.column is None and not row.changes else ""
    return [row.when, *acting, f"{alone}{row.changes}"]


def _rule(widths: list[int]) -> str:
    return _GAP.join("-" * width for width in widths)


def _row(cells: list[str], widths: list[int]) -> list[str]:
    columns = [
        [line for part in _bound(cell).split("\n") for line in wrap(part, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    return [
        _GAP.join(f"{part:{width}}" for part, width in zip(parts, widths, strict=True)).rstrip().replace(_BOUND, " ")
        for parts in zip_longest(*columns, fillvalue="")
    ]


def _bound(words: str) -> str:
    """The words so that no line ends between `Article` and its number."""
    return words.replace("Article ", f"Article{_BOUND}")
