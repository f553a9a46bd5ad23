"""An incident made from the reports of one group: what, when, where, how many, by whom, how sure (rules I3-I7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from foedus.accord.model import Accord, Confirmation
from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.incident.aggregates import Count
from foedus.incident.attribution import Testimony, alone, attributed, least
from foedus.incident.behaviour import WEIGHTS, Behaviour, unlearnt
from foedus.incident.episodes import disc_of, time_of
from foedus.incident.explaining import Told, explained
from foedus.incident.grouping import Group
from foedus.incident.hearing import Heard, casualties_of, casualties_of_run, episodes_of, number_of
from foedus.incident.lineage import Lineage, lineage
from foedus.incident.lineage_words import lineage_words
from foedus.incident.marks import TRUSTED, Trust, place_meant
from foedus.incident.model import Attribution, Incident, Reading, WithoutOrigin
from foedus.incident.origins import NO_EVIDENCE, Origins, Speaker
from foedus.incident.sighting import Limits, Sighting
from foedus.incident.wire_credit import claimant_of
from foedus.report.model import Basis, Range, Report

Testimonies: TypeAlias = Mapping[str, Testimony]
"""By origin: what it says of who did it."""


@dataclass(frozen=True, slots=True)
class _Extent:
    """When, where and how many."""

    happened_at: Interval
    place: Place
    number: Range
    casualties: Range


@dataclass(frozen=True)
class Building:
    """What every incident of one accord and one reading is made with. roots: the report that a report repeats.

    learnt: how origins behave, as learnt by the last relearning instant (I4c); None where nothing is.
    """

    accord: Accord
    origins: Origins
    limits: Limits
    reading: Reading
    roots: Mapping[str, Report]
    learnt: Behaviour | None = None
    trust: Trust = TRUSTED
    _speakers: dict[tuple[str, ...], Speaker] = field(default_factory=dict, compare=False, repr=False)
    """Who speaks, by all that decides it: saves work and changes nothing."""

    @property
    def behaviour(self) -> Behaviour:
        """How origins behave."""
        return self.learnt or unlearnt(self.accord.party_names)

    def speaker(self, report: Report) -> Speaker:
        """The independent origin of a report by its own word, under this reading."""
        return self._speaker(report, self.roots.get(report.id, report))

    def _speaker(self, report: Report, root: Report) -> Speaker:
        key = (report.outlet, report.origin, claimant_of(root), root.side)
        found = self._speakers.get(key)
        if found is None:
            found = self._speakers[key] = self.origins.speaker(report, root, self.reading)
        return found

    def lineage(self, reports: Sequence[Report]) -> Lineage:
        """Who repeats whom among the reports of one incident (I3e)."""
        return lineage(reports, self.origins, self.limits.acts, self.limits.objects, self.roots)

    def counted(self, count: Count, steps: Lineage) -> Incident:
        """The incident of a count that tells no single events apart. steps: whose each count of its topic is."""
        made = self.incident(count.group, count.series, count.replaced, steps)
        there = count.stands.report
        return replace(
            made, happened_at=there.happened_at, place=there.place, number=count.number,
            explain=partial(self._explained_count, count, steps),
        )  # fmt: skip

    def _explained_count(self, count: Count, steps: Lineage) -> tuple[str, ...]:
        return (*self._explained(count.group, count.series, count.replaced, steps), *count.words)

    def incident(self, group: Group, series: str = "", replaced: int = 0, steps: Lineage | None = None) -> Incident:
        """The incident of a group. series: for an aggregate. replaced: how many earlier counts it stands for.

        steps: who repeats whom, where that was found among more reports than these.
        """
        everything = [m.report for m in group.members]
        sound = self._sound(group)
        reports = [m.report for m in sound.members]
        heard = self._heard(reports, steps or self._steps(reports))
        supports = {key: h.testimony for key, h in heard.items() if h.testimony is not None}
        held = {key: h.held for key, h in heard.items() if h.held is not None}
        parties = {key: h.speaker.parties for key, h in heard.items()}
        confirmation = self.accord.evidence.confirmation
        attribution = self._held_back(supports, held)
        first = min(reports, key=lambda r: (r.known_at, r.id))
        confirmed = _confirmed(supports, parties, confirmation)
        counting = sorted((heard[key].speaker.name, key) for key in supports)
        told = self._told(sound, tuple(heard.values()))
        return Incident(
            id=f"I-{first.id[:16]}",
            acts=self.limits.acts.most_specific(m.act for m in sound.members),
            targets=self.limits.objects.most_specific(r.target for r in reports),
            happened_at=told.happened_at,
            place=told.place,
            number=told.number,
            casualties=told.casualties,
            series=series,
            attribution=attribution,
            alleged=self.alleged(everything),
            origins=tuple(name for name, _ in counting),
            outlets=len({r.outlet for r in everything}),
            confirmed=confirmed,
            without=tuple(self._without(name, key, supports, held, parties) for name, key in counting),
            reports=tuple(sorted(r.id for r in everything)),
            known_at=first.known_at,
            explain=partial(self._explained, group, series, replaced, steps),
        )

    def _told(self, group: Group, heard: tuple[Heard, ...]) -> _Extent:
        """When, where and how many it was, as far as these reports tell."""
        asked = self.accord.evidence.confirmation.origins
        where = _where([m.report for m in group.members])
        if not self.limits.of_episodes:
            return _Extent(_when(group), where, number_of(heard, asked), casualties_of(heard, asked))
        run = _run(group)
        number, casualties = episodes_of(heard, asked, group.could_be), casualties_of_run(heard, asked)
        return _Extent(time_of(run), disc_of(run) or where, number, casualties)

    def _steps(self, reports: Sequence[Report]) -> Lineage:
        """A report alone repeats nobody of its incident."""
        return self.lineage(reports) if len(reports) > 1 else _ALONE

    def _explained(self, group: Group, series: str, replaced: int, steps: Lineage | None) -> tuple[str, ...]:
        """Worked out anew for the few incidents that are asked for it: to keep it for all would double their memory."""
        reports = [m.report for m in self._sound(group).members]
        steps = steps or self.lineage(reports)
        heard = self._heard(reports, steps)
        supports = {key: h.testimony for key, h in heard.items() if h.testimony is not None}
        held = {key: h.held for key, h in heard.items() if h.held is not None}
        confirmed = _confirmed(
            supports, {k: h.speaker.parties for k, h in heard.items()}, self.accord.evidence.confirmation
        )
        shares = {
            key: {party: alone(party, how, t.origin, t.speaker, self.behaviour) for party, how in t.claims}
            for key, t in supports.items()
        }
        by_origin = tuple(h for _, h in sorted(heard.items()))
        attribution = self._held_back(supports, held)
        run = time_of(_run(self._sound(group))) if self.limits.of_episodes and not series else None
        told = Told(group, by_origin, attribution, confirmed, series, replaced, self.trust.marks, shares, run)
        return (*explained(told, self.accord, self.speaker), *lineage_words(steps, reports))

    def _sound(self, group: Group) -> Group:
        """The group with the members only from which something follows: those not apart, all if there are only such."""
        if not self.trust.apart:
            return group
        sound = tuple(m for m in group.members if m.id not in self.trust.apart)
        return replace(group, members=sound) if sound else group

    def _heard(self, reports: Sequence[Report], steps: Lineage) -> dict[str, Heard]:
        """By origin: what it says in all its reports, and its support for each party, None if it does not count."""
        by_origin: dict[str, list[tuple[Speaker, Report]]] = {}
        for report in reports:
            step = steps.steps.get(report.id)
            speaker = self._speaker(report, step.root) if step else self.speaker(report)
            by_origin.setdefault(speaker.key, []).append((speaker, report))
        return {key: self._one_origin(said) for key, said in by_origin.items()}

    def _one_origin(self, said: Sequence[tuple[Speaker, Report]]) -> Heard:
        speaker = min((s for s, _ in said), key=lambda s: s.name)
        if not self.trust.marks:
            testimony = self._testimony(speaker, said)
            return Heard(speaker, tuple(r for _, r in said), testimony, (), testimony)
        unmarked = [(s, r) for s, r in said if r.id not in self.trust.apart and r.id not in self.trust.doubted]
        doubted = [(s, r) for s, r in said if r.id in self.trust.doubted]
        testimony = self._testimony(speaker, unmarked)
        held = self._testimony(speaker, [*unmarked, *doubted]) if doubted else testimony
        reports = tuple(r for _, r in unmarked or said)
        return Heard(speaker, reports, testimony, tuple(r for _, r in doubted), held, not unmarked)

    def _testimony(self, speaker: Speaker, said: Sequence[tuple[Speaker, Report]]) -> Testimony | None:
        """An origin's best claim for each party, None if it does not count."""
        best: dict[str, Basis] = {}
        counts = False
        for _, report in sorted(said, key=lambda s: s[1].id):
            claims = self.origins.claims_that_count(report, speaker, self.reading)
            counts = counts or claims is not None
            for party, how in claims or ():
                if WEIGHTS[how] > (WEIGHTS[best[party]] if party in best else 0):
                    best[party] = how
        if not counts:
            return None
        coders = {r.collector for _, r in said if r.event_key}
        coder = next(iter(coders)) if len(coders) == 1 else ""
        return Testimony(speaker.key, speaker.party, tuple(sorted(best.items())), coder)

    def _without(
        self, name: str, key: str, supports: Testimonies, held: Testimonies, parties: Mapping[str, tuple[str, ...]]
    ) -> WithoutOrigin:
        left, left_held = ({k: t for k, t in all_of.items() if k != key} for all_of in (supports, held))
        confirmed = _confirmed(left, parties, self.accord.evidence.confirmation)
        return WithoutOrigin(name, self._held_back(left, left_held), confirmed)

    def _held_back(self, supports: Testimonies, held: Testimonies) -> Attribution:
        """Who did it; nobody with more than with the doubted texts, nor with more than without them (R7b)."""
        if not supports:
            return _NOBODY
        without = attributed(supports.values(), self.behaviour)
        return without if held == supports else least(without, attributed(held.values(), self.behaviour))

    def alleged(self, reports: Sequence[Report]) -> tuple[str, ...]:
        """Whom anybody names as having done it, own interest included, sorted."""
        claims = (c for r in reports for c in r.claims if c.basis not in NO_EVIDENCE and c.party.strip())
        return tuple(sorted({self.origins.party_or_name(c.party) for c in claims}))


_NOBODY = Attribution()
_ALONE = Lineage({})


def _confirmed(supports: Mapping[str, object], parties: Mapping[str, tuple[str, ...]], asked: Confirmation) -> bool:
    """Whether enough origins count, and enough of these are no party (I3)."""
    others = sum(1 for key in supports if not parties[key])
    return len(supports) >= asked.origins and others >= asked.not_a_party


def _run(group: Group) -> tuple[Sighting, ...]:
    """The reports that make a run, without those that only support it."""
    return tuple(m for m in group.members if m.id not in group.supports) or group.members


def _when(group: Group) -> Interval:
    """The time that all reports of the finest precision allow; where they contradict each other, all that they span.

    Reports exact within the accord's period count as equally precise, else those with the shortest interval.
    """
    finest = min(m.exactness[0] for m in group.members)
    precise = [m for m in group.members if m.exactness[0] == finest]
    latest_start, earliest_end = max(m.start for m in precise), min(m.end for m in precise)
    if latest_start <= earliest_end:
        return Interval(latest_start, earliest_end)
    return Interval(min(m.start for m in precise), max(m.end for m in precise))


def _where(reports: Sequence[Report]) -> Place:
    """The smallest disc given, else an area, else nowhere; of equals the first in order of place."""
    places = [place_meant(r) for r in reports]
    points = [p for p in places if isinstance(p, Point)]
    if points:
        return min(points, key=lambda p: (p.radius_m, p.longitude_e6, p.latitude_e6))
    areas = [p for p in places if isinstance(p, Area)]
    return min(areas) if areas else Nowhere()
