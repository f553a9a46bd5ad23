"""The plan of February 2025 written out: not in force on any recorded day; as if in force in the spring of 2025."""

from __future__ import annotations

from datetime import datetime

import pytest

from foedus.accord.redline import redline
from foedus.basics.instant import DAY, from_local
from foedus.finding.model import State
from foedus.replay.doubts import doubts
from foedus.replay.export import as_json
from foedus.replay.replay import replay
from library_values import CLAIMS, deal, end_of_day, only_known_by, reading, replayed, reports_of, rows_behind, table
from library_values import standing as standing_of

pytestmark = pytest.mark.real

SAMPLE, AS_IF = "conditional_accession/conditional_accession", "conditional_accession/as_if_spring_2025"


# -- the text ----------------------------------------------------------------------------------------------------------


def test_the_two_texts_differ_in_name_dates_in_force_and_spokesmen_only() -> None:
    changes = redline(deal(SAMPLE)[0], deal(AS_IF)[0])
    words = [change.after or change.before for change in changes]
    kinds = {next(kind for kind in ("accord ", "in force ", "speak for ") if kind in said) for said in words}
    assert kinds == {"accord ", "in force ", "speak for "}
    assert not any(change.where.startswith("Article") for change in changes)
    assert sum("speak for" in said for said in words) == 2, "one line for each party"


def test_the_articles_of_the_two_are_the_same() -> None:
    assert deal(SAMPLE)[0].articles == deal(AS_IF)[0].articles
    assert deal(SAMPLE)[0].requirements == deal(AS_IF)[0].requirements


# -- the sample itself -------------------------------------------------------------------------------------------------


def test_the_sample_is_not_yet_in_force_on_any_recorded_report() -> None:
    done = replayed(SAMPLE, CLAIMS)
    assert max(r.happened_at.end for r in done.reports) < done.accord.in_force_from
    assert done.histories == () and done.final.findings == () and done.tips == ()
    assert {s.state for s in done.final.states} == {State.OPEN}
    assert {d.code for d in doubts(done)} >= {"P0001", "P0003"}, "and the replay says so"


def test_the_guarantee_of_the_sample_waits() -> None:
    (outcome,) = replayed(SAMPLE, CLAIMS).guarantees
    assert outcome.found_at is None
    assert "No incident is known that may have happened while the accord was in force." in outcome.says


def test_duties_run_by_the_clock_alone_once_it_is_in_force() -> None:
    accord = deal(SAMPLE)[0]
    # 14 days from 1 June: nobody reports any withdrawal, but nobody who reports here could (not observable).
    done = replayed(SAMPLE, CLAIMS, accord.in_force_from + 20 * DAY)
    states = {(s.norm, s.party): s.state for s in done.final.states}
    assert done.final.findings == ()
    assert {states["2", "RU"], states["2", "UA"], states["3", "RU"], states["3", "UA"]} == {State.NOT_OBSERVABLE}
    assert {states["1", "RU"], states["1", "UA"]} == {State.KEPT}


# -- as if in force in the spring of 2025 ------------------------------------------------------------------------------


def test_nothing_is_found_breached_by_the_three_tables_of_claims() -> None:
    done = replayed(AS_IF, CLAIMS)
    assert len(done.reports) == sum(len(table(file)) for file in CLAIMS) == 135
    assert {truth for _, _, truth in standing_of(done)} == {"undetermined"}


def test_no_claim_lies_outside_the_time_in_force() -> None:
    done = replayed(AS_IF, CLAIMS)
    days = [row[column][:10] for file in CLAIMS for row in table(file) for column in ("event_start", "event_end")]
    assert (min(days), max(days)) == ("2025-03-18", "2025-05-10")
    assert done.accord.in_force_from == from_local(datetime(2025, 3, 18), "Europe/Kyiv")
    assert done.accord.in_force_until == from_local(datetime(2025, 5, 11), "Europe/Kyiv")


def test_heavy_weapons_and_access_cannot_be_observed_on_claims() -> None:
    states = {(s.norm, s.party): s.state for s in replayed(AS_IF, CLAIMS).final.states}
    assert {states[norm, party] for norm in ("2", "3") for party in ("RU", "UA")} == {State.NOT_OBSERVABLE}
    assert {states["2.2", party] for party in ("RU", "UA")} == {State.OPEN}, "called up only by a breach of Article 2"


def test_what_happened_far_from_the_theatre_is_not_of_it() -> None:
    # The Theatre is drawn from the regions of Ukraine: the depot at Kavkazskaya (45.4 N 40.7 E) lies 200 km outside.
    done = replayed(AS_IF, CLAIMS)
    assert not any({"EM-001"} & rows_behind(done, h) for h in done.histories if h.last)


def test_the_membership_would_not_have_come() -> None:
    (outcome,) = replayed(AS_IF, CLAIMS).guarantees
    assert (outcome.guarantee.alliance, outcome.found_at, outcome.stands) == ("NATO", None, False)
    laid = sum("RU" in i.alleged for i in replayed(AS_IF, CLAIMS).known.incidents)
    assert f"{laid} incidents are laid to RU by somebody; of these 1 has an origin" in " ".join(outcome.says)


def test_the_witness_of_the_poltava_strike_is_the_only_one_who_would_tip_it_and_opens_no_guarantee() -> None:
    done = replayed(AS_IF, CLAIMS)
    (alone,) = (tip for tip in done.tips if tip.alone)
    assert (alone.party, alone.breaches, alone.opens_guarantee) == ("RU", ("minor breach of Article 1 by RU",), False)
    (incident,) = (i for i in done.known.incidents if i.id == alone.incident)
    assert {r.source_row for r in done.reports if r.id in incident.reports} == {"EM-035", "EM-036", "EM-037"}


def test_with_one_independent_origin_one_breach_by_nobody_known() -> None:
    row = reading(replayed(AS_IF, CLAIMS), "one origin")
    assert (row.breached, row.appearing) == (1, ("minor breach of Article 1, by whom is undetermined",))


def test_what_was_known_after_easter_does_not_change_by_victory_day() -> None:
    at = end_of_day("2025-04-23")
    accord, zones = deal(AS_IF)
    before = only_known_by(reports_of(AS_IF, CLAIMS), at)
    assert as_json(replayed(AS_IF, CLAIMS, at)) == as_json(replay(accord, zones, before, at))
