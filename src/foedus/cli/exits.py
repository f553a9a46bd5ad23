"""Exit codes of the command line: one for each way in which a run can end."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a script can tell from the end of a run."""

    FINE = 0
    PROBLEMS = 1
    """The text or the reports have problems."""
    USAGE = 2
    """The command line itself is wrong."""
    PROVED_FALSE = 3
    """A requirement on the mechanism does not hold."""
    BREACH_FOUND = 4
    """A replay ends with a breach that stands."""
    VERIFICATION_FAILED = 5
    BUG = 70
    """Our fault, not the user's (sysexits EX_SOFTWARE)."""
    INTERRUPTED = 130
