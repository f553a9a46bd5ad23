"""Who can hold out, and what those would have to be given who would not sign (M4, rule V4a)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from foedus.incentives.alternatives import NEUTRAL, UNKNOWN_OFFERS, Alternative
from foedus.incentives.consenting import side_payment
from foedus.incentives.draws import drawn, shares, unknowns
from foedus.incentives.signing import ends, signing
from foedus.incentives.stakes import Stakes

MOSTLY = 95
"""In so many of 100 draws somebody signs for the smaller of the two payments that are told."""


class HoldOut(NamedTuple):
    """A group whose consent is asked. needed: of its members; together: how few of them can keep the award from all
    others by giving none, 1 where each can by itself."""

    group: str
    members: int
    needed: int

    @property
    def together(self) -> int:
        """How few can hold out."""
        return self.members - self.needed + 1


class Payment(NamedTuple):
    """What somebody would have to have more in each period to sign, in its own unit. always: whatever one believes;
    mostly: in 95 of 100 draws, 0 where it needs nothing for that."""

    who: str
    always: float
    mostly: float


class Holding(NamedTuple):
    """Who can hold out, and whoever would not sign in all that one may believe."""

    hold_outs: tuple[HoldOut, ...]
    payments: tuple[Payment, ...]


def holding(stakes: Stakes, draws: int, seed: int) -> Holding:
    """By the draws that `weigh` takes; what is needed whatever one believes is worked out of the ranges."""
    names = unknowns(stakes)
    values, middle = drawn(stakes, shares(draws, len(names), seed)), np.full((draws, UNKNOWN_OFFERS), 0.5)
    needed = {tested: side_payment(own.worst, 0.0) for tested, own in ends(stakes, NEUTRAL, Alternative.ON_BREACH)}
    payments = []
    for tested, slack in signing(stakes, values, NEUTRAL, middle, Alternative.ON_BREACH):
        if needed[tested] > 0:
            short = side_payment(np.broadcast_to(slack, draws), 0.0)
            payments.append(Payment(tested.who, needed[tested], max(0.0, float(np.percentile(short, MOSTLY)))))
    return Holding(
        tuple(HoldOut(rule.of, len(stakes.groups[rule.of]), rule.count or len(stakes.groups[rule.of]))
              for rule in stakes.guarantee.consents),
        tuple(payments),
    )  # fmt: skip
