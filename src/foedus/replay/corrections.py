"""What retractions and corrections changed: which findings, when, because of which event (rules R3, R8a)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from foedus.accord.zones import Zones
from foedus.basics.instant import Instant
from foedus.incident.force import changes_others, reach
from foedus.incident.fuse import AS_WRITTEN, Fusion, fuse
from foedus.incident.model import Incident, Reading
from foedus.replay.incident_words import incident_differences
from foedus.replay.model import Change, History, Replay, Revision
from foedus.report.differences import Difference, differences
from foedus.report.model import Kind, Report
from foedus.report.releases import event_of

KEPT = "kept"
"""A finding that rests on an incident of the event and stands as before."""


NO_EFFECT = "without effect"
"""A retraction or correction that changes nothing: what it names is not known, or not its own to change."""


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """An incident before and after, "" where there is none. what: in what it differs; () if it stays as it was."""

    before: str
    after: str
    what: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding, what happened to it (`found`, `withdrawn`, ..., `kept`), and that in words."""

    key: str
    change: str
    what: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What became known about one event that had been told otherwise.

    by: ids of the reports that say so. old: ids of the reports that they take back or correct; none if without effect.
    kind: `taken back`, `corrected`, or `without effect`. event: as its collector names it, or a report's id.
    """

    known_at: Instant
    kind: str
    collector: str
    event: str
    by: tuple[str, ...]
    old: tuple[str, ...]
    differences: tuple[Difference, ...]
    incidents: tuple[IncidentChange, ...]
    findings: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """All that was corrected at one instant. changed, untouched: how many findings changed then, how many did not."""

    known_at: Instant
    events: int
    changed: int
    untouched: int


@dataclass(frozen=True, slots=True)
class Corrections:
    """each: sorted by known time, collector, event. looks: sorted by known time."""

    each: tuple[Correction, ...]
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """The reports about one event that arrived at one instant, and what they take back or correct."""

    by: tuple[Report, ...]
    old: tuple[Report, ...]


def corrections(replay: Replay, zones: Zones) -> Corrections:
    """Every retraction and correction of a replay with the incidents and findings that it changed.

    Cost: two fusions for each instant at which something is corrected, none where nothing is.
    """
    reports = {r.id: r for r in replay.reports}
    at_each = _told(reports)
    cache: dict[Reading, Fusion] = {}
    each: list[Correction] = []
    looks: list[Look] = []
    for at in sorted(at_each):
        before, after = (
            {i.id: i for i in fuse(replay.accord, zones, replay.reports, t, AS_WRITTEN, cache=cache).incidents}
            for t in (at - 1, at)
        )
        revised = {h.key: r for h in replay.histories for r in h.revisions if r.known_at == at}
        for (collector, event), told in sorted(at_each[at].items()):
            incidents = _incidents(told, before, after, replay.accord.time_zone)
            found = _findings(told, incidents, replay.histories, revised, at)
            each.append(_correction(at, collector, event, told, incidents, found, replay.accord.time_zone))
        stood = sum(h.key not in revised and _standing(h, at) is not None for h in replay.histories)
        looks.append(Look(at, len(at_each[at]), len(revised), stood))
    return Corrections(tuple(each), tuple(looks))


def _told(reports: Mapping[str, Report]) -> dict[Instant, dict[tuple[str, str], _Told]]:
    reached = reach(reports)
    found: dict[Instant, dict[tuple[str, str], tuple[set[str], set[str]]]] = defaultdict(dict)
    for report in reports.values():
        if changes_others(report):
            old = reached[report.id]
            event = event_of(reports[old[0]] if old else report)
            by, olds = found[report.known_at].setdefault(event, (set(), set()))
            by.add(report.id)
            olds.update(old)
    return {
        at: {e: _Told(_sorted(by, reports), _sorted(old, reports)) for e, (by, old) in events.items()}
        for at, events in found.items()
    }


def _sorted(ids: Iterable[str], reports: Mapping[str, Report]) -> tuple[Report, ...]:
    return tuple(reports[i] for i in sorted(ids))


def _correction(
    at: Instant, collector: str, event: str, told: _Told, incidents: Sequence[IncidentChange],
    found: Sequence[FindingChange], zone: str,
) -> Correction:  # fmt: skip
    new = [r for r in told.by if r.kind is not Kind.RETRACTION]
    kind = NO_EFFECT if not told.old else "corrected" if new else "taken back"
    return Correction(
        at, kind, collector, event, tuple(r.id for r in told.by), tuple(r.id for r in told.old),
        differences(told.old, new, zone) if new and told.old else (), tuple(incidents), tuple(found),
    )  # fmt: skip


def _incidents(
    told: _Told, before: Mapping[str, Incident], after: Mapping[str, Incident], zone: str
) -> list[IncidentChange]:
    """Those that held the old reports, each beside what it has become; and those that the new reports make."""
    old, new = {r.id for r in told.old}, {r.id for r in told.by}
    was = [i for i in before.values() if not old.isdisjoint(i.reports)]
    now = [i for i in after.values() if not new.isdisjoint(i.reports) and i.id not in {w.id for w in was}]
    pairs: list[tuple[Incident | None, Incident | None]] = []
    for incident in was:
        same = after.get(incident.id)
        pairs.append((incident, same or (now.pop(0) if now else None)))
    pairs += [(None, incident) for incident in now]
    return [
        IncidentChange(a.id if a else "", b.id if b else "", incident_differences(a, b, zone) if a and b else ())
        for a, b in pairs
    ]


def _findings(
    told: _Told, incidents: Sequence[IncidentChange], histories: Sequence[History], revised: Mapping[str, Revision],
    at: Instant,
) -> list[FindingChange]:  # fmt: skip
    touching = {r.id for r in (*told.by, *told.old)}
    theirs = {i for change in incidents for i in (change.before, change.after) if i}
    found = []
    for history in histories:
        revision = revised.get(history.key)
        if revision is not None and not touching.isdisjoint(revision.because):
            found.append(FindingChange(history.key, revision.change.value, revision.what))
        elif revision is None and _rests_on(_standing(history, at), theirs):
            found.append(FindingChange(history.key, KEPT, "stands as before"))
    return found


def _rests_on(standing: Revision | None, incidents: set[str]) -> bool:
    finding = standing.finding if standing else None
    return finding is not None and not incidents.isdisjoint(finding.incidents)


def _standing(history: History, at: Instant) -> Revision | None:
    """The latest revision by `at`, None if the finding did not stand then."""
    known = [r for r in history.revisions if r.known_at <= at]
    return known[-1] if known and known[-1].change is not Change.WITHDRAWN else None
