"""What the state allows (P1b): for each move either nothing to say against it, or a refusal with code and reason."""

from __future__ import annotations

from typing import assert_never

from foedus.basics.instant import told
from foedus.procedure.allowed_consents import about_guarantee, membership, objection
from foedus.procedure.case_words import STAGE_WORDS, WHILE, named, where_it_stands
from foedus.procedure.events import Refusal
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
from foedus.procedure.rules import Procedure
from foedus.procedure.state import Case, Stage, State, Vote

_MOST_CASES = 5
"""So many cases are listed in a refusal; `foedus status` shows all."""


def refusal(procedure: Procedure, state: State, move: Move) -> Refusal | None:
    """Why a move is not allowed in a state whose limits before it have fired; None if it is."""
    match move:
        case Found():
            assert procedure.certification_of(move.breach.grade) is not None, "only a certifiable grade opens a case"
            assert move.breach.party, "a breach by nobody in particular fires nothing (F2c, P2b)"
            assert state.running(move.breach) is None, "one breach, one running case (P2g)"
            return None
        case Objects():
            return objection(procedure, state, move)
        case Joins():
            return membership(procedure, state, move)
        case Deposits() | Withdraws() | Reviews():
            return about_guarantee(procedure, state, move)
        case Revised() | Gone() | Attest() | AttestCure() | Waive() | Challenging() | Rule():
            case = state.case(move.case)
            if case is None:
                return no_such_case(state, move.case)
            return _about_case(procedure, case, move)
        case _:
            assert_never(move)


def no_such_case(state: State, number: int) -> Refusal:
    """That a case is named that is not there, with those that are."""
    if not state.cases:
        return Refusal(
            "C0101", f"there is no case {number}, nor any other yet",
            "a case opens when reports that were handed in show a breach that a body certifies, and none has so far",
            "hand in the reports that show the breach (`foedus report`); then `foedus status` lists it as a case",
        )  # fmt: skip
    last = [named(case) for case in state.cases[-_MOST_CASES:]]
    others = "" if len(state.cases) <= _MOST_CASES else f", and {len(state.cases) - _MOST_CASES} earlier ones"
    return Refusal(
        "C0101", f"there is no case {number}", f"there is {', '.join(last)}{others}",
        f"name one of these, `--case {state.cases[-1].number}` say; `foedus status` tells more of each",
    )  # fmt: skip


def _about_case(
    procedure: Procedure, case: Case, move: Revised | Gone | Attest | AttestCure | Waive | Challenging | Rule
) -> Refusal | None:
    zone = procedure.time_zone
    match move:
        case Revised() | Gone():
            return None
        case Attest():
            return _attestation(procedure, case, move)
        case AttestCure():
            return _cure_attestation(procedure, case, move)
        case Waive():
            allowed = (Stage.CURING, Stage.CHALLENGEABLE)
            return _not_accused(case, move.party) or _wrong_stage(case, allowed, "waives", zone)
        case Challenging():
            return _challenge(procedure, case, move)
        case Rule():
            return _ruling(procedure, case, move)


def _wrong_stage(case: Case, allowed: tuple[Stage, ...], does: str, zone: str) -> Refusal | None:
    if case.stage in allowed:
        return None
    return Refusal(
        "C0102", f"case {case.number} {STAGE_WORDS[case.stage]}, and nobody {does} then",
        f"that is done {' or '.join(WHILE[stage] for stage in allowed)}", _instead(case, allowed, zone),
    )  # fmt: skip


def _instead(case: Case, allowed: tuple[Stage, ...], zone: str) -> str:
    """What to do where a stage is not there: wait for it, or not any more."""
    order = list(Stage)
    if not case.stage.runs:
        return "leave it at that; no act opens this case again, and a new breach opens a case of its own"
    if order.index(case.stage) < max(order.index(stage) for stage in allowed):
        return (
            f"wait: case {case.number} {where_it_stands(case, zone)}; `foedus status` shows what comes then, and who "
            "can do what"
        )
    return "see with `foedus status` who can do what in this case now; no act brings a stage back that is over"


def _not_member(members: tuple[str, ...], body: str, name: str) -> Refusal | None:
    if name in members:
        return None
    return Refusal(
        "C0103", f"{name} is no member of {body}", f"its members are {', '.join(members)}",
        "let one of these act; if the name was mistyped, write it as the accord does",
    )  # fmt: skip


def _not_accused(case: Case, party: str) -> Refusal | None:
    if party == case.breach.party:
        return None
    return Refusal(
        "C0106", f"{party} is not the accused of case {case.number}",
        f"that is {case.breach.party}, and only the accused can challenge or waive",
        f"let {case.breach.party} act; who holds evidence against the finding hands it in (`foedus report`)",
    )  # fmt: skip


def _voted(votes: tuple[Vote, ...], members: tuple[str, ...], name: str, case: Case) -> Refusal | None:
    vote = next((vote for vote in votes if vote.member == name), None)
    if vote is None:
        return None
    where = f"its vote is entry {vote.mark} of the log; " if vote.mark else ""
    others = [m for m in members if m not in {v.member for v in votes}]
    return Refusal(
        "C0104", f"{name} has voted in case {case.number} already",
        f"{where}one member has one vote, and the first counts (P3)",
        "leave it at that; the first vote stands" + (f", and {', '.join(others)} can still vote" if others else ""),
    )  # fmt: skip


def _attestation(procedure: Procedure, case: Case, move: Attest) -> Refusal | None:
    rule = procedure.certification_of(case.breach.grade)
    assert rule is not None
    return (
        _not_member(rule.members, rule.body, move.member)
        or _wrong_stage(case, (Stage.ATTESTING,), "attests", procedure.time_zone)
        or _voted(case.votes, rule.members, move.member, case)
        or _version(case, move.finding, case.since if move.favours else 0)
    )


def _version(case: Case, finding: str, since: int) -> Refusal | None:
    """A vote names a version of this case's finding; one for it, none from before a weaker version (P3a)."""
    if finding in case.findings[since:]:
        return None
    if finding in case.findings:
        return Refusal(
            "C0105", f"finding {finding[:12]} of case {case.number} has become weaker since",
            "an incident that it names is no longer part of the finding, so a vote for it says nothing of what is left",
            f"look at what is left of it (`foedus status`), then vote anew; a vote of now is on {case.finding[:12]}",
        )  # fmt: skip
    return Refusal(
        "C0107", f"finding {finding[:12]} is not what case {case.number} is about",
        "a signature on one finding must not serve for another (P3)",
        f"make the vote anew from a fresh copy of the log (`foedus attest --case {case.number}`): it is on "
        f"{case.finding[:12]} then; see that this is the case that you mean",
    )  # fmt: skip


def _challenged(case: Case, finding: str) -> Refusal | None:
    if finding == case.challenged:
        return None
    return Refusal(
        "C0107", f"finding {finding[:12]} is not what was challenged in case {case.number}",
        "a signature on one finding must not serve for another (P3)",
        f"make the decision anew from a fresh copy of the log (`foedus decide --case {case.number}`): it is on "
        f"{case.challenged[:12]} then",
    )  # fmt: skip


def _cure_attestation(procedure: Procedure, case: Case, move: AttestCure) -> Refusal | None:
    rule = procedure.certification_of(case.breach.grade)
    assert rule is not None
    refused = (
        _not_member(rule.members, rule.body, move.member)
        or _wrong_stage(case, (Stage.CURING, Stage.CERTIFIED), "attests a cure", procedure.time_zone)
        or _voted(case.made_good, rule.members, move.member, case)
    )
    if refused is None and case.stage is Stage.CERTIFIED and (case.made_good_at is not None or case.undermined):
        state = "made good" if case.made_good_at is not None else "undermined"
        since = f" since {told(case.made_good_at, procedure.time_zone)}" if case.made_good_at is not None else (
            ", as what it rested on was taken back")  # fmt: skip
        return Refusal(
            "C0108", f"the breach of case {case.number} counts as {state} already",
            f"it does{since}; a further attestation would change nothing", "leave it at that",
        )  # fmt: skip
    return refused


def _challenge(procedure: Procedure, case: Case, move: Challenging) -> Refusal | None:
    rule = procedure.certification_of(case.breach.grade)
    assert rule is not None
    refused = _not_accused(case, move.party) or _wrong_stage(
        case, (Stage.CHALLENGEABLE,), "challenges", procedure.time_zone
    )
    grounds = rule.challenge.grounds if rule.challenge else ()
    if refused is None and move.ground not in grounds:
        return Refusal(
            "C0109", f'"{move.ground[:60]}" is no ground on which Article {rule.article} lets the accused challenge',
            "a challenge on other grounds would let the accused delay at will",
            "name one of " + ", ".join(f'"{g}"' for g in grounds),
        )  # fmt: skip
    return refused


def _ruling(procedure: Procedure, case: Case, move: Rule) -> Refusal | None:
    ruling = procedure.ruling
    if ruling is None:
        return Refusal(
            "C0102", "nobody decides challenges under this accord", "the text names no body for it",
            "see with `foedus procedure ACCORD` how a breach is certified here, and who does what",
        )  # fmt: skip
    return (
        _not_member(ruling.members, ruling.body, move.member)
        or _wrong_stage(case, (Stage.CHALLENGED,), "rules", procedure.time_zone)
        or _voted(case.votes, ruling.members, move.member, case)
        or _challenged(case, move.finding)
    )
