"""What the state allows of consents, reviews, memberships and objections (P1b): nothing to say, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.model import Construction
from foedus.basics.instant import told
from foedus.procedure.case_words import where_it_stands
from foedus.procedure.consents import asked, opened_by
from foedus.procedure.events import Refusal
from foedus.procedure.moves import Deposits, Joins, Objects, Reviews, Withdraws
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Case, Deposit, GuaranteeState, State


def about_guarantee(procedure: Procedure, state: State, move: Deposits | Withdraws | Reviews) -> Refusal | None:
    """Why a consent, its withdrawal or an act of a review is not taken; None if it is."""
    rule, standing = procedure.guarantee(move.guarantee), state.guarantee(move.guarantee)
    if rule is None or standing is None:
        names = [g.name for g in procedure.guarantees]
        return Refusal(
            "C0201", f"there is no guarantee in Article {move.guarantee[:20]}",
            f"guarantees of this accord stand in: {', '.join(f'Article {name}' for name in names)}" if names
            else "this accord holds no guarantee, so that nobody can consent to one",
            f"name the article that holds the guarantee: `--article {names[0]}`" if names
            else "see that the log is the one of the accord that you mean: `foedus status DIR`",
        )  # fmt: skip
    zone = procedure.time_zone
    match move:
        case Deposits():
            return _deposit(state, rule, standing, move, zone)
        case Withdraws():
            return _withdrawal(state, rule, standing, move, zone)
        case Reviews():
            return _review(state, rule, standing, move, zone)


def _awarded(standing: GuaranteeState, does: str, zone: str) -> Refusal | None:
    if standing.awarded_at is None:
        return None
    return Refusal(
        "C0202", f"the guarantee of Article {standing.name} was awarded {told(standing.awarded_at, zone)}",
        f"it was awarded on case {standing.case}, and after that nobody {does}: what is released cannot be called back",
        "leave it at that; a review, if the accord has one, opens by itself when the evidence is taken back",
    )  # fmt: skip


# -- deposits ----------------------------------------------------------------------------------------------------------


def _deposit(
    state: State, rule: GuaranteeRule, standing: GuaranteeState, move: Deposits, zone: str
) -> Refusal | None:
    guarantors = asked(rule, state)
    strangers = [name for name in move.waits_for if name not in guarantors or name == move.guarantor]
    if (refused := _awarded(standing, "deposits", zone)) is not None:
        return refused
    if state.ended:
        ended = f" {told(state.until, zone)}" if state.until is not None else ""
        return Refusal(
            "C0203", "the accord has ended",
            f"its time in force was over{ended}, and a consent can no longer bind to it",
            "agree on a new accord for the time to come; what happened before the end of this one is still judged with "
            "the consents that are in",
        )  # fmt: skip
    if move.guarantor not in guarantors:
        return Refusal(
            "C0204", f"Article {rule.name} does not ask for the consent of {move.guarantor}",
            f"it asks for that of {', '.join(sorted(guarantors)) or 'nobody'}",
            f"see that the name and the article are those that you mean; if {move.guarantor} has joined an alliance "
            "since, let the registry note that first (`foedus membership`)",
        )  # fmt: skip
    if move.valid_until is not None and move.valid_until < state.at:
        return Refusal(
            "C0205", f"the instrument of {move.guarantor} has expired, {told(move.valid_until, zone)}",
            f"it is {told(state.at, zone)} now, and a consent that is over when it comes in binds to nothing",
            "deposit one that is valid for longer, or one without an end",
        )  # fmt: skip
    if strangers:
        others = ", ".join(sorted(guarantors - {move.guarantor})) or "nobody else"
        return Refusal(
            "C0206", f"the instrument of {move.guarantor} waits for {', '.join(strangers)}",
            f"Article {rule.name} asks for the consent of {others}; for anyone else it would wait for ever",
            "let it wait for some of these, or for nobody",
        )  # fmt: skip
    old = standing.deposit_of(move.guarantor)
    less = list(_binds_less(old, move, zone)) if old is not None else []
    if less and not _free(rule, state, move.guarantor):
        return Refusal(
            "C0207", f"the instrument of {move.guarantor} binds less than the one that is in",
            f"{' and '.join(less)}, which would take consent back without the notice that this needs",
            "deposit one that binds as much, or give notice of withdrawal where the text allows it (`foedus withdraw`)",
        )  # fmt: skip
    return None


def construction_of(rule: GuaranteeRule, state: State, guarantor: str) -> Construction | None:
    """By which construction a guarantor binds itself, of several the one that binds most; None if it is not asked."""
    found = [c.construction for c in rule.consents if guarantor in state.members(c.of)]
    return max(found, key=list(Construction).index, default=None)


def _free(rule: GuaranteeRule, state: State, guarantor: str) -> bool:
    """Whether a consent can be taken back at once, because nothing is written and its construction lets it go (P5b)."""
    return rule.withdrawal is None and construction_of(rule, state, guarantor) is not Construction.SUSPENSIVE_PROTOCOL


def _binds_less(old: Deposit, move: Deposits, zone: str) -> Iterator[str]:
    """By what an instrument would end sooner, or wait for more, than the one that it is to replace (P5e)."""
    if move.valid_until is not None and (old.valid_until is None or move.valid_until < old.valid_until):
        lasts = f"lasts until {told(old.valid_until, zone)}" if old.valid_until is not None else "has no end"
        yield f"it would end {told(move.valid_until, zone)}, while the one that is in {lasts}"
    more = [name for name in move.waits_for if name not in old.waits_for]
    if more:
        yield f"it would wait for {', '.join(more)}, for whom the one that is in does not"


# -- withdrawals -------------------------------------------------------------------------------------------------------


def _withdrawal(
    state: State, rule: GuaranteeRule, standing: GuaranteeState, move: Withdraws, zone: str
) -> Refusal | None:
    deposit, written = standing.deposit_of(move.guarantor), rule.withdrawal
    if (refused := _awarded(standing, "withdraws", zone)) is not None:
        return refused
    if deposit is None:
        return Refusal(
            "C0210", f"no consent of {move.guarantor} is deposited under Article {rule.name}",
            f"{_gone(standing, move.guarantor, zone)}, so there is nothing to take back",
            "see who has deposited under which article (`foedus status`); if nothing of it is there, leave it at that",
        )  # fmt: skip
    if (written is not None and written.notice is None) or (written is None and not _free(rule, state, move.guarantor)):
        why = f"Article {rule.name} says that consent may not be withdrawn" if written is not None else (
            f"Article {rule.name} says nothing of a withdrawal, and asks for a {Construction.SUSPENSIVE_PROTOCOL}: in "
            "it consent is given in full, and only its effect waits")  # fmt: skip
        return Refusal(
            "C0211", f"the consent of {move.guarantor} cannot be withdrawn", why,
            "let the consent stand; to change that, the parties have to agree on another text, which all sign anew",
        )  # fmt: skip
    case = next((c for c in state.cases if c.is_pending and opened_by(rule, c)), None)
    if written is not None and written.never_while_pending and case is not None:
        return _while_pending(rule, case, move, zone)
    if deposit.goes_at is not None:
        given = f"it gave notice {told(deposit.notice_at, zone)}, and " if deposit.notice_at is not None else ""
        goes = "its consent goes when no breach is pending any more, as the time of the notice is over" if (
            deposit.overdue) else f"its consent goes {told(deposit.goes_at, zone)}, or, if a breach is pending then, " \
            "when none is any more"  # fmt: skip
        return Refusal(
            "C0213", f"{move.guarantor} has given notice already",
            f"{given}{goes}; a second notice would change nothing of that",
            "wait for that day; to stay after all, deposit anew (`foedus deposit`), which ends the notice",
        )  # fmt: skip
    return None


def _gone(standing: GuaranteeState, guarantor: str, zone: str) -> str:
    gone = next((g for g in standing.gone if g.guarantor == guarantor), None)
    return f"its last one was {gone.why} {told(gone.at, zone)}" if gone is not None else "it has not deposited any"


def _while_pending(rule: GuaranteeRule, case: Case, move: Withdraws, zone: str) -> Refusal:
    norm, grade, party = case.breach
    return Refusal(
        "C0212", f"{move.guarantor} cannot give notice while a breach is pending",
        f"Article {rule.name} excludes it, as a consent could else be taken back just when it is needed; case "
        f"{case.number}, {grade} breach of Article {norm} by {party}, {where_it_stands(case, zone)}",
        f"wait until case {case.number} is over; `foedus status` shows when that is at the latest",
    )  # fmt: skip


# -- reviews, alliances, renewal ---------------------------------------------------------------------------------------


def _review(state: State, rule: GuaranteeRule, standing: GuaranteeState, move: Reviews, zone: str) -> Refusal | None:
    review = rule.review
    if review is None or not standing.review_open:
        return Refusal(
            "C0220", f"no review of Article {rule.name} is open", _no_review(rule, standing, zone),
            "wait until one is open; `foedus status` shows it, and until when",
        )  # fmt: skip
    who = review.named or tuple(name for name in state.members(review.of) if name != rule.beneficiary)
    if move.who not in who:
        return Refusal(
            "C0221", f"Article {review.article} does not permit {move.who} to act in the review",
            f"it permits {', '.join(who)}", "let one of those act",
        )  # fmt: skip
    done = next((done for done in standing.reviewed if done.who == move.who), None)
    if done is not None:
        return Refusal(
            "C0222", f"{move.who} has acted in this review",
            f"each acts once, and the first act counts{_in_entry(done.mark)}", "leave it at that; the first act stands",
        )  # fmt: skip
    return None


def _no_review(rule: GuaranteeRule, standing: GuaranteeState, zone: str) -> str:
    if rule.review is None:
        return "the accord says nothing of a review of what is awarded under this article"
    if standing.awarded_at is None:
        return "nothing has been awarded under this article, so there is nothing to look at again"
    if standing.review_until is not None:
        return f"the review was open until {told(standing.review_until, zone)}"
    return f"what was awarded {told(standing.awarded_at, zone)} rests on evidence that nobody has taken back"


def _in_entry(mark: int) -> str:
    return f" (entry {mark} of the log)" if mark else ""


def membership(procedure: Procedure, state: State, move: Joins) -> Refusal | None:
    """Why a membership is not noted; None if it is."""
    if move.alliance not in procedure.alliances:
        return Refusal(
            "C0230", f"there is no alliance {move.alliance[:40]} in this accord",
            f"its alliances: {', '.join(procedure.alliances) or 'none'}; whose consent is asked for follows from these",
            "name one of them, written as in the accord" if procedure.alliances
            else "leave it at that; in this accord no membership changes anything",
        )  # fmt: skip
    inside = move.member in state.members(move.alliance)
    if inside != move.leaves:
        holds = "is a member" if inside else "is no member"
        return Refusal(
            "C0231", f"{move.member} {holds} of {move.alliance}",
            f"its members are {', '.join(state.members(move.alliance)) or 'nobody'} already, and nothing would change",
            "see that both names are those that you mean; if they are, leave it at that",
        )  # fmt: skip
    return None


def objection(procedure: Procedure, state: State, move: Objects) -> Refusal | None:
    """Why an objection to the renewal is not taken; None if it is."""
    zone = procedure.time_zone
    if move.party not in procedure.parties:
        return Refusal(
            "C0240", f"{move.party} is no party",
            f"the parties are {', '.join(procedure.parties)}, and only they decide whether the accord goes on",
            "let a party object; a guarantor can withdraw its consent where the accord allows it (`foedus withdraw`)",
        )  # fmt: skip
    if procedure.renewal is None or state.until is None or state.ended:
        return _no_renewal(state, zone)
    latest = procedure.before(state.until, procedure.renewal.notice)
    if state.at > latest:
        return Refusal(
            "C0242", f"the objection of {move.party} comes too late",
            f"for the end {told(state.until, zone)} it had to be in by {told(latest, zone)}, "
            f"{procedure.renewal.notice} before, and it is {told(state.at, zone)}",
            f"object to the renewal after this one, once this one has begun: after {told(state.until, zone)}",
        )  # fmt: skip
    if move.party in state.objected:
        return Refusal(
            "C0243", f"{move.party} has objected already",
            f"one objection is enough: the accord ends {told(state.until, zone)}", "leave it at that",
        )  # fmt: skip
    return None


def _no_renewal(state: State, zone: str) -> Refusal:
    what = "there is no renewal to object to"
    if state.ended:
        over = f" {told(state.until, zone)}" if state.until is not None else ""
        return Refusal(
            "C0241", what, f"the accord has ended{over}, and is not renewed any more", "leave it at that; it is over"
        )
    if state.until is None:
        return Refusal(
            "C0241", what, "the accord has no end, and therefore no renewal",
            "agree with the other parties on an end, in a new text",
        )  # fmt: skip
    return Refusal(
        "C0241", what, f"the accord does not say that it is renewed: it ends by itself {told(state.until, zone)}",
        "leave it at that; without a line `renewed for ...` nothing is renewed",
    )  # fmt: skip
