"""The command `prove`: who can block or fake an award, how long it takes, whether what is required holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foedus.basics.problem import Problem
from foedus.cli.accord_commands import AccordFile, Json, load
from foedus.cli.exits import Exit
from foedus.cli.procedure_commands import found_at
from foedus.cli.prove_json import proofs_as_json
from foedus.cli.say import as_json, say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.procedure.compiling import compile_procedure
from foedus.prove.decide import Verdict, prove
from foedus.prove.sheet_words import Section, sheet
from foedus.replay.shown import wrapped


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("prove")(prove_command)


def prove_command(
    accord: AccordFile,
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
    """Prove what an accord requires of its procedure: who can block or fake an award, and how long it takes."""
    must_be_writable(output, read=[accord])
    _, deal = load(accord)
    procedure = compile_procedure(deal)
    at = found_at(found, deal, procedure)
    proofs = prove(deal, at)
    if not proofs:
        problem = Problem(
            "X0001", None, f"{deal.name} has no award that anything could be proved of",
            "no article both gives a guarantee and says who certifies the breach that it waits for",
            "add an article `On certified ... breach by ..., ... takes effect at once.`, and who certifies the breach",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS)
    if json:
        text = as_json(proofs_as_json(deal, proofs, at))
    else:
        supposed, sections = sheet(deal, proofs, at)
        text = "\n".join([*wrapped(deal.name), *wrapped(supposed), *_lines(sections)]) + "\n"
    if output is not None:
        write_whole(output, text)
    else:
        say_raw(text)
    if any(d.verdict is not Verdict.KEPT for proof in proofs for d in proof.decisions):
        raise typer.Exit(Exit.PROVED_FALSE)


def _lines(sections: tuple[Section, ...]) -> list[str]:
    lines = []
    for section in sections:
        lines += ["", *wrapped(section.title)]
        width = max((len(line.mark) for line in section.lines), default=0)
        for line in section.lines:
            first = f"  {line.mark:{width}}  " if width else "  - "
            later = " " * len(first)
            lines += wrapped(line.text, later, first)
            lines += [each for more in line.more for each in wrapped(more, later)]
    return lines
