"""How likely an award is within a time after a true breach, and one for a breach that never was, from given rates (Q7).

Where all rates are numbers the results are exact. An interval is read as: whatever each rate is within it, for each
member and each vote by itself, even chosen with the votes before in view. So each result encloses what any fixed rates
within the intervals give, and is as narrow as that reading allows; nothing is supposed to rise or fall with a rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from foedus.basics.instant import Instant, Period, Unit
from foedus.procedure.rules import GuaranteeRule
from foedus.procedure.state import Breach, Stage
from foedus.prove.chain import Ballot, Chain, Corners, Final, Fork, chain
from foedus.prove.decide import Verdict
from foedus.prove.inquiry import Inquiry
from foedus.prove.rates import MemberRates, Odds, Rates

Pick: TypeAlias = Callable[[Sequence[Fraction]], Fraction]
"""The least or the greatest: who chooses within the intervals, or what the accused does."""
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was asked, and whether it holds: not decided where that depends on where in its interval a rate lies."""

    limit: Fraction
    odds: Odds
    verdict: Verdict


@dataclass(frozen=True)
class CourseChances:
    """The chances of one breach, and of all that go the same way.

    awards: (instant, chance of an award of a true breach by then), from the finding on. ends: how a true breach ends:
    None is the award, a stage is the end of a case without one. of_false: that a finding of such a breach that never
    was has the award.
    """

    breach: Breach
    true: Chain
    false: Chain
    awards: tuple[tuple[Instant, Odds], ...]
    ends: tuple[tuple[Stage | None, Odds], ...]
    of_false: Odds


@dataclass(frozen=True)
class GuaranteeChances:
    """The chances of one guarantee. Over its courses a result is as wide as all together: which breach, is not said.

    period: the time that is asked about. within: that a true breach has its award within it, counted from the breach,
    its detection included; None where nothing is asked. of_false: that a finding of a breach that never was has the
    award.
    in_lifetime: that there is such an award in so many `years`; None where no rate of such findings is given, or the
    accord has no end and no lifetime is given. below: the same, held to what is asked.
    """

    guarantee: GuaranteeRule
    period: Period | None
    courses: tuple[CourseChances, ...]
    within: Judged | None
    of_false: Odds
    years: Fraction | None
    in_lifetime: Odds | None
    below: Judged | None


def chances_of(inquiry: Inquiry, rates: Rates) -> GuaranteeChances:
    """Everything of one guarantee. Errors: TooLarge, as of `chain`."""
    courses = tuple(_course(inquiry, rates, breach) for breach in inquiry.breaches)
    of_false = _over(course.of_false for course in courses)
    years, per_year, asked = _years(inquiry, rates), rates.false_per_year, rates.asked
    in_lifetime = None if per_year is None or years is None else at_least_one(per_year, years, of_false)
    within = below = None
    if asked.award_within is not None and asked.award_probability is not None:
        odds = award_within(inquiry, rates, asked.award_within)
        within = Judged(asked.award_probability, odds, _reaches(odds, asked.award_probability))
    if asked.false_award_below is not None and in_lifetime is not None:
        below = Judged(asked.false_award_below, in_lifetime, _stays_below(in_lifetime, asked.false_award_below))
    return GuaranteeChances(inquiry.guarantee, asked.award_within, courses, within, of_false, years, in_lifetime, below)


def _course(inquiry: Inquiry, rates: Rates, breach: Breach) -> CourseChances:
    true, false = (chain(inquiry, rates, breach, is_true) for is_true in (True, False))
    stages = dict.fromkeys(final.place.stage for final in true.finals if final.awarded_at is None)
    return CourseChances(
        breach, true, false, tuple((at, award_by(true, at)) for at in true.award_instants),
        ((None, award_by(true)), *((stage, _ends(true, stage)) for stage in sorted(stages, key=list(Stage).index))),
        award_by(false),
    )  # fmt: skip


def award_by(found: Chain, by: Instant | None = None) -> Odds:
    """That the award has come by an instant, or at all. An accused that does its worst makes it least for a true
    breach, and greatest for one that never was."""

    def counts(final: Final) -> Fraction:
        return ONE if final.awarded_at is not None and (by is None or final.awarded_at <= by) else ZERO

    worst: Pick = min if found.is_true else max
    return Odds(expected(found, counts, min, worst), expected(found, counts, max, worst))


def _ends(found: Chain, stage: Stage) -> Odds:
    """That it ends without an award in a stage, the accused doing whatever makes that least, and most, likely."""

    def counts(final: Final) -> Fraction:
        return ONE if final.awarded_at is None and final.place.stage is stage else ZERO

    return Odds(expected(found, counts, min, min), expected(found, counts, max, max))


def expected(found: Chain, worth: Callable[[Final], Fraction], nature: Pick, accused: Pick) -> Fraction:
    """What the end is worth on average, if `nature` chooses within the intervals and the accused where it may."""
    value: dict[int, Fraction] = {}
    for number in found.backwards():
        knot = found.knots[number]
        match knot:
            case Final():
                value[number] = worth(knot)
            case Fork(odds=None):
                value[number] = accused([value[n] for n in (*knot.does, knot.lets)])
            case Fork(odds=odds):
                assert odds is not None
                does, lets = value[knot.does[0]], value[knot.lets]
                value[number] = nature([p * does + (1 - p) * lets for p in odds.ends])
            case Ballot():
                ends = {counts: nature([value[n] for n in knot.leads[counts]]) for counts in knot.leads}
                value[number] = counted(knot.members, ends, nature)
    return value[0]


def counted(members: Sequence[Corners], ends: Mapping[tuple[int, int], Fraction], nature: Pick) -> Fraction:
    """What a vote is worth on average. ends: what so many votes for what is right, and so many against it, are worth.

    Members vote independently. Worked out from the last member to the first: where a member's chances are an interval,
    the corner is chosen for each count of those before it. Cost: O(n^3) for n members.
    """
    after = dict(ends)
    for asked in range(len(members) - 1, -1, -1):
        after = {
            (right, wrong): nature([
                p * after[right + 1, wrong] + q * after[right, wrong + 1] + s * after[right, wrong]
                for p, q, s in members[asked]
            ])
            for right in range(asked + 1) for wrong in range(asked + 1 - right)
        }  # fmt: skip
    return after[0, 0]


def at_least(quorum: int, members: Sequence[MemberRates], of_true: bool = True) -> Odds:
    """That so many members vote for what is right."""
    size = len(members)
    corners = [member.says(of_true) for member in members]
    ends = {(r, w): ONE if r >= quorum else ZERO for r in range(size + 1) for w in range(size + 1 - r)}
    return Odds(counted(corners, ends, min), counted(corners, ends, max))


# -- detection, and a lifetime -----------------------------------------------------------------------------------------


def award_within(inquiry: Inquiry, rates: Rates, period: Period) -> Odds:
    """That an award comes within a time after a true breach, for whichever breach it is.

    Without rates of detection the breach is found as it happens. With them, all that is known is how likely it is found
    by some instants: to be safe it is found as late as that allows for the lower bound, and as early for the upper one,
    supposing that no award comes sooner because its breach is found later.
    """
    happened_at = inquiry.found_at
    by = inquiry.procedure.after(happened_at, period)
    delays = [happened_at, *(inquiry.procedure.after(happened_at, row.within) for row in rates.detected)]
    return _over(_detected(inquiry, rates, breach, delays, by) for breach in inquiry.breaches)


def _detected(inquiry: Inquiry, rates: Rates, breach: Breach, delays: Sequence[Instant], by: Instant) -> Odds:
    nothing = Odds(ZERO, ZERO)
    found = [nothing if at > by else award_by(chain(inquiry, rates, breach, True, at), by) for at in delays]
    if not rates.detected:
        return found[0]
    lows, highs = [each.low for each in found[1:]], [each.high for each in found]
    return Odds(
        _weighted(rates, [*lows, ZERO], min),  # what is not found by the last row is never found
        _weighted(rates, highs, max),  # or just after it
    )


def _weighted(rates: Rates, worth: Sequence[Fraction], pick: Pick) -> Fraction:
    """The average of what each row is worth, and of the last for what comes after all rows: linear in each row's
    chance, so least and greatest at the ends of its interval."""
    total = worth[-1]
    for n, row in enumerate(rates.detected):
        total += pick([p * (worth[n] - worth[n + 1]) for p in row.probability.ends])
    return total


def at_least_one(per_year: Odds, years: Fraction, each: Odds) -> Odds:
    """That something comes about at least once in so many years: 1 - e^-x for x = rate * years * chance of each.

    Findings come independently of each other, as often at any time (Poisson), and each is judged as if there were no
    other. The bounds enclose the number, which no fraction is equal to, within a billionth of a billionth.
    """
    low, high = per_year.low * years * each.low, per_year.high * years * each.high
    return Odds(_at_least_one(low).low, _at_least_one(high).high)


_FINE = 10**40
"""Parts in which the series is worked out, each term rounded away from what it is to bound."""
_SURELY = 64
"""For so large an x, e^-x is below 2^-64."""
_TERMS = 256
"""Each further term of the series of e^x, for x up to 64, is less than half of the one before."""


def _at_least_one(x: Fraction) -> Odds:
    """Bounds of 1 - e^-x."""
    if x == 0:
        return Odds(ZERO, ZERO)
    if x >= _SURELY:
        return Odds(1 - Fraction(1, 2**_SURELY), ONE)
    below = x.numerator * _FINE // x.denominator
    return Odds(1 - 1 / _series(below, False), 1 - 1 / _series(below + 1, True))


def _series(x: int, up: bool) -> Fraction:
    """A number that e^x is not below, or (`up`) not above; x in parts."""
    total, term = 0, _FINE
    for n in range(1, _TERMS):
        total += term
        term = -(-term * x // (_FINE * n)) if up else term * x // (_FINE * n)
    return Fraction(total + (2 * term if up else 0), _FINE)


def _years(inquiry: Inquiry, rates: Rates) -> Fraction | None:
    """The lifetime in years: as given, or the time in force as written, in calendar years and a part of the last."""
    procedure, end = inquiry.procedure, inquiry.procedure.in_force_until
    if rates.lifetime_years is not None or end is None:
        return rates.lifetime_years
    start, whole = procedure.in_force_from, 0
    while procedure.after(start, Period(whole + 1, Unit.YEAR)) <= end:
        whole += 1
    last, next_one = (procedure.after(start, Period(n, Unit.YEAR)) if n else start for n in (whole, whole + 1))
    return whole + Fraction(end - last, next_one - last)


def _over(odds: Iterator[Odds]) -> Odds:
    every = list(odds)
    return Odds(min(o.low for o in every), max(o.high for o in every))


def _reaches(odds: Odds, limit: Fraction) -> Verdict:
    return Verdict.KEPT if odds.low >= limit else Verdict.FALSE if odds.high < limit else Verdict.UNDECIDED


def _stays_below(odds: Odds, limit: Fraction) -> Verdict:
    return Verdict.KEPT if odds.high < limit else Verdict.FALSE if odds.low >= limit else Verdict.UNDECIDED
