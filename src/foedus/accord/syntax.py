"""From the words of a line to a syntax tree, by the grammar, and where that is stuck, what could have stood there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Tree
from lark.lexer import PatternStr

from foedus.accord.read_grammar import read_grammar
from foedus.accord.words import Kind, Word

STARTS = (
    "top_line", "head_line", "party_line", "members_line", "evidence_line", "sentence", "norm_line",
    "certification_line", "ruling_line", "guarantee_line", "requirement",
)
"""The places of a text, each with the start rule for the lines that stand there."""
UNITS = {"minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year"}
UNITS |= {f"{unit}s": unit for unit in UNITS}
"""Units of a period, singular and plural, to the unit."""
LENGTHS = {"km": 1_000, "m": 1}
"""Units of a distance, in metres."""
END = "$END"


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where a line stopped being a sentence: the index of the word (the number of words: at its end), and the
    terminals of the grammar that could have stood there."""

    index: int
    expected: frozenset[str]


@lru_cache(maxsize=1)
def grammar() -> Lark:
    """The grammar, read once. Its own lexer is not used: words come from words.py."""
    return read_grammar(STARTS)


@lru_cache(maxsize=1)
def keywords() -> dict[str, str]:
    """Key words and marks as written, to their terminals."""
    return {t.pattern.value: t.name for t in grammar().terminals if isinstance(t.pattern, PatternStr)}


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """Terminals of key words and marks, to how they are written."""
    return {name: text for text, name in keywords().items()}


def parse_words(words: Sequence[Word], start: str) -> Tree[Token] | Stuck:
    """The tree of a line that stands where `start` says, or where it is stuck. Cost: linear in the words."""
    interactive = grammar().parse_interactive("", start=start)
    for index, word in enumerate(words):
        following = words[index + 1].text if index + 1 < len(words) else ""
        terminal = next((t for t in _candidates(word, following) if _could_stand(interactive, t)), None)
        if terminal is None:
            return Stuck(index, _expected(interactive))
        interactive.feed_token(_token(terminal, word))
    if not _could_stand(interactive, END):
        return Stuck(len(words), _expected(interactive))
    tree = interactive.feed_token(Token(END, ""))
    assert isinstance(tree, Tree)
    return tree


def _candidates(word: Word, following: str) -> tuple[str, ...]:
    """The terminals that a word may be, the first that can stand being the one meant."""
    keyword = keywords().get(word.text)
    if word.kind is Kind.WORD:
        if word.text == "on" and following not in ("that", "retraction") and not following.isdigit():
            keyword = None  # `in response ... to an attack on civilians on that party`: part of the act
        unit = "UNIT" if word.text in UNITS else "LENGTH" if word.text in LENGTHS else None
        return tuple(t for t in (keyword, unit, "WORD") if t)
    if keyword:
        return (keyword, str(word.kind)) if word.kind is Kind.NAME else (keyword,)
    return (str(word.kind),)


def _token(terminal: str, word: Word) -> Token:
    return Token(
        terminal, word.text, line=word.line, column=word.column, end_line=word.line, end_column=word.end_column
    )


def _could_stand(interactive: Any, terminal: str) -> bool:
    """Whether the parser would take this terminal now.

    Its table alone answers yes too often, as lines of different places share states; so the steps up to taking it
    are gone through on a copy of the state numbers.
    """
    state = interactive.parser_state
    table, numbers = state.parse_conf.parse_table.states, list(state.state_stack)
    while True:
        step = table[numbers[-1]].get(terminal)
        if step is None:
            return False
        action, argument = step
        if action.name == "Shift":
            return True
        if argument.expansion:
            del numbers[-len(argument.expansion) :]
        numbers.append(table[numbers[-1]][argument.origin.name][1])
        if terminal == END and numbers[-1] == state.parse_conf.end_state:
            return True


def _expected(interactive: Any) -> frozenset[str]:
    return frozenset(t for t in interactive.choices() if (t == END or t.isupper()) and _could_stand(interactive, t))
