"""What was taken back or corrected of an incident, and what somebody tried to take back in vain (rules R3a, R7d)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foedus.basics.wrapping import wrapped
from foedus.incident.force import changes_others
from foedus.replay.note import Note
from foedus.replay.words import moment
from foedus.report.model import Report

MOST_TOLD = 8
"""How many of either are told one by one."""


def change_lines(note: Note) -> list[str]:
    """Of the reports that were of the incident and stand no more, by whom they were taken back or corrected; and who
    tried without effect to change one that stands. [] where there is nothing to tell."""
    return [*_listed([_gone(note, r) for r in _gone_of(note)]), *_listed(_in_vain(note))]


def _listed(sentences: Sequence[str]) -> list[str]:
    lines = [line for words in sentences[:MOST_TOLD] for line in wrapped(f"- {words}", "  ", "")]
    rest = len(sentences) - MOST_TOLD
    return [*lines, f"- and {rest:,} more"] if rest > 0 else lines


def _gone_of(note: Note) -> list[Report]:
    """Its reports that stand no more: those that were in it when they did, and what its reports correct."""
    was = {i for _, incidents in note.before for incident in incidents for i in incident.reports}
    was |= {i for r in note.incident.reports for i in note.reach.get(r, ())}
    return _by_time(note.reports[i] for i in was - note.standing if i in note.reports)


def _gone(note: Note, report: Report) -> str:
    zone = note.accord.time_zone
    by = _by_time(
        note.reports[i] for i, told in note.reach.items()
        if report.id in told and (i in note.standing or note.reports[i].supersedes)
    )  # fmt: skip
    claims = "; ".join(f"{c.party} ({c.basis.value})" for c in report.claims)
    said = f"{_name(report)}, known {moment(report.known_at, zone)}{f', which named {claims}' if claims else ''}"
    if not by:
        return f"{said}: fell with what it repeats (R3a)."
    how = "corrected" if report.id in by[0].supersedes else "taken back"
    return f"{said}: {how} by {_name(by[0])}, known {moment(by[0].known_at, zone)} (R3a)."


def _in_vain(note: Note) -> list[str]:
    """The tries to change one of its reports by whom it is not to change."""
    members, sentences = set(note.incident.reports), []
    for report in _by_time(r for r in note.reports.values() if changes_others(r)):
        aimed = members.intersection((*report.retracts, *report.supersedes)) - {*note.reach.get(report.id, ())}
        for other in _by_time(note.reports[i] for i in aimed):
            verb = "take back" if other.id in report.retracts else "correct"
            known = moment(report.known_at, note.accord.time_zone)
            sentences.append(
                f"{_name(report)}, known {known}, means to {verb} what {_name(other)} says: without effect, since it "
                "is not its own (R3a, R7d)."
            )
    return sentences


def _by_time(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda r: (r.known_at, r.id))


def _name(report: Report) -> str:
    origin = f", from {report.origin}" if report.origin not in ("", report.outlet) else ""
    return f"{report.outlet or 'unnamed'}{origin} [{report.id[:8]}]"
