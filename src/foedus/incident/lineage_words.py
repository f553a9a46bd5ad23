"""Who repeats whom, in sentences (rules I3e-I3j)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foedus.incident.lineage import DETECTED, Ground, Lineage, Step
from foedus.report.model import Report

_RULES = {
    Ground.TEXT: "I3g", Ground.DETAILS: "I3h", Ground.OUTLET: "I3e", Ground.ROUND_UP: "I3h", Ground.MISQUOTED: "I3j",
    Ground.STATED: "I3e", Ground.NAMED: "I3a", Ground.CREDIT: "I3f", Ground.FIRST: "I3a",
}  # fmt: skip
_MOST_TOLD = 6
"""How many copies an explanation tells one by one."""


def lineage_words(lineage: Lineage, reports: Sequence[Report]) -> tuple[str, ...]:
    """Sentences about those of the reports that were found to be copies, and about admissions misquoted.

    What a report says itself (a claimant, a source) is told where origins are counted.
    """
    steps = [s for r in reports if (s := lineage.steps.get(r.id)) is not None and _worth_telling(s)]
    steps.sort(key=lambda s: (s.ground is not Ground.MISQUOTED, s.report.id))
    told = [*dict.fromkeys(step_words(s) for s in steps[:_MOST_TOLD])]
    if len(steps) > _MOST_TOLD:
        rest = Counter(s.ground.value for s in steps[_MOST_TOLD:])
        more = ", ".join(f"{n} {'report' if n == 1 else 'reports'}: {ground}" for ground, n in sorted(rest.items()))
        told.append(f"And likewise {more}.")
    return tuple(told)


def step_words(step: Step) -> str:
    """What a report repeats and by what that is known, as a sentence."""
    outlet, source = step.report.outlet or "A report", step.repeats.outlet or "another"
    if step.ground is Ground.MISQUOTED:
        return f"{outlet} is misquoted: {step.ground} (I3j); {step.reasons[0]}. It counts as the accuser's claim."
    if step.ground is Ground.OUTLET:
        return f"{outlet} goes on about what it had before: no second origin ({_RULES[step.ground]})."
    return f"{outlet} repeats {source} ({step.ground.value}): no origin of its own ({_RULES[step.ground]})."


def _worth_telling(step: Step) -> bool:
    own = step.ground is Ground.OUTLET and step.repeats.outlet == step.report.outlet == step.root.outlet
    return step.ground in DETECTED and not own
