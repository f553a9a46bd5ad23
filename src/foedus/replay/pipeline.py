"""The path from reports to findings as one value, so that histories, readings and tips all walk the same one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.finding.model import Evaluation
from foedus.incident.model import Known, Reading
from foedus.report.model import Report

AS_WRITTEN = Reading()
"""The accord's own reading."""

Fuse: TypeAlias = Callable[[Accord, Sequence[Report], Instant, Reading], Known]
Evaluate: TypeAlias = Callable[[Accord, Known, Reading], Evaluation]
Clock: TypeAlias = Callable[[Accord, Known, Evaluation], frozenset[Instant]]


@dataclass(frozen=True)
class Pipeline:
    """Zones and what the sources can report are already bound in; all are pure.

    fuse: for one growing list of reports, may remember blocks that did not change.
    fuse_once: for any other accord, reading or list; remembers nothing.
    suppose: for a few reports by themselves, origins behaving as `fuse` has learnt it last.
    clock: the instants, earlier and later ones, at which time alone may change what is found.
    """

    fuse: Fuse
    fuse_once: Fuse
    suppose: Fuse
    evaluate: Evaluate
    clock: Clock


@dataclass(frozen=True)
class End:
    """Where a replay ended: all that readings, guarantees and tips are asked about.

    reports: those known by `at`, each once, sorted by (known_at, id).
    """

    accord: Accord
    at: Instant
    reports: tuple[Report, ...]
    known: Known
    evaluation: Evaluation
