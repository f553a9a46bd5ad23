"""In what an incident differs from what it was, field by field, in words."""

from __future__ import annotations

from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.basics.probability import percent
from foedus.incident.model import Incident
from foedus.replay.words import stretch
from foedus.report.differences import Difference
from foedus.report.model import Range


def incident_differences(before: Incident, after: Incident, zone: str) -> tuple[Difference, ...]:
    """Fields told alike are left out, and so are the reports and the explanation, which change with every report."""
    was, now = _told(before, zone), _told(after, zone)
    return tuple(Difference(name, was[name], now[name]) for name in was if was[name] != now[name])


def _told(incident: Incident, zone: str) -> dict[str, str]:
    parties = incident.attribution.parties
    return {
        "time": stretch(incident.happened_at, zone),
        "place": _place(incident.place),
        "act": ", ".join(incident.acts),
        "object": ", ".join(incident.targets),
        "number": _range(incident.number),
        "killed or hurt": _range(incident.casualties),
        "origins that count": ", ".join(incident.origins),
        "confirmed": "yes" if incident.confirmed else "no",
        "attributed": ", ".join(f"{party} {percent(p)}" for party, p in parties),
        "alleged": ", ".join(incident.alleged),
    }


def _place(place: Place) -> str:
    match place:
        case Point():
            return f"{place.latitude:.4f} {place.longitude:.4f} within {place.radius_m} m"
        case Area():
            return place.name
        case Nowhere():
            return ""


def _range(value: Range) -> str:
    return str(value.best) if value.low == value.high else f"{value.low} to {value.high}"
