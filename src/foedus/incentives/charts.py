"""When to say that something has changed, if one looks again and again: control charts and e-processes (A10-A12).

A threshold that is crossed at most once in a hundred looks is crossed almost surely in a thousand. A chart is therefore
judged by how long it runs until it says so, a test by the chance that it *ever* does: Ville's inequality bounds that.
Sources: Page, Biometrika 41 (1954) 100-115 (CUSUM); Siegmund, "Sequential Analysis" (1985), the corrected
approximation; Ville, "Etude critique de la notion de collectif" (1939); Howard, Ramdas and others, Annals of Statistics
49 (2021) on time-uniform bounds.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from foedus.basics.betting import PARTS, SHARES, UNIT, stake_of

_POINTS = 200
"""Of the quadrature: run lengths to 1e-6."""
_OVERSHOOT = 1.166
"""By how much a normal walk passes its threshold, both ends together, in standard deviations (Siegmund 1985)."""


def run_length(reference: float, threshold: float, shift: float = 0.0) -> float:
    """How many normal observations, shifted by so many standard deviations, until a one-sided CUSUM passes a threshold.

    The sum of what is above `reference`, never below 0. Method: the integral equation of the run length on
    Gauss-Legendre points (Nystroem).
    """
    nodes, weights = np.polynomial.legendre.leggauss(_POINTS)
    at = threshold * (nodes + 1) / 2
    spread = threshold * weights / 2
    drift = shift - reference
    density = np.exp(-0.5 * (at[None, :] - at[:, None] - drift) ** 2) / math.sqrt(2 * math.pi) * spread[None, :]
    to_none = np.array([_below(-each - drift) for each in at])
    kernel = np.zeros((_POINTS + 1, _POINTS + 1))
    kernel[0, 0], kernel[1:, 0] = _below(-drift), to_none
    kernel[0, 1:] = np.exp(-0.5 * (at - drift) ** 2) / math.sqrt(2 * math.pi) * spread
    kernel[1:, 1:] = density
    return float(np.linalg.solve(np.eye(_POINTS + 1) - kernel, np.ones(_POINTS + 1))[0])


def two_sided_run_length(reference: float, threshold: float, shift: float = 0.0) -> float:
    """The same of two charts, one for each direction, whichever passes first."""
    up, down = run_length(reference, threshold, shift), run_length(reference, threshold, -shift)
    return 1 / (1 / up + 1 / down)


def siegmund(reference: float, threshold: float, shift: float = 0.0) -> float:
    """The one-sided run length, approximately: within a few per cent where it is long."""
    drift, reach = shift - reference, threshold + _OVERSHOOT
    if drift == 0:
        return reach * reach
    return (math.exp(-2 * drift * reach) + 2 * drift * reach - 1) / (2 * drift * drift)


def _below(value: float) -> float:
    return 0.5 * math.erfc(-value / math.sqrt(2))


def ever_passes(doublings: int) -> Fraction:
    """The chance that the likelihood ratio of 2/3 against 1/3 ever reaches 2 to so many, if 1/3 is true: a walk that
    goes up with 1/3 (gambler's ruin). Ville's bound, 1 over what is reached, holds with equality."""
    return Fraction(1, 2) ** doublings


class EProcess(NamedTuple):
    """A test that may be looked at whenever one likes: wealth of who bets on `alternative` against `compliant`, two
    rates of incidents in an hour that is looked at. level: the chance that it may ever say so in vain.

    The level holds for counts of Poisson, hour by hour independent. Incidents that come in clusters break it: with days
    whose variance is 1.5 times their mean 0.8 % of lifetimes of three years end in a false finding where 0.1 % may, at
    2 times 2.6 %, at 3 times 7.5 % (2026-11-27). What counts as one incident has to be so drawn that they do not.
    """

    compliant: float
    alternative: float
    level: float

    @property
    def threshold(self) -> float:
        """Of the logarithm of wealth: it says so when that is reached."""
        return math.log(1 / self.level)

    def log_wealth(self, incidents: float, hours: float) -> float:
        """After so many incidents in so many looked-at hours, whatever their order: the likelihood ratio of Poisson."""
        grows = math.log(self.alternative / self.compliant)
        return incidents * grows - (self.alternative - self.compliant) * hours

    @property
    def information(self) -> float:
        """What an hour under the alternative adds to the logarithm of wealth, on average (Kullback and Leibler)."""
        return self.log_wealth(self.alternative, 1.0)

    @property
    def expected_delay(self) -> float:
        """Looked-at hours until it says so under the alternative, but for the overshoot."""
        return self.threshold / self.information

    def passed(self, counts: NDArray[np.int64], hours: float) -> NDArray[np.int64]:
        """When it first says so: counts (lifetimes, periods) of incidents in periods of so many looked-at hours; the
        number of the period from 1, or 0 where it never does.

        The bet is on a breach from the first hour on: compliance eats up the wealth, so that one which begins after a
        year is found after 24 times the delay that theory gives for the first day. `passed_whenever` bets on any day.
        """
        grows = math.log(self.alternative / self.compliant)
        steps = counts * grows - (self.alternative - self.compliant) * hours
        over = np.cumsum(steps, axis=1) >= self.threshold
        return np.where(over.any(axis=1), over.argmax(axis=1) + 1, 0)

    def passed_whenever(self, counts: NDArray[np.int64], hours: float) -> NDArray[np.int64]:
        """The same where a breach may begin in any period: the wealth is spread evenly over all beginnings, and what is
        not bet yet is kept, which is an e-process, too. It costs the logarithm of the number of periods, once."""
        lifetimes, periods = counts.shape
        grows = math.log(self.alternative / self.compliant)
        odds = np.exp(counts * grows - (self.alternative - self.compliant) * hours)
        bet, found = np.zeros(lifetimes), np.zeros(lifetimes, dtype=np.int64)
        for n in range(periods):
            bet = (bet + 1 / periods) * odds[:, n]
            over = bet + (1 - (n + 1) / periods) >= 1 / self.level
            found = np.where((found == 0) & over, n + 1, found)
        return found


def simulated(rate: float, hours: float, lifetimes: int, periods: int, seed: int) -> NDArray[np.int64]:
    """Counts of a Poisson process in periods of so many hours: shape (lifetimes, periods)."""
    return Generator(Philox(key=seed)).poisson(rate * hours, (lifetimes, periods))


def passed_by_betting(counts: NDArray[np.int64], allowed: int, level: float) -> NDArray[np.int64]:
    """When the evidence of a clause on an average first passes (F10), for many lifetimes at once: counts (lifetimes,
    blocks); the number of the block from 1, or 0 where it never does.

    In floating point, for simulations; findings have the same bets in whole numbers (`basics.betting`). Nothing is
    supposed of the counts but that no more than `allowed` is ever expected, whatever came before.
    """
    lifetimes, blocks = counts.shape
    bets, found = np.zeros((len(SHARES), lifetimes)), np.zeros(lifetimes, dtype=np.int64)
    shares = np.array(SHARES)[:, None] / PARTS
    unplaced = 1.0
    for n in range(blocks):
        stake = stake_of(n) / UNIT
        unplaced -= len(SHARES) * stake
        bets = (bets + stake) * (1 + shares * (counts[:, n] / allowed - 1))
        over = bets.sum(axis=0) + unplaced >= 1 / level
        found = np.where((found == 0) & over, n + 1, found)
    return found


def information(chances: NDArray[np.float64], allowed: int) -> float:
    """What a block adds to the logarithm of the best bet against an average, on average: the least information
    (Kullback and Leibler) between the law of its counts and any law with no more than that average (Honda and Takemura,
    COLT 2010). chances: of 0, 1, 2, ... in a block."""
    counts = np.arange(len(chances))
    low, high = 0.0, 1.0 - 1e-9
    for _ in range(100):  # the expectation is concave in the share, so its slope tells the side
        share = (low + high) / 2
        slope = float((chances * (counts / allowed - 1) / (1 + share * (counts / allowed - 1))).sum())
        low, high = (share, high) if slope > 0 else (low, share)
    return float((chances * np.log(1 + low * (counts / allowed - 1))).sum())
