"""Every rule that is carried out has a test named after it; and the rules of time and of reports that need no log."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from foedus.basics.instant import DAY, HOUR, MINUTE, Interval, Period, Unit, from_local, shifted, show
from foedus.report.model import ONE, Basis, Claim, Kind, Report

ROOT = Path(__file__).parents[2]
ZONE = "Europe/Kyiv"  # clocks go forward at 03:00 on 30 March 2025 and back at 04:00 on 26 October 2025


def test_every_rule_that_is_carried_out_has_a_test_named_after_it() -> None:
    text = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    rules = re.findall(r"^- ([TRIFPLQ]\d+[a-z]?) ", text, re.MULTILINE)
    assert len(rules) == len(set(rules)), "a rule has one number"
    names = {
        node.name
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert [rule for rule in rules if not any(name.startswith(f"test_{rule}_") for name in names)] == []


def test_T2a_a_time_shown_twice_is_its_first_showing() -> None:
    twice = from_local(datetime(2025, 10, 26, 3, 30), ZONE)
    before = from_local(datetime(2025, 10, 26, 2, 30), ZONE)
    assert twice - before == HOUR
    assert from_local(datetime(2025, 10, 26, 4, 30), ZONE) - twice == 2 * HOUR


def test_T2a_a_time_that_is_skipped_is_read_with_the_offset_before_the_skip() -> None:
    skipped = from_local(datetime(2025, 3, 30, 3, 30), ZONE)
    assert skipped - from_local(datetime(2025, 3, 30, 2, 30), ZONE) == HOUR
    assert show(skipped, ZONE) == "2025-03-30 04:30"


def test_T2b_a_month_after_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    end_of_january = from_local(datetime(2025, 1, 31, 18, 0), ZONE)
    assert show(shifted(end_of_january, Period(1, Unit.MONTH), ZONE), ZONE) == "2025-02-28 18:00"
    assert show(shifted(end_of_january, Period(2, Unit.MONTH), ZONE), ZONE) == "2025-03-31 18:00"


def test_T2b_a_day_keeps_the_time_of_day_and_24_hours_do_not() -> None:
    evening = from_local(datetime(2025, 3, 29, 18, 0), ZONE)
    assert show(shifted(evening, Period(1, Unit.DAY), ZONE), ZONE) == "2025-03-30 18:00"
    assert show(shifted(evening, Period(24, Unit.HOUR), ZONE), ZONE) == "2025-03-30 19:00"


def test_R2_every_field_of_a_claim_tells_two_reports_apart_except_when_we_got_it() -> None:
    said = Report(Kind.EVENT, "shelling", Interval(0, MINUTE), DAY, "Gazette", "Monitors")
    other = {
        "kind": Kind.AGGREGATE, "act": "raid", "happened_at": Interval(0, HOUR), "outlet": "Herald", "origin": "Farmer",
        "published_at": 5, "side": "AA", "claims": (Claim("AA", Basis.SEEN),), "number": replace(ONE, high=2),
        "casualties": replace(ONE, high=3), "target": "bridge", "event_key": "7", "reliability": "B",
        "credibility": "2",
        "link": "https://example.org", "note": "n", "collector": "c", "source_row": "r", "attachments": ("h",),
        "derives_from": ("x",), "supersedes": ("y",), "retracts": ("z",),
    }  # fmt: skip
    ids = {said.id} | {replace(said, **{name: value}).id for name, value in other.items()}  # type: ignore[arg-type]
    assert len(ids) == 1 + len(other)
    assert replace(said, known_at=2 * DAY).id == said.id
