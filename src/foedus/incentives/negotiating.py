"""The negotiation view: all that a file says of who wants what, and what follows from it (rules V11-V15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.incentives.alternatives import NEUTRAL, Offers
from foedus.incentives.drafts import Drafts
from foedus.incentives.lasting import Lasting, lasting
from foedus.incentives.leaving import Effect, left_out, mandated
from foedus.incentives.positions import Combination, Positions
from foedus.incentives.stakes import Stakes
from foedus.incentives.waiting import Later, leverage
from foedus.incentives.weighing import DRAWS, Influence
from foedus.incentives.zone import Point, Zone, best_of, guesses, zone

MOST_TOLD = 12
"""So many of the best combinations are told."""


@dataclass(frozen=True, slots=True)
class Negotiation:
    """What is told. zone: None where nothing is to be settled; later: empty where nobody says what waiting would
    change; lasting: None where nothing is said of outcomes. broken: by choice and option what the text requires and
    would not hold with the words of that option alone; who proves it fills it in. best: of the zone, as many as are
    told; guesses: of those of them where it hangs on one whether all sign, on which."""

    stakes: Stakes
    positions: Positions
    draws: int
    seed: int
    zone: Zone | None
    best: tuple[Point, ...]
    effects: tuple[Effect, ...]
    mandates: tuple[Effect, ...]
    later: tuple[Later, ...]
    lasting: Lasting | None
    guesses: Mapping[Combination, tuple[Influence, ...]] = field(default_factory=dict)
    broken: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def negotiate(
    stakes: Stakes, positions: Positions, seed: int = 1, draws: int = DRAWS, offers: Offers = NEUTRAL,
    drafts: Drafts | None = None,
) -> Negotiation:  # fmt: skip
    """Everything at once, by the same draws as `weigh`. drafts: of the text, where options are other words of it.

    Cost: near 4 ms for each combination of what changes, at the draws that are usual."""
    found = zone(stakes, positions, offers, draws, seed, drafts) if positions.choices else None
    best = best_of(found.possible, positions)[:MOST_TOLD] if found is not None else ()
    return Negotiation(
        stakes, positions, draws, seed, found, best,
        tuple(left_out(stakes, positions, draws, seed)), tuple(mandated(stakes, positions, draws, seed)),
        leverage(stakes, positions, draws, seed), lasting(positions.game) if positions.game is not None else None,
        guesses(stakes, positions, offers, best, seed, drafts),
    )  # fmt: skip
