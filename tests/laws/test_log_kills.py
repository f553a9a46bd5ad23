"""A writer that is killed at any moment loses nothing that it had acknowledged."""

from __future__ import annotations

import pytest
from bench.ledger.kills import killed

from trials import SOAKS


@pytest.mark.slow
def test_no_kill_loses_what_was_acknowledged() -> None:
    times = 500 if SOAKS else 10
    assert sum(killed(seed=1, times=times)) > 20 * times
