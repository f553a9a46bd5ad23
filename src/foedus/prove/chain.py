"""All that chance can make of one case, as a graph: who votes when, what the accused may do, how it ends (Q7).

Every step is made by the machine (P1): so many members are let vote for what is right, so many against, the others stay
silent, and the machine says where that leads. Only counts are kept of who voted: the machine never asks who it was
(`tests/agree/test_chance.py` holds this against runs of every single member).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from foedus.basics.instant import Instant
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Attest, Challenging, Found, Move, Revised, Rule
from foedus.procedure.path_walk import FINDING, INCIDENT, Place, place_of, rank
from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure, RulingRule
from foedus.procedure.state import Breach, Case, Stage, State
from foedus.prove.game import MOST_STATES, TooLarge
from foedus.prove.inquiry import Inquiry
from foedus.prove.rates import NEVER, Odds, Rates, When

Corners: TypeAlias = tuple[tuple[Fraction, Fraction, Fraction], ...]
"""Chances of one member (votes for what is right, against it, is silent): one triple, or one at each corner of what is
given as intervals."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """The members of a body vote at one instant. members: the chances of each, in the order of the accord. leads: by
    how many vote for what is right and how many against it, the number of what follows; two where it depends on who of
    these is first."""

    place: Place
    at: Instant
    body: str
    members: tuple[Corners, ...]
    leads: Mapping[tuple[int, int], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Fork:
    """The accused does something, or lets it be. odds: of doing it; None: it does what is worst for what is asked.
    does: numbers of what follows if it does it; more than one, at once or at the limit, only where it chooses."""

    place: Place
    at: Instant
    doing: str
    odds: Odds | None
    does: tuple[int, ...]
    lets: int


@dataclass(frozen=True, slots=True)
class Final:
    """The case is over. awarded_at: None where there is no award."""

    place: Place
    at: Instant
    awarded_at: Instant | None


Knot: TypeAlias = Ballot | Fork | Final


@dataclass(frozen=True)
class Chain:
    """All that can come of one breach that is found, or of one that never was. knots: the first is where it begins;
    what follows has a later place (`rank`), so that every way ends."""

    procedure: Procedure
    guarantee: GuaranteeRule
    breach: Breach
    is_true: bool
    found_at: Instant
    knots: tuple[Knot, ...]

    @property
    def finals(self) -> tuple[Final, ...]:
        """How it can end."""
        return tuple(knot for knot in self.knots if isinstance(knot, Final))

    @property
    def award_instants(self) -> tuple[Instant, ...]:
        """When an award can come, the earliest first."""
        return tuple(sorted({final.awarded_at for final in self.finals if final.awarded_at is not None}))

    def backwards(self) -> list[int]:
        """The numbers of all knots, each after all that can follow it."""
        return sorted(range(len(self.knots)), key=lambda n: (rank(self.knots[n].place), n), reverse=True)


def chain(
    inquiry: Inquiry, rates: Rates, breach: Breach, is_true: bool, found_at: Instant | None = None,
    most_knots: int = MOST_STATES,
) -> Chain:  # fmt: skip
    """What can come of a breach found at an instant, all consents being in and staying in.

    Acts that nobody owes are left out: attesting a cure, waiving, notice of withdrawal. Errors: TooLarge.
    """
    at = inquiry.found_at if found_at is None else found_at
    found = Found(breach, FINDING, (INCIDENT,))
    begun = step(inquiry.procedure, inquiry.before(at), at, found).state
    builder = _Builder(inquiry.procedure, inquiry.guarantee, rates, is_true, most_knots)
    return Chain(inquiry.procedure, inquiry.guarantee, breach, is_true, at, builder.build(begun))


class _Vote(NamedTuple):
    """A vote that is due: of whom, and by when it is owed."""

    rule: CertificationRule | RulingRule
    at: Instant


class _Builder:
    """One chain while it is made; owner of the states found so far and of their numbers."""

    def __init__(
        self, procedure: Procedure, guarantee: GuaranteeRule, rates: Rates, is_true: bool, most_knots: int
    ) -> None:
        self.procedure, self.guarantee, self.rates, self.is_true = procedure, guarantee, rates, is_true
        self.most_knots = most_knots
        self.numbers: dict[State, int] = {}
        self.waiting: deque[State] = deque()

    def build(self, begun: State) -> tuple[Knot, ...]:
        self._number(begun)
        knots: list[Knot] = []
        while self.waiting:
            knots.append(self._knot(self.waiting.popleft()))
        return tuple(knots)

    def _number(self, state: State) -> int:
        """The number of a state, who voted before being forgotten: the machine does not look at it any more."""
        state = self._where_somebody_decides(state)
        case = replace(state.cases[-1], attested=(), made_good=(), ground="")
        known = replace(state, cases=(*state.cases[:-1], case))
        if known not in self.numbers:
            if len(self.numbers) >= self.most_knots:
                raise TooLarge
            self.numbers[known] = len(self.numbers)
            self.waiting.append(known)
        return self.numbers[known]

    def _where_somebody_decides(self, state: State) -> State:
        """Time passes as long as all who could act are late or never do."""
        while (case := state.cases[-1]).stage.runs and not self._is_over(state):
            due = case.due
            assert due is not None, "every wait has a limit (P2)"
            vote = self._vote(state, case)
            if vote is not None and vote.at <= due:
                break
            if vote is None and self._odds(case.stage) != NEVER:
                break
            state = advance(self.procedure, state, due + 1).state
        return state

    def _odds(self, stage: Stage) -> Odds | None:
        accused = self.rates.accused
        if accused is None:
            return NEVER
        if stage is Stage.CURING:
            return accused.makes_good_true if self.is_true else accused.makes_good_false
        return accused.challenges_true if self.is_true else accused.challenges_false

    def _is_over(self, state: State) -> bool:
        standing = state.guarantee(self.guarantee.name)
        assert standing is not None
        return standing.awarded_at is not None or not state.cases[-1].stage.runs

    def _vote(self, state: State, case: Case) -> _Vote | None:
        """Who votes now, if anybody does."""
        rule: CertificationRule | RulingRule | None = None
        if case.stage is Stage.ATTESTING:
            rule = self.procedure.certification_of(case.breach.grade)
        elif case.stage is Stage.CHALLENGED:
            rule = self.procedure.ruling
        if rule is None:
            return None
        assert case.due is not None and case.since_when is not None
        if self.rates.bodies[rule.body].votes is When.AT_ONCE:
            return _Vote(rule, state.at)
        owed = case.due if rule.duty is None else self.procedure.after(case.since_when, rule.duty)
        return _Vote(rule, max(owed, state.at))

    # -- what happens there ----------------------------------------------------------------------------------------

    def _knot(self, state: State) -> Knot:
        case, place = state.cases[-1], place_of(state)
        if self._is_over(state):
            standing = state.guarantee(self.guarantee.name)
            assert standing is not None
            return Final(place, state.at, standing.awarded_at)
        vote = self._vote(state, case)
        if vote is not None:
            chances = self.rates.bodies[vote.rule.body].members
            members = tuple(chances[member].says(self.is_true) for member in vote.rule.members)
            return Ballot(place, vote.at, vote.rule.body, members, self._leads(state, vote))
        if case.stage is Stage.CURING:
            done: Move = Revised(case.number, case.finding, case.incidents, performed=True)
            return self._fork(state, "makes good", done, (state.at,))
        accused, rule = self.rates.accused, self.procedure.certification_of(case.breach.grade)
        assert accused is not None and rule is not None and rule.challenge is not None and case.due is not None
        done = Challenging(case.breach.party, case.number, rule.challenge.grounds[0])
        first = (state.at,) if accused.challenges is When.AT_ONCE else (case.due,)
        chooses = self._odds(case.stage) is None
        return self._fork(state, "challenges", done, (state.at, case.due) if chooses else first)

    def _fork(self, state: State, doing: str, move: Move, times: tuple[Instant, ...]) -> Fork:
        due = state.cases[-1].due
        assert due is not None
        does = []
        for at in times:
            stepped = step(self.procedure, state, at, move)
            assert stepped.refusal is None, "the accused may do so then"
            does.append(self._number(stepped.state))
        lets = self._number(advance(self.procedure, state, due + 1).state)
        odds = self._odds(state.cases[-1].stage)
        return Fork(place_of(state), times[0], doing, odds, tuple(dict.fromkeys(does)), lets)

    def _leads(self, state: State, vote: _Vote) -> dict[tuple[int, int], tuple[int, ...]]:
        """Where each count of votes leads, those for what is right being cast first, and those against it."""
        due, start = state.cases[-1].due, place_of(state)
        assert due is not None
        right, wrong = self._tally(state, vote, True), self._tally(state, vote, False)
        found = {}
        for counts in sorted(right):
            ends = (right[counts], wrong[counts])
            after = (s if place_of(s) != start else advance(self.procedure, s, due + 1).state for s in ends)
            found[counts] = tuple(dict.fromkeys(self._number(s) for s in after))
        return found

    def _tally(self, state: State, vote: _Vote, right_first: bool) -> dict[tuple[int, int], State]:
        """The state after so many votes for what is right and so many against it; once the case moves, none counts."""
        start, members = place_of(state), vote.rule.members
        found = {(0, 0): advance(self.procedure, state, vote.at).state}
        for first in range(len(members) + 1):
            for later in range(len(members) + 1 - first):
                if first + later == 0:
                    continue
                before, says_first = ((first, later - 1), False) if later else ((first - 1, 0), True)
                is_right = says_first is right_first
                last = found[before]
                if place_of(last) == start:
                    move = self._voting(last.cases[-1], vote.rule, members[first + later - 1], is_right)
                    stepped = step(self.procedure, last, vote.at, move)
                    assert stepped.refusal is None, "a member may vote then"
                    last = stepped.state
                found[first, later] = last
        return found if right_first else {(right, wrong): s for (wrong, right), s in found.items()}

    def _voting(self, case: Case, rule: CertificationRule | RulingRule, member: str, is_right: bool) -> Move:
        breached = is_right is self.is_true
        if isinstance(rule, CertificationRule):
            return Attest(member, case.number, breached, case.finding)
        return Rule(member, case.number, not breached, case.in_question)
