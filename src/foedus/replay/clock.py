"""The clock of a replay: the instants at which something may change though nobody reports anything (rule T5)."""

from __future__ import annotations

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.finding.duties import calling_breach, running_of
from foedus.finding.matters import Ground, Matters, bound
from foedus.finding.model import Evaluation
from foedus.incident.model import Known


def clock_instants(accord: Accord, zones: Ground, known: Known, evaluation: Evaluation) -> frozenset[Instant]:
    """The instants at which the clock alone may change what is found, as far as is known now.

    Entry into force, its end, and the first instant after the deadline of each duty that runs (F6), of `Failing that`
    ones by the breaches found so far, suspensions counted in (F6b). What becomes known later may move them, and is
    looked at when it becomes known.
    """
    return duty_instants(accord, zones, known, evaluation) | {
        at for at in (accord.in_force_from, accord.in_force_until) if at is not None
    }


def duty_instants(accord: Accord, zones: Ground, known: Known, evaluation: Evaluation) -> frozenset[Instant]:
    """The first instant after the deadline of each duty that runs for a party."""
    matters = Matters(accord, zones)
    instants = set()
    for norm in accord.norms:
        if norm.deadline is None:
            continue
        for party in bound(accord, norm):
            calling = calling_breach(evaluation.findings, norm, party) if norm.failing else None
            running = running_of(matters, known, norm, calling)
            if running is not None:
                instants.add(running.due + 1)
    return frozenset(instants)
