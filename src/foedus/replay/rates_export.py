"""Error rates for other programs: a file that `foedus prove --rates` and `foedus weigh --rates` read, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.basics.instant import DAY
from foedus.basics.wrapping import wrapped
from foedus.incident.measured import Between
from foedus.replay.channel_words import channels_as_json
from foedus.replay.error_rates import Cell, ErrorRates, Frontier, OfSize
from foedus.replay.judged import awards, false_awards
from foedus.replay.rates_words import Told, notes
from foedus.replay.untold import Untold

_DIGITS = 10_000
"""Figures are told to four digits behind the point; ends of intervals are rounded outward."""


@dataclass(frozen=True)
class Provenance:
    """Where figures come from. files: name and SHA-256. flags: everything that was asked, by name."""

    files: tuple[tuple[str, str], ...]
    flags: Mapping[str, str]
    software: str


def as_toml(rates: ErrorRates, told: Told, made_of: Provenance) -> str:
    """The file. Bodies are left to be filled in: how they vote is in no report."""
    return "\n".join([
        *wrapped(
            f"Measured by `foedus rates` for {told.accord.name}, on recorded reports. Each interval holds its figure "
            "95 times in 100. What it rests on:", "# ",
        ), *_comments(rates, told), "",
        "[findings]", *_findings(rates), "", *_detection(rates, told), *_provenance(rates, told, made_of),
        *_bodies(told), "",
    ])  # fmt: skip


def as_json(rates: ErrorRates, told: Told, made_of: Provenance) -> str:
    """Everything that was measured, and what was assumed of bodies."""
    first = rates.designs[0]
    value = {
        "accord": told.accord.name, "article": rates.aim.norm, "grade": rates.aim.grade, "parties": rates.aim.parties,
        "false_per_year": _json(first.false), "false_seen": first.false_seen, "years_kept": float(rates.years),
        "cells": [_cell(c) for c in rates.cells],
        "frontier": [_frontier(f) for f in rates.frontier],
        "frontier_broken": [_frontier(f) for f in rates.frontier_broken],
        "cannot_be_told": [{"what": u.of, "why": u.why, "mend": u.mend} for u in told.untold],
        "channels": None if told.channels is None else channels_as_json(told.channels),
        "designs": [_design(rates, told, n) for n in range(len(rates.designs))],
        "recorded_acts": rates.donors, "recorded_acts_confirmed": rates.confirmed,
        "recorded_acts_with_a_doer": rates.named, "notes": notes(rates, told),
        "provenance": {"files": dict(made_of.files), "software": made_of.software, **made_of.flags},
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# -- TOML --------------------------------------------------------------------------------------------------------------


def _comments(rates: ErrorRates, told: Told) -> Iterator[str]:
    for note in (*notes(rates, told), *(each.said for each in told.untold)):
        yield from wrapped(note, "#   ", "# - ")


def _findings(rates: ErrorRates) -> Iterator[str]:
    yield f"false_per_year = {_range(rates.designs[0].false)}"
    cell = rates.cell(rates.cells[0].form, rates.asked.breach) if rates.cells else None
    if cell is not None and cell.within:
        yield "detected = ["
        for days, share in cell.within:
            yield f'    {{ within = "{days} day{"s" if days > 1 else ""}", probability = {_range(share)} }},'
        yield "]"


def _detection(rates: ErrorRates, told: Told) -> Iterator[str]:
    first = rates.designs[0].made_good
    yield "[detection]"
    if any(design.made_good is not None for design in rates.designs):
        yield "# standing: found, and not made good in the time that the text gives for it"
    if first is not None:
        yield f"false_standing_per_year = {_range(first.false)}"
    yield f"breach = {rates.asked.breach.acts}  # acts, together: the size that `detected` is of"
    yield "of = ["
    for cell in rates.cells:
        yield f"    {{ {', '.join(_entries(cell))} }},"
    yield "]"
    if told.untold:
        yield f"cannot_be_told = [{', '.join(_text(each.of) for each in told.untold)}]"
    yield from _unfound("unfound", () if told.cannot(Untold.DOER) else rates.frontier)
    yield from _unfound("unfound_as_broken", rates.frontier_broken)
    yield "designs = ["
    for design in rates.designs:
        found = f", found = {_range(design.found)}" if design.found else ""
        good = design.made_good
        standing = f", false_standing_per_year = {_range(good.false)}" if good else ""
        standing += f", kept_up_standing = {_range(good.kept_up)}" if good and good.kept_up else ""
        yield f"    {{ name = {_text(design.name)}, false_per_year = {_range(design.false)}{found}{standing}, of = ["
        form = rates.cells[0].form if rates.cells else ""
        for of_size in design.sizes:
            entries = (f"form = {_text(form)}", *_size(of_size))
            yield f"        {{ {', '.join(entries)} }},"
        yield "    ] },"
    yield "]"
    yield from _channels(told)
    yield ""


def _unfound(name: str, frontier: Sequence[Frontier]) -> Iterator[str]:
    yield f"{name} = ["
    for each in frontier:
        beyond = ", largest_tried = true" if each.beyond else ""
        yield f"    {{ form = {_text(each.form)}, acts = {each.acts}, between = [{each.low}, {each.high}]{beyond} }},"
    yield "]"


def _channels(told: Told) -> Iterator[str]:
    if told.channels is None:
        return
    yield "channels = ["
    for each in channels_as_json(told.channels)["detection"]:
        share = each["share"]
        between = f", share = [{share[0]:.4f}, {share[2]:.4f}]" if share else ""
        yield f"    {{ by = {_text(each['by'])}, of = {_text(each['of'])}{between}, trials = {each['trials']} }},"
    yield "]"


def _entries(cell: Cell) -> Iterator[str]:
    yield f"form = {_text(cell.form)}"
    yield from _size(cell)
    for name, share in (("late", cell.late), ("wrong", cell.wrong), ("broken", cell.broken)):
        if share is not None:
            yield f"{name} = {_range(share)}"


def _size(of: Cell | OfSize) -> Iterator[str]:
    yield f"acts = {of.size.acts}"
    if of.size.casualties is not None:
        yield f"casualties = {of.size.casualties}"
    yield f"trials = {of.tried}"
    yield f"worth = {_down(of.worth)}"
    if of.found is not None:
        yield f"found = {_range(of.found)}"
    if of.within:
        yield f"within_days = {_by_days(of.within)}"
    if of.standing is not None and of.standing.share is not None:
        yield f"standing = {_range(of.standing.share)}"
        yield f"standing_within_days = {_by_days(of.standing.within)}"


def _by_days(within: Sequence[tuple[int, Between]]) -> str:
    return f"{{ {', '.join(f'{days} = {_range(share)}' for days, share in within)} }}"


def _provenance(rates: ErrorRates, told: Told, made_of: Provenance) -> Iterator[str]:
    yield "[provenance]"
    yield f"accord = {_text(told.accord.digest)}"
    yield f"name = {_text(told.accord.name)}"
    yield f"software = {_text(made_of.software)}"
    yield f"article = {_text(rates.aim.norm)}"
    yield f"grade = {_text(rates.aim.grade)}"
    yield f"parties = [{', '.join(map(_text, rates.aim.parties))}]"
    yield f"recorded_acts = {rates.donors}"
    yield f"recorded_acts_confirmed = {rates.confirmed}"
    yield f"recorded_acts_with_a_doer = {rates.named}"
    yield f"years_kept = {_down(rates.years)}"
    for name, value in made_of.flags.items():
        yield f"{name} = {_text(value)}"
    yield "[provenance.files]"
    for name, digest in made_of.files:
        yield f"{_text(name)} = {_text(digest)}"


def _bodies(told: Told) -> Iterator[str]:
    """As they were given; else tables to be filled in, as comments: without them the file is not complete for a proof.
    """
    accord = told.accord
    if told.bodies is not None:
        yield from ("", f"# Assumed, as {told.bodies.file} has it, and not measured:", told.bodies.text)
        return
    if not accord.bodies:
        return
    yield ""
    yield "# How bodies vote is in no report and none is built in. `foedus prove --rates` asks for it; `foedus weigh`"
    yield "# and `foedus negotiate` take it from here, or else from the stakes:"
    for body in accord.bodies:
        yield f"# [bodies.{body.name}]"
        yield '# votes = "at the limit"'
        yield "# available = "
        yield "# errs_on_true = "
        yield "# errs_on_false = "
    yield "# [accused]"
    yield '# challenges = "at the limit"'
    yield "# challenges_true = "
    yield "# challenges_false = "


def _range(between: Between) -> str:
    return f"[{_down(between.low)}, {_up(between.high)}]"


def _down(value: Fraction) -> str:
    return _decimal(value * _DIGITS // 1)


def _up(value: Fraction) -> str:
    return _decimal(-(-value * _DIGITS // 1))


def _decimal(ten_thousandths: int) -> str:
    return f"{ten_thousandths // _DIGITS}.{ten_thousandths % _DIGITS:04d}"


def _text(value: str) -> str:
    """A basic string of TOML; JSON escapes are among those it knows."""
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


# -- JSON --------------------------------------------------------------------------------------------------------------


def _design(rates: ErrorRates, told: Told, number: int) -> dict[str, Any]:
    of, good = rates.designs[number], rates.designs[number].made_good
    judged = told.bodies.judged[number] if told.bodies is not None else None
    award = awards(of, judged) if judged is not None else None
    return {
        "name": of.name, "false_per_year": _json(of.false), "false_seen": of.false_seen,
        "by_nobody_per_year": _json(of.of_nobody), "by_nobody_seen": of.of_nobody_seen,
        "found": _json(of.found), "broken": _json(of.broken),
        "made_good": None if good is None else {
            "period": str(good.period), "stops": _json(good.stops), "kept_up": _json(good.kept_up),
            "kept_up_found": _json(good.kept_up_found), "kept_up_trials": good.kept_up_tried,
            "false_per_year": _json(good.false), "false_seen": good.false_seen,
        },
        "assumed_of_bodies": None if judged is None else {
            "award_of_true": _ends(judged.of_true), "award_of_false": _ends(judged.of_false),
            "award_of_violations": None if award is None else _ends(award),
            "awards_without_a_breach_per_year": _ends(false_awards(of, judged)),
        },
    }  # fmt: skip


def _ends(ends: tuple[Fraction, Fraction]) -> Sequence[float]:
    """[low, high]."""
    return [round(float(end), 9) for end in ends]


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "form": cell.form, "acts": cell.size.acts, "casualties": cell.size.casualties, "trials": cell.tried,
        "worth": round(float(cell.worth), 4), "left_out": cell.anyway,
        "found": _json(cell.found), "late": _json(cell.late), "wrong": _json(cell.wrong),
        "broken": _json(cell.broken),
        "delay_days": {str(q): _json(d, Fraction(1, DAY)) for q, d in cell.delays.items()},
        "broken_delay_days": {str(q): _json(d, Fraction(1, DAY)) for q, d in cell.broken_delays.items()},
        "within_days": {str(days): _json(share) for days, share in cell.within},
        "standing": _json(cell.standing.share) if cell.standing is not None else None,
    }  # fmt: skip


def _frontier(each: Frontier) -> dict[str, Any]:
    return {"form": each.form, "acts": each.acts, "largest_tried": each.beyond, "between": [each.low, each.high]}


def _json(between: Between | None, unit: Fraction = Fraction(1)) -> Sequence[float] | None:
    """[low, best, high]."""
    return None if between is None else [round(float(v * unit), 6) for v in (between.low, between.best, between.high)]
