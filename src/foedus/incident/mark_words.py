"""Marks in words: how many reports are marked and why, and for single reports the reason (R7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from foedus.incident.marks import Mark, Sort, marks
from foedus.report.model import Report

_COST = {
    Sort.APART: "joins an incident, and nothing follows from it",
    Sort.DOUBTED: "counts for no origin, and holds back what others say",
}


def mark_notes(known: Mapping[str, Report]) -> list[str]:
    """A sentence for each reason for which reports are marked, with how many; none where nothing is."""
    counts = Counter(mark for found in marks(known).values() for mark in {(m.code, m.sort) for m in found})
    return [
        f"Kept and marked, {code.value}: {number:,} report{'' if number == 1 else 's'}. Each {_COST[sort]} (R7)."
        for (code, sort), number in sorted(counts.items())
    ]


def mark_lines(known: Mapping[str, Report], limit: int) -> list[str]:
    """The same, then the first `limit` marked reports, each with its reasons."""
    found = marks(known)
    if not found:
        return []
    lines = ["", *mark_notes(known)]
    lines += [f"  {_named(known[i])}: {said(m)}" for i, m in list(found.items())[:limit]]
    return lines + ([f"  and {len(found) - limit:,} more"] if len(found) > limit else [])


def said(found: tuple[Mark, ...]) -> str:
    """The reasons for which a report is marked, as one phrase."""
    return "; ".join(mark.says for mark in found)


def _named(report: Report) -> str:
    row = f" (row {report.source_row})" if report.source_row else ""
    return f"{report.outlet or report.origin}{row}, {report.id[:12]}"
