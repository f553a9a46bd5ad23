"""Laws of the machine (rules P1-P10), on the random walks that the model test takes too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.instant import DAY
from foedus.procedure.compiling import at_the_start
from foedus.procedure.events import (
    Armed,
    Award,
    AwardWaits,
    Basis,
    CaseMoved,
    Certificate,
    MadeGood,
    NoAward,
    Undermined,
)
from foedus.procedure.machine import advance, next_limit, step
from foedus.procedure.moves import Attest, Deposits, Rule
from foedus.procedure.rules import Procedure
from foedus.procedure.state import Stage
from procedure_values import BEGINS, invented
from procedure_walks import Taken, walk

SEEDS = range(2_000_000, 2_000_060)
STEPS = 120
VERIFIED = (Stage.CURING, Stage.CHALLENGEABLE, Stage.CERTIFIED)


@cache
def _walks() -> tuple[tuple[int, Procedure, tuple[Taken, ...]], ...]:
    ways = [walk(seed) for seed in SEEDS]
    return tuple((way.seed, way.procedure, tuple(way.steps(STEPS))) for way in ways)


def _all() -> Iterator[tuple[str, Procedure, Taken]]:
    for seed, procedure, steps in _walks():
        for number, taken in enumerate(steps, 1):
            yield f"seed {seed}, step {number}: {taken.move}", procedure, taken


# -- awards ------------------------------------------------------------------------------------------------------------


def test_an_award_comes_in_the_step_of_its_certificate_or_of_the_end_of_what_it_waited_for() -> None:
    awards = 0
    for where, _, taken in _all():
        events = taken.stepped.events
        for award in (e for e in events if isinstance(e, Award)):
            awards += 1
            before = events[: events.index(award)]
            given_now = any(isinstance(e, Certificate) and e.case == award.case for e in before)
            waited = taken.before.case(award.case)
            assert given_now or (waited is not None and award.guarantee in waited.waiting), where
            assert given_now or any(isinstance(e, Undermined | MadeGood) for e in before), where
            case = taken.stepped.state.case(award.case)
            assert case is not None and case.certified_at is not None, where
    assert awards > 30


def test_no_guarantee_is_awarded_twice() -> None:
    for seed, _, steps in _walks():
        awards = Counter(e.guarantee for taken in steps for e in taken.stepped.events if isinstance(e, Award))
        assert all(count == 1 for count in awards.values()), seed


def test_a_guarantee_is_armed_at_the_instant_of_its_award_and_one_that_is_not_releases_nothing() -> None:
    for where, _, taken in _all():
        armed = {g.name: g.armed for g in taken.before.guarantees}
        for event in taken.stepped.events:
            if isinstance(event, Armed):
                armed[event.guarantee] = event.armed
            elif isinstance(event, Award | AwardWaits):
                assert armed[event.guarantee], where
            elif isinstance(event, NoAward):
                assert not armed[event.guarantee] and event.missing, where


def test_what_is_awarded_was_deposited_by_those_of_whom_consent_was_asked() -> None:
    for where, procedure, taken in _all():
        for award in (e for e in taken.stepped.events if isinstance(e, Award)):
            rule = procedure.guarantee(award.guarantee)
            standing = taken.stepped.state.guarantee(award.guarantee)
            assert rule is not None and standing is not None
            deposits = {(d.guarantor, d.mark) for d in standing.deposits}
            assert set(award.released) <= deposits, where
            for consent in rule.consents:
                assert len(award.released) >= max(consent.count, 1), where


# -- votes -------------------------------------------------------------------------------------------------------------


def test_a_body_decides_only_by_as_many_different_members_as_its_quorum() -> None:
    decided = 0
    for where, procedure, taken in _all():
        for event in taken.stepped.events:
            if not isinstance(event, CaseMoved) or event.basis is not Basis.QUORUM or not event.votes:
                continue
            case = taken.stepped.state.case(event.case)
            assert case is not None and procedure.ruling is not None
            rule = procedure.certification_of(case.breach.grade)
            assert rule is not None
            by_judges = isinstance(taken.move, Rule)
            body = procedure.ruling if by_judges else rule
            assert len({v.member for v in event.votes}) == len(event.votes), where
            assert {v.member for v in event.votes} <= set(body.members), where
            favour = sum(v.favours for v in event.votes)
            if event.stage is Stage.REFUSED:
                assert len(event.votes) - favour > len(body.members) - body.quorum, where
            elif by_judges and event.stage is not Stage.UPHELD:
                assert len(event.votes) - favour >= body.quorum, where
            else:
                assert favour >= body.quorum, where
            decided += 1
    assert decided > 100


def test_no_single_voter_moves_a_case_where_the_quorum_is_larger() -> None:
    tried = 0
    for where, procedure, taken in _all():
        for case in (c for c in taken.before.cases if c.stage is Stage.ATTESTING and not c.votes):
            rule = procedure.certification_of(case.breach.grade)
            assert rule is not None
            for favours, alone in ((True, rule.quorum == 1), (False, rule.quorum == len(rule.members))):
                move = Attest(rule.members[0], case.number, favours, case.finding)
                after = step(procedure, taken.before, taken.before.at, move).state.case(case.number)
                assert after is not None and (after.stage is Stage.ATTESTING) == (not alone), where
                tried += 1
    assert tried > 100


# -- time --------------------------------------------------------------------------------------------------------------


def test_every_running_case_has_a_limit_and_silence_alone_ends_it() -> None:
    for where, _, taken in _all():
        state = taken.stepped.state
        assert all((case.due is not None) == case.stage.runs for case in state.cases), where
        assert all(case.due is None or case.due >= state.at for case in state.cases), where
    for seed, procedure, steps in _walks():
        last = steps[-1].stepped.state
        later = advance(procedure, last, last.at + 400 * DAY).state
        assert not any(case.stage.runs for case in later.cases), seed


def test_a_refused_move_changes_nothing_beyond_what_time_does() -> None:
    refused = 0
    for where, procedure, taken in _all():
        if taken.stepped.refusal is not None:
            alone = advance(procedure, taken.before, taken.at)
            assert (taken.stepped.state, taken.stepped.events) == (alone.state, alone.events), where
            refused += 1
    assert refused > 1_000


def test_a_step_is_time_and_then_the_move() -> None:
    for where, procedure, taken in _all():
        alone = advance(procedure, taken.before, taken.at)
        then = step(procedure, alone.state, taken.at, taken.move)
        assert then.state == taken.stepped.state and then.refusal == taken.stepped.refusal, where
        assert (*alone.events, *then.events) == taken.stepped.events, where


def test_time_in_two_parts_is_time_at_once() -> None:
    for where, procedure, taken in _all():
        far = taken.at + 40 * DAY
        limit = next_limit(procedure, taken.before)
        for between in {taken.at, min(far, max(taken.before.at, limit or far)), taken.before.at + 7 * DAY}:
            first = advance(procedure, taken.before, min(between, far))
            second = advance(procedure, first.state, far)
            whole = advance(procedure, taken.before, far)
            assert second.state == whole.state, where
            assert (*first.events, *second.events) == whole.events, where


def test_nothing_happens_between_two_limits() -> None:
    for where, procedure, taken in _all():
        limit = next_limit(procedure, taken.before)
        until = taken.before.at + 365 * DAY if limit is None else max(limit, taken.before.at)
        assert advance(procedure, taken.before, until).events == (), where
        if limit is not None and limit >= taken.before.at:
            after = advance(procedure, taken.before, limit + 1).state
            assert after != replace(taken.before, at=limit + 1), where


def test_events_come_in_the_order_of_their_instants_and_none_after_the_step() -> None:
    for where, _, taken in _all():
        instants = [event.at for event in taken.stepped.events]
        assert instants == sorted(instants), where
        assert all(taken.before.at <= at <= taken.at for at in instants), where
        assert taken.stepped.state.at == taken.at, where


def test_the_same_step_from_the_same_state_is_the_same() -> None:
    for where, procedure, taken in _all():
        assert step(procedure, taken.before, taken.at, taken.move) == taken.stepped, where


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_deposits_come_in_at_one_instant_does_not_matter(chance) -> None:  # type: ignore[no-untyped-def]
    procedure = invented(chance)
    rule = chance.choice(procedure.guarantees)
    start = at_the_start(procedure)
    asked = sorted({name for c in rule.consents for name in start.members(c.of)})
    deposits = [
        Deposits(name, rule.name, None, tuple(w for w in asked if w != name and chance.random() < 0.3), mark)
        for mark, name in enumerate(asked) if chance.random() < 0.9
    ]  # fmt: skip
    ends = []
    for _ in range(3):
        chance.shuffle(deposits)
        state = start
        for deposit in deposits:
            stepped = step(procedure, state, BEGINS, deposit)
            assert stepped.refusal is None
            state = stepped.state
        ends.append(state)
    assert ends[0] == ends[1] == ends[2]


def test_names_and_marks_of_the_log_change_nothing_but_themselves() -> None:
    for where, procedure, taken in _all():
        if hasattr(taken.move, "mark"):
            other = step(procedure, taken.before, taken.at, replace(taken.move, mark=12_345))
            assert [type(e) for e in other.events] == [type(e) for e in taken.stepped.events], where
            assert next_limit(procedure, other.state) == next_limit(procedure, taken.stepped.state), where
