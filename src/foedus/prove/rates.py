"""Rates given by whoever asks: how often members are away or err, what the accused does, how often evidence misleads.

None is built in. Each number may be an interval [low, high]; what follows from it is then an interval too (Q7b).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from foedus.basics.instant import Period


class Odds(NamedTuple):
    """A number between two others, both included; where it is known, the two are equal."""

    low: Fraction
    high: Fraction

    @property
    def is_known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """The numbers at which a thing that is linear in it can be least or greatest."""
        return (self.low,) if self.is_known else (self.low, self.high)


NEVER, ALWAYS = Odds(Fraction(0), Fraction(0)), Odds(Fraction(1), Fraction(1))


class When(StrEnum):
    """When somebody acts who acts at all."""

    AT_ONCE = "at once"
    AT_THE_LIMIT = "at the limit"
    """A member: at the end of its duty, where the text gives it one (P2h), else at the limit of its body."""


class MemberRates(NamedTuple):
    """How often a member votes at all, and how often it then errs, of a true breach and of one that never was."""

    available: Odds
    errs_on_true: Odds
    errs_on_false: Odds

    def says(self, of_true: bool) -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
        """The chances that it votes for what is right, that it votes against it, and that it is silent: at each corner
        of its intervals."""
        errs = self.errs_on_true if of_true else self.errs_on_false
        corners = ((a * (1 - e), a * e, 1 - a) for a in self.available.ends for e in errs.ends)
        return tuple(dict.fromkeys(corners))


@dataclass(frozen=True, slots=True)
class BodyRates:
    """A body: how its members vote, by name in the order of the accord, and when."""

    members: Mapping[str, MemberRates]
    votes: When


@dataclass(frozen=True, slots=True)
class AccusedRates:
    """What the accused does, of a true breach and of one that never was. A challenge is told by None where it is as bad
    as can be for what is asked (`worst`). challenges: when, if it does."""

    challenges_true: Odds | None
    challenges_false: Odds | None
    challenges: When
    makes_good_true: Odds = NEVER
    makes_good_false: Odds = NEVER


class Detected(NamedTuple):
    """That a true breach is found within a period, by a chance."""

    within: Period
    probability: Odds


@dataclass(frozen=True, slots=True)
class Asked:
    """What the chances are held to; None what is not asked."""

    award_within: Period | None = None
    award_probability: Fraction | None = None
    false_award_below: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """All that was given. bodies: by name, each one that votes. accused: None where the text lets it do nothing.
    judged: False where nothing is said of either, in what `foedus rates` measured alone.

    false_per_year: findings of breaches that never were, None if not given. detected: in the order of the periods, none
    if not given: then times count from the finding. lifetime_years: None: the time in force.
    """

    bodies: Mapping[str, BodyRates]
    accused: AccusedRates | None
    false_per_year: Odds | None = None
    detected: tuple[Detected, ...] = ()
    lifetime_years: Fraction | None = None
    asked: Asked = Asked()
    judged: bool = True
