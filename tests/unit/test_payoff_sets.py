"""What two players can have by the shadow of the future (case A9), however small the set is."""

from __future__ import annotations

import pytest

from foedus.incentives.payoff_sets import Payoffs, Point, equilibrium_payoffs, hull

DILEMMA: Payoffs = {(0, 0): (9, 9), (0, 1): (1, 10), (1, 0): (10, 1), (1, 1): (3, 3)}


def near(found: tuple[Point, ...], expected: set[Point]) -> bool:
    return len(found) == len(expected) and all(
        min(max(abs(a - x), abs(b - y)) for x, y in expected) < 1e-5 for a, b in found
    )


def test_A9_the_equilibrium_payoffs_of_a_prisoners_dilemma() -> None:
    """The corners that QuantEcon's test suite gives, too."""
    assert near(equilibrium_payoffs(DILEMMA, 0.9), {(3, 3), (9.75, 3), (9, 9), (3, 9.75)})


@pytest.mark.parametrize("patience", [0.0, 0.05, 0.1])
def test_who_does_not_care_for_later_has_what_both_defecting_brings(patience: float) -> None:
    """A set of one point, which breaks libraries that take hulls of it for granted."""
    assert near(equilibrium_payoffs(DILEMMA, patience), {(3, 3)})


def test_a_segment_is_a_set_like_any_other() -> None:
    common: Payoffs = {(0, 0): (2, 2), (0, 1): (0, 0), (1, 0): (0, 0), (1, 1): (1, 1)}
    assert near(equilibrium_payoffs(common, 0.3), {(1, 1), (2, 2)})


def test_without_an_equilibrium_in_pure_actions_there_is_none() -> None:
    pennies: Payoffs = {(0, 0): (1, -1), (0, 1): (-1, 1), (1, 0): (-1, 1), (1, 1): (1, -1)}
    assert equilibrium_payoffs(pennies, 0.1) == ()


def test_the_hull_of_points_leaves_out_what_lies_between() -> None:
    assert hull([(0, 0), (1, 1), (2, 2)]) == ((0, 0), (2, 2))
    assert hull([(0, 0), (2, 0), (1, 0), (2, 2), (0, 2), (1, 1)]) == ((0, 0), (2, 0), (2, 2), (0, 2))
    assert hull([(1, 1), (1, 1)]) == ((1, 1),)
