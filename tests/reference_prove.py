"""Powers and times by brute force, from the rules Q1 to Q4 alone: every single actor, every tick, every order of moves.

It shares the machine with `foedus.prove`, and nothing else: no classes, nobody acts together, nothing is left out
between limits. Good for a handful of actors and limits of a few hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from foedus.basics.instant import HOUR, Instant
from foedus.procedure.machine import Stepped, advance, step
from foedus.procedure.moves import Attest, AttestCure, Challenging, Found, Move, Rule, Waive, Withdraws
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Case, Stage, State

TICK = HOUR
"""The greatest length of which every period of the procedures tried is a multiple."""
OWED_NOW = 0


@dataclass
class World:
    """The machine, each step of it asked once."""

    procedure: Procedure
    guarantee: GuaranteeRule
    stepped: dict[tuple[State, Move], State | None] = field(default_factory=dict)
    passed: dict[State, State] = field(default_factory=dict)
    thinkable: dict[State, tuple[tuple[str, Move], ...]] = field(default_factory=dict)

    def after(self, state: State, move: Move) -> State | None:
        if (state, move) not in self.stepped:
            done: Stepped = step(self.procedure, state, state.at, move)
            self.stepped[state, move] = None if done.refusal is not None else done.state
        return self.stepped[state, move]

    def tick(self, state: State) -> State:
        if state not in self.passed:
            self.passed[state] = advance(self.procedure, state, state.at + TICK).state
        return self.passed[state]

    def moves(self, state: State) -> tuple[tuple[str, Move], ...]:
        """Every move that somebody could make and the machine accepts."""
        if state not in self.thinkable:
            self.thinkable[state] = tuple(
                (who, move) for who, move in self._all(state) if self.after(state, move) is not None
            )
        return self.thinkable[state]

    def _all(self, state: State) -> Iterator[tuple[str, Move]]:
        for case in state.cases:
            n, rule = case.number, self.procedure.certification_of(case.breach.grade)
            assert rule is not None
            for who in rule.members:
                yield who, Attest(who, n, True, case.finding)
                yield who, Attest(who, n, False, case.finding)
                if case.stage is Stage.CURING or any(c.waiting for c in state.cases):
                    yield who, AttestCure(who, n)
            yield case.breach.party, Waive(case.breach.party, n)
            if rule.challenge is not None:
                yield case.breach.party, Challenging(case.breach.party, n, rule.challenge.grounds[0])
            for who in self.procedure.ruling.members if self.procedure.ruling else ():
                yield who, Rule(who, n, True, case.in_question)
                yield who, Rule(who, n, False, case.in_question)
        for guarantee in state.guarantees:
            if guarantee.name == self.guarantee.name:
                for deposit in guarantee.deposits:
                    yield deposit.guarantor, Withdraws(deposit.guarantor, guarantee.name)

    def waited_for(self, state: State) -> bool:
        standing = state.guarantee(self.guarantee.name)
        assert standing is not None
        limits = [c.due for c in state.cases] + [d.goes_at for d in standing.deposits if not d.overdue]
        return any(at is not None for at in limits)


@dataclass
class Brute:
    """One coalition about one breach. aim: `block` or `cause`."""

    world: World
    aim: str
    breach: Breach
    coalition: frozenset[str]
    ours: dict[State, bool] = field(default_factory=dict)
    theirs: dict[State, bool] = field(default_factory=dict)

    def is_right(self, state: State, move: Move) -> Instant | None:
        """By when an honest actor owes a move; -1 if it may and need not, None if it is not right."""
        case = self._case_of(state, move)
        true = case is None or (case.breach == self.breach and self.aim == "block")
        if isinstance(move, Withdraws):
            pending = [c for c in state.cases if c.is_pending and c.breach.party == self.world.guarantee.by]
            return state.at if self.aim == "cause" and pending else None
        assert case is not None
        if isinstance(move, Attest):
            return case.due if move.favours is true else None
        if isinstance(move, Rule):
            return case.due if move.upholds is not true else None
        if isinstance(move, Challenging):
            return None if true else case.due
        if isinstance(move, AttestCure):
            return None if true else -1
        return None

    def _case_of(self, state: State, move: Move) -> Case | None:
        return None if isinstance(move, Withdraws) else state.case(getattr(move, "case", 0))

    def free(self, state: State) -> Iterator[State]:
        for who, move in self.world.moves(state):
            if who in self.coalition:
                yield self._made(state, move)

    def honest(self, state: State) -> Iterator[tuple[State, Instant]]:
        for who, move in self.world.moves(state):
            if who not in self.coalition and (by := self.is_right(state, move)) is not None:
                yield self._made(state, move), by

    def _made(self, state: State, move: Move) -> State:
        after = self.world.after(state, move)
        assert after is not None
        return after

    def over(self, state: State) -> bool | None:
        """Whether the aim is reached, None while something can follow."""
        standing = state.guarantee(self.world.guarantee.name)
        assert standing is not None
        if standing.awarded_at is not None:
            return self.aim == "cause"
        return None if state.cases[-1].is_pending else self.aim == "block"

    def must(self, state: State) -> bool:
        return any(by != -1 and by <= state.at for _, by in self.honest(state))

    def found(self, start: State) -> State:
        number = len(start.cases) + 1
        return step(
            self.world.procedure, start, start.at, Found(self.breach, f"finding {number}", (f"incident {number}",))
        ).state

    def is_possible(self, start: State) -> bool:
        """Whether some order of moves, the honest within their duty, leads to the aim."""
        seen, waiting = set[State](), [self.found(start)]
        while waiting:
            state = waiting.pop()
            if state in seen:
                continue
            seen.add(state)
            reached = self.over(state)
            if reached is not None:
                if reached:
                    return True
                continue
            waiting += [*self.free(state), *(after for after, _ in self.honest(state))]
            if not self.must(state):
                if self.world.waited_for(state):
                    waiting.append(self.world.tick(state))
                elif self.aim == "block" and not any(by != -1 for _, by in self.honest(state)):
                    return True
        return False

    def is_sure(self, start: State) -> bool:
        """Whether the coalition, moving first at each tick, reaches the aim whatever the honest do."""
        return self._others(self.found(start))

    def _coalition(self, state: State) -> bool:
        if state not in self.ours:
            reached = self.over(state)
            self.ours[state] = reached if reached is not None else (
                any(self._coalition(after) for after in self.free(state)) or self._others(state)
            )
        return self.ours[state]

    def _others(self, state: State) -> bool:
        if state not in self.theirs:
            reached = self.over(state)
            if reached is None:
                reached = all(self._others(after) for after, _ in self.honest(state)) and self._later(state)
            self.theirs[state] = reached
        return self.theirs[state]

    def _later(self, state: State) -> bool:
        if self.must(state):
            return True  # somebody has to act first, and every such deed was looked at
        if not self.world.waited_for(state):
            return self.aim == "block" or any(by != -1 for _, by in self.honest(state))
        return self._coalition(self.world.tick(state))


def power(world: World, aim: str, breach: Breach, coalition: frozenset[str], start: State) -> str:
    """`cannot`, `can if others are slow`, `can` (Q1d)."""
    asked = Brute(world, aim, breach, coalition)
    if not asked.is_possible(start):
        return "cannot"
    return "can" if asked.is_sure(start) else "can if others are slow"


def award_times(world: World, breach: Breach, start: State) -> tuple[Instant | None, Instant | None, bool]:
    """The earliest and the latest award, and whether it can never come, if nobody votes against what is true, the
    accused does what it can and everybody else acts within its limit or not at all (Q2)."""
    asked = Brute(world, "block", breach, frozenset({breach.party}))
    seen, waiting, times, never = set[State](), [asked.found(start)], set[Instant](), False
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        standing = state.guarantee(world.guarantee.name)
        assert standing is not None
        if standing.awarded_at is not None:
            times.add(standing.awarded_at)
            continue
        if not state.cases[-1].is_pending or not world.waited_for(state):
            never = True
            continue
        waiting += [*asked.free(state), *(after for after, _ in asked.honest(state)), world.tick(state)]
    return min(times, default=None), max(times, default=None), never
