"""What bodies make of what is found under a design: assumed, as a file of rates has it, and never measured."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foedus.incident.measured import Between
from foedus.replay.error_rates import OfDesign


@dataclass(frozen=True)
class Judged:
    """The chance that a finding has its award, all consents being in: (least, greatest) of a finding that is true, and
    of one of a breach that never was. That a breach is made good is left out where it is measured."""

    of_true: tuple[Fraction, Fraction]
    of_false: tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Bodies:
    """What is assumed. file: its name. text: its tables of bodies and of the accused, for the file of rates. judged: of
    each design, in their order."""

    file: str
    text: str
    judged: tuple[Judged, ...]


def awards(of: OfDesign, judged: Judged) -> tuple[Fraction, Fraction] | None:
    """The share of the violations by which designs are compared that have an award: an interval of what was measured
    times one of what is assumed. None where nothing was tried."""
    found = of.found if of.made_good is None else of.made_good.stops
    return None if found is None else _times(found, judged.of_true)


def false_awards(of: OfDesign, judged: Judged) -> tuple[Fraction, Fraction]:
    """The same of awards a year for breaches that never were."""
    return _times(of.false if of.made_good is None else of.made_good.false, judged.of_false)


def _times(measured: Between, assumed: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    return measured.low * assumed[0], measured.high * assumed[1]
