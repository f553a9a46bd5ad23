"""Q7: chances out of given rates, by hand where that can be done; wrong files of rates are told with their line."""

from __future__ import annotations

import json
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chance_values import inquiry_of, rates_for, rates_text
from foedus.cli.app import built
from foedus.procedure.compiling import compile_procedure
from foedus.prove.chance import at_least, at_least_one, chances_of
from foedus.prove.chance_words import odds_words, percent
from foedus.prove.decide import Verdict
from foedus.prove.rates import NEVER, MemberRates, Odds
from foedus.prove.read_rates import rates_in
from prove_values import accord

DEAL = Path(__file__).parents[2] / "library/conditional_accession"
SAMPLE, EXAMPLE = DEAL / "conditional_accession.accord", DEAL / "rates.example.toml"
app = built()


def one(text: str) -> Odds:
    return Odds(Fraction(text), Fraction(text))


def willing(share: str, count: int) -> list[MemberRates]:
    return [MemberRates(one(share), NEVER, NEVER)] * count


def test_Q7_so_many_of_so_many_as_in_the_tables() -> None:
    known = (
        (32, willing("0.99", 32), "0.7249803"), (32, [*willing("0.995", 30), *willing("0.6", 2)], "0.3097383"),
        (22, willing("0.7", 32), "0.6440177"),
    )  # fmt: skip
    for quorum, members, expected in known:
        found = at_least(quorum, members)
        assert found.is_known and round(float(found.low), 7) == float(expected)


def test_Q7_the_chance_of_a_certificate_is_the_binomial_of_who_is_there_and_right() -> None:
    deal = accord(watch="W1 W2 W3 W4 W5", quorum="3 of 5", silence="refusal", challenges="")
    rates = rates_for(deal, available=0.9, errs_on_true=0.02, errs_on_false=0.02, makes_good_true=0)
    found = chances_of(inquiry_of(deal), rates)
    right, wrong = Fraction("0.9") * Fraction("0.98"), Fraction("0.9") * Fraction("0.02")
    three = sum(comb(5, n) * right**n * (1 - right) ** (5 - n) for n in (3, 4, 5))
    false = sum(comb(5, n) * wrong**n * (1 - wrong) ** (5 - n) for n in (3, 4, 5))
    assert found.courses[0].ends[0] == (None, (three, three))
    assert found.of_false == (false, false)


def test_Q7_silence_as_assent_lets_more_false_findings_through() -> None:
    shares = {}
    for silence in ("assent", "refusal"):
        deal = accord(watch="W1 W2 W3", quorum="2 of 3", silence=silence, challenges="")
        rates = rates_for(deal, available=0.5, errs_on_true=0, errs_on_false=0, makes_good_true=0)
        shares[silence] = chances_of(inquiry_of(deal), rates).of_false.low
    # With assent it goes through unless two say no: by hand (1/2)^3 + 3 (1/2)^3.
    assert shares == {"assent": Fraction(1, 2), "refusal": 0}


def test_Q7a_what_is_asked_is_kept_false_or_hangs_on_the_rates() -> None:
    deal = accord(watch="W1 W2 W3", quorum="2 of 3", silence="refusal", challenges="")
    for available, verdict in ((0.99, Verdict.KEPT), (0.5, Verdict.FALSE), ("[0.5, 0.99]", Verdict.UNDECIDED)):
        asked = 'award_within = "10 days"\naward_probability = 0.9\nfalse_award_below = 0.1'
        rates = rates_for(deal, available=available, errs_on_true=0, errs_on_false=0, makes_good_true=0, asked=asked,
                          findings="false_per_year = 1")  # fmt: skip
        found = chances_of(inquiry_of(deal), rates)
        assert found.within is not None and found.within.verdict is verdict
        assert found.below is not None and found.below.verdict is Verdict.KEPT


def test_Q7a_detection_comes_before_the_time_runs_out() -> None:
    deal = accord(watch="W1 W2 W3", quorum="2 of 3", silence="refusal", challenges="")
    rates = rates_for(
        deal, available=1, errs_on_true=0, errs_on_false=0, makes_good_true=0, votes="at once",
        findings='detected = [{ within = "2 days", probability = 0.7 }, { within = "30 days", probability = 1 }]',
        asked='award_within = "10 days"\naward_probability = 0.7',
    )  # fmt: skip
    within = chances_of(inquiry_of(deal), rates).within
    assert within is not None and within.odds.low == Fraction("0.7"), "the others may be found on the thirtieth day"
    assert within.verdict is Verdict.KEPT


def test_Q7a_once_in_a_lifetime_is_one_less_the_chance_of_never() -> None:
    found = at_least_one(one("0.1"), Fraction(10), one("0.5"))
    assert abs(float(found.low) - 0.39346934028736658) < 1e-15 and found.high - found.low < Fraction(1, 10**17)


def test_Q7b_a_wider_interval_gives_a_wider_result_that_holds_the_narrower() -> None:
    deal = accord()
    narrow = chances_of(inquiry_of(deal), rates_for(deal, available="[0.8, 0.9]", challenges_true='"worst"'))
    wide = chances_of(inquiry_of(deal), rates_for(deal, available="[0.7, 0.95]", challenges_true='"worst"'))
    for less, more in zip(narrow.courses, wide.courses, strict=True):
        for (_, a), (_, b) in zip(less.ends, more.ends, strict=True):
            assert b.low <= a.low <= a.high <= b.high


def test_shares_are_told_with_what_can_be_read_of_them() -> None:
    assert [percent(Fraction(t)) for t in ("0", "1", "1/3", "0.9988", "0.00066", "1/10000000", "0.99999999")] == [
        "0 %", "100 %", "33.3 %", "99.88 %", "0.066 %", "less than 0.0001 %", "more than 99.9999 %"]  # fmt: skip
    assert odds_words(Odds(Fraction(0), Fraction("0.00066"))) == "at most 0.066 %"
    assert odds_words(Odds(Fraction("0.5"), Fraction(1))) == "at least 50 %"


# -- wrong files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "said"),
    [
        ("available = 0.9", "available = 90", "X0024", 4, "cannot be 90"),
        ("available = 0.9", "available = [0.9, 0.8]", "X0024", 4, "begins above its end"),
        ("available = 0.9", 'available = "often"', "X0024", 4, "often"),
        ("available = 0.9", "availabel = 0.9", "X0023", 4, "availabel"),
        ("[bodies.Watch]", "[bodies.Wacht]", "X0022", 2, "Wacht"),
        ("[bodies.Watch]", "[bodies.Watch", "X0021", 2, "TOML"),
        ('votes = "at the limit"', 'votes = "late"', "X0024", 3, "late"),
        ("errs_on_false = 0.1\n", "", "X0025", 2, "errs_on_false"),
        ("challenges_true = 0.7", "challenges_true = -1", "X0024", 16, "-1"),
        ("[findings]", '[findings]\ndetected = [{ within = "two days", probability = 1 }]', "X0024", 22, "within"),
        ("[asked]", "[asked]\naward_probability = 0.9", "X0025", 23, "award_within"),
        ("[asked]", "[asked]\nlifetime_years = nan", "X0023", 24, "lifetime_years"),
    ],
)
def test_what_is_wrong_in_a_file_of_rates_is_told_with_its_line(
    old: str, new: str, code: str, line: int, said: str
) -> None:
    text = rates_text()
    assert old in text
    rates, problems = rates_in(text.replace(old, new, 1), "rates.toml", compile_procedure(accord()))
    assert rates is None
    found = next(problem for problem in problems if problem.code == code)
    assert found.span is not None and found.span.line == line
    assert said in found.what + found.why + found.mend and found.mend


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_tells_chances_and_writes_models(tmp_path: Path) -> None:
    words = ["prove", str(SAMPLE), "--rates", str(EXAMPLE)]
    done = CliRunner().invoke(app, [*words, "--export", str(tmp_path / "models")])
    assert done.exit_code == 3
    assert "between 99.68 % and 99.88 %" in done.output and "No rate is built in" in " ".join(done.output.split())
    names = sorted(path.suffix for path in (tmp_path / "models").iterdir())
    assert names == [".prism"] * 4 + [".props"] * 4 + [".xml"] * 2
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)["chances"][0]
    assert told["award_within"]["verdict"] == "undecided" and told["false_award_below"]["verdict"] == "kept"


def test_a_missing_file_of_rates_and_a_story_of_chances_are_refused(tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["prove", str(SAMPLE), "--rates", str(tmp_path / "none.toml")])
    assert missing.exit_code == 1 and "X0020" in missing.output
    story = CliRunner().invoke(app, ["prove", str(SAMPLE), "--rates", str(EXAMPLE), "--story", "best"])
    assert story.exit_code == 2 and "U0006" in story.output
