"""The procedure out of an accord: every rule of the machine, with the article that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from foedus.accord.model import (
    Accord,
    Article,
    Certification,
    Guarantee,
    Modality,
    Norm,
    Provision,
    Ruling,
    Silence,
    SubjectKind,
)
from foedus.basics.instant import Period
from foedus.procedure.consents import missing
from foedus.procedure.rules import (
    CertificationRule,
    ChallengeRule,
    ConsentRule,
    GuaranteeRule,
    Procedure,
    RenewalRule,
    ReviewRule,
    RulingRule,
    WithdrawalRule,
)
from foedus.procedure.state import GuaranteeState, State


def compile_procedure(accord: Accord) -> Procedure:
    """The procedure of a sound accord."""
    groups = (*((a.name, a.members) for a in accord.alliances), *((b.name, b.members) for b in accord.bodies))
    members = dict(groups)
    rulings = [_ruling(a, p, members) for a, p in _provisions(accord) if isinstance(p, Ruling)]
    return Procedure(
        accord.digest, accord.time_zone, accord.party_names, groups, tuple(a.name for a in accord.alliances),
        tuple(_certification(a, p, members) for a, p in _provisions(accord) if isinstance(p, Certification)),
        rulings[0] if rulings else None, tuple(_guarantees(accord)), accord.in_force_from, accord.in_force_until,
        _renewal(accord),
    )  # fmt: skip


def _renewal(accord: Accord) -> RenewalRule | None:
    said = accord.renewal
    return RenewalRule(said.period, said.notice) if said else None


def at_the_start(procedure: Procedure) -> State:
    """The state before anybody has done anything: as far back as an instant can be, so that deposits can come early."""
    guarantees = tuple(GuaranteeState(g.name) for g in procedure.guarantees)
    state = State(0, procedure.groups, guarantees, procedure.in_force_until)
    armed = (replace(g, armed=not missing(r, g, state)) for r, g in zip(procedure.guarantees, guarantees, strict=True))
    return replace(state, guarantees=tuple(armed))  # one that asks for no consent is armed from the start (P7)


def _provisions(accord: Accord) -> list[tuple[Article, Provision]]:
    return [(article, provision) for article in accord.articles for provision in article.provisions]


def _silence(silence: Silence | None) -> Silence:
    assert silence is not None, "A0364: a sound accord says what silence means"
    return silence


def _certification(article: Article, said: Certification, members: dict[str, tuple[str, ...]]) -> CertificationRule:
    challenge = said.challenge
    return CertificationRule(
        article.number, said.body, members[said.body], said.grade, said.quorum, said.period, _silence(said.silence),
        tuple((cure.article, cure.period) for cure in said.cures),
        ChallengeRule(challenge.times, challenge.period, challenge.grounds) if challenge else None, _duty(said),
    )  # fmt: skip


def _ruling(article: Article, said: Ruling, members: dict[str, tuple[str, ...]]) -> RulingRule:
    return RulingRule(
        article.number, said.body, members[said.body], said.quorum, said.period, _silence(said.silence),
        _duty(said),
    )  # fmt: skip


def _duty(said: Certification | Ruling) -> Period | None:
    return said.duty.period if said.duty is not None else None


def _guarantees(accord: Accord) -> Iterator[GuaranteeRule]:
    for article in accord.articles:
        found = [p for p in article.provisions if isinstance(p, Guarantee)]
        for number, said in enumerate(found, 1):
            withdrawal = said.withdrawal
            yield GuaranteeRule(
                article.number if number == 1 else f"{article.number}#{number}", article.number, said.grade, said.by,
                said.alliance, said.effect, said.beneficiary,
                tuple(ConsentRule(c.of, c.count, c.construction) for c in said.consents),
                WithdrawalRule(withdrawal.notice, withdrawal.never_while_pending) if withdrawal else None,
                tuple((s.party, s.grade) for s in said.suspensions), _review(accord, said.on_retraction),
            )  # fmt: skip


def _review(accord: Accord, number: str) -> ReviewRule | None:
    """The first sentence of the review article that permits something, as the rule of the review."""
    article = next((a for a in accord.articles if a.number == number), None)
    if article is None:
        return None
    for norm in article.provisions:
        if isinstance(norm, Norm) and norm.modality is Modality.MAY:
            each = norm.subject.kind is SubjectKind.EACH_MEMBER
            named = () if each else norm.subject.names or accord.party_names
            period = norm.deadline.period if norm.deadline else None
            return ReviewRule(number, norm.subject.names[0] if each else "", named, norm.act, period)
    return ReviewRule(number, "", accord.party_names, "", None)
