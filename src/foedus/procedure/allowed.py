"""What the state allows (P1b): for each move either nothing to say against it, or a refusal with code and reason."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.model import Construction
from foedus.basics.instant import show
from foedus.procedure.consents import asked, pending
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
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Case, Deposit, GuaranteeState, Stage, State

_ALL_STAGES_ARE_SHOWN = "`foedus status` shows where each breach stands and who can do what until when"


def refusal(procedure: Procedure, state: State, move: Move) -> Refusal | None:
    """Why a move is not allowed in a state whose limits before it have fired; None if it is."""
    match move:
        case Found():
            assert procedure.certification_of(move.breach.grade) is not None, "only a certifiable grade opens a case"
            assert move.breach.party, "a breach by nobody in particular fires nothing (F2c, P2b)"
            assert state.running(move.breach) is None, "one breach, one running case (P2g)"
            return None
        case Objects():
            return _objection(procedure, state, move)
        case Joins():
            return _membership(procedure, state, move)
        case Deposits() | Withdraws() | Reviews():
            return _about_guarantee(procedure, state, move)
        case Revised() | Gone() | Attest() | AttestCure() | Waive() | Challenging() | Rule():
            case = state.case(move.case)
            if case is None:
                return Refusal(
                    "C0101", f"there is no case {move.case}", f"cases opened so far: {len(state.cases)}",
                    "name a case that `foedus status` lists",
                )  # fmt: skip
            return _about_case(procedure, case, move)
        case _:
            assert_never(move)


def _about_case(
    procedure: Procedure, case: Case, move: Revised | Gone | Attest | AttestCure | Waive | Challenging | Rule
) -> Refusal | None:
    match move:
        case Revised() | Gone():
            return None
        case Attest():
            return _attestation(procedure, case, move)
        case AttestCure():
            return _cure_attestation(procedure, case, move)
        case Waive():
            allowed = (Stage.CURING, Stage.CHALLENGEABLE)
            return _not_accused(case, move.party) or _wrong_stage(case, allowed, "waives")
        case Challenging():
            return _challenge(procedure, case, move)
        case Rule():
            return _ruling(procedure, case, move)


def _wrong_stage(case: Case, allowed: tuple[Stage, ...], does: str) -> Refusal | None:
    if case.stage in allowed:
        return None
    wanted = " or ".join(f"`{stage}`" for stage in allowed)
    return Refusal(
        "C0102", f"case {case.number} is `{case.stage}`, and nobody {does} there",
        f"that is done while a case is {wanted}", _ALL_STAGES_ARE_SHOWN,
    )  # fmt: skip


def _not_member(members: tuple[str, ...], body: str, name: str) -> Refusal | None:
    if name in members:
        return None
    return Refusal(
        "C0103", f"{name} is no member of {body}", f"its members are {', '.join(members)}",
        "let a member of that body act",
    )  # fmt: skip


def _not_accused(case: Case, party: str) -> Refusal | None:
    if party == case.breach.party:
        return None
    return Refusal(
        "C0106", f"{party} is not the accused of case {case.number}", f"that is {case.breach.party}",
        "only the accused can cure, challenge or waive",
    )  # fmt: skip


def _voted(names: tuple[str, ...], name: str, case: Case) -> Refusal | None:
    if name not in names:
        return None
    return Refusal(
        "C0104", f"{name} has voted in case {case.number} already",
        "one member has one vote, and the first counts (P3)", "nothing is to be done; the first vote stands",
    )  # fmt: skip


def _attestation(procedure: Procedure, case: Case, move: Attest) -> Refusal | None:
    rule = procedure.certification_of(case.breach.grade)
    assert rule is not None
    return (
        _not_member(rule.members, rule.body, move.member)
        or _wrong_stage(case, (Stage.ATTESTING,), "attests")
        or _voted(tuple(v.member for v in case.votes), move.member, case)
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
            f"look at the last version, {case.finding[:12]}, and vote on that",
        )  # fmt: skip
    return Refusal(
        "C0107", f"finding {finding[:12]} is not what case {case.number} is about",
        "a signature on one finding must not serve for another (P3)",
        f"vote on the finding of the case, {case.finding[:12]}",
    )  # fmt: skip


def _challenged(case: Case, finding: str) -> Refusal | None:
    if finding == case.challenged:
        return None
    return Refusal(
        "C0107", f"finding {finding[:12]} is not what was challenged in case {case.number}",
        "a signature on one finding must not serve for another (P3)",
        f"rule on the finding that was challenged, {case.challenged[:12]}",
    )  # fmt: skip


def _cure_attestation(procedure: Procedure, case: Case, move: AttestCure) -> Refusal | None:
    rule = procedure.certification_of(case.breach.grade)
    assert rule is not None
    refused = (
        _not_member(rule.members, rule.body, move.member)
        or _wrong_stage(case, (Stage.CURING, Stage.CERTIFIED), "attests a cure")
        or _voted(tuple(v.member for v in case.made_good), move.member, case)
    )
    if refused is None and case.stage is Stage.CERTIFIED and (case.made_good_at is not None or case.undermined):
        state = "made good" if case.made_good_at is not None else "undermined"
        return Refusal(
            "C0108", f"the breach of case {case.number} counts as {state} already",
            "a further attestation would change nothing", "nothing is to be done",
        )  # fmt: skip
    return refused


def _challenge(procedure: Procedure, case: Case, move: Challenging) -> Refusal | None:
    rule = procedure.certification_of(case.breach.grade)
    assert rule is not None
    refused = _not_accused(case, move.party) or _wrong_stage(case, (Stage.CHALLENGEABLE,), "challenges")
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
            _ALL_STAGES_ARE_SHOWN,
        )  # fmt: skip
    return (
        _not_member(ruling.members, ruling.body, move.member)
        or _wrong_stage(case, (Stage.CHALLENGED,), "rules")
        or _voted(tuple(v.member for v in case.votes), move.member, case)
        or _challenged(case, move.finding)
    )


# -- guarantees, alliances, renewal ------------------------------------------------------------------------------------


def _about_guarantee(procedure: Procedure, state: State, move: Deposits | Withdraws | Reviews) -> Refusal | None:
    rule, standing = procedure.guarantee(move.guarantee), state.guarantee(move.guarantee)
    if rule is None or standing is None:
        names = ", ".join(g.name for g in procedure.guarantees) or "none"
        return Refusal(
            "C0201", f"there is no guarantee in Article {move.guarantee[:20]}", f"guarantees of this accord: {names}",
            "name the article that holds the guarantee",
        )  # fmt: skip
    match move:
        case Deposits():
            return _deposit(state, rule, standing, move)
        case Withdraws():
            return _withdrawal(state, rule, standing, move)
        case Reviews():
            return _review(state, rule, standing, move)


def _awarded(standing: GuaranteeState, does: str) -> Refusal | None:
    if standing.awarded_at is None:
        return None
    return Refusal(
        "C0202", f"the guarantee of Article {standing.name} was awarded {show(standing.awarded_at)} UTC",
        f"after that nobody {does}", "nothing is to be done",
    )  # fmt: skip


def _deposit(state: State, rule: GuaranteeRule, standing: GuaranteeState, move: Deposits) -> Refusal | None:
    guarantors = asked(rule, state)
    strangers = [name for name in move.waits_for if name not in guarantors or name == move.guarantor]
    if (refused := _awarded(standing, "deposits")) is not None:
        return refused
    if state.ended:
        return Refusal(
            "C0203", "the accord has ended", "a consent can no longer bind to it",
            "nothing is to be done; what happened before its end is still judged with the consents that are in",
        )  # fmt: skip
    if move.guarantor not in guarantors:
        return Refusal(
            "C0204", f"Article {rule.name} does not ask for the consent of {move.guarantor}",
            f"it asks for that of {', '.join(sorted(guarantors)) or 'nobody'}",
            "if it has joined an alliance since, let the registry note that first (`foedus membership`)",
        )  # fmt: skip
    if move.valid_until is not None and move.valid_until < state.at:
        return Refusal(
            "C0205", f"the instrument of {move.guarantor} has expired, {show(move.valid_until)} UTC",
            "a consent that is over when it comes in binds to nothing", "deposit one that is valid for longer",
        )  # fmt: skip
    if strangers:
        return Refusal(
            "C0206", f"the instrument of {move.guarantor} waits for {', '.join(strangers)}",
            "it can wait for other guarantors only; for anything else it would wait for ever",
            f"name guarantors of Article {rule.name}, or make it unconditional",
        )  # fmt: skip
    if _binds_less(standing.deposit_of(move.guarantor), move) and not _free(rule, state, move.guarantor):
        return Refusal(
            "C0207", f"the instrument of {move.guarantor} binds less than the one that is in",
            "it would end sooner or wait for more, which would take consent back without the notice that this needs",
            "deposit one that binds as much, or give notice of withdrawal where the text allows it",
        )  # fmt: skip
    return None


def construction_of(rule: GuaranteeRule, state: State, guarantor: str) -> Construction | None:
    """By which construction a guarantor binds itself, of several the one that binds most; None if it is not asked."""
    found = [c.construction for c in rule.consents if guarantor in state.members(c.of)]
    return max(found, key=list(Construction).index, default=None)


def _free(rule: GuaranteeRule, state: State, guarantor: str) -> bool:
    """Whether a consent can be taken back at once, because nothing is written and its construction lets it go (P5b)."""
    return rule.withdrawal is None and construction_of(rule, state, guarantor) is not Construction.SUSPENSIVE_PROTOCOL


def _binds_less(old: Deposit | None, move: Deposits) -> bool:
    """Whether an instrument would end sooner, or wait for more, than the one that it is to replace (P5e)."""
    if old is None:
        return False
    sooner = move.valid_until is not None and (old.valid_until is None or move.valid_until < old.valid_until)
    return sooner or not set(move.waits_for) <= set(old.waits_for)


def _withdrawal(state: State, rule: GuaranteeRule, standing: GuaranteeState, move: Withdraws) -> Refusal | None:
    deposit, written = standing.deposit_of(move.guarantor), rule.withdrawal
    if (refused := _awarded(standing, "withdraws")) is not None:
        return refused
    if deposit is None:
        return Refusal(
            "C0210", f"no consent of {move.guarantor} is deposited under Article {rule.name}",
            "there is nothing to take back", "look at the board: `foedus status`",
        )  # fmt: skip
    if (written is not None and written.notice is None) or (written is None and not _free(rule, state, move.guarantor)):
        return Refusal(
            "C0211", f"the consent of {move.guarantor} cannot be withdrawn",
            f"Article {rule.name} does not allow it; whoever deposited consented for good", "nothing is to be done",
        )  # fmt: skip
    if written is not None and written.never_while_pending and pending(rule, state):
        return Refusal(
            "C0212", f"{move.guarantor} cannot give notice while a breach is pending",
            f"Article {rule.name} excludes it: a consent could else be taken back when it is needed",
            "wait until the procedure about the breach is over",
        )  # fmt: skip
    if deposit.goes_at is not None:
        return Refusal(
            "C0213", f"{move.guarantor} has given notice already",
            f"its consent goes {show(deposit.goes_at)} UTC, or when no breach is pending any more",
            "nothing is to be done; a new deposit ends the notice",
        )  # fmt: skip
    return None


def _review(state: State, rule: GuaranteeRule, standing: GuaranteeState, move: Reviews) -> Refusal | None:
    review = rule.review
    if review is None or not standing.review_open:
        return Refusal(
            "C0220", f"no review of Article {rule.name} is open",
            "a review opens when what an award rested on is taken back", "nothing is to be done now",
        )  # fmt: skip
    who = review.named or tuple(name for name in state.members(review.of) if name != rule.beneficiary)
    if move.who not in who:
        return Refusal(
            "C0221", f"Article {review.article} does not permit {move.who} to act in the review",
            f"it permits {', '.join(who)}", "let one of those act",
        )  # fmt: skip
    if any(done.who == move.who for done in standing.reviewed):
        return Refusal("C0222", f"{move.who} has acted in this review", "once is enough", "nothing is to be done")
    return None


def _membership(procedure: Procedure, state: State, move: Joins) -> Refusal | None:
    if move.alliance not in procedure.alliances:
        return Refusal(
            "C0230", f"there is no alliance {move.alliance[:40]} in this accord",
            f"its alliances: {', '.join(procedure.alliances) or 'none'}", "name one of them",
        )  # fmt: skip
    inside = move.member in state.members(move.alliance)
    if inside != move.leaves:
        holds = "is a member" if inside else "is no member"
        return Refusal(
            "C0231", f"{move.member} {holds} of {move.alliance}", "nothing would change", "nothing is to be done"
        )  # fmt: skip
    return None


def _objection(procedure: Procedure, state: State, move: Objects) -> Refusal | None:
    if move.party not in procedure.parties:
        return Refusal(
            "C0240", f"{move.party} is no party", f"the parties are {', '.join(procedure.parties)}",
            "only a party can object to the renewal",
        )  # fmt: skip
    if procedure.renewal is None or state.until is None or state.ended:
        return Refusal(
            "C0241", "there is no renewal to object to", "the accord is not renewed, or it has ended",
            "nothing is to be done",
        )  # fmt: skip
    latest = procedure.before(state.until, procedure.renewal.notice)
    if state.at > latest:
        return Refusal(
            "C0242", f"the objection of {move.party} comes too late",
            f"it had to be in by {show(latest)} UTC for the end of {show(state.until)} UTC",
            "object to the renewal after this one, once that has begun",
        )  # fmt: skip
    if move.party in state.objected:
        return Refusal("C0243", f"{move.party} has objected already", "once is enough", "nothing is to be done")
    return None
