"""Exercises: a dated scenario played on an accord with keys that are worth nothing, as a rehearsal (P8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from foedus.accord.read_accord import ReadAccord, read_accord
from foedus.accord.reading_words import listed
from foedus.basics.instant import Instant, from_local, to_datetime
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.key_files import must_take_keys, write_exercise_keys
from foedus.cli.log_folder import create_exercise
from foedus.cli.log_options import Json, stop
from foedus.cli.registry_commands import files_of
from foedus.cli.say import as_json, say, say_problems, say_raw
from foedus.ledger.keys import SeedSigner
from foedus.report.read_reports import read_reports
from foedus.watch.acts import REGISTRY
from foedus.watch.handing import Handed
from foedus.watch.keeper import Keeper
from foedus.watch.loading import Loaded
from foedus.watch.opening import origin_of
from foedus.watch.outcome_words import day_and_time, sentences
from foedus.watch.registry import Done
from foedus.watch.rehearsal import Played, Rehearsal, seed_of, unmet
from foedus.watch.scenario import Scenario, read_scenario
from foedus.watch.status import Wait, status

EXERCISE = "THIS IS AN EXERCISE. Nothing here happened, binds anybody, or is signed by anybody."


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("exercise")(exercise)


def exercise(
    scenario: Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file; library/ has some.")],
    log: Annotated[Path, typer.Option("--log", metavar="DIR", help="An empty folder for the log of the exercise.")],
    json: Json = False,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="DIR", help="An empty folder for its keys, to go on with by hand and `--at`."),
    ] = None,
) -> None:
    """Play a dated scenario on an accord, to rehearse it: who must do what by when, and what follows if nobody does.

    Exit 1 if what the scenario expects at its end is not there, or one of its lines was refused without being expected.
    """
    said, text = _read(scenario)
    found = _accord(scenario, said)
    if keys is not None:
        must_take_keys(keys)
    keeper = _opened(scenario, said, found, log)
    assert found.accord is not None
    registry, world = keeper.loaded.registry, keeper.loaded.world
    rehearsal = Rehearsal(said, registry, world, lambda name, mapping, at: _reports(scenario, name, mapping, at))
    if not json:
        say(f"{EXERCISE}\n\n{said.title}\n")
    played: list[Played] = []
    teller = _Teller(keeper, found.accord.time_zone)
    for one in _all(rehearsal, said):
        _keep(keeper, one)
        played.append(one)
        if not json:
            teller.tell(one)
    teller.tell_held()
    head = keeper.publish()
    keeper.close()
    if keys is not None:
        write_exercise_keys(keys, rehearsal.seeds())
    if isinstance(head, Problem):
        stop(head, code=Exit.USAGE)
    problems = (*unmet(said, rehearsal.world), *_unexpected(played))
    if json:
        say_raw(as_json({"exercise": True, "title": said.title, "log": keeper.loaded.opening.origin, "lines": [
            _line(one) for one in played], "problems": problems}))  # fmt: skip
    else:
        say(f"\n{EXERCISE}\nIts log is in {log}: `foedus status {log}`, `foedus verify {log}`, `foedus audit {log}`.")
        if keys is not None:
            say(_by_hand(keeper.loaded, log, keys))
    say_problems(problems, {str(scenario): text})
    if problems:
        raise typer.Exit(Exit.PROBLEMS)


def _by_hand(loaded: Loaded, log: Path, keys: Path) -> str:
    """How to go on without a scenario: the keys, the time that the log has come to, and one act as an example."""
    until = to_datetime(loaded.world.state.at, loaded.registry.accord.time_zone)
    return (
        f"Its keys are in {keys}, one for each name. To go on by hand, at any time from {until:%Y-%m-%d %H:%M} on:\n"
        f'  foedus tick --log {log} --registry-key {keys / "registry.pem"} --at "{until:%Y-%m-%d} 23:00"\n'
        f"  foedus attest for --as NAME --key {keys / 'NAME.pem'} --log {log} --registry-key {keys / 'registry.pem'} "
        "--at ..."
    )


def _all(rehearsal: Rehearsal, said: Scenario) -> Iterator[Played]:
    if said.lines:
        yield from rehearsal.enrol_all(said.lines[0])
        yield from rehearsal.play()


def _read(path: Path) -> tuple[Scenario, str]:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        why = error.strerror or "the system gives no reason"
        mend = "name a scenario file; `library` has some to begin with"
        stop(Problem("C0300", None, f"{path} cannot be read", why, mend))
    except UnicodeDecodeError:
        why = "a scenario is plain text in UTF-8"
        stop(Problem("C0300", None, f"{path} is no text", why, "save it as plain text with the encoding UTF-8"))
    said, problems = read_scenario(text, str(path))
    if said is None:
        say_problems(problems, {str(path): text})
        raise typer.Exit(Exit.PROBLEMS)
    return said, text


def _accord(scenario: Path, said: Scenario) -> ReadAccord:
    found = read_accord(scenario.parent / said.accord)
    if found.accord is None:
        say_problems(found.problems, {found.file: found.source})
        raise typer.Exit(Exit.PROBLEMS)
    return found


def _opened(scenario: Path, said: Scenario, found: ReadAccord, log: Path) -> Keeper:
    """The log of the exercise, opened at its first line; its registry has a key of the exercise."""
    assert found.accord is not None
    path = scenario.parent / said.accord
    at = from_local(said.lines[0].moment, found.accord.time_zone) if said.lines else found.accord.in_force_from
    signer = SeedSigner(REGISTRY, seed_of(said, REGISTRY))
    files = files_of(found, path)
    short = replace(found, file=path.name)
    return create_exercise(log, short, files, signer, origin_of(found.accord, exercise=True), at)


_YET_TO_COME = "R0121"
"""A row of what happens later: a file may reach beyond the day on which it is handed in."""


def _reports(scenario: Path, name: str, mapping: str, at: Instant) -> Handed | Problem:
    by = scenario.parent / mapping if mapping else None
    read = read_reports(scenario.parent / name, mapping=by, now=at)
    refused = [p for row in read.refused for p in row.problems if {p.code for p in row.problems} != {_YET_TO_COME}]
    if read.problems or refused or not read.reports:
        problems = [*read.problems, *refused]
        why = problems[0].what if problems else "it holds no report"
        return Problem(
            "C0313", None, f"the reports in {name} cannot be used", why,
            f"look at them: `foedus reports show {scenario.parent / name}`; the path counts from the scenario's folder",
        )  # fmt: skip
    return Handed(read.reports, read.acts)


def _keep(keeper: Keeper, one: Played) -> None:
    if isinstance(one.done, Done):
        index = keeper.keep(one.done, one.blobs)
        if isinstance(index, Problem):
            stop(index, code=Exit.USAGE)


def _unexpected(played: list[Played]) -> tuple[Problem, ...]:
    """Refusals that no line expects, and lines that expect one in vain."""
    found = []
    for one in played:
        if isinstance(one.done, Problem):
            if one.done.code != one.line.refused:
                found.append(replace(one.done, span=one.line.span))
        elif one.line.refused and not one.by_itself:
            found.append(Problem(
                "C0314", one.line.span, f"this was expected to be refused ({one.line.refused}), and it was not",
                f"the rules of the accord allow it to {one.actor} here",
                f"take `, refused as {one.line.refused}` away, or change the lines above so that it comes to that; if "
                "the accord should refuse it, change the accord",
            ))  # fmt: skip
    return tuple(found)


def _line(one: Played) -> dict[str, object]:
    done = one.done
    if isinstance(done, Problem):
        return {"at": one.at, "actor": one.actor, "refused": done.code, "what": done.what}
    index, act = done.world.entries - 1, done.entry.signed.act
    return {"at": one.at, "actor": one.actor, "entry": index, "kind": act.kind, "outcomes": done.entry.outcomes}


# -- telling -----------------------------------------------------------------------------------------------------------


class _Teller:
    """Tells the story while it is played. Acts of one line from which nothing follows are held, and told together."""

    def __init__(self, keeper: Keeper, zone: str) -> None:
        self._keeper, self._zone = keeper, zone
        self._held: list[tuple[Played, Done]] = []

    def tell(self, one: Played) -> None:
        """A line of the story, with what it brought about and what the cases wait for now; enrolments go without
        saying."""
        when = day_and_time(one.at, self._zone)
        if isinstance(one.done, Problem):
            self.tell_held()
            say(f"{when}  {one.actor}: REFUSED ({one.done.code}): {one.done.what}; {one.done.why}")
            return
        lines = sentences(one.done.entry.outcomes, self._zone, one.at)
        if _what(one.done) == "enrolment" and not lines:
            return
        if self._held and self._held[-1][0].line is not one.line:
            self.tell_held()
        self._held.append((one, one.done))
        if not lines:
            return
        self.tell_held()
        for line in lines:
            say(f"    {line}")
        if any(o["type"] == "case moved" for o in one.done.entry.outcomes):
            for case in status(self._keeper.loaded.registry.procedure, "", self._keeper.loaded.world).cases:
                if case.wait is not None:
                    say(f"    Now: {_waits(case.number, case.wait, self._zone)}")

    def tell_held(self) -> None:
        """What is held, in one line."""
        if not self._held:
            return
        (first, done), (_, last) = self._held[0], self._held[-1]
        begins, ends = done.world.entries - 1, last.world.entries - 1
        entries = f"entry {begins}" if begins == ends else f"entries {begins} to {ends}"
        names = listed([one.actor for one, _ in self._held])
        say(f"{day_and_time(first.at, self._zone)}  {names}: {_what(done)} ({entries})")
        self._held = []


def _what(done: Done) -> str:
    return done.entry.signed.act.kind.value.replace("_", " ")


def _waits(number: int, wait: Wait, zone: str) -> str:
    until = day_and_time(wait.until, zone)
    return f"case {number}: {', '.join(wait.who)} can {wait.can} until {until}; if nobody does, {wait.then}."
