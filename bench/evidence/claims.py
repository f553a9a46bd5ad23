"""Real claims about three truces, against one person's judgement of which speak of one incident (`incident_key`)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.evidence.measures import Score, pairs, wrong_pairs
from foedus.accord.read_accord import read_accord
from foedus.basics.instant import FAR_FUTURE
from foedus.incident.fuse import fuse
from foedus.report.read_reports import read_reports

LIBRARY = Path(__file__).parents[2] / "library"
FILES: Mapping[str, str] = {
    "energy_moratorium_2025/reports/energy_moratorium.csv": "energy_moratorium_2025/from_18_march.accord",
    "easter_truce_2025/reports/easter_truce.csv": "easter_truce_2025/easter_truce_2025.accord",
    "victory_day_truce_2025/reports/victory_day_truce.csv": "victory_day_truce_2025/victory_day_truce_2025.accord",
}
"""Each table of claims with the accord under which it is fused."""


@dataclass(frozen=True)
class Judged:
    """One table: pairs that the judge joined, those of them that fusion joined too, and the wrong ones by claim id."""

    file: str
    claims: int
    pairs: int
    score: Score
    joined: tuple[tuple[str, str], ...]
    torn: tuple[tuple[str, str], ...]


def judged(file: str, accord_file: str) -> Judged:
    """Fuse a table and compare. A claim without a key is an incident by itself."""
    path = LIBRARY / file
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["claim_type"] == "incident"]
    read = read_accord(LIBRARY / accord_file)
    assert read.accord is not None and read.zones is not None, read.problems
    reports = read_reports(path, zone=read.accord.time_zone).reports
    row_of = {r.id: r.source_row for r in reports}
    incidents = fuse(read.accord, read.zones, reports, FAR_FUTURE).incidents
    group_of = {row_of[r]: incident.id for incident in incidents for r in incident.reports}
    key_of = {row["claim_id"]: row["incident_key"] or row["claim_id"] for row in rows}
    found = {claim: group_of.get(claim, claim) for claim in key_of}
    joined, torn = wrong_pairs(found, key_of)
    belong = sum(key_of[a] == key_of[b] for a, b in combinations(key_of, 2))
    return Judged(file, len(rows), belong, pairs(found, key_of), tuple(joined), tuple(torn))


def show_claims() -> None:
    """Print each table's marks and every wrong pair."""
    for file, accord_file in FILES.items():
        one = judged(file, accord_file)
        print(f"{file}: {one.claims} claims of incidents, {one.pairs} pairs judged one incident, ", end="")
        print(f"{one.pairs - len(one.torn)} of them joined, {len(one.joined)} joined wrongly", end="")
        print(f" ({_marks(one)})")
        for a, b in one.joined:
            print(f"  joined, judged apart: {a} {b}")
        for a, b in one.torn:
            print(f"  apart, judged joined: {a} {b}")


def _marks(one: Judged) -> str:
    """Precision and recall, as far as there is anything to measure them by."""
    if not one.pairs and not one.joined:
        return "nothing to judge"
    precision = f"{one.score.precision:.3f}" if one.pairs - len(one.torn) + len(one.joined) else "nothing to judge"
    recall = f"{one.score.recall:.3f}" if one.pairs else "nothing to judge"
    return f"pair precision {precision}, recall {recall}"
