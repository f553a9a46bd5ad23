"""Measured shares and rates with their intervals, and logarithms of ratios: the same digits on every machine.

Square roots are whole-number roots, logarithms correctly rounded decimals; bounds are rounded outward, so that no
interval is narrower than it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import isqrt
from typing import TypeAlias

from foedus.basics.probability import SURE, Nano

MilliNats: TypeAlias = int
"""A thousandth of a natural logarithm: 693 is a factor of two."""

NORMAL_95 = Fraction(1_959_964, 1_000_000)
"""The 0.975 quantile of the normal distribution, to six digits (Abramowitz and Stegun 1964, table 26.5)."""
EXACT_UP_TO = 2_000
"""Up to this count the interval of a rate is exact; above, where the two agree to a thousandth, the score interval."""
DECIMALS = Context(prec=28, rounding=ROUND_HALF_EVEN)
"""The arithmetic of everything here: 28 digits, correctly rounded, logarithms included."""
_TAIL = Decimal("0.025")
_HALVINGS = 60
"""Steps of a bisection: 60 halvings leave less than a billionth of what is sought."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with an interval that holds the true share 95 times in 100, in billionths."""

    hits: int
    trials: int
    low: Nano
    high: Nano

    @property
    def best(self) -> Fraction | None:
        """The share itself, None where nothing was tried: unknown is not zero."""
        return Fraction(self.hits, self.trials) if self.trials else None


def share_of(hits: int, trials: int) -> Share:
    """A share with Wilson's score interval (Wilson 1927), which never leaves [0, 1]. The trials are independent.

    Of nothing tried the interval is everything from 0 to 1.
    """
    assert 0 <= hits <= trials, "hits are among the trials"
    if not trials:
        return Share(0, 0, 0, SURE)
    return Share(hits, trials, *wilson(Fraction(hits, trials), Fraction(trials)))


def wilson(share: Fraction, trials: Fraction) -> tuple[Nano, Nano]:
    """The ends of Wilson's interval of a share; of trials that hang together so many as they are worth, above 0, which
    need be no whole number."""
    z2, hits = NORMAL_95**2, share * trials
    middle = hits + z2 / 2
    half = _root(z2 * (hits * (1 - share) + z2 / 4), up=True)
    low, high = (_floor(SURE * (middle - half) / (trials + z2)), _ceiling(SURE * (middle + half) / (trials + z2)))
    return _within(low) if share else 0, _within(high) if share < 1 else SURE


def share_of_groups(groups: Sequence[tuple[int, int]]) -> Share:
    """A share whose trials come in groups that stand or fall together: (hits, trials) of each day, say.

    The interval is that of a ratio estimate (Cochran 1977, section 2.11) over the groups: what happens within one of
    them says little about the next, so that it is wider than Wilson's where a bad night spoils all of its alerts.
    With fewer than two groups nothing can be said, and the interval is everything.
    """
    hits, trials = sum(h for h, _ in groups), sum(n for _, n in groups)
    number = len(groups)
    if number < 2 or not trials:
        return Share(hits, trials, 0, SURE)
    off = sum((h * trials - n * hits) ** 2 for h, n in groups)  # times trials squared, so that it stays whole
    variance = Fraction(number, number - 1) * Fraction(off, trials**4)
    low, high = around(Fraction(hits, trials), variance)
    return Share(hits, trials, _within(_floor(low * SURE)), _within(_ceiling(high * SURE)))


@dataclass(frozen=True, slots=True)
class Between:
    """An estimate with the bounds of its interval; all three are exact."""

    best: Fraction
    low: Fraction
    high: Fraction


def count_between(seen: int) -> Between:
    """The mean of a Poisson count of which `seen` were seen: the exact interval of Garwood (1936), to a millionth.

    Above `EXACT_UP_TO` the score interval, seen + z^2/2 -+ z sqrt(seen + z^2/4).
    """
    if seen > EXACT_UP_TO:
        z2 = NORMAL_95**2
        half = _root(z2 * (seen + z2 / 4), up=True)
        return Between(Fraction(seen), seen + z2 / 2 - half, seen + z2 / 2 + half)
    low = Fraction(0) if seen == 0 else _mean_where(seen - 1, 1 - _TAIL)
    return Between(Fraction(seen), low, _mean_where(seen, _TAIL))


def around(best: Fraction, variance: Fraction) -> tuple[Fraction, Fraction]:
    """The normal interval about an estimate, rounded outward."""
    half = _root(NORMAL_95**2 * variance, up=True)
    return best - half, best + half


def milli_nats(ratio: Decimal | Fraction) -> MilliNats:
    """The natural logarithm of a ratio > 0 in thousandths, rounded half to even."""
    return int(DECIMALS.quantize(DECIMALS.multiply(DECIMALS.ln(decimal_of(ratio)), Decimal(1000)), Decimal(1)))


def decimal_of(ratio: Decimal | Fraction | int) -> Decimal:
    """A fraction to 28 digits."""
    if isinstance(ratio, Fraction):
        return DECIMALS.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
    return DECIMALS.plus(Decimal(ratio))


def nano_of(chance: Decimal) -> Nano:
    """A probability to the nearest billionth."""
    return _within(int(DECIMALS.quantize(DECIMALS.multiply(chance, Decimal(SURE)), Decimal(1))))


def _mean_where(at_most: int, chance: Decimal) -> Fraction:
    """The mean with which a Poisson count is `at_most` or less with this chance. It falls as the mean grows."""
    low, high = Decimal(0), Decimal(2 * at_most + 20)
    for _ in range(_HALVINGS):
        middle = DECIMALS.divide(DECIMALS.add(low, high), Decimal(2))
        if _chance_at_most(at_most, middle) > chance:
            low = middle
        else:
            high = middle
    return Fraction(int(DECIMALS.quantize(DECIMALS.multiply(high, Decimal(10**6)), Decimal(1))), 10**6)


def _chance_at_most(count: int, mean: Decimal) -> Decimal:
    term = total = Decimal(1)
    for n in range(1, count + 1):
        term = DECIMALS.divide(DECIMALS.multiply(term, mean), Decimal(n))
        total = DECIMALS.add(total, term)
    return DECIMALS.multiply(total, DECIMALS.exp(-mean))


_ROOT_SCALE = 10**18


def _root(value: Fraction, *, up: bool) -> Fraction:
    """The square root to nine digits behind the point, rounded down or up."""
    scaled = value * _ROOT_SCALE
    root = isqrt(_floor(scaled))
    return Fraction(root + (up and Fraction(root * root) != scaled), 10**9)


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _within(share: int) -> Nano:
    return min(max(share, 0), SURE)
