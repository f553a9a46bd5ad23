"""From findings to cases: which finding opens a case, follows one, or has gone from under it (rules P2b, P2e-P2g, P2i,
P2j)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, replace
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
    """A version of a case's finding, as it goes into the log. id: digest of what is said (P3). reports: ids of those
    that each of its incidents is made of.

    members: of each incident of the case, by the name under which it came into the case, all reports that it was ever
    made of. So it stays the same incident for the case when the report is taken back that gave it its id (P2i).
    """

    id: str
    case: int
    finding: Finding
    reports: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def said(self) -> dict[str, object]:
        """What goes into the log: the finding, and what it rests on. How it is told is no part of it, so that another
        wording changes no log."""
        return said_of(self.finding, self.reports)


@dataclass(frozen=True, slots=True)
class Alleged:
    """What the evidence asks of the machine: a move, with the version that it brings, None if the finding is gone."""

    move: Found | Revised | Gone
    version: Version | None


def said_of(finding: Finding, reports: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """A finding as it goes into the log, accord and known time included; an attestation names its digest (F9)."""
    told = {f.name: getattr(finding, f.name) for f in fields(finding) if f.name != "explanation"}
    return {**told, "reports": dict(reports)}


def matter(finding: Finding, duties: frozenset[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """What a finding rests on: its incidents by the names that they have in the case; of a missed duty the deadline,
    since nothing happened."""
    if finding.condition in duties:
        return (f"deadline {iso(finding.reached_at)}",)
    return tuple(sorted(names.get(i, i) for i in finding.incidents))


def names_in(members: Mapping[str, AbstractSet[str]], known: Known) -> dict[str, str]:
    """Which incidents are of a case already, each with its name there: the one with which it shares most reports, each
    name for one incident (P2i)."""
    name_of = {report: name for name, reports in members.items() for report in reports}
    shared: dict[tuple[str, str], int] = {}
    for incident in known.incidents if name_of else ():
        for report in incident.reports:
            if report in name_of:
                pair = (name_of[report], incident.id)
                shared[pair] = shared.get(pair, 0) + 1
    found: dict[str, str] = {}
    taken: set[str] = set()
    for (name, incident_id), _ in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        if name not in taken and incident_id not in found:
            found[incident_id] = name
            taken.add(name)
    return found


def kept_up(version: Version, known: Known) -> Version:
    """A version with the reports that its incidents are made of now, whether or not the case still runs: what was spent
    stays spent when the reports are taken back from which it was first known (P2g)."""
    names = names_in(version.members, known)
    reports = {i.id: i.reports for i in known.incidents if i.id in names}
    more = {name: version.members[name] | set(reports[incident]) for incident, name in names.items()}
    if all(version.members[name] == after for name, after in more.items()):
        return version
    return replace(version, members={**version.members, **more})


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
            yield from _follow(case, by_breach.get(case.breach, ()), versions[case.number], known, duties)
    for breach in sorted(by_breach):
        if state.running(breach) is None:
            yield from _open(state, breach, by_breach[breach], known, duties, evaluate, versions)


def _follow(
    case: Case, findings: Iterable[Finding], last: Version, known: Known, duties: frozenset[str]
) -> Iterator[Alleged]:
    """The finding that a case is about now: the one that shares most with it, the earliest of several."""
    names = names_in(last.members, known)
    shares = [
        (-_shared(case, f, last.finding, duties, names), f.reached_at, f.episode, f.condition, f) for f in findings
    ]
    if not shares or min(shares)[0] == 0:
        yield Alleged(Gone(case.number), None)
        return
    finding = min(shares, key=lambda s: s[:4])[4]
    if _said(finding) != _said(last.finding) and case.is_pending:
        version = _version(case.number, finding, known, names, last.members)
        rests_on = matter(finding, duties, names)
        yield Alleged(Revised(case.number, version.id, rests_on, bool(finding.cured_by)), version)


def _shared(
    case: Case, finding: Finding, last: Finding, duties: frozenset[str], names: Mapping[str, str]
) -> int:
    """How much of what a case is about a finding is about: incidents, or the duty that was missed (P2j)."""
    if finding.condition not in duties:
        return len(set(case.incidents).intersection(matter(finding, duties, names)))
    had_run_out = case.is_pending or case.certified_at is None or finding.reached_at <= case.certified_at
    return int(finding.condition == last.condition and had_run_out)


def _spends(case: Case, last: Finding, finding: Finding) -> bool:
    """Whether a case that is over spends a duty missed (P2j): at the deadline that it was about, or at one that had run
    out when it was certified, or opened."""
    judged_at = case.opened_at if case.certified_at is None else case.certified_at
    return finding.condition == last.condition and finding.reached_at <= max(judged_at, last.reached_at)


def _version(
    number: int, finding: Finding, known: Known, names: Mapping[str, str], members: Mapping[str, frozenset[str]]
) -> Version:
    wanted = set(finding.incidents)
    reports = {i.id: i.reports for i in known.incidents if i.id in wanted}
    said = {names.get(i, i): frozenset(made_of) for i, made_of in reports.items()}
    after = {**members, **{name: members.get(name, frozenset()) | more for name, more in said.items()}}
    return Version(digest(said_of(finding, reports)), number, finding, reports, after)


def _said(finding: Finding) -> Finding:
    """A finding without when it was known and how it is told: two that are equal then are one version."""
    return replace(finding, as_known_at=0, explanation=())


def _open(
    state: State, breach: Breach, findings: list[Finding], known: Known, duties: frozenset[str], evaluate: Evaluate,
    versions: Mapping[int, Version],
) -> Iterator[Alleged]:  # fmt: skip
    """The earliest finding that stands without what earlier cases have spent (P2g)."""
    over = [c for c in state.cases if c.breach == breach and c.stage in SPENT]
    spent = frozenset(i for c in over for i in c.incidents)
    if spent:
        told = frozenset(r for c in over for i in c.incidents for r in versions[c.number].members.get(i, ()))
        fresh = replace(known, incidents=tuple(i for i in known.incidents if told.isdisjoint(i.reports)))
        findings = [
            f
            for f in evaluate(fresh).findings
            if (f.truth, f.norm, f.grade, f.party) == (Truth.BREACHED, *breach)
            and not (
                any(_spends(c, versions[c.number].finding, f) for c in over)
                if f.condition in duties
                else spent.intersection(f.incidents)
            )
        ]
    if findings:
        first = min(findings, key=lambda f: (f.reached_at, f.episode, f.condition))
        version = _version(len(state.cases) + 1, first, known, {}, {})
        yield Alleged(Found(breach, version.id, matter(first, duties, {}), bool(first.cured_by)), version)
