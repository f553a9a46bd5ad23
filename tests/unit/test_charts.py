"""How long a chart runs, and how rarely an e-process errs (cases A10-A12)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from foedus.incentives.charts import EProcess, ever_passes, run_length, siegmund, two_sided_run_length

TEST = EProcess(compliant=0.02, alternative=0.06, level=0.001)


@pytest.mark.parametrize(("shift", "length"), [
    (0, 168), (0.25, 74.2), (0.5, 26.6), (0.75, 13.3), (1, 8.38), (1.5, 4.75), (2, 3.34), (2.5, 2.62), (3, 2.19),
    (4, 1.71),
])  # fmt: skip
def test_A10_run_lengths_of_a_two_sided_cusum(shift: float, length: float) -> None:
    """Montgomery's table for k = 0.5, h = 4, to half a per cent."""
    assert two_sided_run_length(0.5, 4, shift) == pytest.approx(length, rel=0.005)


def test_A10_of_one_side_alone_it_is_twice_as_long() -> None:
    assert run_length(0.5, 4) == pytest.approx(335.4, rel=0.001)


def test_A11_siegmunds_approximation() -> None:
    assert siegmund(0.5, 5) == pytest.approx(938.2, abs=0.05)
    assert run_length(0.5, 5) == pytest.approx(930.9, abs=0.05)
    assert siegmund(0.5, 5, 1) == pytest.approx(10.34, abs=0.005)
    assert siegmund(0.5, 5, 0.5) == pytest.approx((5 + 1.166) ** 2)


def test_A12_villes_bound_is_met_exactly_where_nothing_overshoots() -> None:
    assert ever_passes(4) == Fraction(1, 16)
    ups = np.random.Generator(np.random.Philox(key=3)).random((20_000, 400)) < 1 / 3
    reached = (np.cumsum(np.where(ups, 1, -1), axis=1) >= 4).any(axis=1).mean()
    assert reached == pytest.approx(1 / 16, abs=0.006)


def test_an_hour_that_nobody_looked_at_neither_helps_nor_harms() -> None:
    looked = TEST.log_wealth(3, 100)
    assert TEST.log_wealth(3, 100) == looked and TEST.log_wealth(0, 0) == 0
    assert TEST.log_wealth(0, 50) < 0 < TEST.log_wealth(5, 10)
