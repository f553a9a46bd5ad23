"""Which printed numbers of one origin are one count: roundings, drifted periods, stale prints, organs (I7f-I7i)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from foedus.basics.instant import Instant
from foedus.incident.count_ground import Days, mostly_same_time, same_place
from foedus.incident.odds import round_to, rounds
from foedus.incident.sighting import Sighting
from foedus.incident.wire_credit import claimant_of
from foedus.report.model import Range

LEAST_ROUNDED = 100
"""Smaller numbers are printed as they are: 10 is another number than 11."""
NEARLY_ALL = 10
"""Two organs speak of one period if they share nine tenths of it; a total of a day more is a new total."""


@dataclass(frozen=True)
class Printed:
    """One count as several outlets print it.

    stands: the print whose number, time and place are taken. prints: all of them, those alike with `stands` first, each
    kind by id. number: a range where organs of the origin contradict each other. words: what else was printed.
    """

    stands: Sighting
    prints: tuple[Sighting, ...]
    number: Range
    words: tuple[str, ...] = ()

    @property
    def known_at(self) -> Instant:
        """When any of the prints was first known."""
        return min(s.report.known_at for s in self.prints)

    @property
    def outlets(self) -> frozenset[str]:
        """Who prints it."""
        return frozenset(s.report.outlet for s in self.prints)

    def rank(self) -> tuple[int, int, int, int, str]:
        """The last known first. Among those known at the same instant: what more outlets carry, then the lower number,
        then the shorter interval, then by id."""
        first = self.stands
        return -self.known_at, -len(self.outlets), first.report.number.best, first.end - first.start, first.id


def printed(counts: Iterable[Sighting]) -> list[Printed]:
    """The counts of one origin and one topic, each with all its prints, the last known first."""
    found = [Printed(c[0], c, c[0].report.number) for c in _alike(counts)]
    found = _gathered(sorted(found, key=_exact_first), _same_count, _as_printed_first)
    found = _without_stale(found)
    found = _gathered(sorted(found, key=Printed.rank), _organs_contradict, _as_a_range)
    return sorted(found, key=Printed.rank)


def _alike(counts: Iterable[Sighting]) -> list[tuple[Sighting, ...]]:
    """The same number for the same interval and place."""
    same: dict[object, list[Sighting]] = defaultdict(list)
    for s in counts:
        number = s.report.number
        where = s.area or (s.point.longitude_e6, s.point.latitude_e6)
        same[(s.start, s.end, where, number.low, number.best, number.high)].append(s)
    return [tuple(sorted(c, key=lambda s: s.id)) for c in same.values()]


def _exact_first(count: Printed) -> tuple[int, int, int, int, str]:
    """Exact numbers before round ones, then the first known, what more outlets carry, the shorter, by id."""
    first = count.stands
    length = first.end - first.start
    return round_to(first.report.number.best), count.known_at, -len(count.outlets), length, first.id


def _gathered(
    ordered: Sequence[Printed], joins: Callable[[Printed, Printed], bool], joined: Callable[[Printed, Printed], Printed]
) -> list[Printed]:
    """Each joins the first before it of which it is one more print, and else stands for itself; nothing chains, since
    it is compared with what stands only."""
    days, found = Days(), list[Printed]()
    for count in ordered:
        home = next((i for i in days.near(count.stands) if joins(found[i], count)), None)
        if home is None:
            found.append(count)
            days.add(count.stands)
        else:
            found[home] = joined(found[home], count)
    return found


def _same_count(standing: Printed, other: Printed) -> bool:
    """The same number for nearly the same time, or that number rounded (I7f, I7g)."""
    a, b = standing.stands.report.number, other.stands.report.number
    sharp = b.low == b.best == b.high
    alike = a == b or (sharp and a.best >= LEAST_ROUNDED and rounds(b.best, a.best))
    return alike and mostly_same_time(standing.stands, other.stands) and same_place(standing.stands, other.stands)


def _as_printed_first(standing: Printed, other: Printed) -> Printed:
    number = other.stands.report.number
    words = f"Rounded by others to {number.best:,} (I7f)."
    if number == standing.stands.report.number:
        words = "Printed by others for a somewhat different time; the first print stands (I7g)."
    return _with(standing, other, words)


def _with(standing: Printed, other: Printed, words: str) -> Printed:
    told = (*standing.words, *((words,) if words not in standing.words else ()))
    return replace(standing, prints=(*standing.prints, *other.prints), words=told)


def _without_stale(counts: Sequence[Printed]) -> list[Printed]:
    """Those that only repeat an older number after a newer was out, told with the older one (I7h)."""
    ordered = sorted(counts, key=lambda c: (c.known_at, c.stands.id))
    by_number: dict[Range, list[int]] = defaultdict(list)
    days, found = Days(), list[Printed]()
    for count in ordered:
        near = [found[i] for i in days.near(count.stands)]
        old = next((i for i in by_number[count.number] if _stale(count, found[i], near)), None)
        if old is not None:
            found[old] = _with(found[old], count, "Printed again as current after a newer number was out (I7h).")
            continue
        by_number[count.number].append(len(found))
        found.append(count)
        days.add(count.stands)
    return found


def _stale(count: Printed, old: Printed, near: Iterable[Printed]) -> bool:
    """Whether a count has the number of an old one, for a time just after it, for which another number was out.

    An outlet that itself gave the newer number, or a report that says what it corrects, is no stale print.
    """
    now, was = count.stands, old.stands
    just_after = was.end < now.end and now.start - was.end <= now.end - now.start
    if not (just_after and old.known_at < count.known_at and same_place(now, was)):
        return False
    if any(s.report.supersedes for s in count.prints):
        return False
    return any(
        old.known_at < new.known_at <= count.known_at
        and new.number != count.number
        and mostly_same_time(new.stands, now)
        and same_place(new.stands, now)
        and not new.outlets & count.outlets
        for new in near
    )


def _organs_contradict(standing: Printed, other: Printed) -> bool:
    """Whether two organs of one party give different numbers for one period: neither corrects the other (I7i)."""
    return (
        not _claimants(standing) & _claimants(other)
        and mostly_same_time(standing.stands, other.stands, NEARLY_ALL)
        and same_place(standing.stands, other.stands)
    )


def _claimants(count: Printed) -> frozenset[str]:
    return frozenset(claimant_of(s.report).casefold() for s in count.prints)


def _as_a_range(standing: Printed, other: Printed) -> Printed:
    a, b = standing.number, other.number
    one, two = (" and ".join(sorted({claimant_of(s.report) for s in c.prints})) for c in (standing, other))
    words = f"{one} gives {standing.stands.report.number.best:,}, {two} {b.best:,}: neither corrects the other (I7i)."
    both = replace(standing, number=Range(min(a.low, b.low), a.best, max(a.high, b.high)))
    return _with(both, other, words)
