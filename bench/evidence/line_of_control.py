"""Whom a classifier of news texts names, against who can have fired: the side of the line of control that was hit.

    python -m bench.evidence.line_of_control EVENTS.csv.gz LINE.geojson.gz

The one thing near a recorded truth in the data at hand, and a weak one: who holds a place seldom strikes it.
EVENTS: VIINA 2.0 on infrastructure (ODbL). LINE: territory held, one shape a date (GPL-3.0); both stay where they are.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter
from pathlib import Path

from shapely.geometry import Point, shape

COLUMNS = ("a_rus", "a_ukr")
"""Whether each party is named; the shapes are the territory that the first one holds."""
DEEP_DEGREES = 0.45
"""About 40 km: farther from the line an error of some kilometres in a place cannot change its side."""


def tally(events: Path, line: Path) -> Counter[tuple[str, bool, str]]:
    """How many events by (column of the holder, deep or near the line, column of who is named, or words)."""
    with gzip.open(line, "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    held = sorted(((f["properties"]["date"], shape(f["geometry"]).buffer(0)) for f in features), key=lambda d: d[0])
    with gzip.open(events, "rt", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if held[0][0] <= r["date"] <= held[-1][0]]
    found: Counter[tuple[str, bool, str]] = Counter()
    for row in rows:
        area = [shapes for date, shapes in held if date <= row["date"]][-1]
        place = Point(float(row["longitude"]), float(row["latitude"]))
        flagged = [column for column in COLUMNS if row[column] == "1"]
        named = flagged[0] if len(flagged) == 1 else "both" if flagged else "nobody"
        deep = area.boundary.distance(place) > DEEP_DEGREES
        found[COLUMNS[0] if area.contains(place) else COLUMNS[1], deep, named] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Whom texts name, against the side of the line that was hit.")
    parser.add_argument("events", type=Path)
    parser.add_argument("line", type=Path)
    asked = parser.parse_args()
    found = tally(asked.events, asked.line)
    for (holder, deep, named), count in sorted(found.items()):
        print(f"held by {holder}, {'deep' if deep else 'near the line'}: {named} named {count} times")
    one = {k: n for k, n in found.items() if k[2] in COLUMNS}
    right = sum(n for (holder, _, named), n in one.items() if named != holder)
    print(f"the other party than the holder, where one is named: {right} of {sum(one.values())}")


if __name__ == "__main__":
    main()
