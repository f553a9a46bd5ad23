"""Two releases from files: two tables of events, or one table of events with the table of its revisions (R8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from foedus.basics.instant import Instant, Interval
from foedus.basics.problem import Problem, Span
from foedus.report.faults import fault
from foedus.report.model import UNKNOWN_ACT, Kind, ReadReports, Report
from foedus.report.moments import BadYear, day_of
from foedus.report.read_reports import Tabled, as_table, read_reports, read_table, tabled
from foedus.report.read_text import read_text
from foedus.report.releases import Later, later, later_release
from foedus.report.revisions import REVISION_COLUMNS, Revised, revised
from foedus.report.table import Table

_NOT_TOLD = "events removed that the table of events does not have: what they said is not known (R8)"
_NOT_GIVEN = "events added that the table of events does not have: left out (R8)"
_WAS_LATER = "the table of events has the new values: it is the later release, the earlier one was put together (R8)"


@dataclass(frozen=True)
class Releases:
    """earlier: the first state. later: what the later one takes back, corrects and adds. change: the same, counted.

    was_later: the events given beside a table of revisions were of the later release, and `earlier` was put together.
    """

    earlier: ReadReports
    later: ReadReports
    change: Later
    was_later: bool = False


def read_releases(
    old: Path, new: Path, known_at: Instant, format: str | None = None, mapping: Path | None = None,
    zone: str = "UTC", now: Instant | None = None, standing: ReadReports | None = None,
) -> Releases:  # fmt: skip
    """Two releases of one data set, or its events with a table of revisions. Other arguments as of `read_reports`.

    standing: the earlier release as its reports are known, where it corrected one before it (`Later.standing`).
    Errors: none are raised; what is wrong with a file, a row or the pair is in the result.
    """
    revisions = revisions_in(new)
    events = tabled(old, format, mapping, None, zone) if revisions is not None else None
    if revisions is None or isinstance(events, ReadReports):
        earlier = events if isinstance(events, ReadReports) else read_reports(old, format, mapping, None, zone, now)
        newer = read_reports(new, format, mapping, None, zone, now) if revisions is None else _nothing(new, ())
        return Releases(earlier, *later_release(standing or earlier, newer, known_at))
    assert events is not None, "a table of revisions is read with its events"
    return _revised_releases(events, revisions, new, known_at, zone, now, standing)


def revisions_in(file: Path) -> Table | None:
    """The table of revisions in a file, None if it holds something else."""
    opened = read_text(file, str(file), "")
    table = as_table(opened.text, str(file)) if opened.text.strip() else Table()
    return table if frozenset(table.columns) >= REVISION_COLUMNS else None


def _revised_releases(
    events: Tabled, revisions: Table, file: Path, known_at: Instant, zone: str, now: Instant | None,
    standing: ReadReports | None,
) -> Releases:  # fmt: skip
    if not events.used.id_column:
        problem = fault("R0301", Span(str(file), 1), f"the rows of {events.file} ({events.used.name}) have no numbers")
        as_given = read_table(events, events.table, zone, now)
        return Releases(as_given, _nothing(file, (problem,)), later((), (), known_at))
    found = revised(events.table, revisions, str(file), events.used.id_column)
    earlier, newer = (read_table(events, table, zone, now) for table in (found.earlier, found.later))
    change = later((standing or earlier).reports, newer.reports, known_at)
    gone = _not_told(found, (*earlier.reports, *newer.reports), known_at)
    change = replace(
        change, reports=(*gone, *change.reports),
        removed=tuple(sorted({*change.removed, *((r.collector, r.event_key) for r in gone)})),
    )  # fmt: skip
    notes = ((_WAS_LATER, len(change.changed)), (_NOT_TOLD, len(found.not_told)), (_NOT_GIVEN, found.not_given))
    told = ReadReports(
        str(file), "ucdp-revisions", change.reports, (*found.refused, *newer.refused), revisions.problems,
        tuple((what, n) for what, n in notes if n and (found.is_later or what is not _WAS_LATER)), earlier.acts,
    )  # fmt: skip
    return Releases(earlier, told, change, found.is_later)


def _not_told(found: Revised, reports: Sequence[Report], known_at: Instant) -> list[Report]:
    """Retractions of removed events that nobody can tell again; without effect until somebody has reported them."""
    named = next((r for r in reports if r.event_key and r.collector), None)
    if named is None:
        return []
    prefix = named.event_key.rpartition(":")[0]
    return [
        Report(
            Kind.RETRACTION, UNKNOWN_ACT, _day(day, known_at), known_at, named.collector, named.collector,
            event_key=f"{prefix}:{number}", collector=named.collector, note="removed from the later release",
        )
        for number, day in found.not_told
    ]  # fmt: skip


def _day(text: str, known_at: Instant) -> Interval:
    try:
        read = day_of(text, "UTC") if text else None
    except BadYear:
        read = None
    return read.interval if read else Interval(known_at, known_at)


def _nothing(file: Path, problems: tuple[Problem, ...]) -> ReadReports:
    return ReadReports(str(file), "ucdp-revisions", (), problems=problems)

