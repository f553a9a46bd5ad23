"""What everybody has at stake in a guarantee: numbers that nobody knows exactly, so each is a range (rule V2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from foedus.basics.instant import Period
from foedus.basics.probability import Nano
from foedus.procedure.rules import GuaranteeRule


class Range(NamedTuple):
    """A number between two others, both included; where it is known, the two are equal."""

    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


class Violation(NamedTuple):
    """A breach of a size, in acts of which the accord speaks. gain: what it brings, once, in periods of `peace`."""

    size: int
    gain: Range


class Source(NamedTuple):
    """Who says so, and where; both empty for the neutral template."""

    says: str = ""
    source: str = ""


NOBODY = Source()


@dataclass(frozen=True, slots=True)
class Side:
    """A party, or the guarantors of a group that are alike. name: of the party, of the group, or of the guarantor.

    numbers: by setting (`SETTINGS`). ranking: settings of which each is at least the next, by strong preference.
    members: of guarantors, who they are; of a party, itself. group: of guarantors, with which of those whose consent is
    asked they are told; they may be in others, too.
    """

    name: str
    members: tuple[str, ...]
    numbers: Mapping[str, Range]
    violations: tuple[Violation, ...] = ()
    ranking: tuple[str, ...] = ()
    source: Source = NOBODY
    group: str = ""


class Found(NamedTuple):
    """The chance that a breach of a size is found within a period by the rules of evidence, against who did it. told:
    whether it was measured well enough to say anything; if not, what hangs on it cannot be told (V2c)."""

    size: int
    chance: Range
    told: bool = True


@dataclass(frozen=True, slots=True)
class Errors:
    """How often evidence and bodies err, in a period. false: a finding though all comply. blamed: a staged breach is
    found as the other side's; exposed: it is laid to who staged it. certified_true, certified_false: of a finding that
    is true, and of one that is not, that it is certified. found: by size, smallest first, never falling."""

    false: Range
    blamed: Range
    exposed: Range
    certified_true: Range
    certified_false: Range
    found: tuple[Found, ...]
    source: Source = NOBODY

    def row_of(self, size: int) -> int | None:
        """The place in `found` of the largest size known that is not larger (V5a); None where all are larger."""
        return next((i for i in range(len(self.found) - 1, -1, -1) if self.found[i].size <= size), None)


class Strength(NamedTuple):
    """What fighting would bring (M2). wins, wins_later: the chances that the beneficiary would win all, now and once
    the award is made; cost: of fighting, of the accused, once, in what is disputed in a period."""

    wins: Range
    wins_later: Range
    cost: Range


Numbers: TypeAlias = Mapping[tuple[str, str], Range]
"""By side (`errors` for how evidence errs) and setting: what is different of the numbers."""


class Design(NamedTuple):
    """Another way to draw the line, or to give consent, by name: how often evidence then errs, and what is different of
    the guarantors, whose consent may be deposited otherwise."""

    name: str
    errors: Errors
    numbers: Numbers = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Stakes:
    """A file of stakes, of one guarantee. accused, beneficiary: the sides as the guarantee names them.

    patience: what a period later is worth now, survival in office included. prior: how often the accused breaches in a
    period, for the belief that a certified breach is real (V5). neutral: whether it is the template, nobody's estimate.
    groups: the members of each group whose consent is asked, those who are told with another included (V4).
    designs: other ways to draw the line or to give consent (V8). strength: None where nothing is said of it.
    false_bound: what the text itself allows of findings that never were, in its whole time, where that is less than was
    believed (V2b). least: the fewest acts that are such a breach by the text; below: sizes that were named and are
    none, and so not asked (V5b).
    rates: whose numbers a file of rates has put in the place of others, in sentences; empty without one.
    """

    guarantee: GuaranteeRule
    period: Period
    patience: Range
    prior: Range
    accused: Side
    beneficiary: Side
    guarantors: tuple[Side, ...]
    errors: Errors
    groups: Mapping[str, tuple[str, ...]]
    neutral: bool = False
    designs: tuple[Design, ...] = ()
    strength: Strength | None = None
    false_bound: Nano | None = None
    least: int = 1
    below: tuple[int, ...] = ()
    rates: str = ""

    @property
    def sides(self) -> tuple[Side, ...]:
        """Everybody with something at stake."""
        return (self.accused, self.beneficiary, *self.guarantors)


def with_numbers(stakes: Stakes, numbers: Numbers) -> Stakes:
    """The stakes with some numbers in the place of those that they have."""
    if not numbers:
        return stakes
    of_errors: dict[str, Any] = {setting: given for (side, setting), given in numbers.items() if side == "errors"}

    def with_own(side: Side) -> Side:
        own = {setting: given for (name, setting), given in numbers.items() if name == side.name}
        return replace(side, numbers={**side.numbers, **own}) if own else side

    return replace(
        stakes, errors=replace(stakes.errors, **of_errors), accused=with_own(stakes.accused),
        beneficiary=with_own(stakes.beneficiary), guarantors=tuple(map(with_own, stakes.guarantors)),
    )  # fmt: skip


def drawn_so(stakes: Stakes, design: Design) -> Stakes:
    """The stakes of the text in that design."""
    return replace(with_numbers(stakes, design.numbers), errors=design.errors)


class Setting(NamedTuple):
    """A number that a side has. words: how the sheet calls it. default: None where it must be given. least, most: the
    numbers that make sense."""

    words: str
    default: Range | None
    least: int = -1_000
    most: int = 1_000


_CHANCE = (0, 1)
_COST = (0, 1_000)

ACCUSED: Mapping[str, Setting] = {
    "peace": Setting("what it has in a period while the deal holds", Range(1, 1)),
    "no_agreement": Setting("what it has in a period without agreement", Range(0, 0)),
    "award": Setting("what it has in a period once the award is made", None),
}
BENEFICIARY: Mapping[str, Setting] = {
    "peace": Setting("what it has in a period while the deal holds", Range(1, 1)),
    "no_agreement": Setting("what it has in a period without agreement", Range(0, 0)),
    "award": Setting("what it has in a period once the award is made", None),
    "exposed": Setting("what it has in a period once it was found to have staged a breach", None),
    "provoking_cost": Setting("what staging a breach costs it", None, *_COST),
    "sanctioned": Setting("what it has in a period after its own certified breach", None),
    "provoking_gain_after": Setting("what provoking brings it once the award is made", None),
    "cover_left": Setting("the share of the award's worth that it keeps if it provoked", None, *_CHANCE),
}
GUARANTOR: Mapping[str, Setting] = {
    "peace": Setting("what it has in a period while the deal holds", Range(1, 1)),
    "no_agreement": Setting("what it has in a period without agreement", Range(0, 0)),
    "award": Setting("what it has in a period once the award is made", None),
    "honouring_benefit": Setting("what honouring brings it if the breach is real", None),
    "honouring_cost": Setting("what honouring costs it", None, *_COST),
    "dishonour_loss": Setting("what not honouring costs it", None, *_COST),
    "revoking_cost": Setting("what taking back a deposited consent costs it beyond that", None, *_COST),
    "stands": Setting("the chance that its consent stands when it is asked", None, *_CHANCE),
}
