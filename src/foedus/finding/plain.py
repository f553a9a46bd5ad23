"""What an accord finds in what is known: the definition, slow and obvious (rules T3-T6, F1-F9).

Every faster way must give the same bytes. Read it beside `docs/semantics.md`:
`matters` (is it the act, the place, the time), `exceptions` (what is taken out), `matching` (what counts for whom),
`windows` (what counts together), `counting`, `averages` and `escalation` (what is found), `duties` (deadlines),
`states` and `explain` (how it is told).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from foedus.accord.model import Accord, Measure, Modality, Norm
from foedus.finding.averages import averaging, findings_of_average
from foedus.finding.counting import Found, Pools, findings_of_count
from foedus.finding.duties import Duty, began_at, calling_breach, duty_of, findings_of_duty
from foedus.finding.escalation import findings_of_breaches
from foedus.finding.matching import Candidate, candidates
from foedus.finding.matters import Ground, Matters, bound
from foedus.finding.model import Evaluation, Finding, Truth
from foedus.finding.states import state_of
from foedus.incident.model import Known, Reading

AS_WRITTEN = Reading()
"""The accord's own reading."""

FindingsOfCounts: TypeAlias = Callable[["Task", Norm], list[Found]]
"""What is found by the conditions of a norm that count incidents or casualties, or test how many there are on average:
the step that costs."""


@dataclass(frozen=True)
class Task:
    """What is evaluated: an accord with its ground, what is known, and how it is read."""

    accord: Accord
    zones: Ground
    known: Known
    reading: Reading = AS_WRITTEN


def evaluate(accord: Accord, zones: Ground, known: Known, reading: Reading = AS_WRITTEN) -> Evaluation:
    """Everything that is found as known at `known.at`, and how every norm stands for every party it binds.

    Pure: the same accord, zones, known and reading give the same bytes (T6). Errors: none; what is wrong with an
    accord was said when it was read.
    """
    return evaluate_with(Task(accord, zones, known, reading), counted)


def evaluate_with(task: Task, findings_of_counts: FindingsOfCounts, matters: Matters | None = None) -> Evaluation:
    """The evaluation, with a way to count: all but the counting is the same for every way.

    matters: the same answers from something that remembers them; None for those of the definition.
    """
    accord, matters = task.accord, matters or Matters(task.accord, task.zones)
    found: list[Finding] = []
    duties: dict[tuple[str, str], Duty] = {}
    for norm in in_order_of_need(accord.norms):
        of_norm: list[Found] = []
        if norm.modality is Modality.MUST_NOT and bound(accord, norm):
            of_norm = called_up(task, norm, found) if norm.failing else findings_of_counts(task, norm)
        elif norm.modality is Modality.MUST:
            for party in bound(accord, norm):
                calling = calling_breach(found, norm, party) if norm.failing else None
                duty = duties[norm.address, party] = duty_of(matters, task.known, task.reading, norm, party, calling)
                of_norm += findings_of_duty(accord, task.known, duty)
        found += [f.finding for f in of_norm + escalated(task, norm, of_norm)]
    states = tuple(
        state_of(matters, task.known, norm, party, duties.get((norm.address, party)), found)
        for norm in accord.norms
        for party in bound(accord, norm)
    )
    return Evaluation(accord.digest, task.known.at, in_order(accord, found), states)


def counted(task: Task, norm: Norm) -> list[Found]:
    """The definition of counting: every condition of the norm, over the candidates of every party and of nobody."""
    pools: Pools = {
        party: candidates(task.accord, task.zones, task.known, norm, party, task.reading)
        for party in (*bound(task.accord, norm), None)
    }
    return _by_conditions(task, norm, pools)


def called_up(task: Task, norm: Norm, found: Sequence[Finding]) -> list[Found]:
    """F6g: a prohibition that a breach calls up binds the party in breach, from then on."""
    pools: dict[str | None, list[Candidate]] = {}
    for party in bound(task.accord, norm):
        calling = calling_breach(found, norm, party)
        if calling is not None:
            since, surely = began_at(calling), calling.truth is Truth.BREACHED
            pools[party] = [
                replace(c, certain=c.certain and surely and c.incident.happened_at.start > since)
                for c in candidates(task.accord, task.zones, task.known, norm, party, task.reading)
                if c.incident.happened_at.end > since
            ]
    return _by_conditions(task, norm, pools)


def _by_conditions(task: Task, norm: Norm, pools: Pools) -> list[Found]:
    found: list[Found] = []
    for condition in norm.conditions:
        if condition.measure in (Measure.COUNT, Measure.CASUALTIES):
            found += findings_of_count(task.accord, task.known.at, norm, condition, pools)
        elif condition.measure is Measure.AVERAGE:
            matters = Matters(task.accord, task.zones)
            found += findings_of_average(averaging(matters, task.known, norm, condition), pools)
    return found


def escalated(task: Task, norm: Norm, of_norm: Sequence[Found]) -> list[Found]:
    """What is found by counting breaches of the norm, from the least grade up, so that each can be counted in turn."""
    grades = {grade: order for order, grade in enumerate(task.accord.grades)}
    counting = [c for c in norm.conditions if c.measure is Measure.BREACHES]
    found: list[Found] = []
    for condition in sorted(counting, key=lambda c: grades.get(c.grade, len(grades))):  # stable: else as written
        lesser = [*of_norm, *found]
        found += findings_of_breaches(task.accord, task.known.at, norm, condition, lesser)
    return found


def in_order_of_need(norms: Sequence[Norm]) -> list[Norm]:
    """The norms so that each comes after the one whose breach calls it up; else in the order of the text.

    A duty that waits for itself, or for a norm that does not exist, comes last and is never called up.
    """
    ordered: list[Norm] = []
    left = list(norms)
    while left:
        done = {n.address for n in ordered}
        ready = [n for n in left if not n.failing or n.failing in done] or left
        ordered += ready
        left = [n for n in left if n not in ready]
    return ordered


def in_order(accord: Accord, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings as an `Evaluation` promises them."""
    norms = {norm.address: n for n, norm in enumerate(accord.norms)}
    conditions = {c.address: n for n, c in enumerate(c for norm in accord.norms for c in norm.conditions)}
    parties: dict[str | None, int] = {name: n for n, name in enumerate(accord.party_names)}
    parties[None] = len(parties)

    def key(f: Finding) -> tuple[int, int, int, bool, int, int, tuple[str, ...]]:
        place = (norms[f.norm], parties[f.party], conditions[f.condition])
        return (*place, f.truth is not Truth.BREACHED, f.reached_at, f.episode.start, f.incidents[:1])

    return tuple(sorted(found, key=key))
