"""The conditional guarantee as a repeated game: what each side has of keeping it, and what of breaking it (rule V1).

Every function takes numbers or arrays that go together (draws of payoffs nobody knows exactly) and gives the like. Only
sums, products and quotients occur, which IEEE 754 rounds the same everywhere, so that every machine gives the same.

Values are per period, in each party's own unit. The award is for good: after it, a party has what it then has in every
period. Letters, as in docs/incentives.md: `w` while the deal holds, `n` without agreement, `a_` after the award.
Each constraint is a *slack*: it holds where that is not negative.
Source: one-shot-deviation principle for perfect public equilibria (Abreu, Pearce and Stacchetti 1990); the closed forms
are derived in docs/incentives.md and held against game trees in the tests.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Values: TypeAlias = Any
"""A float, or an array of floats; those of one call have the same shape or can be broadcast to one."""


class Course(NamedTuple):
    """How a deal runs by itself. patience: what a period later is worth now, 0 up to but not 1, that those who decide
    are still there included. false: chance in a period of a certified breach though all comply. executed: chance that
    what is certified has its award (rule V4)."""

    patience: Values
    false: Values
    executed: Values

    @property
    def false_awards(self) -> Values:
        """Chance in a period of an award though all comply."""
        return self.false * self.executed

    @property
    def horizon(self) -> Values:
        """One less what is left of the deal a period later: 1 / horizon periods count in all."""
        return 1 - self.patience * (1 - self.false_awards)


def worth(course: Course, kept: Values, awarded: Values) -> Values:
    """What the deal is worth to somebody while all comply: between what it has while it holds and after an award."""
    lasting = (1 - course.patience) * kept
    return (lasting + course.patience * course.false_awards * awarded) / course.horizon


def carrot(course: Course, kept: Values, awarded: Values, no_agreement: Values) -> Values:
    """C1, C3, C6: what signing brings beyond having no agreement, in a period."""
    return worth(course, kept, awarded) - no_agreement


def largest_gain(course: Course, found: Values, kept: Values, awarded: Values) -> Values:
    """What a violation may bring at most, once, for complying to pay: found is the chance that it is certified."""
    return course.patience * course.executed * (found - course.false) * (kept - awarded) / course.horizon


def stick(course: Course, found: Values, kept: Values, awarded: Values, gain: Values) -> Values:
    """C2: what a violation costs beyond what it brings."""
    return largest_gain(course, found, kept, awarded) - gain


def own_stick(
    course: Course, found: Values, kept: Values, awarded: Values, sanctioned: Values, gain: Values
) -> Values:  # fmt: skip
    """C5: what a violation of the beneficiary's own costs beyond what it brings, once, in periods.

    It has more to lose than peace: the award that a false certificate may yet bring. In a period one thing at most is
    certified though nobody did anything: a breach of the accused, and the award is made if it is executed; or one of
    its own, as often, and from then on it has what it has once `sanctioned`. found: the chance that its violation is.
    """
    later = 1 - course.patience
    at_stake = later * (kept - sanctioned) + course.patience * course.false_awards * (awarded - sanctioned)
    ends = course.horizon + course.patience * course.false
    return course.patience * (found - course.false) * at_stake / (later * ends) - gain


class Provocation(NamedTuple):
    """What comes of a staged breach. blamed: chance that it is certified as the other side's; exposed: that it is laid
    to who staged it; both together at most 1."""

    blamed: Values
    exposed: Values


def no_false_flag(
    course: Course, staged: Provocation, kept: Values, awarded: Values, after_exposure: Values, own_cost: Values
) -> Values:
    """C4: what staging a breach of the other side costs beyond what it brings, in a period."""
    value = worth(course, kept, awarded)
    won = course.executed * (staged.blamed - course.false) * (awarded - value)
    lost = staged.exposed * (value - after_exposure)
    return (1 - course.patience) * own_cost - course.patience * (won - lost)


def belief(prior: Values, found: Values, false: Values) -> Values:
    """How probable it is that a certified breach is real, by Bayes; 0 where nothing is ever certified.

    prior: how often a breach happens in a period. One that never happens cannot be believed in.
    """
    real, unreal = prior * found, (1 - prior) * false
    return real / (real + unreal + (real + unreal == 0))


def honours(
    real: Values, benefit: Values, cost: Values, loss: Values, revoking: Values = 0.0
) -> Values:
    """C7: what a guarantor has of standing by its consent beyond what it has of going back on it.

    real: belief that the breach is real; benefit: of honouring a real one. loss: of not honouring; revoking: what it
    costs beyond that to take back a consent that is deposited, 0 where none is.
    """
    return real * benefit - cost + loss + revoking


def no_moral_hazard(
    patience: Values, exposed: Values, cover_left: Values, awarded: Values, after_exposure: Values, own_cost: Values,
    gain: Values,
) -> Values:  # fmt: skip
    """C8: once the award is made, what provoking costs its beneficiary beyond what it brings, both once. Cover that is
    lost is lost for good, in every period from the next one on.

    cover_left: the share of the award's worth that it keeps if it is found to have provoked: 0 void, 1 all of it.
    """
    lost = exposed * (1 - cover_left) * (awarded - after_exposure)
    return own_cost + patience * lost / (1 - patience) - gain


def sustained(course: Course, delayed: Values, kept: Values, awarded: Values, gain: Values) -> Values:
    """C2 for a violation that goes on until its award: what complying is worth beyond it, in a period.

    delayed: mean of patience to the power of the periods until certification, from the law of delays. gain: in each
    period until then.
    """
    while_on = (1 - delayed) * (kept + gain) + delayed * course.executed * awarded
    return worth(course, kept, awarded) - while_on / (1 - delayed * (1 - course.executed))


def power(base: Values, exponent: int) -> Values:
    """By products alone, which every machine rounds the same."""
    found, square = 1.0 + 0.0 * base, base
    while exponent:
        if exponent & 1:
            found = found * square
        square, exponent = square * square, exponent >> 1
    return found
