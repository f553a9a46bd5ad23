"""Rules I1a to I1d and I2b, I2c: what speaks for one incident, what binds, what a flood does."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from foedus.basics.instant import HOUR
from foedus.basics.place import Area, Point
from foedus.incident.fuse import Fusion
from foedus.incident.tellings import Places, exactness_order, places_of, pooled
from foedus.incident.terms import NAMES
from foedus.report.model import Basis, Kind, Range, Report
from fusing import (
    DAY,
    FAR_FUTURE,
    START,
    WHOLE_DAY,
    Zones,
    accord,
    all_known,
    east,
    incidents,
    report,
    the_incident,
    together,
)


def pair(*reports: Report) -> dict[str, int]:
    """The terms of the first two reports among all."""
    fusion = Fusion(accord(), Zones())
    fusion.known(reports, FAR_FUTURE)
    return fusion.terms_of(reports[0].id, reports[1].id)


def test_I1a_every_term_has_a_name_and_they_add_up_to_the_score() -> None:
    found = pair(report("A"), report("B", 1, east(500)))
    assert tuple(found) == NAMES
    assert found["act"] > 0 > found["time"] and found["weapon"] == found["text"] == 0


def test_I1a_the_more_incidents_around_the_less_a_coincidence_says() -> None:
    alone = [report("A"), report("B", 2, east(1_500))]
    others = [report("C", 3 * n % 24, east(700 * n)) for n in range(12)]
    assert pair(*alone, *others)["density"] < pair(*alone)["density"] - 1_000
    assert together(*alone, incidents(*alone)) and not together(*alone, incidents(*alone, *others))


def test_I1a_a_flood_by_one_source_counts_for_a_few_reports_only() -> None:
    two = [report("A"), report("B", 0.2, east(400))]
    flood = [report("Flooder", n % 12, east(37 * n % 3_000)) for n in range(600)]
    alone, some, many = (pair(*two, *flood[:n])["density"] for n in (0, 100, 600))
    assert alone - 5_000 < some == many


def test_I1a_numbers_targets_and_words_that_agree_speak_for_one() -> None:
    words = "Rocket hits grain store by the mill, 14 windows broken, guard says"
    plain = pair(report("A"), report("B"))
    for field, term in (("target", "target"), ("weapon", "weapon"), ("text", "text")):
        said = {field: words if field == "text" else "substation"}
        assert pair(report("A", **said), report("B", **said))[term] > plain[term] == 0
    other = pair(report("A", target="substation"), report("B", target="school"))
    assert other["target"] < 0


def test_I1b_two_reports_of_one_source_are_two_incidents() -> None:
    assert len(incidents(report("A"), report("A", 0.1))) == 2
    first = report("A")
    assert the_incident(first, report("A", 0.1, derives_from=(first.id,))).origins == ("A",)


def test_I1b_an_average_over_all_pairs_decides_not_the_closest_pair() -> None:
    # West and east are too far apart for the accord; who stands between joins the nearer one only.
    west, middle, far = report("A"), report("B", 0, east(500)), report("C", 0, east(3_200))
    found = {frozenset(i.reports) for i in incidents(west, middle, far)}
    assert found == {frozenset({west.id, middle.id}), frozenset({far.id})}


def test_I1c_an_analysts_decision_joins_and_parts_and_can_be_taken_back() -> None:
    one, other = report("A"), report("B", 30)
    joins = report("Analyst", kind=Kind.SAME_INCIDENT, derives_from=(one.id, other.id), known_days=2)
    assert len(incidents(one, other)) == 2
    assert the_incident(one, other, joins).reports == tuple(sorted((one.id, other.id)))
    back = report("Analyst", kind=Kind.RETRACTION, retracts=(joins.id,), known_days=3)
    assert len(incidents(one, other, joins, back)) == 2
    near = report("B", 0.5)
    parts = report("Analyst", kind=Kind.OTHER_INCIDENT, derives_from=(one.id, near.id), known_days=2)
    assert len(incidents(one, near)) == 1 and len(incidents(one, near, parts)) == 2


def test_I1c_two_goes_before_one() -> None:
    rows = [report(o, event_key="1", collector="C") for o in ("A", "B")]
    parts = report("Analyst", kind=Kind.OTHER_INCIDENT, derives_from=tuple(r.id for r in rows), known_days=2)
    assert len(incidents(*rows)) == 1 and len(incidents(*rows, parts)) == 2


def test_I1c_two_goes_before_one_however_many_say_one() -> None:
    one, near, other = report("A"), report("B", 0.1), report("C", 0.2)
    joins = report("Analyst", kind=Kind.SAME_INCIDENT, derives_from=(one.id, near.id, other.id), known_days=2)
    parts = report("Analyst", kind=Kind.OTHER_INCIDENT, derives_from=(near.id, other.id), known_days=3)
    assert len(incidents(one, near, other, joins)) == 1
    found = incidents(one, near, other, joins, parts)
    assert len(found) == 2 and not together(near, other, found)
    region = Point(37_000_000, 48_000_000, 100_000)
    said = {"lasting": WHOLE_DAY, "target": "power line", "place": region}
    alike = [report(o, **said) for o in ("A", "B")]
    assert len(incidents(*alike)) == 1
    parts = report("Analyst", kind=Kind.OTHER_INCIDENT, derives_from=tuple(r.id for r in alike), known_days=3)
    assert len(incidents(*alike, parts)) == 2


def test_I1c_no_party_decides_what_is_one() -> None:
    one, near = report("A"), report("B", 0.5)
    parts = report("AA-MoD", kind=Kind.OTHER_INCIDENT, derives_from=(one.id, near.id), known_days=2)
    assert len(incidents(one, near, parts)) == 1


def test_I1c_a_sum_of_several_reports_binds_none_of_them() -> None:
    west, far = report("A"), report("B", 0, east(9_000))
    both = report("C", 0, east(0), derives_from=(west.id, far.id))
    assert not together(west, far, incidents(west, far, both))


@pytest.mark.slow
def test_I1d_a_flood_is_bounded_and_reports_nobody_can_tell_apart_are_one() -> None:
    draw = random.Random(7)
    same = [report(f"Page {n}", 5) for n in range(1_500)]
    spread = [report(f"Feed {n}", 24 * draw.random(), east(draw.randrange(3_000))) for n in range(800)]
    found = incidents(*same, *spread)
    sizes = sorted(len(i.reports) for i in found)
    assert sizes[-1] >= 1_500 and sum(sizes) == 2_300


@pytest.mark.slow
def test_I1d_in_a_flood_one_cell_of_the_halved_distance_and_period_is_one_incident() -> None:
    draw = random.Random(8)
    flood = [report(f"Page {n}", 24 * draw.random(), east(draw.randrange(3_000))) for n in range(2_000)]
    near = [report("A", 5, target="school"), report("A", 5.1, east(20), target="substation")]
    assert len(incidents(*near)) == 2 and len(incidents(*flood, *near)) < 100
    assert together(*near, incidents(*flood, *near))
    numbered = [replace(r, event_key=str(n), collector="C") for n, r in enumerate(near)]
    assert not together(*numbered, incidents(*flood, *numbered)), "what a collector numbers stays apart"


def test_I1h_what_an_outlet_tells_again_on_another_day_is_one_incident() -> None:
    first = report("A", lasting=HOUR, target="substation")
    again = report("A", lasting=HOUR, target="substation", known_days=2, text="Two of the wounded died.")
    assert the_incident(first, again).origins == ("A",)
    roughly = report("A", -8, lasting=WHOLE_DAY, target="substation", known_days=2)
    assert len(incidents(first, roughly)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"known_days": 1},  # the same bulletin
        {"known_days": 2, "place": east(700)},
        {"known_days": 2, "target": "school"},
        {"known_days": 2, "act": "drone strike"},
        {"known_days": 2, "number": Range(3, 3, 3)},
        {"known_days": 2, "at_h": 1.5},
        {"known_days": 2, "event_key": "7", "collector": "C"},
    ],
)
def test_I1h_what_differs_is_another_incident(other: dict[str, Any]) -> None:
    said: dict[str, Any] = {"lasting": HOUR, "target": "substation", "number": Range(5, 5, 5), "text": "one"}
    fields = {"at_h": 0, **said, "text": "two", **other}
    hours = fields.pop("at_h")
    assert len(incidents(report("A", 0, **said), report("A", hours, **fields))) == 2


def test_I1h_another_day_is_another_incident() -> None:
    two = [report("A", 24 * n, lasting=WHOLE_DAY, text=str(n), known_days=2 + n) for n in range(2)]
    assert len(incidents(*two)) == 2
    assert len(incidents(two[0], replace(two[0], text="again", known_at=two[1].known_at))) == 1


def test_I1a_what_is_never_one_is_not_made_one_by_what_lies_between() -> None:
    """Of the first and the last, eleven hours apart, neither is compared with the other."""
    at = [(17, 2_956), (22, 5_446), (23, 4_201), (28, 7_198)]
    reports = [report(f"Witness {n}", hour, east(metres)) for n, (hour, metres) in enumerate(at)]
    for incident in incidents(*reports):
        assert not {reports[0].id, reports[3].id} <= set(incident.reports)


def gathered(reports: list[Report]) -> set[frozenset[str]]:
    return {frozenset(r.outlet for r in reports if r.id in i.reports) for i in incidents(*reports)}


def test_I1b_a_group_puts_its_act_where_its_reports_put_it_together() -> None:
    """Alone, either of the two nearer ones leaves it open of which act the last one tells; together they are sure."""
    town = [report(f"T{n}", 0, east(1_500 * n, 6_000), lasting=5 * HOUR) for n in range(3)]
    pooled_of = [pooled(places(town), order, np.arange(n), np.array([n])) for n in (1, 2, 3)
                 for order in [exactness_order(places(town))]]  # fmt: skip
    spreads = [int(p.spread[0]) for p in pooled_of]
    assert spreads == sorted(spreads, reverse=True) and 2.9 < spreads[0] / spreads[2] < 3.1
    assert abs(int(pooled_of[2].xyz[0, 0]) - int(places(town).xyz[1, 0])) < 3


def test_I1b_a_report_that_errs_does_not_move_its_group_and_time_is_what_all_allow() -> None:
    some = places([report("A", 1), report("B", 0, east(40_000)), report("C", 0, east(300), lasting=2 * HOUR)])
    order = exactness_order(some)
    both = pooled(some, order, np.array([0, 1]), np.array([2]))
    assert (both.xyz[0] == some.xyz[0]).all() and int(both.spread[0]) == int(some.spread[0])
    timed = pooled(some, order, np.array([0, 2]), np.array([2]))
    assert (int(timed.start[0]), int(timed.end[0])) == (int(some.start[0]), int(some.end[0]))


def places(reports: list[Report]) -> Places:
    fusion = Fusion(accord(), Zones())
    fusion.known(reports, FAR_FUTURE)
    rows = np.array([fusion.blocks.row[r.id] for r in reports])
    return places_of(fusion.blocks.columns, rows, fusion.blocks.density[rows])


def test_I1b_a_single_report_moves_to_the_group_that_it_fits_best() -> None:
    """By the best pair alone the middle one goes west; the two in the east together outweigh that."""
    west = report("W", 0, east(0))
    middle, first, second = (report(n, 0.1, east(m)) for n, m in (("M", 1_500), ("E", 3_400), ("F", 3_300)))
    assert frozenset({"M", "E", "F"}) in gathered([west, middle, first, second])


def test_I2d_no_one_report_joins_two_groups_that_would_stay_apart_without_it() -> None:
    draw = random.Random(3)
    for _ in range(40):
        exact = [report(f"X{n}", 6 * draw.random(), east(draw.randrange(6_000))) for n in range(4)]
        fair = report("Town", 6 * draw.random(), east(draw.randrange(6_000), 8_000), lasting=3 * HOUR)
        before, after = gathered(exact), gathered([*exact, fair])
        joined = next(g for g in after if "Town" in g) - {"Town"}
        assert any(joined <= group for group in before), "the vaguer joins nothing that is apart without it"


@pytest.mark.slow
def test_I1d_one_who_floods_alone_makes_nobody_elses_reports_a_flood() -> None:
    draw = random.Random(9)
    two = [report("A"), report("B", 1, east(1_700))]
    alone = [report("Flooder", 24 * draw.random(), east(draw.randrange(3_000)), act="raid") for _ in range(1_500)]
    many = [replace(r, outlet=f"Page {n}", origin=f"Page {n}") for n, r in enumerate(alone)]
    assert together(*two, incidents(*two)) and together(*two, incidents(*two, *alone))
    assert not together(*two, incidents(*two, *many)), "where many do, nobody can be told apart"


def test_I2b_reports_of_a_region_and_day_are_linked_and_of_other_days_not() -> None:
    region = Point(37_000_000, 48_000_000, 100_000)
    said = {"lasting": WHOLE_DAY, "target": "power line", "place": region}
    one, other = report("A", **said), report("B", **said)
    week_later = report("C", 24 * 7, **said)
    found = incidents(one, other, week_later)
    assert together(one, other, found) and not together(one, week_later, found)
    assert len(incidents(one, report("B", **{**said, "place": Area("Elsewhere")}))) == 2


def test_I2e_a_place_is_where_most_who_name_it_put_it() -> None:
    district = east(3_000, 30_000)
    exact = report("Monitors", 10)
    named = report("Gazette", 0, Area("District 5"), lasting=WHOLE_DAY)
    said: dict[str, Any] = {"lasting": WHOLE_DAY, "known_days": 0, "text": "In District 5, all day."}
    put = [report(f"P{n}", 24 * 9 * (n + 1), district, "raid", **said) for n in range(3)]
    at = START + 40 * DAY  # by the start of the next month it is learnt
    assert not together(exact, named, incidents(exact, named, *put[:2], at=at))
    assert together(exact, named, incidents(exact, named, *put, at=at))
    assert not together(exact, named, incidents(exact, named, *put, at=START + 11 * DAY)), "not before that"
    elsewhere = [replace(r, outlet=f"Q{n}", place=east(90_000, 30_000)) for n, r in enumerate(put)]
    assert not together(exact, named, incidents(exact, named, *put, *elsewhere, at=at)), "who differ settle nothing"
    found = next(i for i in incidents(exact, named, *put, at=at) if named.id in i.reports)
    assert found.place == exact.place


def test_I2c_a_slip_between_morning_and_evening_of_one_claimant() -> None:
    town = Point(37_000_000, 48_000_000, 10_000)
    morning = report("Ministry", 7, town, outlet="P", target="substation", lasting=HOUR - 1)
    evening = replace(report("Ministry", 19, town, outlet="Q", target="substation", lasting=HOUR - 1))
    assert together(morning, evening, incidents(morning, evening))
    other = report("Villagers", 19, town, outlet="Q", target="substation", lasting=HOUR - 1)
    assert not together(morning, other, incidents(morning, other))
    assert not together(morning, report("Ministry", 16, town, outlet="Q"), incidents(morning, evening))


def test_I1_a_report_taken_back_leaves_what_there_was_before_it() -> None:
    some = [report(f"W{n}", n, east(900 * n), claims=[("AA", Basis.SEEN)]) for n in range(8)]
    extra = report("X", 3, east(2_000), known_days=2)
    back = report("X", kind=Kind.RETRACTION, retracts=(extra.id,), known_days=3)
    assert all_known([*some, extra, back]).incidents == all_known(some).incidents
    assert DAY > 0
