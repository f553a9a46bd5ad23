"""Words of data put into the common vocabulary: which wider word takes in several narrower ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foedus.basics.vocabulary import ACTS, OBJECTS, narrower
from foedus.report.model import UNKNOWN_ACT


def common_act(words: Iterable[str]) -> str:
    """The narrowest act that takes in all the words; `unknown` if none does."""
    return _common(words, ACTS) or UNKNOWN_ACT


def common_object(words: Iterable[str]) -> str:
    """The narrowest object that takes in all the words; "" if none does."""
    return _common(words, OBJECTS)


def takes_in(wide: str, narrow: str) -> bool:
    """Whether an act is a narrower one of another."""
    return narrow != wide and narrow in narrower(wide, ACTS)


def _common(words: Iterable[str], table: Mapping[str, tuple[str, ...]]) -> str:
    asked = frozenset(words) - {"", UNKNOWN_ACT}
    if len(asked) == 1:
        return next(iter(asked))
    if not asked:
        return ""
    wide = [(len(narrower(word, table)), word) for word in table if asked <= narrower(word, table)]
    return min(wide)[1] if wide else ""
