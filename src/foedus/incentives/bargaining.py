"""Why deals fail between sides that know all there is to know: a promise for later can be the reason to fight now (M2).

Source: Fearon, "Rationalist Explanations for War", International Organization 49 (1995) 379-414, sections on the
bargaining range and on commitment; the conditions are derived again in docs/incentives.md. What is disputed is worth 1
in each period; costs of fighting are paid once.
"""

from __future__ import annotations

from typing import NamedTuple

from foedus.incentives.deal import Values, power


class Settlement(NamedTuple):
    """The shares of one side that both prefer to fighting; there is one wherever no cost is negative."""

    least: Values
    most: Values


def bargaining_range(wins: Values, own_cost: Values, other_cost: Values) -> Settlement:
    """What a side can be given: no less than fighting brings it, and so much that the other has no less either.

    wins: the chance that it would win all; costs in shares of what is disputed. Beyond 0 and 1 nothing can be given.
    """
    return Settlement(wins - own_cost, wins + other_cost)


def pull_to_war(patience: Values, wins: Values, wins_later: Values, cost: Values, shift: Values = 1.0) -> Values:
    """What a side that will be weaker gains by fighting now, beyond the most that it can be given in peace: positive
    where no division of what is disputed keeps it from fighting, though both would gain by one (a commitment problem).

    wins, wins_later: the chances of the side that grows stronger, before and after; cost: of the side that declines.
    shift: the chance in each period that strength has shifted, for good, by the next. 1: it surely does, as on the eve
    of a date; 0: it never does. Per period. The declining side can have all until then, and afterwards what fighting
    would bring it; with a sure shift that is too little where patience * wins_later - wins > cost * (1 - patience)^2.
    """
    after = (1 - wins_later) - cost * (1 - patience)
    peace = (1 - patience + patience * shift * after) / (1 - patience * (1 - shift))
    return (1 - wins) - cost * (1 - patience) - peace


def pull_of_waiting(patience: Values, wins: Values, wins_then: Values, cost: Values, periods: int) -> Values:
    """What a side that will be weaker after so many periods gains by fighting now, beyond all of what is disputed until
    then and what fighting would bring it afterwards: positive where it would rather fight now than wait. Per period.

    For one period it is `pull_to_war` with a sure shift: `p^t w2 - w1 > c (1 - p) (1 - p^t)`.
    """
    later = power(patience, periods)
    return later * wins_then - wins - cost * (1 - patience) * (1 - later)
