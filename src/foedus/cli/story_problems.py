"""What can go wrong when a story is made an exercise."""

from __future__ import annotations

from foedus.accord.model import Norm
from foedus.basics.problem import Problem
from foedus.procedure.state import Breach


def cannot_be_shown(title: str, breach: Breach, norm: Norm, condition: str) -> Problem:
    """No reports that were tried make the breach found."""
    what = f"no reports show a {breach.grade} breach of Article {breach.norm} by {breach.party}"
    why = f"Article {norm.address} has no line for it whose window so many incidents fit into, or its time never comes"
    if condition:
        why = f"its condition `{condition}` held in none of the tries"
    return Problem(
        "X0010", norm.span, f"{what}, so `{title}` cannot be played", why,
        "look at the windows and numbers of that line, at the zone and at `evidence`; the story itself stands",
    )  # fmt: skip


def refused(title: str, line: str, problem: Problem) -> Problem:
    """A line of the exercise is not accepted."""
    return Problem(
        "X0011", None, f"`{title}` cannot be played to its end: the line `{line}` is refused ({problem.code})",
        problem.why, "the story itself stands; play it by hand with other dates",
    )  # fmt: skip


def ends_otherwise(title: str, why: str) -> Problem:
    """The exercise comes to another end than the story."""
    return Problem(
        "X0011", None, f"`{title}` cannot be played to its end", why,
        "another breach of the same evidence moves the procedure as well; play it by hand with other dates",
    )  # fmt: skip
