"""Every way that a certification can go: its places in time, who does what to leave them, and what it releases (P2).

What is the same for several breaches is told once: breaches that go the same way are one course.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from foedus.accord.model import Accord
from foedus.basics.instant import Instant, Period
from foedus.procedure.path_walk import Doing, Edge, Node, Place, Released, Walk, rank, walk
from foedus.procedure.rules import CertificationRule, Procedure, RulingRule
from foedus.procedure.state import Breach, Stage


@dataclass(frozen=True, slots=True)
class Course:
    """Breaches that go the same way. norms: their addresses, in the order of the text. walk: of the first of them."""

    norms: tuple[str, ...]
    walk: Walk


@dataclass(frozen=True, slots=True)
class Paths:
    """A certification with all its ways. courses: those of different breaches, the longest last. ruling: who decides a
    challenge, None where there is none. releases: of each guarantee that it opens, over all courses."""

    rule: CertificationRule
    ruling: RulingRule | None
    found_at: Instant
    courses: tuple[Course, ...]
    releases: tuple[Released, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Each place that a case can come to on any course, with its earliest and latest instants of all of them."""
        every: dict[Place, list[Node]] = {}
        for node in (n for course in self.courses for n in course.walk.nodes):
            every.setdefault(node.place, []).append(node)
        return tuple(_together(every[place]) for place in sorted(every, key=rank))

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Each way that there is on any course, once."""
        found = dict.fromkeys(e for course in self.courses for e in course.walk.edges)
        return tuple(sorted(found, key=lambda e: (rank(e.source), list(Doing).index(e.doing), rank(e.target))))

    def norms_of(self, edge: Edge) -> tuple[str, ...]:
        """The norms whose breaches can go this way; none if all can that come to its source."""
        there = [c for c in self.courses if c.walk.node(edge.source) is not None]
        on = [c for c in there if edge in c.walk.edges]
        return () if len(on) == len(there) else tuple(n for c in on for n in c.norms)


def paths(accord: Accord, procedure: Procedure, grade: str, found_at: Instant) -> Paths | None:
    """All ways of a certifiable grade, if a breach is found at an instant.

    None where they cannot be laid out: too many challenges, or limits that leave the calendar (year 9999).
    """
    rule = procedure.certification_of(grade)
    assert rule is not None, "ask for a grade that somebody certifies"
    walks = [walk(procedure, breach, found_at) for breach in _breaches(accord, procedure, grade)]
    sound = [w for w in walks if w is not None]
    if len(sound) < len(walks):
        return None
    courses: dict[tuple[tuple[Node, ...], tuple[Edge, ...]], list[Walk]] = {}
    for found in sound:
        courses.setdefault((found.nodes, found.edges), []).append(found)
    in_order = sorted(courses.values(), key=lambda same: (same[0].certified or (0, 0))[1])
    return Paths(
        rule, procedure.ruling if rule.challenge else None, found_at,
        tuple(Course(tuple(dict.fromkeys(w.breach.norm for w in same)), same[0]) for same in in_order),
        _released(procedure, sound),
    )  # fmt: skip


def _breaches(accord: Accord, procedure: Procedure, grade: str) -> Iterator[Breach]:
    """One breach for each norm that can give the grade, and each party whose breach opens a guarantee."""
    accused = {g.by for g in procedure.guarantees if g.grade == grade}
    for norm in accord.norms:
        if any(c.grade == grade for c in norm.conditions):
            bound = accord.bound_by(norm)
            for party in [p for p in bound if p in accused] or bound[:1]:
                yield Breach(norm.address, grade, party)


def _released(procedure: Procedure, walks: Sequence[Walk]) -> tuple[Released, ...]:
    found = []
    for guarantee in procedure.guarantees:
        of_it = [r for w in walks for r in w.releases if r.guarantee == guarantee.name]
        if of_it:
            earliest, latest = min(r.earliest for r in of_it), max(r.latest for r in of_it)
            found.append(replace(of_it[0], earliest=earliest, latest=latest))
    return tuple(found)


def _together(nodes: Sequence[Node]) -> Node:
    limits = [n.limit for n in nodes if n.limit is not None]
    return Node(
        nodes[0].place, min(n.earliest for n in nodes), max(n.latest for n in nodes), max(limits, default=None)
    )  # fmt: skip


def period_at(rule: CertificationRule, ruling: RulingRule | None, place: Place, norm: str) -> Period | None:
    """How long the accord lets a place last for a breach of a norm, as written; for the words beside a date."""
    match place.stage:
        case Stage.ATTESTING:
            return rule.period
        case Stage.CURING:
            return rule.cure_of(norm)
        case Stage.CHALLENGEABLE:
            return rule.challenge.period if rule.challenge else None
        case Stage.CHALLENGED:
            return ruling.period if ruling else None
        case _:
            return None
