"""A line that stopped being a sentence: the word in the way, and what could have stood there, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from foedus.accord.forms import nearest_form
from foedus.accord.syntax import END, keywords, spellings
from foedus.accord.words import Kind, Word

_PHRASES: Mapping[str, str] = {
    "NAME": "a name (begins with a capital letter)", "WORD": "lower-case words", "INT": "a whole number",
    "UNIT": "a unit of time", "LENGTH": "`km` or `m`", "DATE": "a date such as 2025-06-01",
    "CLOCK": "a time of day such as 18:00", "STRING": 'a text in "quotes"', "DOTTED": "an address such as 2.2",
    "MIXED": "an address such as 1a", END: "the end of the line",
}  # fmt: skip
_MOST_LISTED = 6


@dataclass(frozen=True, slots=True)
class Case:
    """A line that is stuck: its words, the index of the word in the way, what could have stood there."""

    words: tuple[Word, ...]
    index: int
    expected: frozenset[str]
    start: str

    @property
    def word(self) -> Word | None:
        """The word in the way, None at the end of the line."""
        return self.words[self.index] if self.index < len(self.words) else None

    @property
    def text(self) -> str:
        """The word in the way as written, "" at the end of the line."""
        return self.word.text if self.word else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All words of the line as written."""
        return tuple(word.text for word in self.words)

    @property
    def before(self) -> str:
        """The word before it as written, "" at the beginning."""
        return self.words[self.index - 1].text if self.index else ""

    @property
    def place(self) -> Word | tuple[Word, ...]:
        """What to point at: the word in the way, or the last word of a line that ends too early."""
        return self.word or self.words[-1]

    @property
    def shown(self) -> str:
        """The word in the way as problems speak of it."""
        return f"`{clipped(self.text)}`" if self.word else "the end of the line"

    @property
    def keywords(self) -> tuple[str, ...]:
        """Key words that could have stood here, as written."""
        return tuple(sorted(spellings()[t] for t in self.expected if t in spellings()))

    @property
    def wants_something_else(self) -> bool:
        """Whether the word in the way is a key word or mark of the language, or the line's end: so something is
        missing before it rather than wrong itself."""
        return self.word is None or self.text in keywords() or self.word.kind is Kind.MARK


Told: TypeAlias = tuple[str, str, str, str]
"""Code, what, why, mend."""


def clipped(text: str) -> str:
    """A word as it is shown in a problem, cut if it is very long."""
    return text if len(text) <= 60 else text[:57] + "..."


def form(case: Case) -> str:
    """How to write such a line."""
    return f"write it like this: `{nearest_form(case.start, case.words)}`"


def could_stand(case: Case) -> str:
    """What could have stood there, in words, at most so many."""
    phrases = [_PHRASES[t] for t in _PHRASES if t in case.expected and t != END] + [f"`{k}`" for k in case.keywords]
    phrases += [_PHRASES[END]] if END in case.expected else []
    more = len(phrases) - _MOST_LISTED
    listed = phrases[:_MOST_LISTED] + ([f"{more} other things"] if more > 0 else [])
    return " or ".join(listed)
