"""Lineage by itself, on generated worlds whose true incidents are given: it corroborates hardly anything falsely."""

from __future__ import annotations

from typing import Literal

import pytest
from bench.evidence.lineage_alone import Alone, Whole, fusion_whole, lineage_alone
from bench.evidence.world import make


@pytest.mark.slow
@pytest.mark.parametrize(("lineage", "percent"), [("stated", 2), ("found", 5)])
def test_one_voice_is_hardly_ever_two_origins_and_two_voices_hardly_ever_one(
    lineage: Literal["stated", "found"], percent: int
) -> None:
    count = Alone()
    for seed in (41, 42):
        lineage_alone(make(seed, 11, 40, lineage=lineage), count)
    assert count.said > 300 and count.heard > 300 and count.copies > 500
    assert 100 * count.wrong <= percent * count.said, count
    assert 100 * count.lost <= 5 * count.heard, count


def test_where_copies_say_so_false_corroboration_comes_from_wrong_merges_only() -> None:
    count = Whole()
    fusion_whole(make(41, 11, 30), count)
    assert count.said > 100 and count.merged > 0 and count.copied == 0
