"""Checks of guarantees: can they fire, for whom, by whose consent, and what becomes of a mistake?"""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.model import Construction
from foedus.basics.problem import Problem, Span

_FREE_AGAIN = {
    Construction.REVOCABLE_ESCROW: "a revocable escrow can be taken back at any time",
    Construction.ESCROW_WITH_UNDERTAKING: "an escrow with undertaking can be taken back, though that breaks a promise",
    Construction.PROVISIONAL_APPLICATION: "a provisional application can be ended by notice at any time",
}
"""The constructions by which a guarantor can be free again where the text does not say otherwise (P5b)."""


def can_fire(draft: Draft) -> Iterator[Problem]:
    """A guarantee waits for a grade that somebody certifies and that the accused can reach."""
    certified = {c.grade for c in draft.certifications}
    for guarantee in draft.guarantees:
        if guarantee.grade not in draft.accord.grades:
            continue
        if guarantee.grade not in certified:
            yield Problem(
                "A0380", guarantee.span, f"nobody certifies a {guarantee.grade} breach",
                "the guarantee waits for a certificate that no body can give, so it can never fire",
                f"add a sentence `... certifies a {guarantee.grade} breach by ... of ... within ...; silence is ...`",
            )  # fmt: skip
        if guarantee.by in draft.parties and guarantee.grade not in _reachable(draft, guarantee.by):
            yield Problem(
                "A0388", guarantee.span, f"no article lets {guarantee.by} commit a {guarantee.grade} breach",
                "whatever happens, the guarantee can never fire",
                f"add a line `{guarantee.grade} breach when ...` below a sentence that binds {guarantee.by}",
            )  # fmt: skip


def _reachable(draft: Draft, party: str) -> frozenset[str]:
    """The grades of breach that an article could find against a party."""
    return frozenset(c.grade for n in draft.norms if party in draft.accord.bound_by(n) for c in n.conditions)


def for_whom(draft: Draft) -> Iterator[Problem]:
    """The beneficiary is not the accused, and does not have already what is promised."""
    for guarantee in draft.guarantees:
        if guarantee.beneficiary == guarantee.by:
            yield Problem(
                "A0381", guarantee.span, f"{guarantee.by} would be rewarded for its own breach",
                "who breaches the accord would gain by it", "name the party that is to be protected after `for`",
            )  # fmt: skip
        if guarantee.beneficiary in draft.alliances.get(guarantee.alliance, ()):
            yield warning(
                "A0389", guarantee.span, f"{guarantee.beneficiary} is a member of {guarantee.alliance} already",
                "the guarantee promises what is there, and its beneficiary would be among its guarantors",
                f"take {guarantee.beneficiary} from the members, or promise something else",
            )  # fmt: skip
        for consent in guarantee.consents:
            if guarantee.by in draft.members_of(consent.of):
                yield warning(
                    "A0390", consent.span, f"{guarantee.by} is a member of {consent.of}, whose consent is needed",
                    "whoever breaches the accord could withhold its own consent to the answer",
                    f"ask for the consent of the others only, or take {guarantee.by} from the members",
                )  # fmt: skip


def consents(draft: Draft) -> Iterator[Problem]:
    """Consents that are missing, impossible, repeated, or of somebody else."""
    for guarantee in draft.guarantees:
        if not guarantee.consents:
            yield warning(
                "A0384", guarantee.span, "nobody deposits a consent for this guarantee",
                "what takes effect at once must have been agreed to before; so it would wait for somebody's will",
                "add `consent of every member of ..., deposited as ...`",
            )  # fmt: skip
        first: dict[str, Span] = {}
        for consent in guarantee.consents:
            members = set(draft.members_of(consent.of))
            if members and consent.count > len(members):
                yield Problem(
                    "A0382", consent.span, f"{consent.of} has {len(members)} members, fewer than {consent.count}",
                    "so many consents can never be deposited, so the guarantee can never fire",
                    f"write at most {len(members)}, or `every member`",
                )  # fmt: skip
            if consent.of in first:
                yield Problem(
                    "A0392", consent.span, f"the consent of {consent.of} is asked for twice",
                    "the two lines could ask for different numbers or bind in different ways",
                    "keep one of the two lines", (first[consent.of],),
                )  # fmt: skip
            first.setdefault(consent.of, consent.span)
            if guarantee.alliance and consent.of != guarantee.alliance and consent.of in draft.names:
                yield warning(
                    "A0391", consent.span, f"{consent.of} consents to a membership of {guarantee.alliance}",
                    f"only the members of {guarantee.alliance} can take somebody in",
                    f"ask for the consent of members of {guarantee.alliance} too, if these are to be bound",
                )  # fmt: skip


def withdrawals(draft: Draft) -> Iterator[Problem]:
    """Whether consent can be taken back, and whether the text agrees with itself on that."""
    for guarantee in draft.guarantees:
        ways_out = {c.construction for c in guarantee.consents} & _FREE_AGAIN.keys()
        if ways_out and guarantee.withdrawal is None:
            follows = "; ".join(_FREE_AGAIN[c] for c in Construction if c in ways_out)
            never = "" if Construction.REVOCABLE_ESCROW in ways_out else "`consent may not be withdrawn`, or "
            yield warning(
                "A0385", guarantee.span, "whether a deposited consent can be withdrawn is not said",
                f"so it goes by the construction ({follows}), and a guarantor could be gone on the day it is needed",
                f"add {never}`consent may be withdrawn on ... notice, never while a breach is pending`",
            )  # fmt: skip
        if guarantee.withdrawal is not None and guarantee.withdrawal.notice is None:
            for consent in guarantee.consents:
                if consent.construction is Construction.REVOCABLE_ESCROW:
                    yield Problem(
                        "A0386", consent.span, "a revocable escrow that may not be withdrawn contradicts itself",
                        "one line lets the guarantor out, the other does not, and a court would have to choose",
                        "write `an escrow with undertaking`, or say on what notice consent may be withdrawn",
                        (guarantee.withdrawal.span,),
                    )  # fmt: skip


def mistakes(draft: Draft) -> Iterator[Problem]:
    """What becomes of the award if a report is taken back afterwards."""
    for guarantee in draft.guarantees:
        if not guarantee.on_retraction:
            yield warning(
                "A0387", guarantee.span, "what happens if the evidence is retracted after the award is not said",
                "nothing is undone silently, so a mistake would stand until somebody agrees otherwise",
                "add `on retraction after award: Article ...` and an article that says what is done",
            )  # fmt: skip
        elif guarantee in getattr(draft.articles.get(guarantee.on_retraction), "provisions", ()):
            yield Problem(
                "A0383", guarantee.span, "the article on retraction is the one that gives the award",
                "it says nothing of what is done when the evidence is taken back",
                "name an article of its own for the review",
            )  # fmt: skip


def suspensions(draft: Draft) -> Iterator[Problem]:
    """Suspensions that always or never hold."""
    certified = {c.grade for c in draft.certifications}
    for guarantee in draft.guarantees:
        for suspension in guarantee.suspensions:
            if suspension.party == guarantee.by and suspension.grade == guarantee.grade:
                yield Problem(
                    "A0393", suspension.span, f"the guarantee is suspended by the very breach of {guarantee.by} "
                    "that it answers to",
                    "whenever it could fire it would be suspended, so it never fires",
                    f"name {guarantee.beneficiary}, or take the line away", (guarantee.span,),
                )  # fmt: skip
            if suspension.grade in draft.accord.grades and suspension.grade not in certified:
                yield Problem(
                    "A0394", suspension.span, f"nobody certifies a {suspension.grade} breach",
                    "the guarantee could never be suspended, whatever the line promises",
                    "name a grade that a body certifies",
                )  # fmt: skip


CHECKS: tuple[Check, ...] = (can_fire, for_whom, consents, withdrawals, mistakes, suspensions)
