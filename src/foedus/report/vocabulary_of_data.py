"""Words of data put into the common vocabulary: which wider word takes in several narrower ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from foedus.basics.vocabulary import ACTS, OBJECTS, known, narrower
from foedus.report.faults import cut
from foedus.report.intake import Intake
from foedus.report.model import UNKNOWN_ACT

_MOST_WORDS_NOTED = 20
_MORE_WORDS = "further acts and objects that are no known words: they match only an accord that declares them"


def common_act(words: Iterable[str]) -> str:
    """The narrowest act that takes in all the words; `unknown` if none does."""
    return _common(words, ACTS) or UNKNOWN_ACT


def common_object(words: Iterable[str]) -> str:
    """The narrowest object that takes in all the words; "" if none does."""
    return _common(words, OBJECTS)


def takes_in(wide: str, narrow: str) -> bool:
    """Whether an act is a narrower one of another."""
    return narrow != wide and narrow in narrower(wide, ACTS)


def note_unknown_words(act: str, target: str, intake: Intake) -> None:
    """Note a word that nobody but an accord that declares it understands: most often a slip of the pen."""
    for kind, word, table in (("act", act, ACTS), ("object", target, OBJECTS)):
        if word and word != UNKNOWN_ACT and not known(word, table):
            said = f"{kind} `{cut(word)}` is no known word: it matches only an accord that declares it"
            intake.note(said if said in intake.notes or len(intake.notes) < _MOST_WORDS_NOTED else _MORE_WORDS)


def _common(words: Iterable[str], table: Mapping[str, tuple[str, ...]]) -> str:
    asked = frozenset(words) - {"", UNKNOWN_ACT}
    if len(asked) == 1:
        return next(iter(asked))
    if not asked:
        return ""
    wide = [(len(narrower(word, table)), word) for word in table if asked <= narrower(word, table)]
    return min(wide)[1] if wide else ""
