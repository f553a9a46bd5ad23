"""Whether an incident is a matter of a norm: in act, object, place and time (I6a, I6b, T5a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Protocol

from foedus.accord.model import Accord, Norm, SubjectKind, Zone, ZoneArea, ZoneUnion, ZoneWithin
from foedus.basics.instant import FAR_FUTURE, Interval
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.basics.vocabulary import ACTS, OBJECTS, narrower
from foedus.incident.model import Incident, Known
from foedus.incident.origins import Origins, origins_of
from foedus.report.model import UNKNOWN_ACT


class Ground(Protocol):
    """What findings ask of zones; `accord.zones.Zones` answers it."""

    def signed_distance_m(self, zone: str, longitude: float, latitude: float) -> int:
        """Whole geodesic metres to the zone's border, negative inside."""
        ...

    def area_names(self, zone: str) -> frozenset[str]:
        """Casefolded names of areas that lie wholly in the zone."""
        ...


class Match(IntEnum):
    """How surely something is so; the least of several is how surely all of them are."""

    NOT = 0
    POSSIBLE = 1
    CERTAIN = 2


@dataclass(frozen=True)
class Matters:
    """The words, places and times of one accord, asked of every incident. The caches change no answer."""

    accord: Accord
    zones: Ground

    @cached_property
    def acts(self) -> Mapping[str, tuple[str, ...]]:
        """Wider acts to narrower ones: the accord's own content of a word counts before the common one (I6b)."""
        return {**ACTS, **{c.name: c.kinds for c in self.accord.acts}}

    @cached_property
    def objects(self) -> Mapping[str, tuple[str, ...]]:
        """Wider objects to narrower ones, likewise."""
        return {**OBJECTS, **{c.name: c.kinds for c in self.accord.objects}}

    @cached_property
    def origins(self) -> Origins:
        """Who speaks for which party."""
        return origins_of(self.accord)

    @cached_property
    def force(self) -> Interval | None:
        """First and last instant in force; None if there is none."""
        until = self.accord.in_force_until
        if until is None:
            return Interval(self.accord.in_force_from, max(FAR_FUTURE, self.accord.in_force_from))
        return Interval(self.accord.in_force_from, until - 1) if until > self.accord.in_force_from else None

    @cached_property
    def zones_by_name(self) -> Mapping[str, Zone]:
        """The declared zones."""
        return {zone.name: zone for zone in self.accord.zones}

    # -- the four questions of I6 and I6a ----------------------------------------------------------------------------

    def act(self, named: tuple[str, ...], forbidden: str) -> Match:
        """How surely acts named by reports are the act of a norm."""
        return words_match(named, forbidden, self.acts)

    def object(self, named: tuple[str, ...], protected: str) -> Match:
        """How surely what was hit is the object of a norm; a norm that names none is about all."""
        return words_match(named, protected, self.objects) if protected else Match.CERTAIN

    def place(self, place: Place, zone: str) -> Match:
        """How surely a place lies in a zone; a norm that names none holds everywhere."""
        if not zone:
            return Match.CERTAIN
        match place:
            case Point():
                distance = self.zones.signed_distance_m(zone, place.longitude, place.latitude)
                if distance + place.radius_m <= 0:
                    return Match.CERTAIN
                near = distance - place.radius_m <= 0 or known_by_name(zone, self.zones_by_name)
                return Match.POSSIBLE if near else Match.NOT
            case Area():
                return Match.CERTAIN if folded(place.name) in self.zones.area_names(zone) else Match.POSSIBLE
            case Nowhere():
                return Match.POSSIBLE

    def in_force(self, happened_at: Interval) -> Match:
        """How surely something happened while the accord was in force (T5, T5a)."""
        if self.force is None or not self.force.overlaps(happened_at):
            return Match.NOT
        return Match.CERTAIN if self.force.contains(happened_at) else Match.POSSIBLE

    def content(self, norm: Norm, incident: Incident) -> Match:
        """How surely an incident is the act, on the object, in the zone of a norm, whenever it happened."""
        sure = min(self.act(incident.acts, norm.act), self.object(incident.targets, norm.object))
        return min(sure, self.place(incident.place, norm.zone)) if sure else sure

    def matter(self, norm: Norm, incident: Incident) -> Match:
        """How surely an incident is a matter of a norm: content and time in force."""
        force = self.in_force(incident.happened_at)
        return min(force, self.content(norm, incident)) if force else force

    def doubts(self, norm: Norm, incident: Incident) -> tuple[str, ...]:
        """Why an incident that may count is not certain (I6), in words that fit behind `incidents`."""
        asked = (
            (incident.confirmed, "not confirmed"),
            (self.act(incident.acts, norm.act) is Match.CERTAIN, "of an act not certainly forbidden"),
            (self.object(incident.targets, norm.object) is Match.CERTAIN, "on an object not certainly protected"),
            (self.place(incident.place, norm.zone) is Match.CERTAIN, "not certainly in the zone"),
            (self.in_force(incident.happened_at) is Match.CERTAIN, "not certainly while the accord was in force"),
        )
        return tuple(words for sure, words in asked if not sure)


def words_match(named: tuple[str, ...], wanted: str, table: Mapping[str, tuple[str, ...]]) -> Match:
    """I6a: certain if every word named is among those wanted; possible if some is, or is wider, or none is named."""
    kinds = narrower(wanted, table)
    said = [word for word in named if word not in ("", UNKNOWN_ACT)]
    if said and len(said) == len(named) and all(word in kinds for word in said):
        return Match.CERTAIN
    silent = len(said) < len(named) or not named
    return Match.POSSIBLE if silent or any(narrower(word, table) & kinds for word in said) else Match.NOT


def known_by_name(zone: str, zones: Mapping[str, Zone]) -> bool:
    """Whether some of a zone is known by its name only, so that any point may lie in it."""
    if zone not in zones:
        return False
    match zones[zone].shape:
        case ZoneArea():
            return True
        case ZoneWithin(_, of):
            return known_by_name(of, zones)
        case ZoneUnion(members):
            return any(known_by_name(member, zones) for member in members)
        case _:
            return False


def folded(name: str) -> str:
    """A name as names are compared: case and spacing do not matter."""
    return " ".join(name.casefold().split())


def bound(accord: Accord, norm: Norm) -> tuple[str, ...]:
    """The parties a norm binds, in the order of the text; `the same party` is any that the norm which failed binds."""
    seen: set[str] = set()
    while norm.subject.kind is SubjectKind.SAME_PARTY:
        first = next((n for n in accord.norms if n.address == norm.failing), None)
        if first is None or first.address in seen:
            return ()
        seen.add(first.address)
        norm = first
    return accord.bound_by(norm)


def observable(matters: Matters, norm: Norm, known: Known) -> bool:
    """Whether some source given can report the act of a norm, or a wider or narrower one (F6a, R4)."""
    kinds = narrower(norm.act, matters.acts)
    return any(narrower(act, matters.acts) & kinds for act in known.acts)
