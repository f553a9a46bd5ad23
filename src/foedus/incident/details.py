"""What two reports share or do not share besides their words, and how much that says for copying (rule I3h).

Each trait is weighed by how often a copy has it over how often a second witness of the same event has it. What is true
and common (the day, the town, the act) weighs next to nothing; what is exact beyond what two people would hit by chance
weighs much; what the later report knows and the earlier does not weighs against, for nobody copies what is not there.
What neither of them says shows nothing. The shares are judgements, reasoned from the precision that the reports state;
none was fitted to a set of reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from foedus.basics.instant import DAY, HOUR, MINUTE
from foedus.basics.logarithm import MilliNats
from foedus.basics.place import Area, Nowhere, Point
from foedus.incident.odds import as_likely, one_of, rounds, weighed
from foedus.incident.words import UNSAID, Words
from foedus.report.model import NONE, ONE, Basis, Range, Report

Term: TypeAlias = tuple[MilliNats, str]
"""A weight, above 0 for copying, and what it is about in words; "" where it is not worth telling."""

FIRST_HAND = frozenset({Basis.SEEN, Basis.SENSOR, Basis.BEARING, Basis.CRATER})
SITE_M = 2_000
"""Up to this radius a place is measured or read off a map, not looked up by the name of a town: two who measure never
agree to the metre."""
DISTRICT_M = 20_000
"""Up to this it is a town out of a gazetteer, of which few are in use."""
LONGEST_WITNESS = DAY + HOUR
WIDEST_WITNESS_M = 30_000
"""Beyond a calendar day (25 hours at a clock change) or a district a report supports no single incident (I2a)."""


def shared_details(later: Report, earlier: Report, acts: Words, objects: Words) -> Iterator[Term]:
    """The terms of all fields."""
    yield _time(later, earlier)
    yield _place(later, earlier)
    yield _act(later.act, earlier.act, acts)
    yield _target(later.target, earlier.target, objects)
    yield _weapon(later.weapon, earlier.weapon)
    yield _number(later.number, earlier.number)
    yield _casualties(later.casualties, earlier.casualties)
    yield _accused(later, earlier)
    if set(later.attachments) & set(earlier.attachments):
        yield weighed("0.6", "0.01"), "the same picture or other material"


def material_of_its_own(later: Report, earlier: Report) -> bool:
    """Whether the later report brings a picture, a log or another attachment that the earlier has not."""
    return not set(later.attachments) <= set(earlier.attachments)


def first_hand(report: Report) -> bool:
    """Whether a report says who did it on evidence of its own: seen, or read off a sensor, a bearing, a crater."""
    return any(c.basis in FIRST_HAND for c in report.claims)


def sums_up(later: Report, earlier: Report) -> bool:
    """Whether the later report is of days or of a region, and in no trait more exact than the earlier: a round-up.

    It shows nothing that its author could not have from the earlier one. Wider than a day or a district a report is
    too vague to bear witness to any particular event (I2a).
    """
    a, b = later.happened_at, earlier.happened_at
    wide = a.end - a.start >= LONGEST_WITNESS
    if isinstance(later.place, Point):
        wide |= later.place.radius_m > WIDEST_WITNESS_M
    exact = isinstance(earlier.place, Point) and not isinstance(later.place, Point)
    no_place_more = exact or later.place == earlier.place or (
        isinstance(later.place, Point) and isinstance(earlier.place, Point)
        and later.place.radius_m >= earlier.place.radius_m
    )  # fmt: skip
    return wide and no_place_more and a.end - a.start >= b.end - b.start and not first_hand(later)


def _time(later: Report, earlier: Report) -> Term:
    a, b = later.happened_at, earlier.happened_at
    wide, was = a.end - a.start, b.end - b.start
    if a == b:
        if wide <= 30 * MINUTE:
            return one_of(30, "0.85"), "the same minutes"
        if wide <= 2 * HOUR:
            return one_of(5, "0.85"), "the same hour"
        if wide <= 13 * HOUR:
            return one_of(4, "0.85"), ""
        return (weighed("0.85", "0.6"), "") if wide <= 2 * DAY else (one_of(4, "0.85"), "the same days")
    if 2 * wide < was:
        return weighed("0.04", "0.35"), "a more exact time"
    if wide > 2 * was and a.start <= b.end and b.start <= a.end:
        return weighed("0.12", "0.35"), ""
    return weighed("0.05", "0.4"), "another time"


def _place(later: Report, earlier: Report) -> Term:
    a, b = later.place, earlier.place
    if a == b:
        one_hand = later.collector != "" and later.collector == earlier.collector
        if not isinstance(a, Point) or one_hand:  # a collector puts every report of a village on one point
            return weighed("0.8", "0.5"), ""
        if a.radius_m <= SITE_M:
            return one_of(50, "0.7"), "coordinates alike to the last figure"
        return (one_of(3, "0.7"), "") if a.radius_m <= DISTRICT_M else (weighed("0.8", "0.5"), "")
    if isinstance(a, Nowhere | Area):
        return weighed("0.1", "0.25"), ""
    if not isinstance(b, Point) or 2 * a.radius_m <= b.radius_m:
        return weighed("0.05", "0.45"), "a more exact place"
    if a.radius_m <= SITE_M:
        return weighed("0.04", "0.6"), "another exact place"
    return weighed("0.25", "0.55"), ""


def _act(later: str, earlier: str, acts: Words) -> Term:
    if later in UNSAID:
        return 0, ""
    if later == earlier:
        return weighed("0.75", "0.5"), ""
    if earlier in acts.within(later):
        return weighed("0.15", "0.2"), ""
    if earlier in UNSAID or later in acts.within(earlier):
        return weighed("0.04", "0.2"), "a narrower word for the act"
    return weighed("0.04", "0.2"), "another act"


def _target(later: str, earlier: str, objects: Words) -> Term:
    if later == earlier:
        return (weighed("0.9", "0.6") if later else 0), ""
    if not later:
        return weighed("0.12", "0.3"), ""
    if not earlier:
        return weighed("0.05", "0.4"), "a target that the other does not name"
    if earlier in objects.within(later):
        return weighed("0.1", "0.2"), ""
    return weighed("0.04", "0.25"), "another target"


def _weapon(later: str, earlier: str) -> Term:
    if later == earlier:
        return (weighed("0.85", "0.3"), "the same weapon") if later else (0, "")
    if not later:
        return weighed("0.25", "0.65"), ""
    return weighed("0.03", "0.3"), "another weapon" if earlier else "a weapon that the other does not name"


def _number(later: Range, earlier: Range) -> Term:
    if later == earlier:
        return (one_of(as_likely(later.best), "0.8"), f"the number {later.best:,}") if later != ONE else (0, "")
    if later == ONE:
        return weighed("0.12", "0.4"), ""
    if rounds(later.best, earlier.best):
        return weighed("0.15", "0.1"), f"{later.best:,} for {earlier.best:,}"
    if later.best == earlier.best:
        return weighed("0.1", "0.1"), ""
    return weighed("0.03", "0.35"), "another number"


def _casualties(later: Range, earlier: Range) -> Term:
    if later == earlier:
        if later == NONE:
            return 0, ""
        uncertain = 4 if later.low != later.high else 1  # the same doubt as well
        return one_of(uncertain * (2 + later.best // 4), "0.8"), f"{later.best:,} dead or hurt"
    if later == NONE:
        return weighed("0.12", "0.35"), ""
    if later.best == earlier.best:
        return weighed("0.15", "0.15"), ""
    if earlier == NONE:
        return weighed("0.04", "0.35"), "dead or hurt that the other does not give"
    return weighed("0.06", "0.35"), "another number of dead or hurt"


def _accused(later: Report, earlier: Report) -> Term:
    a, b = {c.party: c.basis for c in later.claims}, {c.party: c.basis for c in earlier.claims}
    own = FIRST_HAND & set(a.values())
    if own and not own & set(b.values()):
        return weighed("0.02", "0.3"), "evidence of its own for who did it"
    if a.keys() == b.keys():
        return (weighed("0.8", "0.6") if a else 0), ""
    if not a:
        return weighed("0.15", "0.35"), ""
    return weighed("0.02", "0.25"), "it accuses another" if b else "it accuses somebody and the other nobody"
