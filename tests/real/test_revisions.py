"""What a collector takes back and corrects between two releases: real revisions, replayed on the accord of Minsk.

The table of revisions (UCDP GED 22.1 and its successor) names events removed, by number and date only, and values
changed, old and new. Removed events therefore borrow all but number and date from a recorded one; the changed ones are
the recorded events with their old values put back. That is the first release; what the next one says is read from the
table of revisions by `read_releases`.
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
from foedus.replay.corrections import corrections
from foedus.replay.model import Change, History, Replay
from foedus.replay.replay import replay
from foedus.report.model import Kind, ReadReports, Report
from foedus.report.read_revisions import Releases, read_releases
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


def written(rows: Sequence[dict[str, str]], file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return file


def first_release(folder: Path) -> Path:
    removed, changed = revised()
    rows = [{**recorded()[number], **old} for number, old in changed.items()]
    for number, day in removed.items():
        published = str(int(day[:4]) + 1) + day[4:]
        rows.append({
            **recorded()[LENDER], "id": number, "relid": number, "date_start": day, "date_end": day,
            "source_date": published, "source_office": "Register", "source_headline": number, "source_article": "",
            "source_original": "", "date_prec": "1",
        })  # fmt: skip
    return written(rows, folder / "first.csv")


def read(events: Path, later: Path) -> Releases:
    """The first release and what the later one says, as the readers take them."""
    done = read_releases(events, later, NEXT_RELEASE, zone=deal(MINSK)[0].time_zone)
    assert not [r for file in (done.earlier, done.later) for r in (*file.refused, *file.problems)]
    return done


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[ReadReports, list[Report]]:
    done = read(first_release(tmp_path_factory.mktemp("releases")), REVISIONS)
    return done.earlier, list(done.later.reports)


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
    back = {r.event_key.split(":")[1]: r.id for r in later if r.kind is Kind.RETRACTION}
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
        assert set(gone.because) == {of_number[number], back[number]}


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


def test_the_listing_names_each_event_what_it_said_and_which_findings_it_changed(
    releases: tuple[ReadReports, list[Report]],
) -> None:
    first, later = releases
    removed, changed = revised()
    done = replayed_on(first, later)
    told = corrections(done, deal(MINSK)[1])
    assert {c.known_at for c in told.each} == {NEXT_RELEASE}
    kinds = {c.event.split(":")[1]: c.kind for c in told.each}
    assert kinds == {**dict.fromkeys(removed, "taken back"), **dict.fromkeys(changed, "corrected")}
    withdrawn = {h.key for h in done.histories if h.revisions[-1].change is Change.WITHDRAWN}
    assert {f.key for c in told.each for f in c.findings if f.change == "withdrawn"} == withdrawn
    [moved] = [c for c in told.each if c.event.endswith(":429358")]
    assert [(d.field, d.old[:10], d.new[:10]) for d in moved.differences] == [("time", "2015-06-16", "2016-06-16")]
    [look] = told.looks
    assert look.events == 16
    assert look.changed == sum(r.known_at == NEXT_RELEASE for h in done.histories for r in h.revisions)


def test_the_recorded_table_is_the_later_release_and_its_removed_events_cannot_be_told_again() -> None:
    removed, changed = revised()
    done = read(EVENTS, REVISIONS)
    assert done.was_later and len(done.change.changed) == len(changed) and len(done.change.removed) == len(removed)
    assert done.change.same + len(changed) == len(recorded())
    by_number = {r.event_key.split(":")[1]: r for r in done.earlier.reports}
    assert by_number["205047"].casualties.best == 1 and not set(removed) & set(by_number)


def test_two_tables_of_events_say_the_same_as_the_first_with_its_revisions(
    releases: tuple[ReadReports, list[Report]], tmp_path: Path
) -> None:
    _, later = releases
    _, changed = revised()
    second = written([recorded()[number] for number in changed], tmp_path / "second.csv")
    done = read_releases(first_release(tmp_path), second, NEXT_RELEASE, zone=deal(MINSK)[0].time_zone)
    assert {r.id for r in done.later.reports} == {r.id for r in later}
    assert [p.code for p in done.later.problems] == ["R0302"], "more than half of these few events were removed"
