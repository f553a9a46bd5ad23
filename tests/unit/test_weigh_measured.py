"""What `weigh --rates` takes of what `foedus rates` measured, and what it says where that tells too little."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from foedus.accord.read_accord import read_accord, read_source
from foedus.cli.app import built
from foedus.cli.weigh_rates import with_rates
from foedus.incentives.read_measured import found_by_size, measured_in
from foedus.incentives.read_stakes import read_stakes
from foedus.incentives.stakes import Found, Range, Stakes
from foedus.procedure.compiling import compile_procedure

PLACE = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD = PLACE / "conditional_accession.accord"
STAKES = PLACE / "stakes.example.stakes"
RATES = (PLACE / "rates.example.toml").read_text(encoding="utf-8")


def weighed(tmp_path: Path, more: str, *arguments: str, stakes: bool = True) -> Result:
    rates = tmp_path / "rates.toml"
    rates.write_text(RATES + more, encoding="utf-8")
    own = ["--stakes", str(STAKES)] if stakes else []
    asked = ["weigh", str(ACCORD), *own, "--draws", "200", "--rates", str(rates), *arguments]
    return CliRunner().invoke(built(["weigh"]), asked)


def rows(*every: str) -> str:
    return "\n[detection]\nof = [\n" + "".join(f"    {{ {row} }},\n" for row in every) + "]\n"


MONTH = Fraction(365, 12)
UNKNOWN = rows(*(f"acts = {n}, trials = 30, found = [0, 1]" for n in (1, 5, 20, 100)))
KNOWN = rows(*(f"acts = {n}, trials = 300, found = [0.3, 0.5]" for n in (1, 5, 20, 100)))


# -- what cannot be told -----------------------------------------------------------------------------------------------


def test_V2c_what_hangs_on_a_rate_that_tells_nothing_cannot_be_told(tmp_path: Path) -> None:
    text = " ".join(weighed(tmp_path, UNKNOWN).output.split())
    assert "Whether it is carrot and stick for everyone cannot be told from these rates" in text
    assert "cannot be told from these rates C2 A breach of 20 acts costs RU more than it brings." in text
    assert "?: cannot be told from these rates" in text
    assert "cannot be told" not in weighed(tmp_path, KNOWN).output


def test_V2c_another_program_and_the_page_are_told_so_too(tmp_path: Path) -> None:
    [found] = json.loads(weighed(tmp_path, UNKNOWN, "--json").output)
    assert found["all"] is None and found["untold"]
    untold = [each for each in found["constraints"] if not each["told"]]
    assert {each["label"] for each in untold} <= {"C2", "C5", "C7"} and untold
    assert all(each["share"] is None and each["slack"] is None for each in untold)
    assert all(each["told"] for each in found["constraints"] if each["label"] in ("C1", "C3", "C4", "C6", "C8"))
    page, table = tmp_path / "page.html", tmp_path / "table.csv"
    weighed(tmp_path, UNKNOWN, "--page", str(page), "--csv", str(table))
    assert "cannot be told from these rates" in page.read_text(encoding="utf-8")
    assert all(not line.split(",")[6] for line in table.read_text(encoding="utf-8").splitlines() if ",C2," in line)


def test_V2c_where_another_constraint_never_holds_that_is_told_whatever_cannot_be(tmp_path: Path) -> None:
    """A breach of one act, of which nothing is said, is found no more than if there were none."""
    text = " ".join(weighed(tmp_path, rows("acts = 20, trials = 30, found = [0, 1]"), stakes=False).output.split())
    assert "It is carrot and stick for everyone in none of the draws. The weakest place is C2: that a breach of" in text
    assert "it cannot be told from these rates how often they hold" in text


def test_V2c_of_fewer_than_twenty_trials_nothing_is_taken() -> None:
    measured, problems = measured_in(rows("acts = 5, trials = 19, found = [0, 0.1]"), "rates.toml")
    assert measured is not None and not problems
    assert found_by_size(measured.rows, MONTH) == (Found(5, Range(0, 1), told=False),)


def test_V2c_a_size_of_which_nothing_is_known_lies_between_those_of_which_something_is() -> None:
    text = rows(
        "acts = 1, found = [0, 1]", "acts = 5, found = [0.1, 0.3]", "acts = 9, found = [0, 1]",
        "acts = 20, found = [0.2, 0.6]", "acts = 99, found = [0, 1]",
    )  # fmt: skip
    measured, _ = measured_in(text, "rates.toml")
    assert measured is not None
    assert found_by_size(measured.rows, MONTH) == (
        Found(1, Range(0, 0.3)), Found(5, Range(0.1, 0.3)), Found(9, Range(0.1, 0.6)), Found(20, Range(0.2, 0.6)),
        Found(99, Range(0.2, 1), told=False),
    )  # fmt: skip


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ("acts = true, found = [0, 1]", "acts"), ("acts = -1, found = [0, 1]", "acts"),
        ('acts = 5, found = ["0", "0.1"]', "found"), ("acts = 5, found = [false, true]", "found"),
        ("acts = 5, found = [0.5, 0.1]", "found"), ("acts = 5, found = [0, 1.1]", "found"),
        ("acts = 5, trials = true, found = [0, 1]", "trials"),
        ("acts = 5, casualties = 0, found = [0, 1]", "casualties"),
    ],
)  # fmt: skip
def test_a_row_that_nothing_can_have_measured_is_refused_where_it_stands(tmp_path: Path, row: str, at: str) -> None:
    more = rows("acts = 2, found = [0.1, 0.2]", row)
    done = weighed(tmp_path, more)
    lines = (RATES + more).splitlines()
    line = lines.index(f"    {{ {row} }},") + 1
    assert done.exit_code == 1
    assert f"rates.toml:{line}:{lines[line - 1].index(at) + 1} W0005" in done.output, done.output


def test_a_row_without_acts_is_refused_where_it_begins(tmp_path: Path) -> None:
    more = rows("found = [0, 1]")
    line = (RATES + more).splitlines().index("    { found = [0, 1] },") + 1
    assert f"rates.toml:{line}:5 W0005" in weighed(tmp_path, more).output


def test_rows_of_casualties_are_no_sizes_in_acts() -> None:
    text = rows("acts = 1, casualties = 50, found = [0.8, 0.9]", "acts = 1, found = [0, 0.1]")
    measured, problems = measured_in(text, "rates.toml")
    assert measured is not None and not problems
    assert found_by_size(measured.rows, MONTH) == (Found(1, Range(0, 0.1)),) and measured.left_out == 1


# -- whose they are ----------------------------------------------------------------------------------------------------

DEAL = read_accord(ACCORD).accord
assert DEAL is not None


def provenance(accord: str = DEAL.digest, grade: str = "material", party: str = "RU", article: str = "1") -> str:
    return (
        f'\n[provenance]\naccord = "{accord}"\nname = "{DEAL.name if accord == DEAL.digest else "A truce"}"\n'
        f'article = "{article}"\ngrade = "{grade}"\nparties = ["{party}"]\n'
    )


def test_rates_that_were_measured_for_this_accord_are_taken_without_a_word(tmp_path: Path) -> None:
    done = weighed(tmp_path, KNOWN + provenance())
    assert "W0109" not in done.stderr, done.stderr
    text = " ".join(done.stdout.split())
    assert f"measured by `foedus rates` for a material breach of Article 1 of {DEAL.name} by RU" in text


def test_what_was_supposed_when_rates_were_measured_is_told_with_them(tmp_path: Path) -> None:
    supposed = weighed(tmp_path, KNOWN + provenance() + 'named = "0.5"\n').stdout
    assert "supposing that somebody saw the doer of a share of 0.5 of the acts" in " ".join(supposed.split())
    assert "supposing" not in weighed(tmp_path, KNOWN + provenance() + 'named = "0.0"\n').stdout


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (provenance(accord="f" * 64), "of A truce, and this is"), (provenance(grade="serious"), "of a serious breach"),
        (provenance(party="UA"), "of a breach by UA"), (provenance(article="9"), "of Article 9"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["weigh", "prove"])
def test_W0109_rates_of_something_else_are_told(tmp_path: Path, other: str, told: str, command: str) -> None:
    rates = tmp_path / "rates.toml"
    rates.write_text(RATES + KNOWN + other, encoding="utf-8")
    draws = ["--draws", "100"] if command == "weigh" else []
    done = CliRunner().invoke(built([command]), [command, str(ACCORD), "--rates", str(rates), *draws])
    said = " ".join(done.stderr.split())
    assert "W0109 warning: these rates are" in said and told in said
    assert "measured for" in done.stdout or "measured by" in done.stdout, "the sheet says whose they are"


def test_with_the_neutral_template_it_is_said_which_numbers_are_measured(tmp_path: Path) -> None:
    text = " ".join(weighed(tmp_path, KNOWN + provenance(), stakes=False).stdout.split())
    assert "nobody's estimate but for the rates: ranges" in text
    assert "by RU: how often a breach is found though all comply and how surely a breach is found." in text
    assert "nobody is said to have measured: how bodies judge and what the accused does." in text
    page = tmp_path / "page.html"
    weighed(tmp_path, KNOWN + provenance(), "--page", str(page), stakes=False)
    assert "nobody is said to have measured: how bodies judge" in page.read_text(encoding="utf-8")


# -- how soon, and other ways to draw the line -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "known"),
    [(MONTH, Range(0.3, 0.4)), (Fraction(7), Range(0, 0.1)), (Fraction(14), Range(0, 0.4)),
     (Fraction(365), Range(0.3, 0.9)), (Fraction(1, 2), Range(0, 0.1))],
)  # fmt: skip
def test_V2_what_is_found_only_later_than_within_a_period_is_not_found_in_it(days: Fraction, known: Range) -> None:
    row = "acts = 5, trials = 99, found = [0.6, 0.9], within_days = { 7 = [0, 0.1], 30 = [0.3, 0.4] }"
    measured, problems = measured_in(rows(row), "rates.toml")
    assert measured is not None, problems
    assert measured.rows[0].known(days) == known


def stakes_with(tmp_path: Path, more: str, findings: str = "") -> Stakes:
    """With what the example says of bodies and of the accused alone."""
    rates = tmp_path / "rates.toml"
    bodies, accused = RATES.split("[accused]")
    accused = re.split(r"^\[", accused, maxsplit=1, flags=re.M)[0]
    rates.write_text(f"{bodies}[accused]{accused}\n[findings]\n{findings}\n{more}", encoding="utf-8")
    stakes, problems = read_stakes(STAKES, compile_procedure(DEAL))
    assert stakes is not None, problems
    return with_rates(stakes, DEAL, rates)


def test_how_soon_the_compared_size_is_found_is_taken_from_the_findings(tmp_path: Path) -> None:
    more = rows("form = 'together', acts = 5, found = [0.6, 0.9]", "form = 'together', acts = 9, found = [0.7, 0.9]")
    more = more.replace("[detection]\n", "[detection]\nbreach = 5\n")
    soon = 'detected = [{ within = "30 days", probability = [0.1, 0.2] }]'
    found = stakes_with(tmp_path, more, soon)
    assert found.errors.found == (Found(5, Range(0.1, 0.2)), Found(9, Range(0.7, 0.9)))
    assert "It does not say of every size how soon" in found.rates


def test_V8_the_designs_of_the_rates_are_designs_of_the_sheet(tmp_path: Path) -> None:
    design = (
        'designs = [\n    { name = "count 3", false_per_year = [0.6, 1.2], found = [0.3, 0.5], of = [\n'
        "        { form = 'together', acts = 5, trials = 90, found = [0.3, 0.5] },\n    ] },\n]\n"
    )
    found = stakes_with(tmp_path, KNOWN + design)
    own = next(d for d in found.designs if d.name == "count 3 (together)")
    assert own.errors.found == (Found(5, Range(0.3, 0.5)),)
    assert own.errors.false == pytest.approx((0.05 / 1.05, 0.1))
    assert own.errors.certified_true == found.errors.certified_true
    assert "count 3 (together)" in weighed(tmp_path, KNOWN + design).stdout
    bad = KNOWN + design.replace("trials = 90", "trials = true")
    line = next(n for n, each in enumerate((RATES + bad).splitlines(), 1) if "trials = true" in each)
    assert f"rates.toml:{line}:40 W0005" in weighed(tmp_path, bad).output


# -- without a word of bodies ------------------------------------------------------------------------------------------


def test_what_foedus_rates_wrote_is_weighed_as_it_is_and_bodies_stay_as_they_were_believed(tmp_path: Path) -> None:
    rates = tmp_path / "rates.toml"
    rates.write_text(f"[findings]\nfalse_per_year = [0.1, 0.2]\n{KNOWN}", encoding="utf-8")
    before, _ = read_stakes(STAKES, compile_procedure(DEAL))
    assert before is not None
    after = with_rates(before, DEAL, rates).errors
    usual = before.errors
    assert (after.certified_true, after.certified_false) == (usual.certified_true, usual.certified_false)
    assert after.false == pytest.approx((0.1 / 12 / (1 + 0.1 / 12), 0.2 / 12))
    assert {row.chance for row in after.found} == {Range(0.3, 0.5)}
    asked = ["weigh", str(ACCORD), "--stakes", str(STAKES), "--draws", "200", "--rates", str(rates), "--suggest"]
    told = CliRunner().invoke(built(["weigh"]), asked)
    said = " ".join(told.output.split())
    assert told.exit_code == 0 and "nothing of bodies: how they judge is left as it is believed otherwise" in said
    assert "no other number of consents makes" in said  # and no quorum is tried, which nothing would follow from
    proved = CliRunner().invoke(built(["prove"]), ["prove", str(ACCORD), "--rates", str(rates)])
    assert proved.exit_code == 1 and "X0025" in proved.output


def test_a_file_that_says_something_of_bodies_must_say_all_of_it(tmp_path: Path) -> None:
    for text in ("", "[findings]\nfalse_per_year = 0.1\n", f"{KNOWN}\n[findings]\n[accused]\nchallenges_true = 0.5\n"):
        rates = tmp_path / "rates.toml"
        rates.write_text(text, encoding="utf-8")
        asked = ["weigh", str(ACCORD), "--draws", "200", "--rates", str(rates)]
        told = CliRunner().invoke(built(["weigh"]), asked)
        assert told.exit_code == 1 and "X0025" in told.output, text


# -- made good, and judged otherwise -----------------------------------------------------------------------------------

CURED = """
[detection]
false_standing_per_year = [0, 0.1]
of = [
    { acts = 15, trials = 300, found = [0.8, 0.9], standing = [0.2, 0.3], standing_within_days = { 30 = [0.1, 0.2] } },
]
designs = [
    { name = "quorum 6", false_per_year = [0, 0.5], of = [{ acts = 15, trials = 300, found = [0.8, 0.9] }] },
    { name = "cure 9 days", false_per_year = [0, 0.5], false_standing_per_year = [0, 0], of = [
        { acts = 15, trials = 300, found = [0.8, 0.9], standing = [0, 0.1] } ] },
    { name = "nobody's words", false_per_year = [0, 0.5], of = [{ acts = 15, trials = 300, found = [0.8, 0.9] }] },
]
"""


def test_V2d_what_is_made_good_counts_as_not_found_and_only_once(tmp_path: Path) -> None:
    stakes = stakes_with(tmp_path, CURED)
    assert [f.chance for f in stakes.errors.found] == [Range(0.1, 0.2)], "found within a month, and not made good"
    assert stakes.errors.false.high < 0.1 / 12 + 1e-9
    assert "How often a breach is made good in time was measured" in stakes.rates


def test_V2d_what_the_file_says_of_making_good_counts_no_more_where_it_was_measured(tmp_path: Path) -> None:
    text = ACCORD.read_text(encoding="utf-8").replace("cure a breach of Article 2", "cure a breach")
    file = tmp_path / "rates.toml"
    certified = []
    for makes_good in ("0 ", "0.9 "):
        for more in ("", CURED):
            said = RATES.replace("makes_good_true = 0 ", f"makes_good_true = {makes_good}")
            file.write_text(said + more, encoding="utf-8")
            accord = read_source(text, "peace.accord", PLACE).accord
            assert accord is not None
            stakes, problems = read_stakes(STAKES, compile_procedure(accord))
            assert stakes is not None, problems
            certified.append(with_rates(stakes, accord, file).errors.certified_true)
    never, measured_never, often, measured_often = certified
    assert often.high < 0.2 < never.low, "where nothing was measured the file is believed"
    assert measured_never == measured_often == never


def test_V2d_a_design_is_certified_as_its_own_quorum_makes_it(tmp_path: Path) -> None:
    designs = {d.name: d.errors for d in stakes_with(tmp_path, CURED).designs}
    own, other = designs["quorum 6"], designs["nobody's words"]
    assert own.certified_true.high < other.certified_true.low, "all six must agree, silence being assent"
    assert own.certified_false.high < other.certified_false.high
    cured = designs["cure 9 days"]
    assert [f.chance for f in cured.found] == [Range(0, 0.1)] and cured.false == Range(0, 0)


@pytest.mark.parametrize("value", ["[0.2, 0.1]", "0.1", '"none"', "[0]"])
def test_a_number_that_is_no_interval_is_refused_where_it_stands(tmp_path: Path, value: str) -> None:
    done = weighed(tmp_path, f"\n[detection]\nfalse_standing_per_year = {value}\nof = []\n")
    assert done.exit_code == 1 and "W0005" in done.output and "false_standing_per_year" in done.output
