"""Invented reports that bring a finding about, or show that a duty was done, by the accord's own rules of evidence.

For exercises only, and each says so. How many it takes is found by trying: `more` is raised until the finding stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from foedus.accord.model import Accord, CalendarDay, Condition, Measure, Norm, Window
from foedus.accord.zones import Zones
from foedus.basics.betting import Wealth
from foedus.basics.instant import DAY, HOUR, MINUTE, Instant, Unit, calendar_day, to_datetime
from foedus.basics.place import Place, Point
from foedus.basics.vocabulary import ACTS, OBJECTS
from foedus.watch.supposed_places import spots

NOTE = "EXERCISE: invented for a workshop; nothing of this happened"
_OUTLETS = (
    ("Exercise Mission", "Patrol {n} saw it from its post at {t}."),
    ("Exercise Agency", "Our team, tape {n}, filmed what was done there."),
    ("Exercise Observers", "Seen by observers on the ground; entry {n} of their diary."),
    ("Exercise Relief", "Relief workers were close by and wrote down what they saw, note {n}."),
    ("Exercise Gazette", "A reporter of ours stood near enough to see who it was (dispatch {n})."),
    ("Exercise Survey", "Survey party {n} was at work within sight and counted."),
)
MOST_OUTLETS = len(_OUTLETS)
MOST_HAPPENINGS = 400
"""More incidents than that no exercise is made of: nobody could read its reports."""
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}


@dataclass(frozen=True, slots=True)
class Happening:
    """An incident to be told. after: microseconds from the beginning of the plan. casualties: how many died."""

    after: int
    casualties: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Incidents by which a condition may hold. whole_days: whether they must begin with a calendar day."""

    happenings: tuple[Happening, ...]
    whole_days: bool = False

    @property
    def lasts(self) -> int:
        """Microseconds from the first to the last incident."""
        return max(h.after for h in self.happenings)


def plan(accord: Accord, norm: Norm, condition: Condition, more: int, is_apart: bool) -> Plan | None:
    """Incidents by which a condition should hold, with so many more than it asks for; None if they do not fit into its
    window, or nobody could read them.

    is_apart: whether they can be told apart by their places; else only by their times.
    """
    match condition.measure:
        case Measure.COUNT:
            return _count(accord, condition.at_least + more, condition.window, is_apart)
        case Measure.CASUALTIES:
            return Plan((Happening(0, condition.at_least + more),), isinstance(condition.window, CalendarDay))
        case Measure.BREACHES:
            return _breaches(accord, norm, condition, more, is_apart)
        case Measure.AVERAGE if not condition.looked_at:
            return _average(accord, condition, more, is_apart)
        case _:
            return None


def _count(accord: Accord, count: int, window: Window, is_apart: bool) -> Plan | None:
    if count > MOST_HAPPENINGS:
        return None
    room = _length(window) if window is not None else count * 4 * HOUR
    step = min(2 * HOUR, room // (2 * count)) // MINUTE * MINUTE
    if not is_apart:
        step = _length(accord.evidence.same_incident.period) + HOUR
    if window is not None and (count - 1) * step >= room:
        return None
    return Plan(tuple(Happening(n * step) for n in range(count)), isinstance(window, CalendarDay))


def _average(accord: Accord, condition: Condition, more: int, is_apart: bool) -> Plan | None:
    """So many in each of so many blocks one after the other that the evidence passes, the fewest in all (F10). They
    begin after a quiet block; a later beginning needs more."""
    block = _length(condition.window)
    apart = HOUR // 4 if is_apart else _length(accord.evidence.same_incident.period) + HOUR
    ways = []
    for each in range(condition.at_least + 1, MOST_HAPPENINGS + 1):
        blocks, wealth = 0, Wealth(condition.at_least).after(0)
        while blocks * each <= MOST_HAPPENINGS and not wealth.passes(condition.error):
            blocks, wealth = blocks + 1, wealth.after(each)
        if wealth.passes(condition.error) and each * apart < block - 2 * HOUR:
            blocks += more * max(1, blocks // 8)
            ways.append((each * blocks, each, blocks))
    if not ways or min(ways)[0] > MOST_HAPPENINGS:
        return None
    _, each, blocks = min(ways)
    step = max(apart, (block - 2 * HOUR) // each // MINUTE * MINUTE)
    return Plan(tuple(Happening(b * block + n * step) for b in range(blocks) for n in range(each)), True)


def _breaches(accord: Accord, norm: Norm, condition: Condition, more: int, is_apart: bool) -> Plan | None:
    """As many lesser breaches as are asked for, each over before the next one can be counted with it (F5a)."""
    for lesser in norm.conditions:
        if lesser.grade != condition.of_grade:
            continue
        one = plan(accord, norm, lesser, more, is_apart)
        if one is None or len(one.happenings) * condition.at_least > MOST_HAPPENINGS:
            continue
        step = one.lasts + HOUR + (_length(lesser.window) if lesser.window is not None else HOUR)
        if one.whole_days:
            step = -(-step // DAY) * DAY
        all_of_them = tuple(
            Happening(n * step + each.after, each.casualties)
            for n in range(condition.at_least) for each in one.happenings
        )  # fmt: skip
        made = Plan(all_of_them, one.whole_days)
        if condition.window is None or made.lasts < _length(condition.window):
            return made
    return None


def _length(window: Window) -> int:
    """How long a window lasts at most; a day of the calendar is taken as one."""
    if window is None or isinstance(window, CalendarDay):
        return DAY
    return window.elapsed if window.elapsed is not None else window.count * _DAYS[window.unit] * DAY


class Supposer:
    """The owner of the places of one exercise, so that no two happenings are taken for one."""

    def __init__(self, accord: Accord, zones: Zones) -> None:
        self.accord, self._zones = accord, zones
        self._spots: dict[str, tuple[Place, ...]] = {}
        self._told = self._written = 0
        self._until = accord.in_force_from

    def spots(self, norm: Norm) -> tuple[Place, ...]:
        """The places that are a matter of a norm."""
        found = self._spots.get(norm.address)
        if found is None:
            found = self._spots[norm.address] = spots(self.accord, self._zones, norm)
        return found

    def plans(self, norm: Norm, grade: str, more: int) -> Iterator[tuple[Condition, Plan]]:
        """For each condition of a grade the incidents by which it should hold."""
        for condition in norm.conditions:
            made = plan(self.accord, norm, condition, more, len(self.spots(norm)) > 1)
            if condition.grade == grade and made is not None:
                yield condition, made

    def free_from(self, norm: Norm) -> Instant:
        """From when on happenings are not taken for earlier ones: at once where their places tell them apart."""
        if len(self.spots(norm)) > 1 or self._until == self.accord.in_force_from:
            return self.accord.in_force_from + HOUR
        return self._until + _length(self.accord.evidence.same_incident.period) + HOUR

    def begins(self, made: Plan, ends: Instant) -> Instant:
        """When a plan begins that is over at an instant, to the minute."""
        start = (ends - made.lasts) // MINUTE * MINUTE
        if made.whole_days:
            start = calendar_day(start, self.accord.time_zone).start + HOUR
        return start

    def happen(self, norm: Norm, party: str, made: Plan, start: Instant, origins: int) -> list[dict[str, Any]]:
        """The reports of all incidents of a plan."""
        places = islice(cycle(self.spots(norm)), self._told, None)
        self._told += len(made.happenings)
        self._until = start + made.lasts
        return [
            report
            for happening, place in zip(made.happenings, places, strict=False)
            for report in self.told(norm, party, start + happening.after, place, origins, happening.casualties)
        ]

    def done(self, norm: Norm, party: str, at: Instant) -> list[dict[str, Any]]:
        """The reports that a party did what it owes."""
        place = next(islice(cycle(self.spots(norm)), self._told, None), None)
        self._told += 1
        outlets = max(3, self.accord.evidence.confirmation.origins)
        return self.told(norm, party, at, place, min(outlets, MOST_OUTLETS))

    def looked(self, norm: Norm, at: Instant) -> dict[str, Any]:
        """That somebody looked whether a duty was done: without that nobody could say that it was not (F6a)."""
        place = next(iter(self.spots(norm)), None)
        return self._report("patrol", norm, at, place, 0)

    def told(
        self, norm: Norm, party: str, at: Instant, place: Place | None, origins: int, casualties: int = 0
    ) -> list[dict[str, Any]]:
        """The reports of one incident by so many independent witnesses."""
        found = []
        for number in range(origins):
            report = self._report("event", norm, at + 3 * number * MINUTE, place, number)
            report["claims"] = [{"party": party, "basis": "seen"}]
            if casualties:
                report["casualties"] = {"low": casualties, "best": casualties, "high": casualties}
            found.append(report)
        return found

    def _report(self, kind: str, norm: Norm, at: Instant, place: Place | None, number: int) -> dict[str, Any]:
        outlet, words = _OUTLETS[number]
        when = to_datetime(at, self.accord.time_zone).isoformat(timespec="minutes")
        acts = {**ACTS, **{c.name: c.kinds for c in self.accord.acts}}
        objects = {**OBJECTS, **{c.name: c.kinds for c in self.accord.objects}}
        self._written += 1
        said: dict[str, Any] = {
            "kind": kind, "act": _leaf(norm.act, acts), "outlet": outlet, "happened_at": when, "known_at": when,
            "text": words.format(n=self._written, t=when[11:16]), "note": NOTE,
            "source_row": f"{outlet.split()[1][0]}-{self._written:04}",
        }  # fmt: skip
        if norm.object:
            said["target"] = _leaf(norm.object, objects)
        if isinstance(place, Point):
            north = place.latitude_e6 + 700 * number  # witnesses do not agree to the last figure
            said["place"] = {
                "longitude_e6": place.longitude_e6, "latitude_e6": north, "radius_m": place.radius_m + 50 * number,
            }  # fmt: skip
        elif place is not None:
            said["place"] = {"name": getattr(place, "name", "")}
        return said


def _leaf(word: str, table: dict[str, tuple[str, ...]]) -> str:
    """The first of the narrowest words that a word takes in."""
    seen = set[str]()
    while table.get(word) and word not in seen:
        seen.add(word)
        word = table[word][0]
    return word


def as_file(reports: Sequence[dict[str, Any]]) -> str:
    """Reports as the file that holds them."""
    return json.dumps(list(reports), ensure_ascii=False, indent=1) + "\n"
