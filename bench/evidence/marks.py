"""All marks of one way of grouping on one world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from bench.evidence.ceiling import ceiling
from bench.evidence.measures import (
    answers,
    attributed,
    b_cubed,
    corroboration,
    count_ratio,
    error_by_chance,
    pairs,
)
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


def marks(way: str, setting: Setting, seed: int, reports: int) -> dict[str, Any]:
    """The columns of the table for one world; `told` and `groups`: each answer to who did it, and of how many groups,
    for those columns that are made of all worlds together (`of_all`). What a way does not do is None.
    """
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
    of_each: dict[str, Any] = {
        "F1": cubed.f1, "P": cubed.precision, "R": cubed.recall, "pair P": paired.precision, "pair R": paired.recall,
        "count": count_ratio(found, truth),
        "false corr": corroboration(grouped.origins, found, truth, world.voice_of).false_share,
    }  # fmt: skip
    told = None if grouped.attributed is None else answers(grouped.attributed, found, truth, world.culprit)
    return of_each | {"s": seconds, "MiB": float(mib), "told": told, "groups": len(set(found.values()))}


def of_all(rows: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    """The columns about who did it, of the answers of all worlds together: a few hundred answers alone would show an
    error of calibration by chance. `by chance`: as much as perfectly calibrated answers would show still."""
    if any(row.get("told") is None for row in rows):
        return dict.fromkeys(("ECE", "by chance", "Brier", "right", "abstain"))
    told = [(p, right) for row in rows for p, right in row["told"]]
    who = attributed(told, sum(row["groups"] for row in rows))
    return {
        "ECE": who.error, "by chance": error_by_chance(told), "Brier": who.brier, "right": who.accuracy,
        "abstain": who.abstained,
    }  # fmt: skip
