"""Who can block or cause an award, as thresholds over how many of each class there are: a second opinion by z3.

Written from the rules for accords in which no period matters: no notice that can run out while a breach is pending, no
duty, no rest. It knows neither the machine nor `foedus.prove`; what it says of time is only what comes before what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import z3

from foedus.accord.model import Construction, Silence
from foedus.procedure.rules import GuaranteeRule, Procedure


@dataclass
class Thresholds:
    """One guarantee. kinds: names of the members of each class; the numbers in question are how many of each are in
    the coalition. accused: the class that is no member of it, and on its side to block."""

    procedure: Procedure
    guarantee: GuaranteeRule
    kinds: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        certification = self.procedure.certification_of(self.guarantee.grade)
        assert certification is not None
        self.certification, self.ruling = certification, self.procedure.ruling
        self.counts = [z3.Int(f"class {n}") for n in range(len(self.kinds))]

    def _in(self, names: Iterable[str], blocks: bool) -> Any:
        """How many of some members are of the coalition: of a class all are in a body, or none."""
        names = frozenset(names)
        some = [
            len(kind) if blocks and self.guarantee.by in kind else count
            for kind, count in zip(self.kinds, self.counts, strict=True) if names & frozenset(kind)
        ]
        return z3.Sum([z3.IntVal(0), *some])

    @property
    def _is_curable(self) -> bool:
        return any(article in ("", "1") for article, _ in self.certification.cures)

    # -- to block ------------------------------------------------------------------------------------------------------

    def blocks(self, sure: bool) -> Any:
        """Whether a true breach can be kept from its award; `sure` whatever the others do."""
        certification = self.certification
        all_, mine = len(certification.members), self._in(certification.members, blocks=True)
        refused = all_ - mine < certification.quorum  # who does not vote for it can vote against it
        ways = [refused]
        if self._is_curable:
            ways.append(mine >= certification.quorum)
        if certification.challenge is not None:
            ways.append(self._upheld(self._in(self._judges, blocks=True)))
        # What the others need not wait for they can have before anybody takes its consent back.
        at_once = not self._is_curable and certification.challenge is None
        gone = self._gone(blocks=True)
        ways.append(z3.And(gone, refused) if sure and at_once else gone)
        return z3.Or(ways)

    @property
    def _judges(self) -> tuple[str, ...]:
        return self.ruling.members if self.ruling is not None else ()

    def _upheld(self, mine: Any) -> Any:
        assert self.ruling is not None
        by_silence = self.ruling.silence is Silence.UPHOLDS
        return z3.Or(mine >= self.ruling.quorum, z3.And(by_silence, len(self._judges) - mine < self.ruling.quorum))

    # -- to cause ------------------------------------------------------------------------------------------------------

    def causes(self, sure: bool) -> Any:
        """Whether an award can be brought about without a breach; the accused is not of the coalition."""
        certification = self.certification
        all_, mine = len(certification.members), self._in(certification.members, blocks=False)
        needs = [mine >= certification.quorum]  # with fewer all others, who vote against it, are enough to refuse it
        if self._is_curable and sure:
            needs.append(all_ - mine < certification.quorum)  # everybody may attest that it is made good
        at_once = z3.BoolVal(not self._is_curable)
        if certification.challenge is not None:
            assert self.ruling is not None
            judges = self._in(self._judges, blocks=False)
            others, rejects = len(self._judges) - judges, judges >= self.ruling.quorum
            outvoted = z3.And(others < self.ruling.quorum, self.ruling.silence is Silence.DISMISSES)
            needs.append(z3.And(others < self.ruling.quorum, z3.Or(rejects, outvoted)) if sure else
                         z3.Or(rejects, outvoted))  # fmt: skip
            at_once = z3.And(at_once, rejects)
        stays = z3.Not(self._gone(blocks=False))
        needs.append(stays if sure else z3.Or(at_once, stays))
        return z3.And(needs)

    # -- consents ------------------------------------------------------------------------------------------------------

    def _gone(self, blocks: bool) -> Any:
        """Whether a group lacks consents if all who can take theirs back do: of the coalition to block, of the others
        else."""
        groups, ways = dict(self.procedure.groups), []
        for consent in self.guarantee.consents:
            members = groups[consent.of]
            free = [name for name in members if self._can_withdraw(name)]
            mine = self._in(free, blocks)
            gone = mine if blocks else len(free) - mine
            ways.append(len(members) - gone < (consent.count or len(members)))
        return z3.Or([z3.BoolVal(False), *ways])

    def _can_withdraw(self, name: str) -> bool:
        if self.guarantee.withdrawal is not None:
            return False  # never, or by notice that cannot be given while a breach is pending
        groups = dict(self.procedure.groups)
        asked = [c.construction for c in self.guarantee.consents if name in groups[c.of]]
        return Construction.SUSPENSIVE_PROTOCOL not in asked

    # -- the smallest --------------------------------------------------------------------------------------------------

    def smallest(self, aim: str, sure: bool) -> Iterator[tuple[int, ...]]:
        """All smallest numbers of each class that can block or cause."""
        solver = z3.Solver()
        solver.add(self.blocks(sure) if aim == "block" else self.causes(sure))
        return smallest(solver, self.counts, [0 if self.guarantee.by in kind else len(kind) for kind in self.kinds])


def smallest(solver: Any, counts: Sequence[Any], tops: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All smallest numbers that answer a question, which is upward closed. z3 finds some, then fewer of no class more
    as long as there are; then others that are not more of each class. Its own optimizer has once given some that were
    not the smallest."""
    solver.add(*(z3.And(count >= 0, count <= top) for count, top in zip(counts, tops, strict=True)))
    while (found := _model(solver, counts)) is not None:
        solver.push()
        while True:
            solver.add(*(c <= n for c, n in zip(counts, found, strict=True)), z3.Sum(counts) < sum(found))
            fewer = _model(solver, counts)
            if fewer is None:
                break
            found = fewer
        solver.pop()
        yield found
        solver.add(z3.Or([z3.BoolVal(False), *(c < n for c, n in zip(counts, found, strict=True) if n)]))


def _model(solver: Any, counts: Sequence[Any]) -> tuple[int, ...] | None:
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    return tuple(model.eval(count, model_completion=True).as_long() for count in counts)
