"""What followed from an act: a certificate counts votes that are there, an award releases deposits that are there."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plain_log import ACCORD, MONITORS, Draft, Signer, award, certificate, checked, said, vote

AMBER, BIRCH, CEDAR = MONITORS
DOGWOOD = Signer("dogwood")
FOR = [{"entry": 4, "for": True, "member": "amber"}, {"entry": 5, "for": True, "member": "birch"}]
RELEASED = [{"entry": 8, "guarantor": "dogwood"}]


def eight() -> Draft:
    """Four are enrolled (entries 1-3 and 7); amber and birch have voted for F-1 (4, 5), cedar against (6); dogwood has
    deposited (8)."""
    log = Draft()
    for monitor in MONITORS:
        log.enrol(monitor)
    log.attest(AMBER, "F-1")
    log.attest(BIRCH, "F-1")
    log.attest(CEDAR, "F-1", "against")
    log.enrol(DOGWOOD)
    log.deposit(DOGWOOD)
    return log


def counted(member: str, entry: Any) -> dict[str, Any]:
    return {"entry": entry, "for": True, "member": member}


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([certificate(votes=FOR)], ""),
        ([certificate(votes=[*FOR, counted("dogwood", 9)])], ""),  # the vote in the same entry counts
        ([certificate(basis="silence")], ""),
        ([certificate(votes=FOR, findings=["F-0", "F-1", "F-2"], finding="F-2")], ""),
        ([certificate(votes=FOR), award()], ""),
        ([certificate(votes=FOR), award(released=RELEASED)], ""),
        ([certificate(votes=FOR), {"type": "undermined", "at": 5, "case": 1, "awarded": []}], ""),
        ([{"type": "something yet to come", "votes": 3}], ""),
        ([{"type": "case moved", "case": 1, "stage": "certified", "votes": FOR}], ""),
        ([certificate(votes=[*FOR, FOR[0]])], "counts a vote twice"),
        ([certificate(votes=[*FOR, counted("cedar", 6)])], "counts entry 6"),  # against
        ([certificate(votes=[*FOR, counted("dogwood", 10)])], "counts entry 10"),  # not there yet
        ([certificate(votes=[counted("amber", 1)])], "counts entry 1"),  # an enrolment
        ([certificate(votes=[counted("amber", 5)])], "counts entry 5"),  # somebody else's
        ([certificate(votes=[counted("elm", 4)])], "counts entry 4"),
        ([certificate(votes=[counted("amber", -1)])], "counts entry -1"),
        ([certificate(votes=[counted("elm", -1)])], "lacks a member"),
        ([certificate(votes=[counted("amber", "4")])], "counts entry 4"),
        ([certificate(votes=[counted("amber", [4])])], "counts entry [4]"),
        ([certificate(votes=[counted(["amber"], 4)])], "counts entry 4"),
        ([certificate(votes=[{"entry": 4}])], "lacks a member"),
        ([certificate(votes=[4, 5])], "lacks a member"),
        ([certificate(votes="45")], "lacks a member"),
        ([certificate(votes=7)], "lacks a member"),
        ([certificate(votes=FOR, findings=["F-9"])], "counts entry 4"),
        ([certificate(votes=FOR, findings="F-1")], "counts entry 4"),
        ([certificate(votes=FOR, findings=3)], "lacks a member"),
        ([certificate(votes=FOR, case=2)], "counts entry 4"),
        ([certificate(votes=FOR, case=[1])], "counts entry 4"),
        ([certificate(votes=FOR, at="then")], "lacks a member"),
        ([certificate(votes=[])], "counts no vote"),
        ([award()], "not certified before"),
        ([award(case=2), certificate(votes=FOR)], "not certified before"),
        ([certificate(votes=FOR), award(case=2)], "not certified before"),
        ([certificate(votes=FOR), award(released=[{"entry": 8, "guarantor": "amber"}])], "releases entry 8"),
        ([certificate(votes=FOR), award(released=[{"entry": 4, "guarantor": "amber"}])], "releases entry 4"),
        ([certificate(votes=FOR), award(released=RELEASED, guarantee="6")], "releases entry 8"),
        ([certificate(votes=FOR), award(released=[{"entry": [8], "guarantor": "dogwood"}])], "lacks a member"),
        ([certificate(votes=FOR), award(released=None)], "lacks a member"),
        ([{"case": 1}], "lacks a member"),
        ([{"type": "case moved", "case": 1}], "lacks a member"),
        ([{"type": "votes voided", "case": 1, "members": 3}], "lacks a member"),
        (["award"], "lacks a member"),
        ([3], "lacks a member"),
        ([[]], "lacks a member"),
    ],
)
def test_what_is_counted_is_there(outcomes: list[Any], words: str) -> None:
    log = eight()
    log.attest(DOGWOOD, "F-1", outcomes=outcomes)
    log.attest(AMBER, "F-2", case=2)
    faults = said(log.folder())
    if words:
        assert len(faults) == 1 and words in faults[0] and faults[0].startswith("entry 9 "), faults
    else:
        assert faults == []


def certified(log: Draft, *votes: int, **change: Any) -> list[str]:
    log.report(outcomes=[certificate(votes=[vote(log.entries, index) for index in votes], **change)])
    return said(log.folder())


def test_a_member_counts_once_however_often_it_votes() -> None:
    log = eight()
    again = log.attest(AMBER, "F-1")
    assert f"counts entry {again}: no vote for this finding, or not the first" in certified(log, again, 5)[0]
    log = eight()
    changed = log.attest(CEDAR, "F-1")
    assert f"counts entry {changed}: no vote for this finding, or not the first" in certified(log, 4, 5, changed)[0]


def test_a_member_that_took_a_new_key_still_counts_once() -> None:
    log = eight()
    new = Signer("amber", "amber, second key")
    log.act("rotation", "amber", [AMBER, new], subject=new.vkey(), body={"key": new.vkey()})
    again = log.attest(new, "F-1b")
    assert f"counts entry {again}" in certified(log, 4, again, findings=["F-1", "F-1b"])[0]


def test_votes_that_were_voided_are_cast_anew() -> None:
    """A weaker version voids the votes for; the report comes back, and the same finding is voted on once more."""
    log = eight()
    log.report(outcomes=[{"type": "votes voided", "at": log.at, "case": 1, "members": ["amber", "birch"]}])
    new = log.attest(AMBER, "F-1")
    assert "counts entry 5: no vote" in certified(log, new, 5)[0]  # birch's old vote is void
    log.entries.pop()
    log.numbers["registry"] -= 1
    assert certified(log, new, log.attest(BIRCH, "F-1")) == []


def test_a_vote_against_stays_when_those_for_are_voided() -> None:
    log = eight()
    log.report(outcomes=[{"type": "votes voided", "at": log.at, "case": 1, "members": ["amber", "birch"]}])
    changed = log.attest(CEDAR, "F-1")
    assert f"counts entry {changed}: no vote" in certified(log, changed)[0]


def test_a_case_that_is_reopened_is_voted_on_anew() -> None:
    log = eight()
    moved = {"type": "case moved", "at": log.at, "case": 1, "stage": "attesting"}
    log.report(outcomes=[{**moved, "case": 2}])
    log.report(outcomes=[moved])
    assert "counts entry 4" in certified(log, 4, 5)[0]
    log.entries.pop()
    log.numbers["registry"] -= 1
    votes = [log.attest(member, "F-1") for member in MONITORS]
    assert certified(log, *votes) == []


def test_a_vote_counts_though_the_case_was_opened_in_the_same_entry() -> None:
    """Time alone opened it: what the clock brings about stands before what the act does."""
    log = eight()
    opened = [{"type": "case moved", "at": log.at, "case": 2, "stage": "attesting"},
              certificate(case=2, votes=[counted("amber", 9)])]  # fmt: skip
    log.attest(AMBER, "F-1", case=2, outcomes=opened)
    assert said(log.folder()) == []


def test_a_vote_in_one_case_is_none_in_another_though_the_finding_is_the_same() -> None:
    """A retracted finding that is found again opens a new case."""
    log = eight()
    again = [log.attest(member, "F-1", case=2) for member in MONITORS]
    assert certified(log, *again, case=2) == []
    assert "counts entry 4" in certified(eight(), 4, 5, case=2)[0]


def test_a_vote_that_was_refused_does_not_count() -> None:
    log = eight()

    def forge(entry: dict[str, Any]) -> None:
        entry["act"]["body"]["note"] = "changed"

    forged = log.attest(DOGWOOD, "F-1", change=forge)
    assert [fault.split(" ")[1] for fault in certified(log, 4, forged)] == [str(forged), str(forged + 1)]


def test_a_deposit_that_was_refused_is_not_released() -> None:
    log = eight()
    elm = Signer("elm")
    stranger = log.deposit(elm)
    released = [{"entry": stranger, "guarantor": "elm"}]
    log.report(outcomes=[certificate(votes=FOR), award(released=released)])
    assert [fault.split(" ")[1] for fault in said(log.folder())] == [str(stranger), str(stranger + 1)]


def test_what_was_certified_awarded_and_undermined_is_told_with_its_instant() -> None:
    log = eight()
    undermined = {"type": "undermined", "at": log.at + 1, "awarded": ["5"], "case": 1}
    log.report(outcomes=[{"type": "evidence", "new": 1}, certificate(votes=FOR), award(released=RELEASED)])
    log.report(outcomes=[undermined])
    check = checked(log.folder())
    assert check.rules and check.faults == []
    told = [(each["entry"], each["outcome"]["type"], each["at"]) for each in check.rules.outcomes]
    assert told == [
        (9, "certificate", "2026-02-25T06:13:20Z"), (9, "award", "2026-02-25T06:13:20Z"),
        (10, "undermined", "2026-02-25T14:13:20.000001Z"),
    ]  # fmt: skip
    assert ACCORD in check.rules.blobs
