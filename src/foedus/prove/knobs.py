"""What of an accord's procedure can be changed without another article: quorums, limits, defaults, how consent binds.

Each such place can be set in the accord as it was read, to try it, and in its text, to offer it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from foedus.accord.model import (
    Accord,
    Certification,
    Challenge,
    Construction,
    Cure,
    Guarantee,
    Provision,
    Ruling,
    Silence,
    VotingDuty,
    Withdrawal,
)
from foedus.basics.instant import Period
from foedus.basics.problem import Span

Timed = TypeVar("Timed", Certification, Ruling, Cure, Challenge, VotingDuty)
LONGEST = 4
"""No limit is offered that is more than so many times as long as the text has it."""


@dataclass(frozen=True)
class Knob:
    """One place. article: where it stands. span: its sentence or line; pattern: finds it there, in group 1.

    values: all others that are tried, as they would stand in the text, the nearest to the present first. is_number:
    whether they are numbers, which are looked for from the ends on. put: the accord with a value.
    """

    article: str
    span: Span
    pattern: str
    now: str
    values: tuple[str, ...]
    is_number: bool
    put: Callable[[str], Accord]

    def distance(self, value: str) -> int:
        """How far a value is from the present one, in steps."""
        return abs(int(value) - int(self.now)) if self.is_number else 1 + self.values.index(value)

    def edited(self, source: str, value: str) -> str:
        """The text of the accord with a value in this place."""
        lines = source.splitlines(keepends=True)
        start = sum(len(line) for line in lines[: self.span.line - 1]) + self.span.column - 1
        end = sum(len(line) for line in lines[: self.span.end_line - 1]) + self.span.end_column - 1
        found = re.search(self.pattern, source[start:end])
        assert found is not None, "a sentence that was read has its number"
        return source[: start + found.start(1)] + value + source[start + found.end(1) :]


def knobs(accord: Accord) -> tuple[Knob, ...]:
    """All such places, in the order of the text."""
    found = list[Knob]()
    for number, article in enumerate(accord.articles):
        for place, provision in enumerate(article.provisions):
            setter = _Setter(accord, number, place)
            match provision:
                case Certification():
                    found += _of_certification(setter, article.number, provision)
                case Ruling():
                    found += _of_ruling(setter, article.number, provision)
                case Guarantee():
                    found += _of_guarantee(setter, article.number, provision)
                case _:
                    pass
    return tuple(found)


@dataclass(frozen=True)
class _Setter:
    """Where a provision stands; makes the accord in which another stands there."""

    accord: Accord
    article: int
    place: int

    def __call__(self, provision: Provision) -> Accord:
        article = self.accord.articles[self.article]
        provisions = (*article.provisions[: self.place], provision, *article.provisions[self.place + 1 :])
        changed = replace(article, provisions=provisions)
        articles = (*self.accord.articles[: self.article], changed, *self.accord.articles[self.article + 1 :])
        return replace(self.accord, articles=articles)


def _numbers(now: int, least: int, most: int) -> tuple[str, ...]:
    return tuple(str(n) for n in sorted(range(least, most + 1), key=lambda n: (abs(n - now), n)) if n != now)


def _length(
    article: str, span: Span, now: Period, put: Callable[[Period], Accord], pattern: str = r"within\s+(\d+)\s"
) -> Knob:
    def changed(value: str) -> Accord:
        return put(Period(int(value), now.unit))

    return Knob(article, span, pattern, str(now.count), _numbers(now.count, 1, LONGEST * now.count), True, changed)


def _quorum(article: str, provision: Certification | Ruling, put: Callable[[int], Accord]) -> Knob:
    return Knob(article, provision.span, r"\sby\s+(\d+)\s+of\s", str(provision.quorum),
                _numbers(provision.quorum, 1, provision.of), True, lambda value: put(int(value)))  # fmt: skip


def _silence(
    article: str, provision: Certification | Ruling, offered: tuple[Silence, Silence], words: tuple[str, str],
    pattern: str, put: Callable[[Silence], Accord],
) -> Knob:  # fmt: skip
    now = offered.index(provision.silence) if provision.silence in offered else 0
    by_word = dict(zip(words, offered, strict=True))
    return Knob(article, provision.span, pattern, words[now], (words[1 - now],), False, lambda word: put(by_word[word]))


def _of_certification(setter: _Setter, article: str, rule: Certification) -> Iterator[Knob]:
    yield _quorum(article, rule, lambda n: setter(replace(rule, quorum=n)))
    yield _length(article, rule.span, rule.period, lambda p: setter(replace(rule, period=p)))
    if rule.silence is not None:
        yield _silence(article, rule, (Silence.ASSENT, Silence.REFUSAL), ("assent", "refusal"),
                       r"silence\s+is\s+(\w+)", lambda s: setter(replace(rule, silence=s)))  # fmt: skip
    if (duty := rule.duty) is not None:
        yield _length(article, duty.span, duty.period, lambda p: setter(replace(rule, duty=replace(duty, period=p))))
    for n, cure in enumerate(rule.cures):
        def with_cure(period: Period, n: int = n, cure: Cure = cure) -> Accord:
            cures = (*rule.cures[:n], replace(cure, period=period), *rule.cures[n + 1 :])
            return setter(replace(rule, cures=cures))

        yield _length(article, cure.span, cure.period, with_cure)
    if (challenge := rule.challenge) is not None:
        yield _length(article, challenge.span, challenge.period,
                      lambda p: setter(replace(rule, challenge=replace(challenge, period=p))))  # fmt: skip
        if challenge.times > 1:
            yield Knob(
                article, challenge.span, r"challenge\s+(twice|\d+\s+times)", _times(challenge.times),
                tuple(_times(n) for n in range(challenge.times - 1, 0, -1)), False,
                lambda often: setter(replace(rule, challenge=replace(challenge, times=_often(often)))),
            )  # fmt: skip


def _times(often: int) -> str:
    return "once" if often == 1 else "twice" if often == 2 else f"{often} times"


def _often(words: str) -> int:
    return {"once": 1, "twice": 2}.get(words) or int(words.split()[0])


def _of_ruling(setter: _Setter, article: str, rule: Ruling) -> Iterator[Knob]:
    yield _quorum(article, rule, lambda n: setter(replace(rule, quorum=n)))
    yield _length(article, rule.span, rule.period, lambda p: setter(replace(rule, period=p)))
    if rule.silence is not None:
        yield _silence(article, rule, (Silence.DISMISSES, Silence.UPHOLDS), ("dismisses", "upholds"),
                       r"silence\s+(\w+)\s+it", lambda s: setter(replace(rule, silence=s)))  # fmt: skip
    if (duty := rule.duty) is not None:
        yield _length(article, duty.span, duty.period, lambda p: setter(replace(rule, duty=replace(duty, period=p))))


def _of_guarantee(setter: _Setter, article: str, rule: Guarantee) -> Iterator[Knob]:
    sizes = {alliance.name: len(alliance.members) for alliance in setter.accord.alliances}
    sizes |= {body.name: len(body.members) for body in setter.accord.bodies}
    for n, consent in enumerate(rule.consents):
        def with_consent(count: int, construction: Construction, n: int = n) -> Accord:
            changed = replace(rule.consents[n], count=count, construction=construction)
            return setter(replace(rule, consents=(*rule.consents[:n], changed, *rule.consents[n + 1 :])))

        if consent.count:
            def with_count(value: str, made: Construction = consent.construction,
                           put: Callable[[int, Construction], Accord] = with_consent) -> Accord:  # fmt: skip
                return put(int(value), made)

            yield Knob(article, consent.span, r"at\s+least\s+(\d+)\s", str(consent.count),
                       _numbers(consent.count, 1, sizes.get(consent.of, consent.count)), True, with_count)  # fmt: skip

        def with_binding(value: str, count: int = consent.count,
                         put: Callable[[int, Construction], Accord] = with_consent) -> Accord:  # fmt: skip
            return put(count, _CONSTRUCTIONS[value])

        now = next(words for words, made in _CONSTRUCTIONS.items() if made is consent.construction)
        yield Knob(article, consent.span, r"deposited\s+as\s+(an?\s.*\S)", now,
                   tuple(words for words in _CONSTRUCTIONS if words != now), False, with_binding)  # fmt: skip
    if (gone := rule.withdrawal) is not None and gone.notice is not None:
        def with_notice(period: Period, gone: Withdrawal = gone) -> Accord:
            return setter(replace(rule, withdrawal=replace(gone, notice=period)))

        yield _length(article, gone.span, gone.notice, with_notice, r"\son\s+(\d+)\s")


_CONSTRUCTIONS = {f"{'an' if made.value[0] in 'aeiou' else 'a'} {made.value}": made for made in Construction}
