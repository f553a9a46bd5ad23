"""Checks of the lines `<grade> breach when ...`: can they hold, do they add anything, do they fit their sentence?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.checks.spans import contains
from foedus.accord.model import DEFAULT_GRADES, CalendarDay, Condition, Measure, Modality, Norm
from foedus.basics.instant import DAY, Period
from foedus.basics.problem import Problem


def fit_their_sentence(draft: Draft) -> Iterator[Problem]:
    """Conditions that a sentence of this kind cannot have."""
    for norm in draft.norms:
        for condition in norm.conditions:
            yield from _misfit(norm, condition)


def _misfit(norm: Norm, condition: Condition) -> Iterator[Problem]:
    match norm.modality, condition.measure:
        case Modality.MAY, _:
            yield Problem(
                "A0312", condition.span, "a permission cannot be breached",
                f"sentence {norm.address} permits; who does not do it does nothing wrong",
                "put the line below the sentence that forbids or obliges",
            )  # fmt: skip
        case Modality.MUST_NOT, Measure.NOT_DONE:
            yield Problem(
                "A0313", condition.span, "what is forbidden cannot be late",
                f"sentence {norm.address} forbids, and `not done in time` belongs to a duty",
                "write `count is at least 1`, or make the sentence a duty with `must`",
            )  # fmt: skip
        case Modality.MUST, (
            Measure.COUNT | Measure.CASUALTIES | Measure.BREACHES | Measure.AVERAGE
        ):
            yield Problem(
                "A0314", condition.span, "a duty is done in time or it is not; there is nothing to count",
                f"sentence {norm.address} obliges, and counts belong to what is forbidden",
                "write `when not done in time`, or forbid what is to be counted in a sentence of its own",
            )  # fmt: skip


def missing(draft: Draft) -> Iterator[Problem]:
    """Sentences that forbid or oblige and say nothing of breach."""
    for norm in draft.norms:
        if norm.conditions or norm.modality is Modality.MAY:
            continue
        if norm.modality is Modality.MUST_NOT:
            yield warning(
                "A0310", norm.span, f"sentence {norm.address} forbids and says nowhere when it is breached",
                "whatever is reported, nothing will be found; people may believe that they are protected",
                "add a line such as `minor breach when count is at least 1`",
            )  # fmt: skip
        else:
            yield warning(
                "A0311", norm.span, f"sentence {norm.address} obliges and says nowhere when it is breached",
                "whether it is done or not, nothing will be found",
                "add a line such as `serious breach when not done in time`",
            )  # fmt: skip


def windows(draft: Draft) -> Iterator[Problem]:
    """Windows that the time in force cuts short."""
    for norm in draft.norms:
        for condition in norm.conditions:
            slides = isinstance(condition.window, Period) and condition.measure is not Measure.AVERAGE
            if slides and isinstance(condition.window, Period) and draft.longer_than_force(condition.window):
                yield warning(
                    "A0319", condition.span, f"the window of {condition.window} is longer than the time in force",
                    "it never slides: everything from the first day to the last is counted together",
                    "shorten the window, or leave it out to count from entry into force",
                )  # fmt: skip


def escalations(draft: Draft) -> Iterator[Problem]:
    """Counts of breaches: of a lesser grade that can be found, and so often."""
    for norm in draft.norms:
        for condition in norm.conditions:
            if condition.measure is Measure.BREACHES and norm.modality is Modality.MUST_NOT:
                yield from _escalation(draft, norm, condition)


def _escalation(draft: Draft, norm: Norm, condition: Condition) -> Iterator[Problem]:
    grades = draft.accord.grades
    if condition.grade not in grades or condition.of_grade not in grades:
        return
    if grades.index(condition.of_grade) >= grades.index(condition.grade):
        yield Problem(
            "A0318", condition.span, f"a {condition.grade} breach cannot be made of {condition.of_grade} breaches",
            "a breach is made of lesser ones; made of its own kind or of graver ones, it would explain itself",
            f"count breaches of a grade below {condition.grade}: the order is {', '.join(grades)}",
        )  # fmt: skip
        return
    counted = [c for c in norm.conditions if c.grade == condition.of_grade]
    if not counted:
        yield Problem(
            "A0317", condition.span, f"sentence {norm.address} never gives a {condition.of_grade} breach to count",
            "a count of breaches takes those of the same sentence, and there are none, so this line can never hold",
            f"add a line `{condition.of_grade} breach when ...`, or count another grade",
        )  # fmt: skip
    elif condition.at_least == 1:
        yield warning(
            "A0322", condition.span, f"every {condition.of_grade} breach is a {condition.grade} one at once",
            "one is enough, so the lesser grade says nothing of its own", "write 2 or more, or grade it so directly",
        )  # fmt: skip
    elif condition.at_least > (most := _most_often(draft, condition, counted)):
        yield Problem(
            "A0323", condition.span,
            f"there can be at most {most} {condition.of_grade} breaches, never {condition.at_least}",
            "a breach counted by the calendar day is found once a day, so this line can never hold",
            "lower the number, or lengthen the window",
        )  # fmt: skip


def _most_often(draft: Draft, condition: Condition, counted: list[Condition]) -> float:
    """How many breaches fit: known only where all that are counted are found at most once a calendar day."""
    if any(not isinstance(c.window, CalendarDay) for c in counted):
        return float("inf")
    start, end = draft.accord.in_force_from, draft.accord.final_end
    match condition.window:
        case CalendarDay():
            return len(counted)
        case Period():
            stretch = draft.after(start, condition.window) - start
        case None:
            if end is None:
                return float("inf")
            stretch = end - start
    return len(counted) * (-(-stretch // DAY) + 1)  # a stretch of n days touches n + 1 of them


def said_twice(draft: Draft) -> Iterator[Problem]:
    """Conditions that are repeated, or that an easier one makes idle."""
    for norm in draft.norms:
        for one, two in combinations(norm.conditions, 2):
            yield from _idle(draft, one, two)


def _idle(draft: Draft, one: Condition, two: Condition) -> Iterator[Problem]:
    if not {one.grade, two.grade} <= set(draft.accord.grades):
        return
    if _terms(one) == _terms(two):
        if one.grade == two.grade:
            yield Problem(
                "A0315", two.span, "this line is there already",
                "what holds twice counts once; something else was meant",
                "take it away, or write what was meant", (one.span,),
            )  # fmt: skip
        else:
            yield _never_lesser(draft, one, two)
        return
    for stricter, easier in ((one, two), (two, one)):
        if not implies(stricter, easier):
            continue
        if one.grade == two.grade:
            yield warning(
                "A0316", stricter.span, f"whenever this holds, an easier line for a {one.grade} breach holds too",
                "this line adds nothing", "take it away, make it a graver breach, or make the other one harder",
                (easier.span,),
            )  # fmt: skip
        elif _rank(draft, stricter) < _rank(draft, easier):
            yield _never_lesser(draft, stricter, easier)


def _never_lesser(draft: Draft, one: Condition, two: Condition) -> Problem:
    lesser, graver = sorted((one, two), key=lambda c: _rank(draft, c))
    return warning(
        "A0321", lesser.span, f"whenever this {lesser.grade} breach is found, a {graver.grade} one is found too",
        "the graver breach is easier to commit than the lesser one, so the grades have probably been exchanged",
        "ask for more where the breach is graver", (graver.span,),
    )  # fmt: skip


def implies(stricter: Condition, easier: Condition) -> bool:
    """Whether the second holds whenever the first does: the same measure, no higher a number, no narrower a window; of
    averages in the same blocks no higher an average and no greater an error."""
    same = (stricter.measure, stricter.of_grade) == (easier.measure, easier.of_grade)
    if not same or stricter.measure is Measure.NOT_DONE:
        return False
    if stricter.measure is Measure.AVERAGE:
        blocks = (stricter.window, stricter.looked_at) == (easier.window, easier.looked_at)
        return blocks and stricter.at_least >= easier.at_least and stricter.error <= easier.error
    return stricter.at_least >= easier.at_least and contains(easier.window, stricter.window)


def _terms(condition: Condition) -> tuple[object, ...]:
    exact = (condition.error, condition.looked_at)
    return condition.measure, condition.at_least, condition.window, condition.of_grade, exact


def _rank(draft: Draft, condition: Condition) -> int:
    return draft.accord.grades.index(condition.grade)


def grade_never_given(draft: Draft) -> Iterator[Problem]:
    """Grades that the head lists of its own and that no line gives."""
    if draft.accord.grades == DEFAULT_GRADES or not any(n.conditions for n in draft.norms):
        return
    given = {c.grade for n in draft.norms for c in n.conditions}
    for grade in draft.accord.grades:
        if grade not in given:
            yield warning(
                "A0307", draft.accord.span, f"no line ever gives a {grade} breach",
                "a grade that cannot be reached promises something that never comes",
                f"add a line `{grade} breach when ...`, or take the grade away",
            )  # fmt: skip


CHECKS: tuple[Check, ...] = (fit_their_sentence, missing, windows, escalations, said_twice, grade_never_given)
