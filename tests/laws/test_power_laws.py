"""What each member weighs: known games, and any game against counting every order and every division one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations, product
from math import factorial

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.prove.power import NONE, weights
from trials import examples

Vector = tuple[int, ...]


def blockers_of(quota: int, votes: tuple[int, ...], sizes: Vector) -> list[Vector]:
    """The smallest coalitions without which a quota of weighted votes cannot be reached; votes of each class."""
    everything = sum(v * n for v, n in zip(votes, sizes, strict=True))
    can = [
        counts for counts in product(*(range(n + 1) for n in sizes))
        if everything - sum(v * n for v, n in zip(votes, counts, strict=True)) < quota
    ]  # fmt: skip
    return [c for c in can if not any(d != c and all(x <= y for x, y in zip(d, c, strict=True)) for d in can)]


def test_a_permanent_member_of_the_security_council_weighs_a_hundred_times_an_elected_one() -> None:
    """As nine of fifteen with five vetoes, and as a weighted vote of 39 with 7 for each permanent member."""
    for blocking in ([(1, 0), (0, 7)], blockers_of(39, (7, 1), (5, 10))):
        found = weights((5, 10), blocking)
        assert found is not None
        permanent, elected = found
        assert (permanent.shapley, elected.shapley) == (Fraction(421, 2145), Fraction(4, 2145))
        assert (permanent.swings, elected.swings) == (Fraction(53, 1024), Fraction(21, 4096))
        assert abs(float(permanent.banzhaf) - 0.166929) < 5e-7 and abs(float(elected.banzhaf) - 0.016535) < 5e-7


def test_one_vote_can_weigh_as_much_as_49() -> None:
    """[51; 50, 49, 1], by Shapley and Shubik."""
    found = weights((1, 1, 1), blockers_of(51, (50, 49, 1), (1, 1, 1)))
    assert found is not None
    assert [w.shapley for w in found] == [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]


def test_luxembourg_weighed_nothing_in_the_council_of_1958() -> None:
    """[12; 4, 4, 4, 2, 2, 1]: one vote of 17, and never the one that decided."""
    found = weights((3, 2, 1), blockers_of(12, (4, 2, 1), (3, 2, 1)))
    assert found is not None
    assert [w.shapley for w in found] == [Fraction(7, 30), Fraction(3, 20), 0]
    assert found[2] == NONE


def test_where_nobody_can_block_or_nobody_need_nobody_weighs_anything() -> None:
    assert weights((3, 2), []) == (NONE, NONE)
    assert weights((3, 2), [(0, 0)]) == (NONE, NONE)
    alone = weights((3,), [(3,)])
    assert alone is not None and weights((3, 0), [(3, 0), (0, 1)]) == (*alone, NONE)


def test_32_members_and_15_in_four_classes_are_counted_exactly() -> None:
    found = weights((27, 5, 12, 3), [(11, 0, 0, 0), (6, 1, 0, 0), (0, 0, 7, 0), (0, 0, 0, 2)])
    assert found is not None
    assert sum(n * w.shapley for n, w in zip((27, 5, 12, 3), found, strict=True)) == 1
    assert weights((40, 40, 40, 40), [(1, 1, 1, 1)]) is None, "too many kinds of sets"


def one_by_one(sizes: Vector, blocking: list[Vector]) -> list[tuple[Fraction, Fraction]]:
    """Each index of a member of each class, from every order and every division of single members."""
    members = [n for n, size in enumerate(sizes) for _ in range(size)]

    def carries(inside: set[int]) -> bool:
        outside = [members[m] for m in range(len(members)) if m not in inside]
        return not any(all(outside.count(n) >= count for n, count in enumerate(b)) for b in blocking)

    found = []
    for number, size in enumerate(sizes):
        if not size:
            found.append((Fraction(0), Fraction(0)))
            continue
        me = members.index(number)
        orders = sum(
            carries({*order[: order.index(me) + 1]}) and not carries({*order[: order.index(me)]})
            for order in permutations(range(len(members)))
        )
        others = [m for m in range(len(members)) if m != me]
        sets = [set(c) for k in range(len(others) + 1) for c in combinations(others, k)]
        swings = sum(carries({*s, me}) and not carries(s) for s in sets)
        found.append((Fraction(orders, factorial(len(members))), Fraction(swings, len(sets))))
    return found


@st.composite
def games(draw: st.DrawFn) -> tuple[Vector, list[Vector]]:
    sizes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3).filter(lambda s: 1 <= sum(s) <= 6))
    some = st.tuples(*(st.integers(0, n + 1) for n in sizes))
    return tuple(sizes), draw(st.lists(some, max_size=4))


@settings(max_examples=examples(60), deadline=None)
@given(games())
def test_counting_by_classes_is_counting_one_by_one(game: tuple[Vector, list[Vector]]) -> None:
    sizes, blocking = game
    found = weights(sizes, blocking)
    assert found is not None
    assert [(w.shapley, w.swings) for w in found] == one_by_one(sizes, blocking)
    if any(w.swings for w in found):
        assert sum(n * w.shapley for n, w in zip(sizes, found, strict=True)) == 1
        assert sum(n * w.banzhaf for n, w in zip(sizes, found, strict=True)) == 1
