"""Which of two lists of instants mean the same: pairs one to one, as many as can be, as close as can be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from foedus.basics.instant import Instant

_MATCH, _SKIP_FIRST, _SKIP_SECOND = range(3)


def paired(first: Sequence[Instant], second: Sequence[Instant], tolerance: int) -> tuple[tuple[int, int], ...]:
    """Pairs (index in first, index in second), no index twice, no two instants farther apart than `tolerance`.

    first, second: sorted. Of all sets of pairs one with the most pairs, and of those one with the least sum of
    distances; among equals the later ones of a run are paired. Two pairs never cross: uncrossing them brings no two
    farther apart. Cost: O(pairs within the tolerance of each other), by a table of prefixes in a band.
    """
    lows = [bisect_left(second, at - tolerance) for at in first]
    highs = [bisect_right(second, at + tolerance) for at in first]
    one_pair = (tolerance + 1) * (len(first) + 1)  # worth more than all distances together
    values, choices = [0], []
    previous_low = previous_high = 0
    for at, low, high in zip(first, lows, highs, strict=True):

        def before(n: int, values: list[int] = values, low: int = previous_low, high: int = previous_high) -> int:
            return values[min(n, high) - low]

        row, chosen = [before(low)], [_SKIP_FIRST]
        for n in range(low + 1, high + 1):
            match = before(n - 1) + one_pair - abs(at - second[n - 1])
            best = max(match, before(n), row[-1])
            row.append(best)
            chosen.append(_MATCH if best == match else _SKIP_FIRST if best == before(n) else _SKIP_SECOND)
        values, previous_low, previous_high = row, low, high
        choices.append(chosen)
    return _followed(choices, lows, highs)


def _followed(
    choices: Sequence[Sequence[int]], lows: Sequence[int], highs: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """The pairs chosen, followed back from the end."""
    found = []
    i = len(choices) - 1
    n = highs[i] if choices else 0
    while i >= 0:
        n = min(n, highs[i])
        choice = choices[i][n - lows[i]]
        if choice == _SKIP_SECOND:
            n -= 1
            continue
        if choice == _MATCH:
            n -= 1
            found.append((i, n))
        i -= 1
    return tuple(reversed(found))
