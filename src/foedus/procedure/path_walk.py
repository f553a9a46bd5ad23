"""All ways of one breach, found by making each move that there is on the machine itself (P1, P2).

Nothing here reads a limit or a quorum to say where it leads: a case is opened, each doing is tried wherever the machine
allows it, once as early and once as late as can be, and what the machine answers is written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from foedus.basics.instant import DAY, FAR_FUTURE, Instant
from foedus.procedure.compiling import at_the_start
from foedus.procedure.consents import asked
from foedus.procedure.events import Award, CaseMoved, Event
from foedus.procedure.machine import Stepped, advance, step
from foedus.procedure.moves import (
    Attest,
    AttestCure,
    Challenging,
    Deposits,
    Found,
    Gone,
    Move,
    Revised,
    Rule,
    Waive,
)
from foedus.procedure.rules import CertificationRule, Procedure
from foedus.procedure.state import Breach, Case, Stage, State

MOST_CHALLENGES = 100
"""An accord that allows more is not laid out: nobody could follow it, and no deal asks for it."""
_CALENDAR_ENDS: Instant = FAR_FUTURE - 1_000 * 366 * DAY
"""Limits beyond this are taken as never: time must be left for what is counted from them."""
ACCUSED = "the accused"
FINDING, INCIDENT = "finding", "incident"
"""What the supposed case is about; the machine sees names only."""


class Doing(StrEnum):
    """What brings a case from one stage into another: somebody's act, silence, or the evidence."""

    SILENCE = "silence"
    VOTE_FOR = "votes for"
    VOTE_AGAINST = "votes against"
    PERFORMED = "performed"
    CURE_ATTESTED = "cure attested"
    WAIVE = "waives"
    CHALLENGE = "challenges"
    UPHOLD = "upholds"
    REJECT = "rejects"
    RETRACTION = "retraction"


class Place(NamedTuple):
    """Where a case is: its stage, and how many challenges have failed so far."""

    stage: Stage
    challenges: int


@dataclass(frozen=True, slots=True)
class Node:
    """A place with the instants at which a case can come there. earliest: everybody acts at once. latest: every limit
    on the longest way has been used up. limit: until when it can then wait there, None where nothing is waited for.

    A period of months can end sooner if it begins later (T2b: one month after 30 or 31 January), so whoever acts a day
    earlier can gain a day: `latest` is what using up every limit gives, which is what an accord's reader counts.
    """

    place: Place
    earliest: Instant
    latest: Instant
    limit: Instant | None


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a place to another. who: the body, `the accused`, or "" for the evidence. votes: how many it took
    (0 where nobody votes). article: the article that says so, "" for the evidence."""

    source: Place
    target: Place
    doing: Doing
    who: str
    votes: int
    article: str


@dataclass(frozen=True, slots=True)
class Released:
    """A guarantee that the certificate releases, all consents being deposited before. released: how many."""

    guarantee: str
    earliest: Instant
    latest: Instant
    released: int


@dataclass(frozen=True, slots=True)
class Walk:
    """All ways of one breach. soonest, longest: the steps to the certificate; empty if nothing leads to it."""

    breach: Breach
    found_at: Instant
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    soonest: tuple[Edge, ...]
    longest: tuple[Edge, ...]
    releases: tuple[Released, ...]

    @property
    def certified(self) -> tuple[Instant, Instant] | None:
        """The earliest and the latest instant of a certificate, None if nothing leads to one."""
        found = [n for n in self.nodes if n.place.stage is Stage.CERTIFIED]
        return (min(n.earliest for n in found), max(n.latest for n in found)) if found else None

    def node(self, place: Place) -> Node | None:
        """The node of a place, None if a case cannot come there."""
        return next((n for n in self.nodes if n.place == place), None)


def rank(place: Place) -> tuple[int, int]:
    """The order of places in time: no way leads from one to an earlier one, so each comes to an end (P2)."""
    return place.challenges, list(Stage).index(place.stage)


def walk(procedure: Procedure, breach: Breach, found_at: Instant) -> Walk | None:
    """All ways of one breach. None where they cannot be laid out, as for `paths`."""
    rule = procedure.certification_of(breach.grade)
    assert rule is not None, "ask for a grade that somebody certifies"
    if rule.challenge is not None and rule.challenge.times > MOST_CHALLENGES:
        return None
    try:
        found = _Explorer(procedure, breach, found_at).walk()
    except (OverflowError, ValueError):  # what a calendar says that ends with the year 9999
        return None
    return found if max(n.limit or n.latest for n in found.nodes) < _CALENDAR_ENDS else None


def armed(procedure: Procedure, at: Instant) -> State:
    """The state in which every guarantor has deposited all that is asked of it, and no breach has been found."""
    state = replace(at_the_start(procedure), at=min(at, procedure.in_force_from))
    for guarantee in procedure.guarantees:
        for guarantor in sorted(asked(guarantee, state)):
            state = step(procedure, state, state.at, Deposits(guarantor, guarantee.name)).state
    return state


def opened(procedure: Procedure, breach: Breach, at: Instant) -> State:
    """The same when a breach has just been found."""
    found = Found(breach, FINDING, (INCIDENT,))
    return step(procedure, armed(procedure, at), at, found).state


# -- the walk ----------------------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """How a case came to a place: the state then, when, what had happened with it, and on which way."""

    state: State
    at: Instant
    events: tuple[Event, ...]
    way: tuple[Edge, ...]


class _Explorer:
    """One walk while it is made; the owner of what has been found so far, and nothing of it outlives the walk."""

    def __init__(self, procedure: Procedure, breach: Breach, found_at: Instant) -> None:
        self.procedure, self.breach, self.found_at = procedure, breach, found_at
        self.early: dict[Place, _Entry] = {}
        self.late: dict[Place, _Entry] = {}
        self.edges: list[Edge] = []

    def walk(self) -> Walk:
        begun = opened(self.procedure, self.breach, self.found_at)
        self._enter(_Entry(begun, self.found_at, (), ()), _Entry(begun, self.found_at, (), ()))
        done: set[Place] = set()
        while waiting := self.late.keys() - done:
            place = min(waiting, key=rank)
            done.add(place)
            for doing in Doing if place.stage.runs else ():
                self._try(place, doing)
        places = sorted(done, key=rank)
        nodes = tuple(Node(p, self.early[p].at, self.late[p].at, _case(self.late[p].state).due) for p in places)
        ends = [p for p in places if p.stage is Stage.CERTIFIED]
        first = min((self.early[p] for p in ends), key=lambda e: (e.at, len(e.way)), default=None)
        last = max((self.late[p] for p in ends), key=lambda e: e.at, default=None)
        return Walk(
            self.breach, self.found_at, nodes, tuple(self.edges), first.way if first else (), last.way if last else (),
            _releases(first, last),
        )  # fmt: skip

    def _try(self, place: Place, doing: Doing) -> None:
        """One doing at a place: as soon as the case can be there, and as late as it can be."""
        early, late = self.early[place], self.late[place]
        due = _case(late.state).due
        assert due is not None, "every wait has a limit (P2)"
        soon, votes = self._done(early.state, early.state.at, doing)
        slow, _ = self._done(late.state, due, doing)
        if soon is None or slow is None:
            return
        edge = self._edge(place, place_of(soon.state), doing, votes)
        assert rank(edge.target) > rank(place), "no way leads back, so every way ends (P2)"
        self.edges.append(edge)
        self._enter(_entry(soon, (*early.way, edge)), _entry(slow, (*late.way, edge)))

    def _enter(self, soon: _Entry, slow: _Entry) -> None:
        place = place_of(soon.state)
        first, last = self.early.get(place), self.late.get(place)
        if first is None or (soon.at, len(soon.way)) < (first.at, len(first.way)):
            self.early[place] = soon
        if last is None or slow.at > last.at:
            self.late[place] = slow

    def _done(self, state: State, at: Instant, doing: Doing) -> tuple[Stepped | None, int]:
        """What the machine says to a doing: where the case then is, or None if it does not move it; how many voted."""
        if doing is Doing.SILENCE:
            due = _case(state).due
            assert due is not None
            return advance(self.procedure, state, due + 1), 0
        start, votes = place_of(state), 0
        for move in self._moves(_case(state), doing):
            stepped = step(self.procedure, state, at, move)
            if stepped.refusal is not None:
                break
            state, votes = stepped.state, votes + isinstance(move, Attest | AttestCure | Rule)
            if place_of(state) != start:
                wanted = doing is not Doing.PERFORMED or place_of(state).stage is Stage.CURED
                return (stepped if wanted else None), votes
        return None, votes

    def _moves(self, case: Case, doing: Doing) -> Iterator[Move]:
        """The moves of a doing, one by one, until the case moves or the machine refuses."""
        rule, ruling, party = self._rule, self.procedure.ruling, self.breach.party
        members, judges = rule.members, ruling.members if ruling else ()
        match doing:
            case Doing.VOTE_FOR | Doing.VOTE_AGAINST:
                yield from (Attest(m, case.number, doing is Doing.VOTE_FOR, case.finding) for m in members)
            case Doing.PERFORMED:  # reports show it; if that is before the body has voted, its vote is still needed
                yield Revised(case.number, case.finding, case.incidents, performed=True)
                yield from (Attest(m, case.number, True, case.finding) for m in members)
            case Doing.CURE_ATTESTED:
                yield from (AttestCure(m, case.number) for m in members)
            case Doing.WAIVE:
                yield Waive(party, case.number)
            case Doing.CHALLENGE:
                grounds = rule.challenge.grounds if rule.challenge else ()
                yield from (Challenging(party, case.number, ground) for ground in grounds[:1])
            case Doing.UPHOLD | Doing.REJECT:
                yield from (Rule(m, case.number, doing is Doing.UPHOLD, case.finding) for m in judges)
            case Doing.RETRACTION:
                yield Gone(case.number)
            case Doing.SILENCE:
                return

    @property
    def _rule(self) -> CertificationRule:
        rule = self.procedure.certification_of(self.breach.grade)
        assert rule is not None
        return rule

    def _edge(self, source: Place, target: Place, doing: Doing, votes: int) -> Edge:
        ruling = self.procedure.ruling
        if doing is Doing.RETRACTION:
            return Edge(source, target, doing, "", votes, "")
        if source.stage is Stage.CHALLENGED and ruling is not None:
            return Edge(source, target, doing, ruling.body, votes, ruling.article)
        by_body = doing in (Doing.VOTE_FOR, Doing.VOTE_AGAINST, Doing.CURE_ATTESTED)
        silent_body = doing is Doing.SILENCE and source.stage is Stage.ATTESTING
        who = self._rule.body if by_body or silent_body else ACCUSED
        return Edge(source, target, doing, who, votes, self._rule.article)


def place_of(state: State) -> Place:
    """Where the case is that was opened last."""
    case = _case(state)
    return Place(case.stage, case.challenges)


def _case(state: State) -> Case:
    return state.cases[-1]


def _entry(stepped: Stepped, way: tuple[Edge, ...]) -> _Entry:
    at = next(e.at for e in reversed(stepped.events) if isinstance(e, CaseMoved))
    return _Entry(stepped.state, at, stepped.events, way)


def _releases(first: _Entry | None, last: _Entry | None) -> tuple[Released, ...]:
    if first is None or last is None:
        return ()
    late = {e.guarantee: e.at for e in last.events if isinstance(e, Award)}
    return tuple(
        Released(e.guarantee, e.at, late[e.guarantee], len(e.released)) for e in first.events if isinstance(e, Award)
    )  # fmt: skip
