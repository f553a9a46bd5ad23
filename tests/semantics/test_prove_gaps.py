"""What each member weighs, and gaps in consents and sequence (Q5, Q6)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from foedus.accord.model import Accord, Renewal
from foedus.basics.instant import DAY, Instant, Period, Unit, show
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.prove.circles import circles, preconditions
from foedus.prove.gaps import Gap, GapKind, gaps, open_gaps
from foedus.prove.power import NONE, power_in
from foedus.prove.times import award_at
from prove_values import accord, proof

REVOCABLE = "consent of every member of League, deposited as a revocable escrow"


def found(kind: GapKind, deal: Accord) -> list[Gap]:
    return [g for g in gaps(deal, compile_procedure(deal), deal.in_force_from) if g.kind is kind]


def only(kind: GapKind, deal: Accord) -> Gap:
    [gap] = found(kind, deal)
    return gap


def days(at: Instant) -> str:
    return show(at, "UTC").removesuffix(" 00:00")


# -- weight ------------------------------------------------------------------------------------------------------------


def test_Q5_who_is_needed_by_every_set_that_carries_has_all_the_weight_there_is() -> None:
    weights = power_in(proof(challenges="", watch="W1", quorum="1 of 1"))
    assert weights is not None
    assert {each.title: w.shapley for each, w in weights} == {"BB": 0, "Watch": 1, "League": 0}


def test_Q5_the_accused_is_no_member_and_weights_add_up() -> None:
    weights = power_in(proof(consent=REVOCABLE))
    assert weights is not None and "AA" not in {each.title for each, _ in weights}
    assert sum(len(each.members) * w.shapley for each, w in weights) == 1
    assert sum((len(each.members) * w.banzhaf for each, w in weights), Fraction(0)) == 1


def test_Q5_what_is_done_only_if_others_are_slow_is_no_weight() -> None:
    weights = power_in(proof(challenges="", withdrawal="consent may be withdrawn on 1 day notice"))
    assert weights is not None
    assert {each.title: w == NONE for each, w in weights} == {"BB": True, "Watch": False, "League": True}


# -- consents and the end ----------------------------------------------------------------------------------------------


def test_Q6_an_instrument_must_be_valid_until_the_latest_award_for_a_breach_found_at_the_end() -> None:
    """3 days to certify, 5 to challenge, 10 to decide, after 1 January 2027."""
    gap = only(GapKind.VALIDITY, accord())
    assert [(d.what, days(d.at)) for d in gap.dates] == [
        ("end of the time in force", "2027-01-01"), ("latest award", "2027-01-19")
    ]  # fmt: skip
    assert not gap.is_open and "Tue 19 January 2027 00:00" in gap.words


def test_Q6_the_latest_award_is_the_worst_case_of_the_proof() -> None:
    deal = accord(cure="the accused may cure a breach of Article 2 within 7 days")
    gap = only(GapKind.VALIDITY, deal)
    told = proof(cure="the accused may cure a breach of Article 2 within 7 days")
    assert told.times is not None and told.times.worst is not None
    worst = award_at(told.inquiry, told.times.worst)
    assert gap.dates[1].at - gap.dates[0].at == worst - deal.in_force_from == 25 * DAY


def test_Q6_without_an_end_no_date_is_late_enough() -> None:
    gap = only(GapKind.VALIDITY, replace(accord(), in_force_until=None))
    assert gap.is_open and gap.dates == ()
    assert found(GapKind.SUNSET, replace(accord(), in_force_until=None)) == []


@pytest.mark.parametrize(("line", "gone"), [
    ("consent may be withdrawn on 4 days notice", "2026-01-05"),
    ("consent may be withdrawn on 17 days notice", "2026-01-18"),
    ("consent may be withdrawn on 18 days notice", None),
    ("consent may be withdrawn on 4 days notice, never while a breach is pending", None),
    ("consent may not be withdrawn", None),
])  # fmt: skip
def test_Q6_notice_shorter_than_the_procedure_is_a_gap_unless_never_while_a_breach_is_pending(
    line: str, gone: str | None
) -> None:
    told = [days(g.dates[0].at) for g in found(GapKind.NOTICE, accord(withdrawal=line))]
    assert told == ([gone] if gone else [])


def test_Q6_a_consent_that_can_be_taken_back_at_once_is_the_shortest_notice() -> None:
    gap = only(GapKind.NOTICE, accord(consent=REVOCABLE))
    assert gap.is_open and "at once" in gap.words and days(gap.dates[0].at) == "2026-01-01"


def test_Q6_a_breach_just_before_the_end_can_bring_its_award_after_it() -> None:
    gap = only(GapKind.SUNSET, accord())
    assert gap.dates[1].at > gap.dates[0].at and "membership of League" in gap.words


def test_Q6_one_party_can_let_the_accord_end_where_it_is_renewed() -> None:
    deal = accord()
    assert found(GapKind.RENEWAL, deal) == []
    renewed = replace(deal, renewal=Renewal(Period(1, Unit.YEAR), Period(30, Unit.DAY)))
    gap = only(GapKind.RENEWAL, renewed)
    assert [days(d.at) for d in gap.dates] == ["2026-12-02", "2027-01-01"] and "AA too" in gap.words


# -- what waits for itself, what is never used -------------------------------------------------------------------------


def test_Q6_a_group_with_no_members_can_never_consent() -> None:
    procedure = compile_procedure(accord())
    empty = replace(procedure, groups=tuple((n, () if n == "League" else m) for n, m in procedure.groups))
    [gap] = [g for g in gaps(accord(), empty, accord().in_force_from) if g.kind is GapKind.EMPTY]
    assert gap.words == "It can never be armed as things are: League has no members."


def test_Q6_circles_are_the_largest_sets_that_wait_for_each_other() -> None:
    assert circles({"a": ["b"], "b": ["c"], "c": []}) == ()
    assert circles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"], "e": ["e"]}) == (("a", "b", "c"), ("e",))


def test_Q6_duties_that_call_each_other_up_can_never_begin() -> None:
    deal = accord()
    one, two = (p for a in deal.articles[:2] for p in a.provisions)
    turned = (replace(one, failing="2"), replace(two, failing="1"))  # type: ignore[type-var]
    articles = tuple(replace(a, provisions=(n,)) for a, n in zip(deal.articles[:2], turned, strict=True))
    circle = replace(deal, articles=(*articles, *deal.articles[2:]))
    said = "Article 1 and Article 2 wait for each other: none of it can ever begin."
    assert only(GapKind.CIRCLE, circle).words == said
    assert found(GapKind.CIRCLE, deal) == []


def test_Q6_guarantees_that_need_each_others_new_members_can_never_be_armed() -> None:
    procedure = compile_procedure(accord())
    [rule] = procedure.guarantees

    def with_groups(*pairs: tuple[str, str]) -> Procedure:
        """Guarantees, each with the group whose consent it asks and the alliance that it gives a membership of."""
        rules: list[GuaranteeRule] = [
            replace(rule, name=str(n), alliance=gives, consents=(replace(rule.consents[0], of=of, count=2),))
            for n, (of, gives) in enumerate(pairs, 4)
        ]  # fmt: skip
        groups = (*procedure.groups, ("Small", ("S1",)), ("Tiny", ("T1",)))
        return replace(procedure, guarantees=tuple(rules), groups=groups)

    assert circles(preconditions(accord(), with_groups(("Small", "Tiny"), ("Tiny", "Small")))) == (
        ("Article 4", "Article 5"),
    )
    assert circles(preconditions(accord(), with_groups(("Small", "Tiny"), ("League", "Small")))) == ()
    two_ways = with_groups(("Small", "Tiny"), ("Tiny", "Small"), ("League", "Small"))
    assert circles(preconditions(accord(), two_ways)) == (), "what can come about in two ways waits for neither"


def test_Q6_a_duty_longer_than_its_window_is_a_gap_with_both_dates() -> None:
    gap = only(GapKind.DUTY, accord(duty="each member votes within 168 hours"))
    assert [days(d.at) for d in gap.dates] == ["2026-01-04", "2026-01-08"]
    assert found(GapKind.DUTY, accord(duty="each member votes within 72 hours")) == []
    judges = only(GapKind.DUTY, accord(judges_duty="each member votes within 11 days"))
    assert "Court" in judges.words and judges.article == "3"


def test_Q6_a_cure_that_no_breach_comes_to_is_never_used() -> None:
    deal = accord(cure="the accused may cure a breach of Article 2 within 7 days")
    assert found(GapKind.UNUSED, deal) == []
    duty = deal.norms[1]
    lesser = replace(duty, conditions=tuple(replace(c, grade="serious") for c in duty.conditions))
    articles = tuple(replace(a, provisions=(lesser,)) if a.number == "2" else a for a in deal.articles)
    gap = only(GapKind.UNUSED, replace(deal, articles=articles))
    assert "a breach of Article 2 are never used" in gap.words
    [word] = found(GapKind.UNUSED, accord(cure="the accused may cure a breach of Article 1 within 7 days"))
    assert "only by the word of Watch" in word.words


def test_Q6_only_what_lacks_something_is_open() -> None:
    deal = accord(consent=REVOCABLE)
    every = gaps(deal, compile_procedure(deal), deal.in_force_from)
    assert {g.kind for g in every} == {GapKind.VALIDITY, GapKind.SUNSET, GapKind.NOTICE}
    assert [g.kind for g in open_gaps(every)] == [GapKind.NOTICE]
