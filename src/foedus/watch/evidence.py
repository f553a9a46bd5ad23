"""The reports in the log and what is found of them: the path of a replay, on the clock of the log (P1, T1)."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.canonical import canonical
from foedus.basics.instant import Instant
from foedus.finding.fast import remembering
from foedus.finding.model import Evaluation
from foedus.incident.model import Incident, Known
from foedus.replay.pipeline import AS_WRITTEN, Pipeline
from foedus.replay.replay import pipeline_of
from foedus.report.model import Report


@dataclass(frozen=True, slots=True)
class Look:
    """What is known and found at an instant. clocks: later instants at which time alone may change it (T5)."""

    known: Known
    evaluation: Evaluation
    clocks: tuple[Instant, ...]


class Evidence:
    """The owner of the reports of one log and of what fusion remembers; everything it gives is a pure function of the
    reports and the instant. A trial may go further than what is logged, and is forgotten at the next look; two logs, or
    two ways of going on that both last, need an owner each."""

    def __init__(self, accord: Accord, zones: Zones) -> None:
        """accord: as opened; the end of its time in force comes with each look, as renewals move it."""
        self._accord, self._zones = accord, zones
        self._reports: list[Report] = []
        self._ids: set[str] = set()
        self._declared: list[tuple[int, frozenset[str]]] = []
        self._entries: list[tuple[int, int]] = []
        self._pipeline: Pipeline = pipeline_of(zones, self._acts_at, remembering())
        self._lines: dict[int, tuple[Incident, bytes]] = {}
        self._renewed: tuple[Instant | None, Accord] = (accord.in_force_until, accord)

    def _acts_at(self, _at: Instant) -> frozenset[str]:
        """What the sources can report at all: what their formats declare, and what they have reported (R4)."""
        return frozenset[str]().union(*(acts for _, acts in self._declared))

    def _forget_beyond(self, count: int) -> None:
        """Take out what a trial put behind the reports that are logged."""
        if len(self._reports) > count:
            self._ids -= {r.id for r in self._reports[count:]}
            del self._reports[count:]
            self._declared = [(n, acts) for n, acts in self._declared if n < count]

    def fresh(self, reports: Sequence[Report], count: int) -> tuple[Report, ...]:
        """Those of some reports that are not among the first `count` of the log, each once (R1)."""
        self._forget_beyond(count)
        return tuple({r.id: r for r in reports if r.id not in self._ids}.values())

    def add(self, reports: Sequence[Report], declared: frozenset[str], count: int, entry: int) -> int:
        """Put reports behind the first `count`; how many there are then. declared: what their format can report.

        entry: index of the entry that brings them.
        """
        self._forget_beyond(count)
        self._reports += reports
        self._ids |= {r.id for r in reports}
        self._declared.append((count, declared or frozenset(r.act for r in reports)))
        self._entries = [(n, index) for n, index in self._entries if n < count] + [(count, entry)]
        return len(self._reports)

    def reports(self, ids: AbstractSet[str]) -> tuple[tuple[Report, int], ...]:
        """Some reports, each with the index of the entry that brought it, in the order of the log."""
        starts = [n for n, _ in self._entries]
        found = [(r, bisect_right(starts, n) - 1) for n, r in enumerate(self._reports) if r.id in ids]
        return tuple((report, self._entries[place][1]) for report, place in found)

    def look(self, count: int, at: Instant, until: Instant | None) -> Look:
        """What is known at `at` from the first `count` reports, with the accord in force until then."""
        self._forget_beyond(count)
        accord = self._in_force_until(until)
        known = self._pipeline.fuse(accord, self._reports, at, AS_WRITTEN)
        evaluation = self._pipeline.evaluate(accord, known, AS_WRITTEN)
        clocks = self._pipeline.clock(accord, known, evaluation)
        return Look(known, evaluation, tuple(sorted(c for c in clocks if c > at)))

    def evaluate_apart(self, known: Known, until: Instant | None) -> Evaluation:
        """The evaluation of a part of what is known."""
        return self._pipeline.evaluate(self._in_force_until(until), known, AS_WRITTEN)

    def _in_force_until(self, until: Instant | None) -> Accord:
        if until != self._renewed[0]:
            self._renewed = (until, replace(self._accord, in_force_until=until))
        return self._renewed[1]

    def fingerprint(self, look: Look) -> dict[str, object]:
        """What was found of the reports, in short: counts and digests that an audit recomputes and compares (L3)."""
        lines = b"".join(self._line(i) for i in look.known.incidents)
        findings = canonical([
            (f.norm, f.grade, f.party, f.truth, f.episode, f.incidents, f.probability) for f in look.evaluation.findings
        ])
        return {
            "incidents": len(look.known.incidents), "incidents_digest": hashlib.sha256(lines).hexdigest(),
            "findings": len(look.evaluation.findings), "findings_digest": hashlib.sha256(findings).hexdigest(),
        }  # fmt: skip

    def _line(self, incident: Incident) -> bytes:
        """The canonical bytes of an incident; made once for each object, as fusion keeps those that did not change."""
        held = self._lines.get(id(incident))
        if held is None or held[0] is not incident:
            held = (incident, canonical(incident) + b"\n")
            self._lines[id(incident)] = held
        return held[1]
