"""Whether what is certified has its award: how many of those whose consent is asked stand by it (rule V4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import comb
from typing import NamedTuple, TypeAlias

from foedus.incentives.deal import Values
from foedus.incentives.stakes import Side, Stakes


class Alike(NamedTuple):
    """So many guarantors whose consent stands with one chance each, whatever the others do."""

    members: int
    stands: Values


Consenting: TypeAlias = Mapping[frozenset[int], Sequence[Alike]]
"""Guarantors by the groups that they are in, each group by its place among those whose consent the text asks."""


def at_least(needed: int, guarantors: Sequence[Alike]) -> Values:
    """The chance that at least so many of these stand by their consent: a Poisson binomial tail.

    Where all are needed, two who are doubtful weigh more than all who are sure: thirty at 0.995 and two at 0.6 give
    0.31. More than there are: none.
    """
    tails = chances_of_at_least(guarantors)
    return tails[max(needed, 0)] if needed < len(tails) else 0.0


def chances_of_at_least(guarantors: Sequence[Alike]) -> list[Values]:
    """The chances that at least 0, 1, ... and all of them stand."""
    chances = _chances_of(guarantors)
    for k in range(len(chances) - 2, -1, -1):
        chances[k] = chances[k] + chances[k + 1]
    return chances


def all_enough(needed: Sequence[int], guarantors: Consenting) -> Values:
    """The chance that of every group enough stand, where one consent serves all groups that its giver is in.

    needed: by group.
    """
    return each_enough([needed], guarantors)[0]


def each_enough(choices: Sequence[Sequence[int]], guarantors: Consenting) -> list[Values]:
    """The same for each choice of how many are needed. Whoever is in one group alone counts by its tail; over how many
    stand of those who are in several it is summed."""
    groups = range(max(map(len, choices), default=0))
    alone = [chances_of_at_least(guarantors.get(frozenset((n,)), ())) for n in groups]
    shared = [(within, _chances_of(those)) for within, those in guarantors.items() if len(within) > 1]
    found: list[Values] = [0.0] * len(choices)
    for stand in product(*(range(len(chances)) for _, chances in shared)):
        reached: Values = 1.0
        for (_, chances), own in zip(shared, stand, strict=True):
            reached = reached * chances[own]
        served = [sum(own for (within, _), own in zip(shared, stand, strict=True) if n in within) for n in groups]
        for c, needed in enumerate(choices):
            left = [max(need - own, 0) for need, own in zip(needed, served, strict=True)]
            if all(more < len(tails) for more, tails in zip(left, alone, strict=True)):
                chance = reached
                for more, tails in zip(left, alone, strict=True):
                    chance = chance * tails[more]
                found[c] = found[c] + chance
    return found


def consenting(stakes: Stakes, alike: Callable[[Side, Sequence[str]], Iterable[Alike]]) -> Consenting:
    """Who is in which of the groups whose consent the text asks. alike: of a side and some of its members, how surely
    they stand."""
    found: dict[frozenset[int], list[Alike]] = {}
    rules = stakes.guarantee.consents
    for side in stakes.guarantors:
        members: dict[frozenset[int], list[str]] = {}
        for name in side.members:
            groups = frozenset(n for n, rule in enumerate(rules) if name in stakes.groups[rule.of])
            members.setdefault(groups, []).append(name)
        for groups, names in members.items():
            found.setdefault(groups, []).extend(alike(side, names))
    return found


def _chances_of(guarantors: Sequence[Alike]) -> list[Values]:
    """The chances that 0, 1, ... and all of them stand."""
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
