"""Other ways to judge what is found: how many of a body must agree, what silence means, in what time a breach can be
made good. Each is put into the accord as it was read, as the grammar would have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from foedus.accord.model import Accord, Certification, Cure, Norm, Provision, Silence
from foedus.accord.syntax import UNITS
from foedus.basics.instant import Period, Unit
from foedus.procedure.aim import Aim, days_of

KNOBS = ("quorum N", "silence assent", "silence refusal", "cure N days", "cure none")
A_WEEK = Period(7, Unit.DAY)
"""The time to make good that is tried where the text gives none."""
LONGEST_DAYS = 3_660
"""No longer time to make good is tried: within ten years everything has stopped (a judgement)."""
_SILENCES = {each.value: each for each in (Silence.ASSENT, Silence.REFUSAL)}
_PERIOD = re.compile(r"([1-9]\d{0,5}) +([a-z]+)")


def certification_of(accord: Accord, grade: str) -> Certification | None:
    """The sentence by which a grade is certified; None if nobody certifies it."""
    every = (p for a in accord.articles for p in a.provisions if isinstance(p, Certification))
    return next((p for p in every if p.grade == grade), None)


def turned_procedure(accord: Accord, aim: Aim, knob: str, value: str) -> Accord | None:
    """The accord with one of these turned; None where the words change nothing of it."""
    said = certification_of(accord, aim.grade)
    if said is None:
        return None
    if knob == "quorum" and value.isdecimal() and len(value) < 4 and 1 <= int(value) <= said.of:
        return _with(accord, said, replace(said, quorum=int(value)))
    if knob == "silence" and value in _SILENCES:
        return _with(accord, said, replace(said, silence=_SILENCES[value]))
    if knob == "cure":
        return _with_cure(accord, aim, said, value)
    return None


def words_around(accord: Accord, aim: Aim, with_bodies: bool) -> Iterator[str]:
    """Each turned a little. with_bodies: whether it is said how bodies vote, so that a quorum can be compared."""
    said = certification_of(accord, aim.grade)
    if said is None:
        return
    if with_bodies:
        yield from (f"quorum {n}" for n in (said.quorum - 1, said.quorum + 1) if 1 <= n <= said.of)
        yield f"silence {(Silence.REFUSAL if said.silence is Silence.ASSENT else Silence.ASSENT).value}"
    now = _cure_of(said, aim)
    if now is None:
        yield f"cure {A_WEEK}"
        return
    yield from (f"cure {Period(n, now.unit)}" for n in (now.count // 2, now.count * 2) if n)
    yield "cure none"


def judges_otherwise(accord: Accord, other: Accord, aim: Aim) -> bool:
    """Whether two accords differ in how many must agree, or in what silence means."""
    one, two = certification_of(accord, aim.grade), certification_of(other, aim.grade)
    return one is not None and two is not None and (one.quorum, one.silence) != (two.quorum, two.silence)


def what_finds(accord: Accord) -> Accord:
    """The accord without what bears on no finding: of two designs that are equal in this the same is found."""
    return replace(accord, articles=tuple(
        replace(a, provisions=tuple(p for p in a.provisions if isinstance(p, Norm))) for a in accord.articles
    ))  # fmt: skip


def _article(aim: Aim) -> str:
    return aim.norm.split(".")[0]


def _cure_of(said: Certification, aim: Aim) -> Period | None:
    found = {cure.article: cure.period for cure in said.cures}
    return found.get(_article(aim), found.get(""))


def _with_cure(accord: Accord, aim: Aim, said: Certification, value: str) -> Accord | None:
    """With a line for the article of the norm, which goes before one for any; or with none that is for it."""
    own = _article(aim)
    if value == "none":
        if _cure_of(said, aim) is None:
            return None
        return _with(accord, said, replace(said, cures=tuple(c for c in said.cures if c.article not in (own, ""))))
    found = _PERIOD.fullmatch(value)
    if found is None or found[2] not in UNITS:
        return None
    cure = Cure(own, Period(int(found[1]), Unit(UNITS[found[2]])))
    if days_of(cure.period) > LONGEST_DAYS:
        return None
    others = tuple(c for c in said.cures if c.article != own)
    return _with(accord, said, replace(said, cures=(*others, cure)))


def _with(accord: Accord, said: Certification, other: Certification) -> Accord:
    def changed(provision: Provision) -> Provision:
        return other if provision is said else provision

    return replace(accord, articles=tuple(
        replace(a, provisions=tuple(map(changed, a.provisions))) for a in accord.articles
    ))  # fmt: skip
