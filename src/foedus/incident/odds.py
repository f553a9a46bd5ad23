"""How much a trait says for copying rather than for two witnesses: shares weighed against each other, in milli-nats."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from foedus.basics.logarithm import MilliNats, milli_nats


@cache
def weighed(copying: str, chance: str) -> MilliNats:
    """The logarithm of how often a copy has the trait over how often a second witness has it, each a share "0.8"."""
    return milli_nats(Decimal(copying) / Decimal(chance))


@cache
def one_of(values: int, copying: str) -> MilliNats:
    """The same where a second witness would hit the value by chance once in so many."""
    return milli_nats(Decimal(copying) * values)


def round_to(number: int) -> int:
    """The step to which a number looks rounded: 1 for 2,935, 100 for 2,900, 1,000 for 3,000; 5s count as round too."""
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step if number % (step * 5) or number < step * 10 else step * 5


@cache
def as_likely(number: int) -> int:
    """How many numbers, as round as this one, lie within a quarter of it: a second count would hit each as soon.

    A quarter is how far apart two honest counts of one thing usually are (a judgement of ours).
    """
    return 1 + 2 * (number // 4 // round_to(number))


def rounds(rough: int, exact: int) -> bool:
    """Whether `rough` is `exact` as people round it: fewer figures, off by less than its last one and by a tenth."""
    step = round_to(rough)
    return step > round_to(exact) and abs(rough - exact) < step and 10 * abs(rough - exact) <= exact
