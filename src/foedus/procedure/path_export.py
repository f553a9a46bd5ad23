"""The ways of a procedure for other programs: places, ways between them, awards and dates as maps and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.accord.model import Accord
from foedus.basics.instant import Instant, iso
from foedus.procedure.path_dates import Promise, promises, sunset
from foedus.procedure.path_walk import Edge, Node, Place
from foedus.procedure.path_words import actor, duty_words, limit_words, steps, title, what
from foedus.procedure.paths import Course, Paths
from foedus.procedure.rules import Procedure


def procedure_map(
    accord: Accord, procedure: Procedure, every: Sequence[tuple[str, Paths | None]], at: Instant
) -> dict[str, Any]:
    """Everything that is drawn and told. Instants are RFC 3339 in UTC; `ways` is null where they are not laid out."""
    end = sunset(procedure, at)
    return {
        "accord": {"name": accord.name, "digest": accord.digest, "time_zone": accord.time_zone},
        "found_at": iso(at),
        "certifications": [
            {"grade": grade, "ways": None if ways is None else _ways(procedure, ways)} for grade, ways in every
        ],
        "end": None if end is None else {
            "until": iso(end.until), "renewed_until": _instant(end.renewed_until), "object_by": _instant(end.object_by),
        },
    }  # fmt: skip


def _ways(procedure: Procedure, ways: Paths) -> dict[str, Any]:
    rule, ruling = ways.rule, ways.ruling
    return {
        "article": rule.article, "body": rule.body, "quorum": rule.quorum, "of": len(rule.members),
        "silence": rule.silence.value,
        "ruling": None if ruling is None else {
            "article": ruling.article, "body": ruling.body, "quorum": ruling.quorum, "of": len(ruling.members),
            "silence": ruling.silence.value,
        },
        "places": [_node(ways, node) for node in ways.nodes],
        "edges": [_edge(ways, edge) for edge in ways.edges],
        "courses": [_course(ways, course) for course in ways.courses],
        "guarantees": [_promise(promise) for promise in promises(procedure, ways)],
    }  # fmt: skip


def _place(place: Place) -> dict[str, Any]:
    return {"stage": place.stage.value, "challenges": place.challenges}


def _node(ways: Paths, node: Node) -> dict[str, Any]:
    numbers = {n.place: number for number, n in enumerate(steps(ways), 1)}
    waits = node.limit is not None
    return {
        **_place(node.place), "title": title(ways, node.place), "step": numbers.get(node.place),
        "who": actor(ways, node.place) if waits else None, "within": limit_words(ways, node.place) if waits else None,
        **({"duty": duty} if (duty := duty_words(ways, node.place)) else {}),
        **_instants(node),
    }  # fmt: skip


def _instants(node: Node) -> dict[str, Any]:
    return {"earliest": iso(node.earliest), "latest": iso(node.latest), "limit": _instant(node.limit)}


def _edge(ways: Paths, edge: Edge) -> dict[str, Any]:
    return {
        "from": _place(edge.source), "to": _place(edge.target), "doing": edge.doing.value, "who": edge.who,
        "votes": edge.votes, "article": edge.article, "what": what(ways, edge), "only": list(ways.norms_of(edge)),
    }  # fmt: skip


def _course(ways: Paths, course: Course) -> dict[str, Any]:
    certified = course.walk.certified
    return {
        "norms": list(course.norms),
        "places": [{**_place(node.place), **_instants(node)} for node in course.walk.nodes],
        "certified_earliest": iso(certified[0]) if certified else None,
        "certified_latest": iso(certified[1]) if certified else None,
        "soonest": [_edge(ways, edge) for edge in course.walk.soonest],
        "longest": [_edge(ways, edge) for edge in course.walk.longest],
    }  # fmt: skip


def _promise(promise: Promise) -> dict[str, Any]:
    rule, release = promise.rule, promise.release
    return {
        "guarantee": rule.name, "by": rule.by, "beneficiary": rule.beneficiary, "alliance": rule.alliance,
        "effect": rule.effect,
        "consents": [
            {"of": c.of, "at_least": c.count or size, "members": size, "construction": c.construction.value}
            for c, size in promise.asked
        ],
        "each_can_keep_it_unarmed": list(promise.needed),
        "missing_for_ever": [{"guarantor": m.guarantor, "why": m.why} for m in promise.never],
        "earliest_award": _instant(release.earliest if release else None),
        "latest_award": _instant(release.latest if release else None),
        "consents_released": release.released if release else 0,
        "withdrawal": [
            {"guarantors": list(x.guarantors), "before_the_breach": _instant(x.quiet), "pending": _instant(x.pending)}
            for x in promise.leaves
        ],
        "rests_while": [{"party": party, "grade": grade} for party, grade in rule.rests_while],
        "review": None if rule.review is None else {
            "article": rule.review.article, "of": rule.review.of, "named": list(rule.review.named),
            "act": rule.review.act, "within": str(rule.review.period) if rule.review.period else None,
            "until": _instant(promise.review_until),
        },
    }  # fmt: skip


def _instant(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
