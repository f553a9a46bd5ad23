"""Renewal: the ends that the time in force can have, and how late an objection may be (T5d).

Whether anybody objected is not in the text; so these are the ends as they come if nobody does.
"""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.model import Accord, Renewal
from foedus.basics.instant import FAR_FUTURE, Instant, shifted


def ends(accord: Accord) -> Iterator[Instant]:
    """The end that is written, then that of each renewal, counted from the end before; none where no end is agreed.

    They go on for ever where the accord is renewed, or as far as the calendar reaches.
    """
    end = accord.in_force_until
    while end is not None and end < FAR_FUTURE:
        yield end
        if accord.renewal is None:
            return
        try:
            end = shifted(end, accord.renewal.period, accord.time_zone)
        except (OverflowError, ValueError):
            return


def latest_objection(accord: Accord, renewal: Renewal, end: Instant) -> Instant:
    """The last instant at which an objection is in time for an end."""
    return shifted(end, renewal.notice, accord.time_zone, sign=-1)
