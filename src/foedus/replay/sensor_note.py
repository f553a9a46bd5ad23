"""The part of an incident's note that sensors and patrols give: told beside it, never counted in it (R6f)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.vocabulary import ACTS
from foedus.basics.wrapping import wrapped
from foedus.incident.exposure import looks_of
from foedus.incident.model import Incident
from foedus.incident.origins import origins_of
from foedus.incident.words import words_of
from foedus.replay.alert_note import Channel, alert_note
from foedus.replay.fire_note import Fires, fire_note
from foedus.replay.looked_note import looked_note, own_word_note
from foedus.report.model import Report


@dataclass(frozen=True)
class Sensors:
    """What is given of sensors beside the reports. None of it is a report of the incident.

    area: in which area of the alerts the incident lies, "" if nobody says. looks: patrols and refusals, in force.
    looks_asked: whether files of them were named, so that it is told as well that there is none.
    """

    fires: Fires | None = None
    channels: tuple[Channel, ...] = ()
    area: str = ""
    looks: tuple[Report, ...] = ()
    looks_asked: bool = False


NO_SENSORS = Sensors()


def sensor_lines(
    accord: Accord, zones: Zones, incident: Incident, reports: Mapping[str, Report], standing: Sequence[Report],
    sensors: Sensors,
) -> list[str]:  # fmt: skip
    """The parts "What sensors say" and "Who looked there", each if there is anything to tell.

    reports: by id, as known. standing: those of them in force; patrols among them are told without being asked for.
    """
    zone, looks = accord.time_zone, (*standing, *sensors.looks)
    lines: list[str] = []
    if sensors.fires is not None or sensors.channels:
        lines += ["", "What sensors say"]
        lines += wrapped("Told beside the reports: no sensor is an origin, confirms it, or says who did it (R6f).")
    if sensors.fires is not None:
        lines += fire_note(incident, words_of(accord.acts, ACTS), sensors.fires, looks, zone)
    if sensors.channels:
        lines += alert_note(incident, sensors.channels, sensors.area, zone)
    others, own = looks_of(looks, origins_of(accord))
    looked = looked_note(incident, zones, reports, others, zone, sensors.looks_asked)
    looked += own_word_note(incident, zones, own)
    return [*lines, "", "Who looked there", *looked] if looked else lines
