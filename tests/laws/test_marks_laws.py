"""Laws of marks: one more report that is marked makes no breach, and takes nothing from what is sound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, HOUR
from foedus.basics.place import Point
from foedus.finding.model import Truth
from foedus.finding.plain import evaluate
from foedus.incident.fuse import fuse
from foedus.incident.marks import VAST_M, marks
from foedus.incident.model import Reading
from foedus.report.circles import circles
from foedus.report.model import Basis, Flaw, Kind, Range, Report, Unsound
from fusing import START, all_known, east, report
from replay_values import START as BEGIN
from replay_values import accord, zones_of
from replay_values import report as shelling
from trials import examples

END = START + 100 * DAY
SOURCES = ("Monitors", "Gazette", "Radio", "AA-MoD")
said = st.builds(
    lambda origin, hours, metres, radius, party, basis, dead, row, days: report(
        origin, hours, east(metres, radius), claims=[(party, basis)], casualties=Range(dead, dead, dead),
        source_row=row, collector="c", known_days=days,
    ),
    st.sampled_from(SOURCES), st.integers(0, 3), st.sampled_from((0, 300, 900, 1900)),
    st.sampled_from((10, 500, 20_000)), st.sampled_from(("AA", "BB")), st.sampled_from((Basis.SEEN, Basis.BEARING)),
    st.integers(0, 5), st.sampled_from(("", "1", "2", "3")), st.integers(1, 4),
)  # fmt: skip
bad = st.one_of(
    st.builds(lambda r, kind: replace(r, flaws=(Flaw(kind, "x: 1"),)), said, st.sampled_from(tuple(Unsound))),
    st.builds(lambda r: replace(r, supersedes=("f" * 64,)), said),
)


def told(reports: list[Report]) -> list[tuple[object, ...]]:
    """What follows from reports: the confirmed incidents without their reports and explanations."""
    return sorted(
        (i.happened_at, repr(i.place), i.acts, i.number, i.casualties, i.attribution, i.origins)
        for i in all_known(reports, END).incidents
        if i.confirmed
    )


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(said, max_size=6), bad)
def test_a_marked_report_changes_no_confirmed_incident(reports: list[Report], marked: Report) -> None:
    marked = replace(marked, source_row="")  # a contradiction is another law
    assert told(reports) == told([*reports, marked])


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(said, min_size=1, max_size=6), st.integers(0, 5), said)
def test_a_later_text_under_an_id_gives_nobody_more_than_before(
    reports: list[Report], which: int, other: Report
) -> None:
    reports = [replace(r, source_row=f"{n}") for n, r in enumerate(reports)]
    first = reports[which % len(reports)]
    second = replace(other, source_row=first.source_row, known_at=START + 50 * DAY)
    before = {r: i for i in all_known(reports, END).incidents for r in i.reports}
    after = {r: i for i in all_known([*reports, second], END).incidents for r in i.reports}
    for kept in reports:
        was, now = before[kept.id], after[kept.id]
        assert (was.happened_at, was.place, was.acts) == (now.happened_at, now.place, now.acts)
        assert now.confirmed <= was.confirmed
        assert not now.confirmed or now.casualties.low <= was.casualties.low
        assert all(share <= was.attribution.of(party) for party, share in now.attribution.parties)


@settings(max_examples=examples(100), deadline=None)
@given(st.permutations(range(6)), st.lists(said, min_size=6, max_size=6), bad)
def test_order_and_copies_change_no_mark(order: list[int], reports: list[Report], marked: Report) -> None:
    known = [*reports, marked]
    assert all_known(known, END) == all_known([marked, *(reports[n] for n in order), *known], END)


def test_growing_knowledge_gives_what_starting_afresh_gives() -> None:
    first = report("Radio", claims=[("AA", Basis.SEEN)], source_row="7", collector="c", known_days=2)
    second = replace(first, casualties=Range(1, 1, 1), known_at=START + 3 * DAY)
    back = report(kind=Kind.RETRACTION, retracts=(second.id,), collector="c", known_days=4)
    reports, cache = [report(), first, second, back], {}  # type: ignore[var-annotated]
    deal = accord()
    for day in range(1, 6):
        at = START + day * DAY
        assert fuse(deal, Zones(), reports, at, cache=cache) == fuse(deal, Zones(), reports, at)


@pytest.mark.parametrize("party", ["AA", "BB"])
@pytest.mark.parametrize("flaw", [*Unsound, "vast", "stranger", "second text"])
def test_one_marked_report_never_turns_what_was_not_breached_into_a_breach(party: str, flaw: str) -> None:
    deal = accord(origins=2, outsiders=1)
    lone = [shelling(1, "Monitor", source_row="1", collector="c"), shelling(30, "Radio", party="BB")]
    more = shelling(1, "Gazette", party=party)
    if isinstance(flaw, Unsound):
        more = replace(more, flaws=(Flaw(flaw, "x: 1"),))
    elif flaw == "vast":
        more = replace(more, place=Point(0, 0, VAST_M))
    elif flaw == "stranger":
        more = replace(more, supersedes=(lone[0].id,))
    else:
        more = replace(more, source_row="1", collector="c")
    assert more.id in marks({r.id: r for r in (*lone, more)})
    assert not _breaches(deal, lone) and not _breaches(deal, [*lone, more])
    assert _breaches(deal, [*lone, shelling(1, "Gazette")]), "sound, the same report would have made one"


def _breaches(deal: object, reports: list[Report]) -> list[object]:
    zones = zones_of(deal)  # type: ignore[arg-type]
    known = fuse(deal, zones, reports, BEGIN + 100 * HOUR)  # type: ignore[arg-type]
    return [f for f in evaluate(deal, zones, known, Reading()).findings if f.truth is Truth.BREACHED]  # type: ignore[arg-type]


@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3)))
def test_two_things_are_in_one_circle_if_and_only_if_each_leads_to_the_other(graph: dict[int, set[int]]) -> None:
    reach = {n: {n} for n in graph}
    for _ in graph:
        reach = {n: r.union(*(graph[o] & graph.keys() for o in r)) for n, r in reach.items()}
    found = circles(graph)
    assert found.keys() == graph.keys()
    for a in graph:
        for b in graph:
            assert (found[a] == found[b]) == (a in reach[b] and b in reach[a])
