"""What stands as breached under one norm, against one party or against nobody known: the rest is not worked out.

The same findings as `finding.plain` has among all others, from the same functions; `tests/agree` holds the two
together. To try out thousands of violations nothing else is asked of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foedus.accord.model import Accord, Condition, Measure, Norm
from foedus.finding.averages import averaging, certain_passings
from foedus.finding.counting import Count, Found, certain_episodes, not_overlapping
from foedus.finding.exceptions import Removals
from foedus.finding.matching import Candidate, candidate
from foedus.finding.matters import Matters, bound
from foedus.finding.model import Finding, Truth
from foedus.finding.plain import Task, escalated
from foedus.incident.model import Incident, Known
from foedus.replay.pipeline import AS_WRITTEN

COUNTED = (Measure.COUNT, Measure.CASUALTIES, Measure.AVERAGE)


class Judge:
    """One norm of one accord. The memory of `matters` is this object's own and changes no answer."""

    def __init__(self, matters: Matters, norm: Norm) -> None:
        self._matters, self._norm = matters, norm
        self._parties = bound(matters.accord, norm)

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties that the norm binds."""
        return self._parties

    def against(
        self, known: Known, party: str, grade: str, among: Iterable[Incident] | None = None
    ) -> list[Finding]:
        """The breaches of a grade that stand against a party. among: the incidents that matter, of those known."""
        return [f.finding for f in self._against(known, party, among) if f.finding.grade == grade]

    def against_nobody(
        self, known: Known, grade: str, among: Iterable[Incident] | None = None
    ) -> list[Finding]:
        """The breaches of a grade by whom is undetermined: where no party's breach of the condition overlaps (F2c)."""
        those = known.incidents if among is None else tuple(among)
        pool = self._pool(known, None, those)
        if not pool:
            return []
        of_parties = [f for party in self._parties for f in self._against(known, party, those)]
        found: list[Found] = []
        for condition in self._norm.conditions:
            if condition.measure in COUNTED and condition.grade == grade:
                own = self._certain(known, condition, None, pool)
                theirs = [f for f in of_parties if f.finding.condition == condition.address]
                found += not_overlapping(condition, own, theirs)
        return [f.finding for f in found]

    def _against(self, known: Known, party: str, among: Iterable[Incident] | None) -> list[Found]:
        pool = self._pool(known, party, known.incidents if among is None else among)
        if not pool:
            return []
        found = [
            each
            for condition in self._norm.conditions
            if condition.measure in COUNTED
            for each in self._certain(known, condition, party, pool)
        ]
        task = Task(self._matters.accord, self._matters.zones, known)
        return [f for f in found + escalated(task, self._norm, found) if f.finding.truth is Truth.BREACHED]

    def _pool(self, known: Known, party: str | None, among: Iterable[Incident]) -> list[Candidate]:
        """Only what is confirmed can be certain, and only what may be the party's can be its breach."""
        likely = [i for i in among if i.confirmed and (party is None or i.attribution.of(party))]
        removals = Removals(self._matters, known, self._norm)
        told = (candidate(self._matters, removals, self._norm, party, i, AS_WRITTEN) for i in likely)
        return sorted((c for c in told if c is not None), key=lambda c: c.order)

    def _certain(
        self, known: Known, condition: Condition, party: str | None, pool: Sequence[Candidate]
    ) -> list[Found]:
        if condition.measure is Measure.AVERAGE:
            return certain_passings(averaging(self._matters, known, self._norm, condition), party, pool)
        return certain_episodes(Count(self._matters.accord, known.at, self._norm, condition, party), pool)


def judge_of(accord: Accord, matters: Matters, address: str) -> Judge:
    """The judge of one norm, by its address."""
    return Judge(matters, next(n for n in accord.norms if n.address == address))
