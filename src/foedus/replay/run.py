"""Moving along known time: one look after the other, each at what was known by then (rules T5, T6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.finding.model import Evaluation
from foedus.incident.force import reach
from foedus.incident.model import Known
from foedus.replay.histories import Chronicle
from foedus.replay.model import History
from foedus.replay.pipeline import AS_WRITTEN, End, Pipeline
from foedus.report.model import ReadReports, Report


@dataclass(frozen=True)
class Walked:
    """What moving along known time gave: where it ended, the histories, and how many looks it took."""

    end: End
    histories: tuple[History, ...]
    steps: int


def all_reports(read: Iterable[ReadReports], until: Instant | None) -> tuple[Report, ...]:
    """Every report known by `until` (None: ever), each once, as it was first known; by known time, then id (R1)."""
    first: dict[str, Report] = {}
    for report in (r for source in read for r in source.reports if until is None or r.known_at <= until):
        held = first.get(report.id)
        if held is None or report.known_at < held.known_at:
            first[report.id] = report
    return tuple(sorted(first.values(), key=lambda r: (r.known_at, r.id)))


def end_of(accord: Accord, reports: Sequence[Report], as_known_at: Instant | None) -> Instant:
    """The instant at which a replay ends: the one asked for, else when the last report was known.

    Not later, even where a deadline is still to come: where the record ends nobody was looking any more, and a duty
    must not be found missed because the data stop. Without any report, entry into force.
    """
    if as_known_at is not None:
        return as_known_at
    return reports[-1].known_at if reports else accord.in_force_from


def walk(accord: Accord, reports: Sequence[Report], end: Instant, pipeline: Pipeline) -> Walked:
    """Look at every instant at which something became known or a clock ran out, up to and including `end`.

    Before entry into force nothing can be found (T5), so the first look is there, or at `end` if that is earlier.
    Where neither incidents nor statements changed and no clock ran out the look is counted and nothing is evaluated,
    because the evaluation is a pure function of these.
    """
    each_alone = (c.address for n in accord.norms for c in n.conditions if c.window is None and c.at_least == 1)
    chronicle = Chronicle(accord.time_zone, frozenset(each_alone), reach({r.id: r for r in reports}))
    begin = min(accord.in_force_from, end)
    agenda = {end, begin} | {r.known_at for r in reports if begin <= r.known_at <= end}
    looked: set[Instant] = set()
    known: Known | None = None
    evaluation: Evaluation | None = None
    clocks: frozenset[Instant] = frozenset()
    previous, arrived_from = begin - 1, 0
    while agenda:
        at = min(agenda)
        agenda.discard(at)
        looked.add(at)
        now = pipeline.fuse(accord, reports, at, AS_WRITTEN)
        same = known is not None and (known.incidents, known.statements) == (now.incidents, now.statements)
        known = now
        arrived_to = _first_after(reports, at, arrived_from)
        if not same or at == end or any(previous < c <= at for c in clocks):
            evaluation = pipeline.evaluate(accord, now, AS_WRITTEN)
            chronicle.record(evaluation, now.incidents, reports[arrived_from:arrived_to])
            clocks = pipeline.clock(accord, now, evaluation)
            agenda |= {c for c in clocks if at < c <= end}
        previous, arrived_from = at, arrived_to
    assert known is not None and evaluation is not None, "the last look is always evaluated"
    return Walked(End(accord, end, tuple(reports), known, evaluation), chronicle.histories(), len(looked))


def _first_after(reports: Sequence[Report], at: Instant, start: int) -> int:
    while start < len(reports) and reports[start].known_at <= at:
        start += 1
    return start
