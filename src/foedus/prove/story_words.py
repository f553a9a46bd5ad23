"""Words of a story: who does what, what follows from it, and how it ends; for somebody who has never seen Foedus."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.accord.model import Silence
from foedus.accord.reading_words import article_of, listed, number, span_of
from foedus.procedure.event_words import STAGES, capital
from foedus.procedure.events import (
    Armed,
    Award,
    AwardWaits,
    Basis,
    CaseMoved,
    Certificate,
    ConsentGone,
    Ended,
    Event,
    MadeGood,
    Missing,
    NoAward,
    Renewed,
    ReviewMoved,
    Undermined,
    VotesVoided,
)
from foedus.procedure.path_words import moment
from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Case, Stage, State
from foedus.prove.conduct import Deed
from foedus.prove.roles import MemberClass

MOST_NAMED = 6
"""So many members are named one by one; of more the first half, and how many others."""


# -- who ---------------------------------------------------------------------------------------------------------------


def who_words(each: MemberClass, names: Sequence[str], again: bool) -> str:
    """`RU`; `all 3 members of Panel`; `3 members of Commission (any three; here BR, CH and ID)`.

    again: whether others of the class have done the same before, so that not any so many are left to do it.
    """
    return _who(each, names, again, f" of {each.title}")


def among_words(each: MemberClass, names: Sequence[str], again: bool) -> str:
    """The same without the name of the body, under which it stands."""
    return "" if len(each.members) == 1 else _who(each, names, again, "")


def _who(each: MemberClass, names: Sequence[str], again: bool, of: str) -> str:
    if len(each.members) == 1:
        return each.members[0]
    if len(names) == len(each.members):
        return f"all {len(names)} members{of}"
    any_of_them = "" if again else f"any {number(len(names))}; "
    more = " more" if again else ""
    members = "member" if len(names) == 1 else "members"
    return f"{len(names)}{more} {members}{of} ({any_of_them}here {named(names)})"


def named(names: Sequence[str]) -> str:
    """`BR, CH and ID`; of many the first, and how many others."""
    if len(names) <= MOST_NAMED:
        return listed(names)
    half = MOST_NAMED // 2
    return f"{', '.join(names[:half])} and {len(names) - half} others"


# -- what they do ------------------------------------------------------------------------------------------------------

_DEEDS: dict[Deed, tuple[str, str]] = {
    Deed.VOTE_FOR: ("votes that there is a breach", "vote that there is a breach"),
    Deed.VOTE_AGAINST: ("votes that there is no breach", "vote that there is no breach"),
    Deed.ATTEST_CURE: ("attests that the breach is made good", "attest that the breach is made good"),
    Deed.CHALLENGE: ("challenges the finding", "challenge the finding"),
    Deed.UPHOLD: ("upholds the challenge", "uphold the challenge"),
    Deed.REJECT: ("rejects the challenge", "reject the challenge"),
    Deed.WITHDRAW: ("gives notice that it takes its consent back", "give notice that they take their consent back"),
}


def deed_words(deed: Deed, several: bool, case: Case | None, guarantee: GuaranteeRule) -> str:
    """What is done, without who does it."""
    if deed is Deed.WAIVE:
        left = "make the breach good" if case is not None and case.stage is Stage.CURING else "challenge"
        return f"waive the time to {left}" if several else f"waives its time to {left}"
    said = _DEEDS[deed][several]
    if deed is Deed.CHALLENGE and case is not None and case.ground:
        return f"{said} for {case.ground}"
    written = guarantee.withdrawal
    if deed is Deed.WITHDRAW and written is not None and written.notice is not None:
        return f"{said}, {span_of(written.notice)} ahead"
    return said


def found_words(breach: Breach, true: bool | None) -> str:
    """What is found of the accused. true: None where it makes no difference."""
    never = ", which never was: the reports are false" if true is False else ""
    return f"is found in {breach.grade} breach of Article {breach.norm}{never}"


def silence_words(stage: Stage) -> str:
    """What somebody did not do until the limit of a stage."""
    match stage:
        case Stage.ATTESTING:
            return "has not decided when the time is over"
        case Stage.CURING:
            return "has not made it good when the time is over"
        case Stage.CHALLENGEABLE:
            return "has not challenged when the time is over"
        case _:
            return "has not ruled when the time is over"


def silence_rule(procedure: Procedure, rule: CertificationRule, stage: Stage) -> str:
    """The clause that says what follows from that."""
    if stage is Stage.ATTESTING:
        means = "assent" if rule.silence is Silence.ASSENT else "refusal"
        return f"Article {rule.article}: silence is {means}"
    if stage is Stage.CHALLENGED and procedure.ruling is not None:
        means = "upholds the challenge" if procedure.ruling.silence is Silence.UPHOLDS else "dismisses the challenge"
        return f"Article {procedure.ruling.article}: silence {means}"
    return f"Article {rule.article}"


# -- what follows ------------------------------------------------------------------------------------------------------


class Telling:
    """How the events of one story are told: its time zone, whether cases must be told apart."""

    def __init__(self, procedure: Procedure, guarantee: GuaranteeRule, zone: str, several: bool) -> None:
        self._procedure, self._guarantee, self._zone, self._several = procedure, guarantee, zone, several

    def changes(self, event: Event, state: State) -> str:
        """What an event changed, a sentence; "" where another one says it. state: in which it came about."""
        match event:
            case CaseMoved():
                return self._moved(event, state)
            case Award():
                what = f"membership of {event.alliance}" if event.alliance else f'"{event.effect}"'
                return (
                    f"AWARD: {what} for {event.beneficiary} takes effect (Article {self._article(event.guarantee)}); "
                    "nobody's further will is needed."
                )
            case NoAward():
                return (
                    f"No award under Article {self._article(event.guarantee)}, then or later: "
                    f"{missing_words(event.missing)}."
                )
            case AwardWaits():
                cause = state.case(event.because_of)
                assert cause is not None
                party, grade, article = cause.breach.party, cause.breach.grade, self._article(event.guarantee)
                return f"The award WAITS while {party} is in certified {grade} breach (Article {article})."
            case ConsentGone():
                return f"The consent of {event.guarantor} is gone."
            case Armed(armed=False):
                return "A breach that is certified now releases nothing: not all consents that it takes are there."
            case Armed():
                return "All consents are there again."
            case MadeGood():
                return self._of(event.case, "the breach counts as made good.")
            case Undermined():
                return self._of(event.case, "what was certified no longer stands.")
            case Renewed():
                return f"The accord is renewed until {moment(event.until, self._zone)}."
            case Ended():
                return "The time in force is over; a case that is open goes on."
            case Certificate() | VotesVoided() | ReviewMoved():
                return ""

    def _article(self, name: str) -> str:
        rule = self._procedure.guarantee(name)
        return rule.article if rule is not None else name

    def _of(self, case: int, words: str) -> str:
        return f"Case {case}: {words}" if self._several else capital(words)

    def _moved(self, event: CaseMoved, state: State) -> str:
        case, ruling = state.case(event.case), self._procedure.ruling
        rule = self._procedure.certification_of(case.breach.grade if case else self._guarantee.grade)
        until = f" until {moment(event.due, self._zone)}" if event.due is not None else ""
        if event.stage is Stage.ATTESTING and rule is not None:
            body = f"{rule.body} votes{until}; {rule.quorum} of its {len(rule.members)} members decide"
            opens = f"case {event.case} opens" if self._several else "a case opens"
            return f"{capital(opens)} by itself (Article {rule.article}): {body}."
        if event.stage is Stage.CHALLENGED and ruling is not None:
            rules = f"{ruling.body} rules{until}; {ruling.quorum} of its {len(ruling.members)} members decide"
            return self._of(event.case, f"{rules} (Article {ruling.article}).")
        if event.stage is Stage.CHALLENGEABLE and case is not None and case.stage is Stage.CHALLENGED:
            return self._of(event.case, f"the challenge has failed; the next one can be made{until}.")
        if event.stage is Stage.REFUSED and rule is not None and event.basis is Basis.QUORUM:
            out_of_reach = f"{number(rule.quorum)} votes that there is one can no longer come together"
            return self._of(event.case, f"{out_of_reach}: {STAGES[event.stage]}.")
        failed = case is not None and case.stage is Stage.CHALLENGED and event.stage is Stage.CERTIFIED
        before = "the challenge has failed; " if failed else ""
        return self._of(event.case, f"{before}{STAGES[event.stage]}{until}.")


def missing_words(missing: Sequence[Missing]) -> str:
    """Whose consents are not there, and why."""
    if len(missing) == 1:
        return f"the consent of {missing[0].guarantor} is missing ({missing[0].why})"
    whys: dict[str, list[str]] = {}
    for each in missing:
        whys.setdefault(each.why, []).append(each.guarantor)
    said = [f"{why}: {named(names)}" for why, names in whys.items()]
    return f"{number(len(missing))} consents are missing ({'; '.join(said)})"


def votes_words(favour: int, quorum: int) -> str:
    """How far a vote has come that decides nothing yet."""
    return f"So far {number(favour)} of the {number(quorum)} votes that it takes."


def grade_words(breach: Breach) -> str:
    """`a material breach of Article 1`."""
    return f"{article_of(breach.grade)} breach of Article {breach.norm}"
