"""A deal between two invented parties, and its story in dates of its own zone: what the rule tests are written in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from foedus.accord.model import Construction, Silence
from foedus.basics.instant import Instant, Period, Unit, from_local, show
from foedus.procedure.compiling import at_the_start
from foedus.procedure.consents import missing
from foedus.procedure.events import Event
from foedus.procedure.machine import advance, next_limit, step
from foedus.procedure.moves import Attest, AttestCure, Challenging, Deposits, Found, Gone, Move, Revised, Rule, Waive
from foedus.procedure.rules import (
    CertificationRule,
    ChallengeRule,
    ConsentRule,
    GuaranteeRule,
    Procedure,
    ReviewRule,
    RulingRule,
    WithdrawalRule,
)
from foedus.procedure.state import Breach, Case, GuaranteeState

ZONE = "Europe/Kyiv"  # clocks go forward at 03:00 on 30 March 2025 and back at 04:00 on 26 October 2025
LEAGUE = ("AA", "BB", "CC")
WATCH = ("W1", "W2", "W3", "W4")
COURT = ("J1", "J2", "J3")


def instant(when: str) -> Instant:
    """An instant as a clock of the deal's zone shows it, `2025-03-28 18:00` or with seconds and their parts."""
    return from_local(datetime.fromisoformat(when), ZONE)


def days(count: int) -> Period:
    return Period(count, Unit.DAY)


def hours(count: int) -> Period:
    return Period(count, Unit.HOUR)


CERTIFICATION = CertificationRule(
    "4", "Watch", WATCH, "material", 3, hours(72), Silence.ASSENT, (("2", days(7)),),
    ChallengeRule(2, days(5), ("forgery", "wrong party")),
)  # fmt: skip
RULING = RulingRule("4", "Court", COURT, 2, days(10), Silence.DISMISSES)
GUARANTEE = GuaranteeRule(
    "5", "5", "material", "North", "League", "", "South",
    (ConsentRule("League", 0, Construction.SUSPENSIVE_PROTOCOL),), WithdrawalRule(days(180), True),
    (("South", "material"),), ReviewRule("6", "League", (), "suspend the membership", days(30)),
)  # fmt: skip
MIRROR = replace(
    GUARANTEE, name="7", article="7", by="South", beneficiary="North", alliance="", effect="the funds",
    rests_while=(("North", "material"),),
)  # fmt: skip
"""The same for the other side: of the two, the one that fires first makes the other rest."""
DEAL = Procedure(
    "0" * 64, ZONE, ("North", "South"), (("League", LEAGUE), ("Watch", WATCH), ("Court", COURT)), ("League",),
    (CERTIFICATION,), RULING, (GUARANTEE,), instant("2025-03-01 00:00"), instant("2026-03-01 00:00"), None,
)  # fmt: skip
NO_CHALLENGE = replace(DEAL, certifications=(replace(CERTIFICATION, challenge=None),))


class Story:
    """What becomes of a deal. Each telling gives the events that came about, time's own included."""

    def __init__(self, procedure: Procedure = DEAL) -> None:
        self.procedure = procedure
        self.state = at_the_start(procedure)

    def on(self, when: str, *moves: Move) -> tuple[Event, ...]:
        """So many moves at one instant, all of them allowed; without any, time goes on to there."""
        events = list(self._take(advance(self.procedure, self.state, instant(when))))
        for move in moves:
            stepped = step(self.procedure, self.state, instant(when), move)
            assert stepped.refusal is None, stepped.refusal
            events += self._take(stepped)
        return tuple(events)

    def refused(self, when: str, move: Move) -> str:
        """The code with which a move is refused. It leaves the story where time alone would have left it."""
        before = advance(self.procedure, self.state, instant(when))
        stepped = step(self.procedure, self.state, instant(when), move)
        assert stepped.refusal is not None, "the move was accepted"
        assert (stepped.state, stepped.events) == (before.state, before.events)
        self._take(stepped)
        return stepped.refusal.code

    def _take(self, stepped) -> tuple[Event, ...]:  # type: ignore[no-untyped-def]
        self.state = stepped.state
        return stepped.events  # type: ignore[no-any-return]

    def case(self, number: int = 1) -> Case:
        found = self.state.case(number)
        assert found is not None
        return found

    def stage(self, number: int = 1) -> str:
        return self.case(number).stage.value

    def due(self, number: int = 1) -> str:
        """The limit of a case as the deal's clock shows it."""
        due = self.case(number).due
        return show(due, ZONE) if due is not None else ""

    def guarantee(self, name: str = "5") -> GuaranteeState:
        found = self.state.guarantee(name)
        assert found is not None
        return found

    def next_limit(self) -> str:
        limit = next_limit(self.procedure, self.state)
        return show(limit, ZONE) if limit is not None else ""


def armed(procedure: Procedure = DEAL) -> Story:
    """The deal with every guarantor's consent to every guarantee in, on the day on which it enters into force."""
    story = Story(procedure)
    for rule in procedure.guarantees:
        story.on("2025-03-01 00:00", *(Deposits(name, rule.name) for name in LEAGUE))
    return story


def found(norm: str = "1", party: str = "North", finding: str = "v1", incidents: str = "abc", **more: bool) -> Found:
    """A material breach; each letter is an incident."""
    return Found(Breach(norm, "material", party), finding, tuple(incidents), **more)


def attests(case: int, *members: str, favours: bool = True, finding: str = "v1") -> tuple[Attest, ...]:
    return tuple(Attest(member, case, favours, finding) for member in members)


def cured(case: int, *members: str) -> tuple[AttestCure, ...]:
    return tuple(AttestCure(member, case) for member in members)


def rules(case: int, *members: str, upholds: bool = False, finding: str = "v1") -> tuple[Rule, ...]:
    return tuple(Rule(member, case, upholds, finding) for member in members)


def revised(case: int, finding: str, incidents: str, performed: bool = False) -> Revised:
    return Revised(case, finding, tuple(incidents), performed)


def challenges(case: int = 1, ground: str = "forgery", party: str = "North") -> Challenging:
    return Challenging(party, case, ground)


def waives(case: int = 1, party: str = "North") -> Waive:
    return Waive(party, case)


def gone(case: int = 1) -> Gone:
    return Gone(case)


def with_guarantee(procedure: Procedure = NO_CHALLENGE, **changes: object) -> Procedure:
    return replace(procedure, guarantees=(replace(GUARANTEE, **changes),))  # type: ignore[arg-type]


def why(story: Story, name: str = "5") -> dict[str, str]:
    """What a guarantee lacks: whose consent, and why it is not there."""
    rule = story.procedure.guarantee(name)
    assert rule is not None
    return {m.guarantor: m.why for m in missing(rule, story.guarantee(name), story.state)}


def of_kind(events: tuple[Event, ...], *kinds: type) -> list[str]:
    """The names of the events of these kinds, in their order."""
    return [type(event).__name__ for event in events if isinstance(event, kinds)]
