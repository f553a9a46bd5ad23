"""How actors behave in a question: what each may do, what is right for it to do, and by when it must (Q1b, Q1c)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from foedus.basics.instant import Instant
from foedus.procedure.allowed import refusal
from foedus.procedure.consents import opened_by
from foedus.procedure.moves import Attest, AttestCure, Challenging, Move, Rule, Waive, Withdraws
from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure, RulingRule
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


class Possible(NamedTuple):
    """What the machine would now accept of members of one class, one by one, whoever they are for.

    number: of the class. case 0: about no case. names, moves: who can, and each one's move.
    """

    number: int
    deed: Deed
    case: int
    names: tuple[str, ...]
    moves: tuple[Move, ...]


class Choice(NamedTuple):
    """What members of one class and one conduct can choose to do. by: until when it is a duty, None if it is none."""

    names: tuple[str, ...]
    deed: Deed
    case: int
    moves: tuple[Move, ...]
    by: Instant | None
    is_free: bool


_RIGHT = {
    True: frozenset({Deed.VOTE_FOR, Deed.REJECT}),
    False: frozenset({Deed.VOTE_AGAINST, Deed.UPHOLD, Deed.CHALLENGE, Deed.ATTEST_CURE, Deed.WITHDRAW}),
}
"""What is right of a true breach, and of one that never was."""
_NO_DUTY = frozenset({Deed.ATTEST_CURE})


@dataclass(frozen=True)
class Cast:
    """Who plays how. conduct: of each name, `otherwise` for all others. true: the breaches that happened, own: all of a
    party and a grade that did; whatever else a case is about never was. vain: what those who do as they like never do,
    since it can only undo what they want."""

    procedure: Procedure
    guarantee: GuaranteeRule
    conduct: Mapping[str, Conduct]
    otherwise: Conduct
    true: frozenset[Breach]
    vain: frozenset[Deed] = frozenset()
    own: frozenset[tuple[str, str]] = frozenset()
    _parted: dict[tuple[str, ...], tuple[tuple[Conduct, frozenset[str]], ...]] = field(default_factory=dict)

    def choices(self, state: State, possible: tuple[Possible, ...]) -> Iterator[Choice]:
        """Of what is possible, what the conduct of those who could do it admits."""
        for some in possible:
            right: bool | None = None
            for conduct, names in self._by_conduct(some.names):
                is_free = conduct is Conduct.FREE
                if is_free and some.deed in self.vain:
                    continue
                if not is_free and right is None:
                    right = self._is_right(state, some.deed, some.case)
                if is_free or (right and conduct is not Conduct.PASSIVE):
                    by = None if is_free else self._duty(state, conduct, some.deed, some.case)
                    chosen = [n for n, name in enumerate(some.names) if name in names]
                    yield Choice(
                        tuple(some.names[n] for n in chosen), some.deed, some.case,
                        tuple(some.moves[n] for n in chosen), by, is_free,
                    )  # fmt: skip

    def _by_conduct(self, names: tuple[str, ...]) -> tuple[tuple[Conduct, frozenset[str]], ...]:
        found = self._parted.get(names)
        if found is None:
            parts: dict[Conduct, list[str]] = defaultdict(list)
            for name in names:
                parts[self.conduct.get(name, self.otherwise)].append(name)
            found = self._parted[names] = tuple((conduct, frozenset(some)) for conduct, some in parts.items())
        return found

    def _is_right(self, state: State, deed: Deed, number: int) -> bool:
        if deed is Deed.WITHDRAW:
            pending = [c for c in state.cases if c.is_pending and opened_by(self.guarantee, c)]
            return any(not self._is_true(c.breach) for c in pending)
        case = state.case(number)
        return case is not None and deed in _RIGHT[self._is_true(case.breach)]

    def _is_true(self, breach: Breach) -> bool:
        return breach in self.true or (breach.party, breach.grade) in self.own

    def _duty(self, state: State, conduct: Conduct, deed: Deed, number: int) -> Instant | None:
        case = state.case(number)
        if conduct is Conduct.SILENT or deed in _NO_DUTY:
            return None
        if conduct is Conduct.PROMPT or case is None:
            return state.at
        return self._by_duty(case, deed)

    def _by_duty(self, case: Case, deed: Deed) -> Instant | None:
        """By when a vote is owed: None where the duty ends after the limit, so that nobody has to vote in time (P2h).
        Other deeds are owed by the limit."""
        rule: CertificationRule | RulingRule | None = None
        if deed in (Deed.VOTE_FOR, Deed.VOTE_AGAINST):
            rule = self.procedure.certification_of(case.breach.grade)
        elif deed in (Deed.UPHOLD, Deed.REJECT):
            rule = self.procedure.ruling
        if rule is None or rule.duty is None or case.since_when is None or case.due is None:
            return case.due
        by = self.procedure.after(case.since_when, rule.duty)
        return by if by <= case.due else None


def possible(
    procedure: Procedure, guarantee: GuaranteeRule, class_of: Mapping[str, int], state: State
) -> tuple[Possible, ...]:
    """All that the machine would accept now, by class. Of members of a class whom the state does not tell apart either
    the machine is asked about the first."""
    found: dict[tuple[int, Deed, int], list[tuple[str, Move]]] = defaultdict(list)
    accepted: dict[tuple[int, Deed, int], bool] = {}
    for name, deed, case, move in _thinkable(procedure, guarantee, state):
        key = (class_of[name], deed, case)
        if key not in accepted:
            accepted[key] = refusal(procedure, state, move) is None
        if accepted[key]:
            found[key].append((name, move))
    return tuple(
        Possible(number, deed, case, tuple(n for n, _ in some), tuple(m for _, m in some))
        for (number, deed, case), some in found.items()
    )


def _thinkable(procedure: Procedure, guarantee: GuaranteeRule, state: State) -> Iterator[tuple[str, Deed, int, Move]]:
    for case in state.cases:
        rule = procedure.certification_of(case.breach.grade)
        if rule is not None and (case.stage.runs or case.stage is Stage.CERTIFIED):
            yield from _about(procedure, state, rule, case)
    standing = state.guarantee(guarantee.name)
    if standing is not None and standing.awarded_at is None:
        for deposit in standing.deposits:
            if deposit.goes_at is None:
                yield deposit.guarantor, Deed.WITHDRAW, 0, Withdraws(deposit.guarantor, guarantee.name)


def _about(
    procedure: Procedure, state: State, rule: CertificationRule, case: Case
) -> Iterator[tuple[str, Deed, int, Move]]:
    number, accused = case.number, case.breach.party
    match case.stage:
        case Stage.ATTESTING:
            voted = {v.member for v in case.votes}
            for name in rule.members:
                if name not in voted:
                    yield name, Deed.VOTE_FOR, number, Attest(name, number, True, case.finding)
                    yield name, Deed.VOTE_AGAINST, number, Attest(name, number, False, case.finding)
        case Stage.CURING:
            yield from _cures(rule, case)
            yield accused, Deed.WAIVE, number, Waive(accused, number)
        case Stage.CHALLENGEABLE:
            for ground in rule.challenge.grounds[:1] if rule.challenge else ():
                yield accused, Deed.CHALLENGE, number, Challenging(accused, number, ground)
            yield accused, Deed.WAIVE, number, Waive(accused, number)
        case Stage.CHALLENGED:
            ruled, judges = {v.member for v in case.votes}, procedure.ruling
            for name in judges.members if judges else ():
                if name not in ruled:
                    yield name, Deed.UPHOLD, number, Rule(name, number, True, case.in_question)
                    yield name, Deed.REJECT, number, Rule(name, number, False, case.in_question)
        case Stage.CERTIFIED if any(c.waiting for c in state.cases) and not case.waiting:
            yield from _cures(rule, case)


def _cures(rule: CertificationRule, case: Case) -> Iterator[tuple[str, Deed, int, Move]]:
    done = {v.member for v in case.made_good}
    if case.made_good_at is None and not case.undermined:
        for name in rule.members:
            if name not in done:
                yield name, Deed.ATTEST_CURE, case.number, AttestCure(name, case.number)
