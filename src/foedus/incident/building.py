"""An incident made from the reports of one group: what, when, where, how many, by whom, how sure (rules I3-I7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from foedus.accord.model import Accord, Confirmation
from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.incident.aggregates import Count
from foedus.incident.attribution import combined, weight
from foedus.incident.explaining import Told, explained
from foedus.incident.grouping import Group
from foedus.incident.hearing import Heard, casualties_of, number_of
from foedus.incident.lineage import Lineage, lineage
from foedus.incident.lineage_words import lineage_words
from foedus.incident.model import Incident, Reading, WithoutOrigin
from foedus.incident.origins import NO_EVIDENCE, Origins, Speaker
from foedus.incident.sighting import Limits
from foedus.report.model import Report


@dataclass(frozen=True)
class Building:
    """What every incident of one accord and one reading is made with. roots: the report that a report repeats."""

    accord: Accord
    origins: Origins
    limits: Limits
    reading: Reading
    roots: Mapping[str, Report]

    def speaker(self, report: Report) -> Speaker:
        """The independent origin of a report by its own word, under this reading."""
        return self.origins.speaker(report, self.roots.get(report.id, report), self.reading)

    def lineage(self, reports: Sequence[Report]) -> Lineage:
        """Who repeats whom among the reports of one incident (I3e)."""
        return lineage(reports, self.origins, self.limits.acts, self.limits.objects, self.roots)

    def counted(self, count: Count, steps: Lineage) -> Incident:
        """The incident of a count that tells no single events apart. steps: whose each count of its topic is."""
        made = self.incident(count.group, count.series, count.replaced, steps)
        there = count.stands.report
        return replace(
            made, happened_at=there.happened_at, place=there.place, number=count.number,
            explanation=(*made.explanation, *count.words),
        )  # fmt: skip

    def incident(self, group: Group, series: str = "", replaced: int = 0, steps: Lineage | None = None) -> Incident:
        """The incident of a group. series: for an aggregate. replaced: how many earlier counts it stands for.

        steps: who repeats whom, where that was found among more reports than these.
        """
        reports = [m.report for m in group.members]
        steps = steps or self.lineage(reports)
        heard = self._heard(reports, steps)
        supports = {key: h.support for key, h in heard.items() if h.support is not None}
        parties = {key: h.speaker.parties for key, h in heard.items()}
        confirmation = self.accord.evidence.confirmation
        attribution = combined(supports.values())
        first = min(reports, key=lambda r: (r.known_at, r.id))
        confirmed = _confirmed(supports, parties, confirmation)
        counting = sorted((heard[key].speaker.name, key) for key in supports)
        told = Told(group, tuple(h for _, h in sorted(heard.items())), attribution, confirmed, series, replaced)
        return Incident(
            id=f"I-{first.id[:16]}",
            acts=self.limits.acts.most_specific(m.act for m in group.members),
            targets=self.limits.objects.most_specific(r.target for r in reports),
            happened_at=_when(group),
            place=_where(reports),
            number=number_of(tuple(heard.values()), confirmation.origins),
            casualties=casualties_of(tuple(heard.values()), confirmation.origins),
            series=series,
            attribution=attribution,
            alleged=self.alleged(reports),
            origins=tuple(name for name, _ in counting),
            outlets=len({r.outlet for r in reports}),
            confirmed=confirmed,
            without=tuple(_without(name, key, supports, parties, confirmation) for name, key in counting),
            reports=tuple(sorted(r.id for r in reports)),
            known_at=first.known_at,
            explanation=(*explained(told, self.accord, self.speaker), *lineage_words(steps, reports)),
        )

    def _heard(self, reports: Sequence[Report], steps: Lineage) -> dict[str, Heard]:
        """By origin: what it says in all its reports, and its support for each party, None if it does not count."""
        by_origin: dict[str, list[tuple[Speaker, Report]]] = {}
        for report in reports:
            speaker = self.origins.speaker(report, steps.root(report), self.reading)
            by_origin.setdefault(speaker.key, []).append((speaker, report))
        return {key: self._one_origin(said) for key, said in by_origin.items()}

    def _one_origin(self, said: Sequence[tuple[Speaker, Report]]) -> Heard:
        speaker = min((s for s, _ in said), key=lambda s: s.name)
        best: dict[str, Fraction] = {}
        basis: dict[str, str] = {}
        counts = False
        for _, report in sorted(said, key=lambda s: s[1].id):
            claims = self.origins.claims_that_count(report, speaker, self.reading)
            counts = counts or claims is not None
            for party, how in claims or ():
                share = weight(party, how, speaker.party)
                if share > best.get(party, Fraction(0)):
                    best[party], basis[party] = share, how.value
        return Heard(speaker, tuple(r for _, r in said), best if counts else None, basis)

    def alleged(self, reports: Sequence[Report]) -> tuple[str, ...]:
        """Whom anybody names as having done it, own interest included, sorted."""
        claims = (c for r in reports for c in r.claims if c.basis not in NO_EVIDENCE and c.party.strip())
        return tuple(sorted({self.origins.party_or_name(c.party) for c in claims}))


def _confirmed(supports: Mapping[str, object], parties: Mapping[str, tuple[str, ...]], asked: Confirmation) -> bool:
    """Whether enough origins count, and enough of these are no party (I3)."""
    others = sum(1 for key in supports if not parties[key])
    return len(supports) >= asked.origins and others >= asked.not_a_party


def _without(
    name: str, key: str, supports: Mapping[str, Mapping[str, Fraction]], parties: Mapping[str, tuple[str, ...]],
    asked: Confirmation,
) -> WithoutOrigin:
    left = {k: s for k, s in supports.items() if k != key}
    return WithoutOrigin(name, combined(left.values()), _confirmed(left, parties, asked))


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
    points = [r.place for r in reports if isinstance(r.place, Point)]
    if points:
        return min(points, key=lambda p: (p.radius_m, p.longitude_e6, p.latitude_e6))
    areas = [r.place for r in reports if isinstance(r.place, Area)]
    return min(areas) if areas else Nowhere()
