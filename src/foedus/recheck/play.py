"""One play of the procedure once more, from the rules Q1 alone: what can be done, what is owed, how time passes.

It shares the machine with `foedus.prove` and nothing else, so that a fault there does not hide itself here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from foedus.basics.instant import MINUTE, Instant, Period
from foedus.procedure.consents import opened_by
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Attest, AttestCure, Challenging, Found, Move, Rule, Waive, Withdraws
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Case, GuaranteeState, Stage, State

TICK = MINUTE
"""How long an answer takes (Q1d)."""


class Asks(StrEnum):
    """What is asked of a play."""

    BLOCK = "block"
    """Can the free keep the award from a true breach?"""
    CAUSE = "cause"
    """Can they bring it about for a breach that never was?"""
    CERTIFY = "certify"
    """Can they have a breach certified that never was?"""
    LAST = "last"
    """When does the award of a true breach come at the latest, if nobody denies it (Q2)?"""
    END = "end"
    """Does a true breach come to an end whoever does what (Q4)?"""


class Question(NamedTuple):
    """What a play is about. names: who does as they like."""

    asks: Asks
    names: frozenset[str]
    breach: Breach


class Step(NamedTuple):
    """One step of a play: those named do a deed about a case (0: about none), one after the other; or, with none named,
    a breach is found; or time passes until an instant."""

    who: tuple[str, ...] = ()
    deed: str = ""
    case: int = 0
    breach: Breach | None = None
    to: Instant | None = None


class Offer(NamedTuple):
    """A deed that some might do. right: whether it is right (Q1c). by: until when the honest owe it, None if they do
    not. moves: of each who might, in the order of the text."""

    deed: str
    case: int
    right: bool
    by: Instant | None
    moves: tuple[tuple[str, Move], ...]


class Next(NamedTuple):
    """Where a deed leads. free: whether it is of the free; by: until when it is owed otherwise."""

    state: State
    free: bool
    by: Instant | None


AGAINST_AN_AWARD = frozenset({"votes against", "upholds the challenge", "attests a cure", "gives notice"})
"""Each can only end a case without award, or take a consent from it; who wants the award does none of them."""


@dataclass
class Table:
    """A guarantee on the table, with all that the machine has been asked."""

    procedure: Procedure
    guarantee: GuaranteeRule
    _made: dict[tuple[State, Move], State | None] = field(default_factory=dict)
    _alike: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def made(self, state: State, move: Move) -> State | None:
        """The state after a move, None if the machine refuses it."""
        if (state, move) not in self._made:
            done = step(self.procedure, state, state.at, move)
            self._made[state, move] = None if done.refusal is not None else done.state
        return self._made[state, move]

    def standing(self, state: State) -> GuaranteeState:
        """Where the guarantee stands."""
        found = state.guarantee(self.guarantee.name)
        assert found is not None, "a guarantee of the procedure is in each of its states"
        return found

    def alike(self, name: str) -> tuple[str, ...]:
        """What somebody is a member of, as far as the award can depend on it: whoever has the same is alike (Q1a)."""
        if name not in self._alike:
            self._alike[name] = tuple(group for group, members in self._groups() if name in members)
        return self._alike[name]

    def _groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        grades = (self.guarantee.grade, *(grade for _, grade in self.guarantee.rests_while))
        certify = [rule for grade in grades if (rule := self.procedure.certification_of(grade)) is not None]
        yield from ((party, (party,)) for party in (*self.procedure.parties, self.guarantee.beneficiary))
        yield from ((f"certifies: {rule.body}", rule.members) for rule in certify)
        if self.procedure.ruling is not None and any(rule.challenge is not None for rule in certify):
            yield "rules", self.procedure.ruling.members
        members = dict(self.procedure.groups)
        yield from ((f"consents: {consent.of}", members[consent.of]) for consent in self.guarantee.consents)

    # -- naming a state by the steps that lead to it ---------------------------------------------------------------

    def after(self, state: State, taken: Step) -> State | None:
        """The state after a step, None if the machine refuses some of it."""
        if taken.to is not None:
            return advance(self.procedure, state, taken.to).state if taken.to >= state.at else None
        if taken.breach is not None:
            return self.found(state, taken.breach)
        offers = [each for each in self.offers(state, None) if (each.deed, each.case) == (taken.deed, taken.case)]
        moves = dict(offers[0].moves) if offers else {}
        later: State | None = state
        for name in taken.who:
            later = self.made(later, moves[name]) if later is not None and name in moves else None
        return later if taken.who else None

    def found(self, state: State, breach: Breach) -> State | None:
        """The state after a breach was found, None where one like it is pending."""
        if state.running(breach) is not None or self.procedure.certification_of(breach.grade) is None:
            return None
        number = len(state.cases) + 1
        return self.made(state, Found(breach, f"finding {number}", (f"incident {number}",)))

    # -- what can be done ------------------------------------------------------------------------------------------

    def nexts(self, state: State, question: Question) -> list[Next]:
        """All that those alike, of the free or of the others, can do now: together, until the case moves."""
        found = []
        for offer in self.offers(state, question):
            for free, moves in self._by_side(offer, question):
                if (later := self._together(state, offer.case, moves)) is not None:
                    owed = question.asks in _WITH_DUTIES and not free
                    found.append(Next(later, free, offer.by if owed else None))
        return found

    def _by_side(self, offer: Offer, question: Question) -> Iterator[tuple[bool, list[Move]]]:
        sides: dict[tuple[bool, tuple[str, ...]], list[Move]] = {}
        for name, move in offer.moves:
            free = question.asks is Asks.END or name in question.names
            vain = question.asks in _FOR_A_CERTIFICATE and offer.deed in AGAINST_AN_AWARD
            if (free and not vain) or (not free and offer.right):
                sides.setdefault((free, self.alike(name)), []).append(move)
        for (free, _), moves in sides.items():
            yield free, moves

    def _together(self, state: State, case: int, moves: list[Move]) -> State | None:
        before, later = _where(state, case), state
        for move in moves:
            later = self.made(later, move) or later
            if case and _where(later, case) != before:
                break
        return later if later is not state else None

    def wait(self, state: State, nexts: list[Next]) -> State | None:
        """The state when time has passed until something can depend on it again: a limit, or just after it. None where
        nothing is waited for, or somebody owes a deed now."""
        owed, limits = [each.by for each in nexts if each.by is not None], self._limits(state)
        if not limits or any(by <= state.at for by in owed):
            return None
        to = min(at for at in (*limits, *owed) if at >= state.at)
        return advance(self.procedure, state, to if to > state.at else to + TICK).state

    def _limits(self, state: State) -> list[Instant]:
        limits, standing = [case.due for case in state.cases], self.standing(state)
        if standing.awarded_at is None:
            limits += [None if deposit.overdue else deposit.goes_at for deposit in standing.deposits]
            limits += [deposit.valid_until for deposit in standing.deposits]
        return [at for at in limits if at is not None]

    # -- what there is to do ---------------------------------------------------------------------------------------

    def offers(self, state: State, question: Question | None) -> Iterator[Offer]:
        """Every deed that anybody might do; without a question, of breaches that never were."""
        for case in state.cases:
            yield from self._about(state, case, self._is_true(case.breach, question))
        pending = [case for case in state.cases if case.is_pending and opened_by(self.guarantee, case)]
        standing = self.standing(state)
        if standing.awarded_at is None:
            who = [deposit.guarantor for deposit in standing.deposits if deposit.goes_at is None]
            false = any(not self._is_true(case.breach, question) for case in pending)
            gone = tuple((name, Withdraws(name, self.guarantee.name)) for name in who)
            yield Offer("gives notice", 0, false, state.at, gone)

    def _is_true(self, breach: Breach, question: Question | None) -> bool:
        """Whether a breach happened: the one that is asked about, and one of somebody of the coalition on which the
        guarantee rests; only the beneficiary commits none to keep itself from its award (Q1e)."""
        if question is None or question.asks is Asks.CAUSE:
            return False
        own = self._is_own(breach, question)
        return own or (breach == question.breach and question.asks is not Asks.CERTIFY)

    def is_own(self, question: Question) -> bool:
        """Whether it is asked how a breach of their own is certified: what is right and no duty then helps them."""
        return question.asks is Asks.CERTIFY and self._is_own(question.breach, question)

    def _is_own(self, breach: Breach, question: Question) -> bool:
        rest = (breach.party, breach.grade) in self.guarantee.rests_while
        return rest and breach.party in question.names and breach.party != self.guarantee.beneficiary

    def _about(self, state: State, case: Case, true: bool) -> Iterator[Offer]:
        rule, judges, n = self.procedure.certification_of(case.breach.grade), self.procedure.ruling, case.number
        assert rule is not None, "only what somebody certifies has a case"
        accused, voted = case.breach.party, {vote.member for vote in case.votes}
        if case.stage is Stage.ATTESTING:
            by, members = self._owed(case, rule.duty), [name for name in rule.members if name not in voted]
            for favours in (True, False):
                moves = tuple((name, Attest(name, n, favours, case.finding)) for name in members)
                yield Offer("votes for" if favours else "votes against", n, favours is true, by, moves)
        if case.stage is Stage.CHALLENGED and judges is not None:
            by, members = self._owed(case, judges.duty), [name for name in judges.members if name not in voted]
            for upholds in (True, False):
                rulings = tuple((name, Rule(name, n, upholds, case.in_question)) for name in members)
                deed = "upholds the challenge" if upholds else "rejects the challenge"
                yield Offer(deed, n, upholds is not true, by, rulings)
        if case.stage is Stage.CHALLENGEABLE and rule.challenge is not None:
            challenge = Challenging(accused, n, rule.challenge.grounds[0])
            yield Offer("challenges", n, not true, case.due, ((accused, challenge),))
        if case.stage in (Stage.CURING, Stage.CHALLENGEABLE):
            yield Offer("waives", n, False, None, ((accused, Waive(accused, n)),))
        waits = any(each.waiting for each in state.cases)
        if case.stage is Stage.CURING or (case.stage is Stage.CERTIFIED and waits and not case.waiting):
            done = {vote.member for vote in case.made_good}
            cures = tuple((name, AttestCure(name, n)) for name in rule.members if name not in done)
            yield Offer("attests a cure", n, not true, None, cures)

    def _owed(self, case: Case, duty: Period | None) -> Instant | None:
        """By when a vote is owed: None where the duty ends after the limit (P2h)."""
        assert case.due is not None and case.since_when is not None, "a vote has a limit (P2)"
        by = case.due if duty is None else self.procedure.after(case.since_when, duty)
        return by if by <= case.due else None


_FOR_A_CERTIFICATE = frozenset({Asks.CAUSE, Asks.CERTIFY})
_WITH_DUTIES = frozenset({Asks.BLOCK, Asks.CAUSE, Asks.CERTIFY})


def _where(state: State, number: int) -> object:
    case = state.case(number)
    return (case.stage, case.challenges, case.made_good_at) if case is not None else None
