"""The plain reading says what the text says, and what it leaves unsaid, in words for people at a table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus.accord.model import Accord
from foedus.accord.parse import parse
from foedus.accord.reading import plain_reading
from foedus.basics.vocabulary import ACTS

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "tests" / "bad" / "sound.accord").read_text(encoding="utf-8")


def accord(*changes: tuple[str, str]) -> Accord:
    source = SOUND
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    parsed = parse(source, "read.accord", ROOT)
    assert parsed.accord is not None and not parsed.problems
    return parsed.accord


def spoken(*changes: tuple[str, str]) -> str:
    """The reading in one line, so that line ends do not matter."""
    return " ".join(plain_reading(accord(*changes)).split())


def test_paragraphs_are_numbered_without_a_gap_and_lines_fit_a_hundred_columns() -> None:
    text = plain_reading(accord())
    numbers = [int(n) for n in re.findall(r"^ {0,2}([0-9]+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 30
    assert max(map(len, text.splitlines())) <= 100


def test_nobody_has_to_know_codes_or_the_words_of_programs() -> None:
    text = spoken()
    assert not re.search(r"A0[0-9]{3}|\bNone\b|\bnull\b|_|`|\bUTC\b|per calendar day", text)


def test_every_article_is_read_under_its_heading() -> None:
    text = plain_reading(accord())
    for article in accord().articles:
        assert f"Article {article.number}. {article.title}\n---" in text


# -- time -------------------------------------------------------------------------------------------------------------


def test_the_day_on_which_24_hours_are_not_a_day_is_named() -> None:
    assert "31 March 2030 has 23 hours there, so that 24 hours and one day are not the same." in spoken()


def test_where_clocks_never_change_a_day_has_24_hours() -> None:
    assert "so that a day has 24 hours." in spoken(("Europe/Zurich", "Asia/Kathmandu"))


def test_which_end_of_a_window_belongs_to_it_is_said() -> None:
    assert "includes its last instant and not its first" in spoken()
    line = "time zone Europe/Zurich\n"
    both = spoken((line, line + "    windows include their start and include their end\n"))
    assert "includes its first instant and its last" in both


def test_an_accord_without_an_end_says_so() -> None:
    assert "does not say when it ends" in spoken((" until 2031-01-01", ""))


UNTIL = "until 2031-01-01\n"
RENEWED = "    renewed for 5 years at a time unless a party objects {} before\n"


def test_a_renewal_is_read_with_the_real_date_of_the_last_objection() -> None:
    text = spoken((UNTIL, UNTIL + RENEWED.format("180 days")))
    assert "At that end the accord is renewed for five years, and so again at each later end" in text
    assert "The last moment to object to the first renewal is 5 July 2030 at 00:00, as that day begins." in text
    noon = spoken((UNTIL, "until 2031-01-01 12:30\n" + RENEWED.format("2 months")))
    assert "first renewal is 1 November 2030 at 12:30." in noon
    hours = spoken((UNTIL, "until 2031-04-01\n" + RENEWED.format("72 hours")))
    assert "first renewal is 28 March 2031 at 23:00." in hours  # the clocks went forward on 30 March


def test_an_accord_with_an_end_and_no_renewal_says_that_it_ends_there() -> None:
    assert "does not say that the accord is renewed at that end; it is not." in spoken()
    assert "renewed" not in spoken((" until 2031-01-01", ""))


def test_a_renewed_accord_is_not_said_to_be_over_before_the_clocks_change() -> None:
    winter = (UNTIL, "until 2030-03-01\n")
    assert "do not change while the accord is in force" in spoken(winter)
    text = spoken((UNTIL, "until 2030-03-01\n" + RENEWED.format("30 days")))
    assert "31 March 2030 has 23 hours there" in text


def test_deadlines_are_real_dates_on_the_clock_of_the_accord() -> None:
    assert "at the latest on 15 January 2030 at 00:00" in spoken()
    noon = ("from 2030-01-01 until", "from 2030-01-01 12:30 until")
    assert "at the latest on 15 January 2030 at 12:30" in spoken(noon)


def test_what_is_called_up_by_a_failure_is_due_after_the_first_deadline() -> None:
    line = "        serious breach when not done in time\n"
    text = spoken((
        line, line + "    Failing that, the same party must admit Watch to Pass within 2 days.\n"
        "        material breach when not done in time\n",
    ))  # fmt: skip
    assert "If a party has not done in time what Article 2 asks of it, that party must admit Watch to Pass" in text
    assert "within two days after that deadline has passed, that is at the latest on 17 January 2030" in text
    assert "the first failure stays on record" in text


# -- evidence ---------------------------------------------------------------------------------------------------------


def test_defaults_of_evidence_are_told_as_defaults_and_only_then() -> None:
    assert "this is the default" not in spoken()
    start, end = SOUND.index("evidence\n"), SOUND.index("Article 1")
    text = spoken((SOUND[start:end], ""))
    assert "does not say what one incident is; this is the default." in text
    assert "within 3 kilometres and six hours" in text and "one independent origin affirms it" in text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("clear and convincing", "is at least 80 percent"),
        ("preponderance", "is more than 50 percent"),
        ("beyond reasonable doubt", "is at least 95 percent"),
        ("of at least 73 percent", "is at least 73 percent"),
    ],
)
def test_the_standard_of_proof_is_said_in_percent(line: str, words: str) -> None:
    assert words in spoken(("standard clear and convincing", f"standard {line}"))


def test_who_counts_as_independent_is_said() -> None:
    text = spoken()
    assert "at least one of them is not of a party" in text
    assert "one claimant copied by forty papers is one" in text
    alone = ("2 independent origins, at least 1 of them", "1 independent origin, at least 1 of them")
    assert "one independent origin affirms it, which must not be of a party" in spoken(alone)


def test_for_casualties_the_low_number_decides() -> None:
    line = "        minor breach when count is at least 1\n"
    text = spoken((line, line + "        serious breach when casualties are at least 10 within 24 hours\n"))
    assert "10" not in text.split("ten or more casualties")[0][-5:]
    assert "each say at least decides whether there is a breach" in text
    assert "each say at least" not in spoken()


# -- articles ---------------------------------------------------------------------------------------------------------


def test_one_without_a_window_looks_at_each_incident_and_more_count_from_entry_into_force() -> None:
    assert "whenever there is one incident: each is looked at by itself" in spoken()
    many = spoken(("count is at least 1\n", "count is at least 3\n"))
    assert "three or more incidents since entry into force are laid to one party; then the count starts afresh" in many


def test_a_calendar_day_is_a_day_in_the_time_zone() -> None:
    text = spoken(("at least 5 within 24 hours", "at least 5 per calendar day"))
    assert "on one calendar day are laid to one party. A calendar day goes from midnight to midnight in" in text


def test_every_word_that_falls_under_an_act_is_read_out() -> None:
    text = spoken()
    for word in ("shelling", *ACTS["shelling"], "raid"):
        assert word in text.split('Under "attack" falls each of these:')[1].split(".")[0]


def test_an_exception_says_who_bears_the_proof_and_does_not_chain() -> None:
    line = "must not attack in Pass.\n"
    text = spoken((
        line, line + "        unless 1a: in response within 6 hours to a raid on that party within 20 km\n"
        "        unless 1b: from 2030-04-19 18:00 until 2030-04-21 00:00\n",
    ))  # fmt: skip
    assert "in response to a raid on that party. The response must begin after" in text
    assert "from 19 April 2030 at 18:00, until 21 April 2030 at 00:00" in text
    assert "Whoever invokes an exception has to prove it" in text and "an answer to an answer" in text
    assert "Exception" not in spoken()


def test_among_three_parties_an_answer_to_an_attack_excepts_nothing_and_the_reading_says_so() -> None:
    line = "must not attack in Pass.\n"
    answer = (line, line + "        unless 1a: in response within 6 hours to a raid on that party within 20 km\n")
    assert "of two parties, what one does is taken to be done to the other" in spoken(answer)
    south = '    South "Southern Valley"\n'
    text = spoken(answer, (south, south + '    West "Western Valley"\n'))
    assert "As there are three parties, nobody can show" in text and "so nothing is excepted" in text


def test_the_reading_says_which_totals_replace_each_other_and_that_others_are_never_added() -> None:
    assert "only if it is for nearly the same time and place" in spoken()


def test_a_sentence_without_a_zone_holds_everywhere_and_says_so() -> None:
    assert "does not say where; it holds everywhere." in spoken(("attack in Pass", "attack"))
    assert "it holds everywhere" not in spoken()


def test_a_zone_is_described_where_it_is_used() -> None:
    text = spoken(('zone Pass area "the pass"', 'zone Pass area "the pass", "the saddle"'))
    assert text.count('the area that reports call "the pass" or "the saddle"') >= 3


# -- procedure --------------------------------------------------------------------------------------------------------


def test_what_silence_means_is_said_of_every_wait() -> None:
    text = spoken()
    assert "its silence is assent: the breach is certified" in text
    assert "If Court has not decided by then, the challenge is dismissed" in text
    assert "its silence is refusal" in spoken(("silence is assent", "silence is refusal"))


def test_a_guarantee_says_for_whom_on_whose_breach_by_whose_consent() -> None:
    text = spoken()
    assert "When a material breach by Northern Valley (North) is certified, membership of League for Southern" in text
    assert "Every member of League (three now) must have deposited its consent beforehand" in text
    assert 'Article 5 ("Review") says what can be done' in text


def test_what_the_text_leaves_open_is_told_with_what_follows() -> None:
    review = ("        on retraction after award: Article 5\n", "")
    text = spoken(review, ("        consent may not be withdrawn\n", ""))
    assert "does not say what follows if evidence is taken back after that; nothing is undone by itself" in text
    assert "does not say whether a consent can be withdrawn" in text
    assert "does not say who certifies a minor or a serious breach" in text


EPISODES = (
    "one incident is reports of the same act within 3 km and 6 hours",
    "one episode is reports of the same act within 10 km and gaps of at most 6 hours",
)


def test_episodes_are_said_to_be_what_is_counted_and_what_that_costs() -> None:
    text = spoken(EPISODES)
    assert "What is counted are episodes, not single acts." in text
    assert "each of them within 10 kilometres of another one of the run and with at most six hours between" in text
    assert "however many single acts there were" in text and "are not added up" in text
    assert "count as one incident" not in text
