"""The closed forms and Gambit's regret on the exported tree say the same, on random points."""

from __future__ import annotations

import io
import random
from fractions import Fraction

import pytest

from foedus.incentives.deal import Provocation, belief, honours, no_false_flag, stick
from foedus.incentives.export_efg import Guarantor, Point, efg
from trials import share

gambit = pytest.importorskip("pygambit")

POINTS = 400


def decimal(draws: random.Random, low: float, high: float) -> Fraction:
    return Fraction(round(draws.uniform(low, high) * 10_000), 10_000)


def point_of(seed: int, guarantors: int) -> Point:
    """A point near where constraints hold, so that about as many do as do not."""
    draws = random.Random(f"{seed} of {guarantors}")
    blamed = decimal(draws, 0.05, 0.7)
    many = tuple(
        Guarantor(f"G{n}", *(decimal(draws, *ends) for ends in ((0.5, 3), (0, 1.2), (0.1, 1.5), (0, 0.5))))
        for n in range(guarantors)
    )
    return Point(
        "R", "B", decimal(draws, 0.3, 0.97), decimal(draws, 0.01, 0.2), decimal(draws, 0.01, 0.2),
        decimal(draws, 0.3, 0.95), blamed, min(decimal(draws, 0, 0.6), 1 - blamed), decimal(draws, 0.3, 1),
        (Fraction(1), decimal(draws, -2, 0.5), decimal(draws, 0, 1.5)),
        (Fraction(1), decimal(draws, 1, 5), decimal(draws, 0, 0.95), decimal(draws, 0, 0.3)), many,
    )  # fmt: skip


def slacks(point: Point) -> dict[str, Fraction]:
    kept, awarded, gain = point.of_accused
    own, won, after, cost = point.of_beneficiary
    real = belief(point.prior, point.found, point.false)
    staged = Provocation(point.blamed, point.exposed)
    return {
        "C2": stick(point.course, point.found, kept, awarded, gain),
        "C4": no_false_flag(point.course, staged, own, won, after, cost),
        **{f"C7 {g.name}": honours(real, g.benefit, g.cost, g.loss, g.revoking) for g in point.guarantors},
    }


def regret(point: Point) -> float:
    """Of everybody keeping to the deal, by Gambit: what the one who gains most by departing alone gains."""
    game = gambit.read_efg(io.BytesIO(efg(point, "one period").encode()))
    profile = game.mixed_behavior_profile(
        data=[[[1, 0]] for _ in range(2 + len(point.guarantors))], rational=True
    )
    return float(profile.agent_max_regret())


@pytest.mark.parametrize("guarantors", [1, 2, 3, 5])
def test_regret_is_none_exactly_where_the_constraints_hold(guarantors: int) -> None:
    held, points = 0, share(range(POINTS), 10)
    for seed in points:
        point = point_of(seed, guarantors)
        found = slacks(point)
        holds = all(slack >= 0 for slack in found.values())
        held += holds
        assert (regret(point) == 0) == holds, (seed, {name: float(slack) for name, slack in found.items()})
    assert 0.1 * len(points) <= held <= 0.9 * len(points)  # agreement on one answer would prove little
