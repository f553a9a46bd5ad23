"""What follows if somebody is left out, or if what it promised may not bind whoever comes to decide (rule V14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.incentives.consenting import Alike, all_enough, consenting
from foedus.incentives.deal import Values
from foedus.incentives.draws import Drawn, Unknown, drawn, shares, unknowns
from foedus.incentives.positions import Mandate, Positions
from foedus.incentives.stakes import Numbers, Side, Stakes, with_numbers
from foedus.incentives.weighing import Tested, constraints

_OF_ACCUSED, _OF_BENEFICIARY = ("C1", "C2"), ("C3", "C4", "C5", "C8")


class Held(NamedTuple):
    """How a constraint stands. share: of the draws in which it holds; middle: the median of its slack."""

    share: float
    middle: float


class Outcome(NamedTuple):
    """What comes of a deal. stands: 5th, 50th and 95th percentile of the chance that what is certified has its award;
    share: of the draws in which all of these constraints hold at once."""

    stands: tuple[float, float, float]
    share: float
    held: Mapping[Tested, Held]


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes. who: whose leaving or mandate it is; one_of: how many are alike with it, 1 if none is else. after:
    the deal without it, the text adapted; missing: with the text as it is and its consent not given, None of a party.
    mandate: what is said of its mandate, None where it is left out."""

    who: str
    one_of: int
    before: Outcome
    after: Outcome
    missing: Outcome | None = None
    mandate: Mandate | None = None


def left_out(stakes: Stakes, positions: Positions, draws: int, seed: int) -> Iterator[Effect]:
    """Each signatory in turn, of those that are alike one: what the deal is without it."""
    for side in stakes.sides:
        more = positions.without.get(side.name, {})
        values, changed, then = _both(stakes, more, draws, seed)
        usual = _outcome(stakes, values, stands_by(stakes, values), draws)
        if side.group:
            gone = {side.members[-1]}
            yield Effect(
                side.name, len(side.members), usual,
                _outcome(_without(changed, side), then, stands_by(changed, then, gone, asked=False), draws),
                _outcome(_without(stakes, side), values, stands_by(stakes, values, gone), draws),
            )  # fmt: skip
        else:
            own = _OF_ACCUSED if side.name == stakes.accused.name else _OF_BENEFICIARY
            alone = bound(then, side.name, 0.0)
            yield Effect(
                side.name, 1, usual, _outcome(changed, alone, stands_by(changed, alone), draws, drop=own)
            )


def mandated(stakes: Stakes, positions: Positions, draws: int, seed: int) -> Iterator[Effect]:
    """Each whose mandate is disputed: the deal with its promise taken at its word, and discounted."""
    values = drawn(stakes, shares(draws, len(unknowns(stakes)), seed))
    usual = _outcome(stakes, values, stands_by(stakes, values), draws)
    for n, mandate in enumerate(positions.mandates):
        share = shares(draws, 1, seed + 4 + n)[:, 0]
        binds = mandate.binds.low + (mandate.binds.high - mandate.binds.low) * share
        doubted = {
            name: binds for side in stakes.guarantors for name in side.members if mandate.who in (side.name, name)
        }
        here = values
        if mandate.who in (stakes.accused.name, stakes.beneficiary.name):
            here = bound(values, mandate.who, binds)
        after = _outcome(stakes, here, stands_by(stakes, here, doubted=doubted), draws)
        yield Effect(mandate.who, max(1, len(doubted)), usual, after, mandate=mandate)


def bound(values: Drawn, who: str, binds: Values) -> Drawn:
    """The same draws where a party's promise binds with a chance: what the others have of the peace that it keeps is
    discounted to what they have without agreement. Of what it has itself nothing changes."""
    def discounted(own: Mapping[str, Values]) -> dict[str, Values]:
        without = own["no_agreement"]
        return {**own, "peace": without + binds * (own["peace"] - without)}

    return replace(values, sides={
        name: own if name == who else discounted(own) for name, own in values.sides.items()
    })  # fmt: skip


def stands_by(
    stakes: Stakes, values: Drawn, gone: Collection[str] = (), doubted: Mapping[str, Values] | None = None,
    asked: bool = True,
) -> Values:  # fmt: skip
    """The chance that of every group enough stand by their consent (V4).

    gone: members that give none; asked: whether the text asks it of them. doubted: by member the chance that its
    consent binds. A group that has nobody left gives nothing.
    """
    needed = []
    for rule in stakes.guarantee.consents:
        members = stakes.groups[rule.of]
        here = sum(name not in gone for name in members)
        if not here:
            return 0.0
        needed.append(rule.count or (len(members) if asked else here))
    doubts = doubted or {}
    return all_enough(needed, consenting(stakes, lambda side, names: _alike(
        values.sides[side.name]["stands"], [name for name in names if name not in gone], doubts
    )))  # fmt: skip


def _alike(stands: Values, names: Sequence[str], doubted: Mapping[str, Values]) -> Iterator[Alike]:
    """Of members of one side, who stand with one chance."""
    sure = [name for name in names if name not in doubted]
    if sure:
        yield Alike(len(sure), stands)
    in_doubt = [name for name in names if name in doubted]
    if in_doubt:  # those of one mandate have one chance
        yield Alike(len(in_doubt), stands * doubted[in_doubt[0]])


def _without(stakes: Stakes, gone: Side) -> Stakes:
    """Of guarantors that are alike one less is still as they are; the last takes what is asked of it along."""
    if len(gone.members) > 1:
        return stakes
    return replace(stakes, guarantors=tuple(side for side in stakes.guarantors if side.name != gone.name))


def _both(stakes: Stakes, more: Numbers, draws: int, seed: int) -> tuple[Drawn, Stakes, Drawn]:
    """The draws of the stakes; the stakes with other numbers, and the same draws of those."""
    changed = with_numbers(stakes, more)
    order: dict[Unknown, int] = {}
    for each in (stakes, changed):
        for name in unknowns(each):
            order.setdefault(name, len(order))
    own = len(unknowns(stakes))
    at = np.hstack([shares(draws, own, seed), shares(draws, len(order) - own, seed + 3)])
    return drawn(stakes, at, order), changed, drawn(changed, at, order)


def _outcome(stakes: Stakes, values: Drawn, stands: Values, draws: int, drop: Collection[str] = ()) -> Outcome:
    held: dict[Tested, Held] = {}
    every: NDArray[np.bool_] = np.ones(draws, dtype=bool)
    for tested, slack in constraints(stakes, values, stands):
        if tested.label in drop:
            continue
        own = np.broadcast_to(slack, draws)
        every &= own >= 0
        held[tested] = Held(float((own >= 0).mean()), float(np.median(own)))
    low, middle, high = np.percentile(np.broadcast_to(stands, draws), (5, 50, 95))
    return Outcome((float(low), float(middle), float(high)), float(every.mean()), held)
