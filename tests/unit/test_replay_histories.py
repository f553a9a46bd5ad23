"""Each finding keeps one history, and the history says what changed it."""

from __future__ import annotations

from dataclasses import replace

from foedus.basics.instant import HOUR
from foedus.finding.model import Evaluation, Finding, Truth
from foedus.incident.model import Incident
from foedus.replay.histories import Chronicle
from foedus.replay.model import Change, History
from foedus.report.model import Kind, Report
from replay_values import START, evaluation, finding, incident, report

A, B, C = (report(hour, key=str(hour)) for hour in (1, 2, 3))
ONE, TWO, THREE = (incident(f"I-{n}", n, [r.id]) for n, r in ((1, A), (2, B), (3, C)))


def told(*looks: tuple[Evaluation, list[Incident], list[Report]]) -> tuple[History, ...]:
    chronicle = Chronicle("UTC")
    for found, incidents, arrived in looks:
        chronicle.record(found, incidents, arrived)
    return chronicle.histories()


def changes(history: History) -> list[Change]:
    return [r.change for r in history.revisions]


def test_a_finding_that_does_not_change_has_one_entry_and_stands_as_of_the_end() -> None:
    found = finding(["I-1"], 1, 1)
    (history,) = told((evaluation(2, found), [ONE], [A]), (evaluation(9, found), [ONE, TWO], [B]))
    assert changes(history) == [Change.FOUND]
    assert history.revisions[0].because == (A.id,)
    assert history.last is not None and history.last.as_known_at == START + 9 * HOUR


def test_the_delay_runs_from_reaching_to_knowing() -> None:
    (history,) = told((evaluation(5, finding(["I-1"], 1, 1)), [ONE], [A]))
    assert history.delay == 4 * HOUR


def test_a_growing_episode_is_a_revision_of_the_same_finding() -> None:
    (history,) = told(
        (evaluation(2, finding(["I-1"], 1, 1)), [ONE], [A]),
        (evaluation(3, finding(["I-1", "I-2"], 1, 2)), [ONE, TWO], [B]),
    )
    assert changes(history) == [Change.FOUND, Change.REVISED]
    assert history.revisions[1].because == (B.id,)
    assert "1 more incident, 2 in all" in history.revisions[1].what


def test_an_undetermined_finding_that_is_confirmed_is_raised_and_one_that_loses_it_is_lowered() -> None:
    open_one, sure = finding(["I-1"], 1, 1, truth=Truth.UNDETERMINED), finding(["I-1"], 1, 1)
    more = replace(ONE, reports=tuple(sorted([A.id, B.id])))
    (history,) = told(
        (evaluation(2, open_one), [ONE], [A]), (evaluation(3, sure), [more], [B]), (evaluation(4, open_one), [ONE], [C])
    )
    assert changes(history) == [Change.FOUND, Change.RAISED, Change.LOWERED]
    assert history.first_breached_at == START + 3 * HOUR
    assert history.revisions[1].because == (B.id,)


def test_a_retraction_withdraws_and_the_finding_comes_back_under_its_own_key() -> None:
    back = replace(report(9, key="9"), kind=Kind.RETRACTION, retracts=(A.id,))
    found = finding(["I-1"], 1, 1)
    looks = [
        (evaluation(2, found), [ONE], [A]),
        (evaluation(10, *()), [], [back]),
        (evaluation(11, found), [ONE], [C]),
    ]
    (gone,) = told(*looks[:2])
    assert gone.last is None
    assert gone.revisions[-1].because == tuple(sorted([A.id, back.id]))
    (again,) = told(*looks)
    assert changes(again) == [Change.FOUND, Change.WITHDRAWN, Change.FOUND]
    assert again.key == gone.key and again.last is not None


def test_what_happened_beside_something_taken_back_is_not_that_found_again() -> None:
    gone, beside = finding(["I-1"], 1, 1), finding(["I-2"], 0, 5)
    histories = told(
        (evaluation(2, gone), [ONE], [A]), (evaluation(3), [], [C]), (evaluation(4, beside), [TWO], [B])
    )  # fmt: skip
    assert [changes(h) for h in histories] == [[Change.FOUND, Change.WITHDRAWN], [Change.FOUND]]
    assert histories[0].last is None


def test_where_each_incident_is_looked_at_by_itself_another_at_the_same_time_is_another_finding() -> None:
    one, other = finding(["I-1"], 1, 5), finding(["I-2"], 1, 5)
    chronicle = Chronicle("UTC", frozenset({one.condition}))
    chronicle.record(evaluation(2, one), [ONE], [A])
    chronicle.record(evaluation(3, other), [TWO], [B])
    assert [changes(h) for h in chronicle.histories()] == [[Change.FOUND, Change.WITHDRAWN], [Change.FOUND]]


def test_a_correction_of_the_only_report_of_an_incident_is_the_same_finding_revised() -> None:
    better = replace(B, supersedes=(A.id,))
    one, other = finding(["I-1"], 1, 5), finding(["I-2"], 40, 50)
    chronicle = Chronicle("UTC", frozenset({one.condition}))
    chronicle.record(evaluation(2, one), [ONE], [A])
    chronicle.record(evaluation(3, other), [replace(TWO, reports=(better.id,))], [better])
    (history,) = chronicle.histories()
    assert changes(history) == [Change.FOUND, Change.REVISED]
    assert set(history.revisions[1].because) == {A.id, better.id}


def test_two_findings_that_become_one_are_told_as_a_merger() -> None:
    first, second = finding(["I-1"], 1, 1), finding(["I-3"], 3, 3)
    whole = finding(["I-1", "I-2", "I-3"], 1, 3)
    histories = told(
        (evaluation(4, first, second), [ONE, THREE], [A, C]), (evaluation(5, whole), [ONE, TWO, THREE], [B])
    )
    standing = [h for h in histories if h.last is not None]
    merged = [h for h in histories if h.last is None]
    assert len(standing) == len(merged) == 1
    assert f"merged into {standing[0].key}" in merged[0].revisions[-1].what


def test_one_finding_that_becomes_two_is_told_as_a_split() -> None:
    whole = finding(["I-1", "I-2", "I-3"], 1, 3)
    first, second = finding(["I-1"], 1, 1), finding(["I-3"], 3, 3)
    histories = told(
        (evaluation(4, whole), [ONE, TWO, THREE], [A, B, C]), (evaluation(5, first, second), [ONE, THREE], [])
    )
    assert len(histories) == 2
    old, new = histories
    assert changes(old) == [Change.FOUND, Change.REVISED]
    assert f"split off from {old.key}" in new.revisions[0].what


def test_a_finding_that_gets_a_name_leaves_word_where_its_incidents_went() -> None:
    nobody, named = finding(["I-1"], 1, 1, party=None), finding(["I-1"], 1, 1)
    histories = told((evaluation(2, nobody), [ONE], [A]), (evaluation(3, named), [ONE], [B]))
    (old,) = (h for h in histories if h.first.party is None)
    (new,) = (h for h in histories if h.first.party == "AA")
    assert old.last is None and f"its incidents now count in {new.key}" in old.revisions[-1].what


def test_the_clock_alone_gives_no_reports_as_reason() -> None:
    missed = replace(finding([], 0, 0), condition="2/serious", norm="2")
    (history,) = told((evaluation(2, missed), [], []))
    assert history.revisions[0].because == ()


def test_what_changes_a_finding_from_outside_its_trail_is_still_named() -> None:
    announcement = replace(report(9, key="9"), kind=Kind.ANNOUNCEMENT)
    (history,) = told((evaluation(2, finding(["I-1"], 1, 1)), [ONE], [A]), (evaluation(10), [ONE], [announcement]))
    assert history.revisions[-1].because == (announcement.id,)


def test_the_order_of_findings_within_a_look_changes_nothing() -> None:
    found: list[Finding] = [finding([f"I-{n}"], n, n) for n in (1, 2, 3)]
    everything = [ONE, TWO, THREE]
    assert told((evaluation(9, *found), everything, [A, B, C])) == told(
        (evaluation(9, *reversed(found)), everything[::-1], [C, B, A])
    )
