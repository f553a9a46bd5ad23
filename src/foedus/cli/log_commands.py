"""Commands that look at a log: where it stands, what was awarded, and whether all of it holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

import foedus_verify
from foedus.basics.instant import Instant
from foedus.cli.clock import now
from foedus.cli.heads import continued
from foedus.cli.log_folder import audited, looked_at
from foedus.cli.log_options import Json, LogArgument
from foedus.cli.say import as_json, counted, say, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.watch.loading import Loaded, Marked
from foedus.watch.outcome_words import day_and_time, sentences
from foedus.watch.status import status as status_of
from foedus.watch.status_words import status_lines


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    app.command("status")(status)
    app.command("award")(award)
    app.command("audit")(audit)
    app.command("verify")(verify)


def status(
    log: LogArgument,
    json: Json = False,
    keys: Annotated[bool, typer.Option("--keys", help="List the keys in force.")] = False,
) -> None:
    """Show where a log stands: each breach with who can do what until when, each guarantee with what it lacks."""
    loaded = looked_at(log)
    said = status_of(loaded.registry.procedure, loaded.registry.accord.name, loaded.world)
    if json:
        say_raw(as_json({"exercise": loaded.opening.exercise, "status": said}))
        return
    say("\n".join(status_lines(said, loaded.registry.accord.time_zone, loaded.opening.exercise)))
    if keys:
        say("\n".join(["Keys in force", *(f"  {k.text}" for k in loaded.world.keyring.current.values())]))
    if not loaded.opening.exercise:
        say("\n".join(_overdue(loaded, now())))


def _overdue(loaded: Loaded, at: Instant) -> Iterator[str]:
    """What time alone would bring about now, and is not logged yet."""
    _, outcomes = loaded.registry.passed(loaded.world, max(at, loaded.world.state.at))
    lines = sentences(outcomes, loaded.registry.accord.time_zone, at)
    if lines:
        yield "Not logged yet, though its time has come (`foedus tick` logs it):"
        yield from (f"  {line}" for line in lines)


def award(
    log: LogArgument,
    json: Json = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the documents of the award here.")
    ] = None,
) -> None:
    """Show what was certified and awarded, and follow it back, entry by entry: votes, reports, instruments."""
    must_be_writable(output)
    loaded = looked_at(log)
    wanted = ("certificate", "award", "no award")
    found = [m for m in loaded.marked if any(o["type"] in wanted for o in m.entry.outcomes)]
    documents = [_document(loaded, marked) for marked in found]
    if output is not None:
        write_whole(output, as_json(documents))
    if json:
        say_raw(as_json({"exercise": loaded.opening.exercise, "awards": documents}))
        return
    mark = "EXERCISE: " if loaded.opening.exercise else ""
    if not found:
        say(f"{mark}Nothing has been certified in this log, and nothing awarded.")
    for marked in found:
        say("\n".join([f"{mark}Entry {marked.index}", *_trail(loaded, marked)]))


def _document(loaded: Loaded, marked: Marked) -> dict[str, Any]:
    return {
        "accord": loaded.registry.procedure.accord, "log": loaded.opening.origin, "entry": marked.index,
        "at": marked.entry.at, "act": marked.entry.signed.act.payload(), "outcomes": marked.entry.outcomes,
    }  # fmt: skip


def _trail(loaded: Loaded, marked: Marked) -> Iterator[str]:
    zone = loaded.registry.accord.time_zone
    act = marked.entry.signed.act
    yield f"  The last act that was needed: {act.kind.value.replace('_', ' ')} by {act.actor}."
    for line in sentences(marked.entry.outcomes, zone, marked.entry.at):
        yield f"  {line}"
    for outcome in marked.entry.outcomes:
        if outcome["type"] == "certificate":
            yield from _certificate_trail(loaded, outcome, zone)
        if outcome["type"] == "award":
            instruments = ", ".join(f"{r['guarantor']} (entry {r['entry']})" for r in outcome["released"])
            yield f"  Instruments released: {instruments}."


def _certificate_trail(loaded: Loaded, outcome: dict[str, Any], zone: str) -> Iterator[str]:
    version = loaded.world.versions.get(outcome["case"])
    votes = ", ".join(f"{v['member']} (entry {v['entry']})" for v in outcome["votes"]) or "none"
    yield f"  Votes for it: {votes}."
    yield f"  The finding {outcome['finding'][:12]} and its earlier versions: {len(outcome['findings'])}."
    if version is not None and version.id == outcome["finding"]:
        yield f"  Reached {day_and_time(version.finding.reached_at, zone)}; why:"
        yield from (f"    {line}" for line in version.finding.explanation)
        reports = loaded.registry.reports_of(version)
        incidents = counted(len(version.finding.incidents), "incident")
        yield f"  It rests on {incidents} and {counted(len(reports), 'report')}:"
        for report, entry in reports:
            yield f"    {report.outlet} [{report.id[:8]}], {report.act}, entry {entry}"


def audit(log: LogArgument, json: Json = False) -> None:
    """Make everything in a log again from its reports and acts, byte for byte: incidents, findings, awards.

    Exit 5 with the number of the first entry that differs. It needs no key and no network, and trusts nobody.
    """
    loaded = audited(log, 0 if json else 5000)
    world = loaded.world
    awards = sum(o["type"] == "award" for m in loaded.marked for o in m.entry.outcomes)
    certificates = sum(o["type"] == "certificate" for m in loaded.marked for o in m.entry.outcomes)
    if json:
        say_raw(as_json({
            "exercise": loaded.opening.exercise, "log": loaded.opening.origin, "entries": world.entries,
            "reports": world.reports, "certificates": certificates, "awards": awards, "differences": 0,
        }))  # fmt: skip
        return
    say(
        f"{'EXERCISE: ' if loaded.opening.exercise else ''}All {counted(world.entries, 'entry', 'entries')} were made "
        f"again from {counted(world.reports, 'report')} and gave the same bytes: "
        f"{counted(certificates, 'certificate')}, {counted(awards, 'award')}."
    )


def verify(
    log: LogArgument,
    vkey: Annotated[str, typer.Option("--vkey", help="The log's key as it was published, or a file of it.")] = "",
    policy: Annotated[Path | None, typer.Option("--policy", help="The witness policy that must be met.")] = None,
    seen: Annotated[
        Path | None, typer.Option("--seen", metavar="FILE", help="A head seen earlier, or shown to somebody else.")
    ] = None,
    json: Json = False,
) -> None:
    """Check a copy of a log offline: head, tree, signatures, keys. The same as the program foedus-verify."""
    arguments = [str(log)]
    arguments += ["--vkey", vkey] if vkey else []
    arguments += ["--policy", str(policy)] if policy else []
    arguments += ["--json"] if json else []
    told = StringIO()  # said only once it is known whether the log continues what was seen
    with redirect_stdout(told):
        code = foedus_verify.main(arguments)
    continues = continued(log, seen) if seen is not None and not code else ""
    say_raw(told.getvalue())
    if code:
        raise typer.Exit(code)
    if continues and not json:
        say(continues)
