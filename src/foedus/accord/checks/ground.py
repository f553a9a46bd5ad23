"""Checks of zones as the text declares them; their files and shapes are checked where they are read."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.model import InsideZone, ZoneUnion, ZoneWithin
from foedus.basics.problem import Problem


def zone_never_used(draft: Draft) -> Iterator[Problem]:
    """Zones that no sentence and no other zone speaks of."""
    used = {n.zone for n in draft.norms}
    used |= {e.ground.zone for n in draft.norms for e in n.exceptions if isinstance(e.ground, InsideZone)}
    used |= {word for n in draft.norms for word in n.act.split()}
    for zone in draft.accord.zones:
        match zone.shape:
            case ZoneWithin(_, of):
                used.add(of)
            case ZoneUnion(zones):
                used |= set(zones)
    for zone in draft.accord.zones:
        if zone.name not in used:
            yield warning(
                "A0240", zone.span, f"zone {zone.name} is declared and never used",
                "an article that should be limited to it may hold everywhere, or in another zone",
                "use it in an article, or take it away",
            )  # fmt: skip


CHECKS: tuple[Check, ...] = (zone_never_used,)
