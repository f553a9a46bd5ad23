"""How long somebody looked while the accord was in force: what a replay says of its exposure (rules R4, R4a)."""

from __future__ import annotations

from foedus.basics.instant import FAR_FUTURE, Interval
from foedus.incident.exposure import exposures, hours_of, length, looks_of
from foedus.incident.force import in_force, known_by
from foedus.incident.origins import origins_of
from foedus.replay.pipeline import End
from foedus.replay.words import counted


def looked_said(end: End) -> list[str]:
    """A sentence on the hours in which somebody looked or was not let, and who; none where no report tells of any.

    Hours are those of places: two places looked at for an hour are two hours.
    """
    accord = end.accord
    until = FAR_FUTURE if accord.in_force_until is None else accord.in_force_until - 1
    force = Interval(accord.in_force_from, max(min(until, end.at), accord.in_force_from))
    looks, own = looks_of(in_force(known_by(end.reports, end.at)).values(), origins_of(accord))
    whose = sorted({r.origin for r in own})
    said = [f"What {' and '.join(whose)} looked at is a party's own word, and no time looked at (R4e)."] if own else []
    found = exposures(looks, force)
    if not found:
        return said
    looked, denied = sum(e.looked_at for e in found), sum(length(e.denied) for e in found)
    by = sorted({origin for e in found for origin, _ in e.by})
    to = sorted({origin for e in found for origin, _ in e.denied_to})
    return [
        f"While the accord was in force, up to then, somebody looked for {hours_of(looked)}{_by(by)} and was "
        f"not let for {hours_of(denied)}{_by(to)}, in {counted(len(found), 'place')}; of all other times and "
        "places silence says nothing (R4a).",
        *said,
    ]


def _by(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
