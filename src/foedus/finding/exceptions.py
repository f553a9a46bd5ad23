"""What takes an incident out of a norm's counts: its exceptions, and norms that prevail over it (F7-F7d, F8b, F8c)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from foedus.accord.model import Announced, During, InResponse, InsideZone, Modality, Norm
from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import shifted
from foedus.basics.place import Area, Place, Point
from foedus.finding.matters import Match, Matters, bound, folded
from foedus.incident.marks import place_meant
from foedus.incident.model import Incident, Known
from foedus.report.model import Basis, Kind, Report


@dataclass(frozen=True)
class Removals:
    """The exceptions of one norm, and the norms that prevail over it, as known at an instant.

    Every exception needs a certain match: who invokes it bears the proof (F7). The memory is this object's own and
    changes no answer.
    """

    matters: Matters
    known: Known
    norm: Norm
    _responses: dict[InResponse, frozenset[tuple[str, str]]] = field(default_factory=dict, compare=False, repr=False)

    def removed(self, incident: Incident, party: str) -> bool:
        """Whether the incident, if it is the party's, is excepted or left to another norm."""
        return self.excepted(incident, party) or self.left_to_another(incident, party)

    def excepted(self, incident: Incident, party: str) -> bool:
        """Whether any exception of the norm certainly holds."""
        return any(self._holds(exception.ground, incident, party) for exception in self.norm.exceptions)

    def left_to_another(self, incident: Incident, party: str) -> bool:
        """F8b: whether a prevailing norm binds the party and the incident is certainly its matter.

        F8c: what a prevailing norm forbids and excepts is governed by it, exceptions included; what a prevailing
        permission excepts is not permitted, and stays here.
        """
        return any(
            self.matters.matter(other, incident) is Match.CERTAIN
            and not (
                other.modality is Modality.MAY and self.of_another(other).excepted(incident, party)
            )
            for other in self.matters.accord.norms
            if self.norm.address in other.prevails_over and party in bound(self.matters.accord, other)
        )

    def of_another(self, norm: Norm) -> Removals:
        """What is removed from the counts of another norm."""
        return Removals(self.matters, self.known, norm)

    def _holds(self, ground: InResponse | Announced | InsideZone | During, incident: Incident, party: str) -> bool:
        match ground:
            case InResponse():
                return self.is_response(ground, incident, party)
            case Announced():
                return any(self._announces(ground, s, incident, party) for s in self.known.statements)
            case InsideZone():
                return self.matters.place(incident.place, ground.zone) is Match.CERTAIN
            case During():
                return ground.start <= incident.happened_at.start and incident.happened_at.end < ground.end
            case _:
                assert_never(ground)

    # -- in response (F7, F7a, F7d) ----------------------------------------------------------------------------------

    def is_response(self, ground: InResponse, incident: Incident, party: str) -> bool:
        """Whether the incident certainly answers another party's attack that was itself no response.

        F7d: no report says on which party an attack was; only where there are two is one by the other on this one.
        """
        if len(self.matters.accord.parties) != 2:
            return False
        if ground not in self._responses:
            self._responses[ground] = self._all_responses(ground)
        return (incident.id, party) in self._responses[ground]

    def _all_responses(self, ground: InResponse) -> frozenset[tuple[str, str]]:
        """(incident id, party) of every response, in order of time: what was answered is over before the answer
        begins, so whether it was a response itself is settled by then."""
        found: set[tuple[str, str]] = set()
        parties = bound(self.matters.accord, self.norm)
        attacks: list[tuple[Incident, str]] = []
        for incident in sorted(self.known.incidents, key=lambda i: (i.happened_at.start, i.happened_at.end, i.id)):
            for party in parties:
                if any(other != party and self._answers(ground, attack, incident)
                       and (attack.id, other) not in found for attack, other in attacks):  # fmt: skip
                    found.add((incident.id, party))
            attacks += [(incident, party) for party in parties if self._attacked(ground, incident, party)]
        return frozenset(found)

    def _attacked(self, ground: InResponse, incident: Incident, party: str) -> bool:
        """Whether the incident is certainly such an act, and the party's at the standard of proof."""
        standard = self.matters.accord.evidence.standard
        act = self.matters.act(incident.acts, ground.act)
        return incident.confirmed and act is Match.CERTAIN and standard.met_by(incident.attribution.of(party))

    def _answers(self, ground: InResponse, attack: Incident, incident: Incident) -> bool:
        """F7a: begun after the attack was over, ended within the period from its beginning, certainly near enough."""
        latest = shifted(attack.happened_at.start, ground.period, self.matters.accord.time_zone)
        after = attack.happened_at.end < incident.happened_at.start
        return (
            after
            and incident.happened_at.end <= latest
            and certainly_within(attack.place, incident.place, ground.distance_m)
        )

    # -- announced (F7b) ---------------------------------------------------------------------------------------------

    def _announces(self, ground: Announced, statement: Report, incident: Incident, party: str) -> bool:
        """Whether the party told the body in time, of this act, for this time and place."""
        accord = self.matters.accord
        told_in_time = shifted(statement.known_at, ground.period, accord.time_zone) <= incident.happened_at.start
        return (
            statement.kind is Kind.ANNOUNCEMENT
            and told_in_time
            and folded(statement.outlet) in names_of_body(self.matters, ground.body)
            and self._speaks_for(statement, party)
            and self.matters.act(incident.acts, statement.act) is Match.CERTAIN
            and statement.happened_at.contains(incident.happened_at)
            and self._place_covered(place_meant(statement), incident.place)
        )

    def _speaks_for(self, statement: Report, party: str) -> bool:
        declared = next((p for p in self.matters.accord.parties if p.name == party), None)
        names = {folded(party)} | ({folded(n) for n in (declared.title, *declared.also)} if declared else set())
        spoken = {
            folded(origin)
            for spokesman in self.matters.accord.evidence.spokesmen
            if spokesman.party == party
            for origin in spokesman.origins
        }
        own = {folded(c.party) for c in statement.claims if c.basis is Basis.ANNOUNCED}
        return bool(names & own) or folded(statement.side) in names or folded(statement.origin) in names | spoken

    def _place_covered(self, announced: Place, happened: Place) -> bool:
        """Whether all of where it may have happened was announced: a disc in a disc, or a place in a named area."""
        if isinstance(announced, Point) and isinstance(happened, Point):
            apart = _apart_m(announced, happened)
            return apart + happened.radius_m <= announced.radius_m
        if not isinstance(announced, Area):
            return False
        if isinstance(happened, Area) and folded(happened.name) == folded(announced.name):
            return True
        return any(
            self.matters.place(happened, zone.name) is Match.CERTAIN
            for zone in self.matters.accord.zones
            if folded(announced.name) in {folded(n) for n in (zone.name, zone.name.replace("-", " "), *zone.also)}
        )


def names_of_body(matters: Matters, body: str) -> frozenset[str]:
    """The names by which a body goes in reports: its name and its title, compared without case."""
    titles = [b.title for b in matters.accord.bodies if b.name == body]
    return frozenset(folded(name) for name in (body, *titles))


def certainly_within(a: Place, b: Place, distance_m: int) -> bool:
    """Whether two places are certainly at most so many metres apart: both discs of uncertainty taken into account."""
    if not (isinstance(a, Point) and isinstance(b, Point)):
        return False
    return _apart_m(a, b) + a.radius_m + b.radius_m <= distance_m


def _apart_m(a: Point, b: Point) -> int:
    return geodesic_m(a.longitude, a.latitude, b.longitude, b.latitude)
