"""Error rates on the recorded reports of Minsk II, and of the rest of the country, where no truce was broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from foedus.accord.model import Accord, Article, Body, Certification, Silence
from foedus.accord.zones import Zones
from foedus.basics.instant import Interval, Period, Unit
from foedus.basics.problem import Problem
from foedus.procedure.aim import aim_of
from foedus.replay.error_rates import Asked, ErrorRates, Kept, measured
from foedus.replay.error_record import Supposed, record_of
from foedus.replay.redrawn import design_of
from foedus.replay.run import all_reports
from foedus.replay.trials import Design
from foedus.replay.violations import Form, Size
from library_values import deal, reports_of

pytestmark = [pytest.mark.real, pytest.mark.slow]

MINSK = "minsk_2_2015/minsk_2"
ACTS = (5, 20)
"""What the text calls a serious breach, and four times as much."""


def elsewhere() -> Zones:
    """The zone drawn anew: the whole country but the two regions and what is nearer to them than some 50 km."""
    _, zones = deal(MINSK)
    _, whole = deal("conditional_accession/as_if_spring_2025")
    rest = whole.drawn["Theatre"].difference(zones.drawn["Regions"].buffer(0.5))
    return Zones(zones.zones, {"Regions": shapely.make_valid(rest)})


def rates(named: float, ground: Zones | None = None) -> ErrorRates:
    accord, zones = deal(MINSK)
    aim = aim_of(accord, "serious")
    reports = all_reports(reports_of(MINSK), None)
    assert not isinstance(aim, Problem)
    record = record_of(accord, zones, aim, reports, Supposed(1, 30, named))
    assert not isinstance(record, Problem)
    designs = (Design("as written", accord),)
    kept = Kept("kept", ground or zones, designs, aim, in_force(accord), record.covered)
    asked = Asked(1, 6, (Form.TOGETHER, Form.SPREAD), tuple(map(Size, ACTS)), Size(ACTS[-1]))
    return measured(record, designs, [kept], asked)


def in_force(accord: Accord) -> Interval:
    assert accord.in_force_until is None, "no end was agreed"
    return Interval(accord.in_force_from, accord.in_force_from + 10**15)


def found(of: ErrorRates, form: Form, broken: bool) -> list[float]:
    cells = [c for c in of.cells if c.form is form]
    shares = [c.broken if broken else c.found for c in cells]
    return [float(share.best) for share in shares if share is not None]


def test_nothing_is_found_against_a_party_where_no_source_says_who_did_it() -> None:
    of = rates(named=0)
    assert of.named == 0 and of.donors > 2_000
    assert found(of, Form.TOGETHER, broken=False) == [0, 0]
    few, many = found(of, Form.TOGETHER, broken=True)
    assert few < 0.6 < many, "that it was broken is found, if it was broken often enough on one day"
    assert found(of, Form.SPREAD, broken=True)[-1] < 0.5, "and hardly if the same is spread over a month"


def test_a_witness_to_four_acts_of_five_would_make_large_violations_the_partys() -> None:
    of = rates(0.8, elsewhere())
    few, many = found(of, Form.TOGETHER, broken=False)
    assert few < 0.5 < many
    assert of.designs[0].false_seen == 0, "of the rest of the country nothing is found against anybody"
    assert 1.0 < float(of.designs[0].false.high) < 1.3, "and three years say no more than about one a year at most"


def test_a_time_to_make_good_lets_a_single_blow_pass_and_half_of_what_goes_on() -> None:
    accord, zones = deal(MINSK)
    body = Body("Commission", "A commission", ("BR", "CH", "ID", "IN", "KE", "ZA"))
    said = Certification(body.name, "serious", 4, 6, Period(72, Unit.HOUR), Silence.ASSENT)
    accord = replace(accord, bodies=(*accord.bodies, body), articles=(*accord.articles, Article("4", "", (said,))))
    aim = aim_of(accord, "serious", "Formations")
    assert not isinstance(aim, Problem)
    record = record_of(accord, zones, aim, all_reports(reports_of(MINSK), None), Supposed(1, 30, 0.8))
    assert not isinstance(record, Problem)
    designs = [Design("as written", accord)]
    for words in ("cure 7 days", "cure 1 day"):
        made = design_of(words, accord, aim)
        assert isinstance(made, Design)
        designs.append(made)
    kept = Kept("kept", zones, tuple(designs), aim, in_force(accord), record.covered)
    asked = Asked(1, 12, (Form.TOGETHER,), (Size(10),), Size(10), votes_at_limit=True)
    plain, week, day = measured(record, designs, [kept], asked).designs
    assert plain.made_good is None and plain.found is not None and plain.found.best > 0
    assert week.made_good is not None and week.made_good.stops is not None and week.made_good.stops.best == 0
    assert week.made_good.kept_up is not None and week.made_good.kept_up_found is not None
    assert 0 < week.made_good.kept_up.best < week.made_good.kept_up_found.best
    assert day.made_good is not None and day.made_good.kept_up is not None and day.made_good.kept_up.best == 0
