"""Blocks: reports that may have to do with each other, found without comparing all with all.

Reports in different blocks cannot touch each other's incidents, so a new report makes only its own block anew. That is
what makes incremental fusion equal to fusing everything at once (I1): a block is a pure function of its members.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from foedus.basics.instant import Instant
from foedus.incident.sighting import LONGEST_SUPPORT, WIDEST_SUPPORT_M, Limits, Link, Relation, Sighting

Cell = tuple[int, int, int]


class Blocks:
    """The owner of everything that changes while reports come in: where they lie, their links, their blocks."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._size = max(limits.distance_m, WIDEST_SUPPORT_M) + 1
        self._span = max(LONGEST_SUPPORT, limits.longest)
        self._cells: dict[Cell, list[tuple[Instant, str]]] = defaultdict(list)
        self._same: dict[tuple[Instant, Instant, str], list[str]] = defaultdict(list)
        self._keys: dict[str, list[str]] = defaultdict(list)
        self._block_of: dict[str, int] = {}
        self._next = 0
        self.sightings: dict[str, Sighting] = {}
        self.links: dict[str, dict[str, Link]] = {}
        self.members: dict[int, list[str]] = {}

    def add(self, sighting: Sighting) -> tuple[int, tuple[int, ...]]:
        """Take in a report. Gives the number of its block, and the numbers of the blocks that went into it.

        Cost: in proportion to the reports within a day and 30 km of it.
        """
        self.sightings[sighting.id] = sighting
        links = self.links[sighting.id] = {}
        touched: set[int] = set()
        for other in self._near(sighting):
            link = self._limits.link(self.sightings[other], sighting)
            if link is not None:
                links[other] = _turned(link)
                self.links[other][sighting.id] = link
                touched.add(self._block_of[other])
        key = sighting.report.event_key
        if key:
            touched |= {self._block_of[other] for other in self._keys[key]}
            self._keys[key].append(sighting.id)
        self._place(sighting)
        return self._join(sighting.id, touched), tuple(sorted(touched))

    def _join(self, report: str, touched: set[int]) -> int:
        block = self._next
        self._next += 1
        # The largest list takes in the others, so that a block that grows report by report is not copied each time.
        lists = sorted((self.members.pop(b) for b in touched), key=len, reverse=True)
        whole = lists[0] if lists else []
        for members in [*lists[1:], [report]]:
            whole.extend(members)
        self.members[block] = whole
        for member in whole:
            self._block_of[member] = block
        return block

    def _is_short(self, sighting: Sighting) -> bool:
        return sighting.position is not None and sighting.end - sighting.start <= self._span

    def _place(self, sighting: Sighting) -> None:
        if self._is_short(sighting):
            insort(self._cells[self._cell(sighting)], (sighting.start, sighting.id))
        else:
            self._same[_identity(sighting)].append(sighting.id)

    def _near(self, sighting: Sighting) -> Iterator[str]:
        if not self._is_short(sighting):
            yield from self._same.get(_identity(sighting), ())
            return
        earliest = sighting.start - self._span - self._limits.longest
        latest = sighting.end + self._limits.longest
        for cell in _around(self._cell(sighting)):
            shelf = self._cells.get(cell)
            if shelf:
                begin, stop = bisect_left(shelf, (earliest, "")), bisect_right(shelf, (latest + 1, ""))
                yield from [report for _, report in shelf[begin:stop]]

    def _cell(self, sighting: Sighting) -> Cell:
        assert sighting.position is not None, "only points lie in cells"
        x, y, z = sighting.position
        return int(x // self._size), int(y // self._size), int(z // self._size)


def _identity(sighting: Sighting) -> tuple[Instant, Instant, str]:
    """Reports that are no points, or last longer than any support may, are alike only if told for the same interval."""
    return sighting.start, sighting.end, sighting.area


def _around(cell: Cell) -> Iterable[Cell]:
    x, y, z = cell
    return [(x + i, y + j, z + k) for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)]


_OTHER_WAY: Mapping[Relation, Relation] = {
    Relation.FIRST_VAGUER: Relation.SECOND_VAGUER,
    Relation.SECOND_VAGUER: Relation.FIRST_VAGUER,
}


def _turned(link: Link) -> Link:
    """A link as the other of the two reports holds it. In `links[a][b]`, a is the first."""
    return Link(_OTHER_WAY.get(link.relation, link.relation), link.gap, link.distance_m)
