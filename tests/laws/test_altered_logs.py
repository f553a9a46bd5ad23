"""Every bit (`make soak`) of a log of 300 entries turned, every file cut at every byte: always found and named."""

from __future__ import annotations

import pytest

from altered_log import Files, checked, culprit_is_named, flipped, whole_log
from crashing_log import KEY as CRASHING
from crashing_log import base
from foedus.ledger.check_log import check_log
from foedus.ledger.merkle import leaf_hash, root_of
from foedus.ledger.tiles import bundle
from trials import share

WHOLE = whole_log()
BITS = [(name, bit) for name, content in WHOLE.items() for bit in range(8 * len(content))]
PARTS = 16


@pytest.mark.parametrize("part", share(range(PARTS), 8))
def test_every_turned_bit_is_found_and_the_file_and_entry_named(part: int) -> None:
    turned = 0
    for name, bit in BITS[part::PARTS]:
        assert culprit_is_named(name, bit // 8, checked({name: flipped(WHOLE[name], bit)})), (name, bit)
        turned += 1
    assert turned * PARTS > 100_000


@pytest.mark.parametrize("name", WHOLE)
def test_every_cut_is_found_and_the_file_and_entry_named(name: str) -> None:
    for end in share(range(len(WHOLE[name])), 7):
        assert culprit_is_named(name, end, checked({name: WHOLE[name][:end]})), (name, end)


@pytest.mark.parametrize("name", ["checkpoint", "log.vkey"])
def test_every_turned_bit_is_found_by_who_has_no_key_but_that_in_the_folder(name: str) -> None:
    for bit in share(range(8 * len(WHOLE[name])), 5):
        assert culprit_is_named(name, bit // 8, checked({name: flipped(WHOLE[name], bit)}, None)), bit


def test_in_a_tree_of_three_levels_the_altered_level_is_found() -> None:
    disk, entries, _ = base(66_000)
    whole = {name: disk.read(name) for name in disk.names() if name != "journal"}

    def names(changed: dict[str, bytes]) -> list[tuple[str, str]]:
        problems = check_log(Files(whole, dict(changed)), CRASHING).problems
        return [(problem.code, problem.span.file) for problem in problems if problem.span is not None]

    assert names({}) == []
    for name in ("tile/0/007", "tile/1/000", "tile/2/000.p/1", "tile/1/001.p/1", "tile/0/257.p/208"):
        assert names({name: flipped(whole[name], 9)}) == [("L0204", name)]
    forged = {"tile/entries/007": bundle([b"forged", *entries[7 * 256 + 1 : 8 * 256]])}
    assert names(forged) == [("L0205", "tile/entries/007")]
    tile = leaf_hash(b"forged") + whole["tile/0/007"][32:]
    forged["tile/0/007"] = tile
    assert names(forged) == [("L0206", "tile/entries/007")]
    row = whole["tile/1/000"]
    forged["tile/1/000"] = row[: 7 * 32] + root_of(tile[at : at + 32] for at in range(0, 8192, 32)) + row[8 * 32 :]
    found = check_log(Files(whole, dict(forged)), CRASHING)
    assert [(each.code, "entries 0 to 65535 " in each.what) for each in found.problems] == [("L0206", True)]
    partial = "tile/entries/257.p/208"
    both = {**forged, "tile/1/000": row, partial: flipped(whole[partial], 8 * 100)}
    assert sorted(names(both)) == [("L0205", partial), ("L0206", "tile/entries/007")]
