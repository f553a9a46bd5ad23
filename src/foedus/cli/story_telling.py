"""The stories behind a sheet, told one by one: as steps and lanes, as a picture, as an exercise."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from foedus.accord.model import Accord
from foedus.accord.read_accord import ReadAccord
from foedus.basics.canonical import plain
from foedus.basics.instant import iso
from foedus.basics.problem import Problem
from foedus.basics.wrapping import wrapped
from foedus.cli.exits import Exit
from foedus.cli.lanes_text import lanes_lines, story_lines
from foedus.cli.say import as_json, say, say_problems
from foedus.cli.write import write_whole
from foedus.prove.decide import Proof
from foedus.prove.plots import Plot, plots
from foedus.prove.sheet_words import story_prefix
from foedus.prove.story import story
from foedus.web.lanes_svg import lanes_svg

if TYPE_CHECKING:
    from foedus.cli.story_exercise import Exercise

LIST = "list"
"""Asked for instead of a name: the names of all stories."""


def story_text(deal: Accord, proofs: Sequence[Proof], name: str, svg: bool, json: bool = False) -> str:
    """One story as text, as a picture or for programs; the list of all, if that is asked for. Ends with U0020 if there
    is none."""
    if name == LIST and json:
        return as_json([{"name": each.name, "title": each.title} for _, each in every_plot(proofs)])
    if name == LIST and not svg:
        return "\n".join(_listed(proofs)) + "\n"
    proof, plot = _named(proofs, name)
    told = story(deal, proof.inquiry, plot)
    if svg:
        return lanes_svg(told)
    if json:
        return as_json({**plain(told), "steps": [{**plain(step), "at": iso(step.at)} for step in told.steps]})
    return "\n".join([*story_lines(told), "", *lanes_lines(told)]).rstrip("\n") + "\n"


def write_exercise(found: ReadAccord, proofs: Sequence[Proof], name: str, folder: Path) -> Path:
    """Write a story as an exercise into a folder, which is made if it is not there; the path of the scenario.

    Ends with X0010 or X0011 where the story cannot be played, with U0004 where nothing can be written.
    """
    from foedus.cli.story_exercise import (
        exercise_of,  # it brings half the house with it, which a sheet need not wait for
    )

    proof, plot = _named(proofs, name)
    accord = Path(os.path.relpath(found.file, folder)).as_posix()
    made = exercise_of(found, proof.inquiry, plot, accord)
    if isinstance(made, Problem):
        say_problems([made], {found.file: found.source})
        raise typer.Exit(Exit.PROBLEMS)
    scenario = _write(made, folder)
    say(f"Written: {scenario}. Play it: `foedus exercise {scenario} --log DIR`.")
    return scenario


def _write(made: Exercise, folder: Path) -> Path:
    try:
        (folder / "reports").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or "the system gives no reason"
        problem = Problem("U0004", None, f"{folder} cannot be written", why, "name another folder")
        say_problems([problem], {})
        raise typer.Exit(Exit.USAGE) from error
    for path, content in made.reports:
        write_whole(folder / path, content)
    scenario = folder / f"{made.name}.exercise"
    write_whole(scenario, made.text)
    return scenario


def every_plot(proofs: Sequence[Proof]) -> list[tuple[Proof, Plot]]:
    """All stories of all guarantees; with several guarantees their names begin with that of their own."""
    return [
        (proof, each)
        for proof in proofs
        for each in plots(proof, story_prefix(proof, len(proofs) > 1))
    ]


def _named(proofs: Sequence[Proof], name: str) -> tuple[Proof, Plot]:
    every = every_plot(proofs)
    for proof, each in every:
        if each.name == name:
            return proof, each
    names = ", ".join(each.name for _, each in every) or "nothing that was proved has one"
    problem = Problem(
        "U0020", None, f"there is no story `{name[:60]}`", f"there are: {names}",
        "name one of these, or `list` to see what each is of",
    )  # fmt: skip
    say_problems([problem], {})
    raise typer.Exit(Exit.USAGE)


def _listed(proofs: Sequence[Proof]) -> list[str]:
    every = every_plot(proofs)
    width = max((len(each.name) for _, each in every), default=0)
    return [line for _, each in every for line in wrapped(each.title, " " * (width + 2), f"{each.name:{width}}  ")]
