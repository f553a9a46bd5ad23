"""The machine (P1): a state, an instant and a move give the next state and what it brings about, or a refusal.

Pure, and the only one: live registry, replay, proofs and simulation all go through `step` and `advance`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foedus.accord.model import Construction
from foedus.basics.instant import Instant
from foedus.procedure.allowed import refusal
from foedus.procedure.allowed_consents import construction_of
from foedus.procedure.cases import (
    attested,
    attested_cure,
    certify,
    challenged,
    gone,
    open_case,
    revised,
    ruled,
    run_out,
    uncured,
)
from foedus.procedure.consents import guarantees, pending
from foedus.procedure.events import Basis, Ended, Event, Refusal, Renewed, ReviewMoved
from foedus.procedure.moves import (
    Attest,
    AttestCure,
    Challenging,
    Deposits,
    Found,
    Gone,
    Joins,
    Move,
    Objects,
    Reviews,
    Revised,
    Rule,
    Waive,
    Withdraws,
)
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Case, Deposit, ReviewAct, Stage, State, Vote
from foedus.procedure.turn import Turn, let_go, settle


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step gave. state: after it. events: in the order in which they came about. refusal: of the move, if it was
    refused; then state and events are what time alone brought about by that instant (P1b)."""

    state: State
    events: tuple[Event, ...]
    refusal: Refusal | None = None


def advance(procedure: Procedure, state: State, to: Instant) -> Stepped:
    """Let time pass: every limit that lies before `to` fires, each as of its own instant (P1a).

    Errors: AssertionError if `to` lies before the state; the clock of a log never falls (P4a), check at the door.
    """
    assert to >= state.at, "time never falls"
    turn = Turn(procedure, state, state)
    _fire(turn, to)
    return Stepped(turn.state, tuple(turn.events))


def step(procedure: Procedure, state: State, at: Instant, move: Move) -> Stepped:
    """Let time pass to `at`, then make a move there (P1a, P1b). Errors: as of `advance`."""
    assert at >= state.at, "time never falls"
    turn = Turn(procedure, state, state)
    _fire(turn, at)
    refused = refusal(procedure, turn.state, move)
    if refused is None:
        _make(turn, move)
        settle(turn)
    return Stepped(turn.state, tuple(turn.events), refused)


# -- time --------------------------------------------------------------------------------------------------------------


def next_limit(procedure: Procedure, state: State) -> Instant | None:
    """The earliest instant after which something happens by time alone, None if nothing is waited for."""
    return min((at for at, *_ in _limits(procedure, state)), default=None)


def later(state: State, to: Instant) -> State:
    """The state at an instant until which nothing happens by time alone (`next_limit`)."""
    if state.at == to:
        return state
    return State(to, state.groups, state.guarantees, state.until, state.cases, state.objected, state.ended)


def _limits(procedure: Procedure, state: State) -> Iterator[tuple[Instant, int, int, str]]:
    """(instant, kind, number, name) of everything that time can end, in the order of kinds of P1a."""
    for case in state.cases:
        if case.due is not None:
            yield case.due, 0, case.number, ""
    for index, (rule, standing) in enumerate(guarantees(procedure, state)):
        if standing.awarded_at is None:
            for deposit in standing.deposits:
                if deposit.valid_until is not None:
                    yield deposit.valid_until, 1, index, deposit.guarantor
                if deposit.goes_at is not None and not deposit.overdue:
                    yield deposit.goes_at, 1, index, deposit.guarantor
        if standing.review_open and standing.review_until is not None:
            yield standing.review_until, 2, index, rule.name
    if state.until is not None and not state.ended:
        yield state.until, 3, 0, ""


def _fire(turn: Turn, to: Instant) -> None:
    while True:
        first = min(_limits(turn.procedure, turn.state), default=None)
        if first is None or first[0] >= to:
            break
        at, kind, number, name = first
        turn.state = replace(turn.state, at=max(at, turn.state.at))
        if kind == 0:
            run_out(turn, turn.state.cases[number - 1])
        elif kind == 1:
            _consent_ends(turn, number, name)
        elif kind == 2:
            _close_review(turn, number)
        else:
            _accord_ends(turn)
        settle(turn)
    turn.state = later(turn.state, to)


def _consent_ends(turn: Turn, index: int, guarantor: str) -> None:
    """A consent lapses, or the time of a notice is over; a pending breach can hold the second, not the first (P5f)."""
    rule, standing = turn.procedure.guarantees[index], turn.state.guarantees[index]
    deposit = standing.deposit_of(guarantor)
    assert deposit is not None
    if deposit.valid_until is not None and deposit.valid_until <= turn.at:
        let_go(turn, rule.name, deposit, "lapsed")
    elif rule.withdrawal is not None and rule.withdrawal.never_while_pending and pending(rule, turn.state):
        held = tuple(replace(d, overdue=True) if d is deposit else d for d in standing.deposits)
        turn.put_guarantee(replace(standing, deposits=held))
    else:
        let_go(turn, rule.name, deposit, "withdrawn")


def _close_review(turn: Turn, index: int) -> None:
    standing = turn.state.guarantees[index]
    turn.put_guarantee(replace(standing, review_open=False))
    turn.events.append(ReviewMoved(turn.at, standing.name, False, standing.review_until))


def _accord_ends(turn: Turn) -> None:
    renewal, until = turn.procedure.renewal, turn.state.until
    assert until is not None
    if renewal is None or turn.state.objected:
        turn.state = replace(turn.state, ended=True)
        turn.events.append(Ended(turn.at, turn.state.objected))
    else:
        later = turn.procedure.after(until, renewal.period)
        turn.state = replace(turn.state, until=later)
        turn.events.append(Renewed(turn.at, later))


# -- moves -------------------------------------------------------------------------------------------------------------


def _case(turn: Turn, number: int) -> Case:
    case = turn.state.case(number)
    assert case is not None, "a move about no case is refused before"
    return case


def _make(turn: Turn, move: Move) -> None:
    match move:
        case Found():
            open_case(turn, move.breach, move.finding, move.incidents, move.performed)
        case Revised():
            revised(turn, _case(turn, move.case), move.finding, move.incidents, move.performed)
        case Gone():
            gone(turn, _case(turn, move.case))
        case Attest():
            attested(turn, _case(turn, move.case), Vote(move.member, move.favours, move.mark))
        case AttestCure():
            attested_cure(turn, _case(turn, move.case), Vote(move.member, True, move.mark))
        case Waive():
            _waive(turn, _case(turn, move.case))
        case Challenging():
            assert turn.procedure.ruling is not None
            challenged(turn, _case(turn, move.case), move.ground, turn.procedure.ruling)
        case Rule():
            ruled(turn, _case(turn, move.case), Vote(move.member, move.upholds, move.mark))
        case Objects():
            turn.state = replace(turn.state, objected=(*turn.state.objected, move.party))
        case Joins():
            _join(turn, move)
        case Deposits() | Withdraws() | Reviews():
            _make_about_guarantee(turn, move)


def _waive(turn: Turn, case: Case) -> None:
    if case.stage is Stage.CURING:
        uncured(turn, case, Basis.WAIVED)
    else:
        certify(turn, case, Basis.WAIVED)


def _join(turn: Turn, move: Joins) -> None:
    def changed(members: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(m for m in members if m != move.member) if move.leaves else (*members, move.member)

    groups = tuple((name, changed(m) if name == move.alliance else m) for name, m in turn.state.groups)
    turn.state = replace(turn.state, groups=groups)


def _make_about_guarantee(turn: Turn, move: Deposits | Withdraws | Reviews) -> None:
    rule, standing = turn.procedure.guarantee(move.guarantee), turn.state.guarantee(move.guarantee)
    assert rule is not None and standing is not None
    match move:
        case Deposits():
            deposit = Deposit(move.guarantor, turn.at, move.mark, move.valid_until, move.waits_for)
            others = (d for d in standing.deposits if d.guarantor != move.guarantor)
            gone_ones = tuple(g for g in standing.gone if g.guarantor != move.guarantor)
            kept = tuple(sorted((*others, deposit), key=lambda d: d.guarantor))
            turn.put_guarantee(replace(standing, deposits=kept, gone=gone_ones))
        case Withdraws():
            _withdraw(turn, move, rule)
        case Reviews():
            turn.put_guarantee(replace(standing, reviewed=(*standing.reviewed, ReviewAct(move.who, move.mark))))


def _withdraw(turn: Turn, move: Withdraws, rule: GuaranteeRule) -> None:
    standing, notice = turn.state.guarantee(rule.name), rule.withdrawal.notice if rule.withdrawal else None
    assert standing is not None
    deposit = standing.deposit_of(move.guarantor)
    assert deposit is not None
    if notice is None:  # nothing is written, and the construction lets it go at once (P5b)
        promised = construction_of(rule, turn.state, move.guarantor) is Construction.ESCROW_WITH_UNDERTAKING
        let_go(turn, rule.name, deposit, "withdrawn against its undertaking" if promised else "withdrawn")
        return
    given = replace(deposit, notice_at=turn.at, goes_at=turn.procedure.after(turn.at, notice))
    turn.put_guarantee(replace(standing, deposits=tuple(given if d is deposit else d for d in standing.deposits)))
