"""Intervals and logarithms, against figures of the literature and of exact arithmetic."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.probability import SURE
from foedus.incident.measured import EXACT_UP_TO, count_between, milli_nats, share_of, share_of_groups


@pytest.mark.parametrize(
    ("seen", "low", "high"),
    [(0, "0", "3.689"), (1, "0.025", "5.572"), (5, "1.623", "11.668"), (100, "81.364", "121.627")],
)
def test_the_interval_of_a_count_is_garwoods(seen: int, low: str, high: str) -> None:
    found = count_between(seen)
    assert [round(x, 3) for x in (found.low, found.high)] == [Fraction(low), Fraction(high)]


def test_where_the_exact_interval_ends_the_score_interval_goes_on() -> None:
    exact, score = count_between(EXACT_UP_TO), count_between(EXACT_UP_TO + 1)
    assert 0 < score.low - exact.low < 3 and 0 < score.high - exact.high < 3


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(0, 10, 0, 277_533), (5, 10, 236_593, 763_407), (10, 10, 722_467, 1_000_000)]
)
def test_the_interval_of_a_share_is_wilsons(hits: int, trials: int, low: int, high: int) -> None:
    found = share_of(hits, trials)
    assert abs(found.low // 1_000 - low) <= 1 and abs(found.high // 1_000 - high) <= 1


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_its_share_and_narrows_with_more_trials(hits: int, more: int) -> None:
    trials = hits + more
    found = share_of(hits, trials)
    if not trials:
        assert (found.best, found.low, found.high) == (None, 0, SURE)
        return
    assert found.best is not None and found.low <= found.best * SURE <= found.high
    wider = share_of(4 * hits, 4 * trials)
    assert wider.high - wider.low <= found.high - found.low


def test_trials_that_stand_and_fall_together_say_less_than_as_many_apart() -> None:
    together = share_of_groups([(10, 10)] * 9 + [(0, 10)])
    apart = share_of_groups([(9, 10)] * 10)
    assert together.best == apart.best == Fraction(9, 10)
    assert together.high - together.low > share_of(90, 100).high - share_of(90, 100).low > apart.high - apart.low
    assert share_of_groups([(9, 10)]).low == 0, "of one group nothing can be said"


@pytest.mark.parametrize(("ratio", "nats"), [("1", 0), ("2", 693), ("0.5", -693), ("1000", 6908), ("1.0005", 0)])
def test_milli_nats_are_rounded_once(ratio: str, nats: int) -> None:
    assert milli_nats(Decimal(ratio)) == milli_nats(Fraction(ratio)) == nats
