"""Scored pairs of reports, what hangs together by them, and which clusters vaguer reports support (rules I1b, I1e).

Pure functions on whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.incident.near import Ints


@dataclass(frozen=True)
class Pairs:
    """Scored pairs, each once. score: milli-nats, APART for never."""

    one: Ints
    other: Ints
    score: Ints


def together(parts: Sequence[Pairs]) -> Pairs:
    """All pairs of several parts."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Pairs(none, none, none)
    return Pairs(*(np.concatenate(each) for each in zip(*((p.one, p.other, p.score) for p in parts), strict=True)))


def some(pairs: Pairs, which: NDArray[np.bool_]) -> Pairs:
    """Some of the pairs."""
    return Pairs(pairs.one[which], pairs.other[which], pairs.score[which])


def components(size: int, one: Ints, other: Ints) -> Ints:
    """For each of `size` things the smallest number of those it is connected with."""
    label = np.arange(size)
    while len(one):
        # Only roots are hooked, each below a smaller one, so that no thing ever leaves its tree.
        np.minimum.at(label, np.maximum(label[one], label[other]), np.minimum(label[one], label[other]))
        while True:
            jumped = label[label]
            if (jumped == label).all():
                break
            label = jumped
        open_ = label[one] != label[other]
        one, other = one[open_], other[open_]
    return label


@dataclass(frozen=True)
class Support:
    """Which cluster each report supports, -1 for none, and how many it fits; shapes (n,)."""

    cluster: Ints
    fits: Ints
