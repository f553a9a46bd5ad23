"""The note of an incident made of hand-made reports: what joined them, who counts, what is marked, what is near."""

from __future__ import annotations

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.instant import FAR_FUTURE
from foedus.basics.place import Point
from foedus.replay.incident_note import note_lines
from foedus.replay.noted import fused, note_of
from foedus.report.model import Basis, Flaw, Kind, Range, Report, Unsound
from fusing import HERE, HOUR, MINUTE, accord, counting_episodes, east, report

CIRCLE = Flaw(Unsound.CIRCLE, "copies: 2")
SEEN = [("AA", Basis.SEEN)]


def note(*reports: Report, of: Report | None = None, by: Accord | None = None) -> str:
    """The note of the incident of a report, the first if not said, as one line of text."""
    deal, asked = by or accord(), (of or reports[0]).id
    fusion, known = fused(deal, Zones(), reports, FAR_FUTURE)
    (incident,) = (i for i in known.incidents if asked in i.reports)
    return "\n".join(note_lines(note_of(deal, Zones(), reports, fusion, known, incident)))


def part(text: str, heading: str) -> str:
    """One part of a note as running text."""
    _, _, rest = text.partition(f"\n\n{heading}\n")
    return " ".join(rest.partition("\n\n")[0].split())


WHY, REPORTS, NEAR, WHO = (
    "Why they are one incident", "The reports", "Why not with a neighbour",
    "Who speaks, who did it, what would change it",
)  # fmt: skip
BACK = "What was taken back or corrected"


def numbered(name: str, metres: int = 0, **more: object) -> Report:
    return report(name, place=east(metres, 25_000), collector="c", event_key="c:7", **more)  # type: ignore[arg-type]


def test_an_event_number_is_said_first_and_only_where_there_is_one() -> None:
    told = note(numbered("A"), numbered("B", 100), numbered("C", 200))
    assert part(told, WHY).startswith("All 3 reports have one event number of their collector (I1c). So they are one")
    assert "event number" not in part(note(report("A"), report("B")), WHY + WHO)


def test_a_stated_copy_and_a_decision_are_said_to_be_what_joins() -> None:
    first = report("A", lasting=MINUTE)
    copy = report("B", derives_from=(first.id,))
    told = note(first, copy)
    assert "1 of the reports says that it repeats another one of them (I1c)." in part(told, WHY)
    assert "event number" not in told
    far = report("B", 4, east(2500))
    both = Report(
        Kind.SAME_INCIDENT, "", first.happened_at, first.known_at, origin="Analysts", outlet="Analysts",
        derives_from=(first.id, far.id),
    )  # fmt: skip
    assert "A decision by Analysts says that 2 of the reports are one (I1c)." in part(note(first, far, both), WHY)


def test_of_lines_that_would_be_the_same_the_row_is_told_and_numbers_always() -> None:
    rows = [numbered("A", source_row=f"7-{n}", casualties=Range(2, 2, 2)) for n in (1, 2)]
    told = part(note(*rows), REPORTS)
    assert "row 7-1]" in told and "row 7-2]" in told and told.count("killed or hurt 2") == 2
    assert "row" not in part(note(report("A", source_row="7-1"), report("B", source_row="7-2")), REPORTS)


def test_marked_reports_are_in_no_pair_and_marked_in_the_list() -> None:
    sound = report("A"), report("B", place=east(200))
    flawed = report("C", place=east(300, 10), flaws=(CIRCLE,))
    told = note(*sound, flawed)
    assert f"[{flawed.id[:8]}]" not in part(told, WHY) and "1 marked report has no say" in part(told, WHY)
    assert part(told, REPORTS).count("Marked: refers to itself in a circle") == 1
    alone = note(sound[0], flawed)
    assert part(alone, WHY).endswith("Without it, one report by itself.")
    assert "On the average of all pairs" not in part(alone, WHO)


def test_two_marked_texts_of_one_row_are_told_with_their_ids() -> None:
    texts = [
        report("A", place=east(n, 100 + n), source_row="1", collector="c", claims=[(party, Basis.SEEN)])
        for n, party in enumerate(("AA", "BB"))
    ]
    told = part(note(report("B"), *texts), WHO)
    assert all(f"Marked: the report by A (row 1) [{text.id[:8]}]" in told for text in texts)


def test_who_repeats_an_origin_is_not_told_as_standing_behind_it() -> None:
    first = report("Gazette", claims=SEEN)
    told = part(note(first, report("AA-MoD", outlet="Agency", derives_from=(first.id,))), WHO)
    assert "Gazette (repeated by Agency) counts as an origin" in told and "Gazette (AA-MoD)" not in told


def test_why_a_party_counts_zero_is_said() -> None:
    accuses, tells = report("AA-MoD", claims=[("BB", Basis.ACCUSED)]), report("AA-FM")
    assert "AA (AA-MoD) speaks for AA and names BB, which is in its own interest" in part(note(accuses), WHO)
    assert "AA (AA-FM) speaks for AA and names nobody: counts zero (I3)" in part(note(tells), WHO)
    done = report("AA-MoD", act="withdraw heavy weapons", claims=SEEN)
    assert "AA (AA-MoD) speaks for AA and claims to have done its duty" in part(note(done), WHO)


def test_one_more_witness_that_would_confirm_it_is_told() -> None:
    asks_two = accord(origins=2, not_a_party=1)
    told = part(note(report("Gazette", claims=[("AA", Basis.ACCUSED)]), by=asks_two), WHO)
    assert "One more independent origin, surely telling of this act (I3l), would confirm it." in told
    assert "Had one more independent origin seen AA do it, it would be attributed to AA" in told
    assert told.count("ithout Gazette") == 1
    party = part(note(report("AA-MoD", claims=SEEN), by=asks_two), WHO)
    assert "One more independent origin that is no party, surely" in party
    nobody = part(note(report("AA-MoD", claims=[("BB", Basis.ACCUSED)]), by=asks_two), WHO)
    assert "would confirm it" not in nobody, "two more would be needed"


def test_half_a_day_between_clock_times_is_said_to_be_taken_for_a_slip() -> None:
    morning, evening = (report("AA-MoD", hours, outlet=f"Paper {hours}", lasting=HOUR) for hours in (6, 18))
    assert "give clock times half a day apart" in part(note(morning, evening), WHY)
    near = report("AA-MoD", 6.5, outlet="Paper 6", lasting=HOUR)
    assert "half a day" not in part(note(morning, near), WHY)


def test_why_there_is_no_neighbour_is_told_as_it_is() -> None:
    vast = report("A", place=Point(HERE.longitude_e6, HERE.latitude_e6, 1_000_000))
    told = note(vast, report("B", 1, east(200)))
    assert "counts as not known (R7f): so it can be compared with no other" in part(told, NEAR)
    assert "within 1,000 km" in part(told, REPORTS) and "1000 km" not in told
    assert part(note(report("A")), NEAR) == "No other incident lies near enough in place, time and act to be compared."


def test_how_to_read_numbers_is_said_where_there_are_any() -> None:
    reading = "How to read it"
    assert "natural logarithms" in part(note(report("A"), report("B")), reading)
    assert part(note(report("A", target="summer camp")), reading) == "I1b and the like are rules of docs/semantics.md."


def test_of_episodes_it_is_told_how_many_pairs_are_near_and_what_was_said_to_be_one() -> None:
    deal = counting_episodes()
    numbers = {"collector": "c", "event_key": "c:7"}
    told = note(report("A", **numbers), report("B", 1, **numbers), report("C", 6, east(9000)), by=deal)
    assert "2 of the reports have one event number of their collector (I1c)." in part(told, WHY)
    assert "3 of 3 pairs are of acts that agree, within 10 km, with a gap of at most 6 hours (I1e)." in part(told, WHY)
    assert "2 of the reports have one event number of their collector (I1c)." in part(told, WHO)
    chain = note(report("A"), report("B", 5), report("C", 10), by=deal)
    assert "2 of 3 pairs are" in part(chain, WHY) and "a chain of such pairs" in part(chain, WHY)


def test_of_episodes_a_neighbour_is_another_for_what_makes_episodes() -> None:
    told = part(note(report("A"), report("B", 6.5), by=counting_episodes()), NEAR)
    assert "no report of the one and of the other is of acts that agree, within 10 km" in told


def test_what_was_taken_back_or_corrected_is_told_with_by_whom_and_when() -> None:
    first, second = report("Monitors", claims=SEEN), report("Gazette", 0.1, claims=SEEN)
    back = report("Monitors", kind=Kind.RETRACTION, retracts=(first.id,), known_days=3)
    copy = report("Herald", 0.1, derives_from=(first.id,), known_days=2)
    told = part(note(first, second, back, copy, of=second), BACK)
    assert f"Monitors [{first.id[:8]}], known on 2025-03-20 00:00, which named AA (seen): taken back by" in told
    assert f"[{back.id[:8]}], known on 2025-03-22 00:00 (R3a)." in told
    assert f"Herald [{copy.id[:8]}], known on 2025-03-21 00:00: fell with what it repeats (R3a)." in told
    newer = report("Gazette", 0.1, claims=[("BB", Basis.SEEN)], supersedes=(second.id,), known_days=4)
    told = part(note(first, second, newer, of=newer), BACK)
    assert told.startswith("- Gazette [") and "which named AA (seen): corrected by Gazette [" in told
    assert BACK not in note(first, second)


def test_what_somebody_tried_to_take_back_in_vain_is_told() -> None:
    first = report("Monitors", claims=SEEN)
    for field, verb in (("retracts", "take back"), ("supersedes", "correct")):
        kind = Kind.RETRACTION if field == "retracts" else Kind.EVENT
        tried = report("AA-MoD", 30, kind=kind, known_days=3, **{field: (first.id,)})
        told = part(note(first, tried), BACK)
        assert f"means to {verb} what Monitors [{first.id[:8]}] says: without effect, since it is not its own" in told


def test_numbers_that_are_one_number_are_told_as_one() -> None:
    assert "Numbers: killed or hurt 3." in note(report("A", casualties=Range(3, 3, 3)))
    assert "Numbers: killed or hurt 1, 2, 4 (least, best, most)." in note(report("A", casualties=Range(1, 2, 4)))


def test_of_reports_that_are_all_marked_no_decision_or_flood_is_said_to_join_them() -> None:
    circle = [report(name, flaws=(CIRCLE,)) for name in ("A", "B")]
    told = note(*circle, report("C", derives_from=(circle[0].id,)))
    assert "An analyst's decision" not in told and "does not count as an origin: what it says is marked" in told
