"""Commands about the text of an accord: check, format, read, compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from foedus.accord.format import format_text
from foedus.accord.model import Accord
from foedus.accord.parse import parse
from foedus.accord.read_accord import ReadAccord, read_accord
from foedus.accord.reading import plain_reading
from foedus.accord.redline import redline, shown_redline
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.say import as_json, counted, say, say_problems, say_raw
from foedus.cli.write import write_whole

AccordFile = Annotated[Path, typer.Argument(metavar="ACCORD", help="An .accord file.")]
AccordFiles = Annotated[list[Path], typer.Argument(metavar="ACCORD...", help="One or more .accord files.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    app.command("check")(check)
    app.command("format")(format_)
    app.command("read")(read)
    app.command("compare")(compare)


def load(path: Path) -> tuple[ReadAccord, Accord]:
    """The accord of a file, its problems told; ends the run with exit 1 if it cannot be used."""
    found = read_accord(path)
    say_problems(found.problems, {found.file: found.source})
    if found.accord is None:
        raise typer.Exit(Exit.PROBLEMS)
    return found, found.accord


def stop_at(path: Path, problems: Sequence[Problem]) -> NoReturn:
    """Tell the problems of a file, each with its line, and end the run with exit 1."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):  # then there are no lines to show
        source = ""
    say_problems(problems, {str(path): source})
    raise typer.Exit(Exit.PROBLEMS)


def check(
    files: AccordFiles,
    json: Json = False,
) -> None:
    """Check accords: every problem of every file, with its line, why it matters and how to mend it."""
    read_all = [read_accord(path) for path in files]
    if json:
        say_raw(as_json([{"file": r.file, "problems": r.problems} for r in read_all]))
    else:
        for found in read_all:
            say_problems(found.problems, {found.file: found.source})
            say(_summary(found))
    if any(found.accord is None for found in read_all):
        raise typer.Exit(Exit.PROBLEMS)


def _summary(found: ReadAccord) -> str:
    errors = len(found.errors)
    warnings = len(found.problems) - errors
    also = f" and {counted(warnings, 'warning')}" if warnings else ""
    if found.accord is None:
        return f"{found.file}: {counted(errors, 'problem')}{also}. `foedus explain CODE` says more about one."
    norms = counted(len(found.accord.norms), "norm")
    return f"{found.file}: sound{also}. {counted(len(found.accord.articles), 'article')}, {norms}."


def format_(
    files: AccordFiles,
    only_check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if one is not formatted.")] = False,
    show: Annotated[bool, typer.Option("--print", help="Print the formatted text instead of writing it.")] = False,
) -> None:
    """Format accords in place: same meaning, comments kept, one layout for everybody."""
    unformatted = False
    for path in files:
        text, formatted = _formatted(path)
        if show:
            say_raw(formatted)
        elif text == formatted:
            say(f"{path}: already formatted")
        elif only_check:
            unformatted = True
            say(f"{path}: would be formatted")
        else:
            write_whole(path, formatted)
            say(f"{path}: formatted")
    if unformatted:
        raise typer.Exit(Exit.PROBLEMS)


def _formatted(path: Path) -> tuple[str, str]:
    found = read_accord(path)
    if not found.source and found.accord is None:
        say_problems(found.problems, {})
        raise typer.Exit(Exit.PROBLEMS)
    parsed = parse(found.source, found.file, path.parent)
    if any(p.is_error for p in parsed.problems):
        say_problems(parsed.problems, {found.file: found.source})
        say(f"{path}: left as it is, since a text that cannot be understood cannot be laid out")
        raise typer.Exit(Exit.PROBLEMS)
    return found.source, format_text(found.source)


def read(file: AccordFile) -> None:
    """Read an accord aloud: every article in ordinary English, with all that it leaves unsaid spelled out."""
    _, accord = load(file)
    say_raw(plain_reading(accord))


def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier draft.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later draft.")],
    json: Json = False,
) -> None:
    """Compare two drafts by what they mean, article by article; layout and comments do not count."""
    before, after = load(old)[1], load(new)[1]
    say_raw(as_json(redline(before, after)) if json else shown_redline(before, after))
