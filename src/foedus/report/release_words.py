"""What changed between two releases, in words, and as the reports that a replay reads (rule R8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from foedus.basics.instant import show
from foedus.report.differences import Difference, differences
from foedus.report.faults import cut
from foedus.report.model import Kind, ReadReports, Report
from foedus.report.read_revisions import Releases
from foedus.report.releases import Event, event_of

_MOST_EVENTS = 50
"""How many events of each sort are told in words; the JSON has them all."""


def release_lines(found: Releases, zone: str) -> list[str]:
    """The earlier and the later file, how many events were taken back, corrected and added, and each of them."""
    change = found.change
    lines = [f"{cut(found.earlier.file, 200)}, then {cut(found.later.file, 200)}"]
    counts = (("taken back", change.removed), ("corrected", change.changed), ("added", change.added))
    lines += [f"  {name:<12} {len(events):,}" for name, events in counts]
    lines.append(f"  {'alike':<12} {change.same:,}")
    lines += [f"  {'note':<12} {what}: {count:,}" for what, count in found.later.notes]
    before = _by_event(found.earlier.reports)
    after = _by_event(r for r in found.later.reports if r.kind is not Kind.RETRACTION)
    gone = _by_event(r for r in found.later.reports if r.kind is Kind.RETRACTION)
    for name, events in counts:
        lines += ["", name] if events else []
        for event in events[:_MOST_EVENTS]:
            told = before.get(event) or after.get(event) or gone.get(event, [])
            lines.append(f"  {event[1]}: {_told(told, zone)}")
            if name == "corrected":
                lines += [f"    {said(d)}" for d in differences(before[event], after.get(event, []), zone)]
        if len(events) > _MOST_EVENTS:
            lines.append(f"  and {len(events) - _MOST_EVENTS:,} more, in the JSON")
    return lines


def said(difference: Difference) -> str:
    """`killed or hurt: 3, before 1`."""
    return cut(f"{difference.field}: {difference.new or 'nothing'}, before {difference.old or 'nothing'}", 300)


def whole_of(found: Releases) -> ReadReports:
    """The later release's reports for a replay beside the earlier file.

    Where the events given are already the later release, the earlier texts come along, so that the file is given to a
    replay in place of the events.
    """
    told = found.later
    return replace(told, reports=(*found.earlier.reports, *told.reports)) if found.was_later else told


def _told(reports: list[Report], zone: str) -> str:
    first = min(reports, key=lambda r: r.id)
    return f"{show(first.happened_at.start, zone)[:10]} {first.act}"


def _by_event(reports: Iterable[Report]) -> dict[Event, list[Report]]:
    found: dict[Event, list[Report]] = {}
    for report in reports:
        found.setdefault(event_of(report), []).append(report)
    return found
