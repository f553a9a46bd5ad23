"""What must come before what, and what so waits for itself: circles in the preconditions of an accord (Q6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from foedus.accord.model import Accord, Measure
from foedus.procedure.rules import GuaranteeRule, Procedure

Graph = Mapping[str, Iterable[str]]
"""Each thing, by what it is called, to those that must come before it."""


def preconditions(accord: Accord, procedure: Procedure) -> dict[str, tuple[str, ...]]:
    """What must come before each sentence, each breach that counts other breaches, and each guarantee.

    A sentence after `Failing that` waits for a breach of the one before it. A breach that counts breaches of another
    grade waits for those. A guarantee that asks more members of an alliance for consent than it has waits for the
    guarantee that gives a membership of it. What can come about in two ways waits for neither.
    """
    before: dict[str, dict[str, None]] = defaultdict(dict)
    for norm in accord.norms:
        here = f"Article {norm.address}"
        if norm.failing:
            before[here][f"Article {norm.failing}"] = None
        for grade in dict.fromkeys(c.grade for c in norm.conditions):
            ways = [c for c in norm.conditions if c.grade == grade]
            if all(c.measure is Measure.BREACHES for c in ways) and len({c.of_grade for c in ways}) == 1:
                before[f"{here}, {grade} breach"] |= {here: None, f"{here}, {ways[0].of_grade} breach": None}
    for guarantee in procedure.guarantees:
        for other in _growing(procedure, guarantee):
            before[f"Article {guarantee.name}"][f"Article {other}"] = None
    return {name: tuple(others) for name, others in before.items()}


def _growing(procedure: Procedure, guarantee: GuaranteeRule) -> list[str]:
    """The guarantees that must have been awarded for a group to have as many members as are asked for consent."""
    members = dict(procedure.groups)
    short = {c.of for c in guarantee.consents if len(members.get(c.of, ())) < max(c.count, 1)}
    gives = [[other.name for other in procedure.guarantees if other.alliance == group] for group in sorted(short)]
    return [names[0] for names in gives if len(names) == 1]


def circles(before: Graph) -> tuple[tuple[str, ...], ...]:
    """All largest sets of things that wait for each other, or a thing for itself, in the order in which they are named.

    Two things wait for each other if each can be come to from the other. Cost: things times preconditions.
    """
    reached = {name: _reached(before, name) for name in before}
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for name in before:
        if name in reached[name]:
            circle = tuple(other for other in before if other in reached[name] and name in reached[other])
            found.setdefault(frozenset(circle), circle)
    return tuple(found.values())


def _reached(before: Graph, start: str) -> frozenset[str]:
    """All that must come before a thing, at any remove."""
    seen = set[str]()
    waiting = list(before[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += before.get(name, ())
    return frozenset(seen)
