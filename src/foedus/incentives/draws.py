"""Draws of what nobody knows exactly: each number anywhere in its range, and in the order of its ranking (rule V3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from foedus.incentives.deal import Values
from foedus.incentives.stakes import Errors, Range, Side, Stakes

Shares: TypeAlias = NDArray[np.float64]
"""Shape (draws, unknowns): where in its range each number lies, 0 at its lower end, 1 at its upper."""


class Unknown(NamedTuple):
    """A number that has a range. side: whose, `errors` or `` for the deal as a whole. setting: as in the file."""

    side: str
    setting: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One or many draws. sides: numbers by side and setting. gains: by side, of each violation in order. found: of each
    size in order, the chance that evidence finds it. strength: by setting, empty where nothing is said of it. Each is a
    number where it is known, else an array."""

    patience: Values
    prior: Values
    false: Values
    blamed: Values
    exposed: Values
    certified_true: Values
    certified_false: Values
    found: tuple[Values, ...]
    sides: Mapping[str, Mapping[str, Values]]
    gains: Mapping[str, tuple[Values, ...]]
    strength: Mapping[str, Values]


def unknowns(stakes: Stakes) -> tuple[Unknown, ...]:
    """The numbers that have a range, in one order. The chances to be found, and the gains of a side, count as one each:
    who finds small breaches well finds large ones well, and who gains much by small ones gains much by large ones."""
    return tuple(_unknowns(stakes))


def _unknowns(stakes: Stakes) -> Iterator[Unknown]:
    errors = stakes.errors
    for name, given in (("patience", stakes.patience), ("prior", stakes.prior)):
        if not given.is_known:
            yield Unknown("", name)
    for name in ("false", "blamed", "exposed", "certified_true", "certified_false"):
        if not getattr(errors, name).is_known:
            yield Unknown("errors", name)
    if any(not row.chance.is_known for row in errors.found):
        yield Unknown("errors", "found")
    for side in stakes.sides:
        for setting, given in side.numbers.items():
            if not given.is_known:
                yield Unknown(side.name, setting)
        if any(not row.gain.is_known for row in side.violations):
            yield Unknown(side.name, "violations")
    if stakes.strength is not None:
        said = stakes.strength._asdict()
        yield from (Unknown("strength", name) for name, given in said.items() if not given.is_known)


def shares(draws: int, of: int, seed: int) -> Shares:
    """So many draws of so many shares: Philox (Salmon and others 2011), whose bits are the same on every machine."""
    return Generator(Philox(key=seed)).random((draws, of))


def drawn(stakes: Stakes, at: Shares, order: Mapping[Unknown, int] | None = None) -> Drawn:
    """The numbers at these shares. order: the column of each unknown, as `unknowns` puts them if it is not given."""
    columns = order if order is not None else {each: i for i, each in enumerate(unknowns(stakes))}
    patience, prior = (
        _single(given, at, columns, Unknown("", name))
        for name, given in (("patience", stakes.patience), ("prior", stakes.prior))
    )
    sides = {side.name: _numbers(side, at, columns) for side in stakes.sides}
    gains = {
        side.name: tuple(
            _single(violation.gain, at, columns, Unknown(side.name, "violations")) for violation in side.violations
        )
        for side in stakes.sides
    }
    said = stakes.strength._asdict() if stakes.strength is not None else {}
    strength = {name: _single(given, at, columns, Unknown("strength", name)) for name, given in said.items()}
    return _with(stakes.errors, patience, prior, (sides, gains, strength), at, columns)


def with_errors(values: Drawn, errors: Errors, at: Shares, order: Mapping[Unknown, int]) -> Drawn:
    """The same draws of everything but how often evidence errs, which is drawn of other ranges."""
    return _with(errors, values.patience, values.prior, (values.sides, values.gains, values.strength), at, order)


def _with(
    errors: Errors, patience: Values, prior: Values,
    others: tuple[Mapping[str, Mapping[str, Values]], Mapping[str, tuple[Values, ...]], Mapping[str, Values]],
    at: Shares, columns: Mapping[Unknown, int],
) -> Drawn:  # fmt: skip
    def number(setting: str, given: Range) -> Values:
        return _single(given, at, columns, Unknown("errors", setting))

    most = min(errors.blamed.high, 1 - errors.exposed.low)  # both together are at most 1
    blamed = number("blamed", Range(min(errors.blamed.low, most), most))
    exposed: Values = errors.exposed.low
    if not errors.exposed.is_known:
        left = np.minimum(errors.exposed.high, 1 - blamed)
        exposed = _between(errors.exposed.low, left, at[:, columns[Unknown("errors", "exposed")]])
    return Drawn(
        patience, prior, number("false", errors.false), blamed, exposed,
        number("certified_true", errors.certified_true), number("certified_false", errors.certified_false),
        tuple(number("found", row.chance) for row in errors.found), *others,
    )  # fmt: skip


def _single(given: Range, at: Shares, columns: Mapping[Unknown, int], name: Unknown) -> Values:
    return given.low if given.is_known else _between(given.low, given.high, at[:, columns[name]])


def _between(low: Values, high: Values, share: Values) -> Values:
    return low + (high - low) * share


def _numbers(side: Side, at: Shares, columns: Mapping[Unknown, int]) -> dict[str, Values]:
    """What is ranked is drawn from the best down: each between its least and what the one above it leaves."""
    found: dict[str, Values] = {}
    above: Values | None = None
    for i, setting in enumerate(side.ranking):
        given = side.numbers[setting]
        low = max(side.numbers[worse].low for worse in side.ranking[i:])
        high = given.high if above is None else np.minimum(given.high, above)
        column = columns.get(Unknown(side.name, setting))
        above = given.low if column is None else _between(low, high, at[:, column])
        found[setting] = above
    for setting, given in side.numbers.items():
        if setting not in found:
            column = columns.get(Unknown(side.name, setting))
            found[setting] = given.low if column is None else _between(given.low, given.high, at[:, column])
    return found
