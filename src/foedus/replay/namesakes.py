"""Namesakes: claimants that bear a party's name, or a form of it, and yet count as no party's (rule I3d)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import takewhile

from foedus.accord.model import Accord, Party
from foedus.incident.origins import Origins, origins_of
from foedus.report.model import Report

STEM = 5
"""So many letters two words begin with alike are forms of one name: "Ukraine" and "Ukrainian"."""
_TELLS_NOTHING = frozenset({
    "of", "the", "and", "in", "for", "republic", "kingdom", "federation", "union", "state", "states", "government",
    "united", "federal", "democratic", "people", "peoples", "islamic",
})  # fmt: skip
"""Words of a party's name that say little about which party it is."""


def namesakes(accord: Accord, reports: Iterable[Report]) -> list[tuple[str, str, int]]:
    """(claimant, party whose name it bears, how many reports name it), the most frequent first.

    Only claimants that make their origin one that is no party; bodies of the accord are left out.
    """
    origins = origins_of(accord)
    names = [(p.name, words) for p in accord.parties for words in _names(p)]
    found: Counter[tuple[str, str]] = Counter()
    for (origin, side), count in Counter((r.origin or r.outlet, r.side) for r in reports).items():
        for claimant in () if origins.party(side) else _strangers(origins, origin):
            party = _bears(claimant, names)
            if party:
                found[claimant, party] += count
    return [(claimant, party, n) for (claimant, party), n in sorted(found.items(), key=lambda f: (-f[1], f[0]))]


def _strangers(origins: Origins, origin: str) -> list[str]:
    return [c.words for c in origins.claimants(origin) if not c.parties and not c.of_a_body]


def _names(party: Party) -> list[list[str]]:
    """The words that tell, of each of its names; all of them if none tells more than others."""
    every = [_words(name) for name in (party.name, party.title, *party.also)]
    telling = [[w for w in words if w not in _TELLS_NOTHING and len(w) > 1] or words for words in every]
    return [words for words in telling if words and any(len(w) > 1 for w in words)]


def _bears(claimant: str, names: list[tuple[str, list[str]]]) -> str:
    its = _words(claimant)
    return next((party for party, words in names if all(any(_kin(w, i) for i in its) for w in words)), "")


def _kin(a: str, b: str) -> bool:
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    return a == b or alike >= STEM


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.casefold())
