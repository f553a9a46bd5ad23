"""All that an analyst's note of an incident is written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.incident.marks import Marks, Sort
from foedus.incident.model import Incident, Known
from foedus.incident.neighbours import Neighbour, Pairing
from foedus.report.model import Report


@dataclass(frozen=True)
class Note:
    """All that a note is written from. before: (known at, incidents that its reports were in), one for each time at
    which one of its reports became known."""

    accord: Accord
    known: Known
    incident: Incident
    reports: Mapping[str, Report]
    pairs: tuple[Pairing, ...]
    neighbours: tuple[Neighbour, ...]
    before: tuple[tuple[Instant, tuple[Incident, ...]], ...]
    beside: tuple[str, ...] = ()
    """What sensors say and who looked, in lines: told beside the incident, never counted in it (R6f)."""
    marks: Marks = field(default_factory=dict)
    decisions: tuple[Report, ...] = ()
    """Decisions of analysts that some of all the reports are one incident, those that bind (I1c)."""
    standing: frozenset[str] = frozenset()
    """The ids of the reports that were neither taken back nor corrected."""
    reach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By id of a report that takes back or corrects: those that it may so change (R3a)."""

    @property
    def no_say(self) -> Sequence[Report]:
        """Its marked reports from which nothing follows (R7)."""
        return [
            self.reports[i] for i in self.incident.reports
            if any(mark.sort is Sort.APART for mark in self.marks.get(i, ()))
        ]  # fmt: skip
