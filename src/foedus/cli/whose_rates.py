"""Whose rates a file has: measured for this accord, or for another one, which is told (W0109)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from foedus.accord.model import Accord
from foedus.basics.problem import Problem, Severity
from foedus.basics.settings import places, span_in
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems
from foedus.incentives.read_measured import Measured, Origin, measured_in
from foedus.procedure.aim import Aim, aim_of
from foedus.procedure.rules import GuaranteeRule


def measured_of(file: Path) -> Measured:
    """What the file has that was measured. Ends with exit 1 and its problems if it has any; it can be read."""
    text = file.read_text(encoding="utf-8-sig")
    found, problems = measured_in(text, str(file))
    if found is None:
        say_problems(problems, {str(file): text})
        raise typer.Exit(Exit.PROBLEMS)
    return found


def tell_whose(file: Path, accord: Accord, guarantees: Sequence[GuaranteeRule]) -> None:
    """Warn where the rates were measured for something else than any of the guarantees waits for."""
    origin = measured_of(file).origin
    if origin is None:
        return
    differing = min((tuple(_differences(origin, accord, each)) for each in guarantees), key=len, default=())
    if not differing:
        return
    text = file.read_text(encoding="utf-8-sig")
    problem = Problem(
        "W0109", span_in(str(file), places(text), ("provenance",)), f"these rates are {'; '.join(differing)}",
        "how surely a breach is found hangs on the text, on who breaks it and on what is recorded; it may be otherwise "
        "here",
        "measure them with `foedus rates` for this accord; if there is no other record, take what follows with care",
        severity=Severity.WARNING,
    )  # fmt: skip
    say_problems([problem], {str(file): text})


def named(file: Path) -> str:
    """The file, and for what its rates were measured."""
    origin = measured_of(file).origin
    return str(file) if origin is None else f"{file} (measured for {origin.words})"


def _differences(origin: Origin, accord: Accord, guarantee: GuaranteeRule) -> Iterator[str]:
    if origin.digest != accord.digest:
        same = origin.name in ("", accord.name)
        yield f"of another wording of {accord.name}" if same else f"of {origin.name}, and this is {accord.name}"
    aim = aim_of(accord, guarantee.grade, guarantee.by)
    if isinstance(aim, Aim) and origin.article != aim.norm:
        yield f"of Article {origin.article}, and the guarantee waits for a breach of Article {aim.norm}"
    if origin.grade != guarantee.grade:
        yield f"of a {origin.grade} breach, and the guarantee waits for a {guarantee.grade} one"
    if guarantee.by not in origin.parties:
        by = " or ".join(origin.parties) or "nobody"
        yield f"of a breach by {by}, and the guarantee waits for one by {guarantee.by}"
