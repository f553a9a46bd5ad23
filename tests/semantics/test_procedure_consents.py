"""Rules P5 to P5f: whose consent is in, what it waits for, how long it lasts, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foedus.accord.model import Construction
from foedus.basics.instant import DAY, HOUR
from foedus.procedure.consents import pending
from foedus.procedure.events import (
    Armed,
    Award,
    ConsentGone,
    NoAward,
)
from foedus.procedure.moves import Deposits, Joins, Withdraws
from foedus.procedure.rules import ConsentRule, WithdrawalRule
from procedure_story import (
    DEAL,
    GUARANTEE,
    LEAGUE,
    MIRROR,
    NO_CHALLENGE,
    Story,
    armed,
    attests,
    challenges,
    cured,
    days,
    found,
    gone,
    instant,
    of_kind,
    rules,
    waives,
    why,
    with_guarantee,
)

NOTICE = WithdrawalRule(days(10), True)
RACE = replace(NO_CHALLENGE, guarantees=(GUARANTEE, MIRROR))
QUORUM = ("W1", "W2", "W3")


def test_P5_every_member_is_asked_and_the_members_are_taken_again_when_they_change() -> None:
    story = armed()
    assert story.guarantee().armed
    story.on("2025-03-02 00:00", Joins("League", "DD"))
    assert not story.guarantee().armed and why(story) == {"DD": "not deposited"}
    story.on("2025-03-03 00:00", Deposits("DD", "5"))
    assert story.guarantee().armed
    story.on("2025-03-04 00:00", Joins("League", "EE"), Joins("League", "EE", leaves=True))
    assert story.guarantee().armed


def test_P5_a_member_that_joins_before_the_award_and_has_not_consented_keeps_it_from_being_given() -> None:
    story = armed(NO_CHALLENGE)
    story.on("2025-04-01 12:00", found(), *attests(1, "W1", "W2"), Joins("League", "DD"))
    events = story.on("2025-04-01 13:00", *attests(1, "W3"))
    assert [e.missing[0].guarantor for e in events if isinstance(e, NoAward)] == ["DD"]


def test_P5_so_many_members_as_the_text_asks_for_must_have_consented() -> None:
    story = Story(with_guarantee(consents=(ConsentRule("League", 2, Construction.SUSPENSIVE_PROTOCOL),)))
    story.on("2025-03-01 00:00", Deposits("AA", "5"))
    assert set(why(story)) == {"BB", "CC"}
    story.on("2025-03-01 00:00", Deposits("CC", "5"))
    assert story.guarantee().armed
    story.on("2025-03-02 00:00", Joins("League", "CC", leaves=True))
    assert not story.guarantee().armed, "who has left the alliance is not of its members"


@pytest.mark.parametrize(("construction", "free"), [
    (Construction.REVOCABLE_ESCROW, True), (Construction.ESCROW_WITH_UNDERTAKING, True),
    (Construction.PROVISIONAL_APPLICATION, True), (Construction.SUSPENSIVE_PROTOCOL, False),
])  # fmt: skip
def test_P5_whether_consent_that_nothing_is_written_on_can_be_withdrawn_hangs_on_its_construction(
    construction: Construction, free: bool
) -> None:
    story = armed(with_guarantee(withdrawal=None, consents=(ConsentRule("League", 0, construction),)))
    if free:
        story.on("2025-03-05 12:00", Withdraws("AA", "5"))
        assert not story.guarantee().armed
    else:
        assert story.refused("2025-03-05 12:00", Withdraws("AA", "5")) == "C0211"


def test_P5a_a_breach_is_pending_from_its_finding_until_the_procedure_about_it_is_over() -> None:
    refused, made_good, dismissed, unarmed, released = Story(), Story(), Story(), Story(NO_CHALLENGE), armed(RACE)
    for story in (refused, made_good, dismissed, unarmed):
        story.on("2025-04-01 12:00", found("2"))
        assert pending(GUARANTEE, story.state)
    refused.on("2025-04-01 12:00", *attests(1, "W1", "W2", favours=False))
    for story in (made_good, dismissed, unarmed):
        story.on("2025-04-01 12:00", *attests(1, *QUORUM))
        assert pending(GUARANTEE, story.state)
    made_good.on("2025-04-01 12:00", *cured(1, *QUORUM))
    dismissed.on("2025-04-01 12:00", waives(), challenges(), *rules(1, "J1", "J2", upholds=True))
    unarmed.on("2025-04-01 12:00", waives())
    released.on("2025-04-01 12:00", found(party="South"), *attests(1, *QUORUM), found(), *attests(2, *QUORUM))
    assert pending(GUARANTEE, released.state), "the award waits"
    released.on("2025-04-02 12:00", gone(1))
    assert not any(pending(GUARANTEE, s.state) for s in (refused, made_good, dismissed, unarmed, released))


def test_P5d_instruments_that_wait_for_each_other_count_together() -> None:
    story = Story()
    story.on("2025-03-01 00:00", Deposits("AA", "5", None, ("BB",)), Deposits("BB", "5", None, ("CC",)))
    assert why(story) == {"AA": "waits for BB", "BB": "waits for CC", "CC": "not deposited"}
    events = story.on("2025-03-02 00:00", Deposits("CC", "5", None, ("AA",)))
    assert [e.armed for e in events if isinstance(e, Armed)] == [True]


def test_P5d_what_waits_for_a_consent_that_goes_no_longer_counts() -> None:
    story = Story(with_guarantee(consents=(ConsentRule("League", 1, Construction.SUSPENSIVE_PROTOCOL),)))
    story.on("2025-03-01 00:00", Deposits("AA", "5", None, ("BB",)), Deposits("BB", "5", instant("2025-03-05 00:00")))
    assert story.guarantee().armed
    story.on("2025-03-06 00:00")
    assert not story.guarantee().armed and why(story)["AA"] == "waits for BB"


def test_P5d_an_instrument_can_wait_for_other_guarantors_only() -> None:
    story = Story()
    for other in ("AA", "W1", "Nobody"):
        assert story.refused("2025-03-01 00:00", Deposits("AA", "5", None, (other,))) == "C0206"


def test_P5e_it_counts_through_the_instant_until_which_it_is_valid_and_lapses_after_it() -> None:
    story = Story(replace(NO_CHALLENGE))
    story.on("2025-03-01 00:00", *(Deposits(name, "5", instant("2025-03-30 12:00")) for name in LEAGUE))
    story.on("2025-03-30 11:00", found(), *attests(1, "W1", "W2"))
    events = story.on("2025-03-30 12:00", *attests(1, "W3"))
    assert of_kind(events, Award, ConsentGone) == ["Award"]
    late = Story(replace(NO_CHALLENGE))
    late.on("2025-03-01 00:00", *(Deposits(name, "5", instant("2025-03-30 12:00")) for name in LEAGUE))
    events = late.on("2025-03-30 12:00:00.000001", found(), *attests(1, *QUORUM))
    assert of_kind(events, ConsentGone, NoAward, Award) == ["ConsentGone"] * 3 + ["NoAward"]
    assert why(late)["AA"] == "lapsed"


def test_P5e_one_whose_time_is_over_when_it_comes_in_is_refused_and_one_that_ends_then_is_not() -> None:
    story = Story()
    assert story.refused("2025-03-05 12:00", Deposits("AA", "5", instant("2025-03-05 12:00") - 1)) == "C0205"
    story.on("2025-03-05 12:00", Deposits("AA", "5", instant("2025-03-05 12:00")))
    assert set(why(story)) == {"BB", "CC"}


def test_P5e_a_new_one_takes_the_place_of_the_old_and_ends_a_notice() -> None:
    story = armed(with_guarantee(withdrawal=NOTICE))
    story.on("2025-03-02 12:00", Withdraws("AA", "5"))
    story.on("2025-03-05 12:00", Deposits("AA", "5", mark=7))
    story.on("2025-04-30 00:00")
    assert story.guarantee().armed
    assert [(d.guarantor, d.mark) for d in story.guarantee().deposits] == [("AA", 7), ("BB", 0), ("CC", 0)]


def test_P5e_one_that_binds_less_does_not_take_the_place_of_one_that_cannot_be_taken_back_at_once() -> None:
    less = (Deposits("AA", "5", instant("2025-12-31 00:00")), Deposits("AA", "5", None, ("BB",)))
    for withdrawal in (None, WithdrawalRule(None, False), NOTICE):
        story = armed(with_guarantee(withdrawal=withdrawal))
        assert [story.refused("2025-03-02 00:00", move) for move in less] == ["C0207", "C0207"]
    free = armed(with_guarantee(
        withdrawal=None, consents=(ConsentRule("League", 0, Construction.REVOCABLE_ESCROW),)
    ))  # fmt: skip
    free.on("2025-03-02 00:00", *less)


def test_P5e_one_that_binds_as_long_and_waits_for_nobody_else_takes_the_place_of_the_old() -> None:
    story = Story()
    story.on("2025-03-01 00:00", Deposits("AA", "5", instant("2025-06-01 00:00"), ("BB", "CC")))
    story.on("2025-03-02 00:00", Deposits("AA", "5", instant("2025-06-01 00:00"), ("CC",)), Deposits("AA", "5"))
    assert story.guarantee().deposits[0].valid_until is None


def test_P5f_on_notice_the_consent_goes_at_the_end_of_the_notice_by_the_calendar() -> None:
    story = armed(with_guarantee(withdrawal=NOTICE))
    story.on("2025-03-25 18:00", Withdraws("AA", "5"))
    assert story.next_limit() == "2025-04-04 18:00"
    assert instant("2025-04-04 18:00") - instant("2025-03-25 18:00") == 10 * DAY - HOUR
    story.on("2025-04-04 18:00")
    assert story.guarantee().armed, "through that instant"
    events = story.on("2025-04-04 18:00:00.000001")
    assert of_kind(events, ConsentGone, Armed) == ["ConsentGone", "Armed"] and why(story) == {"AA": "withdrawn"}


def test_P5f_no_notice_can_be_given_while_a_breach_is_pending_that_would_open_this_guarantee() -> None:
    story = armed()
    story.on("2025-04-01 12:00", found(party="South"))
    story.on("2025-04-01 12:00", Withdraws("AA", "5"))
    story.on("2025-04-01 12:00", found())
    assert story.refused("2025-04-01 12:00", Withdraws("BB", "5")) == "C0212"


def test_P5f_a_notice_whose_time_ends_meanwhile_takes_effect_when_no_breach_is_pending_any_more() -> None:
    story = armed(with_guarantee(DEAL, withdrawal=NOTICE))
    story.on("2025-04-01 12:00", Withdraws("AA", "5"))
    story.on("2025-04-10 12:00", found("1"), found("3"))
    story.on("2025-04-12 12:00", *attests(1, "W1", "W2", favours=False))
    assert story.guarantee().armed and story.guarantee().deposits[0].overdue
    events = story.on("2025-04-12 13:00", *attests(2, "W1", "W2", favours=False))
    assert [(e.guarantor, e.at) for e in events if isinstance(e, ConsentGone)] == [("AA", instant("2025-04-12 13:00"))]
    assert not story.guarantee().armed


def test_P5f_a_consent_that_a_pending_breach_held_is_released_by_the_award_and_does_not_go() -> None:
    story = armed(with_guarantee(withdrawal=NOTICE))
    story.on("2025-04-01 12:00", Withdraws("AA", "5"))
    story.on("2025-04-10 12:00", found())
    story.on("2025-04-12 12:00")
    events = story.on("2025-04-12 13:00", *attests(1, *QUORUM))
    awards = [e for e in events if isinstance(e, Award)]
    assert [name for name, _ in awards[0].released] == ["AA", "BB", "CC"]
    assert of_kind(events, ConsentGone) == []


def test_P5f_where_the_text_says_never_nobody_can_withdraw() -> None:
    story = armed(with_guarantee(withdrawal=WithdrawalRule(None, False)))
    assert story.refused("2025-03-02 00:00", Withdraws("AA", "5")) == "C0211"
    assert story.refused("2025-03-02 00:00", Withdraws("North", "5")) == "C0210"


def test_P5f_without_never_while_pending_a_notice_runs_out_whatever_is_pending() -> None:
    story = armed(with_guarantee(withdrawal=WithdrawalRule(days(1), False)))
    story.on("2025-04-01 12:00", found(), Withdraws("AA", "5"))
    assert story.refused("2025-04-01 12:00", Withdraws("AA", "5")) == "C0213"
    events = story.on("2025-04-02 13:00", *attests(1, *QUORUM))
    assert of_kind(events, ConsentGone, NoAward, Award) == ["ConsentGone", "NoAward"]


def test_P5f_of_two_lines_that_ask_for_one_consent_the_construction_that_binds_most_goes() -> None:
    lines = (
        ConsentRule("League", 0, Construction.REVOCABLE_ESCROW),
        ConsentRule("Court", 0, Construction.SUSPENSIVE_PROTOCOL),
    )  # fmt: skip
    groups = (("League", LEAGUE), ("Watch", DEAL.certifications[0].members), ("Court", ("AA", "J2", "J3")))
    story = Story(with_guarantee(replace(NO_CHALLENGE, groups=groups), withdrawal=None, consents=lines))
    story.on("2025-03-01 00:00", Deposits("AA", "5"), Deposits("BB", "5"), Withdraws("BB", "5"))
    assert story.refused("2025-03-01 00:00", Withdraws("AA", "5")) == "C0211"
