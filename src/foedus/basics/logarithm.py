"""Natural logarithms as whole thousandths ("milli-nats"), the same on every machine (rule I1).

A library's `log` may differ in its last digit from machine to machine, and a score rounded from it may then differ
too. These come from a table of correctly rounded decimals, looked up by whole numbers.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MilliNats: TypeAlias = int
"""A thousandth of a natural logarithm: 693 is a factor of two."""

_STEPS = 1024
"""Steps of the table within a factor of two: the largest error is a milli-nat, below anything that decides."""
_EXACT = Context(prec=24, rounding=ROUND_HALF_EVEN)


def milli_nats(ratio: Decimal | int | str) -> MilliNats:
    """The logarithm of one ratio > 0, rounded half to even."""
    return int(_EXACT.quantize(_EXACT.ln(Decimal(ratio)) * 1000, Decimal(1)))


def milli_ln(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The logarithms of whole numbers from 1 to 2**53, rounded down to the table's step: milli-nats, same shape."""
    mantissa, exponent = np.frexp(values.astype(np.float64))  # exact: both are read off the bits
    step = (mantissa * (2 * _STEPS)).astype(np.int64) - _STEPS
    # Microseconds of a nat inside, so that the sum is rounded once.
    found: NDArray[np.int64] = (exponent.astype(np.int64) * _ln_2() + _table()[step]) // 1000
    return found


@cache
def _ln_2() -> int:
    return _micro(Decimal(2))


@cache
def _table() -> NDArray[np.int64]:
    """ln of the mantissa (1/2 .. 1) at each step, in millionths."""
    return np.array([_micro(Decimal(_STEPS + n) / Decimal(2 * _STEPS)) for n in range(_STEPS)], dtype=np.int64)


def _micro(ratio: Decimal) -> int:
    return int(_EXACT.quantize(_EXACT.ln(ratio) * 1_000_000, Decimal(1)))
