"""Ten thousand power cuts, kills and disk failures (`make soak`): nothing acknowledged is lost, no head is untrue."""

from __future__ import annotations

import pytest

from crashing_log import SMALL, trial
from trials import share

SEEDS = 10_000
PARTS = 20


@pytest.mark.parametrize("part", share(range(PARTS), 5))
def test_no_crash_loses_what_was_acknowledged_or_shows_a_head_that_does_not_hold(part: int) -> None:
    starts = 0
    for seed in range(part, SEEDS, PARTS):
        starts += trial(seed).lives
    assert starts > SEEDS // PARTS


@pytest.mark.parametrize("size", SMALL)
def test_the_power_may_go_at_any_operation_of_a_life(size: int) -> None:
    for cut in range(1, 90):
        trial(cut, (size,), cut)


