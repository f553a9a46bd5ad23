"""The plain reading of a clause on an average (F10)."""

from __future__ import annotations

from foedus.accord.model import Accord, CalendarDay, Condition, Norm, Standard
from foedus.accord.reading_words import article_of, number, span_of
from foedus.basics.betting import blocks_to_pass
from foedus.basics.instant import Period
from foedus.basics.probability import SURE, decimal, percent

TWICE, THRICE = 2, 3


def average_paragraph(accord: Accord, norm: Norm, condition: Condition) -> str:
    """Everything that such a line says."""
    allowed, error = condition.at_least, condition.error
    parts = [
        f"It is {article_of(condition.grade)} breach when the incidents laid to one party are more than "
        f"{number(allowed)} {condition.per} on average, as far as evidence shows that is hardly ever wrong.",
        _block(accord, condition), _counts(accord.evidence.standard),
        f"How much they exceed the average is weighed as if somebody bet on it, again and again; the breach is found "
        f"when the stake has grown {SURE // max(error, 1):,} times. Then all begins afresh.",
        f"A party that never lets more than that average be expected of the next {_one(condition)}, whatever came "
        f"before, is ever found so by this line with a probability of at most {decimal(error)}: in the whole time in "
        "force, renewed or not, however often anybody looks, and whether the incidents of one "
        f"{_one(condition)} hang together or not. What is laid to it wrongly counts like the rest, so the average has "
        "to leave room for that.",
        _delay(condition), _quiet(condition),
    ]  # fmt: skip
    if len(accord.bound_by(norm)) > 1:
        parts.append("The average and that probability are each party's own.")
    return " ".join(parts)


def _one(condition: Condition) -> str:
    return "day" if isinstance(condition.window, CalendarDay) else f"block of {span_of(_period(condition))}"


def _period(condition: Condition) -> Period:
    assert isinstance(condition.window, Period), "a block that is no day is a period"
    return condition.window


def _block(accord: Accord, condition: Condition) -> str:
    if isinstance(condition.window, CalendarDay):
        return f"A calendar day goes from midnight to midnight in {accord.time_zone}."
    return f"Blocks of {span_of(_period(condition))} follow one another from entry into force on."


def _counts(standard: Standard) -> str:
    return (
        "Only a single incident counts that lies wholly within one of them, is confirmed, and is by itself laid to "
        f'that party at the standard "{standard.name}" ({percent(standard.probability)}).'
    )


def _delay(condition: Condition) -> str:
    day = isinstance(condition.window, CalendarDay)
    each = "days" if day else f"blocks of {span_of(_period(condition))}"
    twice, thrice = (blocks_to_pass(condition.at_least, n, max(condition.error, 1)) for n in (TWICE, THRICE))
    return (
        f"If incidents came independently of each other at twice that rate from the first day on, this would be found "
        f"after about {twice} {each}, at three times the rate after about {thrice}; a breach that begins later, or in "
        "waves, takes longer."
    )


def _quiet(condition: Condition) -> str:
    if condition.looked_at:
        return (
            "Of each day only that part counts in which somebody is known to have looked in the zone, with that part "
            "of the average; an incident outside it counts for neither side. This supposes that where and when one "
            "looks does not follow what happens."
        )
    return "Time of which nothing is reported counts as quiet, which speaks for the party."
