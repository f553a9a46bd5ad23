"""Rules R7 to R7f: what cannot be so is kept, marked, explained, and cannot tip a finding by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from foedus.basics.instant import DAY
from foedus.basics.place import Nowhere, Point
from foedus.incident.force import in_force, known_by
from foedus.incident.marks import FINEST_M, VAST_M, MarkCode, marks, place_meant, trust_of
from foedus.incident.model import Incident
from foedus.report.model import UNREAD, Basis, Flaw, Kind, Range, Report, Unsound
from foedus.report.read_reports import read_reports
from fusing import START, accord, all_known, east, incidents, report

DATA = Path(__file__).parents[1] / "data"
RECORDED = sorted(f for f in DATA.glob("*/*.csv"))
ALWAYS = START + 1000 * DAY
BELOW = Flaw(Unsound.COUNT_BELOW_ZERO, "killed: -3")
CIRCLE = Flaw(Unsound.CIRCLE, "copies: 2")


def codes(*reports: Report) -> dict[str, set[MarkCode]]:
    """The marks by report."""
    return {i: {m.code for m in found} for i, found in marks(known_by(reports, ALWAYS)).items()}


def only(*reports: Report, **by: object) -> Incident:
    [incident] = incidents(*reports, **by)  # type: ignore[arg-type]
    return incident


SEEN = [("AA", Basis.SEEN)]


def test_R7_what_is_sound_is_not_marked() -> None:
    said = report(claims=SEEN, source_row="1", collector="c")
    copy = report("Gazette", derives_from=(said.id,), source_row="2", collector="c")
    corrected = replace(said, supersedes=(said.id,), casualties=Range(1, 2, 3), known_at=said.known_at + DAY)
    back = report("Gazette", kind=Kind.RETRACTION, retracts=(copy.id,), known_days=3, source_row="2", collector="c")
    assert codes(said, copy, corrected, back) == {}


def test_R7_a_marked_report_joins_is_explained_and_nothing_follows_from_it() -> None:
    sound = report(claims=SEEN)
    claims = [("BB", Basis.SEEN)]
    flawed = report("Gazette", place=east(300, 10), claims=claims, flaws=(BELOW,), casualties=Range(0, 0, 9))
    alone, both = only(sound), only(sound, flawed)
    assert both.reports == tuple(sorted((sound.id, flawed.id))) and both.outlets == 2
    said = f"Marked: the report by Gazette [{flawed.id[:8]}]: a count below zero (killed: -3): read as not known (R7a)."
    assert said in both.explanation
    assert both.alleged == ("AA",)
    told = {"reports", "outlets", "explain"}
    assert all(getattr(alone, f) == getattr(both, f) for f in Incident.__dataclass_fields__ if f not in told)


def test_R7_a_marked_report_by_itself_is_an_incident_that_nobody_confirms() -> None:
    incident = only(report(claims=SEEN, flaws=(CIRCLE,)))
    assert not incident.confirmed and incident.origins == () and incident.attribution.parties == ()
    assert "Monitors does not count as an origin: what it says is marked (R7)." in incident.explanation


def test_R7_a_marked_decision_joins_nothing() -> None:
    one, other = report("A"), report("B", 30)
    joins = report("Analyst", kind=Kind.SAME_INCIDENT, derives_from=(one.id, other.id), known_days=2)
    assert len(incidents(one, other, joins)) == 1
    assert len(incidents(one, other, replace(joins, flaws=(CIRCLE,)))) == 2


def test_R7_a_marked_report_never_joins_two_nor_parts_them() -> None:
    west, middle, far = report("A", place=east(0)), report("B", place=east(900)), report("C", place=east(1900))
    deal = accord()
    without = {i.reports for i in incidents(west, far, accord=deal)}
    flawed = replace(middle, flaws=(CIRCLE,))
    for order in permutations((west, flawed, far)):
        found = {frozenset(i.reports) - {flawed.id} for i in incidents(*order, accord=deal)} - {frozenset()}
        assert found == {frozenset(reports) for reports in without}


def test_R7_a_marked_statement_excuses_and_suspends_nothing() -> None:
    said = report(kind=Kind.STATUS, act="route mined")
    flawed = replace(said, flaws=(CIRCLE,))
    assert all_known([said], ALWAYS).statements == (said,)
    assert all_known([flawed], ALWAYS).statements == ()


def test_R7a_a_count_below_zero_is_kept_as_not_known_and_decides_nothing() -> None:
    flawed = report("Gazette", number=UNREAD, casualties=Range(0, 0, 40), flaws=(BELOW,))
    assert codes(flawed) == {flawed.id: {MarkCode.COUNT_BELOW_ZERO}}
    both = only(report(casualties=Range(2, 3, 4)), flawed)
    assert (both.casualties, both.number.low) == (Range(2, 3, 4), 1)
    assert only(flawed).number.low == 0


def test_R7a_a_total_below_zero_replaces_no_total() -> None:
    total = report(kind=Kind.AGGREGATE, number=Range(50, 50, 50), lasting=DAY - 1)
    flawed = replace(total, number=UNREAD, flaws=(BELOW,), known_at=total.known_at + DAY)
    counts = {i.number.low: i.confirmed for i in incidents(total, flawed)}
    assert counts == {50: True, 0: False}


def test_R7b_two_texts_known_at_once_are_as_if_neither_were_there() -> None:
    one = report("Register", claims=SEEN, source_row="7", collector="c")
    other = replace(one, claims=report(claims=[("BB", Basis.SEEN)]).claims)
    assert codes(one, other) == {r.id: {MarkCode.SECOND_TEXT} for r in (one, other)}
    assert not only(one, other).confirmed and only(one, other).origins == ()
    sound = report(claims=[("BB", Basis.BEARING)])
    assert only(one, other, sound).attribution == only(sound).attribution


def test_R7b_the_text_known_first_counts_for_no_origin_and_still_holds_others_back() -> None:
    first = report("Register", claims=[("BB", Basis.SEEN)], source_row="7", collector="c")
    second = replace(first, place=east(100), known_at=first.known_at + DAY)
    assert codes(first, second) == {first.id: {MarkCode.FIRST_TEXT}, second.id: {MarkCode.SECOND_TEXT}}
    sound = report(claims=SEEN)
    before, after = only(first, sound), only(first, sound, second)
    assert before.origins == ("Monitors", "Register") and after.origins == ("Monitors",)
    assert after.attribution.of("AA") == before.attribution.of("AA") < only(sound).attribution.of("AA")
    assert after.attribution.of("BB") == 0


def test_R7b_a_number_that_is_doubted_raises_no_other_of_its_origin() -> None:
    high = report("Register", casualties=Range(10, 10, 10))
    low = replace(
        high, outlet="Appendix", casualties=Range(1, 1, 1), known_at=high.known_at + DAY, source_row="7", collector="c"
    )
    contradicts = replace(low, casualties=Range(2, 2, 2), known_at=low.known_at + DAY)
    assert only(high, low).casualties.low == only(high, low, contradicts).casualties.low == 1


def test_R7b_a_correction_and_another_source_of_the_same_event_are_no_contradiction() -> None:
    one = report("Radio", source_row="5-1", event_key="c:5", collector="c")
    two = replace(one, outlet="Gazette", origin="Gazette", source_row="5-2")
    corrected = replace(one, act="raid", supersedes=(one.id,), known_at=one.known_at + DAY)
    assert codes(one, two, corrected) == {}
    other = replace(one, act="raid")
    assert set(codes(one, two, other)) == {one.id, two.id, other.id}, "the sources of a row stand and fall with it"


def test_R7b_the_same_id_of_another_collector_or_another_total_of_the_same_row_is_another_row() -> None:
    one = report(source_row="7", collector="c")
    assert codes(one, replace(one, collector="d", act="raid")) == {}
    total = replace(one, kind=Kind.AGGREGATE)
    assert codes(total, replace(total, act="raid"), replace(total, happened_at=report(hours=24).happened_at)) == {}


def test_R7c_a_circle_of_copies_is_no_origin_and_nor_is_what_copies_it() -> None:
    one, two = report("A", claims=SEEN, flaws=(CIRCLE,)), report("B", claims=SEEN, flaws=(CIRCLE,))
    copy = report("C", claims=SEEN, derives_from=(one.id,))
    copy_of_copy = report("D", claims=SEEN, derives_from=(copy.id, two.id))
    found = codes(one, two, copy, copy_of_copy)
    assert found[copy.id] == found[copy_of_copy.id] == {MarkCode.COPY}
    incident = only(one, two, copy, copy_of_copy)
    assert incident.origins == () and not incident.confirmed
    sound = report("E", claims=SEEN)
    also = report("C", claims=SEEN, derives_from=(one.id, sound.id))
    assert also.id not in codes(one, sound, also)
    assert only(one, sound, also).origins == ("E",), "it repeats what is sound, and is no second witness"


def test_R7d_what_changes_nothing_known_or_nothing_of_its_own_is_without_effect_and_counts_for_nothing() -> None:
    said = report(claims=SEEN)
    nothing = report("Radio", kind=Kind.RETRACTION, retracts=("f" * 64,))
    no_event = report("Radio", kind=Kind.RETRACTION, event_key="c:9", collector="c")
    stranger = report("Gazette", supersedes=(said.id,), claims=[("BB", Basis.SEEN)])
    found = codes(said, nothing, no_event, stranger)
    assert found == {
        nothing.id: {MarkCode.NOT_KNOWN}, no_event.id: {MarkCode.NOT_KNOWN}, stranger.id: {MarkCode.NOT_ITS_OWN},
    }  # fmt: skip
    assert said.id in in_force(known_by([said, stranger], ALWAYS))
    assert only(said, nothing, no_event, stranger).attribution == only(said).attribution


def test_R7d_a_correction_that_comes_before_what_it_corrects_is_marked_until_that_is_there() -> None:
    late = report(known_days=9)
    early = report(supersedes=(late.id,), casualties=Range(1, 1, 1), known_days=2)
    assert set(marks(known_by([late, early], START + 3 * DAY))) == {early.id}
    assert marks(known_by([late, early], START + 9 * DAY)) == {}


def test_R7e_a_radius_of_zero_is_no_finer_than_a_hundred_metres() -> None:
    exact = report(place=Point(37_000_000, 48_000_000, 0), claims=SEEN)
    assert codes(exact) == {exact.id: {MarkCode.RADIUS_ZERO}}
    assert place_meant(exact) == Point(37_000_000, 48_000_000, FINEST_M) == only(exact).place
    assert not only(exact).confirmed, "nobody can know a place so, and it tips nothing by itself"
    assert trust_of(marks({exact.id: exact})).doubted == {exact.id}


def test_R7f_a_place_within_a_thousand_kilometres_is_no_place() -> None:
    vast = report(place=east(0, VAST_M), claims=SEEN)
    assert codes(vast) == {vast.id: {MarkCode.RADIUS_VAST}}
    assert only(vast).place == Nowhere() == place_meant(vast)
    assert codes(report(place=east(0, VAST_M - 1))) == {}
    found = incidents(report("A"), report("B", place=east(200_000)), vast)
    assert len(found) == 3, "it joins none of two incidents that are far apart"


@pytest.mark.parametrize("file", RECORDED, ids=lambda p: p.name)
def test_R7_no_recorded_report_is_marked(file: Path) -> None:
    read = read_reports(file)
    assert marks({r.id: r for r in read.reports}) == {}
