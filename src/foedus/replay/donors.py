"""Donors: recorded acts with all that was ever reported of them, to be told again at another time and place.

What is true of a recorded act nobody knows for certain. It is taken to have been where and when its reports say,
anywhere in what they leave open, and to have been a party's as probably as its reports make it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foedus.accord.model import Accord
from foedus.basics.instant import Instant, to_datetime
from foedus.basics.place import Point
from foedus.basics.probability import Nano
from foedus.finding.matters import Match, Matters
from foedus.incident.model import Incident, Known
from foedus.procedure.aim import Aim
from foedus.report.model import Kind, Report

TOLD = frozenset({Kind.EVENT, Kind.DENIAL, Kind.RETRACTION})
"""Reports that can be moved with an act."""


@dataclass(frozen=True)
class Donor:
    """A recorded act. reports: all that was ever said of it, retractions and what they took back included, by id.

    first_day, days: the calendar days that it may have happened on, in the accord's zone. at: where it is told to have
    been, None where no point is told. of: for each party that may have done it how probably that is so.
    """

    incident: Incident
    reports: tuple[Report, ...]
    first_day: date
    days: int
    at: Point | None
    of: Mapping[str, Nano]

    @property
    def witnesses(self) -> tuple[int, int]:
        """How many origins count, and how many outlets carry it."""
        return len(self.incident.origins), self.incident.outlets

    @property
    def happened_from(self) -> Instant:
        """The first instant at which it may have happened."""
        return self.incident.happened_at.start


def donors_of(matters: Matters, aim: Aim, reports: Sequence[Report], known: Known) -> tuple[Donor, ...]:
    """The recorded acts that may be what the prohibition forbids, by when they happened; counts tell of no single act.

    Whether they happened in its zone and while it was in force does not matter, since they are moved; an act whose
    place is told by a name only stays where it is, so it must be of the zone.
    """
    norm, zone = aim.under(matters.accord), matters.accord.time_zone
    by_id = {r.id: r for r in reports}
    beside = _beside(reports)
    found = []
    for incident in known.incidents:
        content = min(matters.act(incident.acts, norm.act), matters.object(incident.targets, norm.object))
        named = not isinstance(incident.place, Point)
        if incident.series or content is Match.NOT:
            continue
        if named and norm.zone and matters.place(incident.place, norm.zone) is not Match.CERTAIN:
            continue
        told = _all_of(incident.reports, by_id, beside)
        if not all(r.kind in TOLD for r in told):
            continue
        first, last = (to_datetime(t, zone).date() for t in (incident.happened_at.start, incident.happened_at.end))
        at = incident.place if isinstance(incident.place, Point) else None
        found.append(Donor(incident, told, first, (last - first).days + 1, at, _whose(matters.accord, aim, incident)))
    return tuple(found)


def _beside(reports: Iterable[Report]) -> Mapping[str, set[str]]:
    """For each report those that it names or that name it, and retractions of its event."""
    linked: dict[str, set[str]] = defaultdict(set)
    by_event: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        for other in (*report.derives_from, *report.supersedes, *report.retracts):
            linked[report.id].add(other)
            linked[other].add(report.id)
        if report.event_key:
            by_event[report.collector, report.event_key].append(report)
    for told in by_event.values():
        if any(r.kind is Kind.RETRACTION for r in told):
            for report in told:
                linked[report.id] |= {r.id for r in told}
    return linked


def _all_of(ids: Iterable[str], by_id: Mapping[str, Report], beside: Mapping[str, set[str]]) -> tuple[Report, ...]:
    held, waiting = set(ids), list(ids)
    while waiting:
        for other in beside.get(waiting.pop(), ()):
            if other in by_id and other not in held:
                held.add(other)
                waiting.append(other)
    return tuple(by_id[i] for i in sorted(held) if i in by_id)


def _whose(accord: Accord, aim: Aim, incident: Incident) -> Mapping[str, Nano]:
    """As its reports make it; what they leave open is divided among those whom anybody accuses, else among all."""
    bound = accord.bound_by(aim.under(accord))
    likely = tuple(p for p in bound if p in incident.alleged) or bound
    rest = incident.attribution.unattributed // len(likely)
    return {p: incident.attribution.of(p) + (rest if p in likely else 0) for p in bound}
