"""Chances in words: a number or an interval, of what, and what was taken for granted (Q7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from foedus.accord.model import Accord
from foedus.accord.reading_words import listed
from foedus.basics.sections import Line, Section
from foedus.prove.chance import CourseChances, GuaranteeChances, Judged
from foedus.prove.decide import Verdict
from foedus.prove.rates import Odds
from foedus.prove.sheet_words import MARKS, span

_MOST_INSTANTS = 4
"""So many instants are told at which an award can have come; all are in the JSON."""
_ENDS = {
    "refused": "certification is refused", "challenge upheld": "a challenge is upheld", "cured": "it is made good",
    "certified": "it is certified, and nothing is released",
}  # fmt: skip


def chance_sections(accord: Accord, found: Sequence[GuaranteeChances], file: str) -> tuple[Section, ...]:
    """For each guarantee what the file asks for, and what can be expected. file: where the rates come from."""
    sections = []
    for each in found:
        of_it = f", guarantee of Article {each.guarantee.name}" if len(found) > 1 else ""
        asked = tuple(_judged(each))
        if asked:
            sections.append(Section(f"Asked of chance in {file}{of_it}", asked))
        lines = (*_courses(accord, each), *_false(each))
        sections.append(Section(f"How likely, by the rates in {file}{of_it}", (*lines, Line(_GRANTED))))
    return tuple(sections)


_GRANTED = (
    "Taken for granted: each votes or not, and errs or not, whatever the others do; all consents are in and stay in; "
    "nobody attests a cure, waives or gives notice but as the file says. No rate is built in."
)


def _judged(found: GuaranteeChances) -> Iterator[Line]:
    """What the file asks for, and whether it holds."""
    for what, judged, bound in (
        (f"an award of a true breach within {found.period}", found.within, "at least"),
        (f"an award without a breach in {_years(found)}", found.below, "less than"),
    ):
        if judged is not None:
            text = f"{what}: {bound} {percent(judged.limit)}"
            yield Line(text, MARKS[judged.verdict], (_verdict(judged),))


def _verdict(judged: Judged) -> str:
    said = f"It is {odds_words(judged.odds)}"
    if judged.odds.is_known:
        return f"{said}."
    if judged.verdict is Verdict.UNDECIDED:
        return f"{said}: that depends on where in their intervals the rates lie."
    return f"{said}, wherever in their intervals the rates lie."


def _courses(accord: Accord, found: GuaranteeChances) -> Iterator[Line]:
    """How a true breach goes: by when it has its award, and how it ends otherwise. Breaches of which the same is to be
    expected in the end are told together."""
    alike: dict[object, list[CourseChances]] = {}
    for course in found.courses:
        alike.setdefault(course.ends, []).append(course)
    for courses in alike.values():
        norms = listed([course.breach.norm for course in courses], "or")
        of_it = f" of Article {norms}" if len(alike) > 1 or len(found.courses) > 1 else ""
        (_, ever), *others = courses[0].ends
        more = [said for course in courses if (said := _by_when(accord, course, len(courses) > 1))]
        ends = [f"{_ENDS.get(stage.value, stage.value)} ({odds_words(odds)})" for stage, odds in others if stage]
        more += [f"Otherwise {listed(ends, 'or')}."] if ends else []
        yield Line(f"a true breach{of_it} that is found has its award: {odds_words(ever)}", "", tuple(more))


def _by_when(accord: Accord, course: CourseChances, several: bool) -> str:
    """Chances by the last instants of those at which one changes; a microsecond after a limit counts as the limit."""
    rows: list[tuple[str, Odds]] = []
    for at, odds in course.awards:
        after = span(course.true.found_at, at, accord.time_zone)
        if odds.high and (not rows or odds != rows[-1][1]):
            rows = [*(row for row in rows if row[0] != after), (after, odds)]
    if not rows:
        return ""
    of_it = f" (Article {course.breach.norm})" if several else ""
    if len(rows) == 1:
        return f"It then comes {rows[0][0]} after the finding{of_it}."
    told = [f"{after} after the finding {odds_words(odds)}" for after, odds in rows[-_MOST_INSTANTS:]]
    return f"By when{of_it}: {'; '.join(told)}."


def _false(found: GuaranteeChances) -> Iterator[Line]:
    yield Line(f"a finding of a breach that never was has an award: {odds_words(found.of_false)}")
    if found.in_lifetime is not None:
        yield Line(f"some award without a breach in {_years(found)}: {odds_words(found.in_lifetime)}")


def _years(found: GuaranteeChances) -> str:
    years = found.years
    if years is None:
        return "the time in force"
    told = str(years.numerator) if years.denominator == 1 else f"{float(years):.1f}"
    return f"{told} year{'' if told == '1' else 's'}"


# -- numbers -----------------------------------------------------------------------------------------------------------


def odds_words(odds: Odds) -> str:
    """`97 %`, `between 71 % and 88 %`, `at most 0.2 %`."""
    low, high = percent(odds.low), percent(odds.high)
    if low == high:
        return low
    if odds.low < _LEAST:
        return f"at most {high}"
    return f"at least {low}" if 1 - odds.high < _LEAST else f"between {low} and {high}"


def percent(share: Fraction) -> str:
    """A share in per cent, with a tenth, or two figures of what is near 0 or 1; 0 % and 100 % are of just that."""
    if share in (0, 1):
        return "100 %" if share else "0 %"
    near = min(share, 1 - share)
    if near < _LEAST:
        return "less than 0.0001 %" if share == near else "more than 99.9999 %"
    places = 1
    while near * 10 ** (places + 2) < 10:
        places += 1
    whole, part = divmod(round(share * 10 ** (places + 2)), 10**places)
    return f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".") + " %"


_LEAST = Fraction(1, 10**6)
