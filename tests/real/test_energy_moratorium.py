"""The moratorium on energy strikes of 2025: what 86 printed claims support, by each reading of its start and list.

Expected figures are counted from the table of claims with the standard library, or by hand as the comments tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from foedus.basics.canonical import digest
from foedus.basics.instant import DAY, Instant
from foedus.basics.probability import SURE
from foedus.finding.model import State
from foedus.incident.model import Incident
from foedus.replay.export import as_json
from foedus.replay.model import Change, Replay
from foedus.replay.replay import replay
from foedus.replay.shown import verdict_lines
from foedus.report.model import Kind
from library_values import (
    CLAIMS,
    ENERGY,
    deal,
    end_of_day,
    only_known_by,
    reading,
    replayed,
    reports_of,
    rows_behind,
    table,
)
from library_values import standing as standing_of

pytestmark = pytest.mark.real

MOSCOW, RIYADH = f"{ENERGY}/from_18_march", f"{ENERGY}/from_25_march"
WITH_GUARANTEE = f"{ENERGY}/with_guarantee"
EVERY_READING = pytest.mark.parametrize("path", [MOSCOW, RIYADH, WITH_GUARANTEE], ids=lambda p: p.split("/")[1])
SPLIT = {"KRO-0324": 2}
"""What the reference holds for one event and its reports tell too differently to be joined: about 02:00 (with just "24
March") and late in the evening, more than the accord's 6 hours apart."""


def claims() -> list[dict[str, str]]:
    return table(CLAIMS[0])


def single_events(accused: str, first_day: str, last_day: str) -> dict[str, list[dict[str, str]]]:
    """The rows of each reference event laid to a party that lies in these days, totals and denials left out."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in claims():
        inside = first_day <= row["event_end"][:10] and row["event_start"][:10] <= last_day
        if row["claim_type"] == "incident" and row["accused"] == accused and inside:
            found[row["incident_key"]].append(row)
    return found


# -- what is found -----------------------------------------------------------------------------------------------------


@EVERY_READING
def test_under_the_samples_standard_nothing_is_found_breached(path: str) -> None:
    done = replayed(path)
    assert {truth for _, _, truth in standing_of(done)} == {"undetermined"}
    assert all(h.first_breached_at is None for h in done.histories), "nor was it at any earlier look"
    assert "No article was found breached by any party" in " ".join(verdict_lines(done))


def test_all_claims_but_one_come_from_the_parties_themselves() -> None:
    assert Counter(row["claimant_side"] for row in claims()) == {"RU": 67, "UA": 18, "third": 1}
    for path in (MOSCOW, RIYADH):
        with_outsider = [i for i in replayed(path).known.incidents if i.origins]
        assert [i.origins for i in with_outsider] == [("actualno.com",)]
        assert not any(i.confirmed for i in replayed(path).known.incidents)


def test_many_are_accused_on_both_sides_one_finding_for_each_event_and_total() -> None:
    # Moscow's list leaves out the gas field. Totals: RU's 14, 6, 4, 5 and 8 of two days each and 120 in all, which
    # replaces 80 for nearly the same time, and no day; UA's 8 of 18 March, 8 in nine days and 30 in all.
    theirs = single_events("UA", "2025-03-18", "2025-04-16")
    listed = [key for key, rows in theirs.items() if rows[0]["target_type"] != "gas_field"]
    ours = single_events("RU", "2025-03-18", "2025-04-16")
    found = standing_of(replayed(MOSCOW))
    assert found["minor", "UA", "undetermined"] == sum(SPLIT.get(key, 1) for key in listed) + 6 == 36
    assert found["minor", "RU", "undetermined"] == sum(SPLIT.get(key, 1) for key in ours) + 3 == 10


def test_a_week_later_a_start_leaves_out_what_happened_before_it() -> None:
    # On 25 March (Kyiv) only the event "24 to 25 March" straddles the start. UA's total of 18 March lies before it.
    theirs = single_events("UA", "2025-03-25", "2025-04-16")
    ours = single_events("RU", "2025-03-25", "2025-04-16")
    found = standing_of(replayed(RIYADH))
    assert found["minor", "UA", "undetermined"] == sum(SPLIT.get(key, 1) for key in theirs) + 6 == 31
    assert found["minor", "RU", "undetermined"] == sum(SPLIT.get(key, 1) for key in ours) + 2 == 9


@EVERY_READING
def test_serious_findings_are_the_runs_of_days_with_five_or_more(path: str) -> None:
    done = replayed(path)
    for party in ("UA", "RU"):
        expected = sum(runs_of_five(done, incidents) for incidents in pools(done, party))
        assert standing_of(done)["serious", party, "undetermined"] == expected


def pools(done: Replay, party: str) -> list[list[Incident]]:
    """What may count for a party: all single events together, and each series of totals by itself."""
    force = (done.accord.in_force_from, done.accord.in_force_until or 0)
    found: dict[str, list[Incident]] = defaultdict(list)
    for i in done.known.incidents:
        unlisted = done.accord.time_zone == "Europe/Moscow" and i.targets == ("gas field",)
        if party in i.alleged and i.happened_at.end >= force[0] and i.happened_at.start < force[1] and not unlisted:
            found[i.series].append(i)
    return list(found.values())


def runs_of_five(done: Replay, incidents: list[Incident]) -> int:
    """Runs of overlapping days, each day ending where an event begins, that five or more events touch."""
    spans = [(max(i.happened_at.start, done.accord.in_force_from), i.happened_at.end, i.number.high) for i in incidents]
    ends = sorted({start for start, _, _ in spans})
    full = [t for t in ends if sum(n for start, end, n in spans if start <= t and end > t - DAY) >= 5]
    return sum(i == 0 or t - DAY >= full[i - 1] for i, t in enumerate(full))


def test_claims_after_expiry_do_not_count() -> None:
    late = {row["claim_id"] for row in claims() if "after expiry" in row["note"]}
    assert late == {"EM-085", "EM-086"}
    for path in (MOSCOW, RIYADH):
        done = replayed(path)
        assert not late & set().union(*(rows_behind(done, h) for h in done.histories if h.last))


def test_what_nobody_may_do_nobody_breaches_by_a_permission() -> None:
    states = {(s.norm, s.party): s.state for s in replayed(MOSCOW).final.states}
    assert states == {
        ("1", "RU"): State.UNDETERMINED, ("1", "UA"): State.UNDETERMINED,
        ("2", "RU"): State.KEPT, ("2", "UA"): State.KEPT,
    }  # fmt: skip


# -- known when, because of what ---------------------------------------------------------------------------------------


@EVERY_READING
def test_a_finding_is_known_at_the_end_of_the_day_its_first_claim_was_printed(path: str) -> None:
    done = replayed(path)
    printed = {row["claim_id"]: row["published"] for row in claims()}
    for history in done.histories:
        if history.last and len(history.last.incidents) == 1 and len(history.revisions) == 1:
            first = min(printed[row] for row in rows_behind(done, history))
            assert history.first_known_at == end_of_day(first)
            assert history.delay == history.first_known_at - history.first.reached_at > 0


def test_the_trail_leads_from_a_finding_to_the_printed_claim() -> None:
    done = replayed(MOSCOW)
    (history,) = (h for h in done.histories if h.last and h.last.grade == "minor" and "EM-001" in rows_behind(done, h))
    assert rows_behind(done, history) == {"EM-001", "EM-002", "EM-003"}
    links = {row["url"] for row in claims() if row["claim_id"] in {"EM-001", "EM-002", "EM-003"}}
    (incident,) = (i for i in done.known.incidents if i.id == history.last.incidents[0])  # type: ignore[union-attr]
    assert {r.link for r in done.reports if r.id in incident.reports} == links
    because = {r.source_row for r in done.reports if r.id in history.revisions[0].because}
    assert because == {"EM-001"}, "the two copies of 24 March change nothing"


def test_what_was_known_on_1_April_does_not_change_by_what_came_later() -> None:
    first_of_april = end_of_day("2025-04-01")
    for path in (MOSCOW, RIYADH):
        accord, zones = deal(path)
        before = only_known_by(reports_of(path), first_of_april)
        assert as_json(replayed(path, (), first_of_april)) == as_json(replay(accord, zones, before, first_of_april))


def test_a_replay_tells_at_each_day_what_a_look_on_that_day_would_have_told() -> None:
    done = replayed(MOSCOW)
    for day in ("2025-03-24", "2025-03-28", "2025-04-11"):
        at = end_of_day(day)
        then = replayed(MOSCOW, (), at)
        assert {h.key for h in then.histories} == {h.key for h in done.histories if h.first_known_at <= at}


# -- read otherwise, and what would tip it -----------------------------------------------------------------------------


def test_no_standard_of_proof_makes_a_breach_where_nothing_is_confirmed() -> None:
    for path in (MOSCOW, RIYADH):
        for key in ("lower standard", "higher standard", "closed start of window"):
            assert reading(replayed(path), key).breached == 0


def test_with_one_independent_origin_one_breach_by_nobody_known() -> None:
    # One paper that is no party writes of the strike at Poltava; it accuses (weight 0.6) and has not seen it; 0.8 is
    # asked.
    row = reading(replayed(RIYADH), "one origin")
    assert (row.breached, row.appearing) == (1, ("minor breach of Article 1, by whom is undetermined",))


def test_by_the_list_of_moscow_even_one_origin_confirms_no_breach() -> None:
    # "Gas infrastructure" is wider than any object of the list, so it may be one and may be none (I6a).
    assert reading(replayed(MOSCOW), "one origin").breached == 0


def test_only_if_copies_counted_would_there_be_breaches_by_name() -> None:
    # Incidents with certain object, act and time that two outlets or more print, though one ministry speaks in all.
    printed: dict[str, set[str]] = defaultdict(set)
    for key, rows in single_events("UA", "2025-03-18", "2025-04-16").items():
        # EM-011 tells of late in the evening and is another incident.
        printed[key] |= {r["outlet"] for r in rows if r["claim_id"] != "EM-011"}
    copied = {key for key, outlets in printed.items() if len(outlets) > 1} - {"GLE-0323"}
    row = reading(replayed(MOSCOW), "outlets are origins")
    assert f"minor breach of Article 1 by UA ({len(copied)} times)" in row.appearing
    assert len(copied) == 14


def test_the_parties_word_alone_gives_breaches_but_no_breaker() -> None:
    for path in (MOSCOW, RIYADH):
        row = reading(replayed(path), "parties at their word, one origin")
        accused = [words for words in row.appearing if " by " in words and "by whom" not in words]
        # Of one strike two origins name RU; that both tell of one act is not sure enough for the standard (I4h).
        assert row.breached > 30
        assert accused == []


def test_a_single_witness_of_the_poltava_strike_would_tip_it() -> None:
    done = replayed(RIYADH)
    (alone,) = (tip for tip in done.tips if tip.alone)
    assert (alone.party, alone.reports, alone.breaches) == ("RU", 1, ("minor breach of Article 1 by RU",))
    rows = {r.source_row for i in done.known.incidents if i.id == alone.incident for r in done.reports
            if r.id in i.reports}  # fmt: skip
    assert {row["incident_key"] for row in claims() if row["claim_id"] in rows} == {"POL-0328"}
    assert "One single report would tip it" in " ".join(verdict_lines(done))


def test_that_witness_does_tip_it() -> None:
    accord, zones = deal(RIYADH)
    (read,) = reports_of(RIYADH)
    paper = next(r for r in read.reports if r.source_row == "EM-037")
    seen = replace(paper.claims[0], basis=type(paper.claims[0].basis).SEEN)
    witness = replace(paper, outlet="A witness", origin="A witness", claims=(seen,), source_row="", link="")
    vague = replay(accord, zones, [replace(read, reports=(*read.reports, witness))])
    assert standing_of(vague)["minor", "RU", "breached"] == 0, "of a region and a day one cannot be sure it is the same"
    same = replace(
        witness, kind=Kind.SAME_INCIDENT, claims=(), origin="Analyst", outlet="Analyst",
        derives_from=tuple(sorted((paper.id, witness.id))),
    )  # fmt: skip
    then = replay(accord, zones, [replace(read, reports=(*read.reports, witness, same))])
    assert standing_of(then)["minor", "RU", "breached"] == 1
    # 0.6 and 0.9 together, by hand. Alone, each is less by one in 50 that may be made up; in one incident of 40 all are
    # fooled, and what was to be expected stays, 1 in 4. Without these the odds multiply, from 1 : 3; the weaker of two
    # that agree counts to the power of three quarters.
    accused, saw = ((w / 0.98 - 0.25 / 40) / (1 - 1 / 40) for w in (0.6, 0.9))
    both = saw / (1 - saw) * (3 * accused / (1 - accused)) ** 0.75
    (finding,) = (f for f in then.final.findings if f.truth.value == "breached")
    assert abs(finding.probability / SURE - (39 * both / (1 + both) + 0.25) / 40) < 1e-8


def test_by_the_list_of_moscow_no_single_witness_would() -> None:
    assert not any(tip.alone for tip in replayed(MOSCOW).tips)
    assert {(t.reports, t.party) for t in replayed(MOSCOW).tips} == {(2, "RU"), (2, "UA"), (10, "UA")}


# -- the guarantee -----------------------------------------------------------------------------------------------------


def test_a_guarantee_behind_it_would_not_have_fired() -> None:
    (outcome,) = replayed(WITH_GUARANTEE).guarantees
    assert (outcome.found_at, outcome.earliest_award_at, outcome.latest_award_at) == (None, None, None)
    assert not outcome.stands
    says = " ".join(outcome.says)
    assert "It takes 3 serious breaches of Article 1 by RU within 7 days; none stands" in says
    assert "10 incidents are laid to RU by somebody; of these 1 has an origin that speaks for no party" in says


def test_no_single_report_would_have_opened_the_guarantee() -> None:
    assert not any(tip.opens_guarantee for tip in replayed(WITH_GUARANTEE).tips)


def test_a_guarantee_changes_nothing_in_what_is_found() -> None:
    bare, guarded = replayed(MOSCOW), replayed(WITH_GUARANTEE)
    assert standing_of(bare) == standing_of(guarded)
    assert {digest(f.incidents) for f in bare.final.findings} == {digest(f.incidents) for f in guarded.final.findings}


# -- taken back --------------------------------------------------------------------------------------------------------


def test_a_claim_that_is_taken_back_takes_its_finding_with_it() -> None:
    accord, zones = deal(MOSCOW)
    (read,) = reports_of(MOSCOW)
    said = next(r for r in read.reports if r.source_row == "EM-012")
    later: Instant = end_of_day("2025-04-15")
    back = replace(said, kind=Kind.RETRACTION, claims=(), known_at=later, retracts=(said.id,))
    then = replay(accord, zones, [replace(read, reports=(*read.reports, back))])
    minor = (h for h in then.histories if h.first.grade == "minor")
    ((history, revision),) = ((h, r) for h in minor for r in h.revisions if r.known_at == later)
    assert revision.change is Change.WITHDRAWN
    assert set(revision.because) == {said.id, back.id}
    assert history.first_known_at == end_of_day("2025-03-25"), "it stays visible as of before"
