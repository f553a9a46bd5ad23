"""Random walks of the machine: plausible moves and absurd ones, by everybody, many of them exactly at a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from foedus.basics.instant import DAY, HOUR, MINUTE, Instant
from foedus.procedure import moves as m
from foedus.procedure.compiling import at_the_start
from foedus.procedure.machine import Stepped, next_limit, step
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Case, Stage, State
from procedure_values import BEGINS, GROUNDS, NORMS, some_procedure

NOBODY = "Nobody"


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a walk."""

    before: State
    at: Instant
    move: m.Move
    stepped: Stepped


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk goes: everything of it follows from its seed."""

    seed: int
    procedure: Procedure
    chance: Random

    def steps(self, count: int) -> Iterator[Taken]:
        """So many steps from the start, each before the next is chosen."""
        state = at_the_start(self.procedure)
        for number in range(count):
            at = _instant(self.procedure, state, self.chance)
            move = _move(self.procedure, state, self.chance, at, number)
            stepped = step(self.procedure, state, at, move)
            yield Taken(state, at, move, stepped)
            state = stepped.state


def walk(seed: int) -> Walk:
    """The walk of a seed."""
    chance = Random(seed)
    return Walk(seed, some_procedure(chance), chance)


def _instant(procedure: Procedure, state: State, chance: Random) -> Instant:
    now, due = max(state.at, BEGINS), next_limit(procedure, state)
    draw = chance.random()
    if draw < (0.85 if any(c.waiting for c in state.cases) else 0.7):
        return now
    if draw < 0.87 and due is not None:
        if procedure.renewal and state.until and chance.random() < 0.1:  # the last instant to object, which is no limit
            due = procedure.before(state.until, procedure.renewal.notice)
        return max(now, due + chance.choice((-1, 0, 0, 1, 1)))
    return now + chance.choice((1, 1, MINUTE, HOUR, HOUR, 5 * HOUR, DAY, 3 * DAY)) * chance.randint(1, 2)


def _move(procedure: Procedure, state: State, chance: Random, at: Instant, number: int) -> m.Move:
    draw, rules = chance.random(), procedure.guarantees
    bare = [rule for rule, now in zip(rules, state.guarantees, strict=True) if not now.armed and not now.case]
    if bare and draw < (0.8 if number < 20 else 0.15):
        return _deposit(state, chance, at, chance.choice(bare))
    busy = any(c.is_pending for c in state.cases)
    waits = any(c.waiting for c in state.cases)
    if draw < (0.15 if waits else 0.06 if busy else 0.5):
        breach = _breach(procedure, chance)
        if not any(c.breach == breach and c.is_pending for c in state.cases):
            incidents = tuple(f"{number}{letter}" for letter in "abc"[: chance.randint(1, 3)])
            return m.Found(breach, f"f{number}", incidents, chance.random() < 0.1)
    if draw < (0.82 if busy else 0.65) and state.cases:
        return _about_case(procedure, state, chance, number)
    if draw < 0.98 and rules:
        return _about_guarantee(procedure, state, chance, at)
    return m.Objects(chance.choice((*procedure.parties, NOBODY)), number)


def _breach(procedure: Procedure, chance: Random) -> Breach:
    """Rather one that opens a guarantee, or makes one rest, than any other."""
    wanted = [(g.grade, g.by) for g in procedure.guarantees]
    wanted += [(grade, party) for g in procedure.guarantees for party, grade in g.rests_while]
    certified = {c.grade for c in procedure.certifications}
    wanted = [w for w in wanted if w[0] in certified]
    if wanted and chance.random() < 0.9:
        grade, party = chance.choice(wanted)
    else:
        grade, party = chance.choice(sorted(certified)), chance.choice(procedure.parties)
    return Breach(chance.choice(NORMS), grade, party)


def _about_case(procedure: Procedure, state: State, chance: Random, number: int) -> m.Move:
    case = _some_case(state, chance)
    rule = procedure.certification_of(case.breach.grade)
    assert rule is not None
    judges = procedure.ruling.members if procedure.ruling else ()
    voters = judges if case.stage is Stage.CHALLENGED else rule.members
    voted = {vote.member for vote in (*case.votes, *case.made_good)}
    left = [name for name in voters if name not in voted]
    anybody = chance.choice((*voters, *procedure.parties, NOBODY))
    name, who = case.number, chance.choice(left) if left and chance.random() < 0.85 else anybody
    accused = case.breach.party if chance.random() < 0.95 else who
    if chance.random() < (0.1 if case.stage.runs else 0.3):
        return _evidence(case, chance, number)
    wild = chance.random() < 0.1
    stage = chance.choice(tuple(Stage)) if wild else case.stage
    version = case.finding if chance.random() < 0.9 else chance.choice((*case.findings, "another"))
    match stage:
        case Stage.ATTESTING:
            return m.Attest(who, name, chance.random() < 0.7, version, number)
        case Stage.CURING:
            return chance.choice((m.AttestCure(who, name, number), m.AttestCure(who, name, number),
                                  m.Waive(accused, name, number)))  # fmt: skip
        case Stage.CHALLENGEABLE:
            ground = chance.choice((*GROUNDS, "no ground"))
            challenging = m.Challenging(accused, name, ground, number)
            return chance.choice((m.Waive(accused, name, number), challenging, challenging))
        case Stage.CHALLENGED:
            version = case.challenged if chance.random() < 0.9 else version
            return m.Rule(who, name, chance.random() < 0.3, version, number)
        case _:
            return m.AttestCure(who, name if chance.random() < 0.95 else name + 100, number)


def _some_case(state: State, chance: Random) -> Case:
    """Rather one that is pending, or that makes a guarantee rest, than one that is over."""
    pending = [c for c in state.cases if c.is_pending]
    resting = [c for c in state.cases if c.stage is Stage.CERTIFIED and not c.made_good_at and not c.undermined]
    draw = chance.random()
    if draw < 0.75 and pending:
        return chance.choice(pending)
    return chance.choice(resting if 0.75 < draw < 0.9 and resting else state.cases)


def _evidence(case: Case, chance: Random, number: int) -> m.Move:
    if chance.random() < 0.25:
        return m.Gone(case.number)
    kept = [i for i in case.incidents if chance.random() < 0.8]
    more = [f"{number}{letter}" for letter in "de"[: chance.randint(0, 2)]]
    finding = chance.choice(case.findings) if chance.random() < 0.1 else f"f{number}"
    return m.Revised(case.number, finding, tuple(kept + more) or case.incidents, chance.random() < 0.2)


def _about_guarantee(procedure: Procedure, state: State, chance: Random, at: Instant) -> m.Move:
    rule = chance.choice(procedure.guarantees)
    everybody = sorted({*procedure.parties, *(name for _, members in state.groups for name in members), NOBODY})
    draw, who, mark = chance.random(), chance.choice(everybody), chance.randint(1, 9)
    standing = state.guarantee(rule.name)
    assert standing is not None
    if standing.review_open and draw < 0.5 and rule.review:
        permitted = rule.review.named or state.members(rule.review.of)
        return m.Reviews(chance.choice(permitted) if permitted and draw < 0.4 else who, rule.name, mark)
    if draw < 0.35:
        return _deposit(state, chance, at, rule)
    if draw < 0.6:
        inside = [d.guarantor for d in standing.deposits]
        return m.Withdraws(chance.choice(inside) if inside and chance.random() < 0.8 else who, rule.name, mark)
    if draw < 0.9:
        group = chance.choice((*procedure.alliances, *procedure.alliances, *procedure.alliances, "Nothing"))
        leaves = chance.random() < 0.7
        members = state.members(group)
        member = chance.choice(members) if leaves and members and chance.random() < 0.8 else who
        return m.Joins(group, member, leaves, mark)
    return m.Reviews(who, rule.name if chance.random() < 0.9 else "99", mark)


def _deposit(state: State, chance: Random, at: Instant, rule: GuaranteeRule) -> m.Move:
    """Most by somebody who is asked and is not in yet."""
    asked = sorted({name for c in rule.consents for name in state.members(c.of)})
    standing = state.guarantee(rule.name)
    inside = {d.guarantor for d in standing.deposits} if standing else set()
    lacking = [name for name in asked if name not in inside]
    who = chance.choice(lacking) if lacking and chance.random() < 0.85 else chance.choice((*asked, NOBODY))
    waits = tuple(chance.sample(asked, min(len(asked), chance.randint(1, 2)))) if chance.random() < 0.2 else ()
    ends = at + chance.choice((-1, 0, 1, HOUR, 3 * DAY, 60 * DAY)) if chance.random() < 0.15 else None
    return m.Deposits(who, rule.name, ends, waits, chance.randint(1, 99))
