"""Fusion on recorded claims about three truces of 2025, against a person's judgement of which are one incident."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from foedus.accord.model import Party
from foedus.basics.instant import FAR_FUTURE, Interval, from_datetime, from_local
from foedus.basics.place import Area, Place, Point
from foedus.incident.fuse import fuse
from foedus.incident.model import Incident
from foedus.report.model import Basis, Claim, Kind, Report
from fusing import DAY, Zones, accord

LIBRARY = Path(__file__).parents[2] / "library"
FILES = ["energy_moratorium_2025", "easter_truce_2025", "victory_day_truce_2025"]
RADIUS_M = {"site": 2_000, "town": 10_000, "district": 30_000, "region": 100_000}
MEANS = {
    "drone": "drone strike", "artillery": "shelling", "missile": "missile strike", "assault": "assault", "": "unknown",
}  # fmt: skip
PARTIES = accord(origins=2, not_a_party=1, parties=(Party("RU", "Russia"), Party("UA", "Ukraine")))


def moment(text: str) -> int:
    found = datetime.fromisoformat(text)
    return from_datetime(found) if found.tzinfo else from_local(found, "Europe/Kyiv")


def claim(row: dict[str, str]) -> Report:
    start, end = moment(row["event_start"]), moment(row["event_end"])
    end = end + DAY - 1 if len(row["event_end"]) == 10 else max(end, start)
    known = from_datetime(datetime.fromisoformat(row["published"] + "T00:00+00:00") + timedelta(days=1))
    place: Place = Area(row["place"])
    if row["lat"]:
        place = Point(round(float(row["lon"]) * 1e6), round(float(row["lat"]) * 1e6), RADIUS_M[row["geo_prec"]])
    return Report(
        Kind.EVENT, MEANS.get(row["means"], "strike"), Interval(start, end), known, row["outlet"], row["claimant"],
        place,
        side=row["claimant_side"], claims=tuple(Claim(p, Basis.ACCUSED) for p in [row["accused"]] if p),
        target=row["target_type"].replace("_", " "), link=row["url"], source_row=row["claim_id"], note=row["effect"],
    )  # fmt: skip


def fused() -> tuple[dict[str, str], tuple[Incident, ...]]:
    """The judged key of each claim of a single incident, by report id, and the incidents found."""
    keys: dict[str, str] = {}
    reports = []
    for name in FILES:
        (file,) = (LIBRARY / name / "reports").glob("*.csv")
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["claim_type"] == "incident":
                    reports.append(claim(row))
                    keys[reports[-1].id] = row["incident_key"] or row["claim_id"]
    return keys, fuse(PARTIES, Zones(), reports, FAR_FUTURE).incidents


def test_claims_of_different_incidents_are_never_joined_and_most_of_one_are() -> None:
    keys, found = fused()
    judged = {frozenset(p) for p in combinations(sorted(keys), 2) if keys[p[0]] == keys[p[1]]}
    joined = {frozenset(p) for i in found for p in combinations(i.reports, 2)}
    wrong, missed = joined - judged, judged - joined
    told = Counter(keys[a] for pair in missed for a in pair)
    assert len(judged) > 30
    assert not wrong, "to join what is apart would confirm incidents that nobody confirmed"
    assert len(missed) <= 8, told  # those left contradict each other in time, or span days or a whole region


def test_claims_of_interested_parties_alone_confirm_nothing() -> None:
    _, found = fused()
    assert len(found) > 40
    assert not any(i.confirmed for i in found), "nobody but the two parties is behind enough of them"
    assert any(i.outlets > 2 and not i.origins for i in found), "however many outlets carry them"
