"""What a record cannot tell has no number but the widest interval that is sound; gaps of a channel are no silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from foedus.basics.instant import DAY, HOUR, MINUTE, Interval, Period, Unit
from foedus.basics.place import Area
from foedus.incident.measured import Between
from foedus.replay.channel_rates import channels_of
from foedus.replay.coverage import Coverage
from foedus.replay.donors import Donor
from foedus.replay.error_rates import ErrorRates, MadeGood, Standing
from foedus.replay.error_record import Supposed
from foedus.replay.untold import Untold, bounded, untold_in
from foedus.replay.violations import Form
from foedus.report.model import Kind, Report
from rates_values import START, act, before, deal, rates, recorded, watched


def untold(reports: Sequence[Report], named: float = 0, supposed: bool = False, origins: int = 2) -> Bounded:
    """What a record of reports leaves untold of violations of two and six acts, and what is left of the rates."""
    accord = deal(origins=origins)
    record = recorded(accord, reports, Supposed(1, 30, named))
    found = rates(accord, reports, [2, 6], supposed=Supposed(1, 30, named))
    cannot = untold_in(found, record, supposed)
    return Bounded(found, {each.of for each in cannot}, bounded(found, cannot))


class Bounded(NamedTuple):
    before: ErrorRates
    of: set[Untold]
    after: ErrorRates


def test_a_record_that_names_and_dates_and_has_two_sources_leaves_nothing_untold() -> None:
    found = untold([*before(), *watched()])
    assert found.of == set() and found.before == found.after


def test_where_nobody_names_a_doer_the_share_found_is_anything_up_to_what_is_found_broken() -> None:
    reports = [*before(party=""), *watched()]
    found = untold(reports)
    assert found.of == {Untold.DOER}
    assert untold(reports, named=0.5).of == set(), "what is supposed is told as supposed"
    few, many = found.after.cells
    for cell in (few, many):
        assert cell.found is not None and cell.broken is not None
        assert (cell.found.low, cell.found.high) == (0, cell.broken.high)
        assert cell.wrong == cell.late == cell.found and set(cell.delays.values()) == {None}
        assert all(share == cell.found for _, share in cell.within)
    assert few.found is not None and few.found.high < 1, "two acts are no breach by whomever it was"
    assert found.after.frontier_broken[0].acts == 2
    [design] = found.after.designs
    assert [size.found for size in design.sizes] == [few.found, many.found] and design.found == many.found


def test_what_is_not_made_good_is_no_surer_than_what_is_found() -> None:
    accord = deal()
    reports = [*before(party=""), *watched()]
    found = rates(accord, reports, [6])
    good = MadeGood(Period(7, Unit.DAY), found.designs[0].false, 0, NONE, NONE, NONE, 3)
    cell = replace(found.cells[0], standing=Standing(NONE, ((7, NONE),)))
    known = replace(found, cells=(cell,), designs=(replace(found.designs[0], made_good=good),))
    after = bounded(known, untold_in(known, recorded(accord, reports), supposed=True))
    [held], [design] = after.cells, after.designs
    assert held.standing == Standing(held.found, ((7, held.found),)) and held.found != NONE
    assert design.made_good is not None and design.made_good.stops == design.found
    assert design.made_good.false.low == 0


NONE = Between(Fraction(0), Fraction(0), Fraction(0))


def test_where_the_end_of_the_day_stands_for_when_it_was_known_no_delay_is_told() -> None:
    stamped = [
        replace(r, known_at=(r.happened_at.end // DAY + 1) * DAY - 1) for r in [*before(), *watched()]
    ]  # fmt: skip
    found = untold(stamped)
    assert found.of == {Untold.DELAY}
    assert found.after.cells == found.before.cells, "that it is found is told, and how soon at the soonest"


def test_one_source_alone_tells_nothing_of_what_it_misses() -> None:
    assert untold([*before(origins=("Monitor",)), *watched()], origins=1).of == {Untold.UNREPORTED}


def test_while_nobody_says_when_the_deal_was_kept_false_findings_may_be_none() -> None:
    broken = [r for day in range(10, 150, 10) for hour in (3, 9, 15) for r in act(day, hour=hour, where=hour)]
    found = untold([*before(), *watched(), *broken], supposed=True)
    [design], [was] = found.after.designs, found.before.designs
    assert was.false_seen == 14 and was.false.low > 0
    assert design.false.low == 0 == design.of_nobody.low and design.false.high == was.false.high


def test_where_as_many_tell_of_each_act_there_are_no_few_and_many_witnesses() -> None:
    found = rates(deal(), [*before(), *watched()], [6], forms=[Form.TOGETHER, Form.FEW, Form.MANY])
    assert found.left_out == (Form.FEW, Form.MANY)


# -- channels ----------------------------------------------------------------------------------------------------------


def sounded(channel: str, starts: Sequence[int], area: str = "North") -> list[Report]:
    return [
        Report(
            Kind.EVENT, "air alert", Interval(start, start + HOUR), start + HOUR, channel, channel, Area(area),
            start + HOUR, collector="alerts",
        )
        for start in starts
    ]  # fmt: skip


def donor(*reports: Report) -> Donor:
    """A recorded act that these tell of, of which only who tells of it when and where is asked."""
    return Donor(None, reports, date(2024, 10, 4), 1, None, {})  # type: ignore[arg-type]


def test_what_one_channel_has_while_the_other_was_not_at_work_is_no_miss() -> None:
    """The other has every second alert of a day in 200 days but none for a month."""
    days = [START + n * DAY for n in range(200)]
    one = [sounded("one", [day, day + 12 * HOUR]) for day in days]
    other = [[] if 100 <= n < 130 else sounded("other", [day + MINUTE]) for n, day in enumerate(days)]
    acts = [
        donor(first, *second) if n == 0 else donor(first)
        for pair, second in zip(one, other, strict=True)
        for n, first in enumerate(pair)
    ]
    reports = [r for some in (*one, *other) for r in some]
    channels, kept = channels_of(acts, reports)
    assert channels is not None and channels.names == ("one", "other")
    assert channels.in_gaps == len(acts) - len(kept) >= 58, "the month, or nearly"
    half = channels.measured.second.share
    assert half.best is not None and abs(half.best - Fraction(1, 2)) < Fraction(1, 50)
    full = channels.measured.first.share
    assert full.best == 1
    for donor_kept in kept:
        assert not any(g.start <= r.happened_at.start <= g.end for g in channels.gaps for r in donor_kept.reports)


def test_three_outlets_or_points_are_no_two_channels() -> None:
    three = [donor(*sounded(name, [START])) for name in ("one", "other", "third")]
    assert channels_of(three, [r for d in three for r in d.reports])[0] is None


def test_days_that_a_gap_touches_are_taken_out_of_what_is_covered() -> None:
    whole = Coverage(((date(2024, 10, 1), date(2024, 10, 31)),), "UTC")
    gap = Interval(START + 6 * DAY + HOUR, START + 7 * DAY + HOUR)
    left = whole.without([gap])
    assert left.stretches == ((date(2024, 10, 1), date(2024, 10, 9)), (date(2024, 10, 12), date(2024, 10, 31)))
    assert left.has(START) and not left.has(START + 7 * DAY) and left.days == 29
    assert whole.without([Interval(START - 90 * DAY, START + 90 * DAY)]).days == 0
