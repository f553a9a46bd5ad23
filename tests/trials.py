"""How many trials the longest tests make: `make test` a share that is the same each time, `make soak` all of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

SOAKS = bool(os.environ.get("FOEDUS_SOAK"))

Some = TypeVar("Some")


def share(trials: Sequence[Some], every: int) -> Sequence[Some]:
    """All trials, or one of so many."""
    return trials if SOAKS else trials[::every]
