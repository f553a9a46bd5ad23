"""The least and the greatest slack of each constraint over all that one may believe: worked out, not searched for (V6).

While all else stays, a slack is linear in what a side has, and a quotient of what is linear, so monotone, in how often
evidence and bodies err and in the chance that the award is executed: its ends lie at ends of those ranges, and at
corners of what a ranking leaves. Two are left: patience, in which C1, C3, C4, C5 and C6 may turn, and how often a
breach is certified in vain, in which C5 may, since that brings the award nearer. Either way a slack is then quadratic
over linear and turns where a quadratic equation says (docs/incentives.md). Where C5 turns in patience, it is monotone
along the turning points, so that it turns in one of the two at most. All of it holds up to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from foedus.incentives.corners import corners
from foedus.incentives.deal import (
    Course,
    Provocation,
    belief,
    carrot,
    honours,
    no_false_flag,
    no_moral_hazard,
    own_stick,
    stick,
)
from foedus.incentives.stakes import Range, Side, Stakes

Column: TypeAlias = NDArray[np.float64]


class Ends(NamedTuple):
    """The least and the greatest slack over all ranges."""

    worst: float
    best: float


def ends(stakes: Stakes, label: str, side: Side, size: int, executes: Range) -> Ends:
    """Of the constraint of a side; size: of the violation, in C2 and C5. executes: the chance that what is certified
    has its award, over all ranges (V4).

    Exact, a ranking included; only one of `stands`, and in C8 one of `cover_left`, is left out, which can make the two
    ends lie further apart than they do.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = _SLACKS[label](stakes, side, size, executes)
    return Ends(float(min(map(np.min, found))), float(max(map(np.max, found))))


def _signs(stakes: Stakes, side: Side, _: int, executes: Range) -> list[Column]:
    """C1, C3, C6: (1 + x) (P + b x Q) / (1 + b x) with x = p / (1 - p), b the chance of a false award."""
    peace, awarded, without = corners(side, ("peace", "award", "no_agreement")).T
    false, stands, n = _every(_ends(_false(stakes)), _ends(executes), np.arange(len(peace), dtype=np.float64))
    kept, won, none = (each[n.astype(int)] for each in (peace, awarded, without))
    b = false * stands
    turns = (np.sqrt((1 - b) * (1 - (kept - none) / (won - none))) - 1) / b
    return [carrot(Course(p, false, stands), kept, won, none) / (1 - p) for p in _patience(stakes, turns)]


def _stick(stakes: Stakes, side: Side, size: int, executes: Range) -> list[Column]:
    """C2."""
    peace, awarded = corners(side, ("peace", "award")).T
    gain, found = _gain(side, size), _found(stakes, size)
    if found is None:
        return [-_ends(gain)]
    p, false, stands, sure, brings, n = _every(
        _ends(stakes.patience), _ends(_false(stakes)), _ends(executes), _ends(found), _ends(gain), np.arange(len(peace))
    )
    at = n.astype(int)
    return [stick(Course(p, false, stands), sure, peace[at], awarded[at], brings)]


def _own_stick(stakes: Stakes, side: Side, size: int, executes: Range) -> list[Column]:
    """C5: (d - a) (P x + r Q a x^2) / (1 + (1 + r) a x) less the gain."""
    columns = corners(side, ("peace", "award", "sanctioned")).T
    gain, found, errs = _gain(side, size), _found(stakes, size), _ends(_false(stakes))
    if found is None:
        return [-_ends(gain)]
    stands, sure, brings, n = _every(_ends(executes), _ends(found), _ends(gain), np.arange(columns.shape[1]))
    peace, awarded, sanctioned = (each[n.astype(int)] for each in columns)
    lost, hoped = peace - sanctioned, stands * (awarded - sanctioned)
    slacks = []

    def at(p: Column, false: Column) -> None:
        slacks.append(own_stick(Course(p, false, stands), sure, peace, awarded, sanctioned, brings))

    for false in errs:
        turns = (np.sqrt(1 - (1 + stands) * lost / hoped) - 1) / ((1 + stands) * false)
        for p in _patience(stakes, turns):
            at(p, false)
    for patience in _ends(stakes.patience):
        x = patience / (1 - patience)
        k, m = hoped * x, (1 + stands) * x
        turns = (np.sqrt(1 + m * (sure * k - lost - m * sure * lost) / k) - 1) / m
        at(patience, np.where((errs[0] < turns) & (turns < errs[-1]), turns, errs[0]))
    return slacks


def _no_false_flag(stakes: Stakes, side: Side, _: int, executes: Range) -> list[Column]:
    """C4: c + (b e (A - E) x^2 - K x) / (1 + b x), K what staging wins beyond what it loses."""
    columns = corners(side, ("peace", "award", "exposed", "provoking_cost")).T
    staged = _staged(stakes)
    errors = stakes.errors
    false, true, wrong, stands, s, n = _every(
        _ends(errors.false), _ends(errors.certified_true), _ends(errors.certified_false), _ends(executes),
        np.arange(len(staged)), np.arange(columns.shape[1]),
    )  # fmt: skip
    kept, won, after, cost = (each[n.astype(int)] for each in columns)
    blamed, exposed = staged[s.astype(int)].T
    blamed, exposed, false = blamed * wrong, exposed * true, false * wrong
    b = false * stands
    wins = stands * (blamed - false) * (won - kept) - exposed * (kept - after)
    turns = (np.sqrt(1 + wins / (exposed * (won - after))) - 1) / b
    return [
        no_false_flag(Course(p, false, stands), Provocation(blamed, exposed), kept, won, after, cost) / (1 - p)
        for p in _patience(stakes, turns)
    ]


def _honours(stakes: Stakes, side: Side, *_: object) -> list[Column]:
    """C7."""
    names = ("honouring_benefit", "honouring_cost", "dishonour_loss", "revoking_cost")
    columns = corners(side, names).T
    sure = _product(stakes.errors.found[0].chance, stakes.errors.certified_true)
    prior, found, false, n = _every(
        _ends(stakes.prior), _ends(sure), _ends(_false(stakes)), np.arange(columns.shape[1])
    )
    benefit, cost, loss, revoking = (each[n.astype(int)] for each in columns)
    return [honours(belief(prior, found, false), benefit, cost, loss, revoking)]


def _no_moral_hazard(stakes: Stakes, side: Side, *_: object) -> list[Column]:
    """C8."""
    columns = corners(side, ("award", "exposed", "provoking_cost", "provoking_gain_after")).T
    exposed = _product(Range(*(float(end) for end in _staged(stakes)[:, 1][[0, -1]])), stakes.errors.certified_true)
    p, laid, left, n = _every(
        _ends(stakes.patience), _ends(exposed), _ends(side.numbers["cover_left"]), np.arange(columns.shape[1])
    )
    won, after, cost, gain = (each[n.astype(int)] for each in columns)
    return [no_moral_hazard(p, laid, left, won, after, cost, gain)]


_SLACKS: Mapping[str, Callable[[Stakes, Side, int, Range], list[Column]]] = {
    "C1": _signs, "C2": _stick, "C3": _signs, "C4": _no_false_flag, "C5": _own_stick, "C6": _signs, "C7": _honours,
    "C8": _no_moral_hazard,
}  # fmt: skip


# -- what may be believed ----------------------------------------------------------------------------------------------


def _ends(given: Range) -> Column:
    return np.array(sorted(set(given)))


def _product(one: Range, other: Range) -> Range:
    return Range(one.low * other.low, one.high * other.high)


def _false(stakes: Stakes) -> Range:
    """How often a breach that never was is certified."""
    return _product(stakes.errors.false, stakes.errors.certified_false)


def _found(stakes: Stakes, size: int) -> Range | None:
    """How surely a breach of a size is certified; None where no more surely than none at all (V5a)."""
    row = stakes.errors.row_of(size)
    return None if row is None else _product(stakes.errors.found[row].chance, stakes.errors.certified_true)


def _gain(side: Side, size: int) -> Range:
    return next(violation.gain for violation in side.violations if violation.size == size)


def _staged(stakes: Stakes) -> Column:
    """Shape (corners, 2), the second rising: to whom a staged breach may be laid, the other side or who staged it, both
    together at most 1."""
    blamed, exposed = stakes.errors.blamed, stakes.errors.exposed
    most = min(blamed.high, 1 - exposed.low)
    least = min(blamed.low, most)
    own = {least, most, *(each for each in (1 - exposed.high,) if least < each < most)}
    return np.array(sorted(
        {(b, e) for b in own for e in (exposed.low, min(exposed.high, 1 - b))}, key=lambda each: each[::-1]
    ))  # fmt: skip


def _every(*ends: NDArray[np.float64] | NDArray[np.int64]) -> list[Column]:
    """All combinations of these, in columns."""
    return [each.ravel().astype(np.float64) for each in np.meshgrid(*ends, indexing="ij")]


def _patience(stakes: Stakes, turns: Column) -> list[Column]:
    """Both ends of patience, and where the slack turns, if that lies between; turns: as p / (1 - p)."""
    low, high = stakes.patience
    at = turns / (1 + turns)
    return [np.asarray(low), np.asarray(high), np.where((low < at) & (at < high), at, low)]
