"""A case on its way: from the finding through votes, cure and challenge to its end (rules P2a-P2g).

Each function takes a turn whose `at` is the instant at which the thing happens.
"""

from __future__ import annotations

from dataclasses import replace

from foedus.accord.model import Silence
from foedus.basics.instant import Instant
from foedus.procedure.consents import awards_on
from foedus.procedure.events import Basis, CaseMoved, Certificate, MadeGood, Undermined, VotesVoided
from foedus.procedure.rules import CertificationRule, RulingRule
from foedus.procedure.state import Breach, Case, Stage, Vote
from foedus.procedure.turn import Turn, open_reviews, release


def rule_of(turn: Turn, case: Case) -> CertificationRule:
    """How the grade of a case is certified."""
    rule = turn.procedure.certification_of(case.breach.grade)
    assert rule is not None, "only what somebody certifies opens a case"
    return rule


def enter(
    turn: Turn, case: Case, stage: Stage, basis: Basis, due: Instant | None = None, votes: tuple[Vote, ...] = ()
) -> Case:
    """Bring a case into a stage; the votes of the stage before are told with the event and then forgotten."""
    moved = replace(case, stage=stage, due=due, votes=(), since_when=None if due is None else turn.at)
    turn.put_case(moved)
    turn.events.append(CaseMoved(turn.at, case.number, stage, basis, due, votes))
    return moved


def open_case(turn: Turn, breach: Breach, finding: str, incidents: tuple[str, ...], performed: bool) -> None:
    """The body begins to vote (P2b)."""
    number = len(turn.state.cases) + 1
    case = Case(number, breach, (finding,), incidents, turn.at, Stage.ATTESTING, None, performed=performed)
    due = turn.procedure.after(turn.at, rule_of(turn, case).period)
    enter(turn, case, Stage.ATTESTING, Basis.EVIDENCE, due)


# -- votes -------------------------------------------------------------------------------------------------------------


def attested(turn: Turn, case: Case, vote: Vote) -> None:
    """A member has voted; the case moves when the quorum is reached, or cannot be reached any more (P2b)."""
    rule = rule_of(turn, case)
    case = replace(case, votes=(*case.votes, vote))
    turn.put_case(case)
    favour = sum(v.favours for v in case.votes)
    if favour >= rule.quorum:
        verified(turn, case, Basis.QUORUM)
    elif len(case.votes) - favour > len(rule.members) - rule.quorum:
        enter(turn, case, Stage.REFUSED, Basis.QUORUM, votes=case.votes)


def attested_cure(turn: Turn, case: Case, vote: Vote) -> None:
    """A member attests that the breach is made good; so many as the quorum decide (P2c, P7b)."""
    case = replace(case, made_good=(*case.made_good, vote))
    turn.put_case(case)
    if len(case.made_good) < rule_of(turn, case).quorum:
        return
    if case.stage is Stage.CERTIFIED:
        turn.put_case(replace(case, made_good_at=turn.at))
        turn.events.append(MadeGood(turn.at, case.number, case.made_good))
    else:
        enter(turn, case, Stage.CURED, Basis.QUORUM, votes=case.made_good)


def ruled(turn: Turn, case: Case, vote: Vote) -> None:
    """A member of the deciding body has spoken; its quorum, either way, decides (P2d)."""
    ruling = turn.procedure.ruling
    assert ruling is not None
    case = replace(case, votes=(*case.votes, vote))
    turn.put_case(case)
    uphold = sum(v.favours for v in case.votes)
    if uphold >= ruling.quorum:
        enter(turn, case, Stage.UPHELD, Basis.QUORUM, votes=case.votes)
    elif len(case.votes) - uphold >= ruling.quorum:
        rejected(turn, case, Basis.QUORUM)


# -- from one stage to the next ----------------------------------------------------------------------------------------


def verified(turn: Turn, case: Case, basis: Basis) -> None:
    """The body found that there is the breach: on to the cure, or what comes after it (P2b, P2c)."""
    case = replace(case, attested=case.votes, attested_by=basis.value)
    cure = rule_of(turn, case).cure_of(case.breach.norm)
    if cure is None:
        uncured(turn, case, basis, case.votes)
    elif case.performed:
        enter(turn, case, Stage.CURED, Basis.PERFORMED)
    else:
        enter(turn, case, Stage.CURING, basis, turn.procedure.after(turn.at, cure), case.votes)


def uncured(turn: Turn, case: Case, basis: Basis, votes: tuple[Vote, ...] = ()) -> None:
    """No cure came, or none is allowed: on to the challenge (P2d), or to the certificate."""
    challenge = rule_of(turn, case).challenge
    if challenge is None or case.challenges >= challenge.times:
        certify(turn, case, basis, votes)
    else:
        due = turn.procedure.after(turn.at, challenge.period)
        enter(turn, case, Stage.CHALLENGEABLE, basis, due, votes)


def challenged(turn: Turn, case: Case, ground: str, ruling: RulingRule) -> None:
    """The accused has challenged; the deciding body has its time from now (P2d)."""
    case = replace(case, ground=ground, challenged=case.finding)
    enter(turn, case, Stage.CHALLENGED, Basis.NOTHING_TO_WAIT_FOR, turn.procedure.after(turn.at, ruling.period))


def rejected(turn: Turn, case: Case, basis: Basis) -> None:
    """The challenge failed: another one may follow where the text allows it (P2d)."""
    uncured(turn, replace(case, challenges=case.challenges + 1, ground="", challenged=""), basis, case.votes)


def certify(turn: Turn, case: Case, basis: Basis, votes: tuple[Vote, ...] = ()) -> None:
    """The certificate, and in the same step what it releases (P6)."""
    place = 1 + max(c.certificate for c in turn.state.cases)
    case = replace(case, certified_at=turn.at, certificate=place, made_good=())
    case = enter(turn, case, Stage.CERTIFIED, basis, votes=votes)
    norm, grade, party = case.breach
    favour = tuple(v for v in case.attested if v.favours)
    turn.events.append(
        Certificate(
            turn.at, case.number, norm, grade, party, case.finding, case.findings, case.incidents,
            Basis(case.attested_by), favour, case.challenges,
        )
    )  # fmt: skip
    release(turn, case)


def run_out(turn: Turn, case: Case) -> None:
    """The limit of a stage is over: silence decides, or what was open is closed (P2)."""
    match case.stage:
        case Stage.ATTESTING:
            if rule_of(turn, case).silence is Silence.ASSENT:
                verified(turn, case, Basis.SILENCE)
            else:
                enter(turn, case, Stage.REFUSED, Basis.SILENCE, votes=case.votes)
        case Stage.CURING:
            uncured(turn, case, Basis.LIMIT)
        case Stage.CHALLENGEABLE:
            certify(turn, case, Basis.LIMIT)
        case _:
            assert case.stage is Stage.CHALLENGED and turn.procedure.ruling is not None
            if turn.procedure.ruling.silence is Silence.UPHOLDS:
                enter(turn, case, Stage.UPHELD, Basis.SILENCE, votes=case.votes)
            else:
                rejected(turn, case, Basis.SILENCE)


# -- what the evidence brings ------------------------------------------------------------------------------------------


def revised(turn: Turn, case: Case, finding: str, incidents: tuple[str, ...], performed: bool) -> None:
    """Another version of the finding (P2e, P2f)."""
    weaker = not set(case.incidents) <= set(incidents)
    if case.stage.runs:
        case = replace(case, findings=(*case.findings, finding), incidents=incidents, performed=performed)
        if weaker:
            case = replace(case, since=len(case.findings) - 1)
        _revise_running(turn, case, weaker)
    elif case.waiting and weaker and not awards_on(turn.state, case):
        case = replace(case, findings=(*case.findings, finding), incidents=incidents, performed=performed)
        _vote_anew(turn, replace(case, since=len(case.findings) - 1))


def _revise_running(turn: Turn, case: Case, weaker: bool) -> None:
    favour = tuple(v.member for v in case.votes if v.favours)
    if case.stage is Stage.CURING and case.performed:
        enter(turn, case, Stage.CURED, Basis.PERFORMED)
    elif case.stage is Stage.ATTESTING and weaker and favour:
        turn.put_case(replace(case, votes=tuple(v for v in case.votes if not v.favours)))
        turn.events.append(VotesVoided(turn.at, case.number, favour))
    else:
        turn.put_case(case)


def _vote_anew(turn: Turn, case: Case) -> None:
    turn.events.append(Undermined(turn.at, case.number, ()))
    case = replace(case, waiting=(), certified_at=None, certificate=0, made_good=(), made_good_at=None)
    case = replace(case, challenges=0, attested=(), attested_by="")
    enter(turn, case, Stage.ATTESTING, Basis.EVIDENCE, turn.procedure.after(turn.at, rule_of(turn, case).period))


def gone(turn: Turn, case: Case) -> None:
    """The finding no longer stands as breached (P2e, P2f)."""
    if case.stage.runs:
        enter(turn, case, Stage.RETRACTED, Basis.EVIDENCE)
    elif case.waiting and not awards_on(turn.state, case):
        turn.events.append(Undermined(turn.at, case.number, ()))
        enter(turn, replace(case, waiting=(), undermined=True), Stage.RETRACTED, Basis.EVIDENCE)
    elif case.stage is Stage.CERTIFIED and not case.undermined:
        turn.put_case(replace(case, undermined=True, waiting=()))
        awarded = open_reviews(turn, case)
        turn.events.append(Undermined(turn.at, case.number, awarded))
