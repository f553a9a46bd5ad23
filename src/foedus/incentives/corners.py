"""Numbers of one side at the corners of what they may be: ends of ranges, in the order of a ranking (V2a, V12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from foedus.incentives.stakes import Range, Side


def corners(side: Side, names: tuple[str, ...]) -> NDArray[np.float64]:
    """Shape (corners, names): all corners of what these numbers may be together, and none that they may not be. What is
    linear in them has its least and its greatest there."""
    return _corners(tuple(side.numbers.items()), side.ranking, names)


@lru_cache(maxsize=1_024)
def _corners(
    numbers: tuple[tuple[str, Range], ...], ranking: tuple[str, ...], names: tuple[str, ...]
) -> NDArray[np.float64]:
    given = dict(numbers)
    free = [name for name in names if name not in ranking]
    bound = [name for name in ranking if name in names]
    points = []
    for ordered in _ordered(given, ranking, bound):
        for ends in product(*(sorted(set(given[name])) for name in free)):
            at = {**ordered, **dict(zip(free, ends, strict=True))}
            points.append([at[name] for name in names])
    return np.array(points)


def _ordered(
    numbers: Mapping[str, Range], ranking: Sequence[str], bound: Sequence[str]
) -> Iterator[dict[str, float]]:
    """In a corner of what a ranking leaves each number is an end of its own range, or of that of one with which it is
    equal."""
    levels = sorted({end for name in ranking for end in numbers[name]})

    def below(at: dict[str, float], left: Sequence[str], most: float) -> Iterator[dict[str, float]]:
        if not left:
            if _in_order(numbers, ranking, at):
                yield at
            return
        given = numbers[left[0]]
        for level in levels:
            if given.low <= level <= min(given.high, most):
                yield from below({**at, left[0]: level}, left[1:], level)

    yield from below({}, bound, float("inf"))


def _in_order(numbers: Mapping[str, Range], ranking: Sequence[str], at: Mapping[str, float]) -> bool:
    """Whether the others that are ranked can be such that all are in order: each is put as high as it can be."""
    above = float("inf")
    for name in ranking:
        given = numbers[name]
        low, high = (at[name], at[name]) if name in at else (given.low, min(given.high, above))
        if low > above or low > high:
            return False
        above = high
    return True
