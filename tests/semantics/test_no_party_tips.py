"""What a party could try with reports of its own: to silence, move, part or join what others tell."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from foedus.basics.instant import HOUR, MINUTE
from foedus.incident.model import Incident
from foedus.report.model import Basis, Claim, Kind, Report
from fusing import DAY, HERE, START, WHOLE_DAY, accord, east, incidents, report, the_incident

ASKED = accord(origins=2, not_a_party=1)
SEEN = [("AA", Basis.SEEN)]


def witnesses(apart_m: int = 700, minutes: int = 20) -> tuple[Report, Report]:
    return (
        report("Monitors", 10, HERE, claims=SEEN, target="substation"),
        report("Gazette", 10 + minutes / 60, east(apart_m), claims=SEEN),
    )


def told(incident: Incident) -> tuple[object, ...]:
    """What findings ask of an incident."""
    return (
        incident.happened_at, incident.place, incident.acts, incident.targets, incident.number, incident.casualties,
        incident.attribution, incident.origins, incident.corroborating, incident.confirmed,
    )  # fmt: skip


def test_R3a_a_row_of_the_same_table_takes_back_and_corrects_nothing_of_another_source() -> None:
    said = report("Gazette", claims=SEEN, collector="table", source_row="1")
    for field in ("retracts", "supersedes"):
        kind = Kind.RETRACTION if field == "retracts" else Kind.EVENT
        row = report("AA-MoD", 40, kind=kind, collector="table", source_row="2", known_days=2, **{field: (said.id,)})
        assert [i.attribution.of("AA") > 0 for i in incidents(said, row) if said.id in i.reports] == [True]
    own = report("table", kind=Kind.RETRACTION, collector="table", known_days=2, retracts=(said.id,))
    assert incidents(said, own) == (), "the collector itself may"


@pytest.mark.parametrize("field", ["retracts", "supersedes"])
@pytest.mark.parametrize(
    ("said", "back"),
    [
        ({"origin": "Monitors"}, {"origin": "Monitors", "outlet": "AA-MoD"}),
        ({"origin": "Monitors", "outlet": "Gazette"}, {"origin": "AA-MoD", "outlet": "Gazette"}),
    ],
    ids=["in its name", "in the same outlet"],
)  # fmt: skip
def test_R3a_nobody_prints_that_a_witness_takes_back_what_it_said(
    said: dict[str, str], back: dict[str, str], field: str
) -> None:
    first = report(**said, claims=SEEN)
    kind = Kind.RETRACTION if field == "retracts" else Kind.EVENT
    printed = report(**back, known_days=2, kind=kind, **{field: (first.id,)})
    (found,) = (i for i in incidents(first, printed) if first.id in i.reports)
    assert found.attribution.of("AA") > 0


@pytest.mark.parametrize(
    "back",
    [{"origin": "Monitors"}, {"origin": "Gazette"}, {"origin": "Monitors", "outlet": "Star"},
     {"origin": "Monitors", "outlet": "Gazette"}],
)  # fmt: skip
def test_R3a_words_in_the_press_are_taken_back_by_outlet_and_claimant(back: dict[str, str]) -> None:
    first = report("Monitors", outlet="Gazette", claims=SEEN)
    assert incidents(first, report(**back, known_days=2, kind=Kind.RETRACTION, retracts=(first.id,))) == ()


def test_I1c_a_stated_copy_moves_nothing() -> None:
    vague = [
        report("Monitors", 0, east(0, 8_000), lasting=WHOLE_DAY, claims=SEEN),
        report("Gazette", 0, east(500, 8_000), lasting=WHOLE_DAY, claims=SEEN),
    ]
    before = the_incident(*vague, accord=ASKED)
    for hours, metres in ((2, 300), (40, 90_000)):
        copy = report("AA-MoD", hours, east(metres, 100), "raid", derives_from=(vague[0].id,), known_days=3)
        found = next(i for i in incidents(*vague, copy, accord=ASKED) if copy.id in i.reports)
        assert told(found) == told(before)


def test_I1c_copies_of_two_witnesses_by_one_outlet_do_not_part_them() -> None:
    both = witnesses()
    copies = [
        replace(r, outlet="AA-MoD", origin="AA-MoD", derives_from=(r.id,), known_at=r.known_at + HOUR) for r in both
    ]
    assert told(the_incident(*both, *copies, accord=ASKED)) == told(the_incident(*both, accord=ASKED))


@pytest.mark.slow
def test_I1d_a_flood_makes_no_second_witness() -> None:
    draw = random.Random(2)
    two = [report("Monitors", 10, target="substation"), report("Gazette", 11.5, east(900), target="hospital")]
    flood = [
        report(f"Page {k}", 10 + draw.uniform(-5, 5), east(draw.randint(-3_000, 3_000)), target=f"t{k}")
        for k in range(1_500)
    ]
    assert not any(i.confirmed for i in incidents(*two, accord=ASKED))
    hit = [i for i in incidents(*two, *flood, accord=ASKED) if two[0].id in i.reports and two[1].id in i.reports]
    assert len(hit) == 1 and not {"Monitors", "Gazette"} <= set(hit[0].corroborating)


@pytest.mark.parametrize("echoes", [1, 2])
def test_I3e_no_party_silences_a_witness_by_dating_back(echoes: int) -> None:
    both = [replace(r, attachments=(), published_at=START + (11 + n) * HOUR) for n, r in enumerate(witnesses(400, 5))]
    back = [
        replace(
            r, outlet=outlet, origin="AA-MoD", claims=(Claim("BB", Basis.ACCUSED),), known_at=r.known_at + DAY,
            published_at=START + 10 * HOUR + 30 * MINUTE,
        )
        for r, outlet in zip(both, ("AA TV", "AA News"), strict=True)
    ]  # fmt: skip
    found = the_incident(*both, *back[:echoes], accord=ASKED)
    assert set(found.corroborating) == {"Monitors", "Gazette"} and found.confirmed


def test_I3e_what_is_found_to_repeat_a_party_is_no_admission_of_it() -> None:
    words = "Our gunners hit the grain store by the mill at dawn, fourteen windows broken"
    first = report("AA-MoD", attachments=(), text=words, claims=[("BB", Basis.ACCUSED)])
    echo = report("Page", attachments=(), text=words, claims=SEEN, known_days=2)
    found = the_incident(first, echo, accord=ASKED)
    assert found.attribution.of("AA") == 0 and found.origins == ()


@pytest.mark.slow
@pytest.mark.parametrize(("many", "apart_m", "minutes"), [(8, 1_400, 20), (60, 1_000, 20), (1_200, 1_000, 20)])
def test_I1a_a_partys_own_reports_make_no_coincidence_of_others_say_less(many: int, apart_m: int, minutes: int) -> None:
    draw = random.Random(1)
    two = witnesses(apart_m, minutes)
    own = [
        report("AA-MoD", 10 + draw.uniform(-8, 8), east(draw.randint(-5_000, 5_000)), "airstrike", outlet=f"B{n % 5}",
               target=f"t{n}")
        for n in range(many)
    ]  # fmt: skip
    assert the_incident(*two, accord=ASKED).confirmed
    assert [i.confirmed for i in incidents(*two, *own, accord=ASKED) if two[0].id in i.reports] == [True]


def test_I3m_whoever_counts_for_nothing_says_neither_when_nor_where() -> None:
    vague = [
        report("Monitors", 0, east(0, 8_000), lasting=WHOLE_DAY, claims=SEEN, target="substation", weapon="mortar"),
        report("Gazette", 0, east(300, 8_000), lasting=WHOLE_DAY, claims=SEEN, target="substation", weapon="mortar"),
    ]
    own = report("AA-MoD", 2, east(5_000, 100), target="substation", weapon="mortar", claims=[("BB", Basis.ACCUSED)])
    before, after = the_incident(*vague, accord=ASKED), the_incident(*vague, own, accord=ASKED)
    assert (after.happened_at, after.place, after.confirmed) == (before.happened_at, before.place, before.confirmed)


def test_I3m_who_admits_says_who_it_was_and_not_where_or_when() -> None:
    seen = [
        report(name, 0, east(at, 8_000), lasting=WHOLE_DAY, claims=SEEN, target="substation", weapon="mortar")
        for name, at in (("Monitors", 0), ("Gazette", 300))
    ]
    admits = report("AA-MoD", 2, east(5_000, 100), target="substation", weapon="mortar", claims=[("AA", Basis.CLAIMED)])
    before, after = the_incident(*seen, accord=ASKED), the_incident(*seen, admits, accord=ASKED)
    assert after.attribution.of("AA") > before.attribution.of("AA")
    assert (after.happened_at, after.place) == (before.happened_at, before.place)
    alone = the_incident(admits, accord=ASKED)
    assert alone.place == admits.place, "where nobody else tells of it, it is all there is"


def test_I4h_no_name_decides_who_did_it() -> None:
    def shares(names: Sequence[str]) -> list[int]:
        told = [(n, "AA" if k < 2 else "BB", 0 if k < 2 else 1_500) for k, n in enumerate(names)]
        reports = [
            report(n, 0, east(at, 1_500), claims=[(party, Basis.SEEN)], lasting=WHOLE_DAY,
                   weapon="mortar" if party == "AA" else "")
            for n, party, at in told
        ]  # fmt: skip
        return [i.attribution.of(p) for i in incidents(*reports, accord=ASKED) for p in ("AA", "BB")]

    assert shares(["Alpha", "Beta", "Yard", "Zenith"]) == shares(["Yard", "Zenith", "Alpha", "Beta"])


@pytest.mark.parametrize("radius", [0, 1_000_000])
def test_R7_a_radius_that_cannot_be_makes_no_breach_by_itself(radius: int) -> None:
    alone = report("Gazette", place=replace(HERE, radius_m=radius), claims=SEEN)
    found = the_incident(alone, accord=accord(origins=1))
    assert not found.confirmed and found.attribution.of("AA") == 0


@pytest.mark.parametrize(
    ("outlet", "origin"),
    [
        ("BB-MoD", "a resident"), ("BB-MoD", "Monitors"), ("BB-MoD", "BB-MoD and residents"),
        ("BB-MoD citing Monitors", "BB-MoD citing Monitors"), ("BB-MoD (en)", "Monitors"),
        ("Gazette (BB-MoD)", "Gazette (BB-MoD)"), ("Gazette (BB-MoD)", "Gazette"),
        ("Beland Daily", "Monitors"), ("BB-MoD", "AA-MoD"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("how", [Basis.SEEN, Basis.CLAIMED])
def test_I3n_no_party_makes_a_witness_or_an_admission_by_printing_one(outlet: str, origin: str, how: Basis) -> None:
    printed = report(origin, outlet=outlet, claims=[("AA", how)])
    again = report(origin, outlet="Gazette", claims=[("AA", how)], derives_from=(printed.id,), known_days=2)
    for told_by in ([printed], [printed, again]):
        found = the_incident(*told_by)
        assert found.origins == () and found.attribution.of("AA") == 0 and not found.confirmed
        assert found.alleged == ("AA",)


def test_I3n_a_partys_copy_of_a_witness_adds_no_claim_to_it() -> None:
    silent = report("Monitors")
    copy = report("BB-MoD", claims=SEEN, derives_from=(silent.id,), known_days=2)
    found = the_incident(silent, copy)
    assert found.origins == ("Monitors",) and found.attribution.of("AA") == 0


def test_I3n_what_goes_against_the_organs_own_party_stays_the_words_of_whom_it_quotes() -> None:
    quoted = report("Monitors", outlet="BB-MoD", claims=[("BB", Basis.ACCUSED)])
    found = the_incident(quoted)
    assert found.origins == ("Monitors",) and found.attribution.favoured == "BB"
    both = report("Monitors", outlet="BB-MoD", claims=[("BB", Basis.ACCUSED), ("AA", Basis.SEEN)])
    assert the_incident(both).attribution.of("AA") == 0


def test_I3n_a_name_further_on_in_an_outlet_tells_what_it_is_about() -> None:
    found = the_incident(report("Ministry of Roads", outlet="Monitoring Beland", claims=SEEN))
    assert found.origins == ("Ministry of Roads",) and found.attribution.of("AA") > 0


def test_I3n_no_table_makes_a_partys_organ_speak_for_another_party() -> None:
    found = the_incident(report("BB-MoD", side="AA", claims=[("AA", Basis.CLAIMED)]))
    assert found.origins == () and found.attribution.of("AA") == 0


def test_I3n_the_note_says_in_whose_organ_it_stands() -> None:
    printed = the_incident(report("a resident", outlet="BB-MoD", claims=SEEN))
    assert any("BB (a resident as BB-MoD prints it) speaks for BB" in said for said in printed.explanation)


def test_I4a_that_a_party_claims_it_is_its_own_word_only() -> None:
    def share(*told: Report) -> int:
        return the_incident(*told).attribution.of("AA")

    claimed, accused = ([("AA", basis)] for basis in (Basis.CLAIMED, Basis.ACCUSED))
    assert share(report("Page", claims=claimed)) == share(report("Page", claims=accused))
    assert share(report("Page", claims=[*claimed, *SEEN])) == share(report("Page", claims=SEEN))
    assert share(report("AA-MoD", outlet="Page", claims=claimed)) > share(report("Page", claims=SEEN))
    raiders = the_incident(report("The Raiders", claims=[("the raiders", Basis.CLAIMED)]))
    assert raiders.attribution.of("the raiders") == share(report("AA-MoD", claims=claimed))


@pytest.mark.parametrize("collectors", [("ucdp", ""), ("ucdp", "ucdp"), ("ucdp", "acled")])
def test_I1c_nobody_joins_two_incidents_by_a_copy_of_one_under_the_number_of_the_other(
    collectors: tuple[str, str],
) -> None:
    one, other = (
        report(name, hours, east(metres), claims=SEEN, collector=c, event_key=f"{c}:{hours}" if c else "")
        for name, hours, metres, c in zip(("Gazette", "Monitors"), (1, 49), (0, 60_000), collectors, strict=True)
    )
    own = report("AA-MoD", derives_from=(other.id,), event_key=one.event_key, known_days=3)
    row = report("AA-MoD", event_key=one.event_key, known_days=3)
    again = report("AA-FM", derives_from=(row.id,), event_key=other.event_key, known_days=3)
    numbered = [
        report(name, derives_from=(r.id,), collector="AA-MoD", event_key="AA-MoD:1", known_days=3, source_row=name)
        for name, r in (("AA-MoD", one), ("AA-FM", other))
    ]
    for tried in ([own], [row, again], numbered, numbered[::-1]):
        found = incidents(one, other, *tried, accord=ASKED)
        assert not any(one.id in i.reports and other.id in i.reports for i in found)
        assert not any(i.confirmed for i in found)


TOLD = (
    "At ten past ten our patrol counted fourteen impacts near the northern mill road and two wounded farmers",
    "Residents of the river quarter told our correspondent that shells struck the bakery roof and the school yard",
)


@pytest.mark.parametrize("days", [2, 6])
def test_I3e_no_page_makes_echoes_of_witnesses_by_dating_back(days: int) -> None:
    both = [
        replace(r, text=text, published_at=START + (11 + n) * HOUR)
        for n, (r, text) in enumerate(zip(witnesses(600, 12), TOLD, strict=True))
    ]
    page = report(
        "Page", 10.1, east(300), claims=[("BB", Basis.SEEN)], text=". ".join(TOLD), attachments=(), known_days=days,
        published_at=START + 10 * HOUR + 30 * MINUTE,
    )  # fmt: skip
    found = the_incident(*both, page, accord=ASKED)
    assert found.origins == ("Gazette", "Monitors") and found.confirmed
    (alone,) = incidents(both[0], replace(page, text=TOLD[0]), accord=ASKED)
    assert alone.origins == ("Monitors",), "it is an echo itself"
