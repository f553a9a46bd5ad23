"""Every single bit of a log of 300 entries turned, every file cut at every byte: always found, always named."""

from __future__ import annotations

import pytest

from altered_log import checked, culprit_is_named, flipped, whole_log

WHOLE = whole_log()
BITS = [(name, bit) for name, content in WHOLE.items() for bit in range(8 * len(content))]
PARTS = 16


@pytest.mark.parametrize("part", range(PARTS))
def test_every_turned_bit_is_found_and_the_file_and_entry_named(part: int) -> None:
    turned = 0
    for name, bit in BITS[part::PARTS]:
        assert culprit_is_named(name, bit // 8, checked({name: flipped(WHOLE[name], bit)})), (name, bit)
        turned += 1
    assert turned * PARTS > 100_000


@pytest.mark.parametrize("name", WHOLE)
def test_every_cut_is_found_and_the_file_and_entry_named(name: str) -> None:
    for end in range(len(WHOLE[name])):
        assert culprit_is_named(name, end, checked({name: WHOLE[name][:end]})), (name, end)


@pytest.mark.parametrize("name", ["checkpoint", "log.vkey"])
def test_every_turned_bit_is_found_by_who_has_no_key_but_that_in_the_folder(name: str) -> None:
    for bit in range(8 * len(WHOLE[name])):
        assert culprit_is_named(name, bit // 8, checked({name: flipped(WHOLE[name], bit)}, None)), bit
