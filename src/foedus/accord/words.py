"""Words of an accord's lines: names, lower-case words, numbers, dates, quoted texts, marks, each with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from foedus.basics.problem import Span


class Kind(StrEnum):
    """What a word looks like. Whether it is a key word is for the grammar to say."""

    WORD = "WORD"
    """Begins lower case."""
    NAME = "NAME"
    """Begins with a capital, or with a letter of a script that has none."""
    INT = "INT"
    DOTTED = "DOTTED"
    """Numbers joined by dots: the address `2.2`, or a fraction where none can stand."""
    MIXED = "MIXED"
    """A number with letters: the address `1a`, or `24h`."""
    DATE = "DATE"
    """Anything that looks meant as a date; whether it is one is checked later, so that it can be told what is wrong."""
    CLOCK = "CLOCK"
    STRING = "STRING"
    OPEN_STRING = "OPEN_STRING"
    """A quote that the line does not close."""
    MARK = "MARK"
    """One of `, . ; :`."""
    JUNK = "JUNK"
    """A character that no line of an accord has outside quotes."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place; `line` and `column` count from 1. A STRING keeps its quotes."""

    kind: Kind
    text: str
    line: int
    column: int

    @property
    def end_column(self) -> int:
        """The column after the last character."""
        return self.column + len(self.text)

    def span(self, file: str) -> Span:
        """Where it stands."""
        return Span(file, self.line, self.column, self.line, self.end_column)


_PATTERN = re.compile(
    r"""(?P<SPACE>[ \t]+)
    |(?P<COMMENT>\#.*)
    |(?P<STRING>"[^"]*")
    |(?P<OPEN_STRING>"[^"]*$)
    |(?P<DATE>[0-9]+([-/.])[0-9]+\6[0-9]+[^\s,;"\#.]*)
    |(?P<CLOCK>[0-9]+:[0-9]+[0-9:]*)
    |(?P<MIXED>[0-9]+(?:\.[0-9]+)?[^\W\d_]\w*)
    |(?P<DOTTED>[0-9]+(?:\.[0-9]+)+)
    |(?P<INT>[0-9]+)
    |(?P<LETTERS>[^\W\d_][^\s,;:."\#()\[\]{}<>%!?=*&^$@|\\~`“”„«»‘…–—]*)
    |(?P<MARK>[,.;:])
    |(?P<JUNK>.)""",
    re.VERBOSE | re.DOTALL,
)
_INSIDE_WORDS = frozenset("'’-/+_")


def words_of(row: str, line: int) -> tuple[tuple[Word, ...], str]:
    """The words of a row of text, and its comment with the `#` (or ""). Cost: linear in the row."""
    found: list[Word] = []
    for match in _PATTERN.finditer(row):
        label, text = match.lastgroup or "JUNK", match.group()
        if label == "COMMENT":
            return tuple(found), text.rstrip()
        if label != "SPACE":
            kind = _letters_kind(text) if label == "LETTERS" else Kind(label)
            found.append(Word(kind, text, line, match.start() + 1))
    return tuple(found), ""


def _letters_kind(text: str) -> Kind:
    if not text.isascii() and not all(
        c.isalnum() or c in _INSIDE_WORDS or unicodedata.category(c)[0] == "M" for c in text
    ):
        return Kind.JUNK
    return Kind.WORD if text[0].islower() else Kind.NAME


def unseen(character: str, quoted: bool) -> str:
    """The name of a character that cannot be seen or turns the text around, "" for all others.

    quoted: inside quotes and comments the joiners that some scripts need are let through.
    """
    if " " <= character <= "~" or character == "\t":
        return ""
    category = unicodedata.category(character)
    if quoted and character in "\u200c\u200d":
        return ""
    if category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or (category == "Zs" and not quoted):
        return f"{unicodedata.name(character, 'control character').lower()} (U+{ord(character):04X})"
    return ""
