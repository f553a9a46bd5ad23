"""Carrot and stick for everyone: each constraint over all that one may believe, and on what it hangs (rules V1-V6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.incentives.consenting import Alike, Consenting, all_enough, consenting
from foedus.incentives.deal import (
    Course,
    Provocation,
    Values,
    belief,
    carrot,
    honours,
    no_false_flag,
    no_moral_hazard,
    own_stick,
    stick,
)
from foedus.incentives.draws import Drawn, Shares, Unknown, drawn, shares, unknowns
from foedus.incentives.extremes import Ends, ends
from foedus.incentives.stakes import Range, Stakes

DRAWS = 20_000
"""A share of them is known to 0.35 % (one standard error) at worst."""
FOR_INDICES = 16_384
"""Draws for what a constraint hangs on: indices are then known to about 0.02, and to 0.05 at worst."""
_RARE = 0.02


class Tested(NamedTuple):
    """A constraint of somebody. label: C1 to C8. size: of the violation, 0 where there is none."""

    label: str
    who: str
    size: int = 0


class Influence(NamedTuple):
    """How much of whether it holds hangs on one number: the total index of Sobol, 0 nothing, 1 all of it. Of what
    hardly ever holds, or hardly ever fails, how much of its slack does."""

    of: Unknown
    total: float


@dataclass(frozen=True, slots=True)
class Weight:
    """What is found of a constraint. share: of the draws in which it holds, None where that cannot be told (V2c).
    low, middle, high: 5th, 50th and 95th percentile of its slack, in periods of what the deal is worth to that side.
    worst, best: the least and the greatest slack over all ranges. least: share of the draws in which no other slack is
    smaller."""

    tested: Tested
    share: float | None
    low: float
    middle: float
    high: float
    worst: float
    best: float
    least: float
    hangs_on: tuple[Influence, ...]

    @property
    def always(self) -> bool:
        """Whether it holds whatever one believes within the ranges."""
        return self.worst >= 0

    @property
    def never(self) -> bool:
        """Whether it fails whatever one believes within the ranges."""
        return self.best < 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A guarantee weighed. share: of the draws in which all constraints hold at once, None where that cannot be told.
    others: of the draws in which those hold of which it can. hangs_on: of whether all hold at once; hangs_by_slack: or,
    where they hardly ever do or hardly ever fail to, of the least slack of all."""

    stakes: Stakes
    draws: int
    seed: int
    weights: tuple[Weight, ...]
    share: float | None
    others: float
    hangs_on: tuple[Influence, ...]
    hangs_by_slack: bool = False


def weigh(stakes: Stakes, seed: int = 1, draws: int = DRAWS) -> Weighed:
    """Each constraint, over draws of all that has a range."""
    names = unknowns(stakes)
    sample = shares(draws, len(names), seed)
    tested, slack = slacks(stakes, sample)
    held = slack >= 0
    smallest = slack.argmin(axis=0)
    influences, by_slack = influences_on(names, lambda at: slacks(stakes, at)[1], seed)
    low, middle, high = np.percentile(slack, (5, 50, 95), axis=1)
    within = ends_of(stakes, tested)
    worst = [min(own.worst, float(each.min())) for own, each in zip(within, slack, strict=True)]  # but for rounding
    best = [max(own.best, float(each.max())) for own, each in zip(within, slack, strict=True)]
    told = np.array([
        worst[i] >= 0 or best[i] < 0 or not hangs_on_untold(stakes, each) for i, each in enumerate(tested)
    ])  # fmt: skip
    weights = tuple(
        Weight(
            each, float(held[i].mean()) if told[i] else None, float(low[i]), float(middle[i]), float(high[i]),
            worst[i], best[i], float((smallest == i).mean()), influences[i],
        )
        for i, each in enumerate(tested)
    )  # fmt: skip
    others = float(held[told].all(axis=0).mean())
    # Where something fails whatever one believes, all fail together, whatever cannot be told.
    share = others if told.all() or others == 0 else None
    return Weighed(stakes, draws, seed, weights, share, others, influences[-1], by_slack)


class Outcome(NamedTuple):
    """What comes of a text. worst: the least slack of all constraints, each at its 5th percentile. share: of the draws
    in which all hold. noise: two standard errors of `worst`, by the ranks between which that percentile lies."""

    worst: float
    share: float
    noise: float


def outcome(stakes: Stakes, seed: int = 1, draws: int = DRAWS) -> Outcome:
    """The whole of a text in three numbers, by the draws that `weigh` takes."""
    slack = slacks(stakes, shares(draws, len(unknowns(stakes)), seed))[1]
    low = np.percentile(slack, 5, axis=1)
    off = 200 * (0.05 * 0.95 / draws) ** 0.5
    ends = np.percentile(slack[int(low.argmin())], (max(5 - off, 0), 5 + off))
    return Outcome(float(low.min()), float((slack >= 0).all(axis=0).mean()), float(ends[1] - ends[0]) / 2)


def slacks(stakes: Stakes, at: Shares) -> tuple[tuple[Tested, ...], NDArray[np.float64]]:
    """Every constraint and its slack in every draw: shape (constraints, draws)."""
    values = drawn(stakes, at)
    found = tuple(constraints(stakes, values, executed(stakes, values)))
    slack = np.empty((len(found), len(at)))
    for i, (_, each) in enumerate(found):
        slack[i] = each
    return tuple(tested for tested, _ in found), slack


def ends_of(stakes: Stakes, tested: Sequence[Tested]) -> list[Ends]:
    """Of each constraint the least and the greatest slack, whatever one believes within the ranges."""
    count = len(unknowns(stakes))
    both = np.broadcast_to(executed(stakes, drawn(stakes, np.vstack([np.zeros(count), np.ones(count)]))), 2)
    sides, executes = {side.name: side for side in stakes.sides}, Range(float(both[0]), float(both[1]))
    return [ends(stakes, each.label, sides[each.who], each.size, executes) for each in tested]


def executed(stakes: Stakes, values: Drawn) -> Values:
    """The chance that what is certified has its award: that of every group enough stand by their consent (V4)."""
    needed = [rule.count or len(stakes.groups[rule.of]) for rule in stakes.guarantee.consents]
    return all_enough(needed, standing_by(stakes, values))


def standing_by(stakes: Stakes, values: Drawn) -> Consenting:
    """How surely those whose consent is asked stand by it, by the groups that they are in."""
    return consenting(stakes, lambda side, names: [Alike(len(names), values.sides[side.name]["stands"])])


def course_of(values: Drawn, executes: Values) -> Course:
    """How the deal runs by itself, with what bodies make of false findings."""
    return Course(values.patience, values.false * values.certified_false, executes)


def constraints(stakes: Stakes, values: Drawn, executes: Values) -> Iterator[tuple[Tested, Values]]:
    """C1 to C8, each with its slack; of violations, one for each size. All slacks are sums of one unit, periods of the
    deal as they are worth now: what is so much in every period is so much over (1 - patience)."""
    ever = 1 / (1 - values.patience)
    accused, beneficiary = stakes.accused, stakes.beneficiary
    a, b = values.sides[accused.name], values.sides[beneficiary.name]
    course = course_of(values, executes)
    false = course.false
    yield Tested("C1", accused.name), ever * carrot(course, a["peace"], a["award"], a["no_agreement"])
    for violation, gain in zip(accused.violations, values.gains[accused.name], strict=True):
        chance = found_of(stakes, values, violation.size)
        yield Tested("C2", accused.name, violation.size), stick(course, chance, a["peace"], a["award"], gain)
    yield Tested("C3", beneficiary.name), ever * carrot(course, b["peace"], b["award"], b["no_agreement"])
    staged = staged_by(values)
    yield (
        Tested("C4", beneficiary.name),
        ever * no_false_flag(course, staged, b["peace"], b["award"], b["exposed"], b["provoking_cost"]),
    )
    for violation, gain in zip(beneficiary.violations, values.gains[beneficiary.name], strict=True):
        chance = found_of(stakes, values, violation.size)
        own = own_stick(course, chance, b["peace"], b["award"], b["sanctioned"], gain)
        yield Tested("C5", beneficiary.name, violation.size), own
    real = belief(values.prior, _least_found(values), false)
    for side in stakes.guarantors:
        g = values.sides[side.name]
        yield Tested("C6", side.name), ever * carrot(course, g["peace"], g["award"], g["no_agreement"])
        yield (
            Tested("C7", side.name),
            honours(real, g["honouring_benefit"], g["honouring_cost"], g["dishonour_loss"], g["revoking_cost"]),
        )
    yield (
        Tested("C8", beneficiary.name),
        no_moral_hazard(
            values.patience, staged.exposed, b["cover_left"], b["award"], b["exposed"], b["provoking_cost"],
            b["provoking_gain_after"],
        ),
    )


def staged_by(values: Drawn) -> Provocation:
    """What comes of a staged breach, once bodies have judged it: that the other side is blamed is a false finding, that
    it is laid to who staged it a true one."""
    return Provocation(values.blamed * values.certified_false, values.exposed * values.certified_true)


def found_of(stakes: Stakes, values: Drawn, size: int) -> Values:
    """The chance that a breach of a size is certified: that of the largest size known that is not larger, since more
    acts leave more traces; of one smaller than all, no more than if there had been none."""
    row = stakes.errors.row_of(size)
    return values.false * values.certified_false if row is None else values.found[row] * values.certified_true


def hangs_on_untold(stakes: Stakes, tested: Tested) -> bool:
    """Whether a constraint hangs on how surely a breach is found of which nothing can be told (V2c)."""
    found = stakes.errors.found
    if tested.label in ("C2", "C5"):
        known = [row for row in found if row.size <= tested.size]
        return bool(known) and not known[-1].told
    return tested.label == "C7" and bool(found) and not found[0].told


def untold_labels(stakes: Stakes) -> frozenset[str]:
    """The labels of which some constraint hangs on what cannot be told."""
    sides = (("C2", stakes.accused), ("C5", stakes.beneficiary))
    every = [Tested(label, side.name, violation.size) for label, side in sides for violation in side.violations]
    every += [Tested("C7", side.name) for side in stakes.guarantors]
    return frozenset(each.label for each in every if hangs_on_untold(stakes, each))


def _least_found(values: Drawn) -> Values:
    """Of the smallest breach: a guarantor is least sure that such a one is real."""
    return values.found[0] * values.certified_true


# -- what it hangs on --------------------------------------------------------------------------------------------------


def influences_on(
    names: Sequence[Unknown], slacks_at: Callable[[Shares], NDArray[np.float64]], seed: int
) -> tuple[list[tuple[Influence, ...]], bool]:
    """Of whether each constraint holds, and last of whether all do: the total indices, as Jansen (1999) estimates. And
    whether the last are of the least slack of all, since all hold, or fail to, in too few draws.

    slacks_at: the slacks at shares of these numbers, in the order of `names`; shape (constraints, draws).
    """
    count = len(names)
    both = shares(FOR_INDICES, 2 * count, seed + 1)
    one, other = both[:, :count], both[:, count:]
    slack = slacks_at(one)
    rare = _is_rare(slack)
    base = _asked(slack, rare)
    variance = base.var(axis=1)
    found: list[list[Influence]] = [[] for _ in base]
    for k, name in enumerate(names):
        changed = one.copy()
        changed[:, k] = other[:, k]
        differs = ((base - _asked(slacks_at(changed), rare)) ** 2).mean(axis=1) / 2
        for row, (own, share) in enumerate(zip(variance, differs, strict=True)):
            if own > 0 and share > 0:
                found[row].append(Influence(name, min(float(share / own), 1.0)))
    return [tuple(sorted(each, key=lambda f: (-f.total, f.of))) for each in found], bool(rare[-1])


def _with_all(slack: NDArray[np.float64]) -> NDArray[np.float64]:
    """And last the least of all, which is not negative where all hold: shape (constraints + 1, draws)."""
    return np.vstack([slack, slack.min(axis=0)])


def _is_rare(slack: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which constraints hold, or fail, in too few draws to say on what that hangs; and last whether all do."""
    holds = (_with_all(slack) >= 0).mean(axis=1)
    return np.asarray(np.minimum(holds, 1 - holds) < _RARE)


def _asked(slack: NDArray[np.float64], rare: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Whether each constraint holds, 1.0 or 0.0, or its slack where that is rare; and last the same of all: shape
    (constraints + 1, draws)."""
    every = _with_all(slack)
    return np.where(rare[:, None], every, every >= 0)
