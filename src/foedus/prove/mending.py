"""What would mend a requirement that does not hold: the smallest changes of the text that break no other (Q9).

Each place of `knobs` is turned by itself first; only where no single one does, two are turned together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.prove.decide import Verdict, verdicts
from foedus.prove.game import TooLarge
from foedus.prove.knobs import Knob, knobs

MOST_STATES = 6_000
"""A draft that needs more states for a question is not offered: each is proved many times."""
MOST_TRIALS = 400
"""So many drafts are tried for one requirement, and no more."""
MOST_OFFERS = 3
MOST_PAIRS = 100
_FEW = 12
"""So many values are tried one by one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A place and what it would be set to."""

    knob: Knob
    value: str


@dataclass(frozen=True, slots=True)
class Mend:
    """Changes that together make a requirement hold, and leave every other as it was or better."""

    turns: tuple[Turn, ...]

    def edited(self, source: str) -> str:
        """The text with all changes; those further down first, so that the places of the others stay."""
        for turn in sorted(self.turns, key=lambda turn: (turn.knob.span, turn.knob.pattern), reverse=True):
            source = turn.knob.edited(source, turn.value)
        return source


@dataclass(frozen=True, slots=True)
class Mending:
    """What was found for one requirement, by its number from 0. mends: the smallest first. all_tried: whether every
    place was tried; not so where `MOST_TRIALS` were used up before."""

    requirement: int
    mends: tuple[Mend, ...]
    all_tried: bool


def mend(accord: Accord, found_at: Instant, number: int, stands: Callable[[Mend], bool]) -> Mending:
    """The smallest changes that make a requirement hold which now does not.

    stands: whether an offer, written into the text and read again, is a sound accord in which it still holds.
    """
    search = _Search(accord, found_at, number)
    try:
        found = _first(search.single(), stands) or _first(search.double(), stands)
    except _TooMany:
        return Mending(number, (), False)
    return Mending(number, found, not search.cut)


def _first(offers: Iterator[Mend], stands: Callable[[Mend], bool]) -> tuple[Mend, ...]:
    found: list[Mend] = []
    for offer in sorted(offers, key=_size):
        if len(found) < MOST_OFFERS and stands(offer):
            found.append(offer)
    return tuple(found)


def _size(offer: Mend) -> tuple[float, ...]:
    """How large a change is: its share of the number that is there; another word counts as much as half a number."""
    return (sum(
        turn.knob.distance(turn.value) / int(turn.knob.now) if turn.knob.is_number else 0.5 for turn in offer.turns
    ),)  # fmt: skip


class _TooMany(Exception):
    """All trials are used up."""


@dataclass
class _Search:
    """The search for one requirement. Owns what was tried."""

    accord: Accord
    found_at: Instant
    number: int
    trials: int = 0
    cut: bool = False
    known: dict[tuple[tuple[int, str], ...], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        every = range(len(self.accord.requirements))
        now = verdicts(self.accord, self.found_at, every, MOST_STATES)
        self.others = [n for n in every if now[n] is Verdict.KEPT]
        self.knobs = knobs(self.accord)

    def single(self) -> Iterator[Mend]:
        """For each place the nearest value that mends, if there is one."""
        for n, knob in enumerate(self.knobs):
            value = self._nearest(n, ())
            if value is not None:
                yield Mend((Turn(knob, value),))

    def double(self) -> Iterator[Mend]:
        """Pairs of places that mend together: each as near to the present as the other lets it."""
        pairs = list(combinations(range(len(self.knobs)), 2))
        self.cut = self.cut or len(pairs) > MOST_PAIRS
        for one, other in pairs[:MOST_PAIRS]:
            for far in self._ends(one):
                value = self._nearest(other, ((one, far),))
                if value is None:
                    continue
                nearer = self._nearest(one, ((other, value),)) or far
                yield Mend((Turn(self.knobs[one], nearer), Turn(self.knobs[other], value)))
                break

    def _ends(self, n: int) -> Sequence[str]:
        knob = self.knobs[n]
        if not knob.is_number or not knob.values:
            return knob.values
        return tuple(dict.fromkeys((min(knob.values, key=int), max(knob.values, key=int))))

    def _nearest(self, n: int, fixed: tuple[tuple[int, str], ...]) -> str | None:
        """The value of a place nearest to the present that mends, the others being fixed.

        Numbers are halved between the present, which does not mend, and each end that does: what mends at a number is
        taken to mend beyond it. Words, and a few numbers, are tried one by one.
        """
        knob = self.knobs[n]
        if not knob.is_number or len(knob.values) <= _FEW:
            return next((value for value in knob.values if self._mends((*fixed, (n, value)))), None)
        found = []
        for end in self._ends(n):
            if self._mends((*fixed, (n, end))):
                good, bad = int(end), int(knob.now)
                while abs(good - bad) > 1:
                    middle = (good + bad) // 2
                    if self._mends((*fixed, (n, str(middle)))):
                        good = middle
                    else:
                        bad = middle
                found.append(str(good))
        return min(found, key=knob.distance, default=None)

    def _mends(self, turned: tuple[tuple[int, str], ...]) -> bool:
        key = tuple(sorted(turned))
        if key not in self.known:
            if self.trials >= MOST_TRIALS:
                self.cut = True
                raise _TooMany
            self.trials += 1
            self.known[key] = self._holds(key)
        return self.known[key]

    def _holds(self, turned: tuple[tuple[int, str], ...]) -> bool:
        accord = self.accord
        for n, value in turned:
            accord = knobs(accord)[n].put(value)
        try:
            [here] = verdicts(accord, self.found_at, [self.number], MOST_STATES)
            return here is Verdict.KEPT and all(
                verdict is Verdict.KEPT for verdict in verdicts(accord, self.found_at, self.others, MOST_STATES))
        except TooLarge:
            return False

