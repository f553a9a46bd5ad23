"""Error rates on a small made world whose answers can be told by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from foedus.basics.instant import DAY, HOUR, Interval
from foedus.basics.problem import Problem
from foedus.incident.fuse import Fusion
from foedus.procedure.aim import aim_of
from foedus.replay.chance import Chance
from foedus.replay.error_rates import Frontier
from foedus.replay.error_record import Supposed, record_of
from foedus.replay.false_findings import false_findings
from foedus.replay.rates_words import too_little
from foedus.replay.redrawn import design_of, designs_around
from foedus.replay.replay import replay
from foedus.replay.trials import Court, Design
from foedus.replay.violations import Form, Size, chosen_donors, committed
from foedus.report.model import ReadReports
from rates_values import (
    DAYS,
    LAND,
    START,
    act,
    aim,
    before,
    counting,
    deal,
    quiet,
    rates,
    recorded,
    shares,
    watched,
)

ALL = Interval(START, START + DAYS * DAY - 1)


# -- found or missed ---------------------------------------------------------------------------------------------------


def test_as_many_acts_as_the_text_counts_are_found_and_one_less_is_not() -> None:
    assert shares(rates(deal(count=3), [*before(), *watched()], [1, 2, 3, 6])) == [0, 0, 1, 1]


def test_acts_spread_out_stay_unfound_however_many_fit_between() -> None:
    found = rates(deal(count=3), [*before(), *watched()], [3, 10, 20], forms=[Form.SPREAD, Form.TOGETHER])
    assert shares(found, Form.SPREAD) == [0, 0, 0]
    assert [(f.form, f.acts, f.beyond) for f in found.frontier] == [
        (Form.SPREAD, 20, True), (Form.TOGETHER, 0, False)
    ]  # fmt: skip


def test_few_trials_leave_the_frontier_open_and_many_close_it() -> None:
    reports = [*before(every=1), *watched()]
    few = rates(deal(count=3), reports, [1, 2, 3, 6], repetitions=2).frontier[0]
    many = rates(deal(count=3), reports, [1, 2, 3, 6], repetitions=16).frontier[0]
    assert few == Frontier(Form.TOGETHER, 2, False, low=0, high=6)
    assert many == Frontier(Form.TOGETHER, 2, False, low=2, high=2)


def test_what_one_origin_tells_is_not_found_where_two_are_asked_for() -> None:
    alone = [*before(origins=("Monitor",)), *watched()]
    accord = deal(origins=2)
    one = design_of("origins 1", accord, aim(accord))
    assert isinstance(one, Design)
    found = rates(accord, alone, [6], [one])
    assert shares(found) == [0]
    assert [float(d.found.best) for d in found.designs if d.found] == [0, 1]


def test_what_only_the_other_party_says_is_found_by_nobody() -> None:
    accused = [*before(origins=("BB-MoD",)), *watched()]
    assert shares(rates(deal(origins=1), accused, [6])) == [0]


def test_where_nobody_names_a_party_it_is_found_broken_and_by_whom_is_undetermined() -> None:
    found = rates(deal(), [*before(party=""), *watched()], [6])
    assert shares(found) == [0] and found.named == 0
    [cell] = found.cells
    assert cell.broken is not None and cell.broken.best == 1


def test_a_witness_who_is_supposed_to_name_the_party_makes_it_the_partys() -> None:
    found = rates(deal(), [*before(party=""), *watched()], [6], supposed=Supposed(1, 30, named=1.0))
    assert shares(found) == [1]


def test_acts_that_were_surely_the_others_tell_no_violation() -> None:
    found = rates(deal(), [*before(party="BB"), *watched()], [6])
    cell = found.cells[0]
    assert cell.wrong is None or cell.wrong.best > 0, "what is told as BB's is, if AA did it, found against BB"


def test_a_place_told_to_within_a_hundred_kilometres_is_not_surely_in_the_zone() -> None:
    vague = [*before(radius_m=100_000), *watched()]
    assert shares(rates(deal(), vague, [6], forms=[Form.BORDER]), Form.BORDER) == [0]
    exact = [*before(radius_m=100), *watched()]
    assert shares(rates(deal(), exact, [6], forms=[Form.BORDER]), Form.BORDER)[0] == 1


def test_a_size_in_dead_is_told_in_proportion_to_how_the_dead_were_told() -> None:
    accord = deal(count=0, casualties=10)
    told = [*before(dead=4), *watched()]
    assert shares(rates(accord, told, [Size(1, 9), Size(1, 10), Size(2, 10)])) == [0, 1, 1]


def test_a_graver_breach_is_made_of_as_many_waves_as_the_text_counts() -> None:
    accord = deal(count=2, material=3)
    assert (aim(accord).least_acts, aim(accord).waves, aim(accord).gap_days) == (6, 3, 2)
    assert shares(rates(accord, [*before(), *watched()], [5, 6])) == [0, 1]


# -- how sure ----------------------------------------------------------------------------------------------------------


def test_more_repetitions_are_named_only_where_they_make_something_surer() -> None:
    few = too_little(rates(deal(), [*before(), *watched()], [2], repetitions=3))
    assert [("3 trials only" in little.what, "ask for more" in little.mend) for little in few] == [(True, True)]
    again = too_little(rates(deal(count=4), [*before(16, 240), *watched()], [4], repetitions=24))
    assert ["tell the 24 violations" in little.what and "3 independent" in little.what for little in again] == [True]
    assert "ask for more" not in again[0].mend


# -- when --------------------------------------------------------------------------------------------------------------


def test_a_violation_is_found_as_late_as_acts_are_told() -> None:
    found = rates(deal(), [*before(late_days=5), *watched()], [3], repetitions=16)
    [cell] = found.cells
    assert cell.delays[Fraction(1, 2)] is not None
    assert cell.delays[Fraction(1, 2)].best == 5 * DAY + HOUR  # type: ignore[union-attr]
    assert [(days, float(share.best)) for days, share in cell.within] == [(1, 0), (7, 1), (14, 1), (30, 1), (90, 1)]
    assert cell.late is not None and cell.late.best == 0


def test_a_finding_that_comes_after_two_weeks_is_late() -> None:
    [cell] = rates(deal(), [*before(late_days=20), *watched()], [3]).cells
    assert cell.found is not None and cell.late is not None
    assert (cell.found.best, cell.late.best) == (1, 1)


@pytest.mark.slow
def test_a_violation_is_found_when_a_replay_of_all_reports_would_find_it() -> None:
    accord, reports = deal(), quiet()
    record = recorded(accord, reports)
    court = Court(record.world, record.setting.aim, [Design("as written", accord)])
    for n in range(3):
        chance = Chance(7, n)
        _, told_as = chosen_donors(record.donors, "AA", 4, (date(2024, 12, 1), date(2024, 12, 20)), chance)
        size = Size(2 + n)
        violation = committed(record.setting, Form.TOGETHER, size, "AA", date(2024, 12, 10 + n), told_as, (7, n))
        [outcome] = court.tried(violation)
        whole = ReadReports("all", "test", (*reports, *violation.reports), acts=frozenset({"shelling"}))
        done = replay(accord, LAND, [whole])
        own = [h for h in done.histories if h.first.party == "AA" and h.last is not None and h.first_breached_at]
        assert outcome.found_at == min((h.first_breached_at for h in own if h.first_breached_at), default=None)


# -- what never was ----------------------------------------------------------------------------------------------------


def test_a_time_in_which_nothing_is_broken_gives_no_false_finding_and_says_how_little_that_tells() -> None:
    found = rates(deal(), quiet(), [3])
    assert found.designs[0].false_seen == 0 and found.designs[0].false.best == 0
    assert float(found.designs[0].false.high * found.years) == pytest.approx(3.6889, rel=1e-3), "Garwood: none seen"


def test_what_is_found_while_the_deal_was_kept_is_false_and_counted_once() -> None:
    three = [r for hour in (3, 9, 15) for r in act(100, hour=hour, where=hour, late_days=hour)]
    unknown = [r for hour in (3, 9, 15) for r in act(60, party="", hour=hour, where=hour)]
    found = rates(deal(), [*before(), *watched(), *three, *unknown], [3])
    assert (found.designs[0].false_seen, found.designs[0].of_nobody_seen) == (1, 1)
    [false] = [f for f in found.false_found if f.party is not None]
    assert (false.party, false.known_at) == ("AA", START + 100 * DAY + 16 * HOUR + 15 * DAY)


@pytest.mark.slow
def test_false_findings_are_those_that_a_replay_finds() -> None:
    accord = deal(count=2)
    bursts = [r for day in range(20, 150, 37) for hour in (3, 9) for r in act(day, hour=hour, where=day + hour)]
    reports = [*quiet(), *bursts]
    [found] = false_findings(LAND, aim(accord), [Design("as written", accord)], ALL, reports)
    done = replay(accord, LAND, [ReadReports("all", "test", tuple(reports), acts=frozenset({"shelling"}))])
    expected = sorted(h.first_breached_at for h in done.histories if h.first_breached_at and h.first.party == "AA")
    assert sorted(f.known_at for f in found if f.party == "AA") == expected and expected


def test_a_hole_in_the_record_is_neither_kept_nor_broken() -> None:
    early = [r for r in quiet() if r.happened_at.start < START + 30 * DAY]
    late = [r for r in quiet() if r.happened_at.start > START + 120 * DAY]
    assert rates(deal(), [*early, *late], [3]).years < Fraction(DAYS - 80) / 365


# -- designs -----------------------------------------------------------------------------------------------------------


def test_a_design_is_the_accord_with_another_number() -> None:
    accord = deal(count=3)
    found = design_of("count 5, window 48 hours, standard 90 %", accord, aim(accord))
    assert isinstance(found, Design)
    condition = found.accord.norms[0].conditions[0]
    assert (condition.at_least, str(condition.window)) == (5, "48 hours")
    assert found.accord.evidence.standard.probability == 900_000_000
    assert {d.name for d in designs_around(accord, aim(accord))} >= {"as written", "count 1", "count 6", "origins 1"}


@pytest.mark.parametrize("text", ["count", "count 0", "casualties 3", "breaches 2", "standard sure", "colour red"])
def test_a_design_that_turns_nothing_is_a_problem(text: str) -> None:
    found = design_of(text, deal(), aim(deal()))
    assert isinstance(found, Problem) and found.code == "W0105"


def test_a_laxer_design_finds_smaller_violations() -> None:
    accord = deal(count=3)
    found = rates(accord, [*before(), *watched()], [2], [counting(accord, 2), counting(accord, 4)])
    assert [float(d.found.best) for d in found.designs if d.found] == [0, 1, 0]


# -- the same again ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_seed_gives_the_same_rates_in_whatever_order_reports_come() -> None:
    first = rates(deal(), quiet(), [2, 3])
    assert rates(deal(), list(reversed(quiet())), [2, 3]) == first
    assert rates(deal(), quiet(), [2, 3], seed=2) != first


def test_one_more_act_changes_nothing_of_the_others() -> None:
    record = recorded(deal(), quiet())
    _, told_as = chosen_donors(record.donors, "AA", 9, (date(2024, 12, 1), date(2024, 12, 20)), Chance(1))
    few, more = (
        committed(record.setting, Form.TOGETHER, Size(n), "AA", date(2024, 12, 10), told_as, (1,)) for n in (4, 9)
    )
    assert few.ids < more.ids


def test_an_act_told_again_is_another_incident_than_the_one_it_is_told_as() -> None:
    accord, reports = deal(), quiet()
    record = recorded(accord, reports)
    donor = record.donors[10]
    again = committed(record.setting, Form.TOGETHER, Size(1), "AA", donor.first_day, [donor], (1,))
    known = Fusion(accord, LAND).learn([*reports, *again.reports], again.reports[-1].known_at + 500 * DAY)
    told = next(i for i in known.incidents if again.ids & set(i.reports))
    assert told.reports == tuple(sorted(again.ids))


# -- problems ----------------------------------------------------------------------------------------------------------


def test_what_no_number_of_acts_makes_cannot_be_tried() -> None:
    found = aim_of(deal(), grade="material")
    assert isinstance(found, Problem) and found.code == "W0101"


def test_reports_of_another_time_than_the_accords_are_a_problem() -> None:
    accord = deal()
    by_time = sorted(before(), key=lambda r: r.known_at)
    found = record_of(accord, LAND, aim(accord), by_time, Supposed(1, 30))
    assert isinstance(found, Problem) and found.code == "W0102"


def test_without_a_recorded_act_nothing_can_be_told() -> None:
    accord = deal()
    others = [replace(r, act="exercise") for r in watched()]
    found = record_of(accord, LAND, aim(accord), others, Supposed(1, 30))
    assert isinstance(found, Problem) and found.code == "W0104"
