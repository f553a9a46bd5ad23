"""One turn of the machine while it is being worked out: the state so far and what it has brought about.

A turn is the one owner of what changes within a step; it is made by `machine`, and nothing of it outlives the step.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from foedus.basics.instant import Instant
from foedus.procedure.consents import (
    asked,
    counted,
    guarantees,
    missing,
    opened_by,
    pending,
    rests_for,
)
from foedus.procedure.events import Armed, Award, AwardWaits, ConsentGone, Event, NoAward, ReviewMoved
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Case, Deposit, GoneConsent, GuaranteeState, State


@dataclass(slots=True)
class Turn:
    """The procedure, the state so far (its `at` is the instant being worked on), and the events so far."""

    procedure: Procedure
    state: State
    events: list[Event] = field(default_factory=list)

    @property
    def at(self) -> Instant:
        """The instant being worked on."""
        return self.state.at

    def put_case(self, case: Case) -> None:
        """Put a case in the place of the one of its number, or behind the last."""
        cases = self.state.cases
        self.state = replace(self.state, cases=(*cases[: case.number - 1], case, *cases[case.number :]))

    def put_guarantee(self, standing: GuaranteeState) -> None:
        """Put a guarantee in the place of the one of its name."""
        kept = tuple(standing if g.name == standing.name else g for g in self.state.guarantees)
        self.state = replace(self.state, guarantees=kept)


def release(turn: Turn, case: Case) -> None:
    """What a certificate just given releases: for each guarantee that it opens the award, a wait, or nothing."""
    for rule, standing in guarantees(turn.procedure, turn.state):
        if standing.awarded_at is None and opened_by(rule, case):
            _release(turn, case.number, rule)


def _release(turn: Turn, number: int, rule: GuaranteeRule) -> None:
    standing, case = turn.state.guarantee(rule.name), turn.state.case(number)
    assert standing is not None and case is not None
    lacking = missing(rule, standing, turn.state)
    cause = rests_for(rule, turn.state)
    if cause is not None and not lacking:
        turn.put_case(replace(case, waiting=(*(w for w in case.waiting if w != rule.name), rule.name)))
        turn.events.append(AwardWaits(turn.at, number, rule.name, cause.number))
        return
    turn.put_case(replace(case, waiting=tuple(w for w in case.waiting if w != rule.name)))
    if lacking:
        turn.events.append(NoAward(turn.at, number, rule.name, lacking))
    else:
        _award(turn, number, rule, standing)


def _award(turn: Turn, number: int, rule: GuaranteeRule, standing: GuaranteeState) -> None:
    counts = counted(standing) & asked(rule, turn.state)
    released = tuple((d.guarantor, d.mark) for d in standing.deposits if d.guarantor in counts)
    if rule.alliance:
        members = tuple(m for m in turn.state.members(rule.alliance) if m != rule.beneficiary)
        groups = tuple((g, (*members, rule.beneficiary) if g == rule.alliance else m) for g, m in turn.state.groups)
    else:
        members = tuple(dict.fromkeys(m for c in rule.consents for m in turn.state.members(c.of)))
        groups = turn.state.groups
    turn.put_guarantee(replace(standing, awarded_at=turn.at, case=number))
    turn.state = replace(turn.state, groups=groups)
    turn.events.append(
        Award(turn.at, number, rule.name, rule.beneficiary, rule.alliance, rule.effect, released, members)
    )  # fmt: skip


def settle(turn: Turn) -> None:
    """After any change: awards whose wait is over, withdrawals that nothing holds any more, guarantees armed or not."""
    for case in sorted((c for c in turn.state.cases if c.waiting), key=lambda c: (c.certified_at or 0, c.number)):
        for name in case.waiting:
            _take_up(turn, case.number, name)
    for rule, standing in guarantees(turn.procedure, turn.state):
        if any(d.overdue for d in standing.deposits) and not pending(rule, turn.state):
            for deposit in standing.deposits:
                if deposit.overdue:
                    let_go(turn, rule.name, deposit, "withdrawn")
    for rule, standing in guarantees(turn.procedure, turn.state):
        if standing.awarded_at is None:
            lacking = missing(rule, standing, turn.state)
            if standing.armed == bool(lacking):
                turn.put_guarantee(replace(standing, armed=not lacking))
                turn.events.append(Armed(turn.at, rule.name, not lacking, lacking))


def _take_up(turn: Turn, number: int, name: str) -> None:
    """An award that waits: given if its guarantee rests no longer, dropped if it was given on another breach."""
    rule, standing, case = turn.procedure.guarantee(name), turn.state.guarantee(name), turn.state.case(number)
    assert rule is not None and standing is not None and case is not None
    if standing.awarded_at is not None:
        turn.put_case(replace(case, waiting=tuple(w for w in case.waiting if w != name)))
    elif rests_for(rule, turn.state) is None:
        _release(turn, number, rule)


def let_go(turn: Turn, name: str, deposit: Deposit, why: str) -> None:
    """Take a consent out; it is remembered as gone."""
    standing = turn.state.guarantee(name)
    assert standing is not None
    before = (g for g in standing.gone if g.guarantor != deposit.guarantor)
    gone = (*before, GoneConsent(deposit.guarantor, why, turn.at))
    kept = tuple(d for d in standing.deposits if d.guarantor != deposit.guarantor)
    turn.put_guarantee(replace(standing, deposits=kept, gone=gone))
    turn.events.append(ConsentGone(turn.at, name, deposit.guarantor, why))


def open_reviews(turn: Turn, case: Case) -> tuple[str, ...]:
    """Open the review of each guarantee that was awarded on a case; their names (P2f, P9)."""
    awarded = []
    for rule, standing in guarantees(turn.procedure, turn.state):
        if standing.awarded_at is not None and standing.case == case.number:
            awarded.append(rule.name)
            if rule.review is not None:
                period = rule.review.period
                until = turn.procedure.after(turn.at, period) if period is not None else None
                turn.put_guarantee(replace(standing, review_open=True, review_until=until))
                turn.events.append(ReviewMoved(turn.at, rule.name, True, until))
    return tuple(awarded)
