"""Random accords and random incident logs: small numbers, so that ties, edges and clock changes come up often.

Everything is built as values, without parser and fusion, so that a law about findings fails for findings only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

import shapely
from hypothesis import strategies as st

from foedus.accord.model import (
    Accord,
    Announced,
    Article,
    Body,
    CalendarDay,
    Category,
    Condition,
    Deadline,
    DeadlineFrom,
    During,
    Evidence,
    Exception_,
    InResponse,
    InsideZone,
    Measure,
    Modality,
    Norm,
    Party,
    Spokesman,
    Standard,
    Subject,
    SubjectKind,
    Suspension,
    Window,
    WindowEnds,
    Zone,
    ZoneFromFile,
)
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, HOUR, Interval, Period, Unit
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.basics.probability import SURE
from foedus.incident.model import Attribution, Incident, Known, Reading, WithoutOrigin
from foedus.report.model import NONE, ONE, Basis, Claim, Kind, Range, Report

GRADES = ("minor", "serious", "material")
PARTIES = ("RU", "UA", "XX")
ORIGINS = ("press", "monitor", "agency")
CLOCK_CHANGE = 1_743_296_400_000_000
"""2025-03-30T01:00Z, when Kyiv's clocks go from 3 to 4; New York's have changed, the hour grid shows both sides."""
FROM = CLOCK_CHANGE - 4 * DAY
UNTIL = CLOCK_CHANGE + 6 * DAY
ACTS = ("shelling", "drone strike", "strike", "assault", "raid", "exercise", "withdraw heavy weapons", "unknown")
NARROW = (frozenset({"fire"}), frozenset({"shelling"}))
TARGETS = ("substation", "energy facility", "dwelling")


Thing = TypeVar("Thing")

GROUND = (
    Zone("Theatre", ZoneFromFile("theatre.geojson"), also=("the Theatre",)),
    Zone("Buffer", ZoneFromFile("buffer.geojson")),
)


def ground() -> Zones:
    """Two strips across the equator that overlap, the first from 5.5 km west to 5.5 km east of Greenwich."""
    drawn = {"Theatre": shapely.box(-0.05, -1, 0.05, 1), "Buffer": shapely.box(0.02, -1, 0.06, 1)}
    return Zones({zone.name: zone for zone in GROUND}, drawn)


ticks = st.one_of(
    st.integers(-12, 40).map(lambda n: CLOCK_CHANGE + n * HOUR),
    st.integers(-5 * 4, 7 * 4).map(lambda n: CLOCK_CHANGE + n * 6 * HOUR),
    st.integers(-5, 7).map(lambda n: CLOCK_CHANGE - 3 * HOUR + n * DAY),
)
intervals = st.builds(lambda start, width: Interval(start, start + width), ticks, st.sampled_from([0, HOUR, DAY]))
periods = st.sampled_from(
    [Period(n, u) for n, u in ((1, Unit.HOUR), (6, Unit.HOUR), (24, Unit.HOUR), (1, Unit.DAY), (2, Unit.DAY),
                               (1, Unit.WEEK), (1, Unit.MONTH))]
)
windows: st.SearchStrategy[Window] = st.one_of(periods, periods, st.just(CalendarDay()), st.none())

@dataclass(frozen=True)
class Dice:
    """Choices from a seed: whole logs are drawn from one number, since thousands of small draws would take too long."""

    random: Random

    def one(self, *choices: Thing) -> Thing:
        """Any of them."""
        return self.random.choice(choices)

    def some(self, choices: Sequence[str], most: int) -> tuple[str, ...]:
        """Up to so many of them, sorted."""
        return tuple(sorted(self.random.sample(choices, self.random.randint(0, most))))

    def often(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def tick(self) -> int:
        """An instant on a grid of hours, of quarters of a day or of days, around the clock change."""
        step, low, high = self.one((HOUR, -12, 40), (6 * HOUR, -20, 28), (DAY, -5, 7))
        return CLOCK_CHANGE + step * self.random.randint(low, high) - self.one(0, 0, 3 * HOUR)

    def interval(self) -> Interval:
        """A point, often; else up to some days, or exactly a day of Kyiv's summer time."""
        start = self.tick()
        if self.often(0.15):
            day = CLOCK_CHANGE + 20 * HOUR + self.random.randint(-3, 5) * DAY
            return Interval(day, day + DAY - 1)
        return Interval(start, start + self.one(0, 0, 0, 0, 0, 0, 1, HOUR, 6 * HOUR, DAY - 1, DAY, 3 * DAY))

    def place(self) -> Place:
        """Mostly well inside; also near a border, vague, by name, or nowhere."""
        if self.often(0.6):
            return Point(self.random.randint(-2, 2) * 1000, 0, 0)
        if self.often(0.5):
            return Point(self.random.randint(-70, 70) * 1000, 0, self.one(0, 100, 3000))
        return self.one(Area("the Theatre"), Area("Elsewhere"), Nowhere())

    def attribution(self) -> Attribution:
        """Sure of one party, often; else up to two, whose probabilities add up to at most 1."""
        if self.often(0.3):
            return Attribution(((self.one("RU", "RU", "UA"), SURE),))
        names = self.some((*PARTIES[:2], *PARTIES, "Somebody"), 2)
        if len(set(names)) < len(names):
            names = names[:1]
        first = self.one(SURE, 950_000_000, 900_000_000, 800_000_000, 799_999_999, 333_333_333, 1)
        shares = (first, min(self.one(200_000_000, 50_000_000, SURE), SURE - first))
        return Attribution(tuple((n, p) for n, p in zip(names, shares, strict=False) if p > 0))

    def incident(self, number: int) -> Incident:
        """An incident as fusion could give it; its id follows from `number`, not from its place in the log."""
        attribution, origins = self.attribution(), self.some(ORIGINS, 2)
        low, more = self.random.randint(0, 3), self.random.randint(0, 3)
        series = self.one("", "", "", "", "", "", "press", "monitor")
        return Incident(
            id=f"I-{(number * 0x9E3779B97F4A7C15) % 2**64:016x}",
            acts=("shelling",) if self.often(0.6) else self.some(ACTS, 2) or ("unknown",),
            targets=("substation",) if self.often(0.5) else self.some(TARGETS, 2),
            happened_at=self.interval(),
            place=self.place(),
            number=ONE if not series else Range(low, low, low + more),
            casualties=self.one(NONE, NONE, Range(1, 1, 1), Range(2, 3, 6), Range(0, 1, 12)),
            series=series,
            attribution=attribution,
            alleged=tuple(sorted({n for n, _ in attribution.parties} | set(self.some(PARTIES, 1)))),
            origins=origins,
            outlets=max(1, len(origins)),
            confirmed=self.often(0.85),
            without=tuple(WithoutOrigin(o, self.attribution(), self.often(0.6)) for o in origins),
            reports=(f"{number:064x}",),
            known_at=CLOCK_CHANGE + 2 * DAY,
        )

    def statement(self) -> Report:
        """An announcement by a party, a status report of the Commission, or where somebody looked or was not let."""
        if self.often(0.3):
            at, who = self.interval(), self.one("Commission", "press")
            at = self.one(at, Interval(at.start, at.end + DAY), Interval(FROM, CLOCK_CHANGE + 5 * HOUR))
            kind = self.one(Kind.PATROL, Kind.PATROL, Kind.ACCESS_DENIED)
            return Report(kind, "patrol", at, at.end, who, who, self.one(Area("the Theatre"), self.place()))
        if self.often(0.4):
            at, who = self.interval(), self.one("Commission", "Joint Commission", "press")
            return Report(Kind.STATUS, self.one("route mined", "exercise"), at, at.end, who, who)
        party = self.one(*PARTIES[:2])
        at = Interval(CLOCK_CHANGE - 3 * DAY, CLOCK_CHANGE + 3 * DAY) if self.often(0.5) else self.interval()
        return Report(
            Kind.ANNOUNCEMENT,
            self.one("attack", "shelling", *ACTS),
            at,
            known_at=min(self.tick(), self.tick()),
            outlet="Commission",
            origin=party,
            side=party,
            place=self.one(Area("the Theatre"), Point(0, 0, 500), self.place()),
            claims=(Claim(party, Basis.ANNOUNCED),),
        )

    def known(self, size: int) -> Known:
        """What is known at an instant: incidents sorted as promised, statements sorted by id."""
        found = [self.incident(number) for number in self.random.sample(range(1, 999), size)]
        said = [self.statement() for _ in range(self.random.randint(0, 4))]
        return Known(
            at=self.one(CLOCK_CHANGE, CLOCK_CHANGE + 3 * DAY, CLOCK_CHANGE + 60 * DAY),
            incidents=tuple(sorted(found, key=lambda i: (i.happened_at.start, i.happened_at.end, i.id))),
            statements=tuple(sorted({r.id: r for r in said}.values(), key=lambda r: r.id)),
            acts=self.one(frozenset(ACTS), frozenset(ACTS), frozenset({"attack", "withdraw heavy weapons"}), *NARROW),
        )


def logs(most: int = 16) -> st.SearchStrategy[Known]:
    """Logs of up to so many incidents."""
    sizes = st.sampled_from([0, 1, 2, most // 4, most // 2, most, most])
    return st.builds(lambda seed, size: Dice(Random(seed)).known(size), st.integers(0, 2**32), sizes)


@st.composite
def averages(draw: st.DrawFn) -> Condition:
    """A clause on an average, with an error so large that a handful of incidents can pass it."""
    block = draw(st.sampled_from([CalendarDay(), CalendarDay(), Period(2, Unit.DAY), Period(1, Unit.WEEK)]))
    return Condition(
        "serious", Measure.AVERAGE, draw(st.sampled_from([1, 1, 2])), block,
        error=draw(st.sampled_from([500_000_000, 400_000_000, 10_000_000])),
        looked_at=isinstance(block, CalendarDay) and draw(st.booleans()),
    )  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn, norm: str, duty: bool) -> tuple[Condition, ...]:
    """Up to four conditions of a norm; those that count breaches name a grade that is less."""
    grades = draw(st.lists(st.sampled_from(["minor", "serious", "serious", "material"]), min_size=1, max_size=4))
    made: list[Condition] = []
    for grade in grades:
        address = f"{norm}/{grade}#{sum(c.grade == grade for c in made) + 1}"
        if duty:
            made.append(Condition(grade, Measure.NOT_DONE, 1, None, address=address))
            continue
        less = [g for g in GRADES[: GRADES.index(grade)] if g in grades]
        kinds = [Measure.COUNT, Measure.COUNT, Measure.CASUALTIES, *([Measure.BREACHES] * 3 if less else [])]
        measure = draw(st.sampled_from(kinds))
        of_grade = draw(st.sampled_from(less)) if measure is Measure.BREACHES else ""
        if measure is Measure.COUNT and draw(st.integers(0, 5)) == 0:
            made.append(replace(draw(averages()), grade=grade, address=address))
            continue
        limit = draw(st.sampled_from([1, 2, 2, 3, 3, 5]))
        made.append(Condition(grade, measure, limit, draw(windows), of_grade, address))
    return tuple(made)


grounds = st.one_of(
    st.sampled_from([Period(6, Unit.HOUR), Period(1, Unit.DAY)]).map(lambda p: InResponse(p, "attack", 5000)),
    st.builds(Announced, st.just("Commission"), st.sampled_from([Period(24, Unit.HOUR), Period(1, Unit.HOUR)])),
    st.just(InsideZone("Buffer")),
    st.builds(lambda a: During(a.start, a.end + 1), intervals),
)
subjects = st.one_of(
    st.just(Subject(SubjectKind.EACH_PARTY)),
    st.sets(st.sampled_from(PARTIES), min_size=1).map(lambda s: Subject(SubjectKind.NAMED, tuple(sorted(s)))),
)


@st.composite
def prohibitions(draw: st.DrawFn, address: str, over: tuple[str, ...]) -> Norm:
    """A `must not` with its conditions and exceptions."""
    reasons = draw(st.one_of(st.just([]), st.lists(grounds, max_size=2)))
    return Norm(
        address,
        draw(subjects),
        Modality.MUST_NOT,
        act=draw(st.sampled_from(["attack", "attack", "strike", "shelling", "exercise"])),
        object=draw(st.sampled_from(["", "", "", "", "energy facility"])),
        zone=draw(st.sampled_from(["Theatre", "Theatre", "Theatre", "Buffer", ""])),
        conditions=draw(conditions(address, duty=False)),
        exceptions=tuple(Exception_(f"{address}{'ab'[n]}", ground) for n, ground in enumerate(reasons)),
        prevails_over=draw(st.sampled_from([(), over])),
    )


@st.composite
def duties(draw: st.DrawFn, address: str, failing: str) -> Norm:
    """A `must ... within`; with `failing` it is called up by the breach of that norm."""
    suspended = draw(st.booleans())
    period = draw(st.sampled_from([Period(24, Unit.HOUR), Period(3, Unit.DAY), Period(1, Unit.MONTH)]))
    by = draw(st.one_of(st.none(), ticks)) if not failing else None
    after = DeadlineFrom.FIRST_BREACH if failing else DeadlineFrom.ENTRY_INTO_FORCE
    return Norm(
        address,
        Subject(SubjectKind.SAME_PARTY) if failing else draw(subjects),
        Modality.MUST,
        act=draw(st.sampled_from(["withdraw heavy weapons", "exercise"])),
        zone=draw(st.sampled_from(["Buffer", "Theatre", ""])),
        preposition="from",
        deadline=Deadline(None if by is not None else period, after, by),
        conditions=draw(conditions(address, duty=True)),
        suspensions=(Suspension("Commission", "route mined"),) if suspended else (),
        failing=failing,
    )


@st.composite
def accords(draw: st.DrawFn) -> Accord:
    """A small accord: prohibitions that overlap in what they forbid, a duty, and what follows from failing it."""
    norms: list[Norm] = [draw(prohibitions("1", ("2",)))]
    if draw(st.booleans()):
        norms.append(draw(prohibitions("2", ())))
    if draw(st.booleans()):
        norms.append(draw(duties("3", "")))
        if draw(st.booleans()):
            norms.append(draw(duties("3.2", "3")))
    numbers = sorted({n.address.split(".")[0] for n in norms})
    addresses = {n.address for n in norms}
    norms = [_only_known(n, addresses) for n in norms]
    return Accord(
        name="Test",
        version=1,
        time_zone=draw(st.sampled_from(["Europe/Kyiv", "Europe/Kyiv", "UTC", "America/New_York"])),
        window_ends=draw(st.sampled_from(list(WindowEnds))),
        in_force_from=draw(st.sampled_from([FROM, FROM, FROM, CLOCK_CHANGE])),
        in_force_until=draw(st.sampled_from([None, UNTIL, CLOCK_CHANGE + DAY])),
        grades=GRADES,
        parties=tuple(Party(p, p) for p in draw(st.sampled_from([PARTIES, PARTIES[:2]]))),
        alliances=(),
        bodies=(Body("Commission", "Joint Commission", ("BR", "CH")),),
        zones=GROUND,
        acts=(Category("strike", ("shelling", "drone strike")), Category("attack", ("strike", "assault"))),
        objects=(Category("energy facility", ("substation",)),),
        evidence=Evidence(
            standard=draw(st.sampled_from([Standard(), Standard("preponderance", 500_000_000, True)])),
            spokesmen=(Spokesman(("RU-MoD",), "RU"),),
        ),
        articles=tuple(
            Article(number, f"Article {number}", tuple(n for n in norms if n.address.split(".")[0] == number))
            for number in numbers
        ),
        requirements=(),
        digest="0" * 64,
    )


def _only_known(norm: Norm, addresses: set[str]) -> Norm:
    return replace(norm, prevails_over=tuple(a for a in norm.prevails_over if a in addresses))


readings = st.sampled_from([Reading(), Reading(), Reading(possible_is_certain=True)])
