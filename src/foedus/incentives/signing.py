"""Who would sign: C1, C3 and C6 of any promise, over draws and, without draws, over all that one may believe (V12).

What a promise is worth to somebody lies between what it has while the deal holds and after the award: it is
`w + s (A - w)`, where the *sway* `s` of the award, from 0 to 1, is the same for all whom the award concerns alike. It
rises with patience, with false certificates and with every consent that stands. So the least slack over all ranges lies
where `w` and `A` are least, `n` greatest and the sway at one of its ends: it is found, not searched for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np

from foedus.incentives.alternatives import UNKNOWN_OFFERS, Alternative, Offers, at_share
from foedus.incentives.corners import corners
from foedus.incentives.deal import Course, Values, power
from foedus.incentives.draws import Drawn, Shares, drawn, unknowns
from foedus.incentives.extremes import Ends
from foedus.incentives.stakes import Range, Side, Stakes
from foedus.incentives.weighing import Tested, course_of, executed

Sways: TypeAlias = Mapping[str, Values]
"""By side, how much of what the deal is worth to it is what it has after the award: 0 nothing, 1 all."""
_SIGN = ("peace", "no_agreement", "award")


def signers(stakes: Stakes) -> Iterator[tuple[Tested, Side]]:
    """Whoever must sign, each with the constraint that says whether it would."""
    yield Tested("C1", stakes.accused.name), stakes.accused
    yield Tested("C3", stakes.beneficiary.name), stakes.beneficiary
    yield from ((Tested("C6", side.name), side) for side in stakes.guarantors)


def sways(
    stakes: Stakes, values: Drawn, offers: Offers, more: Shares, award: Alternative, executes: Values | None = None
) -> Sways:
    """The sway of the award, by side. more: UNKNOWN_OFFERS columns for what is supposed of other promises. executes:
    the chance that what is certified has its award, if it is known already (V4)."""
    names = [side.name for side in stakes.sides]
    match award:
        case Alternative.ON_BREACH | Alternative.MORE_EYES:
            awarded = executed(stakes, values) if executes is None else executes
            return dict.fromkeys(names, _of_course(course_of(values, awarded)))
        case Alternative.NOW:
            return dict.fromkeys(names, 1.0)
        case Alternative.NEVER:
            return dict.fromkeys(names, 0.0)
        case Alternative.DATED:
            return dict.fromkeys(names, power(values.patience, offers.dated))
        case Alternative.PLEDGE:
            alone = _of_course(course_of(values, at_share(offers.pledge_stands, more[:, 1])))
            weaker = alone * at_share(offers.strength, more[:, 0])
            ally = stakes.guarantors[0].name
            return {stakes.accused.name: weaker, stakes.beneficiary.name: weaker, ally: alone}


def _of_course(course: Course) -> Values:
    return course.patience * course.false_awards / course.horizon


def slack(own: Mapping[str, Values], sway: Values) -> Values:
    """What signing brings beyond having no agreement, in a period."""
    return (1 - sway) * own["peace"] + sway * own["award"] - own["no_agreement"]


def signing(
    stakes: Stakes, values: Drawn, offers: Offers, more: Shares, award: Alternative, executes: Values | None = None
) -> Iterator[tuple[Tested, Values]]:
    """C1, C3 and C6 of those whose signature the promise needs, each with its slack in every draw."""
    found = sways(stakes, values, offers, more, award, executes)
    for tested, side in signers(stakes):
        if side.name in found:
            yield tested, slack(values.sides[side.name], found[side.name])


def ends(stakes: Stakes, offers: Offers, award: Alternative) -> Iterator[tuple[Tested, Ends]]:
    """The least and the greatest slack of each who must sign, whatever one believes within the ranges.

    Exact, a ranking of the numbers included; only one of `stands` is left out, which can make the two ends lie further
    apart than they do.
    """
    count = len(unknowns(stakes))
    both = np.vstack([np.zeros(count), np.ones(count)])
    more = np.vstack([np.zeros(UNKNOWN_OFFERS), np.ones(UNKNOWN_OFFERS)])
    found = sways(stakes, drawn(stakes, both), offers, more, award)
    for tested, side in signers(stakes):
        if side.name in found:
            peace, without, awarded = corners(side, _SIGN).T[:, :, None]
            reached = slack({"peace": peace, "no_agreement": without, "award": awarded},
                            np.broadcast_to(found[side.name], 2))  # fmt: skip
            yield tested, Ends(float(reached.min()), float(reached.max()))


def spread(found: Values, draws: int) -> Range:
    """From the 5th to the 95th percentile of what has a number in every draw, or one in all."""
    low, high = np.percentile(np.broadcast_to(found, draws), (5, 95))
    return Range(float(low), float(high))
