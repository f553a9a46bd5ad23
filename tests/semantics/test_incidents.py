"""Rules R1, R3, R4 and I1 to I7 of the semantics, one by one."""

from __future__ import annotations

import pytest

from foedus.basics.instant import DAY, HOUR
from foedus.basics.place import Area, Nowhere, Point
from foedus.basics.probability import SURE
from foedus.incident.model import Reading
from foedus.report.model import Basis, Kind, Range
from fusing import (
    HERE,
    START,
    WHOLE_DAY,
    accord,
    all_known,
    east,
    incidents,
    report,
    the_incident,
)

SEEN, ACCUSED, CLAIMED, DENIED = Basis.SEEN, Basis.ACCUSED, Basis.CLAIMED, Basis.DENIED


def test_R1_receiving_a_report_twice_changes_nothing() -> None:
    once = report(known_days=1)
    again = report(known_days=5)
    assert once.id == again.id
    assert all_known([again, once]) == all_known([once])


def test_R3_a_retracted_report_is_gone_from_when_that_is_known_and_stays_visible_before() -> None:
    said = report(known_days=1)
    back = report(known_days=3, kind=Kind.RETRACTION, retracts=(said.id,))
    assert incidents(said, back, at=START + 2 * DAY)[0].reports == (said.id,)
    assert incidents(said, back) == ()


def test_R3_a_correction_takes_the_place_of_what_it_corrects_and_of_what_that_corrected() -> None:
    first = report(known_days=1, casualties=Range(1, 1, 1))
    second = report(known_days=2, casualties=Range(2, 2, 2), supersedes=(first.id,))
    third = report(known_days=3, casualties=Range(3, 3, 3), supersedes=(second.id,))
    assert the_incident(first, second, third).reports == (third.id,)


def test_R3a_nobody_takes_back_what_somebody_else_said() -> None:
    said = report("Monitors")
    forged = report("AA-MoD", kind=Kind.RETRACTION, retracts=(said.id,))
    assert the_incident(said, forged).reports == (said.id,)


def test_R3_a_retraction_taken_back_has_no_effect() -> None:
    said = report()
    back = report(known_days=2, kind=Kind.RETRACTION, retracts=(said.id,))
    back_again = report(known_days=3, kind=Kind.RETRACTION, retracts=(back.id,))
    assert the_incident(said, back, back_again).reports == (said.id,)


def test_R3a_what_only_repeats_a_retracted_report_falls_with_it() -> None:
    said = report("Monitors")
    copy = report("Gazette", derives_from=(said.id,))
    back = report(known_days=2, kind=Kind.RETRACTION, retracts=(said.id,))
    assert len(incidents(said, copy)) == 1
    assert incidents(said, copy, back) == ()


def test_R4_access_denied_is_an_incident_and_like_a_patrol_a_statement() -> None:
    refused = report(act="unknown", kind=Kind.ACCESS_DENIED)
    patrol = report(act="unknown", kind=Kind.PATROL)
    known = all_known([refused, patrol])
    assert [i.acts for i in known.incidents] == [("deny access",)]
    assert known.statements == tuple(sorted((patrol, refused), key=lambda r: r.id))


def test_I1_what_becomes_known_later_is_not_used_earlier() -> None:
    early, late = report("Monitors", known_days=1), report("Gazette", known_days=4)
    assert incidents(early, late, at=START + 2 * DAY) == incidents(early)


def test_I1_reports_within_the_limits_are_one_incident_and_beyond_them_two() -> None:
    first = report("Monitors")
    assert len(incidents(first, report("Gazette", 6, east(2_990)))) == 1
    assert len(incidents(first, report("Gazette", 6.02, east(2_990)))) == 2
    assert len(incidents(first, report("Gazette", 0, east(3_070)))) == 1, "each place is known to within 500 m only"
    assert len(incidents(first, report("Gazette", 0, east(3_090)))) == 2, "and errors add up as squares"
    there = report("Gazette", 0, east(3_010, 1))
    assert len(incidents(report("Monitors", place=east(0, 1)), there)) == 2
    assert len(incidents(first, report("Gazette", act="ground attack"))) == 2


def test_I1b_kinds_that_a_witness_may_confuse_are_one_incident_only_where_place_and_time_agree_closely() -> None:
    first = report("Monitors")
    assert the_incident(first, report("Gazette", act="airstrike")).acts == ("airstrike", "shelling")
    assert len(incidents(first, report("Gazette", 5, east(2_500), act="airstrike"))) == 2


def test_I1b_what_a_witness_may_mistake_is_one_incident_though_it_is_of_two_categories() -> None:
    assault = report("Monitors", act="assault")
    assert the_incident(assault, report("Gazette", act="small arms fire")).acts == ("assault", "small arms fire")
    assert len(incidents(report("Monitors"), report("Gazette", act="mine explosion"))) == 1
    assert len(incidents(assault, report("Gazette", 5, east(2_500), act="small arms fire"))) == 2
    assert len(incidents(assault, report("Gazette", act="airstrike"))) == 2, "nobody takes an assault for an air strike"


def test_I1_an_event_number_joins_and_two_numbers_of_one_collector_part() -> None:
    rows = [report(o, h, event_key=k, collector="C") for o, h, k in [("P", 0, "1"), ("Q", 90, "1"), ("R", 0, "2")]]
    assert sorted(len(i.reports) for i in incidents(*rows)) == [1, 2]
    other = report("S", 90, event_key="1", collector="D")
    assert len(incidents(rows[0], report("S", 500, event_key="1", collector="D"))) == 2, "numbers are a collector's own"
    assert len(incidents(rows[1], other)) == 1, "but what is alike still joins"


def test_I2_small_steps_do_not_add_up_to_a_chain() -> None:
    steps = [report(f"Witness {n}", 0, east(2_000 * n)) for n in range(6)]
    for incident in incidents(*steps):
        assert len(incident.reports) <= 2


def test_I2a_a_vague_report_supports_the_one_incident_it_fits() -> None:
    exact = report("Monitors", 10)
    vague = report("Gazette", 0, east(4_000, 10_000), act="strike", lasting=WHOLE_DAY)
    found = the_incident(exact, vague)
    assert found.happened_at == exact.happened_at and found.place == exact.place and found.acts == ("shelling",)
    assert "1 vaguer report fits this incident best of all nearby, and so supports it (I2)." in found.explanation


def test_I2a_a_vague_report_that_fits_two_incidents_supports_one_and_confirms_neither() -> None:
    two = [report("Monitors", 2), report("Monitors", 17)]
    vague = report("Gazette", 0, east(0, 20_000), lasting=WHOLE_DAY)
    found = incidents(*two, vague, accord=accord(2))
    assert sorted(len(i.reports) for i in found) == [1, 2]
    assert not any(i.confirmed for i in found)


def test_I2a_of_two_vague_reports_of_one_source_one_supports_an_incident() -> None:
    vague = [report("Gazette", 0, east(500 * n, 20_000), lasting=WHOLE_DAY, target=f"t{n}") for n in range(2)]
    found = incidents(report("Monitors", 10), *vague)
    assert sorted(len(i.reports) for i in found) == [1, 2]


def test_I2a_who_says_this_week_in_the_region_supports_nothing() -> None:
    exact = report("Monitors", 10)
    assert len(incidents(exact, report("Gazette", 0, lasting=3 * DAY, known_days=4))) == 2
    assert len(incidents(exact, report("Gazette", 0, east(0, 200_000), lasting=WHOLE_DAY))) == 2


def test_I1a_nobody_tells_of_what_is_still_to_come() -> None:
    """Told when a day of the three was over, it is a report of that day."""
    exact = report("Monitors", 10)
    assert len(incidents(exact, report("Gazette", 0, lasting=3 * DAY, known_days=1))) == 1


def test_I2_the_same_vague_words_printed_again_are_one_incident() -> None:
    same = {"place": Area("Front line"), "lasting": WHOLE_DAY}
    assert the_incident(report("Monitors", outlet="P", **same), report("Monitors", outlet="Q", **same)).outlets == 2
    nowhere = {"place": Nowhere(), "lasting": WHOLE_DAY}
    assert len(incidents(report("Monitors", outlet="P", **nowhere), report("Monitors", outlet="Q", **nowhere))) == 1
    assert len(incidents(report("Monitors", **nowhere), report("Gazette", **nowhere))) == 2


def test_I3_forty_papers_with_one_claimant_are_one_origin() -> None:
    copies = [report("Monitors", outlet=f"Paper {n}") for n in range(40)]
    found = the_incident(*copies, accord=accord(origins=2))
    assert (found.origins, found.outlets, found.confirmed) == (("Monitors",), 40, False)
    counted = the_incident(*copies, accord=accord(origins=2), reading=Reading(outlets_are_origins=True))
    assert len(counted.origins) == 40 and counted.confirmed


def test_I3_an_accusation_by_a_party_counts_zero_and_an_admission_one() -> None:
    accusation = the_incident(report("AA-MoD", claims=[("Beland", ACCUSED)]))
    assert (accusation.origins, accusation.confirmed, accusation.alleged) == ((), False, ("BB",))
    admission = the_incident(report("AA-MoD", claims=[("Forces of Aland", CLAIMED)]))
    assert (admission.origins, admission.confirmed) == (("AA",), True)
    assert admission.attribution.of("AA") == 950_000_000


def test_I3_a_party_that_describes_harm_or_claims_its_duty_done_counts_zero() -> None:
    assert the_incident(report("AA-MoD")).origins == ()
    done = report("AA-MoD", act="withdraw heavy weapons", claims=[("AA", CLAIMED)])
    assert the_incident(done).origins == () and the_incident(done).alleged == ("AA",)


def test_I3_taken_at_its_word_a_party_counts() -> None:
    told = report("AA-MoD", claims=[("BB", ACCUSED)])
    found = the_incident(told, reading=Reading(own_interest_counts=True))
    assert found.origins == ("AA",) and found.attribution.of("BB") == 600_000_000


def test_I3_enough_origins_of_which_enough_are_no_party_confirm() -> None:
    admitted = report("AA-MoD", claims=[("AA", CLAIMED)])
    asked = accord(origins=2, not_a_party=1)
    assert not the_incident(admitted, accord=asked).confirmed
    found = the_incident(admitted, report("Monitors"), accord=asked)
    assert found.confirmed
    assert {(w.origin, w.confirmed) for w in found.without} == {("AA", False), ("Monitors", False)}


def test_I3a_all_organs_of_a_party_are_one_origin_by_name_or_by_side() -> None:
    organs = [
        report("AA-MoD", claims=[("AA", CLAIMED)]), report("AA-FM", claims=[("AA", CLAIMED)]),
        report("Governor", side="Aland", claims=[("AA", CLAIMED)]), report("Forces of Aland", claims=[("AA", CLAIMED)]),
    ]  # fmt: skip
    assert the_incident(*organs).origins == ("AA",)


def test_I3a_what_repeats_another_report_carries_that_ones_origin() -> None:
    first = report("Monitors", known_days=2)
    copy = report("Gazette", known_days=1, derives_from=(first.id,))
    assert the_incident(copy, at=START + DAY).origins == ("Gazette",), "whom it repeats is not known yet"
    assert the_incident(first, copy).origins == ("Monitors",)


def test_I4_shares_never_exceed_certainty_and_leave_the_rest_unattributed() -> None:
    claims = [("AA", SEEN), ("BB", SEEN), ("CC", SEEN)]
    found = the_incident(*(report(f"Witness {n}", claims=[claims[n % 3]]) for n in range(9)))
    assert sum(p for _, p in found.attribution.parties) + found.attribution.unattributed == SURE
    assert found.attribution.unattributed >= 0


def test_I4a_one_claim_has_its_weight_two_agreeing_more_and_conflict_lowers_both() -> None:
    two = the_incident(report("P", claims=[("AA", SEEN)]), report("Q", claims=[("BB", ACCUSED)]))
    assert 0 < two.attribution.of("BB") < 600_000_000 < two.attribution.of("AA") < 900_000_000
    agree = the_incident(report("P", claims=[("AA", SEEN)]), report("Q", claims=[("AA", ACCUSED)]))
    assert agree.attribution.of("AA") > 900_000_000
    assert {w.origin: w.attribution.of("AA") for w in agree.without} == {"P": 600_000_000, "Q": 900_000_000}


def test_I4a_an_origin_gives_its_best_claim_once() -> None:
    found = the_incident(*(report("P", outlet=f"{n}", claims=[("AA", b)]) for n, b in enumerate([ACCUSED, SEEN, SEEN])))
    assert found.attribution.of("AA") == 900_000_000


@pytest.mark.parametrize("basis", [Basis.DENIED, Basis.ANNOUNCED])
def test_I4a_denials_and_announcements_weigh_nothing(basis: Basis) -> None:
    found = the_incident(report("P", claims=[("AA", basis)]))
    assert found.attribution.parties == () and found.alleged == ()


def test_I4b_what_is_attributed_to_nobody_is_still_an_incident() -> None:
    found = the_incident(report("Monitors"))
    assert found.confirmed and found.attribution.unattributed == SURE


def test_I4b_a_denial_is_told_with_what_it_denies_and_counts_for_nobody() -> None:
    told = report("Monitors", claims=[("AA", SEEN)])
    denial = report("AA-MoD", kind=Kind.DENIAL, claims=[("AA", DENIED)], known_days=2)
    found = the_incident(told, denial)
    assert found.reports == (told.id,) and found.attribution.of("AA") == 900_000_000
    assert any(line.startswith("AA (AA-MoD) denies it") for line in found.explanation)


def test_I6_reports_that_contradict_each_other_in_time_leave_all_that_they_span() -> None:
    found = the_incident(report("P", 0), report("Q", 5))
    assert found.happened_at.end - found.happened_at.start == 5 * HOUR


def test_I6a_only_the_narrowest_words_are_kept_and_silence_is_no_word() -> None:
    found = the_incident(report("P"), report("Q", act="strike"), report("R", act="unknown", target="substation"))
    assert (found.acts, found.targets) == (("shelling",), ("substation",))
    assert the_incident(report("P", act="unknown")).acts == ()


# -- numbers ------------------------------------------------------------------------------------------------------


def test_F4a_one_origin_alone_does_not_drive_the_least_number_of_dead() -> None:
    said = [report("P", casualties=Range(10, 12, 20)), report("Q", casualties=Range(2, 3, 4)), report("R")]
    assert the_incident(*said, accord=accord(origins=1)).casualties.low == 10
    assert the_incident(*said, accord=accord(origins=2)).casualties == Range(2, 3, 20)
    assert the_incident(*said, accord=accord(origins=3)).casualties.low == 0


def test_I6_the_smallest_disc_is_the_place() -> None:
    found = the_incident(report("P", place=Point(HERE.longitude_e6, HERE.latitude_e6, 2_000)), report("Q"))
    assert found.place == HERE
