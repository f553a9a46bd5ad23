"""Which words for acts and objects take in which others: the accord's own categories over the common vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from foedus.accord.model import Category
from foedus.basics.vocabulary import ACTS, MISTAKEN, SENSED, narrower
from foedus.report.model import UNKNOWN_ACT

UNSAID = frozenset({"", UNKNOWN_ACT})
"""What a report writes where it does not say what was done, or what was hit."""
_BREADTH_OF_NOTHING_SAID = 10**6
"""Saying nothing takes in everything, so it is broader than any word."""


WIDEST_KIN = 12


@dataclass(frozen=True)
class Words:
    """A table from wider words to narrower ones. The memory below is this object's own and changes no answer."""

    table: Mapping[str, tuple[str, ...]]
    widest_kin: int = WIDEST_KIN
    """Kinds of one category with at most so many words are kin. Acts: "strike" has eleven, and what struck is often
    mistaken; "attack" has over twenty, and nobody takes an assault for an air strike."""
    mistaken: tuple[tuple[str, str], ...] = ()
    """Pairs of wide words, each of whose kinds may be taken for any kind of the other."""
    _within: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def within(self, word: str) -> frozenset[str]:
        """The word and all that it takes in."""
        found = self._within.get(word)
        if found is None:
            found = self._within[word] = narrower(word, self.table)
        return found

    def agree(self, a: str, b: str) -> bool:
        """Whether two reports can mean the same: equal words, one takes in the other, or one of them says nothing."""
        if a in UNSAID or b in UNSAID:
            return a not in SENSED and b not in SENSED
        return a == b or b in self.within(a) or a in self.within(b)

    def kin(self, a: str, b: str) -> bool:
        """Whether one witness may take the one for the other: two kinds of one category that is not too wide, or what
        is known to be mistaken."""
        return any(
            len(self.within(c)) <= self.widest_kin and a in self.within(c) and b in self.within(c) for c in self.table
        ) or any(
            (a in self.within(x) and b in self.within(y)) or (b in self.within(x) and a in self.within(y))
            for x, y in self.mistaken
        )

    def breadth(self, word: str) -> int:
        """How vague a word is: how many words it takes in besides itself."""
        return _BREADTH_OF_NOTHING_SAID if word in UNSAID else len(self.within(word)) - 1

    def most_specific(self, words: Iterable[str]) -> tuple[str, ...]:
        """The words, sorted, without those that take in another one of them, and without what says nothing."""
        said = set(words) - UNSAID
        if len(said) < 2:
            return tuple(said)
        return tuple(sorted(w for w in said if not any(o != w and o in self.within(w) for o in said)))


def words_of(
    categories: Sequence[Category], common: Mapping[str, tuple[str, ...]], widest_kin: int = WIDEST_KIN
) -> Words:
    """The accord's categories over the common table; where both have a word, the accord's content counts."""
    mistaken = MISTAKEN if common is ACTS else ()
    return Words({**common, **{c.name: c.kinds for c in categories}}, widest_kin, mistaken)
