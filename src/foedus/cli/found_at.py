"""When a breach is supposed to be found, as the command line writes it."""

from __future__ import annotations

import typer

from foedus.accord.model import Accord
from foedus.basics.instant import SECOND, Instant
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.moments import instant_of
from foedus.cli.say import say_problems
from foedus.procedure.path_words import moment
from foedus.procedure.rules import Procedure

_NO_LATER: Instant = 32_503_680_000 * SECOND
"""The year 3000, where dates of accords end too."""


def found_at(written: str, deal: Accord, rules: Procedure) -> Instant:
    """When the breach is found. Problems: U0002, U0016, and the command ends with exit 2."""
    begins, ends, zone = deal.in_force_from, deal.in_force_until, deal.time_zone
    if not written:
        return begins
    at = instant_of(written, zone, first=True, why="every limit is counted from it")
    over = ends is not None and rules.renewal is None and at >= ends
    if begins <= at and not over and at < _NO_LATER:
        return at
    until = f" until {moment(ends, zone)}" if ends is not None else ""
    problem = Problem(
        "U0016", None, f"{moment(at, zone)} lies outside the time in force",
        f"the accord is in force from {moment(begins, zone)}{until}; what happens outside breaches nothing",
        "name a date in the time in force, or leave `--found` out for its beginning",
    )  # fmt: skip
    say_problems([problem], {})
    raise typer.Exit(Exit.USAGE)
