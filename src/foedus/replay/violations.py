"""Labelled violations: so many acts of a party, at days and places of a form, each told as a recorded act was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from foedus.basics.instant import Instant
from foedus.basics.probability import SURE
from foedus.procedure.aim import Aim
from foedus.replay.chance import Chance
from foedus.replay.coverage import midnight
from foedus.replay.donors import Donor
from foedus.replay.moving import Way, moved, way_to
from foedus.replay.places import Places
from foedus.report.model import Report


class Form(StrEnum):
    """How the acts of a violation lie to each other, and who is there to tell of them."""

    TOGETHER = "together"
    """As close as the text counts together: all on one day, or in as many waves as it takes."""
    SPREAD = "spread out"
    """One after another over many days, so that few fall into one window: a salami is eaten in slices."""
    BORDER = "at the border"
    """Together, and within 10 km of the edge of the zone."""
    FEW = "few witnesses"
    """Together, told as the half of the recorded acts was told of which fewest tell."""
    MANY = "many witnesses"
    """Together, told as the other half was."""
    KEPT_UP = "kept up"
    """Together, and as many again each time the text counts, over as many days as acts are spread over otherwise. Only
    tried where a breach can be made good, that is, where it matters whether it stops. Its size is of one time."""


FORMS = tuple(form for form in Form if form is not Form.KEPT_UP)
"""Those that are tried of every size."""


class Size(NamedTuple):
    """How many acts, and how many dead and injured they truly cost in all; None: as many as the recorded acts did."""

    acts: int
    casualties: int | None = None

    def __str__(self) -> str:
        return str(self.acts) if self.casualties is None else f"{self.acts}/{self.casualties}"


@dataclass(frozen=True)
class Setting:
    """Where and how violations are committed. spread_days: over so long, if spread out.

    named: in so large a share of the acts somebody is supposed to say that he saw who did it; 0: nothing is supposed.
    """

    aim: Aim
    places: Places
    time_zone: str
    spread_days: int
    named: float = 0.0


@dataclass(frozen=True)
class Violation:
    """A violation with its label. reports: by when they became known. over: when its last act was over."""

    party: str
    reports: tuple[Report, ...]
    first_day: date
    days: int
    over: Instant

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its reports."""
        return frozenset(r.id for r in self.reports)


def days_of_acts(form: Form, acts: int, setting: Setting) -> tuple[int, ...]:
    """The day of each act, from 0. The days of fewer acts are the first of those of more, so that sizes compare."""
    aim = setting.aim
    if form is Form.SPREAD:
        return tuple(int(_in_between(n) * setting.spread_days) for n in range(acts))
    once = tuple(n % aim.waves * aim.gap_days for n in range(acts))
    if form is not Form.KEPT_UP:
        return once
    pace = max(1, aim.waves * aim.gap_days)
    return tuple(again + day for again in range(0, setting.spread_days, pace) for day in once)


def length_days(form: Form, setting: Setting) -> int:
    """The most days that a violation of a form takes."""
    once = (setting.aim.waves - 1) * setting.aim.gap_days + 1
    match form:
        case Form.SPREAD:
            return setting.spread_days
        case Form.KEPT_UP:
            return setting.spread_days + once - 1
        case _:
            return once


def _in_between(n: int) -> float:
    """The n-th of numbers that fill 0 to 1 evenly however many are taken (van der Corput 1935)."""
    value, step = 0.0, 0.5
    while n:
        value += step * (n & 1)
        n, step = n >> 1, step / 2
    return value


def fitting(donors: Sequence[Donor], form: Form, size: Size) -> tuple[Donor, ...]:
    """The recorded acts by which acts of a form and size can be told."""
    found = [d for d in donors if size.casualties is None or d.incident.casualties.best > 0]
    if form is Form.BORDER:
        found = [d for d in found if d.at is not None]
    if form in (Form.FEW, Form.MANY):
        if len({d.witnesses for d in found}) < 2:
            return ()  # as many tell of each: there are no few and no many
        order = sorted(found, key=lambda d: (d.witnesses, d.incident.id))
        half = (len(order) + 1) // 2
        chosen = {d.incident.id for d in (order[:half] if form is Form.FEW else order[len(order) // 2 :])}
        found = [d for d in found if d.incident.id in chosen]
    return tuple(found)


def chosen_donors(
    donors: Sequence[Donor], party: str, most: int, barred: tuple[date, date], chance: Chance
) -> tuple[Donor | None, tuple[Donor, ...]]:
    """So many recorded acts of one time, in random order, behind the one in their middle; None where there are none.

    They are neighbours in time, because errors are: who was there to see, and how soon he could say so, changes with
    the weeks. Each is taken as surely as it is the party's act. barred: the days on which none may have happened, since
    the act would be told twice there. With too few donors some are taken again.
    """
    usable = [
        d for d in donors
        if (d.first_day + timedelta(days=d.days - 1) < barred[0] or d.first_day > barred[1]) and d.of.get(party)
    ]  # fmt: skip
    likely = [d for d in usable if chance.share() * SURE < d.of[party]] or usable
    if not likely:
        return None, ()
    middle = chance.below(len(likely))
    first = min(max(0, middle - most // 2), max(0, len(likely) - most))
    near = chance.shuffled(likely[first : first + most])
    while len(near) < most:
        near += chance.shuffled(likely)
    return likely[middle], tuple(near[:most])


def committed(
    setting: Setting, form: Form, size: Size, party: str, first_day: date, told_as: Sequence[Donor],
    seed: tuple[object, ...],
) -> Violation:  # fmt: skip
    """The reports of a violation. told_as: at least as many donors as acts; the n-th act is told as the n-th was, and
    all over again where it is kept up.

    seed: of the places and of what is supposed, by act, so that one more act changes nothing of the others.
    """
    reports: list[Report] = []
    days = days_of_acts(form, size.acts, setting)
    over = 0
    for n, day in enumerate(days):
        donor = told_as[n % size.acts]
        chance = Chance(0, *seed, n)
        within = chance.below(donor.days)
        on = first_day + timedelta(days=day)
        shift = (on - donor.first_day).days - within
        way = _way(setting, form, donor, shift, chance, f"{n + 1}")
        if size.casualties is not None and donor.incident.casualties.best:
            share = size.casualties * (n % size.acts + 1) // size.acts - size.casualties * (n % size.acts) // size.acts
            way = _replaced(way, (donor.incident.casualties.best, share))
        if chance.share() < setting.named:
            way = _replaced(way, named=party)
        told = moved(donor.reports, way)
        reports += told
        day_is_over = midnight(on + timedelta(days=1), setting.time_zone) - 1
        over = max(over, min(max(r.happened_at.end for r in told), day_is_over))
    told_by_time = tuple(sorted(reports, key=lambda r: (r.known_at, r.id)))
    return Violation(party, told_by_time, first_day, max(days) + 1, over)


def _replaced(way: Way, casualties: tuple[int, int] | None = None, named: str = "") -> Way:
    return Way(
        way.days, way.time_zone, way.east_e6, way.north_e6, way.mark, casualties or way.casualties, named or way.named
    )


def _way(setting: Setting, form: Form, donor: Donor, days: int, chance: Chance, mark: str) -> Way:
    if donor.at is None:
        return Way(days, setting.time_zone, mark=mark)
    places = setting.places.at_border if form is Form.BORDER else setting.places.inside
    to = places[chance.below(len(places))] if places else (donor.at.longitude_e6, donor.at.latitude_e6)
    east, north = way_to(donor.at, *to, chance)
    return Way(days, setting.time_zone, east, north, mark)


