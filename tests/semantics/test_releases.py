"""Rules R8 and R8a: what a later release takes back, corrects and adds, and which findings that changed."""

from __future__ import annotations

from dataclasses import replace

from foedus.basics.instant import DAY
from foedus.basics.place import Area
from foedus.incident.force import in_force, known_by, reach
from foedus.replay.corrections import corrections
from foedus.replay.replay import replay
from foedus.report.model import Kind, Range, ReadReports, Report
from foedus.report.releases import later
from foedus.report.revisions import revised
from foedus.report.table import Record, Table
from fusing import START, report
from replay_values import accord, zones_of

RELEASE = START + 100 * DAY


def event(number: int, source: int = 1, dead: int = 1, hours: float = 0) -> Report:
    return report(
        f"Source {source}", hours + 48 * number, Area("Land"), event_key=f"register:{number}",
        source_row=f"{number}-{source}", collector="register", casualties=Range(dead, dead, dead),
    )  # fmt: skip


def test_R8_what_is_gone_is_taken_back_what_differs_is_corrected_what_is_new_is_new() -> None:
    old = [event(1), event(2), event(2, source=2), event(3)]
    new = [event(2, dead=5), event(3), event(4)]
    done = later(old, new, RELEASE)
    assert [e[1] for e in (*done.removed, *done.changed, *done.added)] == ["register:1", "register:2", "register:4"]
    assert done.same == 1 and {r.known_at for r in done.reports} == {RELEASE}
    before = known_by([*old, *done.reports], RELEASE - 1)
    assert in_force(before).keys() == {r.id for r in old}
    after = in_force(known_by([*old, *done.reports], RELEASE))
    told = {(r.event_key, r.casualties.best) for r in after.values() if r.kind is not Kind.RETRACTION}
    assert told == {("register:2", 5), ("register:3", 1), ("register:4", 1)}


def test_R8_a_source_fewer_takes_its_report_back_and_leaves_the_other() -> None:
    done = later([event(1), event(1, source=2)], [event(1)], RELEASE)
    [back] = done.reports
    assert back.kind is Kind.RETRACTION and back.retracts == (event(1, source=2).id,)


def test_R8_order_and_copies_change_nothing_and_the_same_release_again_says_nothing() -> None:
    old, new = [event(n) for n in range(5)], [event(n, dead=n) for n in range(2, 7)]
    assert later(old, new, RELEASE) == later([*old[::-1], *old], [*new[::-1], *new], RELEASE)
    assert later(old, old[::-1], RELEASE).reports == ()


def test_R8_a_third_release_is_compared_with_the_second() -> None:
    told = [event(1)]
    stands: tuple[Report, ...] = (event(1),)
    for n, release in enumerate([[event(1, dead=2)], [event(1, dead=3)], [event(1)], []]):
        done = later(stands, release, RELEASE + n * DAY)
        told, stands = [*told, *done.reports], done.standing
    dead = [
        [r.casualties.best for r in in_force(known_by(told, RELEASE + n * DAY)).values() if r.kind is Kind.EVENT]
        for n in range(-1, 4)
    ]
    assert dead == [[1], [2], [3], [1], []]


def test_R8_a_table_of_revisions_tells_from_the_values_which_release_it_is_given() -> None:
    def table(best: str) -> Table:
        return Table(("id", "best"), (Record(1, 2, {"id": "7", "best": best}, f"7,{best}"),))

    row = Record(1, 2, {"event_id": "7", "kind": "changed", "field": "best", "old": "1", "new": "3"}, "7")
    changes = Table(("event_id", "kind", "field", "old", "new"), (row,))
    for best, is_later in (("1.0", False), ("3", True)):
        found = revised(table(best), changes, "f", "id")
        assert found.is_later is is_later
        assert [t.records[0].cells["best"] for t in (found.earlier, found.later)] == (
            ["1", "3"] if is_later else ["1.0", "3"]
        )
    stays = revised(table("2"), changes, "f", "id")
    assert [p.code for r in stays.refused for p in r.problems] == ["R0306"]
    assert stays.earlier == stays.later


def test_R8a_an_event_taken_back_by_number_names_its_reports_and_no_other_event() -> None:
    old = [event(1), event(2)]
    done = later(old, [event(2)], RELEASE)
    reached = reach({r.id: r for r in (*old, *done.reports)})
    assert reached == {done.reports[0].id: (old[0].id,)}


def test_R8a_each_finding_changed_by_a_correction_is_listed_under_it_and_the_others_are_counted() -> None:
    old = [event(n) for n in range(1, 5)]
    said = later(old, [event(2, hours=3), event(3), event(4)], RELEASE).reports
    stranger = replace(said[0], collector="nobody", outlet="Nobody", origin="Nobody", retracts=(old[2].id,))
    read = ReadReports("f", "register", (*old, *said, stranger))
    deal = accord(origins=1)
    done = replay(deal, zones_of(deal), [read])
    told = corrections(done, zones_of(deal))
    kinds = {c.event: c.kind for c in told.each}
    assert kinds["register:1"] == "taken back" and kinds["register:2"] == "corrected"
    assert [c.kind for c in told.each if stranger.id in c.by] == ["without effect"]
    changed = {f.key for c in told.each for f in c.findings if f.change != "kept"}
    assert changed == {h.key for h in done.histories for r in h.revisions if r.known_at == RELEASE}
    [look] = told.looks
    assert (look.changed, look.untouched) == (len(changed), len(done.histories) - len(changed))
    [moved] = [c for c in told.each if c.event == "register:2"]
    assert [d.field for d in moved.differences] == ["time"]
