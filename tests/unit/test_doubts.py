"""Doubts about a replay: each is told where it should be, and only there, and has a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import foedus.pages
from foedus.accord.model import Body, Party
from foedus.basics.instant import DAY, HOUR
from foedus.finding.model import NormState, State
from foedus.replay.doubts import doubts
from foedus.replay.namesakes import namesakes
from foedus.report.model import Kind, Report
from replay_values import START, accord, replayed, report


def dated_by_the_event(days_before: int = 0, **more: object) -> Report:
    """Published to the day, on the day of the event or before it."""
    published = START - days_before * DAY
    made = replace(report(1), published_at=published, known_at=START + DAY - 1)
    return replace(made, **more)  # type: ignore[arg-type]


DOUBTFUL = {
    "P0001": lambda done: replace(done, final=replace(done.final, as_known_at=START - DAY)),
    "P0002": lambda done: replace(done, reports=()),
    "P0003": lambda done: replace(done, reports=(report(-50),)),
    "P0004": lambda done: replace(done, reports=(report(1, party="Government of A"),)),
    "P0005": lambda done: replace(
        done, final=replace(done.final, states=(NormState("1", "AA", State.NOT_OBSERVABLE, ""),))
    ),
    "P0006": lambda done: replace(
        done,
        accord=replace(done.accord, parties=(Party("AA", "Betaland"), *done.accord.parties[1:])),
        reports=(report(1, "Betalandish Army, hospital"), report(2, "Betaland police"), report(3, "AA-MoD")),
    ),
    "P0007": lambda done: replace(done, reports=(report(1), dated_by_the_event(), dated_by_the_event(days_before=3))),
}


@pytest.mark.parametrize("code", DOUBTFUL)
def test_each_doubt_is_told_once_and_has_a_page(code: str) -> None:
    sound = replayed(accord(), report(1))
    assert doubts(sound) == ()
    assert [p.code for p in doubts(DOUBTFUL[code](sound))] == [code]
    page = Path(next(iter(foedus.pages.__path__))) / f"{code}.md"
    assert page.read_text(encoding="utf-8").startswith(f"# {code} ")


def test_a_partys_namesakes_are_listed_with_how_often_and_what_is_declared_or_a_body_is_not() -> None:
    deal = replace(
        accord(), parties=(Party("AA", "Ukraine"), Party("BB", "Republic of Beta")),
        bodies=(Body("SMM", "Ukrainian Monitoring Mission", ()),),
    )  # fmt: skip
    said = [
        report(1, "Ukrainian army"), report(2, "Ukrainian army, hospital"), report(3, "Ukraine army"),
        report(4, "Ukrainian Monitoring Mission"), report(5, "hospitals in Ukraine"), report(6, "Republic Radio"),
        report(7, "AA-MoD"), report(8, "Ukrainian governor", side="AA"), report(9, "Betamax"),
    ]  # fmt: skip
    assert namesakes(deal, said) == [("ukrainian army", "AA", 2), ("hospitals in ukraine", "AA", 1)]


@pytest.mark.parametrize(
    ("reports", "told"),
    [
        ([dated_by_the_event()], True),
        ([dated_by_the_event(days_before=3)], True),
        ([dated_by_the_event(), report(1)], False),
        ([dated_by_the_event(known_at=START + 2 * HOUR)], False),
        ([dated_by_the_event(days_before=3, kind=Kind.ANNOUNCEMENT)], False),
        ([dated_by_the_event(days_before=-1, known_at=START + 2 * DAY - 1)], False),
    ],
)
def test_dates_of_publication_no_later_than_the_event_are_told_where_they_are_many(
    reports: list[Report], told: bool
) -> None:
    found = doubts(replace(replayed(accord(), report(1)), reports=tuple(reports)))
    assert any(p.code == "P0007" for p in found) is told
