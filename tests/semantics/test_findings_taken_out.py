"""Rules F7 and F8: exceptions, and norms that prevail over others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finding_values import (
    ONLY_AA,
    accord,
    announcement,
    at,
    breached,
    count,
    found,
    hour,
    hours,
    km,
    must_not,
    unless,
    vague,
)
from foedus.accord.model import (
    Announced,
    During,
    InResponse,
    InsideZone,
    Modality,
    Subject,
    SubjectKind,
)
from foedus.basics.place import Area, Nowhere
from foedus.finding.model import Truth
from foedus.report.model import Basis, Claim

ONE = accord(must_not(count(1)))
THREE_A_DAY = accord(must_not(count(3, hours(24))))


# -- F7, F8, F9 --------------------------------------------------------------------------------------------------------


THREE = accord(must_not(count(1), exceptions=unless(InResponse(hours(6), "attack", 20_000))))
RESPONSE = replace(THREE, parties=THREE.parties[:2])
OF_BB = {"party": "BB"}


def test_F7_a_response_to_an_attack_is_not_counted() -> None:
    assert breached(RESPONSE, at(1, **OF_BB), at(2)) == [("I-1",)]


def test_F7_a_response_to_a_response_is_counted() -> None:
    assert breached(RESPONSE, at(1, **OF_BB), at(2), at(3, **OF_BB)) == [("I-1",), ("I-3",)]


def test_F7_a_long_exchange_is_settled_from_its_beginning() -> None:
    exchange = [at(h / 10, party="BB" if h % 2 else "AA") for h in range(1, 400)]
    found_in = breached(RESPONSE, *exchange)
    assert ("I-0.1",) in found_in and ("I-0.2",) not in found_in and ("I-0.3",) in found_in


def test_F7_a_merely_possible_match_leaves_the_incident_counted() -> None:
    assert breached(RESPONSE, vague(1, alleged=("BB",)), at(2)) == [("I-2",)]
    assert len(breached(RESPONSE, at(1, party="BB", p=790_000_000), at(2))) == 2
    assert breached(RESPONSE, at(1, party="BB", confirmed=False), at(2)) == [("I-2",)]


@pytest.mark.parametrize(
    ("attack", "answer"),
    [
        ({"start": 1}, {"start": 7.001}),
        ({"start": 1}, {"start": 1}),
        ({"start": 1, "end": 3}, {"start": 2}),
        ({"start": 1, "end": 3}, {"start": 6, "end": 7.5}),
        ({"start": 1}, {"start": 2, "place": km(9, 12_000)}),
        ({"start": 1, "place": Area("Land")}, {"start": 2}),
        ({"start": 1, "acts": ("exercise",)}, {"start": 2}),
        ({"start": 1, "party": "AA"}, {"start": 2}),
    ],
)
def test_F7a_a_response_is_after_the_attack_in_time_near_and_to_another_party(
    attack: dict[str, object], answer: dict[str, object]
) -> None:
    one = at(name="attack", **{"party": "BB", **attack})  # type: ignore[arg-type]
    other = at(name="answer", **answer)  # type: ignore[arg-type]
    assert "answer" in {i for f in found(RESPONSE, one, other) for i in f.incidents}


def test_F7d_between_two_parties_an_attack_by_one_is_on_the_other() -> None:
    assert breached(RESPONSE, at(1, **OF_BB), at(2), at(20), at(21, **OF_BB)) == [("I-20",), ("I-1",)]


def test_F7d_with_a_third_party_nobody_can_show_whom_an_attack_was_on() -> None:
    both_answer = [at(1), at(2, party="BB"), at(3, party="CC")]
    assert breached(THREE, *both_answer) == [("I-1",), ("I-2",), ("I-3",)]
    only_two_bound = Subject(SubjectKind.NAMED, ("AA", "BB"))
    of = accord(must_not(count(1), subject=only_two_bound, exceptions=THREE.norms[0].exceptions))
    assert breached(of, at(1), at(2, party="BB")) == [("I-1",), ("I-2",)], "it may have been on the third"


ANNOUNCED = accord(must_not(count(1), exceptions=unless(Announced("Commission", hours(24)))))


def test_F7b_what_was_announced_in_time_is_not_counted() -> None:
    assert found(ANNOUNCED, at(50), statements=(announcement(26, 49, 51),)) == ()
    assert found(ANNOUNCED, at(50), statements=(announcement(20, 49, 51, origin="A-land", claims=()),)) == ()


@pytest.mark.parametrize(
    "statement",
    [
        announcement(26.001, 49, 51),
        announcement(20, 50.5, 51),
        announcement(20, 49, 51, km(5, 2000)),
        announcement(20, 49, 51, Nowhere()),  # type: ignore[arg-type]
        announcement(20, 49, 51, act="drone strike"),
        announcement(20, 49, 51, outlet="Newspaper"),
        announcement(20, 49, 51, origin="BB", claims=(Claim("BB", Basis.ANNOUNCED),)),
    ],
)
def test_F7b_an_announcement_needs_time_place_act_body_and_party(statement: object) -> None:
    assert breached(ANNOUNCED, at(50), statements=(statement,)) == [("I-50",)]


def test_F7b_all_of_where_it_may_have_happened_must_be_announced() -> None:
    near = announcement(20, 49, 51, km(1, 2000))
    assert found(ANNOUNCED, at(50, place=km(0, 900)), statements=(near,)) == ()
    assert breached(ANNOUNCED, at(50, place=km(0, 1100)), statements=(near,)) == [("I-50",)]


def test_F7b_an_announced_zone_covers_what_is_certainly_in_it() -> None:
    strip = announcement(20, 49, 51, Area("Strip"))  # type: ignore[arg-type]
    assert found(ANNOUNCED, at(50, place=km(8)), statements=(strip,)) == ()
    assert breached(ANNOUNCED, at(50, place=km(5, 500)), statements=(strip,)) == [("I-50",)]


def test_F7_a_zone_can_be_excepted_for_what_is_certainly_in_it() -> None:
    of = accord(must_not(count(1), exceptions=unless(InsideZone("Strip"))))
    assert breached(of, at(1, place=km(8)), at(2, place=km(5, 500)), at(3)) == [("I-2",), ("I-3",)]


def test_F7_a_time_can_be_excepted_for_what_is_wholly_in_it() -> None:
    of = accord(must_not(count(1), exceptions=unless(During(hour(10), hour(20)))))
    assert breached(of, at(10), at(19.9), at(20), at(9, 11)) == [("I-9",), ("I-20",)]


def test_F7c_for_nobody_an_incident_is_excepted_only_if_it_is_for_everybody() -> None:
    for_all = accord(must_not(count(1), exceptions=unless(InsideZone("Strip"))))
    assert found(for_all, at(1, place=km(8), party="")) == ()
    assert [f.party for f in found(RESPONSE, at(1, **OF_BB), at(2, party=""))] == ["BB", None]


def test_F8_one_incident_counts_under_several_norms() -> None:
    of = accord(must_not(count(1)), must_not(count(1), address="2", act="strike"))
    assert [f.norm for f in found(of, at(1))] == ["1", "2"]


def test_F8a_an_exception_hangs_from_its_own_sentence_only() -> None:
    of = accord(must_not(count(1), exceptions=unless(InsideZone("Strip"))), must_not(count(1), address="2"))
    assert [f.norm for f in found(of, at(1, place=km(8)))] == ["2"]


def test_F8b_a_prevailing_norm_takes_what_is_certainly_its_matter() -> None:
    special = must_not(count(1), address="2", act="drone strike", zone="Strip", prevails_over=("1",))
    of = accord(must_not(count(1)), special)
    drone = {"acts": ("drone strike",)}
    assert [f.norm for f in found(of, at(1, place=km(8), **drone))] == ["2"]
    assert [f.norm for f in found(of, at(1, place=km(0), **drone))] == ["1"]
    unsure = found(of, at(1, place=km(5, 500), **drone))
    assert [(f.norm, f.truth) for f in unsure] == [("1", Truth.BREACHED), ("2", Truth.UNDETERMINED)]


def test_F8b_a_norm_prevails_only_for_the_parties_that_it_binds() -> None:
    special = must_not(count(1), address="2", subject=ONLY_AA, prevails_over=("1",))
    of = accord(must_not(count(1)), special)
    assert [(f.norm, f.party) for f in found(of, at(1), at(2, **OF_BB))] == [("1", "BB"), ("2", "AA")]


def test_F8c_what_a_prevailing_norm_excepts_is_governed_by_it_but_a_permission_ends_there() -> None:
    strip = unless(InsideZone("Strip"))
    forbids, permits = (
        accord(must_not(count(1)), must_not(count(1), address="2", modality=m, exceptions=strip, prevails_over=("1",)))
        for m in (Modality.MUST_NOT, Modality.MAY)
    )
    excepted, plain = at(1, place=km(8)), at(2)
    assert [(f.norm, f.incidents) for f in found(forbids, excepted, plain)] == [("2", ("I-2",))]
    assert [(f.norm, f.incidents) for f in found(permits, excepted, plain)] == [("1", ("I-1",))]
