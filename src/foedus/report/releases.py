"""Two releases of one data set: what the later one takes back, corrects and adds, as reports (rules R3, R3b, R8).

An event that is gone is a retraction by the collector. Of an event that is told otherwise, the reports of the later
release supersede those of the earlier one that are gone. All of it is known from the day of the release on, not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from foedus.basics.instant import Instant
from foedus.basics.problem import Problem, Span
from foedus.report.faults import fault
from foedus.report.model import Kind, ReadReports, Report

Event = tuple[str, str]
"""A collector and the name by which it tells one event (or, where it names none, one row) from another."""


@dataclass(frozen=True)
class Later:
    """What a later release says beyond an earlier one.

    reports: what becomes known with it: retractions, corrections, additions; by event, in order.
    removed, changed, added: the events, each sorted. same: how many events are told word for word alike.
    standing: what stands after it, as the reports are known; the next release is compared with this.
    """

    reports: tuple[Report, ...]
    removed: tuple[Event, ...]
    changed: tuple[Event, ...]
    added: tuple[Event, ...]
    same: int
    standing: tuple[Report, ...] = ()


def later(old: Sequence[Report], new: Sequence[Report], known_at: Instant) -> Later:
    """What became known at `known_at`, when `new` was published in place of `old`. Order and copies do not matter."""
    before, after = _by_event(old), _by_event(new)
    told: list[Report] = []
    standing = [r for event in before.keys() & after.keys() for i, r in before[event].items() if i in after[event]]
    removed = sorted(before.keys() - after.keys())
    added = sorted(after.keys() - before.keys())
    changed = [e for e in sorted(before.keys() & after.keys()) if before[e].keys() != after[e].keys()]
    for event in removed:
        told += taken_back(tuple(before[event].values()), known_at)
    for event in changed:
        told += _corrected(before[event], after[event], known_at)
    told += (replace(r, known_at=known_at) for event in added for r in after[event].values())
    same = len(before.keys() & after.keys()) - len(changed)
    standing += (r for r in told if r.kind is not Kind.RETRACTION)
    stand = tuple(sorted(standing, key=lambda r: r.id))
    return Later(tuple(told), tuple(removed), tuple(changed), tuple(added), same, stand)


def event_of(report: Report) -> Event:
    """By what its collector tells the event of a report from others; a report without a name is told by its id."""
    name = report.event_key or report.source_row or report.id
    return report.collector or report.outlet, name


def taken_back(reports: Sequence[Report], known_at: Instant) -> list[Report]:
    """Retractions of reports that the later release does not have: by their event's number if they have one (R3b)."""
    first = min(reports, key=lambda r: r.id)
    told = Report(
        Kind.RETRACTION, first.act, first.happened_at, known_at, first.collector or first.outlet,
        first.collector or first.outlet, first.place, event_key=first.event_key, collector=first.collector,
        note="not in the later release",
    )  # fmt: skip
    if first.event_key and first.collector:
        return [told]
    ids = tuple(sorted(r.id for r in reports))
    return [replace(told, outlet=first.outlet, origin=first.origin, retracts=ids)]


def _corrected(before: Mapping[str, Report], after: Mapping[str, Report], known_at: Instant) -> list[Report]:
    """Every new text of an event supersedes every text that is gone, because nobody says which took the place of which.

    Where nothing new is said (a source fewer), the collector takes back what is gone.
    """
    gone = tuple(sorted(before[text].id for text in before.keys() - after.keys()))
    come = [after[i] for i in sorted(after.keys() - before.keys())]
    if come:
        return [replace(r, known_at=known_at, supersedes=tuple(sorted({*r.supersedes, *gone}))) for r in come]
    [told] = taken_back([r for r in before.values() if r.id in gone], known_at)
    return [replace(told, retracts=gone)]


def _by_event(reports: Iterable[Report]) -> dict[Event, dict[str, Report]]:
    """By event, then by text: what a report says, whichever earlier text it corrects.

    Retractions in a release are about other reports, not texts of an event; they are left as they are.
    """
    found: dict[Event, dict[str, Report]] = {}
    for report in reports:
        if report.kind is not Kind.RETRACTION:
            found.setdefault(event_of(report), {}).setdefault(replace(report, supersedes=()).id, report)
    return found


# -- as files ----------------------------------------------------------------------------------------------------------


def later_release(old: ReadReports, new: ReadReports, known_at: Instant) -> tuple[ReadReports, Later]:
    """A later release read as what it changes. Problems: R0301 to R0303, about the two files together."""
    names = {c for r in old.reports if (c := r.collector)}, {c for r in new.reports if (c := r.collector)}
    span = Span(new.file, 1)
    strangers = old.format != new.format or (all(names) and not names[0] & names[1])
    if strangers and old.format and new.format:
        problem = fault("R0301", span, f"{old.file} is {old.format}, {new.file} is {new.format}")
        return replace(new, reports=(), problems=(*new.problems, problem)), later((), (), known_at)
    if not new.reports:  # nothing that could be read is no proof that everything was removed
        return new, later((), (), known_at)
    done = later(old.reports, new.reports, known_at)
    problems = [*new.problems, *_doubts(done, old, new, known_at, span)]
    return replace(new, reports=done.reports, problems=tuple(problems), notes=(*new.notes, *_notes(done))), done


def _doubts(done: Later, old: ReadReports, new: ReadReports, known_at: Instant, span: Span) -> list[Problem]:
    found = []
    events = len(done.removed) + len(done.changed) + done.same
    if 2 * len(done.removed) > events:
        found.append(fault("R0302", span, f"{len(done.removed):,} of {events:,}", names=old.file))
    early = sum(r.happened_at.start > known_at for r in new.reports)
    if early:
        found.append(fault("R0303", span, f"{early:,}"))
    return found


def _notes(done: Later) -> list[tuple[str, int]]:
    said = (
        ("events of the earlier release that this one takes back (R8)", len(done.removed)),
        ("events of the earlier release that this one corrects (R8)", len(done.changed)),
        ("events that this release adds, known from its date on (R8)", len(done.added)),
        ("events told alike in both releases", done.same),
    )
    return [(what, number) for what, number in said if number]
