"""The marks of the evidence bench, on cases small enough to work out by hand."""

from __future__ import annotations

import pytest
from bench.evidence.claims import show_claims
from bench.evidence.measures import (
    Corroboration,
    attribution,
    b_cubed,
    calibration_error,
    corroboration,
    count_ratio,
    majority,
    pairs,
    wrong_pairs,
)

TRUTH = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}
MIXED = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
TORN = {r: r for r in TRUTH}
LUMPED = dict.fromkeys(TRUTH, "all")


def test_the_truth_itself_gets_full_marks() -> None:
    assert b_cubed(TRUTH, TRUTH).f1 == 1
    assert pairs(TRUTH, TRUTH).f1 == 1
    assert count_ratio(TRUTH, TRUTH) == 1


def test_b_cubed_of_one_report_in_the_wrong_group() -> None:
    score = b_cubed(MIXED, TRUTH)
    # a, b: 2/2 of the group; c: 1/3; d, e: 2/3.   a, b: 2/3 of the incident; c: 1/3; d, e: 2/2.
    assert score.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert score.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert score.f1 == pytest.approx(11 / 15)


def test_all_torn_apart_is_precise_and_all_lumped_together_recalls() -> None:
    torn, lumped = b_cubed(TORN, TRUTH), b_cubed(LUMPED, TRUTH)
    assert (torn.precision, torn.recall) == (1, pytest.approx((3 / 3 + 2 / 2) / 5))
    assert (lumped.precision, lumped.recall) == (pytest.approx((9 / 5 + 4 / 5) / 5), 1)


def test_pairs_of_one_report_in_the_wrong_group() -> None:
    score = pairs(MIXED, TRUTH)  # put together: ab, cd, ce, de; belong together: ab, ac, bc, de
    assert (score.precision, score.recall) == (2 / 4, 2 / 4)
    assert (pairs(TORN, TRUTH).precision, pairs(TORN, TRUTH).recall) == (1, 0)


def test_count_ratio_tells_torn_from_lumped() -> None:
    assert count_ratio(TORN, TRUTH) == 5 / 2
    assert count_ratio(LUMPED, TRUTH) == 1 / 2
    assert count_ratio({**TORN, "not judged": "z"}, TRUTH) == 5 / 2


def test_of_equal_majorities_the_lowest_incident_counts() -> None:
    assert majority({"a": "x", "d": "x"}, {"a": 1, "d": 2}) == {"x": 1}
    assert majority(MIXED, TRUTH) == {"x": 1, "y": 2}


def test_a_copy_and_a_report_of_another_incident_make_no_second_witness() -> None:
    voices = {"a": "post", "b": "paper", "c": "mast", "d": "post", "e": "post"}
    said = {"x": 2, "y": 2}
    # x: post and paper. y: of its majority incident only the post, twice; the mast speaks of another incident.
    assert corroboration(said, MIXED, TRUTH, voices) == Corroboration(said=2, wrong=1)
    assert corroboration(said, MIXED, TRUTH, {**voices, "e": "mast"}) == Corroboration(said=2, wrong=0)
    assert corroboration({"x": 2, "y": 1}, MIXED, TRUTH, voices).false_share == 0


def test_what_never_happened_has_no_witness() -> None:
    assert corroboration({"x": 2, "y": 0}, MIXED, TRUTH, dict.fromkeys(TRUTH, "")) == Corroboration(said=1, wrong=1)


def test_calibration_error_is_zero_where_seven_of_ten_at_70_percent_are_right() -> None:
    assert calibration_error([(0.7, k < 7) for k in range(10)]) == pytest.approx(0)
    assert calibration_error([(0.7, k < 4) for k in range(10)]) == pytest.approx(0.3)


def test_calibration_errors_of_bins_do_not_cancel() -> None:
    told = [(0.95, False), (0.95, True), (0.55, True), (0.55, True)]
    # the bin of 0.95 is right half of the time, 0.45 too sure; that of 0.55 always, 0.45 not sure enough.
    assert calibration_error(told) == pytest.approx(0.45)
    assert calibration_error([(1.0, True)]) == 0


def test_attribution_leaves_out_who_abstains_and_counts_the_invented_as_wrong() -> None:
    found = {"a": "x", "b": "x", "c": "y", "d": "z", "e": "w"}
    truth = {"a": 1, "b": 1, "c": 2, "d": 3, "e": 4}
    culprit = {1: "North", 2: "South", 3: "", 4: "North"}
    stated = {"x": ("North", 0.9), "y": ("North", 0.6), "z": ("South", 0.8), "w": None}
    marks = attribution(stated, found, truth, culprit)
    assert marks.accuracy == pytest.approx(1 / 3)
    assert marks.abstained == pytest.approx(1 / 4)
    assert marks.brier == pytest.approx((0.1**2 + 0.6**2 + 0.8**2) / 3)
    assert marks.error == pytest.approx((0.1 + 0.6 + 0.8) / 3)


def test_each_wrong_pair_is_named() -> None:
    joined, torn = wrong_pairs(MIXED, TRUTH)
    assert joined == [("c", "d"), ("c", "e")]
    assert torn == [("a", "c"), ("b", "c")]


def test_where_nothing_was_judged_one_incident_there_is_nothing_to_judge(capsys: pytest.CaptureFixture[str]) -> None:
    show_claims()
    lines = {line.partition("/")[0]: line for line in capsys.readouterr().out.splitlines() if ".csv" in line}
    assert all(lines[truce].endswith("(nothing to judge)") for truce in ("easter_truce_2025", "victory_day_truce_2025"))
    assert "pair precision" in lines["energy_moratorium_2025"]
