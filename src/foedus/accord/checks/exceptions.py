"""Checks of `unless` lines: they belong to their sentence, they can apply, and they do not swallow the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.checks.overlap import acts_overlap, inside, zones_overlap
from foedus.accord.model import During, Exception_, InResponse, InsideZone, Modality, Norm
from foedus.basics.problem import Problem, Span
from foedus.basics.vocabulary import known


def addresses(draft: Draft) -> Iterator[Problem]:
    """Addresses that repeat, or that belong to another article."""
    first: dict[str, Span] = {}
    for norm in draft.norms:
        for exception in norm.exceptions:
            if exception.address in first:
                yield Problem(
                    "A0213", exception.span, f"there are two exceptions {exception.address}",
                    "who invokes an exception names it, and this name would fit both",
                    "give each a letter of its own", (first[exception.address],),
                )  # fmt: skip
            first.setdefault(exception.address, exception.span)
            article = norm.address.split(".")[0]
            if not re.fullmatch(rf"{re.escape(article)}\D.*|{re.escape(norm.address)}\D.*", exception.address):
                yield Problem(
                    "A0214", exception.span,
                    f"exception {exception.address} stands below a sentence of Article {article}",
                    "its number belongs to another article, so people would look for it in the wrong place",
                    f"call it {article}a, {article}b and so on",
                )  # fmt: skip


def fit_their_sentence(draft: Draft) -> Iterator[Problem]:
    """Exceptions take incidents away from a prohibition; other sentences have none to take away."""
    for norm in draft.norms:
        if norm.modality is not Modality.MUST_NOT:
            for exception in norm.exceptions:
                yield Problem(
                    "A0333", exception.span, "only what is forbidden can have an exception",
                    "an exception takes incidents away before they are counted, and here nothing is counted",
                    "write `suspended while ...` to stop the clock of a duty, or move the line",
                )  # fmt: skip


def times(draft: Draft) -> Iterator[Problem]:
    """Stretches of time that are empty, lie outside the time in force, or cover all of it."""
    start, end = draft.accord.in_force_from, draft.accord.final_end
    for _, exception, ground in _grounds(draft):
        if not isinstance(ground, During) or not (ground.start and ground.end and draft.dated):
            continue
        if ground.end <= ground.start:
            yield Problem(
                "A0342", exception.span, f"the time of exception {exception.address} ends before it begins",
                "nothing can lie in it, so the exception never applies", "exchange the two dates, or correct them",
            )  # fmt: skip
        elif ground.start <= start and end is not None and ground.end >= end:
            yield Problem(
                "A0341", exception.span, f"exception {exception.address} covers the whole time in force",
                "whatever happens is excepted, so the sentence can never be breached", "shorten it, or take it away",
            )  # fmt: skip
        elif ground.end <= start or (end is not None and ground.start >= end):
            yield warning(
                "A0343", exception.span, f"exception {exception.address} lies outside the time in force",
                "nothing is a breach then anyway, so it changes nothing; a date may be wrong", "check the dates",
            )  # fmt: skip


def places(draft: Draft) -> Iterator[Problem]:
    """Zones that cover all of the sentence's zone, or nothing of it."""
    for norm, exception, ground in _grounds(draft):
        if not isinstance(ground, InsideZone) or not norm.zone:
            continue
        if inside(draft, norm.zone, ground.zone):
            yield Problem(
                "A0340", exception.span, f"exception {exception.address} covers the whole of {norm.zone}",
                "whatever happens there is excepted, so the sentence can never be breached",
                f"name a zone that is only part of {norm.zone}",
            )  # fmt: skip
        elif not zones_overlap(draft, norm.zone, ground.zone):
            yield warning(
                "A0345", exception.span, f"{ground.zone} and {norm.zone} have no ground in common",
                "the sentence does not reach there anyway, so the exception changes nothing",
                "check which zone was meant",
            )  # fmt: skip


def responses(draft: Draft) -> Iterator[Problem]:
    """Responses to something that nobody forbids."""
    forbidden = [n.act for n in draft.norms if n.modality is Modality.MUST_NOT]
    for _, exception, ground in _grounds(draft):
        if not isinstance(ground, InResponse) or not known(ground.act, draft.acts):
            continue
        if not any(acts_overlap(draft, ground.act, act) for act in forbidden):
            yield warning(
                "A0347", exception.span,
                f'exception {exception.address} answers to "{ground.act}", which nobody forbids',
                "it lets a party answer with force to what the other side is free to do",
                "name an act that the accord forbids, or forbid this one",
            )  # fmt: skip


def attacked_parties(draft: Draft) -> Iterator[Problem]:
    """Responses to an attack "on that party" where there are more than two that it may have been on (F7d)."""
    count = len(draft.accord.parties)
    for _, exception, ground in _grounds(draft):
        if isinstance(ground, InResponse) and count > 2:
            yield warning(
                "A0348", exception.span,
                f"exception {exception.address} never applies, since the accord has {count} parties",
                "no report says on which party an attack was, so that with more than two nobody can show that it was "
                "on the one that answers",
                "make an accord for each two parties, or except a zone or a time instead",
            )  # fmt: skip


def said_twice(draft: Draft) -> Iterator[Problem]:
    """The same ground twice under one sentence."""
    for norm in draft.norms:
        first: dict[object, Span] = {}
        for exception in norm.exceptions:
            if isinstance(exception.ground, During) and not (exception.ground.start and exception.ground.end):
                continue  # 0 stands for a date that could not be read, and that was told already
            if exception.ground in first:
                yield warning(
                    "A0344", exception.span, f"exception {exception.address} repeats another one",
                    "it changes nothing; something else may have been meant", "take it away, or write what was meant",
                    (first[exception.ground],),
                )  # fmt: skip
            first.setdefault(exception.ground, exception.span)


def _grounds(draft: Draft) -> Iterator[tuple[Norm, Exception_, object]]:
    for norm in draft.norms:
        for exception in norm.exceptions:
            yield norm, exception, exception.ground


CHECKS: tuple[Check, ...] = (addresses, fit_their_sentence, times, places, responses, attacked_parties, said_twice)
