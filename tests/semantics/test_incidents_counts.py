"""Rules I7 to I7e: counts that tell no single events apart, which of them stand, and which add."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from foedus.accord.model import (
    Article,
    CalendarDay,
    Condition,
    Measure,
    Modality,
    Norm,
    Subject,
    SubjectKind,
    Zone,
    ZoneArea,
)
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, HOUR
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.finding.model import Truth
from foedus.finding.plain import evaluate
from foedus.incident.fuse import fuse
from foedus.incident.model import Incident
from foedus.report.model import Basis, Kind, Range, Report
from fusing import HERE, START, WHOLE_DAY, accord, east, incidents, report

SEEN, ACCUSED, DENIED = Basis.SEEN, Basis.ACCUSED, Basis.DENIED


def count(
    number: int, hours: float = 0, lasting: int = WHOLE_DAY, place: Place | None = None, origin: str = "Monitors",
    **more: object,
) -> Report:  # fmt: skip
    return report(
        origin, hours, place or Area("Front line"), kind=Kind.AGGREGATE, lasting=lasting,
        number=Range(number, number, number), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def numbers(*reports: Report) -> list[int]:
    return sorted(i.number.best for i in incidents(*reports))


def counted(*reports: Report) -> dict[str, list[int]]:
    return series(incidents(*reports))


def series(stand: Iterable[Incident]) -> dict[str, list[int]]:
    """The numbers of what stands, by series: what stands in one list may be added."""
    found: dict[str, list[int]] = {}
    for incident in stand:
        found.setdefault(incident.series, []).append(incident.number.best)
    return {name: sorted(them) for name, them in found.items()}


def by(*parties: str) -> dict[str, object]:
    return {"claims": [(p, SEEN) for p in parties]}


# -- I7 ----------------------------------------------------------------------------------------------------------------


def test_I7_counts_are_of_their_series_and_join_no_event() -> None:
    found = incidents(count(26), report("Monitors"), count(26, origin="Gazette"))
    assert sorted(i.series for i in found) == ["", "Gazette: shelling", "Monitors: shelling"]


def test_I7_a_count_copied_by_many_is_one() -> None:
    assert [(i.number.best, i.outlets) for i in incidents(*(count(26, outlet=o) for o in "PQ"))] == [(26, 2)]


def test_I7_a_partys_own_count_of_the_others_acts_is_listed_and_not_confirmed() -> None:
    (found,) = incidents(count(444, origin="AA-MoD", claims=[("BB", ACCUSED)]))
    told = (found.series, found.confirmed, found.alleged, found.number.best)
    assert told == ("AA: shelling by BB", False, ("BB",), 444)


# -- I7b ---------------------------------------------------------------------------------------------------------------


def test_I7b_a_count_about_one_party_takes_nothing_from_one_about_another() -> None:
    both = (count(50, **by("AA")), count(30, known_days=2, **by("BB")))
    assert counted(*both) == {"Monitors: shelling by AA": [50], "Monitors: shelling by BB": [30]}
    assert [i.attribution.parties[0][0] for i in sorted(incidents(*both), key=lambda i: i.series)] == ["AA", "BB"]


def test_I7b_a_count_of_what_both_did_is_no_count_of_what_one_did() -> None:
    said = (count(80, **by("Beland", "AA")), count(50, **by("AA")), count(90), count(7, claims=[("AA", DENIED)]))
    assert sorted(counted(*said[:3])) == [
        "Monitors: shelling", "Monitors: shelling by AA", "Monitors: shelling by AA and BB",
    ]  # fmt: skip
    assert list(counted(said[3])) == ["Monitors: shelling"], "who is said not to have done it is not named"


def test_I7b_a_party_is_the_same_by_whatever_name() -> None:
    assert counted(count(50, **by("AA")), count(40, known_days=2, **by("Forces of Aland"))) == {
        "Monitors: shelling by AA": [40]
    }


def test_I7b_counts_of_other_days_and_places_add_and_those_of_other_acts_do_not() -> None:
    rows = [count(1), count(2, hours=24), count(3, place=Area("South")), count(4, act="ceasefire violation")]
    assert sorted(counted(*rows).values()) == [[1, 2, 3], [4]], "a total is not added to its parts"


@pytest.mark.parametrize(
    ("days", "words"),
    [(3, ""), (7, ", totals of weeks"), (14, ", totals of weeks"), (31, ", totals of months"),
     (92, ", totals of longer times")],
)  # fmt: skip
def test_I7b_a_total_is_added_to_totals_of_like_width_only(days: int, words: str) -> None:
    assert list(counted(count(9, lasting=days * DAY - 1))) == [f"Monitors: shelling{words}"]


def test_I7b_totals_of_two_weeks_add_whatever_is_told_of_single_days() -> None:
    weeks = [count(40, hours=24 * 7 * n, lasting=7 * DAY - 1) for n in (0, 1)]
    assert counted(*weeks, count(10, known_days=30)) == {
        "Monitors: shelling, totals of weeks": [40, 40], "Monitors: shelling": [10],
    }  # fmt: skip


def test_I7b_counts_of_several_areas_together_and_of_no_place_are_series_of_their_own() -> None:
    rows = [count(3, place=Area("East")), count(4, place=Area("South")), count(7, place=Area("East and South"))]
    assert counted(*rows, count(9, place=Nowhere())) == {
        "Monitors: shelling": [3, 4], "Monitors: shelling, areas of 2 names": [7],
        "Monitors: shelling, no place named": [9],
    }  # fmt: skip


# -- I7c ---------------------------------------------------------------------------------------------------------------


def test_I7c_counts_of_two_regions_add_and_a_count_of_the_zone_that_holds_both_stands_beside_them() -> None:
    zone = Zone("Both-Regions", ZoneArea(("North and South",)), also=("North", "South"))
    deal, zones = accord(zones=(zone,)), Zones({zone.name: zone})
    days = [count(111, place=Area("North")), count(0, place=Area("South"), known_days=2)]

    def by_series(*rows: Report) -> dict[str, list[int]]:
        return series(fuse(deal, zones, rows, START + 9 * DAY).incidents)

    assert by_series(*days) == {"Monitors: shelling": [0, 111]}, "what is counted in one says nothing of the other"
    assert by_series(*days, count(121, place=Area("both regions"), known_days=3)) == {
        "Monitors: shelling": [0, 111], "Monitors: shelling, areas of 3 names": [121],
    }  # fmt: skip
    assert by_series(*days, count(90, place=Area("both regions"), known_days=3)) == {
        "Monitors: shelling": [0], "Monitors: shelling, areas of 3 names": [90],
    }, "the whole holds no less than its part"  # fmt: skip


# -- I7d ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "lasting"), [(0, WHOLE_DAY), (11, WHOLE_DAY), (0, 13 * HOUR), (-3, 30 * HOUR)])
def test_I7d_a_later_count_for_nearly_the_same_time_replaces(hours: float, lasting: int) -> None:
    assert numbers(count(26), count(30, hours, lasting, known_days=2)) == [30]


@pytest.mark.parametrize(("hours", "lasting"), [(12, WHOLE_DAY), (0, 2 * DAY - 1), (-24, 3 * DAY - 1), (20, HOUR)])
def test_I7d_a_count_for_another_time_leaves_the_earlier_one(hours: float, lasting: int) -> None:
    assert numbers(count(26), count(30, hours, lasting, known_days=3)) == [26, 30]


def test_I7d_a_total_of_the_month_leaves_the_days_that_were_counted() -> None:
    days = [count(50, **by("AA")), count(40, hours=48, **by("AA"))]
    total = count(95, lasting=30 * DAY - 1, known_days=31, **by("AA"))
    assert counted(*days, total) == {
        "Monitors: shelling by AA": [40, 50], "Monitors: shelling by AA, totals of months": [95],
    }  # fmt: skip


def test_I7d_a_total_of_the_month_takes_back_no_breach_of_a_day() -> None:
    forty = Condition("serious", Measure.COUNT, 40, CalendarDay(), "", "1/serious#1")
    norm = Norm("1", Subject(SubjectKind.EACH_PARTY), Modality.MUST_NOT, "shelling", conditions=(forty,))
    deal = accord(articles=(Article("1", "", (norm,)),), grades=("serious",))
    days = [count(50, **by("AA")), count(40, hours=48, **by("AA"))]
    total = count(95, lasting=30 * DAY - 1, known_days=31, **by("AA"))
    for reports in (days, [*days, total]):
        known = fuse(deal, Zones(), reports, START + 40 * DAY)
        found = evaluate(deal, Zones(), known).findings
        assert [f.party for f in found if f.truth is Truth.BREACHED] == ["AA", "AA"]


def test_I7d_a_later_total_lower_than_a_part_shows_that_the_part_was_wrong() -> None:
    days = [count(50), count(20, hours=48)]
    total = count(30, lasting=30 * DAY - 1, known_days=31)
    assert numbers(*days, total) == [20, 30]
    assert numbers(count(50, known_days=40), total) == [30, 50], "what is known later is not measured by the earlier"
    assert numbers(count(50, place=HERE), total) == [30, 50], "nobody knows whether the point is in the area"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (Area("East"), Area("East"), True), (Area("East"), Area("South"), False), (Area("East"), HERE, False),
        (Area("East"), Area("East and South"), False), (Nowhere(), Nowhere(), True), (Nowhere(), Area("East"), False),
        (HERE, HERE, True), (HERE, east(400), True), (HERE, east(600), False), (HERE, east(0, 1000), False),
        (Area("A, B and C"), Area("A and B"), True),
    ],
)  # fmt: skip
def test_I7d_only_a_count_for_nearly_the_same_place_replaces(first: Place, second: Place, same: bool) -> None:
    assert numbers(count(26, place=first), count(30, place=second, known_days=2)) == ([30] if same else [26, 30])


def test_I7d_what_was_corrected_stays_corrected_and_returns_if_the_correction_is_taken_back() -> None:
    first, second = count(50), count(5, hours=10, known_days=2)
    third = count(6, hours=20, known_days=3)
    assert numbers(first, second, third) == [6]
    back = report("Monitors", kind=Kind.RETRACTION, retracts=(second.id,), known_days=4)
    assert numbers(first, second, third, back) == [6, 50]


# -- I7e ---------------------------------------------------------------------------------------------------------------


def test_I7e_counts_that_overlap_without_replacing_each_other_are_never_added() -> None:
    running = [count(n, lasting=h * HOUR, known_days=d) for n, h, d in ((5, 6, 1), (20, 18, 2), (60, 54, 3))]
    assert counted(*running) == {
        "Monitors: shelling": [5], "Monitors: shelling, set 2": [20], "Monitors: shelling, set 3": [60],
    }  # fmt: skip


def test_I7e_what_is_known_later_never_takes_apart_what_was_added_before() -> None:
    days = [count(10 + d, hours=24 * d) for d in range(4)]
    assert counted(*days, count(30, hours=12, known_days=9)) == {
        "Monitors: shelling": [10, 11, 12, 13], "Monitors: shelling, set 2": [30],
    }  # fmt: skip


def test_I7e_what_ends_where_the_other_begins_does_not_overlap() -> None:
    assert counted(count(1, lasting=DAY), count(2, hours=24, lasting=DAY)) == {"Monitors: shelling": [1, 2]}


def test_I7e_a_disc_and_an_area_may_overlap() -> None:
    assert len(counted(count(1), count(2, place=Point(0, 0, 9)))) == 2


def incident_of(number: int, *reports: Report) -> Incident:
    (found,) = (i for i in incidents(*reports) if i.number.best == number)
    return found


def test_I7d_what_stands_tells_how_many_it_replaced() -> None:
    said = incident_of(6, count(50), count(5, known_days=2), count(6, known_days=3)).explanation
    assert any("It takes the place of 2 earlier counts of the same" in s for s in said)


# -- I7f to I7i --------------------------------------------------------------------------------------------------------


def told(*reports: Report) -> list[tuple[int, int]]:
    """Number and outlets of each count that stands."""
    return sorted((i.number.best, i.outlets) for i in incidents(*reports))


@pytest.mark.parametrize("rough", [2_900, 3_000, 2_930])
@pytest.mark.parametrize("known_days", [1, 2])
def test_I7f_a_rounded_number_is_a_print_of_the_exact_one_whenever_it_comes(rough: int, known_days: int) -> None:
    exact, rounded = count(2_935, outlet="P"), count(rough, outlet="Q", known_days=known_days)
    assert told(exact, rounded) == [(2_935, 2)]
    (found,) = incidents(exact, rounded)
    assert f"Rounded by others to {rough:,} (I7f)." in found.explanation


@pytest.mark.parametrize(("first", "second"), [(2_935, 2_946), (2_935, 2_000), (11, 10), (2_900, 2_935 + 120)])
def test_I7f_another_number_is_no_rounding_and_corrects(first: int, second: int) -> None:
    assert told(count(first, outlet="P"), count(second, outlet="Q", known_days=2)) == [(second, 1)]


def test_I7f_an_exact_number_takes_the_rounded_one_in_that_was_out_before() -> None:
    assert told(count(3_000, outlet="P"), count(2_935, outlet="Q", known_days=2)) == [(2_935, 2)]


def test_I7f_of_three_prints_none_is_added_to_another() -> None:
    prints = [count(2_935, outlet="P"), count(2_900, outlet="Q"), count(3_000, outlet="R")]
    assert counted(*prints) == {"Monitors: shelling": [2_935]}


def test_I7g_the_same_number_retold_for_a_wider_time_keeps_the_time_first_printed() -> None:
    since_midnight = count(26, 6, 12 * HOUR - 1, outlet="P")
    since_the_start = count(26, 0, 18 * HOUR - 1, outlet="Q", known_days=3)
    (found,) = incidents(since_midnight, since_the_start)
    assert (found.happened_at, found.outlets) == (since_midnight.happened_at, 2)


def test_I7g_of_periods_printed_at_once_the_one_that_more_outlets_carry_stands() -> None:
    wide = [count(26, 0, 18 * HOUR - 1, outlet=o) for o in "PQ"]
    (found,) = incidents(*wide, count(26, 6, 12 * HOUR - 1, outlet="R"))
    assert found.happened_at == wide[0].happened_at


EIGHTH, NINTH = count(26, 0, outlet="P"), count(41, 24, outlet="P", known_days=2)


def test_I7h_an_old_number_printed_again_as_current_replaces_nothing() -> None:
    stale = count(26, 24, outlet="Q", known_days=3)
    assert told(EIGHTH, NINTH, stale) == [(26, 2), (41, 1)]
    old = next(i for i in incidents(EIGHTH, NINTH, stale) if i.number.best == 26)
    assert old.happened_at == EIGHTH.happened_at
    assert "Printed again as current after a newer number was out (I7h)." in old.explanation


@pytest.mark.parametrize(
    "later",
    [
        count(26, 24, outlet="P", known_days=3),
        count(26, 24, outlet="Q", known_days=3, supersedes=(NINTH.id,)),
        count(27, 24, outlet="Q", known_days=3),
    ],
    ids=["the outlet of the newer number", "it says what it corrects", "another number"],
)
def test_I7h_a_correction_is_heard(later: Report) -> None:
    assert told(EIGHTH, NINTH, later) == sorted([(26, 1), (later.number.best, 1)])


def test_I7i_two_organs_of_a_party_that_contradict_each_other_make_a_range() -> None:
    month = {"hours": 0, "lasting": 31 * DAY - 1, "claims": [("BB", ACCUSED)]}
    one = count(80, origin="AA-FM", outlet="P", **month)
    other = count(120, origin="AA-MoD", outlet="Q", known_days=2, **{**month, "lasting": 32 * DAY - 1})
    (found,) = incidents(one, other)
    assert (found.number, found.origins) == (Range(80, 120, 120), ())
    assert any("AA-MoD gives 120, AA-FM 80: neither corrects the other (I7i)." in s for s in found.explanation)


def test_I7i_an_organ_that_corrects_itself_is_no_contradiction_nor_is_a_later_total() -> None:
    assert [i.number for i in incidents(count(80, origin="AA-FM"), count(120, origin="AA-FM", known_days=2))] == [
        Range(120, 120, 120)
    ]
    later = count(120, lasting=36 * HOUR, origin="AA-MoD", known_days=2)
    assert [i.number for i in incidents(count(80, origin="AA-FM"), later)] == [Range(120, 120, 120)]
