"""Two channels of air-raid alerts over a year, each measured by the other; figures counted from the tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from foedus.basics.instant import SECOND
from foedus.incident.channels import Alert, TwoChannels, alerts_of, measure
from foedus.report.read_reports import read_reports

pytestmark = pytest.mark.real
ALERTS = Path(__file__).parents[1] / "data" / "alerts"


@cache
def alerts(name: str) -> tuple[Alert, ...]:
    read = read_reports(ALERTS / name)
    assert not read.problems and not read.refused
    return alerts_of(read.reports)


@cache
def measured() -> TwoChannels:
    return measure(alerts("volunteer_2022_2023.csv.gz"), alerts("official_oblasts_2022_2023.csv.gz"))


def percent(hits: int, of: int) -> int:
    return (200 * hits + of) // (2 * of)


def test_the_shares_with_a_start_of_the_other_channel_nearby_are_those_counted_before() -> None:
    found = measured()
    official, volunteer = found.second, found.first
    assert (official.all, volunteer.all) == (16_185, 14_721)
    assert [percent(n, official.all) for n in official.nearest] == [75, 85, 87]
    assert [percent(n, volunteer.all) for n in volunteer.nearest] == [83, 94, 96]


def test_one_to_one_the_volunteers_have_96_and_the_officials_88_of_a_hundred() -> None:
    found = measured()
    assert (found.first.share.hits, found.first.share.trials) == (14_114, 14_721)
    assert (found.second.share.hits, found.second.share.trials, found.second.not_covered) == (14_114, 16_095, 90)
    assert found.first.share.low < found.first.share.hits * 10**9 // found.first.share.trials < found.first.share.high
    assert found.second.by_days.high - found.second.by_days.low > found.second.share.high - found.second.share.low


def test_the_officials_are_21_seconds_earlier_and_19_times_in_20_earlier_at_all() -> None:
    early, _, middle, _, late = (delay // SECOND for delay in measured().delays)
    assert (early, middle, late) == (-115, -21, -2)


def test_an_alert_whose_end_nobody_saw_is_hardly_ever_one_of_the_other_channel() -> None:
    supposed = measured().second.supposed
    assert (supposed.hits, supposed.trials) == (19, 627)


def test_what_both_miss_is_half_a_hundredth_if_they_miss_independently() -> None:
    total = measured().total
    assert total is not None and total.seen == 16_702
    assert [round(x) for x in (total.whole.low, total.whole.best, total.whole.high, total.by_area)] == [
        16_767, 16_787, 16_807, 16_850,
    ]  # fmt: skip
