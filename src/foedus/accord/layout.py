"""The one layout of an accord's text: four spaces a level, aligned declarations, lines broken after commas."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.accord.lines import Line
from foedus.accord.words import Kind, Word

WIDTH = 120
"""Columns that a line may fill, if it has a comma to be broken after."""
_WIDEST_COLUMN = 48
"""Declarations with longer names are not lined up: one of them would push all others off the screen."""
_DECLARATIONS = frozenset({"zone", "act", "object"})
_HEADINGS = frozenset({"accord", "parties", "alliance", "body", "evidence", "Article", "require"})


def laid_out(lines: Sequence[Line]) -> str:
    """The text of lines, comments included."""
    columns = _columns(lines)
    blanks = _blanks(lines)
    rows: list[str] = []
    for line, column, blank in zip(lines, columns, blanks, strict=True):
        rows += [""] if blank else []
        rows += _rows(line, column)
    return "\n".join(rows) + "\n" if rows else ""


def bare_text(lines: Sequence[Line]) -> str:
    """The formatted text without comments and empty rows: what the digest of an accord is taken of."""
    return "".join(f"{row}\n" for row in laid_out([_bare(line) for line in lines if line.words]).split("\n") if row)


def _bare(line: Line) -> Line:
    return Line(line.words, "", line.indent, line.level, False)


def _rows(line: Line, column: int) -> list[str]:
    margin = " " * (4 * line.level)
    if not line.words:
        return [margin + line.comment]
    pieces = _pieces(line, column)
    rows, row = [], margin + pieces[0]
    for piece in pieces[1:]:
        if len(row) + 1 + len(piece) > WIDTH:
            rows.append(row)
            row = margin + "    " + piece
        else:
            row += " " + piece
    return [*rows, row + (f"  {line.comment}" if line.comment else "")]


def _pieces(line: Line, column: int) -> list[str]:
    """The text of a line, cut after each comma."""
    head = _head_length(line)
    pieces = [""]
    for index, word in enumerate(_shown(line)):
        mark = word.kind is Kind.MARK
        if index == head and column:
            pieces[-1] = pieces[-1].ljust(column - 1)
        pieces[-1] += word_text(word) if mark or not pieces[-1] else " " + word_text(word)
        if mark and word.text == ",":
            pieces.append("")
    return [piece for piece in pieces if piece]


def _shown(line: Line) -> Sequence[Word]:
    """The words to write. Members stand with blanks between them, or with commas if they fill more than a row."""
    if line.level != 1 or line.words[0].text != "members":
        return line.words
    first, *names = (word for word in line.words if word.text != ",")
    if 4 + sum(len(word.text) + 1 for word in (first, *names)) - 1 <= WIDTH:
        return [first, *names]
    comma = Word(Kind.MARK, ",", first.line, first.column)
    return [first, *(word for name in names for word in (name, comma))][:-1]


def word_text(word: Word) -> str:
    """A word as it is written: numbers without zeros in front."""
    return (word.text.lstrip("0") or "0") if word.kind is Kind.INT else word.text


def _head_length(line: Line) -> int:
    """How many words come before the column at which declarations are lined up; 0 where nothing is."""
    texts = [word.text for word in line.words]
    if line.level == 1 and len(texts) > 1 and line.words[0].kind is Kind.NAME and line.words[1].kind is Kind.STRING:
        return 1
    if line.level != 0 or texts[0] not in _DECLARATIONS:
        return 0
    if texts[0] == "zone":
        return 2 if len(texts) > 2 else 0
    return texts.index("is") if "is" in texts[2:] else 0


def _columns(lines: Sequence[Line]) -> list[int]:
    """For each line, how many columns after its margin the part that is lined up begins; 0 where nothing is.

    Declarations that follow each other share a column; comments and empty rows between them do not part them.
    """
    found = [0] * len(lines)
    run: list[int] = []
    for index, line in enumerate(lines):
        if not line.words:
            continue
        if run and (not _head_length(line) or lines[run[0]].level != line.level):
            _settle(lines, run, found)
            run = []
        if _head_length(line):
            run.append(index)
    _settle(lines, run, found)
    return found


def _settle(lines: Sequence[Line], run: list[int], found: list[int]) -> None:
    widths = {i: sum(len(w.text) + 1 for w in lines[i].words[: _head_length(lines[i])]) for i in run}
    fitting = [width for width in widths.values() if width <= _WIDEST_COLUMN]
    widest = max(fitting, default=0)
    for index, width in widths.items():
        found[index] = widest if width <= _WIDEST_COLUMN else 0


def _blanks(lines: Sequence[Line]) -> list[bool]:
    """Whether an empty row comes before each line: as written, and always before what begins a part of the accord."""
    blanks = [line.blank_before for line in lines]
    above = ""  # first word of the line at the margin above
    for index, line in enumerate(lines):
        if not line.words or line.level:
            continue
        first = line.words[0].text
        if first in _HEADINGS or (first in _DECLARATIONS and above not in _DECLARATIONS):
            blanks[_first_comment(lines, index)] = True
        above = first
    if blanks:
        blanks[0] = False
    return blanks


def _first_comment(lines: Sequence[Line], index: int) -> int:
    """The first of the comments at the margin that stand right above a line, or the line itself."""
    while index and not lines[index].blank_before and not lines[index - 1].words and not lines[index - 1].level:
        index -= 1
    return index
