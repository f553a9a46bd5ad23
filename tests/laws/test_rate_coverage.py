"""Whether the intervals of `rates` hold the truth as often as they say, in made worlds in which it is known."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import comb
from typing import NamedTuple

import numpy as np
import pytest

from foedus.replay.clustered import blocks_of, share_between, worth_of
from rates_values import act, deal, rates, watched
from trials import SOAKS

CONFIRMED = 0.7
NEEDED, ACTS = 4, 6
TRUTH = sum(comb(ACTS, n) * CONFIRMED**n * (1 - CONFIRMED) ** (ACTS - n) for n in range(NEEDED, ACTS + 1))


class World(NamedTuple):
    """How long and dense a record is, and how many violations are put into it."""

    years: int
    a_month: int
    repetitions: int


SHORT, OFTEN, LONGER = World(1, 3, 30), World(1, 3, 300), World(2, 8, 300)


@cache
def held(world: World, seed: int) -> bool:
    """Whether the interval of a record of independent acts holds the truth. Each act is confirmed, told by two who are
    no party, with the same chance; of a violation of six, four must be."""
    chance = np.random.Generator(np.random.Philox(key=seed))
    days = chance.choice(np.arange(1, 365 * world.years), world.years * 12 * world.a_month, replace=False)
    told = [
        report for day in sorted(map(int, days))
        for report in act(-day, ("Monitor", "Agency") if chance.random() < CONFIRMED else ("Monitor",))
    ]  # fmt: skip
    found = rates(deal(count=NEEDED), [*told, *watched()], [ACTS], repetitions=world.repetitions, seed=seed)
    [cell] = found.cells
    assert cell.found is not None and cell.tried == world.repetitions
    return cell.found.low <= TRUTH <= cell.found.high


def test_an_interval_of_a_short_record_holds_the_truth() -> None:
    assert sum(held(SHORT, seed) for seed in range(12)) >= 11


@pytest.mark.skipif(not SOAKS, reason="takes minutes")
@pytest.mark.parametrize("world", [SHORT, OFTEN, LONGER])
def test_intervals_hold_the_truth_95_times_in_100(world: World) -> None:
    assert sum(held(world, seed) for seed in range(25)) >= 21


def test_trials_are_worth_no_more_than_the_acts_that_tell_them() -> None:
    apart = [(f"{n}a", f"{n}b") for n in range(9)]
    assert worth_of(apart) == 9, "each told by its own acts"
    assert worth_of(apart * 50) == 9, "told again and again by the same"
    assert worth_of([("a", "b"), ("a", "c")]) == Fraction(4, 3), "two that share one of two acts"
    assert worth_of([]) == 0


def test_what_is_told_again_and_again_is_no_surer() -> None:
    trials, blocks = [(day, day % 4 > 0) for day in range(0, 360, 10)] * 9, blocks_of(360, 10, 1)
    alone, again = share_between(trials, blocks), share_between(trials, blocks, Fraction(9))
    assert alone is not None and again is not None and again.best == alone.best
    assert again.high - again.low > 1.5 * (alone.high - alone.low)
