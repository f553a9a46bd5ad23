"""The lineage of incidents as text of at most 100 columns: each independent origin, and below it who repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.accord.model import Confirmation
from foedus.basics.instant import MINUTE, Instant
from foedus.basics.wrapping import wrapped
from foedus.incident.lineage import Ground, Step, published
from foedus.incident.marks import Mark
from foedus.incident.model import Incident
from foedus.incident.tracing import Origin, Told, Traced, flat
from foedus.incident.wire_credit import claimant_of
from foedus.replay.origins_outlets import UNNAMED, OutletTally, outlet_of
from foedus.replay.shown import place_said
from foedus.replay.words import counted, length, stretch, when
from foedus.report.model import Kind, Report

MOST_LINES = 15
"""How many lines of reports of one origin are drawn, where not a single incident is asked for."""
MOST_OUTLETS = 20
"""How many outlets are listed at the end; the JSON has all."""
_DEEPEST = 10
"""Copies of copies are moved to the right so many times at most, to leave room for their words."""


@dataclass(frozen=True)
class Drawing:
    """How incidents are drawn. zone: in which times are told. most: how many lines for an origin, None for all."""

    zone: str
    most: int | None = MOST_LINES


def drawn(traced: Traced, how: Drawing) -> list[str]:
    """An incident: what it is, its origins with their reports as trees, and what it comes to."""
    lines = wrapped(_heading(traced.incident, how.zone), "  ", "")
    for number, origin in enumerate(traced.origins, 1):
        lines += wrapped(f"{number}. {_origin_said(origin)}", "     ", "  ")
        lines += _trees(origin, how)
    for told in traced.apart:
        lines += wrapped(f"-  {_where_from(told, how)}; nothing follows from it: {_marks_said(told)}", "     ", "  ")
    return [*lines, *wrapped(f"= {_comes_to(traced)}", "    ", "  ")]


def conditions(asked: Confirmation, zone: str) -> str:
    """What stands for all incidents drawn: when one is confirmed, and which times these are."""
    outside = f", at least {asked.not_a_party} of them no party" if asked.not_a_party else ""
    many = f"{counted(asked.origins, 'independent origin')} that {'counts' if asked.origins == 1 else 'count'}"
    if asked.origins == 1 and asked.not_a_party:
        many, outside = f"{many} and is no party", ""
    return (
        f"An incident is confirmed by {many}{outside}. Times are when a report was known, in {zone}; a date alone is "
        "the end of that day."
    )


def totals(traced: Sequence[Traced]) -> str:
    """All incidents in a sentence."""
    reports = sum(len(t.incident.reports) for t in traced)
    origins = [o for t in traced for o in t.origins]
    count = sum(o.counts for o in origins)
    confirmed = sum(t.incident.confirmed for t in traced)
    return (
        f"In {'all ' if len(traced) != 1 else ''}{counted(len(traced), 'incident')}: {counted(reports, 'report')}, "
        f"{counted(len(origins), 'origin')}, of which {_number_counts(count)}; "
        f"{counted(confirmed, 'incident') if confirmed else 'no incident'} confirmed."
    )


def outlet_lines(tallies: Sequence[OutletTally]) -> list[str]:
    """The outlets as a table."""
    if not tallies:
        return []
    shown = tallies[:MOST_OUTLETS]
    wide = min(max(len(t.outlet) for t in shown), 44)
    heads = ("incidents", "shared", "first", "itself", "repeats")
    lines = [f"{'Outlet':{wide}}" + "".join(f"{head:>{len(head) + 2}}" for head in heads)]
    for tally in shown:
        cells = (tally.incidents, tally.shared, tally.first, tally.itself, tally.repeats)
        row = "".join(f"{cell:>{len(head) + 2},}" for cell, head in zip(cells, heads, strict=True))
        lines.append(f"{_cut(tally.outlet, wide):{wide}}{row}")
    if len(tallies) > len(shown):
        lines.append(f"and {counted(len(tallies) - len(shown), 'more outlet')}, in the JSON")
    said = (
        "Shared: incidents that other outlets tell of too. First: of those, where none of them published earlier "
        "(where only days are known several can be first). Itself: it names nobody from whom it has it, and was not "
        "found to copy. Repeats: all that it printed of the incident it has from others."
    )
    return [*lines, *wrapped(said)]


def ground_said(step: Step, source: Report | None = None) -> str:
    """What a report repeats and by what that is known, without its own name: `repeats Daily, as it says itself`.

    source: the report it repeats, where that is none of the incident.
    """
    other = f"{step.repeats.outlet or UNNAMED}"
    if source is not None:
        other += f" (its report {source.id[:12]} is not among those of this incident)"
    match step.ground:
        case Ground.FIRST:
            return "says it itself"
        case Ground.NAMED:
            return f"has it from {claimant_of(step.report)}"
        case Ground.CREDIT if step.repeats.id == step.report.id:
            return f"credits {claimant_of(step.report)}"
        case Ground.CREDIT:
            return f"repeats {other}, which it credits"
        case Ground.STATED:
            return f"repeats {other}, as it says itself"
        case Ground.OUTLET:
            same = step.repeats.outlet == step.report.outlet and source is None
            return "goes on about it" if same else f"goes on about what {other} had before"
        case Ground.MISQUOTED:
            return f"is misquoted: an admission with the number that the accuser had published, in {other}"
        case Ground.TEXT | Ground.DETAILS | Ground.ROUND_UP:
            return f"repeats {other}: {_DETECTED[step.ground]}"


_DETECTED = {
    Ground.TEXT: "near-identical text, published later",
    Ground.DETAILS: "shared rare details, published later",
    Ground.ROUND_UP: "a later round-up that knows nothing more",
}


def _heading(incident: Incident, zone: str) -> str:
    act = " or ".join(incident.acts) or "act not given"
    on = f" on {' or '.join(incident.targets)}" if incident.targets else ""
    many = "a count" if incident.series else ""
    what = ", ".join(part for part in (f"{act}{on}", many) if part)
    return f"{incident.id}  {what}; {stretch(incident.happened_at, zone)}; {place_said(incident.place)}"


def _origin_said(origin: Origin) -> str:
    name = origin.speaker.name
    if origin.owners:
        name = f"{name}, outlets that the accord counts as one origin,"
    verb = "count" if len(origin.speaker.parties) > 1 else "counts"
    if not origin.counts:
        verb = "do not count" if len(origin.speaker.parties) > 1 else "does not count"
    return f"{name} {verb}{': ' if origin.why else ''}{origin.why}"


def _trees(origin: Origin, how: Drawing) -> list[str]:
    """The reports of one origin, each below what it repeats."""
    lines: list[str] = []
    waiting = [(alike, "     ", last, 0) for alike, last in _branches(origin.told)]
    left = how.most
    while waiting:
        alike, margin, last, depth = waiting.pop()
        if left == 0:
            rest = sum(len(flat(a)) for a in (alike, *(a for a, *_ in waiting)))
            return [*lines, f"     and {counted(rest, 'more report')}: `--incident` draws them all"]
        left = left - 1 if left is not None else None
        branch, below = ("`- ", "   ") if last else ("|- ", "|  ")
        copies = _branches(alike[0].copies)
        hangs = "|  " if copies else "   "
        lines += wrapped(_reports_said(alike, origin, how), f"{margin}{below}{hangs}", f"{margin}{branch}")
        under = margin + below if depth < _DEEPEST else margin
        waiting += [(a, under, end, depth + 1) for a, end in copies]
    return lines


def _branches(told: Sequence[Told]) -> list[tuple[list[Told], bool]]:
    """Reports that hang from one, the last first, each with whether it is the last. Those of one outlet that say the
    same and that nobody repeats are one branch."""
    branches: dict[object, list[Told]] = {}
    for one in told:
        alone = one.copies or one.marks or one.report.kind is Kind.DENIAL
        branches.setdefault(one.report.id if alone else (_named(one.report), _said(one)), []).append(one)
    return [(alike, n == 0) for n, alike in enumerate(reversed(branches.values()))]


def _reports_said(alike: Sequence[Told], origin: Origin, how: Drawing) -> str:
    told = alike[0]
    denies = " denies:" if told.report.kind is Kind.DENIAL else ""
    times = f", {len(alike):,} reports" if len(alike) > 1 else ""
    marked = f"; marked: {_marks_said(told)}" if told.marks else ""
    return f"{_named(told.report)}{denies} {_said(told, origin.speaker.name)}{times}; {_when(alike, how.zone)}{marked}"


def _said(told: Told, origin: str = "") -> str:
    named = told.step.ground is Ground.NAMED and claimant_of(told.report).casefold() == origin.casefold()
    return "prints it" if named else ground_said(told.step, told.source)


def _when(alike: Sequence[Told], zone: str) -> str:
    """When it was known, and how much later it came out than what it repeats."""
    times = sorted(told.report.known_at for told in alike)
    first, last = known_said(times[0], zone), known_said(times[-1], zone)
    if first != last:
        return f"known {first} to {last}"
    step = alike[0].step
    late = published(step.report)[0] - published(step.repeats)[0]
    later = f", {length(late)} later" if step.repeats.id != step.report.id and late >= MINUTE else ""
    return f"known {first}{later}"


def known_said(at: Instant, zone: str) -> str:
    """When a report was known, short: a date alone is the end of that day (R5)."""
    return when(at, zone).removeprefix("the end of ").removesuffix(" (UTC)")


def _where_from(told: Told, how: Drawing) -> str:
    return f"{_named(told.report)}, known {known_said(told.report.known_at, how.zone)}"


def _named(report: Report) -> str:
    return report.outlet or UNNAMED


def _marks_said(told: Told) -> str:
    return "; ".join(_unique(told.marks)) or "it is marked"


def _unique(marks: Iterable[Mark]) -> Iterable[str]:
    return dict.fromkeys(mark.says for mark in marks)


def _comes_to(traced: Traced) -> str:
    incident = traced.incident
    outlets = len({outlet_of(told.report) for told in traced.reports})  # an edition is no other outlet (I3e)
    reports = f"{counted(len(incident.reports), 'report')} by {counted(outlets, 'outlet')}"
    count = sum(o.counts for o in traced.origins)
    which = f"which {'counts' if count else 'does not count'}"
    if len(traced.origins) > 1:
        which = f"of which {_number_counts(count)}"
    origins = f"{counted(len(traced.origins), 'origin')}, {which}"
    return f"{reports}, {origins}; {'confirmed' if incident.confirmed else 'not confirmed'}."


def _number_counts(count: int) -> str:
    return f"{f'{count:,}' if count else 'none'} {'count' if count > 1 else 'counts'}"


def _cut(name: str, wide: int) -> str:
    clean = "".join(c if c.isprintable() else " " for c in name)
    return clean if len(clean) <= wide else clean[: wide - 3] + "..."


