"""Looks, readings, tips, guarantees and texts of a replay, on a path short enough to check by eye."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from foedus.accord.model import Cure, Renewal, Standard, WindowEnds
from foedus.basics.instant import DAY, HOUR, Period, Unit
from foedus.finding.model import Truth
from foedus.replay.export import COLUMNS, as_csv, as_json
from foedus.replay.guarantees import outcomes
from foedus.replay.readings import readings
from foedus.replay.replay import replay
from foedus.replay.run import all_reports
from foedus.replay.shown import finding_lines, readings_lines, states_lines, tips_lines, verdict_lines
from foedus.replay.tipping import tipping
from replay_values import START, accord, file_of, finding, replayed, report, short_path, walked, zones_of


def test_a_replay_ends_with_its_last_report_and_not_with_a_later_deadline() -> None:
    done = walked(accord(duty_days=14), report(1))
    assert done.end.at == START + 2 * HOUR
    assert all(h.first.norm != "2" for h in done.histories)


def test_a_missed_deadline_is_known_at_the_first_instant_after_it_without_any_report() -> None:
    done = walked(accord(duty_days=3), report(1), until=START + 10 * DAY)
    (missed,) = (h for h in done.histories if h.first.norm == "2")
    assert missed.first_known_at == START + 3 * DAY + 1
    assert missed.delay == 0
    assert missed.revisions[0].because == ()


def test_without_any_report_a_replay_ends_at_entry_into_force() -> None:
    assert walked(accord()).end.at == START


def test_a_report_known_before_entry_into_force_is_looked_at_from_then_on() -> None:
    done = walked(accord(origins=1), report(3, known_hour=-5), report(9))
    assert min(h.first_known_at for h in done.histories) == START


def test_a_copy_known_later_counts_from_when_it_was_first_known() -> None:
    first = report(1)
    assert all_reports([file_of(replace(first, known_at=START + DAY), first)], None) == (first,)


def test_every_reading_is_counted_against_the_accords_own() -> None:
    done = walked(accord(), report(1, "Monitor"), report(5, "BB-MoD"), report(6, "AA-MoD"))
    rows = {r.key: r for r in readings(done.end, short_path())}
    assert (rows["as written"].breached, rows["as written"].undetermined) == (0, 3)
    assert (rows["one origin"].breached, rows["one origin"].appear) == (1, 1)
    assert rows["one origin"].appearing == ("minor breach of Article 1 by AA",)
    assert rows["parties at their word, one origin"].breached == 3


def test_a_stricter_standard_lets_breaches_vanish() -> None:
    done = walked(accord(origins=1), report(1))
    rows = {r.key: r for r in readings(done.end, short_path())}
    assert (rows["higher standard"].breached, rows["higher standard"].vanish) == (0, 1)
    assert rows["lower standard"].vanish == 0


def test_the_neighbours_of_an_own_number_are_the_named_standards_beside_it() -> None:
    deal = accord()
    own = replace(deal, evidence=replace(deal.evidence, standard=Standard("at least 90 percent", 900_000_000)))
    rows = {r.key: r.what for r in readings(walked(own).end, short_path())}
    assert "clear and convincing (at least 80 %)" in rows["lower standard"]
    assert "beyond reasonable doubt (at least 95 %)" in rows["higher standard"]


def test_an_accord_with_closed_windows_is_read_with_open_ones() -> None:
    closed = replace(accord(), window_ends=WindowEnds.INCLUDE_BOTH)
    assert "open start of window" in {r.key for r in readings(walked(closed).end, short_path())}


def test_one_report_that_would_make_a_breach_is_named_with_its_incident() -> None:
    done = walked(accord(), report(1, "Monitor", key="e"))
    (tip,) = tipping(done.end, short_path()).tips
    assert tip.alone and tip.reports == 1 and tip.party == "AA"
    assert tip.incident == done.end.known.incidents[0].id
    assert tip.breaches == ("minor breach of Article 1 by AA",) and not tip.opens_guarantee


def test_where_no_single_report_tips_it_the_number_needed_is_told() -> None:
    done = walked(accord(), report(1, "BB-MoD", key="e"))
    (tip,) = tipping(done.end, short_path()).tips
    assert not tip.alone and tip.reports == 2
    assert "No single report would" in tip.what


def test_an_incident_that_no_witness_could_settle_does_not_hide_one_that_a_witness_could() -> None:
    deal = accord()
    vague, clear = report(1, "BB-MoD", act="unknown"), report(40, "BB-MoD")
    tips = replay(deal, zones_of(deal), [file_of(vague, clear)]).tips
    assert [(t.reports, t.breaches) for t in tips] == [(2, ("minor breach of Article 1 by AA",))]


def test_a_breach_that_stands_needs_no_tip() -> None:
    assert tipping(walked(accord(origins=1), report(1)).end, short_path()).tips == ()


def test_a_guarantee_that_was_found_tells_the_last_day_that_the_limits_allow() -> None:
    deal = accord()
    at = START + DAY
    found = finding(["I-1"], 1, 2, at, grade="material")
    done = walked(deal)
    (history,) = replay_of(found, at)
    (outcome,) = outcomes(done.end, [history])
    assert outcome.found_at == outcome.earliest_award_at == at and outcome.stands
    assert outcome.latest_award_at == at + (3 + 5 + 10) * DAY
    assert "Nothing is certified or awarded here" in outcome.says[-1]


def test_the_last_day_takes_in_the_cure_of_the_own_article_before_that_of_any() -> None:
    deal = accord()
    (certification, ruling) = deal.articles[1].provisions
    cures = (Cure("", Period(1, Unit.DAY)), Cure("1", Period(9, Unit.DAY)))
    changed = replace(deal.articles[1], provisions=(replace(certification, cures=cures), ruling))
    end = replace(walked(deal).end, accord=replace(deal, articles=(deal.articles[0], changed, *deal.articles[2:])))
    (history,) = replay_of(finding(["I-1"], 1, 2, START + DAY, grade="material"), START + DAY)
    (outcome,) = outcomes(end, [history])
    assert outcome.latest_award_at == START + DAY + (3 + 9 + 5 + 10) * DAY
    assert any("certification 72 hours, cure 9 days, challenge 5 days and ruling 10 days" in s for s in outcome.says)


def test_an_accord_without_certification_sets_no_limit_for_the_award() -> None:
    at = START + DAY
    found = replay_of(finding(["I-1"], 1, 2, at, grade="material"), at)
    (outcome,) = outcomes(walked(accord(certified=False)).end, found)
    assert outcome.found_at == at and outcome.latest_award_at is None and outcome.earliest_award_at is None


def test_an_undetermined_or_lesser_or_unnamed_breach_opens_no_guarantee() -> None:
    at = START + DAY
    end = walked(accord()).end
    for closed in (
        finding(["I-1"], 1, 2, at, grade="material", truth=Truth.UNDETERMINED),
        finding(["I-1"], 1, 2, at, grade="serious"),
        finding(["I-1"], 1, 2, at, grade="material", party=None),
        finding(["I-1"], 1, 2, at, grade="material", party="BB"),
    ):
        (outcome,) = outcomes(end, replay_of(closed, at))
        assert outcome.found_at is None and not outcome.stands


def test_a_guarantee_that_was_not_found_tells_what_was_there_instead() -> None:
    done = walked(accord(), report(1, "BB-MoD"), report(2, "Monitor"), report(3, "AA-MoD", party="BB"))
    says = " ".join(outcomes(done.end, done.histories)[0].says)
    assert "No material breach by AA was found" in says
    assert "2 incidents are laid to AA by somebody" in says
    assert "1 has an origin that speaks for no party and none is confirmed" in says


def replay_of(found, at):  # type: ignore[no-untyped-def]
    from foedus.finding.model import Evaluation
    from foedus.replay.histories import Chronicle

    chronicle = Chronicle("UTC")
    chronicle.record(Evaluation("d" * 64, at, (found,), ()), [], [])
    return chronicle.histories()


def test_the_json_leads_from_each_finding_to_the_link_of_each_report() -> None:
    done = replayed(accord(origins=1), report(1), report(5))
    told = json.loads(as_json(done))
    incidents = {i["id"]: i for i in told["incidents"]}
    reports = {r["id"]: r for r in told["reports"]}
    links = {
        reports[r]["link"] for f in told["findings"] for i in f["last"]["incidents"] for r in incidents[i]["reports"]
    }
    assert links == {"https://example.org/Monitor/1", "https://example.org/Monitor/5"}


def test_the_json_is_canonical() -> None:
    text = as_json(replayed(accord(), report(1)))
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def test_the_table_has_a_row_for_each_report_and_one_for_a_missed_duty() -> None:
    deal = accord(origins=1, duty_days=1)
    done = replayed(deal, report(1, key="e"), report(2, "Other", key="e"), report(60))
    rows = list(csv.reader(io.StringIO(as_csv(done))))
    assert tuple(rows[0]) == COLUMNS
    assert all(len(r) == len(COLUMNS) for r in rows)
    assert sum(r[COLUMNS.index("condition")] == "2/serious" for r in rows) == 1
    assert sum(r[COLUMNS.index("report")] != "" for r in rows[1:]) == 3


def test_text_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    text = as_csv(replayed(accord(origins=1), report(1, "=cmd()")))
    assert "'=cmd()" in text and ",=cmd()" not in text


def test_the_verdict_begins_with_what_was_found() -> None:
    none = "\n".join(verdict_lines(replayed(accord(), report(1))))
    assert "No article was found breached by any party under the accord's own standard" in none
    assert "Undetermined, so nobody's breach: minor breach of Article 1 by AA" in none
    found = "\n".join(verdict_lines(replayed(accord(origins=1), report(1))))
    assert "minor breach of Article 1 by AA: once" in found


def test_a_verdict_on_an_accord_that_may_have_been_renewed_says_that_it_cannot_know() -> None:
    deal = accord()
    ended = replace(deal, in_force_until=START + 90 * DAY)
    renewed = replace(ended, renewal=Renewal(Period(1, Unit.YEAR), Period(30, Unit.DAY)))
    told = " ".join("\n".join(verdict_lines(replayed(renewed, report(1)))).split())
    assert "Reports do not tell whether one has, so nothing that happened later is found to be a breach." in told
    assert "renewed" not in "\n".join(verdict_lines(replayed(ended, report(1))))


def test_texts_fit_a_terminal_and_cannot_drive_it() -> None:
    long = "A source with a very long name that goes on and on " * 4
    done = replayed(accord(origins=1), report(1, "\x1b[31mred"), report(2, long), report(3, "Monitor"))
    lines = [*verdict_lines(done), *states_lines(done), *readings_lines(done), *tips_lines(done)]
    for history in done.histories:
        lines += [line for line in finding_lines(history, done) if "https://" not in line]
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in "\n".join(lines)


def test_a_finding_is_shown_down_to_the_links() -> None:
    done = replayed(accord(origins=1), report(1))
    assert any("https://example.org/Monitor/1" in line for line in finding_lines(done.histories[0], done))


def test_numbers_of_rows_whose_known_time_is_a_stand_in_are_printed() -> None:
    assert any("stand-in: 2 rows" in line for line in states_lines(replayed(accord(), report(1))))
