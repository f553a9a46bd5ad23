"""Two channels that tell of acts, each measured by the other, in lines of a page."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from foedus.basics.instant import SECOND
from foedus.basics.probability import SURE
from foedus.basics.sections import Line
from foedus.incident.channels import QUANTILES, Detection
from foedus.replay.channel_rates import Channels
from foedus.replay.words import counted


def channel_lines(of: Channels) -> Iterator[Line]:
    """What each has of the other's, how far apart they are, what neither has, and what is missing and not silence."""
    first, second = of.names
    for name, other, own in ((first, second, of.measured.first), (second, first, of.measured.second)):
        yield Line(f"Of what the {other} has the {name} has {_share(own)}")
    delays = of.measured.delays
    if delays:
        early, middle, late = (delays[QUANTILES.index(q)] // SECOND for q in (5, 50, 95))
        yield Line(
            f"Start by the {second} less start by the {first}: {middle} seconds in the middle, {early} to {late} nine "
            "times in ten."
        )  # fmt: skip
    missed = of.missed_by_both
    if missed is not None and of.measured.total is not None:
        total = of.measured.total.whole
        most = 1 - Fraction(of.measured.total.seen) / total.high
        yield Line(
            f"Neither has {_percent(missed)} of all (at most {_percent(most)}), if one misses independently of the "
            "other: of such acts nothing here is told."
        )  # fmt: skip
    if of.gaps:
        yield Line(
            f"In {counted(len(of.gaps), 'gap')} one of them was not at work. What the other alone has there "
            f"({counted(of.in_gaps, 'act')}) it did not miss, and tells no violation; such days are not counted as "
            "kept. What is missing is no silence."
        )  # fmt: skip


def channels_as_json(of: Channels) -> dict[str, Any]:
    """The same for programs; shares are [low, best, high], of the alerts of a day taken together."""
    missed = of.missed_by_both
    return {
        "names": list(of.names),
        "detection": [
            {
                "of": other, "by": name, "hits": own.share.hits, "trials": own.share.trials, "share": bounds(own),
                "in_gaps": own.not_covered,
            }
            for name, other, own in (
                (of.names[0], of.names[1], of.measured.first), (of.names[1], of.names[0], of.measured.second)
            )
        ],
        "missed_by_both": None if missed is None else round(float(missed), 6), "acts_in_gaps": of.in_gaps,
    }  # fmt: skip


def bounds(own: Detection) -> list[float] | None:
    """[low, best, high] of the share, a day's alerts together; None where nothing was to be had."""
    best = own.share.best
    if best is None:
        return None
    return [own.by_days.low / SURE, round(float(best), 6), own.by_days.high / SURE]


def _share(own: Detection) -> str:
    found = bounds(own)
    if found is None:
        return "cannot be told: the other has nothing while this was at work."
    low, best, high = (_percent(Fraction(each)) for each in found)
    return f"{best} ({own.share.hits:,} of {own.share.trials:,}; {low} to {high}, a day's taken together)."


def _percent(share: Fraction) -> str:
    return f"{float(100 * share):.1f} %"
