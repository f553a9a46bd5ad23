"""How much each member weighs in an award: by Shapley and Shubik, and by Banzhaf, as exact fractions.

A set of members *carries* the award if those outside it cannot block it. The two indices ask how often one more member
turns a set that does not carry into one that does: among all orders in which the members could join (L. S. Shapley and
M. Shubik, 1954), and among all divisions of the others into two camps (L. S. Penrose, 1946; J. F. Banzhaf, 1965).
Members of one class weigh the same, so that sets are counted by how many of each class are in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, factorial, prod

from foedus.prove.decide import Proof
from foedus.prove.inquiry import Inquiry
from foedus.prove.question import Aim, Power
from foedus.prove.roles import Coalition, MemberClass, Part

MOST_SETS = 300_000
"""More kinds of sets than this are not counted: it takes some seconds, and more than six kinds of members each with a
say of its own make a table that nobody reads."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one member of a class weighs. shapley: share of the orders in which it is the one that decides; over all
    members they add up to 1. swings: share of the divisions of all others in which it decides. banzhaf: its share in
    the swings of all members, 0 where there are none."""

    shapley: Fraction
    swings: Fraction
    banzhaf: Fraction


NONE = Weight(Fraction(0), Fraction(0), Fraction(0))
"""Of whoever decides nothing."""


def weights(sizes: Sequence[int], blocking: Sequence[Sequence[int]]) -> tuple[Weight, ...] | None:
    """The weight of a member of each class; NONE for a class of nobody.

    sizes: how many members each class has. blocking: coalitions that can block, by how many of each class, the smallest
    among them. None, if more than `MOST_SETS` kinds of sets would have to be counted.
    Cost: the product of (size + 1) over the classes that occur in `blocking`.
    """
    matter = [n for n, size in enumerate(sizes) if size and any(b[n] for b in blocking)]
    tops = tuple(sizes[n] for n in matter)
    if prod(top + 1 for top in tops) > MOST_SETS:
        return None
    vectors = [tuple(b[n] for n in matter) for b in blocking if all(not b[n] or sizes[n] for n in range(len(sizes)))]
    found = dict(zip(matter, _weights(tops, vectors), strict=True))
    return tuple(found.get(n, NONE) for n in range(len(sizes)))


def _weights(tops: tuple[int, ...], blocking: Sequence[tuple[int, ...]]) -> Iterator[Weight]:
    """The same where every class matters. Members who never matter can be left out: they change neither index."""
    everybody = sum(tops)
    decided = _decided(tops, blocking)
    shapley, swings = list[Fraction](), list[Fraction]()
    for top, by_size in zip(tops, decided, strict=True):
        orders = sum(n * factorial(size) * factorial(everybody - size - 1) for size, n in enumerate(by_size))
        shapley.append(Fraction(orders, top * factorial(everybody)))
        swings.append(Fraction(sum(by_size), top * 2 ** (everybody - 1)))
    total = sum((top * each for top, each in zip(tops, swings, strict=True)), Fraction(0))
    for order, swing in zip(shapley, swings, strict=True):
        yield Weight(order, swing, swing / total if total else Fraction(0))


def _decided(tops: tuple[int, ...], blocking: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """For each class and each size of a set: in how many pairs of a set of that size and a member outside it of that
    class the member decides."""
    found = [[0] * sum(tops) for _ in tops]
    ways = [[comb(top, count) for count in range(top + 1)] for top in tops]
    for counts in product(*(range(top + 1) for top in tops)):
        outside = tuple(top - count for top, count in zip(tops, counts, strict=True))
        stands_in = [b for b in blocking if all(x >= y for x, y in zip(outside, b, strict=True))]
        if not stands_in:
            continue
        sets, size = prod(way[count] for way, count in zip(ways, counts, strict=True)), sum(counts)
        for place, left in enumerate(outside):
            # The member decides if every coalition that can still block has just so many of its class, and so needs it.
            if left and all(b[place] == left for b in stands_in):
                found[place][size] += sets * left
    return found


# -- in an award -------------------------------------------------------------------------------------------------------


def power_in(proof: Proof) -> tuple[tuple[MemberClass, Weight], ...] | None:
    """The weight of a member of each class in an award, once a breach is found; None where it is not known who can
    block, or there are too many kinds of members. The accused is no member, as it is on the side of those who block.

    Counted are coalitions that can block whatever the others do: who can only if others are slow, or by what it does
    before the breach is found, has that not from its vote.
    """
    if proof.block is None:
        return None
    inquiry = proof.inquiry
    sizes = [0 if each.has(Part.ACCUSED) else len(each.members) for each in inquiry.classes]
    found = weights(sizes, [c.counts for c in _sure(inquiry, proof.block)])
    if found is None:
        return None
    return tuple((each, w) for each, w in zip(inquiry.classes, found, strict=True) if not each.has(Part.ACCUSED))


def _sure(inquiry: Inquiry, coalitions: Sequence[Coalition]) -> list[Coalition]:
    return [c for c in coalitions if inquiry.of(Aim.BLOCK, c).power is Power.SURE]
