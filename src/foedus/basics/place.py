"""Places: a point with the radius it may be off by, or an area known by name only (rule R2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A point of the WGS84 ellipsoid in millionths of a degree, known to within `radius_m` metres.

    Whole numbers, because places enter the content-addressed ids of reports and those must not depend on how a
    machine prints a fraction.
    """

    longitude_e6: int
    latitude_e6: int
    radius_m: int

    @property
    def longitude(self) -> float:
        """Degrees east."""
        return self.longitude_e6 / 1_000_000

    @property
    def latitude(self) -> float:
        """Degrees north."""
        return self.latitude_e6 / 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """An area known by its name: an oblast, a town without coordinates, a sector of a front."""

    name: str


@dataclass(frozen=True, slots=True, order=True)
class Nowhere:
    """The report gives no place: it may be anywhere."""


Place: TypeAlias = Point | Area | Nowhere
