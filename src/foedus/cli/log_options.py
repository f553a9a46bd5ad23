"""What the commands about a log have in common: their options, and the folder, keys and instant that these name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn, get_type_hints

import typer

from foedus.basics.instant import DAY, Instant, told
from foedus.basics.problem import Problem
from foedus.cli.clock import now
from foedus.cli.exits import Exit
from foedus.cli.moments import logged_instant
from foedus.cli.say import say_problems
from foedus.watch.loading import Loaded

LogArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a log, or a copy of it.")]
LogFolder = Annotated[Path, typer.Option("--log", metavar="DIR", help="The folder of the log.")]
As = Annotated[str, typer.Option("--as", metavar="NAME", help="Who acts: a party or a member, as the accord names it.")]
Case = Annotated[int, typer.Option("--case", min=1, help="The number of the case.")]
Article = Annotated[str, typer.Option("--article", help="The article of the guarantee; needed if there are several.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Key = Annotated[
    str,
    typer.Option("--key", metavar="KEY", help="The key of who acts: a file, or `agent:NAME` for one in an SSH agent."),
]
RegistryKey = Annotated[
    str,
    typer.Option(
        "--registry-key", metavar="KEY", envvar="FOEDUS_REGISTRY_KEY",
        help="The key of the registry, by which the act goes into the log at once.",
    ),
]  # fmt: skip


AfterAGap = Annotated[
    bool, typer.Option("--after-a-gap", help="The clock is right, though nothing was logged for a month.")
]


@dataclass(frozen=True, slots=True)
class How:
    """How an act is carried out: what the options say that all commands about acts have in common."""

    log: Path
    key: str = ""
    registry_key: str = ""
    dry_run: bool = False
    json: bool = False
    output: Path | None = None
    at: str = ""
    valid_days: int = 1
    after_a_gap: bool = False


_COMMON: dict[str, tuple[Any, Any]] = {
    "log": (LogFolder, inspect.Parameter.empty),
    "key": (Key, ""),
    "registry_key": (RegistryKey, ""),
    "dry_run": (Annotated[bool, typer.Option("--dry-run", help="Say what would follow; write nothing.")], False),
    "json": (Json, False),
    "output": (
        Annotated[
            Path | None,
            typer.Option("--output", "-o", metavar="FILE", help="Write the signed act to a file, for the registry."),
        ],
        None,
    ),
    "at": (Annotated[str, typer.Option("--at", metavar="TIME", help="In an exercise only: its time.")], ""),
    "valid_days": (
        Annotated[int, typer.Option("--valid-days", min=1, max=366, help="How many days it can be logged in.")], 1,
    ),
    "after_a_gap": (AfterAGap, False),
}  # fmt: skip


def with_how(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the common options in the place of its first parameter, `how`, so that each is written once."""
    own = dict(list(inspect.signature(command).parameters.items())[1:])
    hints = get_type_hints(command, include_extras=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [p.replace(annotation=hints[name], kind=kind) for name, p in own.items()]
    parameters += [
        inspect.Parameter(name, kind, default=default, annotation=annotation)
        for name, (annotation, default) in _COMMON.items()
    ]

    @wraps(command)
    def run(**given: Any) -> None:
        how = How(**{name: given.pop(name) for name in _COMMON})
        command(how, **given)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    del run.__wrapped__  # else its signature would be looked at, with `how` in it
    return run


def stop(*problems: Problem, code: Exit = Exit.PROBLEMS) -> NoReturn:
    """Tell problems and end the run."""
    say_problems(problems, {})
    raise typer.Exit(code)


LONGEST_SILENCE = 30 * DAY
"""After this long without an entry a clock must be said to be right: a wrong one would let every limit run out at once,
and nothing of that can be undone. A log that is watched has a look at the clock each day (`foedus tick`)."""
LONGEST_WITH_A_LIMIT = 2 * DAY
"""After this long it must be said already where something runs out by the clock alone."""


def _is_doubtful(loaded: Loaded, present: Instant) -> bool:
    """Whether a clock is so far ahead of the log that somebody must say that it is right."""
    ahead = present - loaded.world.state.at
    if ahead <= LONGEST_WITH_A_LIMIT:
        return False
    return ahead > LONGEST_SILENCE or bool(loaded.registry.passed(loaded.world, present)[1])


def instant_for(loaded: Loaded, at: str, after_a_gap: bool = False) -> Instant:
    """The instant of an act: now; in an exercise the one that is given, or the last one of its log.

    Ends the run with C0077 where the clock is a month ahead of a log that runs on it, or two days and a limit, and
    nobody says that it is right.
    """
    if not loaded.opening.exercise:
        if at:
            stop(Problem(
                "C0312", None, "`--at` is for exercises, and this log is none",
                "the time of a real log is that of its clock or witnesses; nobody chooses it",
                "leave `--at` away; to see what would follow at other times, play an exercise (`foedus exercise`)",
            ))  # fmt: skip
        last, present, zone = loaded.world.state.at, now(), loaded.registry.accord.time_zone
        if loaded.registry.witnesses is None and not after_a_gap and _is_doubtful(loaded, present):
            stop(Problem(
                "C0077", None, f"the clock says {told(present, zone)}, and the last entry was made {told(last, zone)}",
                f"that is {(present - last) // DAY} days; if the clock is wrong, limits would run out before their "
                "time, and nothing of that can be undone",
                "see by another clock that this one is right; if it is, add `--after-a-gap`",
            ))  # fmt: skip
        return present
    if not at:
        return loaded.world.state.at
    zone = loaded.registry.accord.time_zone
    return logged_instant(at, zone, first=True, why="all limits are counted from such times")
