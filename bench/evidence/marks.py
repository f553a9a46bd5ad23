"""All marks of one way of grouping on one world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import partial
from typing import Literal

from bench.evidence.ceiling import ceiling
from bench.evidence.measures import attribution, b_cubed, corroboration, count_ratio, pairs
from bench.evidence.peak import measured
from bench.evidence.splink_way import splink
from bench.evidence.ways import Grouped, foedus, union_find
from bench.evidence.world import World, days_for, make
from foedus.report.model import Report


@dataclass(frozen=True)
class Setting:
    """A world to measure on, but for its seed."""

    per_day: int
    misstated: str = "1"
    lineage: Literal["stated", "found"] = "stated"

    def world(self, seed: int, reports: int) -> World:
        """A world of about so many reports."""
        misstated = Fraction(self.misstated)
        return make(
            seed, self.per_day, days_for(reports, self.per_day), precision_misstated=misstated, lineage=self.lineage
        )

    def __str__(self) -> str:
        precision = f", precision x{self.misstated}" if self.misstated != "1" else ""
        return f"{self.per_day} a day{precision}, lineage {'stated' if self.lineage == 'stated' else 'to be found'}"


SETTINGS: Sequence[Setting] = (
    Setting(11), Setting(38), Setting(115), Setting(38, "1/2"), Setting(38, "2"),
    Setting(11, lineage="found"), Setting(38, lineage="found"), Setting(115, lineage="found"),
)  # fmt: skip
SPLINK_IN_HINDSIGHT = 0.8
"""The threshold of 0.5, 0.8, 0.9 and 0.99 with the best F1 at 38 and at 115 a day (seed 101)."""
WAYS: Mapping[str, Callable[[Sequence[Report], str], Grouped]] = {
    "Foedus": foedus, "splink": splink, "splink 0.8": partial(splink, threshold=SPLINK_IN_HINDSIGHT),
    "union-find": union_find,
}  # fmt: skip
CEILING = "(knows the truth)"


def marks(way: str, setting: Setting, seed: int, reports: int) -> dict[str, float | None]:
    """Every column of the table for one world. What a way does not do is None."""
    world = setting.world(seed, reports)
    truth = {r: world.incident_of[r] for r in sorted(world.judged)}
    given = world.reports if way == "Foedus" else [world.by_id[r] for r in truth]
    world.voice_of  # noqa: B018  what is kept with the world is made before the measuring
    if way == CEILING:
        grouped, seconds, mib = measured(lambda: ceiling(world))
    else:
        grouped, seconds, mib = measured(lambda: WAYS[way](given, world.accord))
    found = {r: grouped.group_of.get(r, r) for r in truth}
    cubed, paired = b_cubed(found, truth), pairs(found, truth)
    of_each: dict[str, float | None] = {
        "F1": cubed.f1, "P": cubed.precision, "R": cubed.recall, "pair P": paired.precision, "pair R": paired.recall,
        "count": count_ratio(found, truth),
        "false corr": corroboration(grouped.origins, found, truth, world.voice_of).false_share,
    }  # fmt: skip
    who = dict.fromkeys(("error", "brier", "accuracy", "abstained"))
    if grouped.attributed is not None:
        who = asdict(attribution(grouped.attributed, found, truth, world.culprit))
    of_each |= {"ECE": who["error"], "Brier": who["brier"], "right": who["accuracy"], "abstain": who["abstained"]}
    return of_each | {"s": seconds, "MiB": float(mib)}
