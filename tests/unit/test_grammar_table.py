"""The shipped table of the grammar is that of the grammar as it is, and another is not used."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

import foedus.accord.read_grammar as reading
from foedus.accord.read_accord import read_accord
from foedus.accord.syntax import STARTS, grammar, keywords

TEXT = (files("foedus.accord") / "grammar.lark").read_text(encoding="utf-8")
ACCORD = Path(__file__).parents[2] / "library" / "minsk_2_2015" / "minsk_2.accord"


def test_the_table_is_that_of_the_grammar() -> None:
    """Where it fails: `make grammar`."""
    shipped = (files("foedus.accord") / "grammar.json").read_text(encoding="utf-8")
    assert shipped == reading.table_of(TEXT, STARTS) == reading.table_of(TEXT, STARTS)


def test_a_table_of_another_grammar_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str] = []

    def building(text: str, starts: tuple[str, ...]) -> object:
        used.append(text)
        return built(text, starts)

    built = reading.built
    monkeypatch.setattr(reading, "built", building)
    reading.read_grammar(STARTS)
    assert used == []
    monkeypatch.setattr(reading, "_of", lambda text, starts: "of something else")
    assert {t.name for t in reading.read_grammar(STARTS).terminals} == {t.name for t in grammar().terminals}
    assert used[0] == TEXT


def test_read_from_the_table_or_built_the_same_texts_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    one = read_accord(ACCORD)
    words = dict(keywords())
    grammar.cache_clear()
    keywords.cache_clear()
    monkeypatch.setattr(reading, "_of", lambda text, starts: "of something else")
    other = read_accord(ACCORD)
    assert (other.accord, other.problems) == (one.accord, one.problems) and keywords() == words
    grammar.cache_clear()
    keywords.cache_clear()
