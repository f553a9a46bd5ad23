"""From findings to cases: which finding opens a case, follows one, or has gone from under it (rules P2b, P2e-P2g)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from foedus.accord.model import Accord, Measure
from foedus.basics.canonical import digest
from foedus.basics.instant import iso
from foedus.finding.model import Evaluation, Finding, Truth
from foedus.incident.model import Known
from foedus.procedure.moves import Found, Gone, Revised
from foedus.procedure.rules import Procedure
from foedus.procedure.state import SPENT, Breach, Case, Stage, State

Evaluate: TypeAlias = Callable[[Known], Evaluation]
"""The evaluation of what is known without the incidents that a breach has spent."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a case's finding, as it goes into the log. id: digest of the finding (P3)."""

    id: str
    case: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Alleged:
    """What the evidence asks of the machine: a move, with the version that it brings, None if the finding is gone."""

    move: Found | Revised | Gone
    version: Version | None


def finding_id(finding: Finding) -> str:
    """What an attestation names: the digest of the whole finding, accord and known time included (F9)."""
    return digest(finding)


def matter(finding: Finding, duties: frozenset[str]) -> tuple[str, ...]:
    """What a finding rests on: the ids of its incidents; of a missed duty the deadline, since nothing happened."""
    if finding.condition in duties:
        return (f"deadline {iso(finding.reached_at)}",)
    return finding.incidents


def duties_of(accord: Accord) -> frozenset[str]:
    """Addresses of the conditions that a missed deadline fulfils."""
    return frozenset(c.address for n in accord.norms for c in n.conditions if c.measure is Measure.NOT_DONE)


def allege(
    procedure: Procedure, state: State, known: Known, evaluation: Evaluation, versions: dict[int, Version],
    duties: frozenset[str], evaluate: Evaluate,
) -> Iterator[Alleged]:  # fmt: skip
    """What the evidence as it is now asks of the machine, in the order of the cases, then of the breaches.

    versions: the last version of each case, by number; read, not changed. evaluate: see `Evaluate`.
    """
    by_breach: dict[Breach, list[Finding]] = {}
    for finding in evaluation.findings:
        if (
            finding.truth is Truth.BREACHED
            and finding.party is not None
            and procedure.certification_of(finding.grade) is not None
        ):
            by_breach.setdefault(Breach(finding.norm, finding.grade, finding.party), []).append(finding)
    for case in state.cases:
        if case.is_pending or (case.stage is Stage.CERTIFIED and not case.undermined):
            yield from _follow(case, by_breach.get(case.breach, ()), versions[case.number], duties)
    for breach in sorted(by_breach):
        if state.running(breach) is None:
            yield from _open(state, breach, by_breach[breach], known, duties, evaluate)


def _follow(
    case: Case, findings: Iterable[Finding], last: Version, duties: frozenset[str]
) -> Iterator[Alleged]:
    """The finding that a case is about now: the one that shares most with it, the earliest of several."""
    had = set(case.incidents)
    shares = [(-len(had.intersection(matter(f, duties))), f.reached_at, f.episode, f.condition, f) for f in findings]
    if not shares or min(shares)[0] == 0:
        yield Alleged(Gone(case.number), None)
        return
    finding = min(shares, key=lambda s: s[:4])[4]
    if _said(finding) != _said(last.finding) and case.is_pending:
        version = Version(finding_id(finding), case.number, finding)
        yield Alleged(
            Revised(case.number, version.id, matter(finding, duties), bool(finding.cured_by)), version
        )  # fmt: skip


def _said(finding: Finding) -> Finding:
    """A finding without when it was known and how it is told: two that are equal then are one version."""
    return replace(finding, as_known_at=0, explanation=())


def _open(
    state: State, breach: Breach, findings: list[Finding], known: Known, duties: frozenset[str], evaluate: Evaluate
) -> Iterator[Alleged]:
    """The earliest finding that stands without what earlier cases have spent (P2g)."""
    spent = frozenset(i for c in state.cases if c.breach == breach and c.stage in SPENT for i in c.incidents)
    if spent:
        fresh = replace(known, incidents=tuple(i for i in known.incidents if i.id not in spent))
        findings = [
            f
            for f in evaluate(fresh).findings
            if (f.truth, f.norm, f.grade, f.party) == (Truth.BREACHED, *breach) and spent.isdisjoint(matter(f, duties))
        ]
    if findings:
        first = min(findings, key=lambda f: (f.reached_at, f.episode, f.condition))
        version = Version(finding_id(first), len(state.cases) + 1, first)
        yield Alleged(Found(breach, version.id, matter(first, duties), bool(first.cured_by)), version)
