"""A notebook for the problems of one text: where they stand is told by words, and there is an end to their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from foedus.accord.words import Word
from foedus.basics.problem import Problem, Span

MOST_SHOWN = 200
"""Faults of the layout and the sentences told of one text; a text with more is not an accord, and nobody reads them."""


@dataclass
class Faults:
    """The problems of one file so far. The one mutable thing of the parser; `parse` owns it."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether no more are told."""
        return len(self.problems) >= MOST_SHOWN

    def add(
        self, code: str, where: Span | Word | Sequence[Word], what: str, why: str, mend: str, see: tuple[Span, ...] = ()
    ) -> None:
        """Note a problem at a span, a word, or from the first to the last of some words."""
        if not self.full:
            self.problems.append(Problem(code, self.span(where), what, why, mend, see))

    def span(self, where: Span | Word | Sequence[Word]) -> Span:
        """The place of a word or of a row of words."""
        if isinstance(where, Span):
            return where
        if isinstance(where, Word):
            return where.span(self.file)
        first, last = where[0], where[-1]
        return Span(self.file, first.line, first.column, last.line, last.end_column)
