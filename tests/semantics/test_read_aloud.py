"""What decides is said: the plain reading names all that a rule asks for, so that nobody signs less than is counted."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from foedus.accord.model import Accord
from foedus.accord.parse import parse
from foedus.accord.reading import plain_reading

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "tests" / "bad" / "sound.accord").read_text(encoding="utf-8")
FORBIDDEN = "    Each party must not attack in Pass.\n"
NOT_DONE = "        serious breach when not done in time\n"
PROHIBITION = (
    "    Failing that, the same party must not attack in Pass.\n        material breach when count is at least 1\n"
)
FIVE = "serious breach when count is at least 5 within 24 hours"


def accord(*changes: tuple[str, str]) -> Accord:
    source = SOUND
    for before, after in changes:
        assert before in source
        source = source.replace(before, after, 1)
    parsed = parse(source, "read.accord", ROOT)
    assert parsed.accord is not None
    return parsed.accord


def spoken(*changes: tuple[str, str]) -> str:
    """The reading in one line, so that line ends do not matter."""
    return " ".join(plain_reading(accord(*changes)).split())


def excepted(ground: str, *changes: tuple[str, str]) -> str:
    return spoken((FORBIDDEN, f"{FORBIDDEN}        unless 1a: {ground}\n"), *changes)


def test_F7a_a_response_is_read_with_all_that_it_needs() -> None:
    text = excepted("in response within 6 hours to a raid on that party within 20 km")
    assert "must begin after the raid is over, and end within six hours of the beginning of the raid" in text
    assert "the two places be at most 20 kilometres apart, even if each lies as far from the other as" in text
    assert "The raid must be confirmed, be laid by the standard of proof to another party that this sentence" in text
    assert "an answer to an answer is not excepted" in text


def test_F7a_where_one_party_alone_is_bound_there_is_nobody_to_respond_to() -> None:
    ground = "in response within 6 hours to a raid on that party within 20 km"
    text = excepted(ground, ("Each party must not attack", "North must not attack"))
    assert "It binds no other, and so nothing is excepted." in text


def test_F7_only_a_response_can_chain_so_only_there_it_is_said() -> None:
    text = excepted("announced to Watch at least 24 hours before")
    assert "in doubt it counts" in text and "an answer to an answer" not in text


def test_F7b_an_announcement_is_read_with_act_time_place_and_when_it_must_be_known() -> None:
    text = excepted("announced to Watch at least 24 hours before")
    assert "must be known at least 24 hours before the act begins; what counts is when it was received" in text
    assert "must name the act or a wider one, and cover all of the time and all of the place" in text


def test_F7c_what_nobody_is_known_to_have_done_is_left_out_only_for_everybody() -> None:
    ground = "announced to Watch at least 24 hours before"
    said = "only if it would be left out for every party that this sentence binds"
    assert said in excepted(ground)
    assert said not in excepted(ground, ("Each party must not attack", "North must not attack"))


def test_F6f_a_suspension_that_begins_too_late_is_said_to_be_too_late() -> None:
    text = spoken((NOT_DONE, f"{NOT_DONE}        suspended while Watch reports route mined\n"))
    assert "A suspension that begins after the deadline, as moved so far, comes too late." in text


def test_F6a_who_owes_must_show_and_what_silence_means_is_said() -> None:
    text = spoken()
    assert "Whoever owes this has to show that it was done." in text
    assert "If it may have been done in time, for instance because only the party itself says so, the breach is" in text
    assert "the clock alone makes the breach, provided that some source given could have reported it" in text


def test_F6c_what_an_undetermined_failure_calls_up_is_said_to_be_undetermined() -> None:
    text = spoken((NOT_DONE, NOT_DONE + PROHIBITION))
    assert "If it is undetermined whether the first was done in time, whatever is found under this sentence is" in text


def test_F6g_what_is_forbidden_after_a_failure_counts_only_afterwards() -> None:
    text = spoken((NOT_DONE, NOT_DONE + PROHIBITION))
    assert "Only what begins after the first deadline has passed counts." in text


@pytest.mark.parametrize("moved", [False, True])
def test_F6e_the_second_deadline_moves_only_if_the_first_one_can(moved: bool) -> None:
    second = "    Failing that, the same party must admit Watch to Pass within 2 days.\n"
    below = "        suspended while Watch reports route mined\n" if moved else ""
    text = spoken((NOT_DONE, f"{NOT_DONE}{below}{second}        material breach when not done in time\n"))
    assert "after that deadline has passed, that is at the latest on 17 January 2030 at 00:00" in text
    assert ("or later if the first deadline was moved" in text) is moved


def test_T4_what_lasted_or_is_known_to_the_day_only_is_said_to_lie_possibly_in_a_window() -> None:
    assert "for certain only if all of that time does; otherwise possibly" in spoken()


def test_T4b_days_do_not_overlap_and_are_not_said_to() -> None:
    text = spoken((FIVE, "serious breach when count is at least 5 per calendar day"),
                  ("material breach when serious breaches are at least 3 within 7 days",
                   "material breach when serious breaches are at least 3"))  # fmt: skip
    assert "Each calendar day that reaches such a number is a breach by itself." in text
    assert "overlap make one breach" not in text


def test_F4a_the_number_of_casualties_that_decides_is_the_one_that_enough_origins_say() -> None:
    text = spoken((FIVE, "serious breach when casualties are at least 10 within 24 hours"))
    assert "the number that two independent origins each say at least decides whether there is a breach" in text


def test_F5b_breaches_that_share_an_incident_are_said_to_count_once() -> None:
    assert "Two that share an incident count once." in spoken()


def test_F2c_what_was_broken_by_nobody_known_is_said() -> None:
    assert "laid to no party and fires no guarantee" in spoken()


def test_F8b_what_prevails_is_certain_and_keeps_its_exceptions() -> None:
    text = excepted("in Pass", (FIVE, f"{FIVE}\n        prevails over 2"))
    assert "certainly falls under this sentence and also under Article 2, it counts under this one alone" in text
    assert "and its exceptions hold there too" in text


def test_P5a_pending_is_explained() -> None:
    kept = "consent may not be withdrawn"
    text = spoken((kept, "consent may be withdrawn on 180 days notice, never while a breach is pending"))
    assert "A breach is pending from the instant at which it is found until the procedure about it is over" in text
    silent = spoken((kept, "consent may be withdrawn on 180 days notice"))
    assert "also while a breach is pending" in silent and "A breach is pending from" in silent


@pytest.mark.parametrize("path", sorted(ROOT.glob("library/*/*.accord")), ids=lambda p: p.stem)
def test_F1_a_reading_of_the_library_says_no_sentence_twice_in_one_paragraph(path: Path) -> None:
    parsed = parse(path.read_text(encoding="utf-8"), path.name, path.parent)
    assert parsed.accord is not None
    for paragraph in plain_reading(parsed.accord).split("\n\n"):
        said = re.split(r"(?<=[a-z]\.) ", " ".join(paragraph.split()))
        assert all(a != b for a, b in pairwise(sorted(said))), paragraph


RENEWAL = (
    "until 2031-01-01\n",
    "until 2031-01-01\n    renewed for 5 years at a time unless a party objects 180 days before\n",
)


def test_T5d_a_renewal_is_read_with_who_can_stop_it_how_and_until_when() -> None:
    text = spoken(RENEWAL)
    assert "unless a party objects. Any party may object, by itself and without giving a reason." in text
    assert "if it has reached the registry 180 days before the end or earlier; exactly 180 days before is in" in text
    assert "about the end that comes next, and at that end the accord then ends." in text
    assert "One that comes too late has no effect, and is not kept for the end after." in text


UNDERTAKING, SILENT = "an escrow with undertaking", ("        consent may not be withdrawn\n", "")
SETTLED = {
    "a revocable escrow": "A revocable escrow can be taken back at any time.",
    UNDERTAKING: "promised not to take it back; if it does so all the same, the promise is broken and the consent is "
    "gone.",
    "a provisional application": "A provisional application can be ended by notice at any time.",
    "a protocol with a suspensive condition": "A protocol with a suspensive condition cannot be withdrawn.",
}


@pytest.mark.parametrize("construction", SETTLED)
def test_P5b_where_the_text_is_silent_on_withdrawal_the_construction_settles_it(construction: str) -> None:
    text = spoken(SILENT, (UNDERTAKING, construction))
    assert "does not say whether a consent can be withdrawn; it goes by the way in which it was given." in text
    assert [c for c, said in SETTLED.items() if said in text] == [construction]


def test_P5b_of_several_constructions_each_is_said_once_and_none_where_the_text_settles_it() -> None:
    every = f"        consent of every member of League, deposited as {UNDERTAKING}\n"
    more = "".join(
        f"        consent of at least 2 members of League, deposited as {c}\n"
        for c in ("a provisional application", "a revocable escrow", "a provisional application")
    )
    text = spoken(SILENT, (every, every + more))
    assert [text.count(said) for said in SETTLED.values()] == [1, 1, 1, 0]
    assert not any(said in spoken((every, every + more)) for said in SETTLED.values())
