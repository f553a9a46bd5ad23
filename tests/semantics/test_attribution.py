"""The rules of attribution by themselves: what claims of independent origins come to, and how their worth is learnt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from bench.evidence.calibration import measured
from bench.evidence.testimonies import START, Shape, Truth, make

from foedus.accord.model import Standard
from foedus.basics.canonical import digest
from foedus.basics.instant import DAY, show
from foedus.basics.probability import SURE
from foedus.incident.attribution import Testimony, attributed, without_each
from foedus.incident.behaviour import ADMISSION, FINE, WEIGHTS, Behaviour, unlearnt
from foedus.incident.flipping import flips
from foedus.incident.learning import FEWEST_CASES, Case, learn, relearning_instant
from foedus.report.model import Basis

PARTIES = ("AA", "BB")
NOTHING = unlearnt(PARTIES)
CLEAR = Standard().met_by
WEIGHTY = [basis for basis, weight in WEIGHTS.items() if weight]


def said(origin: str, party: str = "", basis: Basis = Basis.SEEN, speaker: str = "") -> Testimony:
    return Testimony(origin, speaker, ((party, basis),) if party else ())


def case(day: int, *testimonies: Testimony) -> Case:
    return Case(START + day * DAY, testimonies)


def right(behaviour: Behaviour, origin: str, party: str, basis: Basis = Basis.SEEN) -> float:
    place = PARTIES.index(party)
    return behaviour.confusion(origin, basis)[place][place] / FINE


# -- what claims come to -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parties", [PARTIES, ("AA", "BB", "CC", "DD", "EE")], ids=len)
@pytest.mark.parametrize("basis", WEIGHTY)
def test_I4a_one_claim_of_an_unknown_origin_is_worth_its_basis(basis: Basis, parties: tuple[str, ...]) -> None:
    for party in (parties[0], "raiders"):
        p = attributed([said("P", party, basis)], unlearnt(parties)).of(party)
        assert abs(Fraction(p, SURE) - WEIGHTS[basis]) < Fraction(1, 10**6)


def test_I4a_on_no_basis_is_a_party_worth_more_than_another() -> None:
    for basis in WEIGHTY:
        one, other = (attributed([said("P", party, basis)], NOTHING).of(party) for party in PARTIES)
        assert one == other


def test_I4a_agreement_raises_step_by_step_and_never_to_certainty() -> None:
    shares = [attributed([said(f"{n}", "AA", Basis.ACCUSED) for n in range(k)], NOTHING).of("AA") for k in range(1, 40)]
    assert shares == sorted(shares) and shares[0] == 600_000_000 and 800_000_000 < shares[1] < shares[2] < 950_000_000
    assert shares[-1] < 990_000_000, "all can be fooled alike"


def test_I4a_conflict_lowers_both() -> None:
    both = attributed([said("P", "AA"), said("Q", "BB", Basis.ACCUSED)], NOTHING)
    assert both.of("BB") < 600_000_000 and both.of("AA") < 900_000_000
    even = attributed([said("P", "AA"), said("Q", "BB")], NOTHING)
    assert even.of("AA") == even.of("BB") < SURE // 2


def test_I4a_who_names_two_gives_each_half_of_his_word() -> None:
    two = attributed([Testimony("P", "", (("AA", Basis.SEEN), ("BB", Basis.SEEN)))], NOTHING)
    assert two.of("AA") == two.of("BB") and 400_000_000 < two.of("AA") < SURE // 2


def test_I4a_a_denial_and_an_announcement_say_nothing_of_who_did_it() -> None:
    for basis in (Basis.DENIED, Basis.ANNOUNCED):
        assert attributed([said("P", "AA", basis)], NOTHING).parties == ()
        other = [said("Q", "BB", Basis.ACCUSED), said("R")]
        assert attributed([*other, said("P", "AA", basis)], NOTHING) == attributed([*other, said("P")], NOTHING)


def test_I4a_a_party_is_believed_against_itself_on_whatever_it_rests() -> None:
    for basis in (Basis.HEARSAY, Basis.ACCUSED, Basis.CLAIMED):
        assert attributed([said("AA", "AA", basis, speaker="AA")], NOTHING).of("AA") == 950_000_000


def test_I4a_each_origin_can_be_left_out() -> None:
    left = without_each([said("Q", "AA"), said("P", "AA", Basis.ACCUSED), said("R")], NOTHING)
    assert [(origin, a.of("AA") < 900_000_000) for origin, a in left] == [("P", False), ("Q", True), ("R", False)]


# -- abstention, and what would change it --------------------------------------------------------------------------


def test_I4d_nobody_is_favoured_where_nobody_names_anybody_or_conflict_leaves_none_over_a_half() -> None:
    assert attributed([], NOTHING).favoured == attributed([said("P"), said("Q")], NOTHING).favoured == ""
    torn = attributed([said("P", "AA"), said("Q", "BB")], NOTHING)
    assert torn.favoured == "" and torn.of("AA") > 0, "the shares are told all the same"
    assert attributed([said("P", "AA", Basis.HEARSAY)], NOTHING).favoured == ""
    assert attributed([said("P", "AA", Basis.ACCUSED)], NOTHING).favoured == "AA"


def test_I4e_the_origin_it_hangs_on_is_named() -> None:
    found = flips([said("monitors", "AA"), said("paper", "AA", Basis.HEARSAY), said("silent")], NOTHING, CLEAR)
    assert {f.without: f.changes for f in found if f.without} == {"monitors": True, "paper": False}
    (hangs,) = (f for f in found if f.without == "monitors")
    assert (hangs.before.meets, hangs.after.meets, hangs.after.favoured) == ("AA", "", "")
    assert (
        hangs.words
        == "Without monitors, nobody would be favoured (AA 31 %), and AA would no longer meet the standard of proof."
    )


def test_I4e_one_more_witness_against_another_is_tried() -> None:
    weak = flips([said("paper", "AA", Basis.ACCUSED)], NOTHING, CLEAR)
    (once_more, against) = (f for f in weak if f.party)
    assert (against.party, against.changes, against.after.favoured) == ("BB", True, "BB")
    assert (once_more.party, once_more.before.meets, once_more.after.meets) == ("AA", "", "AA")
    assert against.words.startswith("Had one more independent origin seen BB do it, ")
    strong = flips([said(f"{n}", "AA") for n in range(4)], NOTHING, CLEAR)
    assert not any(f.changes for f in strong)
    assert {f.words for f in strong if f.party} == {
        "Had one more independent origin seen BB do it, the attribution would not change."
    }


def test_I4e_where_nobody_is_attributed_every_party_is_tried() -> None:
    tried = flips([], NOTHING, CLEAR)
    assert [(f.party, f.after.meets) for f in tried] == [("AA", "AA"), ("BB", "BB")]
    assert (
        tried[0].words
        == "Had one more independent origin seen AA do it, it would be attributed to AA by the standard of proof."
    )


# -- learning ------------------------------------------------------------------------------------------------------


def cross_checked(how: dict[str, tuple[float, float]], cases: int, seed: int, first_day: int = 0) -> list[Case]:
    """Incidents seen by all. how: for each origin how often it is right where AA did it, and where BB did."""
    dice = Random(seed)
    made = []
    for n in range(cases):
        culprit = dice.choice(PARTIES)
        named = {o: culprit if dice.random() < rates[culprit == "BB"] else None for o, rates in how.items()}
        other = PARTIES[culprit == "AA"]
        made.append(case(first_day + n // 10, *(said(o, name or other) for o, name in named.items())))
    return made


def test_I4c_how_often_each_is_right_and_whom_it_covers_up_for_is_learnt_without_being_told() -> None:
    how = {"good": (0.95, 0.95), "poor": (0.6, 0.6), "for AA": (0.5, 0.95), "for BB": (0.95, 0.5)}
    learnt = learn(cross_checked(how, 1_500, 1), PARTIES, START + 150 * DAY)
    for origin, rates in how.items():
        for party, rate in zip(PARTIES, rates, strict=True):
            assert abs(right(learnt, origin, party) - rate) < 0.06, (origin, party)
    believed = {o: attributed([said(o, "BB"), said("silent")], learnt).of("BB") for o in how}
    assert believed["for AA"] < believed["for BB"] and believed["poor"] < believed["good"]


def test_I4c_an_origin_that_is_wrong_more_often_than_right_is_worth_nothing_and_not_the_opposite() -> None:
    how = {"good": (0.95, 0.95), "also good": (0.95, 0.95), "liar": (0.05, 0.05)}
    learnt = learn(cross_checked(how, 800, 2), PARTIES, START + 100 * DAY)
    alone, with_liar = [said("good", "AA"), said("silent")], [said("good", "AA"), said("liar", "AA")]
    assert right(learnt, "liar", "AA") < 0.15
    assert attributed(with_liar, learnt).of("AA") >= attributed(alone, learnt).of("AA")


def test_I4c_three_reports_move_an_origin_little() -> None:
    how = {"good": (0.95, 0.95), "also good": (0.95, 0.95)}
    new = [case(1, said("good", "AA"), said("also good", "AA"), said("new", "BB")) for _ in range(3)]
    learnt = learn([*cross_checked(how, 300, 3), *new], PARTIES, START + 40 * DAY)
    usual = learnt.of_basis[Basis.SEEN][0][0] / FINE
    assert 0.6 * usual < right(learnt, "new", "AA") < 0.85 * usual


def test_I4c_with_few_cross_checks_nothing_is_learnt() -> None:
    how = {"good": (0.95, 0.95), "poor": (0.5, 0.5)}
    few = cross_checked(how, FEWEST_CASES - 1, 4)
    alone = [case(1, said("good", "AA"), said("silent")) for _ in range(500)]
    assert learn([*few, *alone], PARTIES, START + 9 * DAY) == NOTHING
    assert learn([*few, *few], PARTIES, START + 9 * DAY).cases == 2 * len(few)


def test_I4c_an_admission_is_never_weighed_anew() -> None:
    how = {"good": (0.9, 0.9), "also good": (0.9, 0.9)}
    admitted = [case(1, said("AA", "AA", speaker="AA"), said("good", "BB"), said("also good", "BB"))] * 40
    learnt = learn([*cross_checked(how, 200, 5), *admitted], PARTIES, START + 30 * DAY)
    assert learnt.confusion("AA", ADMISSION) == NOTHING.confusion("AA", ADMISSION)


def test_I4c_what_one_collector_wrote_for_all_its_sources_teaches_nothing() -> None:
    def coded(day: int, *names: str) -> Case:
        return case(day, *(replace(said(f"paper {n}", name), coder="register") for n, name in enumerate(names)))

    always = [coded(n % 50, "AA", "AA", "AA") for n in range(200)]
    assert learn(always, PARTIES, START + 60 * DAY) == NOTHING
    assert learn([*always, coded(9, "AA", "BB")], PARTIES, START + 60 * DAY).cases == 201


def test_I4c_every_machine_learns_the_same_numbers() -> None:
    world = make(903, Shape(per_day=3, days=120))
    learnt = learn([t.case for t in world], PARTIES, world[-1].known_at)
    tables = sorted((origin, basis.value, table) for (origin, basis), table in learnt.of_origin.items())
    numbers = [learnt.base, tables, sorted((k, str(x)) for k, x in learnt.alone_of_origin.items())]
    assert digest([str(n) for n in numbers]) == "efceeeed6a37cbd9606842e109f902c2d955fbda8aacc383bd7f5abaaf1d7bf9"


def test_I4c_what_changed_is_followed() -> None:
    others = {"good": (0.95, 0.95), "also good": (0.9, 0.9)}
    before = cross_checked({**others, "turned": (0.95, 0.95)}, 600, 6)
    after = cross_checked({**others, "turned": (0.4, 0.95)}, 600, 7, first_day=730)
    then, now = (learn([*before, *after], PARTIES, START + day * DAY) for day in (90, 800))
    assert right(then, "turned", "AA") > 0.9 and right(now, "turned", "AA") < 0.55 < 0.9 < right(now, "turned", "BB")


def test_I4c_more_of_one_partys_doing_is_expected_where_more_was_its_doing() -> None:
    mostly = [case(n % 50, said("P", "AA"), said("Q", "AA" if n % 10 else "BB")) for n in range(300)]
    learnt = learn(mostly, PARTIES, START + 60 * DAY)
    new = [said("new", party, Basis.ACCUSED) for party in PARTIES]
    assert attributed(new[:1], learnt).of("AA") > 600_000_000 > attributed(new[1:], learnt).of("BB")


def test_I4f_what_is_learnt_changes_at_the_start_of_a_month_only() -> None:
    assert [show(relearning_instant(START + days * DAY - ago)) for days, ago in ((0, 1), (0, 0), (30, 0), (31, 0))] == [
        "2024-12-01 00:00", "2025-01-01 00:00", "2025-01-01 00:00", "2025-02-01 00:00",
    ]  # fmt: skip


def test_I4f_what_is_known_later_teaches_nothing() -> None:
    known = cross_checked({"good": (0.95, 0.95), "poor": (0.6, 0.6)}, 300, 8)
    later = [replace(c, known_at=c.known_at + 100 * DAY) for c in known[:50]]
    at = START + 60 * DAY
    assert (
        learn([*known, *later], PARTIES, at)
        == learn(known, PARTIES, at)
        != learn([*known, *later], PARTIES, at + 100 * DAY)
    )


def test_I4g_what_only_one_tells_of_is_believed_less_where_it_is_alone_more_often_than_others() -> None:
    how = dict.fromkeys(("good", "also good", "inventor"), (0.95, 0.95))
    alone = [case(n % 20, said("inventor", "BB")) for n in range(600)]
    alone += [case(n, said(origin, "BB")) for n in range(20) for origin in ("good", "also good")]
    known = cross_checked(how, 200, 9)
    learnt = learn([*known, *alone], PARTIES, START + 30 * DAY)
    one, other = (attributed([said(o, "BB")], learnt).of("BB") for o in ("inventor", "good"))
    assert one < 500_000_000 < 890_000_000 < other
    witnessed = attributed([said("inventor", "BB"), said("silent")], learnt).of("BB")
    assert witnessed > 850_000_000, "one more who tells of it, and names nobody, does away with the doubt"


# -- how often it is true ------------------------------------------------------------------------------------------


def truly_right(world: Iterable[Truth], learnt: Behaviour) -> float:
    found = [(attributed(t.testimonies, learnt).favoured, t.culprit) for t in world]
    return sum(a == b for a, b in found if a) / sum(1 for a, _ in found if a)


@pytest.mark.slow
def test_I4c_learning_makes_more_attributions_true_and_their_probabilities_truer() -> None:
    tallies = measured(Shape(per_day=8, days=540), [901])
    before, after = tallies["nothing learnt"], tallies["learnt, looking back"]
    assert after.error < 0.035 < before.error and after.brier < before.brier and after.right > before.right
    assert after.abstained < before.abstained


def test_I4c_learning_takes_the_side_of_no_party() -> None:
    world = make(902, Shape(per_day=6, days=300))
    turned = {"AA": "BB", "BB": "AA"}
    mirrored = [
        Case(
            t.known_at,
            tuple(replace(x, claims=tuple((turned.get(p, p), b) for p, b in x.claims)) for x in t.testimonies),
        )
        for t in world
    ]
    at = world[-1].known_at
    one, other = learn([t.case for t in world], PARTIES, at), learn(mirrored, ("BB", "AA"), at)
    assert one.base == other.base and one.of_origin == other.of_origin


# -- what may be of another act ------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", WEIGHTY)
def test_I4h_who_may_tell_of_another_act_adds_less_and_never_against_whom_he_names(basis: Basis) -> None:
    first = said("P", "AA", Basis.SENSOR)
    sure, loose, silent = (
        attributed([first, said("Q", "AA", basis)], NOTHING),
        attributed([first, replace(said("Q", "AA", basis), loose=True)], NOTHING),
        attributed([first, said("Q")], NOTHING),
    )
    assert sure.of("AA") > loose.of("AA") >= silent.of("AA")
    against = said("Q", "BB", basis)
    for other in (against, said("Q")):
        told = [attributed([replace(t, loose=loose) for t in (first, other)], NOTHING) for loose in (False, True)]
        assert told[0] == told[1], "nothing is taken from a word by who contradicts it or names nobody"


@pytest.mark.parametrize("basis", WEIGHTY)
@pytest.mark.parametrize("other", WEIGHTY)
def test_I4h_together_they_never_say_less_than_the_strongest_alone(basis: Basis, other: Basis) -> None:
    both = attributed([replace(said(o, "AA", b), loose=True) for o, b in (("P", basis), ("Q", other))], NOTHING)
    each = [attributed([said("P", "AA", b), said("Q")], NOTHING) for b in (basis, other)]
    assert both.of("AA") >= max(one.of("AA") for one in each)
