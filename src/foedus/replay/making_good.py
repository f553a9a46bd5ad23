"""The time in which a breach can be made good (P2c), as the machine of the procedure runs it.

What was forbidden and done cannot be undone: that it is made good can only mean that it has stopped. It has where no
more of it is seen for as long as the text counts acts together, so that none would count with what was before. The body
is taken to attest that at the end of the time, by what is known then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from foedus.accord.model import Accord
from foedus.basics.instant import DAY, Instant, Interval, Period
from foedus.procedure.aim import Aim, days_of
from foedus.procedure.compiling import at_the_start, compile_procedure
from foedus.procedure.machine import step
from foedus.procedure.moves import Attest, AttestCure, Found
from foedus.procedure.rules import CertificationRule, Procedure
from foedus.procedure.state import Breach, Stage, State

FINDING = "finding"
"""The name of what is found, where there is one finding only."""


class Lapse(NamedTuple):
    """The time that an accused had. quiet_from: from when on to its end nothing more is to be seen."""

    verified_at: Instant
    quiet_from: Instant
    ends_at: Instant

    def is_broken_by(self, act: Interval) -> bool:
        """Whether an act speaks against it: after the breach was verified for certain, and perhaps in the last part."""
        return self.verified_at < act.start <= self.ends_at and act.end >= self.quiet_from


@dataclass(frozen=True)
class MakingGood:
    """What an accord says of it. period: the time that the accused has. quiet: so long before its end nothing more is
    to be seen, in microseconds. votes_at_limit: members vote as late as they may, so that the time begins as late; else
    at once when the breach is found."""

    procedure: Procedure
    rule: CertificationRule
    norm: str
    period: Period
    quiet: int
    votes_at_limit: bool

    def is_made_good(self, party: str, found_at: Instant, goes_on: Callable[[Lapse], bool]) -> bool:
        """Whether the case of a breach that is found at an instant ends as cured. goes_on: whether, as known at the end
        of the time, acts that speak against that came into a breach."""
        state = self._verified(Breach(self.norm, self.rule.grade, party), found_at)
        case = state.cases[-1]
        assert case.stage is Stage.CURING and case.due is not None and case.since_when is not None, "P2c"
        if goes_on(Lapse(case.since_when, max(case.since_when, case.due - self.quiet), case.due)):
            return False
        for member in self.rule.members[: self.rule.quorum]:
            state = step(self.procedure, state, case.due, AttestCure(member, case.number)).state
        return state.cases[-1].stage is Stage.CURED

    def _verified(self, breach: Breach, found_at: Instant) -> State:
        """When so many members as it takes have said that there is the breach."""
        before = replace(at_the_start(self.procedure), at=min(found_at, self.procedure.in_force_from))
        state = step(self.procedure, before, found_at, Found(breach, FINDING, (FINDING,))).state
        case = state.cases[-1]
        assert case.due is not None, "every wait has a limit (P2)"
        at = found_at
        if self.votes_at_limit:
            owed = case.due if self.rule.duty is None else self.procedure.after(found_at, self.rule.duty)
            at = min(owed, case.due)
        for member in self.rule.members[: self.rule.quorum]:
            state = step(self.procedure, state, at, Attest(member, case.number, True, case.finding)).state
        return state


def making_good(accord: Accord, aim: Aim, votes_at_limit: bool) -> MakingGood | None:
    """None where the text gives no time for a breach of that norm and grade, or lets nobody certify it."""
    procedure = compile_procedure(accord)
    rule = procedure.certification_of(aim.grade)
    period = rule.cure_of(aim.norm) if rule is not None else None
    if rule is None or period is None:
        return None
    quiet = max(1.0, *(days_of(condition.window) for condition in aim.chain))
    return MakingGood(procedure, rule, aim.norm, period, round(quiet * DAY), votes_at_limit)
