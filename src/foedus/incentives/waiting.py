"""Who gains leverage by waiting: who needs the deal less later, and who would be stronger (rule V14a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from foedus.incentives.bargaining import bargaining_range, pull_of_waiting
from foedus.incentives.deal import Values, worth
from foedus.incentives.draws import Drawn, drawn, shares, unknowns
from foedus.incentives.leaving import stands_by
from foedus.incentives.positions import Positions, Waiting
from foedus.incentives.signing import signers, spread
from foedus.incentives.stakes import Range, Stakes
from foedus.incentives.weighing import course_of

_SURE = 0.95
"""Who gains is told where it does in so large a share of the draws; what lies between hangs on a guess."""


class Leverage(StrEnum):
    """What somebody has of waiting."""

    GAINS = "gains"
    LOSES = "loses"
    SAME = "stays the same"
    OPEN = "hangs on a guess"


class Outside(NamedTuple):
    """What waiting does to what somebody has without agreement. better, worse: shares of the draws in which it then has
    more, or less; signs, signs_then: in which it would sign, now and then."""

    leverage: Leverage
    better: float
    worse: float
    signs: float
    signs_then: float


class Strength(NamedTuple):
    """What waiting does to what fighting would bring. stronger: share of the draws in which the beneficiary's chance is
    larger then. most, most_then: what it can be given at most before the accused would rather fight, 5th to 95th
    percentile, now and then; fights: share of the draws in which the accused would rather fight now than wait, though
    it had all of what is disputed until then."""

    leverage: Leverage
    stronger: float
    most: Range
    most_then: Range
    fights: float


@dataclass(frozen=True, slots=True)
class Later:
    """One time that somebody speaks of. periods: None for once the award is made."""

    periods: int | None
    waiting: Waiting | None
    outside: Mapping[str, Outside]
    strength: Strength | None


def leverage(stakes: Stakes, positions: Positions, draws: int, seed: int) -> tuple[Later, ...]:
    """Of every time that the file speaks of, who then needs the deal less, and who is stronger; none where it speaks of
    none."""
    values = drawn(stakes, shares(draws, len(unknowns(stakes)), seed))
    found = [_later(stakes, values, each, draws, seed + 40 + 2 * n) for n, each in enumerate(positions.waiting)]
    if stakes.strength is not None:
        fought = values.strength
        found.insert(0, Later(None, None, {}, _strength(values, fought["wins_later"], draws, 1)))
    return tuple(found)


def _later(stakes: Stakes, values: Drawn, then: Waiting, draws: int, seed: int) -> Later:
    course = course_of(values, stands_by(stakes, values))
    columns = shares(draws, len(then.no_agreement), seed)
    outside = {}
    for n, (who, given) in enumerate(then.no_agreement.items()):
        own = values.sides[next(side.name for _, side in signers(stakes) if side.name == who)]
        has = worth(course, own["peace"], own["award"])
        later = given.low + (given.high - given.low) * columns[:, n]
        now = np.broadcast_to(own["no_agreement"], draws)
        outside[who] = Outside(
            _told(float((later > now).mean()), float((later < now).mean())),
            float((later > now).mean()), float((later < now).mean()),
            float(np.mean(np.broadcast_to(has, draws) >= now)), float(np.mean(has >= later)),
        )  # fmt: skip
    strength = None
    if then.wins is not None:
        wins = then.wins.low + (then.wins.high - then.wins.low) * shares(draws, 1, seed + 1)[:, 0]
        strength = _strength(values, wins, draws, then.periods)
    return Later(then.periods, then, outside, strength)


def _strength(values: Drawn, then: Values, draws: int, periods: int) -> Strength:
    """What the beneficiary can be given at most is what fighting brings it and what that costs the accused."""
    now, cost = np.broadcast_to(values.strength["wins"], draws), values.strength["cost"] * (1 - values.patience)
    wins = np.broadcast_to(then, draws)
    up, down = float((wins > now).mean()), float((wins < now).mean())
    pull = pull_of_waiting(values.patience, now, wins, values.strength["cost"], periods)
    return Strength(
        _told(up, down), up, spread(bargaining_range(now, 0.0, cost).most, draws),
        spread(bargaining_range(wins, 0.0, cost).most, draws), float(np.mean(np.broadcast_to(pull, draws) > 0)),
    )  # fmt: skip


def _told(up: float, down: float) -> Leverage:
    if up >= _SURE:
        return Leverage.GAINS
    if down >= _SURE:
        return Leverage.LOSES
    return Leverage.SAME if up == down == 0 else Leverage.OPEN
