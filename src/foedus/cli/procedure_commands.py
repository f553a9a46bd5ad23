"""The command `procedure`: who must do what by when if a breach is found, as text, as a picture, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foedus.basics.problem import Problem
from foedus.cli.accord_commands import AccordFile, Json, load
from foedus.cli.exits import Exit
from foedus.cli.found_at import found_at
from foedus.cli.procedure_words import procedure_lines
from foedus.cli.say import as_json, say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.path_export import procedure_map
from foedus.procedure.paths import paths
from foedus.web.procedure_svg import procedure_svg


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("procedure")(procedure)


def procedure(
    accord: AccordFile,
    svg: Annotated[bool, typer.Option("--svg", help="Draw it as a picture (SVG) to print.")] = False,
    found: Annotated[
        str,
        typer.Option(
            "--found",
            help="When the breach is found: 2025-06-10 (as it begins) or 2025-06-10T18:00; if not given, as the accord "
            "enters into force.",
        ),
    ] = "",
    json: Json = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, print nothing.")] = None,
) -> None:
    """Tell or draw the procedure of an accord: who must do what by when, what silence does, when the award comes."""
    if svg and json:
        problem = Problem("U0006", None, "--svg and --json together", "one run prints one thing", "give one of the two")
        say_problems([problem], {})
        raise typer.Exit(Exit.USAGE)
    must_be_writable(output, read=[accord])
    _, deal = load(accord)
    rules = compile_procedure(deal)
    at = found_at(found, deal, rules)
    every = [(rule.grade, paths(deal, rules, rule.grade, at)) for rule in rules.certifications]
    if svg:
        text = procedure_svg(deal, rules, every, at)
    elif json:
        text = as_json(procedure_map(deal, rules, every, at))
    else:
        text = "\n".join(procedure_lines(deal, rules, every, at)) + "\n"
    if output is not None:
        write_whole(output, text)
    else:
        say_raw(text)
