"""Go's own packages for transparency logs and Foedus agree on each other's logs, to the bit."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.interop.__main__ import checks
from bench.interop.programs import programs

from trials import SOAKS


@pytest.mark.skipif(not SOAKS, reason="compiles programs in Go: make soak")
def test_go_checks_what_foedus_wrote_and_foedus_what_go_wrote(tmp_path: Path) -> None:
    made = programs(tmp_path)
    if isinstance(made, str):
        pytest.skip(f"NO OTHER PROGRAM READ OUR LOGS: {made}")
    assert len(list(checks(made, tmp_path))) == 9
