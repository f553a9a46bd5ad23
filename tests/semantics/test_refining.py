"""Rule I2e: after all is linked, each report goes where an incident as a whole explains it best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foedus.basics.logarithm import milli_nats
from foedus.incident.linking import Pairs
from foedus.incident.refining import Refiner, Reports
from foedus.incident.sighting import Level
from foedus.incident.terms import APART

KM, HOUR_S = 1_000, 3_600
QUIET = milli_nats(10_000)
"""One incident in 10,000 square kilometres and hours."""


class Told:
    """A report along a line: kilometres, hours, radius in kilometres, length in hours."""

    def __init__(self, km: float, hour: float, radius_km: float = 0.5, lasting_h: float = 0.5, level: int = 0) -> None:
        self.km, self.hour, self.radius_km, self.lasting_h, self.level = km, hour, radius_km, lasting_h, level


def exact(km: float, hour: float) -> Told:
    return Told(km, hour)


def town(km: float, hour: float, lasting_h: float = 8) -> Told:
    return Told(km, hour, 5, lasting_h, Level.FAIR)


def refined(
    told: Sequence[Told], label: Sequence[int], never: Sequence[tuple[int, int]] = (), kept: Sequence[int] = (),
    too_far: frozenset[tuple[int, int]] = frozenset(),
) -> list[int]:  # fmt: skip
    """The clusters after the rounds; every two reports are scored, and their words agree."""
    size = len(told)
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
    score = [APART if pair in never else 0 for pair in pairs]
    one, other = (np.array([pair[n] for pair in pairs], np.int64) for n in (0, 1))
    reports = Reports(
        np.array([[round(t.km * KM), 0, 6_000_000] for t in told], np.int64),
        np.array([round(t.radius_km * KM) for t in told], np.int64),
        np.array([round(2 * t.hour * HOUR_S) for t in told], np.int64),
        np.array([round(t.lasting_h * HOUR_S) for t in told], np.int64),
        np.full(size, QUIET, np.int64), np.array([t.level for t in told], np.int64),
    )  # fmt: skip

    def far(here: Sequence[int], there: Sequence[int]) -> bool:
        return any((min(a, b), max(a, b)) in too_far for a in here for b in there)

    refiner = Refiner(
        reports, Pairs(one, other, np.array(score, np.int64)), np.zeros(len(pairs), np.int64),
        np.isin(np.arange(size), kept), 3 * KM, 6 * HOUR_S, far,
    )  # fmt: skip
    found: list[int] = refiner.refined(np.array(label, np.int64)).tolist()
    return found


TWO = [exact(0, 0), exact(0.2, 0.1), exact(14, 0), exact(14.2, 0.1)]
"""Two incidents at one hour, fourteen kilometres apart, each told twice."""


def test_I2e_a_report_goes_where_the_incident_explains_it_best() -> None:
    assert refined([*TWO, town(12, 0)], [0, 0, 2, 2, 0]) == [0, 0, 2, 2, 2]
    assert refined([*TWO, town(12, 0)], [0, 0, 2, 2, 4]) == [0, 0, 2, 2, 2]


def test_I2e_what_fits_two_incidents_as_well_stays_by_itself() -> None:
    assert refined([*TWO, town(7, 0)], [0, 0, 2, 2, 4]) == [0, 0, 2, 2, 4]


def test_I2e_what_no_incident_explains_twice_as_well_leaves() -> None:
    assert refined([*TWO, town(60, 0)], [0, 0, 2, 2, 0]) == [0, 0, 2, 2, 4]


def test_I2e_the_time_may_be_anywhere_in_the_interval_that_a_report_states() -> None:
    early, edge, late = exact(0, 12), town(0, 8.5, 8), town(0, 2, 8)
    assert refined([early, edge], [0, 1]) == [0, 0], "it ends when the other was"
    assert refined([early, exact(0.1, 12), late], [0, 0, 2]) == [0, 0, 2], "it ended six hours before"


def test_I2e_within_its_limits_the_accord_says_itself_what_is_one() -> None:
    assert refined([exact(0, 0), exact(1, 5)], [0, 0]) == [0, 0]


def test_I2e_nothing_vague_has_a_say_in_what_is_more_exact() -> None:
    alone = refined(TWO, [0, 0, 2, 2])
    crowd = [town(n, 0) for n in range(15)]
    assert refined([*TWO, *crowd], [0, 0, 2, 2, *([0] * 15)])[:4] == alone
    # A report of a town says less of where it was than one of a street: that one goes to no incident of towns.
    assert refined([town(0, 0), town(1, 0), exact(30, 40)], [0, 0, 2])[2] == 2


def test_I2e_the_one_report_that_says_best_where_it_was_stays_with_those_it_holds_together() -> None:
    told = [exact(0, 0), town(3, 0), town(-3, 0), exact(2.8, 0.2), exact(2.9, 0.2)]
    assert refined(told, [0, 0, 0, 3, 3], never=[(1, 3), (2, 3)])[:3] in ([0, 0, 0], [0, 1, 2])
    assert refined([exact(0, 0), town(3, 0)], [0, 0]) == [0, 0]


def test_I2e_nobody_goes_where_he_is_held_apart_from_somebody() -> None:
    told = [*TWO, town(12, 0)]
    assert refined(told, [0, 0, 2, 2, 4], never=[(3, 4)])[4] == 4
    assert refined(told, [0, 0, 2, 2, 4], too_far=frozenset({(2, 4)}))[4] == 4


def test_I2e_whose_clock_slipped_stays() -> None:
    assert refined([*TWO, town(60, 0)], [0, 0, 2, 2, 0], kept=[4]) == [0, 0, 2, 2, 0]


def test_I2e_whole_incidents_join_where_their_most_exact_reports_make_them_one() -> None:
    told = [exact(0, 0), exact(0.1, 0), exact(0.2, 0.1), exact(0.3, 0.1)]
    assert refined(told, [0, 0, 2, 2]) == [0, 0, 0, 0]
    assert refined(told, [0, 0, 2, 2], never=[(0, 3)]) == [0, 0, 2, 2]
