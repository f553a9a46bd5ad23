"""Hand-made accords and incidents for the tests of findings: hours from entry into force, kilometres on a line.

The ground is the equator: the zone Land reaches from kilometre -10 to 10, Strip from 5 to 15, Town is known by name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from foedus.accord.model import (
    Accord,
    Article,
    Body,
    CalendarDay,
    Category,
    Condition,
    Deadline,
    DeadlineFrom,
    Evidence,
    Exception_,
    Measure,
    Modality,
    Norm,
    Party,
    Spokesman,
    Standard,
    Subject,
    SubjectKind,
    Window,
    WindowEnds,
    Zone,
    ZoneArea,
    ZoneFromFile,
)
from foedus.basics.instant import DAY, HOUR, Instant, Interval, Period, Unit
from foedus.basics.place import Place, Point
from foedus.basics.probability import SURE
from foedus.finding.model import Evaluation, Finding, NormState, Truth
from foedus.finding.plain import evaluate
from foedus.incident.model import Attribution, Incident, Known, Reading
from foedus.report.model import NONE, ONE, Basis, Claim, Kind, Report

START: Instant = 20_000 * DAY
"""Entry into force of the accord below: 2024-10-04 00:00 UTC, a Friday."""
DEGREE_M = 111_319
"""Metres in a degree of the equator (WGS84), rounded down."""
ALL_ACTS = frozenset({"attack", "withdraw heavy weapons", "admit monitors", "exercise"})


@dataclass(frozen=True)
class Line:
    """Zones as stretches of the equator, in kilometres."""

    stretches: tuple[tuple[str, int, int], ...] = (("Land", -10, 10), ("Strip", 5, 15))

    def signed_distance_m(self, zone: str, longitude: float, latitude: float) -> int:
        at = round(longitude * DEGREE_M)
        for name, low, high in self.stretches:
            if name == zone:
                return max(low * 1000 - at, at - high * 1000)
        return 10**9

    def area_names(self, zone: str) -> frozenset[str]:
        return frozenset({zone.casefold(), f"{zone} city".casefold()})


def hour(n: float) -> Instant:
    return START + round(n * HOUR)


def km(kilometre: float, radius_m: int = 0) -> Point:
    return Point(round(kilometre * 1000 / DEGREE_M * 1_000_000), 0, radius_m)


def at(start: float, end: float | None = None, name: str = "", **more: object) -> Incident:
    """A confirmed shelling by AA, for sure, at kilometre 0; `start` and `end` in hours after START.

    p: the probability in billionths that it was `party`. more: any field of an incident.
    """
    fields: dict[str, object] = {"party": "AA", "p": SURE, **more}
    party, p = fields.pop("party"), fields.pop("p")
    share = ((str(party), p),) if party and p else ()
    happened = Interval(hour(start), hour(start if end is None else end))
    made = Incident(
        name or f"I-{start}", ("shelling",), (), happened, km(0), ONE, NONE, "",
        Attribution(share), (str(party),) if party else (), ("Monitor",), 1, True, (), (f"r-{start}",), happened.end,
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def vague(start: float, end: float | None = None, **more: object) -> Incident:
    """An incident that AA is alleged to have done and nothing confirms."""
    return at(start, end, **{"confirmed": False, "p": 0, "alleged": ("AA",), **more})


def count(
    n: int, window: Window = None, grade: str = "minor", measure: Measure = Measure.COUNT, number: int = 1
) -> Condition:
    return Condition(grade, measure, n, window, "", f"?/{grade}#{number}")


def breaches(n: int, of_grade: str, grade: str, window: Window = None) -> Condition:
    return Condition(grade, Measure.BREACHES, n, window, of_grade, f"?/{grade}#1")


def average(
    n: int, window: Window = None, grade: str = "serious", error: int = 1_000_000, looked_at: bool = False
) -> Condition:
    """More than so many in a block on average, a calendar day where none is given."""
    block = window or CalendarDay()
    return Condition(grade, Measure.AVERAGE, n, block, "", f"?/{grade}#1", error=error, looked_at=looked_at)


def missed(grade: str = "serious") -> Condition:
    return Condition(grade, Measure.NOT_DONE, 1, None, "", f"?/{grade}#1")


def hours(n: int) -> Period:
    return Period(n, Unit.HOUR)


def days(n: int) -> Period:
    return Period(n, Unit.DAY)


PER_DAY = CalendarDay()
EACH = Subject(SubjectKind.EACH_PARTY)
ONLY_AA = Subject(SubjectKind.NAMED, ("AA",))
SAME = Subject(SubjectKind.SAME_PARTY)


def must_not(*conditions: Condition, **more: object) -> Norm:
    """Each party must not attack in Land."""
    made = Norm("1", EACH, Modality.MUST_NOT, "attack", zone="Land", conditions=conditions)
    return _addressed(replace(made, **more))  # type: ignore[arg-type]


def must(*conditions: Condition, deadline: Deadline | None = None, **more: object) -> Norm:
    """AA must withdraw heavy weapons from Strip within 10 days after entry into force."""
    due = deadline or Deadline(days(10))
    norm = Norm(
        "2", ONLY_AA, Modality.MUST, "withdraw heavy weapons", zone="Strip", preposition="from", deadline=due,
        conditions=conditions or (missed(),),
    )  # fmt: skip
    return _addressed(replace(norm, **more))  # type: ignore[arg-type]


def failing(first: str, *conditions: Condition, **more: object) -> Norm:
    """Failing that, the same party must admit monitors to Strip within 24 hours."""
    return must(
        *(conditions or (missed("material"),)), deadline=Deadline(hours(24), DeadlineFrom.FIRST_BREACH),
        **{"address": "2.2", "subject": SAME, "act": "admit monitors", "failing": first, **more},
    )  # fmt: skip


def _addressed(norm: Norm) -> Norm:
    own = tuple(replace(c, address=c.address.replace("?", norm.address)) for c in norm.conditions)
    return replace(norm, conditions=own)


def unless(*grounds: object) -> tuple[Exception_, ...]:
    return tuple(Exception_(f"1{'abc'[n]}", ground) for n, ground in enumerate(grounds))  # type: ignore[arg-type]


def accord(*norms: Norm, **more: object) -> Accord:
    made = Accord(
        "A truce", 1, "UTC", WindowEnds.EXCLUDE_START, START, None, ("minor", "serious", "material"),
        (Party("AA", "Republic of A", ("A-land",)), Party("BB", "Republic of B"), Party("CC", "Republic of C")), (),
        (Body("Commission", "Joint Commission", ("X", "Y")),),
        (Zone("Land", ZoneFromFile("land")), Zone("Strip", ZoneFromFile("strip")), Zone("Town", ZoneArea(("Town",)))),
        (Category("attack", ("strike", "assault")), Category("strike", ("shelling", "drone strike"))), (),
        Evidence(standard=Standard(), spokesmen=(Spokesman(("AA-MoD",), "AA"),)),
        tuple(Article(n.address.split(".")[0], "", (n,)) for n in norms), (), digest="d" * 64,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def status(start: float, end: float, who: str = "Commission", act: str = "route mined") -> Report:
    return Report(Kind.STATUS, act, Interval(hour(start), hour(end)), hour(end), who, who)


def announcement(told: float, start: float, end: float, place: Place | None = None, **more: object) -> Report:
    """AA tells the Commission at `told` that it will shell within 2 km of kilometre 0 from `start` to `end`."""
    made = Report(
        Kind.ANNOUNCEMENT, "shelling", Interval(hour(start), hour(end)), hour(told), "Commission", "AA-MoD",
        place or km(0, 2000), claims=(Claim("AA", Basis.ANNOUNCED),),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def known(
    *incidents: Incident, day: float = 365, statements: tuple[Report, ...] = (), acts: frozenset[str] = ALL_ACTS
) -> Known:
    """What is known so many days after entry into force."""
    ordered = sorted(incidents, key=lambda i: (i.happened_at.start, i.happened_at.end, i.id))
    said = tuple(sorted(statements, key=lambda r: r.id))
    return Known(START + round(day * DAY), tuple(ordered), said, acts)


def evaluated(of: Accord, what: Known, reading: Reading | None = None) -> Evaluation:
    return evaluate(of, Line(), what, reading or Reading())


def found(of: Accord, *incidents: Incident, **more: object) -> tuple[Finding, ...]:
    """What is found in incidents a year after entry into force. more: as for `known`."""
    return evaluated(of, known(*incidents, **more)).findings  # type: ignore[arg-type]


def breached(of: Accord, *incidents: Incident, **more: object) -> list[tuple[str, ...]]:
    """The incidents of every breach found."""
    return [f.incidents for f in found(of, *incidents, **more) if f.truth is Truth.BREACHED]


def undetermined(of: Accord, *incidents: Incident, **more: object) -> list[tuple[str, ...]]:
    """The incidents of every undetermined finding."""
    return [f.incidents for f in found(of, *incidents, **more) if f.truth is Truth.UNDETERMINED]


def state(of: Accord, what: Known, norm: str = "1", party: str = "AA") -> NormState:
    return next(s for s in evaluated(of, what).states if (s.norm, s.party) == (norm, party))
