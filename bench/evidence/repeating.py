"""What comes after the first reports: copies, follow-ups, vague summaries, denials and retractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.evidence.chance import pick, poisson, skewed
from bench.evidence.geography import kilometres, region
from bench.evidence.happenings import OTHER, Happening
from bench.evidence.sources import Source
from bench.evidence.stating import day_of, in_town, instant, put, spell
from bench.evidence.witnessing import WIDER, Desk, known, named_act, rounded
from bench.evidence.wording import edited, retold, told
from foedus.basics.instant import HOUR, SECOND, Instant, Interval
from foedus.basics.place import Nowhere, Place, Point
from foedus.report.model import NONE, ONE, UNKNOWN_ACT, Basis, Claim, Kind, Range, Report

COPIED = {"monitor": 0.3, "sensor": 0.1, "ministry": 1.0, "authority": 0.8, "local": 0.65, "wire": 0.9, "crowd": 0.35}
"""Copies of a report of each trade, on average, for a happening of ordinary notice."""
MOST_COPIES = 4
OF_A_COPY = 0.25
FOLLOWED, SUMMED_UP, DENIED = 0.06, 0.025, 0.05
"""Share of reports that the same outlet follows up, that a summary mentions, and that the accused denies."""
_DELAY_H = {"crowd": 0.8, "wire": 2.5, "local": 4.0}


@dataclass(frozen=True)
class Told:
    """A report with who tells it and the report of the witness behind it."""

    report: Report
    source: Source
    witness: str


def copies(
    desk: Desk, first: Told, one: Happening, copiers: Sequence[Source], weights: dict[int, float], stated: bool
) -> list[Told]:
    """Reports of others who repeat this one, each once; some repeat a repeater. stated: whether they say from whom."""
    random = desk.random
    made = [first]
    used = {first.source.name}
    for _ in range(min(MOST_COPIES, poisson(random, COPIED[first.source.trade] * one.notice))):
        copier = copiers[pick(random, weights)]
        if copier.name in used or not copier.covers(one.x):
            continue
        used.add(copier.name)
        model = random.choice(made) if random.random() < OF_A_COPY else first
        made.append(Told(_copy(desk, model, one, copier, stated), copier, first.witness))
    return made[1:]


def _copy(desk: Desk, model: Told, one: Happening, copier: Source, stated: bool) -> Report:
    random, report = desk.random, model.report
    published = (report.published_at or report.known_at) + round(
        skewed(random, _DELAY_H[copier.trade], 0.9) * 3600 + 120
    ) * SECOND
    known_at, published_at = known(random, published)
    known_at = max(known_at, report.known_at) if report.published_at is None else known_at
    report = replace(
        report,
        outlet=copier.name,
        known_at=known_at,
        published_at=published_at,
        claims=_claims_carried(random, report.claims),
        reliability=copier.of.letter if random.random() < 0.5 else "",
        credibility="",
        origin=report.origin if stated else copier.name,
        side=report.side if stated else "",
        derives_from=(model.report.id,) if stated else (),
    )
    way = random.random()
    if way < 0.3:  # word for word
        return report
    if way < 0.62:
        report = replace(
            report,
            text=edited(random, report.text, model.source.name),
            act=_act_carried(random, copier, report.act, 0.15),
        )
        return _numbers_carried(random, report, 0.15)
    said = {
        "act": report.act,
        "target": report.target,
        "dead": str(report.casualties.best),
        "who": model.source.name,
        "accused": report.claims[0].party if report.claims else "unknown",
        "n": str(report.number.best),
    }
    name, place = _placed_anew(desk, report.place, copier)
    text = retold(random, one, said | {"place": name}, copier.language)
    report = replace(report, act=_act_carried(random, copier, report.act, 0.35), text=text, place=place)
    report = _numbers_carried(random, report, 0.3)
    return _with_less(desk, report) if way > 0.9 else report


def _claims_carried(random: Random, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """What one saw the other has from hearsay, if it passes on who did it at all."""
    if random.random() < 0.15:
        return ()
    first_hand = (Basis.SEEN, Basis.BEARING, Basis.CRATER, Basis.SENSOR)
    return tuple(
        Claim(c.party, Basis.HEARSAY) if c.basis in first_hand and random.random() < 0.6 else c for c in claims
    )


def _act_carried(random: Random, copier: Source, act: str, share: float) -> str:
    if random.random() > share:
        return act
    return named_act(random, copier, act) if random.random() < 0.5 else WIDER.get(act, act)


def _placed_anew(desk: Desk, place: Place, copier: Source) -> tuple[str, Place]:
    """The name by which a copier speaks of a place, and where it puts it: taken over, or looked up by that name."""
    if not isinstance(place, Point):
        return "the front" if isinstance(place, Nowhere) else place.name, place
    town = desk.geography.named_for(desk.random, *kilometres(place))
    if desk.random.random() < 0.55 or place.radius_m > 15_000 * desk.misstated:
        return town.name, place
    at = desk.geography.namesake.get(town, town) if desk.random.random() < 0.15 else town
    return town.name, in_town(at, copier.gazetteer, desk.misstated)


def _numbers_carried(random: Random, report: Report, share: float) -> Report:
    number, dead = report.number, report.casualties
    if random.random() < share:
        best = rounded(random, number.best)
        number = Range(best, best, best) if random.random() < 0.7 else ONE
    if random.random() < share:
        dead = Range(dead.best, dead.best, dead.best) if random.random() < 0.6 else NONE
    return replace(report, number=number, casualties=dead, weapon=report.weapon if random.random() > share else "")


def _with_less(desk: Desk, report: Report) -> Report:
    """Only that something happened on that day, somewhere there."""
    return replace(
        report,
        happened_at=day_of(_middle(report.happened_at), desk.misstated),
        target="",
        number=ONE,
        weapon="",
        place=Nowhere() if desk.random.random() < 0.1 else report.place,
        act=WIDER.get(report.act, report.act),
    )


def _middle(of: Interval) -> Instant:
    return (of.start + of.end) // 2


def follow_up(desk: Desk, first: Told, one: Happening) -> Told:
    """The same outlet a day later, the dead counted up, no link said."""
    random, report = desk.random, first.report
    later = (report.published_at or report.known_at) + round(random.uniform(12, 36) * 3600) * SECOND
    known_at, published_at = known(random, later)
    dead = max(one.dead, report.casualties.best)
    town = desk.geography.named_for(random, one.x, one.y)
    said = {
        "act": report.act,
        "target": one.target,
        "dead": str(dead),
        "who": first.source.name,
        "place": town.name,
        "accused": report.claims[0].party if report.claims else "unknown",
        "n": str(report.number.best),
    }
    happened_at, place = report.happened_at, report.place
    if random.random() < 0.5:
        happened_at = day_of(_middle(happened_at), desk.misstated)
    if random.random() < 0.3 and isinstance(place, Point):
        place = in_town(town, first.source.gazetteer, desk.misstated)
    text = told(random, one, first.source.trade, first.source.language, said)
    return Told(
        replace(
            report,
            known_at=known_at,
            published_at=published_at,
            casualties=Range(dead, dead, dead),
            happened_at=happened_at,
            place=place,
            text=text,
            derives_from=first.report.derives_from,
        ),
        first.source,
        first.witness,
    )


def summary(desk: Desk, first: Told, one: Happening, writer: Source, stated: bool) -> Told:
    """A round-up: some days, a whole region, one sentence; it draws on what others printed."""
    random = desk.random
    first_day = int(one.at_h // 24) - random.randint(0, 4)
    last_day = int(one.at_h // 24) + random.randint(1, 2)
    name, middle, across = region(one.x)
    known_at, published_at = known(random, instant(last_day * 24 + random.uniform(6, 30)))
    act = random.choice(("strike", "attack", "shelling", UNKNOWN_ACT, WIDER.get(one.act, one.act)))
    report = Report(
        Kind.EVENT,
        act,
        spell(first_day * 24, last_day * 24, desk.misstated),
        known_at,
        writer.name,
        first.report.origin if stated else writer.name,
        put(middle, across, 100_000, desk.misstated),
        published_at,
        first.report.side if stated else "",
        casualties=Range(0, one.dead, one.dead + 2),
        derives_from=(first.report.id,) if stated else (),
        text=f"Week in the {name}: {act} claims {one.dead or 'no'} lives",
    )
    return Told(report, writer, first.witness)


def denial(desk: Desk, first: Told, organ: Source) -> Told:
    """The accused says that it was not so, or that the other did it."""
    random, report = desk.random, first.report
    later = (report.published_at or report.known_at) + round(skewed(random, 6, 0.8) * 3600) * SECOND
    known_at, published_at = known(random, later)
    claims = (
        Claim(organ.party, Basis.DENIED),
        *((Claim(OTHER[organ.party], Basis.ACCUSED),) if random.random() < 0.4 else ()),
    )
    text = f"{organ.name}: reports of {report.act} are untrue"
    return Told(
        Report(
            Kind.DENIAL,
            report.act,
            report.happened_at,
            known_at,
            organ.name,
            organ.name,
            report.place,
            published_at,
            organ.party,
            claims,
            target=report.target,
            text=text,
        ),
        organ,
        first.witness,
    )


def retraction(random: Random, first: Told) -> Report:
    """The outlet takes a report back, hours or days later."""
    report = first.report
    known_at = report.known_at + round(skewed(random, 30, 0.8)) * HOUR
    return Report(
        Kind.RETRACTION,
        report.act,
        Interval(known_at, known_at),
        known_at,
        report.outlet,
        report.origin,
        published_at=known_at,
        side=report.side,
        retracts=(report.id,),
        text="We take back an earlier report.",
    )
