"""How what is found is judged, as `rates` compares it: quorums, silence, and a time to make a breach good."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from math import comb
from pathlib import Path

import pytest
from test_rates_command import ACCORD, BODIES

from command_line import Run, foedus
from foedus.accord.model import Accord, Article, Certification, Cure, Silence
from foedus.accord.read_accord import read_accord, read_source
from foedus.basics.canonical import plain
from foedus.basics.instant import DAY, HOUR, Interval, Period, Unit
from foedus.basics.problem import Problem
from foedus.cli.rates_judged import judged_of
from foedus.procedure.compiling import compile_procedure
from foedus.prove.rates import Rates
from foedus.prove.read_rates import rates_in
from foedus.replay.false_findings import FalseFinding, false_findings
from foedus.replay.making_good import Lapse, MakingGood, making_good
from foedus.replay.redrawn import KNOBS, design_of, designs_around
from foedus.replay.trials import Court, Design, Outcome
from foedus.replay.turned_procedure import certification_of
from foedus.replay.violations import Form, Size, committed
from foedus.report.model import Report
from rates_values import DAYS, LAND, START, act, aim, before, deal, quiet, rates, recorded, watched

ALL = Interval(START, START + DAYS * DAY - 1)
WEEK = Period(7, Unit.DAY)


def judged(cure: Period | None = None, article: str = "") -> Accord:
    """The deal of the made world, with a body of three that certifies by two within 72 hours."""
    made = deal()
    cures = (Cure(article, cure),) if cure is not None else ()
    said = Certification("", "serious", 2, 3, Period(72, Unit.HOUR), Silence.ASSENT, cures)
    body = read(ACCORD).bodies[0]
    article_2 = Article("3", "Certification", (replace(said, body=body.name),))
    return replace(made, bodies=(body,), articles=(*made.articles, article_2))


def read(text: str) -> Accord:
    found = read_source(text, "peace.accord", Path(".")).accord
    assert found is not None
    return found


def made(words: str, accord: Accord) -> Design:
    found = design_of(words, accord, aim(accord))
    assert isinstance(found, Design), found
    return found


# -- words -------------------------------------------------------------------------------------------------------------


def test_a_quorum_what_silence_means_and_a_time_to_make_good_are_put_into_the_text() -> None:
    said = certification_of(made("quorum 3, silence refusal, cure 5 days", judged()).accord, "serious")
    assert said is not None and (said.quorum, said.silence) == (3, Silence.REFUSAL)
    assert [(c.article, str(c.period)) for c in said.cures] == [("1", "5 days")]


def test_the_line_of_an_article_goes_before_one_for_any_and_none_takes_both_away() -> None:
    accord = judged(WEEK)
    longer = certification_of(made("cure 2 weeks", accord).accord, "serious")
    assert longer is not None
    assert [(c.article, str(c.period)) for c in longer.cures] == [("", "7 days"), ("1", "2 weeks")]
    none = certification_of(made("cure none", accord).accord, "serious")
    assert none is not None and none.cures == ()


@pytest.mark.parametrize(
    "words", ["quorum 4", "quorum 0", "silence dismisses it", "cure none", "cure soon", "cure 20 years", "quorum"]
)
def test_what_changes_nothing_of_the_procedure_is_told(words: str) -> None:
    found = design_of(words, judged(), aim(judged()))
    assert isinstance(found, Problem) and found.code == "W0105" and "certified" in found.why


def test_where_nobody_certifies_nothing_of_it_can_be_turned() -> None:
    assert all(isinstance(design_of(w, deal(), aim(deal())), Problem) for w in ("quorum 2", "cure 7 days"))
    assert all("quorum" not in d.name and "cure" not in d.name for d in designs_around(deal(), aim(deal()), True))


def test_around_a_text_quorums_are_tried_only_where_it_is_said_how_bodies_vote() -> None:
    accord = judged()
    alone = {d.name for d in designs_around(accord, aim(accord))}
    assert "cure 7 days" in alone and not any("quorum" in n or "silence" in n for n in alone)
    told = {d.name for d in designs_around(accord, aim(accord), with_bodies=True)}
    assert told - alone == {"quorum 1", "quorum 3", "silence refusal"}
    cured = {d.name for d in designs_around(judged(WEEK), aim(accord))}
    assert {"cure 3 days", "cure 14 days", "cure none"} <= cured
    assert {"window 12 hours", "window 48 hours"} <= alone
    graver = deal(material=3)
    assert {"breaches 2", "breaches 4"} <= {d.name for d in designs_around(graver, aim(graver))}
    assert {"quorum N", "silence assent", "cure N days"} <= set(KNOBS)


# -- a time to make good -----------------------------------------------------------------------------------------------


def good_in(accord: Accord, votes_at_limit: bool = False) -> MakingGood:
    found = making_good(accord, aim(accord), votes_at_limit)
    assert found is not None
    return found


def test_the_time_begins_when_the_breach_is_verified_and_takes_what_the_text_says() -> None:
    asked: list[Lapse] = []

    def never(time: Lapse) -> bool:
        asked.append(time)
        return False

    at = START + 9 * DAY + 5 * HOUR
    for late in (False, True):
        assert good_in(judged(WEEK), late).is_made_good("AA", at, never)
    assert [(t.verified_at, t.ends_at) for t in asked] == [
        (at, at + 7 * DAY), (at + 72 * HOUR, at + 72 * HOUR + 7 * DAY)
    ]  # fmt: skip
    assert [t.ends_at - t.quiet_from for t in asked] == [DAY, DAY], "as long as the text counts acts together"
    assert not good_in(judged(WEEK)).is_made_good("AA", at, lambda _: True)
    asked.clear()
    assert good_in(judged(Period(5, Unit.HOUR))).is_made_good("AA", at, never)
    assert asked == [Lapse(at, at, at + 5 * HOUR)], "what was before the time began is the breach itself"


def test_an_act_of_which_only_the_day_is_known_speaks_against_it_where_it_may_lie_in_the_last_part() -> None:
    time = Lapse(START, START + 6 * DAY + 15 * HOUR, START + 7 * DAY + 15 * HOUR)

    def on(day: int) -> Interval:
        return Interval(START + day * DAY, START + (day + 1) * DAY - 1)

    assert [n for n in range(-1, 10) if time.is_broken_by(on(n))] == [6, 7]
    assert not Lapse(START + HOUR, START + HOUR, START + 5 * HOUR).is_broken_by(on(0)), "that may be the breach itself"


def test_where_no_line_is_for_the_article_nothing_can_be_made_good() -> None:
    assert making_good(judged(), aim(judged()), False) is None
    assert making_good(judged(WEEK, "9"), aim(judged()), False) is None
    assert making_good(deal(), aim(deal()), False) is None


def tried(reports: Sequence[Report], form: Form, words: str, late: bool = False) -> Outcome:
    """A violation of three acts by AA from day 30 on under a design, among reports."""
    accord = judged()
    record = recorded(accord, reports)
    court = Court(record.world, record.setting.aim, [Design("", accord), made(words, accord)], late)
    day = record.covered.first_days(1)[30]
    violation = committed(record.setting, form, Size(3), "AA", day, record.donors[:3], (1,))
    plain_one, other = court.tried(violation)
    assert plain_one == replace(other, made_good=False) and not plain_one.made_good
    return other


def test_what_stops_is_made_good_and_what_is_kept_up_is_not() -> None:
    reports = [*before(), *watched()]
    stops, goes_on = (tried(reports, form, "cure 7 days") for form in (Form.TOGETHER, Form.KEPT_UP))
    assert stops.found_at is not None and stops.made_good and not stops.stands
    assert goes_on.found_at is not None and goes_on.stands


AGAIN = (3, 9, 15)
"""Hours of a day: three acts, a breach."""


def test_who_still_does_it_at_the_end_of_the_time_has_not_made_good() -> None:
    def reports(day: int, hours: Sequence[int] = AGAIN, late_days: int = 0) -> list[Report]:
        again = [r for hour in hours for r in act(day, hour=hour, where=hour, late_days=late_days)]
        return [*before(), *watched(), *again]

    assert tried(reports(37, (3, 6, 9)), Form.TOGETHER, "cure 7 days").stands
    assert tried(reports(34), Form.TOGETHER, "cure 7 days").made_good, "it has stopped three days before the end"
    assert tried(reports(40, (3, 6, 9)), Form.TOGETHER, "cure 7 days").made_good, "that is another breach"
    assert tried(reports(40, (3, 6, 9)), Form.TOGETHER, "cure 7 days", late=True).stands, "the time begins later"
    assert tried(reports(37, (3, 6)), Form.TOGETHER, "cure 7 days").made_good, "two acts are no breach"
    slow = reports(37, (3, 6, 9), late_days=2)
    assert tried(slow, Form.TOGETHER, "cure 7 days").made_good, "nobody knows of it when the time is over"


def never_were(days: Sequence[int]) -> list[FalseFinding]:
    accord = judged(WEEK)
    reports = [r for day in days for hour in (3, 9, 15) for r in act(day, hour=hour, where=hour)]
    [found] = false_findings(LAND, aim(accord), [Design("", accord)], ALL, reports, [good_in(accord)])
    return found


def test_a_finding_that_never_was_and_stops_is_made_good() -> None:
    assert [f.made_good for f in never_were([100])] == [True]
    assert [f.made_good for f in never_were([100, 107])] == [False, True]
    assert [f.made_good for f in never_were([100, 104])] == [True, True], "it had stopped by then"
    assert [f.made_good for f in never_were([100, 109])] == [True, True]


def test_what_can_be_made_good_is_counted_apart_by_design() -> None:
    """No violation is put on one of the days around the 60th, on which a breach is found that never was."""
    accord = judged()
    broken = [r for hour in (3, 9, 15) for r in act(60, hour=hour, where=hour)]
    found = rates(accord, [*before(), *watched(), *broken], [3, 6], [made("cure 7 days", accord)])
    plain_one, other = found.designs
    assert plain_one.made_good is None and all(c.standing is None for c in found.cells)
    good = other.made_good
    assert good is not None and good.stops is not None and good.kept_up is not None
    assert (good.stops.best, good.kept_up.best, good.kept_up_tried) == (0, 1, 3)
    assert (other.false_seen, good.false_seen) == (plain_one.false_seen, 0) == (1, 0)
    assert [s.standing.share.best for s in other.sizes if s.standing and s.standing.share] == [0, 0]
    assert other.found is not None and other.found.best == 1, "what is found is told as before"


# -- bodies ------------------------------------------------------------------------------------------------------------


def votes() -> Rates:
    found, problems = rates_in(BODIES, "votes.toml", compile_procedure(read(ACCORD)))
    assert found is not None, problems
    return found


def at_least(few: int, chance: float, of: int = 3) -> float:
    return sum(comb(of, n) * chance**n * (1 - chance) ** (of - n) for n in range(few, of + 1))


@pytest.mark.parametrize("quorum", [2, 3])
def test_an_award_follows_as_often_as_a_quorum_of_those_who_are_there_votes_for_it(quorum: int) -> None:
    refusing = made(f"quorum {quorum}, silence refusal", read(ACCORD))
    found = judged_of(refusing.accord, aim(refusing.accord), votes())
    assert [float(p) for p in found.of_true] == pytest.approx([at_least(quorum, 0.9 * 0.95)] * 2)
    assert [float(p) for p in found.of_false] == pytest.approx([at_least(quorum, 0.9 * 0.02)] * 2)


def test_where_silence_is_assent_only_so_many_votes_against_end_it() -> None:
    accord = read(ACCORD)
    found = judged_of(accord, aim(accord), votes())
    # Two of three against, and two for are out of reach.
    assert [float(p) for p in found.of_true] == pytest.approx([1 - at_least(2, 0.9 * 0.05)] * 2)
    assert [float(p) for p in found.of_false] == pytest.approx([1 - at_least(2, 0.9 * 0.98)] * 2)


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("procedure")
    (place / "peace.accord").write_text(ACCORD, encoding="utf-8")
    (place / "votes.toml").write_text(BODIES, encoding="utf-8")
    told = [{"id": r.id, **plain(r)} for r in [*before(days=120), *watched(days=120)]]
    (place / "kept.json").write_text(json.dumps({"format": "foedus-reports", "reports": told}), encoding="utf-8")
    return place


def run(folder: Path, *arguments: str) -> Run:
    few = ("--sizes", "2,3", "--repetitions", "2")
    return foedus("rates", "peace.accord", "kept.json", *few, *arguments, cwd=folder)


def test_the_page_says_what_is_measured_and_what_is_assumed(folder: Path) -> None:
    done = run(folder, "--design", "quorum 3", "--design", "cure 7 days", "--bodies", "votes.toml")
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "By how bodies vote as votes.toml has it, which is assumed" in text
    shares = "0 (0-66) 100 (34-100) 100 (34-100) 0 (0-11"
    assert f"design they stop kept up kept up, found never were cure 7 days {shares}" in text
    assert "no consequence under any of these" in text
    assert "How often members of bodies are there and err is as votes.toml has it, and not measured" in text
    assert "Supposed: that members vote at once" in text
    alone = " ".join(run(folder, "--design", "count 2").stdout.split())
    assert "Time to make good" not in alone and "assumed" not in alone


def test_the_file_has_all_that_a_proof_and_a_sheet_ask_for(folder: Path) -> None:
    done = run(folder, "--design", "cure 7 days", "--bodies", "votes.toml", "-o", "all.toml")
    assert done.returncode == 0, done.stderr
    text = (folder / "all.toml").read_text(encoding="utf-8")
    accord = read_accord(folder / "peace.accord").accord
    assert accord is not None
    found, problems = rates_in(text, "all.toml", compile_procedure(accord))
    assert found is not None and found.bodies == votes().bodies, problems
    held = tomllib.loads(text)
    assert set(held["provenance"]["files"]) == {"peace.accord", "kept.json", "votes.toml"}
    cured = held["detection"]["designs"][1]
    assert cured["kept_up_standing"][1] == 1 and cured["false_standing_per_year"][0] == 0
    assert [row["standing"][0] for row in cured["of"]] == [0, 0]
    assert "standing" not in held["detection"]["of"][0], "the text itself gives no time to make good"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--design", "quorum 3"), "W0111"), (("--design", "count 2, silence refusal"), "W0111"),
        (("--bodies", "votes.toml", "--by", "BB"), "W0110"), (("--bodies", "nowhere.toml"), "X0020"),
        (("--design", "cure 7 days, quorum 9", "--bodies", "votes.toml"), "W0105"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_told_with_a_way_to_mend_it(
    folder: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = run(folder, *arguments)
    assert done.returncode == 1 and code in done.stderr and "mend" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_a_placebo_that_nobody_certifies_stands_for_the_time_to_make_good_of_the_deal(folder: Path) -> None:
    other = ACCORD.split("Article 2")[0].replace("until 2025-02-04", "until 2024-12-31")
    (folder / "placebo.accord").write_text(other, encoding="utf-8")
    done = run(folder, "--json", "--placebo", "placebo.accord", "--design", "cure 7 days")
    assert done.returncode == 0, done.stderr
    designs = json.loads(done.stdout)["designs"]
    assert designs[0]["made_good"] is None and designs[1]["made_good"]["false_seen"] == 0


def test_the_same_is_told_whatever_the_order_in_which_designs_are_named() -> None:
    accord = judged()
    reports = [*quiet(), *watched()]
    designs = [made(words, accord) for words in ("cure 7 days", "count 2")]
    one, two = (rates(accord, reports, [3], some).designs for some in (designs, designs[::-1]))
    assert {d.name: d for d in one} == {d.name: d for d in two}
