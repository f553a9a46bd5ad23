"""Tables of claims: what parties and others said about a truce, one row for each printed claim.

The column `incident_key` is somebody's judgement of which claims speak of one incident. It is never read: fusion has
to find that out, and is tested against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.basics.instant import HOUR, Interval
from foedus.basics.place import Nowhere, Place
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import NONE, ONE, UNKNOWN_ACT, Basis, Claim, Kind, Range, Report
from foedus.report.moments import Moment, Precision
from foedus.report.read_words import words_of_data
from foedus.report.row import Row
from foedus.report.vocabulary_of_data import common_act, takes_in

_WORDS: Any = words_of_data("claims")
_KINDS = ("incident", "aggregate_count", "denial", "compliance_claim", "sensor_statement")
_OTHERS = frozenset({"third", "none", "neutral"})
_RADIUS_M = {"site": 2_000, "town": 10_000, "district": 30_000, "region": 100_000}
"""Hand-placed points, by `geo_prec`, as the collectors state them; `theatre` is no place at all."""
_THEATRE = "theatre"
_INTERCEPTED = ("", "no", "yes", "partly", "contradictory")
_NOT_ACTS = "the number counts things other than acts (people, drones, lines ...): one act taken"


def read_claim(row: Row, intake: Intake) -> Sequence[Report]:
    """One printed claim."""
    said = row.one_of("claim_type", _KINDS)
    happened_at = _happened(row, intake)
    place = _place(row)
    act = _act(row)
    target = _WORDS["targets"].get(row.one_of("target_type", _WORDS["targets"]) if row.get("target_type") else "", "")
    kind, number, dead = _counted(row, intake, said)
    claimant, outlet = row.needed("claimant"), row.needed("outlet")
    published = row.moment("published", "UTC").interval if row.get("published") else None
    if row.get("intercepted"):
        row.one_of("intercepted", _INTERCEPTED)
    if row.problems:
        return ()
    side = "" if row.get("claimant_side") in _OTHERS else row.get("claimant_side")
    published_at, known_at = intake.known(happened_at, published)
    return [
        Report(
            kind, act, happened_at, known_at, outlet, outlet if claimant == "media" else claimant, place, published_at,
            side, _claims(row, kind, side), number, dead, target, link=row.get("url"), note=_note(row),
            collector="claims", source_row=row.get("claim_id"),
        )
    ]  # fmt: skip


def _happened(row: Row, intake: Intake) -> Interval:
    first = row.moment("event_start", intake.zone)
    last = row.moment("event_end", intake.zone) if row.get("event_end") else first
    interval = _ended(first, last, row.get("time_prec"))
    happened_at = row.span_of(first.interval, interval, "event_end")
    row.not_after(intake.now, happened_at, "event_start")
    return happened_at


def _ended(first: Moment, last: Moment, precision: str) -> Interval:
    """Where the event ends at the latest.

    A period "from 18:00 to 00:00" ends just before midnight: the end belongs to what comes after. A single time is
    as wide as it is precise.
    """
    if last.precision is Precision.DAY:
        return last.interval
    at = last.interval.start
    if last == first:
        return Interval(at, at + HOUR - 1) if precision == "hour" else last.interval
    return Interval(min(first.interval.start, at - 1), at - 1) if at > first.interval.start else last.interval


def _place(row: Row) -> Place:
    precision = row.one_of("geo_prec", (*_RADIUS_M, _THEATRE)) if row.get("geo_prec") else _THEATRE
    if precision == _THEATRE:
        return Nowhere()
    return row.place("lat", "lon", _RADIUS_M.get(precision, 0))


def _act(row: Row) -> str:
    """By the means, and by what is counted: the narrower of the two, what is counted where neither is."""
    means = [m.strip() for m in row.get("means").split("|") if m.strip()]
    for word in means:
        if word not in _WORDS["means"]:
            row.refuse("R0120", "means", word, ", ".join(sorted(_WORDS["means"])))
            return UNKNOWN_ACT
    by_means = common_act(_WORDS["means"][word] for word in means)
    by_count = str(_WORDS["counted"].get(row.get("count_unit"), ""))
    if not by_count or takes_in(by_count, by_means):
        return by_means
    return by_count


def _counted(row: Row, intake: Intake, said: str) -> tuple[Kind, Range, Range]:
    """(kind, how many acts, how many dead)."""
    kind = {"denial": Kind.DENIAL, "compliance_claim": Kind.COMPLIANCE}.get(said, Kind.EVENT)
    unit = row.get("count_unit")
    if unit and unit not in _WORDS["counted"] and unit not in _WORDS["not_acts"]:
        row.refuse("R0120", "count_unit", unit, ", ".join([*_WORDS["counted"], *_WORDS["not_acts"]]))
        return kind, ONE, NONE
    if not row.get("count"):
        return kind, ONE, NONE
    if unit not in _WORDS["counted"]:
        if unit == "killed":
            dead = row.count("count")
            return kind, ONE, Range(dead, dead, dead)
        intake.note(_NOT_ACTS)
        return kind, ONE, NONE
    count = row.count("count")
    counts = said in ("aggregate_count", "sensor_statement")
    return (Kind.AGGREGATE if counts else kind), Range(count, count, count), NONE


def _claims(row: Row, kind: Kind, side: str) -> tuple[Claim, ...]:
    accused = row.get("accused")
    if kind is Kind.DENIAL:
        against = (Claim(accused, Basis.ACCUSED),) if accused and accused != side else ()
        return ((Claim(side, Basis.DENIED),) if side else ()) + against
    return (Claim(accused, Basis.ACCUSED),) if accused else ()


def _note(row: Row) -> str:
    count = f"{row.get('count')} {row.get('count_unit').replace('_', ' ')}".strip() if row.get("count") else ""
    shot = {"yes": "intercepted", "partly": "partly intercepted", "contradictory": "interception contradictory"}
    parts = (row.get("place"), row.get("effect"), count, shot.get(row.get("intercepted"), ""), row.get("note"))
    return "; ".join(p for p in parts if p)


CLAIMS = Format(
    "claims", "a table of claims by parties and others, one row for each printed claim",
    frozenset({"claim_id", "published", "outlet", "claimant", "accused", "claim_type", "event_start", "event_end"}),
    frozenset({*_WORDS["means"].values(), *_WORDS["counted"].values()}), read_claim, "claim_id",
    local="event_start",
)  # fmt: skip
