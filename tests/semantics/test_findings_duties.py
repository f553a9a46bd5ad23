"""Rule F6: duties, deadlines, suspensions, and what follows from failing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finding_values import (
    EACH,
    START,
    accord,
    at,
    breached,
    count,
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
    status,
    undetermined,
)
from foedus.accord.model import (
    Subject,
    SubjectKind,
    Suspension,
)
from foedus.basics.instant import DAY, Interval
from foedus.basics.probability import SURE
from foedus.finding.model import State, Truth
from foedus.incident.model import Incident

ONE = accord(must_not(count(1)))
THREE_A_DAY = accord(must_not(count(3, hours(24))))


def withdrawal(start: float, end: float | None = None, **more: object) -> Incident:
    return at(start, end, f"W-{start}", **{"acts": ("withdraw heavy weapons",), "place": km(10), **more})


# -- F6 ----------------------------------------------------------------------------------------------------------------


def test_F6_a_duty_not_done_is_breached_and_a_later_performance_cures_it() -> None:
    (finding,) = found(accord(must()), withdrawal(300))
    due = START + 10 * DAY
    assert (finding.truth, finding.probability, finding.incidents) == (Truth.BREACHED, SURE, ())
    assert (finding.episode, finding.reached_at) == (Interval(due, due), due + 1)
    assert finding.cured_by == ("W-300",)


def test_F6_who_is_not_bound_owes_nothing() -> None:
    assert {f.party for f in found(accord(must()))} == {"AA"}
    assert [f.party for f in found(accord(must(subject=EACH)))] == ["AA", "BB", "CC"]


def test_F6a_the_duty_is_done_at_the_end_of_the_first_certain_performance() -> None:
    assert found(accord(must()), withdrawal(200, 239)) == ()
    assert state(accord(must()), known(withdrawal(200, 239)), "2").state is State.KEPT
    (straddling,) = found(accord(must()), withdrawal(200, 241))
    assert (straddling.truth, straddling.incidents) == (Truth.UNDETERMINED, ("W-200",))


@pytest.mark.parametrize(
    "doubt", [{"confirmed": False}, {"p": 0, "alleged": ("AA",)}, {"place": km(14, 3000)}, {"party": ""}]
)
def test_F6a_a_performance_that_may_have_happened_makes_it_undetermined(doubt: dict[str, object]) -> None:
    (finding,) = found(accord(must()), withdrawal(100, **doubt))
    assert (finding.truth, finding.incidents, finding.probability) == (Truth.UNDETERMINED, ("W-100",), 0)


@pytest.mark.parametrize("other", [{"party": "BB"}, {"place": km(0)}, {"acts": ("exercise",)}])
def test_F6a_anothers_or_another_act_is_no_performance(other: dict[str, object]) -> None:
    assert [f.truth for f in found(accord(must()), withdrawal(100, **other))] == [Truth.BREACHED]


def test_F6a_what_no_source_can_report_is_not_observable_and_nothing_is_found() -> None:
    blind = frozenset({"shelling"})
    assert found(accord(must()), acts=blind) == ()
    assert state(accord(must()), known(acts=blind), "2").state is State.NOT_OBSERVABLE
    assert state(ONE, known(acts=frozenset({"exercise"}))).state is State.NOT_OBSERVABLE
    assert state(ONE, known(acts=frozenset({"ceasefire violation"}))).state is State.KEPT


MINED = accord(must(suspensions=(Suspension("Commission", "route mined"),)))


def test_F6b_a_suspension_moves_the_deadline_by_its_length_inside_the_running_time() -> None:
    stop = status(100, 148)
    (finding,) = found(MINED, statements=(stop,))
    assert finding.reached_at == START + 12 * DAY + 2
    assert found(MINED, withdrawal(280), statements=(stop,)) == ()
    assert len(found(MINED, withdrawal(289), statements=(stop,))) == 1


def test_F6b_suspensions_that_overlap_count_once() -> None:
    (finding,) = found(MINED, statements=(status(100, 124), status(112, 148)))
    assert finding.reached_at == START + 12 * DAY + 2


@pytest.mark.parametrize("other", [status(100, 148, who="Press"), status(100, 148, act="exercise")])
def test_F6b_only_the_named_body_and_state_of_affairs_stop_the_clock(other: object) -> None:
    assert found(MINED, statements=(other,)) == found(MINED)


@pytest.mark.parametrize(("outlet", "origin"), [("AA-MoD", "Commission"), ("Commission", "AA-MoD")])
def test_F6b_who_owes_stops_no_clock_by_printing_that_the_body_says_so(outlet: str, origin: str) -> None:
    printed = replace(status(100, 148), outlet=outlet, origin=origin)
    assert found(MINED, statements=(printed,)) == found(MINED)
    press = replace(printed, outlet="Gazette", origin="Commission")
    assert found(MINED, statements=(press,)) != found(MINED)


def test_F6b_the_body_is_known_by_its_title_too() -> None:
    assert found(MINED, statements=(status(100, 148, who="joint commission"),), day=11) == ()


def test_F6c_failing_that_runs_from_the_breach_before_it() -> None:
    chain = accord(must(), failing("2"))
    assert [f.norm for f in found(chain, day=10.5)] == ["2"]
    both = [(f.norm, f.grade, f.party) for f in found(chain, day=12)]
    assert both == [("2", "serious", "AA"), ("2.2", "material", "AA")]
    assert [f.norm for f in found(chain, at(250, acts=("admit monitors",), place=km(10)), day=12)] == ["2"]


def test_F6c_what_is_not_breached_calls_nothing_up() -> None:
    chain = accord(must(), failing("2"))
    assert found(chain, withdrawal(100), day=400) == ()
    assert state(chain, known(withdrawal(100)), "2.2").state is State.OPEN
    assert [s.party for s in evaluated(chain, known()).states] == ["AA", "AA"]


def test_F6c_an_undetermined_breach_calls_up_an_undetermined_one() -> None:
    truths = [f.truth for f in found(accord(must(), failing("2")), withdrawal(100, confirmed=False), day=400)]
    assert truths == [Truth.UNDETERMINED, Truth.UNDETERMINED]


def test_F6c_the_same_party_without_a_breach_before_it_binds_nobody() -> None:
    assert found(accord(must(subject=Subject(SubjectKind.SAME_PARTY)))) == ()


def test_F6d_what_was_done_before_the_duty_ran_may_have_done_it() -> None:
    assert [f.truth for f in found(accord(must()), withdrawal(-100))] == [Truth.UNDETERMINED]
    assert [f.truth for f in found(accord(must()), withdrawal(100, acts=("unknown",)))] == [Truth.BREACHED]
    early = at(5, acts=("admit monitors",), place=km(10))
    assert [f.truth for f in found(accord(must(), failing("2")), early, day=12)] == [Truth.BREACHED, Truth.BREACHED]


def test_F6e_the_next_period_runs_from_the_deadline_that_was_missed() -> None:
    last = found(accord(must(), failing("2")), day=12)[-1]
    assert last.reached_at == START + 11 * DAY + 1


def test_F6f_a_suspension_after_the_deadline_comes_too_late_and_a_day_is_a_day() -> None:
    assert found(MINED, statements=(status(241, 300),), day=10.1) == found(MINED, day=10.1)
    whole_days = [replace(status(0, 0), happened_at=Interval(hour(h), hour(h + 24) - 1)) for h in (48, 72)]
    (finding,) = found(MINED, statements=tuple(whole_days))
    assert finding.reached_at == START + 12 * DAY + 1


def test_F6g_a_prohibition_can_be_called_up_and_counts_from_then_on() -> None:
    called = must_not(count(1, grade="material"), address="2.2", failing="2", subject=Subject(SubjectKind.SAME_PARTY))
    chain = accord(must(), called)
    assert breached(chain, withdrawal(100), at(300)) == []
    assert breached(chain, at(200), at(300)) == [(), ("I-300",)]
    assert undetermined(chain, at(230, 250)) == [("I-230",)]
    unsure = withdrawal(100, confirmed=False)
    assert (breached(chain, unsure, at(300)), undetermined(chain, unsure, at(300))) == ([], [("W-100",), ("I-300",)])
