"""The course of time between two entries: limits and deadlines fire, evidence opens and moves cases (P1a, T5).

A course is the one owner of what changes while an entry is worked out, and ends with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foedus.basics.instant import Instant
from foedus.finding.model import Evaluation
from foedus.incident.model import Known
from foedus.procedure.events import CaseMoved, Refusal, Renewed
from foedus.procedure.machine import Stepped, advance, later, next_limit, step
from foedus.procedure.moves import Move
from foedus.procedure.rules import Procedure
from foedus.procedure.state import State
from foedus.watch.alleging import Version, allege, kept_up
from foedus.watch.evidence import Evidence, Look
from foedus.watch.outcomes import of_event, of_version


class Course:
    """From one entry to the next. After use: `state`, `look`, `versions` as they are then, and the outcomes so far."""

    def __init__(
        self, procedure: Procedure, evidence: Evidence, duties: frozenset[str], state: State, reports: int,
        look: Look | None, versions: Mapping[int, Version], quiet_until: Instant = 0,
    ) -> None:  # fmt: skip
        """reports: how many are in the log. quiet_until: as of the world that the course begins in."""
        self._procedure, self._evidence, self._duties = procedure, evidence, duties
        self.state, self.reports, self.look, self.versions = state, reports, look, dict(versions)
        self._quiet_until = quiet_until
        self.outcomes: list[dict[str, Any]] = []
        self.blobs: list[bytes] = []

    def pass_to(self, to: Instant) -> None:
        """Let time pass to an instant: every limit before it, every deadline of a duty up to it, the earliest first."""
        while True:
            clock = next((c for c in self.look.clocks if c > self._looked_at), None) if self.look else None
            if to <= self._quiet_until and (clock is None or clock > to):
                self.state = later(self.state, to)
                return
            self._quiet_until = 0  # what follows changes the state
            limit = next_limit(self._procedure, self.state)
            if limit is not None and limit < to and (clock is None or limit < clock):
                self._take(advance(self._procedure, self.state, max(limit + 1, self.state.at)))
            elif clock is not None and clock <= to:
                self._take(advance(self._procedure, self.state, max(clock, self.state.at)))
                self.look_again()
            else:
                break
        self._take(advance(self._procedure, self.state, to))

    @property
    def _looked_at(self) -> Instant:
        return self.look.evaluation.as_known_at if self.look else 0

    def look_again(self) -> None:
        """Find what is to be found at the instant that is reached, and let the cases follow."""
        self.look = self._evidence.look(self.reports, self.state.at, self.state.until)
        self._allege()

    def move(self, move: Move) -> Refusal | None:
        """Make a move at the instant that is reached; a refused one changes nothing."""
        stepped = step(self._procedure, self.state, self.state.at, move)
        if stepped.refusal is None:
            self._take(stepped)
        return stepped.refusal

    def _take(self, stepped: Stepped) -> None:
        self.state = stepped.state
        self.outcomes += [of_event(event) for event in stepped.events]
        if any(isinstance(event, Renewed) for event in stepped.events):
            self.look_again()
        elif any(isinstance(event, CaseMoved) and not event.stage.runs for event in stepped.events):
            self._allege()

    def _allege(self) -> None:
        """Let the evidence move the cases until it asks for nothing more."""
        if self.look is None:
            return
        known, evaluation = self.look.known, self.look.evaluation
        self.versions = {number: kept_up(version, known) for number, version in self.versions.items()}
        while True:
            asked = list(allege(
                self._procedure, self.state, known, evaluation, self.versions, self._duties, self._apart
            ))  # fmt: skip
            if not asked:
                return
            for alleged in asked[:1]:  # each move may change what the next ones would be
                if alleged.version is not None:
                    self._put(alleged.version)
                stepped = step(self._procedure, self.state, self.state.at, alleged.move)
                assert stepped.refusal is None, "what the evidence asks is always allowed"
                self.state = stepped.state
                self.outcomes += [of_event(event) for event in stepped.events]

    def _put(self, version: Version) -> None:
        self.versions[version.case] = version
        outcome, blob = of_version(version)
        self.outcomes.append(outcome)
        if blob is not None:
            self.blobs.append(blob)

    def _apart(self, known: Known) -> Evaluation:
        return self._evidence.evaluate_apart(known, self.state.until)
