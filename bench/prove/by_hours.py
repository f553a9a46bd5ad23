"""Who can block or cause the award of a measured accord, by z3 over every hour of it: bounded reachability.

The accord of `accords.py` and no other: a body that certifies, with assent by silence, one challenge, a court, consents
that can be taken back at any time. A step is what is done at an instant, or an hour that passes; as many as there can
be. The others act when it suits the coalition, within their duty; whether it can whatever they do is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import z3

from bench.prove.by_thresholds import smallest

ATTESTING, CHALLENGEABLE, CHALLENGED, AWARDED, NOT_AWARDED = range(5)


@dataclass(frozen=True)
class Sizes:
    """How many there are of the three classes, and how many of them decide; limits in hours."""

    watch: tuple[int, int]
    court: tuple[int, int]
    guarantors: tuple[int, int]
    hours: int


@dataclass(frozen=True)
class Moment:
    """Before a step. since: when the stage began. free_for, free_against: votes of the coalition in it; honest: of the
    others, for a true breach or against a false one. gone: consents taken back."""

    at: Any
    stage: Any
    since: Any
    free_for: Any
    free_against: Any
    honest: Any
    gone: Any


def smallest_by_hours(sizes: Sizes, aim: str) -> Iterator[tuple[int, ...]]:
    """The smallest numbers of (watch, court, guarantors) that can, one after the other."""
    coalition = tuple(z3.Int(name) for name in ("watch", "court", "guarantors"))
    tops = (sizes.watch[0], sizes.court[0], sizes.guarantors[0])
    solver = z3.Solver()
    now, begins = _moment(0), (0, ATTESTING, 0, 0, 0, 0, 0)
    solver.add(*(getattr(now, each.name) == value for each, value in zip(fields(now), begins, strict=True)))
    for number in range(1, 3 * (sizes.hours + 1) + 4):
        after = _moment(number)
        solver.add(_step(sizes, aim == "block", coalition, now, after, number))
        now = after
    solver.add(now.stage == (NOT_AWARDED if aim == "block" else AWARDED))
    return smallest(solver, coalition, tops)


def _moment(number: int) -> Moment:
    return Moment(*(z3.Int(f"{each.name} {number}") for each in fields(Moment)))


def _step(sizes: Sizes, true: bool, coalition: tuple[Any, ...], now: Moment, after: Moment, number: int) -> Any:
    """What is done at an instant, and where that leads; or, if it leads nowhere and nobody owes anything, an hour."""
    done, challenges, passes = _moment(-number), z3.Bool(f"challenges {number}"), z3.Bool(f"passes {number}")
    watch, court, guarantors = coalition
    attests, ruled = now.stage == ATTESTING, now.stage == CHALLENGED
    free, all_ = z3.If(attests, watch, z3.If(ruled, court, 0)), z3.If(attests, sizes.watch[0], sizes.court[0])
    others = z3.If(z3.Or(attests, ruled), all_ - free, 0)
    acts = z3.And(
        done.free_for >= now.free_for, done.free_against >= now.free_against, done.honest >= now.honest,
        done.free_for + done.free_against <= free, done.honest <= others, done.gone >= now.gone,
        done.gone <= (guarantors if true else sizes.guarantors[0] - guarantors),
    )  # fmt: skip
    in_favour = done.free_for + (done.honest if true else 0)
    against = done.free_against + (0 if true else done.honest)
    verified = z3.And(attests, in_favour >= sizes.watch[1])
    refused = z3.And(attests, against > sizes.watch[0] - sizes.watch[1])
    disputed = z3.And(now.stage == CHALLENGEABLE, challenges)
    rejected = z3.And(ruled, in_favour >= sizes.court[1])
    upheld = z3.And(ruled, against >= sizes.court[1])
    last = now.at == now.since + sizes.hours
    owed = z3.And(last, z3.Or(done.honest < others, z3.And(now.stage == CHALLENGEABLE, not true)))
    if not true:
        owed = z3.Or(owed, done.gone < sizes.guarantors[0] - guarantors)
    over = z3.Or(now.stage == AWARDED, now.stage == NOT_AWARDED)
    awarded = z3.If(sizes.guarantors[0] - done.gone >= sizes.guarantors[1], AWARDED, NOT_AWARDED)
    silent = z3.And(passes, last)
    to = z3.If(over, now.stage, z3.If(z3.Or(verified, z3.And(silent, attests)), CHALLENGEABLE,
         z3.If(z3.Or(refused, upheld), NOT_AWARDED, z3.If(disputed, CHALLENGED,
         z3.If(z3.Or(rejected, silent), awarded, now.stage)))))  # fmt: skip
    moved = z3.Or(verified, refused, disputed, rejected, upheld)
    kept = after.stage == now.stage
    return z3.And(
        acts, z3.Implies(passes, z3.Not(z3.Or(moved, owed))), after.stage == to, after.gone == done.gone,
        after.at == now.at + z3.If(z3.And(passes, z3.Not(over)), 1, 0), after.since == z3.If(kept, now.since, now.at),
        after.free_for == z3.If(kept, done.free_for, 0), after.free_against == z3.If(kept, done.free_against, 0),
        after.honest == z3.If(kept, done.honest, 0),
    )  # fmt: skip
