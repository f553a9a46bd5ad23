"""Rules T1 to T6 as they show in findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

import pytest

from finding_values import (
    PER_DAY,
    START,
    accord,
    at,
    breached,
    count,
    days,
    evaluated,
    failing,
    found,
    hour,
    hours,
    km,
    known,
    must,
    must_not,
    state,
    undetermined,
    vague,
)
from foedus.accord.model import Accord, Deadline, Renewal, WindowEnds
from foedus.accord.renewing import ends, latest_objection
from foedus.basics.instant import DAY, FAR_FUTURE, HOUR, Interval, Period, Unit, from_local, show, to_datetime
from foedus.finding.model import State, Truth

TWO_IN_SIX_HOURS = accord(must_not(count(2, hours(6))))


def test_T1_when_something_became_known_does_not_move_when_it_happened() -> None:
    late = replace(at(5), known_at=hour(5000))
    (finding,) = found(TWO_IN_SIX_HOURS, at(1), late)
    assert (finding.reached_at, finding.episode) == (hour(5), Interval(hour(1), hour(5)))


def test_T2_a_day_is_a_calendar_day_and_24_hours_are_a_duration() -> None:
    """On 2025-03-30 Kyiv's day has 23 hours: from noon to noon is within `24 hours` and not within `1 day`."""
    noon = from_local(to_datetime(START).replace(tzinfo=None, year=2025, month=3, day=29, hour=12), "Europe/Kyiv")
    first, second = ((noon + h * HOUR - START) / HOUR for h in (0, 23))
    by_hours, by_days = (
        accord(must_not(count(2, window)), time_zone="Europe/Kyiv") for window in (hours(24), days(1))
    )
    assert len(breached(by_hours, at(first), at(second))) == 1
    assert breached(by_days, at(first), at(second)) == []


def test_T3_windows_leave_their_start_out_and_take_their_end_in() -> None:
    assert breached(TWO_IN_SIX_HOURS, at(0), at(6)) == []
    assert breached(TWO_IN_SIX_HOURS, at(0.001), at(6)) == [("I-0.001", "I-6")]


def test_T3_the_header_can_take_the_start_in() -> None:
    closed = replace(TWO_IN_SIX_HOURS, window_ends=WindowEnds.INCLUDE_BOTH)
    assert breached(closed, at(0), at(6)) == [("I-0", "I-6")]
    assert breached(closed, at(0), replace(at(6), happened_at=Interval(hour(6) + 1, hour(6) + 1))) == []


@pytest.mark.parametrize("names", [("a", "b", "c"), ("c", "b", "a"), ("b", "a", "c")])
def test_T3_ties_count_each_other(names: tuple[str, ...]) -> None:
    three = accord(must_not(count(3, hours(1))))
    assert breached(three, *(at(2, name=n) for n in names)) == [("a", "b", "c")]


def test_T3_a_window_slides_over_midnight() -> None:
    assert breached(TWO_IN_SIX_HOURS, at(23), at(25)) == [("I-23", "I-25")]


def test_T3_a_finding_says_so_where_an_incident_lies_at_the_start_of_its_window() -> None:
    two = accord(must_not(count(2, hours(6))))
    (finding,) = found(two, at(0), at(5), at(6))
    assert not any("at exactly the start" in said for said in finding.explanation)
    later = accord(must_not(count(3, hours(6))), window_ends=WindowEnds.INCLUDE_BOTH)
    (closed,) = found(later, at(0), at(5), at(6))
    assert any("1 incident at exactly the start of that window" in said for said in closed.explanation)


def test_T3_what_begins_at_the_start_of_a_possible_window_and_lasts_is_in_it_and_not_said_to_be_left_out() -> None:
    (wide,) = found(TWO_IN_SIX_HOURS, vague(0, 2), vague(6))
    assert wide.incidents == ("I-0", "I-6") and not any("start of that window" in said for said in wide.explanation)
    (left,) = found(accord(must_not(count(3, hours(6)))), vague(0), vague(3), vague(6), vague(6, name="tie"))
    assert any("1 incident at exactly the start of that window" in said for said in left.explanation)


def test_T4_a_wide_incident_is_certain_only_wholly_inside_and_possible_if_it_overlaps() -> None:
    wide = at(0, 5)
    assert breached(TWO_IN_SIX_HOURS, wide, at(5.5)) == [("I-0", "I-5.5")]
    assert breached(TWO_IN_SIX_HOURS, wide, at(7)) == []
    assert undetermined(TWO_IN_SIX_HOURS, wide, at(7)) == [("I-0", "I-7")]
    assert undetermined(TWO_IN_SIX_HOURS, wide, at(11)) == []


def test_T4a_certain_windows_end_at_the_last_instant_and_possible_ones_at_the_first() -> None:
    one = accord(must_not(count(1, hours(6))))
    (certain,) = found(one, at(1, 3))
    (possible,) = found(one, vague(1, 3))
    assert (certain.truth, certain.reached_at) == (Truth.BREACHED, hour(3))
    assert (possible.truth, possible.reached_at) == (Truth.UNDETERMINED, hour(1))


def test_T4b_without_a_window_one_looks_at_each_incident() -> None:
    assert breached(accord(must_not(count(1))), at(1), at(1.5)) == [("I-1",), ("I-1.5",)]


def test_T4b_without_a_window_a_larger_number_starts_afresh() -> None:
    every_two = accord(must_not(count(2)))
    assert breached(every_two, at(1), at(900), at(901), at(2000), at(2001)) == [("I-1", "I-900"), ("I-2000", "I-901")]


def test_T4b_calendar_days_take_certain_what_lies_wholly_in_them_and_possible_what_touches_them() -> None:
    two_a_day = accord(must_not(count(2, PER_DAY)))
    assert breached(two_a_day, at(23), at(25)) == []
    assert breached(two_a_day, at(1), at(23)) == [("I-1", "I-23")]
    assert undetermined(two_a_day, at(1), at(23, 25), at(26)) == [("I-1", "I-23"), ("I-23", "I-26")]


def test_T4b_calendar_days_are_those_of_the_accords_zone() -> None:
    in_kyiv = accord(must_not(count(2, PER_DAY)), time_zone="Europe/Kyiv")
    assert breached(in_kyiv, at(1), at(22)) == []  # 21:00 UTC is midnight in Kyiv
    assert breached(in_kyiv, at(20.9), at(44)) == []
    assert breached(in_kyiv, at(21), at(44.9)) == [("I-21", "I-44.9")]


def test_T4b_each_day_is_an_episode_by_itself() -> None:
    two_a_day = accord(must_not(count(2, PER_DAY)))
    assert len(breached(two_a_day, at(1), at(23), at(25), at(30))) == 2


def test_T4c_overlapping_incidents_stay_episodes_of_their_own() -> None:
    assert len(breached(accord(must_not(count(1))), at(0, 24), at(1, 23))) == 2


def test_T4d_a_day_is_reached_with_the_incident_that_makes_it_enough() -> None:
    (finding,) = found(accord(must_not(count(2, PER_DAY))), at(1), at(5), at(9))
    assert (finding.reached_at, finding.incidents) == (hour(5), ("I-1", "I-5", "I-9"))


def test_T4e_all_incidents_of_the_instant_are_used_up_together() -> None:
    every_two = accord(must_not(count(2)))
    tied = [at(1), at(2, name="a"), at(2, name="b"), at(3)]
    assert breached(every_two, *tied) == [("I-1", "a", "b")]


def test_T5_exactly_at_the_deadline_is_in_time_and_the_first_instant_after_is_a_breach() -> None:
    duty = accord(must())
    withdrawal = at(240, acts=("withdraw heavy weapons",), place=km(10))
    assert found(duty, withdrawal) == ()
    late = replace(withdrawal, happened_at=Interval(hour(240) + 1, hour(240) + 1))
    (finding,) = found(duty, late)
    assert (finding.truth, finding.reached_at, finding.cured_by) == (Truth.BREACHED, hour(240) + 1, (late.id,))


def test_T5_a_deadline_fires_by_the_clock_alone() -> None:
    duty = accord(must())
    assert found(duty, day=10) == ()
    assert state(duty, known(day=10), "2").state is State.OPEN
    just_after = replace(known(day=10), at=START + 10 * DAY + 1)
    assert [f.truth for f in evaluated(duty, just_after).findings] == [Truth.BREACHED]


def test_T5_in_force_takes_its_start_in_and_leaves_its_end_out() -> None:
    short = accord(must_not(count(1)), in_force_until=hour(48))
    assert breached(short, at(-0.001), at(0), at(47.999), at(48)) == [("I-0",), ("I-47.999",)]


def test_T5_incidents_before_the_end_that_are_found_after_it_still_count() -> None:
    short = accord(must_not(count(1)), in_force_until=hour(48))
    assert breached(short, replace(at(47), known_at=hour(9000)), day=400) == [("I-47",)]


def test_T5_a_deadline_after_the_end_is_never_missed() -> None:
    assert found(accord(must(), in_force_until=hour(240))) == ()
    assert found(accord(must(), in_force_until=hour(240) + 1)) == ()
    assert len(found(accord(must(), in_force_until=hour(240) + 2))) == 1


def test_T5a_an_incident_on_the_edge_of_the_time_in_force_is_possible() -> None:
    edge = at(-5, 5)
    assert breached(accord(must_not(count(1))), edge) == []
    assert undetermined(accord(must_not(count(1))), edge) == [("I--5",)]


def test_T5b_no_episode_reaches_out_of_the_time_in_force() -> None:
    (finding,) = found(accord(must_not(count(1, PER_DAY)), in_force_until=hour(12)), at(-50, 50))
    assert (finding.episode, finding.reached_at) == (Interval(hour(0), hour(12) - 1), hour(0))


def test_T5c_a_norm_that_somebody_unknown_broke_is_not_kept_by_anybody() -> None:
    one = accord(must_not(count(1)))
    assert [s.state for s in evaluated(one, known(at(1, party=""))).states] == [State.UNDETERMINED] * 3
    one_by_aa = evaluated(one, known(at(1)))
    assert [s.state for s in one_by_aa.states] == [State.BREACHED, State.KEPT, State.KEPT]


def test_T6_asking_twice_as_known_at_the_same_instant_gives_the_same_answer() -> None:
    of = accord(must_not(count(2, hours(6))), must(deadline=Deadline(days(3))), failing("2"))
    incidents = [at(1), vague(2), at(3, party="BB"), at(30, 60)]
    assert evaluated(of, known(*incidents)) == evaluated(of, known(*reversed(incidents)))


def renewed(period: Period, notice: Period, until: str = "2031-01-31 00:00", zone: str = "UTC") -> Accord:
    end = from_local(datetime.fromisoformat(until), zone)
    return replace(TWO_IN_SIX_HOURS, in_force_until=end, renewal=Renewal(period, notice), time_zone=zone)


def test_T5d_each_end_is_counted_from_the_end_before_it() -> None:
    deal = renewed(Period(1, Unit.MONTH), days(14))
    shown = [show(end)[:10] for end in islice(ends(deal), 4)]
    assert shown == ["2031-01-31", "2031-02-28", "2031-03-28", "2031-04-28"]
    yearly = renewed(Period(1, Unit.YEAR), days(14))
    assert [show(end)[:10] for end in islice(ends(yearly), 3)] == ["2031-01-31", "2032-01-31", "2033-01-31"]


def test_T5d_an_objection_is_due_so_long_before_the_end_by_the_calendar() -> None:
    by_days, by_hours = (
        renewed(Period(1, Unit.YEAR), notice, "2031-03-31 12:00", "Europe/Kyiv") for notice in (days(2), hours(48))
    )
    due = [
        show(latest_objection(deal, deal.renewal, next(ends(deal))), "Europe/Kyiv")
        for deal in (by_days, by_hours)
        if deal.renewal is not None
    ]
    assert due == ["2031-03-29 12:00", "2031-03-29 11:00"]  # the clocks went forward on 30 March


def test_T5d_without_a_renewal_there_is_one_end_and_without_an_end_none() -> None:
    deal = renewed(Period(1, Unit.YEAR), days(14))
    assert list(ends(replace(deal, renewal=None))) == [deal.in_force_until]
    assert list(ends(replace(deal, in_force_until=None))) == []


def test_T5d_the_ends_go_on_as_far_as_the_calendar_reaches() -> None:
    every = list(ends(renewed(Period(100, Unit.YEAR), days(14))))
    assert len(every) == 80 and every[-1] < FAR_FUTURE


def test_T5d_reports_alone_do_not_tell_whether_anybody_objected_so_nothing_later_is_found_to_be_a_breach() -> None:
    deal = replace(TWO_IN_SIX_HOURS, in_force_until=hour(10), renewal=Renewal(Period(1, Unit.YEAR), hours(2)))
    assert breached(deal, at(8), at(9)) == [("I-8", "I-9")]
    assert breached(deal, at(11), at(12)) == []
