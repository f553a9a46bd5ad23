"""Zones known by name only, for accords that need no shapes."""

from __future__ import annotations

from collections.abc import Mapping


class NamedZones:
    """Every zone is known by its own name; no point is certainly in it."""

    shapes: Mapping[str, object] = {}

    def area_names(self, zone: str) -> frozenset[str]:
        return frozenset({zone.casefold()})

    def signed_distance_m(self, zone: str, longitude: float, latitude: float) -> int:
        return 0
