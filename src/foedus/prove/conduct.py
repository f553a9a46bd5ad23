"""How actors behave in a question: what each may do, what is right for it to do, and by when it must (Q1b, Q1c)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from foedus.basics.instant import Instant
from foedus.procedure.allowed import refusal
from foedus.procedure.consents import opened_by
from foedus.procedure.moves import Attest, AttestCure, Challenging, Move, Rule, Waive, Withdraws
from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Case, Stage, State


class Conduct(StrEnum):
    """What somebody may be expected to do."""

    FREE = "free"
    """Whatever the machine accepts, whenever, or nothing."""
    DUTIFUL = "dutiful"
    """What is right, by the end of its duty."""
    PROMPT = "prompt"
    """What is right, at once."""
    SILENT = "silent"
    """What is right, or nothing."""
    PASSIVE = "passive"
    """Nothing."""


class Deed(StrEnum):
    """What an actor can do."""

    VOTE_FOR = "votes for"
    VOTE_AGAINST = "votes against"
    ATTEST_CURE = "attests a cure"
    WAIVE = "waives"
    CHALLENGE = "challenges"
    UPHOLD = "upholds the challenge"
    REJECT = "rejects the challenge"
    WITHDRAW = "gives notice"


class Option(NamedTuple):
    """One deed of one actor about a case (0: about no case). by: until when it is a duty, None if it is none."""

    name: str
    deed: Deed
    case: int
    move: Move
    by: Instant | None


_RIGHT = {
    True: frozenset({Deed.VOTE_FOR, Deed.REJECT}),
    False: frozenset({Deed.VOTE_AGAINST, Deed.UPHOLD, Deed.CHALLENGE, Deed.ATTEST_CURE, Deed.WITHDRAW}),
}
"""What is right of a true breach, and of one that never was."""
_NO_DUTY = frozenset({Deed.ATTEST_CURE})


@dataclass(frozen=True)
class Cast:
    """Who plays how. conduct: of each name, `otherwise` for all others. true: the breaches that happened; whatever else
    a case is about never was."""

    procedure: Procedure
    guarantee: GuaranteeRule
    conduct: Mapping[str, Conduct]
    otherwise: Conduct
    true: frozenset[Breach]

    def options(self, state: State) -> Iterator[Option]:
        """All deeds that the machine accepts of anybody now, and that its conduct admits."""
        for name, deed, case, move in self._possible(state):
            conduct = self.conduct.get(name, self.otherwise)
            is_free = conduct is Conduct.FREE
            admits = is_free or (conduct is not Conduct.PASSIVE and self._is_right(state, deed, case))
            if admits and refusal(self.procedure, state, move) is None:
                yield Option(name, deed, case, move, None if is_free else self._duty(state, conduct, deed, case))

    def _is_right(self, state: State, deed: Deed, number: int) -> bool:
        if deed is Deed.WITHDRAW:
            pending = [c for c in state.cases if c.is_pending and opened_by(self.guarantee, c)]
            return any(c.breach not in self.true for c in pending)
        case = state.case(number)
        return case is not None and deed in _RIGHT[case.breach in self.true]

    def _duty(self, state: State, conduct: Conduct, deed: Deed, number: int) -> Instant | None:
        case = state.case(number)
        if conduct is Conduct.SILENT or deed in _NO_DUTY:
            return None
        if conduct is Conduct.PROMPT or case is None:
            return state.at
        return case.due

    def _possible(self, state: State) -> Iterator[tuple[str, Deed, int, Move]]:
        for case in state.cases:
            rule = self.procedure.certification_of(case.breach.grade)
            if rule is not None and (case.stage.runs or case.stage is Stage.CERTIFIED):
                yield from self._about(state, rule, case)
        standing = state.guarantee(self.guarantee.name)
        if standing is not None and standing.awarded_at is None:
            for deposit in standing.deposits:
                if deposit.goes_at is None:
                    move = Withdraws(deposit.guarantor, self.guarantee.name)
                    yield deposit.guarantor, Deed.WITHDRAW, 0, move

    def _about(self, state: State, rule: CertificationRule, case: Case) -> Iterator[tuple[str, Deed, int, Move]]:
        number, accused = case.number, case.breach.party
        match case.stage:
            case Stage.ATTESTING:
                voted = {v.member for v in case.votes}
                for name in rule.members:
                    if name not in voted:
                        yield name, Deed.VOTE_FOR, number, Attest(name, number, True, case.finding)
                        yield name, Deed.VOTE_AGAINST, number, Attest(name, number, False, case.finding)
            case Stage.CURING:
                yield from self._cures(rule, case)
                yield accused, Deed.WAIVE, number, Waive(accused, number)
            case Stage.CHALLENGEABLE:
                for ground in rule.challenge.grounds[:1] if rule.challenge else ():
                    yield accused, Deed.CHALLENGE, number, Challenging(accused, number, ground)
                yield accused, Deed.WAIVE, number, Waive(accused, number)
            case Stage.CHALLENGED:
                ruled, judges = {v.member for v in case.votes}, self.procedure.ruling
                for name in judges.members if judges else ():
                    if name not in ruled:
                        yield name, Deed.UPHOLD, number, Rule(name, number, True, case.in_question)
                        yield name, Deed.REJECT, number, Rule(name, number, False, case.in_question)
            case Stage.CERTIFIED if any(c.waiting for c in state.cases) and not case.waiting:
                yield from self._cures(rule, case)

    def _cures(self, rule: CertificationRule, case: Case) -> Iterator[tuple[str, Deed, int, Move]]:
        done = {v.member for v in case.made_good}
        if case.made_good_at is None and not case.undermined:
            for name in rule.members:
                if name not in done:
                    yield name, Deed.ATTEST_CURE, case.number, AttestCure(name, case.number)
