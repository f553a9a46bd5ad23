"""The ends of a slack are passed by no draw, and reached, in boxes of all kinds."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.random import Generator, Philox

from foedus.accord.read_accord import read_accord
from foedus.incentives.draws import unknowns
from foedus.incentives.read_stakes import stakes_in
from foedus.incentives.stakes import Errors, Found, Range, Side, Stakes
from foedus.incentives.weighing import ends_of, slacks
from foedus.procedure.compiling import compile_procedure
from trials import share

DEAL = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD = read_accord(DEAL / "conditional_accession.accord").accord
assert ACCORD is not None
STAKES = stakes_in((DEAL / "stakes.example.stakes").read_text(encoding="utf-8"), "", compile_procedure(ACCORD))[0]
assert STAKES is not None
WITHIN = {
    "peace": (-1, 2), "no_agreement": (-1, 2), "award": (-3, 3), "exposed": (-2, 2), "provoking_cost": (0, 1),
    "sanctioned": (-2, 2), "provoking_gain_after": (-1, 5), "cover_left": (0, 1), "honouring_benefit": (-1, 3),
    "honouring_cost": (0, 3), "dishonour_loss": (0, 3), "revoking_cost": (0, 1), "stands": (0.8, 1),
}  # fmt: skip


def range_in(chance: Generator, low: float, high: float) -> Range:
    least, most = sorted(chance.uniform(low, high, 2))
    return Range(float(least), float(least if chance.random() < 0.3 else most))


def side_of(chance: Generator, side: Side) -> Side:
    """Any numbers, and of half of them a ranking that they can keep."""
    numbers = {name: range_in(chance, *WITHIN[name]) for name in side.numbers}
    ranked = [name for name in numbers if name not in ("stands", "cover_left")]
    chance.shuffle(ranked)
    ranking = tuple(ranked[: int(chance.integers(2, 5))])
    kept = all(numbers[one].high >= numbers[other].low for one, other in combinations(ranking, 2))
    return replace(side, numbers=numbers, ranking=ranking if kept and chance.random() < 0.5 else ())


def stakes_by(chance: Generator) -> Stakes:
    assert STAKES is not None
    often = 1.0 if chance.random() < 0.3 else 0.1
    blamed = range_in(chance, 0, 0.9)
    errors = Errors(
        range_in(chance, 0, often), blamed, range_in(chance, 0, 1 - blamed.low), range_in(chance, 0.3, 1),
        range_in(chance, 0, 1), tuple(Found(row.size, range_in(chance, 0, 1)) for row in STAKES.errors.found),
    )  # fmt: skip
    return replace(
        STAKES, patience=range_in(chance, 0, 0.999 if chance.random() < 0.5 else 0.9), prior=range_in(chance, 0, often),
        accused=side_of(chance, STAKES.accused), beneficiary=side_of(chance, STAKES.beneficiary),
        guarantors=tuple(side_of(chance, side) for side in STAKES.guarantors), errors=errors,
    )  # fmt: skip


def climbed(stakes: Stakes, row: int, sign: int, start: np.ndarray, chance: Generator) -> float:
    """The least slack (sign 1), or the greatest (-1), that small steps from a draw lead to."""
    best, at, step = float("inf"), start, 0.3
    for _ in range(40):
        tried = np.repeat(at[None, :], 100, axis=0)
        tried = tried + chance.normal(0, step, tried.shape) * (chance.random(tried.shape) < 0.3)
        leaps = chance.random(tried.shape) < 0.05
        tried = np.where(leaps, chance.integers(0, 2, tried.shape), np.clip(tried, 0, 1))
        found = sign * slacks(stakes, tried)[1][row]
        if found.min() < best:
            best, at = float(found.min()), tried[int(found.argmin())]
        else:
            step *= 0.6
    return sign * best


TURNING = (730, 1552, 2779, 3889, 4667, 5195, 2120, 2841, 4257, 864, 1919, 3384, 56, 140, 188)
"""Boxes in which an end does not lie in a corner: C1 to C6 turn in patience, C5 in false certificates, or to whom a
staged breach is laid is all of it known."""


@pytest.mark.parametrize("seed", [*share(range(200), 25), *TURNING])
def test_the_ends_are_passed_by_no_draw_and_are_reached(seed: int) -> None:
    chance = Generator(Philox(key=seed))
    stakes = stakes_by(chance)
    count = len(unknowns(stakes))
    at, near = chance.random((20_000, count)), chance.random((20_000, count))
    at = np.where(near < 0.35, 0.0, np.where(near < 0.7, 1.0, at))  # most at an end, some between
    tested, slack = slacks(stakes, at)
    for row, (each, own, within) in enumerate(zip(tested, slack, ends_of(stakes, tested), strict=True)):
        hair = 1e-9 * max(1.0, abs(within.worst), abs(within.best))
        for sign, end in ((1, within.worst), (-1, within.best)):
            nearest = sign * float((sign * own).min())
            starts = at[np.argsort(sign * own)[: 5 if nearest != end else 1]]
            reached = sign * min(sign * climbed(stakes, row, sign, start, chance) for start in starts)
            assert sign * min(sign * nearest, sign * reached) == pytest.approx(end, rel=1e-3, abs=1e-3), each
            assert min(sign * nearest, sign * reached) >= sign * end - hair, each
