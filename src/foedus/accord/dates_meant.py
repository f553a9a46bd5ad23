"""Dates written in other ways than an accord's, in its own way, where only one day can be meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_LONGEST = 40
"""Characters of the longest text that is taken for a date; all others are not looked at."""


def date_meant(text: str) -> str:
    """`01.06.2025`, `2025/6/1` or `2025-06-01T18:00` as `2025-06-01` or `2025-06-01 18:00`; "" if another day could be
    meant too (`03/04/2025`), or none."""
    if len(text) > _LONGEST:
        return ""
    if found := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:T([0-9]{2}:[0-9]{2})(?::00)?)?", text):
        day = _iso(found[1], found[2], found[3])
        return f"{day} {found[4]}" if day and found[4] else day
    if found := re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([0-9]{4})", text):
        day_first, month_first = _iso(found[4], found[3], found[1]), _iso(found[4], found[1], found[3])
        if found[2] == "." or not month_first or day_first == month_first:
            return day_first
        return "" if day_first else month_first
    return ""


def spoken_date_meant(words: Sequence[str]) -> str:
    """`19 April 2025` or `April 19, 2025` at the beginning of some words, as `2025-04-19`; "" if there is none."""
    if any(len(w) > _LONGEST for w in words[:5]):
        return ""
    first = [w.casefold() for w in words[:5] if w not in (",", ".")]
    first = [re.sub(r"^([0-9]{1,2})(?:st|nd|rd|th)$", r"\1", w) for w in first]
    month = next((w for w in first[:2] if _month(w)), "")
    day, year = ([w for w in first[:3] if w.isascii() and w.isdigit()] + ["", ""])[:2]
    return _iso(year, str(_month(month)), day) if month and len(year) == 4 and 0 < len(day) < 3 else ""


def _month(word: str) -> int:
    """1 to 12 for a month, whole or by its first three letters; else 0."""
    return next((n for n, m in enumerate(_MONTHS, 1) if word in (m, m[:3]) or (word == "sept" and n == 9)), 0)


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
