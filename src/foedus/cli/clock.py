"""The only clock of the command line: what is dated later than now cannot have been recorded."""

from __future__ import annotations

from datetime import UTC, datetime

from foedus.basics.instant import Instant, from_datetime


def now() -> Instant:
    """The present instant, by the machine's clock."""
    return from_datetime(datetime.now(UTC))
