"""Rules I5 to I7 and F1 to F5: what is found, against whom, and how sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finding_values import (
    ONLY_AA,
    accord,
    at,
    breached,
    breaches,
    count,
    days,
    evaluated,
    found,
    hour,
    hours,
    km,
    known,
    must_not,
    state,
    undetermined,
    unless,
    vague,
)
from foedus.accord.model import (
    Evidence,
    InResponse,
    Measure,
    Modality,
    Party,
    Standard,
    Subject,
    SubjectKind,
)
from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere
from foedus.basics.probability import SURE
from foedus.finding.model import State, Truth
from foedus.incident.model import Attribution, Reading, WithoutOrigin
from foedus.report.model import Range

ONE = accord(must_not(count(1)))
THREE_A_DAY = accord(must_not(count(3, hours(24))))


def shared(aa: int, bb: int) -> Attribution:
    parts = (("AA", aa * 10_000_000), ("BB", bb * 10_000_000))
    return Attribution(tuple((party, p) for party, p in parts if p))


# -- I5 to I7 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("percent", "party"), [(80, "AA"), (79, None)])
def test_I5_a_standard_is_a_probability_to_be_reached(percent: int, party: str | None) -> None:
    (finding,) = (f for f in found(ONE, at(1, attribution=shared(percent, 0))) if f.truth is Truth.BREACHED)
    assert finding.party == party


@pytest.mark.parametrize(("billionths", "number"), [(500_000_000, 0), (500_000_001, 1)])
def test_I5_preponderance_must_be_exceeded(billionths: int, number: int) -> None:
    of = replace(ONE, evidence=Evidence(standard=Standard("preponderance", 500_000_000, True)))
    assert sum(f.party == "AA" and f.truth is Truth.BREACHED for f in found(of, at(1, p=billionths))) == number


@pytest.mark.parametrize(
    "doubt",
    [
        {"place": km(9, 2000)}, {"place": Nowhere()}, {"place": Area("elsewhere")}, {"acts": ("armed violence",)},
        {"acts": ("unknown",)}, {"acts": ()}, {"acts": ("shelling", "looting")}, {"confirmed": False},
    ],
)  # fmt: skip
def test_I6_what_may_lie_outside_or_be_of_another_kind_is_possible_not_certain(doubt: dict[str, object]) -> None:
    assert breached(ONE, at(1, **doubt)) == []
    assert undetermined(ONE, at(1, **doubt)) == [("I-1",)]


@pytest.mark.parametrize("other", [{"place": km(12, 1000)}, {"acts": ("looting",)}, {"acts": ("looting", "riot")}])
def test_I6_what_certainly_lies_outside_or_is_of_another_kind_does_not_count(other: dict[str, object]) -> None:
    assert found(ONE, at(1, **other)) == ()


@pytest.mark.parametrize(
    "sure", [{"place": km(9, 1000)}, {"place": Area("LAND  City")}, {"acts": ("mortar fire",)}, {"acts": ("attack",)}]
)
def test_I6a_the_whole_disc_a_named_area_and_a_narrower_act_are_certain(sure: dict[str, object]) -> None:
    assert breached(ONE, at(1, **sure)) == [("I-1",)]


@pytest.mark.parametrize(
    ("targets", "truth"),
    [(("substation",), Truth.BREACHED), ((), Truth.UNDETERMINED), (("infrastructure",), Truth.UNDETERMINED),
     (("substation", "school"), Truth.UNDETERMINED), (("school",), None)],
)  # fmt: skip
def test_I6a_the_object_is_weighed_like_the_act(targets: tuple[str, ...], truth: Truth | None) -> None:
    of = accord(must_not(count(1), object="energy facility"))
    assert [f.truth for f in found(of, at(1, targets=targets))] == ([truth] if truth else [])


def test_I6b_the_accords_own_content_of_a_word_counts() -> None:
    """The common vocabulary takes abductions for attacks (violence against civilians); this accord does not."""
    assert found(ONE, at(1, acts=("abduction",))) == ()
    assert breached(accord(must_not(count(1), act="armed violence")), at(1, acts=("looting",))) == []


def test_I6b_in_a_zone_known_by_name_only_a_point_is_possible() -> None:
    of = accord(must_not(count(1), zone="Town"))
    assert undetermined(of, at(1)) == [("I-1",)]
    assert breached(of, at(1, place=Area("town"))) == [("I-1",)]


def test_I7_counts_of_one_series_add_among_themselves_and_to_nothing_else() -> None:
    daily = [at(h, series="Mission", number=Range(1, 2, 2)) for h in (1, 2)]
    assert breached(THREE_A_DAY, *daily, at(3), at(4), at(5, series="Ministry")) == []
    third = at(6, series="Mission")
    assert breached(THREE_A_DAY, *daily, third, at(3)) == [("I-1", "I-2", "I-6")]


def test_I7a_breaches_of_two_series_are_not_counted_together() -> None:
    of = accord(must_not(count(3, hours(24)), breaches(2, "minor", "serious", days(7))))
    total = [at(h, series=s, number=Range(3, 3, 3)) for h, s in ((1, "Mission"), (50, "Ministry"))]
    assert {f.grade for f in found(of, *total)} == {"minor"}
    assert "serious" in {f.grade for f in found(of, *total, at(90, series="Mission", number=Range(3, 3, 3)))}


# -- F1, F2 ------------------------------------------------------------------------------------------------------------


def test_F1_a_permission_cannot_be_breached() -> None:
    of = accord(must_not(count(1), modality=Modality.MAY))
    assert found(of, at(1)) == ()
    assert state(of, known(at(1))).state is State.KEPT


def test_F1_members_of_bodies_and_alliances_are_bound_by_no_finding() -> None:
    of = accord(must_not(count(1), subject=Subject(SubjectKind.EACH_MEMBER, ("Commission",))))
    assert (found(of, at(1)), evaluated(of, known()).states) == ((), ())


def test_F1_a_party_that_is_not_bound_breaches_nothing() -> None:
    assert found(accord(must_not(count(1), subject=ONLY_AA)), at(1, party="BB")) == ()


def test_F1_every_party_bound_is_measured_alike() -> None:
    assert [f.party for f in found(ONE, at(1), at(2, party="BB"), at(3, party="CC"))] == ["AA", "BB", "CC"]


def test_F2_breached_needs_certain_incidents_at_the_standard_of_proof() -> None:
    assert [f.truth for f in found(ONE, at(1))] == [Truth.BREACHED]
    assert [f.truth for f in found(ONE, vague(1))] == [Truth.UNDETERMINED]


def test_F2a_a_confirmed_incident_counts_and_an_alleged_one_may() -> None:
    assert breached(THREE_A_DAY, at(1), at(2), at(3)) == [("I-1", "I-2", "I-3")]
    assert breached(THREE_A_DAY, at(1), at(2), vague(3)) == []
    assert undetermined(THREE_A_DAY, at(1), at(2), vague(3)) == [("I-1", "I-2", "I-3")]


def test_F2a_what_nobody_says_a_party_did_is_not_held_against_it() -> None:
    others = [f for f in found(ONE, vague(1, alleged=("BB",))) if f.party != "BB"]
    assert others == []


def test_F2a_a_reading_can_count_possible_as_certain() -> None:
    outside = at(1, place=km(9, 2000))
    lifted = evaluated(ONE, known(outside), Reading(possible_is_certain=True))
    assert [(f.truth, f.probability) for f in lifted.findings] == [(Truth.BREACHED, SURE)]


def test_F2a_if_what_is_possible_counted_an_allegation_would_show_a_breach_but_not_by_whom() -> None:
    lifted = evaluated(ONE, known(vague(1)), Reading(possible_is_certain=True))
    assert {(f.party, f.truth) for f in lifted.findings} == {("AA", Truth.UNDETERMINED), (None, Truth.BREACHED)}


def test_F2b_a_breach_that_overlaps_leaves_nothing_undetermined() -> None:
    incidents = [at(1), at(2), at(3), vague(4)]
    assert undetermined(THREE_A_DAY, *incidents) == []
    assert undetermined(THREE_A_DAY, *incidents, vague(100), vague(101), vague(102)) == [("I-100", "I-101", "I-102")]


def test_F2b_one_partys_breach_does_not_settle_anothers() -> None:
    of_bb = [vague(h, name=f"b{h}", alleged=("BB",)) for h in (1, 2, 3)]
    both = found(THREE_A_DAY, at(1), at(2), at(3), *of_bb)
    assert [(f.party, f.truth) for f in both] == [("AA", Truth.BREACHED), ("BB", Truth.UNDETERMINED)]


def test_F2c_that_the_accord_was_broken_can_be_sure_and_by_whom_not() -> None:
    split = at(1, attribution=shared(60, 40), alleged=("AA", "BB"))
    (nobody,) = (f for f in found(ONE, split) if f.truth is Truth.BREACHED)
    assert (nobody.party, nobody.probability) == (None, SURE)
    assert [(f.party, f.truth) for f in found(ONE, at(2, party=""))] == [
        (None, Truth.BREACHED)
    ]


def test_F2c_who_is_not_bound_did_not_break_it() -> None:
    of = accord(must_not(count(1), subject=ONLY_AA))
    assert found(of, at(1, party="BB", p=300_000_000)) == ()  # 0.70 that AA or nobody known did it
    (finding,) = found(of, at(1, party="BB", p=200_000_000))
    assert (finding.party, finding.probability) == (None, 800_000_000)


def test_F2c_a_bound_partys_breach_leaves_nobody_out() -> None:
    assert [f.party for f in found(THREE_A_DAY, at(1), at(2), at(3), at(4, party=""))] == ["AA"]


def test_F2c_possible_incidents_without_any_allegation_are_undetermined_and_nobodys() -> None:
    assert [(f.party, f.truth) for f in found(ONE, vague(1, alleged=()))] == [(None, Truth.UNDETERMINED)]


def test_F2d_a_likely_response_is_no_breach_by_nobody_known() -> None:
    two = (Party("AA", "Republic of A"), Party("BB", "Republic of B"))
    of = accord(must_not(count(1), exceptions=unless(InResponse(hours(6), "attack", 20_000))), parties=two)
    answer = at(2, attribution=shared(90, 0))
    assert [(f.party, f.incidents) for f in found(of, at(1, party="BB"), answer)] == [("BB", ("I-1",))]


def test_F2e_where_each_incident_is_looked_at_by_itself_only_the_same_one_is_settled() -> None:
    same_hour = [at(1), vague(1, name="other")]
    assert (breached(ONE, *same_hour), undetermined(ONE, *same_hour)) == ([("I-1",)], [("other",)])


# -- F3, F4, F5 --------------------------------------------------------------------------------------------------------


def test_F2e_what_nobody_is_alleged_to_have_done_gives_way_to_any_breach_that_overlaps() -> None:
    unknown = [vague(h, name=f"u{h}", alleged=()) for h in (2, 3, 4)]
    assert [f.party for f in found(THREE_A_DAY, at(1), at(2), at(3), *unknown)] == ["AA"]
    assert [f.party for f in found(THREE_A_DAY, *unknown)] == [None]


def test_F2a_what_is_certainly_anothers_is_no_incident_of_a_breach() -> None:
    anothers = at(2.5, party="BB", alleged=("AA", "BB"))
    assert breached(THREE_A_DAY, at(1), at(2), at(3), anothers) == [("I-1", "I-2", "I-3")]


def test_F3_the_probability_is_that_at_least_so_many_are_the_partys() -> None:
    """Of three at 0.9 at least two: 3 x 0.81 x 0.1 + 0.729 = 0.972."""
    two = accord(must_not(count(2, hours(24))))
    (finding,) = (f for f in found(two, *(at(h, p=900_000_000) for h in (1, 2, 3))) if f.party == "AA")
    assert (finding.truth, finding.probability) == (Truth.BREACHED, 972_000_000)
    assert any("independent" in said for said in finding.explanation)


def test_F3_many_likely_incidents_can_be_too_few_likely_ones_together() -> None:
    """Three at 0.9 are all the party's with 0.729 only."""
    truths = [(f.party, f.truth) for f in found(THREE_A_DAY, *(at(h, p=900_000_000) for h in (1, 2, 3)))]
    assert truths == [("AA", Truth.UNDETERMINED), (None, Truth.BREACHED)]


def test_F3_the_least_without_one_origin_is_printed_beside() -> None:
    without = (
        WithoutOrigin("Monitor", Attribution((("AA", 500_000_000),)), True),
        WithoutOrigin("Press", Attribution((("AA", 900_000_000),)), True),
    )
    (finding,) = found(ONE, at(1, without=without, origins=("Monitor", "Press")))
    assert finding.least_without == ("Monitor", 500_000_000)
    assert any("Without what Monitor says" in said for said in finding.explanation)


def test_F3_an_incident_that_one_origin_alone_confirms_is_gone_without_it() -> None:
    alone = (WithoutOrigin("Press", Attribution((("AA", SURE),)), False),)
    (finding,) = found(ONE, at(1, without=alone, origins=("Press",)))
    assert finding.least_without == ("Press", 0)


def test_F3_where_no_origin_carries_it_none_is_named() -> None:
    same = (WithoutOrigin("Press", Attribution((("AA", SURE),)), True),)
    assert found(ONE, at(1, without=same))[0].least_without == ("", SURE)


def test_F3a_aggregates_weigh_low_for_certain_and_high_for_possible() -> None:
    total = at(1, series="Mission", number=Range(2, 3, 4))
    assert [f.truth for f in found(accord(must_not(count(2, hours(24)))), total)] == [Truth.BREACHED]
    assert [f.truth for f in found(accord(must_not(count(4, hours(24)))), total)] == [Truth.UNDETERMINED]
    assert found(accord(must_not(count(5, hours(24)))), total) == ()


def test_F4_casualties_count_low_for_breached_and_high_for_possible() -> None:
    ten = accord(must_not(count(10, hours(24), measure=Measure.CASUALTIES)))
    assert len(breached(ten, at(1, casualties=Range(4, 5, 6)), at(2, casualties=Range(6, 6, 9)))) == 1
    unsure = [at(1, casualties=Range(3, 5, 6)), at(2, casualties=Range(6, 6, 9))]
    assert (breached(ten, *unsure), undetermined(ten, *unsure)) == ([], [("I-1", "I-2")])
    assert found(ten, at(1), at(2)) == ()


def test_F5_a_run_of_overlapping_windows_is_one_episode_from_first_to_last() -> None:
    two = accord(must_not(count(2, hours(6))))
    (finding,) = found(two, *(at(h) for h in (0, 4, 8, 12)))
    assert (finding.episode, finding.reached_at) == (Interval(hour(0), hour(12)), hour(4))
    assert len(finding.incidents) == 4


def test_F5_windows_that_do_not_overlap_are_two_episodes() -> None:
    two = accord(must_not(count(2, hours(6))))
    assert breached(two, at(0), at(1), at(7), at(8)) == [("I-0", "I-1"), ("I-7", "I-8")]


def test_F5_episodes_are_counted_by_the_instant_at_which_each_was_first_reached() -> None:
    of = accord(must_not(count(2, hours(6), "serious"), breaches(2, "serious", "material", days(2))))
    first, long_after = [at(0), at(1)], [at(49), at(49.5)]
    assert {f.grade for f in found(of, *first, *long_after)} == {"serious"}
    (material,) = (f for f in found(of, *first, at(47), at(48)) if f.grade == "material")
    assert (material.reached_at, material.episode) == (hour(48), Interval(hour(0), hour(48)))
    assert material.incidents == ("I-0", "I-1", "I-47", "I-48")


def test_F5a_windows_that_only_touch_do_not_overlap() -> None:
    one = accord(must_not(count(1, hours(6))))
    assert len(breached(one, at(0), at(6))) == 2
    assert len(breached(one, at(0), at(5.999))) == 1


def test_F5a_a_possible_escalation_counts_certain_and_undetermined_episodes_together() -> None:
    of = accord(must_not(count(1, grade="serious"), breaches(2, "serious", "material", days(7))))
    materials = [(f.truth, f.incidents) for f in found(of, at(1), vague(2)) if f.grade == "material"]
    assert materials == [(Truth.UNDETERMINED, ("I-1", "I-2"))]


def test_F5a_each_party_answers_for_its_own_breaches_only() -> None:
    of = accord(must_not(count(1, grade="serious"), breaches(2, "serious", "material", days(7))))
    assert {f.grade for f in found(of, at(1), at(2, party="BB"))} == {"serious"}


def test_F5a_the_probability_of_an_escalation_is_the_least_of_those_counted() -> None:
    of = accord(must_not(count(1, grade="serious"), breaches(2, "serious", "material", days(7))))
    (material,) = (f for f in found(of, at(1, p=900_000_000), at(2, p=850_000_000)) if f.grade == "material")
    assert material.probability == 850_000_000


def test_F5b_one_incident_found_by_two_conditions_counts_once_into_a_graver_breach() -> None:
    conditions = (
        count(1, grade="serious"),
        count(5, hours(24), "serious", Measure.CASUALTIES, number=2),
        breaches(2, "serious", "material", days(7)),
    )
    of = accord(must_not(*conditions))
    assert [f.grade for f in found(of, at(1, casualties=Range(9, 9, 9)))] == ["serious", "serious"]
    assert "material" in [f.grade for f in found(of, at(1, casualties=Range(9, 9, 9)), at(2))]


def test_F5c_breaches_by_nobody_known_are_not_counted_into_a_graver_one() -> None:
    of = accord(must_not(count(1, grade="serious"), breaches(2, "serious", "material", days(7))))
    assert [(f.party, f.grade) for f in found(of, at(1, party=""), at(2, party=""))] == [(None, "serious")] * 2
