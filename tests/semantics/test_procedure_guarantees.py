"""Rules P6 to P10: when a guarantee is armed, its award, its rest, the review, and the end of the accord."""

from __future__ import annotations

from dataclasses import replace

from foedus.accord.model import Construction
from foedus.procedure.events import (
    Armed,
    Award,
    AwardWaits,
    Certificate,
    Ended,
    MadeGood,
    NoAward,
    Renewed,
    ReviewMoved,
    Undermined,
)
from foedus.procedure.moves import Deposits, Joins, Objects, Reviews, Withdraws
from foedus.procedure.rules import ConsentRule, RenewalRule, ReviewRule
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
    revised,
    rules,
    waives,
    why,
    with_guarantee,
)

RACE = replace(NO_CHALLENGE, guarantees=(GUARANTEE, MIRROR))
QUORUM = ("W1", "W2", "W3")


def test_P6_the_award_comes_with_the_last_act_that_the_certification_needed() -> None:
    story = armed()
    story.on("2025-03-28 18:00", found(), *attests(1, *QUORUM), challenges())
    story.on("2025-03-29 18:00", *rules(1, "J1", "J2"))
    assert of_kind(story.on("2025-03-30 18:00", waives()), Certificate, Award) == ["Certificate", "Award"]
    by_time = armed()
    by_time.on("2025-03-28 18:00", found(), *attests(1, *QUORUM))
    awards = [e.at for e in by_time.on("2025-06-01 00:00") if isinstance(e, Award)]
    assert awards == [instant("2025-04-02 18:00")], "as of the limit, whenever somebody looks next"


def test_P7_it_is_armed_only_when_all_is_in_and_what_is_missing_is_named() -> None:
    story = Story()
    assert why(story) == dict.fromkeys(LEAGUE, "not deposited")
    story.on("2025-03-01 00:00", Deposits("AA", "5"), Deposits("BB", "5"))
    assert not story.guarantee().armed and set(why(story)) == {"CC"}
    events = story.on("2025-03-02 00:00", Deposits("CC", "5"))
    assert [e.armed for e in events if isinstance(e, Armed)] == [True] and why(story) == {}


def test_P7_one_that_asks_for_no_consent_is_armed_from_the_start() -> None:
    assert Story(with_guarantee(consents=())).guarantee().armed


def test_P7_a_group_with_fewer_members_than_are_asked_for_cannot_arm_it() -> None:
    story = armed(with_guarantee(consents=(ConsentRule("League", 3, Construction.SUSPENSIVE_PROTOCOL),)))
    assert story.guarantee().armed
    story.on("2025-03-02 00:00", Joins("League", "CC", leaves=True))
    assert why(story) == {"League": "has too few members"}
    every = armed()
    every.on("2025-03-02 00:00", *(Joins("League", name, leaves=True) for name in LEAGUE))
    assert not every.guarantee().armed and why(every) == {"League": "has no members"}


def test_P7a_a_certificate_that_finds_the_guarantee_not_armed_releases_nothing_then_or_later() -> None:
    story = Story(NO_CHALLENGE)
    story.on("2025-03-01 00:00", Deposits("AA", "5"), Deposits("BB", "5"))
    events = story.on("2025-04-01 12:00", found(), *attests(1, *QUORUM))
    assert [e.missing[0].guarantor for e in events if isinstance(e, NoAward)] == ["CC"]
    assert of_kind(story.on("2025-04-01 12:00", Deposits("CC", "5")), Award) == []
    assert story.guarantee().armed and story.guarantee().case == 0
    story.on("2025-05-01 12:00", found(incidents="xyz"), *attests(2, *QUORUM))
    assert story.guarantee().case == 2, "the next breach finds it armed"


def test_P7a_one_that_rests_and_is_not_armed_does_not_wait() -> None:
    story = armed(RACE)
    story.on("2025-04-01 12:00", found(party="South"), *attests(1, *QUORUM), Joins("League", "DD"))
    events = story.on("2025-04-02 12:00", found(), *attests(2, *QUORUM))
    assert of_kind(events, AwardWaits, NoAward) == ["NoAward"]


def _waits() -> Story:
    """South's breach is certified first, so the award on North's waits."""
    story = armed(RACE)
    story.on("2025-04-01 12:00", found(party="South"), *attests(1, *QUORUM))
    events = story.on("2025-04-02 12:00", found(), *attests(2, *QUORUM))
    assert [(e.guarantee, e.because_of) for e in events if isinstance(e, AwardWaits)] == [("5", 1)]
    return story


def test_P7b_of_two_breaches_that_race_the_one_certified_first_has_its_effect() -> None:
    story = _waits()
    assert (story.guarantee("7").case, story.guarantee("5").case) == (1, 0)
    other = armed(RACE)
    other.on("2025-04-01 12:00", found(party="South"), found())
    other.on("2025-04-02 12:00", *attests(2, *QUORUM), *attests(1, *QUORUM))
    assert (other.guarantee("7").case, other.guarantee("5").case) == (0, 2), "by the order of the log at one instant"


def test_P7b_of_two_that_wait_for_one_guarantee_the_one_certified_first_has_the_award() -> None:
    story = armed(RACE)
    story.on("2025-04-01 12:00", found(party="South"), *attests(1, *QUORUM), found("1"), found("3"))
    story.on("2025-04-02 12:00", *attests(3, *QUORUM), *attests(2, *QUORUM))
    events = story.on("2025-04-03 12:00", gone(1))
    assert [e.case for e in events if isinstance(e, Award)] == [3]
    assert not story.case(2).is_pending


def test_P7b_the_rest_ends_when_the_breach_is_undermined_or_attested_to_be_made_good() -> None:
    undermined, made_good = _waits(), _waits()
    events = undermined.on("2025-04-03 12:00", gone(1))
    assert of_kind(events, Undermined, Award) == ["Undermined", "Award"]
    assert of_kind(made_good.on("2025-04-03 12:00", *cured(1, "W1", "W2")), MadeGood, Award) == []
    events = made_good.on("2025-04-04 12:00", *cured(1, "W3"))
    assert of_kind(events, MadeGood, Award) == ["MadeGood", "Award"]
    assert made_good.refused("2025-04-04 12:00", cured(1, "W4")[0]) == "C0108"


def test_P7b_what_was_attested_before_the_certificate_does_not_end_the_rest() -> None:
    story = armed(RACE)
    story.on("2025-04-01 12:00", found("2", party="South"), *attests(1, *QUORUM), *cured(1, "W1", "W2"))
    story.on("2025-04-01 12:00", waives(party="South"), *cured(1, "W3"))
    assert story.case(1).made_good_at is None
    story.on("2025-04-01 12:00", *cured(1, "W1", "W2"))
    assert story.case(1).made_good_at is not None


def test_P7b_when_the_rest_ends_the_guarantee_must_still_be_armed() -> None:
    story = _waits()
    story.on("2025-04-03 12:00", Joins("League", "DD"))
    events = story.on("2025-04-04 12:00", gone(1))
    assert of_kind(events, Award, NoAward) == ["NoAward"] and not story.case(2).is_pending


def test_P7b_a_rest_ends_too_when_its_certificate_is_reopened() -> None:
    third = replace(MIRROR, rests_while=(("East", "material"),))
    story = armed(replace(NO_CHALLENGE, parties=("North", "South", "East"), guarantees=(GUARANTEE, third)))
    for number, party in ((1, "East"), (2, "South"), (3, "North")):
        story.on("2025-04-01 12:00", found(party=party), *attests(number, *QUORUM))
    assert (story.case(2).waiting, story.case(3).waiting) == (("7",), ("5",))
    events = story.on("2025-04-02 12:00", revised(2, "v2", "a"))
    assert [e.case for e in events if isinstance(e, Award)] == [3]


def test_P7c_an_award_is_given_once() -> None:
    story = armed(NO_CHALLENGE)
    story.on("2025-04-01 12:00", found(), *attests(1, *QUORUM))
    events = story.on("2025-05-01 12:00", found(incidents="xyz"), *attests(2, *QUORUM))
    assert of_kind(events, Certificate, Award, NoAward) == ["Certificate"]
    for move in (Deposits("AA", "5"), Withdraws("AA", "5")):
        assert story.refused("2025-05-01 12:00", move) == "C0202"


def test_P7c_membership_counts_from_the_award_on_and_the_new_member_is_asked_too() -> None:
    second = replace(MIRROR, rests_while=())
    story = armed(replace(NO_CHALLENGE, guarantees=(GUARANTEE, second)))
    events = story.on("2025-04-01 12:00", found(), *attests(1, *QUORUM))
    assert [e.members for e in events if isinstance(e, Award)] == [LEAGUE]
    assert story.state.members("League") == (*LEAGUE, "South")
    assert [(e.guarantee, e.armed) for e in events if isinstance(e, Armed)] == [("7", False)]
    assert why(story, "7") == {"South": "not deposited"}


def test_P7c_what_one_act_releases_is_judged_together() -> None:
    funds = replace(GUARANTEE, name="8", article="8", alliance="", effect="the funds")
    at_once = armed(replace(NO_CHALLENGE, guarantees=(GUARANTEE, funds)))
    events = at_once.on("2025-04-01 12:00", found(), *attests(1, *QUORUM))
    assert [e.guarantee for e in events if isinstance(e, Award)] == ["5", "8"]
    later = armed(replace(NO_CHALLENGE, guarantees=(GUARANTEE, funds)))
    later.on("2025-04-01 12:00", found(party="South"), *attests(1, *QUORUM), found(), *attests(2, *QUORUM))
    events = later.on("2025-04-02 12:00", gone(1))
    assert [e.guarantee for e in events if isinstance(e, Award)] == ["5", "8"]


def _undermined(review: ReviewRule | None = GUARANTEE.review) -> Story:
    story = armed(with_guarantee(review=review))
    story.on("2025-04-01 12:00", found(), *attests(1, *QUORUM))
    assert story.refused("2025-04-02 12:00", Reviews("AA", "5")) == "C0220"
    story.on("2025-10-10 12:00", gone())
    return story


def test_P9_those_permitted_may_act_within_the_time_of_the_review_each_once() -> None:
    story = _undermined()
    assert story.next_limit() == "2025-11-09 12:00"  # 30 days, over the change of the clocks
    story.on("2025-10-11 12:00", Reviews("AA", "5", 4))
    assert story.refused("2025-10-11 12:00", Reviews("AA", "5")) == "C0222"
    assert story.refused("2025-10-11 12:00", Reviews("W1", "5")) == "C0221"
    story.on("2025-11-09 12:00", Reviews("BB", "5", 5))
    assert [(r.who, r.mark) for r in story.guarantee().reviewed] == [("AA", 4), ("BB", 5)]
    assert story.refused("2025-11-09 12:00:00.000001", Reviews("CC", "5")) == "C0220"


def test_P9_the_beneficiary_acts_only_where_the_article_names_it() -> None:
    assert _undermined().refused("2025-10-11 12:00", Reviews("South", "5")) == "C0221"
    named = _undermined(ReviewRule("6", "", ("North", "South"), "call in the Court", days(30)))
    named.on("2025-10-11 12:00", Reviews("South", "5"))


def test_P9_without_a_time_the_review_stays_open_and_without_an_article_there_is_none() -> None:
    story = _undermined(ReviewRule("6", "League", (), "suspend the membership", None))
    story.on("2029-10-11 12:00", Reviews("AA", "5"))
    assert _undermined(None).refused("2025-10-11 12:00", Reviews("AA", "5")) == "C0220"


def test_P9_the_review_opens_and_closes_once() -> None:
    story = _undermined()
    assert of_kind(story.on("2025-10-12 12:00", gone()), ReviewMoved) == []
    events = story.on("2026-01-01 00:00")
    assert [(e.opened, e.at) for e in events if isinstance(e, ReviewMoved)] == [(False, instant("2025-11-09 12:00"))]


RENEWED = replace(DEAL, in_force_until=instant("2025-11-01 00:00"), renewal=RenewalRule(days(30), days(10)))


def test_P10_it_is_renewed_at_its_end_by_the_calendar_unless_somebody_has_objected() -> None:
    story = Story(RENEWED)
    events = story.on("2025-12-15 00:00")
    assert [e.until for e in events if isinstance(e, Renewed)] == [
        instant("2025-12-01 00:00"), instant("2025-12-31 00:00"),
    ]  # fmt: skip
    assert not story.state.ended


def test_P10_an_objection_in_time_covers_the_end_that_comes_next() -> None:
    story = Story(RENEWED)
    story.on("2025-10-22 00:00", Objects("North"))  # the clocks go back on 26 October
    assert story.refused("2025-10-22 00:00", Objects("North")) == "C0243"
    events = story.on("2025-11-01 00:00:00.000001")
    assert [(e.at, e.objected) for e in events if isinstance(e, Ended)] == [(instant("2025-11-01 00:00"), ("North",))]


def test_P10_an_objection_too_late_has_no_effect_and_strangers_have_none() -> None:
    story = Story(RENEWED)
    assert story.refused("2025-10-20 00:00", Objects("AA")) == "C0240"
    assert story.refused("2025-10-22 00:00:00.000001", Objects("North")) == "C0242"
    story.on("2025-11-02 00:00")
    assert not story.state.ended and story.state.objected == ()
    assert Story(DEAL).refused("2025-10-20 00:00", Objects("North")) == "C0241"


def test_P10_an_accord_that_has_ended_still_judges_what_happened_before() -> None:
    story = armed(replace(NO_CHALLENGE, in_force_until=instant("2025-11-01 00:00")))
    story.on("2025-11-20 12:00", found())
    assert story.state.ended
    assert of_kind(story.on("2025-11-20 12:00", *attests(1, *QUORUM)), Certificate, Award) == ["Certificate", "Award"]


def test_P10_after_the_end_no_consent_can_be_deposited() -> None:
    story = Story(RENEWED)
    story.on("2025-10-20 00:00", Objects("South"), Deposits("AA", "5"))
    assert story.refused("2025-11-02 00:00", Deposits("BB", "5")) == "C0203"
