"""Checks of certification, cure, challenge and ruling: quorums that can be reached, waits that end (P2)."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, meant, warning
from foedus.accord.checks.spans import at_most
from foedus.accord.model import Certification, Challenge, Measure, Modality, Ruling, Silence
from foedus.basics.instant import Period
from foedus.basics.problem import Problem, Span

GROUNDS = ("forgery", "wrong party", "outside the zone", "exception")
"""On what a finding can be challenged (`docs/language.md`, Certification)."""


def quorums(draft: Draft) -> Iterator[Problem]:
    """Quorums of the wrong number, that nobody can reach, or that two camps can reach at once."""
    sentences: tuple[Certification | Ruling, ...] = (*draft.certifications, *draft.rulings)
    for sentence in sentences:
        members = draft.bodies.get(sentence.body, ())
        if sentence.quorum > sentence.of:
            yield Problem(
                "A0360", sentence.span, f"{sentence.quorum} of {sentence.of} is more than there are",
                "the quorum can never be reached, so only silence would decide",
                f"write a number up to {sentence.of}",
            )  # fmt: skip
        if members and sentence.of != len(set(members)):
            yield Problem(
                "A0361", sentence.span, f"{sentence.body} has {len(set(members))} members, not {sentence.of}",
                "a quorum is of those appointed, and the two lines do not agree how many these are",
                f"write `of {len(set(members))}`, or correct the list of members",
            )  # fmt: skip
        if sentence.quorum * 2 <= sentence.of:
            yield warning(
                "A0363", sentence.span, f"{sentence.quorum} of {sentence.of} is not more than half",
                "one half of the body could decide one thing and the other half the opposite",
                f"write at least {sentence.of // 2 + 1} of {sentence.of}",
            )  # fmt: skip


def silences(draft: Draft) -> Iterator[Problem]:
    """Waits that end in nothing, because the text does not say what silence means."""
    sentences: tuple[Certification | Ruling, ...] = (*draft.certifications, *draft.rulings)
    for sentence in sentences:
        if sentence.silence is None:
            words = "assent` or `silence is refusal" if isinstance(sentence, Certification) else (
                "dismisses it` or `silence upholds it")  # fmt: skip
            start = "silence is " if isinstance(sentence, Certification) else "silence "
            yield Problem(
                "A0364", sentence.span, f"what it means that {sentence.body} stays silent is not said",
                "after the time is over nobody could tell what holds, and whoever gains by delay would wait",
                f"end the sentence with `; {start}{words}`",
            )  # fmt: skip


def silence_with_minority(draft: Draft) -> Iterator[Problem]:
    """Silence that convicts and no way to object."""
    for sentence in draft.certifications:
        if sentence.silence is Silence.ASSENT and sentence.challenge is None:
            yield warning(
                "A0365", sentence.span, f"silence of {sentence.body} certifies, and the accused cannot challenge it",
                "an accusation that nobody looked at would have its full effect",
                "add `the accused may challenge once within ... for ...`, or write `silence is refusal`",
            )  # fmt: skip


def grades(draft: Draft) -> Iterator[Problem]:
    """Certification of what is never found, or of one grade in two ways."""
    given = {c.grade for n in draft.norms for c in n.conditions}
    first: dict[str, Span] = {}
    for sentence in draft.certifications:
        if sentence.grade not in given and sentence.grade in draft.accord.grades:
            yield Problem(
                "A0366", sentence.span, f"no article ever gives a {sentence.grade} breach to certify",
                "the body would wait for something that cannot come",
                f"add a line `{sentence.grade} breach when ...`, or certify another grade",
            )  # fmt: skip
        if sentence.grade in first:
            yield Problem(
                "A0367", sentence.span, f"a {sentence.grade} breach is certified in two ways",
                "the two could end differently, and nobody could tell which holds",
                "keep one of the two sentences", (first[sentence.grade],),
            )  # fmt: skip
        first.setdefault(sentence.grade, sentence.span)


def challenges(draft: Draft) -> Iterator[Problem]:
    """Challenges that nobody decides, and deciders that nobody asks."""
    made = [c.challenge for c in draft.certifications if c.challenge is not None]
    if made and not draft.rulings:
        yield Problem(
            "A0369", made[0].span, "nobody decides a challenge",
            "a challenge would never end, so the accused could block every certificate with one",
            "add `Panel decides a challenge by 2 of 3 within 10 days; silence dismisses it.` for a body of the accord",
        )  # fmt: skip
    for ruling in draft.rulings[1:]:
        yield Problem(
            "A0368", ruling.span, "challenges are decided in two ways",
            "the two could end differently, and nobody could tell which holds", "keep one of the two sentences",
            (draft.rulings[0].span,),
        )  # fmt: skip
    for ruling in draft.rulings:
        if not made:
            yield warning(
                "A0370", ruling.span, f"{ruling.body} decides challenges, and nobody may make one",
                "the accused would believe to have a remedy",
                "add `the accused may challenge once within ... for ...` below a certification",
            )  # fmt: skip
        if any(c.body == ruling.body for c in draft.certifications):
            yield warning(
                "A0371", ruling.span, f"{ruling.body} decides about its own certificates",
                "whoever has certified a breach will seldom find that it was wrong to do so",
                "let another body decide challenges",
            )  # fmt: skip


def challenge_lines(draft: Draft) -> Iterator[Problem]:
    """On what grounds a certificate can be challenged."""
    for sentence in draft.certifications:
        if sentence.challenge is not None:
            yield from _challenge(sentence.challenge)


def _challenge(challenge: Challenge) -> Iterator[Problem]:
    for ground in challenge.grounds:
        if ground not in GROUNDS:
            yield Problem(
                "A0233", challenge.span, f'"{ground}" is no ground of a challenge',
                "nobody could tell what has to be shown", meant(ground, GROUNDS, "name a known ground"),
            )  # fmt: skip
    for ground in dict.fromkeys(g for g in challenge.grounds if challenge.grounds.count(g) > 1):
        yield Problem(
            "A0234", challenge.span, f'the ground "{ground}" is listed twice',
            "another ground was probably meant, and cannot be used now", "list it once",
        )  # fmt: skip


def cures(draft: Draft) -> Iterator[Problem]:
    """Cures of what nobody can breach, of what is no duty, or of one article twice."""
    for sentence in draft.certifications:
        first: dict[str, Span] = {}
        for cure in sentence.cures:
            if cure.article in first:
                yield Problem(
                    "A0374", cure.span, "the cure of this breach is allowed twice",
                    "the two could set different times", "keep one of the two lines", (first[cure.article],),
                )  # fmt: skip
            first.setdefault(cure.article, cure.span)
            article = draft.articles.get(cure.article)
            if article is None:
                continue
            inside = [n for n in draft.norms if n in article.provisions]
            if not any(n.conditions for n in inside):
                yield Problem(
                    "A0372", cure.span, f"Article {cure.article} cannot be breached, so there is nothing to cure",
                    "the line points at an article without any line `... breach when ...`",
                    "write the number of the article that was meant",
                )  # fmt: skip
            elif not any(c.measure is Measure.NOT_DONE for n in inside for c in n.conditions if _duty(n.modality)):
                yield warning(
                    "A0375", cure.span, f"Article {cure.article} sets no duty that could be made good later",
                    "what was forbidden and done cannot be undone, so nobody could tell when it is cured",
                    "name an article with a duty, or say in a duty what making good means",
                )  # fmt: skip


def _duty(modality: Modality) -> bool:
    return modality is Modality.MUST


def duties(draft: Draft) -> Iterator[Problem]:
    """Members who may all be late and still honest."""
    sentences: tuple[Certification | Ruling, ...] = (*draft.certifications, *draft.rulings)
    for sentence in sentences:
        if sentence.duty is None or at_most(sentence.duty.period, sentence.period):
            continue
        owed, limit = sentence.duty.period, sentence.period
        yield warning(
            "A0376", sentence.duty.span,
            f"a member of {sentence.body} owes its vote within {owed}, and {sentence.body} decides within {limit}",
            "all of them may be late although all are honest: then silence decides and not they",
            f"owe the vote within {limit} or less, or let {sentence.body} decide within {owed} or more",
            (sentence.span,),
        )  # fmt: skip


def limits_in_force(draft: Draft) -> Iterator[Problem]:
    """Limits that are longer than the accord is in force."""
    sentences: tuple[Certification | Ruling, ...] = (*draft.certifications, *draft.rulings)
    limits: list[tuple[Period, Span]] = [(s.period, s.span) for s in sentences]
    for sentence in draft.certifications:
        limits += [(c.period, c.span) for c in sentence.cures]
        limits += [(sentence.challenge.period, sentence.challenge.span)] if sentence.challenge else []
    for period, span in limits:
        if draft.longer_than_force(period):
            yield warning(
                "A0373", span, f"{period} is longer than the accord is in force",
                "whoever waits for it waits beyond the end of the accord", "shorten the time",
            )  # fmt: skip


CHECKS: tuple[Check, ...] = (
    quorums, silences, silence_with_minority, grades, challenges, challenge_lines, cures, duties,
    limits_in_force,
)  # fmt: skip
