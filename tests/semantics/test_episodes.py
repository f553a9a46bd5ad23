"""Rules I1e to I1g: runs of reports, where an accord counts episodes and not single acts."""

from __future__ import annotations

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import MINUTE, Interval
from foedus.basics.place import Point
from foedus.incident.model import Incident
from foedus.report.model import Basis, Kind, Range, Report
from fusing import DAY, HOUR, START, WHOLE_DAY, counting_episodes, east, incidents, report, together

BY = counting_episodes(10_000, 6)


def episodes(*reports: Report, **changes: object) -> tuple[Incident, ...]:
    return incidents(*reports, accord=counting_episodes(10_000, 6, **changes) if changes else BY)


def the_episode(*reports: Report, **changes: object) -> Incident:
    found = episodes(*reports, **changes)
    assert len(found) == 1, [i.explanation for i in found]
    return found[0]


def test_I1e_a_chain_of_near_reports_is_one_episode_however_far_its_ends_are_apart() -> None:
    chain = [report(f"W{n}", 5 * n, east(9_000 * n)) for n in range(6)]
    assert set(the_episode(*chain).reports) == {r.id for r in chain}
    assert len(incidents(*chain)) == 6, "incidents do not chain"


def test_I1e_a_longer_gap_or_distance_or_another_act_begins_another_episode() -> None:
    first = report("A")
    assert len(episodes(first, report("B", 6, east(9_990)))) == 1
    assert len(episodes(first, report("B", 6.1))) == 2
    assert len(episodes(first, report("B", 0, east(10_100)))) == 2
    assert len(episodes(first, report("B", act="abduction"))) == 2
    assert len(episodes(first, report("B", act="strike"))) == 1


def test_I1e_one_source_may_tell_of_a_run_many_times_and_number_its_events() -> None:
    run = [report("Monitors", n, event_key=f"{n}", collector="C") for n in range(5)]
    assert len(the_episode(*run).reports) == 5


def test_I1e_a_report_in_the_gap_makes_one_of_two() -> None:
    early, late = report("A"), report("B", 10)
    assert len(episodes(early, late)) == 2 and len(episodes(early, late, report("C", 5))) == 1


def test_I1e_what_an_analyst_decides_holds_and_parts_a_run_at_its_weakest_link() -> None:
    far = [report("A"), report("B", 40)]
    joins = report("Analyst", kind=Kind.SAME_INCIDENT, derives_from=tuple(r.id for r in far), known_days=2)
    assert len(episodes(*far, joins)) == 1
    run = [report("A"), report("B", 1), report("C", 6), report("D", 7)]
    parts = report("Analyst", kind=Kind.OTHER_INCIDENT, derives_from=(run[0].id, run[3].id), known_days=2)
    found = {frozenset(i.reports) for i in episodes(*run, parts)}
    assert found == {frozenset(r.id for r in run[:2]), frozenset(r.id for r in run[2:])}


def test_I1e_a_report_that_is_said_to_be_one_with_another_brings_its_own_neighbours() -> None:
    rows = [report(o, h, event_key="7", collector="C") for o, h in (("A", 0), ("B", 40))]
    assert len(the_episode(*rows, report("D", 3), report("E", 44)).reports) == 4


def test_I1e_the_explanation_says_from_when_to_when_and_by_which_distance_and_gap() -> None:
    said = the_episode(report("A"), report("B", 5), report("C", 9)).explanation[0]
    assert said.startswith("An episode of 3 reports by A, B and C from 2025-03-19 00:00 to 2025-03-19 09:00: ")
    assert "within 10 km with gaps of at most 6 hours" in said and said.endswith("(I1e).")


def test_I1f_a_run_is_one_however_many_acts_it_tells_of() -> None:
    found = the_episode(report("A", number=Range(40, 50, 60)), report("B", 3, number=Range(7, 7, 7)))
    assert found.number == Range(1, 1, 1)


def test_I1f_its_time_is_from_the_first_to_the_last_of_its_exact_reports() -> None:
    run = [report("A", 8), report("B", 12), report("C", 14, lasting=30 * MINUTE)]
    time = Interval(START + 8 * HOUR, START + 14 * HOUR + 30 * MINUTE)
    assert the_episode(*run).happened_at == time
    assert the_episode(*run, report("Gazette", 0, lasting=WHOLE_DAY)).happened_at == time
    next_day = report("Gazette", 15, lasting=10 * HOUR)
    assert the_episode(*run, next_day).happened_at == Interval(time.start, START + 25 * HOUR)


def test_I1f_its_place_is_a_disc_that_holds_the_centres() -> None:
    places = [east(0), east(8_000), east(16_000, 200)]
    found = the_episode(*(report(f"W{n}", n, place) for n, place in enumerate(places))).place
    assert isinstance(found, Point) and 8_190 <= found.radius_m <= 8_220
    for place in places:
        apart = geodesic_m(found.longitude, found.latitude, place.longitude, place.latitude)
        assert apart + 200 <= found.radius_m + 1
    assert the_episode(report("A"), report("B", 1, east(0, 300))).place == east(0, 300)


def test_I1f_a_disc_across_the_date_line_is_no_wider_than_elsewhere() -> None:
    west, far_east = Point(179_980_000, 0, 100), Point(-179_980_000, 0, 100)
    found = the_episode(report("A", 0, west), report("B", 1, far_east)).place
    assert isinstance(found, Point) and found.radius_m < 2_500 and abs(found.longitude_e6) > 179_990_000


def test_I1f_the_dead_of_a_run_are_not_added_up() -> None:
    run = [report("A", n, east(4_000 * n), casualties=Range(d, d, d + 1)) for n, d in enumerate((2, 5, 3))]
    assert the_episode(*run).casualties == Range(5, 5, 6)
    second = report("B", 2, casualties=Range(4, 4, 4))
    assert the_episode(*run, second, origins=2).casualties.low == 4


def test_I1f_origins_of_the_whole_run_confirm_it_and_say_who_did_it() -> None:
    run = [report("Monitors", 0, claims=[("AA", Basis.SEEN)]), report("Villagers", 5, claims=[("AA", Basis.SEEN)])]
    found = the_episode(*run, origins=2)
    assert found.confirmed and found.attribution.favoured == "AA"
    both = [run[0], report("Villagers", 5, claims=[("BB", Basis.SEEN)])]
    assert the_episode(*both).attribution.favoured == ""


def test_I1g_what_is_vague_or_says_no_act_joins_no_two_runs_and_is_none_more_for_certain() -> None:
    early, late = report("A"), report("B", 10)
    for vague in (report("Rumour", 5, act="unknown"), report("Rumour", 0, east(0, 25_000), lasting=12 * HOUR)):
        found = episodes(early, late, vague)
        assert not together(early, late, found)
        (own,) = (i for i in found if i.reports == (vague.id,))
        assert (own.number.low, own.number.high) == (0, 1)
        assert together(early, vague, episodes(early, report("B", 30), vague))


def test_I1g_a_supporter_widens_nothing() -> None:
    found = the_episode(report("A", 8), report("Rumour", 0, east(3_000, 25_000), lasting=WHOLE_DAY))
    assert found.happened_at == Interval(START + 8 * HOUR, START + 8 * HOUR) and found.place == east(0)


def test_I1g_no_run_goes_on_over_the_time_in_force() -> None:
    run = [report(f"W{n}", n) for n in range(0, 40, 4)]
    times = {"in_force_from": START + 10 * HOUR, "in_force_until": START + DAY}
    starts = [i.happened_at for i in episodes(*run, **times)]
    assert starts == [
        Interval(START, START + 8 * HOUR),
        Interval(START + 12 * HOUR, START + 20 * HOUR),
        Interval(START + 24 * HOUR, START + 36 * HOUR),
    ]


def test_I1g_a_report_taken_back_opens_the_gap_again() -> None:
    early, bridge, late = report("A"), report("C", 5, known_days=2), report("B", 10)
    back = report("C", kind=Kind.RETRACTION, retracts=(bridge.id,), known_days=3)
    assert len(episodes(early, bridge, late)) == 1
    assert episodes(early, bridge, late, back) == episodes(early, late)
