"""What is wrong with a line where a number, a unit, a date or a time of day is expected."""

from __future__ import annotations

import re

from foedus.accord.dates_meant import spoken_date_meant
from foedus.accord.stuck import Case, Told, form
from foedus.accord.syntax import LENGTHS, UNITS
from foedus.accord.words import Kind

_NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip


def comma_in_number(case: Case) -> Told | None:
    """A number like `1,000`."""
    after = case.words[case.index + 1 : case.index + 2]
    if case.text != "," or not case.before.isdigit() or not after or after[0].kind is not Kind.INT:
        return None
    if "error" in case.texts[: case.index]:
        return (
            "A0125", "a number with a comma inside", "a comma ends a part of a sentence; fractions have a point",
            f"write `{case.before}.{after[0].text}`",
        )
    if len(after[0].text) != 3:
        return None
    return (
        "A0125", "a number with a comma inside", "numbers are whole and written without marks",
        f"write `{case.before}{after[0].text}`",
    )


def number(case: Case) -> Told | None:
    """A number that is missing, written as a word, not whole, or grown together with its unit."""
    if "INT" not in case.expected:
        return None
    word = case.word
    if case.before == "version":
        return (
            "A0118", f"a version is a whole number, not {case.shown}",
            "drafts are told apart by counting them: 1, 2, 3",
            "write `version 1`, and one more for each new draft",
        )
    parts = case.text.casefold().split("-")
    if all(part in _NUMBER_WORDS for part in parts):
        return (
            "A0124", f"the number {case.shown} is written as a word",
            "numbers are written in digits, so that nobody misreads them",
            f"write `{sum(_NUMBER_WORDS[part] for part in parts)}`",
        )
    after = case.words[case.index + 1 : case.index + 2]
    if word is not None and word.kind is Kind.DOTTED:
        return (
            "A0125", f"{case.shown} is not a whole number", "numbers are whole, so that every machine counts alike",
            "use a smaller unit: `1500 m` for one and a half kilometres, `90 minutes` for one and a half hours"
            if after and after[0].text in {**UNITS, **LENGTHS} else "write a whole number: nothing is counted in parts",
        )
    if word is not None and word.kind is Kind.MIXED:
        return (
            "A0122", f"{case.shown} runs number and unit together", "units are words of their own",
            "write the unit in full, with a space: `24 hours`, `7 days`; distances `3 km`, `500 m`",
        )
    if "STRING" in case.expected or "MIXED" in case.expected or "ONCE" in case.expected:
        return None
    return (
        "A0123", f"a number is missing before {case.shown}" if word else "the line ends where a number is missing",
        "without it nobody can say when the condition is met", form(case),
    )


def unit(case: Case) -> Told | None:
    """A period or a distance whose unit is missing or unknown."""
    count = case.before
    if "UNIT" in case.expected:
        if case.wants_something_else or case.text in LENGTHS:
            return (
                "A0121", f"a period needs a unit: `{count}` of what?", "24 hours and 24 days are not the same promise",
                f"write `{count} hours`, or minutes, days, weeks, months, years",
            )
        return (
            "A0131", f"{case.shown} is no unit of time",
            "periods are counted in minutes, hours, days, weeks, months or years",
            f"write `{count} hours`, say; a working day or a business day cannot be computed and is not read",
        )
    if "LENGTH" in case.expected:
        if case.wants_something_else or case.text in UNITS:
            return (
                "A0128", f"a distance needs a unit: `{count}` of what?", "3 km and 3 m are not the same place",
                f"write `{count} km` or `{count} m`",
            )
        return (
            "A0129", f"{case.shown} is no unit of distance", "distances are measured in kilometres and metres",
            f"write `{count} km` or `{count} m`",
        )
    return None


def date(case: Case) -> Told | None:
    """Something else where a date or a time of day is expected."""
    if "DATE" in case.expected:
        meant = spoken_date_meant(case.texts[case.index : case.index + 5])
        return (
            "A0134",
            f"a date is missing before {case.shown}" if case.wants_something_else else f"{case.shown} is no date",
            "dates are written year-month-day, so that nobody takes the month for the day",
            f"write `{meant}`" if meant else "write `2025-06-01`, or with a time `2025-06-01 18:00`",
        )
    if "CLOCK" in case.expected and case.word and case.word.kind in (Kind.INT, Kind.MIXED, Kind.DOTTED, Kind.NAME):
        return (
            "A0132", f"{case.shown} is no time of day",
            "times are written with 24 hours, in the accord's own time zone",
            f"write `{case.text.replace('.', ':')}`" if re.fullmatch(r"[0-2][0-9]\.[0-5][0-9]", case.text) else
            "write `18:00`, and leave out any other zone",
        )
    return None
