"""The probability that enough incidents of a window are a party's, for many windows at once (F3, F3a).

Exactly the recursion of `basics.probability.at_least`: the same whole numbers, rounded at the same steps, so that the
two ways agree to the last billionth. What is left out cannot change the result: windows that cannot reach the limit
(probability 0), windows whose sure incidents reach it alone (probability 1: the recursion moves all its mass), and
incidents of probability or weight 0.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from foedus.basics.probability import SURE, at_least
from foedus.finding.fast_calendar import Int64s

_CELLS = 2**22
"""So many numbers at most in one table, 32 MiB: longer lists of windows are taken in parts."""
_FEW = 8
"""Below so many windows the plain recursion is faster than starting up whole-column steps (measured 2026-11-24)."""


def chances(limit: int, weight: Int64s, p: Int64s, offsets: Int64s) -> Int64s:
    """The probability for each window that the weights that come true add up to the limit.

    Shapes: weight, p (m,) the incidents of all windows, each window's in the order of F3a; offsets (k + 1,) where each
    window's start; result (k,) billionths. Cost: O(incidents x limit) for the windows in doubt only.
    """
    if limit <= 0:
        return np.full(len(offsets) - 1, SURE, dtype=np.int64)
    sure = _sums(np.where(p == SURE, weight, 0), offsets)
    most = _sums(np.where(p > 0, weight, 0), offsets)
    result = np.where(sure >= limit, SURE, 0).astype(np.int64)
    doubtful = np.flatnonzero((sure < limit) & (most >= limit) & (most > sure))
    if len(doubtful) <= _FEW:
        for window in doubtful:
            part = slice(offsets[window], offsets[window + 1])
            result[window] = _one(limit, tuple(zip(weight[part].tolist(), p[part].tolist(), strict=True)))
        return result
    step = max(1, _CELLS // limit)
    by_length = doubtful[np.argsort(offsets[doubtful] - offsets[doubtful + 1], kind="stable")]
    for part_start in range(0, len(by_length), step):
        part_of = by_length[part_start : part_start + step]
        result[part_of] = _many(limit, weight, p, offsets[part_of], offsets[part_of + 1])
    return result


@lru_cache(maxsize=65_536)
def _one(limit: int, trials: tuple[tuple[int, int], ...]) -> int:
    return at_least(limit, trials)


def _sums(values: Int64s, offsets: Int64s) -> Int64s:
    totals: Int64s = np.append(0, np.cumsum(values))
    return totals[offsets[1:]] - totals[offsets[:-1]]


def _many(limit: int, weight: Int64s, p: Int64s, start: Int64s, stop: Int64s) -> Int64s:
    """The recursion, one step for all windows together; windows come longest first, so that the short ones drop out."""
    below = np.zeros((len(start), limit), dtype=np.int64)
    below[:, 0] = SURE
    reached = np.zeros(len(start), dtype=np.int64)
    lengths = stop - start
    for place in range(int(lengths[0])):
        active = int(np.searchsorted(-lengths, -place, side="left"))
        row = start[:active] + place
        here = below[:active]
        moved = (here * p[row][:, None] + SURE // 2) // SURE  # at most 1e18 + 5e8: fits 63 bits
        moved[weight[row] == 0] = 0
        here -= moved
        for step in np.unique(weight[row]):
            if step == 0:
                continue
            chosen = np.flatnonzero(weight[row] == step)
            if step < limit:
                here[chosen, step:] += moved[chosen, : limit - step]
            reached[chosen] += moved[chosen, max(0, limit - step) :].sum(axis=1)
    return reached
