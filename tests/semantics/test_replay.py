"""Rules about the two clocks and what a replay keeps, each test named after its rule."""

from __future__ import annotations

from dataclasses import replace

from foedus.basics.instant import DAY, HOUR, Interval
from foedus.finding.model import State, Truth
from foedus.replay.model import Change, Replay
from foedus.replay.replay import replay
from foedus.replay.shown import states_lines
from foedus.report.model import Kind, Report
from replay_values import START, accord, file_of, report, zones_of

ZONES = zones_of(accord())


def replayed(*reports: Report, until: int | None = None, origins: int = 1) -> Replay:
    return replay(accord(origins=origins, outsiders=0), ZONES, [file_of(*reports)], until)


def taking_back(taken: Report, known_hour: int) -> Report:
    return replace(
        report(known_hour, known_hour=known_hour), kind=Kind.RETRACTION, retracts=(taken.id,), claims=(), act="shelling"
    )


def test_T1_a_finding_is_dated_by_when_it_was_known_and_measured_from_when_it_happened() -> None:
    (history,) = (h for h in replayed(report(5, known_hour=29)).histories if h.first.grade == "minor")
    assert history.first.reached_at == START + 5 * HOUR
    assert history.first_known_at == START + 29 * HOUR
    assert history.delay == 24 * HOUR


def test_T1_what_the_source_claims_as_publication_changes_no_known_time() -> None:
    early = replay_dates(replace(report(5), published_at=START + HOUR))
    late = replay_dates(replace(report(5), published_at=START + 40 * HOUR))
    assert early == late


def replay_dates(one: Report) -> list[int]:
    return [h.first_known_at for h in replayed(one).histories]


def test_T5_a_deadline_fires_by_the_clock_with_no_further_event() -> None:
    deal = accord(duty_days=3)
    done = replay(deal, ZONES, [file_of()], START + 9 * DAY)
    (missed,) = (h for h in done.histories if h.first.norm == "2")
    assert missed.first_known_at == missed.first.reached_at == START + 3 * DAY + 1
    assert missed.revisions[0].because == ()


def test_T6_as_known_at_equals_a_replay_of_only_what_was_known_then() -> None:
    everything = [report(h, origin, key=str(h)) for h in (1, 3, 30, 50) for origin in ("Monitor", "Other")]
    back = taking_back(everything[0], 60)
    for hour in (0, 2, 4, 31, 55, 70):
        until = START + hour * HOUR
        known = [r for r in [*everything, back] if r.known_at <= until]
        assert replayed(*everything, back, until=until) == replayed(*known, until=until)


def test_T6_what_is_learnt_later_changes_no_earlier_answer() -> None:
    first, second = report(1), report(2)
    then = replayed(first, until=START + 10 * HOUR)
    assert replayed(first, second, taking_back(first, 20), until=START + 2 * HOUR) == replayed(
        first, until=START + 2 * HOUR
    )
    assert then.final.findings


def test_R3_a_retracted_report_stays_visible_as_of_earlier_known_times() -> None:
    first = report(1)
    back = taking_back(first, 20)
    done = replayed(first, back)
    assert [h.last for h in done.histories] == [None] * len(done.histories)
    assert first in done.reports
    (history,) = (h for h in done.histories if h.first.grade == "minor")
    assert [r.change for r in history.revisions] == [Change.FOUND, Change.WITHDRAWN]
    assert set(history.revisions[-1].because) == {first.id, back.id}
    assert replayed(first, back, until=START + 19 * HOUR).final.findings


def test_R5_how_many_known_times_are_stand_ins_is_printed() -> None:
    lines = states_lines(replayed(report(1)))
    assert any("end of the event taken as known time: 2 rows" in line for line in lines)


def test_F9_later_knowledge_revises_a_finding_and_its_history_keeps_every_version() -> None:
    done = replayed(report(1, "Monitor", key="e"), report(1, "Other", key="e", known_hour=5), origins=2)
    (history,) = (h for h in done.histories if h.first.grade == "minor")
    assert history.first.truth is Truth.UNDETERMINED
    assert history.last is not None and history.last.truth is Truth.BREACHED
    assert history.revisions[-1].change is Change.RAISED
    assert history.first_breached_at == START + 5 * HOUR


def test_F9_a_finding_leads_back_to_its_reports() -> None:
    done = replayed(report(1, key="e"), report(1, "Other", key="e"), report(9))
    incidents = {i.id: i for i in done.known.incidents}
    reports = {r.id for r in done.reports}
    for history in done.histories:
        assert history.last is not None and history.last.incidents
        for incident in history.last.incidents:
            assert set(incidents[incident].reports) <= reports


def test_F2_an_undetermined_finding_never_opens_a_guarantee() -> None:
    claims = [report(h, "BB-MoD", key=str(h)) for h in (1, 2, 30, 31, 60, 61)]
    done = replayed(*claims, origins=1)
    assert done.guarantees[0].found_at is None


def test_T1_what_a_guarantee_waits_for_is_found_when_it_is_known_not_when_it_happened() -> None:
    seen = [report(h, known_hour=h + 24, key=str(h)) for h in (1, 9, 60, 68)]
    seen += [replace(r, outlet="Other", origin="Other") for r in seen]
    done = replayed(*seen, origins=1)
    (outcome,) = done.guarantees
    assert outcome.found_at == START + 92 * HOUR
    assert outcome.stands


def test_T6_what_a_source_is_seen_to_report_only_later_makes_nothing_observable_before() -> None:
    """A table without a list of its acts: that it can report withdrawals shows in the first one, not before."""
    deal = accord(duty_days=3)
    late = replace(file_of(report(20 * 24, known_hour=21 * 24, act="withdraw forces")), acts=frozenset())
    early = [n for n in replay(deal, ZONES, [late], START + 9 * DAY).final.states if n.norm == "2"]
    assert {n.state for n in early} == {State.NOT_OBSERVABLE}
    later = [n for n in replay(deal, ZONES, [late], START + 30 * DAY).final.states if n.norm == "2"]
    assert State.NOT_OBSERVABLE not in {n.state for n in later}


def test_R4a_a_replay_says_how_long_somebody_looked_and_was_not_let() -> None:
    there = {"claims": (), "act": "unknown", "origin": "Monitors", "outlet": "Monitors", "known_at": START + 3 * DAY}
    looked = replace(report(5), kind=Kind.PATROL, happened_at=Interval(START, START + 6 * HOUR - 1), **there)
    refused = replace(
        report(5), kind=Kind.ACCESS_DENIED, happened_at=Interval(START + DAY, START + DAY + HOUR - 1), **there
    )
    (said,) = (note for note in replayed(report(5), looked, refused).notes if "looked" in note and "R4a" in note)
    assert "looked for 6 h (Monitors) and was not let for 1 h (Monitors)" in said
    assert not any("R4a" in note for note in replayed(report(5)).notes)
    before = replace(looked, happened_at=Interval(START - 6 * HOUR, START - 1))
    assert not any("R4a" in note for note in replayed(report(5), before).notes), "before entry into force"
