"""A fault in a scenario is told when the file is read, at its line and column, with what could stand there."""

from __future__ import annotations

import pytest

from foedus.basics.problem import Problem
from foedus.watch.scenario import Verb, read_scenario

HEAD = 'exercise "Own"\naccord peace.accord\n'


def only(text: str) -> Problem:
    scenario, problems = read_scenario(HEAD + text + "\n", "own.exercise")
    assert scenario is None
    [problem] = problems
    return problem


@pytest.mark.parametrize(
    ("line", "code", "column", "says"),
    [
        ("expect case 1 is certifed", "C0306", 18, "did you mean `certified`?"),
        ("expect case 1 is peace", "C0306", 18, "`open to challenge`"),
        ('2025-06-01 10:00 registry notes HU: at wor, "x", source "y"', "C0308", 37, "did you mean `at war`?"),
        ("2025-06-01 10:00 BR votes for", "C0305", 18, "BR, CH and ID attest for"),
        ("2025-06-01 10:00 RU challenge forgery", "C0305", 18, "RU challenges for forgery"),
        ("2025-06-01 10:00 HU withdraws, refused as late", "C0305", 43, "refused as C0212"),
        ("excercise x", "C0302", 1, 'write `exercise "..."`'),
        ("0001-01-01 10:00 HU deposits", "C0304", 1, "1970"),
        ("exercise Own", "C0302", 1, "what follows `exercise`"),
        ("accord other.accord", "C0307", 1, "peace.accord"),
        ('exercise "Other"', "C0307", 1, "Other"),
    ],
)
def test_a_fault_of_a_line_has_its_column_and_says_what_could_stand_there(
    line: str, code: str, column: int, says: str
) -> None:
    found = only(line)
    assert found.code == code and found.span is not None
    assert (found.span.line, found.span.column) == (3, column)
    assert says in f"{found.why} {found.mend}"


def test_a_second_line_of_keys_is_told() -> None:
    assert only('keys from "one"\nkeys from "two"').code == "C0307"


def test_the_second_guarantee_of_an_article_can_be_named_and_a_remark_still_ends_the_line() -> None:
    text = HEAD + "2025-06-01 10:00  HU deposits under Article 5#2 # the second one\n"
    scenario, problems = read_scenario(text, "own.exercise")
    assert problems == () and scenario is not None
    assert [(line.verb, line.article) for line in scenario.lines] == [(Verb.DEPOSITS, "5#2")]
