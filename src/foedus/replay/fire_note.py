"""What satellites that see fires say beside one incident: fires near, and by how much they speak for it (R6f)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from foedus.basics.geodesy import geodesic_m
from foedus.basics.instant import HOUR, Instant
from foedus.basics.place import Point
from foedus.basics.probability import SURE, nano, percent
from foedus.basics.wrapping import wrapped
from foedus.incident.corroborating import LEAST_CHANCE, Corroboration, corroborating
from foedus.incident.fires import Background
from foedus.incident.model import Incident
from foedus.incident.sensing import (
    AFTER,
    NEAR_M,
    FireRates,
    FireRecord,
    Look,
    apart_from,
    exact_enough,
    look_for,
    measure_fires,
    strikes_of,
)
from foedus.incident.words import Words
from foedus.replay.words import counted, moment, stretch
from foedus.report.model import Report
from foedus.report.read_firms import power_of, satellite_of

MOST_PASSES = 8
"""How many passes of satellites with a fire near are listed, the first ones."""
STRENGTHS = ((Fraction(2), "hardly any"), (Fraction(10), "weak"), (Fraction(100), "moderate"))
"""Below how large a ratio evidence is called what; from the last on `moderately strong`. Words in the manner of
European forensic laboratories (ENFSI 2015, Guideline for Evaluative Reporting in Forensic Science), limits ours; as no
chance of a fire anyhow is taken below one in a thousand, a ratio never reaches what they call strong."""
_TOLD_FROM = 12 * HOUR
"""How much of the time must lie outside the files for that to be told: the first fire is rarely of the first hour."""
_CREDIBLE = {"2": "probably a fire", "3": "possibly a fire", "4": "doubtful"}


@dataclass(frozen=True)
class Fires:
    """What is given about fires: what burns anyhow, what was seen, reports of strikes to measure on.

    named: how a sentence calls the strikes: `the reports given`. near_m, after: as for `measure_fires`.
    """

    background: Background
    records: tuple[FireRecord, ...]
    strikes: tuple[Report, ...]
    named: str
    near_m: int = NEAR_M
    after: int = AFTER


def of_its_kind(incident: Incident, acts: Words, strikes: Iterable[Report]) -> tuple[Report, ...]:
    """The strikes by an act of the incident, or one of which either takes in the other."""
    said = incident.acts or ("",)
    return tuple(s for s in strikes_of(strikes) if any(acts.agree(s.act, act) for act in said))


def measured(incident: Incident, acts: Words, fires: Fires, record: FireRecord) -> FireRates:
    """What strikes of this kind add, measured on others than the incident itself (R6d)."""
    strikes = of_its_kind(incident, acts, fires.strikes)
    if isinstance(incident.place, Point):
        look = look_for(incident.happened_at, incident.place, fires.near_m, fires.after)
        strikes = apart_from(look, strikes, fires.near_m, fires.after)
    return measure_fires(strikes, record, fires.background, fires.near_m, fires.after)


def fire_note(incident: Incident, acts: Words, fires: Fires, looks: Sequence[Report], zone: str) -> list[str]:
    """Of each operator: what was looked for, seen, and what that is worth. looks: who looked where and when (R6a)."""
    place, during = incident.place, incident.happened_at
    if not exact_enough(during, place):
        return wrapped(
            "Fires: not told. Only of what is known to within 30 km and 25 hours could a fire be told its own. This "
            "is no silence of the satellites."
        )
    assert isinstance(place, Point), "what is exact is on the map"
    look = look_for(during, place, fires.near_m, fires.after)
    lines: list[str] = []
    for record in fires.records:
        lines += wrapped(f"Fires seen by {record.operator} {_looked_for(fires, look, zone)}:")
        if not record.during.overlaps(look.during):
            lines += _bullet(f"No data: the files reach from {stretch(record.during, zone)} only. {_MISSING}")
            continue
        lines += _seen_lines(record, look, zone)
        rates = measured(incident, acts, fires, record)
        found = corroborating(during, place, record, fires.background, rates, looks)
        lines += [line for said in _worth(found, rates, fires) for line in _bullet(said)]
    return lines or wrapped(f"Fires: no data. Nothing of the files was known by then. {_MISSING}")


_MISSING = "That is missing knowledge, no silence (R4b)."


def _looked_for(fires: Fires, look: Look, zone: str) -> str:
    own = f", the {_km(look.place.radius_m)} to which the place is known included" if look.place.radius_m else ""
    hours = counted(fires.after // HOUR, "hour")
    return f"within {_km(look.radius_m)}{own}, {stretch(look.during, zone)} ({hours} after its end included)"


def _seen_lines(record: FireRecord, look: Look, zone: str) -> list[str]:
    """The fires near, pass by pass, or whether one could have been seen."""
    by_distance = sorted((_apart_m(f, look.place), f.id, f) for f in record.seen(look.during))
    passes: dict[tuple[Instant, str], list[tuple[int, Report]]] = defaultdict(list)
    for away, _, fire in by_distance:
        if away <= look.radius_m:
            passes[fire.happened_at.start, satellite_of(fire)].append((away, fire))
    said = [_pass_said(at, by, found, zone) for (at, by), found in sorted(passes.items())]
    lines = [line for one in said[:MOST_PASSES] for line in _bullet(one)]
    if len(said) > MOST_PASSES:
        lines += _bullet(f"and at {counted(len(said) - MOST_PASSES, 'later pass', 'later passes')}")
    if not by_distance:
        lines += _bullet(
            "None, nor anywhere else in the files in that time: no satellite passed, clouds lay over all of it, or the "
            f"files have a gap. So it could not have been seen. {_MISSING}"
        )
    elif not passes:
        lines += _bullet(
            f"None. {counted(len(by_distance), 'burning pixel')} elsewhere in that time, the nearest "
            f"{_km(by_distance[0][0] // 1_000 * 1_000)} away: so it could have been seen, if a satellite passed here "
            "under a clear sky while it burnt, which the files do not tell."
        )
    if by_distance and _unseen(record, look) >= _TOLD_FROM:
        lines += _bullet(
            f"The files reach from {stretch(record.during, zone)} only, so a part of that time is missing."
        )
    return lines


def _pass_said(at: Instant, by: str, found: Sequence[tuple[int, Report]], zone: str) -> str:
    """What one satellite saw near in one pass, the nearest pixel first."""
    fires = [fire for _, fire in found]
    best = min((fire.credibility for fire in fires if fire.credibility in _CREDIBLE), default="")
    strongest = max((power_of(fire) for fire in fires), key=_megawatts)
    always = sorted({said for fire in fires for said in _source(fire)})
    pixels = "one burning pixel" if len(fires) == 1 else f"{counted(len(fires), 'burning pixel')}, the nearest"
    more = [said for said in (_CREDIBLE.get(best, ""), strongest, *always) if said]
    when = moment(at, zone).removeprefix("on ")
    return f"{when}, {by or 'a satellite not named'}: {pixels} {_km(found[0][0] // 100 * 100)} away ({', '.join(more)})"


def _megawatts(power: str) -> Decimal:
    """The number in a radiative power, 0 where there is none."""
    number = power.removeprefix("radiative power ").removesuffix(" MW")
    return Decimal(number) if number.replace(".", "", 1).isdigit() else Decimal(0)


def _source(fire: Report) -> Iterator[str]:
    """What burns there always by the table: a fire by such a source says nothing of an incident."""
    return (said for said in fire.note.split("; ") if "static source" in said or said in ("volcano", "offshore"))


def _unseen(record: FireRecord, look: Look) -> int:
    """How much of the time lies before the first or after the last fire of the files."""
    early, late = record.during.start - look.during.start, look.during.end - record.during.end
    return max(early, 0) + max(late, 0)


def _worth(found: Corroboration, rates: FireRates, fires: Fires) -> list[str]:
    """By how much what was seen speaks for the incident, in words, and what that was measured on."""
    if found.if_it_happened is None or found.anyhow is None:
        why = found.why[0] if rates.net is not None else _not_measured(rates, fires)
        return [f"What that is worth is not known, so it speaks neither for nor against. {why}"]
    chances = _chances(found, rates, fires)
    if found.fires:
        return [_ratio_said(Fraction(found.if_it_happened, found.anyhow)), chances]
    if found.terms:
        none = 1 / _none(found)
        return [
            f"{found.operator} reports that it looked there all that time. To see none is {_times(none)} as common "
            f"where nothing happened as after an incident of this kind: {_strength(none)} evidence against it.",
            chances,
        ]
    if rates.net is not None and not rates.net.caused_low:
        return ["That none was seen says nothing against it: such an incident may leave no fires at all, by what was "
                f"measured on {fires.named} (R6d)."]  # fmt: skip
    return [
        "That none was seen says nothing against it: nobody says that a satellite looked there all that time (R6a)."
    ]


def _none(found: Corroboration) -> Fraction:
    """The chance that no fire is seen if it happened, over that if not."""
    assert found.if_it_happened is not None and found.anyhow is not None, "only what is measured is weighed"
    return Fraction(SURE - found.if_it_happened, SURE - found.anyhow)


def _ratio_said(ratio: Fraction) -> str:
    than = "after a reported incident of this kind than where none is reported"
    if ratio < Fraction(11, 10):
        return (
            f"Such a fire is {'hardly' if ratio > 1 else 'not'} more common {than}: no evidence for it, nor against it."
        )
    return (
        f"Such a fire is {_times(ratio)} as common after a reported incident of this kind as where none is reported: "
        f"{_strength(ratio)} evidence that something burned because of it; it says nothing of who did it."
    )


def _not_measured(rates: FireRates, fires: Fires) -> str:
    return (
        f"Of {fires.named} {rates.seen.trials:,} of this kind and {rates.earlier.trials:,} earlier times at their "
        "places could be looked at: too few to measure what such an incident adds."
    )


def _chances(found: Corroboration, rates: FireRates, fires: Fires) -> str:
    """What the ratio is made of and measured on."""
    assert rates.net is not None and found.anyhow is not None and found.if_it_happened is not None, "it is measured"
    least = ", less than which is never taken" if found.anyhow == nano(LEAST_CHANCE) else ""
    return (
        f"At such a place and time there is one in {percent(found.anyhow)} of cases anyhow{least}, after a reported "
        f"incident of this kind in {percent(found.if_it_happened)}. Measured on {fires.named}: {rates.seen.hits:,} of "
        f"{rates.seen.trials:,} of this kind had a fire so near; by the quiet time alone {_whole(rates.expected)} "
        f"would have; in the weeks before it was {rates.earlier.hits:,} of {rates.earlier.trials:,}. So at least "
        f"{percent(nano(rates.net.caused_low))} left one of their own. Each figure is taken at the end of its "
        "interval that says least (R6, R6d)."
    )


def _whole(number: Fraction) -> str:
    return f"{int(number + Fraction(1, 2)):,}"


def _times(ratio: Fraction) -> str:
    """`1.3 times`, `45 times`, rounded down: no evidence is told as stronger than it is."""
    tenths = int(ratio * 10)
    return f"{tenths // 10}.{tenths % 10} times" if tenths < 100 else f"{tenths // 10:,} times"


def _strength(ratio: Fraction) -> str:
    return next((word for below, word in STRENGTHS if ratio < below), "moderately strong")


def _apart_m(fire: Report, place: Point) -> int:
    assert isinstance(fire.place, Point), "only fires on the map are taken"
    return geodesic_m(fire.place.longitude, fire.place.latitude, place.longitude, place.latitude)


def _km(metres: int) -> str:
    whole, rest = divmod(metres, 1_000)
    return f"{metres} m" if metres < 1_000 else f"{whole:,} km" if not rest else f"{whole}.{rest // 100} km"


def _bullet(said: str) -> list[str]:
    return wrapped(f"- {said}", "  ", "")
