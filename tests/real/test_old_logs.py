"""A log that was once written stays readable: this one is of 26 November 2026, by version 1 of the rules."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import foedus_verify
from foedus.cli.app import built
from foedus.ledger.tiles import split_bundle
from foedus.watch.recompute import read_entry

LOG = Path(__file__).parents[1] / "data" / "logs" / "version_1.tar.gz"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("old")
    with tarfile.open(LOG) as packed:
        for member in packed:  # no `filter`: Python 3.11 has it from its fourth correction on only
            assert member.isfile() or member.isdir(), "our own archive holds files in folders and nothing else"
            packed.extract(member, place)
    return place


def test_a_log_of_version_1_is_verified_and_made_again_byte_for_byte(folder: Path) -> None:
    assert foedus_verify.main([str(folder)]) == 0
    done = CliRunner().invoke(built(["audit"]), ["audit", str(folder)])
    assert done.exit_code == 0, done.output


def test_its_award_is_told_with_the_entries_that_it_rests_on(folder: Path) -> None:
    done = CliRunner().invoke(built(["award"]), ["award", str(folder), "--json"])
    [award] = json.loads(done.output)["awards"]
    [given] = [outcome for outcome in award["outcomes"] if outcome["type"] == "award"]
    assert len(given["released"]) == 32


def test_an_entry_by_rules_that_are_not_known_yet_is_told_and_not_guessed(folder: Path) -> None:
    bundle = next(folder.glob("tile/entries/000.p/*"))
    entry = split_bundle(bundle.read_bytes(), int(bundle.name))[3]
    later = read_entry(3, entry.replace(b'"version":1', b'"version":2'))
    assert getattr(later, "code", "") == "L0303" and "entry 3" in later.what  # type: ignore[union-attr]
