"""Where a log stands, for people: each breach with who can do what until when, each guarantee and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foedus.accord.model import Silence
from foedus.basics.instant import Instant
from foedus.procedure.consents import asked, counted, guarantees, missing, rests_for
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Case, GuaranteeState, Stage
from foedus.watch.world import Standing, World


@dataclass(frozen=True, slots=True)
class Wait:
    """What a case waits for. who: those who can still act, in the order of the text. can: what they can do.

    then: what follows if nobody acts until the limit.
    """

    who: tuple[str, ...]
    can: str
    until: Instant
    then: str


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """A breach and where it stands. votes: (name, what it said, index of its entry)."""

    number: int
    norm: str
    grade: str
    party: str
    finding: str
    stage: Stage
    opened_at: Instant
    votes: tuple[tuple[str, str, int], ...]
    wait: Wait | None
    certified_at: Instant | None
    undermined: bool
    made_good_at: Instant | None
    award_waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentStatus:
    """A guarantor of whom consent is asked. state: `counts`, or why it does not. lapses_at: of an instrument that does.

    goes_at: when a withdrawal takes effect. standing: what was noted of it, the newest first.
    """

    guarantor: str
    counts: bool
    state: str
    entry: int
    deposited_at: Instant | None
    lapses_at: Instant | None
    goes_at: Instant | None
    standing: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class GuaranteeStatus:
    """The board of a guarantee (P7). rests_for: the case for which it rests, 0 if it does not.

    reviewed: (who, what the review article permits, index of the entry) of each who acted in the review (P9).
    """

    name: str
    by: str
    grade: str
    beneficiary: str
    gives: str
    armed: bool
    awarded_at: Instant | None
    case: int
    rests_for: int
    consents: tuple[ConsentStatus, ...]
    review_until: Instant | None
    review_open: bool
    reviewed: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Where a log stands at an instant. keys: who has a key in force. next_limit: when time alone changes something."""

    accord: str
    at: Instant
    entries: int
    reports: int
    in_force_until: Instant | None
    ended: bool
    cases: tuple[CaseStatus, ...]
    guarantees: tuple[GuaranteeStatus, ...]
    keys: tuple[str, ...]
    without_key: tuple[str, ...]


def status(procedure: Procedure, name: str, world: World) -> Status:
    """Where a log stands. name: of the accord."""
    state = world.state
    everybody = dict.fromkeys([*procedure.parties, *(m for _, members in state.groups for m in members)])
    return Status(
        name, state.at, world.entries, world.reports, state.until, state.ended,
        tuple(_case(procedure, case) for case in state.cases),
        tuple(_guarantee(rule, standing, world) for rule, standing in guarantees(procedure, state)),
        tuple(sorted(world.keyring.current)), tuple(n for n in everybody if n not in world.keyring.current),
    )  # fmt: skip


# -- cases -------------------------------------------------------------------------------------------------------------


def _case(procedure: Procedure, case: Case) -> CaseStatus:
    words = ("upholds", "rejects") if case.stage is Stage.CHALLENGED else ("for", "against")
    votes = tuple((v.member, words[0] if v.favours else words[1], v.mark) for v in case.votes or case.attested)
    norm, grade, party = case.breach
    return CaseStatus(
        case.number, norm, grade, party, case.finding, case.stage, case.opened_at, votes, _wait(procedure, case),
        case.certified_at, case.undermined, case.made_good_at, case.waiting,
    )  # fmt: skip


def _wait(procedure: Procedure, case: Case) -> Wait | None:
    rule, ruling = procedure.certification_of(case.breach.grade), procedure.ruling
    if case.due is None or rule is None:
        return None
    voted = {v.member for v in case.votes}
    after = "it is certified" if rule.challenge is None or case.challenges >= rule.challenge.times else (
        f"{case.breach.party} can challenge")  # fmt: skip
    match case.stage:
        case Stage.ATTESTING:
            open_ones = tuple(m for m in rule.members if m not in voted)
            then = "silence is assent: the breach is verified" if rule.silence is Silence.ASSENT else (
                "silence is refusal: the breach is not certified")  # fmt: skip
            return Wait(open_ones, f"attest ({rule.quorum} of {len(rule.members)} decide)", case.due, then)
        case Stage.CURING:
            return Wait((case.breach.party,), "make it good, or waive", case.due, after)
        case Stage.CHALLENGEABLE:
            return Wait((case.breach.party,), "challenge, or waive", case.due, "the breach is certified")
        case _:
            assert ruling is not None
            judges = tuple(m for m in ruling.members if m not in voted)
            dismissed = ruling.silence is Silence.DISMISSES
            then = "silence dismisses the challenge" if dismissed else "silence upholds the challenge"
            return Wait(judges, f"rule ({ruling.quorum} of {len(ruling.members)} decide)", case.due, then)


# -- the board ---------------------------------------------------------------------------------------------------------


def _guarantee(rule: GuaranteeRule, standing: GuaranteeState, world: World) -> GuaranteeStatus:
    cause = rests_for(rule, world.state)
    gives = f"membership of {rule.alliance}" if rule.alliance else rule.effect
    return GuaranteeStatus(
        rule.name, rule.by, rule.grade, rule.beneficiary, gives, standing.armed, standing.awarded_at, standing.case,
        cause.number if cause else 0, tuple(_consents(rule, standing, world)), standing.review_until,
        standing.review_open, tuple((done.who, rule.review.act if rule.review else "", done.mark)
                                    for done in standing.reviewed),
    )  # fmt: skip


def _consents(rule: GuaranteeRule, standing: GuaranteeState, world: World) -> Iterator[ConsentStatus]:
    counts = counted(standing)
    lacking = {m.guarantor: m.why for m in missing(rule, standing, world.state)}
    now_asked = asked(rule, world.state) if standing.awarded_at is None else frozenset[str]()
    for name in sorted(now_asked | {d.guarantor for d in standing.deposits}):
        deposit = standing.deposit_of(name)
        noted = tuple(s for s in reversed(world.standings) if s.who == name)
        state = "counts" if name in counts else lacking.get(name, "not deposited, and not needed now")
        yield ConsentStatus(
            name, name in counts, state, deposit.mark if deposit else 0, deposit.deposited_at if deposit else None,
            deposit.valid_until if deposit else None, deposit.goes_at if deposit else None, noted,
        )  # fmt: skip
