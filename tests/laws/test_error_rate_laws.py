"""Laws of error rates: larger violations are found no less often, a stricter standard finds nothing false anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.accord.model import STANDARDS, Accord, Standard
from foedus.basics.instant import DAY, Interval
from foedus.replay.clustered import blocks_of, rate_between, share_between
from foedus.replay.false_findings import false_findings
from foedus.replay.trials import Design
from foedus.report.model import Report
from rates_values import DAYS, LAND, START, act, aim, before, deal, rates, shares, watched
from trials import examples

WITNESSES = ("Monitor", "Agency", "Radio", "AA-MoD", "BB-MoD")
ALL = Interval(START, START + DAYS * DAY - 1)


@st.composite
def told(draw: st.DrawFn) -> list[Report]:
    """Acts before entry into force, each told by some, soon or late, more or less exactly."""
    some = st.lists(st.sampled_from(WITNESSES), min_size=1, max_size=3, unique=True)
    return [
        report
        for day in range(-DAYS, 0, 6)
        for report in act(
            day, draw(some), late_days=draw(st.integers(0, 9)), radius_m=draw(st.sampled_from((500, 5_000, 25_000))),
            party=draw(st.sampled_from(("AA", "AA", "BB", ""))),
        )
    ]  # fmt: skip


@pytest.mark.slow
@given(told(), st.integers(2, 4), st.integers(0, 99))
@settings(max_examples=examples(4), deadline=None)
def test_more_acts_are_found_no_less_often(reports: Sequence[Report], count: int, seed: int) -> None:
    found = shares(rates(deal(count=count, origins=1), [*reports, *watched()], [1, 2, 4, 8], seed=seed))
    known = [share for share in found if share is not None]
    assert known == sorted(known)


def in_force(accord: Accord, standard: str) -> Design:
    """The accord with one of the named standards."""
    probability, strictly = STANDARDS[standard]
    evidence = replace(accord.evidence, standard=Standard(standard, probability, strictly))
    return Design(standard, replace(accord, evidence=evidence))


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 6), st.sampled_from(("AA", "BB"))), max_size=40))
@settings(max_examples=examples(12), deadline=None)
def test_a_stricter_standard_finds_nothing_false_where_a_laxer_finds_none(acts: list[tuple[int, int, str]]) -> None:
    reports = [
        report
        for n, (day, witnesses, party) in enumerate(acts)
        for report in act(day, WITNESSES[: 1 + witnesses % 3], party, hour=n % 24, where=n)
    ]
    accord = deal(count=2, origins=1)
    designs = [in_force(accord, name) for name in STANDARDS]
    found = false_findings(LAND, aim(accord), designs, ALL, reports) if reports else [[], [], []]
    for laxer, stricter in pairwise(found):
        assert all(any(lax.episode.contains(strict.episode) for lax in laxer) for strict in stricter)


@given(st.lists(st.tuples(st.integers(0, 199), st.booleans()), min_size=1, max_size=60), st.integers(1, 40))
@settings(max_examples=examples(30), deadline=None)
def test_an_interval_holds_its_share_and_is_no_narrower_than_that_of_independent_trials(
    trials: list[tuple[int, bool]], block: int
) -> None:
    found = share_between(trials, blocks_of(200, block, 1))
    assert found is not None and 0 <= found.low <= found.best <= found.high <= 1
    assert share_between(trials, blocks_of(200, block, 1)) == found


def test_hits_in_one_cluster_say_less_than_the_same_number_spread_out() -> None:
    clustered = share_between([(day, day < 50) for day in range(200)], blocks_of(200, 25, 1))
    spread = share_between([(day, day % 4 == 0) for day in range(200)], blocks_of(200, 25, 1))
    assert clustered is not None and spread is not None and clustered.best == spread.best
    assert clustered.high - clustered.low > spread.high - spread.low


def test_false_findings_in_one_cluster_make_a_wider_rate() -> None:
    blocks = blocks_of(2_000, 30, 1)
    clustered = rate_between([100 + n for n in range(12)], blocks)
    spread = rate_between([n * 160 for n in range(12)], blocks)
    assert clustered.best == spread.best and clustered.high > spread.high


def test_quiet_acts_before_the_time_in_force_are_no_false_findings() -> None:
    assert false_findings(LAND, aim(deal()), [Design("as written", deal())], ALL, before()) == [[]]
