"""What channels of alerts say beside one incident: an alert warns, it is no strike (R6f)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.accord.zones import area_name
from foedus.basics.instant import DAY, MINUTE, Interval
from foedus.basics.place import Area
from foedus.basics.wrapping import wrapped
from foedus.incident.channels import Alert, measure
from foedus.incident.coverage import Gap
from foedus.incident.model import Incident
from foedus.replay.words import counted, stretch

MOST_ALERTS = 4
"""How many alerts of a channel are written out."""
AROUND = 14
"""For so many days before and after it is told how often there was an alert at the same hours anyhow: two weeks each,
so that every day of the week is there four times, and a campaign of raids that came and went is not yet another one."""


@dataclass(frozen=True)
class Channel:
    """The alerts of one channel, at least one; name: that of its file."""

    name: str
    alerts: tuple[Alert, ...]

    @property
    def during(self) -> Interval:
        """From its first alert to the end of its last."""
        return Interval(self.alerts[0].start, max(alert.end for alert in self.alerts))


def alert_note(incident: Incident, channels: Sequence[Channel], area: str, zone: str) -> list[str]:
    """Of each channel: alerts of the area while it happened, and how often there is one at those hours anyhow.

    area: the area that holds the incident, as the channels name it; "" for the one that the incident itself names.
    """
    named = area or (incident.place.name if isinstance(incident.place, Area) else "")
    if not named:
        return wrapped(
            "Alerts: not told. They are of named areas, and nobody says in which the place lies: give `--area`."
        )
    lines = wrapped(
        f"Alerts of {named}. An alert warns and is no strike; how often a strike has one is not measured, so that none "
        "of this speaks for or against it (R6):"
    )
    gaps = _gaps(channels)
    for channel in channels:
        own = [a for a in channel.alerts if a.area == area_name(named)]
        said = _missing(channel, own, incident.happened_at, gaps.get(channel.name, ()), zone) or _said(
            channel, own, incident, zone
        )
        lines += wrapped(f"- {channel.name}: {said}", "  ", "")
    return lines


def _missing(channel: Channel, own: Sequence[Alert], during: Interval, gaps: Iterable[Gap], zone: str) -> str:
    """Why the channel says nothing of that time; "" if it was at work."""
    if not own:
        return "it never names that area, so it says nothing of it (R6c)."
    if not channel.during.contains(during):
        return f"no data: its alerts reach {stretch(channel.during, zone)} only, which is no silence (R4b)."
    if any(g.area in ("", own[0].area) and g.start <= during.end and during.start <= g.end for g in gaps):
        return "it was not at work there then, by what the other channel has: a gap, no silence (R4b)."
    quiet = [day for day in range(during.start // DAY, during.end // DAY + 1) if not _any_on(channel, day)]
    if quiet:
        return "it has no alert anywhere on a day of that time, so it may not have been at work: no silence (R4b)."
    return ""


def _said(channel: Channel, own: Sequence[Alert], incident: Incident, zone: str) -> str:
    during = incident.happened_at
    found = [a for a in own if _in(a, during)]
    shifts = [Interval(during.start + n * DAY, during.end + n * DAY) for n in range(-AROUND, AROUND + 1) if n]
    asked = [moved for moved in shifts if channel.during.contains(moved)]
    hits = sum(any(_in(a, moved) for a in own) for moved in asked)
    usual = f"On {hits:,} of {counted(len(asked), 'day')} before and after there was one at the same hours."
    if not found:
        return f"none in force, while it was at work. {usual}"
    listed = "; ".join(stretch(_to_minutes(a), zone) for a in found[:MOST_ALERTS])
    more = f"; and {len(found) - MOST_ALERTS:,} more" if len(found) > MOST_ALERTS else ""
    supposed = " (nobody saw the end; such alerts the other channel hardly ever has)" if _supposed(found) else ""
    return f"{listed}{more}{supposed}. {usual}"


def _to_minutes(alert: Alert) -> Interval:
    return Interval(alert.start - alert.start % MINUTE, alert.end - alert.end % MINUTE)


def _supposed(alerts: Iterable[Alert]) -> bool:
    """Whether the end of each is supposed only, by the collector."""
    return all(alert.supposed for alert in alerts)


def _gaps(channels: Sequence[Channel]) -> dict[str, tuple[Gap, ...]]:
    """Gaps of each of two channels by the other (R4b); one by itself, or more than two, tell of none."""
    if len(channels) != 2:
        return {}
    one, other = channels
    found = measure(one.alerts, other.alerts)
    return {one.name: found.first.gaps, other.name: found.second.gaps}


def _in(alert: Alert, during: Interval) -> bool:
    return alert.start <= during.end and during.start <= alert.end


def _any_on(channel: Channel, day: int) -> bool:
    return any(alert.start // DAY == day for alert in channel.alerts)
