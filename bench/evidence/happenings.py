"""What truly happened: incidents in hot spots and bursts, by day and night, each the act of one of two parties."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from bench.evidence.chance import heavy, pick, poisson, skewed
from bench.evidence.geography import DEPTH_KM, LENGTH_KM, line

NORTH, SOUTH = "North", "South"
OTHER = {NORTH: SOUTH, SOUTH: NORTH}
APART_KM, APART_HOURS = 3.0, 6.0
"""Acts of one kind by one party nearer than this are one incident by the accord, so that the world makes only one."""
HOT_SPOTS = 18
IN_BURSTS = 0.45
"""Share of incidents that follow on another nearby within hours (fire is answered, strikes come in waves)."""


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act. night: share of its acts that come by night. reach_km: how far behind the line it falls."""

    share: float
    night: float
    reach_km: float
    deadly: float
    several: float
    weapons: tuple[str, ...]
    like: tuple[str, ...]
    """What it is taken for by mistake, the likeliest first."""


ACTS = {
    "artillery fire": Act(
        0.27, 0.3, 5, 0.25, 0.7, ("152 mm howitzer", "155 mm gun", ""), ("mortar fire", "multiple rocket fire")
    ),
    "mortar fire": Act(
        0.13, 0.3, 2, 0.2, 0.6, ("120 mm mortar", "82 mm mortar", ""), ("artillery fire", "grenade attack")
    ),
    "multiple rocket fire": Act(
        0.08, 0.45, 7, 0.35, 0.8, ("122 mm rocket", "220 mm rocket", ""), ("artillery fire", "missile strike")
    ),
    "first-person-view drone strike": Act(
        0.17, 0.25, 4, 0.3, 0.25, ("fpv drone", "quadcopter"), ("drone strike", "mortar fire")
    ),
    "drone strike": Act(
        0.1,
        0.8,
        10,
        0.3,
        0.5,
        ("loitering munition", "long-range drone"),
        ("missile strike", "first-person-view drone strike"),
    ),
    "glide bomb strike": Act(0.07, 0.45, 7, 0.45, 0.4, ("guided bomb", "250 kg bomb"), ("airstrike", "missile strike")),
    "missile strike": Act(
        0.03, 0.7, 12, 0.5, 0.3, ("ballistic missile", "cruise missile"), ("drone strike", "multiple rocket fire")
    ),
    "ground attack": Act(0.08, 0.35, 1.5, 0.4, 0.2, ("armoured vehicle", ""), ("small arms fire", "raid")),
    "small arms fire": Act(
        0.04, 0.45, 1, 0.2, 0.3, ("machine gun", "sniper rifle", ""), ("ground attack", "grenade attack")
    ),
    "mine explosion": Act(
        0.03, 0.2, 6, 0.5, 0.05, ("anti-tank mine", "anti-personnel mine"), ("bomb explosion", "artillery fire")
    ),
}
TARGETS = {
    "dwelling": 0.3,
    "military position": 0.27,
    "power line": 0.06,
    "substation": 0.05,
    "school": 0.05,
    "hospital": 0.03,
    "railway": 0.05,
    "bridge": 0.03,
    "oil depot": 0.03,
    "ammunition depot": 0.04,
    "gas pipeline": 0.03,
    "civilians": 0.06,
}
_PARTS_OF_STREETS = (
    "Mill",
    "Station",
    "Orchard",
    "Garden",
    "School",
    "River",
    "Church",
    "Quarry",
    "Market",
    "Pine",
    "Lake",
    "Bridge",
    "Harbour",
    "Meadow",
    "Foundry",
    "Chapel",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One incident as it was. at_h: hours since the world's first midnight, local time; details: rare true words."""

    number: int
    act: str
    at_h: float
    x: float
    y: float
    culprit: str
    target: str
    weapon: str
    acts: int
    dead: int
    notice: float
    details: tuple[str, ...]


def happenings(random: Random, per_day: int, days: int) -> list[Happening]:
    """Incidents of so many days, in order of their making; the mean number a day is `per_day`."""
    spots = [_Spot.drawn(random) for _ in range(HOT_SPOTS)]
    made: list[Happening] = []
    taken: dict[tuple[str, str, int, int], list[Happening]] = defaultdict(list)
    for day in range(days):
        weights = {k: spot.heat(random, day) for k, spot in enumerate(spots)}
        earlier = len(made)
        for _ in range(poisson(random, per_day * random.gammavariate(6, 1 / 6))):
            after = made[max(0, earlier - per_day // 3) :]
            for _ in range(12):
                if after and random.random() < IN_BURSTS:
                    new = _following(random, random.choice(after), len(made))
                else:
                    new = _fresh(random, spots[pick(random, weights)], day, len(made))
                if not _told_apart(new, taken):
                    continue
                taken[_cell(new)].append(new)
                made.append(new)
                break
    return made


@dataclass(frozen=True, slots=True)
class _Spot:
    x: float
    offset: float
    weight: float
    period_days: float
    phase: float
    culprit_share: float

    @staticmethod
    def drawn(random: Random) -> _Spot:
        return _Spot(
            random.uniform(5, LENGTH_KM - 5),
            random.gauss(0, 4),
            skewed(random, 1, 0.9),
            random.uniform(25, 120),
            random.uniform(0, 6.28),
            random.uniform(0.3, 0.7),
        )

    def heat(self, random: Random, day: int) -> float:
        season = 1.1 + math.sin(2 * math.pi * day / self.period_days + self.phase)
        return self.weight * season * skewed(random, 1, 0.7)


def _fresh(random: Random, spot: _Spot, day: int, number: int) -> Happening:
    act = pick(random, {a: k.share for a, k in ACTS.items()})
    if random.random() < 0.18:  # anywhere along the front
        x, offset = random.uniform(0, LENGTH_KM), random.gauss(0, 6)
    else:
        x, offset = spot.x + heavy(random, 4, 3), spot.offset
    culprit = NORTH if random.random() < spot.culprit_share else SOUTH
    reach = abs(random.gauss(0, ACTS[act].reach_km)) - (1.5 if random.random() < 0.12 else 0)
    y = offset + (-reach if culprit == NORTH else reach) + random.gauss(0, 1)
    return _complete(random, act, day * 24 + _hour(random, ACTS[act].night), x, y, culprit, number)


def _following(random: Random, first: Happening, number: int) -> Happening:
    act = first.act if random.random() < 0.5 else random.choice((*ACTS[first.act].like, "artillery fire"))
    act = act if act in ACTS else first.act
    culprit = first.culprit if random.random() < 0.8 else OTHER[first.culprit]
    x = first.x + heavy(random, 3, 3)
    y = first.y - line(first.x) + heavy(random, 2, 3)
    return _complete(random, act, first.at_h + 0.3 + random.expovariate(1 / 6), x, y, culprit, number)


def _complete(random: Random, act: str, at_h: float, x: float, offset: float, culprit: str, number: int) -> Happening:
    kind = ACTS[act]
    x = min(max(x, 0.0), float(LENGTH_KM))
    y = line(x) + min(max(offset, -DEPTH_KM), DEPTH_KM)
    target = pick(random, TARGETS) if random.random() < 0.92 else ""
    acts = max(2, round(skewed(random, 6, 0.9))) if random.random() < kind.several else 1
    dead = 1 + min(int(random.expovariate(1 / 2.2)), 60) if random.random() < kind.deadly else 0
    notice = skewed(random, 1, 0.45) * (1.5 if dead else 1) * (1.2 if target not in ("", "military position") else 0.8)
    street = f"{random.choice(_PARTS_OF_STREETS)} Street {random.randint(1, 140)}"
    details = (street, f"{random.randint(3, 90)} windows", f"{random.randint(2, 60)} households", _vehicle(random))
    return Happening(number, act, at_h, x, y, culprit, target, random.choice(kind.weapons), acts, dead, notice, details)


def _vehicle(random: Random) -> str:
    colour = random.choice(("white", "blue", "green", "grey"))
    return f"a {colour} {random.choice(('van', 'bus', 'lorry', 'tractor', 'ambulance'))}"


def _hour(random: Random, night: float) -> float:
    """Night is 21 to 5; by day most between 9 and 18."""
    if random.random() < night:
        return (21 + 8 * random.random()) % 24
    return min(max(random.gauss(13, 3.6), 5.0), 20.99)


def _cell(one: Happening) -> tuple[str, str, int, int]:
    return one.act, one.culprit, int(one.x // APART_KM), int(one.at_h // APART_HOURS)


def _told_apart(new: Happening, taken: dict[tuple[str, str, int, int], list[Happening]]) -> bool:
    act, culprit, column, row = _cell(new)
    return not any(
        math.hypot(old.x - new.x, old.y - new.y) <= APART_KM and abs(old.at_h - new.at_h) <= APART_HOURS
        for dx in (-1, 0, 1)
        for dt in (-1, 0, 1)
        for old in taken.get((act, culprit, column + dx, row + dt), ())
    )
