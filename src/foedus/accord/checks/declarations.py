"""Checks of what is declared: every name once, for one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.model import Alliance, Body
from foedus.basics.problem import Problem, Span


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def span(self) -> Span: ...


def _twice(code: str, kind: str, things: Sequence[_Named]) -> Iterator[Problem]:
    first: dict[str, Span] = {}
    for thing in things:
        if thing.name in first:
            yield Problem(
                code, thing.span, f"{kind} {thing.name} is declared twice",
                "nobody could tell which of the two a later line speaks of",
                "take one of the two away, or give it a name of its own", (first[thing.name],),
            )  # fmt: skip
        first.setdefault(thing.name, thing.span)


def declared_twice(draft: Draft) -> Iterator[Problem]:
    """Two declarations of one name, kind by kind."""
    accord = draft.accord
    yield from _twice("A0201", "party", accord.parties)
    yield from _twice("A0202", "alliance", accord.alliances)
    yield from _twice("A0203", "body", accord.bodies)
    yield from _twice("A0204", "zone", accord.zones)
    yield from _twice("A0205", "act", accord.acts)
    yield from _twice("A0206", "object", accord.objects)


def article_numbered_twice(draft: Draft) -> Iterator[Problem]:
    """Two articles of one number. The number of an article whose line is broken is a guess, and it has no title."""
    first: dict[str, Span] = {}
    for article in (a for a in draft.accord.articles if a.title):
        if article.number in first:
            yield Problem(
                "A0207", article.span, f"there are two articles {article.number}",
                "a finding names the article that was breached, and this name would fit both",
                "number the articles one after the other", (first[article.number],),
            )  # fmt: skip
        first.setdefault(article.number, article.span)


def one_name_two_kinds(draft: Draft) -> Iterator[Problem]:
    """A name used for a party and a body, and the like."""
    accord = draft.accord
    kinds: tuple[tuple[str, Sequence[_Named]], ...] = (
        ("a party", accord.parties), ("an alliance", accord.alliances),
        ("a body", accord.bodies), ("a zone", accord.zones),
    )  # fmt: skip
    first: dict[str, tuple[str, Span]] = {}
    for kind, things in kinds:
        for thing in things:
            before, span = first.setdefault(thing.name, (kind, thing.span))
            if before != kind:
                yield Problem(
                    "A0208", thing.span, f"{thing.name} is declared as {before} and as {kind}",
                    "a sentence that names it would have two meanings", "give one of the two another name", (span,),
                )  # fmt: skip


def member_twice(draft: Draft) -> Iterator[Problem]:
    """A member listed twice, who could be thought to have two votes."""
    groups: tuple[Alliance | Body, ...] = (*draft.accord.alliances, *draft.accord.bodies)
    for group in groups:
        for member in _repeated(group.members):
            yield Problem(
                "A0209", group.span, f"{member} is listed twice among the members of {group.name}",
                "one member has one vote, and quorums count members", f"list {member} once",
            )  # fmt: skip


def grade_twice(draft: Draft) -> Iterator[Problem]:
    """A grade listed twice has two ranks."""
    for grade in _repeated(draft.accord.grades):
        yield Problem(
            "A0210", draft.accord.span, f"the grade {grade} is listed twice",
            "grades are ordered as they are listed, and this one would stand at two places", f"list {grade} once",
        )  # fmt: skip


def one_name_two_parties(draft: Draft) -> Iterator[Problem]:
    """A name in data that would mean two parties."""
    owner: dict[str, tuple[str, Span]] = {}
    for party in draft.accord.parties:
        for name in (party.name, party.title, *party.also):
            other, span = owner.setdefault(" ".join(name.casefold().split()), (party.name, party.span))
            if other != party.name:
                yield Problem(
                    "A0211", party.span, f'"{name}" is a name of {other} and of {party.name}',
                    "a report that says so would accuse both, or either", "leave it to one of the two", (span,),
                )  # fmt: skip


def articles_out_of_order(draft: Draft) -> Iterator[Problem]:
    """Numbers that do not rise by one: an article may have been lost."""
    before = 0
    for article in draft.accord.articles:
        number = int(article.number) if article.number.isdecimal() else 0
        if article.title and (number > before + 1 or 0 < number < before):
            yield warning(
                "A0215", article.span, f"Article {number} follows {f'Article {before}' if before else 'nothing'}",
                "an article may have been lost, or readers may look for one that is not there",
                "number the articles from 1, one after the other",
            )  # fmt: skip
        before = number


def judges_in_own_cause(draft: Draft) -> Iterator[Problem]:
    """A party that sits in the body that certifies or decides about it."""
    judging = {c.body for c in draft.certifications} | {r.body for r in draft.rulings}
    for body in draft.accord.bodies:
        sitting = [m for m in body.members if m in draft.parties]
        if body.name in judging and sitting:
            yield warning(
                "A0247", body.span, f"{' and '.join(sitting)} would judge in their own cause in {body.name}",
                "a quorum that needs an accused party's vote can be blocked by that party",
                "appoint members who are no party, or make sure that the quorum can be reached without them",
            )  # fmt: skip


def _repeated(names: Iterable[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    again: dict[str, None] = {}
    for name in names:
        if name in seen:
            again[name] = None
        seen.add(name)
    return tuple(again)


CHECKS: tuple[Check, ...] = (
    declared_twice, article_numbered_twice, one_name_two_kinds, member_twice, grade_twice,
    one_name_two_parties, articles_out_of_order, judges_in_own_cause,
)  # fmt: skip
