"""Two channels measured by each other: pairs, gaps, shares and the estimate of what both miss."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.instant import DAY, HOUR, MINUTE
from foedus.incident.channels import TOLERANCE, Alert, measure
from foedus.incident.coverage import run_too_long
from foedus.incident.nearest import paired

TIMES = st.lists(st.integers(0, 30), max_size=5).map(sorted)


def alerts(starts: list[int], area: str = "north", channel: str = "a", lasting: int = 30 * MINUTE) -> list[Alert]:
    return [Alert(at, at + lasting, area, f"{channel}{n:05}") for n, at in enumerate(starts)]


def best_by_trying(first: list[int], second: list[int], tolerance: int) -> tuple[int, int]:
    """(pairs, sum of distances) of the best assignment, by trying all of them."""
    few, many = sorted((first, second), key=len)
    found = []
    for order in permutations(range(len(many)), len(few)):
        near = [abs(few[i] - many[j]) for i, j in enumerate(order) if abs(few[i] - many[j]) <= tolerance]
        found.append((len(near), -sum(near)))
    pairs, minus = max(found)
    return pairs, -minus


@given(TIMES, TIMES, st.integers(0, 8))
def test_pairs_are_as_many_and_as_close_as_can_be(first: list[int], second: list[int], tolerance: int) -> None:
    found = paired(first, second, tolerance)
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)
    distances = [abs(first[i] - second[j]) for i, j in found]
    assert all(d <= tolerance for d in distances)
    assert (len(found), sum(distances)) == best_by_trying(first, second, tolerance)


def test_a_start_is_the_partner_of_one_only() -> None:
    assert paired([0], [-1, 1], 5) in (((0, 0),), ((0, 1),))
    assert paired([0, 2], [1], 5) in (((0, 0),), ((1, 0),))
    assert paired([0, 4], [3, 9], 5) == ((0, 0), (1, 1)), "two pairs before one that is closer"


def test_areas_of_two_names_never_match() -> None:
    found = measure(alerts([0, DAY]), [*alerts([0, DAY], "south", "b"), *alerts([DAY], "north", "c")])
    assert found.pairs == 1 and found.areas == ("north",) and found.only_second == ("south",)


def test_a_run_too_long_for_chance_grows_with_what_is_missed_anyway() -> None:
    assert run_too_long(Fraction(1)) == 1
    assert run_too_long(Fraction(9, 10)) == 6
    assert run_too_long(Fraction(1, 2)) == 20


def test_the_order_of_alerts_changes_nothing() -> None:
    first = alerts([n * DAY for n in range(40)])
    second = alerts([n * DAY + 3 * MINUTE for n in range(0, 40, 2)], channel="b")
    assert measure(first, second) == measure(first[::-1], [*second[7:], *second[:7]])
    assert measure(first, second).first == measure(second, first).second


def test_delays_are_the_second_channels_less_the_firsts() -> None:
    first = alerts([n * DAY for n in range(20)])
    second = alerts([n * DAY + n * MINUTE // 4 for n in range(20)], channel="b")
    found = measure(first, second)
    assert found.delays == (0, MINUTE, MINUTE * 9 // 4, MINUTE * 14 // 4, MINUTE * 18 // 4)


def test_what_begins_while_the_other_has_an_alert_in_force_is_told_apart() -> None:
    first = alerts([0, DAY, 2 * DAY])
    second = alerts([0, DAY, 2 * DAY, DAY + 20 * MINUTE, 2 * DAY + 5 * HOUR], channel="b")
    found = measure(first, second).first
    assert (found.share.hits, found.share.trials, found.inside, found.not_covered) == (3, 4, 1, 1)


def test_chapmans_estimate_needs_both_channels() -> None:
    first = alerts([n * DAY for n in range(90)])
    second = alerts([n * DAY for n in range(10, 90)] + [n * DAY + 12 * HOUR for n in range(10, 30)], channel="b")
    total = measure(first, second, TOLERANCE).total
    assert total is not None and total.seen == 100
    assert total.whole.best == Fraction(81 * 101, 81) - 1 == 100
    assert measure(first, alerts([5], "south", "b")).total is None
