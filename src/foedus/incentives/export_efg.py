"""The game of one period as a tree, for Gambit: the accused, the beneficiary and the guarantors each move once (V1).

What comes after the period stands at the leaves as the value of what is then so, which makes one departure from keeping
the deal the only one to look at. Source of the format: the Gambit manual, "The extensive game (.efg) file format".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from foedus.incentives.deal import Course, Values, worth
from foedus.incentives.draws import Drawn, drawn, unknowns
from foedus.incentives.stakes import Side, Stakes
from foedus.incentives.weighing import executed, found_of, staged_by


class Guarantor(NamedTuple):
    """One who may honour its consent or take it back. name: unique in the tree."""

    name: str
    benefit: Fraction
    cost: Fraction
    loss: Fraction
    revoking: Fraction


@dataclass(frozen=True, slots=True)
class Point:
    """One belief about everything, exact. prior: how often a breach happens that nobody decided on, which makes a
    certified one believable (V5). executed: chance of the award once all guarantors of the tree honour. The rest is as
    in docs/incentives.md: kept, awarded, gain of the accused; kept, awarded, after exposure and cost of the other."""

    accused: str
    beneficiary: str
    patience: Fraction
    prior: Fraction
    false: Fraction
    found: Fraction
    blamed: Fraction
    exposed: Fraction
    executed: Fraction
    of_accused: tuple[Fraction, Fraction, Fraction]
    of_beneficiary: tuple[Fraction, Fraction, Fraction, Fraction]
    guarantors: tuple[Guarantor, ...]

    @property
    def course(self) -> Course:
        """How the deal runs by itself."""
        return Course(self.patience, self.false, self.executed)


def middle(stakes: Stakes, size: int) -> Point:
    """The middle of all ranges, for a breach of a size; one of each group stands for all of it, and whether the others
    stand is chance. Decimal to six digits, so that it can be read."""
    names = unknowns(stakes)
    values = drawn(stakes, np.full((1, len(names)), 0.5))
    a, b = values.sides[stakes.accused.name], values.sides[stakes.beneficiary.name]
    gains = dict(zip((v.size for v in stakes.accused.violations), values.gains[stakes.accused.name], strict=True))
    staged = staged_by(values)
    return Point(
        stakes.accused.name, stakes.beneficiary.name, _nearly_one(values.patience), _exact(values.prior),
        _exact(values.false * values.certified_false), _exact(found_of(stakes, values, size)), _exact(staged.blamed),
        _exact(staged.exposed), _exact(executed(stakes, values)),
        (_exact(a["peace"]), _exact(a["award"]), _exact(gains.get(size, 0.0))),
        (_exact(b["peace"]), _exact(b["award"]), _exact(b["exposed"]), _exact(b["provoking_cost"])),
        tuple(_guarantor(side, values) for side in stakes.guarantors),
    )  # fmt: skip


def _guarantor(side: Side, values: Drawn) -> Guarantor:
    own = values.sides[side.name]
    settings = ("honouring_benefit", "honouring_cost", "dishonour_loss", "revoking_cost")
    return Guarantor(side.name, *(_exact(own[setting]) for setting in settings))


def _exact(value: Values) -> Fraction:
    return Fraction(round(float(np.ravel(value)[0]) * 1_000_000), 1_000_000)


def _nearly_one(value: Values) -> Fraction:
    """What is below 1 stays so: what is missing to 1 is decimal to six digits, wherever they begin."""
    missing = 1 - float(np.ravel(value)[0])
    unit = 1_000_000
    while missing * unit < 100_000:
        unit *= 10
    return 1 - Fraction(round(missing * unit), unit)


def efg(point: Point, title: str) -> str:
    """The tree as text. At (comply, quiet, honour) nobody gains by departing exactly where C2, C4 and C7 hold."""
    players = [point.accused, point.beneficiary, *(each.name for each in point.guarantors)]
    tree = _Tree(point)
    tree.root()
    head = f"EFG 2 R {_quoted(title)} {{ {' '.join(map(_quoted, players))} }}\n{_quoted(_ABOUT)}\n"
    return head + "\n".join(tree.lines) + "\n"


_ABOUT = "One period of a conditional guarantee; what comes after is at the leaves."


_AFTER = {
    2: "certified after what nobody decided on?", 3: "certified though all comply?",
    4: "certified after a staged breach?", 5: "certified after a violation?", 6: "certified after both?",
}  # fmt: skip


@dataclass
class _Tree:
    """The tree while it is written, node after node; owns the numbers given to leaves."""

    point: Point
    lines: list[str] = field(default_factory=list)
    leaves: int = 0

    def root(self) -> None:
        """A breach that nobody decided on, or the move of the accused."""
        self._chance(1, "a breach that nobody decided on", (("it happens", self.point.prior), ("none", None)))
        self._judged(2, self.point.found, Fraction(0), True, (False, False))
        self.lines.append('p "" 1 1 "the accused" { "comply" "violate" } 0')
        for violates in (False, True):
            self.lines.append('p "" 2 1 "the beneficiary" { "quiet" "provoke" } 0')
            for provokes in (False, True):
                self._after(violates, provokes)

    def _after(self, violates: bool, provokes: bool) -> None:
        point = self.point
        if violates and provokes:  # reached by no single departure
            blamed = max(point.found, point.blamed)
            exposed = min(point.exposed, 1 - blamed)
        else:
            blamed = point.found if violates else point.blamed if provokes else point.false
            exposed = point.exposed if provokes else Fraction(0)
        self._judged(3 + 2 * violates + provokes, blamed, exposed, violates, (violates, provokes))

    def _judged(
        self, infoset: int, certified: Fraction, exposed: Fraction, real: bool, did: tuple[bool, bool]
    ) -> None:
        """What evidence makes of it. did: whether the accused violated, and whether the beneficiary provoked."""
        self._chance(infoset, _AFTER[infoset], (("breach", certified), ("exposed", exposed), ("nothing", None)))
        self._guarantors(real, did, ())
        self._leaf(did, "exposed", ())
        self._leaf(did, "", ())

    def _guarantors(self, real: bool, did: tuple[bool, bool], honoured: tuple[bool, ...]) -> None:
        """Each decides without knowing of the others, or whether the breach is real."""
        if len(honoured) == len(self.point.guarantors):
            shares = tuple(
                (g.benefit * real - g.cost) if h else -(g.loss + g.revoking)
                for g, h in zip(self.point.guarantors, honoured, strict=True)
            )
            if not all(honoured):
                self._leaf(did, "", shares)
                return
            self._chance(8, "do all other consents stand?", (("they do", self.point.executed), ("not", None)))
            self._leaf(did, "award", shares)
            self._leaf(did, "", shares)
            return
        self.lines.append(f'p "" {len(honoured) + 3} 1 "a certified breach" {{ "honour" "revoke" }} 0')
        for honours in (True, False):
            self._guarantors(real, did, (*honoured, honours))

    def _chance(self, infoset: int, name: str, moves: Sequence[tuple[str, Fraction | None]]) -> None:
        """A move of chance; the last takes what is left, since all must be one exactly."""
        left = 1 - sum((chance for _, chance in moves if chance is not None), Fraction(0))
        told = " ".join(f"{_quoted(move)} {left if chance is None else chance}" for move, chance in moves)
        self.lines.append(f'c "" {infoset} {_quoted(name)} {{ {told} }} 0')

    def _leaf(self, did: tuple[bool, bool], then: str, shares: tuple[Fraction, ...]) -> None:
        """then: `award`, `exposed`, or that the deal goes on. shares: what the guarantors have of their moves."""
        point = self.point
        kept, awarded, gain = point.of_accused
        own, won, after, cost = point.of_beneficiary
        now, later = 1 - point.patience, point.patience
        deal = worth(point.course, kept, awarded), worth(point.course, own, won)
        next_accused = awarded if then == "award" else deal[0]
        next_beneficiary = won if then == "award" else after if then == "exposed" else deal[1]
        payoffs = (
            now * (kept + gain * did[0]) + later * next_accused,
            now * (own - cost * did[1]) + later * next_beneficiary,
            *(shares or (Fraction(0),) * len(point.guarantors)),
        )
        self.leaves += 1
        self.lines.append(f't "" {self.leaves} "" {{ {", ".join(str(Fraction(each)) for each in payoffs)} }}')


def _quoted(text: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
