"""What `foedus explain` is given of sensors beside the reports: its options, what can be wrong, the reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from foedus.basics.instant import FAR_FUTURE, HOUR, Instant, Interval
from foedus.basics.place import Point
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.mappings import read_files
from foedus.cli.report_commands import tell_problems
from foedus.cli.say import say_problems
from foedus.cli.sensor_faults import (
    control_overlaps,
    control_short,
    fires_elsewhen,
    must_be_two_files,
    nothing_of_the_kind,
    other_satellites,
)
from foedus.incident.channels import alerts_of
from foedus.incident.control import background_of, fires_of, of_its_satellites
from foedus.incident.fires import Background, cell_of, half_day, season_of
from foedus.incident.force import in_force, known_by
from foedus.incident.model import Incident
from foedus.incident.sensing import AFTER, NEAR_M, exact_enough, look_for, records_of
from foedus.replay.alert_note import Channel
from foedus.replay.fire_note import Fires
from foedus.replay.sensor_note import Sensors
from foedus.report.model import Kind, ReadReports, Report

_HALF_A_MONTH = 14
"""Days of a month that a control should hold at least: with fewer one dry or one windy week decides."""

Files = list[Path] | None
ControlFiles = Annotated[
    Files,
    typer.Option("--control", help="Fires of a quiet time, a year if can be; goes with --fires. May be repeated."),
]
FireFiles = Annotated[
    Files, typer.Option("--fires", help="For an incident: fires of its time, to tell what they say. May be repeated.")
]
StrikeFiles = Annotated[
    Files,
    typer.Option(
        "--strikes", help="Reports of strikes on which to measure what they add; if none, REPORTS. May be repeated."
    ),
]
NearKm = Annotated[
    int | None,
    typer.Option("--near-km", min=5, max=50, help="How far from it its fire may be, its radius added (5)."),
]
AfterHours = Annotated[
    int | None, typer.Option("--after-hours", min=1, max=168, help="How long after it its fire may be seen (24).")
]
AlertFiles = Annotated[
    Files, typer.Option("--alerts", help="Alerts by one channel, to tell those of its time. May be repeated.")
]
AreaName = Annotated[str, typer.Option("--area", help="The area in which it lies, as the alerts name it.")]
LookedFiles = Annotated[
    Files,
    typer.Option("--looked", help="Reports of patrols and denied access beside those in REPORTS. May be repeated."),
]


@dataclass(frozen=True)
class SensorFiles:
    """What was named on the command line."""

    control: tuple[Path, ...] = ()
    fires: tuple[Path, ...] = ()
    strikes: tuple[Path, ...] = ()
    near_km: int | None = None
    after_hours: int | None = None
    alerts: tuple[Path, ...] = ()
    area: str = ""
    looked: tuple[Path, ...] = ()

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file named, once."""
        return tuple(dict.fromkeys((*self.control, *self.fires, *self.strikes, *self.alerts, *self.looked)))

    @property
    def given(self) -> bool:
        """Whether anything was named at all."""
        return self != SensorFiles()


def must_go_together(named: SensorFiles) -> None:
    """Options that mean nothing without another: U0015; one file for two things: U0010. Ends the run with exit 2."""
    needed = (
        ("--fires", named.fires, "--control", named.control, "how often it burns anyhow is measured on a quiet time"),
        ("--control", named.control, "--fires", named.fires, _OF_FIRES),
        ("--strikes", named.strikes, "--fires", named.fires, _OF_FIRES),
        ("--near-km", named.near_km, "--fires", named.fires, _OF_FIRES),
        ("--after-hours", named.after_hours, "--fires", named.fires, _OF_FIRES),
        ("--area", named.area, "--alerts", named.alerts, "it says which alerts are meant, and there are none"),
    )
    for name, given, other, there, why in needed:
        if given and not there:
            mend = f"add `{other} FILE`{_QUIET if other == '--control' else ''}, or leave {name} out"
            say_problems([Problem("U0015", None, f"{name} is given without {other}", why, mend)], {})
            raise typer.Exit(Exit.USAGE)
    for files in ((*named.control, *named.fires, *named.strikes), named.alerts):
        must_be_two_files(*files)


_OF_FIRES = "it says how fires are to be weighed, and there are none"
_QUIET = " with fires of a quiet year, seen by the same satellites"


def read_sensors(
    named: SensorFiles, incident: Incident, reports: Sequence[Report], mapping: Sequence[str], zone: str,
    at: Instant | None,
) -> Sensors:  # fmt: skip
    """Read what was named. reports: those given for the incident, on which strikes are measured if none are named.

    at: only what was known then counts (T6). A file of which nothing could be read ends the run with exit 1.
    """
    read = _read(named.all, mapping, zone)
    until = FAR_FUTURE if at is None else at

    def of(files: Iterable[Path], until: Instant = until) -> tuple[Report, ...]:
        standing = in_force(known_by((r for f in files for r in read[f].reports), until))
        return tuple(standing[name] for name in sorted(standing))

    for file in named.looked:
        if not any(r.kind in (Kind.PATROL, Kind.ACCESS_DENIED) for r in read[file].reports):
            nothing_of_the_kind(str(file), "report of a patrol or of denied access")
    for file in named.alerts:
        if not alerts_of(read[file].reports):
            nothing_of_the_kind(str(file), "alert of a named area")
    channels = tuple(Channel(file.name, some) for file in named.alerts if (some := alerts_of(of([file]))))
    fires = None
    if named.fires:
        background, seen = _checked(named, incident, of(named.control, FAR_FUTURE), of(named.fires, FAR_FUTURE))
        strikes = of(named.strikes) if named.strikes else tuple(in_force(known_by(reports, until)).values())
        fires = Fires(
            background, records_of(fire for fire in seen if fire.known_at <= until), strikes,
            "the strikes of " + _names(named.strikes) if named.strikes else "the reports given",
            (named.near_km or NEAR_M // 1_000) * 1_000, (named.after_hours or AFTER // HOUR) * HOUR,
        )  # fmt: skip
    return Sensors(fires, channels, named.area, of(named.looked), bool(named.looked))


def _read(files: Sequence[Path], mapping: Sequence[str], zone: str) -> dict[Path, ReadReports]:
    read = read_files(files, "", mapping, zone)
    tell_problems(read, None, each_at_most=2)
    if any(found.problems and not found.reports for found in read):
        raise typer.Exit(Exit.PROBLEMS)
    return dict(zip(files, read, strict=True))


def _checked(
    named: SensorFiles, incident: Incident, control: tuple[Report, ...], fires: tuple[Report, ...]
) -> tuple[Background, tuple[Report, ...]]:
    """The quiet time, and the fires by its satellites. I0001, I0003 and I0007 may end the run, I0004 and I0006 warn."""
    background = background_of(control)
    if background is None or not fires_of(fires):
        nothing_of_the_kind(_names(named.control if background is None else named.fires), "fire on the map")
    assert background is not None, "the run has ended without one"
    seen, others = of_its_satellites(control, fires)
    if others:
        other_satellites(_names(named.control), _names(named.fires), others, len(seen))
    whole = Interval(min(f.happened_at.start for f in seen), max(f.happened_at.end for f in seen))
    if whole.start <= background.control.end:
        control_overlaps(_names(named.control), _names(named.fires), background.control, whole)
    place, during = incident.place, incident.happened_at
    if exact_enough(during, place) and isinstance(place, Point):
        hours = (named.after_hours or AFTER // HOUR) * HOUR
        asked = look_for(during, place, NEAR_M, hours).during
        control_short(_names(named.control), _days_held(background, place, asked))
        if not whole.overlaps(asked):
            fires_elsewhen(_names(named.fires), incident.id, whole, asked)
    return background, seen


def _days_held(background: Background, place: Point, asked: Interval) -> list[tuple[int, int]]:
    """(month, days of it in the control) for each month of a time of which the control holds too few."""
    cell = cell_of(place)
    seasons = {season_of(half) for half in range(half_day(cell, asked.start), half_day(cell, asked.end) + 1)}
    days = {month: min(background.halves.get(s, 0) for s in seasons if s[0] == month) for month, _ in sorted(seasons)}
    return [(month, held) for month, held in days.items() if held < _HALF_A_MONTH]


def of_these(mapping: Sequence[str], files: Sequence[Path]) -> list[str]:
    """The mappings that are of one of these files by name: `FILE=MAPPING`."""
    names = tuple(f"{name}=" for file in files for name in (str(file), file.name))
    return [text for text in mapping if text.startswith(names)]


def _names(files: Sequence[Path]) -> str:
    return ", ".join(file.name for file in files)
