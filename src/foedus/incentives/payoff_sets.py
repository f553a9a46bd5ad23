"""All that two players can have by the shadow of the future, where each sees what the other did (A9).

Source: Abreu, Pearce and Stacchetti, Econometrica 58 (1990) 1041-1063, the operator; Cronshaw and Luenberger (1994) for
perfect monitoring with public randomisation. The set of what can follow is clipped and mapped until it stands; points
and segments are polygons like any other, so that a set of one equilibrium is no special case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Payoffs: TypeAlias = Mapping[tuple[int, int], Point]
"""What each has, by the actions of both."""
_STILL = 1e-10
_ALIKE = 1e-9
_HAIR = 1e-6


def equilibrium_payoffs(game: Payoffs, patience: float, most_rounds: int = 20_000) -> tuple[Point, ...]:
    """The corners of the set of equilibrium payoffs per period, counter-clockwise from the least; none where there is
    no equilibrium in pure actions. Two players, 0 <= patience < 1. To about 1e-6."""
    found = hull(list(game.values()))
    for _ in range(most_rounds):
        after = hull(list(_enforced(game, patience, found)))
        if not after:
            return ()
        still = len(after) == len(found) and all(
            max(abs(one[0] - other[0]), abs(one[1] - other[1])) < _STILL
            for one, other in zip(after, found, strict=True)
        )
        found = after
        if still:
            break
    return _without_slivers(found)


def _enforced(game: Payoffs, patience: float, follows: tuple[Point, ...]) -> Iterator[Point]:
    """What can be had now, if what follows is of a set, and departing brings the worst of it."""
    worst = (min(p[0] for p in follows), min(p[1] for p in follows))
    for (first, second), now in game.items():
        best = (max(v[0] for (a, b), v in game.items() if b == second),
                max(v[1] for (a, b), v in game.items() if a == first))  # fmt: skip
        part = follows
        for i in (0, 1):
            least = worst[i] + (1 - patience) * (best[i] - now[i]) / patience if patience else worst[i]
            if not patience and best[i] > now[i]:
                part = ()
            part = _clipped(part, i, least)
        for point in part:
            yield ((1 - patience) * now[0] + patience * point[0], (1 - patience) * now[1] + patience * point[1])


def _clipped(corners: tuple[Point, ...], axis: int, least: float) -> tuple[Point, ...]:
    """The part in which a coordinate is at least so much."""
    found: list[Point] = []
    for n, here in enumerate(corners):
        before = corners[n - 1]
        above, was = here[axis] >= least - _STILL, before[axis] >= least - _STILL
        if above != was and abs(here[axis] - before[axis]) > _STILL:
            share = (least - before[axis]) / (here[axis] - before[axis])
            found.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
        if above:
            found.append(here)
    return tuple(found)


def hull(points: list[Point]) -> tuple[Point, ...]:
    """The corners of what lies between points, counter-clockwise from the least (Andrew 1979); one of a point, two of a
    segment."""
    apart: list[Point] = []
    for point in sorted(points):
        if not apart or max(abs(point[0] - apart[-1][0]), abs(point[1] - apart[-1][1])) > _ALIKE:
            apart.append(point)
    if len(apart) < 3:
        return tuple(apart)
    lower, upper = _chain(apart), _chain(apart[::-1])
    return (*lower[:-1], *upper[:-1])


def _without_slivers(corners: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without corners that rounding alone has made: those that lie between their neighbours but for a hair."""
    if len(corners) < 3:
        return corners
    kept = []
    for n, (x, y) in enumerate(corners):
        (ax, ay), (bx, by) = corners[n - 1], corners[(n + 1) % len(corners)]
        length = max(abs(bx - ax), abs(by - ay))
        if abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) > _HAIR * length:
            kept.append((x, y))
    return tuple(kept)


def _chain(points: list[Point]) -> list[Point]:
    found: list[Point] = []
    for x, y in points:
        while len(found) > 1:
            (ax, ay), (bx, by) = found[-2], found[-1]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > _ALIKE:
                break
            found.pop()
        found.append((x, y))
    return found
