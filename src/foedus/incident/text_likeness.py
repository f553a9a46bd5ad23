"""How alike two texts are: runs of words that both have, and rare words that only who read the other would have (I3g).

Independent witnesses share the names of the place and the act, since both are true; they do not share whole runs of
words, unless the words are a formula. So what a run says grows with its length.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from foedus.basics.logarithm import MilliNats
from foedus.incident.odds import one_of, weighed
from foedus.report.model import Report
from foedus.report.words_of_text import words_of_text

RUN = 3
"""Words in a run: two are common ("came under"), four break at every edited word."""
FORMULA = 4
"""Words that a formula of a trade may share by itself: "Monitors recorded shelling near ..."."""
LONGEST = 14
"""A longer common text says no more: by then it is a copy."""


class Text:
    """A text as compared. kinds: its words, each once. length: how many words it has."""

    __slots__ = ("_runs", "kinds", "length", "printed")

    def __init__(self, printed: str) -> None:
        words = words_of_text(printed)
        self.printed, self.length, self.kinds = printed, len(words), frozenset(words)
        self._runs: frozenset[tuple[str, ...]] | None = None

    @property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Its runs of words, each once; most texts are never asked for them."""
        if self._runs is None:
            words = words_of_text(self.printed)
            self._runs = frozenset([tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)])
        return self._runs


@lru_cache(maxsize=2_000)
def text_of(printed: str) -> Text:
    """What is compared of a text; remembered while its incident is looked at, and not for all there are: a text has a
    thousand bytes of words."""
    return Text(printed)


def likeness(later: Text, earlier: Text, *reports: Report) -> tuple[MilliNats, str]:
    """(weight, why) of the later text being made from the earlier. reports: whose texts; that the numbers that these
    give stand in both texts says nothing more.

    (0, "") where one of the two has no text.
    """
    if not later.printed or not earlier.printed:
        return 0, ""
    if later.printed == earlier.printed:
        return _alike(later.length), "the same words"
    shared = later.kinds & earlier.kinds
    if not shared:
        return _OTHER_WORDS
    if may_share_half(later, earlier, len(shared)):
        fewest, common = min(len(later.runs), len(earlier.runs)), len(later.runs & earlier.runs)
        if fewest and 4 * common >= 3 * fewest:
            return _alike(common + RUN - 1), "nearly the same words"
        if fewest and 2 * common >= fewest:
            return _alike(common + RUN - 1) // 2, "many of the same words"
    figures = [word for word in shared if word[0].isdigit()]
    if figures and (rare := sorted(set(figures) - _numbers(reports))):
        return len(rare) * weighed("0.3", "0.06"), f"both texts have {' and '.join(rare)}"
    return _OTHER_WORDS


def may_share_half(a: Text, b: Text, shared: int) -> bool:
    """Whether so many shared words can make half of the runs of the shorter text; if not, nobody need look at the runs.

    A common run begins at a shared word that two more shared words follow, so there are two fewer than there are
    places with a shared word. Each word begins a run of its own, but for the last two.
    """
    of_a, of_b = len(a.kinds), len(b.kinds)
    again = min(a.length - of_a, b.length - of_b)
    return 2 * (shared + again - RUN + 1) >= min(of_a, of_b) - RUN + 1


_OTHER_WORDS = weighed("0.45", "0.9"), "other words"


def _numbers(reports: Iterable[Report]) -> set[str]:
    return {str(n) for r in reports for n in (r.number.best, r.casualties.best)}


def _alike(words: int) -> MilliNats:
    """Of copies 55 of 100 keep the words. Of second witnesses one in ten writes the same formula, and each word
    beyond it is right by chance one time in two at most."""
    beyond = max(0, min(words, LONGEST) - FORMULA)
    return one_of(10 * 2**beyond, "0.55")
