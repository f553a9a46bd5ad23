"""How often what is said to be probable is true: attributions of generated incidents against who did them.

    python -m bench.evidence.calibration [--seeds 11-15] [--svg reliability.svg] [--happened] [--all] [--front]

Four ways are compared: the weights of the table by Dempster's rule, as before anything was learnt; the same weights
as the prior of the model; and what the model has learnt by each month from what was known before it and no truth, once
for each incident as it was first known, once looking back from the last day.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import prod
from pathlib import Path

from bench.evidence.front_truth import FRONTS, truths
from bench.evidence.happenings import NORTH, SOUTH
from bench.evidence.testimonies import Shape, Truth, make
from foedus.basics.instant import Instant
from foedus.basics.probability import SURE, nano
from foedus.incident.attribution import Testimony, attributed
from foedus.incident.behaviour import WEIGHTS, Behaviour, unlearnt
from foedus.incident.learning import Case, learn, relearning_instant
from foedus.incident.model import Attribution

BINS = 10
Way = Callable[[Truth], Attribution]

SHAPES: Mapping[str, Shape] = {
    "two parties": Shape(),
    "four parties": Shape(
        parties=("AA", "BB", "CC", "DD"), culprits=(0.35, 0.3, 0.2, 0.05, 0.10), sources=60, per_day=10
    ),
    "few reports": Shape(sources=15, per_day=2),
    "one party does most": Shape(culprits=(0.75, 0.2, 0.05)),
    "murky, leaning, stepping": Shape(murky=0.2, leaning=0.6, stepping=0.8),
    "none of its errors": Shape(
        murky=0, leaning=0, stepping=0, act_matters=0, regional=0.25, skew=0, spread=0, invented=0
    ),
}
"""Worlds of the measurement; those of tests are drawn with other seeds."""


@dataclass
class Reliability:
    """The owner of a tally by how probable the most probable was said to be: bins, abstentions, squared errors."""

    said: list[float] = field(default_factory=lambda: [0.0] * BINS)
    true: list[int] = field(default_factory=lambda: [0] * BINS)
    count: list[int] = field(default_factory=lambda: [0] * BINS)
    squared: float = 0.0
    asked: int = 0
    named: int = 0

    def add(self, attribution: Attribution, culprit: str, *, abstaining: bool = True) -> None:
        """Take in one answer. abstaining: whether answers that favour nobody are left out, as they should be."""
        self.asked += 1
        if not attribution.parties:
            return
        self.named += 1
        best, p = max(attribution.parties, key=lambda share: (share[1], share[0]))
        if abstaining and not attribution.favoured:
            return
        place = min(BINS - 1, p * BINS // SURE)
        self.said[place] += p / SURE
        self.true[place] += best == culprit
        self.count[place] += 1
        self.squared += (p / SURE - (best == culprit)) ** 2

    @property
    def answered(self) -> int:
        """How many answers did not abstain."""
        return sum(self.count)

    @property
    def error(self) -> float:
        """The expected calibration error: mean over bins of |said - true|, weighed by how many are in the bin."""
        gaps = sum(abs(s - t) for s, t in zip(self.said, self.true, strict=True))
        return gaps / max(1, self.answered)

    @property
    def brier(self) -> float:
        """The mean squared error of the answers."""
        return self.squared / max(1, self.answered)

    @property
    def right(self) -> float:
        """The share of answers that were true."""
        return sum(self.true) / max(1, self.answered)

    @property
    def abstained(self) -> float:
        """The share of incidents of which somebody names somebody, and yet nobody is favoured."""
        return 1 - self.answered / max(1, self.named)

    def rows(self) -> list[tuple[float, float, int]]:
        """(said, true, count) of each bin that is not empty."""
        bins = zip(self.said, self.true, self.count, strict=True)
        return [(s / n, t / n, n) for s, t, n in bins if n]


def dempster(testimonies: Iterable[Testimony]) -> Attribution:
    """What was in force before: the weights of the table by Dempster's rule for simple support functions."""
    doubt: dict[str, Fraction] = {}
    for testimony in testimonies:
        for party, basis in testimony.evidence:
            doubt[party] = doubt.get(party, Fraction(1)) * (1 - WEIGHTS[basis])
    nobody = prod(doubt.values(), start=Fraction(1))
    masses = {p: (1 - d) * prod((e for q, e in doubt.items() if q != p), start=Fraction(1)) for p, d in doubt.items()}
    whole = nobody + sum(masses.values())
    return Attribution(tuple(sorted((p, nano(m / whole)) for p, m in masses.items())))


def by_month(world: Sequence[Truth], parties: Sequence[str]) -> Callable[[Instant], Behaviour]:
    """The behaviour in force at an instant, learnt from what was known at the last relearning before it."""
    held: dict[Instant, Behaviour] = {}

    def at(instant: Instant) -> Behaviour:
        when = relearning_instant(instant)
        if when not in held:
            held[when] = learn([Case(t.known_at, t.testimonies) for t in world if t.known_at <= when], parties, when)
        return held[when]

    return at


def ways(world: Sequence[Truth], parties: Sequence[str]) -> dict[str, Way]:
    """The four ways that are compared."""
    learnt, prior = by_month(world, parties), unlearnt(parties)
    return {
        "Dempster, fixed weights": lambda t: dempster(t.testimonies),
        "nothing learnt": lambda t: attributed(t.testimonies, prior),
        "learnt, as first known": lambda t: attributed(t.testimonies, learnt(t.known_at)),
        "learnt, looking back": lambda t: attributed(t.testimonies, learnt(world[-1].known_at)),
    }


def measured(
    shape: Shape, seeds: Iterable[int], *, abstaining: bool = True, happened: bool = False
) -> dict[str, Reliability]:
    """The tallies of each way over worlds of one shape, the first month, in which nothing is learnt yet, included.

    Where nothing happened every party named is wrong; with `happened` these incidents are left out.
    """
    tallies: dict[str, Reliability] = defaultdict(Reliability)
    for seed in seeds:
        world = make(seed, shape)
        for name, way in ways(world, shape.parties).items():
            for truth in (t for t in world if t.culprit or not happened):
                tallies[name].add(way(truth), truth.culprit, abstaining=abstaining)
    return dict(tallies)


def measured_on_front(per_day: int, days: int, seeds: Iterable[int]) -> dict[str, Reliability]:
    """The same on generated fronts, by their true groups and true witnesses."""
    tallies: dict[str, Reliability] = defaultdict(Reliability)
    for seed in seeds:
        world = truths(seed, per_day, days)
        for name, way in ways(world, (NORTH, SOUTH)).items():
            for truth in world:
                tallies[name].add(way(truth), truth.culprit)
    return dict(tallies)


def table(tallies: Mapping[str, Reliability]) -> list[str]:
    """Lines: for each way its figures."""
    lines = [f"  {'':26}{'ECE':>7}{'Brier':>8}{'right':>8}{'abstains':>10}{'answers':>9}"]
    return lines + [
        f"  {name:26}{r.error:7.3f}{r.brier:8.3f}{r.right:8.3f}{r.abstained:10.3f}{r.answered:9d}"
        for name, r in tallies.items()
    ]


def diagram(reliability: Reliability) -> list[str]:
    """Lines: for each bin what was said, what was true, how many."""
    return ["  said   true   answers"] + [f"  {s:.3f}  {t:.3f}  {n:7d}" for s, t, n in reliability.rows()]


def svg(reliabilities: Mapping[str, Reliability]) -> str:
    """The reliability diagram as a picture: on the line said is true, below it too much was said."""
    inks = ("#b04a3a", "#8a8a8a", "#1f5f8b", "#3f7f4f")
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460 470" font-family="sans-serif" font-size="12">',
        '<rect width="460" height="470" fill="white"/>',
        '<path d="M50 410 H450 M50 410 V10" stroke="black" fill="none"/>',
        '<path d="M50 410 L450 10" stroke="#bbb" stroke-dasharray="4 4" fill="none"/>',
        '<text x="250" y="445" text-anchor="middle">said to be probable</text>',
        '<text x="16" y="210" text-anchor="middle" transform="rotate(-90 16 210)">was true</text>',
    ]
    for tick in range(0, 11, 2):
        parts.append(f'<text x="{50 + 40 * tick}" y="426" text-anchor="middle">{tick / 10:.1f}</text>')
        parts.append(f'<text x="44" y="{414 - 40 * tick}" text-anchor="end">{tick / 10:.1f}</text>')
    for line, (ink, (name, reliability)) in enumerate(zip(inks, reliabilities.items(), strict=False)):
        points = [(50 + 400 * s, 410 - 400 * t, n) for s, t, n in reliability.rows()]
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{corners}" fill="none" stroke="{ink}"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + 8 * (n / reliability.answered) ** 0.5:.1f}" fill="{ink}"/>'
            for x, y, n in points
        ]
        label = f"{name}: expected calibration error {reliability.error:.3f}"
        parts.append(f'<text x="60" y="{26 + 16 * line}" fill="{ink}">{label}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Reliability of attributions on generated truth.")
    parser.add_argument("--seeds", default="11-13", help="first and last seed")
    parser.add_argument("--svg", type=Path, help="where to write the reliability diagram of the first kind of world")
    parser.add_argument("--all", action="store_true", help="tally answers that abstain, too")
    parser.add_argument("--front", action="store_true", help="the generated front, by its true groups and witnesses")
    parser.add_argument("--happened", action="store_true", help="leave out what never happened")
    asked = parser.parse_args()
    first, last = (int(part) for part in asked.seeds.split("-"))
    if asked.front:
        for per_day, days in FRONTS:
            tallies = measured_on_front(per_day, days, range(first, last + 1))
            name = f"{per_day} incidents a day, {days} days"
            print(name, *table(tallies), *diagram(tallies["learnt, looking back"]), sep="\n", flush=True)
        return
    for name, shape in SHAPES.items():
        tallies = measured(shape, range(first, last + 1), abstaining=not asked.all, happened=asked.happened)
        print(name, *table(tallies), *diagram(tallies["learnt, as first known"]), sep="\n", flush=True)
        if asked.svg and shape == replace(Shape()):
            asked.svg.write_text(svg(tallies), encoding="utf-8")


if __name__ == "__main__":
    main()
