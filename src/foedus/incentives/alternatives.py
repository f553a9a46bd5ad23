"""What else could be promised: now, never, on a date, by one ally alone, or with more eyes (rule V7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from itertools import chain

import numpy as np

from foedus.incentives.bargaining import pull_to_war
from foedus.incentives.deal import Course, Values, belief, carrot, honours, no_false_flag, power
from foedus.incentives.draws import Drawn, Shares, drawn
from foedus.incentives.stakes import Range, Stakes
from foedus.incentives.weighing import Tested, constraints, executed, staged_by

LABELS = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8")


class Alternative(StrEnum):
    """What the beneficiary is promised."""

    ON_BREACH = "on breach"
    NOW = "now"
    NEVER = "never"
    DATED = "on a date"
    PLEDGE = "one ally's pledge"
    MORE_EYES = "on breach, with peacekeepers"


@dataclass(frozen=True, slots=True)
class Offers:
    """What is supposed of the alternatives. dated: periods until the date. strength: of one ally's pledge, as a share
    of what the whole award changes for the parties. pledge_stands: the chance that it is kept. eyes: the share of
    breaches found by peacekeepers of those that are missed without."""

    dated: int
    strength: Range
    pledge_stands: Range
    eyes: Range


NEUTRAL = Offers(60, Range(0.1, 0.9), Range(0.5, 0.99), Range(0.2, 0.8))
UNKNOWN_OFFERS = 3
"""So many columns of shares are taken for what is supposed of the alternatives."""

Standing = Mapping[str, Values]
"""The least slack of each label, of all sizes and guarantors; a label that has no meaning for an alternative lacks."""


def compared(stakes: Stakes, offers: Offers, at: Shares, more: Shares) -> dict[Alternative, dict[str, float | None]]:
    """Of each alternative the share of draws in which each label holds, None where it has no meaning, and `all`.

    at: shares of the unknowns of the stakes; more: UNKNOWN_OFFERS columns for what is supposed of the alternatives.
    """
    values = drawn(stakes, at)
    found: dict[Alternative, dict[str, float | None]] = {}
    for alternative in Alternative:
        held_by = standing(stakes, values, offers, more, alternative)
        least = {label: np.broadcast_to(slack, len(at)) for label, slack in held_by}
        held = {label: each >= 0 for label, each in least.items()}
        shares: dict[str, float | None] = {
            label: float(held[label].mean()) if label in held else None for label in LABELS
        }
        shares["all"] = float(np.all([*held.values()], axis=0).mean())
        found[alternative] = shares
    return found


def pulls(stakes: Stakes, at: Shares) -> dict[Alternative, float]:
    """Of the promises that can shift strength, the share of draws in which the accused would rather fight now than wait
    for it, whatever it is given until then (M2); none where nothing is said of strength.

    On the eve of a date the shift is sure; on breach it comes only with a false award, since nobody breaches.
    """
    if stakes.strength is None:
        return {}
    values = drawn(stakes, at)
    fights = values.strength
    course = Course(values.patience, values.false * values.certified_false, executed(stakes, values))
    shifts = {Alternative.DATED: 1.0, Alternative.ON_BREACH: course.false_awards, Alternative.NEVER: 0.0}
    return {
        alternative: float(np.mean(
            pull_to_war(values.patience, fights["wins"], fights["wins_later"], fights["cost"], shift)
            + np.zeros(len(at)) > 0
        ))
        for alternative, shift in shifts.items()
    }  # fmt: skip


def standing(
    stakes: Stakes, values: Drawn, offers: Offers, more: Shares, alternative: Alternative,
    executes: Values | None = None,
) -> Iterator[tuple[str, Values]]:  # fmt: skip
    """The least slack of each label that has a meaning for an alternative, in every draw. executes: the chance that
    what is certified has its award, if it is known already (V4)."""
    awarded = executed(stakes, values) if executes is None else executes
    match alternative:
        case Alternative.ON_BREACH:
            yield from _least(constraints(stakes, values, awarded))
        case Alternative.MORE_EYES:
            seen = at_share(offers.eyes, more[:, 2])
            better = replace(values, found=tuple(f + (1 - f) * seen for f in values.found))
            yield from _least(constraints(stakes, better, awarded))
        case Alternative.NOW:
            yield from _promised(stakes, values, 0)
        case Alternative.NEVER:
            yield from _promised(stakes, values, None)
        case Alternative.DATED:
            yield from _promised(stakes, values, offers.dated)
        case Alternative.PLEDGE:
            stands = at_share(offers.pledge_stands, more[:, 1])
            yield from _pledged(stakes, values, at_share(offers.strength, more[:, 0]), stands)


def _least(found: Iterator[tuple[Tested, Values]]) -> Iterator[tuple[str, Values]]:
    least: dict[str, Values] = {}
    for tested, slack in found:
        least[tested.label] = slack if tested.label not in least else np.minimum(least[tested.label], slack)
    yield from least.items()


def _promised(stakes: Stakes, values: Drawn, periods: int | None) -> Iterator[tuple[str, Values]]:
    """A promise that hangs on nobody's conduct: after so many periods, None for never. A breach of the accused changes
    nothing of it, so it deters none; and staging one wins nothing.

    One of the beneficiary has the sanction that the text itself has, where something is given that can be suspended.
    Nobody asks on a date whether a breach was real, so that honouring then brings nobody what it brings after one; and
    no certificate can be taken back, for which cover would be lost.
    """
    until = 0.0 if periods is None else power(values.patience, periods)
    for label, side in _signers(stakes):
        numbers = values.sides[side]
        yield label, (1 - until) * numbers["peace"] + until * numbers["award"] - numbers["no_agreement"]
    yield from _paying("C2", values.gains[stakes.accused.name])
    b = values.sides[stakes.beneficiary.name]
    if periods is None:
        never = Course(values.patience, 0.0, 0.0)
        staged = staged_by(values)
        yield "C4", no_false_flag(never, staged, b["peace"], b["award"], b["exposed"], b["provoking_cost"])
    if periods is not None and _is_suspended(stakes):
        found = chain(*(constraints(stakes, under, 0.0) for under in _awaiting(stakes, values, periods)))
        yield from ((label, slack) for label, slack in _least(found) if label == "C5")
    else:
        yield from _paying("C5", values.gains[stakes.beneficiary.name])
    if periods:
        yield "C7", reduce(np.minimum, [
            honours(0.0, g["honouring_benefit"], g["honouring_cost"], g["dishonour_loss"], g["revoking_cost"])
            for g in (values.sides[side.name] for side in stakes.guarantors)
        ])  # fmt: skip
    if periods is not None:
        yield "C8", b["provoking_cost"] - b["provoking_gain_after"]


def _awaiting(stakes: Stakes, values: Drawn, periods: int) -> Iterator[Drawn]:
    """What the beneficiary has while it keeps the deal, in a period, at the beginning and once the award is made: no
    certificate brings that, and a false one of its own breach takes it away, too."""
    b = values.sides[stakes.beneficiary.name]
    lasts = values.patience * (1 - values.false * values.certified_false)
    for left in dict.fromkeys((max(periods - 1, 0), 0)):
        until = power(lasts, left)
        kept = {**b, "peace": (1 - until) * b["peace"] + until * b["award"]}
        yield replace(values, sides={**values.sides, stakes.beneficiary.name: kept})


def _paying(label: str, gains: Sequence[Values]) -> Iterator[tuple[str, Values]]:
    """Of breaches that cost their author nothing: what they bring."""
    if gains:
        yield label, reduce(np.minimum, [-gain for gain in gains])


def _is_suspended(stakes: Stakes) -> bool:
    """Whether the text suspends what it gives while its beneficiary is in breach (P7b)."""
    return any(party == stakes.beneficiary.name for party, _ in stakes.guarantee.rests_while)


def _signers(stakes: Stakes) -> Iterator[tuple[str, str]]:
    yield "C1", stakes.accused.name
    yield "C3", stakes.beneficiary.name
    yield from (("C6", side.name) for side in stakes.guarantors)


def _pledged(stakes: Stakes, values: Drawn, strength: Values, stands: Values) -> Iterator[tuple[str, Values]]:
    """One ally alone, with nothing deposited: what the award changes for the parties is a share of what all would."""
    def weaker(name: str) -> dict[str, Values]:
        own = values.sides[name]
        return {**own, "award": own["peace"] + strength * (own["award"] - own["peace"])}

    parties = {name: weaker(name) for name in (stakes.accused.name, stakes.beneficiary.name)}
    pledged = replace(values, sides={**values.sides, **parties})
    for label, slack in _least(constraints(stakes, pledged, stands)):
        if label not in ("C6", "C7"):
            yield label, slack
    false = values.false * values.certified_false
    course = Course(values.patience, false, stands)
    real = belief(values.prior, values.found[0] * values.certified_true, false)
    ally = values.sides[stakes.guarantors[0].name]
    yield "C6", carrot(course, ally["peace"], ally["award"], ally["no_agreement"])
    yield "C7", honours(real, ally["honouring_benefit"], ally["honouring_cost"], ally["dishonour_loss"])


def at_share(given: Range, share: Values) -> Values:
    """The number at a share of its range."""
    return given.low + (given.high - given.low) * share
