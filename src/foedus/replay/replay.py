"""Replay: an accord on recorded reports, along the time at which they became known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.instant import Instant
from foedus.finding.fast import remembering
from foedus.finding.model import Evaluation
from foedus.incident.fuse import Fusion, fuse
from foedus.incident.mark_words import mark_notes
from foedus.incident.model import Known, Reading
from foedus.replay.clock import clock_instants, duty_instants
from foedus.replay.guarantees import outcomes
from foedus.replay.looked import looked_said
from foedus.replay.model import Replay, SourceSummary
from foedus.replay.pipeline import Pipeline
from foedus.replay.readings import readings
from foedus.replay.run import Walked, all_reports, end_of, walk
from foedus.replay.tipping import tipping
from foedus.replay.words import counted, moment, when
from foedus.report.model import ReadReports, Report

Evaluator: TypeAlias = Callable[[Accord, Zones, Known, Reading], Evaluation]


def replay(
    accord: Accord,
    zones: Zones,
    read: Sequence[ReadReports],
    as_known_at: Instant | None = None,
    evaluate: Evaluator | None = None,
) -> Replay:
    """What was breached, by whom, how sure, known when and because of which reports.

    as_known_at: use only what was known then, and let the clock run up to it; None: up to the last report.
    evaluate: the evaluation to use, None for the fast one that remembers; `plain.evaluate` gives the same, slower.
    The result depends on the set of reports only: not on their order, on the order of the files, nor on copies (I1);
    and what was learnt after `as_known_at` changes nothing in it (T6). Errors: none.
    """
    pipeline = pipeline_of(zones, reportable_at(read), evaluate or remembering())
    reports = all_reports(read, as_known_at)
    walked = walk(accord, reports, end_of(accord, reports, as_known_at), pipeline)
    tips = tipping(walked.end, pipeline)
    return Replay(
        accord, reports, _sources(read, as_known_at), walked.steps, walked.end.known, walked.end.evaluation,
        walked.histories, outcomes(walked.end, walked.histories), readings(walked.end, pipeline), tips.tips,
        (*_notes(walked, zones, as_known_at), *tips.notes),
    )  # fmt: skip


def reportable_at(read: Sequence[ReadReports]) -> Callable[[Instant], frozenset[str]]:
    """What the sources given are known to be able to report, by the instant at which one asks (R4, T6).

    What a format declares its sources can always report: giving the file says that somebody looked. Where a format
    declares nothing, an act counts from the first report of it.
    """
    declared = frozenset(act for source in read for act in source.acts)
    since: dict[str, Instant] = {}
    for report in (r for source in read if not source.acts for r in source.reports):
        since[report.act] = min(report.known_at, since.get(report.act, report.known_at))
    return lambda at: declared | {act for act, first in since.items() if first <= at}


def pipeline_of(zones: Zones, acts_at: Callable[[Instant], frozenset[str]], evaluate: Evaluator) -> Pipeline:
    """The path from reports to findings in these zones. acts_at: as `reportable_at` gives it."""
    remembered: dict[Reading, Fusion] = {}  # owned by this pipeline; fusion with it gives what fusion without gives

    def fuse_along(accord: Accord, reports: Sequence[Report], at: Instant, reading: Reading) -> Known:
        return fuse(accord, zones, reports, at, reading, acts_at(at), remembered)

    def fuse_once(accord: Accord, reports: Sequence[Report], at: Instant, reading: Reading) -> Known:
        return fuse(accord, zones, reports, at, reading, acts_at(at))

    def evaluate_here(accord: Accord, known: Known, reading: Reading) -> Evaluation:
        return evaluate(accord, zones, known, reading)

    def clock(accord: Accord, known: Known, evaluation: Evaluation) -> frozenset[Instant]:
        return clock_instants(accord, zones, known, evaluation)

    def suppose(accord: Accord, reports: Sequence[Report], at: Instant, reading: Reading) -> Known:
        learnt = remembered[reading].behaviour if reading in remembered else None
        return fuse(accord, zones, reports, at, reading, acts_at(at), learnt=learnt)

    return Pipeline(fuse_along, fuse_once, suppose, evaluate_here, clock)


def _sources(read: Sequence[ReadReports], until: Instant | None) -> tuple[SourceSummary, ...]:
    """By file, not in the order given; the same file given twice is one source."""
    told = {
        SourceSummary(
            s.file, s.format, len(all_reports([s], until)), len(s.refused), s.notes if until is None else (),
            tuple(p.what for p in s.problems if p.is_error),
        )
        for s in read
    }  # fmt: skip
    return tuple(sorted(told, key=lambda s: (s.file, s.format, s.reports, s.refused, s.notes)))


def _notes(walked: Walked, zones: Zones, as_known_at: Instant | None) -> list[str]:
    end = walked.end
    zone = end.accord.time_zone
    until = "the instant asked for" if as_known_at is not None else "when the last report was known"
    notes = [
        f"Known time ends {moment(end.at, zone)}, {until}; {counted(walked.steps, 'look')} at what was known by then."
    ]
    to_come = sorted(c - 1 for c in duty_instants(end.accord, zones, end.known, end.evaluation) if c > end.at)
    if to_come:
        notes.append(f"Deadlines after that are not judged: {', '.join(when(c, zone) for c in to_come)}.")
    notes += looked_said(end)
    notes += mark_notes({r.id: r for r in end.reports})
    notes.append("Known times are those that the sources give, or stand-ins for them where the lines above say so.")
    return notes
