"""An incident as an analyst's note: what, which reports, why together, why not with its neighbours, who, how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.basics.logarithm import MilliNats
from foedus.basics.place import Area, Place, Point
from foedus.basics.probability import percent
from foedus.incident.model import Incident, Known
from foedus.incident.neighbours import Neighbour, Pairing
from foedus.incident.terms import APART
from foedus.replay.shown import wrapped
from foedus.replay.words import counted, moment, stretch
from foedus.report.model import NONE, ONE, UNKNOWN_ACT, Range, Report

MOST_REPORTS = 12
_TERMS = {
    "place": "place", "time": "time", "density": "few incidents around", "act": "the act", "target": "what was hit",
    "weapon": "the weapon", "count": "the numbers", "text": "the words",
}  # fmt: skip


@dataclass(frozen=True)
class Note:
    """All that a note is written from. before: (known at, incidents that its reports were in), one for each time at
    which one of its reports became known."""

    accord: Accord
    known: Known
    incident: Incident
    reports: Mapping[str, Report]
    pairs: tuple[Pairing, ...]
    neighbours: tuple[Neighbour, ...]
    before: tuple[tuple[Instant, tuple[Incident, ...]], ...]
    beside: tuple[str, ...] = ()
    """What sensors say and who looked, in lines: told beside the incident, never counted in it (R6f)."""


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
    lines += wrapped(f"Numbers: {', '.join(numbers)} (least, best, most).") if numbers else []
    lines += ["", "The reports", *_report_lines(note)]
    lines += ["", "Why they are one incident", *_together_lines(note)]
    lines += ["", "Why not with a neighbour", *_neighbour_lines(note)]
    lines += ["", "Who speaks, who did it, what would change it"]
    lines += [line for sentence in incident.explanation for line in wrapped(f"- {sentence}", "  ", "")]
    lines += [line for said in _left_out(incident) for line in wrapped(f"- {said}", "  ", "")]
    lines += note.beside
    history = _history_lines(note)
    return [*lines, "", "How it came to be", *history] if history else lines


def place_said(place: Place) -> str:
    """A place in words, with how exactly it is known."""
    if isinstance(place, Point):
        east, north = place.longitude_e6, place.latitude_e6
        latitude = f"{abs(north) / 1e6:.3f} {'N' if north >= 0 else 'S'}"
        longitude = f"{abs(east) / 1e6:.3f} {'E' if east >= 0 else 'W'}"
        radius = place.radius_m
        return f"{latitude} {longitude}, within {f'{radius // 1000} km' if radius >= 1000 else f'{radius} m'}"
    return f"in {place.name}" if isinstance(place, Area) else "nobody says where"


def _range(number: Range) -> str:
    low, best, high = number.low, number.best, number.high
    return str(best) if low == high else f"{low}, {best}, {high}"


def _report_lines(note: Note) -> list[str]:
    zone = note.accord.time_zone
    ordered = sorted((note.reports[i] for i in note.incident.reports), key=lambda r: (r.known_at, r.id))
    lines: list[str] = []
    for report in ordered[:MOST_REPORTS]:
        origin = f", from {report.origin}" if report.origin not in ("", report.outlet) else ""
        act = "an act not named" if report.act == UNKNOWN_ACT else report.act
        said = f"{act}{f' on {report.target}' if report.target else ''}"
        claims = "; ".join(f"{c.party} ({c.basis.value})" for c in report.claims)
        what = f"{said}, {stretch(report.happened_at, zone)}, {place_said(report.place)}"
        lines += wrapped(
            f"- known {moment(report.known_at, zone)}: {report.outlet or 'unnamed'}{origin} [{report.id[:8]}]: {what}"
            + (f". It names {claims}" if claims else ""), "  ", "",
        )  # fmt: skip
        lines += [f"  {report.link}"] if report.link else []
    rest = len(ordered) - MOST_REPORTS
    return [*lines, f"- and {counted(rest, 'report')} more"] if rest > 0 else lines


# -- together and apart ------------------------------------------------------------------------------------------------


def _together_lines(note: Note) -> list[str]:
    if note.incident.series:
        return wrapped("It is a count: it tells no single events apart, and is compared with other counts only (I7).")
    if not note.pairs:
        return wrapped("One report by itself.")
    scored = [p for p in note.pairs if p.score > APART]
    lines: list[str] = []
    for words, pair in (("Strongest", scored[0]), ("Weakest", scored[-1])) if scored else ():
        if words == "Weakest" and len(scored) == 1:
            break
        lines += wrapped(f"{words} pair: {_who(pair, note)}: {odds_said(pair.score)}. {terms_said(pair.terms)}")
    average = sum(p.score for p in scored) // len(scored) if scored else 0
    if len(scored) > 1:
        lines += wrapped(f"All {counted(len(scored), 'pair')} on the average: {odds_said(average)} (I1b).")
    bound = len(note.pairs) - len(scored)
    if bound:
        pairs = f"{counted(bound, 'pair')} that scores alone would keep apart {'is' if bound == 1 else 'are'} together"
        ties = "one derives from the other, a collector gives them one event number, or an analyst decided so (I1c)"
        lines += wrapped(f"{pairs} because {ties}.")
    return lines


def _neighbour_lines(note: Note) -> list[str]:
    if note.incident.series:
        return wrapped("Single events are never counted into a total (I7).")
    if not note.neighbours:
        return wrapped("No other incident lies near enough in place, time and act to be compared.")
    return [line for n in note.neighbours for line in wrapped(f"- {_apart_said(n, note)}", "  ", "")]


def _apart_said(neighbour: Neighbour, note: Note) -> str:
    other, pair, zone = neighbour.incident, neighbour.closest, note.accord.time_zone
    what = f"{other.id} ({' or '.join(other.acts) or 'unnamed act'}, {stretch(other.happened_at, zone)})"
    if pair.ruled_out:
        same = note.accord.evidence.same_incident
        limits = {
            "place": "their places are farther apart than the accord's distance allows, with all that they may be off",
            "time": f"more than {same.period} lie between their times",
            "act": "their acts exclude each other",
        }
        why = "; ".join(limits[name] for name in pair.ruled_out if name in limits)
        return f"{what}: {why}."
    said = f"{_who(pair, note)} come nearest: {odds_said(pair.score)}. {terms_said(pair.terms)}"
    if neighbour.one_source:
        return f"{what}: one source tells of both as two (I1b). {said}"
    if pair.score < 0:
        return f"{what}: {said}"
    if neighbour.average < 0:
        return f"{what}: over all pairs of the two it is {odds_said(neighbour.average)} (I1b). {said}"
    return f"{what}: too vague to tell which incident is meant, or vaguer than what it would support (I2a). {said}"


def _who(pair: Pairing, note: Note) -> str:
    names = [note.reports[i].outlet or "unnamed" if i in note.reports else "another" for i in (pair.one, pair.other)]
    one, other = (f"{name} [{i[:8]}]" for name, i in zip(names, (pair.one, pair.other), strict=True))
    return f"{one} and {other}"


def odds_said(score: MilliNats) -> str:
    """A score as odds a mediator can weigh."""
    times = (Decimal(abs(score)) / 1000).exp()
    size = f"{times:.1f}" if times < 10 else f"{int(times):,}" if times < 10_000 else "more than 10,000"
    return f"{size} times likelier to be {'one incident than two' if score >= 0 else 'two incidents than one'}"


def terms_said(terms: Mapping[str, MilliNats]) -> str:
    """What speaks for and against, in thousandths of a natural logarithm, and their sum. Place, time and how many
    incidents there are around mean something together only."""
    ground = sum(terms[name] for name in ("place", "time", "density"))
    rest = [(name, value) for name, value in terms.items() if name not in ("place", "time", "density") and value]
    parts = [("Place and time, for so many incidents around,", ground), *((_TERMS[n], v) for n, v in rest)]
    said = "; ".join(f"{name} {value / 1000:+.1f}" for name, value in parts)
    return f"{said} (sum {sum(terms.values()) / 1000:+.1f})."


# -- how sure, and since when ------------------------------------------------------------------------------------------


def _left_out(incident: Incident) -> list[str]:
    if not incident.without or not incident.attribution.parties:
        return []
    party, p = max(incident.attribution.parties, key=lambda share: (share[1], share[0]))
    least = min(incident.without, key=lambda w: (w.attribution.of(party), w.origin))
    confirmed = "" if least.confirmed == incident.confirmed else ", and it would not be confirmed"
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
