"""V2b: what the text itself says of how often a breach is found though all comply."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finding_values import EACH, accord, average, breaches, count, days, missed, must, must_not
from foedus.accord.model import Condition, Norm
from foedus.accord.read_accord import read_accord
from foedus.cli.app import built
from foedus.incentives.bounded import false_bound, with_bound, with_least
from foedus.incentives.stakes import Range
from foedus.incentives.template import neutral
from foedus.procedure.compiling import compile_procedure

GOOD = Path(__file__).parents[1] / "good" / "averages.accord"


def of(*conditions: Condition, also: tuple[Norm, ...] = ()) -> int | None:
    """For AA and material breaches of a sentence with these lines; errors in millionths."""
    bound = false_bound(accord(must_not(*conditions, subject=EACH), *also), "material", "AA")
    return None if bound is None else bound // 1_000


def one(error: int, grade: str = "material", n: int = 1) -> Condition:
    return replace(average(n, grade=grade, error=error * 1_000), address=f"1/{grade}#{n}")


def test_V2b_the_errors_of_lines_on_an_average_add() -> None:
    assert of(one(1_000)) == 1_000
    assert of(one(1_000), one(500, n=2)) == 1_500
    assert of(one(1_000), one(9_000, "serious")) == 1_000, "another grade opens nothing"


def test_V2b_breaches_that_count_such_breaches_are_found_no_more_often_than_one_of_them() -> None:
    assert of(breaches(3, "serious", "material", days(7)), one(700, "serious")) == 700
    assert of(breaches(3, "serious", "material"), one(700, "serious"), count(5, days(1), "serious", number=2)) is None


def test_V2b_any_other_line_that_gives_the_grade_bounds_nothing() -> None:
    assert of(one(1_000), count(5, days(1), "material")) is None
    assert of(one(1_000), also=(must(missed("material")),)) is None
    assert of(one(1_000), also=(must(missed("serious")),)) == 1_000
    assert of(count(5, days(1), "serious")) is None, "where nothing gives the grade nothing is bounded"


def test_V2b_no_more_is_believed_of_a_period_than_the_text_allows_in_its_whole_time() -> None:
    deal = read_accord(GOOD).accord
    assert deal is not None
    procedure = compile_procedure(deal)
    held = with_least(neutral(procedure.guarantees[0], procedure), deal)
    assert held.errors.false == Range(0, 0.02)
    bounded = with_bound(held, deal)
    assert (bounded.errors.false, bounded.false_bound) == (Range(0, 0.003), 3_000_000)
    assert replace(bounded, errors=held.errors, false_bound=None) == held
    lower = replace(held, errors=replace(held.errors, false=Range(0.0, 0.001)))
    assert with_bound(lower, deal) == lower, "what is believed is less already"


@pytest.mark.parametrize(("words", "told"), [("at error at most 0.001", True), ("at error at most 0.5", False)])
def test_V2b_the_sheet_tells_it(tmp_path: Path, words: str, told: bool) -> None:
    file = tmp_path / "deal.accord"
    file.write_text(GOOD.read_text(encoding="utf-8").replace("at error at most 0.001", words), encoding="utf-8")
    done = CliRunner().invoke(built(), ["weigh", str(file), "--draws", "500"])
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert ("with a chance of at most 0.003 in its whole time, so no more than that is believed" in said) is told
