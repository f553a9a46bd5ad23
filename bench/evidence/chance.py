"""Draws that the standard library lacks, all from one `random.Random`, so that a seed fixes every byte."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, name: str) -> Random:
    """A generator of its own for each step, so that changing one step leaves the draws of the others as they were."""
    return Random(f"{seed}/{name}")


def poisson(random: Random, mean: float) -> int:
    """How many of something rare; beyond 40 the normal approximation is near enough."""
    if mean > 40:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    count, product, limit = 0, random.random(), math.exp(-mean)
    while product > limit:
        count += 1
        product *= random.random()
    return count


def heavy(random: Random, scale: float, freedom: float) -> float:
    """A Student-t draw: most errors small, some many times larger, as geocoders' and clocks' errors are."""
    return scale * random.gauss(0, 1) / math.sqrt(random.gammavariate(freedom / 2, 2 / freedom))


def pick(random: Random, weights: Mapping[T, float]) -> T:
    """One key, by weight."""
    at = random.random() * sum(weights.values())
    for key, weight in weights.items():
        at -= weight
        if at < 0:
            return key
    return next(reversed(list(weights)))


def skewed(random: Random, median: float, spread: float) -> float:
    """A log-normal draw: delays, sizes, attention."""
    return median * math.exp(random.gauss(0, spread))
