"""Rules R3b and R5a of the semantics: what takes back a whole event, and what is known before it happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from foedus.basics.instant import DAY, Interval
from foedus.incident.force import in_force, known_by
from foedus.report.model import Kind, Report
from foedus.report.moments import moment
from foedus.report.read_reports import read_reports

LATE = 100 * DAY
FIRST = Report(
    Kind.EVENT,
    "shelling",
    Interval(0, DAY),
    DAY,
    "Radio",
    "Radio",
    event_key="book:7",
    collector="book",
    source_row="7a",
)
SECOND = replace(FIRST, outlet="Paper", origin="Paper", source_row="7b")
OTHER = replace(FIRST, event_key="book:8", source_row="8")
TAKEN_BACK = Report(
    Kind.RETRACTION, "unknown", Interval(2 * DAY, 2 * DAY), 2 * DAY, "Book", "Book", event_key="book:7",
    collector="book",
)  # fmt: skip


def standing(*reports: Report, at: int = LATE) -> set[str]:
    return {r.source_row for r in in_force(known_by(reports, at)).values() if r.kind is not Kind.RETRACTION}


def test_R3b_a_retraction_of_an_event_takes_back_every_report_of_it() -> None:
    assert standing(FIRST, SECOND, OTHER, TAKEN_BACK) == {"8"}
    assert standing(TAKEN_BACK, OTHER, SECOND, FIRST) == {"8"}
    assert standing(FIRST, SECOND, OTHER, TAKEN_BACK, at=2 * DAY - 1) == {"7a", "7b", "8"}


def test_R3b_what_becomes_known_of_the_event_later_stands() -> None:
    again = replace(SECOND, known_at=3 * DAY, note="confirmed after all")
    assert standing(FIRST, TAKEN_BACK, again) == {"7b"}


def test_R3b_another_collector_cannot_take_the_event_back() -> None:
    assert standing(FIRST, replace(TAKEN_BACK, collector="another")) == {"7a"}
    assert standing(FIRST, replace(TAKEN_BACK, collector="")) == {"7a"}


def test_R3b_such_a_retraction_can_itself_be_taken_back() -> None:
    mistaken = replace(TAKEN_BACK, event_key="", retracts=(TAKEN_BACK.id,), known_at=3 * DAY)
    assert standing(FIRST, TAKEN_BACK, mistaken) == {"7a"}
    assert standing(FIRST, TAKEN_BACK, replace(TAKEN_BACK, note="said again", known_at=3 * DAY)) == set()


def test_R3b_a_correction_of_the_event_is_taken_back_with_it() -> None:
    corrected = replace(FIRST, supersedes=(FIRST.id,), source_row="7c")
    assert standing(FIRST, corrected, TAKEN_BACK) == set()


MAPPING = """
[columns]
id = "id"
kind = "kind"
start = "start"
act = "act"
outlet = "outlet"
published = "published"
retracts = "retracts"
"""


def read(folder: Path, *rows: str) -> tuple[list[Report], list[str]]:
    heading = "id,kind,start,act,outlet,published,retracts"
    (folder / "t.csv").write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    (folder / "m.toml").write_text(MAPPING, encoding="utf-8")
    found = read_reports(folder / "t.csv", mapping=folder / "m.toml", now=_end_of("2025-04-15"))
    return list(found.reports), [p.code for row in found.refused for p in row.problems]


def _end_of(day: str) -> int:
    read = moment(day, "UTC")
    assert read is not None
    return read.interval.end


def test_R5a_an_announcement_is_known_when_published_before_what_it_announces(tmp_path: Path) -> None:
    [report], refused = read(tmp_path, "1,announcement,2025-05-01,exercise,Commission,2025-04-01,")
    assert not refused
    assert report.known_at == _end_of("2025-04-01") < report.happened_at.start


def test_R5a_without_a_date_of_publication_nothing_is_announced_or_taken_back(tmp_path: Path) -> None:
    reports, refused = read(
        tmp_path, "1,event,2025-03-01,shelling,Radio,,", "2,announcement,2025-05-01,exercise,Commission,,",
        "3,retraction,,,Radio,,1",
    )  # fmt: skip
    assert [r.source_row for r in reports] == ["1"]
    assert refused[:2] == ["R0132", "R0132"]


def test_R5a_a_retraction_without_a_time_of_its_own_has_that_of_its_publication(tmp_path: Path) -> None:
    [told, taken_back], _ = read(
        tmp_path, "1,event,2025-03-01,shelling,Radio,2025-03-01,", "2,retraction,,,Radio,2025-04-01,1"
    )
    assert taken_back.retracts == (told.id,)
    assert taken_back.happened_at.end == taken_back.known_at == _end_of("2025-04-01")
