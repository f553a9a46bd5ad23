"""V11 to V15: who wants what, what all could sign, and what follows otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from foedus.accord.read_accord import read_accord
from foedus.cli.app import built
from foedus.cli.weigh_rates import with_rates
from foedus.incentives.alternatives import NEUTRAL, UNKNOWN_OFFERS, Alternative, compared
from foedus.incentives.bargaining import pull_of_waiting, pull_to_war
from foedus.incentives.drafts import AccordText, Drafts, edited, edits_of
from foedus.incentives.draws import drawn, shares, unknowns
from foedus.incentives.graph_model import Stability
from foedus.incentives.leaving import bound, left_out, mandated, stands_by
from foedus.incentives.negotiating import Negotiation, negotiate
from foedus.incentives.negotiation_words import negotiation_sheet, waiting_lines, zone_lines
from foedus.incentives.positions import Positions, RedLine
from foedus.incentives.read_positions import positions_in
from foedus.incentives.signing import ends, signing
from foedus.incentives.stakes import Stakes
from foedus.incentives.waiting import Leverage, leverage
from foedus.incentives.weighing import executed, slacks, weigh
from foedus.incentives.zone import Refusal, best_of, zone
from foedus.procedure.compiling import compile_procedure

DEAL = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD, EXAMPLE = DEAL / "conditional_accession.accord", DEAL / "stakes.example.stakes"
READ = read_accord(ACCORD).accord
assert READ is not None
PROCEDURE = compile_procedure(READ)
WRITTEN = AccordText(ACCORD.read_text(encoding="utf-8"), str(ACCORD), DEAL)
TEXT = EXAMPLE.read_text(encoding="utf-8")
NUMBERS, POSITIONS = TEXT.split("# -- positions", 1)
POSITIONS = "#" + POSITIONS
"""What is at stake in the example, and who wants what."""
RANKED = """
[game.options]
"RU attacks" = { by = "RU" }
"UA answers" = { by = "UA" }
[game.outcomes]
quiet = []
attack = ["RU attacks"]
answer = ["UA answers"]
war = ["RU attacks", "UA answers"]
[positions.RU]
outcomes = ["attack", "quiet", ["war", "answer"]]
[positions.UA]
outcomes = ["quiet", "war", "answer", "attack"]
"""


def given(text: str) -> tuple[Stakes, Positions]:
    stakes, positions, problems = positions_in(text, "peace.stakes", PROCEDURE, WRITTEN)
    assert stakes is not None and positions is not None, problems
    return stakes, positions


def viewed(text: str, draws: int = 400, drafts: Drafts | None = None) -> Negotiation:
    return negotiate(*given(text), draws=draws, drafts=drafts or Drafts(WRITTEN))


def told(found: Negotiation) -> str:
    supposed, sections = negotiation_sheet(found)
    return " ".join([supposed, *(" ".join([s.title, *(" ".join([li.mark, li.text, *li.more]) for li in s.lines)])
                                 for s in sections)])  # fmt: skip


def small(of_ru: str = "", of_ua: str = "") -> str:
    """Two choices, and what the two parties say of them."""
    return f"""{NUMBERS}
[choices.consents]
options = {{ all = {{ consents = 32 }}, most = {{ consents = 28 }}, few = {{ consents = 17 }} }}
[choices.cure]
options = {{ short = {{ value = 3 }}, long = {{ value = 30 }} }}
[positions.RU.on.consents]
{of_ru}
[positions.UA.on.consents]
{of_ua}
"""


WORDS = '[choices.words]\noptions = {{ a = {{}}, b = {{ was = "{}", becomes = "{}" }} }}\n'
"""A choice whose second option is other words of the text."""

FAULTS: tuple[tuple[Callable[[str], str], str, str], ...] = (
    (lambda t: t.replace("[positions.UA]", "[positions.XX]"), "W0003", "XX is nobody in this accord"),
    (lambda t: t.replace("[mandates.UA]", "[mandates.CH]"), "W0003", "CH signs nothing"),
    (lambda t: t.replace("RU = [-0.3, 0.1]", "XX = 1"), "W0003", "nothing is at stake for XX"),
    (lambda t: t.replace('by = "NATO"', 'by = "NATTO"'), "W0003", "NATTO is nobody"),
    (lambda t: t.replace('design = "twice', 'design = "thrice'), "W0003", "no design has the name"),
    (lambda t: t.replace("consents = 24 }", "consnts = 24 }"), "W0004", "write `consents`"),
    (lambda t: t.replace("consents = 24 }", "consents = 33 }"), "W0005", "a whole number from 1 to 32"),
    (lambda t: t.replace("binds = [0.6, 1]", "binds = 2"), "W0005", "a number from 0 to 1"),
    (lambda t: t.replace("[waiting.12]", "[waiting.soon]"), "W0005", "a number of periods"),
    (lambda t: t.replace('way = "taken only"', 'way = "never"', 1), "W0005", "taken only"),
    (lambda t: t.replace('award = "on a date"', 'award = "some day"'), "W0005", "one ally's pledge"),
    (lambda t: t.replace('"in five years" = { award = "on a date"', '"in five years" = { award = "now"'), "W0005",
     "only beside"),
    (lambda t: t.replace("wants = [7, 30]", 'wants = [7, 30]\nranking = ["none"]'), "W0005", "one of both"),
    (lambda t: t.replace('"none" = { value = 0, ', '"none" = { '), "W0006", "has no `value`"),
    (lambda t: t.replace('outcomes = [\n    "deal kept", ["UA', 'x = [\n    "deal kept", ["UA'), "W0006",
     "nobody says what"),
    (lambda t: t.split("[choices.consents]")[0], "W0010", "nobody's position"),
    (lambda t: t.replace('never = ["any single act"]', 'never = ["as in the text"]'), "W0011", "red line of RU"),
    (lambda t: t.replace('["all 32", ["30 of 32", "24 of 32"]]',
                         '["all 32", ["30 of 32", "24 of 32"]]\nnever = ["24 of 32"]'),
     "W0011", "ranked no lower than `30 of 32`"),
    (lambda t: t.replace("most = 7", "most = 3"), "W0011", "`7 days` is wanted"),
    (lambda t: t.replace('never = ["twice as many acts"]', 'never = ["thrice"]'), "W0012", "there is no option"),
    (lambda t: t.replace("[positions.RU.on.consents]", "[positions.RU.on.consent]"), "W0012", "write `consents`"),
    (lambda t: t.replace("wants = [7, 30]", "wants = [8, 9]"), "W0012", "lies from 8 to 9"),
    (lambda t: t.replace('consents = "24 of 32", "time', 'consents = "25 of 32", "time'), "W0012", "25 of 32"),
    (lambda t: t.replace('"fighting" = ["RU attacks"]', '"fighting" = ["RU attaks"]'), "W0012", "RU attaks"),
    (lambda t: t.replace('["quiet without deal", "UA has offered", ', '["quiet without deal", '), "W0013",
     "leaves out"),
    (lambda t: t.replace('"fighting" = ["RU attacks"]', '"fighting" = []'), "W0013", "same options taken"),
    (lambda t: t.replace('"30 days" = { value = 30, ', '"30 days" = { value = 30, consents = 20, '), "W0014",
     "both set `consents`"),
    (lambda t: t + "[choices.more]\noptions = { " + ", ".join(f"o{n} = {{}}" for n in range(20)) + " }\n", "W0015",
     "1,080 combinations"),
    (lambda t: t.replace('now = "7 days"', 'now = "none"'), "W0016", "what the text has"),
    (lambda t: t.replace('was = "Article 2 within 7 days"', 'was = "within 7 days"'), "W0017", "3 times"),
    (lambda t: t.replace('was = "Article 2 within 7 days"', 'was = "Article 9 within"'), "W0017", "stand nowhere"),
    (lambda t: t.replace('becomes = ""', 'becomes = "whatever"'), "W0018", "cannot be weighed"),
    (lambda t: t + WORDS.format("consent of every member of NATO", "consent of every member of Commission"), "W0018",
     "others consent"),
    (lambda t: t + WORDS.format("consent of every member of NATO", "consent of at least 30 members of NATO"), "W0014",
     "both set `consents`"),
    (lambda t: t + WORDS.format("breach of Article 2", "breach of Article 3"), "W0014", "the same words of the text"),
    (lambda t: t.replace(', becomes = ""', ""), "W0005", "beside `becomes"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "code", "words"), FAULTS, ids=[f"{c}-{w}" for _, c, w in FAULTS])
def test_V11_a_wrong_file_is_told_with_its_line_and_a_mend(
    change: Callable[[str], str], code: str, words: str
) -> None:
    assert change(TEXT) != TEXT
    stakes, positions, problems = positions_in(change(TEXT), "peace.stakes", PROCEDURE, WRITTEN)
    assert stakes is None and positions is None
    mine = [p for p in problems if p.code == code]
    assert any(words in text for p in mine for text in (p.what, p.why, p.mend)), problems
    for problem in mine:
        assert (problem.span is not None and problem.span.line > 1) or code == "W0010"


def test_V11_a_problem_stands_where_the_position_does() -> None:
    text = TEXT.replace('never = ["any single act"]', 'never = ["as in the text"]')
    [problem] = positions_in(text, "peace.stakes", PROCEDURE)[2]
    line = text.splitlines()[problem.span.line - 1] if problem.span else ""
    assert line == 'never = ["as in the text"]' and problem.span is not None and problem.span.column == 1


def test_V11_who_is_not_in_the_accord_is_told_where_it_is_named() -> None:
    text = small() + '[positions.XX.on.cure]\nranking = ["short"]\n'
    [problem] = positions_in(text, "peace.stakes", PROCEDURE)[2]
    assert problem.code == "W0003" and problem.span is not None
    assert text.splitlines()[problem.span.line - 1] == "[positions.XX.on.cure]"


def test_V11_what_stands_in_a_file_is_told_with_whose_view_it_is() -> None:
    words = told(viewed(TEXT.replace('[positions.NATO]\nsays = "invented"', '[positions.NATO]\nsays = "a study"')))
    assert "NATO: a study" in words and "RU: invented" in words
    assert "RU: never `24 of 32` of consents together with `none` of time to cure." in words


def test_V11_a_choice_of_which_nobody_speaks_is_free() -> None:
    words = told(viewed(small('never = ["few"]')))
    assert words.count("it is free for whoever drafts") == 1


def test_V11_an_option_that_changes_nothing_counts_in_positions_alone() -> None:
    found = viewed(small()).zone
    assert found is not None
    by_options = {point.options: (point.signs, point.share) for point in found.points}
    assert all(by_options[c, "short"] == by_options[c, "long"] for c in ("all", "most", "few"))
    assert by_options["all", "short"] != by_options["few", "short"] or by_options["all", "short"][0] == 1


def test_V11_weighing_a_file_with_positions_is_as_without() -> None:
    assert weigh(given(TEXT)[0], draws=300).weights == weigh(given(NUMBERS + POSITIONS)[0], draws=300).weights
    plain = CliRunner().invoke(built(["weigh"]), ["weigh", str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "300"])
    assert plain.exit_code == 0


def test_V11a_who_must_consent_follows_from_the_words_as_from_a_number() -> None:
    words = WORDS.format("consent of every member of NATO", "consent of at least 24 members of NATO")
    by_words = viewed(NUMBERS.replace("[0.99, 1]", "[0.5, 0.9]") + words).zone
    by_number = viewed(
        NUMBERS.replace("[0.99, 1]", "[0.5, 0.9]") + "[choices.x]\noptions = { a = {}, b = { consents = 24 } }\n"
    ).zone
    assert by_words is not None and by_number is not None
    assert [replace(point, options=()) for point in by_words.points] == [
        replace(point, options=()) for point in by_number.points
    ]
    assert by_words.points[0].share != by_words.points[1].share


def test_V11a_several_words_are_changed_each_in_its_place_whatever_the_breaks_of_lines() -> None:
    source = "one two\n    three one four"
    assert edited(source, (("two three", "2"), ("four", "4 and more"))) == "one 2 one 4 and more"
    assert edited(source, (("four", "4 and more"), ("two three", "2"))) == "one 2 one 4 and more"


def test_V11a_with_rates_how_bodies_judge_follows_from_the_words() -> None:
    """A larger quorum certifies fewer true findings, and fewer false ones."""
    assert READ is not None
    stakes, positions = given(NUMBERS + WORDS.format("by 4 of 6 within", "by 6 of 6 within"))
    rates = DEAL / "rates.example.toml"
    drafts = Drafts(WRITTEN, lambda of, draft: with_rates(of, draft, rates))
    held = with_rates(stakes, READ, rates)
    made = drafts.stakes(held, edits_of([positions.choices[0].options[1].change]))
    assert made.errors.certified_true.high < held.errors.certified_true.high
    assert made.errors.certified_false.high < held.errors.certified_false.high
    found = negotiate(held, positions, draws=200, drafts=drafts).zone
    assert found is not None and found.points[0].signatures[0].ends != found.points[1].signatures[0].ends


def test_V11a_what_becomes_of_the_words_is_told() -> None:
    words = told(viewed(TEXT))
    assert "30 days: in the text `Article 2 within 7 days` becomes `Article 2 within 30 days`." in words
    assert "none: in the text `the accused may cure a breach of Article 2 within 7 days` is left out." in words


def test_V12_the_text_as_it_is_is_weighed_as_by_weigh() -> None:
    stakes, positions = given(TEXT)
    found = zone(stakes, positions, NEUTRAL, 500, 1)
    point = found.at(positions.as_it_is)
    weighed = weigh(stakes, draws=500)
    assert point is not None and point.share == weighed.share
    for signature in point.signatures:
        [weight] = [w for w in weighed.weights if w.tested == signature.tested]
        assert signature.share == weight.share and signature.ends.worst <= weight.worst + 1e-12


@pytest.mark.parametrize("award", list(Alternative))
def test_V12_who_would_sign_another_promise_is_as_the_sheet_of_alternatives_says(award: Alternative) -> None:
    stakes, _ = given(TEXT)
    at, more = shares(700, len(unknowns(stakes)), 3), shares(700, UNKNOWN_OFFERS, 4)
    row = compared(stakes, NEUTRAL, at, more)[award]
    found = {tested.label: float((np.broadcast_to(slack, 700) >= 0).mean())
             for tested, slack in signing(stakes, drawn(stakes, at), NEUTRAL, more, award)}  # fmt: skip
    assert found == {label: row[label] for label in ("C1", "C3", "C6")}


@pytest.mark.parametrize("award", list(Alternative))
def test_V12_no_draw_lies_beyond_the_ends_and_some_come_near(award: Alternative) -> None:
    text = NUMBERS.replace("award = [-2, 0]", "award = [-2, 3]\npeace = [0.2, 2]\nno_agreement = [-1, 1.5]")
    stakes, _ = given(text + POSITIONS)
    at, more = shares(20_000, len(unknowns(stakes)), 3), shares(20_000, UNKNOWN_OFFERS, 4)
    within = dict(ends(stakes, NEUTRAL, award))
    for tested, slack in signing(stakes, drawn(stakes, at), NEUTRAL, more, award):
        low, high = float(np.min(slack)), float(np.max(slack))
        assert within[tested].worst - 1e-9 <= low and high <= within[tested].best + 1e-9
        room = within[tested].best - within[tested].worst
        assert high - low > 0.5 * room or room < 1e-9


def test_V12_with_a_ranking_the_ends_are_those_of_what_it_leaves() -> None:
    """Peace is at least what there is without agreement: of a promise that never comes the least slack is none."""
    text = NUMBERS.replace("award = [-2, 0]", "award = [-2, 0]\npeace = [0, 2]\nno_agreement = [0, 2]")
    ranked, _ = given(text + POSITIONS)
    free, _ = given(text.replace('ranking = ["peace", "no_agreement", "award"]', "") + POSITIONS)
    one, other = (next(each for tested, each in ends(s, NEUTRAL, Alternative.NEVER) if tested.label == "C1")
                  for s in (ranked, free))  # fmt: skip
    assert one == (0, 2) and other == (-2, 2)


def test_V12_where_signing_hangs_on_a_guess_it_is_told_whose() -> None:
    doubtful = small().replace("award = [-2, 0]", "award = [-2, 0]\nno_agreement = [0, 1.2]").replace(
        'ranking = ["peace", "no_agreement", "award"]', "")  # fmt: skip
    found = viewed(doubtful)
    assert found.zone is not None and not any(point.always or point.never for point in found.zone.points)
    words = told(found)
    assert "it hangs on a guess whether all would" in words
    assert "most on what it has in a period without agreement (RU, " in words
    assert re.search(r"RU would sign in \d+ % of the draws", words)


def test_V12_who_never_signs_a_combination_keeps_it_out_of_the_zone() -> None:
    """An award now, which the accused likes less than no agreement whatever one believes, is signed by nobody sure."""
    text = f"""{NUMBERS}
[choices.promise]
options = {{ "on breach" = {{ award = "on breach" }}, "now" = {{ award = "now" }} }}
""".replace("award = [-2, 0]", "award = [-2, -0.5]")
    found = viewed(text).zone
    assert found is not None and [p.options for p in found.possible] == [("on breach",)] and len(found.points) == 2


def test_V12a_of_the_best_none_is_better_for_somebody_and_worse_for_nobody() -> None:
    text = small('ranking = ["all", "most", "few"]', 'ranking = ["all", "few", "most"]')
    stakes, positions = given(text)
    found = zone(stakes, positions, NEUTRAL, 300, 1)
    best = {point.options for point in best_of(found.possible, positions)}
    assert {options[0] for options in best} == {"all"}  # both want it most
    assert {options[1] for options in best} == {"short", "long"}  # of which nobody speaks: not compared


def test_V12a_what_is_not_wanted_is_not_compared_with_what_is_not_wanted_either() -> None:
    """Who wants many consents says nothing of which of two smaller numbers it would rather have."""
    stakes, positions = given(small("wants = [30, 32]", 'ranking = ["few", "most", "all"]\nnever = ["all"]'))
    found = zone(stakes, positions, NEUTRAL, 300, 1)
    assert {point.options[0] for point in best_of(found.possible, positions)} == {"most", "few"}


def test_V13_an_empty_zone_is_told_with_a_smallest_set_of_red_lines_that_clash() -> None:
    found = viewed(small('never = ["most", "few"]', 'never = ["all"]'))
    assert found.zone is not None and found.zone.clash is not None
    assert [line.who for line in found.zone.clash.obstacles if isinstance(line, RedLine)] == ["RU", "UA"]
    assert found.zone.clash.opened == (4, 2)
    lead, *others = zone_lines(found)
    assert "The zone is empty" in lead and "RU never signs `most` or `few` of consents; UA never signs `all`" in lead
    assert "If RU gave up that line" in others[0] and "4 would be left" in others[0]


def test_V13_one_who_never_signs_is_among_those_who_clash() -> None:
    text = f"""{NUMBERS}
[choices.promise]
options = {{ "now" = {{ award = "now" }}, "never" = {{ award = "never" }} }}
[positions.UA.on.promise]
never = ["never"]
""".replace("award = [-2, 0]", "award = [-2, -0.5]")
    found = viewed(text)
    assert found.zone is not None and found.zone.clash is not None
    line, refusal = found.zone.clash.obstacles
    assert isinstance(line, RedLine) and isinstance(refusal, Refusal) and refusal.tested.label == "C1"
    assert "RU is better off with the deal than without (C1)" in zone_lines(found)[0]


def test_V14_without_one_of_all_whose_consent_is_asked_no_award_stands() -> None:
    stakes, positions = given(TEXT.replace("stands = [0.99, 1]", "stands = 0.99"))
    effect = next(e for e in left_out(stakes, positions, 100, 1) if e.who == "NATO")
    assert effect.before.stands == pytest.approx([0.7249803] * 3, abs=1e-7)  # case A16
    assert effect.after.stands == pytest.approx([0.99**31] * 3)
    assert effect.missing is not None and effect.missing.stands == (0, 0, 0)


def test_V14_a_group_that_has_nobody_left_gives_nothing() -> None:
    stakes, _ = given(TEXT)
    values = drawn(stakes, shares(5, len(unknowns(stakes)), 1))
    everybody = [name for side in stakes.guarantors for name in side.members]
    assert stands_by(stakes, values, everybody, asked=False) == 0 == stands_by(stakes, values, everybody)


def test_V14_without_the_most_doubtful_member_the_award_stands_more_often_than_without_a_sure_one() -> None:
    stakes, positions = given(NUMBERS + "\n[guarantors.NATO.members.LU]\nstands = 0.6\n" + small()[len(NUMBERS) :])
    by = {effect.who: effect for effect in left_out(stakes, positions, 200, 1)}
    assert by["LU"].after.stands[1] > by["NATO"].after.stands[1]
    assert not any(tested.who == "LU" for tested in by["LU"].after.held)
    assert any(tested.who == "NATO" for tested in by["NATO"].after.held)  # of those that are alike 30 are left


def test_V14_what_else_changes_is_what_the_file_says() -> None:
    more = TEXT + '\n[without.NATO]\nbeneficiary = { award = -3 }\nerrors = { false = 0.5 }\n'
    plain, changed = (next(e for e in left_out(*given(text), 200, 1) if e.who == "NATO") for text in (TEXT, more))
    c3 = next(tested for tested in plain.after.held if tested.label == "C3")
    assert changed.after.held[c3].middle < plain.after.held[c3].middle and changed.before == plain.before


def test_V14_without_a_party_nothing_that_it_promised_counts() -> None:
    stakes, positions = given(TEXT)
    effect = next(e for e in left_out(stakes, positions, 200, 1) if e.who == "RU")
    assert {t.label for t in effect.after.held} == {"C3", "C4", "C5", "C6", "C7", "C8"}
    values = drawn(stakes, shares(50, len(unknowns(stakes)), 1))
    alone = bound(values, "RU", 0.0)
    assert alone.sides["UA"]["peace"] == alone.sides["UA"]["no_agreement"] and alone.sides["RU"] == values.sides["RU"]


def test_V14_with_nobody_gone_or_in_doubt_the_award_stands_as_V4_says() -> None:
    stakes, _ = given(TEXT)
    values = drawn(stakes, shares(100, len(unknowns(stakes)), 1))
    assert np.allclose(stands_by(stakes, values), executed(stakes, values), rtol=0, atol=1e-15)


def test_V14a_who_has_more_without_agreement_later_gains_leverage_by_waiting() -> None:
    text = TEXT.replace("RU = [-0.3, 0.1], UA = [-0.5, -0.1]", "RU = [0.2, 0.4], UA = [-0.5, -0.1], NATO = 0")
    found = leverage(*given(text), 300, 1)
    later = next(each for each in found if each.periods == 12)
    assert later.outside["RU"].leverage is Leverage.GAINS and later.outside["UA"].leverage is Leverage.LOSES
    assert later.outside["NATO"].leverage is Leverage.SAME
    awarded = next(each for each in found if each.periods is None)
    assert awarded.strength is not None and awarded.strength.leverage is Leverage.GAINS


def test_V14a_where_nobody_says_anything_it_cannot_be_told() -> None:
    silent = re.sub(r"\[strength\].*?(?=\n\[\[designs)", "", small(), flags=re.DOTALL)
    assert waiting_lines(viewed(silent)) == [
        "Nobody says what waiting would change (`[waiting]`, `[strength]`): it cannot be told who gains by it."
    ]
    assert "Of what NATO would have without agreement later nobody says anything" in told(viewed(TEXT))


def test_V14a_to_wait_for_one_period_is_the_eve_of_a_date() -> None:
    for patience, now, then, cost in ((0.9, 0.3, 0.6, 0.2), (0.5, 0.4, 0.7, 0.3), (0.99, 0.1, 0.9, 2.0)):
        assert pull_of_waiting(patience, now, then, cost, 1) == pytest.approx(pull_to_war(patience, now, then, cost))
    one, many = (pull_of_waiting(0.95, 0.3, 0.6, 0.2, periods) for periods in (1, 30))
    assert one > 0 > many  # what is far off is worth no war


def test_V14b_a_promise_that_binds_surely_is_not_discounted_and_one_that_never_does_is_worth_nothing() -> None:
    for binds, expected in (("1", 1.0), ("0", 0.0)):
        stakes, positions = given(TEXT.replace("binds = [0.6, 1]", f"binds = {binds}"))
        [effect] = mandated(stakes, positions, 300, 1)
        if expected:
            assert effect.after == effect.before
        else:
            gone = next(e for e in left_out(stakes, positions, 300, 1) if e.who == "UA")
            assert {t: h for t, h in effect.after.held.items() if t in gone.after.held} == gone.after.held


def test_V14b_of_a_guarantor_the_chance_that_its_consent_stands_is_discounted() -> None:
    text = TEXT.replace("stands = [0.99, 1]", "stands = 0.9").replace("[mandates.UA]", "[mandates.LU]")
    [effect] = mandated(*given(text.replace("binds = [0.6, 1]", "binds = 0.5")), 50, 1)
    assert effect.after.stands[1] == pytest.approx(effect.before.stands[1] / 2)
    assert "What LU promised binds with a chance of 0.5 (invented)" in told(viewed(
        text.replace("binds = [0.6, 1]", "binds = 0.5")
    ))  # fmt: skip


def test_V14b_nothing_of_what_the_signatory_has_itself_changes() -> None:
    stakes, positions = given(TEXT.replace("binds = [0.6, 1]", "binds = 0.5"))
    [effect] = mandated(stakes, positions, 300, 1)
    own = [tested for tested in effect.after.held if tested.who == "UA"]
    assert own and all(effect.after.held[tested] == effect.before.held[tested] for tested in own)
    c1 = next(tested for tested in effect.after.held if tested.label == "C1")
    assert effect.after.held[c1].middle < effect.before.held[c1].middle


def test_V15_an_outcome_lasts_only_where_everybody_stays_and_each_departure_is_told() -> None:
    found = viewed(RANKED)
    assert found.zone is None and found.lasting is not None and found.stakes.neutral
    assert found.lasting.stable[Stability.NASH] == ("war",)  # the attacked answers, and neither has better
    assert found.lasting.stable[Stability.SEQUENTIAL] == ("quiet", "answer", "war")
    words = told(found)
    assert "RU would rather have `attack`, and can bring it about; but UA can answer with `war`, which pays who does " \
           "it, and RU is no better off than where it was." in words  # fmt: skip
    assert "UA would rather have `war`, and can bring it about: nobody can bring it from there" in words


def test_V15_what_cannot_be_taken_back_is_told_and_leads_nowhere() -> None:
    found = viewed(RANKED.replace('by = "RU" }', 'by = "RU", way = "taken only" }'))
    assert found.lasting is not None and not found.lasting.model.moves["RU"]["attack"]
    assert "RU: RU attacks, which cannot be taken back" in told(found)


def test_V15_a_file_without_numbers_will_do() -> None:
    stakes, positions = given(RANKED + '[choices.x]\noptions = { a = {}, b = {} }\n')
    assert stakes.neutral and positions.game is not None and len(positions.choices) == 1
    stakes, _, problems = positions_in(RANKED + '[accused]\naward = 0\n', "half.stakes", PROCEDURE)
    assert stakes is None and {problem.code for problem in problems} == {"W0006"}  # half of the numbers will not


def test_V11_the_sheet_the_json_and_the_page_are_written(tmp_path: Path) -> None:
    asked = ["negotiate", str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "300"]
    run = CliRunner().invoke(built(["negotiate"]), [*asked, "--page", str(tmp_path / "page.html")])
    assert run.exit_code == 0 and "Of 54 combinations of options 5 cross no red line." in run.stdout
    found = json.loads(CliRunner().invoke(built(["negotiate"]), [*asked, "--json"]).stdout)
    assert sum(not point["never"] for point in found["zone"]["points"]) == 5 and not found["zone"]["empty"]
    assert found["zone"]["text_as_it_is"] == "in the zone" and found["outcomes"]["stable"]["nash"]
    none = CliRunner().invoke(built(["negotiate"]), ["negotiate", str(ACCORD), "--stakes", "nowhere.stakes"])
    assert none.exit_code == 1 and "W0001" in none.output
    assert CliRunner().invoke(built(["negotiate"]), ["negotiate", str(ACCORD)]).exit_code == 2


def test_V12_rates_of_bodies_bear_on_who_would_sign() -> None:
    asked = ["negotiate", str(ACCORD), "--stakes", str(EXAMPLE), "--draws", "300", "--json"]
    rates = ["--rates", str(DEAL / "rates.example.toml")]
    plain, with_rates = (
        json.loads(CliRunner().invoke(built(["negotiate"]), [*asked, *more]).stdout) for more in ([], rates)
    )
    worst = [found["zone"]["points"][0]["signatures"][0]["worst"] for found in (plain, with_rates)]
    assert worst[0] != worst[1]


def test_V11_the_same_seed_gives_the_same_view() -> None:
    drafts = Drafts(WRITTEN)
    one, other, third = (
        told(negotiate(*given(TEXT), seed=seed, draws=200, drafts=drafts)) for seed in (1, 1, 2)
    )
    assert one == other != third


def test_V14_no_slack_of_the_text_as_it_is_differs_from_the_sheet_of_weigh() -> None:
    stakes, positions = given(TEXT)
    effect = next(iter(left_out(stakes, positions, 300, 1)))
    tested, slack = slacks(stakes, shares(300, len(unknowns(stakes)), 1))
    assert [effect.before.held[each].middle for each in tested] == pytest.approx([*np.median(slack, axis=1)])


def test_V11a_what_the_text_requires_and_would_not_hold_with_other_words_is_told(tmp_path: Path) -> None:
    """Where five of six must agree two can block the award, which the text rules out."""
    file = tmp_path / "peace.stakes"
    file.write_text(NUMBERS + WORDS.format("by 4 of 6 within", "by 5 of 6 within"), encoding="utf-8")
    asked = ["negotiate", str(ACCORD), "--stakes", str(file), "--draws", "200"]
    run = CliRunner().invoke(built(["negotiate"]), asked)
    assert run.exit_code == 0, run.output
    words = " ".join(run.stdout.split())
    assert "b: then what the text requires does not hold any more: no coalition of 2 members of Commission can" in words
