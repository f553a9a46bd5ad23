"""Export: a replay as canonical JSON or as a table, whole enough to follow each finding back to its reports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from foedus.basics.canonical import canonical, plain
from foedus.basics.instant import Instant, Interval, iso
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.finding.model import Finding, NormState
from foedus.incident.marks import marks
from foedus.incident.model import Incident
from foedus.replay.corrections import Corrections
from foedus.replay.model import GuaranteeOutcome, History, Replay, Revision
from foedus.report.model import Report

COLUMNS = (
    "finding", "stands", "article", "grade", "condition", "party", "truth", "probability_billionths",
    "episode_from", "episode_to", "reached_at", "first_known_at", "first_breached_at", "delay_seconds",
    "incident", "incident_from", "incident_to", "confirmed", "report", "known_at", "published_at", "outlet", "origin",
    "act", "claims", "collector", "source_row", "link",
)  # fmt: skip
"""Columns of the table: a row for each report behind each incident behind each finding."""


def as_json(replay: Replay, corrected: Corrections | None = None) -> str:
    """The whole replay as one line of canonical JSON (RFC 8785) and a line feed; the same replay, the same bytes.

    Instants are RFC 3339 in UTC, probabilities whole billionths, lengths of time whole microseconds. Findings name
    their incidents by id, incidents their reports by id, and both stand in full under `incidents` and `reports`.
    corrected: what retractions and corrections changed, under `corrections` if it is given.
    """
    accord = replay.accord
    whole: dict[str, Any] = {
        "accord": {
            "name": accord.name, "version": accord.version, "digest": accord.digest, "time_zone": accord.time_zone,
            "in_force_from": iso(accord.in_force_from), "in_force_until": _instant(accord.in_force_until),
            "window_ends": accord.window_ends.value, "standard": accord.evidence.standard.name,
            "sources": [{"title": s.title, "address": s.address} for s in accord.sources],
        },
        "as_known_at": iso(replay.final.as_known_at),
        "looks": replay.steps,
        "sources": plain(replay.sources),
        "states": [_state(s) for s in replay.final.states],
        "findings": [_history(h) for h in replay.histories],
        "guarantees": [_guarantee(g) for g in replay.guarantees],
        "readings": plain(replay.readings),
        "tips": plain(replay.tips),
        "incidents": [_incident(i) for i in replay.known.incidents],
        "reports": [_report(r) for r in replay.reports],
        "marks": plain(marks({r.id: r for r in replay.reports})),
        "notes": list(replay.notes),
    }  # fmt: skip
    if corrected is not None:
        whole["corrections"] = {
            "each": [{**plain(c), "known_at": iso(c.known_at)} for c in corrected.each],
            "looks": [{**plain(look), "known_at": iso(look.known_at)} for look in corrected.looks],
        }
    return canonical(whole).decode("utf-8") + "\n"


def incident_told(incident: Incident) -> dict[str, Any]:
    """An incident as the JSON of a replay has it."""
    return _incident(incident)


def as_csv(replay: Replay) -> str:
    """The findings with their trail as a table (RFC 4180, lines end in CR LF, first line the names of the columns).

    A finding without incidents (a missed duty) has one row. A withdrawn one shows what it was first made from as far
    as it is still known. Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    incidents = {i.id: i for i in replay.known.incidents}
    reports = {r.id: r for r in replay.reports}
    for history in replay.histories:
        head = _finding_cells(history)
        for tail in _trail_cells(history.last or history.first, incidents, reports):
            table.writerow([_harmless(cell) for cell in (*head, *tail)])
    return out.getvalue()


def _finding_cells(history: History) -> list[str]:
    finding = history.last or history.first
    return [
        history.key, "yes" if history.last else "withdrawn", finding.norm, finding.grade, finding.condition,
        finding.party or "", finding.truth.value, str(finding.probability), iso(finding.episode.start),
        iso(finding.episode.end), iso(finding.reached_at), iso(history.first_known_at),
        _instant(history.first_breached_at) or "", str(history.delay // 1_000_000),
    ]  # fmt: skip


def _trail_cells(finding: Finding, incidents: dict[str, Incident], reports: dict[str, Report]) -> Iterable[list[str]]:
    width = len(COLUMNS) - COLUMNS.index("incident")
    found = [incidents[i] for i in finding.incidents if i in incidents]
    if not found:
        yield [""] * width
    for incident in found:
        span = [incident.id, iso(incident.happened_at.start), iso(incident.happened_at.end)]
        for report in (reports[r] for r in incident.reports):
            yield [
                *span, "yes" if incident.confirmed else "no", report.id, iso(report.known_at),
                _instant(report.published_at) or "", report.outlet, report.origin, report.act,
                "; ".join(f"{c.party} {c.basis.value}" for c in report.claims), report.collector, report.source_row,
                report.link,
            ]  # fmt: skip


def _harmless(cell: str) -> str:
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:].isdigit() else cell


def _instant(at: Instant | None) -> str | None:
    return None if at is None else iso(at)


def _interval(interval: Interval) -> dict[str, str]:
    return {"from": iso(interval.start), "to": iso(interval.end)}


def _place(place: Place) -> dict[str, Any] | None:
    match place:
        case Point():
            return {"longitude_e6": place.longitude_e6, "latitude_e6": place.latitude_e6, "radius_m": place.radius_m}
        case Area():
            return {"area": place.name}
        case Nowhere():
            return None


def _state(state: NormState) -> dict[str, str]:
    return {"article": state.norm, "party": state.party, "state": state.state.value, "why": state.why}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "article": finding.norm, "grade": finding.grade, "condition": finding.condition, "party": finding.party,
        "truth": finding.truth.value, "episode": _interval(finding.episode), "reached_at": iso(finding.reached_at),
        "as_known_at": iso(finding.as_known_at), "incidents": list(finding.incidents),
        "probability": finding.probability,
        "least_without": {"origin": finding.least_without[0], "probability": finding.least_without[1]},
        "explanation": list(finding.explanation), "cured_by": list(finding.cured_by),
    }  # fmt: skip


def _history(history: History) -> dict[str, Any]:
    return {
        "key": history.key, "first_known_at": iso(history.first_known_at),
        "first_breached_at": _instant(history.first_breached_at), "delay": history.delay,
        "first": _finding(history.first), "last": _finding(history.last) if history.last else None,
        "revisions": [_revision(r) for r in history.revisions],
    }  # fmt: skip


def _revision(revision: Revision) -> dict[str, Any]:
    """Without the incidents of each state in between: a long episode has thousands, hundreds of times over."""
    finding = revision.finding
    return {
        "known_at": iso(revision.known_at), "change": revision.change.value, "what": revision.what,
        "because": list(revision.because), "truth": finding.truth.value if finding else None,
        "probability": finding.probability if finding else None,
        "episode": _interval(finding.episode) if finding else None,
    }  # fmt: skip


def _guarantee(outcome: GuaranteeOutcome) -> dict[str, Any]:
    guarantee = outcome.guarantee
    return {
        "article": outcome.article, "grade": guarantee.grade, "by": guarantee.by,
        "what": f"membership of {guarantee.alliance}" if guarantee.alliance else guarantee.effect,
        "beneficiary": guarantee.beneficiary, "findings": list(outcome.histories),
        "found_at": _instant(outcome.found_at), "earliest_award_at": _instant(outcome.earliest_award_at),
        "latest_award_at": _instant(outcome.latest_award_at), "stands": outcome.stands, "says": list(outcome.says),
    }  # fmt: skip


def _incident(incident: Incident) -> dict[str, Any]:
    told: dict[str, Any] = plain(incident)
    told["happened_at"] = _interval(incident.happened_at)
    told["place"] = _place(incident.place)
    told["known_at"] = iso(incident.known_at)
    told["attribution"] = _shares(incident.attribution.parties)
    told["without"] = [
        {"origin": w.origin, "confirmed": w.confirmed, "attribution": _shares(w.attribution.parties)}
        for w in incident.without
    ]
    return told


def _shares(parties: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"party": party, "probability": probability} for party, probability in parties]


def _report(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = plain(report)
    told["id"] = report.id
    told["happened_at"] = _interval(report.happened_at)
    told["place"] = _place(report.place)
    told["known_at"] = iso(report.known_at)
    told["published_at"] = _instant(report.published_at)
    return told
