"""An incident made from the reports of one group: what, when, where, how many, by whom, how sure (rules I3-I7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from foedus.accord.model import Accord
from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.incident.aggregates import Count
from foedus.incident.attribution import Testimony, alone
from foedus.incident.behaviour import WEIGHTS, Behaviour, unlearnt
from foedus.incident.episodes import disc_of, time_of
from foedus.incident.explaining import Told, explained
from foedus.incident.flipping import flips
from foedus.incident.grouping import Group
from foedus.incident.hearing import Heard, casualties_of, casualties_of_run, episodes_of, number_of
from foedus.incident.judging import Draft, Voices, voices_of
from foedus.incident.lineage import Lineage, lineage
from foedus.incident.lineage_words import lineage_words
from foedus.incident.marks import TRUSTED, Trust, place_meant
from foedus.incident.model import Attribution, Incident, Reading
from foedus.incident.origins import NO_EVIDENCE, Origins, Speaker
from foedus.incident.sighting import Limits, Sighting
from foedus.incident.wire_credit import claimant_of
from foedus.report.model import Basis, Range, Report


@dataclass(frozen=True, slots=True)
class _Extent:
    """When, where and how many."""

    happened_at: Interval
    place: Place
    number: Range
    casualties: Range


@dataclass(frozen=True)
class Building:
    """What every incident of one accord and one reading is made with. roots: the report that a report repeats."""

    accord: Accord
    origins: Origins
    limits: Limits
    reading: Reading
    roots: Mapping[str, Report]
    trust: Trust = TRUSTED

    def speaker(self, report: Report) -> Speaker:
        """The independent origin of a report by its own word, under this reading."""
        return self._speaker(report, self.roots.get(report.id, report))

    def _speaker(self, report: Report, root: Report) -> Speaker:
        return self.origins.speaker(report, root, self.reading)

    def lineage(self, reports: Sequence[Report]) -> Lineage:
        """Who repeats whom among the reports of one incident (I3e)."""
        return lineage(reports, self.origins, self.limits.acts, self.limits.objects, self.roots)

    def counted(self, count: Count, steps: Lineage) -> Draft:
        """The draft of a count that tells no single events apart. steps: whose each count of its topic is."""
        made = self.incident(count.group, count.series, count.replaced, steps)
        there = count.stands.report
        return replace(
            made, explain=partial(self._explained_count, count, steps),
            incident=replace(
                made.incident, happened_at=there.happened_at, place=there.place, number=count.number,
                explain=partial(self._explained_count, count, steps, unlearnt(self.accord.party_names)),
            ),
        )  # fmt: skip

    def _explained_count(self, count: Count, steps: Lineage, behaviour: Behaviour) -> tuple[str, ...]:
        return (*self._explained(count.group, count.series, count.replaced, steps, behaviour), *count.words)

    def incident(self, group: Group, series: str = "", replaced: int = 0, steps: Lineage | None = None) -> Draft:
        """The incident of a group, as a draft. series: for an aggregate. replaced: how many earlier counts it stands
        for. steps: who repeats whom, where that was found among more reports than these.
        """
        everything = [m.report for m in group.members]
        sound = self._sound(group)
        reports = [m.report for m in sound.members]
        heard = self._heard(reports, steps or self._steps(reports))
        voices = self._voices(heard, sound)
        asked = self.accord.evidence.confirmation
        first = min(reports, key=lambda r: (r.known_at, r.id)) if len(reports) > 1 else reports[0]
        own, telling = self._own_words(sound), self._telling(sound, heard.values())
        told = self._told(sound, telling, tuple(heard.values()))
        incident = Incident(
            id=f"I-{first.id[:16]}",
            acts=self.limits.acts.most_specific(m.act for m in own.members),
            targets=self.limits.objects.most_specific(m.report.target for m in own.members),
            happened_at=told.happened_at,
            place=told.place,
            number=told.number,
            casualties=told.casualties,
            series=series,
            attribution=Attribution(),
            alleged=self.alleged([r for r in everything if r.id not in self.trust.apart]),
            origins=tuple(name for name, _ in voices.names),
            corroborating=voices.corroborating(),
            outlets=len({r.outlet for r in everything}),
            confirmed=voices.confirmed(asked),
            without=(),
            reports=tuple(sorted(r.id for r in everything)),
            known_at=first.known_at,
            explain=partial(self._explained, group, series, replaced, steps, unlearnt(self.accord.party_names)),
        )
        explain = partial(self._explained, group, series, replaced, steps)
        return Draft(incident, voices, explain)

    def _voices(self, heard: Mapping[str, Heard], group: Group) -> Voices:
        supports = {key: h.testimony for key, h in heard.items() if h.testimony is not None}
        held = {key: h.held for key, h in heard.items() if h.held is not None}
        names = tuple(sorted((heard[key].speaker.name, key) for key in supports))
        # Of those that are doubted, too: that they are makes nobody else any surer (R7b).
        close = _surely_of_one_act({k: heard[k] for k in held}, group)
        return voices_of(supports, held, {key: h.speaker.parties for key, h in heard.items()}, names, close)

    def _own_words(self, group: Group) -> Group:
        """The group without the reports that say that they repeat another one of it, if any others are left."""
        if len(group.members) == 1 or not any(m.report.derives_from for m in group.members):
            return group
        ids = {m.id for m in group.members}
        own = tuple(m for m in group.members if ids.isdisjoint(m.report.derives_from))
        return group.of(own) if own else group

    def _telling(self, group: Group, heard: Iterable[Heard]) -> Group:
        """The reports that say when and where it was: of origins that count and are no party, in their own words; where
        there are none, of those that count, or all. Else whoever counts for nothing, copies, or admits could move an
        incident (I3m)."""
        if len(group.members) == 1:
            return group
        counting = [h for h in heard if h.held is not None]
        # An admission says who did it against a party's interest; when and where it was may well be in its interest.
        some_of = [h for h in counting if not h.speaker.parties] or counting
        told = {r.id for h in some_of for r in (*h.reports, *h.doubted)}
        some = tuple(m for m in group.members if m.id in told)
        return self._own_words(group.of(some) if some else group)

    def _told(self, group: Group, telling: Group, heard: tuple[Heard, ...]) -> _Extent:
        """When, where and how many it was, as far as these reports tell."""
        asked = self.accord.evidence.confirmation.origins
        where = _where([m.report for m in telling.members])
        if not self.limits.of_episodes:
            return _Extent(_when(telling), where, number_of(heard, asked), casualties_of(heard, asked))
        run = _run(group)
        number, casualties = episodes_of(heard, asked, group.could_be), casualties_of_run(heard, asked)
        return _Extent(time_of(run), disc_of(run) or where, number, casualties)

    def _steps(self, reports: Sequence[Report]) -> Lineage:
        """A report alone repeats nobody of its incident."""
        return self.lineage(reports) if len(reports) > 1 else _ALONE

    def _explained(
        self, group: Group, series: str, replaced: int, steps: Lineage | None, behaviour: Behaviour
    ) -> tuple[str, ...]:
        """Worked out anew for the few incidents that are asked for it: to keep it for all would double their memory."""
        reports = [m.report for m in self._sound(group).members]
        steps = steps or self.lineage(reports)
        heard = self._heard(reports, steps)
        voices = self._voices(heard, self._sound(group))
        shares = {
            key: {party: alone(party, how, t.origin, t.speaker, behaviour) for party, how in t.claims}
            for key, t in voices.supports.items()
        }
        run = time_of(_run(self._sound(group))) if self.limits.of_episodes and not series else None
        told = Told(
            group, tuple(h for _, h in sorted(heard.items())), voices.attribution(behaviour),
            voices.confirmed(self.accord.evidence.confirmation), series, replaced, voices.corroborating(),
            self.trust.marks, shares, run, frozenset(key for key, t in voices.supports.items() if t.loose),
        )  # fmt: skip
        return (
            *explained(told, self.accord, self.speaker), *lineage_words(steps, reports),
            *self._what_would_change_it(voices, behaviour),
        )  # fmt: skip

    def _what_would_change_it(self, voices: Voices, behaviour: Behaviour) -> tuple[str, ...]:
        """What one report more or one origin less would do to who did it, where it would do anything (I4e)."""
        names = {key: name for name, key in voices.names}
        found = flips(tuple(voices.supports.values()), behaviour, self.accord.evidence.standard.met_by)
        return tuple(replace(f, without=names.get(f.without, "")).words for f in found if f.changes)

    def _sound(self, group: Group) -> Group:
        """The group with the members only from which something follows: those not apart, all if there are only such."""
        if not self.trust.apart:
            return group
        sound = tuple(m for m in group.members if m.id not in self.trust.apart)
        return group.of(sound) if sound else group

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
            if speaker.parties and not self.speaker(report).parties:
                continue  # found to repeat a party: what it adds is nobody's admission
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

    def alleged(self, reports: Sequence[Report]) -> tuple[str, ...]:
        """Whom anybody names as having done it, own interest included, sorted."""
        claims = (c for r in reports for c in r.claims if c.basis not in NO_EVIDENCE and c.party.strip())
        return tuple(sorted({self.origins.party_or_name(c.party) for c in claims}))


_ALONE = Lineage({})


def _surely_of_one_act(heard: Mapping[str, Heard], group: Group) -> Mapping[str, frozenset[str]] | None:
    """By origin those whose reports are surely of one act with its own: by their scores, by what was said of them, or
    because they print one claimant's words (I3l); None where all are."""
    if group.close is None or len(heard) < 2:
        return None
    by_unit: dict[str, set[str]] = {}
    by_claimant: dict[str, set[str]] = {}
    for key, each in heard.items():
        for report in each.reports:
            by_unit.setdefault(group.unit_of.get(report.id, report.id), set()).add(key)
            by_claimant.setdefault(claimant_of(report), set()).add(key)
    found: dict[str, set[str]] = {key: set() for key in heard}
    for keys in (*by_unit.values(), *by_claimant.values()):
        if len(keys) == len(heard):
            return None
        for key in keys:
            found[key] |= keys
    for one, other in group.close:
        for key in by_unit.get(one, ()):
            found[key] |= by_unit.get(other, set())
        for key in by_unit.get(other, ()):
            found[key] |= by_unit.get(one, set())
    return {key: frozenset(others) for key, others in found.items()}


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
