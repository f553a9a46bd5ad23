"""Q9: for what does not hold, the smallest changes of the text that make it hold and break nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.accord.parse import parse
from foedus.accord.read_accord import ReadAccord, read_accord
from foedus.cli.app import built
from foedus.cli.mends import Offer, offers
from foedus.prove.decide import prove
from foedus.prove.knobs import knobs

ROOT = Path(__file__).parents[2] / "library"
KNOWN = ROOT / "known_answers"
SAMPLE = ROOT / "conditional_accession/conditional_accession.accord"
app = built()


def offered(path: Path) -> tuple[ReadAccord, tuple[Offer, ...]]:
    found = read_accord(path)
    assert found.accord is not None
    at = found.accord.in_force_from
    return found, offers(found, prove(found.accord, at), at)


def changes(offer: Offer) -> list[list[tuple[str, str]]]:
    return [[(each.before, each.after) for each in way] for way in offer.ways]


def test_Q9_a_member_more_for_the_quorum_takes_the_power_from_one_coalition() -> None:
    _, [offer] = offered(KNOWN / "snapback.accord")
    assert changes(offer) == [[(
        "Council decides a challenge by 9 of 15 within 30 days; silence dismisses it.",
        "Council decides a challenge by 10 of 15 within 30 days; silence dismisses it.",
    )]]  # fmt: skip


@pytest.mark.slow
def test_the_other_default_of_silence_mends_what_silence_breaks() -> None:
    _, found = offered(KNOWN / "snapback_turned.accord")
    for offer in found:
        [[(before, after)]] = changes(offer)
        assert (before.split("; ")[1], after.split("; ")[1]) == ("silence upholds it.", "silence dismisses it.")


def test_duties_that_end_after_the_limit_are_mended_from_either_side() -> None:
    _, found = offered(KNOWN / "late_and_honest.accord")
    lines = [after for [(_, after)] in changes(found[0])]
    assert lines == [
        "Monitors certifies a material breach by 2 of 3 within 48 hours; silence is assent.",
        "each member votes within 48 hours",
        "Monitors certifies a material breach by 2 of 3 within 168 hours; silence is refusal.",
    ]


@pytest.mark.slow
def test_five_days_and_an_hour_too_late_are_taken_from_the_limit_that_loses_the_smaller_share() -> None:
    """When clocks go forward 72 hours end at one: less by five days would still be late by that hour (Q2a)."""
    _, (late, endless) = offered(SAMPLE)
    assert [after for [(_, after)] in changes(late)] == [
        "Panel decides a challenge by 2 of 3 within 4 days; silence dismisses it.",
        "the accused may cure a breach of Article 2 within 1 day",
    ]
    assert endless.ways == () and endless.all_tried, "no number ends a rest that nothing ends"


def test_a_place_turned_in_the_text_reads_as_the_accord_in_which_it_is_turned() -> None:
    found = read_accord(SAMPLE)
    assert found.accord is not None
    every = knobs(found.accord)
    assert len(every) == 10
    for knob in every:
        for value in knob.values[:3]:
            edited = knob.edited(found.source, value)
            pairs = zip(found.source.splitlines(), edited.splitlines(), strict=True)
            assert [n for n, (a, b) in enumerate(pairs, 1) if a != b] == [knob.span.line]
            assert parse(edited, SAMPLE.name, SAMPLE.parent).accord == knob.put(value)


@pytest.mark.slow
def test_the_command_says_what_would_mend_it_and_what_breaks_nothing() -> None:
    done = CliRunner().invoke(app, ["prove", str(KNOWN / "snapback.accord"), "--mend"])
    assert done.exit_code == 3
    assert "What would mend it" in done.output and "10 of 15" in done.output
    data = json.loads(CliRunner().invoke(app, ["prove", str(KNOWN / "snapback.accord"), "--mend", "--json"]).output)
    assert data["mends"][0]["ways"][0][0]["now"].startswith("Council decides a challenge by 10 of 15")


def test_where_nothing_is_false_nothing_is_mended() -> None:
    path = ROOT / "energy_moratorium_2025/with_guarantee.accord"
    done = CliRunner().invoke(app, ["prove", str(path), "--mend"])
    assert done.exit_code == 0 and "Nothing has to be mended" in done.output
