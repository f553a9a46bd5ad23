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
    lacks,
    missing,
    opened_by,
    pending,
    rests_for,
)
from foedus.procedure.events import Armed, Award, AwardWaits, ConsentGone, Event, Missing, NoAward, ReviewMoved
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Case, Deposit, GoneConsent, GuaranteeState, State


@dataclass(slots=True)
class Turn:
    """The procedure, the state so far (its `at` is the instant being worked on), and the events so far.

    settled: the state in which it was last seen who is armed; only what has changed since is looked at again.
    """

    procedure: Procedure
    state: State
    settled: State
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
    before = turn.state  # what one act releases is judged together: the first award gives no member a say in the next
    for rule, standing in guarantees(turn.procedure, before):
        if standing.awarded_at is None and opened_by(rule, case):
            lacking, cause = missing(rule, standing, before), rests_for(rule, before)
            if cause is not None and not lacking:
                _wait(turn, case.number, rule.name, True)
                turn.events.append(AwardWaits(turn.at, case.number, rule.name, cause.number))
            else:
                _award_or_not(turn, case.number, rule, standing, lacking)


def _wait(turn: Turn, number: int, name: str, waits: bool) -> None:
    case = turn.state.case(number)
    assert case is not None
    others = tuple(w for w in case.waiting if w != name)
    turn.put_case(replace(case, waiting=(*others, name) if waits else others))


def _award_or_not(
    turn: Turn, number: int, rule: GuaranteeRule, standing: GuaranteeState, lacking: tuple[Missing, ...]
) -> None:
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
    before = turn.state
    for case in sorted((c for c in before.cases if c.waiting), key=lambda c: c.certificate):
        for name in case.waiting:
            _take_up(turn, case.number, name, before)
    for rule, standing in guarantees(turn.procedure, turn.state):
        held = standing.awarded_at is None and any(d.overdue for d in standing.deposits)
        if held and not pending(rule, turn.state):
            for deposit in standing.deposits:
                if deposit.overdue:
                    let_go(turn, rule.name, deposit, "withdrawn")
    _arm(turn)


def _arm(turn: Turn) -> None:
    """Whether each guarantee is armed now; it can have changed only with its deposits, or with a group's members."""
    regrouped = turn.state.groups is not turn.settled.groups
    for (rule, standing), before in zip(
        guarantees(turn.procedure, turn.state), turn.settled.guarantees, strict=True
    ):  # fmt: skip
        touched = standing.awarded_at is None and (regrouped or standing.deposits is not before.deposits)
        if touched and standing.armed == lacks(rule, standing, turn.state):
            lacking = missing(rule, standing, turn.state)
            turn.put_guarantee(replace(standing, armed=not lacking))
            turn.events.append(Armed(turn.at, rule.name, not lacking, lacking))
    turn.settled = turn.state


def _take_up(turn: Turn, number: int, name: str, before: State) -> None:
    """An award that waits: given if its guarantee rests no longer, dropped if it was given on another breach."""
    rule, standing = turn.procedure.guarantee(name), turn.state.guarantee(name)
    assert rule is not None and standing is not None
    if standing.awarded_at is not None:
        _wait(turn, number, name, False)
    elif rests_for(rule, before) is None:
        _wait(turn, number, name, False)
        _award_or_not(turn, number, rule, standing, missing(rule, standing, before))


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
