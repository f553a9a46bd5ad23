"""Rules I3e to I3j: who repeats whom among the reports of one incident, and what counts as an origin of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.accord.model import OneOwner
from foedus.basics.instant import DAY, HOUR, MINUTE
from foedus.basics.place import Nowhere, Place, Point
from foedus.basics.vocabulary import ACTS, OBJECTS
from foedus.incident.lineage import Ground, Lineage, lineage
from foedus.incident.misquoted import accusers
from foedus.incident.model import Incident
from foedus.incident.origins import origins_of, root_of, roots_of
from foedus.incident.wire_credit import claimant_of, imprint
from foedus.incident.words import words_of
from foedus.report.model import NONE, ONE, Basis, Kind, Range, Report
from fusing import HERE, START, WHOLE_DAY, accord, east, incidents, report, the_incident

SEEN, ACCUSED, CLAIMED, HEARSAY = Basis.SEEN, Basis.ACCUSED, Basis.CLAIMED, Basis.HEARSAY
TOWN = east(0, 7_000)
LONG = "Two shells fell on the yard behind the old bakery while people queued for bread, a neighbour recalls"


def said(outlet: str, hours_later: float = 0, **more: object) -> Report:
    """What an outlet says, with no material of its own, so many hours after the first could."""
    told: dict[str, object] = {"attachments": (), "published_at": START + DAY + round(hours_later * 60) * MINUTE}
    return report(**{"origin": outlet, "outlet": outlet, **told, **more})  # type: ignore[arg-type]


def of(*reports: Report, **evidence: object) -> Lineage:
    deal = accord()
    deal = replace(deal, evidence=replace(deal.evidence, **evidence))  # type: ignore[arg-type]
    known = {r.id: r for r in reports}
    roots = {r.id: root_of(r, known) for r in reports}
    return lineage(reports, origins_of(deal), words_of((), ACTS), words_of((), OBJECTS), roots)


def ground(report: Report, among: Sequence[Report]) -> Ground:
    return of(*among).steps[report.id].ground


def origins(*reports: Report) -> tuple[str, ...]:
    return the_incident(*reports).origins


# -- I3e: grades -------------------------------------------------------------------------------------------------------


def test_I3e_what_a_report_says_of_its_source_goes_before_what_could_be_found() -> None:
    monitors = said("Monitors", text=LONG)
    gazette = said("Gazette", 1, text=LONG, derives_from=(monitors.id,))
    herald = said("Herald", 2, text=LONG)
    found = of(monitors, gazette, herald)
    assert [found.steps[r.id].ground for r in (monitors, gazette, herald)] == [
        Ground.FIRST, Ground.STATED, Ground.TEXT,
    ]  # fmt: skip
    assert {found.root(r).id for r in (gazette, herald)} == {monitors.id}


def test_I3e_a_copy_of_a_copy_is_a_copy_of_the_first() -> None:
    first, second = said("Monitors", text=LONG), said("Gazette", 1, text=LONG)
    third = said("Herald", 2, text=LONG, derives_from=(second.id,))
    assert of(first, second, third).root(third) is first


def test_I3e_an_outlet_that_goes_on_the_next_day_is_no_second_origin() -> None:
    first = said("Gazette", text="Shelling hits the market", casualties=Range(1, 1, 1))
    later = said("Gazette", 20, text="Names of the dead are known", casualties=Range(3, 3, 3), place=east(800, 2_000))
    assert ground(later, (first, later)) is Ground.OUTLET
    numbered = [replace(r, event_key="1", collector="C", source_row=str(n)) for n, r in enumerate((first, later))]
    assert origins(*numbered) == ("Gazette",), "a collector says that it is one event"


def test_I3e_another_edition_of_an_outlet_is_the_same_outlet() -> None:
    first = said("News.example", text="Shelling hits the market")
    other = said("News.example (de)", 9, text="Markt beschossen", place=east(900, 2_000))
    assert len(origins(first, other)) == 1


def test_I3e_a_party_says_what_it_says_as_its_own() -> None:
    monitors, party = said("Monitors", text=LONG), said("AA-MoD", 1, text=LONG, claims=[("AA", CLAIMED)])
    assert ground(party, (monitors, party)) is Ground.FIRST
    assert set(origins(monitors, party)) == {"Monitors", "AA"}


def test_I3e_a_party_silences_no_witness_by_dating_its_report_back() -> None:
    witness = said("Villagers", 5, text=LONG)
    forged = said("AA-MoD", 0, text=LONG, claims=[("BB", ACCUSED)], known_days=4)
    assert ground(witness, (witness, forged)) is Ground.FIRST
    assert ground(witness, (witness, replace(forged, known_at=witness.known_at))) is Ground.TEXT


def test_I3e_each_copy_is_told_with_its_ground() -> None:
    told = the_incident(said("Monitors", text=LONG), said("Gazette", 1, text=LONG)).explanation
    assert "Gazette repeats Monitors (near-identical text, published later): no origin of its own (I3g)." in told


# -- I3f: wire credit --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outlet", "carrier", "wire"),
    [
        ("ZeroHedge citing TASS", "ZeroHedge", "TASS"),
        ("Devdiscourse (Reuters)", "Devdiscourse", "Reuters"),
        ("Censor.net citing Suspilne", "Censor.net", "Suspilne"),
        ("Lao Dong citing RT", "Lao Dong", "RT"),
        ("Daily quoting the Village Council", "Daily", "Village Council"),
        ("Reuters via Daily", "Daily", "Reuters"),
        ("Daily via Reuters", "Daily", "Reuters"),
        ("news-pravda.com (de)", "news-pravda.com", ""),
        ("bostontimes.org (copy dated 2025-10-08)", "bostontimes.org", ""),
        ("(Reuters)", "(Reuters)", ""),
        ("Kyiv Independent", "Kyiv Independent", ""),
    ],
)
def test_I3f_the_name_of_an_outlet_tells_whose_words_it_prints(outlet: str, carrier: str, wire: str) -> None:
    found = imprint(outlet)
    assert (found.carrier, found.wire) == (carrier, wire)


def test_I3f_two_papers_with_one_wire_are_one_origin_without_the_wires_own_report() -> None:
    a = said("Daily (Reuters)", text="Market hit", place=HERE)
    b = said("Evening citing Reuters", 3, text="Blasts reported downtown", place=east(900, 1_000))
    assert origins(a, b) == ("Reuters",)


def test_I3f_a_claimant_goes_before_the_wire_that_carried_it() -> None:
    assert claimant_of(report("AA-MoD", outlet="Devdiscourse (Reuters)")) == "AA-MoD"
    assert claimant_of(report("Devdiscourse (Reuters)")) == "Reuters"


@pytest.mark.parametrize(
    "text",
    ["According to Post 4, the market burns", "Post 4: the market burns", "The market burns (Post 4)",
     "The market burns - Post 4", "The market burns, Post 4 said.", "Via Post 4: the market burns"],
)  # fmt: skip
def test_I3f_a_text_that_credits_another_report_is_its_copy(text: str) -> None:
    first = said("Post 4", text="Impacts at the market", claims=[("AA", SEEN)])
    other = said("Herald", 2, text=text, place=east(1_500, 2_000), claims=[("AA", HEARSAY)])
    assert ground(other, (first, other)) is Ground.CREDIT


@pytest.mark.parametrize("text", ["Shells hit Post 4 at noon", "Near Post 40: the market burns", "Post 4 was shelled"])
def test_I3f_a_name_that_is_only_mentioned_is_credited_with_nothing(text: str) -> None:
    first = said("Post 4", text="Impacts at the market", place=HERE)
    other = said("Herald", 2, text=text, place=east(1_500, 2_000), lasting=HOUR)
    assert ground(other, (first, other)) is Ground.FIRST


def test_I3f_a_wire_credited_in_the_text_is_the_origin() -> None:
    assert claimant_of(said("Herald", text="The market burns, Reuters reported")) == "Reuters"
    assert claimant_of(said("Reuters", text="Reuters: the market burns")) == "Reuters"


# -- I3g: words --------------------------------------------------------------------------------------------------------


def test_I3g_nearly_the_same_words_published_later_are_a_copy() -> None:
    first = said("Monitors", text=LONG, place=TOWN)
    edited = said("Herald", 3, text=LONG.replace("recalls", "says"), place=east(1_100, 7_000))
    assert ground(edited, (first, edited)) is Ground.TEXT
    assert of(first, edited).steps[first.id].ground is Ground.FIRST


def test_I3g_a_short_formula_of_a_trade_makes_no_copy() -> None:
    first = said("Post 4", text="Shelling near Aville", place=HERE, lasting=MINUTE)
    other = said("Post 7", 2, text="Shelling near Aville", place=east(700, 500), hours=0.25, target="dwelling")
    assert ground(other, (first, other)) is Ground.FIRST


# -- I3h: details ------------------------------------------------------------------------------------------------------


def test_I3h_the_same_minute_and_coordinates_to_the_last_figure_are_a_copy() -> None:
    first, other = said("Monitors", number=Range(17, 17, 17)), said("Herald", 4, number=Range(17, 17, 17))
    assert ground(other, (first, other)) is Ground.DETAILS


@pytest.mark.parametrize("target", ["", "market"])
def test_I3h_the_same_day_and_town_and_act_make_no_copy(target: str) -> None:
    common = {"place": TOWN, "lasting": WHOLE_DAY, "target": target}
    first, other = said("Villagers", **common), said("Herald", 4, **common)
    assert ground(other, (first, other)) is Ground.FIRST
    assert set(origins(first, other)) == {"Villagers", "Herald"}


def test_I3h_who_gives_another_exact_place_and_minute_saw_it_himself() -> None:
    first = said("Post 4", lasting=MINUTE)
    other = said("Post 7", 4, place=east(350), hours=0.05, lasting=MINUTE)
    assert ground(other, (first, other)) is Ground.FIRST


def test_I3h_coordinates_that_one_collector_placed_show_nothing() -> None:
    common = {"lasting": WHOLE_DAY, "collector": "C"}
    first, other = said("Villagers", **common), said("Herald", 4, **common)
    assert ground(other, (first, other)) is Ground.FIRST


def test_I3h_material_of_its_own_makes_a_witness_but_not_with_anothers_words() -> None:
    first, other = said("Monitors"), said("Herald", 4, attachments=("picture 1",))
    assert ground(other, (first, other)) is Ground.FIRST
    words = replace(first, text=LONG), replace(other, text=LONG)
    assert ground(words[1], words) is Ground.TEXT


def test_I3h_a_later_round_up_that_knows_nothing_more_is_no_origin() -> None:
    first = said("Monitors", claims=[("AA", SEEN)])
    week = said("Review", 90, place=Point(37_000_000, 48_000_000, 100_000), hours=-48, lasting=5 * DAY, act="strike")
    assert ground(week, (first, week)) is Ground.ROUND_UP
    earlier = replace(week, published_at=START)
    assert ground(earlier, (first, earlier)) is Ground.FIRST


def test_I3h_a_count_without_a_claimant_is_his_who_gave_the_unusual_number_before() -> None:
    def count(number: int, outlet: str, origin: str, later: int = 0) -> Report:
        return said(
            outlet, later, origin=origin, kind=Kind.AGGREGATE, lasting=WHOLE_DAY, place=Nowhere(),
            number=Range(number, number, number), claims=[("BB", ACCUSED)],
        )  # fmt: skip

    unusual = incidents(count(444, "Herald", "AA-MoD"), count(444, "Review", "Review", 5))
    assert [(i.series.split(":")[0], i.origins) for i in unusual] == [("AA", ())]
    usual = incidents(count(12, "Herald", "AA-MoD"), count(12, "Review", "Review", 5))
    assert sorted((i.series.split(":")[0], i.origins) for i in usual) == [("AA", ()), ("Review", ("Review",))]


# -- I3i: owners -------------------------------------------------------------------------------------------------------

OWNED = (OneOwner(("Daily A", "Evening A")),)


def in_one_hand(*reports: Report) -> Incident:
    deal = accord(origins=2)
    return the_incident(*reports, accord=replace(deal, evidence=replace(deal.evidence, owners=OWNED)))


def test_I3i_outlets_of_one_owner_are_one_origin() -> None:
    two = report("Daily A"), report("Evening A", 0.5, east(900))
    assert in_one_hand(*two).origins == ("Daily A or Evening A",) and not in_one_hand(*two).confirmed
    assert the_incident(*two, accord=accord(origins=2)).confirmed
    assert in_one_hand(*two, report("Herald", 0.5, east(600))).confirmed


def test_I3i_an_edition_of_an_owned_outlet_is_owned_too() -> None:
    assert len(in_one_hand(report("Daily A (online)"), report("EVENING  A", 0.5, east(900))).origins) == 1


# -- I3j: misquoted admissions -----------------------------------------------------------------------------------------


def shelled(
    number: int, claimant: str, outlet: str, accused: str, later: float = 0, place: Place | None = None, **more: object
) -> Report:
    return said(
        outlet, later, origin=claimant, kind=Kind.AGGREGATE, lasting=18 * HOUR, place=place or Nowhere(),
        number=Range(number, number, number), claims=[(accused, ACCUSED)], **more,
    )  # fmt: skip


ACCUSATION = shelled(444, "BB-MoD", "Herald", "AA")
PRINTED = shelled(444, "AA-MoD (as printed)", "Mirror", "AA")


def admitted(*reports: Report) -> bool:
    """Whether party AA is an origin of a count of its own shellings."""
    return any(i.origins == ("AA",) for i in incidents(*reports))


def test_I3j_the_accusers_number_printed_as_the_accuseds_admission_is_the_accusers_claim() -> None:
    assert admitted(PRINTED), "without the accusation nothing shows the slip"
    (found,) = incidents(ACCUSATION, PRINTED)
    assert (found.series, found.origins, found.outlets) == ("BB: shelling by AA, no place named", (), 2)
    assert any("Mirror is misquoted" in sentence and "(I3j)" in sentence for sentence in found.explanation)


@pytest.mark.parametrize(
    ("accusation", "admission", "why"),
    [
        (replace(ACCUSATION, published_at=START + 2 * DAY), PRINTED, "repeated by the accuser afterwards"),
        (replace(ACCUSATION, known_at=START + 9 * DAY), PRINTED, "dated back by the accuser"),
        (ACCUSATION, shelled(444, "AA-MoD", "AA-MoD", "AA"), "in an organ of the party itself"),
        (ACCUSATION, shelled(445, "AA-MoD", "Mirror", "AA"), "another number"),
        (shelled(400, "BB-MoD", "Herald", "AA"), shelled(400, "AA-MoD", "Mirror", "AA"), "a number that anybody gives"),
        (replace(ACCUSATION, act="airstrike"), PRINTED, "of another act"),
        (shelled(444, "BB-MoD", "Herald", "AA", hours=-24), PRINTED, "of another day"),
        (shelled(444, "Monitors", "Herald", "AA"), PRINTED, "of somebody who is no party"),
    ],
)  # fmt: skip
def test_I3j_an_admission_stands_if_the_number_can_be_the_partys_own(
    accusation: Report, admission: Report, why: str
) -> None:
    assert admitted(accusation, admission), why


def test_I3j_an_admission_in_two_outlets_is_no_slip() -> None:
    assert admitted(ACCUSATION, PRINTED, shelled(444, "AA-MoD", "Chronicle", "AA"))
    assert not admitted(ACCUSATION, PRINTED, replace(PRINTED, link="https://example.org/again"))


def test_I3j_it_holds_for_single_events_with_unusual_numbers_too() -> None:
    def told(origin: str, outlet: str, number: int, dead: int) -> Report:
        return said(outlet, origin=origin, claims=[("AA", ACCUSED)], number=Range(number, number, number),
                    casualties=Range(dead, dead, dead))  # fmt: skip

    names = origins_of(accord())
    slip = told("BB-MoD", "Herald", 13, 17), told("AA-MoD", "Mirror", 13, 17)
    assert list(accusers(slip, names, {})) == [slip[1].id]
    assert accusers((told("BB-MoD", "Herald", 1, 2), told("AA-MoD", "Mirror", 1, 2)), names, {}) == {}


# -- laws --------------------------------------------------------------------------------------------------------------

OUTLETS = ["Monitors", "Gazette", "Herald", "AA-MoD", "Wire 1", "Daily (Reuters)"]
TEXTS = ["", LONG, LONG.replace("neighbour", "baker"), "Shelling near Aville", "Wire 1: shelling near Aville"]


@st.composite
def a_report(draw: st.DrawFn) -> Report:
    dead = draw(st.integers(0, 2))
    return said(
        draw(st.sampled_from(OUTLETS)), draw(st.integers(0, 9)), hours=draw(st.sampled_from([0, 0, 0.1, 1])),
        place=draw(st.sampled_from([HERE, east(300), TOWN, Nowhere()])),
        lasting=draw(st.sampled_from([0, HOUR, WHOLE_DAY])),
        act=draw(st.sampled_from(["shelling", "strike", "unknown"])), text=draw(st.sampled_from(TEXTS)),
        claims=draw(st.sampled_from([[], [("AA", SEEN)], [("BB", ACCUSED)]])),
        casualties=Range(dead, dead, dead) if dead else NONE, number=draw(st.sampled_from([ONE, Range(7, 7, 7)])),
    )  # fmt: skip


def roots(found: Lineage) -> set[str]:
    return {s.root.id for s in found.steps.values()}


@given(st.lists(a_report(), max_size=8), st.randoms(use_true_random=False))
def test_I3e_neither_order_nor_repetition_changes_the_lineage(reports: list[Report], random: object) -> None:
    shuffled = [*reports, *reports[::2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(*shuffled) == of(*reports)


@given(st.lists(a_report(), min_size=1, max_size=7), st.integers(0, 6), st.integers(1, 50))
def test_I3e_a_word_for_word_copy_never_raises_the_number_of_origins(
    reports: list[Report], which: int, later: int
) -> None:
    model = reports[which % len(reports)]
    assert model.published_at is not None
    copy = replace(
        model, outlet="Copyist", origin="Copyist", text=LONG, published_at=model.published_at + later * HOUR
    )
    with_words = [replace(r, text=LONG) if r is model else r for r in reports]
    assert len(roots(of(*with_words, copy))) <= len(roots(of(*with_words)))


@given(st.lists(a_report(), max_size=8))
def test_I3e_a_root_repeats_nobody_and_no_report_repeats_a_later_one(reports: list[Report]) -> None:
    found = of(*reports)
    for step in found.steps.values():
        assert found.steps[step.root.id].root is step.root
        assert (step.repeats.published_at or 0) <= (step.report.published_at or 0)
        assert (step.ground in (Ground.FIRST, Ground.NAMED, Ground.CREDIT)) or step.repeats is not step.report


# -- I3k: denials ------------------------------------------------------------------------------------------------------


def test_I3k_an_accusation_inside_a_denial_is_told_and_alleges_nobody() -> None:
    struck = report("Monitors")
    denial = report("AA-MoD", kind=Kind.DENIAL, claims=[("AA", Basis.DENIED), ("BB", ACCUSED)])
    found = the_incident(struck, denial)
    assert (found.alleged, found.origins) == ((), ("Monitors",))
    assert any("AA (AA-MoD) denies it, and says that BB did it" in sentence for sentence in found.explanation)


def test_I3k_a_denial_of_a_count_is_told_with_it_whichever_comes_first() -> None:
    counted = shelled(444, "BB-MoD", "Herald", "AA")
    denial = said("AA-MoD", 3, kind=Kind.DENIAL, act="unknown", lasting=18 * HOUR, place=Nowhere(),
                  claims=[("AA", Basis.DENIED)])  # fmt: skip
    for known_days in (1, 5):
        (found,) = incidents(counted, replace(denial, known_at=START + known_days * DAY))
        assert any("denies it" in sentence for sentence in found.explanation)
    other = replace(denial, origin="BB-MoD", outlet="BB-MoD", claims=())
    assert not any("denies it" in s for i in incidents(counted, other) for s in i.explanation), "it denies its own acts"


def test_I3l_witnesses_that_may_speak_of_two_acts_do_not_confirm_each_other() -> None:
    asked = accord(origins=2)
    near = [report("A"), report("B", 0.2, east(300))]
    assert the_incident(*near, accord=asked).confirmed
    far = [report("A"), report("B", 2, east(1_500))]
    around = [report("C", 2 * n, east(400 * n), act="ground attack") for n in range(6)]  # much else goes on there
    found = next(i for i in incidents(*far, *around, accord=asked) if far[0].id in i.reports)
    assert (found.origins, len(found.corroborating), found.confirmed) == (("A", "B"), 1, False)
    assert any("No more than 1 of them surely speak of one act (I3l)" in s for s in found.explanation)
    numbered = [replace(r, event_key="1", collector="C", source_row=r.origin) for r in far]
    found = next(i for i in incidents(*numbered, *around, accord=asked) if numbered[0].id in i.reports)
    assert found.confirmed, "a collector says that it is one act"


def test_I3l_an_outsider_must_be_among_those_who_corroborate() -> None:
    asked = accord(origins=2, not_a_party=1)
    admitted = [report("AA-MoD", claims=[("AA", Basis.CLAIMED)]), report("BB-MoD", 0.1, claims=[("BB", Basis.CLAIMED)])]
    outsider = report("Villagers", 2, east(1_500))
    around = [report("C", 2 * n, east(400 * n), act="ground attack") for n in range(6)]
    told = incidents(*admitted, outsider, *around, accord=asked)
    assert [i.confirmed for i in told if admitted[0].id in i.reports] == [False]
    assert the_incident(*admitted, report("Villagers", 0.2), accord=asked).confirmed


def test_I4h_only_those_who_corroborate_each_other_count_in_full() -> None:
    seen = [("AA", Basis.SEEN)]
    near = [report("A", claims=seen), report("B", 0.2, east(300), claims=seen)]
    far = report("C", 2, east(1_500), claims=seen)
    around = [report("D", 2 * n, east(400 * n), act="ground attack") for n in range(6)]
    found = next(i for i in incidents(*near, far, *around) if far.id in i.reports)
    assert set(found.reports) == {r.id for r in (*near, far)} and found.corroborating == ("A", "B")
    told = {s.split()[0]: "another act" in s for s in found.explanation if "counts as an origin" in s}
    assert told == {"A": False, "B": False, "C": True}


def test_I3e_a_long_chain_of_copies_is_walked_once() -> None:
    class Counted(dict[str, Report]):
        asked = 0

        def __contains__(self, key: object) -> bool:
            self.asked += 1
            return super().__contains__(key)

    chain = [report("P0")]
    for n in range(1, 300):
        chain.append(report(f"P{n}", derives_from=(chain[-1].id,)))
    known = Counted({r.id: r for r in chain})
    assert {r.id for r in roots_of(chain[::-1], known).values()} == {chain[0].id}
    assert known.asked <= 2 * len(chain)
    assert the_incident(*chain).origins == ("P0",)
