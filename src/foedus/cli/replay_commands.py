"""Commands that replay accords on recorded reports: `replay` for one, `page` for a page about several."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from foedus.accord.read_zones import Zones
from foedus.basics.problem import Problem
from foedus.cli.accord_commands import AccordFile, load
from foedus.cli.exits import Exit
from foedus.cli.moments import instant_of
from foedus.cli.releases import read_with_releases
from foedus.cli.report_commands import Format, Mapping, RefusedTo, tell_problems
from foedus.cli.say import counted, say, say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.finding.model import Truth
from foedus.incident.force import changes_others
from foedus.replay.changes import changes_lines
from foedus.replay.corrections import corrections
from foedus.replay.doubts import doubts
from foedus.replay.export import as_csv, as_json
from foedus.replay.model import Replay
from foedus.replay.replay import replay as replay_accord
from foedus.replay.shown import finding_lines, readings_lines, states_lines, tips_lines, verdict_lines
from foedus.report.model import ReadReports
from foedus.web.report_page import PageItem, report_page


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    app.command("replay")(replay)
    app.command("page")(page)


@dataclass(frozen=True)
class Replayed:
    """A replay with what a page needs beside it."""

    replay: Replay
    zones: Zones
    read: tuple[ReadReports, ...]


ThenRelease = Annotated[
    list[str] | None,
    typer.Option(
        "--then",
        metavar="[FILE=]NEW@DATE",
        help="A later release of FILE (or of the only file it fits), or the table of its revisions, known from DATE "
        "on. May be repeated.",
    ),
]


def replay(
    accord: AccordFile,
    reports: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[REPORTS]...", help="Files of reports; if none, the folder `reports` beside the accord."
        ),
    ] = None,
    as_known_at: Annotated[
        str,
        typer.Option(
            "--as-known-at", help="Use only what was known then: 2025-04-01 (to its end) or 2025-04-01T18:00."
        ),
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print the findings as CSV.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, print nothing.")] = None,
    page_to: Annotated[Path | None, typer.Option("--page", help="Write the report page (HTML) here as well.")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Print the verdict only.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many findings to print with their trail.")] = 10,
    then: ThenRelease = None,
    changes: Annotated[bool, typer.Option("--changes", help="Print what retractions and corrections changed.")] = False,
    format: Format = "",
    mapping: Mapping = None,
    refused: RefusedTo = None,
) -> None:
    """Replay an accord on reports: what was breached, by whom, how sure, known when, because of which reports.

    Exit 4 if a breach stands at the end; else 1 if a row was refused or a file could not be read, 0 if all is fine.
    """
    if json and csv:
        problem = Problem("U0006", None, "--json and --csv together", "one run prints one thing", "give one of the two")
        say_problems([problem], {})
        raise typer.Exit(Exit.USAGE)
    files = reports or found_beside(accord)
    must_be_writable(output, page_to, refused, read=[accord, *files])
    asked = _Asked(reports or [], as_known_at, format, mapping or [], refused, then or [], quiet=json or csv)
    done = _replayed(accord, asked)
    if json:
        text = as_json(done.replay, corrections(done.replay, done.zones))
    elif changes and not csv:
        text = "\n".join(changes_lines(corrections(done.replay, done.zones), done.replay)) + "\n"
    else:
        text = as_csv(done.replay) if csv else _told(done.replay, brief, limit)
    if output is not None:
        write_whole(output, text)
    else:
        say_raw(text)
    if page_to is not None:
        write_whole(page_to, report_page([PageItem(done.replay, done.zones)], done.replay.accord.name))
    if any(finding.truth is Truth.BREACHED for finding in done.replay.final.findings):
        raise typer.Exit(Exit.BREACH_FOUND)
    if any(source.problems or source.refused for source in done.replay.sources):
        raise typer.Exit(Exit.PROBLEMS)


def page(
    output: Annotated[Path, typer.Argument(metavar="PAGE", help="The HTML file to write.")],
    accords: Annotated[
        list[Path], typer.Argument(metavar="ACCORD...", help="Accords, each beside a folder `reports`.")
    ],
    title: Annotated[str, typer.Option("--title", help="Heading of the page.")] = "What was broken, and who knew when",
) -> None:
    """Replay several accords, print each verdict, and write one page about them that needs no network."""
    must_be_writable(output, read=[*accords, *(file for accord in accords for file in found_beside(accord))])
    items = []
    for accord in accords:
        done = _replayed(accord, _Asked())
        say_raw("\n".join(verdict_lines(done.replay)) + "\n")
        say()
        items.append(PageItem(done.replay, done.zones))
    text = report_page(items, title)
    write_whole(output, text)
    say(f"The page with maps, timelines and the trail to every report: {output}", "bold")


@dataclass(frozen=True)
class _Asked:
    """What a replay is asked for: files, until when, how they are read, which later releases there are."""

    reports: list[Path] = field(default_factory=list)
    as_known_at: str = ""
    format: str = ""
    mapping: list[str] = field(default_factory=list)
    refused: Path | None = None
    then: list[str] = field(default_factory=list)
    quiet: bool = False


def _replayed(path: Path, asked: _Asked) -> Replayed:
    found, accord = load(path)
    assert found.zones is not None, "a sound accord has its zones"
    at = instant_of(asked.as_known_at, accord.time_zone) if asked.as_known_at else None
    files = asked.reports or beside(path)
    read = read_with_releases(files, asked.format, asked.mapping, asked.then, accord.time_zone)
    if not asked.quiet or asked.refused is not None or any(r.problems for r in read):
        tell_problems(read, asked.refused, each_at_most=2)
    if not any(r.reports for r in read) and any(r.problems for r in read):
        raise typer.Exit(Exit.PROBLEMS)
    done = replay_accord(accord, found.zones, read, at)
    say_problems(doubts(done), {})
    return Replayed(done, found.zones, tuple(read))


def found_beside(path: Path) -> list[Path]:
    """The files of the folder `reports` beside an accord, by name; none if there is no such folder."""
    folder = path.parent / "reports"
    return sorted(f for f in folder.glob("*") if f.is_file() and not f.name.startswith(".")) if folder.is_dir() else []


def beside(path: Path) -> list[Path]:
    """The same where reports are needed. Problems: U0003, and the command ends with exit 2."""
    files = found_beside(path)
    if not files:
        what = f"no reports are named, and there is no folder {path.parent / 'reports'} with any"
        mend = "name the files of reports after the accord, or put them into that folder"
        say_problems([Problem("U0003", None, what, "a replay needs something to replay", mend)], {})
        raise typer.Exit(Exit.USAGE)
    return files


def _told(done: Replay, brief: bool, limit: int) -> str:
    lines = [*verdict_lines(done)]
    if not brief:
        lines += ["", *states_lines(done), ""]
        for history in done.histories[:limit]:
            lines += [*finding_lines(history, done), ""]
        if len(done.histories) > limit:
            rest = counted(len(done.histories) - limit, "more finding")
            lines += [f"... and {rest}: --limit, --json, --csv or --page shows them.", ""]
        lines += [*readings_lines(done), "", *tips_lines(done)]
    corrections_in = sum(changes_others(r) for r in done.reports)
    if corrections_in:
        takes = "takes back or corrects" if corrections_in == 1 else "take back or correct"
        lines += ["", f"{counted(corrections_in, 'report')} {takes} others: `--changes` tells what changed."]
    return "\n".join(lines) + "\n"
