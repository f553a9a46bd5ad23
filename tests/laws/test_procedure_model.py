"""The machine is its reference: on random procedures, after each random move, the two agree in everything.

`python -m bench.procedure` walks ten times as far with other seeds.
"""

from __future__ import annotations

from collections import Counter

import pytest

from procedure_agreement import agreed

STEPS_PER_WALK, WALKS_PER_PART, PARTS = 120, 84, 10
COMES_UP = (
    "Award", "AwardWaits", "NoAward", "Undermined", "MadeGood", "ReviewMoved", "Renewed", "Ended", "VotesVoided",
    "ConsentGone", "case ends certified (silence)", "case ends certified (quorum)", "case ends certified (limit)",
    "case ends certified (waived)", "case ends cured (performed)", "case ends cured (quorum)",
    "case ends refused (quorum)", "case ends refused (silence)", "case ends challenge upheld (quorum)",
    "case ends challenge upheld (silence)", "case ends retracted (evidence)",
)  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_the_machine_and_the_reference_agree_after_every_step(part: int) -> None:
    told = Counter[str]()
    for seed in range(part * WALKS_PER_PART, (part + 1) * WALKS_PER_PART):
        told += agreed(seed, STEPS_PER_WALK)
    assert [kind for kind in COMES_UP if not told[kind]] == [], "a walk on which nothing happens compares nothing"
