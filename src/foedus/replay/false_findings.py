"""Findings of breaches that never were: what stands, at any time, on recorded reports of a time when the deal was kept.

Walks along known time as a replay does (T5, T6), and looks at nothing but the one prohibition. How far back what a new
report can change reaches is told by the accord's windows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from foedus.accord.model import Accord, Evidence, Standard
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, FAR_FUTURE, Instant, Interval
from foedus.finding.fast_log import MattersOnce
from foedus.finding.model import Finding
from foedus.incident.fuse import Fusion
from foedus.incident.model import Incident, Known
from foedus.procedure.aim import Aim, reach_days
from foedus.replay.looks import looks, step_for
from foedus.replay.making_good import Lapse, MakingGood
from foedus.replay.party_breaches import Judge, judge_of
from foedus.replay.trials import Design
from foedus.replay.turned_procedure import what_finds
from foedus.report.model import Report


@dataclass
class FalseFinding:
    """One that stood at some time. party: None where it is undetermined by whom, and the grade is the one that acts
    make. made_good: no more was seen in the time that the text gives to make it good. Grows while it is walked along
    known time; owned by the walk.
    """

    party: str | None
    condition: str
    episode: Interval
    reached_at: Instant
    known_at: Instant
    incidents: set[str] = field(default_factory=set)
    made_good: bool = False


def false_findings(
    zones: Zones, aim: Aim, designs: Sequence[Design], stretch: Interval, reports: Sequence[Report],
    good: Sequence[MakingGood | None] = (),
) -> list[list[FalseFinding]]:  # fmt: skip
    """For each design the findings that ever stood about a stretch in which nobody broke the deal: of the grade against
    a party, and by whom is undetermined of the grade that acts make.

    The accords are taken as in force in that stretch alone. reports: all that are recorded, of other times too, since
    what a source says of those shows how it behaves. What overlaps in time is one finding, however it grows. good: of
    each design, how a breach can be made good under it; none if not given.
    """
    in_force = [as_if(d.accord, stretch) for d in designs]
    alike: dict[Evidence, list[int]] = {}
    walks: list[_Walk] = []
    first: dict[Accord, _Walk] = {}
    for n, accord in enumerate(in_force):
        finds = what_finds(accord)
        if finds not in first:
            first[finds] = _Walk(
                judge_of(accord, MattersOnce(accord, zones), aim.norm), aim, reach_days(accord, aim.under(accord)),
                any(good),
            )  # fmt: skip
            alike.setdefault(replace(accord.evidence, standard=Standard()), []).append(n)
        walks.append(first[finds])
    ordered = sorted(reports, key=lambda r: (r.known_at, r.id))
    for numbers in alike.values():
        fusion = Fusion(in_force[numbers[0]], zones)
        before: Mapping[str, Incident] = {}
        for at, arrived in looks(ordered, stretch.start, step_for(ordered)):
            known = fusion.learn(arrived, at)
            changed = [i for i in known.incidents if before.get(i.id) is not i]
            before = {i.id: i for i in known.incidents} if changed else before
            for n in numbers:
                walks[n].look(known, changed)
    of_each = good or [None] * len(designs)
    return [[walk.with_time(f, each) for f in walk.found] for walk, each in zip(walks, of_each, strict=True)]


def as_if(accord: Accord, stretch: Interval) -> Accord:
    """The accord as if it were in force in a stretch of time, and in no other."""
    return replace(accord, in_force_from=stretch.start, in_force_until=stretch.end + 1, renewal=None)


class _Walk:
    """The owner of what one design found so far."""

    def __init__(self, judge: Judge, aim: Aim, reach: int | None, notes: bool) -> None:
        """notes: whether it may be asked what was seen in the time to make good."""
        self.found: list[FalseFinding] = []
        self._judge, self._aim = judge, aim
        self._reach = FAR_FUTURE if reach is None else reach * DAY
        self._notes = notes
        self._acts: dict[tuple[str, str], tuple[Interval, Instant]] = {}
        """By party and id, acts that came into a breach of the grade that acts make: when, and since when known."""
        self._alone = aim.counted.window is None and aim.counted.at_least == 1

    def look(self, known: Known, changed: Sequence[Incident]) -> None:
        """Take in what is found now. changed: the incidents that are new, or not as they were at the look before."""
        near = [i.happened_at for i in changed if i.confirmed]
        if not near:
            return
        spans = _united([Interval(when.start - self._reach, when.end + self._reach) for when in near])
        among = [i for i in known.incidents if i.confirmed and any(s.overlaps(i.happened_at) for s in spans)]
        for party in self._aim.parties:
            for finding in self._judge.against(known, party, self._aim.grade, among):
                self._take(finding, party, known.at)
            if self._notes:
                self._note(known, party, among)
        for finding in self._judge.against_nobody(known, self._aim.counted.grade, among):
            self._take(finding, None, known.at)

    def with_time(self, finding: FalseFinding, good: MakingGood | None) -> FalseFinding:
        """The same, made good or not in the time that is given to the accused."""
        party = finding.party
        if good is None or party is None:
            return finding

        def goes_on(time: Lapse) -> bool:
            own = (told for (whose, _), told in self._acts.items() if whose == party)
            return any(time.is_broken_by(at) and since <= time.ends_at for at, since in own)

        return replace(finding, made_good=good.is_made_good(party, finding.known_at, goes_on))

    def _note(self, known: Known, party: str, among: Sequence[Incident]) -> None:
        happened = {i.id: i.happened_at for i in among}
        for finding in self._judge.against(known, party, self._aim.counted.grade, among):
            for each in finding.incidents:
                self._acts.setdefault((party, each), (happened[each], known.at))

    def _take(self, finding: Finding, party: str | None, at: Instant) -> None:
        alone = self._alone and (party is None or self._aim.waves == 1)
        for held in self.found:
            same = not held.incidents.isdisjoint(finding.incidents)
            if held.party == party and (same or (not alone and held.episode.overlaps(finding.episode))):
                held.episode = Interval(
                    min(held.episode.start, finding.episode.start), max(held.episode.end, finding.episode.end)
                )
                held.incidents |= set(finding.incidents)
                return
        self.found.append(FalseFinding(
            party, finding.condition, finding.episode, finding.reached_at, at, set(finding.incidents)
        ))  # fmt: skip


def _united(spans: Sequence[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
