"""Checks of clauses on an average: a chance that means something, blocks that hold what hangs together, time enough."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.model import CalendarDay, Condition, Measure
from foedus.basics.betting import blocks_to_pass
from foedus.basics.instant import DAY, Period, Unit
from foedus.basics.probability import SURE, decimal
from foedus.basics.problem import Problem

EXCESS = 3
"""A breach with so many times the average should be found while the accord is in force (a judgement of ours)."""


def errors(draft: Draft) -> Iterator[Problem]:
    """Chances of ever being wrong that are none, or no better than a coin."""
    for condition in _averages(draft):
        if not 0 < condition.error <= SURE // 2:
            never = "evidence that can never be wrong is never enough" if not condition.error else (
                "a party that keeps the deal would as likely as not be found to have broken it")  # fmt: skip
            yield Problem(
                "A0320", condition.span, f"an error of at most {decimal(condition.error)} over the lifetime",
                never, "write a chance that a false finding may have, once in the whole time: `0.001`",
            )  # fmt: skip


def blocks(draft: Draft) -> Iterator[Problem]:
    """Blocks in which what hangs together would be cut apart."""
    for condition in _averages(draft):
        window = condition.window
        if isinstance(window, Period) and window.unit in (Unit.MINUTE, Unit.HOUR):
            yield Problem(
                "A0324", condition.span, f"an average per {window} cuts the day into pieces",
                "what happens within a day hangs together, and each piece would be taken as evidence by itself",
                "write `per calendar day`, or a longer block where what happens comes in waves: `per 7 days`",
            )  # fmt: skip


def time_enough(draft: Draft) -> Iterator[Problem]:
    """Times in force too short for such evidence to come together."""
    end = draft.accord.final_end
    if not draft.dated or end is None:
        return
    for condition in _averages(draft):
        if not 0 < condition.error <= SURE // 2:
            continue
        start, window = draft.accord.in_force_from, condition.window
        block = draft.after(start, window) - start if isinstance(window, Period) else DAY
        needed = blocks_to_pass(condition.at_least, EXCESS, condition.error)
        if needed * block > end - start:
            each = "days" if isinstance(window, CalendarDay) else f"blocks of {window}"
            yield warning(
                "A0330", condition.span,
                f"even {EXCESS} times that average would be found only after about {needed} {each}",
                "the accord is in force for a shorter time, so that the line would hardly ever find anything",
                "allow a greater error, a shorter block, or draw the line by a count: `count is at least 5 within 24 "
                "hours`",
            )  # fmt: skip


def _averages(draft: Draft) -> Iterator[Condition]:
    return (c for norm in draft.norms for c in norm.conditions if c.measure is Measure.AVERAGE)


CHECKS: tuple[Check, ...] = (errors, blocks, time_enough)
