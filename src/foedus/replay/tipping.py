"""Tipping: which single report would make a breach that does not stand now, and how many where none alone does.

Every answer is a trial, not an estimate: a report of one more independent origin, no party, that saw a party do what
is already alleged or unattributed is added to the incident, the incident is made anew from its reports, and all is
evaluated again. Where several are needed the set is looked for greedily; a smaller one may exist, and the words say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from foedus.accord.model import Guarantee
from foedus.finding.model import Evaluation, Finding, Truth
from foedus.incident.model import Incident
from foedus.replay.guarantees import waits_for
from foedus.replay.model import Tip
from foedus.replay.pairing import Group, breaches_not_in, group_of
from foedus.replay.pipeline import AS_WRITTEN, End, Pipeline
from foedus.replay.words import counted, stretch, tally
from foedus.report.model import UNKNOWN_ACT, Basis, Claim, Kind, Report

MOST_TRIALS = 200
"""How many hypothetical evaluations one replay makes at most; what was left out is said in the notes."""
FEWEST_TRIALS = 20
"""How many it may make in any case."""
MOST_WORK = 100_000
"""Incidents in all trials together: an evaluation costs about a quarter of a millisecond for each (one shared core)."""
KEPT_FOR_SETS = 3
"""One trial in so many is kept for sets of reports, where no report tips alone."""
MOST_ORIGINS = 3
"""How many more origins are tried on one incident at most; three that saw it meet every named standard (I4a, I5)."""

Case = tuple[str, str]
"""Incident id and party."""


@dataclass(frozen=True)
class Tipping:
    """tips: those that tip alone first. notes: what was not tried, what would not help; sentences."""

    tips: tuple[Tip, ...]
    notes: tuple[str, ...]


def tipping(end: End, pipeline: Pipeline) -> Tipping:
    """Try what would tip the findings at the end. Deterministic; at most `MOST_TRIALS` evaluations, see `_Trials.most`.

    Only incidents behind an undetermined finding, or behind one with no party, can tip a breach: a breach needs the
    condition to hold on certain incidents, and with one more certain it held on the possible ones before (F2b, F2c).
    """
    trials = _Trials(end, pipeline)
    cases = _cases(end, trials)
    tips: list[Tip] = []
    untried = 0
    for case in cases:
        if trials.spent(trials.most // KEPT_FOR_SETS):
            untried += 1
        elif trials.reports_needed(case) == 1:
            tip = _tip_of(end, trials, [case])
            tips += [tip] if tip else []
    tipped = {group for tip in tips for group in trials.groups.get((tip.incident, tip.party), ())}
    for wanted in _wanted(end, cases):
        if wanted.group not in tipped and not trials.spent():
            together = _together(end, trials, wanted)
            if together is not None:
                tipped.add(wanted.group)
                tips += [together] if together not in tips else []
    ordered = sorted(tips, key=lambda t: (not t.alone, not t.opens_guarantee, t.reports))  # stable: else as tried
    return Tipping(tuple(ordered), _notes(tips, cases, untried, trials))


def supposed(
    end: End, pipeline: Pipeline, incident: Incident, members: Sequence[Report], party: str, origins: int
) -> Incident:
    """The incident as it would be with so many more independent origins, no party, that saw `party` do it.

    members: the incident's reports, earliest known first. Made by fusing them with the supposed ones. All are said to
    be of one incident, because that is what is supposed here: who saw something like it might mean another (I3l).
    """
    assert members, "an incident has reports"
    more = [_witness(incident, members[0], party, end.at, number + 1) for number in range(origins)]
    together = tuple(sorted(r.id for r in (*members, *more)))
    said = Report(Kind.SAME_INCIDENT, UNKNOWN_ACT, incident.happened_at, end.at, "", "", derives_from=together)
    made = pipeline.suppose(end.accord, [*members, *more, said], end.at, AS_WRITTEN).incidents
    return replace(made[0], id=incident.id) if len(made) == 1 else incident


def _witness(incident: Incident, first: Report, party: str, at: int, number: int) -> Report:
    name = f"supposed witness {number}"
    act = incident.acts[0] if len(incident.acts) == 1 else first.act
    return Report(
        Kind.EVENT, act, incident.happened_at, at, name, name, incident.place, claims=(Claim(party, Basis.SEEN),),
        target=incident.targets[0] if len(incident.targets) == 1 else first.target, event_key=first.event_key,
        attachments=(f"material of {name}",),  # so that it is nobody's copy (I3h)
    )  # fmt: skip


@dataclass
class _Trials:
    """The owner of what was tried: supposed incidents, answers, and how many evaluations they cost."""

    end: End
    pipeline: Pipeline
    made: int = 0
    groups: dict[Case, frozenset[Group]] = field(default_factory=dict)
    _needed: dict[Case, int] = field(default_factory=dict)
    _supposed: dict[Case, Incident] = field(default_factory=dict)
    incidents: Mapping[str, Incident] = field(init=False)
    _reports: Mapping[str, Report] = field(init=False)

    def __post_init__(self) -> None:
        self.incidents = {i.id: i for i in self.end.known.incidents}
        self._reports = {r.id: r for r in self.end.reports}

    @property
    def most(self) -> int:
        """How many trials may be made: fewer where there are many incidents; a number, so every machine stops alike."""
        return min(MOST_TRIALS, max(FEWEST_TRIALS, MOST_WORK // max(1, len(self.incidents))))

    def spent(self, kept: int = 0) -> bool:
        return self.made + kept >= self.most

    def reports_needed(self, case: Case) -> int:
        """How many such origins confirm and attribute the incident: 1..MOST_ORIGINS, or 0 if even these do not."""
        if case not in self._needed:
            self._needed[case] = self._try_origins(case)
        return self._needed[case]

    def _try_origins(self, case: Case) -> int:
        incident, standard = self.incidents[case[0]], self.end.accord.evidence.standard
        if incident.series:
            return 0  # a count that tells no events apart: nobody can have seen "it" (I7)
        members = sorted((self._reports[i] for i in incident.reports), key=lambda r: (r.known_at, r.id))
        for origins in range(1, MOST_ORIGINS + 1):
            now = supposed(self.end, self.pipeline, incident, members, case[1], origins)
            if now.confirmed and standard.met_by(now.attribution.of(case[1])):
                self._supposed[case] = now
                return origins
        return 0

    def breaches(self, cases: Sequence[Case]) -> tuple[Finding, ...]:
        """The breaches that would newly stand if each incident were seen by as many as it needs."""
        self.made += 1
        changed = {case[0]: self._supposed[case] for case in cases}
        incidents = (changed.get(i.id, i) for i in self.end.known.incidents)
        ordered = tuple(sorted(incidents, key=lambda i: (i.happened_at.start, i.happened_at.end, i.id)))
        then = self.pipeline.evaluate(self.end.accord, replace(self.end.known, incidents=ordered), AS_WRITTEN)
        new = breaches_not_in(then.findings, self.end.evaluation.findings)
        if len(cases) == 1:
            self.groups[cases[0]] = frozenset(group_of(f) for f in new)
        return new


def _cases(end: End, trials: _Trials) -> list[Case]:
    """Incidents that may tip something, with the party that would have to be seen; each once.

    Grades take turns, the gravest first, so that many small matters do not use up the trials; within a grade the
    findings with the fewest incidents come first, because there one incident weighs most.
    """
    bound = {n.address: end.accord.bound_by(n) for n in end.accord.norms}
    of_grade: list[list[Case]] = []
    for grade in reversed(end.accord.grades):
        findings = [f for f in _unsettled(end.evaluation) if f.grade == grade]
        of_grade.append([
            (incident, party)
            for f in sorted(findings, key=lambda f: len(f.incidents))
            for incident in f.incidents
            for party in _suspects(f, trials.incidents[incident], bound.get(f.norm, ()))
        ])  # fmt: skip
    return list(dict.fromkeys(case for turn in zip_longest(*of_grade) for case in turn if case is not None))


def _unsettled(evaluation: Evaluation) -> list[Finding]:
    return [f for f in evaluation.findings if f.truth is Truth.UNDETERMINED or f.party is None]


def _suspects(finding: Finding, incident: Incident, bound: tuple[str, ...]) -> tuple[str, ...]:
    if finding.party is not None:
        return (finding.party,)
    return tuple(p for p in bound if p in incident.alleged) or bound


@dataclass(frozen=True)
class _Wanted:
    """A breach that does not stand, and the cases that could make it stand."""

    group: Group
    cases: tuple[Case, ...]


def _wanted(end: End, cases: Sequence[Case]) -> list[_Wanted]:
    """The undetermined findings with their cases: what guarantees wait for first, then by grade, the smallest first."""
    tried = set(cases)
    guarantees = [p for a in end.accord.articles for p in a.provisions if isinstance(p, Guarantee)]

    def weight(finding: Finding) -> tuple[bool, int, int]:
        waited = any(waits_for(g, replace(finding, truth=Truth.BREACHED)) for g in guarantees)
        return (not waited, -end.accord.grades.index(finding.grade), len(finding.incidents))

    open_ones = [f for f in end.evaluation.findings if f.truth is Truth.UNDETERMINED and f.party is not None]
    return [
        _Wanted(group_of(f), tuple((i, f.party) for i in f.incidents if f.party and (i, f.party) in tried))
        for f in sorted(open_ones, key=weight)
    ]


def _together(end: End, trials: _Trials, wanted: _Wanted) -> Tip | None:
    """A set of incidents, small but not surely the smallest, that makes the wanted breach stand; None if all do not."""
    usable = sorted((c for c in wanted.cases if trials.reports_needed(c)), key=trials.reports_needed)

    def enough(chosen: Sequence[Case]) -> bool:
        return any(group_of(f) == wanted.group for f in trials.breaches(chosen))

    if not usable or not enough(usable):
        return None
    low, high = 1, len(usable)
    while low < high and not trials.spent():
        middle = (low + high) // 2
        low, high = (low, middle) if enough(usable[:middle]) else (middle + 1, high)
    chosen = usable[:high]
    for case in list(reversed(chosen)):
        fewer = [c for c in chosen if c != case]
        if trials.spent():
            break
        if fewer and enough(fewer):
            chosen = fewer
    return _tip_of(end, trials, chosen)


def _tip_of(end: End, trials: _Trials, cases: Sequence[Case]) -> Tip | None:
    new = trials.breaches(cases)
    if not new:
        return None
    guarantees = [p for a in end.accord.articles for p in a.provisions if isinstance(p, Guarantee)]
    standing = [g for g in guarantees if any(waits_for(g, f) for f in end.evaluation.findings)]
    opens = any(waits_for(g, f) for g in guarantees if g not in standing for f in new)
    (incident, party), others = cases[0], tuple(i for i, _ in cases[1:])
    reports = sum(trials.reports_needed(c) for c in cases)
    breaches = tally(new)
    what = _words(end, trials, cases, reports, breaches, opens)
    return Tip(incident, party, what, breaches, opens, reports == 1, others, reports)


def _words(
    end: End, trials: _Trials, cases: Sequence[Case], reports: int, breaches: tuple[str, ...], opens: bool
) -> str:
    incident, party = cases[0]
    incidents = len(cases)
    then = f"this would stand: {'; '.join(breaches)}" + (", which a guarantee waits for" if opens else "")
    found = trials.incidents[incident]
    act = " or ".join(found.acts) or "act"
    at = stretch(found.happened_at, end.accord.time_zone)
    seen = f"had one more independent origin, no party, seen {party} do it"
    if reports == 1:
        return f"The {act} of {at} ({incident}): {seen}, {then}."
    if incidents == 1:
        seen = f"had {reports} more independent origins, none a party, seen {party} do it"
        return f"The {act} of {at} ({incident}): {seen}, {then}. No single report would."
    return (
        f"No single report would tip it. {counted(reports, 'report')} about {incidents} incidents "
        f"({incident} of {at} and others), of independent origins, none a party, that saw {party} do it: then {then}. "
        "The set was looked for step by step; a smaller one may exist."
    )


def _notes(tips: Sequence[Tip], cases: Sequence[Case], untried: int, trials: _Trials) -> tuple[str, ...]:
    notes = []
    if untried or trials.spent():
        notes.append(
            f"What would tip the findings was tried {trials.made} times, and no more than {trials.most}; "
            f"{counted(untried, 'single report was', 'single reports were')} not tried."
        )
    if cases and not tips and not untried:
        notes.append("No report about a known incident was found that would make a breach stand.")
    return tuple(notes)
