"""The command `origins`: who repeats whom in the reports of each incident, and which origins are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem
from foedus.basics.wrapping import wrapped
from foedus.cli.accord_commands import AccordFile, load
from foedus.cli.exits import Exit
from foedus.cli.moments import instant_of
from foedus.cli.releases import read_with_releases
from foedus.cli.replay_commands import ThenRelease, beside, found_beside
from foedus.cli.report_commands import Format, Mapping, RefusedTo, tell_problems
from foedus.cli.say import counted, say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.incident.fuse import fuse
from foedus.incident.tracing import Traced, Tracing
from foedus.replay.origins_drawn import Drawing, conditions, drawn, outlet_lines, totals
from foedus.replay.origins_export import origins_dot, origins_json
from foedus.replay.origins_outlets import outlet_tallies
from foedus.replay.run import all_reports, end_of
from foedus.replay.words import moment
from foedus.report.model import ReadReports

_MOST_NEAR = 5
"""How many ids are named where one is not found."""


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("origins")(origins)


@dataclass(frozen=True)
class _Chosen:
    """What is drawn of all: by number of reports the foremost `limit`, in order of time. single: asked for by id."""

    all_of: Sequence[Traced]
    drawn: Sequence[Traced]
    fitting: int
    single: bool


def origins(
    accord: AccordFile,
    reports: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[REPORTS]...", help="Files of reports; if none, the folder `reports` beside the accord."
        ),
    ] = None,
    incident: Annotated[
        str, typer.Option("--incident", metavar="ID", help="Only this incident: I-0123..., or how its id begins.")
    ] = "",
    as_known_at: Annotated[
        str,
        typer.Option(
            "--as-known-at", help="Use only what was known then: 2025-04-01 (to its end) or 2025-04-01T18:00."
        ),
    ] = "",
    all_of: Annotated[bool, typer.Option("--all", help="Draw incidents of a single report as well.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="How many incidents to draw, those with the most reports.")
    ] = 20,
    json: Annotated[bool, typer.Option("--json", help="Print all incidents as JSON.")] = False,
    dot: Annotated[Path | None, typer.Option("--dot", help="Write what is drawn as a graph for Graphviz here.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, print nothing.")] = None,
    then: ThenRelease = None,
    format: Format = "",
    mapping: Mapping = None,
    refused: RefusedTo = None,
) -> None:
    """Draw who repeats whom: of each incident its independent origins, their copies, and who counts and why not.

    Exit 1 if a row was refused or a file could not be read.
    """
    must_be_writable(output, dot, refused, read=[accord, *(reports or found_beside(accord))])
    found, deal = load(accord)
    assert found.zones is not None, "a sound accord has its zones"
    read = read_with_releases(reports or beside(accord), format, mapping or (), then or (), deal.time_zone)
    tell_problems(read, refused, each_at_most=2)
    if not any(r.reports for r in read) and any(r.problems for r in read):
        raise typer.Exit(Exit.PROBLEMS)
    until = instant_of(as_known_at, deal.time_zone) if as_known_at else None
    known = all_reports(read, until)
    at = end_of(deal, known, until)
    tracing = Tracing(deal, found.zones, known)
    traced = [tracing.trace(i) for i in fuse(deal, found.zones, known, at).incidents]
    chosen = _chosen(traced, incident, all_of, limit)
    if dot is not None:
        write_whole(dot, origins_dot(deal, chosen.drawn))
    text = origins_json(deal, at, chosen.all_of) if json else _text(chosen, deal, at)
    if output is not None:
        write_whole(output, text)
    else:
        say_raw(text)
    _end(read)


def _chosen(traced: Sequence[Traced], asked: str, all_of: bool, limit: int) -> _Chosen:
    if asked:
        meant = _meant(traced, asked)
        return _Chosen(meant, meant, len(meant), True)
    fitting = [t for t in traced if all_of or len(t.incident.reports) > 1]
    foremost = sorted(range(len(fitting)), key=lambda n: (-len(fitting[n].incident.reports), n))[:limit]
    return _Chosen(traced, [fitting[n] for n in sorted(foremost)], len(fitting), False)


def _meant(traced: Sequence[Traced], asked: str) -> list[Traced]:
    """The incidents whose ids begin so, with or without `I-`. Problems: U0013, and the command ends with exit 2."""
    begins = "I-" + asked.strip().casefold().removeprefix("i-")
    meant = [t for t in traced if t.incident.id.startswith(begins)]
    if meant:
        return meant
    ids = [t.incident.id for t in traced]
    near = get_close_matches(begins, ids, _MOST_NEAR, cutoff=0.5) or ids[:_MOST_NEAR]
    known = counted(len(ids), "incident")
    what = f"of {known} none has an id that begins with {begins}"
    why = "an id is that of its earliest report: with other reports, or as known at another time, there can be others"
    mend = f"take one of these: {', '.join(near)}" if near else "look whether the reports are those of this accord"
    say_problems([Problem("U0013", None, what, why, f"{mend}; `--all` with a large `--limit` draws all of them")], {})
    raise typer.Exit(Exit.USAGE)


def _text(chosen: _Chosen, deal: Accord, at: Instant) -> str:
    how = Drawing(deal.time_zone, None) if chosen.single else Drawing(deal.time_zone)
    lines = wrapped(f"Who repeats whom, as known {moment(at, deal.time_zone)}: {deal.name}", "  ", "")
    lines += wrapped(conditions(deal.evidence.confirmation, deal.time_zone))
    lines += [line for said in _heading(chosen) for line in wrapped(said)]
    for traced in chosen.drawn:
        lines += ["", *drawn(traced, how)]
    if not chosen.single:
        lines += ["", *wrapped(totals(chosen.all_of)), "", *outlet_lines(outlet_tallies(chosen.all_of))]
    return "\n".join(lines) + "\n"


def _heading(chosen: _Chosen) -> list[str]:
    """Which incidents are drawn, and how many are not."""
    if chosen.single:
        return []
    others = len(chosen.all_of) - chosen.fitting
    said = []
    if len(chosen.drawn) < chosen.fitting:
        which = f"The {len(chosen.drawn):,} with the most reports of {counted(chosen.fitting, 'incident')} are drawn"
        said.append(f"{which}, in order of time (`--limit` draws more, `--incident` any).")
    if others:
        rest = counted(others, "more incident")
        said.append(f"{rest} {'rests' if others == 1 else 'rest'} on a single report each (`--all` draws them too).")
    return said


def _end(read: Sequence[ReadReports]) -> None:
    if any(found.problems or found.refused for found in read):
        raise typer.Exit(Exit.PROBLEMS)
