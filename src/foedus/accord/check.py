"""Checking what an accord means: every way in which a text that can be parsed can still be wrong or empty."""

from __future__ import annotations

from foedus.accord.checks import (
    averages,
    conditions,
    conflicts,
    declarations,
    duties,
    evidence,
    exceptions,
    force,
    ground,
    guarantees,
    names,
    procedure,
    requirements,
    vocabulary,
)
from foedus.accord.checks.draft import ABSENCES, Check, Draft
from foedus.accord.model import Accord
from foedus.accord.read_zones import Zones
from foedus.basics.problem import Problem, in_order

CHECKS: tuple[Check, ...] = (
    *force.CHECKS,
    *declarations.CHECKS,
    *names.CHECKS,
    *vocabulary.CHECKS,
    *ground.CHECKS,
    *evidence.CHECKS,
    *conditions.CHECKS,
    *averages.CHECKS,
    *duties.CHECKS,
    *exceptions.CHECKS,
    *conflicts.CHECKS,
    *procedure.CHECKS,
    *guarantees.CHECKS,
    *requirements.CHECKS,
)
"""Every check; their order does not matter, since problems are shown by place."""


def check(accord: Accord, zones: Zones | None, doubtful: frozenset[str], source: str = "") -> tuple[Problem, ...]:
    """Every problem in what an accord says, by place.

    zones: the ground of its zones, None where it could not be read (checks that need it are left out).
    doubtful: names of broken declarations; nobody is told that these are unknown.
    source: the text, so that problems can point at single words of it.
    Errors: none; what is wrong is a Problem. Cost: quadratic in the number of norms, linear in all else.
    """
    draft = Draft(accord, zones, doubtful, source)
    found = (problem for one in CHECKS for problem in one(draft))
    return in_order(p for p in found if not (doubtful and p.code in ABSENCES))
