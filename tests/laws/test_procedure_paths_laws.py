"""Laws of the ways of a procedure: each ends, none ends later than the latest, and the machine says the same."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from foedus.accord.model import Silence
from foedus.basics.instant import DAY, Instant
from foedus.procedure.events import Award, Event
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Attest, AttestCure, Challenging, Gone, Move, Revised, Rule, Waive
from foedus.procedure.path_walk import FINDING, INCIDENT, Walk, opened, place_of, rank, walk
from foedus.procedure.rules import Procedure
from foedus.procedure.state import Breach, Stage, State
from path_values import NORM, START, procedures

BREACH = Breach(NORM, "material", "AA")
FOUND: Instant = START + 3 * DAY


def ways(of: Procedure) -> Walk:
    found = walk(of, BREACH, FOUND)
    assert found is not None
    return found


@given(procedures())
def test_no_place_is_reached_later_than_at_its_latest_and_each_wait_has_a_limit(of: Procedure) -> None:
    for node in ways(of).nodes:
        assert FOUND <= node.earliest <= node.latest
        assert (node.limit is not None) == node.place.stage.runs
        assert node.limit is None or node.latest < node.limit


@given(procedures())
def test_every_way_comes_to_an_end(of: Procedure) -> None:
    found = ways(of)
    for edge in found.edges:
        assert rank(edge.source) < rank(edge.target), "no way leads back"
    sources = {e.source for e in found.edges}
    assert sources == {n.place for n in found.nodes if n.place.stage.runs}, "and from each wait some way leads on"
    assert any(n.place.stage is Stage.CERTIFIED for n in found.nodes)


@given(procedures())
def test_the_latest_award_is_what_the_machine_gives_when_every_limit_is_used_up(of: Procedure) -> None:
    (released,) = ways(of).releases
    events = used_up(of)
    assert [e.at for e in events if isinstance(e, Award)] == [released.latest]
    assert released.earliest == FOUND, "if everybody acts at once there is nothing to wait for"


def used_up(of: Procedure) -> list[Event]:
    """Everybody lets each limit run out; who must act for the case to go on, or makes it longer, acts at the limit."""
    state, rule, ruling = opened(of, BREACH, FOUND), of.certifications[0], of.ruling
    assert ruling is not None
    events: list[Event] = []
    while (case := state.cases[0]).stage.runs:
        due, moves = case.due, []
        assert due is not None
        if case.stage is Stage.ATTESTING and rule.silence is Silence.REFUSAL:
            moves = [Attest(m, 1, True, FINDING) for m in rule.members[: rule.quorum]]
        elif case.stage is Stage.CHALLENGEABLE:
            moves = [Challenging("AA", 1, "forgery")]
        elif case.stage is Stage.CHALLENGED and ruling.silence is Silence.UPHOLDS:
            moves = [Rule(m, 1, False, FINDING) for m in ruling.members[: ruling.quorum]]
        for move in moves:
            stepped = step(of, state, due, move)
            state, events = stepped.state, [*events, *stepped.events]
        if not moves:
            stepped = advance(of, state, due + 1)
            state, events = stepped.state, [*events, *stepped.events]
    return events


@given(procedures(), st.randoms(use_true_random=False))
def test_whatever_is_done_a_case_goes_no_other_way_and_at_no_other_time(of: Procedure, chance: random.Random) -> None:
    found = ways(of)
    known = {(e.source, e.target) for e in found.edges}
    nodes = {n.place: n for n in found.nodes}
    state = opened(of, BREACH, FOUND)
    for _ in range(200):
        if not state.cases[0].stage.runs:
            break
        due = state.cases[0].due
        assert due is not None
        before = place_of(state)
        if chance.random() < 0.2:
            state = advance(of, state, due + 1).state
        else:
            at = chance.choice([state.at, chance.randint(state.at, due), due])
            state = step(of, state, at, some_move(of, state, chance)).state
        after = place_of(state)
        if after != before:
            assert (before, after) in known
            assert nodes[after].earliest <= min(state.at, due) <= nodes[after].latest, "silence counts from the limit"


def some_move(of: Procedure, state: State, chance: random.Random) -> Move:
    rule, ruling = of.certifications[0], of.ruling
    assert ruling is not None
    member, judge = chance.choice(rule.members), chance.choice(ruling.members)
    return chance.choice(
        [
            Attest(member, 1, True, FINDING), Attest(member, 1, False, FINDING), AttestCure(member, 1), Waive("AA", 1),
            Challenging("AA", 1, "forgery"), Rule(judge, 1, True, FINDING), Rule(judge, 1, False, FINDING),
            Revised(1, FINDING, (INCIDENT,), chance.random() < 0.5),
            Gone(1) if chance.random() < 0.1 else Waive("BB", 1),
        ]
    )  # fmt: skip
