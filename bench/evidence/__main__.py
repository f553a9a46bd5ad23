"""How good and how fast is the fusion of reports, beside its peers, on generated worlds whose truth is known?

Usage: python -m bench.evidence [--seeds 1 2 3] [--reports 6000] [--ways Foedus splink union-find]
       python -m bench.evidence --scale 10000 100000 1000000
       python -m bench.evidence --claims
       python -m bench.evidence --lineage [--seeds 1 2 3] [--reports 3000]
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bench.evidence.claims import show_claims
from bench.evidence.lineage_alone import show_lineage
from bench.evidence.marks import CEILING, SETTINGS, WAYS, marks, of_all
from bench.evidence.scale import at_size, flooded

LONGEST_S = 600
"""After ten minutes a child is given up, and its row says so."""


def main(arguments: Sequence[str]) -> None:
    """Print what was asked for; by default the table of all ways on all settings."""
    asked = _asked(arguments)
    if asked.one:
        print(json.dumps(_one(*asked.one)))
    elif asked.claims:
        show_claims()
    elif asked.lineage:
        show_lineage(asked.seeds, asked.reports)
    elif asked.scale:
        show_scale(asked.scale, asked.seeds[0])
    else:
        show_table(asked.ways, asked.seeds, asked.reports)


def show_table(ways: Sequence[str], seeds: Sequence[int], reports: int) -> None:
    """Medians over the seeds, who did it of all seeds together; each way, world and seed in a process of its own."""
    print(f"Python {platform.python_version()}, {platform.machine()}; about {reports} reports a world; ", end="")
    print(f"medians over seeds {', '.join(map(str, seeds))}, ECE and what follows it of all seeds together; ", end="")
    print("MiB and s are of the grouping alone")
    print(f"{CEILING}: an oracle that has the list of true incidents and says of each report which one it tells of")
    for number, setting in enumerate(SETTINGS):
        print(f"\n{setting}", flush=True)
        for way in ways:
            rows = [_child("marks", way, str(number), str(seed), str(reports)) for seed in seeds]
            who = of_all(rows)
            cells = {name: [row[name] for row in rows] for name in rows[0] if name not in ("told", "groups")}
            cells |= {name: [value] for name, value in who.items()}
            if way == ways[0]:
                print(f"  {'':18}" + "".join(f"{name:>11}" for name in cells))
            print(f"  {way:18}" + "".join(_cell(name, each) for name, each in cells.items()), flush=True)


def show_scale(sizes: Sequence[int], seed: int) -> None:
    """One line for each size, and the flood."""
    for size in sizes:
        print(_line(_child("scale", str(size), str(seed))), flush=True)
    print("flood: " + _line(_child("flood", str(seed))), flush=True)


def _one(what: str, *rest: str) -> Mapping[str, Any]:
    match what:
        case "marks":
            way, setting, seed, reports = rest
            return marks(way, SETTINGS[int(setting)], int(seed), int(reports))
        case "scale":
            return at_size(int(rest[0]), int(rest[1]))
        case _:
            return flooded(int(rest[0]))


def _child(*what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.evidence", "--one", *what]
    try:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=LONGEST_S)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failed:
        print(f"  {' '.join(what)}: {type(failed).__name__}", flush=True)
        return {"failed": 1.0}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _cell(name: str, values: Sequence[float | None]) -> str:
    known = [v for v in values if v is not None]
    if not known:
        return f"{'-':>11}"
    middle = statistics.median(known)
    return f"{middle:11.0f}" if name == "MiB" else f"{middle:11.2f}" if name == "s" else f"{middle:11.3f}"


def _line(row: Mapping[str, float | None]) -> str:
    return ", ".join(f"{name} {value:,.0f}" if value is None or value >= 1000 else f"{name} {value:.2f}"
                     for name, value in row.items())  # fmt: skip


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.evidence", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--reports", type=int, default=6000, help="about so many reports in each world")
    parser.add_argument("--ways", nargs="+", choices=[*WAYS, CEILING], default=[*WAYS, CEILING])
    parser.add_argument("--scale", type=int, nargs="+", metavar="REPORTS", help="how fast the fusion is at these sizes")
    parser.add_argument("--claims", action="store_true", help="compare with a person's judgement of real claims")
    parser.add_argument("--lineage", action="store_true", help="false and lost corroboration, and what causes it")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
