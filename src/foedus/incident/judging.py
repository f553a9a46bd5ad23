"""Who did it, worked out last: from what independent origins say of an incident and how these are known to behave.

What happened does not hang on how origins behave, who did it does. So incidents are drafted first, and judged when it
is known what was learnt; another month's learning judges the drafts again and makes none anew (I4c, I4f).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TypeAlias

from foedus.accord.model import Confirmation
from foedus.incident.attribution import Testimony, attributed, least
from foedus.incident.behaviour import Behaviour
from foedus.incident.learning import Case
from foedus.incident.model import Attribution, Incident, WithoutOrigin

Testimonies: TypeAlias = Mapping[str, Testimony]
"""By origin: what it says of who did it."""


@dataclass(frozen=True)
class Voices:
    """Who is heard of an incident. held: the testimonies with those that are doubted (R7b). parties: for which party an
    origin speaks. names: (name, key) of the origins that count, sorted. close: by key of an origin those that surely
    speak of one act with it, None where all do (I3l)."""

    supports: Testimonies
    held: Testimonies
    parties: Mapping[str, tuple[str, ...]]
    names: tuple[tuple[str, str], ...]
    close: Mapping[str, frozenset[str]] | None = None

    def attribution(self, behaviour: Behaviour) -> Attribution:
        """Who did it."""
        return held_back(self.supports, self.held, behaviour)

    def confirmed(self, asked: Confirmation) -> bool:
        """Whether enough origins corroborate each other, and enough of these are no party (I3, I3l)."""
        return self.confirmed_without("", asked)

    def confirmed_without(self, key: str, asked: Confirmation) -> bool:
        """The same with one origin left out."""
        outsider = not self.parties.get(key, ("",))
        for centre, star in self._stars.items():
            there = key in star
            origins, others = len(star) - there, self._outside[centre] - (there and outsider)
            if centre != key and origins >= asked.origins and others >= asked.not_a_party:
                return True
        return False

    def corroborating(self) -> tuple[str, ...]:
        """The names of the most origins that corroborate one of them, itself among them; of as many the first."""
        best = max(self._stars.values(), key=len, default=frozenset())
        return tuple(name for name, key in self.names if key in best)

    @cached_property
    def _stars(self) -> Mapping[str, frozenset[str]]:
        """For each origin that counts it and those that corroborate it; where all do, two stand for all."""
        keys = frozenset(key for _, key in self.names)
        if self.close is None:
            outsiders = sorted(keys, key=lambda k: (bool(self.parties[k]), k))
            return dict.fromkeys(outsiders[:2], keys)
        return {key: frozenset({key}) | self.close.get(key, frozenset()) for key in sorted(keys)}

    @cached_property
    def _outside(self) -> Mapping[str, int]:
        return {centre: sum(1 for k in star if not self.parties[k]) for centre, star in self._stars.items()}


def voices_of(
    supports: Testimonies, held: Testimonies, parties: Mapping[str, tuple[str, ...]],
    names: tuple[tuple[str, str], ...], close: Mapping[str, frozenset[str]] | None,
) -> Voices:  # fmt: skip
    """The voices, with what those say that corroborate nobody as said of another act, maybe (I4h). close: of all of
    `held`, itself left out or not."""
    if close is None:
        return Voices(supports, held, parties, names)
    stars = [frozenset({key}) | close[key] for key in close]
    most = max(map(len, stars))
    # Of several that are as many, all: else a name would decide.
    sure = frozenset().union(*(star for star in stars if len(star) == most > 1))

    def marked(said: Testimonies) -> Testimonies:
        return {
            key: t if key in sure else Testimony(t.origin, t.speaker, t.claims, t.coder, loose=True)
            for key, t in said.items()
        }

    return Voices(
        marked(supports), marked(held), parties, names,
        {key: close[key] & supports.keys() for key in supports},
    )  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """An incident but for who did it. explain: makes the explanation, given how origins behave."""

    incident: Incident
    voices: Voices
    explain: Callable[[Behaviour], tuple[str, ...]]

    def judged(self, behaviour: Behaviour, asked: Confirmation) -> Incident:
        """The incident with who did it, and what each origin adds to that."""
        voices = self.voices
        if not voices.supports:
            return self.incident  # nobody says who did it, so that nothing hangs on how anybody behaves
        if len(voices.names) == 1 and len(voices.held) == 1:
            (name, key), *_ = voices.names
            without: tuple[WithoutOrigin, ...] = (WithoutOrigin(name, _NOBODY, voices.confirmed_without(key, asked)),)
        else:
            without = tuple(_without(name, key, voices, behaviour, asked) for name, key in voices.names)
        return replace(
            self.incident, attribution=voices.attribution(behaviour), without=without,
            explain=partial(self.explain, behaviour),
        )  # fmt: skip

    def case(self) -> Case | None:
        """The incident for learning, None for a count or where nobody counts."""
        if self.incident.series or not self.voices.supports:
            return None
        return Case(self.incident.known_at, tuple(self.voices.supports.values()))


def held_back(supports: Testimonies, held: Testimonies, behaviour: Behaviour) -> Attribution:
    """Who did it; nobody with more than with the doubted texts, nor with more than without them (R7b)."""
    if not supports:
        return _NOBODY
    without = attributed(supports.values(), behaviour)
    return without if held == supports else least(without, attributed(held.values(), behaviour))


def _without(name: str, key: str, voices: Voices, behaviour: Behaviour, asked: Confirmation) -> WithoutOrigin:
    left, held = ({k: t for k, t in all_of.items() if k != key} for all_of in (voices.supports, voices.held))
    return WithoutOrigin(name, held_back(left, held, behaviour), voices.confirmed_without(key, asked))


_NOBODY = Attribution()
