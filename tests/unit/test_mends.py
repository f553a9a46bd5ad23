"""What a lawyer writes by habit is told where it stands, and the mend that is told makes the text right."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.accord.dates_meant import date_meant, spoken_date_meant
from foedus.accord.read_accord import read_accord, read_source
from foedus.basics.problem import Problem

TEXT = """accord "Truce", version 1
    time zone Europe/Vienna
    in force from 2025-06-01 00:00 until 2026-06-01 00:00
    grades minor, serious

parties
    AA "Alpha"
    BB "Beta"

zone North area "North"
zone South area "South"
zone Both  is North, South

act attack is shelling, airstrike

evidence
    one incident is reports of the same act within 3 km and 6 hours
    attributed to the standard of at least 90 percent

Article 1 "Fire"
    Each party must not attack in Both.
        unless 1a: from 2025-07-01 18:00 until 2025-07-02 00:00
        minor breach when count is at least 6 within 24 hours
        serious breach when count is at least 11 within 7 days
        serious breach when count averages more than 2 per calendar day, at error at most 0.001 over the lifetime
    Each party must withdraw heavy weapons from South by 2025-12-31.
        serious breach when not done in time
"""

SLIPS = [
    # what stands there, what is written instead, the code, the word under the caret, what the mend says
    ("Each party must not attack", "Each party shall not attack", "A0120", "shall", "`must not`"),
    ("Each party must not", "The parties must not", "A0160", "The", "`Each party`"),
    ("Each party must not", "Both parties must not", "A0160", "Both", "`Each party`"),
    ("Each party must not", "No party may", "A0160", "No", "`Each party must not ...`"),
    ("must not attack in Both", "must refrain from attack", "A0120", "Each party must refrain from", "`must not`"),
    ("    Each party must not", "    1. Each party must not", "A0101", "1", "leave out the mark or number"),
    ("    Each party must not", "    (a) Each party must not", "A0153", "(", "leave out the mark or number"),
    ("    Each party must not", "    - Each party must not", "A0153", "-", "leave out the mark or number"),
    ("in Both.", "in North and South.", "A0151", "and", "`zone Both is North, South`"),
    ("in Both.", "in the Both.", "A0151", "the", "leave out `the`"),
    ("in Both.", "in Both;", "A0151", ";", "`.`"),
    ("in Both.", "in Both unless attacked.", "A0151", "unless", "full stop"),
    ("not attack in", "not attack, airstrike in", "A0151", ",", "`act attack is shelling, airstrike`"),
    ("by 2025-12-31", "until 2025-12-31", "A0151", "until", "`by 2025-12-31`"),
    ("by 2025-12-31", "by 31 December 2025", "A0134", "31", "`2025-12-31`"),
    ("by 2025-12-31", "by 31.12.2025", "A0130", "31.12.2025", "`2025-12-31`"),
    ("2025-07-01 18:00", "2025-07-01T18:00", "A0130", "2025-07-01T18:00", "`2025-07-01 18:00`"),
    ("2025-07-01 18:00", "2025-07-01 18.00", "A0132", "18.00", "`18:00`"),
    ("at least 11 within 7", "more than 10 within 7", "A0151", "more", "`is at least 11`"),
    ("is at least 6 within 24", "is 6 or more within 24", "A0151", "6", "`is at least 6`"),
    ("count is at least 6", "count > 5", "A0153", ">", "`is at least 6`"),
    ("11 within 7 days", "11 in 7 days", "A0154", "in", "`within 7 days`"),
    ("2 per calendar day", "2 per day", "A0161", "day", "`per looked-at day`, or a number of days: `per 7 days`"),
    ("at most 0.001", "at most 0,001", "A0125", ",", "`0.001`"),
    ("error at most 0.001", "error 0.001", "A0151", "0.001", "at error at most 0.001 over the lifetime`"),
    ("averages more than", "averages over", "A0151", "over", "`serious breach when count averages more than 2 per"),
    ("within 3 km and", "within 3 and", "A0128", "3", "`3 km`"),
    ("of at least 90 percent", "of 90 percent", "A0151", "90", "`attributed to the standard of at least 90 percent`"),
    ('Article 1 "Fire"', 'Art. 1 "Fire"', "A0109", "Art", '`Article 1 "Heading"`'),
    ('Article 1 "Fire"', '§ 1 "Fire"', "A0109", "§", '`Article 1 "Heading"`'),
    ("minor, serious", "minor serious", "A0154", "serious", "`minor, serious`"),
    ('AA "Alpha"', 'aa "Alpha"', "A0101", "aa", '`Aa "Alpha"`'),
    ("Europe/Vienna", "Austria/Vienna", "A0114", "Austria/Vienna", "`Europe/Vienna`"),
    ("attack in Both", "attack in Bofh", "A0223", "Bofh", "Both"),
    ("not attack in", "not attak in", "A0227", "attak", "attack"),
]  # fmt: skip


def problems_of(text: str) -> tuple[Problem, ...]:
    return read_source(text, "here.accord", Path()).problems


def test_the_text_that_is_spoilt_below_is_sound() -> None:
    assert problems_of(TEXT) == ()


@pytest.mark.parametrize(("good", "bad", "code", "word", "mend"), SLIPS, ids=lambda v: v if len(v) < 40 else v[:40])
def test_a_slip_of_habit_is_told_at_its_word_with_a_mend_that_fits(
    good: str, bad: str, code: str, word: str, mend: str
) -> None:
    assert TEXT.count(good) == 1
    spoilt = TEXT.replace(good, bad)
    told = next(p for p in problems_of(spoilt) if p.is_error and p.code == code)
    assert told.span is not None
    row = spoilt.splitlines()[told.span.line - 1]
    assert row[told.span.column - 1 : told.span.end_column - 1] == word
    assert mend in told.mend


@pytest.mark.parametrize(
    ("slip", "mended"),
    [(s, m) for m, s, *_ in (x for x in SLIPS if x[4].strip("`") == x[0])],
)  # fmt: skip
def test_the_mend_put_in_place_of_the_slip_makes_the_text_sound(slip: str, mended: str) -> None:
    spoilt = TEXT.replace(mended, slip)
    assert problems_of(spoilt) and not problems_of(spoilt.replace(slip, mended))


def test_a_broken_article_line_brings_no_words_about_numbers_that_were_only_guessed() -> None:
    more = 'Article 2 "More"\n    AA must not attack in North.\n'
    spoilt = TEXT.replace('Article 1 "Fire"', 'Article I "Fire"') + more
    codes = {p.code for p in problems_of(spoilt)}
    assert "A0135" in codes and not codes & {"A0207", "A0215"}


def test_a_sentence_repeated_often_is_told_once_each_time() -> None:
    again = "".join(f'Article {n} "x"\n    AA must not attack in North.\n' for n in range(2, 8))
    repeated = [p.what for p in problems_of(TEXT + again) if p.code == "A0352"]
    assert repeated == [f"sentence {n} forbids the same as sentence 2" for n in range(3, 8)]


def test_exceptions_whose_dates_cannot_be_read_are_not_told_to_be_the_same() -> None:
    line = "        unless 1{}: from 1.7.2025 until 2.7.2025\n"
    spoilt = TEXT.replace("        minor", line.format("b") + line.format("c") + "        minor")
    assert "A0344" not in {p.code for p in problems_of(spoilt)}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("01.06.2025", "2025-06-01"), ("2025/6/1", "2025-06-01"), ("31-12-2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"), ("04/04/2025", "2025-04-04"), ("03/04/2025", ""), ("30.02.2025", ""),
        ("2025-04-19T18:00:00", "2025-04-19 18:00"), ("2025-04-19T18:00Z", ""), ("1.1.1", ""),
    ],
)  # fmt: skip
def test_a_date_is_offered_only_where_one_day_alone_can_be_meant(written: str, meant: str) -> None:
    assert date_meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("19 April 2025 18:00", "2025-04-19"), ("April 19 , 2025", "2025-04-19"), ("1st Sept 2025", "2025-09-01"),
        ("31 June 2025", ""), ("19 April", ""), ("soon", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_spoken_date_is_offered_in_figures(written: str, meant: str) -> None:
    assert spoken_date_meant(written.split()) == meant


@pytest.mark.parametrize(
    ("content", "column", "says"),
    [
        ('accord "Trêve", version 1\n'.encode("cp1252"), 11, "column 11"),
        ('accord "Truce", version 1\n'.encode("utf-16"), 1, "UTF-16"),
        (b"PK\x03\x04\x14\x00\x06\x00\xf0", 9, "document of another program"),
    ],
)
def test_a_file_that_is_no_utf_8_text_is_told_from_what_it_seems_to_come(
    tmp_path: Path, content: bytes, column: int, says: str
) -> None:
    path = tmp_path / "x.accord"
    path.write_bytes(content)
    (told,) = read_accord(path).problems
    assert told.code == "A0002" and told.span is not None and told.span.column == column
    assert says in told.why and "UTF-8" in told.mend


def test_a_folder_in_place_of_an_accord_is_called_a_folder(tmp_path: Path) -> None:
    (told,) = read_accord(tmp_path).problems
    assert told.code == "A0001" and "folder" in told.what
