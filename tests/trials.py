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


def examples(most: int) -> int:
    """How many examples a random test looks at: all of them, or two of five."""
    return most if SOAKS else max(5, 2 * most // 5)
