"""An accord under check: its names, its words and its clocks, as the checks ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TypeAlias

from shapely.geometry.base import BaseGeometry

from foedus.accord.model import Accord, Article, Certification, Guarantee, Norm, Ruling
from foedus.accord.read_zones import Zones
from foedus.basics.instant import FAR_FUTURE, Instant, Period, shifted, zone_info
from foedus.basics.problem import Problem, Severity, Span
from foedus.basics.vocabulary import ACTS, OBJECTS, narrower

MANY = 8
"""So many names are listed when a name is unknown; a longer list helps nobody."""


@dataclass(frozen=True)
class Draft:
    """What the checks look at.

    doubtful: names that a broken declaration may have meant to declare. source: the text, "" if it is not at hand.
    """

    accord: Accord
    zones: Zones | None
    doubtful: frozenset[str]
    source: str = ""

    @cached_property
    def parties(self) -> frozenset[str]:
        """Names of the parties."""
        return frozenset(p.name for p in self.accord.parties)

    @cached_property
    def bodies(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the bodies, with their members."""
        return {b.name: b.members for b in self.accord.bodies}

    @cached_property
    def alliances(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the alliances, with their members."""
        return {a.name: a.members for a in self.accord.alliances}

    @cached_property
    def zone_names(self) -> frozenset[str]:
        """Names of the zones."""
        return frozenset(z.name for z in self.accord.zones)

    @cached_property
    def acts(self) -> Mapping[str, tuple[str, ...]]:
        """Acts from wider to narrower; what the accord declares takes the place of the shared words."""
        return {**ACTS, **{c.name: c.kinds for c in self.accord.acts}}

    @cached_property
    def objects(self) -> Mapping[str, tuple[str, ...]]:
        """Objects from wider to narrower, likewise."""
        return {**OBJECTS, **{c.name: c.kinds for c in self.accord.objects}}

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        """Every norm, in the order of the text."""
        return self.accord.norms

    @cached_property
    def norm_at(self) -> Mapping[str, Norm]:
        """Norms by address."""
        return {n.address: n for n in self.norms}

    @cached_property
    def certifications(self) -> tuple[Certification, ...]:
        """Every sentence that lets a body certify a breach."""
        return tuple(p for a in self.accord.articles for p in a.provisions if isinstance(p, Certification))

    @cached_property
    def rulings(self) -> tuple[Ruling, ...]:
        """Every sentence that lets a body decide a challenge."""
        return tuple(p for a in self.accord.articles for p in a.provisions if isinstance(p, Ruling))

    @cached_property
    def guarantees(self) -> tuple[Guarantee, ...]:
        """Every sentence by which something takes effect on a certified breach."""
        return tuple(p for a in self.accord.articles for p in a.provisions if isinstance(p, Guarantee))

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """Articles by number."""
        return {a.number: a for a in self.accord.articles}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every declared name, with the kind of thing it is."""
        kinds: dict[str, str] = {}
        for kind, things in (
            ("a party", self.accord.parties), ("an alliance", self.accord.alliances),
            ("a body", self.accord.bodies), ("a zone", self.accord.zones),
        ):  # fmt: skip
            for thing in things:
                kinds.setdefault(thing.name, kind)
        return kinds

    @property
    def dated(self) -> bool:
        """Whether the time in force could be read and is not empty; else what lies in it cannot be asked.

        The parser writes 0 for a date that it could not read.
        """
        start, end = self.accord.in_force_from, self.accord.in_force_until
        return start != 0 and (end is None or start < end)

    def after(self, start: Instant, period: Period) -> Instant:
        """The end of a period that begins at `start`; the far future where no calendar reaches that far."""
        try:
            zone_info(self.accord.time_zone)
            return min(shifted(start, period, self.accord.time_zone), FAR_FUTURE)
        except (KeyError, OverflowError, ValueError):
            return FAR_FUTURE

    def longer_than_force(self, period: Period) -> bool:
        """Whether a period that begins at entry into force ends after the accord does, renewed or not."""
        end = self.accord.final_end
        return self.dated and end is not None and self.after(self.accord.in_force_from, period) > end

    def members_of(self, name: str) -> tuple[str, ...]:
        """The members of a body or an alliance; none if there is no such name."""
        return self.bodies.get(name) or self.alliances.get(name) or ()

    @cached_property
    def shapes(self) -> Mapping[str, BaseGeometry]:
        """The drawn ground of the zones, by name; none where it could not be read. Drawn once: that takes a while."""
        return self.zones.shapes if self.zones is not None else {}

    def pointing_at(self, word: str, span: Span) -> Span:
        """The first place of a word within a span, to put the caret under; the span itself if it is not found there."""
        whole = re.compile(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])")
        for number in range(span.line, max(span.line, span.end_line) + 1):
            row = self._rows[number - 1] if number <= len(self._rows) else ""
            start = span.column - 1 if number == span.line else 0
            stop = span.end_column - 1 if number == span.end_line else len(row)
            found = whole.search(row, start, stop)
            if found:
                return Span(span.file, number, found.start() + 1, number, found.end() + 1)
        return span

    @cached_property
    def _rows(self) -> list[str]:
        return self.source.removeprefix("\ufeff").splitlines()

    @cached_property
    def _words(self) -> dict[tuple[bool, str], frozenset[str]]:
        """What was asked of the two tables of words before; this draft alone owns it."""
        return {}

    def act_words(self, act: str) -> frozenset[str]:
        """An act and every act that it takes in."""
        return self._narrower(False, act)

    def object_words(self, name: str) -> frozenset[str]:
        """An object and every object that it takes in."""
        return self._narrower(True, name)

    def _narrower(self, objects: bool, word: str) -> frozenset[str]:
        if (objects, word) not in self._words:
            self._words[objects, word] = narrower(word, self.objects if objects else self.acts)
        return self._words[objects, word]


ABSENCES: frozenset[str] = frozenset({
    "A0238", "A0239", "A0240", "A0303", "A0304", "A0305", "A0306", "A0307", "A0310",
    "A0311", "A0317", "A0325", "A0334", "A0361", "A0365", "A0366", "A0369", "A0370", "A0372",
    "A0375", "A0380", "A0382", "A0384", "A0385", "A0387", "A0388", "A0394", "A0395", "A0397",
})  # fmt: skip
"""Problems of something that is not there. It may stand in a line that could not be read, so these are told only of a
text without broken lines."""

Check: TypeAlias = Callable[[Draft], Iterable[Problem]]
"""One check: the problems it finds in a draft."""


def warning(
    code: str, span: Span | None, what: str, why: str, mend: str, see: tuple[Span, ...] = ()
) -> Problem:
    """A problem that lets the work go on."""
    return Problem(code, span, what, why, mend, see, Severity.WARNING)


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """How to mend an unknown word: the nearest known one, else `otherwise` with the words there are."""
    there = sorted(set(known))
    folded = {t.casefold(): t for t in there}
    near = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.7)
    if near:
        return f"did you mean {folded[near[0]]}?"
    if not there:
        return otherwise
    return f"{otherwise}, or name one that there is: {', '.join(there[:MANY])}{' ...' if len(there) > MANY else ''}"


def unknown(
    draft: Draft, code: str, kind: str, name: str, known: Iterable[str], span: Span, why: str
) -> Iterator[Problem]:
    """The problem of a name that is not what it is used as; nothing if it is, or if its declaration is broken."""
    there = set(known)
    if name in there or name in draft.doubtful:
        return
    is_instead = draft.names.get(name)
    what = f"{name} is {is_instead}, not {kind}" if is_instead else f"{name} is not {kind} of this accord"
    at = draft.pointing_at(name, span)
    yield Problem(code, at, what, why, meant(name, there, f"declare it as {kind}"))
