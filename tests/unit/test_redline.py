"""The redline shows every change of meaning, and none of layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.accord.format import format_text
from foedus.accord.model import Accord
from foedus.accord.parse import parse
from foedus.accord.redline import Changed, How, redline, shown_redline

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "tests" / "bad" / "sound.accord").read_text(encoding="utf-8")
EVERY = (ROOT / "tests" / "good" / "every_construct.accord").read_text(encoding="utf-8")
RENEWED = "renewed for 5 years at a time unless a party objects 180 days before"
FIVE = "        serious breach when count is at least 5 within 24 hours\n"


def accord(source: str) -> Accord:
    parsed = parse(source, "draft.accord", ROOT)
    assert parsed.accord is not None and not [p for p in parsed.problems if p.is_error]
    return parsed.accord


def changed(*changes: tuple[str, str], source: str = SOUND) -> tuple[Changed, ...]:
    after = source
    for old, new in changes:
        assert old in after
        after = after.replace(old, new, 1)
    return redline(accord(source), accord(after))


def test_layout_and_comments_are_no_change() -> None:
    loose = "# a comment\n" + SOUND.replace("\n    ", "\n  ").replace("raid", "raid   # why")
    assert redline(accord(SOUND), accord(loose)) == ()
    assert redline(accord(EVERY), accord(format_text(EVERY))) == ()
    assert "say the same" in shown_redline(accord(SOUND), accord(loose))


def test_a_changed_number_is_shown_with_the_words_before_and_after() -> None:
    (one,) = changed((FIVE, FIVE.replace("5", "4")))
    assert one == Changed(
        'Article 1 "Ceasefire"', How.CHANGED, "serious breach when count is at least 5 within 24 hours",
        "serious breach when count is at least 4 within 24 hours",
    )  # fmt: skip


def test_a_line_that_is_taken_away_or_put_in_is_shown_as_such() -> None:
    assert [c.how for c in changed((FIVE, ""))] == [How.REMOVED]
    assert [c.how for c in changed((FIVE, FIVE + FIVE.replace("5", "9")))] == [How.ADDED]


def test_the_order_of_lines_below_a_sentence_means_nothing() -> None:
    minor = "        minor breach when count is at least 1\n"
    assert changed((minor + FIVE, FIVE + minor)) == ()


def test_members_in_another_order_are_the_same_members() -> None:
    assert changed(("Lake Hill Moor", "Moor Lake, Hill")) == ()
    (one,) = changed(("Lake Hill Moor", "Lake Hill"))
    assert one == Changed("Bodies", How.REMOVED, "body Watch: member Moor", "")


def test_of_a_long_list_only_the_names_that_came_or_went_are_told() -> None:
    found = changed(("Lake Hill Moor", "Lake Hill Marsh"))
    assert {(c.how, c.before or c.after) for c in found} == {
        (How.ADDED, "body Watch: member Marsh"), (How.REMOVED, "body Watch: member Moor"),
    }  # fmt: skip
    (one,) = changed(("shelling, raid", "shelling"))
    assert one == Changed("Acts", How.REMOVED, "act attack: raid", "")
    (all_new,) = changed(("Lake Hill Moor", "Marsh Field Wood"))
    assert all_new.how is How.CHANGED


def test_names_in_another_order_mean_the_same() -> None:
    assert changed(("is shelling, raid", "is raid, shelling")) == ()
    zone = SOUND.replace('"the pass"', '"the pass", "the saddle"')
    assert changed(('"the pass", "the saddle"', '"the saddle", "the pass"'), source=zone) == ()
    both = SOUND.replace("Each party must not", "North and South must not")
    assert changed(("North and South must not", "South and North must not"), source=both) == ()


ANNOUNCED = "announced to Watch at least 24 hours before"
PASSING = "from 2030-02-01 until 2030-03-01"


def excepted(*grounds: str) -> str:
    lines = "".join(f"        unless 1{letter}: {ground}\n" for letter, ground in zip("abc", grounds, strict=False))
    return SOUND.replace("must not attack in Pass.\n", f"must not attack in Pass.\n{lines}")


def test_an_exception_that_only_got_another_letter_is_told_once_as_moved() -> None:
    (moved, new) = redline(accord(excepted(ANNOUNCED)), accord(excepted(PASSING, ANNOUNCED)))
    assert (moved.how, moved.before) == (How.MOVED, "exception a")
    assert moved.after == f"exception b: unless {ANNOUNCED}"
    assert new.how is How.ADDED and new.after.startswith("unless 1a: from 2030-02-01")


def test_an_exception_taken_out_before_another_is_told_as_that() -> None:
    found = redline(accord(excepted(PASSING, ANNOUNCED)), accord(excepted(ANNOUNCED)))
    assert [c.how for c in found] == [How.MOVED, How.REMOVED]
    assert found[1].before.startswith("unless 1a: from 2030-02-01")
    text = shown_redline(accord(excepted(PASSING, ANNOUNCED)), accord(excepted(ANNOUNCED)))
    assert f"moved exception b is now exception a: unless {ANNOUNCED}" in text


def test_an_article_that_only_got_another_number_has_moved() -> None:
    article = 'Article 2 "Withdrawal"'
    start, end = SOUND.index(article), SOUND.index("Article 3")
    withdrawal = SOUND[start:end]
    later = SOUND.replace(withdrawal, "").replace("Article 3 ", "Article 2 ").replace("Article 4 ", "Article 3 ")
    later = later.replace("Article 5", "Article 4").replace("require\n", "Article 5" + withdrawal[9:] + "require\n")
    later = later.replace("cure a breach of Article 2", "cure a breach of Article 5")
    found = redline(accord(SOUND), accord(later))
    assert {c.how for c in found} == {How.MOVED}
    moved = {(c.before, c.after) for c in found}
    assert ("Article 2", "Article 5") in moved and ("Article 5", "Article 4") in moved and len(moved) == 4


def test_a_reference_that_now_means_another_article_is_a_change() -> None:
    (one,) = changed(("breach of Article 2", "breach of Article 1"))
    assert (one.how, one.where) == (How.CHANGED, 'Article 3 "Certification"')


def test_a_new_sentence_brings_its_lines() -> None:
    before = "breaches are at least 3 within 7 days\n"
    lines = "    North must not raid.\n        minor breach when count is at least 2\n"
    (one,) = changed((before, before + lines))
    assert one.how is How.ADDED
    assert one.after == "North must not raid.\n    minor breach when count is at least 2"


def test_a_new_article_is_shown_under_its_own_heading() -> None:
    mines = 'Article 9 "Mines"\n    North must not lay mines.\n        minor breach when count is at least 2\n'
    text = shown_redline(accord(SOUND), accord(SOUND.replace("Article 2 ", f"{mines}Article 2 ", 1)))
    assert text.startswith('Article 9 "Mines"\n    new   North must not lay mines.\n              minor breach when')


def test_two_sentences_that_change_places_below_failing_that_change_the_meaning() -> None:
    line = "        serious breach when not done in time\n"
    first = "    Failing that, the same party must admit Watch to Pass within 24 hours.\n" + line
    other = "    North must clear mines by 2030-05-01.\n" + line
    one = SOUND.replace(line, line + first + other)
    two = SOUND.replace(line, line + other + first)
    assert redline(accord(one), accord(two)) != ()


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ('"Truce of two valleys"', '"Truce of three valleys"', "Head"),
        ("version 1", "version 2", "Head"),
        ("Europe/Zurich", "Europe/Kyiv", "Head"),
        ("until 2031-01-01", "until 2032-01-01", "Head"),
        ("until 2031-01-01\n", f"until 2031-01-01\n    {RENEWED}\n", "Head"),
        ("until 2031-01-01\n", "until 2031-01-01\n    windows include their start and include their end\n", "Head"),
        ('North "Northern Valley"', 'North "Northern Valley", also "The North"', "Parties"),
        ("League of Neighbours", "League of Friends", "Alliances"),
        ('area "the pass"', 'area "the gorge"', "Zones"),
        ("shelling, raid", "shelling", "Acts"),
        ("within 3 km", "within 4 km", "Evidence"),
        ("by 2 independent", "by 3 independent", "Evidence"),
        ("clear and convincing", "beyond reasonable doubt", "Evidence"),
        ("convincing\n", 'convincing\n    "Radio" speaks for North\n', "Evidence"),
        ("Each party must not attack", "South must not attack", 'Article 1 "Ceasefire"'),
        ("within 14 days after", "within 15 days after", 'Article 2 "Withdrawal"'),
        ("silence is assent", "silence is refusal", 'Article 3 "Certification"'),
        ("once within 5 days", "twice within 5 days", 'Article 3 "Certification"'),
        ("breach by North", "breach by South", 'Article 4 "Protection"'),
        ("every member of League", "at least 2 members of League", 'Article 4 "Protection"'),
        ("consent may not be withdrawn", "consent may be withdrawn on 9 days notice", 'Article 4 "Protection"'),
        ("no single party can block", "North alone cannot block", "Requirements"),
    ],
)  # fmt: skip
def test_no_change_of_meaning_goes_unseen(before: str, after: str, where: str) -> None:
    found = changed((before, after))
    assert found and {c.where for c in found} == {where}
    assert all(c.before != c.after for c in found)


def test_episodes_in_the_place_of_incidents_are_one_change_of_one_line() -> None:
    old = "one incident is reports of the same act within 3 km and 6 hours"
    new = "one episode is reports of the same act within 3 km and gaps of at most 6 hours"
    (change,) = changed((old, new))
    assert (change.how, change.before, change.after) == (How.CHANGED, old, new)


def test_a_renewal_that_comes_goes_or_is_another_one_is_told_in_its_own_words() -> None:
    until = "until 2031-01-01\n"
    renewing = SOUND.replace(until, f"{until}    {RENEWED}\n")
    assert changed((until, f"{until}    {RENEWED}\n")) == (Changed("Head", How.ADDED, "", RENEWED),)
    assert changed((f"    {RENEWED}\n", ""), source=renewing) == (Changed("Head", How.REMOVED, RENEWED, ""),)
    (one,) = changed(("180 days before", "90 days before"), source=renewing)
    assert (one.how, one.before, one.after) == (How.CHANGED, RENEWED, RENEWED.replace("180", "90"))
