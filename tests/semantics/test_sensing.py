"""Rules R4a to R4d and R6 to R6h of the semantics: where somebody looked, and what a sensor is evidence of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, HOUR, MINUTE, Interval
from foedus.basics.place import Area
from foedus.basics.vocabulary import ACTS
from foedus.incident.channel_events import told_together
from foedus.incident.channels import Alert, measure
from foedus.incident.control import of_its_satellites
from foedus.incident.corroborating import corroborating, one_for_each_operator
from foedus.incident.exposure import exposure, exposures, rate
from foedus.incident.measured import milli_nats
from foedus.incident.model import Incident
from foedus.incident.sensing import FireRecord, apart_from, look_for, measure_fires, records_of
from foedus.incident.words import Words
from foedus.replay.fire_note import Fires, fire_note, measured
from foedus.replay.incident_note import note_lines
from foedus.replay.note import Note
from foedus.replay.noted import fused, note_of
from foedus.replay.sensor_note import NO_SENSORS, Sensors
from foedus.report.model import Kind, Range, Report
from foedus.report.read_firms import satellite_of
from fusing import accord, incidents, report
from sensing_values import (
    JANUARY_2022,
    OPERATOR,
    at,
    background,
    fire,
    noon,
    only,
    patrol,
    rates,
    record,
    shot,
    strike,
    strikes,
)  # fmt: skip

TWO_DAYS = Interval(0, 2 * DAY - 1)


# -- where somebody looked ---------------------------------------------------------------------------------------------


def test_R4a_two_patrols_of_one_place_and_time_count_once() -> None:
    [seen] = exposures([patrol(0, 6 * HOUR), patrol(3 * HOUR, 6 * HOUR, origin="Observers")], TWO_DAYS)
    assert seen.looked_at == 9 * HOUR and dict(seen.by) == {"Monitors": 6 * HOUR, "Observers": 6 * HOUR}
    assert seen.not_looked_at == 39 * HOUR


def test_R4a_a_rate_is_per_looked_at_hour_and_not_per_hour() -> None:
    events = [shot(HOUR), shot(2 * HOUR)]
    [little], [much] = (exposures([patrol(0, time)], TWO_DAYS) for time in (4 * HOUR, 40 * HOUR))
    few, many = rate(little, events), rate(much, events)
    assert few.per_hour is not None and many.per_hour is not None
    assert (few.per_hour.best, many.per_hour.best) == (Fraction(1, 2), Fraction(1, 20))


def test_R4a_two_places_at_one_time_are_two_exposures() -> None:
    found = exposures(
        [patrol(0, HOUR), patrol(0, HOUR, Area("South")), patrol(0, HOUR, at(3)), patrol(0, HOUR, at(30))]
    )
    assert [e.looked_at for e in found] == [HOUR] * 4


def alerts(starts: list[int], channel: str, area: str = "north") -> list[Alert]:
    return [Alert(start, start + 30 * MINUTE, area, f"{channel}{n:05}") for n, start in enumerate(starts)]


EVERY_8_HOURS = [n * 8 * HOUR for n in range(300)]


def test_R4b_a_day_of_nothing_while_the_other_reports_much_is_a_gap_and_no_miss() -> None:
    dense = [n * HOUR for n in range(24 * 60)]
    silent = [at for at in dense if at // DAY != 30]
    found = measure(alerts(silent, "a"), alerts(dense, "b")).first
    assert (found.share.hits, found.share.trials, found.not_covered) == (len(silent), len(silent), 24)
    [gap] = found.gaps
    assert (gap.area, gap.other, gap.start // DAY) == ("", 24, 30)


def test_R4b_a_channel_that_falls_silent_in_one_area_has_a_gap_there_only() -> None:
    north, south = alerts(EVERY_8_HOURS, "b"), alerts(EVERY_8_HOURS, "b", "south")
    own = [a for a in [*alerts(EVERY_8_HOURS, "a"), *alerts(EVERY_8_HOURS, "a", "south")]
           if a.area == "south" or not 100 <= a.start // (8 * HOUR) < 140]  # fmt: skip
    found = measure(own, [*north, *south]).first
    assert (found.share.trials, found.not_covered, [g.area for g in found.gaps]) == (560, 40, ["north"])


def test_R4b_single_misses_stay_misses() -> None:
    own = [start for n, start in enumerate(EVERY_8_HOURS) if n % 10]
    found = measure(alerts(own, "a"), alerts(EVERY_8_HOURS[1:-1], "b")).first
    assert (found.share.hits, found.share.trials, found.gaps) == (269, 298, ())


def test_R4b_before_its_first_and_after_its_last_alert_a_channel_was_not_there() -> None:
    found = measure(alerts(EVERY_8_HOURS[100:200], "a"), alerts(EVERY_8_HOURS, "b")).first
    assert (found.share.hits, found.share.trials, found.not_covered) == (100, 100, 200)


def test_R4c_where_nobody_looked_the_rate_is_unknown_and_never_zero() -> None:
    nowhere = exposure("North", [], TWO_DAYS)
    assert rate(nowhere, []).per_hour is None
    found = rate(nowhere, [shot(HOUR)])
    assert (found.per_hour, found.seen, found.beside) == (None, 0, 1)


def test_R4c_nothing_seen_while_looking_is_a_rate_with_an_upper_bound() -> None:
    [seen] = exposures([patrol(0, 24 * HOUR)], TWO_DAYS)
    found = rate(seen, []).per_hour
    assert found is not None and (found.best, found.low) == (0, 0)
    assert found.high == Fraction(3_688_879, 24 * 10**6), "-ln 0.025 in a day"


def test_R4c_what_does_not_lie_wholly_in_what_was_looked_at_counts_in_no_rate() -> None:
    [seen] = exposures([patrol(0, 4 * HOUR)], TWO_DAYS)
    found = rate(seen, [shot(HOUR), shot(3 * HOUR, 2 * HOUR), shot(30 * HOUR)])
    assert (found.seen, found.beside) == (1, 2)


def test_R4d_denied_access_is_listed_apart_and_never_looked_at() -> None:
    told = [patrol(0, 8 * HOUR), patrol(2 * HOUR, HOUR, denied=True), patrol(20 * HOUR, 4 * HOUR, denied=True)]
    [seen] = exposures(told, TWO_DAYS)
    assert seen.looked_at == 7 * HOUR
    assert dict(seen.denied_to) == {"Monitors": 5 * HOUR} and seen.refusals == 2
    [both] = exposures([*told, patrol(2 * HOUR, HOUR, origin="Observers")], TWO_DAYS)
    assert both.looked_at == 8 * HOUR, "another was let"


def test_R4d_a_count_is_no_patrol() -> None:
    count = replace(shot(0, DAY - 1, kind=Kind.AGGREGATE), number=Range(40, 50, 60))
    assert exposures([count]) == ()
    [part] = exposures([patrol(0, 4 * HOUR)], TWO_DAYS)
    assert (rate(part, [count]).seen, rate(part, [count]).beside) == (0, 50)
    [whole] = exposures([patrol(0, DAY)], TWO_DAYS)
    assert rate(whole, [count]).seen == 50


# -- fires ---------------------------------------------------------------------------------------------------------


def day_of_2022(day: int) -> Interval:
    return Interval(noon(day, JANUARY_2022), noon(day, JANUARY_2022) + HOUR)


def test_R6_a_fire_where_none_burns_anyhow_speaks_for_a_strike_and_one_in_a_burning_field_hardly() -> None:
    places = at(0, -60), at(41, 3)
    seen = only([fire(noon(day, JANUARY_2022) + HOUR, place) for place in places for day in (60, 300)])
    lone, field = (corroborating(day_of_2022(60), place, seen, background(), rates()) for place in places)
    assert len(lone.fires) == len(field.fires) == 1
    assert lone.ratio > 3 * field.ratio > 0


def test_R6_the_ratio_is_the_sum_of_its_terms_and_of_the_chances_it_names() -> None:
    found = corroborating(day_of_2022(30), at(0, 40), record(), background(), rates())
    assert found.if_it_happened is not None and found.anyhow is not None
    assert found.ratio == sum(term for _, term in found.terms) > 0
    assert abs(found.ratio - milli_nats(Fraction(found.if_it_happened, found.anyhow))) <= 1
    assert all(isinstance(term, int) for _, term in found.terms)


def test_R6_both_chances_are_taken_where_the_evidence_is_weakest() -> None:
    net = rates().net
    assert net is not None and net.caused_low < net.caused and net.factor_high > net.factor
    sure = replace(rates(), net=replace(net, caused_low=net.caused, factor_high=net.factor))
    cautious, bold = (corroborating(day_of_2022(30), at(0, 40), record(), background(), r) for r in (rates(), sure))
    assert 0 < cautious.ratio < bold.ratio


def test_R6_what_was_not_measured_says_nothing() -> None:
    unmeasured = measure_fires([], record(), background())
    assert unmeasured.net is None and unmeasured.seen.best is None
    assert corroborating(day_of_2022(30), at(0, 40), record(), background(), unmeasured).ratio == 0


@pytest.mark.parametrize(
    ("during", "place"),
    [
        (day_of_2022(30), Area("North")), (day_of_2022(30), at(0, 40, 40_000)), (day_of_2022(30), at(2_000)),
        (Interval(noon(30, JANUARY_2022), noon(33, JANUARY_2022)), at(0, 40)), (day_of_2022(500), at(0, 40)),
    ],
    ids=["a name", "a wide disc", "outside the region", "days long", "after the record"],
)  # fmt: skip
def test_R6_what_is_too_vague_or_out_of_reach_gets_no_evidence_and_a_reason(during: Interval, place: object) -> None:
    found = corroborating(during, place, record(), background(), rates())  # type: ignore[arg-type]
    assert (found.ratio, found.terms, found.fires, len(found.why)) == (0, (), (), 1)


def test_R6a_that_no_fire_was_seen_says_nothing_unless_the_operator_looked() -> None:
    during, place = day_of_2022(61), at(0, 40)
    assert record().near(place, 5_500, Interval(during.start, during.end + DAY)) == ()
    assert corroborating(during, place, record(), background(), rates()).ratio == 0
    somebody = patrol(during.start - HOUR, 3 * DAY, at(0, 40, 20_000), "Somebody else")
    assert corroborating(during, place, record(), background(), rates(), [somebody]).ratio == 0
    looked = replace(somebody, origin=OPERATOR)
    found = corroborating(during, place, record(), background(), rates(), [looked])
    net = rates().net
    assert net is not None and found.ratio == milli_nats(1 - net.caused_low) < 0


def test_R6a_a_look_at_a_part_of_the_time_or_place_is_no_look() -> None:
    during, place = day_of_2022(61), at(0, 40)
    short = patrol(during.start, HOUR, at(0, 40, 20_000), OPERATOR)
    narrow = patrol(during.start - HOUR, 3 * DAY, at(0, 40, 1_000), OPERATOR)
    cloud = patrol(during.start + 2 * HOUR, HOUR, at(0, 40, 20_000), OPERATOR, denied=True)
    whole = patrol(during.start - HOUR, 3 * DAY, at(0, 40, 20_000), OPERATOR)
    for looks in ([short], [narrow], [whole, cloud]):
        assert corroborating(during, place, record(), background(), rates(), looks).ratio == 0


def test_R6b_one_alert_is_the_partner_of_one_only() -> None:
    twice = [start + late for start in EVERY_8_HOURS for late in (0, 4 * MINUTE)]
    found = measure(alerts(EVERY_8_HOURS, "a"), alerts(twice, "b"))
    assert found.pairs == 300 and set(found.delays) == {0}
    assert found.first.nearest[-1] == 600, "each has one nearby, but not one of its own"


def test_R6c_an_area_that_a_channel_never_names_is_no_miss() -> None:
    both = alerts(EVERY_8_HOURS, "b") + alerts(EVERY_8_HOURS, "b", "south")
    found = measure(alerts(EVERY_8_HOURS, "a"), both)
    assert (found.first.share.trials, found.only_second) == (300, ("south",))


def test_R6c_what_both_missed_is_estimated_from_what_each_missed() -> None:
    first = [start for n, start in enumerate(EVERY_8_HOURS) if n % 5]
    second = [start for n, start in enumerate(EVERY_8_HOURS) if n % 4]
    total = measure(alerts(first, "a"), alerts(second, "b")).total
    assert total is not None and total.seen == 285
    assert total.whole.low < 299 <= total.whole.best <= 300 < total.whole.high, "of 300 alerts 15 are in neither"


def test_R6d_more_is_expected_where_and_when_more_burns() -> None:
    def chance(east_km: float, north_km: float, hour: int) -> Fraction:
        start = noon(60, JANUARY_2022) + hour * HOUR
        return Fraction(background().expected(at(east_km, north_km), 5_000, Interval(start, start + 4 * HOUR)).burning)

    assert chance(41, 3, -2) > 20 * chance(0, -60, -2) > 0, "it burnt there twice, in other months"
    assert chance(41, 3, -2) > 10 * chance(41, 3, 10), "by day more than by night"
    assert chance(25, 3, -2) > 3 * chance(0, -25, -2), "beside a burning field more than far from it"


def test_R6d_a_field_of_many_pixels_is_one_fire() -> None:
    many = [
        fire(noon(day, JANUARY_2022), at(40 + n / 10), satellite=str(n)) for n in range(5) for day in range(0, 90, 9)
    ]
    once = measure_fires(strikes(), only([*many, fire(noon(300, JANUARY_2022), at(0))]), background())
    few = measure_fires(strikes(), only([*many[:10], fire(noon(300, JANUARY_2022), at(0))]), background())
    assert once.seen == few.seen and once.expected == few.expected


def test_R6d_what_strikes_add_is_net_of_what_burns_anyhow_and_of_the_same_places_before() -> None:
    found = rates()
    assert found.net is not None
    assert (found.seen.hits, found.seen.trials) == (50, 100)
    assert Fraction(20, 100) < found.net.caused_low < found.net.caused < Fraction(1, 2)
    everywhere = [fire(noon(day, JANUARY_2022) + 5 * HOUR, at(4, 41)) for day in range(365)]
    burning = measure_fires(strikes(), only(everywhere), background())
    assert burning.seen.hits == 100 and burning.earlier.hits == burning.earlier.trials > 0
    assert burning.net is not None and burning.net.caused_low == 0, "it always burns there, strike or not"
    assert corroborating(day_of_2022(30), at(4, 40), only(everywhere), background(), burning).ratio == 0


def test_R6e_several_satellites_of_one_operator_are_one_origin() -> None:
    start = noon(30, JANUARY_2022) + HOUR
    rest = fire(noon(300, JANUARY_2022), at(0))
    one = only([fire(start, at(0, 40)), rest])
    two = only([fire(start, at(0, 40)), fire(start, at(0, 40), satellite="A"), rest])
    single, double = (corroborating(day_of_2022(30), at(0, 40), r, background(), rates()) for r in (one, two))
    assert single.ratio == double.ratio and len(double.fires) == 2


def test_R6e_of_one_operator_the_evidence_that_says_most_counts_once() -> None:
    there = corroborating(day_of_2022(30), at(0, 40), record(), background(), rates())
    nothing = corroborating(day_of_2022(61), at(0, 40), record(), background(), rates())
    other = replace(there, operator="Other Agency")
    assert one_for_each_operator([nothing, there, other, there]) == (other, there)
    mine, others = records_of([fire(noon(9), at(0)), fire(noon(9), at(0), "Other Agency")])
    assert {mine.operator, others.operator} == {OPERATOR, "Other Agency"}


def test_R6d_where_strikes_are_reported_every_day_there_is_nothing_to_compare_with() -> None:
    daily = [strike(noon(day, JANUARY_2022), at(0, 40)) for day in range(30, 300)]
    found = measure_fires(daily, record(), background())
    assert found.seen.trials == 270
    looked_at = [day - by for day in range(30, 51) for by in (7, 14, 21) if day - by < 29]
    assert 0 < found.earlier.trials <= len(looked_at)


# -- beside one incident -----------------------------------------------------------------------------------------------

WORDS = Words(ACTS)


def given(seen: FireRecord | None = None, told: Sequence[Report] = ()) -> Fires:
    return Fires(background(), (seen or record(),), tuple(told) or strikes(), "the strikes given")


def incident_of(day: int, north_km: float = 40, act: str = "missile strike") -> Incident:
    [found] = incidents(replace(strike(noon(day, JANUARY_2022), at(0, north_km)), act=act))
    return found


def note_with(sensors: Sensors, *reports: Report) -> tuple[Incident, Note]:
    last = max(r.known_at for r in reports)
    fusion, known = fused(accord(), Zones(), reports, last)
    [found] = known.incidents
    return found, note_of(accord(), Zones(), reports, fusion, known, found, sensors)


def test_R6f_what_sensors_say_stands_beside_the_incident_and_changes_nothing_of_it() -> None:
    said = strike(noon(30, JANUARY_2022), at(0, 40))
    (plain, bare), (same, full) = (note_with(s, said) for s in (NO_SENSORS, Sensors(fires=given())))
    assert same == plain and plain.origins == ("Gazette",) and same.explanation == plain.explanation
    without, told = note_lines(bare), note_lines(full)
    assert "What sensors say" not in without and "What sensors say" in told
    start = told.index("What sensors say") - 1
    assert told[:start] + told[start + len(full.beside):] == without
    assert "no sensor is an origin, confirms it, or says who did it" in " ".join(full.beside)


def test_R6f_a_fire_among_the_reports_themselves_confirms_no_strike() -> None:
    said, burnt = strike(noon(30, JANUARY_2022), at(0, 40)), fire(noon(30, JANUARY_2022) + MINUTE, at(0, 40))
    found = [i for i in incidents(said, burnt, accord=accord(2)) if said.id in i.reports]
    assert [(i.acts, i.origins, i.confirmed) for i in found] == [(("missile strike",), ("Gazette",), False)]


def test_R6f_who_does_not_say_what_was_done_means_no_fire_and_no_alert() -> None:
    for sensed in ("fire", "air alert"):
        told = [report("A", act="unknown"), report("Sensor", act=sensed)]
        assert len(incidents(*told)) == 2


def test_R6f_a_fire_is_measured_on_strikes_of_its_kind() -> None:
    shells = tuple(replace(s, act="artillery fire") for s in strikes()[:40])
    mixed = given(told=(*shells, *strikes()[40:]))
    sizes = {act: measured(incident_of(31, act=act), WORDS, mixed, record()).seen.trials
             for act in ("missile strike", "artillery fire", "strike", "raid")}  # fmt: skip
    assert sizes == {"missile strike": 60, "artillery fire": 40 - 1, "strike": 99, "raid": 0}


def test_R6f_a_fire_does_not_speak_for_the_strike_by_which_it_was_measured() -> None:
    look = look_for(day_of_2022(30), at(0, 40), 5_000, DAY)
    left = apart_from(look, strikes())
    assert len(strikes()) - len(left) == 1 and strikes()[0] not in left
    assert apart_from(look_for(day_of_2022(30), at(0, -60), 5_000, DAY), strikes()) == strikes()


def test_R6f_what_no_file_reaches_is_told_as_missing_and_never_as_silence() -> None:
    late = " ".join(fire_note(incident_of(500), WORDS, given(), (), "UTC"))
    assert "No data" in late and "no silence" in late and "None" not in late
    rest = only([fire(noon(30, JANUARY_2022), at(0, 40)), fire(noon(90, JANUARY_2022), at(0, 40))])
    dark = " ".join(fire_note(incident_of(60), WORDS, given(rest), (), "UTC"))
    assert "it could not have been seen" in dark and "no silence" in dark
    elsewhere = only([fire(noon(day, JANUARY_2022), at(80 * (day == 60), 40 * (day != 60))) for day in (30, 60, 90)])
    unknown = " ".join(fire_note(incident_of(60), WORDS, replace(given(), records=()), (), "UTC"))
    assert "no data" in unknown and "no silence" in unknown
    bright = " ".join(fire_note(incident_of(60), WORDS, given(elsewhere), (), "UTC"))
    assert "1 burning pixel elsewhere in that time, the nearest 89 km away: so it could have been seen" in bright


def by(satellite: str, day: int, collector: str = "firms") -> Report:
    return replace(fire(noon(day, JANUARY_2022), at(0, 40), satellite=satellite), collector=collector)


def test_R6g_fires_by_satellites_that_the_control_has_not_are_left_out_and_named() -> None:
    control = [by("Terra; radiative power 9 MW", 0), by("A", 1)]
    seen = [by("Aqua", 30), by("T; volcano", 31), by("N", 32), by("1", 33), by("N20", 34)]
    kept, others = of_its_satellites(control, seen)
    assert [satellite_of(f) for f in kept] == ["Aqua (MODIS)", "Terra (MODIS)"]
    assert others == ("NOAA-20 (VIIRS)", "Suomi NPP (VIIRS)")


def test_R6g_where_a_satellite_is_not_named_nothing_is_left_out() -> None:
    named, unnamed = by("Terra", 0), by("radiative power 9 MW", 1)
    assert of_its_satellites([named, unnamed], [by("N", 30)]) == ((by("N", 30),), ())
    assert of_its_satellites([named], [unnamed]) == ((unnamed,), ())


# -- alerts told together ----------------------------------------------------------------------------------------------


def sounded(channel: str, starts: Sequence[int], area: str = "North") -> list[Report]:
    """Alerts of an hour by a channel."""
    return [
        Report(
            Kind.EVENT, "air alert", Interval(start, start + HOUR), start + HOUR, channel, channel, Area(area),
            collector="alerts",
        )
        for start in starts
    ]  # fmt: skip


def test_R6h_alerts_that_begin_together_are_one_event_and_confirm_each_other() -> None:
    both = told_together(sounded("one", [DAY, 3 * DAY]), sounded("other", [DAY + MINUTE, 5 * DAY]))
    assert [r.event_key for r in both] == ["alert:1", "alert:1", "", ""]
    assert sorted(i.confirmed for i in incidents(*both, accord=accord(origins=2))) == [False, False, True]


def test_R6h_where_alerts_are_so_many_that_nearness_is_chance_they_are_two() -> None:
    busy = [n * 30 * MINUTE for n in range(200)]
    apart = told_together(sounded("one", busy), sounded("other", [start + 5 * MINUTE for start in busy]))
    assert {r.event_key for r in apart} == {""}, "of alerts every half hour one often begins so near"
    daily = [n * DAY for n in range(200)]
    near = told_together(sounded("one", daily), sounded("other", [start + 5 * MINUTE for start in daily]))
    assert {r.event_key for r in near} == {""}, "ten minutes of a day are one case in 144"
    seldom = [n * 3 * DAY for n in range(200)]
    near = told_together(sounded("one", seldom), sounded("other", [start + 5 * MINUTE for start in seldom]))
    assert len({r.event_key for r in near} - {""}) == 200


def test_R6h_alerts_of_two_areas_are_two() -> None:
    both = told_together(sounded("one", [DAY, 9 * DAY]), sounded("other", [DAY, 9 * DAY], area="South"))
    assert {r.event_key for r in both} == {""}
