"""A place known by its name, or by a wide disc, of which so many reports tell that not all are compared with all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foedus.basics.place import Area, Point
from foedus.incident.by_name import MOST_TOLD
from foedus.incident.fuse import Fusion, fuse
from foedus.incident.model import Known, Reading
from foedus.report.model import Kind, Range, Report
from fusing import DAY, FAR_FUTURE, START, Zones, accord, report

ORIGINS = ("Monitors", "Gazette", "Villagers", "AA-MoD")


def crowd(seed: int, many: int, days: int, place: Area | Point, act: str = "air alert") -> list[Report]:
    """Reports at random times, known after random delays; one in eight is taken back some days later."""
    chance = np.random.Generator(np.random.Philox(key=seed))
    told: list[Report] = []
    for n in range(many):
        origin = ORIGINS[int(chance.integers(len(ORIGINS)))]
        hours = float(chance.random()) * 24 * days
        known = START + int(hours // 24 + 1 + chance.integers(6)) * DAY
        made = report(
            origin, hours, place, act, lasting=int(chance.integers(120)) * 60_000_000, source_row=str(n),
            outlet=f"{origin}'s paper", casualties=Range(0, 0, int(chance.integers(4))),
        )  # fmt: skip
        told.append(replace(made, known_at=known))
    gone = chance.choice(many, many // 8, replace=False)
    told += [
        replace(told[int(n)], kind=Kind.RETRACTION, retracts=(told[int(n)].id,), known_at=told[int(n)].known_at + DAY)
        for n in gone
    ]
    return told


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("place", [Area("South"), Point(37_000_000, 48_000_000, 30_000)], ids=["name", "disc"])
def test_step_by_step_gives_what_all_at_once_gives_where_more_are_near_than_are_compared(
    seed: int, place: Area | Point
) -> None:
    """Of 400 reports in ten days some 180 are within reach of each, nearly three times as many as it is compared with.
    """
    reports = crowd(seed, 400, 10, place)
    cache: dict[Reading, Fusion] = {}
    for day in range(1, 19):
        at = START + day * DAY
        known, anew = (fuse(accord(), Zones(), reports, at, cache=held) for held in (cache, None))
        assert known == anew, f"seed {seed}, day {day}"
    assert len(known.incidents) > MOST_TOLD


def test_who_is_the_next_but_so_many_changes_with_each_that_comes_between_or_goes() -> None:
    """Two reports of one strike are one incident while they are among each other's next `MOST_TOLD` at their place, and
    two with one more of other acts between them; and this the same step by step and at once."""
    told = {"casualties": Range(17, 17, 17), "target": "substation"}
    strike = [
        report(origin, hours, Area("South"), "airstrike", **told) for origin, hours in (("Monitors", 0), ("Gazette", 1))
    ]
    between = [
        report("Monitors", n / 70, Area("South"), "shelling", source_row=str(n)) for n in range(1, MOST_TOLD + 1)
    ]
    elsewhere = [report("Monitors", 24 * n, Area("North"), source_row=f"n{n}") for n in range(6 * MOST_TOLD)]
    gone = replace(between[-1], kind=Kind.RETRACTION, retracts=(between[-1].id,))
    so_far = [*strike, *between[:-1], *elsewhere]
    fusion = Fusion(accord(), Zones())
    together = [same_incident(fusion.learn(so_far, FAR_FUTURE), strike)]
    for more in (between[-1], gone):
        so_far.append(more)
        step, anew = fusion.learn([more], FAR_FUTURE), Fusion(accord(), Zones()).learn(so_far, FAR_FUTURE)
        assert step.incidents == anew.incidents
        together.append(same_incident(step, strike))
    assert together == [True, False, True]


def same_incident(known: Known, reports: list[Report]) -> bool:
    """Whether all of them are reports of one incident."""
    return any({r.id for r in reports} <= set(i.reports) for i in known.incidents)
