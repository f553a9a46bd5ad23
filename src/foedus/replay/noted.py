"""What an analyst's note of an incident is made from: the fusion as known at an instant, and at those before it."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, Instant, Interval
from foedus.incident.force import in_force, reach
from foedus.incident.fuse import SIGHTINGS, Fusion
from foedus.incident.marks import Marks, marks, trust_of
from foedus.incident.model import Incident, Known, Reading
from foedus.incident.neighbours import neighbours, within
from foedus.incident.origins import origins_of
from foedus.replay.note import Note
from foedus.replay.sensor_note import NO_SENSORS, Sensors, sensor_lines
from foedus.report.model import Kind, Report

_TOLD = SIGHTINGS | {Kind.AGGREGATE}
MOST_LOOKS = 24
"""How many instants before are looked at: the last ones."""


def fused(accord: Accord, zones: Zones, reports: Sequence[Report], at: Instant) -> tuple[Fusion, Known]:
    """The fusion of what was known at an instant."""
    fusion = Fusion(accord, zones)
    return fusion, fusion.known(reports, at)


def note_of(
    accord: Accord, zones: Zones, reports: Sequence[Report], fusion: Fusion, known: Known, incident: Incident,
    sensors: Sensors = NO_SENSORS,
) -> Note:  # fmt: skip
    """The note of one of the incidents known. reports: as for `fused`. sensors: what is told beside it (R6f)."""
    by_id = {r.id: r for r in sorted(reports, key=lambda r: -r.known_at) if r.known_at <= known.at}
    marked, standing = marks(by_id), tuple(in_force(by_id).values())
    stands = frozenset(r.id for r in standing)
    return Note(
        accord, known, incident, by_id, within(fusion, incident), neighbours(fusion, incident, known.incidents),
        _before(accord, zones, by_id, incident, stands),
        tuple(sensor_lines(accord, zones, incident, by_id, standing, sensors)),
        marked, _deciding(accord, standing, marked), stands, reach(by_id),
    )  # fmt: skip


def _deciding(accord: Accord, standing: Sequence[Report], marked: Marks) -> tuple[Report, ...]:
    """The decisions that bind: of nobody who speaks for a party (I1c)."""
    origins, apart = origins_of(accord), trust_of(marked).apart
    return tuple(
        r for r in standing
        if r.kind is Kind.SAME_INCIDENT and r.id not in apart and not origins.speaker(r, r, Reading()).parties
    )  # fmt: skip


def _before(
    accord: Accord, zones: Zones, by_id: dict[str, Report], incident: Incident, stands: frozenset[str]
) -> tuple[tuple[Instant, tuple[Incident, ...]], ...]:
    """The incidents that its reports were in, at each instant at which one of them became known, or one of the same
    time that stands no more and may have been in it, or what took that back."""
    members, when = set(incident.reports), incident.happened_at
    near = Interval(when.start - DAY, when.end + DAY)
    gone = {i for i, r in by_id.items() if i not in stands and r.kind in _TOLD and r.happened_at.overlaps(near)}
    back = {r.id for r in by_id.values() if not gone.isdisjoint((*r.retracts, *r.supersedes))}
    looks = sorted({by_id[i].known_at for i in members | gone | back})[-MOST_LOOKS:]
    fusion = Fusion(accord, zones)
    found = []
    for at in looks:
        known = fusion.known(tuple(by_id.values()), at)
        found.append((at, tuple(i for i in known.incidents if not members.isdisjoint(i.reports))))
    return tuple(look for look in found if look[1])
