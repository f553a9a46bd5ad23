"""Laws of fusion: order and copies change nothing, step by step equals at once, nothing vague joins two incidents."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.place import Area, Nowhere
from foedus.basics.probability import SURE
from foedus.incident.fuse import Fusion, fuse
from foedus.incident.linking import components
from foedus.incident.marks import Watch
from foedus.incident.model import Known, Reading
from foedus.report.model import Basis, Kind, Range, Report
from fusing import (
    DAY,
    FAR_FUTURE,
    HOUR,
    START,
    WHOLE_DAY,
    Zones,
    accord,
    all_known,
    counting_episodes,
    east,
    incidents,
    report,
)

ORIGINS = ["Monitors", "Gazette", "AA-MoD", "AA-FM", "BB-MoD", "Villagers"]
PLACES = [east(0), east(2_000), east(4_000), east(1_000, 10_000), east(9_000, 20_000), Area("South"), Nowhere()]
UNITS = {"incidents": accord(), "episodes": counting_episodes(1_500, 3, in_force_from=START + 12 * HOUR)}
"""What an accord may count."""
ROWS = ["", "", "", "1", "1-1", "1-2", "2"]
CHANGES = {
    "retracts": Kind.RETRACTION, "supersedes": Kind.EVENT, "derives_from": Kind.EVENT, "derives_from one": Kind.DENIAL,
    "derives_from same": Kind.SAME_INCIDENT, "derives_from other": Kind.OTHER_INCIDENT,
}  # fmt: skip
"""How a report can be about others; those that are about some may be taken back, corrected and repeated themselves."""
CLAIMS = st.tuples(st.sampled_from(["AA", "Beland", "CC"]), st.sampled_from(list(Basis)))


@st.composite
def a_report(draw: st.DrawFn) -> Report:
    kind = draw(st.sampled_from([Kind.EVENT] * 8 + [Kind.AGGREGATE, Kind.DENIAL, Kind.STATUS, Kind.ACCESS_DENIED]))
    dead = draw(st.integers(0, 3))
    return report(
        draw(st.sampled_from(ORIGINS)),
        draw(st.integers(0, 30)),
        draw(st.sampled_from(PLACES)),
        draw(st.sampled_from(["shelling", "strike", "airstrike", "unknown"])),
        lasting=draw(st.sampled_from([0, 0, 0, WHOLE_DAY, 3 * DAY])),
        known_days=draw(st.integers(1, 6)),
        claims=draw(st.lists(CLAIMS, max_size=2)),
        kind=kind,
        target=draw(st.sampled_from(["", "", "substation", "energy facility"])),
        event_key=draw(st.sampled_from(["", "", "", "1", "2"])),
        collector=draw(st.sampled_from(["", "C"])),
        outlet=draw(st.sampled_from(["P", "Q", "R"])),
        casualties=Range(dead, dead, dead + 1),
        source_row=draw(st.sampled_from(ROWS)),
    )


@st.composite
def some_reports(draw: st.DrawFn) -> list[Report]:
    reports = draw(st.lists(a_report(), max_size=14))
    for _ in range(draw(st.integers(0, 5)) if reports else 0):
        about = draw(st.lists(st.sampled_from(reports), min_size=1, max_size=3, unique_by=lambda r: r.id))
        how = draw(st.sampled_from(sorted(CHANGES)))
        names = {how.partition(" ")[0]: tuple(r.id for r in about)}
        origin = draw(st.sampled_from([about[0].origin, about[0].origin, *ORIGINS]))
        reports.append(replace(draw(a_report()), kind=CHANGES[how], origin=origin, **names))
    return reports


def told(known: Known) -> list[tuple[str, ...]]:
    """What is explained of each incident, which two that are equal may differ in."""
    return [i.explanation for i in known.incidents]


@pytest.mark.parametrize("by", UNITS)
@given(reports=some_reports(), random=st.randoms(use_true_random=False))
def test_neither_order_nor_copies_change_anything(by: str, reports: list[Report], random: object) -> None:
    shuffled = [*reports, *reports[::2], *(replace(r, known_at=r.known_at + DAY) for r in reports[::3])]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert all_known(shuffled, accord=UNITS[by]) == all_known(reports, accord=UNITS[by])


@pytest.mark.parametrize("by", UNITS)
@given(reports=some_reports())
def test_step_by_step_gives_what_all_at_once_gives(by: str, reports: list[Report]) -> None:
    cache: dict[Reading, Fusion] = {}
    for day in range(8):
        at = START + day * DAY
        known, anew = (fuse(UNITS[by], Zones(), reports, at, cache=remembered) for remembered in (cache, None))
        assert known == anew and told(known) == told(anew)


@pytest.mark.parametrize("by", UNITS)
@given(reports=some_reports())
def test_every_report_in_force_is_in_one_incident_at_most_and_every_event_in_one(
    by: str, reports: list[Report]
) -> None:
    found = incidents(*reports, accord=UNITS[by])
    members = [m for i in found for m in i.reports]
    assert len(members) == len(set(members))
    standing = {r.id for r in reports} - {t for r in reports for t in (*r.retracts, *r.supersedes)}
    events = {r.id for r in reports if r.kind is Kind.EVENT and r.id in standing and not r.derives_from}
    assert events <= set(members)
    assert len({i.id for i in found}) == len(found)


@pytest.mark.parametrize("by", UNITS)
@given(reports=some_reports())
def test_an_incident_is_named_by_its_earliest_report_and_keeps_the_name_while_that_is_its_earliest(
    by: str, reports: list[Report],
) -> None:
    by_id = {r.id: r for r in sorted(reports, key=lambda r: -r.known_at)}
    for day in range(1, 8):
        at = START + day * DAY
        known = {i: r for i, r in by_id.items() if r.known_at <= at}
        apart = Watch().trust(known, known.values()).apart
        for incident in incidents(*reports, at=at, accord=UNITS[by]):
            sound = [m for m in incident.reports if m not in apart] or incident.reports  # R7
            first = min((by_id[m].known_at, m) for m in sound)
            assert (incident.known_at, incident.id) == (first[0], f"I-{first[1][:16]}")


@pytest.mark.parametrize("by", UNITS)
@given(reports=st.lists(a_report(), max_size=12))
def test_a_report_vaguer_than_all_others_joins_nothing_that_is_apart_without_it(
    by: str, reports: list[Report]
) -> None:
    others = [r for r in reports if r.kind is Kind.EVENT]
    vague = report("Rumour", 0, east(3_000, 25_000), "unknown", lasting=DAY)
    before, after = (incidents(*some, accord=UNITS[by]) for some in (others, [*others, vague]))
    split = [frozenset(i.reports) for i in before]
    assert sorted(split, key=sorted) == sorted(
        (g for i in after if (g := frozenset(i.reports) - {vague.id})), key=sorted
    )
    assert sum(vague.id in i.reports for i in after) == 1


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20_000)), max_size=14))
def test_no_two_exact_reports_of_an_incident_are_farther_apart_than_the_accord_says(at: list[tuple[int, int]]) -> None:
    reports = {r.id: (r, h, m) for n, (h, m) in enumerate(at) for r in [report(f"Witness {n}", h, east(m))]}
    for incident in incidents(*(r for r, _, _ in reports.values())):
        hours = sorted(reports[m][1] for m in incident.reports)
        metres = sorted(reports[m][2] for m in incident.reports)
        assert hours[-1] - hours[0] <= 6 and metres[-1] - metres[0] <= 3_083, "the root of 3,000 and twice 500, squared"


@given(some_reports())
def test_shares_are_never_negative_and_never_more_than_certainty(reports: list[Report]) -> None:
    for reading in (Reading(), Reading(own_interest_counts=True), Reading(outlets_are_origins=True)):
        for incident in all_known(reports, reading=reading).incidents:
            for each in (incident.attribution, *(w.attribution for w in incident.without)):
                assert all(0 < p <= SURE for _, p in each.parties) and each.unattributed >= 0
            assert [w.origin for w in incident.without] == list(incident.origins)
            assert incident.number.low >= 0


@given(some_reports())
def test_incidents_come_in_the_order_of_time(reports: list[Report]) -> None:
    keys = [(i.happened_at.start, i.happened_at.end, i.id) for i in incidents(*reports)]
    assert all(a < b for a, b in pairwise(keys))


@given(st.integers(1, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60))
def test_components_are_those_of_a_walk_along_the_links(size: int, links: list[tuple[int, int]]) -> None:
    links = [(a % size, b % size) for a, b in links]
    one, other = (np.array([pair[n] for pair in links], np.int64) for n in (0, 1))
    found = components(size, one, other)
    for start in range(size):
        reached, waiting = {start}, [start]
        while waiting:
            at = waiting.pop()
            beside = {b for a, b in links if a == at} | {a for a, b in links if b == at}
            waiting += beside - reached
            reached |= beside
        assert found[start] == min(reached)


@pytest.mark.parametrize("by", UNITS)
@given(reports=some_reports(), random=st.randoms(use_true_random=False))
def test_one_report_after_the_other_gives_what_all_at_once_gives(
    by: str, reports: list[Report], random: object
) -> None:
    reports = list({r.id: r for r in reports}.values())
    random.shuffle(reports)  # type: ignore[attr-defined]
    stream = Fusion(UNITS[by], Zones())
    for each in reports:
        known = stream.learn([each], FAR_FUTURE)
    whole = all_known(reports, accord=UNITS[by])
    assert not reports or known == whole
    assert not reports or told(known) == told(whole)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 12), st.sampled_from(["shelling", "strike", "raid"])), max_size=16
    )
)
def test_an_episode_is_what_a_walk_in_steps_within_distance_and_gap_reaches(at: list[tuple[int, int, str]]) -> None:
    reports = [report(f"W{n % 3}", h, east(1_000 * m), act, note=f"{n}") for n, (h, m, act) in enumerate(at)]
    found = {frozenset(i.reports) for i in incidents(*reports, accord=counting_episodes(2_005, 3))}
    whole = set()
    for start in range(len(at)):
        reached, waiting = {start}, [start]
        while waiting:
            hour, km, act = at[waiting.pop()]
            beside = {
                n for n, (h, m, a) in enumerate(at)
                if abs(h - hour) <= 3 and abs(m - km) <= 2 and (a == act or {a, act} == {"shelling", "strike"})
            }
            waiting += beside - reached
            reached |= beside
        whole.add(frozenset(reports[n].id for n in reached))
    assert found == whole
