"""How fast is the fusion, and does one crowded day stop it? Each figure in a process of its own."""

from __future__ import annotations

import statistics
import time
from random import Random

from bench.evidence.geography import line, point
from bench.evidence.happenings import ACTS, NORTH, SOUTH
from bench.evidence.peak import measured
from bench.evidence.stating import instant
from bench.evidence.ways import accord_of
from bench.evidence.world import ACCORD, days_for, make
from foedus.basics.instant import FAR_FUTURE, HOUR, MINUTE, Interval
from foedus.incident.fuse import Fusion, fuse
from foedus.report.model import Basis, Claim, Kind, Report

PER_DAY = 38
ONE_MORE = 200
FLOOD = 50_000


def at_size(reports: int, seed: int) -> dict[str, float]:
    """Batch seconds and MiB for about so many reports, and milliseconds for one more, half of them and 99 of 100."""
    world = make(seed, PER_DAY, days_for(reports + ONE_MORE, PER_DAY))
    accord, zones = accord_of(world.accord)
    first, more = list(world.reports[:-ONE_MORE]), world.reports[-ONE_MORE:]
    fusion = Fusion(accord, zones)
    _, seconds, mib = measured(lambda: fusion.known(first, first[-1].known_at))
    each = []
    for report in more:
        start = time.perf_counter()
        fusion.learn([report], report.known_at)  # as a watch does: each is known when it is received
        each.append((time.perf_counter() - start) * 1000)
    return {"reports": len(world.reports), "batch s": seconds, "MiB": float(mib),
            "one more p50 ms": statistics.median(each), "p99 ms": statistics.quantiles(each, n=100)[98]}  # fmt: skip


def flooded(seed: int) -> dict[str, float]:
    """The same for a flood: 50,000 reports within a day and 3 km, all different."""
    accord, zones = accord_of(ACCORD)
    reports = flood(seed, FLOOD)
    known, seconds, mib = measured(lambda: fuse(accord, zones, reports, FAR_FUTURE))
    return {"reports": len(reports), "incidents": len(known.incidents), "batch s": seconds, "MiB": float(mib)}


def flood(seed: int, many: int) -> list[Report]:
    """What a network of accounts could send within a day about one place, to hide something or to break the machine."""
    random = Random(f"{seed}/flood")
    acts = tuple(ACTS)
    reports = []
    for number in range(many):
        at_h = 240 + random.uniform(0, 23)
        x, y = 200 + random.uniform(-2, 2), line(200) + random.uniform(-2, 2)
        at, outlet = instant(at_h), f"Account {random.randrange(5_000)}"
        claims = (Claim(random.choice((NORTH, SOUTH)), Basis.HEARSAY),)
        reports.append(Report(
            Kind.EVENT, random.choice(acts), Interval(at, at + random.choice((MINUTE, HOUR, 6 * HOUR))), at + HOUR,
            outlet, outlet, point(x, y, random.choice((500, 2_000, 7_000))), claims=claims, source_row=str(number),
            text=f"{random.choice(acts)} seen, {random.randrange(90)} windows",
        ))  # fmt: skip
    return reports
