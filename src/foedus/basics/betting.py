"""Evidence against a stated average that may be looked at as often as one likes: what a bet against it has won (F10).

In each block of time (a day, a week) a share of the wealth is bet that more will happen than the average allows. Where
no more is ever expected, whatever came before, the wealth is not expected to grow, so that it ever reaches 1 / error
with a chance of at most `error` (Ville, "Etude critique de la notion de collectif", 1939). Nothing is supposed of how
what happens is spread within a block or of what one block has to do with the next. For a mean of what cannot be
negative no other bet is better against all laws at once, and the optimal growth is the least information between the
truth and any law that keeps the average (Waudby-Smith and Ramdas, J. R. Statist. Soc. B 86 (2024) 1-27).

Whole numbers throughout, each step rounded down, so that every machine has the same and rounding never makes a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from foedus.basics.probability import SURE, Nano

UNIT = 10**12
"""The wealth at the beginning."""
PARTS = 16
SHARES = (4, 10, 15)
"""How much of the wealth is bet, in sixteenths, on each of three equal accounts: little for what comes in clusters and
hardly exceeds the average, much for what exceeds it by far. Over averages of 1 to 20, excesses of 1.5 to 5 times and
variances of 1 and 3 times the mean these three find in at most 1.39 times the delay of theory (2026-11-27)."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one share has won over all beginnings, and the beginning that has most of it: a number of a block."""

    won: int = 0
    most: int = 0
    since: int = 0

    def after(self, stake: int, block: int, up: int, down: int) -> Account:
        """The account after a block in which all of it, and a new stake, grew by up / down."""
        since, most = (block, stake) if stake > self.most else (self.since, self.most)
        return Account((self.won + stake) * up // down, most * up // down, since)


@dataclass(frozen=True, slots=True)
class Wealth:
    """What bets have won so far. blocks: how many there were. unplaced: what is left for those that begin later.

    Any block may be the first of a breach; the wealth is spread over all beginnings, which costs the logarithm of their
    number, once. The spread never ends, so that no end of the time need be agreed.
    """

    allowed: int
    blocks: int = 0
    unplaced: int = UNIT
    accounts: tuple[Account, ...] = (Account(),) * len(SHARES)

    @property
    def total(self) -> int:
        """All of it, in units of what there was at the beginning."""
        return self.unplaced + sum(a.won for a in self.accounts)

    @property
    def since(self) -> int:
        """The block from which on a bet has won most, from 0; of equals that of the least share."""
        return max(self.accounts, key=lambda a: a.most).since

    def after(self, count: int, looked: int = 1, whole: int = 1) -> Wealth:
        """The wealth after one more block, in which so many were counted and `looked` of `whole` was looked at."""
        stake = stake_of(self.blocks)
        down = PARTS * self.allowed * whole
        accounts = tuple(
            a.after(stake, self.blocks, down + share * (count * whole - self.allowed * looked), down)
            for a, share in zip(self.accounts, SHARES, strict=True)
        )
        return Wealth(self.allowed, self.blocks + 1, self.unplaced - len(SHARES) * stake, accounts)

    def passes(self, error: Nano) -> bool:
        """Whether it has reached 1 / error."""
        return self.total * error >= UNIT * SURE


def stake_of(block: int) -> int:
    """What is bet, on each account, on a breach that begins with a block, from 0.

    Half on the first; then for each doubling of the number of blocks a share 1/2 - 1/3, 1/3 - 1/4, ..., evenly within
    it. So a beginning after n blocks has about 1 / (n log2(n)^2) of the whole, however long the time.
    """
    doubling = (block + 1).bit_length() - 1
    return UNIT // (len(SHARES) * (doubling + 1) * (doubling + 2) << doubling)


class Passing(NamedTuple):
    """That the wealth reached 1 / error. first: the block with which the bets began. since: from which on a bet has won
    most. block: in which it was reached. before, after: the wealth before and after that block."""

    first: int
    since: int
    block: int
    before: Wealth
    after: Wealth


def all_of_it(_: int) -> tuple[int, int]:
    """That all of every block was looked at, whichever it is."""
    return 1, 1


def passings(
    counts: Mapping[int, int], allowed: int, error: Nano, looked: Callable[[int], tuple[int, int]] = all_of_it,
    first: int = 0,
) -> list[Passing]:  # fmt: skip
    """Each time that the wealth reaches 1 / error; after each the bets begin afresh with the block that follows.

    counts: what was counted in a block, by its number; where none is given, nothing was. looked: how much of how much
    of a block was looked at. first: the block with which to begin. Cost: the number of blocks.
    """
    found: list[Passing] = []
    wealth = Wealth(allowed)
    for block in range(first, max(counts, default=-1) + 1):
        before, wealth = wealth, wealth.after(counts.get(block, 0), *looked(block))
        if wealth.passes(error):
            found.append(Passing(first, first + wealth.since, block, before, wealth))
            wealth, first = Wealth(allowed), block + 1
    return found


# -- how soon ----------------------------------------------------------------------------------------------------------

_EXACT = Context(prec=24, rounding=ROUND_HALF_EVEN)
_STEADY = 400
"""From so many a block on independent events scatter so little that the average alone tells how fast wealth grows."""


def blocks_to_pass(allowed: int, times: int, error: Nano) -> int:
    """About how many blocks it takes where events come independently, `times` as many as allowed, from the first on.

    That is the logarithm of what is to be reached, of the half that is bet on that beginning and of the three accounts,
    over the growth of the best account. times: 2 or more.
    """
    growth = max(_growth(allowed, times, Decimal(share) / PARTS) for share in SHARES)
    reach = _EXACT.ln(_EXACT.divide(Decimal(2 * len(SHARES) * SURE), Decimal(error)))
    return int(_EXACT.divide(reach, growth).to_integral_value(ROUND_CEILING))


def _growth(allowed: int, times: int, share: Decimal) -> Decimal:
    """What a block adds to the logarithm of an account, on average, under counts of Poisson."""
    mean = allowed * times
    if mean > _STEADY:
        return _EXACT.ln(1 + share * (times - 1))
    chance, total = _EXACT.exp(Decimal(-mean)), Decimal(0)
    for count in range(2 * mean + 40):
        total = _EXACT.add(total, _EXACT.multiply(chance, _EXACT.ln(1 + share * (Decimal(count) / allowed - 1))))
        chance = _EXACT.divide(_EXACT.multiply(chance, Decimal(mean)), Decimal(count + 1))
    return total
