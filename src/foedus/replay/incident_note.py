"""An incident as an analyst's note: what, which reports, why together, why not with its neighbours, who, how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from foedus.basics.place import Area, Place, Point
from foedus.basics.probability import percent
from foedus.basics.wrapping import wrapped
from foedus.incident.mark_words import said
from foedus.incident.model import Incident
from foedus.replay.note import Note
from foedus.replay.note_changes import change_lines
from foedus.replay.note_pairs import SUM, neighbour_lines, together_lines
from foedus.replay.words import counted, moment, stretch
from foedus.report.model import NONE, ONE, UNKNOWN_ACT, Range, Report

MOST_REPORTS = 12


def note_lines(note: Note) -> list[str]:
    """The note, at most 100 columns wide."""
    incident, zone = note.incident, note.accord.time_zone
    title = f"{incident.id}: {' or '.join(incident.acts) or 'an act nobody names'}"
    title += f" on {' or '.join(incident.targets)}" if incident.targets else ""
    lines = [title, "=" * min(len(title), 100)]
    lines += wrapped(
        f"{stretch(incident.happened_at, zone)}, {place_said(incident.place)}. First known "
        f"{moment(incident.known_at, zone)}; told here as known {moment(note.known.at, zone)}."
    )
    numbers = [f"acts {_range(incident.number)}"] if incident.number != ONE else []
    numbers += [f"killed or hurt {_range(incident.casualties)}"] if incident.casualties != NONE else []
    what = " (least, best, most)" if any(", " in number for number in numbers) else ""
    lines += wrapped(f"Numbers: {'; '.join(numbers)}{what}.") if numbers else []
    lines += ["", "The reports", *_report_lines(note)]
    changes = change_lines(note)
    lines += ["", "What was taken back or corrected", *changes] if changes else []
    lines += ["", "Why they are one incident", *together_lines(note)]
    lines += ["", "Why not with a neighbour", *neighbour_lines(note)]
    lines += ["", "Who speaks, who did it, what would change it"]
    lines += [line for sentence in incident.explanation for line in wrapped(f"- {sentence}", "  ", "")]
    lines += [line for words in _left_out(incident) for line in wrapped(f"- {words}", "  ", "")]
    lines += note.beside
    history = _history_lines(note)
    lines += ["", "How it came to be", *history] if history else []
    return [*lines, "", "How to read it", *_reading_lines(lines)]


def place_said(place: Place) -> str:
    """A place in words, with how exactly it is known."""
    if isinstance(place, Point):
        east, north = place.longitude_e6, place.latitude_e6
        latitude = f"{abs(north) / 1e6:.3f} {'N' if north >= 0 else 'S'}"
        longitude = f"{abs(east) / 1e6:.3f} {'E' if east >= 0 else 'W'}"
        radius = place.radius_m
        return f"{latitude} {longitude}, within {f'{radius // 1000:,} km' if radius >= 1000 else f'{radius} m'}"
    return f"in {place.name}" if isinstance(place, Area) else "where is not known"


def _range(number: Range) -> str:
    low, best, high = number.low, number.best, number.high
    return str(best) if low == high else f"{low}, {best}, {high}"


def _report_lines(note: Note) -> list[str]:
    zone = note.accord.time_zone
    ordered = sorted((note.reports[i] for i in note.incident.reports), key=lambda r: (r.known_at, r.id))
    lines: list[str] = []
    tells = {r.id: _telling(r, zone) for r in ordered}
    alike = Counter(tells.values())
    for report in ordered[:MOST_REPORTS]:
        who, what = tells[report.id]
        row = f", row {report.source_row}" if alike[who, what] > 1 and report.source_row else ""
        marked = note.marks.get(report.id, ())
        mark = f". Marked: {said(marked)}" if marked else ""
        lines += wrapped(
            f"- known {moment(report.known_at, zone)}: {who} [{report.id[:8]}{row}]: {what}{mark}", "  ", ""
        )
        lines += [f"  {report.link}"] if report.link else []
    rest = len(ordered) - MOST_REPORTS
    return [*lines, f"- and {counted(rest, 'report')} more"] if rest > 0 else lines


def _telling(report: Report, zone: str) -> tuple[str, str]:
    """Who tells it, and what it says."""
    origin = f", from {report.origin}" if report.origin not in ("", report.outlet) else ""
    act = "an act not named" if report.act == UNKNOWN_ACT else report.act
    what = f"{act}{f' on {report.target}' if report.target else ''}"
    what += f", {stretch(report.happened_at, zone)}, {place_said(report.place)}"
    what += f", acts {_range(report.number)}" if report.number != ONE else ""
    what += f", killed or hurt {_range(report.casualties)}" if report.casualties != NONE else ""
    claims = "; ".join(f"{c.party} ({c.basis.value})" for c in report.claims)
    return f"{report.outlet or 'unnamed'}{origin}", what + (f". It names {claims}" if claims else "")


# -- how sure, and since when ------------------------------------------------------------------------------------------


def _left_out(incident: Incident) -> list[str]:
    if not incident.without or not incident.attribution.parties:
        return []
    party, p = max(incident.attribution.parties, key=lambda share: (share[1], share[0]))
    least = min(incident.without, key=lambda w: (w.attribution.of(party), w.origin))
    not_confirmed = least.confirmed != incident.confirmed
    if any(words.startswith(f"Without {least.origin}, ") for words in incident.explanation):
        return [f"Without {least.origin} it would not be confirmed."] if not_confirmed else []
    confirmed = ", and it would not be confirmed" if not_confirmed else ""
    then = percent(least.attribution.of(party))
    return [f"{party} has {percent(p)}; without {least.origin} it would have {then}{confirmed}."]


def _history_lines(note: Note) -> list[str]:
    zone, lines = note.accord.time_zone, list[str]()
    for (_, was), (at, now) in pairwise(((0, ()), *note.before)):
        before, after = {i.id for i in was}, {i.id for i in now}
        if not before:
            lines += wrapped(f"- {moment(at, zone)}: first known, as {_listed(sorted(after))}.", "  ", "")
        elif len(after) < len(before):
            gone = sorted(before - after)
            lines += wrapped(f"- {moment(at, zone)}: {_listed(gone)} merged into {_listed(sorted(after))}.", "  ", "")
        elif len(after) > len(before):
            new = sorted(after - before)
            lines += wrapped(f"- {moment(at, zone)}: told apart from then on: {_listed(new)} beside it.", "  ", "")
        elif before != after:
            lines += wrapped(
                f"- {moment(at, zone)}: {_listed(sorted(before))} became {_listed(sorted(after))}.", "  ", ""
            )
        else:
            size = sum(len(i.reports) for i in now)
            lines += wrapped(f"- {moment(at, zone)}: {counted(size, 'report')} from then on.", "  ", "")
    return lines


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _reading_lines(lines: Sequence[str]) -> list[str]:
    """What the numbers and the codes of rules mean."""
    told = []
    if any(f"({SUM} {sign}" in " ".join(lines) for sign in "+-"):
        told = wrapped(
            "Numbers with a sign are natural logarithms of odds, which add up: +0.7 makes it twice as likely to be one "
            "incident, -0.7 half as likely."
        )
    return [*told, *wrapped("I1b and the like are rules of docs/semantics.md.")]
