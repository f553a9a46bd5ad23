"""What once went wrong in `weigh` and `rates`, found by somebody who had not written them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from foedus.accord.read_accord import read_accord
from foedus.basics.instant import HOUR, Interval, from_local
from foedus.cli.app import built
from foedus.incentives.consenting import Alike, all_enough
from foedus.incentives.deal import no_moral_hazard
from foedus.incentives.draws import drawn, shares, unknowns
from foedus.incentives.leaving import stands_by
from foedus.incentives.read_stakes import stakes_in
from foedus.incentives.sheet_words import mark, whole_percent
from foedus.incentives.stakes import Range
from foedus.incentives.template import neutral
from foedus.incentives.weighing import Tested, Weight, executed, slacks, weigh
from foedus.procedure.compiling import compile_procedure
from foedus.replay.clustered import blocks_of, quantile_between
from foedus.replay.moving import Way, moved
from rates_values import act

PLACE = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD = PLACE / "conditional_accession.accord"
DEAL = read_accord(ACCORD).accord
assert DEAL is not None
PROCEDURE = compile_procedure(DEAL)
TEMPLATE = neutral(PROCEDURE.guarantees[0], PROCEDURE)
TEXT = (PLACE / "stakes.example.stakes").read_text(encoding="utf-8")
RATES = (PLACE / "rates.example.toml").read_text(encoding="utf-8")


def weighed(tmp_path: Path, text: str, *more: str) -> Result:
    stakes = tmp_path / "peace.stakes"
    stakes.write_text(text, encoding="utf-8")
    asked = ["weigh", str(ACCORD), "--stakes", str(stakes), "--draws", "200", *more]
    return CliRunner().invoke(built(["weigh"]), asked)


def test_a_patience_that_is_one_number_can_be_weighed(tmp_path: Path) -> None:
    assert weighed(tmp_path, TEXT.replace("patience = [0.97, 0.99]", "patience = 0.98")).exit_code == 0


def test_stakes_without_violations_are_a_problem(tmp_path: Path) -> None:
    text = re.sub(r"^violations = .*$", "", TEXT, flags=re.M)
    told = weighed(tmp_path, text)
    assert told.exit_code == 1 and "W0006" in told.output


def test_V2a_a_ranking_of_the_group_is_held_against_the_numbers_of_a_member() -> None:
    text = TEXT.replace("[guarantors.NATO]", '[guarantors.NATO]\nranking = ["peace", "award"]')
    text = text.replace("award = [0, 1.2]", "award = [0, 0.9]")
    text = text.replace("stands = [0.99, 1]", "stands = [0.99, 1]\n[guarantors.NATO.members.HU]\naward = [5, 6]")
    stakes, problems = stakes_in(text, "peace.stakes", PROCEDURE)
    assert stakes is None and [p.code for p in problems] == ["W0007"]


def test_blamed_and_exposed_are_at_most_one_together_in_every_draw() -> None:
    text = TEXT.replace("blamed = [0.02, 0.2]", "blamed = [0.5, 0.99]").replace("exposed = [0.1, 0.6]", "exposed = 0.5")
    stakes, problems = stakes_in(text, "peace.stakes", PROCEDURE)
    if stakes is None:
        assert problems
        return
    values = drawn(stakes, shares(500, len(unknowns(stakes)), 1))
    assert np.max(values.blamed + values.exposed) <= 1 + 1e-12


def test_V1_provoking_after_the_award_is_one_departure_from_a_lasting_game() -> None:
    """Awarded 1, gone for good with 0.1 at a patience of 0.99, for a gain of 1 once: it costs 0.1 * 0.99 / 0.01."""
    assert no_moral_hazard(0.99, 0.1, 0, 1, 0, own_cost=0, gain=1) == pytest.approx(0.1 * 0.99 / 0.01 - 1)


def test_V8_a_design_that_differs_in_nothing_is_the_text_as_it_is(tmp_path: Path) -> None:
    rates, table = tmp_path / "rates.toml", tmp_path / "table.csv"
    rows = '{ form = "together", acts = 1, found = [0, 0.1] }, { form = "together", acts = 20, found = [0.5, 0.7] }'
    rates.write_text(f"{RATES}\n[detection]\nof = [{rows}]\n", encoding="utf-8")
    weighed(tmp_path, TEXT + '\n[[designs]]\nname = "same"\n', "--rates", str(rates), "--csv", str(table))
    found = re.findall(r"design,(as it is|same),,,32,([0-9.]+)", table.read_text(encoding="utf-8"))
    assert len(found) == 2 and found[0][1] == found[1][1]


def test_rows_without_a_trial_are_read_as_foedus_rates_writes_them(tmp_path: Path) -> None:
    rates = tmp_path / "rates.toml"
    rates.write_text(RATES + '\n[detection]\nof = [{ form = "spread out", acts = 7, trials = 0 }]\n', encoding="utf-8")
    assert weighed(tmp_path, TEXT, "--rates", str(rates)).exit_code == 0


def test_an_act_is_told_as_late_where_clocks_change_between() -> None:
    at = from_local(datetime(2025, 7, 10, 12), "Europe/Kyiv")
    report = replace(act(0)[0], happened_at=Interval(at, at), known_at=at + HOUR // 12)
    told = moved([report], Way(180, "Europe/Kyiv", mark="1"))[0]
    assert told.known_at - told.happened_at.end == report.known_at - report.happened_at.end


def test_an_interval_of_a_delay_holds_it_also_where_few_were_found() -> None:
    """Of ten delays the longest is longer than what nine in ten do not exceed only with 1 - 0.9 ** 10."""
    blocks, chance = blocks_of(720, 30, 1), np.random.Generator(np.random.Philox(key=5))
    truth, held = -np.log(0.1) * 1e6, 0
    for _ in range(100):
        values = [(int(chance.integers(720)), int(chance.exponential(1e6))) for _ in range(60)]
        assert quantile_between(values[:10], Fraction(9, 10), blocks) is None
        between = quantile_between(values, Fraction(9, 10), blocks)
        held += between is not None and between.low <= truth <= between.high
    assert held >= 90


# -- whatever somebody writes, a problem or an answer ------------------------------------------------------------------


def test_a_seed_that_no_generator_takes_is_a_problem(tmp_path: Path) -> None:
    told = weighed(tmp_path, TEXT, "--seed", "340282366920938463463374607431768211455")
    assert told.exit_code == 2 and "--seed" in told.output
    assert weighed(tmp_path, TEXT, "--seed", str(2**63 - 1)).exit_code == 0


def test_a_patience_of_nearly_one_stays_below_one_in_the_tree(tmp_path: Path) -> None:
    text = TEXT.replace("patience = [0.97, 0.99]", "patience = 0.9999999").replace("false = [0, 0.01]", "false = 0")
    told = weighed(tmp_path, text, "--efg", str(tmp_path / "deal.efg"))
    assert told.exit_code == 0 and (tmp_path / "deal.efg").read_text(encoding="utf-8").startswith("EFG 2 R")


@pytest.mark.parametrize("number", ["9" * 5_000, "0x" + "f" * 5_000, "9" * 1_000, "1e" + "9" * 5_000])
@pytest.mark.parametrize("words", ["{ size = 15,", 'guarantee = "5"'])
def test_a_number_of_thousands_of_digits_is_a_problem(tmp_path: Path, words: str, number: str) -> None:
    text = 'guarantee = "5"\n' + TEXT
    told = weighed(tmp_path, text.replace(words, words.replace('"5"', number).replace("= 15,", f"= {number},"), 1))
    assert told.exit_code == 1 and re.search("W000[235]", told.output) and len(told.output) < 12_000


def test_measured_chances_of_thousands_of_digits_are_a_problem(tmp_path: Path) -> None:
    rates = tmp_path / "rates.toml"
    rates.write_text(f"{RATES}\n[detection]\nof = [{{ acts = 1, found = [0, 1{'0' * 1_000}] }}]\n", encoding="utf-8")
    told = weighed(tmp_path, TEXT, "--rates", str(rates))
    assert told.exit_code == 1 and "W0005" in told.output


def test_a_share_that_is_no_number_is_a_problem() -> None:
    told = CliRunner().invoke(built(["rates"]), ["rates", str(ACCORD), "--named", "nan"])
    assert told.exit_code == 2 and "--named" in told.output


def test_a_number_that_cannot_be_counted_with_is_told_as_it_is_written() -> None:
    _, problems = stakes_in(TEXT.replace("[0.97, 0.99]", "[nan, 0.99]"), "peace.stakes", PROCEDURE)
    assert [p.what for p in problems] == ["`patience` cannot be [nan, 0.99]"]


# -- groups that share members -----------------------------------------------------------------------------------------


@given(st.data())
def test_V4_one_consent_serves_every_group_that_its_giver_is_in(data: st.DataObject) -> None:
    """Held against all ways in which five may stand or not."""
    within = [data.draw(st.frozensets(st.integers(0, 2), min_size=1)) for _ in range(5)]
    stands = [data.draw(st.sampled_from((0.25, 0.5, 0.75, 1.0))) for _ in range(5)]
    needed = [data.draw(st.integers(0, 3)) for _ in range(3)]
    by_groups: dict[frozenset[int], list[Alike]] = {}
    for groups, chance in zip(within, stands, strict=True):
        by_groups.setdefault(groups, []).append(Alike(1, chance))
    total = 0.0
    for stood in product((0, 1), repeat=5):
        if all(sum(s for s, groups in zip(stood, within, strict=True) if n in groups) >= k
               for n, k in enumerate(needed)):  # fmt: skip
            total += float(np.prod([p if s else 1 - p for s, p in zip(stood, stands, strict=True)]))
    assert all_enough(needed, by_groups) == pytest.approx(total, abs=1e-12)


@pytest.fixture(scope="module")
def two_groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The accord where four members of the alliance are those of a second one, of whom three must consent, too."""
    folder = tmp_path_factory.mktemp("two_groups")
    shutil.copytree(PLACE / "zones", folder / "zones")
    text = ACCORD.read_text(encoding="utf-8")
    union = 'alliance EU "European Union"\n    members BE BG FR DE\n\n'
    text = text.replace("body Commission", f"{union}body Commission", 1)
    again = "consent of at least 3 members of EU, deposited as a protocol with a suspensive condition"
    text = text.replace("        consent may be", f"        {again}\n        consent may be", 1)
    (folder / "deal.accord").write_text(text, encoding="utf-8")
    return folder / "deal.accord"


def test_V4_groups_that_share_members_are_weighed(two_groups: Path) -> None:
    told = CliRunner().invoke(built(["weigh"]), ["weigh", str(two_groups), "--draws", "200", "--json"])
    assert told.exit_code == 0
    plain = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--draws", "200", "--json"])
    of = [{r["consents"]: r for r in json.loads(t.stdout)[0]["regions"]} for t in (told, plain)]
    assert of[0][32] == of[1][32]  # where all consent, those of the second group do
    assert set(of[0]) == set(of[1])


def test_V4_a_group_is_counted_whole_though_its_members_are_told_with_another(two_groups: Path) -> None:
    deal = read_accord(two_groups).accord
    assert deal is not None
    procedure = compile_procedure(deal)
    stakes = neutral(procedure.guarantees[0], procedure)
    first, second = stakes.guarantee.consents
    values = drawn(stakes, np.full((1, len(unknowns(stakes))), 0.5))  # each stands with 0.95
    none_of_first = replace(stakes, guarantee=replace(stakes.guarantee, consents=(replace(first, count=1), second)))
    three_of_four = 0.95**4 + 4 * 0.95**3 * 0.05
    assert executed(none_of_first, values) == pytest.approx(three_of_four)
    assert executed(stakes, values) == pytest.approx(0.95**32)
    assert stands_by(none_of_first, values, gone={"BE"}) == pytest.approx(0.95**3)
    assert stands_by(none_of_first, values, gone={"BE", "FR", "DE"}) == 0


def test_V2_stakes_of_a_group_that_is_told_with_another_say_so(two_groups: Path) -> None:
    deal = read_accord(two_groups).accord
    assert deal is not None
    text = TEXT + "\n[guarantors.EU]\nstands = 1\n"
    stakes, problems = stakes_in(text, "peace.stakes", compile_procedure(deal))
    assert stakes is None and [p.what for p in problems] == ["all members of EU are told with another group"]


# -- outputs -----------------------------------------------------------------------------------------------------------


def test_where_one_output_cannot_be_made_none_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("foedus.cli.weigh_commands.weigh_page", broken)
    names = {"--efg": "deal.efg", "--csv": "all.csv", "--page": "page.html", "--output": "sheet.txt"}
    asked = [word for flag, name in names.items() for word in (flag, str(tmp_path / name))]
    assert isinstance(weighed(tmp_path, TEXT, *asked).exception, ZeroDivisionError)
    assert [file.name for file in tmp_path.iterdir()] == ["peace.stakes"]


# -- words -------------------------------------------------------------------------------------------------------------


def test_the_weakest_place_is_told_with_how_often_it_holds(tmp_path: Path) -> None:
    text = re.sub(r"^stands = .*", "stands = [0.5, 1]", TEXT, flags=re.M)
    sheet = " ".join(weighed(tmp_path, text).output.split())
    said = re.search(r"The weakest place is C2: that a breach of 60 acts costs RU more than it brings holds in only "
                     r"(\d+ %) of them\.", sheet)  # fmt: skip
    assert said is not None and f"{said[1]} C2 A breach of 60 acts costs RU more than it brings." in sheet
    assert sheet.count("A slack is by how much something holds") == 1


@pytest.mark.parametrize(("share", "told"), [(0.0, "0"), (0.0004, "<1"), (0.5, "50"), (0.9996, ">99"), (1.0, "100")])
def test_what_is_not_quite_all_or_none_is_not_told_as_that(share: float, told: str) -> None:
    assert whole_percent(share) == told


def test_what_holds_in_no_draw_but_somewhere_in_the_ranges_is_told_apart_from_never_and_from_a_few_draws() -> None:
    weight = Weight(Tested("C1", "RU"), 0.0, -3.0, -2.0, -1.0, -4.0, 0.5, 0.0, ())
    assert mark(weight) == "no draw" and mark(replace(weight, share=1.0)) == "all draws"
    assert mark(replace(weight, share=0.001)) == "< 1 %" and mark(replace(weight, share=0.999)) == "> 99 %"
    assert mark(replace(weight, best=-0.5)) == "never"


def test_the_answer_names_constraints_in_words_and_says_whose_slack_is_the_smallest(tmp_path: Path) -> None:
    said = " ".join(weighed(tmp_path, TEXT, "--draws", "2000").output.split())
    assert "C2 (RU keeps it), C3 (UA signs), C5 (UA keeps it: a breach of 20 acts)" in said
    told = re.search(r"What binds: in (\d+) % of the draws the smallest slack is that of C7 \(each of the 32", said)
    shares = {each["label"]: each["least_share"] for each in json.loads(
        weighed(tmp_path, TEXT, "--draws", "2000", "--json").output)[0]["constraints"]}  # fmt: skip
    assert told is not None and int(told[1]) == round(100 * shares["C7"])


def test_where_all_hardly_ever_fail_it_hangs_on_what_the_least_slack_does(tmp_path: Path) -> None:
    """All hold in 99 of 100 draws: in so few do they fail that which number decides it cannot be counted. Against
    200,000 draws of the least slack."""
    stakes, _ = stakes_in(TEXT, "peace.stakes", PROCEDURE)
    assert stakes is not None
    found, names = weigh(stakes, draws=2_000), unknowns(stakes)
    both = shares(200_000, 2 * len(names), 77)
    one, other = both[:, : len(names)], both[:, len(names) :]
    base = slacks(stakes, one)[1].min(axis=0)
    assert found.hangs_by_slack and found.share is not None and 0.98 < found.share < 1
    for influence in found.hangs_on[:4]:
        column = names.index(influence.of)
        changed = one.copy()
        changed[:, column] = other[:, column]
        total = ((base - slacks(stakes, changed)[1].min(axis=0)) ** 2).mean() / 2 / base.var()
        assert influence.total == pytest.approx(float(total), abs=0.03)
    assert not weigh(TEMPLATE, draws=200).hangs_by_slack
    page = tmp_path / "page.html"
    assert weighed(tmp_path, TEXT, "--draws", "2000", "--page", str(page)).exit_code == 0
    assert "How much of the least slack of all, since all hold, or fail to" in page.read_text(encoding="utf-8")


def test_a_wrong_size_is_told_once_and_nothing_is_said_to_be_missing() -> None:
    text = TEXT.replace("found = [{ size = 15, chance = [0.05", "found = [{ size = 0, chance = [0.05")
    _, problems = stakes_in(text, "peace.stakes", PROCEDURE)
    assert [p.what for p in problems] == ["`size` cannot be 0"]


def test_V8_a_design_takes_from_the_text_whatever_it_does_not_say() -> None:
    stakes, _ = stakes_in(TEXT + '\n[[designs]]\nname = "keener"\nblamed = 0.5\n', "peace.stakes", PROCEDURE)
    assert stakes is not None
    assert stakes.designs[-1].errors == replace(stakes.errors, blamed=Range(0.5, 0.5))
    _, problems = stakes_in(TEXT + '\n[[designs]]\nname = "x"\nblamed = 0.95\n', "peace.stakes", PROCEDURE)
    assert [p.code for p in problems] == ["W0005"] and "more than 1 together" in problems[0].what
