"""What bodies make of what is found, by a file of rates: of each design that `rates` or `weigh` compares (Q7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import typer

from foedus.accord.model import Accord
from foedus.basics.problem import Problem
from foedus.cli.chances import chances_in, rates_of
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems
from foedus.procedure.aim import Aim
from foedus.procedure.compiling import compile_procedure
from foedus.prove.inquiry import Inquiry
from foedus.prove.rates import NEVER, Rates, When
from foedus.prove.write_rates import tables_of
from foedus.replay.judged import Bodies, Judged
from foedus.replay.trials import Design
from foedus.replay.turned_procedure import certification_of, judges_otherwise


def votes_in(file: Path, accord: Accord, aim: Aim) -> Rates:
    """What a file says of the bodies of an accord. Ends with exit 1 where no body judges such a breach (W0110), or the
    file has a problem."""
    procedure = compile_procedure(accord)
    waits = any(g.grade == aim.grade and g.by in aim.parties for g in procedure.guarantees)
    if procedure.certification_of(aim.grade) is None or not waits:
        what = "nobody certifies" if waits else "no guarantee waits for"
        _end(Problem(
            "W0110", None, f"{what} a {aim.grade} breach by {' or '.join(aim.parties)} in {accord.name}",
            f"how the bodies of {file} vote makes no difference to what then follows, as nothing does",
            "leave `--bodies` out, or ask by `--grade` and `--by` for the breach that a guarantee waits for",
        ))  # fmt: skip
    return rates_of(file, procedure)


def vote_at_limit(rates: Rates | None, accord: Accord, aim: Aim) -> bool:
    """Whether the certifying body votes as late as it may; at once where nothing is said of it."""
    said = certification_of(accord, aim.grade)
    return rates is not None and said is not None and rates.bodies[said.body].votes is When.AT_THE_LIMIT


def bodies_of(file: Path, designs: Sequence[Design], aim: Aim, rates: Rates) -> Bodies:
    """What these bodies make of what is found under each design. Ends with X0026 where there is too much to look at."""
    return Bodies(file.name, tables_of(rates), tuple(judged_of(d.accord, aim, rates) for d in designs))


def judged_of(accord: Accord, aim: Aim, rates: Rates) -> Judged:
    """Of one accord, whether a breach is made good being left out: that is measured. Ends with X0026."""
    procedure = compile_procedure(accord)
    rule = procedure.certification_of(aim.grade)
    assert rule is not None, "W0110"
    unaided = without_making_good(rates)
    own = [g for g in procedure.guarantees if g.grade == aim.grade and g.by in aim.parties]
    inquiries = [Inquiry(accord, procedure, g, accord.in_force_from) for g in own]
    every = [c for each in chances_in(inquiries, unaided) for c in each.courses]
    courses = [c for c in every if rule.cure_of(c.breach.norm) == rule.cure_of(aim.norm)]
    true = [odds for c in courses for stage, odds in c.ends if stage is None]
    false = [c.of_false for c in courses]
    return Judged(
        (min(o.low for o in true), max(o.high for o in true)), (min(o.low for o in false), max(o.high for o in false))
    )


def without_making_good(rates: Rates) -> Rates:
    """The same rates where it is measured how often a breach is made good."""
    if rates.accused is None:
        return rates
    return replace(rates, accused=replace(rates.accused, makes_good_true=NEVER, makes_good_false=NEVER))


def must_be_told_how_bodies_vote(designs: Sequence[Design], accord: Accord, aim: Aim) -> None:
    """Ends with W0111 where a design differs in nothing that can be measured."""
    for design in designs:
        if judges_otherwise(accord, design.accord, aim):
            _end(Problem(
                "W0111", None, f"nothing says how bodies vote, and the design `{design.name}` is about that",
                "how many of whom are there, and how often they err, is in no report: it cannot be measured here",
                "give `--bodies FILE`, a file with the tables `[bodies.NAME]` and `[accused]` that "
                "`foedus prove --rates` reads; what follows from it is told as assumed",
            ))  # fmt: skip


def _end(problem: Problem) -> NoReturn:
    say_problems([problem], {})
    raise typer.Exit(Exit.PROBLEMS)
