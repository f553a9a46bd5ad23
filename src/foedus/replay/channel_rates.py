"""Who tells of the acts: two channels are measured by each other, and where one was not at work nothing is learnt.

An act that one channel has while the other was not at work is no act that the other missed, and a day in such a gap is
no quiet one (R4b, R6c).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.basics.instant import Interval
from foedus.basics.place import Area
from foedus.incident.channels import TwoChannels, alerts_of, measure
from foedus.incident.coverage import Gap
from foedus.replay.donors import Donor
from foedus.report.model import Kind, Report


@dataclass(frozen=True)
class Channels:
    """Two channels that tell of acts by the names of areas. names: of the first and the second.

    measured: by each other, of the acts that the accord forbids, without those in gaps. gaps: when one was not at work,
    by all that both have of such acts anywhere. in_gaps: acts that the other alone has there; they tell no violation.
    """

    names: tuple[str, str]
    measured: TwoChannels
    gaps: tuple[Interval, ...]
    in_gaps: int

    @property
    def missed_by_both(self) -> Fraction | None:
        """The share of all that neither has, if one misses independently of the other; None without a pair."""
        total = self.measured.total
        return None if total is None or not total.whole.best else 1 - Fraction(total.seen) / total.whole.best


def outlets_of(donors: Sequence[Donor]) -> tuple[str, ...]:
    """Who prints what is recorded of the acts."""
    return tuple(sorted({r.outlet for d in donors for r in d.reports if r.kind is Kind.EVENT}))


def channels_of(donors: Sequence[Donor], reports: Sequence[Report]) -> tuple[Channels | None, tuple[Donor, ...]]:
    """The two channels by which acts are told, and the acts that tell of both; None where it is not two channels.

    It is two where two outlets tell of acts by the names of areas, each as its own origin and none as another's copy.
    reports: all that are recorded, of other areas too, by which it shows when a channel was not at work.
    """
    told = [r for d in donors for r in d.reports if r.kind is Kind.EVENT]
    names = outlets_of(donors)
    own = all(isinstance(r.place, Area) and r.origin == r.outlet and not r.derives_from for r in told)
    if len(names) != 2 or not own:
        return None, tuple(donors)
    acts = {r.act for r in told}
    everywhere = _measured(names, [r for r in reports if r.act in acts])
    gaps = {names[0]: everywhere.first.gaps, names[1]: everywhere.second.gaps}
    kept = tuple(d for d in donors if not _alone_in_a_gap(d, gaps))
    found = _measured(names, [r for d in kept for r in d.reports])
    times = sorted({Interval(g.start, g.end) for own in gaps.values() for g in own})
    return Channels((names[0], names[1]), found, tuple(times), len(donors) - len(kept)), kept


def _measured(names: Sequence[str], reports: Sequence[Report]) -> TwoChannels:
    first, second = (alerts_of([r for r in reports if r.outlet == name], None, parts=True) for name in names)
    return measure(first, second)


def _alone_in_a_gap(donor: Donor, gaps: Mapping[str, Sequence[Gap]]) -> bool:
    there = {r.outlet for r in donor.reports}
    return any(
        g.start <= r.happened_at.start <= g.end and g.area in ("", _folded(r))
        for name, own in gaps.items() if name not in there for g in own for r in donor.reports
    )  # fmt: skip


def _folded(report: Report) -> str:
    """The area as the channels' measure names it."""
    assert isinstance(report.place, Area), "acts of channels are of areas"
    return " ".join(report.place.name.casefold().split())
