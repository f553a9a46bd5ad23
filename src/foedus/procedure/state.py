"""Where the procedure stands: cases, deposits, memberships, the time in force (rules P2-P10). All plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from foedus.basics.instant import Instant


class Stage(StrEnum):
    """Where a case stands. The first four wait for somebody and have a limit; the others are over."""

    ATTESTING = "attesting"
    CURING = "curing"
    CHALLENGEABLE = "open to challenge"
    CHALLENGED = "challenged"
    CERTIFIED = "certified"
    REFUSED = "refused"
    CURED = "cured"
    UPHELD = "challenge upheld"
    RETRACTED = "retracted"

    @property
    def runs(self) -> bool:
        """Whether somebody is still to act, or time to run out."""
        return self in _RUNNING


_RUNNING = frozenset({Stage.ATTESTING, Stage.CURING, Stage.CHALLENGEABLE, Stage.CHALLENGED})

SPENT = frozenset({Stage.REFUSED, Stage.UPHELD, Stage.CURED, Stage.CERTIFIED})
"""Ends of a case after which its incidents open no other (P2g)."""


class Vote(NamedTuple):
    """What a member said. mark: where it is written, an index of the log (0 where there is no log)."""

    member: str
    favours: bool
    mark: int


class Breach(NamedTuple):
    """Of what a case is: the address of the norm, the grade, the party."""

    norm: str
    grade: str
    party: str


@dataclass(frozen=True, slots=True)
class Case:
    """A breach on its way to a certificate. number: from 1, in the order of opening.

    findings: ids of the versions, the last one is what is judged. incidents: ids in the last version. since: index in
    `findings` of the first version that a vote for may name (P3a). votes: in this stage, attestations while attesting,
    rulings while challenged. made_good: attestations that the breach is made good. performed: whether reports show it.
    since_when: when the wait that runs began, None where none runs: the duty of members counts from it (P2h).
    waiting: names of guarantees whose award waits for the end of a rest (P7b). challenged: the finding that the running
    challenge is about (P3a). certified_at: of the certificate that stands or stood; certificate: its place among all
    certificates, from 1, which tells the order of two of one instant (P7b). undermined: whether what was certified no
    longer stands.
    """

    number: int
    breach: Breach
    findings: tuple[str, ...]
    incidents: tuple[str, ...]
    opened_at: Instant
    stage: Stage
    due: Instant | None
    since: int = 0
    votes: tuple[Vote, ...] = ()
    attested: tuple[Vote, ...] = ()
    attested_by: str = ""
    made_good: tuple[Vote, ...] = ()
    performed: bool = False
    challenges: int = 0
    ground: str = ""
    challenged: str = ""
    certified_at: Instant | None = None
    certificate: int = 0
    made_good_at: Instant | None = None
    undermined: bool = False
    waiting: tuple[str, ...] = ()
    since_when: Instant | None = None

    @property
    def finding(self) -> str:
        """The version that is judged."""
        return self.findings[-1]

    @property
    def in_question(self) -> str:
        """The version that an act of now names: what was challenged while that is decided, else the last (P3a)."""
        return self.challenged if self.stage is Stage.CHALLENGED else self.finding

    @property
    def is_pending(self) -> bool:
        """Whether the procedure about it is not over (P5a)."""
        return self.stage.runs or bool(self.waiting)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A consent that is in. waits_for: guarantors without whose consent it does not count (P5d).

    valid_until: it counts through this instant; None: for ever. notice_at, goes_at: when notice of withdrawal was given
    and when it takes effect at the earliest. overdue: that instant is over, and a pending breach holds it (P5f).
    """

    guarantor: str
    deposited_at: Instant
    mark: int
    valid_until: Instant | None = None
    waits_for: tuple[str, ...] = ()
    notice_at: Instant | None = None
    goes_at: Instant | None = None
    overdue: bool = False


class GoneConsent(NamedTuple):
    """A consent that was in and is no longer. why: `withdrawn` or `lapsed`."""

    guarantor: str
    why: str
    at: Instant


class ReviewAct(NamedTuple):
    """Somebody who did what the review article permits."""

    who: str
    mark: int


@dataclass(frozen=True, slots=True)
class GuaranteeState:
    """Where a guarantee stands. deposits: sorted by guarantor. gone: those that are no longer in, the latest of each.

    case: number of the case that it was awarded on. review_until: when the review closes, None where it has no limit.
    """

    name: str
    deposits: tuple[Deposit, ...] = ()
    gone: tuple[GoneConsent, ...] = ()
    armed: bool = False
    awarded_at: Instant | None = None
    case: int = 0
    review_until: Instant | None = None
    review_open: bool = False
    reviewed: tuple[ReviewAct, ...] = ()

    def deposit_of(self, guarantor: str) -> Deposit | None:
        """The deposit of a guarantor that is in, None if there is none."""
        return next((d for d in self.deposits if d.guarantor == guarantor), None)


@dataclass(frozen=True, slots=True)
class State:
    """The whole procedure at an instant. groups: members of alliances and bodies now, by name.

    until: end of the time in force as renewed so far; objected: parties that object to the next renewal.
    """

    at: Instant
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    guarantees: tuple[GuaranteeState, ...]
    until: Instant | None
    cases: tuple[Case, ...] = ()
    objected: tuple[str, ...] = ()
    ended: bool = False

    def members(self, group: str) -> tuple[str, ...]:
        """The members of an alliance or a body now; none for another name."""
        return next((members for name, members in self.groups if name == group), ())

    def case(self, number: int) -> Case | None:
        """The case of a number."""
        return self.cases[number - 1] if 1 <= number <= len(self.cases) else None

    def guarantee(self, name: str) -> GuaranteeState | None:
        """The guarantee of a name."""
        return next((g for g in self.guarantees if g.name == name), None)

    def running(self, breach: Breach) -> Case | None:
        """The case about a breach that runs or stands certified without being over, None if there is none (P2g)."""
        return next((c for c in self.cases if c.breach == breach and c.is_pending), None)
