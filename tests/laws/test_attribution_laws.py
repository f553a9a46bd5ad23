"""Laws of attribution, whatever was learnt: order is nothing, sums stay within certainty, agreement never lowers."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.probability import SURE
from foedus.incident.attribution import Testimony, attributed, without_each
from foedus.incident.behaviour import ADMISSION, WEIGHTS, Behaviour, unlearnt
from foedus.incident.flipping import flips
from foedus.incident.learning import FEWEST_CASES, Case, learn
from foedus.report.model import Basis
from fusing import DAY, START, incidents, report

PARTIES = ("AA", "BB", "CC")
ORIGINS = [f"origin {n}" for n in range(8)]
NAMES = st.sampled_from([*PARTIES, "raiders", "bandits"])
CLAIMS = st.lists(st.tuples(NAMES, st.sampled_from(list(Basis))), max_size=2, unique_by=lambda c: c[0])


def a_testimony(origin: str) -> st.SearchStrategy[Testimony]:
    return st.builds(lambda claims: Testimony(origin, "", tuple(claims)), CLAIMS)


@st.composite
def some_testimonies(draw: st.DrawFn, most: int = 5) -> list[Testimony]:
    origins = draw(st.lists(st.sampled_from(ORIGINS), max_size=most, unique=True))
    return [draw(a_testimony(origin)) for origin in origins]


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    found = draw(st.lists(some_testimonies(4), min_size=1, max_size=12))
    return [Case(START + n * DAY, tuple(t)) for n, t in enumerate(found * FEWEST_CASES)]


def behaviours() -> st.SearchStrategy[Behaviour]:
    learnt = st.builds(lambda c: learn(c, PARTIES, START + 400 * DAY), cases())
    return st.one_of(st.just(unlearnt(PARTIES)), learnt)


@given(some_testimonies(), behaviours(), st.randoms(use_true_random=False))
def test_the_order_of_testimonies_is_nothing(heard: list[Testimony], behaviour: Behaviour, dice: Random) -> None:
    shuffled = dice.sample(heard, len(heard))
    assert attributed(shuffled, behaviour) == attributed(heard, behaviour)
    assert flips(shuffled, behaviour, lambda p: p >= 800_000_000) == flips(heard, behaviour, lambda p: p >= 800_000_000)


@given(some_testimonies(), behaviours())
def test_shares_are_within_certainty_and_nobodys_who_is_not_named(heard: list[Testimony], behaviour: Behaviour) -> None:
    named = {party for t in heard for party, basis in t.claims if WEIGHTS[basis]}
    for each in (attributed(heard, behaviour), *(a for _, a in without_each(heard, behaviour))):
        assert all(0 < p < SURE for _, p in each.parties) and each.unattributed >= 0
        assert {party for party, _ in each.parties} <= named
    assert attributed([], behaviour).parties == ()


@given(some_testimonies(), behaviours(), NAMES, st.sampled_from([b for b in Basis if WEIGHTS[b]]))
def test_one_who_agrees_never_makes_it_less_probable(
    heard: list[Testimony], behaviour: Behaviour, party: str, basis: Basis
) -> None:
    before = attributed(heard, behaviour)
    for origin in ("somebody new", *sorted({*ORIGINS} - {t.origin for t in heard})):
        after = attributed([*heard, Testimony(origin, "", ((party, basis),))], behaviour)
        if before.of(party):
            assert after.of(party) >= before.of(party) - 2, "two billionths are rounding"


@given(cases(), st.randoms(use_true_random=False))
def test_learning_is_the_same_in_any_order_and_any_time_it_is_asked(known: list[Case], dice: Random) -> None:
    shuffled = [Case(c.known_at, tuple(dice.sample(c.testimonies, len(c.testimonies)))) for c in known]
    dice.shuffle(shuffled)
    at = START + 100 * DAY
    assert learn(shuffled, PARTIES, at) == learn(known, PARTIES, at)
    assert learn([c for c in known if c.known_at <= at], PARTIES, at) == learn(known, PARTIES, at)


@given(cases())
def test_tables_stay_tables(known: list[Case]) -> None:
    learnt = learn(known, PARTIES, START + 400 * DAY)
    for table in (*learnt.of_basis.values(), *learnt.of_origin.values(), (learnt.base,)):
        for row in table:
            assert all(x > 0 for x in row) and abs(sum(row) - 10**12) < 10
    assert all(basis is not ADMISSION for _, basis in learnt.of_origin)
    assert all(0 < x <= 10**12 for x in (*learnt.alone_of_basis.values(), *learnt.alone_of_origin.values()))


@given(st.lists(st.tuples(st.sampled_from(["P", "Q", "R"]), NAMES, st.sampled_from(list(Basis))), max_size=4), NAMES)
def test_what_a_party_says_in_its_own_interest_changes_nothing(
    said: list[tuple[str, str, Basis]], accused: str
) -> None:
    heard = [report(o, outlet=f"Paper {n}", claims=[(party, basis)]) for n, (o, party, basis) in enumerate(said)]
    if accused == "AA" or not heard:
        return
    party = report("AA-MoD", claims=[(accused, Basis.SEEN)], known_days=2)
    (before,), (after,) = incidents(*heard), incidents(*heard, party)
    assert (after.attribution, after.without, after.origins) == (before.attribution, before.without, before.origins)
