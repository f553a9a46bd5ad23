"""What a collector takes back and corrects between two releases: real revisions, replayed on the accord of Minsk.

The table of revisions (UCDP GED 22.1 and its successor) names events removed, by number and date only, and values
changed, old and new. Removed events therefore borrow all but number and date from a recorded one; the changed ones are
the recorded events with their old values put back. Both go through the reader, and the corrections are reports of the
same collector that supersede or retract them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from foedus.basics.instant import DAY, Instant, show
from foedus.finding.model import Truth
from foedus.replay.model import Change, History, Replay
from foedus.replay.replay import replay
from foedus.report.model import Kind, ReadReports, Report
from foedus.report.read_reports import read_reports
from library_values import LIBRARY, deal, end_of_day, table

pytestmark = pytest.mark.real

MINSK = "minsk_2_2015/minsk_2"
EVENTS = LIBRARY / "minsk_2_2015/reports/ucdp_ged_ukraine_2014_2017.csv.gz"
REVISIONS = Path(__file__).parents[1] / "data/revisions/ukraine.csv.gz"
NEXT_RELEASE = end_of_day("2023-05-01")
"""The second state of the table was fetched in spring 2023."""
LENDER = "203407"
"""A recorded clash with one dead, surely in the regions; removed events borrow its place and sources' columns."""


def revised() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Removed events with their day, and changed events with their old values."""
    removed: dict[str, str] = {}
    changed: dict[str, dict[str, str]] = defaultdict(dict)
    for row in table(REVISIONS):
        if row["kind"] == "removed":
            removed[row["event_id"]] = row["old"]
        else:
            changed[row["event_id"]][row["field"]] = row["old"]
    return removed, changed


@cache
def recorded() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in table(EVENTS)}


def read(rows: Sequence[dict[str, str]], file: Path) -> ReadReports:
    """The rows as the reader takes them."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    done = read_reports(file, zone=deal(MINSK)[0].time_zone)
    assert not done.refused and not done.problems
    return done


def first_release(folder: Path) -> ReadReports:
    removed, changed = revised()
    rows = [{**recorded()[number], **old} for number, old in changed.items()]
    for number, day in removed.items():
        published = str(int(day[:4]) + 1) + day[4:]
        rows.append({
            **recorded()[LENDER], "id": number, "relid": number, "date_start": day, "date_end": day,
            "source_date": published, "source_office": "Register", "source_headline": number, "source_article": "",
            "source_original": "", "date_prec": "1",
        })  # fmt: skip
    return read(rows, folder / "first.csv")


def corrections(first: ReadReports, folder: Path) -> list[Report]:
    """What the next release says of the first: one report that retracts each removed one, and one for each changed."""
    removed, changed = revised()
    before: dict[str, list[Report]] = defaultdict(list)
    for report in first.reports:
        before[report.event_key.split(":")[1]].append(report)
    told = [
        replace(r, kind=Kind.RETRACTION, claims=(), known_at=NEXT_RELEASE, retracts=(r.id,), source_row="")
        for number in removed
        for r in before[number]
    ]
    now = read([recorded()[number] for number in changed], folder / "next.csv")
    for report in now.reports:
        old = tuple(sorted(r.id for r in before[report.event_key.split(":")[1]]))
        told.append(replace(report, known_at=NEXT_RELEASE, supersedes=old))
    return told


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[ReadReports, list[Report]]:
    folder = tmp_path_factory.mktemp("releases")
    first = first_release(folder)
    return first, corrections(first, folder)


def replayed_on(first: ReadReports, later: Sequence[Report] = (), at: Instant | None = None) -> Replay:
    accord, zones = deal(MINSK)
    return replay(accord, zones, [replace(first, reports=(*first.reports, *later))], at)


def numbers_of(done: Replay, first: ReadReports, history: History) -> set[str]:
    """Numbers of the events that a finding was first made from."""
    keys = {r.id: r.event_key.split(":")[1] for r in first.reports}
    return {keys[r] for r in history.revisions[0].because if r in keys}


def test_eleven_events_were_removed_and_five_changed(releases: tuple[ReadReports, list[Report]]) -> None:
    removed, changed = revised()
    assert (len(removed), len(changed)) == (11, 5)
    assert not set(removed) & set(recorded()), "they are gone from the recorded table"
    for number, old in changed.items():
        assert all(recorded()[number][field] != value for field, value in old.items()), "which has the new values"


def test_each_removed_event_takes_its_breach_with_it_and_is_the_reason(
    releases: tuple[ReadReports, list[Report]],
) -> None:
    first, later = releases
    removed, _ = revised()
    then = replayed_on(first, later)
    back = {r.retracts[0]: r.id for r in later if r.kind is Kind.RETRACTION}
    of_number = {r.event_key.split(":")[1]: r.id for r in first.reports}
    minor = {}
    for history in then.histories:
        numbers = numbers_of(then, first, history)
        if history.first.grade == "minor" and len(numbers) == 1 and numbers <= set(removed):
            minor[numbers.pop()] = history
    assert set(minor) == set(removed)
    for number, history in minor.items():
        assert history.first.truth is Truth.BREACHED and history.last is None
        gone = history.revisions[-1]
        assert (gone.change, gone.known_at) == (Change.WITHDRAWN, NEXT_RELEASE)
        assert set(gone.because) == {of_number[number], back[of_number[number]]}


def test_days_with_five_removed_clashes_are_no_serious_breach_any_more(
    releases: tuple[ReadReports, list[Report]],
) -> None:
    # 19 August 2015 had four removed clashes and one that was moved from the 20th to "the 19th or 20th"; before, no day
    # had five. So at no time did a day hold five for certain.
    first, later = releases
    for done in (replayed_on(first), replayed_on(first, later)):
        assert not [h for h in done.histories if h.first.grade == "serious" and h.first_breached_at is not None]


def test_an_event_moved_by_a_year_is_one_finding_revised_because_of_the_correction(
    releases: tuple[ReadReports, list[Report]],
) -> None:
    first, later = releases
    old = next(r.id for r in first.reports if r.event_key.endswith(":429358"))
    new = next(r.id for r in later if r.event_key.endswith(":429358"))
    (history,) = (h for h in replayed_on(first, later).histories if old in h.revisions[0].because)
    assert history.last is not None
    days = [show(f.episode.start, "Europe/Kyiv")[:10] for f in (history.first, history.last)]
    assert days == ["2015-06-16", "2016-06-16"]
    assert history.revisions[-1].known_at == NEXT_RELEASE and set(history.revisions[-1].because) == {old, new}


def test_who_asks_as_known_before_the_correction_sees_what_stood_then(
    releases: tuple[ReadReports, list[Report]],
) -> None:
    first, later = releases
    at = NEXT_RELEASE - DAY
    before, never_corrected = replayed_on(first, later, at), replayed_on(first, (), at)
    assert before.final == never_corrected.final
    assert {h.key: h.revisions for h in before.histories} == {h.key: h.revisions for h in never_corrected.histories}


def test_receiving_it_all_twice_changes_nothing(releases: tuple[ReadReports, list[Report]]) -> None:
    first, later = releases
    once, twice = replayed_on(first, later), replayed_on(first, [*later, *first.reports[::-1], *later[::-1]])
    assert (once.histories, once.final, once.readings) == (twice.histories, twice.final, twice.readings)


def test_nobody_but_the_collector_could_have_taken_them_back(releases: tuple[ReadReports, list[Report]]) -> None:
    first, later = releases
    strangers = [
        replace(r, collector="somebody", outlet="Somebody", origin="Somebody")
        for r in later
        if r.kind is Kind.RETRACTION
    ]
    then = replayed_on(first, strangers)
    assert not any(h.revisions[-1].change is Change.WITHDRAWN for h in then.histories)
