"""How long a replay takes whose reports all name one place, each known the day after: a look a day at all of them.

    python -m bench.named_places 5000 10000 20000
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

import numpy as np

from foedus.accord.read_accord import read_source
from foedus.basics.instant import DAY, MINUTE, Interval
from foedus.basics.place import Area
from foedus.replay.replay import replay
from foedus.report.model import Kind, ReadReports, Report

START = 19_144 * DAY
"""2022-06-01 00:00 UTC."""
ACCORD = """
accord "One region", version 1
    time zone UTC
    windows exclude their start and include their end
    in force from 2022-06-01 00:00 until 2023-06-01 00:00

parties
    AA "Republic of A"
    BB "Republic of B"

zone Region area "North"

act alert is air alert

evidence
    one incident is reports of the same act within 100 km and 20 minutes
    confirmed by 2 independent origins, at least 1 of them not a party
    attributed to the standard clear and convincing

Article 1 "Quiet"
    Each party must not alert in Region.
        serious breach when count is at least 6 within 24 hours
"""


def reports(many: int) -> tuple[Report, ...]:
    """So many alerts at random times of a year, by two channels in turn."""
    chance = np.random.Generator(np.random.Philox(key=many))
    starts, lasting = chance.integers(0, 365 * 24 * 60, many), chance.integers(10, 120, many)
    return tuple(
        Report(
            Kind.EVENT, "air alert", Interval(begin, begin + int(minutes) * MINUTE),
            ((begin + int(minutes) * MINUTE) // DAY + 2) * DAY, channel, channel, Area("North"), source_row=str(n),
        )
        for n, (start, minutes) in enumerate(zip(starts, lasting, strict=True))
        for begin, channel in [(START + int(start) * MINUTE, ("one", "two")[n % 2])]
    )  # fmt: skip


def main() -> None:
    """Seconds of processor for each number of reports that is asked for."""
    read = read_source(ACCORD, "one_region.accord", Path("."))
    assert read.accord is not None and read.zones is not None
    for many in map(int, sys.argv[1:] or ["5000"]):
        told = ReadReports("made", "made", reports(many), ())
        begun = process_time()
        found = replay(read.accord, read.zones, [told])
        print(f"{many:,} reports, {len(found.known.incidents):,} incidents: {process_time() - begun:.1f} s")


if __name__ == "__main__":
    main()
