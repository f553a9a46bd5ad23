"""Laws of counts (I7b to I7e): what one takes from another, and what is never added."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.instant import DAY, HOUR
from foedus.basics.place import Area, Nowhere, Place
from foedus.incident.model import Incident
from foedus.report.model import Basis, Claim, Kind, Range, Report
from fusing import WHOLE_DAY, east, incidents, report

PLACES: list[Place] = [Area("East"), Area("East"), Area("South"), Area("East and South"), Nowhere(), east(0, 9_000)]
ORIGINS = ["Monitors", "Gazette"]
LASTING = [0, 6 * HOUR, WHOLE_DAY, WHOLE_DAY, 2 * DAY - 1, 7 * DAY - 1, 30 * DAY - 1, 90 * DAY - 1]


@st.composite
def counts(draw: st.DrawFn, most: int = 8, known_days: tuple[int, int] = (1, 6)) -> list[Report]:
    """Counts by two origins, of what AA, BB or nobody told did, over days, weeks and months."""
    made = []
    for _ in range(draw(st.integers(0, most))):
        number = draw(st.integers(0, 9))
        party = draw(st.sampled_from(["AA", "BB", ""]))
        made.append(report(
            draw(st.sampled_from(ORIGINS)), draw(st.integers(0, 12)) * 12, draw(st.sampled_from(PLACES)),
            lasting=draw(st.sampled_from(LASTING)), known_days=draw(st.integers(*known_days)), kind=Kind.AGGREGATE,
            number=Range(number, number, number), claims=[(party, Basis.SEEN)] if party else [],
        ))  # fmt: skip
    return made


def about(reports: list[Report], party: str) -> list[Report]:
    return [r for r in reports if r.claims == ((Claim(party, Basis.SEEN),) if party else ())]


@given(counts())
def test_counts_about_one_party_are_as_if_nothing_had_been_counted_about_another(reports: list[Report]) -> None:
    apart = [i for party in ("AA", "BB", "") for i in incidents(*about(reports, party))]
    assert sorted(apart, key=lambda i: i.id) == sorted(incidents(*reports), key=lambda i: i.id)


@given(counts())
def test_counts_that_are_added_never_speak_of_the_same_time_and_place(reports: list[Report]) -> None:
    by_series: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents(*reports):
        by_series[incident.series].append(incident)
    for of_one in by_series.values():
        for a, b in combinations(of_one, 2):
            earlier, later = sorted((a.happened_at, b.happened_at))
            apart = earlier.end <= later.start and earlier != later
            assert apart or {a.place, b.place} == {Area("East"), Area("South")}


@given(counts(), counts(most=1, known_days=(7, 9)))
def test_a_later_count_takes_away_no_two_that_could_be_added(before: list[Report], one: list[Report]) -> None:
    """Unless it is lower than each of them: then none of them can be right."""
    standing, after = incidents(*before), incidents(*before, *one)
    gone = [i for i in standing if i.id not in {j.id for j in after}]
    not_lower = [i for i in gone if one and one[0].number.high >= i.number.low]
    assert len({i.series for i in not_lower}) == len(not_lower)


@given(counts(), counts(most=4, known_days=(7, 9)))
def test_what_stands_together_in_a_series_is_never_taken_apart(before: list[Report], more: list[Report]) -> None:
    first = {i.id: i.series for i in incidents(*before)}
    for incident in incidents(*before, *more):
        if incident.id in first and incident.series != first[incident.id]:
            gone = set(first) - {i.id for i in incidents(*before, *more)}
            assert gone, "only what is taken away can move what overlapped it"


@given(counts())
def test_the_order_in_which_counts_come_changes_nothing(reports: list[Report]) -> None:
    later = [replace(r, known_at=r.known_at + DAY) for r in reports[::2]]
    assert incidents(*later, *reversed(reports)) == incidents(*reports)
