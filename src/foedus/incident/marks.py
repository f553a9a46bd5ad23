"""Marks: reports that are kept, shown and explained, and cannot tip a finding by themselves (rules R7-R7f).

A mark is about a report among all that is known, so that it can come and go with known time: a correction that arrives
before what it corrects is marked until that is there. There are three sorts. *Apart*: the report joins an incident,
and nothing of the incident follows from it. *Doubted*: it is the text first known under an id that has another by now;
time, place and act stay as it helped to make them, but it counts for no origin. *Read otherwise*: its place is taken as
less exact than it says, and else it counts as any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from foedus.basics.instant import Instant
from foedus.basics.place import Nowhere, Place, Point
from foedus.incident.force import changes_others, entitled, in_force, reach
from foedus.report.model import Kind, Report, Unsound

FINEST_M = 100
"""No place is better known than this: tables give degrees to three decimals, which are some hundred metres."""
VAST_M = 1_000_000
"""A place known to within a thousand kilometres or more is not known."""


class Sort(StrEnum):
    """What a mark costs a report."""

    APART = "apart"
    DOUBTED = "doubted"


class MarkCode(StrEnum):
    """Why a report is marked."""

    COUNT_BELOW_ZERO = "count below zero"
    CIRCLE = "refers to itself in a circle"
    NOT_READ = "names a row that is not there"
    NOT_KNOWN = "changes what is not known"
    NOT_ITS_OWN = "changes what is not its own"
    SECOND_TEXT = "another text under an id that has one"
    FIRST_TEXT = "its id has another text by now"
    COPY = "repeats only what is marked"
    RADIUS_ZERO = "a radius of zero"
    RADIUS_VAST = "a radius of a thousand kilometres or more"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A mark. says: the reason in a sentence, without the report's name and without a full stop."""

    code: MarkCode
    says: str

    @property
    def sort(self) -> Sort:
        """What it costs."""
        return _SORTS.get(self.code, Sort.APART)


_SORTS = {
    MarkCode.FIRST_TEXT: Sort.DOUBTED,
    MarkCode.RADIUS_ZERO: Sort.DOUBTED,
    MarkCode.RADIUS_VAST: Sort.DOUBTED,
}
_OF_FLAW = {
    Unsound.COUNT_BELOW_ZERO: (MarkCode.COUNT_BELOW_ZERO, "a count below zero ({}): read as not known (R7a)"),
    Unsound.CIRCLE: (MarkCode.CIRCLE, "refers to itself in a circle ({}) (R7c)"),
    Unsound.NOT_READ: (MarkCode.NOT_READ, "names a row that is not there ({}): without effect (R7d)"),
}

Marks = Mapping[str, tuple[Mark, ...]]


@dataclass(frozen=True)
class Trust:
    """The marks as the building of incidents asks for them. apart, doubted: ids of reports; one is never in both."""

    marks: Marks
    apart: frozenset[str]
    doubted: frozenset[str]


TRUSTED = Trust({}, frozenset(), frozenset())
"""Where nothing is marked."""


def marks(known: Mapping[str, Report]) -> dict[str, tuple[Mark, ...]]:
    """The marks of all reports known at an instant, by id; reports without any are left out. Deterministic.

    A report that is taken back or corrected, rightly, is not marked for the text that took its place.
    """
    found: dict[str, list[Mark]] = defaultdict(list)
    for report in known.values():
        for flaw in report.flaws:
            code, says = _OF_FLAW[flaw.kind]
            found[report.id].append(Mark(code, says.format(flaw.cell)))
        mark = _of_radius(report.place)
        if mark is not None:
            found[report.id].append(mark)
    _mark_without_effect(known, found)
    _mark_contradictions(in_force(known), found)
    _mark_copies(known, found)
    return {i: tuple(sorted(set(m))) for i, m in sorted(found.items())}


def trust_of(marked: Marks) -> Trust:
    """What the marks cost."""
    apart = frozenset(i for i, m in marked.items() if any(mark.sort is Sort.APART for mark in m))
    doubted = frozenset(i for i, m in marked.items() if any(mark.sort is Sort.DOUBTED for mark in m))
    return Trust(marked, apart, doubted - apart)


def place_meant(report: Report) -> Place:
    """The place of a report as far as it can be known: never finer than FINEST_M, none from VAST_M on (R7e, R7f)."""
    place = report.place
    if not isinstance(place, Point) or 0 < place.radius_m < VAST_M:
        return place
    return Nowhere() if place.radius_m else Point(place.longitude_e6, place.latitude_e6, FINEST_M)


class Watch:
    """The owner of what was looked through so far, so that marks are worked out anew only where they can change."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._named: set[str] = set()
        self._copies: dict[str, list[str]] = defaultdict(list)
        self._rows: dict[tuple[object, ...], str] = {}
        self._contested: set[tuple[object, ...]] = set()
        self._trust = TRUSTED

    def trust(self, known: Mapping[str, Report], new: Iterable[Report] | None = None) -> Trust:
        """`trust_of(marks(known))`; the very value given before, where no report that is new can change it.

        new: those of `known` not looked through before, found out if not given. What was known before is still known.
        """
        some = False
        for report in new if new is not None else [r for i, r in known.items() if i not in self._seen]:
            some |= self._can_change(report, known)
            self._seen.add(report.id)
        if some:
            self._trust = trust_of(marks(known))
        return self._trust

    def _can_change(self, report: Report, known: Mapping[str, Report]) -> bool:
        self._named.update((*report.retracts, *report.supersedes))
        for source in report.derives_from:
            self._copies[source].append(report.id)
        beside = (*report.derives_from, *self._copies.get(report.id, ()))
        return (
            self._contests(report) or bool(report.flaws) or _of_radius(report.place) is not None
            or self._reaches_doubt(report, known) or report.id in self._named
            or any(i in self._trust.marks for i in beside)
        )  # fmt: skip

    def _contests(self, report: Report) -> bool:
        """Whether the row of a report has had two texts by now."""
        row = _row(report)
        if row is None:
            return False
        if self._rows.setdefault((*row, report.source_row), report.id) != report.id:
            self._contested.add(row)
        return row in self._contested

    def _reaches_doubt(self, report: Report, known: Mapping[str, Report]) -> bool:
        """Whether a report takes back or corrects what is not there, not its own, or marked, or may bring something
        back that was taken back or corrected."""
        if not changes_others(report):
            return False
        targets = [known.get(i) for i in (*report.retracts, *report.supersedes)]
        return (
            not targets
            or any(t is None or t.id in self._trust.marks or not entitled(report, t) for t in targets)
            or any(changes_others(known[i]) for i in report.retracts)
            or self._falls_marked(report.retracts)
        )

    def _falls_marked(self, taken_back: Iterable[str]) -> bool:
        """Whether something marked repeats what is taken back, and may fall with it (R3a)."""
        waiting, seen = list(taken_back), set(taken_back)
        while waiting:
            more = {copy for copy in self._copies.get(waiting.pop(), ()) if copy not in seen}
            if any(copy in self._trust.marks for copy in more):
                return True
            seen |= more
            waiting.extend(more)
        return False


def _of_radius(place: Place) -> Mark | None:
    if not isinstance(place, Point) or 0 < place.radius_m < VAST_M:
        return None
    if place.radius_m:
        says = f"a radius of {place.radius_m // 1000:,} km: its place counts as not known, and it for no origin (R7f)"
        return Mark(MarkCode.RADIUS_VAST, says)
    says = f"a radius of zero: taken as {FINEST_M} m, no place is known better, and it counts for no origin (R7e)"
    return Mark(MarkCode.RADIUS_ZERO, says)


def _mark_without_effect(known: Mapping[str, Report], found: dict[str, list[Mark]]) -> None:
    """Retractions and corrections of what is not there, or not theirs (R3a, R7d)."""
    reached = reach(known)
    for i in reached:
        report = known[i]
        named = [known[o] for o in (*report.retracts, *report.supersedes) if o in known]
        if any(not entitled(report, other) for other in named):
            says = "takes back or corrects what is not its own by origin, outlet or collector: without effect (R7d)"
            found[i].append(Mark(MarkCode.NOT_ITS_OWN, says))
        elif not reached[i]:
            what = "retraction" if report.kind is Kind.RETRACTION else "correction"
            found[i].append(Mark(MarkCode.NOT_KNOWN, f"a {what} of what is not known: without effect (R7d)"))


def _mark_contradictions(standing: Mapping[str, Report], found: dict[str, list[Mark]]) -> None:
    """Two texts under one id of one source, neither of which corrects the other (R7b)."""
    rows: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for report in standing.values():
        row = _row(report)
        if row is not None:
            rows[row].append(report)
    for row, reports in rows.items():
        since = _contradicted_since(reports)
        for report in reports if since is not None else ():
            if since is not None and report.known_at < since:
                says = f"row {row[1]} of {row[0]} has another text by now: it counts for no origin (R7b)"
                found[report.id].append(Mark(MarkCode.FIRST_TEXT, says))
            else:
                says = f"row {row[1]} of {row[0]} has another text: it counts for nothing (R7b)"
                found[report.id].append(Mark(MarkCode.SECOND_TEXT, says))


def _contradicted_since(reports: list[Report]) -> Instant | None:
    """When a second text of a row became known, None if it has one only. A row can make several reports (its sources),
    told from each other by `source_row`."""
    texts: dict[str, list[Instant]] = defaultdict(list)
    for report in reports:
        texts[report.source_row].append(report.known_at)
    return min((sorted(times)[1] for times in texts.values() if len(times) > 1), default=None)


def _row(report: Report) -> tuple[object, ...] | None:
    """Whose row a report is, and which: `UCDP's 5` for `5-1` and `5-2` of its event 5. None if it names no row.

    A row of counts makes one report for each thing counted, place and time, and these are no texts of one another.
    """
    if not report.source_row or report.kind in _NO_TEXT or report.collector in _NO_ROW_IDS:
        return None
    event = report.event_key.rpartition(":")[2]
    number, _, source = report.source_row.rpartition("-")
    name = number if event and number == event and source.isdigit() else report.source_row
    whose = report.collector or report.outlet
    if report.kind is Kind.AGGREGATE:
        return whose, name, report.act, report.target, report.claims, report.happened_at, report.place
    return whose, name


_NO_TEXT = frozenset({Kind.RETRACTION, Kind.SAME_INCIDENT, Kind.OTHER_INCIDENT})


_NO_ROW_IDS = frozenset({"osce-smm", "alerts"})
"""Collectors whose rows have no number of their own: what is kept for following back, names a report and region, or an
area, and stands in many rows."""


def _mark_copies(known: Mapping[str, Report], found: dict[str, list[Mark]]) -> None:
    """What repeats only what is marked counts no more than that (R7c)."""
    costs = {i: s for i, m in found.items() if (s := _cost(m)) is not None}
    copies = [r for r in known.values() if r.derives_from and r.kind not in _NO_TEXT] if costs else []
    while True:
        more: dict[str, Sort] = {}
        for copy in (r for r in copies if r.id not in costs):
            sources = {d for d in copy.derives_from if d in known}
            if sources and costs.keys() >= sources:
                doubted = any(costs[d] is Sort.DOUBTED for d in sources)
                more[copy.id] = Sort.DOUBTED if doubted else Sort.APART
        if not more:
            return
        costs.update(more)
        for i, sort in more.items():
            code = MarkCode.FIRST_TEXT if sort is Sort.DOUBTED else MarkCode.COPY
            found[i].append(Mark(code, "repeats only what is marked, and counts no more than that (R7c)"))


def _cost(found: list[Mark]) -> Sort | None:
    """The gravest cost, None for no mark."""
    sorts = {mark.sort for mark in found}
    return Sort.APART if Sort.APART in sorts else Sort.DOUBTED if Sort.DOUBTED in sorts else None
