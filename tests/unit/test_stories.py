"""Stories: what they say, that their lanes can be read, and that the exercises made of them end as they do."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from drawn_values import nothing_collides, texts
from foedus.accord.model import Accord
from foedus.accord.read_accord import ReadAccord, read_accord, read_source
from foedus.basics.problem import Problem
from foedus.basics.wrapping import WIDTH
from foedus.cli.app import built
from foedus.cli.exits import Exit
from foedus.cli.lanes_text import lanes_lines, story_lines
from foedus.cli.log_folder import looked_at
from foedus.cli.story_exercise import Exercise, exercise_of
from foedus.procedure.machine import advance, step
from foedus.procedure.state import Case, State
from foedus.prove.decide import Proof, prove
from foedus.prove.plots import Plot, plots
from foedus.prove.story import Mark, story
from foedus.web.lanes_svg import lanes_svg
from trials import share

ROOT = Path(__file__).parents[2]
DEAL = ROOT / "library" / "conditional_accession"
ACCORD = DEAL / "conditional_accession.accord"
KNOWN = ROOT / "library" / "known_answers"
NAMES = (
    "require-5", "require-6", "block-1", "block-2", "ahead-1", "cause-1", "best", "honest", "worst", "endless-1",
)  # fmt: skip
QUICK = ("require-6",)
"""Played with the real command in `make check`; the others are in `make test`."""
app = built()


@lru_cache
def sample() -> tuple[ReadAccord, Accord, Proof]:
    return proved(read_accord(ACCORD))


def proved(found: ReadAccord) -> tuple[ReadAccord, Accord, Proof]:
    assert found.accord is not None, [p.what for p in found.problems]
    return found, found.accord, prove(found.accord, found.accord.in_force_from)[0]


def changed(*pairs: tuple[str, str]) -> tuple[ReadAccord, Accord, Proof]:
    text = ACCORD.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return proved(read_source(text, "changed.accord", DEAL))


def plot_of(proof: Proof, name: str) -> Plot:
    return next(each for each in plots(proof) if each.name == name)


def lines_of(name: str) -> list[str]:
    _, deal, proof = sample()
    return story_lines(story(deal, proof.inquiry, plot_of(proof, name)))


# -- what they say -----------------------------------------------------------------------------------------------------


def test_the_sample_accord_has_a_story_of_everything_that_was_found() -> None:
    assert tuple(each.name for each in plots(sample()[2])) == NAMES


def test_a_story_says_who_does_what_when_by_which_clause_and_what_follows() -> None:
    assert lines_of("block-2") == [
        "How 3 of the 6 members of Commission can keep the award from a true breach",
        "  Supposed: all consents are deposited before it begins. Times of Europe/Kyiv.",
        "",
        "   1. Sun 1 June 2025 00:00  BREACH: RU is found in material breach of Article 1.",
        "     -> A case opens by itself (Article 4): Commission votes until Wed 4 June 2025 00:00; 4 of its 6",
        "        members decide.",
        "   2. Sun 1 June 2025 00:00  3 members of Commission (any three; here BR, CH and ID) vote that there",
        "      is no breach (Article 4).",
        "     -> Four votes that there is one can no longer come together: not certified; the case is over.",
        "      END: So a material breach of Article 1 by RU stays without an award.",
    ]


def test_an_award_that_comes_too_late_says_by_how_much() -> None:
    assert lines_of("require-5")[-1].strip() == (
        "END: So the award comes 25 days after the breach was found, 5 days later than is required."
    )


def test_a_breach_that_never_was_is_told_as_that() -> None:
    said = " ".join(line.strip() for line in lines_of("cause-1"))
    assert "which never was: the reports are false" in said and "END: So the award has come, and there was no" in said
    assert "never was" not in " ".join(lines_of("block-1"))


def test_a_wait_without_end_says_who_could_end_it_and_that_nobody_must() -> None:
    said = " ".join(line.strip() for line in lines_of("endless-1"))
    assert "And so the award waits for ever: nobody must say whether the breach by UA is made good" in said
    assert "Only Commission could end that" in said


def test_silence_is_told_with_the_rule_that_says_what_it_means() -> None:
    _, deal, proof = changed(("silence is assent", "silence is refusal"))
    steps = story(deal, proof.inquiry, plot_of(proof, "never")).steps
    assert [s.clause for s in steps if s.mark is Mark.SILENCE] == ["Article 4: silence is refusal"]
    assert steps[-1].who == "Commission" and steps[-1].lane == "Commission"


def test_notice_is_given_so_early_that_the_consent_is_gone_when_the_breach_is_found() -> None:
    _, deal, proof = sample()
    notice, gone, found, *_ = story(deal, proof.inquiry, plot_of(proof, "ahead-1")).steps
    assert notice.at < gone.at <= found.at == deal.in_force_from and found.mark is Mark.FOUND
    assert gone.changes == (
        "A breach that is certified now releases nothing: not all consents that it takes are there.",
    )


def test_time_that_passes_is_no_step_unless_something_comes_of_it() -> None:
    _, deal, proof = sample()
    for name in NAMES:
        plot = plot_of(proof, name)
        steps = story(deal, proof.inquiry, plot).steps
        assert len(steps) == len([act for act in plot.way.acts if act.moves or act.events]), name
        assert all(s.changes for s in steps if s.mark in (Mark.SILENCE, Mark.TIME))


# -- lanes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_lanes_fit_the_terminal_and_say_every_step(name: str) -> None:
    _, deal, proof = sample()
    told = story(deal, proof.inquiry, plot_of(proof, name))
    lines = lanes_lines(told)
    assert lines and max(map(len, lines)) <= WIDTH
    assert sum(line.startswith("------") for line in lines) == len(told.steps)
    assert ("BREACH" in " ".join(lines) and lines[-1].startswith("END")) or lines[-2].startswith("END")
    assert lines == lanes_lines(told)


@pytest.mark.parametrize("name", NAMES)
def test_in_a_picture_nothing_runs_into_anything(name: str) -> None:
    _, deal, proof = sample()
    told = story(deal, proof.inquiry, plot_of(proof, name))
    svg = lanes_svg(told)
    nothing_collides(svg)
    assert svg == lanes_svg(told)
    said = " ".join(t.words for t in texts(svg))
    assert said.count("BREACH") == sum(s.mark is Mark.FOUND for s in told.steps) and " END " in said


def test_the_picture_in_the_documents_is_the_one_that_is_drawn() -> None:
    _, deal, proof = sample()
    kept = (ROOT / "docs" / "pictures" / "prove_lanes.svg").read_text(encoding="utf-8")
    assert kept == lanes_svg(story(deal, proof.inquiry, plot_of(proof, "require-5"))), (
        "draw it again: foedus prove library/conditional_accession/conditional_accession.accord --story require-5 "
        "--svg -o docs/pictures/prove_lanes.svg"
    )  # fmt: skip


# -- exercises ---------------------------------------------------------------------------------------------------------


def made(found: ReadAccord, proof: Proof, name: str) -> Exercise:
    exercise = exercise_of(found, proof.inquiry, plot_of(proof, name), "x.accord")
    assert isinstance(exercise, Exercise), exercise
    return exercise


def ends(state: State, guarantee: str) -> tuple[object, ...]:
    """What is compared: the cases that the story knows of, the award, the consents that are in."""

    def end(case: Case) -> tuple[object, ...]:
        certified = case.certified_at is not None
        return case.breach, case.stage, case.challenges, case.waiting, certified, case.undermined

    standing = state.guarantee(guarantee)
    assert standing is not None
    awarded = standing.awarded_at is not None
    return tuple(end(c) for c in state.cases), awarded, standing.armed, [d.guarantor for d in standing.deposits]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in QUICK else (pytest.mark.slow,)) for n in NAMES]
)
def test_an_exercise_of_a_story_is_played_to_the_same_end(name: str, tmp_path: Path) -> None:
    _, _, proof = sample()
    runner = CliRunner()
    written = runner.invoke(app, ["prove", str(ACCORD), "--story", name, "--exercise", str(tmp_path / "drill")])
    assert written.exit_code == Exit.FINE, written.output
    scenario = tmp_path / "drill" / f"{name}.exercise"
    played = runner.invoke(app, ["exercise", str(scenario), "--log", str(tmp_path / "log")])
    assert played.exit_code == Exit.FINE, played.output
    end = looked_at(tmp_path / "log").world.state
    assert ends(end, "5") == ends(plot_of(proof, name).way.end, "5")


def test_the_exercise_says_that_its_breach_is_found_later_and_that_it_is_none() -> None:
    found, _, proof = sample()
    exercise = made(found, proof, "require-5")
    assert "found on Mon 16 June 2025 00:01" in exercise.text and "15 days and 1 minute later" in exercise.text
    assert all("EXERCISE: invented" in content for _, content in exercise.reports)
    assert made(found, proof, "require-5") == exercise, "the same story, the same bytes"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    share([
        ("clear and convincing", "beyond reasonable doubt"),
        ("confirmed by 2 independent origins, at least 1", "confirmed by 4 independent origins, at least 3"),
        ('zone Theatre      from "zones/oblasts.geojson"', 'zone Theatre      area "North", "South"'),
        ("serious breaches are at least 3 within 7 days", "casualties are at least 200 within 7 days"),
        ("at least 5 within 24 hours", "at least 5 per calendar day"),
        ("must not attack in Theatre", "must not attack"),
        ("180 days notice, never while a breach is pending", "10 days notice"),
    ], 4),
)
def test_under_other_rules_of_evidence_other_reports_show_it(old: str, new: str) -> None:
    found, _, proof = changed((old, new))
    for plot in plots(proof):
        assert isinstance(exercise_of(found, proof.inquiry, plot, "x.accord"), Exercise), plot.name


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(KNOWN.glob("*.accord")), ids=lambda p: p.stem)
def test_every_story_of_the_known_answers_can_be_played(path: Path) -> None:
    found, deal, proof = proved(read_accord(path))
    for plot in plots(proof):
        nothing_collides(lanes_svg(story(deal, proof.inquiry, plot)))
        assert isinstance(exercise_of(found, proof.inquiry, plot, "x.accord"), Exercise), plot.name


@pytest.mark.slow
def test_a_breach_that_no_reports_can_show_is_told_with_its_line() -> None:
    found, _, proof = changed(("serious breaches are at least 3 within", "serious breaches are at least 300 within"))
    problem = exercise_of(found, proof.inquiry, plot_of(proof, "block-1"), "x.accord")
    assert isinstance(problem, Problem) and problem.code == "X0010" and "Article 1" in problem.why


def test_a_story_that_is_not_there_is_refused_with_those_that_are() -> None:
    refused = CliRunner().invoke(app, ["prove", str(ACCORD), "--story", "block-9"])
    assert refused.exit_code == Exit.USAGE and "U0020" in refused.output and "block-1, block-2" in refused.output
    assert CliRunner().invoke(app, ["prove", str(ACCORD), "--svg"]).exit_code == Exit.USAGE


def test_the_machine_takes_a_story_from_its_beginning_to_its_end() -> None:
    _, _, proof = sample()
    for plot in plots(proof):
        state = proof.inquiry.before(plot.way.acts[0].at)
        for act in plot.way.acts:
            state = advance(proof.inquiry.procedure, state, act.at).state
            for move in act.moves:
                state = step(proof.inquiry.procedure, state, act.at, move).state
        assert state.cases == plot.way.end.cases and state.guarantees == plot.way.end.guarantees, plot.name


@pytest.mark.slow
def test_a_story_for_programs_has_every_step_that_is_told() -> None:
    def asked(*more: str) -> Result:
        return CliRunner().invoke(built(["prove"]), ["prove", str(ACCORD), "--story", *more])

    told, words = asked("require-5", "--json"), " ".join(asked("require-5").stdout.split())
    found = json.loads(told.stdout)
    assert told.exit_code == 0 and found["steps"] and all(step["at"].endswith("Z") for step in found["steps"])
    assert all(" ".join(change.split()) in words for step in found["steps"] for change in step["changes"])
    assert "require-5" in [each["name"] for each in json.loads(asked("list", "--json").stdout)]
    two = asked("require-5", "--json", "--svg")
    assert two.exit_code == 2 and "U0006" in two.output
