"""What a finding must be to count: which grade, against whom, under which norm; and how many acts make one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from foedus.accord.model import Accord, Article, CalendarDay, Condition, Guarantee, Measure, Modality, Norm, Window
from foedus.basics.betting import Wealth
from foedus.basics.instant import Unit
from foedus.basics.problem import Problem, shortened

A_MONTH_DAYS = 30
DAYS_OF = {Unit.MINUTE: 1 / 1440, Unit.HOUR: 1 / 24, Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}
"""The longest that a unit can be, in days."""


@dataclass(frozen=True)
class Aim:
    """What is looked for: a finding of a grade, under a prohibition, against one of some parties.

    norm: address of the prohibition. chain: the condition that gives the grade, and where it counts breaches the one
    that gives those, and so on down to one that counts acts or casualties, or tests their average.
    """

    norm: str
    grade: str
    parties: tuple[str, ...]
    chain: tuple[Condition, ...]

    @property
    def counted(self) -> Condition:
        """The condition that counts acts or casualties."""
        return self.chain[-1]

    @property
    def waves(self) -> int:
        """How many breaches of the least grade in the chain make one of the grade asked; 1 where acts make it."""
        return prod(c.at_least for c in self.chain[:-1])

    @property
    def least_acts(self) -> int:
        """The fewest acts that are such a breach; a condition that counts casualties can be met by one act. On an
        average, the fewest that are one from the first day on, if they are spread evenly over a month."""
        match self.counted.measure:
            case Measure.COUNT:
                return self.waves * self.counted.at_least
            case Measure.AVERAGE:
                return self.waves * _spread_evenly(self.counted)
            case _:
                return self.waves

    @property
    def gap_days(self) -> int:
        """Days from one wave to the next, so that they are told apart and yet lie within what counts them."""
        if self.waves == 1:
            return 0
        return max(1, int(days_of(self.chain[-2].window) // self.chain[-2].at_least))

    def under(self, accord: Accord) -> Norm:
        """The prohibition, in this accord or another with the same articles."""
        return next(n for n in accord.norms if n.address == self.norm)


def aim_of(accord: Accord, grade: str = "", by: str = "") -> Aim | Problem:
    """What a guarantee waits for, if nothing else is asked; without any the gravest grade, against each party.

    The prohibition is the first, in the order of the text, that acts can breach at that grade.
    """
    guarantees = [p for a in accord.articles for p in a.provisions if isinstance(p, Guarantee)]
    first = next((g for g in guarantees if grade in ("", g.grade) and by in ("", g.by)), None)
    grades = [grade] if grade else [first.grade] if first else list(reversed(accord.grades))
    asked = by or (first.by if first else "")
    for each in grades:
        for norm in accord.norms:
            parties = tuple(p for p in accord.bound_by(norm) if asked in ("", p))
            chain = _chain(norm, each) if norm.modality is Modality.MUST_NOT and not norm.failing else ()
            if parties and chain:
                return Aim(norm.address, each, parties, chain)
    what = f"no count of acts makes {f'a {grade}' if grade else 'any'} breach{f' by {asked}' if asked else ''} in"
    if by and by not in accord.party_names:
        what = f"`{shortened(by)}` is no party of"
    elif grade and grade not in accord.grades:
        what = f"`{shortened(grade)}` is no grade of"
    return Problem(
        "W0101", None, f"{what} {accord.name}",
        "only what is forbidden, and breached by a number of acts or casualties, can be tried out by adding acts",
        f"ask for another grade ({', '.join(accord.grades)}) or party ({', '.join(accord.party_names)})",
    )  # fmt: skip


def _chain(norm: Norm, grade: str, above: Sequence[str] = ()) -> tuple[Condition, ...]:
    """Acts before casualties before breaches of a lesser grade before averages."""
    own = [c for c in norm.conditions if c.grade == grade]
    for measure in (Measure.COUNT, Measure.CASUALTIES):
        for condition in own:
            if condition.measure is measure:
                return (condition,)
    for condition in own:
        if condition.measure is Measure.BREACHES and condition.of_grade not in above:
            rest = _chain(norm, condition.of_grade, (*above, grade))
            if rest:
                return (condition, *rest)
    return tuple(c for c in own if c.measure is Measure.AVERAGE)[:1]


def _spread_evenly(condition: Condition) -> int:
    """So many as make evidence of an average pass within a month, as many in each block."""
    blocks = max(1, int(A_MONTH_DAYS // days_of(condition.window)))
    each = condition.at_least
    while True:
        each, wealth = each + max(1, each // 8), Wealth(condition.at_least)
        for _ in range(blocks):
            wealth = wealth.after(each)
        if wealth.passes(condition.error):
            return each * blocks


def days_of(window: Window) -> float:
    """The longest that a window can be, in days; 0 where there is none."""
    if window is None:
        return 0
    return 1 if isinstance(window, CalendarDay) else window.count * DAYS_OF[window.unit]


def reach_days(accord: Accord, norm: Norm) -> int | None:
    """How far apart two incidents can be and still bear on one finding, in whole days; None: any time apart."""
    if any((c.window is None and c.at_least > 1) or c.measure is Measure.AVERAGE for c in norm.conditions):
        return None
    longest = sum(sorted((days_of(c.window) for c in norm.conditions), reverse=True)[:2])
    same = days_of(accord.evidence.same_incident.period)
    return 2 * (int(longest + same) + 1)


def with_norm(accord: Accord, norm: Norm) -> Accord:
    """The accord with one norm written otherwise; its address tells which."""
    return replace(accord, articles=tuple(_with_norm(a, norm) for a in accord.articles))


def _with_norm(article: Article, norm: Norm) -> Article:
    return replace(article, provisions=tuple(
        norm if isinstance(p, Norm) and p.address == norm.address else p for p in article.provisions
    ))  # fmt: skip
