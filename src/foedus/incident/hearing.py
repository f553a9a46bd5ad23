"""What one independent origin says in all its reports of an incident, and what numbers follow from several of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from foedus.incident.attribution import Testimony
from foedus.incident.origins import Speaker
from foedus.report.model import NONE, Range, Report

OfOne: TypeAlias = Callable[[Sequence[Report], Callable[[Report], Range]], Range]
"""What an origin says in all, of its reports and the number of each."""


@dataclass(frozen=True)
class Heard:
    """An origin and its reports. testimony: its best claim for each party, None if the origin does not count.

    doubted: reports of it that count for no origin any more, but hold back what others say (R7b). held: its testimony
    with the doubted reports. marked: it does not count because of marks.
    """

    speaker: Speaker
    reports: tuple[Report, ...]
    testimony: Testimony | None
    doubted: tuple[Report, ...] = ()
    held: Testimony | None = None
    marked: bool = False


def number_of(heard: Sequence[Heard], asked: int) -> Range:
    """How many acts it was."""
    return _range(heard, asked, lambda report: report.number)


def casualties_of(heard: Sequence[Heard], asked: int) -> Range:
    """How many people were killed or hurt. An origin that gives no number has not confirmed any."""
    return _range(heard, asked, lambda report: report.casualties)


def episodes_of(heard: Sequence[Heard], asked: int, could_be: int) -> Range:
    """A run is one episode, however many acts it was; none for certain if nobody who counts says that it was any, or
    if its reports may be of several others (I1f)."""
    told = _range(heard, asked, lambda report: report.number, _highest)
    low, best, high = (min(n, 1) for n in (told.low, told.best, told.high))
    return Range(0 if could_be > 1 else low, best, high)


def casualties_of_run(heard: Sequence[Heard], asked: int) -> Range:
    """Of each origin the highest number of its reports: never the sum, since the same dead may be told of twice, and
    not the last, which may be of another place of the run (I1f)."""
    return _range(heard, asked, lambda report: report.casualties, _highest)


def _range(
    heard: Sequence[Heard], asked: int, which: Callable[[Report], Range], of_one: OfOne | None = None
) -> Range:
    """low: what as many origins as the accord asks for say at least; best: the middle one; high: the highest anybody
    says. Only origins that count are asked for low and best, unless none does. Of each origin the last number counts:
    the dead of a strike are counted up over days. So one origin alone cannot drive the low estimate of a confirmed
    incident, nor can a party in its own interest. of_one: instead of the last number, what one origin says in all.
    """
    of_one = of_one or _last
    if len(heard) == 1 and len(heard[0].reports) == 1 and not heard[0].doubted:
        return which(heard[0].reports[0])  # most incidents; what follows gives the same
    everybody = [of_one(h.reports, which) for h in heard]
    counts = [n for n, h in enumerate(heard) if h.testimony is not None]
    counting = [everybody[n] for n in counts] or everybody
    lows = [_low(heard[n], everybody[n], which, of_one) for n in counts] or [r.low for r in everybody]
    lows.sort(reverse=True)
    low = lows[min(max(asked, 1), len(lows)) - 1]
    high = max(r.high for r in everybody)
    bests = sorted(r.best for r in counting if r != NONE)
    best = bests[(len(bests) - 1) // 2] if bests else low
    return Range(low, min(max(best, low), high), high)


def _low(heard: Heard, says: Range, which: Callable[[Report], Range], of_one: OfOne) -> int:
    """The least that an origin says, with and without what is doubted: that its number is doubted raises nothing."""
    return min(says.low, of_one((*heard.reports, *heard.doubted), which).low) if heard.doubted else says.low


def _last(reports: Sequence[Report], which: Callable[[Report], Range]) -> Range:
    if len(reports) == 1:
        return which(reports[0])
    last = max((r for r in reports if which(r) != NONE), key=lambda r: (r.known_at, r.id), default=None)
    return NONE if last is None else which(last)


def _highest(reports: Sequence[Report], which: Callable[[Report], Range]) -> Range:
    said = [which(r) for r in reports]
    return Range(max(r.low for r in said), max(r.best for r in said), max(r.high for r in said))
