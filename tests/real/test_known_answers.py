"""Voting rules whose answers are known: the smallest coalitions come out exactly (library/known_answers)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from foedus.accord.read_accord import read_accord
from foedus.prove.decide import Proof, Verdict, prove
from foedus.prove.power import NONE, power_in
from foedus.prove.question import Aim, Power
from foedus.prove.roles import Coalition
from foedus.prove.sheet_words import of_nobody
from library_values import LIBRARY

pytestmark = pytest.mark.slow
Counts = dict[str, int]
KEPT, FALSE = Verdict.KEPT, Verdict.FALSE


@cache
def proved(name: str) -> Proof:
    reading = read_accord(LIBRARY / "known_answers" / f"{name}.accord")
    assert reading.accord is not None and not reading.errors
    [found] = prove(reading.accord, reading.accord.in_force_from)
    return found


def counts(found: Proof, coalition: Coalition) -> Counts:
    """How many of each class, by what they are called; classes of nobody left out."""
    return {each.title: n for each, n in zip(found.inquiry.classes, coalition.counts, strict=True) if n}


def smallest(found: Proof, aim: Aim, power: Power) -> list[Counts]:
    coalitions = (found.block if aim is Aim.BLOCK else found.cause) or ()
    return [counts(found, c) for c in coalitions if found.inquiry.of(aim, c).power is power]


def sure(name: str) -> tuple[list[Counts], list[Counts]]:
    """Who can keep it away and who can bring it about, whatever the others do."""
    found = proved(name)
    return smallest(found, Aim.BLOCK, Power.SURE), smallest(found, Aim.CAUSE, Power.SURE)


def slow(name: str) -> tuple[list[Counts], list[Counts]]:
    """The same of those who can only if others are slow."""
    found = proved(name)
    return tuple(smallest(found, aim, Power.IF_OTHERS_ARE_SLOW) for aim in (Aim.BLOCK, Aim.CAUSE))  # type: ignore[return-value]


def verdicts(name: str) -> list[Verdict]:
    return [decision.verdict for decision in proved(name).decisions]


def test_in_the_security_council_one_permanent_or_seven_elected_members_block_and_five_and_four_carry() -> None:
    permanent = "Council and Permanent"
    assert sure("security_council") == ([{permanent: 1}, {"Council": 7}], [{permanent: 5, "Council": 4}])
    assert slow("security_council") == ([], [])
    assert proved("security_council").ahead == ()
    assert verdicts("security_council") == [KEPT, KEPT, KEPT, FALSE, FALSE]


def test_a_permanent_member_weighs_a_hundred_times_an_elected_one() -> None:
    """Deduced from who can block, which was found by driving the machine."""
    found = power_in(proved("security_council"))
    assert found is not None
    weight = {each.title: w for each, w in found}
    assert set(weight) == {"Requester", "Council", "Council and Permanent"} and weight["Requester"] == NONE
    assert weight["Council and Permanent"].shapley == Fraction(421, 2145)
    assert weight["Council"].shapley == Fraction(4, 2145)
    assert weight["Council and Permanent"].swings == Fraction(53, 1024)
    assert weight["Council"].swings == Fraction(21, 4096)


def test_under_unanimity_each_of_32_blocks_and_only_all_32_carry() -> None:
    members = "Council and Members"
    assert sure("accession_by_unanimity") == ([{members: 1}], [{members: 32}])
    assert slow("accession_by_unanimity") == ([], [])
    assert verdicts("accession_by_unanimity") == [KEPT, FALSE]


def test_of_22_of_32_with_monitors_and_a_panel_eleven_allies_two_monitors_or_three_judges_block() -> None:
    blocks, causes = sure("twenty_two_of_thirty_two")
    assert blocks == [{"Monitors": 2}, {"Panel": 3}, {"Allies": 11}]
    assert causes == [{"Monitors": 2, "Panel": 3, "Allies": 22}]
    assert slow("twenty_two_of_thirty_two") == ([], [{"Monitors": 2, "Panel": 3}])
    assert verdicts("twenty_two_of_thirty_two") == [KEPT] * 5 + [FALSE] * 3


def test_the_default_says_whether_nine_must_act_or_seven_keep_silent() -> None:
    state = "Notifier"
    assert sure("snapback") == ([{state: 1}, {"Council": 9}], [{state: 1, "Council": 7}])
    assert sure("snapback_turned") == ([{state: 1}, {"Council": 7}], [{state: 1, "Council": 9}])
    assert slow("snapback") == slow("snapback_turned") == ([], [])
    assert verdicts("snapback") == [KEPT, KEPT, KEPT, FALSE]
    assert verdicts("snapback_turned") == [KEPT, KEPT, FALSE, FALSE]


def test_under_the_snapback_silence_never_keeps_the_measures_away_and_under_the_other_default_it_does() -> None:
    before, turned = proved("snapback").times, proved("snapback_turned").times
    assert before is not None and before.never is None
    assert turned is not None and turned.never is not None


def test_31_of_41_stop_a_challenge_inspection_and_30_do_not() -> None:
    found = proved("challenge_inspection")
    assert sure("challenge_inspection") == ([{"Office": 1}, {"Council": 31}], [{"Office": 1, "Council": 11}])
    council = next(n for n, each in enumerate(found.inquiry.classes) if each.title == "Council")
    for count, power in ((30, Power.NONE), (31, Power.SURE)):
        asked = Coalition(tuple(count if n == council else 0 for n in range(len(found.inquiry.classes))))
        assert found.inquiry.of(Aim.BLOCK, asked).power is power
    assert verdicts("challenge_inspection") == [KEPT, KEPT, KEPT, FALSE]


def test_a_duty_of_168_hours_in_a_window_of_48_is_warned_of_and_lapses_although_all_are_honest() -> None:
    reading = read_accord(LIBRARY / "known_answers" / "late_and_honest.accord")
    assert [problem.code for problem in reading.problems] == ["A0376"]
    assert "168 hours" in reading.problems[0].what and "48 hours" in reading.problems[0].what
    found = proved("late_and_honest")
    assert sure("late_and_honest") == ([{"Monitors": 2}], [{"Monitors": 2}])
    assert slow("late_and_honest") == ([{}], [])
    [nobody] = [c for c in found.block or () if c.size == 0]
    assert of_nobody(found, found.inquiry.of(Aim.BLOCK, nobody)) == "it lapses although all are honest"
    assert verdicts("late_and_honest") == [FALSE, FALSE]
