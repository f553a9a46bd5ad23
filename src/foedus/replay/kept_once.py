"""Times and grounds that were kept, each counted once however often it is named: what is told twice is no surer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foedus.basics.instant import Interval
from foedus.replay.coverage import Coverage
from foedus.replay.error_rates import Kept


def each_once(kept: Sequence[Kept], whole: Coverage) -> tuple[Kept, ...]:
    """The same without what lies in another: stretches of one accord that meet or overlap are united, and of accords
    whose grounds overlap the later named is left out for the time of the earlier. whole: all days of which there are
    reports."""
    found: list[Kept] = []
    for each in _united(kept):
        before = [other.stretch for other in found if _on_one_ground(each, other)]
        for stretch in _without(each.stretch, before):
            covered = whole.within(stretch)
            if covered.days:
                found.append(replace(each, stretch=stretch, covered=covered))
    return tuple(found)


def _united(kept: Sequence[Kept]) -> Iterator[Kept]:
    """In the order in which the accords are named, and within one in that of time."""
    by_accord: dict[object, list[Kept]] = {}
    for each in kept:
        by_accord.setdefault(each.designs[0].accord, []).append(each)
    for own in by_accord.values():
        held: Kept | None = None
        for each in sorted(own, key=lambda k: k.stretch):
            if held is not None and each.stretch.start <= held.stretch.end + 1:
                names = held.name if each.name in held.name.split(", ") else f"{held.name}, {each.name}"
                both = Interval(held.stretch.start, max(held.stretch.end, each.stretch.end))
                held = replace(held, name=names, stretch=both)
                continue
            if held is not None:
                yield held
            held = each
        if held is not None:
            yield held


def _without(stretch: Interval, others: Sequence[Interval]) -> Iterator[Interval]:
    """What is left of a stretch without others, in the order of time."""
    start = stretch.start
    for other in sorted(others):
        if other.end < start or other.start > stretch.end:
            continue
        if other.start > start:
            yield Interval(start, other.start - 1)
        start = other.end + 1
    if start <= stretch.end:
        yield Interval(start, stretch.end)


def _on_one_ground(one: Kept, other: Kept) -> bool:
    """Whether some place may lie in both: of zones that are drawn by their shapes, of others by their names."""
    here, there = _zone(one), _zone(other)
    if not here or not there:
        return True  # it is everywhere
    if here in one.zones.drawn and there in other.zones.drawn:
        return bool(one.zones.drawn[here].intersection(other.zones.drawn[there]).area)
    names = one.zones.area_names(here), other.zones.area_names(there)
    return not all(names) or not names[0].isdisjoint(names[1])


def _zone(kept: Kept) -> str:
    return kept.aim.under(kept.designs[0].accord).zone
