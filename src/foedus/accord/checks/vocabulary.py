"""Checks of acts and objects: words that reports can use, declared once, without going in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from foedus.accord.checks.draft import Check, Draft, meant, warning
from foedus.accord.model import Category, Exception_, InResponse, Modality, Norm, Suspension
from foedus.basics.problem import Problem
from foedus.basics.vocabulary import ACTS, OBJECTS, known, narrower

SLIP = 0.86
"""Likeness (0..1, by matching letters) from which a word is taken for a slip of the pen: one letter of seven."""


def unknown_acts(draft: Draft) -> Iterator[Problem]:
    """Acts that are forbidden, answered to or reported, and that no report could name."""
    for norm in draft.norms:
        if norm.modality is Modality.MUST_NOT:
            yield from _unknown_act(draft, "A0227", norm.act, norm, "nothing that is reported could ever match it")
        elif norm.modality is Modality.MUST and not _somebody_can_report(draft, norm.act):
            yield warning(
                "A0230", draft.pointing_at(norm.act, norm.span), f'no source is known to report "{norm.act}"',
                "whether this duty was done could not be seen, so nothing would be found either way",
                meant(norm.act, _all(draft.acts), f"declare it (`act {norm.act} is ...`)"),
            )  # fmt: skip
        for exception in norm.exceptions:
            if isinstance(exception.ground, InResponse):
                why = "no report could show that somebody answered to it, so the exception would never apply"
                yield from _unknown_act(draft, "A0229", exception.ground.act, exception, why)
        for suspension in norm.suspensions:
            why = "no report could say so, so the duty would never be suspended"
            yield from _unknown_act(draft, "A0231", suspension.act, suspension, why)


def _unknown_act(draft: Draft, code: str, act: str, at: Norm | Exception_ | Suspension, why: str) -> Iterator[Problem]:
    if known(act, draft.acts) or act in draft.doubtful:
        return
    yield Problem(code, draft.pointing_at(act, at.span), f'"{act}" is no act that is known', why,
                  meant(act, _all(draft.acts), f"declare it (`act {act} is ...`)"))  # fmt: skip


def _somebody_can_report(draft: Draft, act: str) -> bool:
    if known(act, draft.acts) or act in draft.doubtful:
        return True
    return any(word in draft.names or word in draft.doubtful for word in act.split())  # `admit Commission`: they tell


def unknown_objects(draft: Draft) -> Iterator[Problem]:
    """Objects that are protected and that no report could name."""
    for norm in draft.norms:
        if norm.object and not known(norm.object, draft.objects) and norm.object not in draft.doubtful:
            yield Problem(
                "A0228", draft.pointing_at(norm.object, norm.span), f'"{norm.object}" is no object that is known',
                "nothing that is reported as hit could ever match it",
                meant(norm.object, _all(draft.objects), f"declare it (`object {norm.object} is ...`)"),
            )  # fmt: skip


def slips(draft: Draft) -> Iterator[Problem]:
    """Words in a declaration that look like a known word with a slip of the pen."""
    for kind, categories, table in (("act", draft.accord.acts, ACTS), ("object", draft.accord.objects, OBJECTS)):
        words = _all(table) | {c.name for c in categories}
        for category in categories:
            for word in category.kinds:
                # a word more or less ("oil" before "depot") is another thing, not a slip
                alike = sorted(w for w in words - {category.name} if len(w.split()) == len(word.split()))
                near = get_close_matches(word, alike, n=1, cutoff=SLIP) if word not in words else []
                if near:
                    yield warning(
                        "A0235", draft.pointing_at(word, category.span),
                        f'"{word}" is no {kind} that sources are known to report',
                        "if it is a slip of the pen, reports of what was meant would not be counted",
                        f'did you mean "{near[0]}"? if not, leave it as it is',
                    )  # fmt: skip


def circles(draft: Draft) -> Iterator[Problem]:
    """Acts and objects that are explained by themselves."""
    for code, kind, categories in (("A0236", "act", draft.accord.acts), ("A0237", "object", draft.accord.objects)):
        table = {c.name: c.kinds for c in categories}
        for category in categories:
            if any(category.name in narrower(k, table) for k in category.kinds):
                yield Problem(
                    code, category.span, f'the {kind} "{category.name}" is explained by itself',
                    "going round in a circle, nobody finds out what is meant",
                    "name narrower words only, and in none of those this one",
                )  # fmt: skip


def never_used(draft: Draft) -> Iterator[Problem]:
    """Acts and objects that are declared and that nothing speaks of."""
    acts = {n.act for n in draft.norms} | {s.act for n in draft.norms for s in n.suspensions}
    acts |= {e.ground.act for n in draft.norms for e in n.exceptions if isinstance(e.ground, InResponse)}
    objects = {n.object for n in draft.norms}
    yield from _unused("A0238", "act", draft.accord.acts, acts, draft.acts)
    yield from _unused("A0239", "object", draft.accord.objects, objects, draft.objects)


def _unused(
    code: str, kind: str, categories: Sequence[Category], used: Iterable[str], table: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    reached = {word for name in used for word in narrower(name, table)}
    for category in categories:
        if category.name not in reached:
            yield warning(
                code, category.span, f'the {kind} "{category.name}" is declared and never used',
                "an article that should speak of it may use another word", "use it in an article, or take it away",
            )  # fmt: skip


def listed_twice(draft: Draft) -> Iterator[Problem]:
    """A word listed twice in one declaration."""
    for category in (*draft.accord.acts, *draft.accord.objects):
        for word in dict.fromkeys(k for k in category.kinds if category.kinds.count(k) > 1):
            yield warning(
                "A0243", category.span, f'"{word}" is listed twice under "{category.name}"',
                "it changes nothing, but another word may have been meant", "list it once",
            )  # fmt: skip


def _all(table: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(table) | {k for kinds in table.values() for k in kinds}


CHECKS: tuple[Check, ...] = (unknown_acts, unknown_objects, slips, circles, never_used, listed_twice)
