"""What an independent source makes of a happening: the report that it publishes, errors and interests included."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from bench.evidence.chance import pick, skewed
from bench.evidence.geography import Geography
from bench.evidence.happenings import ACTS, OTHER, Happening
from bench.evidence.sources import Source
from bench.evidence.stating import instant, stated_place, stated_time
from bench.evidence.wording import told
from foedus.basics.instant import DAY, MINUTE, Instant
from foedus.report.model import NONE, ONE, UNKNOWN_ACT, Basis, Claim, Kind, Range, Report

WIDER = {
    "artillery fire": "shelling",
    "mortar fire": "shelling",
    "rocket fire": "shelling",
    "multiple rocket fire": "rocket fire",
    "shelling": "strike",
    "first-person-view drone strike": "drone strike",
    "drone strike": "strike",
    "missile strike": "strike",
    "glide bomb strike": "airstrike",
    "airstrike": "strike",
    "strike": "attack",
    "ground attack": "assault",
    "raid": "assault",
    "assault": "attack",
    "small arms fire": "armed clash",
    "armed clash": "attack",
    "mine explosion": "explosion",
    "bomb explosion": "explosion",
    "grenade attack": "explosion",
    "explosion": "armed violence",
}
WIDER_TARGETS = {
    "dwelling": "civilian object",
    "school": "civilian object",
    "hospital": "civilian object",
    "substation": "energy facility",
    "power line": "energy facility",
    "oil depot": "oil facility",
    "gas pipeline": "gas facility",
    "railway": "infrastructure",
    "bridge": "infrastructure",
    "ammunition depot": "military object",
    "military position": "military object",
}
OWN_ACTS_SEEN = 0.12
"""A party tells of what it did itself about so much as often as of what was done to it."""
ADMITS = 0.4
"""And then says so itself; else it lays it on the other."""
RATE = 0.29
"""Set so that an incident has between 3 and 4 reports on average, copies included."""
UNHEARD = frozenset({"small arms fire", "first-person-view drone strike", "mine explosion"})
"""Too small for the sensors of these distances."""


@dataclass(frozen=True)
class Desk:
    """What telling needs besides the source: the map, the misstatement of precision, and the draws (owned here)."""

    random: Random
    geography: Geography
    misstated: Fraction


def chance_seen(source: Source, one: Happening) -> float:
    """How likely a source comes to know of a happening by itself."""
    kind = source.of
    if not source.covers(one.x) or (source.trade == "sensor" and one.act in UNHEARD):
        return 0.0
    rate = kind.seen * one.notice * (OWN_ACTS_SEEN if source.party == one.culprit else 1)
    return 1 - math.exp(-RATE * rate)


def witnessed(desk: Desk, source: Source, one: Happening, blamed: str = "") -> Report:
    """The report of an independent source. blamed: who is said to have done it where it never happened."""
    random, kind = desk.random, source.of
    delay_h = 0.1 + skewed(random, kind.delay_h, 0.8)
    published_h = one.at_h + delay_h
    happened_at, precision = stated_time(random, source, one, published_h, desk.misstated)
    place, place_name, _ = stated_place(random, source, one, desk.geography, desk.misstated)
    act = named_act(random, source, one.act)
    number, casualties = _counted(random, source, one, delay_h)
    target = _target(random, source, one)
    claims = (Claim(blamed, Basis.ACCUSED),) if blamed else _claims(random, source, one, published_h)
    accused = claims[0].party if claims else OTHER.get(source.party, "unknown")
    said = {
        "act": act,
        "place": place_name,
        "target": target,
        "dead": str(casualties.best),
        "who": source.name,
        "accused": accused,
        "n": str(number.best),
    }
    known_at, published_at = known(random, instant(published_h), precision)
    return Report(
        Kind.EVENT,
        act,
        happened_at,
        known_at,
        source.name,
        source.name,
        place,
        published_at,
        source.party,
        claims,
        number,
        casualties,
        target,
        reliability=kind.letter if random.random() < 0.6 else "",
        credibility=random.choice(("2", "3", "3", "4", "6")) if random.random() < 0.5 else "",
        text=told(random, one, source.trade, source.language, said),
        weapon=_weapon(random, one),
    )


def known(random: Random, published: Instant, precision: str = "") -> tuple[Instant, Instant | None]:
    """(when we received it, when the source says it published): minutes later, at the day's end, or days later."""
    drawn = random.random()
    known_at = published + random.randint(1, 20) * MINUTE
    if drawn < 0.12:  # only the day of publication is known: its end, by UTC
        known_at = published // DAY * DAY + DAY - 1
    elif drawn < 0.15:
        known_at = published + random.randint(1, 9) * DAY
    says = random.random() < (0.97 if precision in ("minute", "hour") else 0.92)
    return known_at, published if says else None


def named_act(random: Random, source: Source, act: str) -> str:
    """The source's word: its habit first, then a mistake, then a word some steps wider, or none."""
    act = source.systematic.get(act, act)
    if act in ACTS and random.random() < source.of.taken_wrong:
        act = ACTS[act].like[0 if random.random() < 0.7 else 1]
    exact, one, two, none = source.of.words
    steps = pick(random, {0: exact, 1: one * source.wider, 2: two * source.wider, 9: none * source.wider})
    if steps == 9:
        return random.choice((UNKNOWN_ACT, "attack", "armed violence"))
    for _ in range(steps):
        act = WIDER.get(act, act)
    return act


def rounded(random: Random, count: int) -> int:
    """A number as people say it."""
    if count < 8 or random.random() < 0.6:
        return count
    return round(count / 5) * 5 if count < 40 else round(count / 10) * 10


def _counted(random: Random, source: Source, one: Happening, delay_h: float) -> tuple[Range, Range]:
    number, dead = ONE, NONE
    if one.acts > 1 and random.random() < source.of.counts:
        best = max(1, rounded(random, round(skewed(random, one.acts, 0.25))))
        number = (
            Range(best, best, best) if random.random() < 0.7 else Range(max(1, best * 3 // 4), best, -(-best * 5 // 4))
        )
    if source.trade != "sensor" and random.random() < 0.8:
        found = 1 - 0.55 * math.exp(-delay_h / 9)  # the dead are counted up over the first day
        victim = source.party and source.party != one.culprit
        best = round(one.dead * found * skewed(random, 1.15 if victim else 1, 0.15)) + (random.random() < 0.03)
        dead = (
            Range(best, best, best)
            if random.random() < 0.75
            else Range(best, best, best + random.randint(1, 2 + best // 3))
        )
    return number, dead


def _target(random: Random, source: Source, one: Happening) -> str:
    if source.trade == "sensor" or random.random() < 0.25:
        return ""
    target = one.target
    if source.party and source.party != one.culprit and target == "military position" and random.random() < 0.5:
        target = "dwelling"
    if random.random() < 0.06:
        target = random.choice(("dwelling", "military position", "power line", "railway", "civilians"))
    return WIDER_TARGETS.get(target, target) if random.random() < 0.2 else target


def _claims(random: Random, source: Source, one: Happening, at_h: float) -> tuple[Claim, ...]:
    kind = source.of
    if random.random() > kind.blames:
        return ()
    if source.party:
        if source.party != one.culprit:
            return (Claim(one.culprit, pick(random, kind.bases)),)
        admits = ADMITS * (1.5 if one.target in ("military position", "ammunition depot") else 0.4)
        return (
            Claim(one.culprit, Basis.CLAIMED) if random.random() < admits else Claim(OTHER[one.culprit], Basis.ACCUSED),
        )
    basis = pick(random, kind.bases)
    right = kind.right + {Basis.SEEN: 0.03, Basis.HEARSAY: -0.04}.get(basis, 0.0)
    right += 0 if not source.leans else 0.06 if source.leans == one.culprit else -0.15
    right -= source.drift * (1 + math.sin(2 * math.pi * at_h / 24 / source.drift_days)) / 2
    party = one.culprit if random.random() < min(right, 0.98) else OTHER[one.culprit]
    return (Claim(party, basis),)


def _weapon(random: Random, one: Happening) -> str:
    if random.random() > 0.35:
        return ""
    act = one.act if random.random() > 0.1 else random.choice(tuple(ACTS))
    return one.weapon if act == one.act else random.choice(ACTS[act].weapons)
