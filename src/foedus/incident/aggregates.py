"""Counts that tell no single events apart: which of them stand, and which may be added to each other (I7-I7i)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.basics.instant import DAY
from foedus.basics.place import Nowhere
from foedus.incident.count_ground import Days, meet, mostly_same_time, names_of, place_inside, same_place
from foedus.incident.grouping import Group
from foedus.incident.one_count import Printed, printed
from foedus.incident.sighting import Sighting
from foedus.report.model import Range

WIDTHS = ((4 * DAY, ""), (20 * DAY, "totals of weeks"), (50 * DAY, "totals of months"))
"""Up to how long counts are added to each other, and what the longer ones are called. The bounds lie between the
periods for which counts are printed: a day or a long weekend, a week or two, a month; then quarters and years."""
LONGER = "totals of longer times"


@dataclass(frozen=True)
class Count:
    """A count as it stands, with its prints by other outlets, its series, and how many earlier counts it replaces.

    stands: the print whose time and place are taken. number: as it stands. words: what else was printed, sentences.
    """

    group: Group
    series: str
    replaced: int
    stands: Sighting
    number: Range
    words: tuple[str, ...]


def counted_by(origin: str, act: str, target: str, named: Iterable[str]) -> str:
    """Whose count of what by whom (I7b). Counts of different acts are apart even of one origin, because a total
    ("violations") contains its parts ("shellings"); so are a count of what one party did and one of what another did.
    """
    return f"{origin}: {act}" + (f" of {target}" if target else "") + (f" by {' and '.join(named)}" if named else "")


def standing(name: str, counts: Iterable[Sighting]) -> tuple[Count, ...]:
    """The counts by one origin of one thing that stand, each in its series; counts of one series never overlap.

    name: as `counted_by` gives it. Cost: near-linear where few counts are for the same days.
    """
    left, replaced = _not_replaced(printed(counts))
    return tuple(
        Count(
            Group(c.prints), ", ".join((name, *_width(c.stands), *([f"set {n}"] if n > 1 else []))),
            replaced[c.stands.id], c.stands, c.number, c.words,
        )
        for c, n in zip(left, _in_sets(left), strict=True)
    )  # fmt: skip


# -- which of them stand (I7d) -----------------------------------------------------------------------------------------


def _not_replaced(ordered: Sequence[Printed]) -> tuple[list[Printed], dict[str, int]]:
    """Those that no later known one replaces, and how many each of them took the place of, by the id of what stands.

    What is replaced stays so when that which replaced it is replaced in turn: a correction of a correction does not
    bring the first number back.
    """
    seen, left = Days(), []
    instead: list[Printed] = []
    replaced: dict[str, int] = defaultdict(int)
    for count in ordered:
        over = next((i for i in seen.near(count.stands) if _replaces(ordered[i].stands, count.stands)), None)
        if over is None:
            left.append(count)
            instead.append(count)
        else:
            instead.append(instead[over])
            replaced[instead[over].stands.id] += 1
        seen.add(count.stands)
    return left, replaced


def _replaces(later: Sighting, earlier: Sighting) -> bool:
    """I7d: for nearly the same time and place, so that it corrects; or for all of both, and lower, so that the earlier
    cannot be right."""
    if mostly_same_time(later, earlier) and same_place(later, earlier):
        return True
    inside = later.start <= earlier.start and earlier.end <= later.end
    return inside and later.report.number.high < earlier.report.number.low and place_inside(earlier, later)


# -- which of them may be added (I7b, I7e) -----------------------------------------------------------------------------


def _width(count: Sighting) -> list[str]:
    """How wide a count is in time and place, in words; none for those of days and of one place."""
    names = len(names_of(count))
    time = next((words for longest, words in WIDTHS if count.end - count.start < longest), LONGER)
    nowhere = isinstance(count.report.place, Nowhere)
    place = "no place named" if nowhere else f"areas of {names} names" if names > 1 else ""
    return [words for words in (time, place) if words]


def _in_sets(counts: Sequence[Printed]) -> list[int]:
    """For each count the first set of its width, from 1, in which it overlaps nothing that was known before it."""
    sets = [0] * len(counts)
    placed: dict[tuple[str, ...], tuple[Days, list[int]]] = {}
    keys = [(c.known_at, c.stands.start, c.stands.id) for c in counts]
    for n in sorted(range(len(counts)), key=keys.__getitem__):
        count = counts[n].stands
        days, which = placed.setdefault(tuple(_width(count)), (Days(), []))
        taken = {sets[which[i]] for i in days.near(count) if _overlap(count, counts[which[i]].stands)}
        sets[n] = next(k for k in range(1, len(taken) + 2) if k not in taken)
        days.add(count)
        which.append(n)
    return sets


def _overlap(a: Sighting, b: Sighting) -> bool:
    same_time = (a.start, a.end) == (b.start, b.end) or (a.start < b.end and b.start < a.end)
    return same_time and meet(a, b)
