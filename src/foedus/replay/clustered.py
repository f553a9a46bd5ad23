"""Shares, rates and delays with intervals that allow for errors that cluster in time.

Blocks of consecutive days are drawn again and again from the record, going round at its end, and each time the figure
is worked out anew (moving blocks: Kuensch 1989; going round: Politis and Romano 1992). Where nothing ever happens, such
draws show nothing either, so no interval is narrower than the one of independent trials (Wilson 1927) or events
(Garwood 1936). Trials that are told by the same recorded acts are not independent: they count for as many as they are
worth (`worth_of`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, comb, floor

import numpy as np
from numpy.typing import NDArray

from foedus.basics.probability import SURE
from foedus.incident.measured import Between, count_between, wilson
from foedus.replay.chance import Chance

RESAMPLES = 1_000
TAIL = Fraction(1, 40)
"""What is left out at each end of an interval of 95 in 100."""
DAYS_OF_YEAR = Fraction(1461, 4)
FEWEST_BLOCKS = 5
"""With fewer blocks the draws repeat each other, and an interval is a guess (a judgement)."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """Draws of blocks of so many days from a record of so many, each a row of first days."""

    days: int
    block: int
    starts: Ints = field(compare=False, repr=False)

    @property
    def are_enough(self) -> bool:
        """Whether the record is long enough to say how errors cluster in it."""
        return self.days >= FEWEST_BLOCKS * self.block

    def sums(self, of_day: Ints) -> Ints:
        """The total over each draw, of numbers by day."""
        round_it = np.concatenate([of_day, of_day[: self.block]])
        until = np.concatenate([[0], np.cumsum(round_it)])
        total: Ints = (until[self.starts + self.block] - until[self.starts]).sum(axis=1)
        return total


def blocks_of(days: int, block: int, seed: int) -> Blocks:
    """Draws of blocks. A record shorter than two blocks is cut into shorter ones."""
    assert days > 0, "a record has days"
    length = min(block, max(1, days // 2))
    many, chance = -(-days // length), Chance(seed, "blocks", days, length)
    starts = np.array([[chance.below(days) for _ in range(many)] for _ in range(RESAMPLES)], dtype=np.int64)
    return Blocks(days, length, starts)


def worth_of(told_as: Iterable[Sequence[str]]) -> Fraction:
    """As many independent trials as these are worth, by the recorded acts that each is told by; 0 of none.

    What two trials that share c of m acts come to is correlated by c / m at most, if the acts are independent
    (Hoeffding 1948), so that T of them are worth T / (1 + (T - 1) r), r the mean of that over all pairs (Kish 1965).
    With act d used u_d times that is T^2 m / sum of u_d^2: however many trials, no more than there are acts over m.
    """
    every = list(told_as)
    used = Counter(act for acts in every for act in acts)
    if not used:
        return Fraction(len(every))
    acts = Fraction(used.total(), len(every))
    return len(every) ** 2 * acts / sum(times**2 for times in used.values())


def share_between(trials: Sequence[tuple[int, bool]], blocks: Blocks, worth: Fraction | None = None) -> Between | None:
    """The share of trials that hit, each on a day of the record; None where nothing was tried. worth: as many
    independent ones as they are worth, if less than there are."""
    if not trials:
        return None
    tried, hit = (_by_day([day for day, hits in trials if hits or every], blocks) for every in (True, False))
    hits, of = int(hit.sum()), int(tried.sum())
    low, high = (Fraction(end, SURE) for end in wilson(Fraction(hits, of), Fraction(of) if worth is None else worth))
    drawn_hits, drawn = blocks.sums(hit), blocks.sums(tried)
    some = np.flatnonzero(drawn)
    ends = _ends(drawn_hits[some], drawn[some])
    return Between(Fraction(hits, of), min(low, *ends), max(high, *ends))


def rate_between(events: Sequence[int], blocks: Blocks) -> Between:
    """How many events a year, of events on days of the record."""
    years = blocks.days / DAYS_OF_YEAR
    plain = count_between(len(events))
    drawn = blocks.sums(_by_day(events, blocks))
    low, high = (end * DAYS_OF_YEAR for end in _ends(drawn, np.full(len(drawn), blocks.block * blocks.starts.shape[1])))
    return Between(plain.best / years, min(plain.low / years, low), max(plain.high / years, high))


def quantile_between(
    values: Sequence[tuple[int, int]], share: Fraction, blocks: Blocks, worth: Fraction | None = None
) -> Between | None:
    """A quantile of values, each found on a day of the record: the least that so large a share does not exceed. None
    where there are so few that nothing bounds it: of ten values all may lie below what nine of ten do not exceed.
    worth: as in `share_between`."""
    many = len(values)
    apart = many if worth is None else min(many, floor(worth))
    ranks = _ranks(apart, share)
    if ranks is None:
        return None
    # The places among as many as the values are worth, put to all of them, outward.
    ranks = ranks[0] * many // apart, min(many, ceil(Fraction((ranks[1] + 1) * many, apart))) - 1
    days = np.array([day for day, _ in values])
    ordered = np.array(sorted(v for _, v in values), dtype=np.int64)
    by_value = np.argsort([v for _, v in values], kind="stable")
    drawn: list[int] = []
    for starts in blocks.starts:
        # How often each value is drawn: by how many blocks its day lies in.
        times = ((days[:, None] - starts) % blocks.days < blocks.block).sum(axis=1)[by_value]
        if times.sum():
            drawn.append(int(ordered[_place(times, share)]))
    ends = _ends(np.array(drawn), np.ones(len(drawn), dtype=np.int64))
    best = Fraction(int(ordered[_place(np.ones(len(values), dtype=np.int64), share)]))
    plain = (Fraction(int(ordered[rank])) for rank in ranks)
    low, high = plain
    return Between(best, min(best, low, *ends), max(best, high, *ends))


def _ranks(many: int, share: Fraction) -> tuple[int, int] | None:
    """The places in order of two of so many independent values between which a quantile lies 95 times in 100, whatever
    their law is (David and Nagaraja 2003, 7.1); None if there are too few for that."""
    below, whole = share.numerator, share.denominator
    allowed = TAIL * whole**many
    low, high, so_far = -1, many, 0
    for hits in range(many + 1):  # of the values so many do not exceed it
        so_far += comb(many, hits) * below**hits * (whole - below) ** (many - hits)
        if so_far <= allowed:
            low = hits
        if so_far >= whole**many - allowed:
            high = hits
            break
    return (low, high) if low >= 0 and high < many else None


def _place(times: Ints, share: Fraction) -> int:
    reached = np.cumsum(times)
    least = -(-share.numerator * int(reached[-1]) // share.denominator)
    return int(np.searchsorted(reached, max(least, 1)))


def _by_day(days: Sequence[int], blocks: Blocks) -> Ints:
    return np.bincount(np.array(days, dtype=np.int64), minlength=blocks.days).astype(np.int64)


def _ends(parts: Ints, wholes: Ints) -> tuple[Fraction, Fraction]:
    """The values that all but a `TAIL` of the draws lie above, and below; each draw is a part of a whole above 0."""
    order = np.argsort(parts / wholes, kind="stable")  # a quotient of two whole numbers is the same on every machine
    out = int(TAIL * len(order))
    low, high = (Fraction(int(parts[n]), int(wholes[n])) for n in (order[out], order[-1 - out]))
    return low, high
