"""Whose words an incident rests on: its origins, what each of their reports repeats, and who counts and why (I3, I3e).

What fusion works out on the way to an incident, worked out again for those who ask, from the same reports: a pure
function of them, of the accord and of the incidents made from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.incident.building import Building
from foedus.incident.force import in_force
from foedus.incident.lineage import Ground, Lineage, Step, published
from foedus.incident.marks import Mark, marks, trust_of
from foedus.incident.model import Incident, Reading
from foedus.incident.origins import NO_EVIDENCE, Origins, Speaker, origins_of, roots_of
from foedus.incident.sighting import limits_of
from foedus.incident.topics import lineage_of_counts, topic_of
from foedus.report.model import Kind, Report


@dataclass(frozen=True)
class Told:
    """A report and those of the incident that repeat it in one step, the earliest published first.

    source: the report it repeats where that one is no report of the incident (of another, or taken back), else None.
    marks: why it is marked, if it is.
    """

    step: Step
    copies: tuple[Told, ...]
    source: Report | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.step.report


@dataclass(frozen=True)
class Origin:
    """An independent origin of an incident and all reports that lead back to it.

    owners: whether it is a group of outlets that the accord counts as one (I3i). counts: whether it counts for the
    incident. why: in words, behind `counts` or `does not count`; "" where nothing need be said. told: the reports that
    repeat no other report of the incident, each with its copies.
    """

    speaker: Speaker
    owners: bool
    counts: bool
    why: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Traced:
    """An incident with its origins, those that count first, then by first publication.

    apart: marked reports from which nothing of the incident follows (R7), each with its marks.
    """

    incident: Incident
    origins: tuple[Origin, ...]
    apart: tuple[Told, ...] = ()

    @property
    def reports(self) -> tuple[Told, ...]:
        """Every report of the incident, once, a source before its copies."""
        return (*(t for o in self.origins for t in flat(o.told)), *self.apart)


def flat(told: Iterable[Told]) -> tuple[Told, ...]:
    """Reports and all that repeat them, a source before its copies."""
    found: list[Told] = []
    waiting = list(told)[::-1]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += one.copies[::-1]
    return tuple(found)


class Tracing:
    """Traces incidents that `fuse` made of these reports for this accord.

    known: the reports known by then, each once, those taken back included. Cost: of a trace, that of its lineage.
    """

    def __init__(self, accord: Accord, zones: Zones, known: Iterable[Report]) -> None:
        self.known: Mapping[str, Report] = {r.id: r for r in known}
        self.standing: Mapping[str, Report] = in_force(self.known)
        self.origins: Origins = origins_of(accord)
        self._trust = trust_of(marks(self.known))
        apart = self._trust.apart
        copies = [r for r in self.standing.values() if r.derives_from]
        roots = roots_of(copies, self.known, apart)
        self._roots = {r.id: roots[r.id] for r in copies}
        limits = limits_of(accord, zones)
        self._building = Building(accord, self.origins, limits, Reading(), self._roots, trust=self._trust)

    def trace(self, incident: Incident) -> Traced:
        """The origins of an incident, and who repeats whom."""
        reports = [self.known[i] for i in incident.reports]
        sound = [r for r in reports if r.id not in self._trust.apart] or reports
        steps = self._lineage(incident, sound)
        by_key: dict[str, list[Report]] = defaultdict(list)
        speakers: dict[str, Speaker] = {}
        for report in sound:
            speaker = self.origins.speaker(report, steps.root(report), Reading())
            by_key[speaker.key].append(report)
            held = speakers.get(speaker.key)
            speakers[speaker.key] = speaker if held is None else min(held, speaker, key=lambda s: s.name)
        origins = [self._origin(speakers[key], said, steps, incident) for key, said in by_key.items()]
        origins.sort(key=lambda o: (not o.counts, published(o.told[0].report)))
        there = {r.id for r in sound}
        left = sorted((r for r in reports if r.id not in there), key=published)
        return Traced(incident, tuple(origins), tuple(self._told_alone(r) for r in left))

    def _lineage(self, incident: Incident, sound: Sequence[Report]) -> Lineage:
        if not incident.series:
            return self._building.lineage(sound)
        return lineage_of_counts(self._counts[self._topic(sound[0])], self.origins, self._roots)

    @cached_property
    def _counts(self) -> Mapping[str, Sequence[Report]]:
        """All counts that stand, by what they are of: whose a count is can take the counts of others to tell."""
        found: dict[str, list[Report]] = defaultdict(list)
        for report in self.standing.values():
            if report.kind is Kind.AGGREGATE:
                found[self._topic(report)].append(report)
        return found

    def _topic(self, report: Report) -> str:
        topic = topic_of(report, self._building.alleged([report]))
        return f"{topic}, marked" if report.id in self._trust.apart else topic

    def _origin(self, speaker: Speaker, said: Sequence[Report], steps: Lineage, incident: Incident) -> Origin:
        counts = any(_alike(name, speaker.name) for name in incident.origins)
        owners = not speaker.parties and speaker.name in self.origins.owners.values()
        why = self._why_it_counts(speaker, said) if counts else self._why_not(speaker, said)
        return Origin(speaker, owners, counts, why, self._trees(said, steps))

    def _trees(self, said: Sequence[Report], steps: Lineage) -> tuple[Told, ...]:
        """The reports of one origin as trees. Copies are always published later, so that no tree is a circle."""
        ordered = sorted(said, key=published)
        here = {r.id for r in ordered}
        made: dict[str, Told] = {}
        below: dict[str, list[str]] = defaultdict(list)
        tops: list[str] = []
        for report in ordered:
            step = steps.steps.get(report.id) or Step(report, report, report, Ground.FIRST)
            source = step.repeats
            inside = source.id in here and source.id != report.id and not _leads_to(source, report, steps)
            (below[source.id] if inside else tops).append(report.id)
            outside = source if source.id != report.id and not inside else None
            made[report.id] = Told(step, (), outside, self._trust.marks.get(report.id, ()))
        return tuple(_with_copies(made, below, top) for top in tops)

    def _told_alone(self, report: Report) -> Told:
        return Told(Step(report, report, report, Ground.FIRST), (), None, self._trust.marks.get(report.id, ()))

    def _why_it_counts(self, speaker: Speaker, said: Sequence[Report]) -> str:
        if speaker.party:
            return "what it says is against its own interest"
        return "" if any(self._names(r) for r in said) else "it does not say who did it"

    def _why_not(self, speaker: Speaker, said: Sequence[Report]) -> str:
        unmarked = [r for r in said if r.id not in self._trust.apart and r.id not in self._trust.doubted]
        if not unmarked:
            return "all that it says is marked (R7)"
        if len(speaker.parties) > 1:
            return "they speak as one, and which of them says what is not told (I3c)"
        if any(r.act in self.origins.owed.get(speaker.party, frozenset()) for r in unmarked):
            return "it says that it did what it has to do, in its own interest (I3)"
        accused = sorted({p for r in unmarked for p in self._names(r)} - {speaker.party})
        what = f"accuses {' and '.join(accused)}" if accused else "names nobody as having done it"
        return f"it {what}, in its own interest (I3)"

    def _names(self, report: Report) -> frozenset[str]:
        named = (c for c in report.claims if c.basis not in NO_EVIDENCE and c.party.strip())
        return frozenset(self.origins.party_or_name(c.party) for c in named)


def _with_copies(made: Mapping[str, Told], below: Mapping[str, Sequence[str]], top: str) -> Told:
    """A report with its copies and theirs, made from the last of them up: chains can be longer than the stack."""
    order, waiting = [], [top]
    while waiting:
        one = waiting.pop()
        order.append(one)
        waiting += below.get(one, ())
    whole: dict[str, Told] = {}
    for one in reversed(order):
        there = made[one]
        whole[one] = Told(there.step, tuple(whole[i] for i in below.get(one, ())), there.source, there.marks)
    return whole[top]


def _leads_to(source: Report, report: Report, steps: Lineage) -> bool:
    """Whether a report's source repeats, in the end, the report itself: a later one named as a source by an earlier."""
    seen = {source.id}
    while (step := steps.steps.get(source.id)) is not None and step.repeats.id not in seen:
        source = step.repeats
        if source.id == report.id:
            return True
        seen.add(source.id)
    return False


def _alike(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
