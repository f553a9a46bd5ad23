"""A test that is looked at every day errs in no more lifetimes than it says, and finds a breach about when it can."""

from __future__ import annotations

import numpy as np

from foedus.incentives.charts import EProcess, simulated
from trials import SOAKS

PART = 5_000
LIFETIMES = 100_000 if SOAKS else 10_000
TEST = EProcess(compliant=0.02, alternative=0.06, level=0.001)
DAY, YEARS = 24.0, 3


def test_under_compliance_the_share_of_lifetimes_with_a_false_finding_is_below_its_level() -> None:
    """Three years, looked at every day: about a thousand looks, and one chance in a thousand for all of them."""
    parts = (simulated(TEST.compliant, DAY, PART, 365 * YEARS, seed) for seed in range(LIFETIMES // PART))
    false = sum(int(np.count_nonzero(TEST.passed(counts, DAY))) for counts in parts)
    assert false <= TEST.level * LIFETIMES + 3 * (TEST.level * LIFETIMES) ** 0.5


def test_a_breach_is_found_about_as_soon_as_theory_says() -> None:
    """Within 1.5 times log(1/level) over the information of an hour."""
    counts = simulated(TEST.alternative, DAY, 4_000, 400, seed=2)
    passed = TEST.passed(counts, DAY)
    assert (passed > 0).all()
    assert 0.9 <= float(passed.mean()) * DAY / TEST.expected_delay <= 1.5


def test_a_breach_that_begins_late_is_found_as_soon_if_any_beginning_was_bet_on() -> None:
    """It costs the logarithm of how many beginnings there are; a bet on the first day alone loses all by then."""
    begins = 365
    quiet = simulated(TEST.compliant, DAY, 2_000, begins, seed=3)
    breach = simulated(TEST.alternative, DAY, 2_000, 365 * YEARS - begins, seed=4)
    counts = np.hstack([quiet, breach])
    anyway, at_once = TEST.passed_whenever(counts, DAY), TEST.passed(counts, DAY)
    theory = (TEST.threshold + np.log(counts.shape[1])) / TEST.information
    late = anyway[anyway > begins]
    assert len(late) >= 0.99 * len(anyway)
    assert 0.5 <= float(late.mean() - begins) * DAY / theory <= 1.2
    assert np.median(np.where(at_once == 0, counts.shape[1], at_once)) > begins + 5 * float(late.mean() - begins)


def test_betting_on_any_beginning_errs_no_more_often() -> None:
    counts = simulated(TEST.compliant, DAY, PART, 365 * YEARS, seed=5)
    false = int(np.count_nonzero(TEST.passed_whenever(counts, DAY)))
    assert false <= TEST.level * PART + 3 * (TEST.level * PART) ** 0.5
