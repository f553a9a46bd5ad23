"""Whether what is certified has its award: how many of those whose consent is asked stand by it (rule V4)."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import NamedTuple

from foedus.incentives.deal import Values


class Alike(NamedTuple):
    """So many guarantors whose consent stands with one chance each, whatever the others do."""

    members: int
    stands: Values


def at_least(needed: int, guarantors: Sequence[Alike]) -> Values:
    """The chance that at least so many of these stand by their consent: a Poisson binomial tail.

    Where all are needed, two who are doubtful weigh more than all who are sure: thirty at 0.995 and two at 0.6 give
    0.31. More than there are: none.
    """
    tails = chances_of_at_least(guarantors)
    return tails[max(needed, 0)] if needed < len(tails) else 0.0


def chances_of_at_least(guarantors: Sequence[Alike]) -> list[Values]:
    """The chances that at least 0, 1, ... and all of them stand."""
    chances: list[Values] = [1.0]
    for each in guarantors:
        own = _binomial(each)
        if len(chances) == 1:
            chances = own
            continue
        both: list[Values] = [0.0] * (len(chances) + each.members)
        for i, before in enumerate(chances):
            for j, more in enumerate(own):
                both[i + j] = both[i + j] + before * more
        chances = both
    for k in range(len(chances) - 2, -1, -1):
        chances[k] = chances[k] + chances[k + 1]
    return chances


def _binomial(alike: Alike) -> list[Values]:
    """The chances that 0, 1, ... of them stand. Powers are products, which every machine rounds the same."""
    stands, falls = [1.0 + 0.0 * alike.stands], [1.0 + 0.0 * alike.stands]
    for _ in range(alike.members):
        stands.append(stands[-1] * alike.stands)
        falls.append(falls[-1] * (1 - alike.stands))
    return [comb(alike.members, k) * stands[k] * falls[alike.members - k] for k in range(alike.members + 1)]


def side_payment(worth: Values, no_agreement: Values) -> Values:
    """The least that a guarantor must be given in a period to sign, where it would not without; negative: what it would
    give up."""
    return no_agreement - worth


def hold_out_rent(surpluses: Sequence[Values], of: int) -> Values:
    """What one whose signature cannot be done without can ask for at most: all that the others have of agreement.

    surpluses: of each signer, what it has beyond having none; of: the place of the one who holds out.
    """
    total: Values = 0.0
    for place, each in enumerate(surpluses):
        if place != of:
            total = total + each * (each > 0)
    return total
