"""The generated world of the evidence bench: what its users rely on."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import pytest
from bench.evidence.geography import kilometres
from bench.evidence.happenings import APART_HOURS, APART_KM
from bench.evidence.stating import instant
from bench.evidence.world import World, make

from foedus.accord.read_accord import read_source
from foedus.basics.place import Point
from foedus.report.model import Kind


@pytest.fixture(scope="module")
def world() -> World:
    return make(1, 38, 8)


def test_the_same_seed_makes_the_same_reports(world: World) -> None:
    assert [r.id for r in make(1, 38, 8).reports] == [r.id for r in world.reports]
    assert {r.id for r in make(2, 38, 8).reports}.isdisjoint(r.id for r in world.reports)


def test_neither_lineage_nor_misstated_precision_changes_what_happened(world: World) -> None:
    for other in (make(1, 38, 8, lineage="found"), make(1, 38, 8, precision_misstated=Fraction(1, 2))):
        assert other.happened == world.happened
        assert sorted(other.incident_of.values()) == sorted(world.incident_of.values())


def test_misstated_precision_scales_radius_and_interval_alone(world: World) -> None:
    def widths(of: World) -> tuple[int, int]:
        places = [r.place.radius_m for r in of.reports if isinstance(r.place, Point)]
        return sum(places), sum(r.happened_at.end - r.happened_at.start for r in of.reports)

    radius, interval = widths(world)
    half_radius, half_interval = widths(make(1, 38, 8, precision_misstated=Fraction(1, 2)))
    assert half_radius / radius == pytest.approx(0.5, abs=0.01)
    assert half_interval / interval == pytest.approx(0.5, abs=0.05)


def test_nine_of_ten_witnesses_state_a_place_and_a_time_that_hold_the_truth(world: World) -> None:
    placed = timed = asked = 0
    for name in world.judged:
        report, one = world.by_id[name], world.happened[world.incident_of[name]]
        if world.witness_of[name] == name and isinstance(report.place, Point):
            x, y = kilometres(report.place)
            asked += 1
            placed += math.hypot(x - one.x, y - one.y) * 1000 <= report.place.radius_m
            timed += report.happened_at.start <= instant(one.at_h) <= report.happened_at.end
    assert 0.8 < placed / asked < 0.95
    assert 0.8 < timed / asked < 0.95


def test_every_report_but_a_retraction_has_an_incident_and_a_witness_of_it(world: World) -> None:
    told = {r.id for r in world.reports if r.kind is not Kind.RETRACTION}
    assert told == world.incident_of.keys() == world.witness_of.keys()
    assert all(world.incident_of[w] == world.incident_of[r] for r, w in world.witness_of.items())
    assert set(world.incident_of.values()) == world.culprit.keys() == world.happened.keys()


def test_copies_say_from_whom_only_where_lineage_is_stated(world: World) -> None:
    assert any(r.derives_from for r in world.reports)
    assert all(d in world.by_id for r in world.reports for d in r.derives_from)
    found = make(1, 38, 8, lineage="found")
    assert not any(r.derives_from or r.origin != r.outlet for r in found.reports)


def test_nothing_is_known_before_it_happened(world: World) -> None:
    assert all(r.happened_at.start <= r.known_at for r in world.reports)


def test_no_two_incidents_are_one_by_the_words_of_the_accord(world: World) -> None:
    happened = list(world.happened.values())
    near = [
        (a.number, b.number)
        for k, a in enumerate(happened) for b in happened[k + 1 :]
        if (a.act, a.culprit) == (b.act, b.culprit) and abs(a.at_h - b.at_h) <= APART_HOURS
        and (a.x - b.x) ** 2 + (a.y - b.y) ** 2 <= APART_KM**2
    ]  # fmt: skip
    assert near == []


def test_the_accord_of_the_world_has_no_problems(world: World) -> None:
    assert read_source(world.accord, "world.accord", Path(".")).problems == ()
