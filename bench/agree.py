"""Do the fast way and the definition find the same, byte for byte, on recorded reports of any kind?

Usage: python -m bench.agree [--most N] [--looks N] FILE...

Of each file an accord is made that fits it (parties, acts, objects and ground are those that the data name), with
every kind of window. The reports go in slices of time, because the definition takes quadratic time; each slice is
fused as known at several instants and evaluated both ways under two readings and two kinds of window ends. Where
hardly anybody is named, it is done once more with parties drawn by a hash of the report's id: labels, no claims.
Exit 1 if anything differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from statistics import median_low

from shapely import box

from foedus.accord.model import (
    Accord,
    Article,
    CalendarDay,
    Category,
    Condition,
    Confirmation,
    Deadline,
    Evidence,
    Exception_,
    InResponse,
    Measure,
    Modality,
    Norm,
    Party,
    Spokesman,
    Standard,
    Subject,
    SubjectKind,
    Window,
    WindowEnds,
    Zone,
    ZoneArea,
    ZoneFromFile,
    ZoneUnion,
)
from foedus.accord.zones import Zones
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY, Instant, Period, Unit, to_datetime
from foedus.basics.place import Area, Point
from foedus.finding import fast, plain
from foedus.incident.fuse import fuse
from foedus.incident.model import Reading
from foedus.report.model import Basis, Claim, Report
from foedus.report.read_reports import read_reports

ZONE = "Europe/Kyiv"
"""Calendar days need a time zone; one with clock changes asks more."""
MOST_PARTIES = 3
READINGS = (Reading(), Reading(possible_is_certain=True))
WINDOWS: tuple[tuple[str, Measure, int, Window], ...] = (
    ("minor", Measure.COUNT, 1, None),
    ("minor", Measure.COUNT, 3, Period(6, Unit.HOUR)),
    ("minor", Measure.CASUALTIES, 2, CalendarDay()),
    ("serious", Measure.COUNT, 5, Period(24, Unit.HOUR)),
    ("serious", Measure.COUNT, 4, Period(2, Unit.DAY)),
    ("serious", Measure.COUNT, 6, CalendarDay()),
    ("serious", Measure.COUNT, 20, None),
    ("serious", Measure.CASUALTIES, 10, Period(24, Unit.HOUR)),
    ("serious", Measure.CASUALTIES, 25, None),
)
"""Grade, what is counted, at least how many, within what: of every kind of window one."""


@dataclass
class Tally:
    """What was compared so far; the only thing here that changes."""

    incidents: int = 0
    evaluations: int = 0
    findings: int = 0
    differing: list[str] = field(default_factory=list)
    seconds: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Compare every file given; print a line for each."""
    arguments = argparse.ArgumentParser(description="Compare fast.evaluate with plain.evaluate on files of reports.")
    arguments.add_argument("files", nargs="+", type=Path)
    arguments.add_argument("--most", type=int, default=800, help="reports in a slice (default 800)")
    arguments.add_argument("--looks", type=int, default=3, help="known times for each slice (default 3)")
    given = arguments.parse_args()
    different = False
    for path in given.files:
        read = read_reports(path)
        if not read.reports:
            print(f"{path}: no reports ({'; '.join(p.what for p in read.problems) or 'empty'})", flush=True)
            continue
        named = sum(bool(r.claims) for r in read.reports)
        ways = [("as read", read.reports)]
        if named * 2 < len(read.reports):
            ways.append(("parties drawn", tuple(drawn(r) for r in read.reports)))
        for name, reports in ways:
            tally = compare(reports, given.most, given.looks)
            different |= bool(tally.differing)
            print(told(path, name, len(reports), tally), flush=True)
    return int(different)


def told(path: Path, name: str, reports: int, tally: Tally) -> str:
    """A file's line, and each difference on a line of its own."""
    verdict = f"{len(tally.differing)} DIFFER" if tally.differing else "all equal"
    line = (
        f"{path.parent.name}/{path.name} ({name}): {reports:,} reports, {tally.incidents:,} incidents, "
        f"{tally.findings:,} findings in {tally.evaluations:,} pairs of evaluations: {verdict} "
        f"(fast {tally.seconds['fast']:.0f} s, plain {tally.seconds['plain']:.0f} s)"
    )
    return "\n".join([line, *(f"  {difference}" for difference in tally.differing[:5])])


def compare(reports: Sequence[Report], most: int, looks: int) -> Tally:
    """Both ways on every slice, as known at `looks` instants, under every reading and both kinds of window ends."""
    tally = Tally()
    for part in slices(reports, most):
        accord, zones = accord_for(part)
        acts = frozenset(r.act for r in part)
        for number, at in enumerate(known_times(part, looks)):
            known = fuse(accord, zones, part, at, Reading(), acts)
            tally.incidents += len(known.incidents) if number == 0 else 0  # the first look knows everything
            ends = WindowEnds.INCLUDE_BOTH if number % 2 else WindowEnds.EXCLUDE_START
            asked = replace(accord, window_ends=ends)
            for reading in READINGS:
                found = {}
                for way, evaluate in (("fast", fast.evaluate), ("plain", plain.evaluate)):
                    begun = time.perf_counter()
                    found[way] = evaluate(asked, zones, known, reading)
                    tally.seconds[way] += time.perf_counter() - begun
                tally.evaluations += 1
                tally.findings += len(found["plain"].findings)
                if canonical(found["fast"]) != canonical(found["plain"]):
                    tally.differing.append(f"slice from {to_datetime(part[0].happened_at.start)}, known at {at}")
    return tally


def slices(reports: Sequence[Report], most: int) -> Iterator[list[Report]]:
    """The reports by the month in which what they tell began, in runs of at most `most`."""
    ordered = sorted(reports, key=lambda r: (r.happened_at, r.id))
    for _, month in groupby(ordered, key=lambda r: to_datetime(r.happened_at.start, ZONE).strftime("%Y-%m")):
        members = list(month)
        parts = -(-len(members) // most)
        size = -(-len(members) // parts)
        yield from (members[i : i + size] for i in range(0, len(members), size))


def known_times(reports: Sequence[Report], looks: int) -> list[Instant]:
    """Long after the last report first, then evenly spread over the known times."""
    known = sorted(r.known_at for r in reports)
    return [known[-1] + 400 * DAY, *(known[len(known) * k // looks] for k in range(1, looks))]


def drawn(report: Report) -> Report:
    """The report with parties drawn by a hash of its id: seen, accused, hearsay, two parties or nobody."""
    number = int(report.id[:8], 16)
    one, other = Claim("Alpha", Basis.SEEN), Claim("Beta", Basis.ACCUSED)
    claims = (
        (one,), (one,), (Claim("Beta", Basis.SEEN),), (other,), (Claim("Alpha", Basis.HEARSAY),), (one, other), (), (),
    )[number % 8]  # fmt: skip
    return replace(report, claims=claims)


# -- an accord that fits -----------------------------------------------------------------------------------------------


def accord_for(reports: Sequence[Report]) -> tuple[Accord, Zones]:
    """An accord about whatever the reports tell of, in force for all but the edges of their time."""
    zones = ground(reports)
    claimed = Counter(c.party for r in reports for c in r.claims)
    names = [name for name, _ in claimed.most_common(MOST_PARTIES)]
    names = sorted({*names, *("Alpha", "Beta")[: max(0, 2 - len(names))]})
    spokesmen = tuple(
        Spokesman((origin,), side) for origin, side in sorted({(r.origin, r.side) for r in reports}) if side in names
    )
    origins = 2 if len({r.origin for r in reports}) > 3 and spokesmen else 1
    evidence = Evidence(confirmation=Confirmation(origins), standard=Standard("x", 600_000_000), spokesmen=spokesmen)
    start, end = reports[0].happened_at.start, max(r.happened_at.end for r in reports)
    edge = (end - start) // 20
    parties = tuple(Party(f"P{number}", name, (name,)) for number, name in enumerate(names, 1))
    spoken = replace(evidence, spokesmen=tuple(replace(s, party=_short(s.party, parties)) for s in spokesmen))
    acts = sorted({r.act for r in reports} - {"unknown"}) or ["attack"]
    accord = Accord(
        "fitted", 1, ZONE, WindowEnds.EXCLUDE_START, start + edge, end - edge + 1, ("minor", "serious", "material"),
        parties, (), (), tuple(zones.zones.values()), (Category("what is told of", tuple(acts)),), (), spoken,
        (Article("1", "All", tuple(norms(reports))),), (),
    )  # fmt: skip
    return accord, zones


def _short(title: str, parties: Sequence[Party]) -> str:
    return next(p.name for p in parties if p.title == title)


def norms(reports: Sequence[Report]) -> Iterator[Norm]:
    """Everything is forbidden; the commonest act in a part of the ground is, unless in response; a duty runs."""
    each = Subject(SubjectKind.EACH_PARTY)
    act = Counter(r.act for r in reports).most_common(1)[0][0]
    target = Counter(r.target for r in reports).most_common(1)[0][0]
    commonest = act if act != "unknown" else "attack"
    response = Exception_("2a", InResponse(Period(6, Unit.HOUR), "what is told of", 20_000))
    yield Norm("1", each, Modality.MUST_NOT, "what is told of", conditions=_conditions("1"))
    yield Norm(
        "2", each, Modality.MUST_NOT, commonest, target, "Part", conditions=_conditions("2"),
        exceptions=(response,), prevails_over=("1",),
    )  # fmt: skip
    missed = (Condition("serious", Measure.NOT_DONE, 1, None, address="3/serious"),)
    yield Norm(
        "3", each, Modality.MUST, commonest, zone="Part", deadline=Deadline(Period(3, Unit.DAY)), conditions=missed
    )


def _conditions(norm: str) -> tuple[Condition, ...]:
    counted = [
        Condition(grade, measure, at_least, window, address=f"{norm}/{grade}#{number}")
        for number, (grade, measure, at_least, window) in enumerate(WINDOWS)
    ]
    graver = Condition(
        "material", Measure.BREACHES, 3, Period(7, Unit.DAY), of_grade="serious", address=f"{norm}/material"
    )
    return (*counted, graver)


def ground(reports: Sequence[Report]) -> Zones:
    """A zone with half of the named areas and with what lies west of the middle of the points."""
    places = [r.place for r in reports]
    areas = sorted({p.name for p in places if isinstance(p, Area)})
    points = [p for p in places if isinstance(p, Point)]
    zones = [Zone("Named", ZoneArea(tuple(areas[::2]) or ("Nowhere in particular",)))]
    if points:
        middle = median_low(p.longitude for p in points)
        west, south = min(p.longitude for p in points) - 1, min(p.latitude for p in points) - 1
        shape = box(west, south, middle, max(p.latitude for p in points) + 1)
        zones.append(Zone("West", ZoneFromFile("")))
        # Where some of a zone is known by name only any point may lie in it; so points get a zone without names.
        part = Zone("Part", ZoneUnion(("West",)) if len(points) > len(areas) else ZoneUnion(("Named", "West")))
        return Zones({z.name: z for z in (*zones, part)}, {"West": shape})
    return Zones({z.name: z for z in (*zones, Zone("Part", ZoneUnion(("Named",))))})


if __name__ == "__main__":
    sys.exit(main())
