"""In which designs it is carrot and stick for everyone: many thresholds and quorums over many draws (rule V8).

The same constraints as `weighing.constraints`, each multiplied by what is positive in it so that nothing is divided;
whatever does not hang on the quorum, or on the threshold, is worked out once. Held against it in tests/agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.incentives.consenting import each_enough
from foedus.incentives.deal import Values, belief, honours, no_moral_hazard
from foedus.incentives.draws import Drawn, Unknown, drawn, shares, unknowns, with_errors
from foedus.incentives.stakes import Design, Stakes, drawn_so
from foedus.incentives.weighing import found_of, staged_by, standing_by

LABELS = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8")
_MOST_QUORUMS = 6
_AT_ONCE = 8_192
"""Draws that are looked at together: their columns then stay in a core's cache."""


class Regions(NamedTuple):
    """How often each constraint holds, and all of them last: shape (designs, quorums, 9), shares of the draws."""

    designs: tuple[str, ...]
    quorums: tuple[int, ...]
    shares: NDArray[np.float64]


def regions(
    stakes: Stakes, designs: Sequence[Design], quorums: Sequence[int], draws: int, seed: int = 1
) -> Regions:
    """Over thresholds, each with its own errors, and numbers of consents of the first group that is asked.

    Memory does not grow with the draws. Cost: near 40 passes over the draws for each design and quorum; figures in
    docs/performance.md.
    """
    order = _order(stakes, designs)
    counts = np.zeros((len(designs), len(quorums), len(LABELS) + 1), dtype=np.int64)
    for begin in range(0, draws, _AT_ONCE):
        at = shares(min(_AT_ONCE, draws - begin), len(order), (seed << 32) + begin // _AT_ONCE)
        _count(stakes, designs, quorums, at, order, counts)
    return Regions(tuple(d.name for d in designs), tuple(quorums), counts / draws)


def regions_at(
    stakes: Stakes, designs: Sequence[Design], quorums: Sequence[int], at: NDArray[np.float64], seed: int
) -> Regions:
    """The same over given shares of the unknowns of the stakes; of what is unknown in a design alone, by seed."""
    order = _order(stakes, designs)
    counts = np.zeros((len(designs), len(quorums), len(LABELS) + 1), dtype=np.int64)
    more = shares(len(at), len(order) - at.shape[1], seed)
    for begin in range(0, len(at), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        _count(stakes, designs, quorums, np.hstack([at[part], more[part]]), order, counts)
    return Regions(tuple(d.name for d in designs), tuple(quorums), counts / len(at))


def quorums_of(stakes: Stakes) -> tuple[int, ...]:
    """At most six numbers of consents of the first group: all, then fewer down to half, the number of the text among
    them. None where it has fewer than two members."""
    rules = stakes.guarantee.consents
    members = len(stakes.groups[rules[0].of]) if rules else 0
    if members < 2:
        return ()
    asked = rules[0].count or members
    shares = (members, members - 1, -(-members * 9 // 10), -(-members * 3 // 4), -(-members * 2 // 3), members // 2 + 1)
    found = sorted({each for each in (*shares, asked) if 1 <= each <= members}, reverse=True)
    return tuple(each for each in found if each == asked or each in found[:5] or len(found) <= _MOST_QUORUMS)


def of_text(stakes: Stakes) -> tuple[Design, ...]:
    """The line as it is drawn, and the other ways that the file gives."""
    return (Design("as it is", stakes.errors), *stakes.designs)


def _order(stakes: Stakes, designs: Sequence[Design]) -> dict[Unknown, int]:
    """A column for whatever has a range in any design; the errors of all designs move together."""
    found: dict[Unknown, int] = {}
    for each in (stakes, *(drawn_so(stakes, design) for design in designs)):
        for name in unknowns(each):
            found.setdefault(name, len(found))
    return found


class _Actor(NamedTuple):
    """What signing hangs on: it pays where settled + false awards * awarded is not negative."""

    settled: Values
    awarded: Values


def _count(
    stakes: Stakes, designs: Sequence[Design], quorums: Sequence[int], at: NDArray[np.float64],
    order: dict[Unknown, int], counts: NDArray[np.int64],
) -> None:  # fmt: skip
    at = np.asfortranarray(at)  # a column lies together
    usual = _Common.of(stakes, at, order, quorums)
    for d, design in enumerate(designs):
        held = drawn_so(stakes, design)
        common = _Common.of(held, at, order, quorums) if design.numbers else usual
        p = common.values.patience
        fixed = _Fixed.of(held, with_errors(common.values, design.errors, at, order))
        whatever = [_counted(each, len(at)) for each in fixed.held]
        rest = fixed.held[0] & fixed.held[1]
        for q, chance in enumerate(common.executes):
            _add(counts[d, q], _holds(stakes, fixed, common.actors, chance, p, 1 - p), rest, whatever, len(at))


class _Common(NamedTuple):
    """What hangs on no line. executes: by number of consents, the chance of the award."""

    values: Drawn
    executes: list[Values]
    actors: dict[str, _Actor]

    @staticmethod
    def of(
        stakes: Stakes, at: NDArray[np.float64], order: dict[Unknown, int], quorums: Sequence[int]
    ) -> _Common:  # fmt: skip
        """Of the stakes, at shares of what is unknown."""
        values = drawn(stakes, at, order)
        p = values.patience
        return _Common(values, _executed(stakes, values, quorums), {
            side.name: _Actor((1 - p) * (own["peace"] - own["no_agreement"]), p * (own["award"] - own["no_agreement"]))
            for side in stakes.sides for own in (values.sides[side.name],)
        })  # fmt: skip


class _Fixed(NamedTuple):
    """What does not hang on the quorum. false: of certified breaches. stick: of each size of the accused's, what it
    costs where all consents stand, and what it brings; those that bring something in every draw are one, by the least
    quotient of the two, and bring 1. own: of the beneficiary's, how much surer it is found than without it, least and
    most likewise, and what it brings; at_stake: what it then loses of the peace, and by awards, in no draw less than
    nothing if it can_only_lose; own_false: how often it is found in vain. flag: four terms of C4. held: C7 and C8."""

    false: Values
    stick: tuple[tuple[Values, Values], ...]
    own: tuple[tuple[Values, Values, Values], ...]
    at_stake: tuple[Values, Values]
    own_false: Values
    can_only_lose: bool
    flag: tuple[Values, Values, Values, Values]
    held: tuple[Values, Values]

    @staticmethod
    def of(stakes: Stakes, values: Drawn) -> _Fixed:
        """Of one design."""
        a, b = values.sides[stakes.accused.name], values.sides[stakes.beneficiary.name]
        p, false = values.patience, values.false * values.certified_false
        staged = staged_by(values)
        stick = tuple(
            (p * (a["peace"] - a["award"]) * (found_of(stakes, values, violation.size) - false), gain)
            for violation, gain in zip(stakes.accused.violations, values.gains[stakes.accused.name], strict=True)
        )
        flag = (
            b["provoking_cost"], (staged.blamed - false) * (p * (b["award"] - b["peace"])),
            staged.exposed * (p * (b["peace"] - b["exposed"])),
            staged.exposed * (p * p * (b["award"] - b["exposed"]) / (1 - p)),
        )  # fmt: skip
        own = tuple(
            (found_of(stakes, values, breach.size) - false, gain)
            for breach, gain in zip(stakes.beneficiary.violations, values.gains[stakes.beneficiary.name], strict=True)
        )
        at_stake = (p * (b["peace"] - b["sanctioned"]), p * p * (b["award"] - b["sanctioned"]) / (1 - p))
        real = belief(values.prior, values.found[0] * values.certified_true, false)
        honoured: Values = True
        for side in stakes.guarantors:
            g = values.sides[side.name]
            honoured = honoured & (
                honours(real, g["honouring_benefit"], g["honouring_cost"], g["dishonour_loss"], g["revoking_cost"]) >= 0
            )
        after = no_moral_hazard(
            p, staged.exposed, b["cover_left"], b["award"], b["exposed"], b["provoking_cost"],
            b["provoking_gain_after"],
        )
        lines = tuple((least, gain) for least, _, gain in _together(stick))
        only = bool(np.all(at_stake[0] >= 0) and np.all(at_stake[1] >= 0))
        return _Fixed(false, lines, _together(own), at_stake, p * false, only, flag, (honoured, after >= 0))


def _together(stick: Sequence[tuple[Values, Values]]) -> tuple[tuple[Values, Values, Values], ...]:
    """The least and the greatest of what is lost, and what is gained."""
    others = tuple((costs, costs, gain) for costs, gain in stick if not np.all(gain > 0))
    paying = [costs / gain for costs, gain in stick if np.all(gain > 0)]
    return ((reduce(np.minimum, paying), reduce(np.maximum, paying), 1.0), *others) if paying else others


def _holds(
    stakes: Stakes, fixed: _Fixed, actors: dict[str, _Actor], chance: Values, p: Values, later: Values
) -> tuple[Values, ...]:
    """Whether C1 to C6 hold."""
    awards = fixed.false * chance
    horizon = later + p * awards

    def signs(name: str) -> Values:
        return actors[name].settled + awards * actors[name].awarded >= 0

    stick: Values = True
    for costs, gain in fixed.stick:
        stick = stick & (chance * costs >= _times(gain, horizon))
    settled, hoped = fixed.at_stake
    loses, ends = settled + awards * hoped, horizon + fixed.own_false
    own: Values = True
    for least, most, gain in fixed.own:  # what would be lost can be less than nothing, and then the most counts
        lost_surely = least * loses if fixed.can_only_lose else np.minimum(least * loses, most * loses)
        own = own & (lost_surely >= _times(gain, ends))
    cost, won, lost, lost_later = fixed.flag
    flag = cost * horizon - chance * won + lost + awards * lost_later >= 0
    guarantors: Values = True
    for side in stakes.guarantors:
        guarantors = guarantors & signs(side.name)
    return signs(stakes.accused.name), stick, signs(stakes.beneficiary.name), flag, own, guarantors


def _times(factor: Values, of: Values) -> Values:
    """A product; one with 1 costs nothing."""
    return of if isinstance(factor, float) and factor == 1 else factor * of


def _add(
    counts: NDArray[np.int64], held: tuple[Values, ...], rest: Values, whatever: Sequence[int], draws: int
) -> None:
    """rest: whether C7 and C8 hold, which no quorum changes; whatever: in how many draws each of them does."""
    for label, each in enumerate(held):
        counts[label] += _counted(each, draws)
        rest = rest & each
    for label, count in zip((6, 7), whatever, strict=True):
        counts[label] += count
    counts[-1] += _counted(rest, draws)


def _counted(held: Values, draws: int) -> int:
    return int(np.count_nonzero(held)) if np.ndim(held) else draws * bool(held)


def _executed(stakes: Stakes, values: Drawn, quorums: Sequence[int]) -> list[Values]:
    """The chance of the award for each number of consents of the first group; of the others as the text asks."""
    others = [rule.count or len(stakes.groups[rule.of]) for rule in stakes.guarantee.consents[1:]]
    return each_enough([[quorum, *others] for quorum in quorums], standing_by(stakes, values))
