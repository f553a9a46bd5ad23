"""How often each outlet was the first to tell of an incident, had it from itself, or repeated others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from foedus.incident.lineage import Ground, published
from foedus.incident.tracing import Told, Traced
from foedus.incident.wire_credit import imprint
from foedus.report.model import Report

UNNAMED = "an outlet not named"


@dataclass(frozen=True, slots=True)
class OutletTally:
    """An outlet over all incidents that it told of.

    first: of those told by several outlets too, how often none of the others published earlier; where the times are
    the same (to the day, often) each of them was first. itself: how often it said so itself, repeating nobody as far
    as is known. repeats: how often all that it printed was the words of others. incidents = itself + repeats.
    """

    outlet: str
    incidents: int
    shared: int
    first: int
    itself: int
    repeats: int


def outlet_tallies(traced: Iterable[Traced]) -> tuple[OutletTally, ...]:
    """A line for each outlet: those with the most incidents first, then by name. Editions are the outlet (I3e)."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in traced:
        by_outlet: dict[str, list[Told]] = defaultdict(list)
        for told in one.reports:
            by_outlet[outlet_of(told.report)].append(told)
        earliest = {name: min(published(t.report)[0] for t in printed) for name, printed in by_outlet.items()}
        for name, printed in by_outlet.items():
            several = len(by_outlet) > 1
            first = several and earliest[name] == min(earliest.values())
            itself = any(t.step.ground is Ground.FIRST for t in printed)
            for place, more in enumerate((1, several, first, itself)):
                counts[name][place] += more
    told_of = [OutletTally(n, all_of, s, f, own, all_of - own) for n, (all_of, s, f, own) in counts.items()]
    return tuple(sorted(told_of, key=lambda t: (-t.incidents, t.outlet)))


def outlet_of(report: Report) -> str:
    """The outlet of a report without its edition and whom it credits."""
    return imprint(report.outlet).carrier or UNNAMED
