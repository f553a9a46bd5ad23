"""Minsk II with a clause on an average instead of a count: broken within seven weeks, and again until the late summer.

Which incidents count is taken from the minor breaches (one for each, tested beside the data in test_minsk_2); what bets
on them win is worked out apart from the program.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from betting_values import blocks_that_pass
from foedus.accord.model import Accord
from foedus.accord.read_accord import read_source
from foedus.accord.zones import Zones
from foedus.basics.instant import show
from foedus.finding import fast, plain
from foedus.finding.model import Evaluation, Finding, Truth
from foedus.incentives.charts import passed_by_betting
from foedus.incident.fuse import Fusion
from foedus.incident.model import Known
from foedus.replay.replay import replay
from library_values import LIBRARY, end_of_day, reports_of, table

pytestmark = pytest.mark.real

MINSK = "minsk_2_2015/minsk_2"
COUNT = "        serious breach when count is at least 5 within 24 hours\n"
WEEKLY, DAILY = (
    f"        serious breach when count averages more than 1 per {block}, at error at most 0.001 over the lifetime\n"
    for block in ("7 days", "calendar day")
)
FIRST = date(2015, 2, 15)
PARTIES = 2
"""Nobody is named in these data, so that both who are bound may have the average together (F10e)."""


@cache
def deal_with(line: str) -> tuple[Accord, Zones]:
    file = LIBRARY / f"{MINSK}.accord"
    if not file.exists():
        pytest.skip(f"THE LIBRARY IS MISSING: there is no {file}")
    text = file.read_text(encoding="utf-8")
    assert text.count(COUNT) == 1
    found = read_source(text.replace(COUNT, line), file.name, file.parent)
    assert found.accord is not None and found.zones is not None and not found.errors
    return found.accord, found.zones


@cache
def known() -> Known:
    reports = sorted((r for read in reports_of(MINSK) for r in read.reports), key=lambda r: (r.known_at, r.id))
    return Fusion(*deal_with(WEEKLY)).learn(reports, reports[-1].known_at)


@cache
def found(line: str) -> Evaluation:
    return fast.evaluate(*deal_with(line), known())


def serious(line: str) -> list[Finding]:
    return [f for f in found(line).findings if f.condition == "1/serious" and f.truth is Truth.BREACHED]


@cache
def times() -> list[tuple[date, date]]:
    """First and last day of each single incident that is a minor breach by itself."""
    incidents = {i.id: i for i in known().incidents}
    minor = [f for f in found(WEEKLY).findings if f.condition == "1/minor" and f.truth is Truth.BREACHED]
    single = [incidents[i].happened_at for f in minor for i in f.incidents if not incidents[i].series]
    return [(day_of(h.start), day_of(h.end)) for h in single]


def day_of(at: int) -> date:
    return date.fromisoformat(show(at, "Europe/Kyiv")[:10])


def counts(days: int) -> list[int]:
    """Incidents in each block of so many days, those left out that reach over two."""
    blocks = [((a - FIRST).days // days, (b - FIRST).days // days) for a, b in times()]
    total = Counter(a for a, b in blocks if a == b)
    return [total[n] for n in range(max(total) + 1)]


def test_minsk_is_broken_by_the_week_when_the_bets_say_so() -> None:
    weeks = counts(7)
    by_hand = blocks_that_pass(weeks, PARTIES, 1000)
    passed = [(day_of(f.reached_at) - FIRST).days // 7 for f in serious(WEEKLY)]
    assert passed == by_hand
    assert [day_of(f.reached_at) for f in serious(WEEKLY)] == [
        date(2015, 4, 3), date(2015, 5, 26), date(2015, 7, 22),
    ]  # fmt: skip
    assert {f.party for f in serious(WEEKLY)} == {None}


def test_a_clause_by_the_day_with_an_average_twice_as_high_as_what_came_finds_nothing() -> None:
    """There was about one a day, and two parties may have one each; salvoes of a day do not make it more."""
    assert blocks_that_pass(counts(1)[:70], PARTIES, 1000) == []
    assert serious(DAILY) == []


def test_from_the_new_truce_of_september_on_nothing_is_found_any_more() -> None:
    assert all(day_of(f.reached_at) < date(2015, 9, 1) for f in serious(WEEKLY))
    late = [a for a, _ in times() if a >= date(2015, 9, 1)]
    assert 0 < len(late) < 50


def test_what_is_counted_comes_in_clusters_so_that_a_test_by_poisson_would_promise_too_much() -> None:
    days = np.array(counts(1)[:160])
    assert days.var() / days.mean() > 1.2


@cache
def months_in_random_order() -> NDArray[np.int64]:
    """Fatal events of single days in 1,080 days: months of the whole record, put together by chance; 2,000 such."""
    events = table(next((LIBRARY / MINSK).parent.glob("reports/*.gz")))
    total = Counter(e["date_start"] for e in events if e["date_start"] == e["date_end"])
    begin = date(2014, 4, 14)
    days = [str(begin + timedelta(n)) for n in range((date(2017, 12, 31) - begin).days + 1)]
    record = np.array([total[day] for day in days])
    starts = Generator(Philox(key=3)).integers(0, len(record), (2_000, 36))
    return record[(starts[:, :, None] + np.arange(30)) % len(record)].reshape(2_000, -1)


def share_found(days: int) -> float:
    """Of these lifetimes, with the average of all of them allowed in blocks of so many days."""
    counts = months_in_random_order()
    blocks = counts[:, : counts.shape[1] // days * days].reshape(len(counts), -1, days).sum(axis=2)
    passed = passed_by_betting(blocks, math.ceil(counts.mean() * days), 0.001)
    return float(np.count_nonzero(passed) / len(passed))


def test_an_average_that_holds_over_years_must_not_be_asked_of_every_day() -> None:
    """What comes in waves of weeks exceeds it for weeks; by the month nothing false is found, however it comes."""
    assert share_found(1) > 0.8
    assert 0.1 < share_found(7) < 0.4
    assert share_found(30) <= 0.001 + 3 * (0.001 / 2_000) ** 0.5


def test_the_definition_finds_the_same() -> None:
    assert plain.evaluate(*deal_with(WEEKLY), known()) == found(WEEKLY)


def test_it_was_known_on_the_8th_of_april_as_of_the_7th_and_what_came_later_moves_it_to_the_3rd() -> None:
    accord, zones = deal_with(WEEKLY)
    told = replay(accord, zones, reports_of(MINSK), end_of_day("2015-04-10"))
    (history,) = [h for h in told.histories if h.first.condition == "1/serious" and h.first_breached_at is not None]
    assert day_of(history.first_breached_at or 0) == date(2015, 4, 8)
    assert history.last is not None and day_of(history.last.reached_at) == date(2015, 4, 7)
    assert day_of(serious(WEEKLY)[0].reached_at) == date(2015, 4, 3)
    assert "The evidence against compliance passed 1,000 to 1" in " ".join(history.first.explanation)
