"""`foedus explain WHAT`: the page of a problem, or an analyst's note about an incident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from foedus.basics.problem import Problem
from foedus.cli.accord_commands import load
from foedus.cli.exits import Exit
from foedus.cli.moments import instant_of
from foedus.cli.releases import read_with_releases
from foedus.cli.replay_commands import ThenRelease, beside
from foedus.cli.report_commands import Format, Mapping, tell_problems
from foedus.cli.say import say_problems, say_raw
from foedus.cli.sensor_options import (
    AfterHours,
    AlertFiles,
    AreaName,
    ControlFiles,
    FireFiles,
    LookedFiles,
    NearKm,
    SensorFiles,
    StrikeFiles,
    must_go_together,
    of_these,
    read_sensors,
)
from foedus.incident.model import Incident
from foedus.replay.incident_note import note_lines
from foedus.replay.noted import fused, note_of
from foedus.replay.run import all_reports, end_of
from foedus.report.model import Report

_INCIDENT = re.compile(r"I-[0-9a-f]{1,16}", re.IGNORECASE)
_RULE = re.compile(r"[FILPQRT]\d{1,2}[a-z]?", re.IGNORECASE)
"""How rules are numbered in docs/semantics.md; the package does not carry that page."""
_MOST_NAMED = 8


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("explain")(explain)


def explain(
    what: Annotated[
        str,
        typer.Argument(
            help="The code of a problem, A0205 say, or the id of an incident, I-3f2a say (its beginning will do). "
            "Without one: the list of all codes."
        ),
    ] = "",
    accord: Annotated[Path | None, typer.Argument(metavar="[ACCORD]", help="For an incident: the accord.")] = None,
    reports: Annotated[
        list[Path] | None,
        typer.Argument(help="For an incident: files of reports; if none, the folder `reports` beside the accord."),
    ] = None,
    as_known_at: Annotated[
        str, typer.Option("--as-known-at", help="As known then: 2025-04-01 (to its end) or 2025-04-01T18:00.")
    ] = "",
    then: ThenRelease = None,
    format: Format = "",
    mapping: Mapping = None,
    control: ControlFiles = None,
    fires: FireFiles = None,
    strikes: StrikeFiles = None,
    near_km: NearKm = None,
    after_hours: AfterHours = None,
    alerts: AlertFiles = None,
    area: AreaName = "",
    looked: LookedFiles = None,
) -> None:
    """Explain a problem (what it means, why it matters, how to mend it) or an incident (which reports, why together,
    why not with the neighbour, who did it, how sure, what would change it, what sensors say)."""
    named = SensorFiles(
        tuple(control or ()), tuple(fires or ()), tuple(strikes or ()), near_km, after_hours, tuple(alerts or ()),
        area, tuple(looked or ()),
    )  # fmt: skip
    if _INCIDENT.fullmatch(what.strip()):
        must_go_together(named)
        asked = _Asked(list(reports or ()), as_known_at, format, mapping or [], then or [], named)
        _explain_incident(what.strip(), accord, asked)
    elif what.strip().upper().startswith("I-"):
        _wrong("U0013", f"{what} is no id of an incident", "ids are I- and up to sixteen of 0-9 and a-f", _HOW)
    elif named.given:
        why = "a code means the same whatever sensors saw"
        _wrong("U0014", "options of an incident are given with no incident", why, _HOW)
    elif accord is not None:
        why = "only incidents are of an accord and reports"
        _wrong("U0014", f"{what} is a code, and codes need no accord", why, _HOW)
    else:
        _explain_code(what)


_HOW = "`foedus explain I-3f2a peace.accord reports.csv`; `foedus replay peace.accord --json` lists the ids"


def _explain_code(code: str) -> None:
    pages = {entry.name.removesuffix(".md"): entry for entry in (files("foedus") / "pages").iterdir()}
    if not code:
        titles = (pages[name].read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for name in sorted(pages))
        say_raw("\n".join(titles))
        return
    wanted = code.strip().upper()
    if wanted not in pages and _RULE.fullmatch(wanted):
        why = "rules say how accords, reports and incidents are read, and have no page each"
        mend = "read it in docs/semantics.md, which comes with the source and not with the installed program"
        _wrong("U0005", f"{code} is no problem's code but the number of a rule", why, mend)
    if wanted not in pages:
        mend = "`foedus explain` without a code lists them all; an incident's id begins with I-"
        _wrong("U0005", f"no problem has the code {code}", "codes look like A0205", mend)
    say_raw(pages[wanted].read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Asked:
    """What an incident is explained by."""

    reports: list[Path]
    as_known_at: str
    format: str
    mapping: list[str]
    then: list[str]
    sensors: SensorFiles


def _explain_incident(name: str, path: Path | None, asked: _Asked) -> None:
    if path is None:
        why = "which reports are one incident hangs on the accord and on all reports known"
        _wrong("U0014", f"{name} is named without its accord", why, _HOW)
    assert path is not None, "the line above ends the run"
    found, accord = load(path)
    assert found.zones is not None, "a sound accord has its zones"
    at = instant_of(asked.as_known_at, accord.time_zone) if asked.as_known_at else None
    given = asked.reports or beside(path)
    of_sensors = of_these(asked.mapping, asked.sensors.all)
    of_reports = [m for m in asked.mapping if m not in of_sensors or of_these([m], given)]
    read = read_with_releases(given, asked.format, of_reports, asked.then, accord.time_zone)
    if any(r.problems for r in read):
        tell_problems(read, None, each_at_most=2)
    known_reports = all_reports(read, at)
    fusion, known = fused(accord, found.zones, known_reports, end_of(accord, known_reports, at))
    incident = _named(name, known.incidents, known_reports)
    sensors = read_sensors(asked.sensors, incident, known_reports, of_sensors, accord.time_zone, at)
    note = note_of(accord, found.zones, known_reports, fusion, known, incident, sensors)
    say_raw("\n".join(note_lines(note)))


def _named(name: str, incidents: tuple[Incident, ...], reports: Sequence[Report]) -> Incident:
    wanted = "I-" + name[2:].lower()
    found = [i for i in incidents if i.id.startswith(wanted)] or [
        i for i in incidents if any(r.startswith(wanted[2:]) for r in i.reports)
    ]
    if len(found) != 1:
        near = found or sorted(incidents, key=lambda i: (-_alike(i.id, wanted), i.id))
        names = ", ".join(i.id for i in near[:_MOST_NAMED])
        what = f"{len(found)} incidents begin with {name}" if found else f"no incident is called {name}"
        if not found and (gone := [r for r in reports if r.id.startswith(wanted[2:])]):
            why = "an incident has the id of its first report: this one was taken back or corrected, or tells of none"
            mend = f"`--as-known-at` with a time before that tells it as it was; or take one of these: {names}"
            _wrong("U0013", f"{what} any more: report {gone[0].id[:16]} by {gone[0].outlet} does not stand", why, mend)
        why = "ids come of what is known: other reports, another accord or another --as-known-at give other ones"
        none = "give reports that tell of something: these make no incident at all"
        _wrong("U0013", what, why, f"take one of these, written out: {names}" if names else none)
    return found[0]


def _alike(a: str, b: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _wrong(code: str, what: str, why: str, mend: str) -> None:
    say_problems([Problem(code, None, what, why, mend)], {})
    raise typer.Exit(Exit.USAGE)
