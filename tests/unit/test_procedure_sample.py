"""A few thousand random steps of machine and reference in every run; `tests/laws` walks further."""

from __future__ import annotations

from collections import Counter

import pytest

from procedure_agreement import agreed


@pytest.mark.slow
def test_the_machine_and_the_reference_agree_on_a_sample_of_walks() -> None:
    told = Counter[str]()
    for seed in range(1_000_000, 1_000_040):
        told += agreed(seed, 120)
    assert told["Award"] and told["AwardWaits"] and told["Undermined"] and told["Ended"]
