"""What was understood of a file of reports, as text; and the refused rows as a table to mend them by."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from foedus.basics.instant import MINUTE, Instant, Interval, show
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.report.faults import cut
from foedus.report.model import NONE, ONE, Kind, Range, ReadReports, Report

_MOST_NAMED = 6
_REFUSED_COLUMNS = ("file", "row", "line", "column", "value", "code", "what", "why", "mend", "text")


def shown(read: ReadReports, limit: int = 5) -> str:
    """A summary of a file, and its first `limit` reports in words."""
    lines = [f"{cut(read.file, 200)}: {read.format or 'format not recognised'}"]
    lines += [f"  {name:<12} {says}" for name, says in _summary(read) if says]
    lines += [f"  {'note':<12} {what}: {count:,}" for what, count in read.notes]
    lines += ["", *(in_words(report) for report in read.reports[:limit])] if read.reports and limit else []
    return "\n".join(lines)


def in_words(report: Report) -> str:
    """A report as a sentence: when, who says so, what, where, by whom."""
    said = f"{report.outlet}" if report.outlet == report.origin else f"{report.origin} (in {report.outlet})"
    verb = {Kind.DENIAL: "denies", Kind.COMPLIANCE: "says it kept the deal as to", Kind.ANNOUNCEMENT: "announces"}
    if report.kind is Kind.RETRACTION:
        return cut(f"  {said} takes back {_taken_back(report)}; known {_end(report.known_at)}", 400)
    number = "" if report.number == ONE and report.kind is not Kind.AGGREGATE else f"{_range(report.number)} x "
    hit = f" on {report.target}" if report.target else ""
    claims = ", ".join(f"{c.party} ({c.basis})" for c in report.claims)
    dead = "" if report.casualties == NONE else f", {_range(report.casualties)} killed or hurt"
    text = f"  {_when(report.happened_at)}: {said} {verb.get(report.kind, 'reports')} "
    text += f"{number}{report.act}{hit}{_place(report.place)}{dead}"
    text += f"; named: {claims}" if claims else "; nobody named"
    text += f"; corrects {', '.join(i[:12] for i in report.supersedes)}" if report.supersedes else ""
    return cut(text + f"; known {_end(report.known_at)}", 400)


def _taken_back(report: Report) -> str:
    if not report.retracts:
        return f"every report of the event {report.event_key}"
    number = len(report.retracts)
    return f"{number:,} report{'s' if number > 1 else ''} ({', '.join(i[:12] for i in report.retracts[:_MOST_NAMED])})"


def refused_csv(read: Sequence[ReadReports]) -> str:
    """Every refused row of several files as CSV, a line for each thing wrong with it; the row itself is kept whole."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_REFUSED_COLUMNS)
    for file in read:
        for row in file.refused:
            cells = row.cells or (("", ""),) * len(row.problems)
            for problem, (column, value) in zip(row.problems, cells, strict=True):
                line = problem.span.line if problem.span else ""
                told = (problem.code, problem.what, problem.why, problem.mend)
                writer.writerow([row.file, row.row, line, column, value, *told, row.text])
    return stream.getvalue()


def _summary(read: ReadReports) -> list[tuple[str, str]]:
    reports = read.reports
    rows = [("reports", f"{len(reports):,}"), ("refused", f"{len(read.refused):,}" if read.refused else "")]
    if not reports:
        return rows
    starts, ends = min(r.happened_at.start for r in reports), max(r.happened_at.end for r in reports)
    return [
        *rows,
        ("happened", _when(Interval(starts, ends))),
        ("known", f"{_end(min(r.known_at for r in reports))} to {_end(max(r.known_at for r in reports))} UTC"),
        ("acts", _most(r.act for r in reports)),
        ("targets", _most(r.target for r in reports if r.target)),
        ("origins", _most(r.origin for r in reports)),
        ("outlets", _most(r.outlet for r in reports)),
        ("named", _most(c.party for r in reports for c in r.claims)),
        ("places", _most(_kind_of(r.place) for r in reports)),
        ("kinds", _most(r.kind.value for r in reports)),
        ("can report", ", ".join(sorted(read.acts))),
    ]


def _most(words: Iterable[str]) -> str:
    counts = Counter(words)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{cut(word)} {count:,}" for word, count in ordered[:_MOST_NAMED])
    rest = len(ordered) - _MOST_NAMED
    return f"{named}, and {rest:,} more" if rest > 0 else named


def _when(interval: Interval) -> str:
    if interval.is_point:
        return f"{show(interval.start)} UTC"
    if interval.end - interval.start < MINUTE:
        return f"{show(interval.start)} UTC"
    return f"{show(interval.start)} to {_end(interval.end)} UTC"


def _end(at: Instant) -> str:
    """The last instant before a full minute reads as that minute: `until 19:30` for 19:29:59.999999."""
    return show(at + 1 if (at + 1) % MINUTE == 0 else at)


def _kind_of(place: Place) -> str:
    match place:
        case Point():
            return f"points within {_distance(place.radius_m)}"
        case Area():
            return "areas by name"
        case Nowhere():
            return "no place"


def _place(place: Place) -> str:
    match place:
        case Point():
            return f" at {place.latitude:.4f} {place.longitude:.4f} (within {_distance(place.radius_m)})"
        case Area():
            return f" in {place.name}"
        case Nowhere():
            return ""


def _distance(metres: int) -> str:
    return f"{metres} m" if metres < 1000 else f"{metres // 1000} km"


def _range(value: Range) -> str:
    return f"{value.best:,}" if value.low == value.high else f"{value.low:,} to {value.high:,}"
