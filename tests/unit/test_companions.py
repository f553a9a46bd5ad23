"""Companion models: bargaining, inspection and repeated play give the values that are known (cases A1-A8)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.incentives.bargaining import Settlement, bargaining_range, pull_to_war
from foedus.incentives.inspection import announced, worth_by_playing, worth_of_inspecting
from foedus.incentives.repeated import (
    best_symmetric_value,
    grim_slack,
    grim_value,
    punished_for,
    shortest_punishment,
)

shares = st.floats(0.01, 0.99)


@pytest.mark.parametrize(("periods", "inspections", "caught", "worth"), [
    (2, 1, "1", "-1/3"), (3, 1, "1", "-1/2"), (4, 2, "1", "-3/11"), (4, 2, "1/2", "-4/11"),
])  # fmt: skip
def test_A1_dreshers_inspection_game(periods: int, inspections: int, caught: str, worth: str) -> None:
    assert worth_of_inspecting(periods, inspections, Fraction(caught)) == Fraction(worth)
    assert worth_by_playing(periods, inspections, Fraction(caught)) == Fraction(worth)


@given(st.integers(0, 8), st.integers(0, 8), st.fractions(Fraction(1, 10), 3))
def test_A1_the_closed_form_is_what_playing_it_brings(periods: int, inspections: int, caught: Fraction) -> None:
    caught = caught.limit_denominator(20)
    assert worth_of_inspecting(periods, inspections, caught) == worth_by_playing(periods, inspections, caught)


@pytest.mark.parametrize(("caught", "false_alarm", "missed", "shift", "alarms", "misses"), [
    (2, 0.5, 1, 2, 0.007607, 0.665399), (1, 0.2, 1, 1.5, 0.069079, 0.493092),
])  # fmt: skip
def test_A2_the_least_false_alarms_at_which_staying_legal_pays(
    caught: float, false_alarm: float, missed: float, shift: float, alarms: float, misses: float
) -> None:
    found = announced(caught, false_alarm, missed, shift)
    assert found.false_alarms == pytest.approx(alarms, abs=1e-6) and found.misses == pytest.approx(misses, abs=1e-6)


def test_A3_the_range_of_deals_that_both_prefer_to_fighting() -> None:
    assert bargaining_range(0.6, 0.1, 0.15) == pytest.approx(Settlement(0.5, 0.75))
    assert bargaining_range(0.5, 0.2, 0.2) == pytest.approx(Settlement(0.3, 0.7))


@pytest.mark.parametrize(("patience", "now", "later", "cost", "pull"), [
    (0.9, 0.3, 0.6, 0.2, 0.24 - 0.002), (0.5, 0.4, 0.7, 0.3, -0.05 - 0.075),
])  # fmt: skip
def test_A4_a_shift_that_cannot_be_bought_off(
    patience: float, now: float, later: float, cost: float, pull: float
) -> None:
    assert pull_to_war(patience, now, later, cost) == pytest.approx(pull, abs=1e-12)


@given(shares, shares, shares, st.floats(0, 1), shares)
def test_A4_what_the_declining_side_is_worth_is_what_playing_it_brings(
    patience: float, now: float, later: float, cost: float, shift: float
) -> None:
    after = (1 - later) / (1 - patience) - cost
    peace = after
    for _ in range(6_000):
        peace = 1 + patience * (shift * after + (1 - shift) * peace)
    war = (1 - now) / (1 - patience) - cost
    assert pull_to_war(patience, now, later, cost, shift) == pytest.approx((war - peace) * (1 - patience), abs=1e-6)


@given(shares, shares, shares, st.floats(0, 1), shares)
def test_A4_a_promise_on_breach_pulls_less_than_one_for_a_date_and_none_without_false_alarms(
    patience: float, now: float, gained: float, cost: float, false_awards: float
) -> None:
    later = now + (1 - now) * gained
    dated, on_breach, never = (pull_to_war(patience, now, later, cost, e) for e in (1.0, false_awards, 0.0))
    assert never <= on_breach + 1e-12 and on_breach <= dated + 1e-12 and never < 0


@pytest.mark.parametrize(("good", "after_one", "slack", "value", "bound"), [
    (0.9, 0.5, 1.53, 1.052632, 1.75), (0.8, 0.6, 1.08, 0.714286, 1.0),
])  # fmt: skip
def test_A6_A7_grim_punishment_and_the_most_that_any_symmetric_one_is_worth(
    good: float, after_one: float, slack: float, value: float, bound: float
) -> None:
    assert grim_slack(0.9, good, after_one) + 1 == pytest.approx(slack)
    assert grim_value(0.9, good) == pytest.approx(value, abs=1e-6)
    assert best_symmetric_value(good, after_one) == pytest.approx(bound)


def test_A8_two_periods_of_punishment_are_the_fewest_that_deter() -> None:
    assert punished_for(0.9, 0.9, 0.5, 1) is None and shortest_punishment(0.9, 0.9, 0.5) == 2
    assert punished_for(0.9, 0.9, 0.5, 2) == pytest.approx(1.707942, abs=1e-6)
    assert punished_for(0.9, 0.9, 0.5, 3) == pytest.approx(1.607846, abs=1e-6)
