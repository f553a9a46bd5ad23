"""Reports of a block put into groups, each the reports of one incident; nothing ever chains (rules I1, I2).

Three steps, each independent of the order of arrival:
1. what a collector's event number says is one event is one *unit*;
2. units that are alike join, closest first (least time apart, then least distance, then by id), and only where every
   unit of the one is alike every unit of the other, so that no row of small steps adds up to a large one;
3. from the most exact to the vaguest, a group supports the one incident it fits; it must fit every member. A group that
   fits several supports none of them, because nobody knows which one it means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from foedus.incident.sighting import Link, Relation, Sighting, kept_apart
from foedus.report.model import Kind

Links = Mapping[str, Mapping[str, Link]]


@dataclass(frozen=True)
class Group:
    """The reports of one incident.

    members: the more exact first. supports: ids of the vaguer members. by_number: whether a collector's event number
    joined some of them. could_be: how many other incidents it fits equally well, 0 if it is not in doubt.
    denials: reports that deny it.
    """

    members: tuple[Sighting, ...]
    supports: frozenset[str] = frozenset()
    by_number: bool = False
    could_be: int = 0
    denials: tuple[Sighting, ...] = ()


@dataclass
class _Set:
    """Units that join; `core` is the most exact report of each."""

    cores: list[Sighting]
    members: list[Sighting]
    supports: set[str] = field(default_factory=set)
    could_be: int = 0

    @property
    def anchor(self) -> Sighting:
        return min(self.cores, key=_order)


def groups_of(
    sightings: Sequence[Sighting], links: Links, apart: frozenset[str] = frozenset()
) -> tuple[Group, ...]:
    """The groups of a block, sorted by their most exact member. links: as `Blocks` holds them.

    apart: ids of marked reports, which join a group that is there already and never make, split or move one (R7).
    """
    denials = [s for s in sightings if s.report.kind is Kind.DENIAL]
    affirming = sorted((s for s in sightings if s.report.kind is not Kind.DENIAL), key=_order)
    if len(affirming) == 1 and not denials:
        return (Group((affirming[0],)),)
    marked = [s for s in affirming if s.id in apart]
    units = _units([s for s in affirming if s.id not in apart] if marked else affirming)
    incidents = _supported(_joined(units, links), links)
    left = [s for s in marked if not _taken_in(s, incidents, links)]
    incidents += _supported(_joined(_units(left), links), links)
    return tuple(_group(s, denials, links) for s in incidents)


def _taken_in(marked: Sighting, incidents: Sequence[_Set], links: Links) -> bool:
    """Put a marked report to the one incident of its event's number, or to the one that it fits, if there is one."""
    one = _Set([marked], [marked])
    key = (marked.report.collector, marked.report.event_key)
    same = [i for i in incidents if key[1] and any((m.report.collector, m.report.event_key) == key for m in i.members)]
    fits = same or [i for i in incidents if not _apart(one, i) and _fits_every_member(one, i, links)]
    if len(fits) == 1:
        fits[0].members.append(marked)
    return len(fits) == 1


def _order(sighting: Sighting) -> tuple[tuple[int, int, int, int], str]:
    return sighting.exactness, sighting.id


def _units(affirming: Sequence[Sighting]) -> list[_Set]:
    """One set for each event number, one for each report without. Numbers are a collector's own; a report without a
    collector goes with the number's only collector."""
    collectors: dict[str, set[str]] = defaultdict(set)
    for s in affirming:
        if s.report.event_key and s.report.collector:
            collectors[s.report.event_key].add(s.report.collector)
    units: dict[tuple[str, str, str], list[Sighting]] = defaultdict(list)
    for s in affirming:
        key, collector = s.report.event_key, s.report.collector
        if key and not collector and len(collectors[key]) == 1:
            collector = next(iter(collectors[key]))
        units[(key, collector, "" if key else s.id)].append(s)
    return [_Set([members[0]], members) for members in units.values()]  # `affirming` is sorted, the first is the core


def _joined(units: Sequence[_Set], links: Links) -> list[_Set]:
    """Complete-link joining of alike units, closest pair first."""
    home = {u.cores[0].id: u for u in units}
    pairs = sorted(
        (link.gap, link.distance_m, a, b)
        for a in home
        for b, link in links.get(a, {}).items()
        if a < b and b in home and link.relation is Relation.ALIKE
    )
    for _, _, a, b in pairs:
        one, other = home[a], home[b]
        if one is not other and _all_alike(one, other, links):
            one.cores += other.cores
            one.members += other.members
            for core in other.cores:
                home[core.id] = one
    return list({id(u): u for u in home.values()}.values())


def _all_alike(one: _Set, other: _Set, links: Links) -> bool:
    alike = all(
        b.id in links[a.id] and links[a.id][b.id].relation is Relation.ALIKE for a in one.cores for b in other.cores
    )
    return alike and not _apart(one, other)


def _apart(one: _Set, other: _Set) -> bool:
    return any(kept_apart(a.report, b.report) for a in one.members for b in other.members)


def _supported(groups: Sequence[_Set], links: Links) -> list[_Set]:
    incidents: list[_Set] = []
    anchored: dict[str, _Set] = {}
    for group in sorted(groups, key=lambda g: _order(g.anchor)):
        core = group.anchor
        fits = [
            anchored[other]
            for other, link in links.get(core.id, {}).items()
            if link.relation is Relation.FIRST_VAGUER and other in anchored and not _apart(group, anchored[other])
        ]
        if len(fits) == 1 and _fits_every_member(group, fits[0], links):
            fits[0].cores += group.cores
            fits[0].members += group.members
            fits[0].supports |= {m.id for m in group.members}
        else:
            group.could_be = len(fits)
            incidents.append(group)
            anchored[core.id] = group
    return incidents


def _fits_every_member(group: _Set, incident: _Set, links: Links) -> bool:
    return all(
        b.id in links[a.id] and links[a.id][b.id].relation is not Relation.DENIES
        for a in group.cores
        for b in incident.cores
    )


def _group(found: _Set, denials: Iterable[Sighting], links: Links) -> Group:
    members = tuple(sorted(found.members, key=_order))
    keys = {m.report.event_key for m in members} - {""}
    denying = tuple(
        d
        for d in sorted(denials, key=lambda s: s.id)
        if d.report.event_key in keys or any(d.id in links[m.id] for m in members)
    )
    numbered = sum(1 for m in members if m.report.event_key) > 1
    return Group(members, frozenset(found.supports), numbered, found.could_be, denying)
