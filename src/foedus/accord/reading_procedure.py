"""The plain reading of certification, challenge, guarantees and requirements."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.model import (
    Accord,
    Certification,
    Consent,
    Construction,
    Guarantee,
    Requirement,
    RequirementKind,
    Ruling,
    Silence,
    VotingDuty,
)
from foedus.accord.reading_head import NOT_SAID
from foedus.accord.reading_words import article_of, counted, listed, members, number, party, span_of

CONSTRUCTIONS = {
    Construction.REVOCABLE_ESCROW: "held by a third person until then, and the depositor may take it back",
    Construction.ESCROW_WITH_UNDERTAKING: "held by a third person until then, with a promise not to take it back",
    Construction.PROVISIONAL_APPLICATION: "applied for the time being, before the depositor's own procedures are over",
    Construction.SUSPENSIVE_PROTOCOL: "a treaty that is complete already and begins to bind when the condition is met",
}
"""What each construction means, for people who are no lawyers."""

UNSETTLED = {
    Construction.REVOCABLE_ESCROW: "A revocable escrow can be taken back at any time.",
    Construction.ESCROW_WITH_UNDERTAKING: (
        "Whoever deposited an escrow with undertaking promised not to take it back; if it does so all the same, the "
        "promise is broken and the consent is gone."
    ),
    Construction.PROVISIONAL_APPLICATION: "A provisional application can be ended by notice at any time.",
    Construction.SUSPENSIVE_PROTOCOL: "A protocol with a suspensive condition cannot be withdrawn.",
}
"""P5b: what each construction settles where the text does not say whether a consent can be withdrawn."""

PENDING = (
    "A breach is pending from the instant at which it is found until the procedure about it is over: made good, "
    "dismissed, not certified, or followed by the award."
)
"""P5a."""


def certification_paragraphs(sentence: Certification) -> list[str]:
    """Who certifies, by when, and what the accused can do."""
    grade, body = article_of(sentence.grade), sentence.body
    paragraphs = [
        f"{body} certifies {grade} breach if at least {number(sentence.quorum)} of its {number(sentence.of)} members "
        f"vote for it, within {span_of(sentence.period)} after the breach was found. {_silence(body, sentence.silence)}"
    ]
    paragraphs += _duty(sentence.duty)
    for cure in sentence.cures:
        of = f"a breach of Article {cure.article}" if cure.article else "any breach"
        paragraphs.append(f"The accused party may make good {of} within {span_of(cure.period)}.")
    if not sentence.cures:
        paragraphs.append(f"{NOT_SAID} that {grade} breach can be made good before it is certified; it cannot.")
    challenge = sentence.challenge
    if challenge is None:
        paragraphs.append(f"{NOT_SAID} that the accused may challenge this; it may not.")
    else:
        times = {1: "once", 2: "twice"}.get(challenge.times, f"{number(challenge.times)} times")
        paragraphs.append(
            f"The accused party may challenge this {times}, within {span_of(challenge.period)}, and only on these "
            f"grounds: {listed(challenge.grounds, 'or')}."
        )
    return paragraphs


def ruling_paragraphs(sentence: Ruling) -> list[str]:
    """Who decides a challenge."""
    return [
        f"{sentence.body} decides a challenge, by at least {number(sentence.quorum)} of its {number(sentence.of)} "
        f"members, within {span_of(sentence.period)}. {_silence(sentence.body, sentence.silence)}",
        *_duty(sentence.duty),
    ]


def _duty(duty: VotingDuty | None) -> list[str]:
    """Nothing where the text gives no duty of its own: it then ends with the limit of the body, which is read."""
    if duty is None:
        return []
    return [
        f"Each of these members owes its vote within {span_of(duty.period)}; a vote that comes later, but within the "
        "limit of the body, still counts."
    ]


def _silence(body: str, silence: Silence | None) -> str:
    start = f"If {body} has not decided by then,"
    match silence:
        case Silence.ASSENT:
            return f"{start} its silence is assent: the breach is certified."
        case Silence.REFUSAL:
            return f"{start} its silence is refusal: the breach is not certified."
        case Silence.DISMISSES:
            return f"{start} the challenge is dismissed."
        case Silence.UPHOLDS:
            return f"{start} the challenge is upheld."
        case None:
            return f"{NOT_SAID} what it means if {body} stays silent; nothing follows from it."
        case _:
            assert_never(silence)


def guarantee_paragraphs(accord: Accord, sentence: Guarantee) -> list[str]:
    """What takes effect on whose breach for whom, by whose consent."""
    what = f"membership of {sentence.alliance}" if sentence.alliance else f'"{sentence.effect}"'
    paragraphs = [
        f"When {article_of(sentence.grade)} breach by {party(accord, sentence.by)} is certified, {what} for "
        f"{party(accord, sentence.beneficiary)} takes effect at once: together with the last step that the certificate "
        "needed, and without anybody's further will. A breach that is only undetermined, or whose author is not known, "
        "has no such effect."
    ]
    paragraphs += [_consent(accord, c) for c in sentence.consents]
    if sentence.consents:
        paragraphs.append("Until all of these consents are deposited the guarantee is not armed; nothing takes effect.")
    else:
        paragraphs.append(f"{NOT_SAID} who has agreed to this beforehand; none is asked for.")
    paragraphs += _withdrawal(sentence) if sentence.consents else []
    for suspension in sentence.suspensions:
        paragraphs.append(
            f"The guarantee rests while {article_of(suspension.grade)} breach by {party(accord, suspension.party)} is "
            "certified."
        )
    if not sentence.on_retraction:
        paragraphs.append(f"{NOT_SAID} what follows if evidence is taken back after that; nothing is undone by itself.")
    else:
        title = next((a.title for a in accord.articles if a.number == sentence.on_retraction), "")
        named = f' ("{title}")' if title else ""
        paragraphs.append(
            f"If evidence is taken back after that, nothing is undone by itself: Article "
            f"{sentence.on_retraction}{named} says what can be done."
        )
    return paragraphs


def _consent(accord: Accord, consent: Consent) -> str:
    size = len(members(accord, consent.of))
    who = f"Every member of {consent.of} ({number(size)} now)" if not consent.count else (
        f"At least {counted(consent.count, 'member')} of {consent.of} (of {number(size)} now)")  # fmt: skip
    return (
        f"{who} must have deposited its consent beforehand, as {article_of(consent.construction.value)}: "
        f"{CONSTRUCTIONS[consent.construction]}."
    )


def _withdrawal(sentence: Guarantee) -> list[str]:
    withdrawal = sentence.withdrawal
    if withdrawal is None:
        there = {c.construction for c in sentence.consents}
        follows = " ".join(UNSETTLED[c] for c in Construction if c in there)
        return [f"{NOT_SAID} whether a consent can be withdrawn; it goes by the way in which it was given. {follows}"]
    if withdrawal.notice is None:
        return ["A consent that was deposited may not be withdrawn."]
    never = ", but never while a breach is pending" if withdrawal.never_while_pending else (
        "; as the text says nothing else, also while a breach is pending")  # fmt: skip
    return [f"A consent may be withdrawn, {span_of(withdrawal.notice)} after giving notice{never}. {PENDING}"]


def requirement_paragraph(accord: Accord, requirement: Requirement) -> str:
    """What must be provable about the mechanism."""
    count, who = number(requirement.count), requirement.who
    alone, grade = party(accord, who), article_of(requirement.grade or "certified")
    some = f"{count} member{'' if requirement.count == 1 else 's'} of {who}"
    match requirement.kind:
        case RequirementKind.NO_SINGLE_PARTY_BLOCKS:
            return "No party may by itself be able to keep an award from following a true breach."
        case RequirementKind.NO_COALITION_BLOCKS:
            return f"No {some}, acting together, may be able to keep an award from following a true breach."
        case RequirementKind.NO_COALITION_CAUSES:
            return f"No {some}, acting together, may be able to bring about an award without a breach."
        case RequirementKind.ALONE_CANNOT_BLOCK:
            return f"{alone} by itself may not be able to keep an award from following a true breach."
        case RequirementKind.ALONE_CANNOT_CAUSE:
            return f"{alone} by itself may not be able to bring about an award without a breach."
        case RequirementKind.AWARD_WITHIN:
            assert requirement.period is not None
            return f"At worst, the award must follow {grade} breach within {span_of(requirement.period)}."
        case RequirementKind.EVERY_BREACH_ENDS:
            return f"Every {requirement.grade} breach must end somehow: made good, dismissed, or with the award."
        case _:
            assert_never(requirement.kind)
