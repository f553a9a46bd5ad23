"""Reports in a log: in what order they are handed in together, how often again, and how late, changes no finding."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.basics.instant import DAY, MINUTE
from foedus.basics.problem import Problem
from foedus.report.model import Report
from foedus.watch.handing import Handed
from foedus.watch.registry import Done
from registry_values import Bench, at, handed, opened
from trials import examples

GIVEN = handed()
NUMBERS = range(len(GIVEN.reports))
FIRST = at("2025-06-14 20:00")


def told(bench: Bench) -> Any:
    """What follows from the reports: incidents and findings with their certainty, and the cases."""
    look = bench.world.look
    assert look is not None
    incidents = sorted((i.id, i.known_at, sorted(i.reports)) for i in look.known.incidents)
    return incidents, bench.world.state.cases


def fresh() -> Bench:
    return opened(enrol=False)


def hand_in(bench: Bench, reports: tuple[Report, ...], when: int) -> Done | Problem:
    return bench.report(when, Handed(reports, GIVEN.declared))


@settings(max_examples=examples(8))
@given(st.permutations(GIVEN.reports))
def test_the_order_within_an_entry_changes_nothing(reports: list[Report]) -> None:
    one, other = fresh(), fresh()
    assert isinstance(hand_in(one, GIVEN.reports, FIRST), Done)
    assert isinstance(hand_in(other, tuple(reports), FIRST), Done)
    assert told(one) == told(other)


@settings(max_examples=examples(8))
@given(st.lists(st.tuples(st.integers(1, 90), st.sets(st.sampled_from(NUMBERS), min_size=1)), max_size=5))
def test_what_is_sent_again_up_to_ninety_days_later_changes_nothing(again: list[tuple[int, set[int]]]) -> None:
    """As copies that were offline do: each is told that the log has them already, and nothing is written."""
    bench = fresh()
    hand_in(bench, GIVEN.reports, FIRST)
    before, entries = told(bench), list(bench.entries)
    for days, some in again:
        done = hand_in(bench, tuple(GIVEN.reports[n] for n in sorted(some)), FIRST + days * DAY)
        assert isinstance(done, Problem) and done.code == "C0070"
    assert told(bench) == before and bench.entries == entries


@settings(max_examples=examples(8))
@given(st.lists(st.integers(0, 90), min_size=len(GIVEN.reports), max_size=len(GIVEN.reports)))
def test_what_was_known_at_an_entry_is_never_changed_by_what_comes_later(late: list[int]) -> None:
    """Reports come in up to ninety days late, in batches; every entry says for ever what it said."""
    bench = fresh()
    said = list[bytes]()
    for day in sorted(set(late)):
        batch = tuple(r for r, days in zip(GIVEN.reports, late, strict=True) if days == day)
        assert isinstance(hand_in(bench, batch, FIRST + day * DAY), Done)
        assert bench.entries[: len(said)] == said
        said = list(bench.entries)
    whole = fresh()
    hand_in(whole, GIVEN.reports, FIRST + max(late) * DAY)
    assert _by_reports(bench) == _by_reports(whole), "in the end the same incidents, whenever each part came"


def _by_reports(bench: Bench) -> list[list[str]]:
    look = bench.world.look
    assert look is not None
    return sorted(sorted(i.reports) for i in look.known.incidents)


def test_the_same_report_ten_times_in_one_entry_is_one() -> None:
    one, ten = fresh(), fresh()
    hand_in(one, GIVEN.reports, FIRST)
    hand_in(ten, GIVEN.reports * 10, FIRST)
    assert told(one) == told(ten)
    assert json.loads(ten.entries[-1])["at"] == FIRST and FIRST % MINUTE == 0
