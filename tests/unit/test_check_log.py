"""Whatever is altered in the folder of a log is found, and the file and the entry that were altered are named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from altered_log import BLOB, KEY, SIGNER, SIZE, checked, culprit_is_named, flipped, whole_log
from foedus.basics.problem import Problem
from foedus.ledger.check_log import Checked
from foedus.ledger.checkpoint import Checkpoint, sign_checkpoint
from foedus.ledger.keys import SeedSigner, VerifierKey
from foedus.ledger.merkle import leaf_hash
from foedus.ledger.tiles import bundle, packed, split_bundle

WHOLE = whole_log()
BUNDLE, TILE = "tile/entries/000", "tile/0/000"


def errors(found: Checked) -> list[tuple[str, str]]:
    """(code, file) of every problem."""
    return [(p.code, p.span.file if p.span else "") for p in found.problems]


def with_entries(change: Mapping[int, bytes | None]) -> dict[str, bytes | None]:
    """The first bundle with other entries at some places, None for one that is taken out."""
    entries = dict(enumerate(split_bundle(WHOLE[BUNDLE])))
    entries.update({index: entry for index, entry in change.items() if entry is not None})
    return {BUNDLE: bundle([entry for index, entry in sorted(entries.items()) if change.get(index, b"") is not None])}


def named(problem: Problem) -> list[int]:
    """The entries that a problem names."""
    return [int(each) for each in re.findall(r"\d+", problem.what.partition("altered: ")[2])]


def test_a_log_that_nobody_altered_is_whole() -> None:
    for key in (KEY, None):
        found = checked({}, key)
        assert found.problems == () and found.is_whole
        assert found.head is not None and found.head.size == SIZE


def test_a_turned_bit_anywhere_is_found_and_named() -> None:
    random = Random(11)
    for name, content in WHOLE.items():
        for _ in range(min(150, 2 * len(content))):
            bit = random.randrange(8 * len(content))
            assert culprit_is_named(name, bit // 8, checked({name: flipped(content, bit)})), (name, bit)


def test_a_file_cut_anywhere_is_found_and_named() -> None:
    random = Random(12)
    for name, content in WHOLE.items():
        for end in random.sample(range(len(content)), min(60, len(content))):
            assert culprit_is_named(name, end, checked({name: content[:end]})), (name, end)


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_with_bytes_too_many_or_without_any_is_found_and_named(name: str) -> None:
    for content in (WHOLE[name] + b"\0", WHOLE[name] + b"\n", WHOLE[name] + WHOLE[name][-40:], b""):
        assert name in [file for _, file in errors(checked({name: content}))]


@pytest.mark.parametrize("name", [name for name in WHOLE if not re.search(r"blob|/23$|vkey", name)])
def test_a_missing_file_is_named(name: str) -> None:
    assert ("L0203", name) in errors(checked({name: None}))


@pytest.mark.parametrize("one", sorted(WHOLE))
def test_two_files_that_were_exchanged_are_both_named(one: str) -> None:
    for other in WHOLE:
        if other != one:
            files = {file for _, file in errors(checked({one: WHOLE[other], other: WHOLE[one]}))}
            # Where the checkpoint itself is gone, nothing can be said of what it committed to.
            assert {one, other} <= files or "checkpoint" in {one, other} & files, (one, other, files)


def test_a_head_that_claims_more_than_is_there_is_told_without_looking_for_all_of_it() -> None:
    for size in (10**7, 10**15):
        found = checked({"checkpoint": sign_checkpoint(Checkpoint(SIGNER.name, size, bytes(32)), SIGNER)})
        assert len(found.problems) < 20 and "hardly anything is there" in found.problems[0].what


def test_entries_that_changed_places_were_doubled_or_taken_out_are_named() -> None:
    entries = split_bundle(WHOLE[BUNDLE])
    assert len(set(entries)) == 256
    random = Random(13)
    for _ in range(60):
        one, other = sorted(random.sample(range(256), 2))
        (problem,) = checked(with_entries({one: entries[other], other: entries[one]})).problems
        assert problem.code == "L0205" and named(problem) == [one, other]
        (problem,) = checked(with_entries({other: entries[one]})).problems
        assert problem.code == "L0205" and named(problem) == [other]
        (problem,) = checked(with_entries({one: None})).problems
        assert problem.code == "L0205" and named(problem) == [one]
    doubled = packed([*entries[:7], entries[6], *entries[7:]])
    (problem,) = checked({BUNDLE: doubled}).problems
    assert problem.code == "L0205" and named(problem) == [7]
    (problem,) = checked({BUNDLE: bundle(entries[::-1])}).problems
    assert named(problem)[:3] == [0, 1, 2] and problem.what.endswith("and 246 more are not what the log committed to")


def test_hashes_that_changed_places_in_a_tile_are_named() -> None:
    tile = WHOLE[TILE]
    changed = tile[32:64] + tile[:32] + tile[64:]
    (problem,) = checked({TILE: changed}).problems
    assert problem.code == "L0204" and problem.span is not None and problem.span.file == TILE
    assert "entries 0, 1" in problem.what


def test_an_entry_altered_together_with_its_tile_is_found_by_the_level_above() -> None:
    entry = b"forged"
    tile = WHOLE[TILE][:64] + leaf_hash(entry) + WHOLE[TILE][96:]
    found = checked({**with_entries({2: entry}), TILE: tile})
    assert errors(found) == [("L0206", BUNDLE)]
    assert "entries 0 to 255" in found.problems[0].what


def test_everything_altered_together_does_not_lead_to_the_signed_root() -> None:
    other = whole_log(SIZE, seed=8)
    history = {name: content for name, content in other.items() if name.startswith("tile")}
    assert errors(checked(history)) == [("L0207", "checkpoint")]


def test_damage_in_several_places_is_told_place_by_place() -> None:
    entries = split_bundle(WHOLE[BUNDLE])
    partial = "tile/0/001.p/44"
    found = checked({**with_entries({5: entries[6]}), partial: flipped(WHOLE[partial], 40 * 8)})
    assert sorted(errors(found)) == [("L0204", partial), ("L0205", BUNDLE)]
    found = checked({BUNDLE: None, TILE: None})
    assert sorted(errors(found)) == [("L0203", TILE), ("L0203", BUNDLE)]


def test_a_checkpoint_of_an_older_moment_is_still_one_and_what_is_newer_is_named() -> None:
    older = whole_log(280)
    found = checked({"checkpoint": older["checkpoint"]})
    assert found.head is not None and found.head.size == 280
    newer = {"tile/0/001.p/44", "tile/entries/001.p/44"}
    assert set(errors(found)) == {("L0203", "tile/0/001.p/24"), ("L0203", "tile/entries/001.p/24")} | {
        ("L0209", name) for name in newer
    }


def test_a_full_tile_stands_in_for_a_partial_one_and_must_be_full() -> None:
    first = "tile/1/000.p/1"
    older = {"checkpoint": whole_log(280)["checkpoint"], "tile/1/000.p/2": None, first: WHOLE[first]}
    assert "tile/0/001.p/24" not in whole_log(512)
    assert errors(checked(older, size=512)) == []
    for name in ("tile/0/001", "tile/entries/001"):
        cut = {name: WHOLE[f"{name}.p/44"]}
        assert [file for _, file in errors(checked({**older, **cut}, size=512))] == [name]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("README", "L0208"),
        ("tile/0/00", "L0208"),
        ("tile/0/x000/000", "L0208"),
        ("tile/0/001.p/0", "L0208"),
        ("tile/0/001.p/023", "L0208"),
        ("tile/0/001.p/256", "L0208"),
        ("tile/64/001", "L0208"),
        ("blob/00/" + "1" * 64, "L0208"),
        ("blob/11/" + "1" * 64, "L0210"),
        ("tile/0/002", "L0209"),
        ("tile/entries/001.p/45", "L0209"),
        ("checkpoint.temporary", "L0209"),
    ],
)
def test_a_file_that_was_added_is_named(name: str, code: str) -> None:
    assert errors(checked({name: b"more"})) == [(code, name)]


def test_the_name_of_a_file_cannot_drive_a_terminal() -> None:
    (problem,) = checked({"\x1b[2Jevil\udcff": b""}).problems
    assert problem.what == "`�[2Jevil�` does not belong to the log" and problem.span is not None
    assert problem.span.file == "�[2Jevil�"


def test_another_key_is_not_taken_for_that_of_the_log() -> None:
    stranger = VerifierKey(KEY.name, SeedSigner(KEY.name, bytes(32)).public)
    assert ("L0201", "log.vkey") in errors(checked({}, stranger))
    assert errors(checked({"log.vkey": f"{stranger.text}\n".encode()}, None)) == [("L0202", "checkpoint")]
    assert errors(checked({"log.vkey": None}, None)) == [("L0201", "log.vkey")]
    assert errors(checked({"log.vkey": None})) == []


def test_evidence_that_an_entry_names_and_that_is_gone_is_named_with_the_entry() -> None:
    blob = next(name for name in WHOLE if name.startswith("blob"))
    found = checked({blob: None}, blobs_of=lambda entry: [entry.decode()] if len(entry) == 64 else [])
    assert errors(found) == [("L0211", blob)]
    assert "entry 279" in found.problems[0].what
    assert errors(checked({}, blobs_of=lambda entry: ["f" * 64] if entry == b"opening" else [])) == [
        ("L0211", f"blob/ff/{'f' * 64}")
    ]
    assert BLOB


def test_every_code_of_the_store_and_of_the_check_has_a_page_and_every_page_is_needed() -> None:
    source = Path(__file__).parents[2] / "src" / "foedus"
    texts = [path.read_text(encoding="utf-8") for path in (source / "ledger").glob("*.py")]
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (source / "pages").glob("L0[12]*.md")}
    assert {code for text in texts for code in re.findall(r'"(L0[12]\d\d)"', text)} == set(pages)
    for code, text in pages.items():
        assert text.startswith(f"# {code} ") and "```\n" in text
        assert all(f"\n{part}: " in text for part in ("What it means", "Why it matters", "How to mend it"))
