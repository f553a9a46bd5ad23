"""What each wants of the text, and what nobody could make it sign: choices, rankings and red lines (rule V11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from foedus.incentives.alternatives import Alternative
from foedus.incentives.graph_model import Option as Move
from foedus.incentives.stakes import NOBODY, Numbers, Range, Source, Stakes, drawn_so, with_numbers

Combination: TypeAlias = tuple[str, ...]
"""An option of each choice, in the order of the choices."""


class Change(NamedTuple):
    """What an option changes of what is weighed. consents: how many of the first group that is asked must stand by it,
    0 as the text has it; design: how the line is drawn, "" as the text draws it; award: what is promised; dated: after
    so many periods, where it is promised on a date. was, becomes: words of the text, and those in their place; "" where
    it is said by numbers alone."""

    consents: int = 0
    design: str = ""
    award: Alternative | None = None
    dated: int = 0
    numbers: Numbers = MappingProxyType({})
    was: str = ""
    becomes: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether it changes nothing that is weighed, and counts for those alone who have a position on it."""
        return self == Change()


class Option(NamedTuple):
    """One way to settle a choice. value: the number that it stands for, by which it can be wanted from .. to; None
    where it stands for none."""

    name: str
    value: float | None = None
    change: Change = Change()


class Choice(NamedTuple):
    """What is to be settled. now: the option that the text has, "" where it is not said."""

    name: str
    about: str
    options: tuple[Option, ...]
    now: str = ""

    def option(self, name: str) -> Option | None:
        """The option of a name."""
        return next((each for each in self.options if each.name == name), None)


class Demand(NamedTuple):
    """What somebody wants of a choice. tiers: options, best first, those of one tier equally good; what is in none is
    not compared. wanted: or else those of which it wants one, whichever, before all others."""

    who: str
    choice: str
    tiers: tuple[tuple[str, ...], ...] = ()
    wanted: tuple[str, ...] = ()
    source: Source = NOBODY

    def prefers(self, one: str, other: str) -> int | None:
        """1 where it wants the one more, -1 the other, 0 where they are equally good, None where that is not said."""
        if one == other:
            return 0
        if self.wanted:
            here, there = one in self.wanted, other in self.wanted
            return here - there if here or there else None
        place = {name: rank for rank, tier in enumerate(self.tiers) for name in tier}
        if one not in place or other not in place:
            return None
        return (place[one] < place[other]) - (place[one] > place[other])


class RedLine(NamedTuple):
    """What somebody signs in no case: any combination that has, of each choice named, one of the options named."""

    who: str
    forbids: tuple[tuple[str, tuple[str, ...]], ...]
    source: Source = NOBODY

    def is_crossed(self, by: Mapping[str, str]) -> bool:
        """by: the option of each choice."""
        return all(by[choice] in options for choice, options in self.forbids)


class Mandate(NamedTuple):
    """A signatory whose mandate is disputed. binds: the chance that what it promised binds whoever comes to decide, as
    somebody says; nothing here judges it."""

    who: str
    binds: Range
    source: Source = NOBODY


class Waiting(NamedTuple):
    """What is different if they have not signed so many periods from now. no_agreement: by side what it then has in a
    period without agreement; wins: the chance that the beneficiary would then win, None where nobody says so."""

    periods: int
    no_agreement: Mapping[str, Range]
    wins: Range | None
    source: Source = NOBODY


@dataclass(frozen=True, slots=True)
class Game:
    """Who can do what, which outcomes can come about, and who prefers which (for those who only rank).

    states: by name a letter for each option: `Y` taken, `N` not, `-` no matter. preferred: by decision maker tiers of
    states, best first. sources: whose view each ranking is.
    """

    options: tuple[Move, ...]
    states: Mapping[str, str]
    preferred: Mapping[str, tuple[tuple[str, ...], ...]]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Positions:
    """What a file says of who wants what. without: by who is left out, what else that changes of the numbers."""

    choices: tuple[Choice, ...] = ()
    demands: tuple[Demand, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    without: Mapping[str, Numbers] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    game: Game | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """Whoever wants something or has a red line, in the order of the file."""
        return tuple(dict.fromkeys([*(each.who for each in self.demands), *(each.who for each in self.red_lines)]))

    @property
    def as_it_is(self) -> Combination | None:
        """The combination that the text has; None where that is not said of every choice."""
        return tuple(each.now for each in self.choices) if all(each.now for each in self.choices) else None


def combinations_of(choices: Sequence[Choice]) -> Iterator[Combination]:
    """Every way to settle all choices, those of the last choice changing first."""
    yield from product(*((option.name for option in choice.options) for choice in choices))


def how_many(choices: Sequence[Choice]) -> int:
    """The number of combinations."""
    return prod(len(choice.options) for choice in choices)


def changes_of(choices: Sequence[Choice], combination: Combination) -> Iterator[Change]:
    """What its options change."""
    for choice, name in zip(choices, combination, strict=True):
        option = choice.option(name)
        assert option is not None, "it is made of the options of its choices"
        yield option.change


def changed(stakes: Stakes, changes: Sequence[Change]) -> Stakes:
    """The stakes with these changes: first of the line that is drawn, then of single numbers."""
    for change in changes:
        if change.design:
            stakes = drawn_so(stakes, next(each for each in stakes.designs if each.name == change.design))
        if change.consents and stakes.guarantee.consents:
            first, *others = stakes.guarantee.consents
            asked = (replace(first, count=change.consents), *others)
            stakes = replace(stakes, guarantee=replace(stakes.guarantee, consents=asked))
    for change in changes:
        stakes = with_numbers(stakes, change.numbers)
    return stakes


def award_of(changes: Sequence[Change]) -> tuple[Alternative, int]:
    """What is promised, and of a promise on a date after how many periods (0 where that is not said)."""
    for change in changes:
        if change.award is not None:
            return change.award, change.dated
    return Alternative.ON_BREACH, 0
