"""Rules I3b to I3d: whose organ an origin is, as data name it in free words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foedus.accord.model import Body, Party, Spokesman
from foedus.incident.model import Reading
from foedus.report.model import Basis
from fusing import accord, report, the_incident


@pytest.mark.parametrize(
    ("origin", "counts"),
    [
        ("AA-MoD spokesman Captain N", False),
        ("aa-mod; AA-FM", False),
        ("AA-MoD and villagers", True),
        ("BAA-MoD Times", True),
        ("villagers", True),
        ("news.aa", True),
        ("www.news.aa; villagers", True),
        ("Captain N, a spokesman for AA-MoD", False),
        ("Captain N, the gallant northern commander of AA-MoD, AA-FM", False),
        ("AA-MoD, a hospital", True),
        ("AA-MoD, the Red Cross and an AA-FM official", True),
    ],
)
def test_I3b_an_origin_in_free_words_speaks_for_a_party_if_all_its_claimants_do(origin: str, counts: bool) -> None:
    found = the_incident(report(origin, claims=[("BB", Basis.SEEN)], outlet="Paper"))
    assert bool(found.origins) is counts


def test_I3b_a_declared_name_that_holds_an_and_is_one_claimant() -> None:
    evidence = replace(accord().evidence, spokesmen=(Spokesman(("Council of War, Peace and Law",), "AA"),))
    said = report("Captain N, spokesman for the Council of War, Peace and Law", claims=[("BB", Basis.SEEN)])
    assert the_incident(said, accord=accord(evidence=evidence)).origins == ()


@pytest.mark.parametrize("origin", ["AA-MoD, BB-MoD", "AA-MoD; Beland army", "AA-MoD, denied by BB-MoD"])
@pytest.mark.parametrize("accused", ["AA", "BB", ""])
def test_I3c_parties_that_speak_together_are_no_outsider_and_count_zero(origin: str, accused: str) -> None:
    said = report(origin, claims=[(accused, Basis.SEEN)] if accused else ())
    found = the_incident(said, accord=accord(not_a_party=1))
    assert (found.origins, found.attribution.parties, found.confirmed) == ((), (), False)
    assert any("AA and BB together" in sentence for sentence in found.explanation)
    taken_at_their_word = the_incident(said, accord=accord(not_a_party=1), reading=Reading(own_interest_counts=True))
    assert taken_at_their_word.origins == ("AA and BB",) and not taken_at_their_word.confirmed


def test_I3d_two_ministries_that_bear_a_partys_name_are_no_outsiders() -> None:
    parties = (Party("AA", "Alpha"), Party("BB", "Beta", ("South Alpha",)))
    plain = accord(
        2, 1, parties=parties, evidence=replace(accord(2, 1).evidence, spokesmen=()),
        bodies=(Body("Mission", "Alpha and Beta Mission", ("Swiss",)),),
    )  # fmt: skip
    accuse = [report(origin, claims=[("AA", Basis.SEEN)]) for origin in ("Beta MoD", "Beta's Ministry of Defence")]
    found = the_incident(*accuse, accord=plain)
    assert (found.origins, found.confirmed, found.attribution.of("AA")) == ((), False, 0)
    for outsider in ("Alpha and Beta Mission", "monitors of the Mission", "hospitals in Beta", "Betamax"):
        assert the_incident(report(outsider), accord=plain).origins == (outsider,)
    longer = the_incident(report("South Alpha army", claims=[("BB", Basis.CLAIMED)]), accord=plain)
    assert longer.origins == ("BB",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Société", "Socie\u0301te\u0301"), ("Gazette", "Gazette\u200b"), ("Gazette", "\u201cGazette\u201d"),
        ("Gazette", "The Gazette."), ("gazette.com", "www.gazette.com"), ("gazette.com", "https://www.gazette.com/en/1"),
        ("Gazette", "\uff27azette"), ("al-Jazeera", "Al Jazeera"),
    ],
)  # fmt: skip
def test_I3a_how_a_name_is_written_makes_no_second_origin(one: str, other: str) -> None:
    said = [report(name, claims=[("AA", Basis.SEEN)]) for name in (one, other)]
    found = the_incident(*said, accord=accord(origins=2))
    assert len(found.origins) == 1 and not found.confirmed
    apart = the_incident(*(report(name) for name in (one, f"{other} of Northtown")), accord=accord(origins=2))
    assert len(apart.origins) == 2


@pytest.mark.parametrize("name", ["\uff21\uff21-MoD", "A\u00adA-MoD", "AA-MoD\u200b"])
def test_I3b_how_a_name_is_written_makes_no_outsider(name: str) -> None:
    assert the_incident(report(name, claims=[("BB", Basis.SEEN)])).origins == ()
