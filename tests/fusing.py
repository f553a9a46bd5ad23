"""Small hand-made reports and accords for the tests of fusion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from foedus.accord.model import (
    Accord,
    Article,
    Confirmation,
    Evidence,
    Granularity,
    Modality,
    Norm,
    Party,
    SameIncident,
    Spokesman,
    Subject,
    SubjectKind,
    WindowEnds,
)
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, FAR_FUTURE, HOUR, MINUTE, Instant, Interval, Period, Unit
from foedus.basics.place import Place, Point
from foedus.incident.fuse import fuse
from foedus.incident.model import Incident, Known, Reading
from foedus.report.model import Basis, Claim, Kind, Report

START = 1_742_342_400_000_000
"""2025-03-19 00:00 UTC."""
HERE = Point(37_000_000, 48_000_000, 500)
EAST_M = 13.4128
"""Millionths of a degree of longitude in a metre at 48 degrees north."""


def east(metres: int, radius_m: int = 500) -> Point:
    return Point(37_000_000 + round(metres * EAST_M), 48_000_000, radius_m)


def accord(origins: int = 1, not_a_party: int = 0, **changes: Any) -> Accord:
    each = Subject(SubjectKind.EACH_PARTY)
    norms = (
        Norm("1", each, Modality.MUST_NOT, "attack"),
        Norm("2", each, Modality.MUST, "withdraw heavy weapons"),
    )
    evidence = Evidence(
        confirmation=Confirmation(origins, not_a_party),
        spokesmen=(Spokesman(("AA-MoD", "AA-FM"), "AA"), Spokesman(("BB-MoD",), "BB")),
    )
    parties = (Party("AA", "Aland", ("Forces of Aland",)), Party("BB", "Beland"))
    parts: dict[str, Any] = {
        "name": "x", "version": 1, "time_zone": "UTC", "window_ends": WindowEnds.EXCLUDE_START, "in_force_from": 0,
        "in_force_until": None, "grades": ("minor",), "parties": parties, "alliances": (), "bodies": (), "zones": (),
        "acts": (), "objects": (), "evidence": evidence, "articles": (Article("1", "", norms),), "requirements": (),
    }  # fmt: skip
    return Accord(**{**parts, **changes})


def counting_episodes(distance_m: int = 10_000, hours: int = 6, **changes: Any) -> Accord:
    made = accord(**changes)
    same = SameIncident(distance_m, Period(hours, Unit.HOUR), Granularity.EPISODE)
    return replace(made, evidence=replace(made.evidence, same_incident=same))


def report(
    origin: str = "Monitors",
    hours: float = 0,
    place: Place = HERE,
    act: str = "shelling",
    *,
    lasting: int = 0,
    known_days: int = 1,
    claims: Iterable[tuple[str, Basis]] = (),
    kind: Kind = Kind.EVENT,
    **more: Any,
) -> Report:
    start = START + round(hours * 60) * MINUTE
    more.setdefault("outlet", origin)
    more.setdefault("attachments", (f"material of {origin}",))  # each is a witness, whatever else they share (I3h)
    return Report(
        kind, act, Interval(start, start + lasting), START + known_days * DAY, origin=origin, place=place,
        claims=tuple(Claim(p, b) for p, b in claims), **more,
    )  # fmt: skip


WHOLE_DAY = DAY - 1


def all_known(reports: Iterable[Report], at: Instant = FAR_FUTURE, reading: Reading | None = None, **by: Any) -> Known:
    return fuse(by.get("accord") or accord(), Zones(), list(reports), at, reading or Reading())


def incidents(*reports: Report, **by: Any) -> tuple[Incident, ...]:
    return all_known(reports, **by).incidents


def the_incident(*reports: Report, **by: Any) -> Incident:
    found = incidents(*reports, **by)
    assert len(found) == 1, [i.explanation for i in found]
    return found[0]


def together(a: Report, b: Report, among: Iterable[Incident]) -> bool:
    return any(a.id in i.reports and b.id in i.reports for i in among)


__all__ = ["DAY", "HOUR", "MINUTE"]
