"""Whose words an outlet prints, as its own name or its text says: "Daily (Wire)", "Daily citing Wire" (rule I3f)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from foedus.incident.text_likeness import text_of
from foedus.report.model import Report
from foedus.report.read_words import words_of_data
from foedus.report.words_of_text import words_of_text

_CITING = re.compile(r"\b(?:citing|quoting|quotes|cites|via|with reference to)\s+(?:the\s+)?(.+)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
_BEFORE = r"(?:according to|citing|quoting|cites|quotes|via|reference to|source|courtesy of)[\s:]+(?:the\s+)?"
_AFTER = r"\s*(?::|\breports?\b|\breported\b|\bsays?\b|\bsaid\b|\bwrites\b|\bquoted\b)"
_FEWEST_LETTERS = 2
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Imprint:
    """An outlet's name taken apart. carrier: who prints. wire: whom it credits, "" if nobody."""

    carrier: str
    wire: str = ""


@lru_cache(maxsize=20_000)
def imprint(outlet: str) -> Imprint:
    """What a name says: "X citing Y", "Y via X" and, of a known wire Y, "X (Y)".

    What else stands in brackets tells of an edition ("X (de)", "X (copy of May)"): the outlet is X all the same.
    """
    name = " ".join(outlet.split())
    citing = _CITING.search(name)
    if citing and citing.start() > 0:
        before, after = name[: citing.start()].strip(" ,;:-"), citing[1].strip()
        via = citing[0].casefold().startswith("via")
        # "Wire via Daily" prints the wire; "Daily via Wire" says the same the other way round.
        return Imprint(after, before) if via and _is_wire(before) else Imprint(before, after)
    bracket = _BRACKET.search(name)
    if bracket and bracket.start() > 0:
        carrier = name[: bracket.start()]
        return Imprint(carrier, bracket[1].strip() if _is_wire(bracket[1]) else "")
    return Imprint(name)


def claimant_of(report: Report) -> str:
    """Who says so: the origin; where that is only the outlet's own name, the wire that its name or text credits."""
    byline = _byline(report.origin, report.outlet)
    if not byline.text_may_tell or not (wires := _wires_in(report.text)):
        return byline.claimant
    return min((name for name in wires if not _same(name, byline.claimant)), default=byline.claimant)


def says_itself(report: Report) -> bool:
    """Whether a report names nobody whose words it prints: no report, no claimant, no wire."""
    if report.derives_from:
        return False
    byline = _byline(report.origin, report.outlet)
    if not byline.text_may_tell or not (wires := _wires_in(report.text)):
        return byline.itself
    return all(_same(name, byline.claimant) for name in wires)


@dataclass(frozen=True, slots=True)
class _Byline:
    """Who says so by the names alone. itself: whether that is the outlet. text_may_tell: whether these name nobody
    besides the outlet, so that the text may."""

    claimant: str
    itself: bool
    text_may_tell: bool


@lru_cache(maxsize=20_000)
def _byline(origin: str, outlet: str) -> _Byline:
    printed = imprint(outlet)
    if origin and not _same(origin, outlet):
        return _Byline(origin, _same(origin, printed.carrier), False)
    claimant = printed.wire or printed.carrier
    return _Byline(claimant, _same(claimant, printed.carrier), not printed.wire)


def credited_in(text: str, names: Iterable[str]) -> frozenset[str]:
    """Those of the names that a text credits: "according to X", "X:", "(X)", "... - X", "X said".

    A name that is only mentioned ("shells hit X") is credited with nothing.
    """
    words = folded(text)
    return frozenset([n for n in names if len(n) > _FEWEST_LETTERS and n.casefold() in words and _credit(n, words)])


def folded(text: str) -> str:
    """A text as names are looked for in it: a name that is credited stands in it, folded itself."""
    return f" {' '.join(text.casefold().split())} "


@lru_cache(maxsize=20_000)
def _wires_in(text: str) -> frozenset[str]:
    words = text_of(text).kinds
    if words.isdisjoint(_first_words()):
        return _NOBODY
    return credited_in(text, [name for first, names in _wires_by_word().items() if first in words for name in names])


def _credit(name: str, words: str) -> bool:
    return _credits(name.casefold()).search(words) is not None


@lru_cache(maxsize=20_000)
def _credits(name: str) -> re.Pattern[str]:
    it = rf"(?<!\w){re.escape(name)}(?!\w)"
    return re.compile(rf"{_BEFORE}{it}|\(\s*{it}\s*\)|[-\u2013\u2014/]\s*{it}\s*$|{it}{_AFTER}")


@lru_cache(maxsize=1)
def _wires() -> frozenset[str]:
    return frozenset(str(name).casefold() for name in words_of_data("wires"))


@lru_cache(maxsize=1)
def _wires_by_word() -> Mapping[str, tuple[str, ...]]:
    """The wires by the first word of their names: most texts have none of these."""
    found: dict[str, tuple[str, ...]] = {}
    for name in words_of_data("wires"):
        first = words_of_text(str(name))[0]
        found[first] = (*found.get(first, ()), str(name))
    return found


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(_wires_by_word())


def _is_wire(name: str) -> bool:
    return " ".join(name.casefold().split()) in _wires()


def _same(a: str, b: str) -> bool:
    return " ".join(a.casefold().split()) == " ".join(b.casefold().split())
