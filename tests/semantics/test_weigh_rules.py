"""V1 to V7: the guarantee as a game, stakes nobody knows exactly, and what is told of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from foedus.accord.read_accord import read_accord
from foedus.cli.app import built
from foedus.cli.weigh_rates import with_rates
from foedus.incentives.alternatives import NEUTRAL, UNKNOWN_OFFERS, Alternative, compared, pulls, standing
from foedus.incentives.bounded import with_bound
from foedus.incentives.consenting import Alike, at_least, hold_out_rent, side_payment
from foedus.incentives.deal import (
    Course,
    Provocation,
    belief,
    carrot,
    honours,
    largest_gain,
    no_false_flag,
    no_moral_hazard,
    own_stick,
    stick,
    sustained,
    worth,
)
from foedus.incentives.draws import drawn, shares, unknowns
from foedus.incentives.holding_out import holding
from foedus.incentives.read_stakes import stakes_in
from foedus.incentives.regions import LABELS, of_text, quorums_of, regions
from foedus.incentives.sheet_words import supposed
from foedus.incentives.stakes import Range, Stakes
from foedus.incentives.template import neutral
from foedus.incentives.weighing import executed, found_of, slacks, weigh
from foedus.procedure.compiling import compile_procedure

LIBRARY = Path(__file__).parents[2] / "library"
ACCORD = LIBRARY / "conditional_accession" / "conditional_accession.accord"
EXAMPLE = LIBRARY / "conditional_accession" / "stakes.example.stakes"
DEAL = read_accord(ACCORD).accord
assert DEAL is not None
PROCEDURE = compile_procedure(DEAL)
TEMPLATE = neutral(PROCEDURE.guarantees[0], PROCEDURE)
TEXT = EXAMPLE.read_text(encoding="utf-8")

chances = st.floats(0.01, 0.99)
payoffs = st.floats(-3, 3)
courses = st.builds(Course, st.floats(0.05, 0.99), st.floats(0, 0.3), st.floats(0.01, 1))


def stakes_of(text: str) -> Stakes:
    stakes, problems = stakes_in(text, "peace.stakes", PROCEDURE)
    assert stakes is not None, problems
    return stakes


def played(course: Course, kept: float, awarded: float) -> float:
    """What the deal is worth, period by period."""
    value = kept
    for _ in range(5_000):
        made = course.false_awards
        value = (1 - course.patience) * kept + course.patience * (made * awarded + (1 - made) * value)
    return value


def test_V1_the_worked_point_of_the_model() -> None:
    """Case A15: w=1 A=-1 wB=1 AB=1.3 EB=-1 cB=.1 a=.05 d=.8 phi=.2 psi=.4 rho=.9 delta=.95; worked out by hand from the
    recursion of docs/incentives.md."""
    course = Course(0.95, 0.05, 0.9)
    assert worth(course, 1, -1) == pytest.approx(0.078167, abs=1e-6)
    assert worth(course, 1, 1.3) == pytest.approx(1.138275, abs=1e-6)
    assert largest_gain(course, 0.8, 1, -1) == pytest.approx(13.827493, abs=1e-6)
    assert no_false_flag(course, Provocation(0.2, 0.4), 1, 1.3, -1, 0.1) == pytest.approx(0.796803, abs=1e-6)


@given(courses, payoffs, payoffs)
def test_V1_what_the_deal_is_worth_is_what_playing_it_brings(course: Course, kept: float, awarded: float) -> None:
    assert worth(course, kept, awarded) == pytest.approx(played(course, kept, awarded), abs=1e-6)


@given(courses, chances, payoffs, payoffs, st.floats(0, 5))
def test_V1_the_stick_holds_where_one_breach_does_not_pay(
    course: Course, found: float, kept: float, awarded: float, gain: float
) -> None:
    value, p, made = worth(course, kept, awarded), course.patience, found * course.executed
    departing = (1 - p) * (kept + gain) + p * (made * awarded + (1 - made) * value)
    slack = stick(course, found, kept, awarded, gain)
    assert slack * (1 - p) == pytest.approx(value - departing, abs=1e-9)


@given(courses, st.floats(0, 0.6), st.floats(0, 0.4), payoffs, payoffs, payoffs, st.floats(0, 2))
def test_V1_no_false_flag_holds_where_staging_once_does_not_pay(
    course: Course, blamed: float, exposed: float, kept: float, awarded: float, after: float, cost: float
) -> None:
    value, p, made = worth(course, kept, awarded), course.patience, blamed * course.executed
    departing = (1 - p) * (kept - cost) + p * (made * awarded + exposed * after + (1 - made - exposed) * value)
    slack = no_false_flag(course, Provocation(blamed, exposed), kept, awarded, after, cost)
    assert slack == pytest.approx(value - departing, abs=1e-9)


@given(courses, chances, payoffs, payoffs, st.floats(0, 5))
def test_V1_a_breach_that_goes_on_does_not_pay_where_its_value_is_below_that_of_keeping(
    course: Course, delayed: float, kept: float, awarded: float, gain: float
) -> None:
    """The value of going on solves U = (1 - m)(w + g) + m (r A + (1 - r) U)."""
    slack = sustained(course, delayed, kept, awarded, gain)
    on = worth(course, kept, awarded) - slack
    again = (1 - delayed) * (kept + gain) + delayed * (course.executed * awarded + (1 - course.executed) * on)
    assert on == pytest.approx(again, abs=1e-6)


def test_V1_the_beneficiary_has_the_award_to_lose_that_a_false_certificate_may_yet_bring() -> None:
    """By hand: patience .9, false .05, executed .5, peace 1, award 2, sanctioned 0. In each period .025 the award, .05
    the sanction: V = (.1 * 1 + .9 * (.025 * 2 + .05 * 0)) / (1 - .9 * .925) = .865672. A breach found with .6 for a
    gain of .3: .9 * .55 * .865672 / .1 - .3. Without false awards it would be .9 * .55 / (1 - .9 * .95) - .3."""
    course = Course(0.9, 0.05, 0.5)
    assert own_stick(course, 0.6, 1, 2, 0, 0.3) == pytest.approx(3.985075, abs=1e-6)
    assert own_stick(Course(0.9, 0.05, 0.0), 0.6, 1, 2, 0, 0.3) == pytest.approx(3.113793, abs=1e-6)
    assert own_stick(Course(0.9, 0.05, 0.0), 0.6, 1, 2, 0, 0.3) == pytest.approx(
        stick(Course(0.9, 0.05, 1.0), 0.6, 1, 0, 0.3))  # fmt: skip


@given(courses, st.floats(0, 1), payoffs, payoffs, payoffs, st.floats(0, 3))
def test_V1_what_the_beneficiary_loses_is_what_playing_it_brings(
    course: Course, found: float, kept: float, awarded: float, sanctioned: float, gain: float
) -> None:
    made, value = course.false_awards, kept
    for _ in range(5_000):
        value = (1 - course.patience) * kept + course.patience * (
            made * awarded + course.false * sanctioned + (1 - made - course.false) * value)  # fmt: skip
    once = (1 - course.patience) * (kept + gain) + course.patience * (
        made * awarded + found * sanctioned + (1 - made - found) * value)  # fmt: skip
    slack = own_stick(course, found, kept, awarded, sanctioned, gain)
    assert slack == pytest.approx((value - once) / (1 - course.patience), abs=1e-6)


def test_V1_guarantors_and_the_beneficiary_after_the_award() -> None:
    assert honours(0.5, 2, 1.5, 0.25) == pytest.approx(-0.25)
    assert honours(0.5, 2, 1.5, 0.25, revoking=0.5) == pytest.approx(0.25)
    provoked = [own_cost := 0.1, gain := 1]
    assert no_moral_hazard(0.5, 1, 1, 2, 0, *provoked) < 0  # cover that nothing can void deters nobody
    # One departure, step by step: the gain now, and from the next period on, if exposed, a fifth of the cover is left.
    patience, periods = 0.9, 2_000
    kept = sum(patience**t * 2 for t in range(periods))
    instead = 2 + gain - own_cost + sum(patience**t * (0.5 * 2 + 0.5 * 0.2 * 2) for t in range(1, periods))
    assert no_moral_hazard(patience, 0.5, 0.2, 2, 0, *provoked) == pytest.approx(kept - instead)


@given(courses, st.floats(0, 0.3), payoffs, payoffs)
def test_V1_more_false_alarms_make_the_award_nearer_for_everybody(
    course: Course, more: float, kept: float, awarded: float
) -> None:
    worse = course._replace(false=course.false + more)
    change = carrot(worse, kept, awarded, 0) - carrot(course, kept, awarded, 0)
    assert change * (awarded - kept) >= -1e-9


def test_V1_the_game_as_a_tree_has_chances_that_are_one_together_and_as_many_payoffs_as_players(
    tmp_path: Path,
) -> None:
    asked = ["weigh", str(ACCORD), "--draws", "300", "--efg", str(tmp_path / "deal.efg")]
    assert CliRunner().invoke(built(["weigh"]), asked).exit_code == 0
    head, _, *lines = (tmp_path / "deal.efg").read_text(encoding="utf-8").splitlines()
    assert head.startswith("EFG 2 R ") and head.endswith('{ "RU" "UA" "NATO" }')
    for line in lines:
        if line.startswith("c "):
            moves = line.split("{")[1].split("}")[0].split('"')[2::2]
            assert sum(Fraction(chance) for chance in moves) == 1
        elif line.startswith("t "):
            assert len(line.split("{")[1].split(",")) == 3
    moves, leaves = ([line for line in lines if line.startswith(kind)] for kind in ("p ", "t "))
    assert len(moves) == 1 + 2 + 5 and len(leaves) == 5 * (2 + 3)  # each judgement: exposed, nothing, or three ends


def test_V2_without_a_file_the_stakes_are_a_template_that_says_so() -> None:
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--draws", "500"])
    assert told.exit_code == 0 and "nobody's estimate" in " ".join(told.stdout.split())
    assert all(side.numbers["peace"] == (1, 1) and side.numbers["no_agreement"] == (0, 0) for side in TEMPLATE.sides)


def test_V2_a_file_says_whose_numbers_they_are() -> None:
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "500"])
    assert told.exit_code == 0 and "NATO: invented" in told.stdout and "template" not in told.stdout


def test_V2_who_is_different_is_weighed_apart() -> None:
    stakes = stakes_of(TEXT + "\n[guarantors.NATO.members.LU]\nstands = 0.5\n")
    assert [(side.name, len(side.members)) for side in stakes.guarantors] == [("NATO", 31), ("LU", 1)]
    assert stakes.guarantors[1].numbers["stands"] == (0.5, 0.5)
    assert stakes.guarantors[1].numbers["award"] == stakes.guarantors[0].numbers["award"]
    assert {t.who for t in slacks(stakes, shares(3, len(unknowns(stakes)), 1))[0]} == {"RU", "UA", "NATO", "LU"}


FAULTS: tuple[tuple[Callable[[str], str], str, str], ...] = (
    (lambda t: t.replace("[accused]", "[accused"), "W0002", "TOML"),
    (lambda t: t.replace("guarantors.NATO", "guarantors.NATTO"), "W0003", "write `NATO`"),
    (lambda t: t + "\n[guarantors.NATO.members.XX]\nstands = 0.5\n", "W0003", "XX is no member of NATO"),
    (lambda t: 'guarantee = "9"\n' + t, "W0003", "there is 5"),
    (lambda t: t.replace("exposed = [-1", "exposd = [-1"), "W0004", "write `exposed`"),
    (lambda t: t.replace("stands = [0.99, 1]", "stands = 99"), "W0005", "a number from 0 to 1"),
    (lambda t: t.replace("[0.97, 0.99]", "[0.99, 0.97]"), "W0005", "write [0.97, 0.99]"),
    (lambda t: t.replace("[0.97, 0.99]", "[0.97, 1]"), "W0005", "less than 1"),
    (lambda t: t.replace("size = 20, gain", "size = 1, gain"), "W0005", "larger from row to row"),
    (lambda t: t.replace("chance = [0.3, 0.8]", "chance = [0.01, 0.8]"), "W0005", "more acts leave more traces"),
    (lambda t: t.replace("exposed = [0.1, 0.6]", "exposed = [0.99, 1]"), "W0005", "more than 1 together"),
    (lambda t: t.replace('period = "1 month"', 'period = "soon"'), "W0005", "a period"),
    (lambda t: t.replace("award = [-2, 0]", ""), "W0006", "`award` is missing in [accused]"),
    (lambda t: t.replace("[errors]", "[errors.of]"), "W0004", "`of`"),
    (lambda t: t.replace('"peace", "no_agreement", "award"', '"award", "peace"'), "W0007", "describe nobody"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "code", "words"), FAULTS, ids=[f"{c}-{w}" for _, c, w in FAULTS])
def test_V2_a_wrong_file_is_told_with_its_line_and_a_mend(
    change: Callable[[str], str], code: str, words: str
) -> None:
    assert change(TEXT) != TEXT
    stakes, problems = stakes_in(change(TEXT), "peace.stakes", PROCEDURE)
    assert stakes is None
    told = next(p for p in problems if p.code == code)
    assert told.span is not None and told.span.line >= 1
    assert any(words in text for text in (told.what, told.why, told.mend))


def test_V2_an_accord_without_a_promise_has_nothing_to_weigh() -> None:
    minsk = LIBRARY / "minsk_2_2015" / "minsk_2.accord"
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(minsk)])
    assert told.exit_code == 1 and "W0008" in told.output
    gone = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--stakes", "nowhere.stakes"])
    assert gone.exit_code == 1 and "W0001" in gone.output


def test_V2a_a_ranking_holds_in_every_draw() -> None:
    text = TEXT.replace("award = [-2, 0]", "award = [-2, 3]\npeace = [0, 2]\nno_agreement = [-1, 2.5]")
    stakes = stakes_of(text)
    numbers = drawn(stakes, shares(2_000, len(unknowns(stakes)), 3)).sides["RU"]
    assert (numbers["peace"] >= numbers["no_agreement"]).all() and (numbers["no_agreement"] >= numbers["award"]).all()
    assert numbers["award"].min() >= -2 and numbers["peace"].max() <= 2 and numbers["no_agreement"].min() >= -1


def test_V3_the_same_seed_gives_the_same_sheet_and_another_another() -> None:
    sheets = [
        CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--draws", "300", "--seed", seed]).stdout
        for seed in ("1", "1", "2")
    ]
    assert sheets[0] == sheets[1] != sheets[2]


def test_V3_a_larger_breach_is_found_no_less_and_gains_no_less_in_any_draw() -> None:
    values = drawn(TEMPLATE, shares(500, len(unknowns(TEMPLATE)), 5))
    for rows in (values.found, values.gains["RU"]):
        assert all((after >= before).all() for before, after in pairwise(rows))
    assert (values.blamed + values.exposed <= 1).all()


def test_V4_two_doubtful_allies_weigh_more_than_thirty_sure_ones() -> None:
    """Case A16."""
    assert at_least(32, [Alike(32, 0.99)]) == pytest.approx(0.7249803, abs=1e-7)
    assert at_least(32, [Alike(30, 0.995), Alike(2, 0.6)]) == pytest.approx(0.3097383, abs=1e-7)
    assert at_least(22, [Alike(32, 0.7)]) == pytest.approx(0.6440177, abs=1e-7)


@given(st.lists(st.tuples(st.integers(1, 3), chances), min_size=1, max_size=3), st.integers(0, 9))
def test_V4_it_is_the_sum_over_all_who_may_stand(groups: list[tuple[int, float]], needed: int) -> None:
    each = [chance for members, chance in groups for _ in range(members)]
    total = 0.0
    for stand in range(2 ** len(each)):
        if stand.bit_count() >= needed:
            total += float(np.prod([c if stand >> i & 1 else 1 - c for i, c in enumerate(each)]))
    assert at_least(needed, [Alike(*group) for group in groups]) == pytest.approx(total, abs=1e-12)


def test_V4_a_guarantee_is_executed_as_its_text_asks() -> None:
    stakes = stakes_of(TEXT.replace("stands = [0.99, 1]", "stands = 0.99"))
    assert executed(stakes, drawn(stakes, shares(1, len(unknowns(stakes)), 1))) == pytest.approx(0.7249803, abs=1e-7)


def test_V4_who_holds_out_can_ask_for_all_that_the_others_have_of_it() -> None:
    assert hold_out_rent([1.0, 2.0, -0.5], of=0) == 2.0
    assert side_payment(worth=0.25, no_agreement=1.0) == 0.75


def test_V4a_what_somebody_would_have_to_be_given_makes_it_sign_and_less_does_not() -> None:
    """Without false findings the deal is worth its peace: 1 against 1.5, so 0.5 is missing; where it is 0.2 to 1.2 that
    it would have without, 0.2 is missing at worst, and at the 95th of 100 draws 0.15."""
    text = TEXT.replace("false = [0, 0.01]", "false = 0").replace('ranking = ["peace", "no_agreement", "award"]', "")
    for without, always, mostly in (("1.5", 0.5, 0.5), ("[0.2, 1.2]", 0.2, 0.15), ("[0.1, 1.01]", 0.01, 0.0)):
        stakes = stakes_of(text.replace("award = [-2, 0]", f"award = [-2, 0]\nno_agreement = {without}"))
        [payment] = holding(stakes, 20_000, 1).payments
        assert payment.who == "RU" and payment.always == pytest.approx(always)
        assert payment.mostly == pytest.approx(mostly, abs=0.01) and (mostly > 0) == (payment.mostly > 0)
    stakes = stakes_of(TEXT.replace("award = [-2, 0]", "award = [-2, 0]\nno_agreement = [0, 1.2]").replace(
        'ranking = ["peace", "no_agreement", "award"]', ""))  # fmt: skip
    [payment] = holding(stakes, 500, 1).payments
    for more, signs in ((payment.always + 1e-9, True), (payment.always - 1e-3, False)):
        given_so = {name: Range(r.low + more, r.high + more) if name in ("peace", "award") else r
                    for name, r in stakes.accused.numbers.items()}  # fmt: skip
        after = replace(stakes, accused=replace(stakes.accused, numbers=given_so))
        assert weigh(after, draws=200).weights[0].always is signs


def test_V4a_who_can_hold_out_follows_from_how_many_must_consent() -> None:
    [all_of] = holding(TEMPLATE, 100, 1).hold_outs
    assert (all_of.group, all_of.needed, all_of.together) == ("NATO", 32, 1)
    enough = LIBRARY / "known_answers" / "twenty_two_of_thirty_two.accord"
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(enough), "--draws", "200"]).stdout
    assert "Of Allies 22 of 32 are enough: nobody can hold out alone, 11 together can." in told
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--stakes", str(EXAMPLE), "--json"]).stdout
    [found] = json.loads(told)
    assert found["hold_outs"] == [{"group": "NATO", "members": 32, "needed": 32, "together": 1}]
    assert found["side_payments"] == []


def test_V5_belief_follows_bayes() -> None:
    assert belief(0.01, 0.9, 0.01) == pytest.approx(0.009 / (0.009 + 0.0099))
    assert belief(0.0, 0.9, 0.01) == 0  # on a path on which nobody ever breaches, none can be believed in
    assert belief(0.0, 0.9, 0.0) == 0 and belief(0.01, 0.9, 0.0) == 1


def test_V5b_of_fewer_acts_than_the_text_asks_for_no_stick_is_asked() -> None:
    """The sample accord calls three serious breaches of five acts each a material one: fifteen acts."""
    template = with_bound(TEMPLATE, DEAL)
    assert template.least == 15 and [v.size for v in template.accused.violations] == [15, 75, 300, 1_500]
    assert [row.size for row in template.errors.found] == [15, 75, 300, 1_500]
    text = EXAMPLE.read_text(encoding="utf-8").replace("size = 15,", "size = 14,")
    stakes, problems = stakes_in(text, "peace.stakes", PROCEDURE)
    assert stakes is not None and not problems
    held = with_bound(stakes, DEAL)
    assert held.below == (14,) and [v.size for v in held.accused.violations] == [20, 60]
    # As surely as the largest number known that is not larger.
    assert held.errors.found[0] == stakes.errors.found[0]._replace(size=15)
    assert "fewer than 15 acts are no material breach" in supposed(weigh(held, 1, 200))
    assert with_bound(held, DEAL) == held


def test_V5a_a_size_in_between_is_as_sure_as_the_next_smaller_one() -> None:
    values = drawn(TEMPLATE, shares(50, len(unknowns(TEMPLATE)), 1))
    at = {size: found_of(TEMPLATE, values, size) for size in (1, 4, 5, 19, 1_000)}
    assert (at[4] == at[1]).all() and (at[19] == at[5]).all() and (at[1_000] > at[19]).all()
    without_small = stakes_of(TEXT.replace("{ size = 1, chance = [0.05, 0.4] }, ", ""))
    values = drawn(without_small, shares(50, len(unknowns(without_small)), 1))
    assert (found_of(without_small, values, 1) == values.false * values.certified_false).all()


def test_V6_always_and_never_are_asked_of_the_corners_too() -> None:
    weighed = weigh(TEMPLATE, draws=500)
    by_label = {w.tested.label: w for w in weighed.weights if w.tested.who != "UA" or w.tested.label != "C5"}
    assert by_label["C3"].always and by_label["C3"].share == 1
    for weight in weighed.weights:
        assert weight.worst <= weight.low <= weight.middle <= weight.high <= weight.best
    every = np.array(np.meshgrid(*[[0.0, 1.0]] * 10)).reshape(10, -1).T
    corners = np.full((len(every), len(unknowns(TEMPLATE))), 0.0)
    for i, weight in enumerate(weighed.weights):
        if weight.tested.label == "C7":  # of all corners of the ten numbers that matter most, none is worse
            order = [unknowns(TEMPLATE).index(f.of) for f in weight.hangs_on][:10]
            corners[:, order] = every[:, : len(order)]
            assert slacks(TEMPLATE, corners)[1][i].min() >= weight.worst - 1e-12


def test_V6_what_fails_between_the_ends_of_a_range_does_not_hold_always() -> None:
    """Of C4 all is known but patience: staging wins more the sooner it pays, and loses more the longer the deal would
    have lasted. It pays least to keep the deal at a patience near 0.44, by 1e-7, and nowhere else; no draw is there."""
    own = {
        "award": 2.0, "exposed": 0.0, "provoking_cost": 0.0, "sanctioned": 0.0, "provoking_gain_after": 0.0,
        "cover_left": 0.0,
    }  # fmt: skip
    known = {name: Range(value, value) for name, value in own.items()}
    one = Range(1, 1)
    errors = replace(
        TEMPLATE.errors, false=Range(0.1, 0.1), blamed=Range(0.5, 0.5), exposed=Range(0.3, 0.3), certified_true=one,
        certified_false=one,
    )  # fmt: skip

    def stakes(cost: float) -> Stakes:
        numbers = {**TEMPLATE.beneficiary.numbers, **known, "provoking_cost": Range(cost, cost)}
        return replace(
            TEMPLATE, patience=Range(0, 0.9), errors=errors,
            beneficiary=replace(TEMPLATE.beneficiary, numbers=numbers),
            guarantors=tuple(replace(side, numbers={**side.numbers, "stands": one}) for side in TEMPLATE.guarantors),
        )  # fmt: skip

    patience = np.linspace(0, 0.9, 900_001)
    least = float(np.min(no_false_flag(
        Course(patience, 0.1, 1.0), Provocation(0.5, 0.3), 1, 2, 0, 0.0) / (1 - patience)))  # fmt: skip
    assert least < -0.01
    for more, always in ((1e-7, True), (-1e-7, False)):
        [weight] = (w for w in weigh(stakes(more - least), draws=100).weights if w.tested.label == "C4")
        assert weight.share == 1 and weight.always is always
        assert weight.worst == pytest.approx(more, abs=1e-9)


def test_V6_what_decides_alone_has_all_the_influence() -> None:
    """Of C8 all is fixed but what provoking brings: whether it holds hangs on that alone."""
    fixed = TEXT.replace("exposed = [-1, 0.5]", "exposed = 0").replace("[0.05, 0.5]", "0.2").replace("[0, 0.3]", "0")
    fixed = fixed.replace("exposed = [0.1, 0.6]", "exposed = 0").replace("[0, 0.4] ", "[0, 0.4] ")
    weight = next(w for w in weigh(stakes_of(fixed), draws=4_000).weights if w.tested.label == "C8")
    assert weight.share == pytest.approx(0.5, abs=0.03)  # cost 0.2, gain anywhere from 0 to 0.4
    assert [(f.of.setting, round(f.total, 1)) for f in weight.hangs_on] == [("provoking_gain_after", 1.0)]


def test_V7_alternatives_each_on_their_own_terms() -> None:
    at, more = shares(2_000, len(unknowns(TEMPLATE)), 1), shares(2_000, UNKNOWN_OFFERS, 2)
    found = compared(TEMPLATE, NEUTRAL, at, more)
    now, never, dated = (found[a] for a in (Alternative.NOW, Alternative.NEVER, Alternative.DATED))
    assert now["C2"] == 0 and now["C7"] is None  # it is made: nothing is left to withhold or to honour
    assert never["C1"] == 1 and never["C2"] == 0 and dated["C2"] == 0  # nothing deters
    assert now["C1"] is not None and dated["C1"] is not None and now["C1"] < dated["C1"]  # later is dearer to nobody
    on_breach, eyes = found[Alternative.ON_BREACH], found[Alternative.MORE_EYES]
    assert all(eyes[c] >= (on_breach[c] or 0) for c in ("C1", "C2", "C7"))  # type: ignore[operator]


def test_V7_alternatives_are_asked_what_they_have_in_common() -> None:
    """Costs and losses are one number each, so that C7 and C8 are known by hand."""
    text = TEXT
    changes = {
        "honouring_cost = [0.2, 2]": "honouring_cost = 1", "dishonour_loss = [0.5, 2]": "dishonour_loss = 0.5",
        "revoking_cost = [0.2, 1]": "revoking_cost = 0.25", "provoking_cost = [0.05, 0.5]": "provoking_cost = 0.5",
        "provoking_gain_after = [0, 0.4]": "provoking_gain_after = 0.25",
    }  # fmt: skip
    for was, becomes in changes.items():
        assert was in text
        text = text.replace(was, becomes)
    stakes = stakes_of(text)
    values, more = drawn(stakes, shares(3, len(unknowns(stakes)), 1)), shares(3, UNKNOWN_OFFERS, 2)

    def found(of: Stakes, alternative: Alternative) -> dict[str, np.ndarray]:
        return {label: np.broadcast_to(slack, 3) for label, slack in standing(of, values, NEUTRAL, more, alternative)}

    now, never, dated = (found(stakes, a) for a in (Alternative.NOW, Alternative.NEVER, Alternative.DATED))
    largest = np.max([values.gains["RU"]], axis=1)[0]
    for each in (now, never, dated):
        assert (each["C2"] == -largest).all()  # a breach pays: nothing hangs on it
    assert (dated["C7"] == 0.5 + 0.25 - 1).all() and "C7" not in now and "C7" not in never
    assert (dated["C8"] == 0.25).all() and (now["C8"] == 0.25).all() and "C8" not in never
    assert (never["C5"] == -np.max([values.gains["UA"]], axis=1)[0]).all()
    without = replace(stakes, guarantee=replace(stakes.guarantee, rests_while=()))
    assert (found(without, Alternative.DATED)["C5"] == never["C5"]).all()


def test_V7_what_is_given_now_or_on_a_date_is_suspended_by_an_own_breach_if_the_text_says_so() -> None:
    """Worked out by playing: patience .9, false .1, found .6, peace 1, award 2, sanctioned 0, gain 1.
    Twelve periods before the date a breach puts eleven periods of peace at risk, and all that is given then."""
    numbers = {
        "patience = [0.97, 0.99]": "patience = 0.9", "false = [0, 0.01]": "false = 0.1",
        "certified_true = [0.85, 1]": "certified_true = 1", "certified_false = [0.05, 0.3]": "certified_false = 1",
        "award = [1, 2.5]": "award = 2", "sanctioned = [-1, 0.5]": "sanctioned = 0",
        "{ size = 15, chance = [0.05, 0.4] }": "{ size = 15, chance = 0.6 }",
        "chance = [0.3, 0.8]": "chance = 0.6", "chance = [0.6, 0.97]": "chance = 0.6",
    }  # fmt: skip
    text = TEXT
    for was, becomes in numbers.items():
        assert was in text
        text = text.replace(was, becomes, 1)
    text = text[: text.index("[[designs]]")]
    own = "violations = [{ size = 15, gain = [0, 0.6] }, { size = 20, gain = [0, 1] }]"
    stakes = stakes_of(text.replace(own, "violations = [{ size = 20, gain = 1 }]"))
    value = 2.0
    for _ in range(5_000):
        value = 0.1 * 2 + 0.9 * (0.9 * value)
    given = value
    for _ in range(11):
        value = 0.1 * 1 + 0.9 * (0.9 * value)
    values, more = drawn(stakes, shares(2, len(unknowns(stakes)), 1)), shares(2, UNKNOWN_OFFERS, 2)
    for offers, alternative, expected in (
        (NEUTRAL, Alternative.NOW, given), (replace(NEUTRAL, dated=12), Alternative.DATED, value),
    ):
        found = dict(standing(stakes, values, offers, more, alternative))["C5"]
        assert found == pytest.approx(0.9 * (0.6 - 0.1) * expected / 0.1 - 1)


def test_V7_the_table_says_what_all_is_of() -> None:
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--draws", "300"]).stdout
    table = told[told.index("What else could be promised") :]
    assert "  all           all constraints that have a share in the same row hold at once" in table
    assert not any(line.startswith("  - ") for line in table.splitlines())  # - is where a constraint has no meaning


def test_V7_as_json_it_is_complete() -> None:
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--json", "--draws", "300"])
    found = json.loads(told.stdout)[0]
    assert set(found["alternatives"]) == {a.value for a in Alternative}
    assert {c["label"] for c in found["constraints"]} == {f"C{n}" for n in range(1, 9)}
    as_it_is = next(r for r in found["regions"] if (r["design"], r["consents"]) == ("as it is", 32))
    assert found["alternatives"]["on breach"]["all"] == as_it_is["all"] == found["all"]  # of the same draws


def test_V8_designs_and_numbers_of_consents_are_weighed_by_the_same_draws() -> None:
    stakes = stakes_of(TEXT)
    found = regions(stakes, of_text(stakes), quorums_of(stakes), 2_000)
    assert found.designs == ("as it is", "twice as many acts", "any single act", "a revocable escrow")
    assert found.quorums[0] == 32
    share = dict(zip(found.designs, found.shares, strict=True))
    whole = next(i for i, label in enumerate(LABELS) if label == "C7")
    assert (share["any single act"][:, whole] < share["as it is"][:, whole]).all()  # who cries wolf is not believed
    executed_less = [share["as it is"][n, 1] for n in range(len(found.quorums))]
    assert executed_less == sorted(executed_less)  # fewer consents: a surer award, and a harder stick


def test_V8_each_design_has_a_name_of_its_own_and_settings_that_are_read() -> None:
    for text, code in ((TEXT + '\n[[designs]]\nname = "any single act"\n', "W0005"),
                       (TEXT + '\n[[designs]]\nname = "x"\nfalze = 0\n', "W0004"),
                       (TEXT + '\n[[designs]]\nname = "x"\nguarantors = { NATTO = { stands = 1 } }\n', "W0003"),
                       (TEXT + '\n[[designs]]\nname = "x"\nguarantors = { NATO = { stand = 1 } }\n', "W0004"),
                       (TEXT + '\n[[designs]]\nname = "x"\nguarantors = { NATO = { stands = 2 } }\n', "W0005"),
                       (TEXT + '\n[[designs]]\nname = "x"\nguarantors = 1\n', "W0005")):  # fmt: skip
        stakes, problems = stakes_in(text, "peace.stakes", PROCEDURE)
        assert stakes is None and [p.code for p in problems] == [code]


def test_V8_a_group_that_is_misspelt_is_told_once_and_not_again_of_each_design() -> None:
    stakes, problems = stakes_in(TEXT.replace("[guarantors.NATO]", "[guarantors.OTAN]"), "peace.stakes", PROCEDURE)
    assert stakes is None and [p.code for p in problems] == ["W0003", "W0006"]


def test_V8_consent_that_is_given_otherwise_is_a_design_too() -> None:
    """What is easily taken back stands less surely, which softens the stick (C2), and loses less by not being honoured
    (C7); of evidence nothing changes (C8)."""
    loose = "guarantors = { NATO = { stands = [0.9, 0.95], revoking_cost = 0 } }"
    stakes = stakes_of(TEXT + f'\n[[designs]]\nname = "looser"\n{loose}\n')
    assert stakes.designs[-1].numbers["NATO", "stands"] == Range(0.9, 0.95)
    found = regions(stakes, of_text(stakes), (32, 24), 2_000)
    firm, weak = found.shares[0], found.shares[found.designs.index("looser")]
    assert (weak[0, [1, 6]] < firm[0, [1, 6]]).all() and (weak[:, 7] == firm[:, 7]).all()
    assert (weak[1, 1] > weak[0, 1]).all()  # of fewer who are asked enough stand


def test_V8_what_a_design_has_from_the_text_the_text_bounds_there_too() -> None:
    """Two sizes below the fewest acts that are a breach: in a design that says nothing of them, as in the text, a
    breach is found as surely as the larger of both."""
    rows = "{ size = 2, chance = 0.1 }, { size = 14, chance = [0.2, 0.4] }"
    text = TEXT.replace("{ size = 15, chance = [0.05, 0.4] }", rows, 1)
    stakes = with_bound(stakes_of(text + '\n[[designs]]\nname = "the same"\n'), DEAL)
    assert [row.size for row in stakes.errors.found] == [15, 20, 60]
    assert stakes.designs[-1].name == "the same" and stakes.designs[-1].errors == stakes.errors
    found = regions(stakes, of_text(stakes), (32,), 2_000)
    assert (found.shares[0] == found.shares[-1]).all()


def test_V9_a_promise_for_a_date_pulls_to_war_more_than_one_on_breach_and_none_pulls_none() -> None:
    stakes = stakes_of(TEXT)
    found = pulls(stakes, shares(2_000, len(unknowns(stakes)), 1))
    assert found[Alternative.DATED] > found[Alternative.ON_BREACH] >= found[Alternative.NEVER] == 0
    assert pulls(TEMPLATE, shares(10, len(unknowns(TEMPLATE)), 1)) == {}  # nobody says what fighting would bring


def test_V2_rates_of_bodies_come_by_way_of_the_procedure() -> None:
    """A panel that errs less certifies fewer false findings, which makes signing worth more."""
    rates = LIBRARY / "conditional_accession" / "rates.example.toml"
    asked = ["weigh", str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "2000", "--json"]
    plain, with_rates = (
        json.loads(CliRunner().invoke(built(["weigh"]), [*asked, *more]).stdout)[0]
        for more in ([], ["--rates", str(rates)])
    )
    of = {name: {(c["label"], c["who"], c["size"]): c["share"] for c in told["constraints"]}
          for name, told in (("plain", plain), ("rates", with_rates))}  # fmt: skip
    assert of["rates"] != of["plain"]
    assert of["rates"]["C1", "RU", 0] >= of["plain"]["C1", "RU", 0]  # fewer false awards
    lost = CliRunner().invoke(built(["weigh"]), [*asked, "--rates", "nowhere.toml"])
    assert lost.exit_code == 1 and "X0020" in lost.output


def test_V10_what_is_suggested_makes_the_worst_slack_wider_and_says_what_it_would_break(tmp_path: Path) -> None:
    """Where one ally in ten is doubtful, all 32 seldom stand: fewer consents make the stick harder."""
    doubtful = tmp_path / "doubtful.stakes"
    doubtful.write_text(TEXT.replace("stands = [0.99, 1]", "stands = [0.8, 0.95]"), encoding="utf-8")
    asked = ["weigh", str(ACCORD), "--stakes", str(doubtful), "--draws", "500", "--suggest"]
    told = " ".join(CliRunner().invoke(built(["weigh"]), asked).stdout.split())
    assert "The worst slack goes from" in told and "now consent of at least" in told and "was consent of every" in told
    worst = [float(n) for n in re.findall(r"worst slack goes from (-?[0-9.]+) to (-?[0-9.]+)", told)[0]]
    assert worst[1] > worst[0]


@pytest.mark.parametrize("stands", ["1", "[0.9999, 1]"])
def test_V10_where_nothing_does_better_nothing_is_suggested(tmp_path: Path, stands: str) -> None:
    """All consents are sure to stand, or nearly: fewer of them change nothing, or less than the draws can tell."""
    sure = tmp_path / "sure.stakes"
    sure.write_text(TEXT.replace("stands = [0.99, 1]", f"stands = {stands}"), encoding="utf-8")
    asked = ["weigh", str(ACCORD), "--stakes", str(sure), "--draws", "500", "--suggest"]
    told = CliRunner().invoke(built(["weigh"]), asked).stdout
    assert "Nothing: no other number of consents" in told and "goes from" not in told
    found = json.loads(CliRunner().invoke(built(["weigh"]), [*asked, "--json"]).stdout)[0]["suggested"]
    assert found["change"] is None and found["least_gain"] >= 0.01


def test_V10_what_is_suggested_is_weighed_by_the_draws_of_the_sheet_of_every_guarantee(tmp_path: Path) -> None:
    """Both guarantees are told, the second in the same article; in the text and for programs."""
    text = ACCORD.read_text(encoding="utf-8")
    said = text[text.index("    On certified material breach by RU") : text.index('Article 6 "Review"')].rstrip()
    again = said.replace("membership of NATO for UA", '"aid" for UA')
    text = text.replace('Article 6 "Review"', again + '\n\nArticle 6 "Review"')
    shutil.copytree(ACCORD.parent / "zones", tmp_path / "zones")
    (tmp_path / "two.accord").write_text(text, encoding="utf-8")
    asked = ["weigh", str(tmp_path / "two.accord"), "--draws", "400", "--suggest"]
    found = json.loads(CliRunner().invoke(built(["weigh"]), [*asked, "--json"]).stdout)
    assert [each["guarantee"] for each in found] == ["5", "5#2"]
    for each in found:
        assert each["suggested"]["all"] == each["all"]
        assert each["suggested"]["worst"] == pytest.approx(min(c["slack"]["p5"] for c in each["constraints"]))
    assert CliRunner().invoke(built(["weigh"]), asked).stdout.count("\nSuggested") == 2


def test_V5a_what_was_measured_counts_in_the_form_in_which_a_breach_is_found_least(tmp_path: Path) -> None:
    file = tmp_path / "measured.toml"
    rates = (LIBRARY / "conditional_accession" / "rates.example.toml").read_text(encoding="utf-8")
    rows = (("together", 10, "[0.6, 0.9]"), ("spread out", 10, "[0.1, 0.95]"), ("together", 40, "[0.05, 0.97]"))
    of = ",\n".join(f'{{ form = "{form}", acts = {acts}, found = {found} }}' for form, acts, found in rows)
    file.write_text(f"{rates}\n[detection]\nbreach = 10\nof = [\n{of}\n]\n", encoding="utf-8")
    assert DEAL is not None
    found = with_rates(stakes_of(TEXT), DEAL, file).errors.found
    assert [(row.size, row.chance) for row in found] == [(10, (0.1, 0.9)), (40, (0.1, 0.97))]
    asked = ["weigh", str(ACCORD), "--rates", str(file), "--draws", "300"]
    assert CliRunner().invoke(built(["weigh"]), asked).exit_code == 0
    file.write_text(file.read_text(encoding="utf-8").replace("[0.6, 0.9]", "0.6"), encoding="utf-8")
    wrong = CliRunner().invoke(built(["weigh"]), asked)
    assert wrong.exit_code == 1 and "W0005" in wrong.output
