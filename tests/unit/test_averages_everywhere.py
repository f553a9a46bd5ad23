"""An accord with clauses on an average goes the whole way: read, compared, proved, weighed, replayed, played."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.accord.model import Accord, Condition
from foedus.accord.read_accord import read_accord
from foedus.cli.app import built
from foedus.procedure.aim import Aim, aim_of
from foedus.replay.redrawn import design_of, designs_around
from foedus.replay.trials import Design
from foedus.watch.supposing import plan
from foedus.web.words import condition_words

TESTS = Path(__file__).parents[1]
GOOD = TESTS / "good" / "averages.accord"
LIBRARY = TESTS.parent / "library" / "conditional_accession"
ESCALATION = "material breach when serious breaches are at least 3 within 7 days"
CLAUSE = "material breach when count averages more than 2 per calendar day, at error at most 0.001 over the lifetime"


def foedus(*words: object) -> str:
    done = CliRunner().invoke(built(), [str(word) for word in words])
    assert done.exit_code in (0, 3), done.output
    return " ".join(done.output.split())


def deal(file: Path = GOOD) -> Accord:
    found = read_accord(file).accord
    assert found is not None
    return found


@pytest.fixture
def accession(tmp_path: Path) -> Path:
    """The conditional accession with its material breach on an average."""
    shutil.copytree(LIBRARY, tmp_path / "deal")
    file = tmp_path / "deal" / "conditional_accession.accord"
    text = file.read_text(encoding="utf-8")
    assert text.count(ESCALATION) == 1
    file.write_text(text.replace(ESCALATION, CLAUSE), encoding="utf-8")
    return file


def test_it_is_read_aloud_with_what_it_supposes_and_how_long_it_takes() -> None:
    said = foedus("read", GOOD)
    assert "the incidents laid to one party are more than two per calendar day on average" in said
    assert "whatever came before, is ever found so by this line with a probability of at most 0.001" in said
    assert "after about 18 days, at three times the rate after about 10" in said
    assert "Blocks of seven days follow one another from entry into force on." in said
    assert "where and when one looks does not follow what happens" in said


def test_a_redline_tells_what_changed_in_the_clause(tmp_path: Path) -> None:
    other = tmp_path / "other.accord"
    other.write_text(GOOD.read_text(encoding="utf-8").replace("0.002", "0.02"), encoding="utf-8")
    said = foedus("compare", GOOD, other)
    assert "count averages more than 10 per 7 days, at error at most 0.02 over the lifetime" in said


def test_a_page_has_its_words() -> None:
    first, second, third = [c for n in deal().norms for c in n.conditions][:3]
    assert condition_words(first).startswith("minor breach at more than 1 incident per looked-at day on average")
    assert condition_words(second).endswith("at error at most 0.001 over the lifetime")
    assert "per 7 days" in condition_words(third)


def test_it_is_proved_and_a_way_of_it_is_played(accession: Path, tmp_path: Path) -> None:
    assert "Who can keep the award" in foedus("prove", accession)
    played = tmp_path / "played"
    foedus("prove", accession, "--story", "best", "--exercise", played)
    reports = json.loads((played / "reports" / "best-2.json").read_text(encoding="utf-8"))
    assert 2 * 10 < len(reports) < 400
    said = foedus("exercise", played / "best.exercise", "--log", tmp_path / "log")
    assert "AWARD under Article 5" in said


def condition(words: str) -> Condition:
    return next(c for n in deal().norms for c in n.conditions if words in f"{c.per} {c.grade}")


def test_incidents_are_invented_as_many_as_it_takes_and_none_for_days_that_must_be_looked_at() -> None:
    accord, norm = deal(), deal().norms[0]
    made = plan(accord, norm, condition("calendar"), 0, is_apart=True)
    assert made is not None and made.whole_days and 20 < len(made.happenings) < 100
    more = plan(accord, norm, condition("calendar"), 2, is_apart=True)
    assert more is not None and len(more.happenings) > len(made.happenings)
    assert plan(accord, norm, condition("looked-at"), 0, is_apart=True) is None


def test_error_rates_are_measured_with_violations_as_large_as_it_takes_in_a_month() -> None:
    accord = deal()
    aim = aim_of(accord, "serious", "North")
    assert isinstance(aim, Aim)
    assert aim.counted.per == "per calendar day"
    assert 60 < aim.least_acts < 200
    assert {d.name for d in designs_around(accord, aim)} >= {"as written", "average 1", "average 4"}
    made = design_of("average 3", accord, aim)
    assert isinstance(made, Design)
    assert [c.at_least for c in made.accord.norms[0].conditions] == [1, 3, 3, 2]
