"""Rules P1a to P3a: time, votes, cure, challenge, and what becomes of a case when its finding changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foedus.accord.model import Silence
from foedus.basics.instant import Period, Unit
from foedus.procedure.events import Award, CaseMoved, Certificate, ConsentGone, Ended, Undermined, VotesVoided
from foedus.procedure.machine import step
from foedus.procedure.moves import Deposits, Joins
from foedus.procedure.state import Breach
from procedure_story import (
    CERTIFICATION,
    DEAL,
    GUARANTEE,
    LEAGUE,
    NO_CHALLENGE,
    RULING,
    WATCH,
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
)

EVENING = "2025-03-28 18:00"  # a Friday; the clocks go forward in the night to Sunday
REFUSING = replace(DEAL, certifications=(replace(CERTIFICATION, silence=Silence.REFUSAL),))


def test_P1a_limits_fire_before_a_move_each_as_of_its_own_instant() -> None:
    story = Story()
    story.on(EVENING, found())
    events = story.on("2025-07-01 12:00", Joins("League", "DD"))
    moved = [(e.stage.value, e.at) for e in events if isinstance(e, CaseMoved)]
    assert moved == [("open to challenge", instant("2025-03-31 19:00")), ("certified", instant("2025-04-05 19:00"))]


def test_P1a_who_acts_exactly_at_a_limit_acts_in_time_and_a_microsecond_later_is_late() -> None:
    in_time, late = Story(REFUSING), Story(REFUSING)
    for story in (in_time, late):
        story.on(EVENING, found(), *attests(1, "W1", "W2"))
    in_time.on("2025-03-31 19:00", *attests(1, "W3"))
    assert in_time.stage() == "open to challenge"
    assert late.refused("2025-03-31 19:00:00.000001", attests(1, "W3")[0]) == "C0102"
    assert late.stage() == "refused"


def test_P1a_at_one_instant_cases_go_before_consents_and_the_end_of_the_accord_is_last() -> None:
    until = instant("2025-04-05 19:00")
    story = Story(replace(DEAL, in_force_until=until))
    story.on("2025-03-01 00:00", *(Deposits(name, "5", until) for name in LEAGUE))
    story.on(EVENING, found())
    told = story.on("2025-05-01 00:00")
    at_once = tuple(e for e in told if e.at == until)
    assert of_kind(at_once, Certificate, Award, ConsentGone, Ended) == ["Certificate", "Award", "Ended"]


def test_P1a_breaches_whose_limits_meet_go_in_the_order_in_which_they_were_opened() -> None:
    story = armed(NO_CHALLENGE)
    story.on(EVENING, found("1"), found("3"))
    told = story.on("2025-04-01 00:00")
    assert [e.case for e in told if isinstance(e, Certificate)] == [1, 2]
    assert [e.case for e in told if isinstance(e, Award)] == [1]


def test_P1a_between_limits_nothing_changes() -> None:
    story = Story()
    story.on(EVENING, found())
    before = story.state
    assert story.next_limit() == "2025-03-31 19:00"
    assert story.on("2025-03-31 19:00") == ()
    assert replace(story.state, at=before.at) == before


def test_P1b_a_refused_move_changes_nothing_but_what_time_has_brought_about_stands() -> None:
    story = Story(REFUSING)
    story.on(EVENING, found(), *attests(1, "W1"))
    stepped = step(story.procedure, story.state, instant("2025-04-02 09:00"), attests(1, "W2")[0])
    assert stepped.refusal is not None and stepped.refusal.code == "C0102"
    assert [e.at for e in stepped.events] == [instant("2025-03-31 19:00")]


@pytest.mark.parametrize(("move", "code"), [
    (attests(2, "W1")[0], "C0101"), (waives(), "C0102"), (attests(1, "AA")[0], "C0103"),
    (attests(1, "W1")[0], "C0104"), (challenges(party="South"), "C0106"), (attests(1, "W2", finding="x")[0], "C0107"),
    (Joins("Watch", "W5"), "C0230"), (Joins("League", "AA"), "C0231"), (Deposits("AA", "9"), "C0201"),
])  # fmt: skip
def test_P1b_each_refusal_has_a_code_and_says_what_why_and_how_to_mend(move, code) -> None:  # type: ignore[no-untyped-def]
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1"))
    stepped = step(story.procedure, story.state, instant(EVENING), move)
    assert stepped.refusal is not None and stepped.refusal.code == code
    assert all((stepped.refusal.what, stepped.refusal.why, stepped.refusal.mend))
    assert story.refused(EVENING, move) == code


def test_P1b_evidence_about_a_case_that_is_over_is_no_error_and_changes_nothing() -> None:
    story = Story(REFUSING)
    story.on(EVENING, found())
    story.on("2025-04-02 00:00")
    before = story.state
    assert story.on("2025-04-02 00:00", revised(1, "v2", "ab"), gone()) == ()
    assert story.state == before


def test_P2_a_limit_in_hours_is_elapsed_time_and_one_in_days_keeps_the_clock() -> None:
    story = Story()
    story.on(EVENING, found("2"))
    assert story.due() == "2025-03-31 19:00"  # 72 hours, an hour of the clock is skipped
    story.on("2025-03-29 18:00", *attests(1, "W1", "W2", "W3"))
    assert (story.stage(), story.due()) == ("curing", "2025-04-05 18:00")
    story.on("2025-04-05 18:00:00.000001")
    assert (story.stage(), story.due()) == ("open to challenge", "2025-04-10 18:00")


def test_P2_when_the_clock_goes_back_hours_end_earlier_by_the_clock_and_days_do_not() -> None:
    story = Story()
    story.on("2025-10-24 18:00", found("2"))
    assert story.due() == "2025-10-27 17:00"
    story.on("2025-10-25 18:00", *attests(1, "W1", "W2", "W3"))
    assert story.due() == "2025-11-01 18:00"


def test_P2_a_quorum_is_of_those_appointed_not_of_those_voting() -> None:
    story = Story(REFUSING)
    story.on(EVENING, found(), *attests(1, "W1", "W2"))
    story.on("2025-04-01 00:00")
    assert story.stage() == "refused", "two for and none against are no quorum of three"


@pytest.mark.parametrize(("silence", "ends"), [(Silence.DISMISSES, "certified"), (Silence.UPHOLDS, "challenge upheld")])
def test_P2_every_wait_says_what_silence_means(silence: Silence, ends: str) -> None:
    story = Story(replace(DEAL, ruling=replace(RULING, silence=silence)))
    story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"))
    story.on("2025-03-29 00:00", challenges())
    assert story.due() == "2025-04-08 00:00"
    story.on("2025-05-29 00:00")
    assert story.stage() == ends


def test_P2a_a_retraction_re_evaluates_before_reopens_between_and_undoes_nothing_after() -> None:
    before, between, after = armed(), _waiting(), armed(NO_CHALLENGE)
    before.on(EVENING, found(), *attests(1, "W1"))
    before.on("2025-03-29 00:00", revised(1, "v2", "ab"))
    assert before.stage() == "attesting" and before.case().votes == ()
    between.on("2025-04-10 00:00", revised(2, "v2", "ab"))
    assert between.stage(2) == "attesting"
    after.on(EVENING, found(), *attests(1, "W1", "W2", "W3"))
    after.on("2025-03-29 00:00", gone())
    assert after.stage() == "certified" and after.guarantee().case == 1
    assert after.case().undermined and after.guarantee().review_open


def test_P2b_a_finding_of_a_certified_grade_opens_a_case_with_the_limit_counted_from_then() -> None:
    story = Story()
    events = story.on(EVENING, found())
    assert of_kind(events, CaseMoved) == ["CaseMoved"]
    assert (story.stage(), story.due()) == ("attesting", "2025-03-31 19:00")


def test_P2b_the_quorum_verifies_at_once() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2"))
    assert story.stage() == "attesting"
    story.on("2025-03-28 18:30", *attests(1, "W3"))
    assert (story.stage(), story.due()) == ("open to challenge", "2025-04-02 18:30")


def test_P2b_votes_against_refuse_as_soon_as_the_quorum_is_out_of_reach() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", favours=False))
    assert story.stage() == "attesting"
    story.on(EVENING, *attests(1, "W2", favours=False))
    assert story.stage() == "refused"


@pytest.mark.parametrize(("silence", "stage"), [(Silence.ASSENT, "open to challenge"), (Silence.REFUSAL, "refused")])
def test_P2b_at_the_limit_silence_decides(silence: Silence, stage: str) -> None:
    story = Story(replace(DEAL, certifications=(replace(CERTIFICATION, silence=silence),)))
    story.on(EVENING, found())
    story.on("2025-03-31 19:00:00.000001")
    assert story.stage() == stage


def test_P2b_a_finding_without_a_party_opens_no_case() -> None:
    with pytest.raises(AssertionError):
        Story().on(EVENING, found(party=""))


def test_P2c_a_performance_shown_in_time_cures_and_one_shown_later_does_not() -> None:
    for when, stage in (("2025-04-04 18:00", "cured"), ("2025-04-04 18:00:00.000001", "open to challenge")):
        story = Story()
        story.on(EVENING, found("2.2"), *attests(1, "W1", "W2", "W3"))
        story.on(when, revised(1, "v1", "abc", performed=True))
        assert story.stage() == stage


def test_P2c_a_performance_known_at_the_verification_cures_at_that_instant() -> None:
    story = Story()
    story.on(EVENING, found("2", performed=True), *attests(1, "W1", "W2", "W3"))
    assert story.stage() == "cured"
    other = Story()
    other.on(EVENING, found("1", performed=True), *attests(1, "W1", "W2", "W3"))
    assert other.stage() == "open to challenge", "for Article 1 no cure is allowed"


def test_P2c_as_many_attestations_as_the_quorum_say_that_it_is_made_good() -> None:
    story = Story()
    story.on(EVENING, found("2"), *attests(1, "W1", "W2", "W3"), *cured(1, "W4", "W1"))
    assert story.refused(EVENING, cured(1, "W4")[0]) == "C0104"
    assert story.stage() == "curing"
    story.on(EVENING, *cured(1, "W2"))
    assert story.stage() == "cured"


def test_P2c_only_the_accused_may_waive_its_time() -> None:
    story = Story()
    story.on(EVENING, found("2"), *attests(1, "W1", "W2", "W3"))
    assert story.refused(EVENING, waives(party="South")) == "C0106"
    story.on(EVENING, waives())
    assert (story.stage(), story.due()) == ("open to challenge", "2025-04-02 18:00")


def test_P2c_the_line_of_the_own_article_goes_before_the_one_for_any() -> None:
    cures = (("", days(1)), ("2", days(7)))
    story = Story(replace(DEAL, certifications=(replace(CERTIFICATION, cures=cures),)))
    story.on(EVENING, found("2.2"), found("1"))
    story.on(EVENING, *attests(1, "W1", "W2", "W3"), *attests(2, "W1", "W2", "W3"))
    assert (story.due(1), story.due(2)) == ("2025-04-04 18:00", "2025-03-29 18:00")


def test_P2d_a_challenge_is_by_the_accused_on_a_ground_listed_and_in_time() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"))
    assert story.refused(EVENING, challenges(ground="it was their fault")) == "C0109"
    assert story.refused(EVENING, challenges(party="South")) == "C0106"
    story.on("2025-04-02 18:00", challenges())
    assert (story.stage(), story.due()) == ("challenged", "2025-04-12 18:00")
    late = Story()
    late.on(EVENING, found(), *attests(1, "W1", "W2", "W3"))
    assert late.refused("2025-04-02 18:00:00.000001", challenges()) == "C0102"
    assert late.stage() == "certified"


def test_P2d_the_quorum_of_the_deciding_body_upholds_or_rejects() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"), challenges(), *rules(1, "J1", upholds=True))
    story.on(EVENING, *rules(1, "J2"))
    assert story.stage() == "challenged"
    story.on(EVENING, *rules(1, "J3", upholds=True))
    assert story.stage() == "challenge upheld"


def test_P2d_after_a_rejection_one_more_challenge_is_open_where_the_text_allows_it() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"), challenges())
    story.on("2025-03-29 18:00", *rules(1, "J1", "J2"))
    assert (story.stage(), story.due()) == ("open to challenge", "2025-04-03 18:00")
    story.on("2025-03-30 18:00", challenges(ground="wrong party"))
    events = story.on("2025-03-31 18:00", *rules(1, "J1", "J2"))
    assert story.stage() == "certified", "two challenges are allowed"
    assert [e.at for e in events if isinstance(e, Certificate)] == [instant("2025-03-31 18:00")]


def test_P2d_it_is_certified_at_the_limit_by_waiver_or_at_once_where_no_challenge_is_allowed() -> None:
    limit, waived, none = Story(), Story(), Story(NO_CHALLENGE)
    for story in (limit, waived, none):
        story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"))
    assert none.stage() == "certified"
    waived.on("2025-03-28 18:01", waives())
    assert waived.stage() == "certified"
    events = limit.on("2025-05-01 00:00")
    assert [e.at for e in events if isinstance(e, Certificate)] == [instant("2025-04-02 18:00")]


def test_P2e_a_weaker_version_voids_the_votes_for_and_the_limit_runs_on() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2"), *attests(1, "W3", favours=False))
    events = story.on("2025-03-29 18:00", revised(1, "v2", "abd"))
    assert [e.members for e in events if isinstance(e, VotesVoided)] == [("W1", "W2")]
    assert story.due() == "2025-03-31 19:00"
    assert story.refused("2025-03-29 18:00", attests(1, "W3", finding="v2")[0]) == "C0104"
    story.on("2025-03-29 18:00", *attests(1, "W1", "W2", "W4", finding="v2"))
    assert story.stage() == "open to challenge"


def test_P2e_a_version_with_more_incidents_leaves_the_votes() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2"), revised(1, "v2", "abcd"), *attests(1, "W3"))
    assert story.stage() == "open to challenge"


def test_P2e_after_the_verification_a_case_goes_on_while_the_finding_stands() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"), revised(1, "v2", "a"))
    assert (story.stage(), story.due()) == ("open to challenge", "2025-04-02 18:00")
    story.on("2025-03-29 00:00", gone())
    assert (story.stage(), story.due()) == ("retracted", "")


def _waiting(procedure=NO_CHALLENGE) -> Story:  # type: ignore[no-untyped-def]
    """South is in certified breach; so the award on North's, which is certified after it, waits."""
    story = armed(procedure)
    story.on("2025-04-01 12:00", found(party="South"), *attests(1, "W1", "W2", "W3"))
    story.on("2025-04-02 12:00", found(), *attests(2, "W1", "W2", "W3"))
    assert story.case(2).waiting == (procedure.guarantees[0].name,)
    return story


def test_P2f_a_certificate_whose_award_waits_is_reopened_by_a_weaker_version() -> None:
    story = _waiting()
    story.on("2025-04-10 12:00", revised(2, "v2", "abcd"))
    assert story.stage(2) == "certified", "what is certified is not changed by more of it"
    story.on("2025-04-10 12:00", revised(2, "v3", "ab"))
    assert (story.stage(2), story.due(2), story.case(2).waiting) == ("attesting", "2025-04-13 12:00", ())
    story.on("2025-04-10 12:00", *attests(2, "W1", "W2", "W4", finding="v3"))
    assert story.stage(2) == "certified" and story.case(2).waiting == ("5",)


def test_P2f_when_it_no_longer_stands_the_case_whose_award_waits_is_retracted() -> None:
    story = _waiting()
    events = story.on("2025-04-10 12:00", gone(2))
    assert story.stage(2) == "retracted" and not story.case(2).is_pending
    assert of_kind(events, Undermined, CaseMoved) == ["Undermined", "CaseMoved"]


def test_P2f_a_certificate_without_a_wait_is_marked_once_and_stays() -> None:
    for story in (armed(NO_CHALLENGE), Story(NO_CHALLENGE)):
        story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"), revised(1, "v2", "a"))
        assert not story.case().undermined, "it still stands, on less"
        events = story.on("2025-03-30 12:00", gone(), gone())
        assert of_kind(events, Undermined) == ["Undermined"]
        assert story.stage() == "certified" and story.case().undermined
        assert story.guarantee().review_open == (story.guarantee().case == 1)


def test_P2f_a_certificate_that_had_one_award_is_not_taken_away_for_another_that_waits() -> None:
    other = replace(GUARANTEE, alliance="", effect="the funds", rests_while=())
    resting = replace(GUARANTEE, name="8", article="8", alliance="", effect="other funds")
    for evidence in (revised(2, "v2", "ab"), gone(2)):
        story = _waiting(replace(NO_CHALLENGE, guarantees=(resting, other)))
        assert story.case(2).waiting == ("8",) and story.guarantee("5").case == 2
        story.on("2025-04-10 12:00", evidence)
        assert story.stage(2) == "certified"
        assert (story.case(2).waiting == ()) == story.case(2).undermined == story.guarantee("5").review_open
        story.on("2025-04-11 12:00", *cured(1, "W1", "W2", "W3"))
        assert (story.guarantee("8").case == 0) == story.case(2).undermined


DUTIFUL = replace(
    DEAL, certifications=(replace(CERTIFICATION, duty=Period(24, Unit.HOUR)),),
    ruling=replace(RULING, duty=Period(2, Unit.DAY)),
)  # fmt: skip


def test_P2h_a_vote_after_the_duty_and_by_the_limit_counts_like_any_other() -> None:
    one, other = Story(DUTIFUL), Story(DEAL)
    for story in (one, other):
        story.on(EVENING, found())
        assert story.case().since_when == instant(EVENING)
        story.on("2025-03-31 19:00", *attests(1, "W1", "W2", "W3"))
        story.on("2025-04-01 12:00", challenges(1))
        assert story.case().since_when == instant("2025-04-01 12:00")
        story.on("2025-04-05 12:00", *rules(1, "J1", "J2"))
        assert (story.stage(), story.case().since_when) == ("open to challenge", instant("2025-04-05 12:00"))
        story.on("2025-04-05 12:00", waives())
        assert (story.stage(), story.case().since_when) == ("certified", None)
    assert one.state == other.state


def test_P2g_a_breach_has_one_running_case_and_a_new_one_after_that_is_over() -> None:
    story = Story(REFUSING)
    story.on(EVENING, found(), found("2"), found(party="South"))
    assert len(story.state.cases) == 3, "another norm or party is another breach"
    assert story.state.running(Breach("1", "material", "North")) == story.case(1)
    with pytest.raises(AssertionError):
        story.on(EVENING, found(incidents="xyz"))
    story.on("2025-04-02 00:00", found(incidents="xyz"))
    assert (story.stage(1), story.stage(4)) == ("refused", "attesting")


def test_P2g_a_case_whose_award_waits_is_still_running() -> None:
    story = _waiting()
    assert story.state.running(Breach("1", "material", "North")) == story.case(2)


def test_P3_one_member_has_one_vote_and_the_first_counts() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", favours=False))
    assert story.refused(EVENING, attests(1, "W1")[0]) == "C0104"
    assert [v.favours for v in story.case().votes] == [False]


def test_P3_only_members_of_the_body_have_a_vote() -> None:
    story = Story()
    story.on(EVENING, found())
    for stranger in ("North", "South", "AA", "J1", "Nobody"):
        assert story.refused(EVENING, attests(1, stranger)[0]) == "C0103"
    story.on(EVENING, *attests(1, *WATCH[:3]), challenges())
    assert story.refused(EVENING, rules(1, "W1")[0]) == "C0103"


def test_P3_a_vote_on_one_finding_does_not_serve_another() -> None:
    story = Story()
    story.on(EVENING, found(), found("2", finding="u1"))
    assert story.refused(EVENING, attests(1, "W1", finding="u1")[0]) == "C0107"


def test_P3a_a_vote_for_what_has_become_weaker_since_does_not_count_and_one_against_does() -> None:
    story = Story()
    story.on(EVENING, found(), revised(1, "v2", "abcd"), *attests(1, "W1", finding="v1"), revised(1, "v3", "ab"))
    for finding in ("v1", "v2"):
        assert story.refused(EVENING, attests(1, "W2", finding=finding)[0]) == "C0105"
    story.on(EVENING, *attests(1, "W2", favours=False, finding="v1"), *attests(1, "W3", finding="v3"))
    assert [(v.member, v.favours) for v in story.case().votes] == [("W2", False), ("W3", True)]


def test_P3a_a_ruling_names_the_finding_that_was_challenged() -> None:
    story = Story()
    story.on(EVENING, found(), *attests(1, "W1", "W2", "W3"), revised(1, "v2", "ab"), challenges())
    story.on(EVENING, revised(1, "v3", "a"))
    assert story.case().in_question == "v2"
    for other in ("v1", "v3", "x"):
        assert story.refused(EVENING, rules(1, "J1", finding=other)[0]) == "C0107"
    story.on(EVENING, *rules(1, "J1", "J2", upholds=True, finding="v2"))
    assert story.stage() == "challenge upheld"
