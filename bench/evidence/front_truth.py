"""The generated front with its true groups and true witnesses: what attribution makes of it when nothing else errs."""

from __future__ import annotations

from collections import defaultdict

from bench.evidence.testimonies import Truth
from bench.evidence.ways import accord_of
from bench.evidence.world import make
from foedus.incident.attribution import Testimony
from foedus.incident.behaviour import WEIGHTS
from foedus.incident.model import Reading
from foedus.incident.origins import origins_of
from foedus.report.model import Basis, Report

FRONTS = ((30, 90), (100, 90), (10, 365))
"""Incidents a day, days."""


def truths(seed: int, per_day: int, days: int) -> list[Truth]:
    """The incidents of a world as known, each with one testimony for every voice that counts; first known first."""
    world = make(seed, per_day, days)
    accord, _ = accord_of(world.accord)
    origins = origins_of(accord)
    told: dict[int, list[Report]] = defaultdict(list)
    for one in sorted(world.judged):
        if world.witness_of[one] == one:
            told[world.incident_of[one]].append(world.by_id[one])
    found = []
    for number, reports in told.items():
        best: dict[tuple[str, str], dict[str, Basis]] = {}
        for report in reports:
            speaker = origins.speaker(report, report, Reading())
            claims = origins.claims_that_count(report, speaker, Reading())
            if claims is None:
                continue
            said = best.setdefault((speaker.key, speaker.party), {})
            for party, basis in claims:
                if party not in said or WEIGHTS[basis] > WEIGHTS[said[party]]:
                    said[party] = basis
        testimonies = tuple(
            Testimony(key, party, tuple(sorted(said.items())))
            for (key, party), said in sorted(best.items())
        )
        if testimonies:
            found.append(Truth(min(r.known_at for r in reports), world.culprit[number], testimonies))
    return sorted(found, key=lambda t: t.known_at)
