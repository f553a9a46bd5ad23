"""The negotiation view: all that a file says of who wants what, and what follows from it (rules V11-V15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.incentives.alternatives import NEUTRAL, Offers
from foedus.incentives.drafts import Drafts
from foedus.incentives.lasting import Lasting, lasting
from foedus.incentives.leaving import Effect, left_out, mandated
from foedus.incentives.positions import Positions
from foedus.incentives.stakes import Stakes
from foedus.incentives.waiting import Later, leverage
from foedus.incentives.weighing import DRAWS
from foedus.incentives.zone import Zone, zone


@dataclass(frozen=True, slots=True)
class Negotiation:
    """What is told. zone: None where nothing is to be settled; later: empty where nobody says what waiting would
    change; lasting: None where nothing is said of outcomes. broken: by choice and option what the text requires and
    would not hold with the words of that option alone; who proves it fills it in."""

    stakes: Stakes
    positions: Positions
    draws: int
    seed: int
    zone: Zone | None
    effects: tuple[Effect, ...]
    mandates: tuple[Effect, ...]
    later: tuple[Later, ...]
    lasting: Lasting | None
    broken: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def negotiate(
    stakes: Stakes, positions: Positions, seed: int = 1, draws: int = DRAWS, offers: Offers = NEUTRAL,
    drafts: Drafts | None = None,
) -> Negotiation:  # fmt: skip
    """Everything at once, by the same draws as `weigh`. drafts: of the text, where options are other words of it.

    Cost: near 20 ms for each combination of what changes, at the draws that are usual."""
    return Negotiation(
        stakes, positions, draws, seed,
        zone(stakes, positions, offers, draws, seed, drafts) if positions.choices else None,
        tuple(left_out(stakes, positions, draws, seed)), tuple(mandated(stakes, positions, draws, seed)),
        leverage(stakes, positions, draws, seed), lasting(positions.game) if positions.game is not None else None,
    )  # fmt: skip
