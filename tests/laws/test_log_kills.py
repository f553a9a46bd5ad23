"""A writer that is killed at any moment loses nothing that it had acknowledged."""

from __future__ import annotations

import pytest
from bench.ledger.kills import killed


@pytest.mark.slow
def test_no_kill_loses_what_was_acknowledged() -> None:
    assert sum(killed(seed=1, times=25)) > 1_000
