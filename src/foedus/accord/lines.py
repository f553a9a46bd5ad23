"""The lines of an accord's text: what hangs under what by indentation, what goes on in the next line, and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foedus.accord.faults import Faults
from foedus.accord.words import Kind, Word, unseen, words_of
from foedus.basics.problem import Span

LONGEST_ROW = 20_000
"""Characters of a row. No sentence of a deal comes near; a text that does is some other kind of file."""
TAB = 4
"""Columns to which a tab leads, where a text is indented with tabs."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with all rows that it goes on in, or a comment that has a row for itself (no words then).

    indent: columns before the first word, as written. level: 0 at the margin, 1 under a line at the margin, ...
    comment: the comment of its last row, with `#`. stray: a fault of this line was told already; do not parse it.
    """

    words: tuple[Word, ...]
    comment: str
    indent: int
    level: int
    blank_before: bool
    stray: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    words: tuple[Word, ...]
    comment: str
    indent: int
    stray: bool

    @property
    def goes_on(self) -> bool:
        return bool(self.words) and self.words[-1].text == ","


def lines_of(source: str, faults: Faults) -> tuple[Line, ...]:
    """The lines of a text with their levels, comments among them in their places.

    A row that ends in a comma goes on in the next one, if that is indented deeper than where the sentence began; so a
    comma too many never swallows the sentence after it.
    Comments inside a sentence of several rows come before it. Cost: linear in the text.
    """
    return _levelled(tuple(_joined(_rows(source, faults))), faults)


def _rows(source: str, faults: Faults) -> Iterator[_Row]:
    """Every row; those too long or with characters that cannot be seen are told of and marked."""
    indents = _Indents(faults)
    for number, full in enumerate(source.removeprefix("\ufeff").splitlines(keepends=True), start=1):
        row = full.rstrip("\r\n")
        stray = len(row) > LONGEST_ROW
        if stray:
            faults.add(
                "A0005", Span(faults.file, number, 1), f"a line of {len(row):,} characters",
                "no sentence is that long; this is hardly the text of a deal",
                "break the line after a comma, or check that this is the right file",
            )
            row = row[:80].split('"')[0]
        stray = _tell_unseen(row, number, faults) or stray
        bare = row.lstrip(" \t")
        words, comment = words_of(row, number)
        indent = indents.columns(row[: len(row) - len(bare)], number) if bare else 0
        yield _Row(number, words, comment, indent, stray)


def _tell_unseen(row: str, number: int, faults: Faults) -> bool:
    if row.isascii() and row.isprintable():
        return False
    quoted, told, comment = False, False, False
    for column, character in enumerate(row, start=1):
        quoted ^= character == '"' and not comment
        comment |= character == "#" and not quoted
        name = unseen(character, quoted or comment)
        if name:
            told = True
            faults.add(
                "A0004", Span(faults.file, number, column, number, column + 1),
                f"a character that cannot be seen: {name}",
                "two people could look at this line and not see the same text",
                "delete it, and type the words around it afresh with ordinary spaces",
            )
            break  # one a line: such characters come in swarms
    return told


class _Indents:
    """Measures indentation and sees to it that a text keeps to tabs or to spaces."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._kind = ""
        self._told = False

    def columns(self, white: str, number: int) -> int:
        kinds = set(white)
        self._kind = self._kind or (white[:1])
        if kinds - {self._kind} and not self._told:
            self._told = True
            self._faults.add(
                "A0103", Span(self._faults.file, number, 1, number, len(white) + 1),
                "tabs and spaces are mixed before the first word, here or since the lines above",
                "how wide a tab is depends on the reader's screen, so what hangs under what would too",
                "indent every line of the file with spaces only, four for each level",
            )
        return len(white.expandtabs(TAB))


def _joined(rows: Iterator[_Row]) -> Iterator[Line]:
    """Rows joined where they end in a comma; levels still 0."""
    open_row: _Row | None = None  # the first row of the sentence that goes on
    words: list[Word] = []
    inner: list[str] = []
    blank = opened_after_blank = stray = False
    for row in rows:
        if open_row is not None and row.words and row.indent <= open_row.indent:
            yield from _sentence(words, inner, "", open_row.indent, opened_after_blank, stray)
            open_row, blank = None, False
        if open_row is not None and row.words:
            words += row.words
            stray |= row.stray
            if row.goes_on:
                inner += [row.comment] if row.comment else []
                continue
            yield from _sentence(words, inner, row.comment, open_row.indent, opened_after_blank, stray)
            open_row, blank = None, False
        elif open_row is not None and row.comment:
            inner.append(row.comment)
        elif open_row is not None:
            yield from _sentence(words, inner, "", open_row.indent, opened_after_blank, stray)
            open_row, blank = None, True
        elif row.goes_on:
            open_row, words, stray = row, list(row.words), row.stray
            inner, opened_after_blank = [row.comment] if row.comment else [], blank
        elif row.words or row.comment:
            yield Line(row.words, row.comment, row.indent, 0, blank, row.stray)
            blank = False
        else:
            blank = True
    if open_row is not None:
        yield from _sentence(words, inner, "", open_row.indent, opened_after_blank, stray)


def _sentence(
    words: list[Word], inner: list[str], comment: str, indent: int, blank_before: bool, stray: bool
) -> Iterator[Line]:
    for text in inner:
        yield Line((), text, indent, 0, blank_before)
        blank_before = False
    yield Line(tuple(words), comment, indent, 0, blank_before, stray)


def _levelled(lines: tuple[Line, ...], faults: Faults) -> tuple[Line, ...]:
    """The same lines with their levels, told of where the indentation fits no line above."""
    levelled: list[Line] = []
    waiting: list[Line] = []  # comments, whose level hangs on the line after them
    columns: list[int] = []  # the indentation of the line above and of the lines it hangs under
    for line in lines:
        if not line.words:
            waiting.append(line)
            continue
        before = list(columns)
        fits = _descend(columns, line, faults)
        level = len(columns) - 1
        levelled += [replace(c, level=_comment_level(c, before, line.indent, level)) for c in waiting]
        levelled.append(replace(line, level=level, stray=line.stray or not fits))
        waiting = []
    levelled += [replace(c, level=_comment_level(c, columns, 0, 0)) for c in waiting]
    return tuple(levelled)


def _descend(columns: list[int], line: Line, faults: Faults) -> bool:
    """Close the lines above that this one does not hang under; afterwards the last column is the line's own.

    False where it is open which line it hangs under.
    """
    closed = False
    while columns and line.indent < columns[-1]:
        columns.pop()
        closed = True
    first = line.words[0]
    place = Span(faults.file, first.line, 1, first.line, first.column)
    if not columns and line.indent > 0 and not closed:
        faults.add(
            "A0102", place, "this line is indented, but there is no line above that it could belong to",
            "what is indented belongs to the line above it", "begin the line at the margin",
        )
    astray = closed and (not columns or line.indent > columns[-1])
    if astray:
        faults.add(
            "A0104", place, "the indentation of this line fits none of the lines above",
            "it does not show which line this one belongs to",
            "indent it exactly as the lines it stands in one row with; four spaces for each level",
        )
    if not columns or line.indent > columns[-1]:
        columns.append(line.indent)
    return not astray


def _comment_level(comment: Line, before: list[int], next_indent: int, next_level: int) -> int:
    """A comment belongs to the line after it, unless it is indented deeper: then to the lines before it."""
    if comment.indent <= next_indent:
        return next_level
    own = sum(1 for column in before if column <= comment.indent) - 1
    return max(own, next_level)


def ends_in_comma(line: Line) -> bool:
    """Whether the text ends, or an empty row follows, after a comma that promises more."""
    return bool(line.words) and line.words[-1].kind is Kind.MARK and line.words[-1].text == ","
