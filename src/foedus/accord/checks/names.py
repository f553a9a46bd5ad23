"""Checks of names: everybody and everything that a sentence names is declared, as what it is used for."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, unknown
from foedus.accord.model import (
    Announced,
    Condition,
    InsideZone,
    Measure,
    Modality,
    Norm,
    RequirementKind,
    SubjectKind,
)
from foedus.basics.problem import Problem, Span

NOBODY_BOUND = "it is not clear who is meant, so nobody could be held to it"


def unknown_parties(draft: Draft) -> Iterator[Problem]:
    """Parties that are named and not declared."""
    uses: list[tuple[str, Span]] = []
    uses += [(s.party, s.span) for s in draft.accord.evidence.spokesmen]
    for norm in draft.norms:
        if norm.subject.kind is SubjectKind.NAMED:
            uses += [(name, norm.subject.span) for name in norm.subject.names]
    for guarantee in draft.guarantees:
        uses += [(guarantee.by, guarantee.span), (guarantee.beneficiary, guarantee.span)]
        uses += [(s.party, s.span) for s in guarantee.suspensions]
    uses += [(r.who, r.span) for r in draft.accord.requirements if r.kind in _ALONE]
    for name, span in uses:
        yield from unknown(draft, "A0220", "a party", name, draft.parties, span, NOBODY_BOUND)


_ALONE = (RequirementKind.ALONE_CANNOT_BLOCK, RequirementKind.ALONE_CANNOT_CAUSE)
_COALITION = (RequirementKind.NO_COALITION_BLOCKS, RequirementKind.NO_COALITION_CAUSES)


def unknown_bodies(draft: Draft) -> Iterator[Problem]:
    """Bodies that are named and not declared."""
    uses: list[tuple[str, Span]] = [(c.body, c.span) for c in draft.certifications]
    uses += [(r.body, r.span) for r in draft.rulings]
    for norm in draft.norms:
        uses += [(s.body, s.span) for s in norm.suspensions]
        uses += [(e.ground.body, e.span) for e in norm.exceptions if isinstance(e.ground, Announced)]
    why = "nobody would be there to do what the line gives it to do"
    for name, span in uses:
        yield from unknown(draft, "A0221", "a body", name, draft.bodies, span, why)


def unknown_alliances(draft: Draft) -> Iterator[Problem]:
    """Alliances (or bodies, where members of either can be meant) that are named and not declared."""
    why = "its members are who would have to act, and nobody knows who they are"
    for guarantee in draft.guarantees:
        if guarantee.alliance:
            yield from unknown(draft, "A0222", "an alliance", guarantee.alliance, draft.alliances, guarantee.span, why)
    groups = {**draft.alliances, **draft.bodies}
    members_of: list[tuple[str, Span]] = []
    for guarantee in draft.guarantees:
        members_of += [(c.of, c.span) for c in guarantee.consents]
    for norm in draft.norms:
        if norm.subject.kind is SubjectKind.EACH_MEMBER:
            members_of += [(name, norm.subject.span) for name in norm.subject.names]
    members_of += [(r.who, r.span) for r in draft.accord.requirements if r.kind in _COALITION]
    for name, span in members_of:
        yield from unknown(draft, "A0222", "an alliance or a body", name, groups, span, why)


def unknown_zones(draft: Draft) -> Iterator[Problem]:
    """Zones that are named and not declared."""
    uses: list[tuple[str, Span]] = [(n.zone, n.span) for n in draft.norms if n.zone]
    for norm in draft.norms:
        uses += [(e.ground.zone, e.span) for e in norm.exceptions if isinstance(e.ground, InsideZone)]
    why = "nobody could tell whether something happened inside it"
    for name, span in uses:
        yield from unknown(draft, "A0223", "a zone", name, draft.zone_names, span, why)


def unknown_grades(draft: Draft) -> Iterator[Problem]:
    """Grades that are named and not listed in the head."""
    uses: list[tuple[str, Span]] = []
    for norm in draft.norms:
        uses += [(g, c.span) for c in norm.conditions for g in _grades_of(c)]
    uses += [(c.grade, c.span) for c in draft.certifications]
    for guarantee in draft.guarantees:
        uses += [(guarantee.grade, guarantee.span)]
        uses += [(s.grade, s.span) for s in guarantee.suspensions]
    uses += [(r.grade, r.span) for r in draft.accord.requirements if r.grade]
    why = "grades are ordered as the head lists them, and this one has no rank"
    for name, span in uses:
        yield from unknown(draft, "A0224", "a grade", name, draft.accord.grades, span, why)


def _grades_of(condition: Condition) -> tuple[str, ...]:
    return (condition.grade, condition.of_grade) if condition.measure is Measure.BREACHES else (condition.grade,)


def unknown_articles(draft: Draft) -> Iterator[Problem]:
    """Articles that a cure or a retraction speaks of and that are not there."""
    uses: list[tuple[str, Span]] = [(k.article, k.span) for c in draft.certifications for k in c.cures if k.article]
    uses += [(g.on_retraction, g.span) for g in draft.guarantees if g.on_retraction]
    there = tuple(draft.articles)
    for number, span in uses:
        if number not in there and f"Article {number}" not in draft.doubtful and number not in draft.doubtful:
            yield Problem(
                "A0225", span, f"there is no Article {number}", "the line points at nothing",
                f"write the number of an article that there is: {', '.join(there)}",
            )  # fmt: skip


def unknown_addresses(draft: Draft) -> Iterator[Problem]:
    """Addresses of norms under `prevails over` that are not there."""
    for norm in draft.norms:
        for address in norm.prevails_over:
            if address not in draft.norm_at and address not in draft.doubtful:
                yield Problem(
                    "A0226", norm.span, f"there is no sentence {address} for sentence {norm.address} to prevail over",
                    "`2` is the first sentence of Article 2 that binds or permits, `2.2` the second",
                    f"write one of: {', '.join(draft.norm_at)}",
                )  # fmt: skip


def unknown_names_in_acts(draft: Draft) -> Iterator[Problem]:
    """Names with a capital letter inside an act ("admit Commission") that nobody declared."""
    members = {m for group in (*draft.bodies.values(), *draft.alliances.values()) for m in group}
    known = {*draft.names, *members}
    for norm in draft.norms:
        for word in norm.act.split():
            if word[:1].isupper():
                why = "nobody could tell whom or what the sentence means"
                yield from unknown(draft, "A0232", "a name", word, known, norm.span, why)


def subject_named_twice(draft: Draft) -> Iterator[Problem]:
    """`RU and RU`: one of the two was meant to be somebody else."""
    for norm in draft.norms:
        names = norm.subject.names
        if len(set(names)) != len(names):
            twice = next(n for n in names if names.count(n) > 1)
            yield Problem(
                "A0245", norm.subject.span, f"the sentence binds {twice} twice",
                "somebody else was probably meant, who would now be free", "name each party once",
            )  # fmt: skip


def members_are_not_bound(draft: Draft) -> Iterator[Problem]:
    """Duties of members of a body or alliance: they are no parties, so nothing is ever found against them."""
    for norm in draft.norms:
        if norm.subject.kind is SubjectKind.EACH_MEMBER and norm.conditions and norm.modality is not Modality.MAY:
            yield _not_bound(norm)


def _not_bound(norm: Norm) -> Problem:
    group = norm.subject.names[0] if norm.subject.names else "a group"
    return Problem(
        "A0338", norm.subject.span, f"members of {group} are no parties, so no breach by them is ever found",
        "findings are made against parties; the lines below this sentence would never do anything",
        "name the parties that are bound, or take the breach lines away",
    )


CHECKS: tuple[Check, ...] = (
    unknown_parties, unknown_bodies, unknown_alliances, unknown_zones, unknown_grades, unknown_articles,
    unknown_addresses, unknown_names_in_acts, subject_named_twice, members_are_not_bound,
)  # fmt: skip
