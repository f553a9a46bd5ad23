"""Time and memory of many draws, thresholds and quorums, and the same question asked of Gambit and QuantEcon.

Usage: python -m bench.incentives [--draws 1000000] [--points 200] [--repetitions 3]

The question of a point: does anybody gain by departing alone from keeping the deal? Foedus answers it from closed
forms, for all draws at once; Gambit by the regret of that profile on the exported tree; QuantEcon by whether it is a
Nash equilibrium of the same tree in normal form. Their trees are built before the clock runs, ours include the drawing
of numbers. All must answer the same of the points, or nothing is printed.
"""

from __future__ import annotations

import argparse
import io
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from foedus.accord.read_accord import read_accord
from foedus.incentives.deal import Provocation, belief, honours, no_false_flag, stick
from foedus.incentives.export_efg import Guarantor, Point, efg
from foedus.incentives.regions import regions
from foedus.incentives.stakes import Design, Errors, Found, Range, Stakes
from foedus.incentives.template import neutral
from foedus.procedure.compiling import compile_procedure

ACCORD = Path(__file__).parents[2] / "library" / "conditional_accession" / "conditional_accession.accord"
QUORUMS = (32, 30, 28, 24, 22, 17)
DESIGNS = 20


def stakes_and_designs() -> tuple[Stakes, list[Design]]:
    """The sample accord with the neutral template, and so many ways to draw the line, from keen to blind."""
    accord = read_accord(ACCORD).accord
    assert accord is not None
    procedure = compile_procedure(accord)
    stakes = neutral(procedure.guarantees[0], procedure)
    return stakes, [Design(str(n), _blunted(stakes.errors, n)) for n in range(1, DESIGNS + 1)]


def _blunted(errors: Errors, by: int) -> Errors:
    def scaled(given: Range, factor: float) -> Range:
        return Range(given.low * factor, min(1.0, given.high * factor))

    found = tuple(Found(row.size, scaled(row.chance, 1 / (1 + by / 20))) for row in errors.found)
    return replace(errors, false=scaled(errors.false, 2 / by), found=found)


def alone(draws: int) -> None:
    """In a process of its own, so that its memory is its own."""
    stakes, designs = stakes_and_designs()
    regions(stakes, designs, QUORUMS, 10_000)
    start = time.perf_counter()
    regions(stakes, designs, QUORUMS, draws)
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def point(draws: Random) -> Point:
    """A belief near where constraints hold, so that about as many do as do not."""
    def number(low: float, high: float) -> Fraction:
        return Fraction(round(draws.uniform(low, high) * 10_000), 10_000)

    blamed = number(0.05, 0.7)
    return Point(
        "R", "B", number(0.3, 0.97), number(0.01, 0.2), number(0.01, 0.2), number(0.3, 0.95), blamed,
        min(number(0, 0.6), 1 - blamed), number(0.3, 1), (Fraction(1), number(-2, 0.5), number(0, 1.5)),
        (Fraction(1), number(1, 5), number(0, 0.95), number(0, 0.3)),
        (Guarantor("G", number(0.5, 3), number(0, 1.2), number(0.1, 1.5), number(0, 0.5)),),
    )  # fmt: skip


def holds(of: Point) -> bool:
    """By the closed forms."""
    kept, awarded, gain = of.of_accused
    own, won, after, cost = of.of_beneficiary
    real = belief(of.prior, of.found, of.false)
    slacks = [
        stick(of.course, of.found, kept, awarded, gain),
        no_false_flag(of.course, Provocation(of.blamed, of.exposed), own, won, after, cost),
        *(honours(real, g.benefit, g.cost, g.loss, g.revoking) for g in of.guarantors),
    ]
    return all(slack >= 0 for slack in slacks)


def by_gambit(trees: list[Any]) -> list[bool]:
    """Regret of keeping the deal, in floating point."""
    found = []
    for tree in trees:
        profile = tree.mixed_behavior_profile(data=[[[1, 0]]] * 3)
        found.append(float(profile.agent_max_regret()) < 1e-9)
    return found


def by_quantecon(games: list[Any]) -> list[bool]:
    """Whether it is a Nash equilibrium."""
    return [bool(game.is_nash((0, 0, 0), tol=1e-9)) for game in games]


def normal_form(tree: Any) -> Any:
    """The same game for QuantEcon: each player's payoffs, its own action first."""
    import numpy as np
    import quantecon.game_theory as theory

    payoffs = [np.asarray(each, dtype=float) for each in tree.to_arrays(dtype=float)]
    players = [theory.Player(np.moveaxis(own, range(n), range(-n, 0))) for n, own in enumerate(payoffs)]
    return theory.NormalFormGame(players)


def per_point(work: Callable[[], list[bool]], expected: list[bool], repetitions: int) -> float:
    """Seconds of one point, the median; ends the run where an answer differs."""
    took = []
    for _ in range(repetitions):
        start = time.perf_counter()
        found = work()
        took.append((time.perf_counter() - start) / len(expected))
        if found != expected:
            sys.exit("The ways do not agree, so that no time means anything.")
    return statistics.median(took)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        alone(given.draws)
        return
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    runs = [
        [float(part) for part in subprocess.run(
            [sys.executable, "-m", "bench.incentives", "--alone", "--draws", str(given.draws)],
            capture_output=True, text=True, check=True,
        ).stdout.split()]
        for _ in range(given.repetitions)
    ]  # fmt: skip
    seconds, memory = (statistics.median(column) for column in zip(*runs, strict=True))
    each = seconds / (given.draws * DESIGNS * len(QUORUMS))
    print(f"{given.draws:,} draws, {DESIGNS} thresholds, {len(QUORUMS)} quorums, all constraints: {seconds:.1f} s "
          f"({min(r[0] for r in runs):.1f} to {max(r[0] for r in runs):.1f}), {memory:.0f} MiB; a point "
          f"{each * 1e9:.0f} ns\n")  # fmt: skip
    points = [point(Random(n)) for n in range(given.points)]
    expected = [holds(each) for each in points]
    print(f"| of {given.points} points, {sum(expected)} of which hold | a point | ratio |\n|---|---:|---:|")
    print(f"| Foedus, all eight constraints | {each * 1e9:.0f} ns | 1 |")
    if find_spec("pygambit") is None:
        sys.exit("Gambit is not installed: make bench-incentives installs it.")
    import pygambit

    trees = [pygambit.read_efg(io.BytesIO(efg(one, "one period").encode())) for one in points]
    took = per_point(lambda: by_gambit(trees), expected, given.repetitions)
    print(f"| Gambit, regret of C2, C4 and C7 | {took * 1e6:,.0f} µs | {took / each:,.0f} |")
    if find_spec("quantecon") is not None:
        games = [normal_form(tree) for tree in trees]
        took = per_point(lambda: by_quantecon(games), expected, given.repetitions)
        print(f"| QuantEcon, Nash equilibrium of C2, C4 and C7 | {took * 1e6:,.0f} µs | {took / each:,.0f} |")


if __name__ == "__main__":
    main()
