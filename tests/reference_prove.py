"""Powers, times and ends by brute force, from the rules Q1 to Q4 alone: every single actor, every tick, every order.

It shares the machine with `foedus.prove`, and nothing else: no classes, nobody acts together, nothing is left out
between limits. Good for a handful of actors and limits of a few hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from foedus.basics.instant import HOUR, Instant, Period
from foedus.procedure.events import Basis
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Attest, AttestCure, Challenging, Found, Move, Rule, Waive, Withdraws
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Case, GuaranteeState, Stage, State

TICK = HOUR
"""The greatest length of which every period of the procedures tried is a multiple."""
MAY = -1
"""By when something is owed that is right and that nobody has to do."""


Truth: TypeAlias = Callable[[Breach], bool]
"""Whether a breach happened."""


class TooMany(Exception):
    """A procedure has more places than are looked at: it is left out, and counted."""


class Place:
    """A state of the machine; two places are the same only if they are one."""

    __slots__ = ("later", "moves", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.moves: tuple[tuple[str, Move, Place], ...] | None = None
        self.later: Place | None = None


def _plain(case: Case) -> Case:
    """The case without what is only told of it, and asked for nothing that can follow: the order of its votes, by whom
    it was verified, who attested a cure whose time is over."""
    over = case.stage in (Stage.CHALLENGEABLE, Stage.CHALLENGED)
    votes, made_good = tuple(sorted(case.votes)), () if over else tuple(sorted(case.made_good))
    by = Basis.QUORUM.value if case.attested_by else ""
    if (votes, (), by, made_good) == (case.votes, case.attested, case.attested_by, case.made_good):
        return case
    return replace(case, votes=votes, attested=(), attested_by=by, made_good=made_good)


def _plainly(standing: GuaranteeState) -> GuaranteeState:
    """Where a guarantee stands, without when notice was given and consents went: what counts is when, and that."""
    if not standing.gone and all(d.notice_at is None for d in standing.deposits):
        return standing
    return replace(standing, gone=(), deposits=tuple(replace(d, notice_at=None) for d in standing.deposits))


@dataclass
class World:
    """The machine, each step of it asked once."""

    procedure: Procedure
    guarantee: GuaranteeRule
    most: int = 1_000_000
    places: dict[State, Place] = field(default_factory=dict)

    def place(self, state: State) -> Place:
        """The one place of a state."""
        cases, guarantees = tuple(map(_plain, state.cases)), tuple(map(_plainly, state.guarantees))
        if (cases, guarantees) != (state.cases, state.guarantees):
            state = replace(state, cases=cases, guarantees=guarantees)
        found = self.places.get(state)
        if found is None:
            if len(self.places) >= self.most:
                raise TooMany
            found = self.places[state] = Place(state)
        return found

    def tick(self, place: Place) -> Place:
        if place.later is None:
            place.later = self.place(advance(self.procedure, place.state, place.state.at + TICK).state)
        return place.later

    def moves(self, place: Place) -> tuple[tuple[str, Move, Place], ...]:
        """Every move that somebody could make and the machine accepts, and where it leads."""
        if place.moves is None:
            found = []
            for who, move in self._all(place.state):
                done = step(self.procedure, place.state, place.state.at, move)
                if done.refusal is None:
                    found.append((who, move, self.place(done.state)))
            place.moves = tuple(found)
        return place.moves

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
        for deposit in self.standing(state).deposits:
            yield deposit.guarantor, Withdraws(deposit.guarantor, self.guarantee.name)

    def standing(self, state: State) -> GuaranteeState:
        found = state.guarantee(self.guarantee.name)
        assert found is not None
        return found

    def waited_for(self, state: State) -> bool:
        """Whether time alone will bring something about."""
        limits = [c.due for c in state.cases]
        limits += [d.goes_at for d in self.standing(state).deposits if not d.overdue]
        return any(at is not None for at in limits)

    def found(self, start: State, breach: Breach) -> Place:
        number = len(start.cases) + 1
        move = Found(breach, f"finding {number}", (f"incident {number}",))
        return self.place(step(self.procedure, start, start.at, move).state)

    def duty(self, case: Case, duty: Period | None) -> Instant:
        """By when a vote is owed: its own time if there is one, unless that is over only after the limit (P2h)."""
        assert case.due is not None and case.since_when is not None
        if duty is None:
            return case.due
        by = self.procedure.after(case.since_when, duty)
        return by if by <= case.due else MAY

    def right(self, place: Place, true: Truth, move: Move) -> Instant | None:
        """By when an honest actor owes a move; MAY if it may and need not, None if it is not right (Q1c)."""
        state = place.state
        if isinstance(move, Withdraws):
            untrue = [
                c for c in state.cases
                if c.is_pending and not true(c.breach) and c.breach.party == self.guarantee.by
                and c.breach.grade == self.guarantee.grade
            ]  # fmt: skip
            return state.at if untrue else None
        case = state.case(getattr(move, "case", 0))
        assert case is not None
        is_true = true(case.breach)
        rule, ruling = self.procedure.certification_of(case.breach.grade), self.procedure.ruling
        if isinstance(move, Attest):
            return self.duty(case, rule.duty if rule else None) if move.favours is is_true else None
        if isinstance(move, Rule):
            return self.duty(case, ruling.duty if ruling else None) if move.upholds is not is_true else None
        if isinstance(move, Challenging):
            return None if is_true else case.due
        if isinstance(move, AttestCure):
            return None if is_true else MAY
        return None


@dataclass
class Brute:
    """One coalition about one breach. aim: `block`, `cause`, or `certify` and then `block` with the breach `after`."""

    world: World
    aim: str
    breach: Breach
    coalition: frozenset[str]
    after: Breach | None = None
    choices: dict[Place, tuple[list[Place], list[tuple[Place, Instant]]]] = field(default_factory=dict)
    ours: dict[Place, bool] = field(default_factory=dict)
    theirs: dict[Place, bool] = field(default_factory=dict)

    def parted(self, place: Place) -> tuple[list[Place], list[tuple[Place, Instant]]]:
        """What the coalition can do, whatever it is; what the honest can do that is right, and by when they owe it."""
        if place not in self.choices:
            free, honest = list[Place](), list[tuple[Place, Instant]]()
            for who, move, after in self.world.moves(place):
                if who in self.coalition:
                    free.append(after)
                elif (by := self.world.right(place, self.is_true, move)) is not None:
                    honest.append((after, by))
            self.choices[place] = free, honest
        return self.choices[place]

    def is_true(self, breach: Breach) -> bool:
        """Of which breach the honest say that it happened: of the one that is to be blocked, and of whatever a member
        of the coalition has itself committed so that the guarantee rests; the beneficiary commits none (Q1e)."""
        if self.aim == "block" and breach == self.breach:
            return True
        rests = (breach.party, breach.grade) in self.world.guarantee.rests_while
        return self.aim != "cause" and rests and breach.party in self.coalition - {self.world.guarantee.beneficiary}

    def over(self, place: Place, surely: bool) -> bool | None:
        """Whether the aim is reached, None while something can follow."""
        case = place.state.cases[-1]
        if self.aim == "certify":
            return None if case.is_pending else case.stage is Stage.CERTIFIED and self._then(place, surely)
        if self.world.standing(place.state).awarded_at is not None:
            return self.aim == "cause"
        return None if case.is_pending else self.aim == "block"

    def _then(self, place: Place, surely: bool) -> bool:
        assert self.after is not None
        main = Brute(self.world, "block", self.after, self.coalition)
        return main.is_sure(place.state) if surely else main.is_possible(place.state)

    def must(self, place: Place) -> bool:
        return any(by != MAY and by <= place.state.at for _, by in self.parted(place)[1])

    def is_possible(self, start: State) -> bool:
        """Whether some order of moves, the honest within their duty, leads to the aim."""
        seen, waiting = set[Place](), [self.world.found(start, self.breach)]
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            reached = self.over(place, surely=False)
            if reached:
                return True
            if reached is False:
                continue
            free, honest = self.parted(place)
            waiting += [*free, *(after for after, _ in honest)]
            if not self.must(place):
                if self.world.waited_for(place.state):
                    waiting.append(self.world.tick(place))
                elif self.aim == "block" and not any(by != MAY for _, by in honest):
                    return True
        return False

    def is_sure(self, start: State) -> bool:
        """Whether the coalition, moving first at each tick, reaches the aim whatever the honest do."""
        return self._others(self.world.found(start, self.breach))

    def _coalition(self, place: Place) -> bool:
        if place not in self.ours:
            reached = self.over(place, surely=True)
            self.ours[place] = reached if reached is not None else (
                any(self._coalition(after) for after in self.parted(place)[0]) or self._others(place)
            )
        return self.ours[place]

    def _others(self, place: Place) -> bool:
        if place not in self.theirs:
            reached = self.over(place, surely=True)
            if reached is None:
                reached = all(self._others(after) for after, _ in self.parted(place)[1]) and self._later(place)
            self.theirs[place] = reached
        return self.theirs[place]

    def _later(self, place: Place) -> bool:
        if self.must(place):
            return True  # somebody has to act first, and every such deed was looked at
        if not self.world.waited_for(place.state):
            return self.aim == "block" or any(by != MAY for _, by in self.parted(place)[1])
        return self._coalition(self.world.tick(place))

    def power(self, start: State) -> int:
        return 2 if self.is_sure(start) else int(self.is_possible(start))


POWERS = ("cannot", "can if others are slow", "can")


def power(
    world: World, aim: str, breaches: tuple[Breach, ...], coalition: frozenset[str], start: State
) -> str:
    """`cannot`, `can if others are slow`, `can`, about that of the breaches of which it can most (Q1d)."""
    return POWERS[max(Brute(world, aim, breach, coalition).power(start) for breach in breaches)]


def power_beforehand(
    world: World, breaches: tuple[Breach, ...], counter: tuple[Breach, ...], coalition: frozenset[str],
    start: State, early: State,
) -> str:  # fmt: skip
    """The same to block, where the coalition can also prepare it (Q1e). early: all consents in, so long before the
    breach is found that any notice is over by then."""
    found = [Brute(world, "block", breach, coalition).power(start) for breach in breaches]
    for before in _without(world, coalition, early):
        later = advance(world.procedure, before, start.at).state
        found += [Brute(world, "block", breach, coalition).power(later) for breach in breaches]
    for first in counter:
        found += [Brute(world, "certify", first, coalition, breach).power(start) for breach in breaches]
    return POWERS[max(found)]


def _without(world: World, coalition: frozenset[str], state: State) -> Iterator[State]:
    """Where things stand after notice by each set of members of the coalition."""
    seen, waiting = set[State](), [state]
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            yield state
            steps = (step(world.procedure, state, state.at, Withdraws(n, world.guarantee.name)) for n in coalition)
            waiting += [done.state for done in steps if done.refusal is None]


@dataclass(frozen=True)
class Awards:
    """earliest, latest: None if it never comes. never: whether it can never come."""

    earliest: Instant | None
    latest: Instant | None
    never: bool


def awards(
    world: World, breach: Breach, start: State, prompt: frozenset[str] = frozenset(), passive: bool = False
) -> Awards:
    """When the award comes if nobody votes against what is true, the accused does what it can (passive: nothing), the
    prompt do at once what is right, and everybody else acts within its limit or not at all (Q2)."""
    owes = prompt - {breach.party}
    seen, waiting, times, never = set[Place](), [world.found(start, breach)], set[Instant](), False
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        awarded_at = world.standing(place.state).awarded_at
        if awarded_at is not None:
            times.add(awarded_at)
            continue
        done = [
            (who, after) for who, move, after in world.moves(place)
            if (not passive if who == breach.party else world.right(place, breach.__eq__, move) is not None)
        ]  # fmt: skip
        owed = any(who in owes for who, _ in done)
        if not place.state.cases[-1].is_pending or not (owed or world.waited_for(place.state)):
            never = True
            continue
        waiting += [after for _, after in done]
        if not owed:
            waiting.append(world.tick(place))
    return Awards(min(times, default=None), max(times, default=None), never)


def ends(world: World, breach: Breach, starts: Iterable[State]) -> set[tuple[Stage, bool]]:
    """How a breach can end in none of cure, dismissal and award, whoever does what (Q4): the stage in which it stands,
    and whether something is then waited for that no limit ends. starts: where it is found."""
    seen, waiting = set[Place](), [world.found(start, breach) for start in starts]
    found = set[tuple[Stage, bool]]()
    while waiting:
        place = waiting.pop()
        if place in seen or world.standing(place.state).awarded_at is not None:
            continue
        seen.add(place)
        case = place.state.cases[-1]
        if not case.is_pending:
            if case.stage is Stage.CERTIFIED:
                found.add((case.stage, False))
            continue
        waiting += [after for _, _, after in world.moves(place)]
        if world.waited_for(place.state):
            waiting.append(world.tick(place))
        else:
            found.add((case.stage, True))
    return found


def resting(world: World, counter: Breach, start: State) -> Iterator[State]:
    """Every state with all consents in (Q1a) in which a breach has just been certified that the guarantee rests on."""
    everybody = len(world.standing(start).deposits)
    seen, waiting = set[Place](), [world.found(start, counter)]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        case = place.state.cases[-1]
        if case.is_pending:
            waiting += [after for _, _, after in world.moves(place)]
            if world.waited_for(place.state):
                waiting.append(world.tick(place))
        elif case.stage is Stage.CERTIFIED and len(world.standing(place.state).deposits) == everybody:
            yield place.state
