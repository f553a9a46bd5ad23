"""The Easter truce and the Victory Day truce of 2025, on the claims of both sides; figures counted from the tables."""

from __future__ import annotations

from datetime import datetime

import pytest

from foedus.basics.instant import HOUR, from_local
from foedus.finding.model import State
from foedus.replay.export import as_json
from foedus.replay.model import Replay
from foedus.replay.replay import replay
from library_values import CLAIMS, deal, end_of_day, only_known_by, reading, replayed, reports_of, rows_behind, table
from library_values import standing as standing_of

pytestmark = pytest.mark.real

EASTER, VICTORY = "easter_truce_2025/easter_truce_2025", "victory_day_truce_2025/victory_day_truce_2025"
BOTH = pytest.mark.parametrize("path", [EASTER, VICTORY], ids=["easter", "victory_day"])
MIDNIGHT = from_local(datetime(2025, 4, 21), "Europe/Moscow")
TABLE = {EASTER: CLAIMS[1], VICTORY: CLAIMS[2]}


def claimed(done: Replay) -> dict[str, list[tuple[str, tuple[str, ...], int]]]:
    """Who is accused of what in which series, and the number that stands, of what has a party accused."""
    found: dict[str, list[tuple[str, tuple[str, ...], int]]] = {}
    for i in done.known.incidents:
        for party in i.alleged:
            found.setdefault(party, []).append((i.series, i.acts, i.number.high))
    return found


@BOTH
def test_nothing_is_found_breached_because_only_the_parties_speak(path: str) -> None:
    assert {row["claimant_side"] for row in table(TABLE[path])} == {"RU", "UA"}
    done = replayed(path)
    assert [i.origins for i in done.known.incidents if i.origins] == []
    assert {truth for _, _, truth in standing_of(done)} == {"undetermined"}
    assert {s.state for s in done.final.states} == {State.UNDETERMINED}


@BOTH
def test_each_party_is_bound_by_its_own_article_only(path: str) -> None:
    assert {(f.norm, f.party) for f in replayed(path).final.findings} == {("1", "RU"), ("2", "UA")}


def test_at_easter_each_side_is_accused_of_six_totals_or_four_and_a_few_events() -> None:
    # Laid to RU: first-person-view drones, shellings, assaults and violations of the 30 hours, and the shellings and
    # assaults of a morning that are among them, each 5 or more in 24 hours; and the three dead of Kherson, whose act
    # nobody names. To UA: drone strikes, shellings, violations; 48 drones, and two assaults, each one event.
    found = standing_of(replayed(EASTER))
    assert found == {
        ("serious", "RU", "undetermined"): 6, ("minor", "RU", "undetermined"): 6 + 1,
        ("serious", "UA", "undetermined"): 3, ("minor", "UA", "undetermined"): 3 + 3,
    }  # fmt: skip


def test_on_victory_day_each_side_is_accused_of_totals_and_a_few_events() -> None:
    # Laid to RU: violations 734, shellings 586, airstrikes 10, a brigade's own 10, and three events. To UA: violations
    # 9,318, drone strikes 3,502, shellings 1,500, of the first twelve hours 488, 300 and 173 of these, four volleys of
    # rockets (less than five), and the two assaults at the border, one event.
    found = standing_of(replayed(VICTORY))
    assert found == {
        ("serious", "RU", "undetermined"): 4, ("minor", "RU", "undetermined"): 4 + 3,
        ("serious", "UA", "undetermined"): 6, ("minor", "UA", "undetermined"): 6 + 2,
    }  # fmt: skip


def test_a_later_total_stands_beside_an_earlier_one_or_takes_its_place_and_is_never_added() -> None:
    shown = {series: high for series, _, high in claimed(replayed(EASTER))["RU"] if "assault" in series}
    assert sorted(shown.values()) == [26, 96], "26 by noon are among 96 by the end, and in another series"
    totals = [(series, high) for series, _, high in claimed(replayed(VICTORY))["UA"] if "ceasefire" in series]
    assert sorted(high for _, high in totals) == [488, 9318], "5,026 are of more than half of the time of 9,318"
    assert len({series for series, _ in totals}) == 2


def test_as_known_on_the_first_evening_the_first_total_stands() -> None:
    then = replayed(VICTORY, (), end_of_day("2025-05-08"))
    assert {s: n for s, _, n in claimed(then)["UA"]}["RU: ceasefire violation by UA, no place named"] == 488


def test_an_accusation_printed_as_an_admission_is_the_accusers_and_counts_for_nobody() -> None:
    # One page prints the accuser's count of shellings as the accused ministry's own, on the day on which two others
    # have it as what it is.
    (misprint,) = (row for row in table(TABLE[EASTER]) if "MISATTRIBUTION" in row["note"])
    assert (misprint["claimant_side"], misprint["accused"]) == ("UA", "UA")
    done = replayed(EASTER)
    (report,) = (r for r in done.reports if r.source_row == misprint["claim_id"])
    (count,) = (i for i in done.known.incidents if report.id in i.reports)
    assert (count.series.split(":")[0], count.number.best, count.outlets) == ("RU", 444, 3)
    assert (count.origins, count.confirmed) == ((), False)
    assert any("misquoted" in sentence and "444" in sentence for sentence in count.explanation)


def test_three_thousand_and_2900_are_2935_as_others_round_it() -> None:
    found = [i for i in replayed(EASTER).known.incidents if i.series.startswith("UA: ceasefire violation by RU")]
    assert [(i.number.best, i.outlets) for i in found] == [(2935, 3)]


def test_since_midnight_and_since_the_truce_began_are_one_count_of_26() -> None:
    # The outlet that widens the period is one of three.
    found = [i for i in replayed(EASTER).known.incidents if i.number.best == 26]
    assert [(i.outlets, i.happened_at.end - i.happened_at.start + 1) for i in found] == [(3, 12 * HOUR)]


def test_what_lasts_past_the_end_of_the_truce_is_never_certain() -> None:
    done = replayed(EASTER)
    (history,) = (h for h in done.histories if h.last and rows_behind(done, h) == {"ET-028"})
    assert history.last is not None
    assert history.last.episode.end == MIDNIGHT - 1, "only the part within the truce counts (T5b)"


def test_drones_of_the_night_after_the_truce_do_not_count() -> None:
    done = replayed(EASTER)
    assert not any("ET-029" in rows_behind(done, h) for h in done.histories if h.last)


def test_no_siren_and_no_strike_are_no_accusations() -> None:
    for path, row in ((EASTER, "ET-004"), (VICTORY, "VD-012")):
        done = replayed(path)
        assert not any(row in rows_behind(done, h) for h in done.histories if h.last)


@BOTH
def test_a_finding_is_known_on_the_day_of_print_and_later_than_it_happened(path: str) -> None:
    done = replayed(path)
    printed = {end_of_day(row["published"]) for row in table(TABLE[path])}
    assert {h.first_known_at for h in done.histories} <= printed
    assert min(h.delay for h in done.histories) > 24 * HOUR, "totals run from the start of the truce"


@BOTH
def test_no_reading_but_taking_parties_at_their_word_or_copies_for_origins_finds_a_breach(path: str) -> None:
    done = replayed(path)
    finding_some = {row.key for row in done.readings if row.breached}
    assert finding_some == {"possible is certain", "outlets are origins", "parties at their word, one origin"}


def test_if_parties_were_taken_at_their_word_the_truce_would_be_broken_in_all_that_is_told_of() -> None:
    # All that is certain in act and time: not the three dead of Kherson, for whom no act is named. RU's totals are of
    # 18 hours; UA's are of 30, which no window of 24 hours holds for certain, but for two of a morning.
    row = reading(replayed(EASTER), "parties at their word, one origin")
    assert dict(_numbers(row.appearing)) == {
        "minor breach of Article 1, by whom is undetermined": 6,
        "serious breach of Article 1, by whom is undetermined": 2,
        "minor breach of Article 2, by whom is undetermined": 6,
        "serious breach of Article 2, by whom is undetermined": 3,
    }


def _numbers(appearing: tuple[str, ...]) -> list[tuple[str, int]]:
    split = [words.removesuffix(" times)").rpartition(" (") for words in appearing]
    return [(words, int(number)) if words else (number, 1) for words, _, number in split]


@BOTH
def test_two_witnesses_and_not_one_would_tip_it(path: str) -> None:
    tips = replayed(path).tips
    assert tips and not any(tip.alone for tip in tips)
    assert {tip.reports for tip in tips} == {2}


@BOTH
def test_what_was_known_on_the_first_day_does_not_change_by_what_came_later(path: str) -> None:
    at = min(end_of_day(row["published"]) for row in table(TABLE[path]))
    accord, zones = deal(path)
    before = only_known_by(reports_of(path), at)
    assert as_json(replayed(path, (), at)) == as_json(replay(accord, zones, before, at))
