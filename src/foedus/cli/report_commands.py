"""Commands about reports: what was understood of a file, and which kinds of file are understood."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foedus.basics.canonical import plain
from foedus.basics.problem import Problem
from foedus.cli.clock import now
from foedus.cli.exits import Exit
from foedus.cli.mappings import read_files
from foedus.cli.releases import day_of_release
from foedus.cli.say import as_json, counted, say, say_problems, say_raw, tell
from foedus.cli.write import must_be_writable, write_whole
from foedus.incident.mark_words import mark_lines
from foedus.report.model import ReadReports
from foedus.report.read_reports import formats
from foedus.report.read_revisions import read_releases
from foedus.report.release_words import release_lines, whole_of
from foedus.report.show import refused_csv, shown

app = typer.Typer(help="Reports: what a file of them says.", no_args_is_help=True, rich_markup_mode=None)

Format = Annotated[str, typer.Option("--format", help="The format, if it is not to be told from the columns.")]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--mapping",
        metavar="[FILE=]MAPPING",
        help="A mapping file for a table of your own: for FILE, or for files of no known format. May be repeated.",
    ),
]
Zone = Annotated[str, typer.Option("--zone", help="Time zone of dates and times that name none, Europe/Paris say.")]
RefusedTo = Annotated[Path | None, typer.Option("--refused", help="Write the refused rows, with reasons, to this CSV.")]


def add_to(top: typer.Typer) -> None:
    """Hang the commands into the command line."""
    top.add_typer(app, name="reports")


@app.command("show")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of reports.")],
    format: Format = "",
    mapping: Mapping = None,
    zone: Zone = "UTC",
    refused: RefusedTo = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many reports to print in words.")] = 5,
    json: Annotated[bool, typer.Option("--json", help="Print every report as JSON.")] = False,
) -> None:
    """Show what was understood of a file: format, counts, times, places, who says what, what was refused and why."""
    must_be_writable(refused, read=[file])
    [found] = read_files([file], format, mapping or (), zone)
    if json:
        say_raw(written(found))
    else:
        say_raw("\n".join([shown(found, limit), *mark_lines({r.id: r for r in found.reports}, limit)]))
    tell_problems([found], refused)
    if any(p.is_error for p in found.problems) or found.refused:
        raise typer.Exit(Exit.PROBLEMS)


@app.command("changes")
def changes(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A file of reports, the earlier release.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later release, or the table of revisions.")],
    known: Annotated[str, typer.Option("--known", metavar="DATE", help="The day on which NEW was published.")],
    format: Format = "",
    mapping: Annotated[Path | None, typer.Option("--mapping", help="The mapping file of both releases.")] = None,
    zone: Zone = "UTC",
    refused: RefusedTo = None,
    json: Annotated[bool, typer.Option("--json", help="Print what NEW says beyond OLD, as reports.")] = False,
) -> None:
    """Tell what a later release takes back, corrects and adds; as JSON it is a file of reports for a replay."""
    must_be_writable(refused, read=[old, new])
    at = day_of_release(known)
    if at is None:
        why, mend = "what changed counts from the day of the release on", "write `--known 2023-05-01`"
        say_problems([Problem("U0002", None, f"`{known}` is no date", why, mend)], {})
        raise typer.Exit(Exit.USAGE)
    found = read_releases(old, new, at, format or None, mapping, zone, now())
    say_raw(written(whole_of(found)) if json else "\n".join(release_lines(found, zone)))
    read = [found.earlier, found.later]
    tell_problems(read, refused)
    if any(p.is_error for r in read for p in r.problems) or any(r.refused for r in read):
        raise typer.Exit(Exit.PROBLEMS)


@app.command("formats")
def list_formats() -> None:
    """List the formats that are understood."""
    for name, says in formats():
        say(f"{name:<18} {says}")


def written(read: ReadReports) -> str:
    """Reports as JSON that reads back as the same reports (format `foedus-reports`)."""
    reports = [{"id": report.id, **plain(report)} for report in read.reports]
    return as_json({"format": read.format, "acts": read.acts, "notes": read.notes, "reports": reports})


def tell_problems(read: list[ReadReports], refused_to: Path | None, each_at_most: int = 5) -> None:
    """Problems of whole files and of the first few refused rows; all refused rows go to a file if one is named.

    All of it goes to standard error: what a run prints for another program stays whole.
    """
    for found in read:
        say_problems(found.problems, {})
        for row in found.refused[:each_at_most]:
            say_problems(row.problems, {})
        if found.refused:
            rest = len(found.refused) - each_at_most
            more = f" ({rest:,} more not shown)" if rest > 0 else ""
            kept = counted(len(found.reports), "report")
            tell(f"{found.file}: {counted(len(found.refused), 'row')} refused{more}, {kept} kept.")
    if refused_to is not None:
        write_whole(refused_to, refused_csv(read))
        tell(f"The refused rows are in {refused_to}.")
    elif any(found.refused for found in read):
        tell("`foedus reports show FILE --refused ROWS.csv` lists every refused row with its reason.")
