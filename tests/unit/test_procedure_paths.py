"""The ways of a certification, by hand: where they lead, when, what they release, and what stands beside them."""

from __future__ import annotations

from dataclasses import replace

from foedus.accord.model import Construction, Silence
from foedus.basics.instant import DAY, Instant, Unit
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.path_dates import promises, sunset
from foedus.procedure.path_walk import MOST_CHALLENGES, Doing, Place, Walk, walk
from foedus.procedure.path_words import moment
from foedus.procedure.paths import Course, Paths, paths
from foedus.procedure.rules import ChallengeRule, Procedure, RenewalRule, WithdrawalRule
from foedus.procedure.state import Breach, Stage
from library_values import deal
from path_values import GUARANTORS, NORM, START, certification, guarantee, period, procedure

BREACH = Breach(NORM, "material", "AA")


def ways(of: Procedure, found_at: Instant = START) -> Walk:
    found = walk(of, BREACH, found_at)
    assert found is not None
    return found


def targets(found: Walk, stage: Stage, challenges: int = 0) -> dict[Doing, Stage]:
    return {
        e.doing: e.target.stage
        for e in found.edges
        if e.source == Place(stage, challenges) and e.doing is not Doing.RETRACTION
    }


def sample() -> tuple[Procedure, Paths]:
    accord = deal("conditional_accession/conditional_accession")[0]
    rules = compile_procedure(accord)
    found = paths(accord, rules, "material", accord.in_force_from)
    assert found is not None
    return rules, found


# -- where they lead ---------------------------------------------------------------------------------------------------


def test_silence_of_the_body_leads_where_the_text_says() -> None:
    assent, refusal = (ways(procedure(certification(s))) for s in (Silence.ASSENT, Silence.REFUSAL))
    assert targets(assent, Stage.ATTESTING)[Doing.SILENCE] is Stage.CHALLENGEABLE
    assert targets(refusal, Stage.ATTESTING)[Doing.SILENCE] is Stage.REFUSED
    assert targets(refusal, Stage.ATTESTING)[Doing.VOTE_FOR] is Stage.CHALLENGEABLE


def test_votes_are_as_many_as_the_machine_needs() -> None:
    votes = {e.doing: e.votes for e in ways(procedure(certification(quorum=4))).edges}
    assert (votes[Doing.VOTE_FOR], votes[Doing.VOTE_AGAINST]) == (4, 2), "two against leave four out of reach"
    assert (votes[Doing.UPHOLD], votes[Doing.REJECT], votes[Doing.WAIVE]) == (2, 2, 0)


def test_without_cure_and_challenge_the_vote_certifies() -> None:
    found = ways(procedure(certification(times=0)))
    assert targets(found, Stage.ATTESTING) == {
        Doing.SILENCE: Stage.CERTIFIED, Doing.VOTE_FOR: Stage.CERTIFIED, Doing.VOTE_AGAINST: Stage.REFUSED,
    }  # fmt: skip
    assert found.certified == (START, START + 3 * DAY)


def test_each_failed_challenge_opens_the_next_until_they_are_used_up() -> None:
    found = ways(procedure(certification(times=3)))
    assert targets(found, Stage.CHALLENGED, 1)[Doing.REJECT] is Stage.CHALLENGEABLE
    assert targets(found, Stage.CHALLENGED, 2)[Doing.REJECT] is Stage.CERTIFIED
    assert found.certified == (START, START + (3 + 3 * (5 + 10)) * DAY)
    assert [e.doing for e in found.longest[1:3]] == [Doing.CHALLENGE, Doing.SILENCE]


def test_where_silence_upholds_the_longest_way_to_the_award_needs_a_ruling() -> None:
    found = ways(procedure(ruling_silence=Silence.UPHOLDS))
    assert targets(found, Stage.CHALLENGED)[Doing.SILENCE] is Stage.UPHELD
    assert [e.doing for e in found.longest] == [Doing.SILENCE, Doing.CHALLENGE, Doing.REJECT]
    assert found.certified == (START, START + 18 * DAY)


def test_what_was_done_before_the_vote_cures_at_the_vote() -> None:
    found = ways(procedure(certification(cures=(("2", period(7)),))))
    assert targets(found, Stage.ATTESTING)[Doing.PERFORMED] is Stage.CURED
    assert targets(found, Stage.CURING)[Doing.CURE_ATTESTED] is Stage.CURED
    other = walk(procedure(certification(cures=(("2", period(7)),))), Breach("1", "material", "AA"), START)
    assert other is not None and other.node(Place(Stage.CURING, 0)) is None


def test_too_many_challenges_or_limits_beyond_the_calendar_are_not_laid_out() -> None:
    often = certification(times=MOST_CHALLENGES + 1)
    assert walk(procedure(often), BREACH, START) is None
    for_ages = replace(certification(), challenge=ChallengeRule(90, period(100, Unit.YEAR), ("forgery",)))
    assert walk(procedure(for_ages), BREACH, START) is None


def test_what_lies_before_1970_is_laid_out_too() -> None:
    found = replace(procedure(), in_force_from=-9_000 * DAY, in_force_until=None)
    assert ways(found, -8_000 * DAY).certified == (-8_000 * DAY, (-8_000 + 18) * DAY)


# -- the conditional accession -----------------------------------------------------------------------------------------


def test_the_plan_of_february_has_two_courses_and_its_dates_are_those_of_the_calendar() -> None:
    _, found = sample()
    ends = {course.norms: course.walk.certified for course in found.courses}
    latest = {norms: moment(end[1], "Europe/Kyiv") for norms, end in ends.items() if end}
    assert latest == {("1",): "Thu 19 June 2025 00:00", ("2.2",): "Thu 26 June 2025 00:00"}
    (released,) = found.releases
    assert (released.guarantee, released.released) == ("5", 32)
    assert moment(released.latest, "Europe/Kyiv") == "Thu 26 June 2025 00:00"


def test_only_breaches_that_can_be_made_good_go_by_the_cure() -> None:
    _, found = sample()
    votes = {e.target.stage: found.norms_of(e) for e in found.edges if e.doing is Doing.VOTE_FOR}
    assert votes == {Stage.CURING: ("2.2",), Stage.CHALLENGEABLE: ("1",)}
    waivers = [e for e in found.edges if e.doing is Doing.WAIVE and e.source.stage is Stage.CURING]
    assert [found.norms_of(e) for e in waivers] == [()], "who is there at all can waive"


def test_each_member_of_the_alliance_can_keep_it_unarmed_and_none_can_leave_when_it_matters() -> None:
    rules, found = sample()
    (promise,) = promises(rules, found)
    assert len(promise.needed) == 32 and promise.never == () and promise.too_late_to_hold == ()
    (leave,) = promise.leaves
    assert leave.quiet is not None and moment(leave.quiet, "Europe/Kyiv") == "Fri 28 November 2025 00:00"
    assert leave.pending is None
    assert promise.review_until is not None
    assert moment(promise.review_until, "Europe/Kyiv") == "Sat 26 July 2025 00:00"


# -- what stands beside ------------------------------------------------------------------------------------------------


def made(of: Procedure) -> Paths:
    found = ways(of)
    return Paths(of.certifications[0], of.ruling, START, (Course((NORM,), found),), found.releases)


def test_where_some_consents_suffice_nobody_alone_can_keep_it_unarmed() -> None:
    of = procedure(guarantees=(guarantee(count=2),))
    (promise,) = promises(of, made(of))
    assert promise.needed == () and promise.release is not None and promise.release.released == 3


def test_a_guarantee_whose_group_has_no_members_is_never_armed_and_releases_nothing() -> None:
    of = procedure(guarantors=())
    (promise,) = promises(of, made(of))
    assert promise.release is None and [m.guarantor for m in promise.never] == ["Union"]


def test_who_can_withdraw_before_the_latest_award_is_told() -> None:
    short, long = (WithdrawalRule(period(days), False) for days in (10, 30))
    for rule, early in ((short, True), (long, False), (WithdrawalRule(None, True), False)):
        of = procedure(guarantees=(guarantee(rule),))
        (promise,) = promises(of, made(of))
        assert bool(promise.too_late_to_hold) is early
    silent = procedure(guarantees=(guarantee(None, construction=Construction.REVOCABLE_ESCROW),))
    (promise,) = promises(silent, made(silent))
    assert [(x.guarantors, x.pending) for x in promise.too_late_to_hold] == [(GUARANTORS, START)]


def test_several_guarantees_are_released_each_by_its_own_accused() -> None:
    of = procedure(guarantees=(guarantee(), guarantee(by="BB", name="5#2")))
    assert [r.guarantee for r in ways(of).releases] == ["5"]
    other = walk(of, Breach(NORM, "material", "BB"), START)
    assert other is not None and [r.guarantee for r in other.releases] == ["5#2"]


def test_the_end_that_comes_next_is_that_of_the_machine() -> None:
    of = procedure(renewal=RenewalRule(period(100), period(30)))
    first, second = START + 365 * DAY, START + 465 * DAY
    end = sunset(of, START)
    assert end is not None and (end.until, end.renewed_until, end.object_by) == (first, second, first - 30 * DAY)
    later = sunset(of, first)
    assert later is not None and later.until == second
    plain, endless = sunset(procedure(), START), sunset(replace(procedure(), in_force_until=None), START)
    assert plain is not None and plain.renewed_until is None and endless is None
