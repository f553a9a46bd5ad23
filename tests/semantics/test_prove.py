"""Rules about what is proved of a procedure, each test named after its rule."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from certificate_values import certified, read_back
from foedus.accord.read_accord import read_accord
from foedus.basics.instant import DAY, from_local, show
from foedus.cli.story_exercise import Exercise, exercise_of
from foedus.procedure.machine import advance, step
from foedus.procedure.state import Stage
from foedus.prove.decide import Verdict, overall, prove, verdicts
from foedus.prove.plots import plots
from foedus.prove.question import Aim, Play, Power
from foedus.prove.sheet_words import deeds_words, sheet
from foedus.prove.story import story
from foedus.prove.times import award_at
from foedus.recheck.claims import Shows, check
from prove_values import accord, blockers, causers, proof, words

LIBRARY = Path(__file__).parents[2] / "library" / "known_answers"
REVOCABLE = "consent of every member of League, deposited as a revocable escrow"


def worst_days(found) -> float:  # type: ignore[no-untyped-def]
    return (award_at(found.inquiry, found.times.worst) - found.times.found_at) / DAY


def test_Q1_who_can_keep_the_quorum_out_of_reach_can_block() -> None:
    assert blockers(proof()) == ["2 of the 4 members of Watch", "2 of the 3 members of Court"]


def test_Q1_who_can_reach_the_quorum_and_have_the_challenge_rejected_can_cause() -> None:
    watch = "3 of the 4 members of Watch"
    assert causers(proof()) == [f"{watch} and 2 of the 3 members of Court"]


@pytest.mark.parametrize(("silence", "blocks"), [
    ("assent", ["2 of the 3 members of Court", "3 of the 4 members of Watch"]),
    ("refusal", ["2 of the 3 members of Court", "3 of the 4 members of Watch"]),
])  # fmt: skip
def test_Q1_the_quorum_is_of_those_appointed(silence: str, blocks: list[str]) -> None:
    assert blockers(proof(silence=silence, quorum="2 of 4")) == blocks


def test_Q1_a_smallest_coalition_can_spare_nobody() -> None:
    found = proof()
    for coalition in found.block:
        for place, count in enumerate(coalition.counts):
            if count:
                less = (*coalition.counts[:place], count - 1, *coalition.counts[place + 1 :])
                assert found.inquiry.of(Aim.BLOCK, type(coalition)(less)).power is Power.NONE


def test_Q1a_actors_whom_no_rule_tells_apart_are_one_class() -> None:
    found = proof(watch="W1 W2 L1 L2", league="L1 L2 L3")
    classes = {each.title: each.members for each in found.inquiry.classes}
    assert classes["Watch"] == ("W1", "W2") and classes["League"] == ("L3",)
    assert classes["Watch and League"] == ("L1", "L2")


def test_Q1a_breaches_with_the_same_time_to_cure_are_asked_once() -> None:
    assert [b.norm for b in proof().inquiry.breaches] == ["1"]
    cured = proof(cure="the accused may cure a breach of Article 2 within 7 days")
    assert [b.norm for b in cured.inquiry.breaches] == ["1", "2"]


def test_Q1b_the_accused_is_on_the_side_of_each_coalition_that_blocks() -> None:
    """Judges alone never come to decide anything: somebody has to challenge."""
    found = proof()
    [court] = [c for c in found.block if c.counts[3] == 2]
    way = found.inquiry.of(Aim.BLOCK, court).way
    assert way is not None and [act.deed for act in way.acts if act.who == ("AA",)] == ["challenges"]
    assert blockers(proof(challenges="")) == ["2 of the 4 members of Watch"]


def test_Q1b_an_accused_outside_the_coalition_challenges_what_never_was() -> None:
    found = proof()
    [outside] = found.cause
    way = found.inquiry.of(Aim.CAUSE, outside).way
    assert way is not None and any(act.who == ("AA",) and act.deed == "challenges" for act in way.acts)


def test_Q1c_the_honest_vote_before_silence_decides() -> None:
    """Silence is assent, and yet nobody can count on it: who is honest votes against what never was, in time."""
    assert causers(proof(challenges="", quorum="4 of 4"))[-1] == "all 4 members of Watch"


def test_Q1c_who_has_deposited_takes_back_for_a_false_breach_what_can_be_taken_back() -> None:
    assert blockers(proof(consent=REVOCABLE))[0] == "any one of the 3 members of League"
    found = proof(consent=REVOCABLE, challenges="")
    sure, slow = "3 of the 4 members of Watch and all 3 members of League", "3 of the 4 members of Watch"
    assert causers(found) == [sure, slow]
    assert [found.inquiry.of(Aim.CAUSE, c).power for c in found.cause] == [Power.SURE, Power.IF_OTHERS_ARE_SLOW]


def test_Q1d_what_depends_on_who_is_quicker_is_told_as_that() -> None:
    """Notice of one day: the consent is gone before the award if the honest vote late, and not if they are quick."""
    found = proof(challenges="", withdrawal="consent may be withdrawn on 1 day notice")
    [league] = [c for c in found.block if c.counts[-1]]
    answer = found.inquiry.of(Aim.BLOCK, league)
    assert league.counts[-1] == 1 and answer.power is Power.IF_OTHERS_ARE_SLOW
    strict = accord(challenges="", withdrawal="consent may be withdrawn on 1 day notice",
                    require=("no coalition of 1 members of League can block the award",))  # fmt: skip
    assert strict.requirements[0].count == 1


def test_Q1e_notice_in_time_is_told_apart() -> None:
    found = proof(withdrawal="consent may be withdrawn on 180 days notice, never while a breach is pending")
    assert "any one of the 3 members of League" not in blockers(found)
    assert words(found, found.ahead, Aim.BLOCK) == ["any one of the 3 members of League"]
    assert words(proof(), proof().ahead, Aim.BLOCK) == []


def test_Q2_the_worst_case_uses_up_every_limit() -> None:
    assert worst_days(proof()) == 3 + 5 + 10
    assert worst_days(proof(challenges="2 times")) == 3 + 2 * (5 + 10)
    assert worst_days(proof(cure="the accused may cure a breach of Article 2 within 7 days")) == 3 + 7 + 5 + 10


def test_Q2_where_silence_alone_keeps_the_award_away_it_never_comes_for_sure() -> None:
    found = proof(silence="refusal", require=("the award follows a material breach within 60 days",))
    assert found.times.never is not None and found.decisions[0].verdict is Verdict.FALSE


def test_Q2_a_limit_that_is_just_kept_is_kept() -> None:
    def verdict(days: int) -> Verdict:
        return proof(require=(f"the award follows a material breach within {days} days",)).decisions[0].verdict

    assert (verdict(18), verdict(19)) == (Verdict.KEPT, Verdict.KEPT)


@pytest.mark.parametrize(("lines", "line", "day"), [
    ({"window": "2 months", "challenges": ""}, "the award follows a material breach within 61 days", "2026-07-01"),
    ({"window": "1 month", "challenges": "", "duty": "each member votes within 30 days", "silence": "refusal"},
     "no coalition of 1 member of Watch can block the award", "2026-01-30"),
    ({"window": "72 hours", "challenges": "", "zone": "Europe/Kyiv"},
     "the award follows a material breach within 3 days", "2026-03-27"),
])  # fmt: skip
def test_Q2a_what_holds_on_one_day_only_is_false(lines: dict[str, str], line: str, day: str) -> None:
    """Two months can have 61 days or 62; 72 hours from a Friday end on Monday at one when clocks change."""
    deal = accord(require=(line,), **lines)  # type: ignore[arg-type]
    asked = from_local(datetime(2026, 3, 1), deal.time_zone)
    [found] = prove(deal, asked)
    assert found.decisions[0].verdict is Verdict.FALSE
    assert show(found.decisions[0].day, deal.time_zone) == f"{day} 00:00"
    assert verdicts(deal, asked, [0]) == [Verdict.FALSE]
    _, sections = sheet(deal, [found], asked)
    assert f"`--found {day}`" in sections[0].lines[0].more[0]
    assert prove(deal, found.decisions[0].day)[0].decisions[0].way is not None


def test_Q2a_days_that_are_alike_are_asked_once() -> None:
    found = proof(require=("the award follows a material breach within 18 days",))
    assert found.decisions[0].verdict is Verdict.KEPT and found.decisions[0].day is None


def test_Q3_what_does_not_hold_comes_with_a_way_that_the_machine_takes() -> None:
    found = proof(require=("no coalition of 2 members of Watch can block the award",))
    [decision] = found.decisions
    assert decision.verdict is Verdict.FALSE and decision.way is not None
    state = found.inquiry.start
    for act in decision.way.acts:
        state = advance(found.inquiry.procedure, state, act.at).state
        for move in act.moves:
            stepped = step(found.inquiry.procedure, state, act.at, move)
            assert stepped.refusal is None
            state = stepped.state
    assert state == decision.way.end and state.cases[-1].stage is Stage.REFUSED


RESTING = "suspended while BB is in certified material breach"


OTHER_BODY = """suspended while BB is in certified serious breach

Article 5 "The Senate"
    Senate certifies a serious breach by 2 of 2 within 2 days; silence is refusal.

Article 6 "Peace, once more"
    Each party must not attack in Land.
        serious breach when count is at least 1
"""


def test_Q1e_what_a_guarantee_rests_on_can_be_certified_by_another_body() -> None:
    deal = accord(parties='\nbody Senate "The Senate"\n    members S1 S2\n', withdrawal=OTHER_BODY)
    [found] = prove(deal, deal.in_force_from)
    assert words(found, found.ahead, Aim.BLOCK) == ["all 2 members of Senate"]
    assert {name for name, _ in found.endless[0].helps} == {"S1", "S2"}
    for plot in plots(found):
        assert story(deal, found.inquiry, plot).steps


@pytest.mark.parametrize(("who", "single"), [("AA", "AA alone"), ("CC", "CC")])
def test_Q1e_a_party_can_commit_the_breach_itself_for_which_the_guarantee_rests(
    who: str, single: str, tmp_path: Path
) -> None:
    """The accused, or a third party: everybody honest certifies it. Not so the beneficiary, which would lose by it."""
    lines = {"parties": '    CC "Party C"\n\nbody Senate "The Senate"\n    members S1 S2\n',
             "require": ("no single party can block the award", "BB alone cannot block the award")}  # fmt: skip
    deal = accord(withdrawal=OTHER_BODY.replace("while BB", f"while {who}"), **lines)  # type: ignore[arg-type]
    [found] = prove(deal, deal.in_force_from)
    assert words(found, found.ahead, Aim.BLOCK)[0] == single
    assert found.decisions[0].verdict is Verdict.FALSE
    answer = found.decisions[0].answers[0]
    assert answer.power is Power.SURE and f"by a serious breach that {who} commits" in deeds_words(found, answer)
    checked = check(deal, read_back(certified(deal), tmp_path))
    assert checked[0].shows is Shows.FALSE and all(c.shows is Shows.KEPT for c in checked[2:])
    beneficiary = accord(withdrawal=OTHER_BODY, **lines)  # type: ignore[arg-type]
    assert prove(beneficiary, deal.in_force_from)[0].decisions[1].verdict is Verdict.KEPT


def test_Q3a_a_story_tells_who_does_what_when_by_which_clause_and_what_changes() -> None:
    deal = accord(require=("no coalition of 2 members of Watch can block the award",))
    [found] = prove(deal, deal.in_force_from)
    [plot] = [each for each in plots(found) if each.name == "require-1"]
    first, last = story(deal, found.inquiry, plot).steps
    assert (first.who, first.lane, first.at) == ("AA", "AA", deal.in_force_from)
    assert first.changes == (
        "A case opens by itself (Article 3): Watch votes until Sun 4 January 2026 00:00; 3 of its 4 members decide.",
    )
    assert (last.who, last.clause) == ("2 members of Watch (any two; here W1 and W2)", "Article 3")
    assert last.changes[-1].endswith("not certified; the case is over.")


def test_Q3a_as_an_exercise_it_comes_to_the_same_end() -> None:
    read = read_accord(LIBRARY / "accession_by_unanimity.accord")
    assert read.accord is not None
    [found] = prove(read.accord, read.accord.in_force_from)
    [plot] = [each for each in plots(found) if each.name == "block-1"]
    made = exercise_of(read, found.inquiry, plot, "x.accord")
    assert isinstance(made, Exercise) and made.later > 0
    assert made.text.endswith("expect no award of Article 3\n")
    assert "reports from reports/block-1-1.json" in made.text


def test_Q4_an_award_that_can_wait_without_end_is_no_end() -> None:
    required = ("every material breach ends in cure, dismissal or award",)
    assert proof(require=required).decisions[0].verdict is Verdict.KEPT
    found = proof(withdrawal=RESTING, require=required)
    assert found.decisions[0].verdict is Verdict.FALSE
    assert found.endless[0].way.stuck and {deed for _, deed in found.endless[0].helps} == {"attests a cure"}


def test_Q4_a_wait_without_end_is_told_where_nothing_is_required_of_it() -> None:
    deal = accord(withdrawal=RESTING, require=("BB alone cannot cause the award",))
    proofs = prove(deal, deal.in_force_from)
    _, sections = sheet(deal, proofs, deal.in_force_from)
    [ends] = [section for section in sections if section.title == "How a breach can stay without an end"]
    assert ends.lines[0].text.startswith("The award can wait without end while BB is in certified material breach")
    assert ends.lines[0].text.endswith("(--story endless-1)")
    [times] = [section for section in sections if section.title.startswith("How long")]
    assert times.lines[-1].more[-1] == (
        "Not counted is any wait while BB is in certified material breach. It is not asked whether BB keeps the award "
        "from itself in that way."
    )
    asked = accord(withdrawal=RESTING, require=("every material breach ends in cure, dismissal or award",))
    _, sections = sheet(asked, prove(asked, asked.in_force_from), asked.in_force_from)
    assert not [section for section in sections if section.title.startswith("How a breach")]


def test_a_class_that_is_not_its_whole_body_is_told_as_the_other_members() -> None:
    found = proof(watch="W1 W2 W3 L1", league="L1 L2 L3", consent=REVOCABLE)
    assert "2 of the 3 other members of Watch" in blockers(found)
    assert "2 of the 4 members of Watch" in blockers(proof())


def test_what_the_accused_can_save_is_told_as_what_it_is() -> None:
    """It saves the panel its time by doing nothing; who votes at once saves its own."""
    deal = accord()
    _, sections = sheet(deal, prove(deal, deal.in_force_from), deal.in_force_from)
    [times] = [section for section in sections if section.title.startswith("How long")]
    assert times.lines[-1].more[0] == (
        "Of that can be saved: Watch 3 days or Court 10 days, if that one alone acts at once; or 10 days, if AA does "
        "nothing."
    )


def test_Q4_a_certificate_that_releases_nothing_is_no_end() -> None:
    """Notice is shorter than the procedure, and may be given while the breach is pending."""
    found = proof(withdrawal="consent may be withdrawn on 4 days notice",
                  require=("every material breach ends in cure, dismissal or award",))  # fmt: skip
    assert found.decisions[0].verdict is Verdict.FALSE
    assert not found.endless[0].way.stuck and found.endless[0].way.end.cases[-1].stage is Stage.CERTIFIED


TWO_GRADES = OTHER_BODY + """
Article 7 "Funds"
    On certified serious breach by BB, "release of the funds" for AA takes effect at once.
        consent of every member of League, deposited as a protocol with a suspensive condition
"""


def test_Q1a_a_line_about_a_grade_is_asked_of_the_guarantees_of_that_grade(tmp_path: Path) -> None:
    """What makes a material breach wait without end says nothing of a serious one."""
    lines = ("every material breach ends in cure, dismissal or award",
             "every serious breach ends in cure, dismissal or award",
             "the award follows a serious breach within 9 days")  # fmt: skip
    deal = accord(parties='\nbody Senate "The Senate"\n    members S1 S2\n', withdrawal=TWO_GRADES, require=lines)
    proofs = prove(deal, deal.in_force_from)
    asked = [overall([found.decisions[n].verdict for found in proofs]) for n in range(3)]
    assert asked == [Verdict.FALSE, Verdict.KEPT, Verdict.FALSE]
    assert asked == verdicts(deal, deal.in_force_from, (0, 1, 2))
    checked = check(deal, read_back(certified(deal), tmp_path))
    lines_shown = [{c.shows for c in checked if c.requirement is line} for line in deal.requirements]
    assert lines_shown == [{Shows.FALSE, Shows.KEPT}, {Shows.KEPT}, {Shows.KEPT, Shows.FALSE}]


def test_Q3_what_is_too_large_is_undecided_and_says_what_makes_it_large() -> None:
    lines = ("no single party can block the award", "the award follows a material breach within 60 days",
             "every material breach ends in cure, dismissal or award")  # fmt: skip
    deal = accord(require=lines, challenges="20 times")
    [found] = prove(deal, deal.in_force_from, most_states=30)
    assert [decision.verdict for decision in found.decisions] == [Verdict.UNDECIDED] * 3
    assert found.times is None and found.block is None and found.cause is None
    assert "lets the accused challenge 20 times" in found.large


def test_Q3_a_play_of_too_many_moves_one_after_the_other_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is with ninety challenges of a panel of one: fewer states than are looked at, in a single long row."""
    def endless(*_: object) -> bool:
        raise RecursionError

    monkeypatch.setattr(Play, "_others", endless)
    found = proof(require=("no coalition of 2 members of Watch can block the award",))
    assert found.block is None  # whether they surely can is undecided ...
    decision = found.decisions[0]
    assert decision.verdict is Verdict.FALSE and decision.way is not None  # ... that there is a way is not forgotten


def test_Q3_a_question_that_is_small_is_decided_beside_one_that_is_not() -> None:
    deal = accord(require=("BB alone cannot cause the award", "every material breach ends in cure, dismissal or award"))
    [found] = prove(deal, deal.in_force_from, most_states=8)
    assert [decision.verdict for decision in found.decisions] == [Verdict.KEPT, Verdict.UNDECIDED]
