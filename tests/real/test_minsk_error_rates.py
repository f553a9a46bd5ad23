"""Error rates on the recorded reports of Minsk II, and of the rest of the country, where no truce was broken."""

from __future__ import annotations

import pytest
import shapely

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.instant import Interval
from foedus.basics.problem import Problem
from foedus.procedure.aim import aim_of
from foedus.replay.error_rates import Asked, ErrorRates, Kept, measured
from foedus.replay.error_record import Supposed, record_of
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
