"""A clause on an average errs in no more lifetimes than it says, however incidents cluster and whoever aims at it, and
finds a breach about as soon as any such clause can (F10)."""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from foedus.basics.betting import PARTS, SHARES, UNIT, Wealth, blocks_to_pass, passings, stake_of
from foedus.basics.probability import SURE
from foedus.incentives.charts import information, passed_by_betting
from trials import SOAKS, examples

Counts = NDArray[np.int64]
LEVEL, ERROR = 0.001, SURE // 1000
PART = 5_000
LIFETIMES = 100_000 if SOAKS else 10_000
DAYS = 3 * 365


def poisson(random: Generator, mean: float, shape: tuple[int, int]) -> Counts:
    """Incidents that have nothing to do with each other."""
    return random.poisson(mean, shape)


def clustered(random: Generator, mean: float, shape: tuple[int, int]) -> Counts:
    """Days whose variance is three times their mean."""
    return random.negative_binomial(mean / 2, 1 / 3, shape)


def in_salvoes(random: Generator, mean: float, shape: tuple[int, int]) -> Counts:
    """Nothing on most days, then twenty-five times the average at once."""
    return np.where(random.random(shape) < 1 / 25, round(25 * mean), 0)


def in_waves(random: Generator, mean: float, shape: tuple[int, int]) -> Counts:
    """Salvoes of ten times the average for as long as the last day was quiet, else single incidents."""
    counts = np.zeros(shape, dtype=np.int64)
    for day in range(shape[1]):
        quiet = counts[:, day - 1] == 0
        salvoes = np.where(random.random(shape[0]) < 1 / 10, round(10 * mean), 0)
        counts[:, day] = np.where(quiet, salvoes, random.poisson(mean, shape[0]))
    return counts


@pytest.mark.parametrize("kind", [poisson, clustered, in_salvoes, in_waves])
@pytest.mark.parametrize("allowed", [1, 4])
def test_under_compliance_few_lifetimes_ever_end_in_a_finding(kind, allowed: int) -> None:  # type: ignore[no-untyped-def]
    """Three years, looked at every day, at exactly the average that is allowed."""
    random = Generator(Philox(key=11))
    false = sum(
        int(np.count_nonzero(passed_by_betting(kind(random, allowed, (PART, DAYS)), allowed, LEVEL)))
        for _ in range(LIFETIMES // PART)
    )
    assert 0 < false <= LEVEL * LIFETIMES, "below its bound, and not because nothing is ever found"


def test_who_aims_at_a_finding_and_keeps_the_average_has_no_better_chance() -> None:
    """Each day just enough for a finding, with the chance that keeps the average, else nothing: worked out exactly."""
    allowed, error = 2, SURE // 20
    wealth, never = Wealth(allowed), Fraction(1)
    for _ in range(200):
        enough = bisect_left(range(10**9), True, key=lambda count: wealth.after(count).passes(error))
        never *= 1 - Fraction(allowed, max(allowed, enough))
        wealth = wealth.after(0)
    assert Fraction(8, 10) / 20 < 1 - never <= Fraction(1, 20), "it holds, and little would have to change to break it"


@given(
    st.lists(st.integers(0, 40), max_size=12), st.integers(1, 5),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=4), st.integers(1, 24),
)  # fmt: skip
@settings(max_examples=examples(200))
def test_nobody_expects_to_win_who_bets_against_a_party_that_complies(
    before: list[int], allowed: int, spread: list[tuple[int, int]], looked: int
) -> None:
    """Whatever came before, and however the counts of the next block are spread, by exact fractions."""
    wealth = Wealth(allowed)
    for count in before:
        wealth = wealth.after(count)
    whole = sum(weight for _, weight in spread)
    mean = Fraction(sum(count * weight for count, weight in spread), whole)
    share = min(Fraction(1), Fraction(allowed * looked, 24) / mean) if mean else Fraction(1)
    of_some = sum(Fraction(weight, whole) * wealth.after(count, looked, 24).total for count, weight in spread)
    expected = share * of_some + (1 - share) * wealth.after(0, looked, 24).total
    assert expected <= wealth.total
    assert all(a.won >= 0 for a in wealth.after(0, looked, 24).accounts)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40), st.integers(1, 3), st.data())
@settings(max_examples=examples(100))
def test_one_incident_more_never_makes_the_first_finding_later(
    counts: list[int], allowed: int, data: st.DataObject
) -> None:
    """So what is known late can only bring it forward, and what was passed stays passed."""
    at = data.draw(st.integers(0, len(counts) - 1))
    more = [count + (n == at) for n, count in enumerate(counts)]
    first, again = (passings(dict(enumerate(c)), allowed, SURE // 10) for c in (counts, more))
    assert not first or again[0].block <= first[0].block


def test_all_that_is_bet_is_what_there_was() -> None:
    wealth, placed = Wealth(1), 0
    for block in range(2_000):
        placed += len(SHARES) * stake_of(block)
        wealth = wealth.after(1)  # exactly the average: no bet wins or loses
        assert wealth.unplaced == UNIT - placed
        assert wealth.unplaced >= 0
    assert wealth.total == UNIT
    assert stake_of(0) == UNIT // (2 * len(SHARES))
    assert max(SHARES) <= PARTS


# -- how soon ----------------------------------------------------------------------------------------------------------


def law(kind: str, mean: float) -> NDArray[np.float64]:
    """The chances of 0, 1, 2, ... of Poisson, or of clusters with three times the variance."""
    counts = range(int(mean * 8 + 150))
    if kind == "poisson":
        return np.array([math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in counts])
    size = mean / 2
    logs = [math.lgamma(size + n) - math.lgamma(size) - math.lgamma(n + 1) + n * math.log(2 / 3) for n in counts]
    return np.array([math.exp(each - size * math.log(3)) for each in logs])


@pytest.mark.parametrize("kind", ["poisson", "clustered"])
@pytest.mark.parametrize("times", [1.5, 2, 3, 5])
@pytest.mark.parametrize("allowed", [1, 3, 20])
def test_a_breach_is_found_about_as_soon_as_theory_allows(kind: str, times: float, allowed: int) -> None:
    """Within 1.5 times log(1 / error) over the information against the nearest law that keeps the average."""
    theory = math.log(1 / LEVEL) / information(law(kind, allowed * times), allowed)
    draw = poisson if kind == "poisson" else clustered
    counts = draw(Generator(Philox(key=13)), allowed * times, (2_000, int(9 * theory) + 20))
    passed = passed_by_betting(counts, allowed, LEVEL)
    assert (passed > 0).all()
    assert 0.8 <= float(passed.mean()) / theory <= 1.5


@pytest.mark.parametrize("begins", [30, 365, 1_000])
def test_a_breach_that_begins_late_costs_the_logarithm_of_when(begins: int) -> None:
    allowed, times = 2, 3
    random = Generator(Philox(key=14))
    quiet, breach = poisson(random, 1.0, (1_000, begins)), poisson(random, allowed * times, (1_000, 120))
    reach = math.log(1 / LEVEL) + math.log(UNIT / (len(SHARES) * stake_of(begins)))
    theory = reach / information(law("poisson", allowed * times), allowed)
    passed = passed_by_betting(np.hstack([quiet, breach]), allowed, LEVEL)
    late = passed[passed > begins]
    assert len(late) >= 990
    assert 0.5 <= float(late.mean() - begins) / theory <= 1.5


@pytest.mark.parametrize(("allowed", "times"), [(1, 2), (1, 3), (2, 2), (5, 3), (30, 2), (500, 3)])
def test_the_delay_that_is_told_to_the_drafter_is_that_of_simulation(allowed: int, times: int) -> None:
    told = blocks_to_pass(allowed, times, ERROR)
    counts = poisson(Generator(Philox(key=15)), allowed * times, (1_000, 6 * told))
    passed = passed_by_betting(counts, allowed, LEVEL)
    assert (passed > 0).all()
    assert 0.75 <= float(passed.mean()) / told <= 1.15


# -- whole numbers and floating point ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mean", [1.0, 1.3, 2.0, 4.0])
def test_simulations_pass_when_findings_do(mean: float) -> None:
    counts = clustered(Generator(Philox(key=16)), mean, (200, 300))
    quick = passed_by_betting(counts, 1, LEVEL)
    for row, passed in zip(counts, quick, strict=True):
        exact = passings({n: int(c) for n, c in enumerate(row) if c}, 1, ERROR)
        assert passed == (exact[0].block + 1 if exact else 0)
