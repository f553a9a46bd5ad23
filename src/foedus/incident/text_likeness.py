"""How alike two texts are: runs of words that both have, and rare words that only who read the other would have (I3g).

Independent witnesses share the names of the place and the act, since both are true; they do not share whole runs of
words, unless the words are a formula. So what a run says grows with its length.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from foedus.basics.logarithm import MilliNats
from foedus.incident.odds import one_of, weighed
from foedus.report.words_of_text import words_of_text

RUN = 3
"""Words in a run: two are common ("came under"), four break at every edited word."""
FORMULA = 4
"""Words that a formula of a trade may share by itself: "Monitors recorded shelling near ..."."""
LONGEST = 14
"""A longer common text says no more: by then it is a copy."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as compared. runs: its runs of three words. rare: its figures."""

    words: tuple[str, ...]
    runs: frozenset[tuple[str, ...]]
    rare: frozenset[str]


@lru_cache(maxsize=20_000)
def text_of(text: str) -> Text:
    """What is compared of a text; remembered, since an outlet's words are compared with several others."""
    words = tuple(words_of_text(text))
    runs = frozenset(words[n : n + RUN] for n in range(len(words) - RUN + 1))
    return Text(words, runs, frozenset(w for w in words if w[0].isdigit()))


def likeness(later: str, earlier: str, told: Iterable[str] = ()) -> tuple[MilliNats, str]:
    """(weight, why) of the later text being made from the earlier. told: figures that the reports give as such anyway.

    (0, "") where one of the two has no text.
    """
    if not later or not earlier:
        return 0, ""
    if later == earlier:
        return _alike(len(text_of(later).words)), "the same words"
    a, b = text_of(later), text_of(earlier)
    fewest = min(len(a.runs), len(b.runs))
    common = len(a.runs & b.runs)
    if fewest and 4 * common >= 3 * fewest:
        return _alike(common + RUN - 1), "nearly the same words"
    if fewest and 2 * common >= fewest:
        return _alike(common + RUN - 1) // 2, "many of the same words"
    shared = sorted((a.rare & b.rare) - set(told))
    if shared:
        return len(shared) * weighed("0.3", "0.06"), f"both texts have {' and '.join(shared)}"
    return weighed("0.45", "0.9"), "other words"


def _alike(words: int) -> MilliNats:
    """Of copies 55 of 100 keep the words. Of second witnesses one in ten writes the same formula, and each word
    beyond it is right by chance one time in two at most."""
    beyond = max(0, min(words, LONGEST) - FORMULA)
    return one_of(10 * 2**beyond, "0.55")
