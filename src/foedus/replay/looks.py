"""At which instants what is known is looked at: every full hour at which something new is known, or every full day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foedus.basics.instant import DAY, HOUR, Instant
from foedus.report.model import Report

MOST_HOURS = 2_000
"""With news in more hours than this a look a day has to do: what is found and taken back before it is not seen."""


def looks(reports: Sequence[Report], begin: Instant, every: int = HOUR) -> Iterator[tuple[Instant, Sequence[Report]]]:
    """Each look with the reports that are new at it, the first at `begin` or later. reports: by known time."""
    first = 0
    while first < len(reports):
        at = max(-(-reports[first].known_at // every) * every, begin)
        last = first
        while last < len(reports) and reports[last].known_at <= at:
            last += 1
        yield at, reports[first:last]
        first = last


def step_for(reports: Sequence[Report]) -> int:
    """An hour, or a day where that would be too many looks."""
    return HOUR if len({-(-r.known_at // HOUR) for r in reports}) <= MOST_HOURS else DAY
