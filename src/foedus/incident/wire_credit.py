"""Whose words an outlet prints, as its own name or its text says: "Daily (Wire)", "Daily citing Wire" (rule I3f)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from foedus.report.model import Report
from foedus.report.read_words import words_of_data
from foedus.report.words_of_text import words_of_text

_CITING = re.compile(r"\b(?:citing|quoting|quotes|cites|via|with reference to)\s+(?:the\s+)?(.+)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
_BEFORE = r"(?:according to|citing|quoting|cites|quotes|via|reference to|source|courtesy of)[\s:]+(?:the\s+)?"
_AFTER = r"\s*(?::|\breports?\b|\breported\b|\bsays?\b|\bsaid\b|\bwrites\b|\bquoted\b)"
_FEWEST_LETTERS = 2


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
    origin = report.origin or report.outlet
    if not _same(origin, report.outlet):
        return origin
    printed = imprint(report.outlet)
    if printed.wire or not report.text:
        return printed.wire or printed.carrier
    credited = (name for name in _wires_in(report.text) if not _same(name, printed.carrier))
    return min(credited, default=printed.carrier)


def says_itself(report: Report) -> bool:
    """Whether a report names nobody whose words it prints: no report, no claimant, no wire."""
    return not report.derives_from and _same(claimant_of(report), imprint(report.outlet).carrier)


def credited_in(text: str, names: Iterable[str]) -> frozenset[str]:
    """Those of the names that a text credits: "according to X", "X:", "(X)", "... - X", "X said".

    A name that is only mentioned ("shells hit X") is credited with nothing.
    """
    folded = f" {' '.join(text.casefold().split())} "
    return frozenset(n for n in names if len(n) > _FEWEST_LETTERS and n.casefold() in folded and _credit(n, folded))


@lru_cache(maxsize=20_000)
def _wires_in(text: str) -> frozenset[str]:
    words = set(words_of_text(text))
    return credited_in(text, (name for name, first in _wire_words() if first in words))


def _credit(name: str, folded: str) -> bool:
    return _credits(name.casefold()).search(folded) is not None


@lru_cache(maxsize=20_000)
def _credits(name: str) -> re.Pattern[str]:
    it = rf"(?<!\w){re.escape(name)}(?!\w)"
    return re.compile(rf"{_BEFORE}{it}|\(\s*{it}\s*\)|[-\u2013\u2014/]\s*{it}\s*$|{it}{_AFTER}")


@lru_cache(maxsize=1)
def _wires() -> frozenset[str]:
    return frozenset(str(name).casefold() for name in words_of_data("wires"))


@lru_cache(maxsize=1)
def _wire_words() -> tuple[tuple[str, str], ...]:
    return tuple((str(name), words_of_text(str(name))[0]) for name in words_of_data("wires"))


def _is_wire(name: str) -> bool:
    return " ".join(name.casefold().split()) in _wires()


def _same(a: str, b: str) -> bool:
    return " ".join(a.casefold().split()) == " ".join(b.casefold().split())
