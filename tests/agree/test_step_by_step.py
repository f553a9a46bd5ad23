"""What becomes known one report after the other is fused as what is known at once, where ties and marks come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from foedus.accord.zones import Zones
from foedus.incident.fuse import Fusion
from foedus.incident.model import Incident
from foedus.report.model import Basis, Kind, Report
from fusing import DAY, FAR_FUTURE, accord, all_known, east, report


def kept_up(reports: Sequence[Report]) -> tuple[Incident, ...]:
    """The incidents after each report was learnt by itself; the same, explanations included, as all at once."""
    stream, whole = Fusion(accord(), Zones()), all_known(reports)
    for each in reports:
        known = stream.learn([each], FAR_FUTURE)
    assert known == whole
    assert [i.explanation for i in known.incidents] == [i.explanation for i in whole.incidents]
    return known.incidents


def taken_back(other: Report) -> Report:
    later = other.known_at + DAY
    return report(other.origin, kind=Kind.RETRACTION, retracts=(other.id,), outlet=other.outlet, note=f"at {later}")


def decided(kind: Kind, *about: Report, by: str = "Analysts") -> Report:
    return report(by, kind=kind, derives_from=tuple(r.id for r in about))


def marked(found: Sequence[Incident]) -> bool:
    return any("has another text" in line for i in found for line in i.explanation)


def test_a_text_that_stands_again_contradicts_the_other_text_of_its_row() -> None:
    first = report("Radio", source_row="7", claims=[("AA", Basis.SEEN)])
    second = replace(first, act="airstrike", known_at=first.known_at + DAY)
    back = taken_back(first)
    assert not marked(kept_up([first, second, back]))
    assert not marked(kept_up([first, back, second]))
    assert marked(kept_up([first, back, second, taken_back(back)]))


def test_a_text_that_stands_again_because_its_correction_fell_contradicts_the_other_text_of_its_row() -> None:
    first = report("Radio", source_row="7", claims=[("AA", Basis.SEEN)])
    second = replace(first, act="airstrike", known_at=first.known_at + DAY)
    better = replace(first, source_row="8", supersedes=(first.id,))
    assert not marked(kept_up([first, better, second]))
    assert marked(kept_up([first, better, second, taken_back(better)]))


def test_a_text_that_falls_with_what_it_repeats_contradicts_nothing_any_more() -> None:
    source = report("Agency")
    copy = report("Agency", outlet="Radio", source_row="7", derives_from=(source.id,))
    other = report("Villagers", outlet="Radio", source_row="7", act="airstrike")
    assert marked(kept_up([source, copy, other]))
    assert not marked(kept_up([source, copy, other, taken_back(source)]))


def test_one_more_source_of_a_contradicted_row_is_marked_whenever_it_comes() -> None:
    first = report("Radio", source_row="5-1", event_key="c:5", collector="c")
    reports = [first, replace(first, act="airstrike"), replace(first, origin="Press", source_row="5-2")]
    for order in permutations(reports):
        assert marked(kept_up(order))


def test_a_source_that_comes_late_clears_who_repeated_it_and_something_marked() -> None:
    first = report("Radio", 0, source_row="7")
    copy = report("Press", 0, derives_from=tuple(sorted((first.id, report("Villagers").id))))
    twice = [replace(copy, outlet="Gazette", derives_from=(copy.id, report("Monitors").id))]
    second = replace(first, act="airstrike")
    for order in permutations([first, copy, *twice, second]):
        for late in permutations([report("Monitors"), report("Villagers")]):
            assert kept_up([*order, *late])  # which itself asserts that step by step is at once


def test_what_a_copy_or_a_number_ties_stays_tied_when_a_decision_that_ties_it_too_is_taken_back() -> None:
    source = report(collector="c", event_key="c:1")
    copy = report("Villagers", 9, east(9_000), derives_from=(source.id,))
    numbered = report("Villagers", 9, east(9_000), collector="c", event_key="c:1")
    for other in (copy, numbered):
        same = decided(Kind.SAME_INCIDENT, source, other)
        for order in permutations([source, other, same]):
            assert len(kept_up([*order, taken_back(same)])) == 1


@pytest.mark.parametrize("kind", [Kind.SAME_INCIDENT, Kind.OTHER_INCIDENT])
def test_what_who_speaks_for_a_party_decides_ties_no_denial(kind: Kind) -> None:
    told = report(claims=[("AA", Basis.SEEN)])
    denial = report("AA-MoD", 12, east(9_000), kind=Kind.DENIAL)
    for order in permutations([told, denial, decided(kind, told, denial, by="AA-MoD")]):
        (found,) = kept_up(order)
        assert not any("denies" in line for line in found.explanation)


def test_a_decision_that_is_taken_back_joins_no_more_and_ties_no_denial() -> None:
    told, other = report(), report("Villagers", 9, east(9_000))
    denial = report("AA-MoD", 12, east(20_000), kind=Kind.DENIAL)
    same = decided(Kind.SAME_INCIDENT, told, other, denial)
    for before in permutations([told, other, denial, same]):
        (found,) = kept_up(before)
        assert any("denies" in line for line in found.explanation)
        split = kept_up([*before, taken_back(same)])
        assert len(split) == 2 and not any("denies" in line for i in split for line in i.explanation)


def test_two_that_were_said_to_be_two_are_one_again_when_that_is_taken_back() -> None:
    told, other = report(), report("Villagers")
    two = decided(Kind.OTHER_INCIDENT, told, other)
    for before in permutations([told, other, two]):
        assert len(kept_up(before)) == 2
        assert len(kept_up([*before, taken_back(two)])) == 1


def test_a_denial_of_the_event_parts_nothing_that_its_number_or_a_decision_joins() -> None:
    told, other = report(collector="c", event_key="c:1"), report("V", 9, east(9_000), collector="c", event_key="c:1")
    plain = [replace(r, event_key="") for r in (told, other)]
    for n in range(8):  # one of these ids comes before all others, whatever they are
        denial = report("AA-MoD", kind=Kind.DENIAL, collector="c", event_key="c:1", note=f"{n}")
        (found,) = kept_up([told, denial, other])
        assert any("denies" in line for line in found.explanation)
        assert len(kept_up([*plain, denial, decided(Kind.SAME_INCIDENT, denial, *plain)])) == 1


def test_who_says_that_a_denial_and_an_event_are_two_does_not_make_it_deny_that() -> None:
    told, denial = report(), report("AA-MoD", 12, east(9_000), kind=Kind.DENIAL)
    (found,) = kept_up([told, denial, decided(Kind.OTHER_INCIDENT, told, denial)])
    assert not any("denies" in line for line in found.explanation)
