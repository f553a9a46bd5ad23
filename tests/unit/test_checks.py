"""What the checks let pass, what they see through, and that no text makes them fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.accord.checks.conditions import implies
from foedus.accord.checks.spans import at_most, contains
from foedus.accord.model import CalendarDay, Condition, Measure, Window
from foedus.accord.read_accord import read_accord, read_source
from foedus.basics.instant import Period, Unit
from foedus.basics.problem import Problem

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "tests" / "bad" / "sound.accord").read_text(encoding="utf-8")
LAST_OF_ARTICLE_1 = "breaches are at least 3 within 7 days\n"
LIBRARY = sorted((ROOT / "library").glob("*/*.accord"))


def told(*changes: tuple[str, str]) -> tuple[Problem, ...]:
    source = SOUND
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    return read_source(source, "changed.accord", ROOT).problems


def codes(*changes: tuple[str, str]) -> list[str]:
    return [p.code for p in told(*changes)]


def hours(count: int) -> Period:
    return Period(count, Unit.HOUR)


def days(count: int) -> Period:
    return Period(count, Unit.DAY)


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.stem)
def test_the_deals_of_the_library_are_free_of_errors(path: Path) -> None:
    assert read_accord(path).errors == ()


def test_there_are_deals_in_the_library() -> None:
    assert len(LIBRARY) >= 5


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_misspelt_name_is_answered_with_the_name_that_was_meant() -> None:
    (problem,) = told(("attack in Pass", "attack in Paas"))
    assert problem.mend == "did you mean Pass?"


def test_a_name_of_another_kind_is_called_what_it_is() -> None:
    (problem,) = told(("    Court decides", "    League decides"))
    assert problem.what == "League is an alliance, not a body"


def test_a_broken_declaration_is_not_followed_by_complaints_about_its_name() -> None:
    assert all(c.startswith("A01") for c in codes(('body Court "Court of Three"', "body Court")))


def test_members_of_a_body_can_be_named_like_those_of_an_alliance() -> None:
    assert codes(("Each member of League may", "Each member of Watch may")) == []


# -- words ------------------------------------------------------------------------------------------------------------


def test_an_act_of_the_shared_words_needs_no_declaration() -> None:
    assert codes(("act attack is shelling, raid\n", "")) == []


def test_an_act_that_an_accord_lists_is_known_even_if_no_source_uses_it() -> None:
    change = ("act attack is shelling, raid", "act attack is shelling, jamming of radio")
    assert codes(change, ("must not attack in Pass", "must not jamming of radio in Pass")) == ["A0238"]


def test_a_longer_name_of_another_thing_is_no_slip_of_the_pen() -> None:
    objects = ("act attack is shelling, raid\n", "act attack is shelling, raid\nobject works is depot, pipeline\n")
    assert codes(objects, ("not attack in", "not attack any works in")) == []


def test_a_duty_that_a_named_body_can_tell_of_is_observable() -> None:
    assert codes(("must withdraw forces from Pass", "must admit Watch to Pass")) == []


# -- conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wider", "narrower", "holds"),
    [
        (None, None, True),
        (None, hours(1), True),
        (hours(1), None, False),
        (hours(25), CalendarDay(), True),
        (hours(24), CalendarDay(), False),  # the day of a clock change has 25
        (days(1), CalendarDay(), True),
        (CalendarDay(), hours(1), False),  # an hour around midnight lies in no single day
        (days(7), Period(1, Unit.WEEK), True),
        (Period(1, Unit.MONTH), days(28), True),
        (Period(1, Unit.MONTH), days(31), False),
    ],
)
def test_a_window_takes_in_another_only_if_it_does_on_every_day_of_the_year(
    wider: Window, narrower: Window, holds: bool
) -> None:
    assert contains(wider, narrower) is holds


def test_of_24_hours_and_one_day_neither_is_surely_the_longer() -> None:
    assert not at_most(hours(24), days(1)) and not at_most(days(1), hours(24))


def test_a_count_does_not_imply_casualties() -> None:
    count = Condition("minor", Measure.COUNT, 9, None)
    assert not implies(count, Condition("minor", Measure.CASUALTIES, 1, None))
    assert implies(count, Condition("minor", Measure.COUNT, 1, None))


def test_more_in_a_longer_window_and_fewer_in_a_shorter_one_stand_side_by_side() -> None:
    line = "        serious breach when count is at least 5 within 24 hours\n"
    assert codes((line, line + "        serious breach when count is at least 9 within 7 days\n")) == []


def test_breaches_by_the_day_are_not_too_many_if_another_line_gives_such_breaches_too() -> None:
    line = "        serious breach when count is at least 5 within 24 hours\n"
    daily = "        serious breach when count is at least 8 per calendar day\n"
    nine = ("breaches are at least 3 within 7 days", "breaches are at least 9 within 3 days")
    assert "A0323" in codes((line, daily), nine)
    assert "A0323" not in codes((line, line + daily), nine)


# -- time -------------------------------------------------------------------------------------------------------------


def test_a_deadline_at_the_very_end_can_never_be_missed() -> None:
    within = "within 14 days after entry into force"
    assert "A0328" in codes((within, "by 2031-01-01"))
    assert codes((within, "by 2030-12-31")) == []


def test_a_chain_of_duties_that_leads_beyond_the_end_is_seen() -> None:
    chain = (
        "        serious breach when not done in time\n",
        "        serious breach when not done in time\n"
        "    Failing that, the same party must clear mines within 12 months.\n"
        "        material breach when not done in time\n",
    )
    assert codes(chain) == ["A0328"]


def test_a_date_that_cannot_be_read_is_told_once() -> None:
    assert codes(("until 2031-01-01", "until 2031-02-30")) == ["A0157"]


# -- conflicts --------------------------------------------------------------------------------------------------------


def test_a_permission_inside_a_wider_prohibition_is_seen_through_the_words() -> None:
    line = LAST_OF_ARTICLE_1
    assert codes((line, line + "    North may raid.\n")) == ["A0351"]


def test_a_conflict_with_a_written_order_is_none() -> None:
    line = LAST_OF_ARTICLE_1
    assert codes((line, line + "    North may raid.\n        prevails over 1\n")) == []


def test_permissions_of_others_or_elsewhere_do_not_conflict() -> None:
    line = LAST_OF_ARTICLE_1
    assert codes((line, line + "    Each member of League may raid.\n")) == []
    gorge = ('zone Pass area "the pass"\n', 'zone Pass area "the pass"\nzone Gorge area "the gorge"\n')
    assert codes(gorge, (line, line + "    North may raid in Gorge.\n")) == []


def test_zones_that_both_name_one_area_overlap() -> None:
    gorge = ('zone Pass area "the pass"\n', 'zone Pass area "the pass"\nzone Gorge area "The Pass"\n')
    line = LAST_OF_ARTICLE_1
    assert codes(gorge, (line, line + "    North may raid in Gorge.\n")) == ["A0351"]


def test_two_prohibitions_of_different_breadth_stand_side_by_side() -> None:
    line = LAST_OF_ARTICLE_1
    more = line + "    North must not raid.\n        minor breach when count is at least 1\n"
    assert codes((line, more)) == []


def test_zones_of_a_file_conflict_only_where_they_meet(tmp_path: Path) -> None:
    for name, west in (("a", 10), ("b", 11), ("c", 30)):
        ring = [[west, 0], [west + 2, 0], [west + 2, 2], [west, 2], [west, 0]]
        shape = f'{{"type": "Polygon", "coordinates": [{ring}]}}'
        (tmp_path / f"{name}.geojson").write_text(shape, encoding="utf-8")
    drawn = 'zone Pass from "a.geojson"\nzone Near from "b.geojson"\nzone Far from "c.geojson"\n'
    text = SOUND.replace('zone Pass area "the pass"\n', drawn)
    line = LAST_OF_ARTICLE_1
    near = text.replace(line, f"{line}    North may raid in Near.\n    South may raid in Far.\n")
    found = [p for p in read_source(near, "n.accord", tmp_path).problems if p.is_error]
    assert [(p.code, "1.2 permits" in p.what) for p in found] == [("A0351", True)]


# -- renewal and withdrawal -------------------------------------------------------------------------------------------

UNTIL = "until 2031-01-01\n"
INSTEAD_OF_WORDS = "        consent may not be withdrawn\n"
CONSTRUCTION = "an escrow with undertaking"


def renewed(period: str, notice: str) -> tuple[str, str]:
    return UNTIL, f"{UNTIL}    renewed for {period} at a time unless a party objects {notice} before\n"


@pytest.mark.parametrize(
    ("period", "notice", "found"),
    [
        ("5 years", "180 days", []),
        ("6 months", "5 months", []),
        ("6 months", "6 months", ["A0309"]),  # due at the instant of the end before
        ("1 year", "365 days", ["A0300", "A0309"]),
        ("1 month", "27 days", []),
        ("1 month", "28 days", ["A0309"]),  # February 2031
        ("2 days", "47 hours", ["A0309"]),  # the two days with the clock change in spring
        ("2 days", "46 hours", []),
        ("2 years", "12 months", ["A0300"]),
        ("100 years", "364 days", []),
    ],
)
def test_a_notice_is_shorter_than_every_time_for_which_the_accord_is_renewed(
    period: str, notice: str, found: list[str]
) -> None:
    assert codes(renewed(period, notice)) == found


def test_a_renewal_to_which_nobody_could_object_is_told_with_the_first_dates_that_show_it() -> None:
    (problem,) = told(renewed("1 month", "28 days"))
    assert problem.is_error and problem.what == "nobody could object in time to the renewal of 2031-03-01 00:00"
    assert "28 days before this one the end of 2031-02-01 00:00 has not passed yet" in problem.why


def test_an_objection_due_before_the_beginning_is_a_warning_and_an_accord_without_end_an_error() -> None:
    assert [p.is_error for p in told(renewed("5 years", "2 years"))] == [False]
    (problem,) = told((f" {UNTIL}", "\n    renewed for 5 years at a time unless a party objects 180 days before\n"))
    assert problem.code == "A0308" and problem.is_error


@pytest.mark.parametrize(
    ("period", "notice", "code"),
    [("0 years", "180 days", "A0126"), ("5 years", "0 days", "A0126"), ("101 years", "180 days", "A0127")],
)
def test_a_period_that_cannot_be_meant_is_told_once_and_not_reckoned_with(period: str, notice: str, code: str) -> None:
    assert codes(renewed(period, notice)) == [code]


def test_nothing_is_said_to_come_too_late_for_an_accord_that_may_be_renewed() -> None:
    later = (
        ("within 14 days after entry into force", "by 2031-06-01"),
        ("attack in Pass.\n", "attack in Pass.\n        unless 1a: from 2031-02-01 until 2031-02-03\n"),
        ("within 24 hours\n", "within 2 years\n"),
    )
    assert sorted(codes(*later)) == ["A0319", "A0328", "A0343"]
    assert codes(*later, renewed("5 years", "180 days")) == []


def test_a_treaty_that_binds_already_settles_withdrawal_by_itself() -> None:
    silent = (INSTEAD_OF_WORDS, "")
    assert codes(silent, (CONSTRUCTION, "a protocol with a suspensive condition")) == []
    assert codes(silent) == ["A0385"]


@pytest.mark.parametrize(
    ("construction", "follows", "offers_never"),
    [
        ("a revocable escrow", "can be taken back at any time", False),
        ("an escrow with undertaking", "though that breaks a promise", True),
        ("a provisional application", "can be ended by notice at any time", True),
    ],
)
def test_what_is_not_said_on_withdrawal_is_told_with_what_follows_and_a_mend_that_fits(
    construction: str, follows: str, offers_never: bool
) -> None:
    (problem,) = told((INSTEAD_OF_WORDS, ""), (CONSTRUCTION, construction))
    assert problem.code == "A0385" and not problem.is_error and follows in problem.why
    assert ("may not be withdrawn" in problem.mend) is offers_never
