"""Commands about sensors: two channels of alerts, fires and what strikes add to them, and where somebody looked."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Annotated

import typer

from foedus.basics.canonical import plain
from foedus.basics.instant import FAR_FUTURE, HOUR, MINUTE, Interval, to_datetime
from foedus.basics.wrapping import WIDTH
from foedus.cli.accord_commands import load
from foedus.cli.exits import Exit
from foedus.cli.mappings import read_files
from foedus.cli.moments import stretch_of
from foedus.cli.report_commands import Mapping, tell_problems
from foedus.cli.say import as_json, say_raw
from foedus.cli.sensor_faults import (
    control_overlaps,
    months_not_in_control,
    must_be_two_files,
    nothing_in_common,
    nothing_measured,
    nothing_of_the_kind,
    other_satellites,
)  # fmt: skip
from foedus.cli.sensor_words import alert_lines, fire_lines, looked_lines
from foedus.cli.write import must_be_writable, write_whole
from foedus.incident.channel_events import told_together
from foedus.incident.channels import alerts_of, measure
from foedus.incident.control import background_of, of_its_satellites
from foedus.incident.exposure import Exposure, Rate, exposure, exposures, field_of, looks_of, rate, rate_of
from foedus.incident.fires import Background
from foedus.incident.force import in_force, known_by
from foedus.incident.fuse import fuse
from foedus.incident.origins import origins_of
from foedus.incident.sensing import FireRates, FireRecord, measure_fires, records_of
from foedus.report.model import Kind, ReadReports, Report

app = typer.Typer(help="Sensors: what they see, miss and cannot say.", no_args_is_help=True, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Print everything as JSON, fractions as exact ones.")]
From = Annotated[str, typer.Option("--from", help="Only what begins then or later: 2022-06-01 or 2022-06-01T18:00.")]
Until = Annotated[str, typer.Option("--until", help="Only what begins by then: 2023-05-31 (to its end).")]

Together = Annotated[
    Path | None,
    typer.Option("--together", metavar="FILE", help="Write the alerts of both here, as reports of events they share."),
]


def add_to(top: typer.Typer) -> None:
    """Hang the commands into the command line."""
    top.add_typer(app, name="sensors")


@app.command("alerts")
def alerts(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="Alerts by one channel.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="Alerts of the same areas by another.")],
    within_minutes: Annotated[
        int, typer.Option("--within-minutes", min=1, max=720, help="How far apart two starts of one alert may be.")
    ] = 10,
    parts: Annotated[bool, typer.Option("--parts", help="Take alerts of a part of an area as well.")] = False,
    begin: From = "",
    until: Until = "",
    mapping: Mapping = None,
    json: Json = False,
    together: Together = None,
) -> None:
    """Measure two channels of alerts by each other: what each misses, how late it is, what both miss."""
    must_be_two_files(first, second)
    must_be_writable(together, read=[first, second])
    read = _read([first, second], mapping)
    during = stretch_of(begin, until)
    one, other = (alerts_of(_standing(found.reports), during, parts) for found in read)
    for found, some in zip(read, (one, other), strict=True):
        if not some:
            nothing_of_the_kind(found.file, "alert of a named area" + (" in that time" if during else ""))
    measured = measure(one, other, within_minutes * MINUTE)
    if not measured.areas or one[-1].start < other[0].start or other[-1].start < one[0].start:
        nothing_in_common(read[0].file, read[1].file, one, other)
    if together is not None:
        told = told_together(
            _standing(read[0].reports), _standing(read[1].reports), within_minutes * MINUTE, parts, during
        )  # fmt: skip
        kept = {"format": "foedus-reports", "acts": sorted(set().union(*(r.acts for r in read)))}
        write_whole(together, as_json({**kept, "reports": [plain(report) for report in told]}))
    say_raw(as_json(measured) if json else _text(alert_lines(measured, (first.name, second.name), within_minutes)))
    _end(read)


@app.command("fires")
def fires(
    control: Annotated[Path, typer.Argument(metavar="CONTROL", help="Fires of a quiet time, a year if can be.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Fires of the time in question.")],
    strikes: Annotated[
        list[Path] | None,
        typer.Option("--strikes", help="Reports of strikes on which to measure what they add. May be repeated."),
    ] = None,
    near_km: Annotated[
        int, typer.Option("--near-km", min=1, max=50, help="How far from a strike its fire may be, radius added.")
    ] = 5,
    after_hours: Annotated[
        int, typer.Option("--after-hours", min=1, max=168, help="How long after a strike its fire may be seen.")
    ] = 24,
    mapping: Mapping = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Measure how often it burns anyhow, and how much more often where strikes are reported."""
    must_be_two_files(control, file, *(strikes or ()))
    read = _read([control, file, *(strikes or ())], mapping)
    quiet = _standing(read[0].reports)
    background = background_of(quiet)
    seen, others = of_its_satellites(quiet, _standing(read[1].reports))
    if background is not None and others:
        other_satellites(read[0].file, read[1].file, others, len(seen))
    records = records_of(seen)
    if background is None or not records:
        nothing_of_the_kind(read[0 if background is None else 1].file, "fire on the map")
    assert background is not None, "the run has ended without one"
    whole = Interval(min(r.during.start for r in records), max(r.during.end for r in records))
    if whole.start <= background.control.end:
        control_overlaps(read[0].file, read[1].file, background.control, whole)
    months = {to_datetime(fire.happened_at.start).month for fire in seen}
    months_not_in_control(read[0].file, sorted(months - {month for month, _ in background.halves}))
    reported = [report for found in read[2:] for report in _standing(found.reports)]
    rates = _rates(reported, records, background, near_km, after_hours) if strikes else []
    if json:
        say_raw(as_json({"control": {"during": background.control, "fires": background.fires,
                                     "cells": len(background.cells), "shapes": background.shapes},
                         "records": [{"operator": r.operator, "during": r.during, "fires": r.fires} for r in records],
                         "rates": rates}))  # fmt: skip
    else:
        say_raw(_text(fire_lines(background, records, rates)))
    _end(read)


@app.command("looked")
def looked(
    files: Annotated[list[Path], typer.Argument(metavar="REPORTS...", help="Files of reports, patrols among them.")],
    accord: Annotated[
        Path | None, typer.Option("--accord", help="Tell it for the zones of this accord and its time in force.")
    ] = None,
    act: Annotated[
        list[str] | None, typer.Option("--act", help="Count only this act in the rate. May be repeated.")
    ] = None,
    begin: From = "",
    until: Until = "",
    mapping: Mapping = None,
    json: Json = False,
) -> None:
    """Tell where and how long somebody looked, was not let, or nobody looked; and what was seen per looked-at hour."""
    read = _read(files, mapping)
    reports = _standing(report for found in read for report in found.reports)
    told = [r for r in reports if r.kind in (Kind.PATROL, Kind.ACCESS_DENIED)]
    if not told:
        nothing_of_the_kind(", ".join(found.file for found in read), "report of a patrol or of denied access")
    acts = {name.casefold() for name in act or ()}
    during = stretch_of(begin, until)
    if accord:
        found, own = _by_zone(accord, reports, acts, during)
    else:
        found, own = _by_field(told, [r for r in reports if not acts or r.act.casefold() in acts], during), ()
    if json:
        say_raw(as_json([{"exposure": e, "rate": r} for e, r in found]))
    else:
        say_raw(_text(looked_lines(found, own, of_incidents=accord is not None)))
    _end(read)


def _rates(
    reported: Sequence[Report], records: Sequence[FireRecord], background: Background, near_km: int, after_hours: int
) -> list[FireRates]:
    rates = [measure_fires(reported, r, background, near_km * 1_000, after_hours * HOUR) for r in records]
    for measured in rates:
        if measured.net is None:
            nothing_measured(measured)
    return rates


def _by_field(told: Sequence[Report], events: Sequence[Report], during: Interval | None) -> list[tuple[Exposure, Rate]]:
    return [(e, rate(e, [x for x in events if field_of(x.place) == e.place])) for e in exposures(told, during)]


def _by_zone(
    path: Path, reports: Sequence[Report], acts: Container[str], during: Interval | None
) -> tuple[list[tuple[Exposure, Rate]], tuple[str, ...]]:
    """By the zones of an accord: what lies certainly inside; its time in force as far as reports reach. By fields where
    it has no zones. What many tell of is one incident; and which parties say that they looked themselves, which counts
    as no look (R4e)."""
    read, accord = load(path)
    zones = read.zones
    assert zones is not None, "a sound accord has its zones"
    looks, own = looks_of(reports, origins_of(accord))
    reached = max(r.happened_at.end for r in looks or own)
    last = reached if accord.in_force_until is None else accord.in_force_until - 1
    within = during or Interval(accord.in_force_from, max(last, accord.in_force_from))
    told = [
        i for i in fuse(accord, zones, reports, FAR_FUTURE).incidents
        if i.origins and (not acts or any(act.casefold() in acts for act in i.acts))
    ]  # fmt: skip
    if not zones.zones:
        fields = [(e, [i for i in told if field_of(i.place) == e.place]) for e in exposures(looks, within)]
    else:
        fields = [
            (exposure(zone, [r for r in looks if zones.certainly_inside(zone, r.place)], within),
             [i for i in told if zones.certainly_inside(zone, i.place)])
            for zone in sorted(zones.zones)
        ]  # fmt: skip
    found = [(e, rate_of(e, ((i.happened_at, i.number.best) for i in inside))) for e, inside in fields]
    return found, tuple(sorted({r.origin for r in own}))


def _read(files: Sequence[Path], mapping: list[str] | None) -> list[ReadReports]:
    """Read all files; ends the run with exit 1 if one of them gave nothing because of a problem."""
    read = read_files(files, "", mapping or (), "UTC")
    tell_problems(read, None, each_at_most=2)
    if any(found.problems and not found.reports for found in read):
        raise typer.Exit(Exit.PROBLEMS)
    return read


def _standing(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Those not taken back or corrected (R3), by id."""
    standing = in_force(known_by(reports, FAR_FUTURE))
    return tuple(standing[name] for name in sorted(standing))


def _text(lines: Sequence[str]) -> str:
    """Lines of at most 100 columns; what is too long goes on below, a little to the right."""
    folded = (part for line in lines for part in _folded(line) or [""])
    return "\n".join(folded) + "\n"


def _folded(line: str) -> list[str]:
    margin = line[: len(line) - len(line.lstrip())]
    return [line] if len(line) <= WIDTH else wrap(line, WIDTH, subsequent_indent=margin + "  ", break_on_hyphens=False)


def _end(read: Sequence[ReadReports]) -> None:
    if any(found.refused or any(p.is_error for p in found.problems) for found in read):
        raise typer.Exit(Exit.PROBLEMS)
