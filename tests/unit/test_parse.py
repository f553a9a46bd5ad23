"""What the parser makes of texts: the model, its defaults and addresses, where things stand, and what is told."""

from __future__ import annotations

import io
import logging
import time
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lark import Lark, logger

from foedus.accord.format import format_text
from foedus.accord.model import (
    Accord,
    Certification,
    Condition,
    Construction,
    Deadline,
    DeadlineFrom,
    During,
    Granularity,
    Guarantee,
    InResponse,
    InsideZone,
    Measure,
    Modality,
    Renewal,
    RequirementKind,
    Ruling,
    SubjectKind,
    WindowEnds,
    ZoneArea,
    ZoneFromFile,
    ZoneUnion,
    ZoneWithin,
)
from foedus.accord.parse import Parsed, parse
from foedus.accord.syntax import STARTS
from foedus.basics.instant import Period, Unit, from_datetime
from foedus.basics.problem import Problem, Span
from trials import SOAKS

GOOD = Path(__file__).parents[1] / "good"
HEAD = 'accord "Truce", version 1\n    time zone Europe/Vienna\n    in force from 2025-06-01\n'
ARTICLE = 'Article 1 "x"\n'


def parsed(text: str) -> Parsed:
    return parse(text, "here.accord", Path("folder"))


def accord_of(text: str) -> Accord:
    found = parsed(text)
    assert not found.problems and found.accord is not None
    return found.accord


def good(name: str) -> str:
    return (GOOD / f"{name}.accord").read_text(encoding="utf-8")


def only(text: str) -> Problem:
    (problem,) = parsed(text).problems
    return problem


@pytest.mark.parametrize("name", ["conditional_accession", "every_construct", "episodes"])
def test_a_good_accord_has_no_problem_and_this_formatted_text(name: str) -> None:
    assert parsed(good(name)).problems == ()
    assert format_text(good(name)) == (GOOD / f"{name}.formatted").read_text(encoding="utf-8")


def test_the_head_is_read_in_the_time_zone_of_the_accord() -> None:
    accord = accord_of(good("every_construct"))
    assert (accord.name, accord.version, accord.time_zone) == ("Every construct", 3, "Africa/Khartoum")
    assert accord.window_ends is WindowEnds.INCLUDE_BOTH
    assert accord.in_force_from == from_datetime(datetime(2024, 2, 29, 22, tzinfo=UTC))
    assert accord.in_force_until == from_datetime(datetime(2024, 9, 1, 10, tzinfo=UTC))
    assert accord.renewal == Renewal(Period(3, Unit.MONTH), Period(30, Unit.DAY))
    assert accord.grades == ("light", "grave")
    assert [s.address for s in accord.sources] == ["", "https://example.org/deal"]


def test_what_is_not_said_takes_the_documented_default() -> None:
    accord = accord_of(HEAD)
    assert accord.grades == ("minor", "serious", "material")
    assert accord.in_force_until is None and accord.renewal is None
    assert accord.window_ends is WindowEnds.EXCLUDE_START
    assert accord.evidence.same_incident.distance_m == 3_000
    assert accord.evidence.same_incident.period == Period(6, Unit.HOUR)
    assert accord.evidence.same_incident.granularity is Granularity.INCIDENT
    assert (accord.evidence.confirmation.origins, accord.evidence.confirmation.not_a_party) == (1, 0)
    assert accord.evidence.standard.name == "clear and convincing"


def test_who_and_where_and_what() -> None:
    accord = accord_of(good("every_construct"))
    assert accord.parties[0].also == ("Northern army", "NA")
    assert accord.alliances[0].members == ("AA", "BB", "CC", "DD", "EE")
    assert [z.shape for z in accord.zones] == [
        ZoneFromFile("line.geojson"),
        ZoneWithin(500, "Line"),
        ZoneFromFile("hills.geojson", "name", ("Upper", "Lower")),
        ZoneFromFile("hills.geojson", "NAME 1", ("Field",)),
        ZoneArea(("Old Town", "New Town")),
        ZoneUnion(("Buffer", "Hills")),
    ]
    assert [z.also for z in accord.zones[2:]] == [("The Hills",), (), ("Town",), ("Theatre of war",)]
    assert accord.acts[1].name == "attack on civilians" and accord.acts[1].kinds == ("strike", "abduction")
    assert accord.evidence.standard.probability == 900_000_000
    assert [(s.origins, s.party) for s in accord.evidence.spokesmen] == [
        (("N-Staff", "N-Press"), "North"),
        (("S-Staff",), "South"),
    ]


def test_a_norm_with_conditions_and_exceptions() -> None:
    norm = accord_of(good("every_construct")).norms[0]
    assert (norm.address, norm.modality, norm.act, norm.object) == ("1", Modality.MUST_NOT, "strike", "water works")
    assert norm.subject.kind is SubjectKind.NAMED and norm.subject.names == ("North", "South", "Ost-Élan")
    assert [c.address for c in norm.conditions] == [
        "1/light", "1/grave", "1/grave#2", "1/grave#3", "1/light#2", "1/light#3", "1/grave#4",
    ]  # fmt: skip
    assert norm.conditions[3] == Condition("grave", Measure.BREACHES, 3, Period(2, Unit.MONTH), "light", "1/grave#3")
    assert [(c.at_least, c.per, c.error, c.looked_at) for c in norm.conditions[4:]] == [
        (2, "per calendar day", 1_000_000, False), (3, "per looked-at day", 50_000_000, True),
        (20, "per 7 days", 100_000, False),
    ]  # fmt: skip
    assert [e.address for e in norm.exceptions] == ["1a", "1b", "1c", "1d"]
    assert norm.exceptions[0].ground == InResponse(Period(6, Unit.HOUR), "attack on civilians", 20_000)
    assert norm.exceptions[2].ground == InsideZone("Town")
    assert isinstance(norm.exceptions[3].ground, During)
    assert norm.prevails_over == ("2.2", "3", "2")


def test_sentences_of_an_article_are_numbered_and_take_each_other_up() -> None:
    norms = {n.address: n for n in accord_of(good("every_construct")).norms}
    assert list(norms) == ["1", "2", "2.2", "2.3", "2.4", "3", "6"]
    assert norms["2"].deadline == Deadline(Period(14, Unit.DAY), DeadlineFrom.ENTRY_INTO_FORCE)
    assert norms["2.2"].failing == "2" and norms["2.2"].subject.kind is SubjectKind.SAME_PARTY
    assert norms["2.2"].deadline == Deadline(Period(24, Unit.HOUR), DeadlineFrom.FIRST_BREACH)
    assert norms["2.3"].deadline is not None and norms["2.3"].deadline.by is not None
    assert norms["6"].act == "suspend the membership of South" and norms["6"].modality is Modality.MAY


def test_the_procedure_and_the_requirements() -> None:
    accord = accord_of(good("every_construct"))
    certification, ruling = accord.articles[3].provisions
    assert isinstance(certification, Certification)
    assert (certification.quorum, certification.of, certification.silence) == (2, 3, "refusal")
    assert [c.article for c in certification.cures] == ["2", ""]
    assert certification.challenge is not None and certification.challenge.times == 3
    assert certification.challenge.grounds == ("forgery", "wrong party")
    assert certification.duty is not None and certification.duty.period == Period(48, Unit.HOUR)
    assert isinstance(ruling, Ruling) and ruling.duty is not None and ruling.duty.period == Period(1, Unit.WEEK)
    membership, release = accord.articles[4].provisions
    assert isinstance(membership, Guarantee) and isinstance(release, Guarantee)
    assert (membership.alliance, membership.effect, membership.on_retraction) == ("Union", "", "6")
    assert [(c.count, c.construction) for c in membership.consents] == [
        (0, Construction.SUSPENSIVE_PROTOCOL),
        (3, Construction.ESCROW_WITH_UNDERTAKING),
    ]
    assert (release.alliance, release.effect) == ("", "release of the escrowed funds")
    assert release.withdrawal is not None and release.withdrawal.notice is None
    assert [r.kind for r in accord.requirements] == list(RequirementKind)


def test_nodes_stand_where_their_words_stand() -> None:
    text = f"{HEAD}{ARTICLE}    Each party must not attack in Theatre.\n        minor breach when count is at least 1\n"
    (norm,) = accord_of(text).norms
    assert norm.span == Span("here.accord", 5, 5, 5, 42)
    assert norm.subject.span == Span("here.accord", 5, 5, 5, 15)
    assert norm.conditions[0].span == Span("here.accord", 6, 9, 6, 46)


def spans(value: Any) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [s for v in value for s in spans(v)]
    return [s for f in fields(value) for s in spans(getattr(value, f.name))] if is_dataclass(value) else []


def test_every_span_lies_inside_the_text() -> None:
    text = good("every_construct")
    rows = text.split("\n")
    written = [s for s in spans(accord_of(text)) if s.line]
    assert len(written) > 60
    for span in written:
        assert 1 <= span.column < span.end_column <= len(rows[span.end_line - 1]) + 1 or span.line < span.end_line


def test_byte_order_mark_line_ends_and_tabs_are_read_alike() -> None:
    text = good("conditional_accession")
    plain = accord_of(text)
    for other in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("    ", "\t"), text.rstrip("\n")):
        assert accord_of(other) == plain
        assert accord_of(other).digest == plain.digest


def test_the_grammar_has_no_conflict_that_is_settled_silently() -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        Lark('start: a | b\na: "x" "y"?\nb: "x" "y" "z"\n', parser="lalr", debug=True)
        Lark('start: s\ns: "i" s | "i" s "e" s | "o"\n', parser="lalr", debug=True)
        assert "Shift/Reduce" in heard.getvalue(), "conflicts are no longer told; find another way to see them"
        heard.truncate(0)
        text = (files("foedus.accord") / "grammar.lark").read_text(encoding="utf-8")
        Lark(text, parser="lalr", start=list(STARTS), debug=True)
        assert "Shift/Reduce" not in heard.getvalue()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_a_text_with_twenty_faults_shows_twenty_problems() -> None:
    body = "".join(
        f'Article {n} "x"\n    Each party must not attack.\n        minor breach when count is at least {fault}\n'
        for n, fault in enumerate(["five", "1.5", "0", "2 within 24", "2 within 24h"] * 4, start=1)
    )
    problems = parsed(HEAD + body).problems
    assert len(problems) == 20
    assert [p.span.line for p in problems if p.span] == [6 + 3 * n for n in range(20)]


def test_what_a_broken_line_would_have_declared_is_doubtful() -> None:
    text = HEAD + 'parties\n    RU Russia\nact strike is\nbody panel "Panel"\nArticle 3\n    RU must not raid.\n'
    assert {"RU", "strike", "Panel", "3"} <= parsed(text).doubtful


def test_a_norm_with_a_broken_condition_is_doubtful_and_keeps_its_place() -> None:
    text = f"{HEAD}{ARTICLE}    RU shall not attack.\n    RU must not raid.\n        minor breach when\n"
    found = parsed(text)
    assert found.accord is not None
    assert [n.address for n in found.accord.norms] == ["1.2"]
    assert {"1", "1.2"} <= found.doubtful


def test_the_unit_problem_says_how_to_write_the_period() -> None:
    problem = only(f"{HEAD}{ARTICLE}    RU must not attack.\n        minor breach when count is at least 2 within 24\n")
    assert problem.code == "A0121"
    assert "24 hours" in problem.mend
    assert problem.span == Span("here.accord", 6, 54, 6, 56)


def test_a_missing_full_stop_loses_nothing_else() -> None:
    found = parsed(HEAD + 'Article 1 "x"\n    RU must not attack\n        minor breach when count is at least 2\n')
    assert [p.code for p in found.problems] == ["A0107"]
    assert found.accord is not None and found.accord.norms[0].conditions[0].at_least == 2


def test_a_comma_too_many_does_not_swallow_the_next_sentence() -> None:
    found = parsed(HEAD + "act strike is shelling,\nact assault is raid\n")
    assert [p.code for p in found.problems] == ["A0108"]
    assert found.accord is not None and [a.name for a in found.accord.acts] == ["assault"]


def test_key_words_can_be_part_of_acts_where_nothing_else_is_meant() -> None:
    accord = accord_of(HEAD + "act count on breach is silence, the day at once\n")
    assert accord.acts[0].name == "count on breach" and accord.acts[0].kinds == ("silence", "the day at once")


def test_scripts_without_capitals_have_names_too() -> None:
    accord = accord_of(HEAD + 'parties\n    甲 "甲方"\n    الف "الطرف"\n    हिन्द "पक्ष"\n')
    assert accord.party_names == ("甲", "الف", "हिन्द")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        '"' * 1_000_000,
        "x y z\n" * 100_000,
        HEAD + "act a is " + "b,\n " * 30_000 + "c",
        HEAD + 'Article 1 "x"\n' + "".join(" " * n + "Each party must not attack.\n" for n in range(1, 2_000)),
        HEAD + 'Article 1 "x"\n' + "    Each party must not attack.\n" * 8_000,
        "#\n" * 100_000,
        "\0\u202e\ud800\u2028" * 10_000,
    ],
    ids=["one word", "quotes", "nonsense", "continued", "deep", "long", "comments", "unseen"],
)
def test_no_text_is_too_large_or_too_deep(text: str) -> None:
    text = text if SOAKS else text[: len(text) // 4]
    start = time.process_time()
    found = parsed(text)
    format_text(text)
    assert found.problems or found.accord is not None
    assert time.process_time() - start < 30  # seconds; linear cost takes two at the most, anything worse takes minutes


def test_episodes_are_read_as_the_unit_that_is_counted() -> None:
    same = accord_of(good("episodes")).evidence.same_incident
    assert (same.granularity, same.distance_m, same.period) == (Granularity.EPISODE, 10_000, Period(6, Unit.HOUR))


def test_incident_and_episode_cannot_both_be_the_unit() -> None:
    line = "one episode is reports of the same act within 10 km and gaps of at most 6 hours"
    other = "one incident is reports of the same act within 3 km and 6 hours"
    both = good("episodes").replace("  confirmed by", f"  {other}\n  confirmed by")
    assert line in " ".join(both.split()) and [p.code for p in parsed(both).problems] == ["A0116"]


RENEWED = "    renewed for 5 years at a time unless a party objects 180 days before\n"


def test_a_renewal_is_one_line_of_the_head_and_stands_there_once() -> None:
    head = HEAD.replace("2025-06-01\n", "2025-06-01 until 2030-06-01\n")
    accord = accord_of(head + RENEWED)
    assert accord.renewal == Renewal(Period(5, Unit.YEAR), Period(180, Unit.DAY))
    assert accord.renewal is not None and accord.renewal.span == Span("here.accord", 4, 5, 4, 73)
    assert accord.final_end is None and accord_of(head).final_end == accord.in_force_until
    assert only(head + RENEWED + RENEWED).code == "A0116"


@pytest.mark.parametrize(
    ("slip", "code", "mend"),
    [
        ("renewed for five years at a time unless a party objects 180 days before", "A0124", "`5`"),
        ("renewed for 5 at a time unless a party objects 180 days before", "A0121", "`5 hours`"),
        ("renewed every 5 years unless a party objects 180 days before", "A0151", "renewed for 5 years at a time"),
        ("renewed for 5 years at a time unless either party objects", "A0151", "unless a party objects 180 days"),
        ("renewed for 5 years at a time", "A0155", "unless a party objects 180 days before"),
        ("renews for 5 years at a time unless a party objects 180 days before", "A0140", "`renewed`"),
    ],
)
def test_a_renewal_in_other_words_is_answered_with_the_words_that_are_read(slip: str, code: str, mend: str) -> None:
    problem = only(HEAD + f"    {slip}\n")
    assert problem.code == code and mend in problem.mend
