"""Rules of acts and of the log that the registry keeps: signatures, time, due form, award in the same entry (P3-P8)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import pytest

from foedus.accord.read_accord import read_accord
from foedus.basics.instant import DAY, HOUR, MINUTE, SECOND, Interval
from foedus.basics.place import Point
from foedus.basics.problem import Problem
from foedus.ledger.envelope import in_base64
from foedus.ledger.keys import SeedSigner
from foedus.procedure.state import Stage
from foedus.report.model import Kind as ReportKind
from foedus.report.model import Report
from foedus.watch.acts import REGISTRY, Act, Kind, Signature, SignedAct
from foedus.watch.handing import Handed, body_of
from foedus.watch.registry import Done
from foedus.watch.signing import key_of, signed_by
from foedus.watch.status import status
from foedus.watch.world import World
from library_values import LIBRARY as OTHER
from registry_values import Bench, alleged, armed, at, copied, handed, instrument, opened, seed

NINE = at("2025-06-15 09:00")
ORDER = 2**252 + 27742317777372353535851937790883648493


def code(said: Done | Problem) -> str:
    return said.code if isinstance(said, Problem) else "done"


def outcomes(bench: Bench) -> list[dict[str, object]]:
    found = json.loads(bench.entries[-1])["outcomes"]
    assert isinstance(found, list)
    return found


# -- P3: signatures ----------------------------------------------------------------------------------------------------


def attestation(bench: Bench, **other: Any) -> Act:
    finding = bench.world.state.cases[0].finding
    return replace(bench.act("BR", Kind.ATTESTATION, finding, {"case": 1, "vote": "for"}, NINE), **other)


def test_P3_a_signature_on_another_accord_does_not_serve_here() -> None:
    bench = alleged()
    other = read_accord(OTHER / "conditional_accession" / "as_if_spring_2025.accord").accord
    assert other is not None
    act = attestation(bench, accord=other.digest)
    assert code(bench.put(signed_by(act, bench.signers["BR"]), NINE)) == "C0057"
    here = replace(act, accord=bench.registry.procedure.accord)
    moved = SignedAct(here, signed_by(act, bench.signers["BR"]).signatures)
    assert code(bench.put(moved, NINE)) == "C0056"


def test_P3_a_signature_serves_no_other_finding_vote_or_kind() -> None:
    bench = alleged()
    act = attestation(bench)
    signatures = signed_by(act, bench.signers["BR"]).signatures
    for changed in (
        replace(act, subject="0" * 64), replace(act, body={"case": 1, "vote": "against"}),
        replace(act, kind=Kind.WAIVER),
        replace(act, sequence=act.sequence + 1), replace(act, not_after=act.not_after + 1), replace(act, actor="CH"),
    ):  # fmt: skip
        assert code(bench.put(SignedAct(changed, signatures), NINE)) in ("C0055", "C0056")
    assert code(bench.put(SignedAct(act, signatures), NINE)) == "done"


def test_P3_a_vote_on_a_finding_that_is_not_the_cases_is_refused() -> None:
    bench = alleged()
    assert code(bench.put(signed_by(attestation(bench, subject="0" * 64), bench.signers["BR"]), NINE)) == "C0107"


def test_P3_an_act_is_logged_within_its_interval_only_both_ends_included() -> None:
    bench = alleged()
    act = attestation(bench, not_before=NINE, not_after=NINE + HOUR)
    signed = signed_by(act, bench.signers["BR"])
    assert code(bench.put(signed, NINE - SECOND)) == "C0065"
    assert code(bench.put(signed, NINE + HOUR + SECOND)) == "C0065"
    assert code(bench.registry.step(bench.world, signed, NINE)) == "done"
    assert code(bench.put(signed, NINE + HOUR)) == "done"


def test_P3_the_same_act_again_and_an_earlier_one_after_a_later_are_refused() -> None:
    bench = alleged()
    early, late = attestation(bench), attestation(bench, sequence=9, body={"case": 1, "vote": "against"})
    assert code(bench.put(signed_by(late, bench.signers["BR"]), NINE)) == "done"
    assert code(bench.put(signed_by(late, bench.signers["BR"]), NINE)) == "C0067"
    assert code(bench.put(signed_by(early, bench.signers["BR"]), NINE)) == "C0067"


def test_P3_one_member_has_one_vote_and_the_first_counts() -> None:
    bench = alleged()
    assert code(bench.attest("BR", NINE, "against")) == "done"
    assert code(bench.attest("BR", NINE, "for")) == "C0104"
    assert [v.favours for v in bench.world.state.cases[0].votes] == [False]


def test_P3_a_forged_a_foreign_a_missing_and_a_second_signature_are_refused() -> None:
    bench = alleged()
    act = attestation(bench)
    own = signed_by(act, bench.signers["BR"]).signatures[0]
    forged = Signature(own.key, in_base64(bytes(64)))
    assert code(bench.put(SignedAct(act, (forged,)), NINE)) == "C0056"
    assert code(bench.put(signed_by(act, bench.signers["CH"]), NINE)) == "C0055"
    assert code(bench.put(SignedAct(act, ()), NINE)) == "C0055"
    assert code(bench.put(SignedAct(act, (own, own)), NINE)) == "C0054"
    assert code(bench.put(signed_by(act, bench.signers["BR"], bench.signers["CH"]), NINE)) == "C0055"


def test_P3_a_signature_cannot_be_bent_into_another_valid_one() -> None:
    bench = alleged()
    act = attestation(bench)
    own = signed_by(act, bench.signers["BR"]).signatures[0]
    r, s = own.content[:32], int.from_bytes(own.content[32:], "little")
    bent = Signature(own.key, in_base64(r + (s + ORDER).to_bytes(32, "little")))
    assert code(bench.put(SignedAct(act, (bent,)), NINE)) == "C0056"


def test_P3_nobody_acts_for_a_name_that_is_not_in_the_accord_or_without_a_key() -> None:
    bench = opened(enrol=False)
    signer = SeedSigner("XX", seed("XX"))
    bench.signers |= {"XX": signer, "BR": SeedSigner("BR", seed("BR"))}
    assert code(bench.do("XX", Kind.OBJECTION, "renewal", {}, NINE)) == "C0058"
    assert code(bench.do("BR", Kind.OBJECTION, "renewal", {}, NINE)) == "C0053"


# -- keys --------------------------------------------------------------------------------------------------------------


def enrolment(bench: Bench, actor: str, signer: SeedSigner, when: int, kind: Kind = Kind.ENROLMENT) -> Act:
    text = key_of(signer).text
    return bench.act(actor, kind, text, {"key": text}, when)


def test_P3_who_enrols_a_key_proves_to_hold_it_and_the_registry_admits_it() -> None:
    bench = opened(enrol=False)
    signer, when = SeedSigner("BR", seed("BR")), at("2025-05-02 00:00")
    act = enrolment(bench, "BR", signer, when)
    keeper = bench.signers[REGISTRY]
    assert code(bench.put(signed_by(act, signer), when)) == "C0055"
    assert code(bench.put(signed_by(act, keeper), when)) == "C0055"
    assert code(bench.put(signed_by(act, keeper, signer), when)) == "done"


def test_P3_one_key_serves_no_two_names_and_never_comes_back() -> None:
    bench = opened()
    when = at("2025-05-02 00:00")
    key = bench.world.keyring.current["BR"].id_text
    assert code(bench.do("BR", Kind.REVOCATION, key, {"reason": ""}, when)) == "done"
    for known in (SeedSigner("BR", seed("CH")), SeedSigner("BR", seed("BR"))):
        signed = signed_by(enrolment(bench, "BR", known, when), known, bench.signers[REGISTRY])
        assert code(bench.put(signed, when)) == "C0061"


def test_P3_a_second_key_for_one_name_needs_the_first_one_or_its_revocation() -> None:
    bench = opened()
    when, new = at("2025-05-02 00:00"), SeedSigner("BR", seed("BR", 2))
    keeper, old = bench.signers[REGISTRY], bench.signers["BR"]
    assert code(bench.put(signed_by(enrolment(bench, "BR", new, when), new, keeper), when)) == "C0062"
    rotation = enrolment(bench, "BR", new, when, Kind.ROTATION)
    assert code(bench.put(signed_by(rotation, new, keeper), when)) == "C0055"
    assert code(bench.put(signed_by(rotation, old, new), when)) == "done"
    assert code(bench.put(signed_by(enrolment(bench, "BR", new, when), new, keeper), when)) == "C0062"


def test_P3_a_revoked_key_is_void_from_its_index_on_and_what_it_signed_before_stands() -> None:
    bench = alleged()
    assert code(bench.attest("BR", NINE)) == "done"
    key = bench.world.keyring.current["BR"].id_text
    act = bench.act("BR", Kind.REVOCATION, key, {"reason": "lost"}, NINE)
    assert code(bench.put(signed_by(act, bench.signers[REGISTRY]), NINE)) == "done"
    assert [v.member for v in bench.world.state.cases[0].votes] == ["BR"]
    assert code(bench.do("BR", Kind.OBJECTION, "renewal", {}, NINE)) == "C0053"
    assert code(bench.enrol("BR", NINE, number=2)) == "done"
    assert code(bench.attest("BR", NINE)) == "C0104"


def test_P3_of_stolen_keys_fewer_than_the_quorum_certify_nothing_and_as_many_can_still_be_challenged() -> None:
    few = alleged()
    for name in ("BR", "CH", "ID"):
        assert code(few.attest(name, NINE)) == "done"
    assert few.world.state.cases[0].stage is Stage.ATTESTING
    assert code(few.attest("IN", NINE)) == "done"
    assert few.world.state.cases[0].stage is Stage.CHALLENGEABLE
    assert code(few.challenge(NINE + DAY)) == "done"
    for judge in ("Judge-1", "Judge-2"):
        assert code(few.rule(judge, NINE + 2 * DAY, "uphold")) == "done"
    assert few.world.state.cases[0].stage is Stage.UPHELD


def test_P3_the_key_of_the_registry_stays() -> None:
    bench = opened()
    key = bench.world.keyring.current[REGISTRY].id_text
    assert code(bench.do(REGISTRY, Kind.REVOCATION, key, {"reason": ""}, NINE)) == "C0064"


# -- P4: time ----------------------------------------------------------------------------------------------------------


def test_P4_a_clock_that_goes_back_is_refused_and_one_that_stands_still_is_not() -> None:
    bench = alleged()
    now = bench.world.state.at
    assert code(bench.wait(now - 1)) == "C0066"
    assert code(bench.wait(now)) == "done"


def test_P4_limits_fire_by_the_clock_with_no_other_event_each_as_of_its_own_instant() -> None:
    bench = alleged()
    assert code(bench.wait(at("2025-12-01 00:00"))) == "done"
    moved = [(o["stage"], o["at"]) for o in outcomes(bench) if o["type"] == "case moved"]
    assert moved == [("open to challenge", at("2025-06-17 20:00")), ("certified", at("2025-06-22 20:00"))]


# -- P5c: due form -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flaw", "wanted"),
    [
        ({"construction": "revocable escrow"}, "C0250"),
        ({"office": "ambassador"}, "C0251"),
        ({"office": "full powers"}, "C0252"),
        ({"reservation": "except in winter"}, "C0253"),
        ({"document": ""}, "C0254"),
        ({"valid_until": 1}, "C0205"),
        ({"waits_for": ["XX"]}, "C0206"),
        ({"office": "full powers", "full_powers": "1" * 64}, "done"),
    ],
)
def test_P5c_an_instrument_not_in_due_form_is_returned_with_its_reason(flaw: dict[str, object], wanted: str) -> None:
    bench = opened()
    before = bench.world
    assert code(bench.deposit("FR", at("2025-05-20 10:00"), **flaw)) == wanted
    assert (bench.world is before) == (wanted != "done")


@pytest.mark.parametrize("signatory", ["", "  "])
def test_P5c_an_instrument_says_who_signed_it(signatory: str) -> None:
    assert code(opened().deposit("HU", at("2025-05-20 10:00"), signatory=signatory)) == "C0257"


def test_P5c_only_guarantors_of_whom_consent_is_asked_can_deposit() -> None:
    bench = opened()
    when = at("2025-05-20 10:00")
    assert code(bench.deposit("RU", when)) == "C0204"
    assert code(bench.do("FR", Kind.DEPOSIT, "4", instrument(), when)) == "C0201"


# -- P6, P7, P8 --------------------------------------------------------------------------------------------------------


def certified(bench: Bench, when: int) -> Done | Problem:
    for name in ("BR", "CH", "ID", "IN"):
        assert code(bench.attest(name, NINE)) == "done"
    return bench.do("RU", Kind.WAIVER, bench.world.state.cases[0].finding, {"case": 1}, when)


def test_P6_the_award_stands_in_the_entry_of_the_last_act_that_was_needed() -> None:
    bench = alleged()
    assert code(certified(bench, NINE + MINUTE)) == "done"
    assert bench.types() == ["case moved", "certificate", "award"]


def test_P6_an_award_names_every_instrument_that_it_releases_and_every_vote_by_its_entry() -> None:
    bench = alleged()
    certified(bench, NINE + MINUTE)
    certificate, award = outcomes(bench)[1:]
    entries = [json.loads(e) for e in bench.entries]
    for released in award["released"]:  # type: ignore[attr-defined]
        act = entries[released["entry"]]["act"]
        assert (act["kind"], act["actor"]) == ("deposit", released["guarantor"])
    for vote in certificate["votes"]:  # type: ignore[attr-defined]
        act = entries[vote["entry"]]["act"]
        assert (act["kind"], act["actor"], act["body"]["vote"]) == ("attestation", vote["member"], "for")
        assert act["subject"] in certificate["findings"]  # type: ignore[operator]
    assert len(award["released"]) == 32  # type: ignore[arg-type]


def test_P7_without_one_consent_nothing_is_released_and_the_log_says_whose_is_missing() -> None:
    bench = opened()
    for name in bench.world.state.members("NATO"):
        if name != "HU":
            assert code(bench.deposit(name, at("2025-05-20 10:00"))) == "done"
    assert code(bench.report(at("2025-06-14 20:00"))) == "done"
    certified(bench, NINE + MINUTE)
    [released] = [o for o in outcomes(bench) if o["type"] == "no award"]
    assert released["missing"] == [{"guarantor": "HU", "why": "not deposited"}]
    assert code(bench.deposit("HU", NINE + DAY)) == "done"
    assert bench.types() == ["armed"]


def test_P8_facts_about_somebodys_standing_are_noted_with_their_source_and_change_nothing() -> None:
    bench = armed()
    before = bench.world.state
    body = {"matter": "elections postponed", "says": "by law of 12 May", "source": "official gazette"}
    assert code(bench.do(REGISTRY, Kind.STANDING, "HU", body, before.at)) == "done"
    assert bench.world.state == before
    assert code(bench.do("FR", Kind.STANDING, "HU", body, before.at)) == "C0059"
    nobody = bench.do(REGISTRY, Kind.STANDING, "HUN", body, before.at)
    assert isinstance(nobody, Problem) and nobody.code == "C0058" and "did you mean HU" in nobody.mend


# -- reports in a log --------------------------------------------------------------------------------------------------


def test_R1_reports_that_the_log_has_already_are_not_logged_again() -> None:
    bench = alleged()
    assert code(bench.report(NINE)) == "C0070"


def test_T1_a_report_is_known_when_its_entry_was_made() -> None:
    bench = armed()
    bench.report(at("2025-06-20 00:00"))
    assert bench.world.look is not None
    assert {i.known_at for i in bench.world.look.known.incidents} == {at("2025-06-20 00:00")}


def test_L3_the_same_acts_give_the_same_entries_byte_for_byte() -> None:
    one, other = alleged(), alleged()
    certified(one, NINE + MINUTE), certified(other, NINE + MINUTE)
    assert one.entries == other.entries


def test_L3_trying_an_act_out_changes_nothing() -> None:
    bench, tried = armed(), armed()
    given = handed()
    subject, body, _ = body_of(given.reports, given.declared)
    when = at("2025-06-14 20:00")
    act = tried.act(REGISTRY, Kind.REPORTS, subject, body, when)
    for _ in range(2):
        done = tried.registry.step(tried.world, signed_by(act, tried.signers[REGISTRY]), when, given)
        assert isinstance(done, Done)
    tried.wait(when)
    bench.wait(when)
    assert tried.entries == bench.entries
    tried.report(when), bench.report(when)
    assert tried.entries == bench.entries


def test_L4_what_the_registry_takes_in_needs_no_signature_and_may_have_one() -> None:
    for signers in ((), ("registry",)):
        bench = armed()
        given = handed()
        subject, body, _ = body_of(given.reports, given.declared)
        act = bench.act("registry", Kind.REPORTS, subject, body, NINE)
        assert isinstance(bench.put(signed_by(act, *(bench.signers[s] for s in signers)), NINE, given), Done)


def test_L4_whoever_else_acts_signs_and_so_does_the_registry_when_it_notes_or_admits() -> None:
    bench = alleged()
    given = handed()
    subject, body, _ = body_of(given.reports, given.declared)
    assert code(bench.put(SignedAct(bench.act("BR", Kind.REPORTS, subject, body, NINE)), NINE, given)) == "C0055"
    noted = {"matter": "martial law", "says": "in force", "source": "gazette"}
    assert code(bench.put(SignedAct(bench.act("registry", Kind.STANDING, "HU", noted, NINE)), NINE)) == "C0055"
    finding = bench.world.state.cases[0].finding
    vote = bench.act("BR", Kind.ATTESTATION, finding, {"case": 1, "vote": "for"}, NINE)
    assert code(bench.put(SignedAct(vote), NINE)) == "C0055"


# -- what a case is about stays what it is -----------------------------------------------------------------------------


def third(given: Handed) -> Handed:
    """The same acts by a third outlet, which was near and saw for itself."""
    return Handed(tuple(_seen_by_radio(r) for r in given.reports if r.outlet == "Exercise Agency"), given.declared)


def _seen_by_radio(report: Report) -> Report:
    assert isinstance(report.place, Point)
    return replace(
        report, outlet="Exercise Radio", origin="Exercise Radio", source_row=report.source_row.replace("A", "R"),
        happened_at=Interval(report.happened_at.start + 4 * MINUTE, report.happened_at.end + 4 * MINUTE),
        place=replace(report.place, longitude_e6=report.place.longitude_e6 - 3_700,
                      latitude_e6=report.place.latitude_e6 + 2_300),
        text="Windows shook in our studio, and smoke rose behind the station.",
    )  # fmt: skip


def taken_back(reports: Iterable[Report], when: int) -> Handed:
    """Retractions of all these by whoever told them first."""
    some = list(reports)
    back = Report(
        ReportKind.RETRACTION, some[0].act, Interval(when, when), when, some[0].outlet, some[0].outlet,
        retracts=tuple(r.id for r in some),
    )  # fmt: skip
    return Handed((back,), frozenset())


def told_three_times() -> tuple[Bench, Handed]:
    """A breach found from two outlets of each incident; then a third one tells of all of them too. And what the outlet
    that told first would take back."""
    bench, given = armed(), handed()
    assert isinstance(bench.report(at("2025-06-14 20:00"), given), Done)
    assert isinstance(bench.report(at("2025-06-14 21:00"), third(given)), Done)
    first = [r for r in given.reports if r.outlet == "Exercise Mission"]
    return bench, taken_back(first, NINE)


def test_P2i_a_case_goes_on_when_what_was_told_first_is_taken_back_and_others_still_tell_it() -> None:
    bench, back = told_three_times()
    bench.attest("BR", at("2025-06-14 22:00"))
    before = bench.world.state.cases[0]
    assert isinstance(bench.report(NINE, back), Done)
    [case] = bench.world.state.cases
    assert case.stage is Stage.ATTESTING and case.due == before.due
    assert case.incidents == before.incidents and [v.member for v in case.votes] == ["BR"]


def test_P2g_what_was_refused_is_not_opened_anew_when_what_was_told_first_is_taken_back() -> None:
    bench, back = told_three_times()
    for name in ("BR", "CH", "ID"):
        bench.attest(name, at("2025-06-14 22:00"), "against")
    assert isinstance(bench.report(NINE, back), Done)
    assert [case.stage for case in bench.world.state.cases] == [Stage.REFUSED]


def test_P2f_an_award_is_not_undermined_while_others_still_tell_of_the_breach() -> None:
    bench, back = told_three_times()
    for name in ("BR", "CH", "ID", "IN"):
        bench.attest(name, at("2025-06-14 22:00"))
    finding = bench.world.state.cases[0].finding
    assert isinstance(bench.do("RU", Kind.WAIVER, finding, {"case": 1}, at("2025-06-14 23:00")), Done)
    assert bench.world.state.cases[0].stage is Stage.CERTIFIED
    assert isinstance(bench.report(NINE, back), Done)
    [case] = bench.world.state.cases
    assert not case.undermined and not bench.world.state.guarantees[0].review_open
    assert len(bench.registry.reports_of(bench.world.versions[1])) == 45


def test_P9_in_a_review_only_what_its_article_permits_is_done_and_the_status_tells_who_did() -> None:
    bench, given = armed(), handed()
    assert isinstance(bench.report(at("2025-06-14 20:00"), given), Done)
    for name in ("BR", "CH", "ID", "IN"):
        bench.attest(name, at("2025-06-14 22:00"))
    finding = bench.world.state.cases[0].finding
    assert isinstance(bench.do("RU", Kind.WAIVER, finding, {"case": 1}, at("2025-06-14 23:00")), Done)
    for outlet in sorted({r.outlet for r in given.reports}):
        assert isinstance(bench.report(NINE, taken_back([r for r in given.reports if r.outlet == outlet], NINE)), Done)
    assert bench.world.state.guarantees[0].review_open
    assert code(bench.do("FR", Kind.REVIEW, "5", {"act": "expel UA"}, NINE)) == "C0223"
    assert isinstance(bench.do("FR", Kind.REVIEW, "5", {"act": "suspend the membership of UA"}, NINE), Done)
    board = status(bench.registry.procedure, "", bench.world).guarantees[0]
    assert board.reviewed == (("FR", "suspend the membership of UA", bench.world.entries - 1),)


def test_F9_a_finding_names_the_reports_of_each_incident_and_not_how_it_is_told() -> None:
    bench = alleged()
    [said] = [o for o in json.loads(bench.entries[-1])["outcomes"] if o["type"] == "finding"]
    told = said.get("finding") or json.loads(bench.blobs[said["blob"]])
    assert "explanation" not in told and set(told["reports"]) == set(told["incidents"])
    assert {r for made_of in told["reports"].values() for r in made_of} <= {r.id for r in handed().reports}


# -- whose word --------------------------------------------------------------------------------------------------------


def given_by(bench: Bench, actor: str, given: Handed, when: int = NINE) -> str:
    subject, body, _ = body_of(given.reports, given.declared)
    act = bench.act(actor, Kind.REPORTS, subject, body, when)
    return code(bench.put(signed_by(act, bench.signers[actor]), when, given))


def as_told_by(name: str, **other: Any) -> Handed:
    return Handed(tuple(replace(r, outlet=name, origin=name, **other) for r in handed().reports[:2]), frozenset())


@pytest.mark.parametrize(("actor", "name"), [("UA", "Exercise Mission"), ("RU", "UA"), ("BR", "CH"), ("FR", "UA")])
def test_R9_nobody_but_the_registry_brings_the_word_of_others(actor: str, name: str) -> None:
    assert given_by(alleged(), actor, as_told_by(name)) == "C0078"


@pytest.mark.parametrize(("actor", "name"), [("UA", "UA"), ("UA", "Ukraine"), ("ru", "ru"), ("BR", "BR")])
def test_R9_everybody_brings_its_own(actor: str, name: str) -> None:
    assert given_by(armed(), actor.upper(), as_told_by(name)) == "done"


@pytest.mark.parametrize("other", [{"side": "RU"}, {"collector": "Exercise Agency", "event_key": "7"}])
def test_R9_nor_in_the_name_of_another_side_or_collector(other: dict[str, str]) -> None:
    assert given_by(armed(), "UA", as_told_by("UA", **other)) == "C0078"


def test_R9_what_others_said_is_not_taken_back_by_a_report_of_ones_own() -> None:
    bench = copied(alleged())
    mission = [r for r in handed().reports if r.outlet == "Exercise Mission"]
    [back] = taken_back(mission, NINE).reports
    assert given_by(bench, "RU", Handed((back,), frozenset())) == "C0078"
    assert given_by(bench, "RU", Handed((replace(back, outlet="RU", origin="RU"),), frozenset())) == "done"
    assert bench.world.state.cases[0].stage is Stage.ATTESTING


def test_P3_numbers_rise_by_a_thousand_at_most_so_that_nobody_uses_them_up() -> None:
    bench = alleged()
    finding, said = bench.world.state.cases[0].finding, {"case": 1, "vote": "for"}
    last = bench.world.sequences["BR"]
    far = bench.act("BR", Kind.ATTESTATION, finding, said, NINE, sequence=last + 1_001)
    assert code(bench.put(signed_by(far, bench.signers["BR"]), NINE)) == "C0067"
    near = bench.act("BR", Kind.ATTESTATION, finding, said, NINE, sequence=last + 1_000)
    assert code(bench.put(signed_by(near, bench.signers["BR"]), NINE)) == "done"


def test_P10_a_log_can_be_opened_after_the_end_of_its_accord() -> None:
    bench = opened("2036-01-01 00:00")
    assert code(bench.wait(at("2036-01-02 00:00"))) == "done" and bench.world.state.ended


def test_P1a_a_quiet_entry_changes_time_and_numbers_and_nothing_else() -> None:
    bench = alleged()
    bench.wait(at("2025-06-14 20:30"))
    before = bench.world
    assert before.quiet_until > at("2025-06-14 21:00"), "the limit of the body is days away"
    done = bench.wait(at("2025-06-14 21:00"))
    assert isinstance(done, Done)
    changes = {"entries", "state", "sequences", "tree"}
    for each in fields(World):
        was, now = getattr(before, each.name), getattr(done.world, each.name)
        assert (was != now) is (each.name in changes), each.name
    assert replace(done.world.state, at=before.state.at) == before.state


def test_P1a_limits_fire_as_ever_where_the_log_was_quiet_before() -> None:
    slow, quick = alleged(), alleged()
    for hour in range(1, 20):
        slow.wait(at("2025-06-14 20:00") + hour * 6 * HOUR)
    quick.world = replace(quick.world, quiet_until=0)
    last = at("2025-06-14 20:00") + 19 * 6 * HOUR
    quick.wait(last)
    assert slow.world.state == quick.world.state
    assert slow.world.state.cases[0].stage is not Stage.ATTESTING, "its limit ran out on the way"
