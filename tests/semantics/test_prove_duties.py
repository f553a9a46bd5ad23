"""What members of a body owe by when, and what becomes of a breach whose body may be late and honest (P2h, Q1c)."""

from __future__ import annotations

from foedus.basics.instant import HOUR
from foedus.prove.conduct import Deed
from foedus.prove.question import Aim, Power
from foedus.prove.roles import Coalition
from foedus.prove.sheet_words import of_nobody
from prove_values import blockers, causers, proof

TOO_LONG = "each member votes within 168 hours"


def test_P2h_the_honest_vote_by_their_duty_and_not_only_by_the_limit() -> None:
    found = proof(duty="each member votes within 48 hours")
    nobody = found.inquiry.of(Aim.CAUSE, Coalition(tuple(0 for _ in found.inquiry.classes)))
    assert nobody.power is Power.NONE
    [smallest] = found.cause
    way = found.inquiry.of(Aim.BLOCK, Coalition(tuple(2 if n == 2 else 0 for n in range(len(smallest.counts))))).way
    assert way is not None
    assert all(act.at <= found.inquiry.found_at + 48 * HOUR for act in way.acts if act.deed is Deed.VOTE_FOR)


def test_P2h_a_duty_within_the_window_changes_nothing_about_who_can_block_or_cause() -> None:
    plain, owed = proof(silence="refusal"), proof(silence="refusal", duty="each member votes within 48 hours",
                                                   judges_duty="each member votes within 2 days")  # fmt: skip
    assert blockers(owed) == blockers(plain) and causers(owed) == causers(plain)


def test_P2h_a_duty_as_long_as_the_window_is_a_duty_within_it() -> None:
    found = proof(silence="refusal", duty="each member votes within 3 days")
    assert blockers(found)[0] == "2 of the 4 members of Watch"


def test_P2h_it_lapses_although_all_are_honest_where_the_duty_is_longer_than_the_window() -> None:
    found = proof(silence="refusal", window="48 hours", duty=TOO_LONG)
    [nobody] = [c for c in found.block if c.size == 0]
    answer = found.inquiry.of(Aim.BLOCK, nobody)
    assert nobody.size == 0 and of_nobody(found, answer) == "it lapses although all are honest"
    assert answer.power is Power.IF_OTHERS_ARE_SLOW
    assert answer.way is not None and not any(act.who for act in answer.way.acts)


def test_P2h_silence_convicts_although_all_are_honest_where_it_is_assent() -> None:
    found = proof(window="48 hours", duty=TOO_LONG, challenges="")
    answer = found.inquiry.of(Aim.CAUSE, found.cause[-1])
    assert found.cause[-1].size == 0 and of_nobody(found, answer) == "silence decides although all are honest"
    assert answer.power is Power.IF_OTHERS_ARE_SLOW


def test_P2h_judges_who_may_all_be_late_leave_it_to_their_silence() -> None:
    found = proof(unruled="upholds", judges_duty="each member votes within 11 days")
    answer = found.inquiry.of(Aim.BLOCK, Coalition(tuple(0 for _ in found.inquiry.classes)))
    assert answer.power is Power.IF_OTHERS_ARE_SLOW and answer.way is not None
    assert [act.deed for act in answer.way.acts if act.who == ("AA",)] == [Deed.CHALLENGE]
    assert blockers(found)[-1] == "AA alone" and of_nobody(found, answer) == ""
