"""Who looked at the place of one incident while it happened, and who was not let (R4, R4a, R4d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foedus.accord.zones import Zones
from foedus.basics.instant import Interval
from foedus.incident.exposure import Exposure, LookedAt, hours_of, looked_at
from foedus.incident.model import Incident
from foedus.replay.shown import wrapped
from foedus.replay.words import counted, stretch
from foedus.report.model import Report

MOST_STRETCHES = 3
"""How many stretches of looking, or of not being let, are written out."""


def looked_note(
    incident: Incident, zones: Zones, reports: Mapping[str, Report], looks: Sequence[Report], zone: str, asked: bool
) -> list[str]:
    """Who looked there then, was not let, and whether they report it; [] if nobody did and it was not asked for.

    reports: by id, those of the incident among them. looks: all reports in force, patrols and refusals among them.
    """
    found = looked_at(looks, zones, incident.place, incident.happened_at)
    whole = found.whole
    said = [*_looked_said(found, _told_by(incident, reports), zone), *_denied_said(whole, zone)]
    if not said and not asked:
        return []
    if not said:
        said.append(
            "No report given says that anybody looked there then, or was not let. Silence about it says nothing."
        )
    elif whole.not_looked_at:
        rest = "all" if not whole.looked_at else hours_of(whole.not_looked_at)
        said.append(
            f"For {rest} of that time nobody says that he looked at the whole place: silence says nothing (R4a)."
        )
    if found.untold and asked:
        which = counted(found.untold, "more patrol or refusal", "more patrols or refusals")
        said.append(f"{which} of that time name places that cannot be compared with this one, and are not counted.")
    return [line for sentence in said for line in wrapped(f"- {sentence}", "  ", "")]


def _told_by(incident: Incident, reports: Mapping[str, Report]) -> frozenset[str]:
    """Who reports the incident, as outlet or as origin."""
    members = [reports[i] for i in incident.reports if i in reports]
    return frozenset(name for r in members for name in (r.outlet, r.origin))


def _looked_said(found: LookedAt, told_by: frozenset[str], zone: str) -> list[str]:
    within = found.whole.within
    said = [
        f"{origin} looked at the place {_share(time, within)}, and {_reports_it(origin in told_by)}."
        for origin, time in found.whole.by
        if time
    ]
    said += [
        f"{origin} looked at a part of the place {_share(time, within)}, and {_reports_it(origin in told_by)}."
        for origin, time in found.part
        if time
    ]
    if said and found.whole.looked:
        said[-1] += f" Looked at: {_stretches(found.whole.looked, zone)}."
    return said


def _denied_said(whole: Exposure, zone: str) -> list[str]:
    when = _stretches(whole.denied, zone)
    return [
        f"{origin} wanted to look and was not let {_share(time, whole.within)} ({when}): what nobody may look at is "
        "not quiet (R4d)."
        for origin, time in whole.denied_to
    ]


def _reports_it(told: bool) -> str:
    if told:
        return "reports it"
    return (
        "does not report it; how often such a look would miss it is not measured, so that this is told and not weighed"
    )


def _share(time: int, within: Interval) -> str:
    """`all that time`, `for 4 h of 24 h`."""
    whole = within.end - within.start + 1
    return "all that time" if time >= whole else f"for {hours_of(time)} of {hours_of(whole)}"


def _stretches(stretches: Sequence[Interval], zone: str) -> str:
    said = [stretch(one, zone) for one in stretches[:MOST_STRETCHES]]
    rest = len(stretches) - MOST_STRETCHES
    return "; ".join([*said, f"and {rest} more stretches"] if rest > 0 else said)
