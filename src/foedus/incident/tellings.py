"""What reports say, as far as the scores ask for it, and what several of them say together (rules I1a, I1b).

A group places its act where its most exact reports, weighed by how exact they are, place it, and times it when all of
them allow; so that each report more makes it more exact, and one that errs does not move it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.incident.columns import Columns, Ints
from foedus.incident.near import ragged
from foedus.incident.terms import OUTLIER


@dataclass(frozen=True)
class Places:
    """When and where something was, one row each. xyz: metres from the centre of the Earth, shape (n, 3). spread: how
    far off, squared, 0 for a place known by its name only; start, end: seconds; density: of the surroundings,
    milli-nats; origin: number of the one claimant, -1 where there are several; shapes (n,)."""

    xyz: Ints
    spread: Ints
    start: Ints
    end: Ints
    density: Ints
    origin: Ints

    def __getitem__(self, rows: Ints) -> Places:
        """Some of the rows."""
        return Places(*(getattr(self, name)[rows] for name in _NAMES))

    def put(self, rows: Ints, of: Places) -> None:
        """Put others in the place of some rows."""
        for name in _NAMES:
            getattr(self, name)[rows] = getattr(of, name)

    def copy(self) -> Places:
        """The same rows, to be changed."""
        return Places(*(getattr(self, name).copy() for name in _NAMES))


_NAMES = ("xyz", "spread", "start", "end", "density", "origin")


def places_of(columns: Columns, rows: Ints, density: Ints) -> Places:
    """Those of reports."""
    column = columns.column
    return Places(
        columns.xyz[rows], column["spread"][rows], column["start"][rows], column["end"][rows], density,
        column["origin"][rows],
    )  # fmt: skip


def pooled(of: Places, order: tuple[Ints, Ints], members: Ints, sizes: Ints) -> Places:
    """What groups say together: one row for each.

    members: rows of `of`, group after group; sizes: how many each group has, at least one. order: the rank of each row
    of `of` by how exact its place is, and by how exact its time is; no two are equal.
    """
    of_group = np.repeat(np.arange(len(sizes)), sizes)
    begins = np.cumsum(sizes) - sizes
    by_place = members[np.lexsort((order[0][members], of_group))]
    by_time = members[np.lexsort((order[1][members], of_group))]
    first = by_place[begins]
    xyz, spread, density = of.xyz[first].copy(), of.spread[first].copy(), of.density[first]
    start, end = of.start[by_time[begins]].copy(), of.end[by_time[begins]].copy()
    for n in range(1, int(sizes.max(initial=1))):
        here = np.nonzero(sizes > n)[0]
        _weigh_in(xyz, spread, here, of.xyz[by_place[begins[here] + n]], of.spread[by_place[begins[here] + n]])
        more = by_time[begins[here] + n]
        low, high = np.maximum(start[here], of.start[more]), np.minimum(end[here], of.end[more])
        both = high >= low
        start[here[both]], end[here[both]] = low[both], high[both]
    origin = of.origin[members]
    one = np.minimum.reduceat(origin, begins) if len(begins) else begins
    one = np.where(one == np.maximum.reduceat(origin, begins), one, -1) if len(begins) else begins
    return Places(xyz, spread, start, end, density, one)


def _weigh_in(xyz: Ints, spread: Ints, here: Ints, more: Ints, width: Ints) -> None:
    """Move the places `here` towards one more report each, by how exact both are; none that lies too far off."""
    off = more - xyz[here]
    sum_of = spread[here] + width
    kept = ((off * off).sum(axis=1) <= OUTLIER * sum_of) & (sum_of > 0)  # what is known by name only has no width
    here, off, width, sum_of = here[kept], off[kept], width[kept], sum_of[kept]
    xyz[here] += spread[here, None] * off // sum_of[:, None]
    spread[here] = np.maximum(spread[here] * width // sum_of, 1)


def exactness_order(of: Places) -> tuple[Ints, Ints]:
    """The rank of each row by how exact its place is, and by how exact its time is; of equals the first row."""
    rows = np.arange(len(of.spread))
    ranks = []
    for width in (of.spread, of.end - of.start):
        rank = np.empty(len(rows), np.int64)
        rank[np.lexsort((rows, width))] = rows
        ranks.append(rank)
    return ranks[0], ranks[1]


@dataclass(frozen=True)
class Crosses:
    """Every pair of a member of one group and a member of another. of: which pair of groups; one, other: the members;
    begins: where each pair of groups begins."""

    of: Ints
    one: Ints
    other: Ints
    begins: Ints


def crossed(here: tuple[Ints, Ints, Ints], a: Ints, b: Ints) -> Crosses:
    """All pairs between the members of the groups a[n] and those of b[n].

    here: (members, group after group; where each group begins; how many each has).
    """
    members, begins, sizes = here
    many = sizes[a] * sizes[b]
    of, at = ragged(many)
    return Crosses(of, members[begins[a][of] + at // sizes[b][of]], members[begins[b][of] + at % sizes[b][of]],
                   np.cumsum(many) - many)  # fmt: skip


def means(values: Ints, crosses: Crosses) -> Ints:
    """The mean over each pair of groups, rounded down."""
    counts = np.diff(np.r_[crosses.begins, len(values)])
    found: Ints = np.add.reduceat(values, crosses.begins) // counts
    return found


def without_each(members: Ints, sizes: Ints, rank: Ints | None = None) -> tuple[Ints, Ints, Ints]:
    """For groups of two or more, each group without each of its members in turn; without all but the one that is least
    by `rank`, if that is given.

    Gives (members of these smaller groups, their sizes, whose group each was made of).
    """
    of, at = ragged(sizes * sizes)
    size = sizes[of]
    kept: NDArray[np.bool_] = at // size != at % size
    begins = np.cumsum(sizes) - sizes
    whose = np.repeat(np.arange(len(sizes)), sizes)
    many = sizes[whose] - 1
    if rank is not None:
        ranked = rank[members]
        left_out = ranked > np.minimum.reduceat(ranked, begins)[whose]
        kept &= left_out[begins[of] + at // size]
        whose, many = whose[left_out], many[left_out]
    inside: Ints = members[begins[of[kept]] + at[kept] % size[kept]]
    return inside, many, whose
