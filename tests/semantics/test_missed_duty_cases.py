"""Rule P2j: what becomes of a case about a missed duty when its deadline is moved by a suspension told late."""

from __future__ import annotations

import json

from foedus.basics.instant import DAY, Interval
from foedus.procedure.state import Case, Stage
from foedus.report.model import Kind, Report
from foedus.watch.acts import Kind as ActKind
from foedus.watch.handing import Handed
from foedus.watch.registry import Done
from registry_values import Bench, at, changed, opened

ACTS = frozenset({"withdraw heavy weapons"})
FOUND = at("2025-06-15 08:00")
"""The withdrawal is owed until the 15th, 00:00; it is looked at in the morning."""


def missed() -> Bench:
    """Nobody has withdrawn in time; a member of the Commission has voted for the breach."""
    rest = " breach when not done in time\n        suspended"
    found = changed(f"serious{rest}", f"material{rest}")
    bench = opened(found=found)
    then = at("2025-06-02 00:00")
    seen = Report(Kind.STATUS, "route open", Interval(then, then), then, "Commission", "Commission")
    assert isinstance(bench.report(at("2025-06-10 00:00"), Handed((seen,), ACTS)), Done)
    assert isinstance(bench.wait(FOUND), Done)
    assert {c.breach.party for c in bench.world.state.cases} == {"RU", "UA"}
    return bench


def mined(bench: Bench, days: int, when: int) -> None:
    """The Commission tells that the route was mined on so many days from the 3rd of June on."""
    start = at("2025-06-03 00:00")
    told = Report(Kind.STATUS, "route mined", Interval(start, start + days * DAY - 1), when, "Commission", "Commission")
    assert isinstance(bench.report(when, Handed((told,), ACTS)), Done)


def against(bench: Bench, party: str) -> list[Case]:
    return [c for c in bench.world.state.cases if c.breach.party == party]


def number(bench: Bench, party: str) -> int:
    return against(bench, party)[0].number


def certify(bench: Bench, party: str, when: int) -> None:
    case = number(bench, party)
    for name in ("BR", "CH", "ID", "IN"):
        assert isinstance(bench.attest(name, when, case=case), Done)
    finding = against(bench, party)[0].finding
    assert isinstance(bench.do(party, ActKind.WAIVER, finding, {"case": case}, when), Done)  # of the cure
    assert isinstance(bench.do(party, ActKind.WAIVER, finding, {"case": case}, when), Done)  # of the challenge
    assert against(bench, party)[0].stage is Stage.CERTIFIED


def test_P2j_a_case_goes_on_when_the_duty_is_missed_at_the_moved_deadline_too() -> None:
    bench = missed()
    assert isinstance(bench.attest("BR", FOUND, case=number(bench, "RU")), Done)
    [before] = against(bench, "RU")
    mined(bench, 1, at("2025-06-16 12:00"))  # due the 16th, 00:00
    [case] = against(bench, "RU")
    assert case.stage is Stage.ATTESTING and case.due == before.due and case.opened_at == before.opened_at
    assert case.votes == () and case.finding != before.finding  # what was said before was said of another deadline
    assert isinstance(bench.attest("BR", at("2025-06-16 13:00"), case=case.number), Done)


def test_P2j_a_case_ends_when_the_moved_deadline_is_still_to_come_and_another_opens_when_it_has_run_out() -> None:
    bench = missed()
    mined(bench, 3, at("2025-06-16 12:00"))  # due the 18th, 00:00
    assert [c.stage for c in against(bench, "RU")] == [Stage.RETRACTED]
    assert isinstance(bench.wait(at("2025-06-18 00:00") + 1), Done)
    assert [c.stage for c in against(bench, "RU")] == [Stage.RETRACTED, Stage.ATTESTING]


def test_P2j_a_certificate_stands_where_the_moved_deadline_had_run_out_when_it_was_given() -> None:
    bench = missed()
    certify(bench, "RU", at("2025-06-16 12:00"))
    mined(bench, 1, at("2025-06-19 12:00"))
    [case] = against(bench, "RU")
    assert case.stage is Stage.CERTIFIED and not case.undermined


def test_P2j_a_certificate_is_undermined_where_it_had_not_and_the_duty_missed_later_opens_a_new_case() -> None:
    bench = missed()
    certify(bench, "RU", at("2025-06-16 12:00"))
    mined(bench, 3, at("2025-06-19 12:00"))
    first, second = against(bench, "RU")
    assert first.stage is Stage.CERTIFIED and first.undermined
    assert second.stage is Stage.ATTESTING
    assert "undermined" in [o["type"] for o in json.loads(bench.entries[-1])["outcomes"]]


def test_P2j_what_was_refused_is_spent_for_deadlines_that_had_run_out_and_not_for_later_ones() -> None:
    for days, cases in ((1, 2), (0, 1)):
        bench = missed()
        for name in ("BR", "CH", "ID"):
            assert isinstance(bench.attest(name, FOUND, "against", case=number(bench, "RU")), Done)
        assert isinstance(bench.wait(at("2025-06-17 00:00")), Done)
        if days:
            mined(bench, days, at("2025-06-17 12:00"))  # due the 16th, a day after the case was opened
        assert len(against(bench, "RU")) == cases
