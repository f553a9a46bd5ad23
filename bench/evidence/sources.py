"""Who reports: kinds of sources with what each sees, how exactly it states it, and how wrong it truly is.

The figures are judgements of the order of magnitude, from how such sources work (README.md gives the reason for each
kind); none was chosen by looking at how a fusion does on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from bench.evidence.chance import skewed
from bench.evidence.geography import LENGTH_KM
from bench.evidence.happenings import NORTH, SOUTH
from foedus.report.model import Basis


@dataclass(frozen=True)
class Trade:
    """A kind of source. Every share is of its reports.

    reach_km: how much of the front one source covers. seen: how much of that it comes to know of by itself.
    places, times: how it states them. site_m: stated radius of its sites. off_m, off_min: true scale of its errors.
    freedom: of the Student-t of these errors, the smaller the more gross ones. gross: share placed somewhere else.
    words: names the act exactly, or so many steps wider. taken_wrong: for another kind of act.
    blames, right: names a culprit, and the right one. delay_h: median, to publication. repeats: how keenly it copies.
    """

    many: int
    reach_km: float
    seen: float
    places: Mapping[str, float]
    site_m: tuple[int, ...]
    off_m: float
    times: Mapping[str, float]
    off_min: float
    freedom: float
    gross: float
    words: tuple[float, float, float, float]
    taken_wrong: float
    blames: float
    right: float
    bases: Mapping[Basis, float]
    delay_h: float
    counts: float
    repeats: float
    letter: str
    titles: tuple[str, ...]


TRADES: Mapping[str, Trade] = {
    "monitor": Trade(
        9,
        90,
        0.5,
        {"site": 0.85, "town": 0.15},
        (500, 1_000),
        200,
        {"minute": 0.6, "hour": 0.34, "part": 0.06},
        6,
        5,
        0.01,
        (0.8, 0.15, 0.04, 0.01),
        0.06,
        0.5,
        0.95,
        {Basis.SEEN: 0.3, Basis.BEARING: 0.4, Basis.CRATER: 0.3},
        7,
        0.7,
        0,
        "B",
        ("Monitors Post", "Civil Watch"),
    ),
    "sensor": Trade(
        4,
        130,
        0.45,
        {"site": 1},
        (1_000, 2_000),
        400,
        {"minute": 1},
        1,
        4,
        0.02,
        (0.25, 0.55, 0.15, 0.05),
        0.12,
        0.35,
        0.9,
        {Basis.SENSOR: 1},
        0.3,
        0.4,
        0,
        "B",
        ("Acoustic Array", "Camera Mast"),
    ),
    "ministry": Trade(
        4,
        400,
        0.3,
        {"site": 0.15, "town": 0.55, "district": 0.25, "region": 0.05},
        (2_000,),
        700,
        {"minute": 0.1, "hour": 0.35, "part": 0.33, "day": 0.2, "days": 0.02},
        35,
        3,
        0.03,
        (0.45, 0.25, 0.25, 0.05),
        0.08,
        0.95,
        0.85,
        {Basis.ACCUSED: 1},
        9,
        0.6,
        0,
        "C",
        ("Ministry", "Staff"),
    ),
    "authority": Trade(
        6,
        140,
        0.4,
        {"site": 0.3, "town": 0.65, "district": 0.05},
        (1_500, 2_000),
        500,
        {"minute": 0.2, "hour": 0.45, "part": 0.25, "day": 0.1},
        20,
        3,
        0.02,
        (0.5, 0.3, 0.15, 0.05),
        0.1,
        0.85,
        0.92,
        {Basis.ACCUSED: 0.8, Basis.SEEN: 0.2},
        5,
        0.6,
        0,
        "C",
        ("Administration",),
    ),
    "local": Trade(
        14,
        100,
        0.22,
        {"site": 0.25, "town": 0.65, "district": 0.1},
        (1_500, 2_000),
        500,
        {"minute": 0.15, "hour": 0.45, "part": 0.25, "day": 0.15},
        25,
        3,
        0.03,
        (0.5, 0.25, 0.15, 0.1),
        0.1,
        0.6,
        0.85,
        {Basis.SEEN: 0.3, Basis.HEARSAY: 0.5, Basis.ACCUSED: 0.2},
        6,
        0.5,
        1.0,
        "C",
        ("Gazette", "Radio", "Courier"),
    ),
    "wire": Trade(
        5,
        400,
        0.07,
        {"town": 0.6, "district": 0.25, "region": 0.1, "none": 0.05},
        (2_000,),
        1_500,
        {"hour": 0.28, "part": 0.35, "day": 0.35, "days": 0.02},
        45,
        3,
        0.03,
        (0.35, 0.25, 0.25, 0.15),
        0.1,
        0.6,
        0.88,
        {Basis.HEARSAY: 0.5, Basis.ACCUSED: 0.5},
        12,
        0.6,
        2.0,
        "B",
        ("Wire", "Press Agency"),
    ),
    "crowd": Trade(
        9,
        400,
        0.1,
        {"site": 0.35, "town": 0.5, "district": 0.1, "none": 0.05},
        (1_500, 2_000),
        600,
        {"minute": 0.4, "hour": 0.35, "part": 0.15, "day": 0.1},
        20,
        2.3,
        0.06,
        (0.4, 0.25, 0.2, 0.15),
        0.15,
        0.7,
        0.75,
        {Basis.HEARSAY: 0.7, Basis.SEEN: 0.3},
        1.2,
        0.5,
        2.2,
        "D",
        ("Channel", "Map Page"),
    ),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One source with habits of its own. party: for which it speaks. leans: whom it blames when in doubt.

    systematic: the kind of act that it takes another for, always. slip_h: its clock, when it slips. gazetteer: which
    list of towns' middles it uses. drift: how far its reliability swings over `drift_days`, up and down.
    """

    name: str
    trade: str
    middle_km: float
    party: str
    leans: str
    systematic: Mapping[str, str]
    wider: float
    scale: float
    slip_h: float
    slips: float
    gazetteer: int
    drift: float
    drift_days: float
    language: str

    @property
    def of(self) -> Trade:
        """Its kind."""
        return TRADES[self.trade]

    def covers(self, x: float) -> bool:
        """Whether a place at kilometre x is in its part of the front."""
        return abs(x - self.middle_km) <= self.of.reach_km / 2


_HABITS = (
    {"mortar fire": "artillery fire"},
    {"multiple rocket fire": "artillery fire"},
    {"first-person-view drone strike": "drone strike"},
    {"drone strike": "missile strike"},
    {"glide bomb strike": "missile strike"},
    {"small arms fire": "ground attack"},
    {},
    {},
    {},
)
"""Kinds that one source always takes for another; each source has one such habit, or none."""


def sources(random: Random) -> tuple[Source, ...]:
    """All sources of a world; those with a part of the front spread evenly along it, each with habits of its own."""
    return tuple(_source(random, trade, number) for trade, kind in TRADES.items() for number in range(kind.many))


def _source(random: Random, trade: str, number: int) -> Source:
    kind = TRADES[trade]
    party = (NORTH, SOUTH)[number % 2] if trade in ("ministry", "authority") else ""
    inclined = random.choice((NORTH, SOUTH, "")) if trade in ("local", "crowd", "wire") else ""
    title = kind.titles[number // 2 % len(kind.titles)] if party else kind.titles[number % len(kind.titles)]
    name = f"{party} {title} {number // 2 + 1}" if party else f"{title} {number + 1}"
    steps = kind.many // 2 if party else kind.many
    at = (number // 2 if party else number) + 0.5
    return Source(
        name,
        trade,
        LENGTH_KM / 2 if kind.reach_km >= LENGTH_KM else LENGTH_KM * at / steps,
        party,
        inclined,
        random.choice(_HABITS),
        random.choice((0.5, 1.0, 1.6)),
        skewed(random, 1, 0.3),
        random.choice((-2, -1, 1, 1, 2)),
        random.choice((0.0, 0.02, 0.02, 0.05, 0.25)),
        random.randrange(3),
        random.choice((0.0, 0.0, 0.12, 0.2)),
        random.uniform(60, 400),
        "second" if trade in ("local", "crowd", "authority") and random.random() < 0.35 else "first",
    )
