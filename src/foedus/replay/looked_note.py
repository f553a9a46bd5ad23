"""Who looked at the place of one incident while it happened, and who was not let (R4, R4a, R4d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foedus.accord.zones import Zones
from foedus.basics.instant import Interval
from foedus.basics.wrapping import wrapped
from foedus.incident.exposure import Exposure, hours_of, looked_at
from foedus.incident.model import Incident
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
    told_by = _told_by(incident, reports)
    looked = [*_looked_said("the whole place", whole.by, whole.within, told_by),
              *_looked_said("a part of it", found.part, whole.within, told_by)]  # fmt: skip
    if looked and whole.looked:
        looked.append(f"The whole place was looked at: {_stretches(whole.looked, zone)}.")
    if any(time and origin not in told_by for origin, time in (*whole.by, *found.part)):
        looked.append("How often such a look misses such a thing is not measured: that is told, and not weighed.")
    said = [*looked, *_denied_said(whole, zone)]
    if not said and not asked:
        return []
    if not said:
        said.append(
            "No report given says that anybody looked there then, or was not let. Silence about it says nothing."
        )
    elif whole.not_looked_at:
        rest = _share(whole.not_looked_at, whole.within)
        said.append(f"For {rest} nobody is known to have looked at the whole place: silence then says nothing (R4a).")
    if found.untold and asked:
        which = counted(found.untold, "more patrol or refusal", "more patrols or refusals")
        where = "is of a place" if found.untold == 1 else "are of places"
        said.append(f"{which} of that time {where} that cannot be told from this one or into it: not counted.")
    return [line for sentence in said for line in wrapped(f"- {sentence}", "  ", "")]


def own_word_note(incident: Incident, zones: Zones, own: Sequence[Report]) -> list[str]:
    """Which parties say that they themselves looked there then; [] if none. own: their patrols, in force."""
    found = looked_at(own, zones, incident.place, incident.happened_at)
    whose = sorted({origin for origin, time in (*found.whole.by, *found.part) if time})
    if not whose:
        return []
    says = "says that it" if len(whose) == 1 else "say that they"
    sentence = f"{' and '.join(whose)} {says} looked there: a party's own word, and no look that counts (R4e)."
    return wrapped(f"- {sentence}", "  ", "")


def _told_by(incident: Incident, reports: Mapping[str, Report]) -> frozenset[str]:
    """Who reports the incident, as outlet or as origin."""
    members = [reports[i] for i in incident.reports if i in reports]
    return frozenset(name for r in members for name in (r.outlet, r.origin))


def _looked_said(what: str, by: Sequence[tuple[str, int]], within: Interval, told_by: frozenset[str]) -> list[str]:
    said = {True: "who reports it", False: "who does not report it"}
    return [f"Looked at {what}: {o}, {said[o in told_by]}, for {_share(time, within)}." for o, time in by if time]


def _denied_said(whole: Exposure, zone: str) -> list[str]:
    when = _stretches(whole.denied, zone)
    return [
        f"Wanted to look and was not let: {origin}, for {_share(time, whole.within)} ({when}). What nobody may look at "
        "is not quiet (R4d)."
        for origin, time in whole.denied_to
    ]


def _share(time: int, within: Interval) -> str:
    """`all that time`, `4 h of 24 h`."""
    whole = within.end - within.start + 1
    return "all that time" if time >= whole else f"{hours_of(time)} of {hours_of(whole)}"


def _stretches(stretches: Sequence[Interval], zone: str) -> str:
    said = [stretch(one, zone) for one in stretches[:MOST_STRETCHES]]
    rest = len(stretches) - MOST_STRETCHES
    return "; ".join([*said, f"and {rest} more stretches"] if rest > 0 else said)
