"""What two reports share or do not share besides their words, and how much that says for copying (rule I3h).

Each trait is weighed by how often a copy has it over how often a second witness of the same event has it. What is true
and common (the day, the town, the act) weighs next to nothing; what is exact beyond what two people would hit by chance
weighs much; what the later report knows and the earlier does not weighs against, for nobody copies what is not there.
What neither of them says shows nothing. The shares are judgements, reasoned from the precision that the reports state;
none was fitted to a set of reports.
"""

from __future__ import annotations

from typing import TypeAlias

from foedus.basics.instant import DAY, HOUR, MINUTE
from foedus.basics.logarithm import MilliNats
from foedus.basics.place import Point
from foedus.incident.odds import as_likely, one_of, rounds, weighed
from foedus.incident.text_likeness import text_of
from foedus.incident.wire_credit import imprint
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


class Traits:
    """What tells most copies from witnesses, taken out of a report once for all that it is compared with.

    lasting: how long the interval is. spot: the place, equal for equal places. radius_m: -1 where it is no point.
    carrier: who prints it. names: whom somebody who repeats it may credit.
    """

    __slots__ = ("carrier", "end", "lasting", "names", "radius_m", "report", "spot", "start", "text")

    def __init__(self, report: Report) -> None:
        when, place, origin = report.happened_at, report.place, report.origin
        carrier = imprint(report.outlet).carrier
        self.report, self.text = report, text_of(report.text)
        self.start, self.end, self.lasting = when.start, when.end, when.end - when.start
        self.spot: object = place
        self.radius_m = -1
        if isinstance(place, Point):
            self.spot, self.radius_m = (place.longitude_e6, place.latitude_e6), place.radius_m
        self.carrier, self.names = carrier, [carrier] if origin in (carrier, "") else [carrier, origin]


def shared_details(later: Report, earlier: Report, acts: Words, objects: Words) -> list[Term]:
    """The terms of all fields but time and place."""
    terms = [
        _act(later.act, earlier.act, acts), _target(later.target, earlier.target, objects),
        _weapon(later.weapon, earlier.weapon), _number(later.number, earlier.number),
        _casualties(later.casualties, earlier.casualties), _accused(later, earlier),
    ]  # fmt: skip
    if set(later.attachments) & set(earlier.attachments):
        terms.append(_same_material())
    return terms


def shared_details_at_most(later: Report) -> tuple[MilliNats, MilliNats]:
    """(sum, largest) that those terms can come to, whatever the earlier report says.

    An independent witness is mostly told from a copy by its words, its time and its place, which then suffice.
    """
    if later.number == ONE and later.casualties == NONE and not later.attachments:
        return _SAME_FOUR, _SAME_WEAPON
    number = max(_number(later.number, later.number)[0], _ROUNDED)
    casualties = _casualties(later.casualties, later.casualties)[0]
    material = _same_material()[0] if later.attachments else 0
    return _SAME_FOUR + number + casualties + material, max(_SAME_WEAPON, number, casualties, material)


def material_of_its_own(later: Report, earlier: Report) -> bool:
    """Whether the later report brings a picture, a log or another attachment that the earlier has not."""
    return not set(later.attachments) <= set(earlier.attachments)


def first_hand(report: Report) -> bool:
    """Whether a report says who did it on evidence of its own: seen, or read off a sensor, a bearing, a crater."""
    return any(c.basis in FIRST_HAND for c in report.claims)


def may_sum_up(report: Report) -> bool:
    """Whether a report is of days or of a region, with no evidence of its own for who did it: wider than a day or a
    district it is too vague to bear witness to any particular event (I2a)."""
    wide = report.happened_at.end - report.happened_at.start >= LONGEST_WITNESS
    if isinstance(report.place, Point):
        wide |= report.place.radius_m > WIDEST_WITNESS_M
    return wide and not first_hand(report)


def sums_up(later: Report, earlier: Report) -> bool:
    """Whether the later report is of days or of a region, and in no trait more exact than the earlier: a round-up.

    It shows nothing that its author could not have from the earlier one.
    """
    if not may_sum_up(later):
        return False
    a, b = later.happened_at, earlier.happened_at
    exact = isinstance(earlier.place, Point) and not isinstance(later.place, Point)
    no_place_more = exact or later.place == earlier.place or (
        isinstance(later.place, Point) and isinstance(earlier.place, Point)
        and later.place.radius_m >= earlier.place.radius_m
    )  # fmt: skip
    return no_place_more and a.end - a.start >= b.end - b.start


def same_time(later: Traits, earlier: Traits) -> Term:
    """The term of the time."""
    wide, was = later.lasting, earlier.lasting
    if wide == was and later.start == earlier.start:
        if wide <= 30 * MINUTE:
            return one_of(30, "0.85"), "the same minutes"
        if wide <= 2 * HOUR:
            return one_of(5, "0.85"), "the same hour"
        if wide <= 13 * HOUR:
            return one_of(4, "0.85"), ""
        return (weighed("0.85", "0.6"), "") if wide <= 2 * DAY else (one_of(4, "0.85"), "the same days")
    if 2 * wide < was:
        return weighed("0.04", "0.35"), "a more exact time"
    if wide > 2 * was and later.start <= earlier.end and earlier.start <= later.end:
        return weighed("0.12", "0.35"), ""
    return weighed("0.05", "0.4"), "another time"


def same_place(later: Traits, earlier: Traits) -> Term:
    """The term of the place."""
    radius_m, was_m = later.radius_m, earlier.radius_m
    if radius_m == was_m and later.spot == earlier.spot:
        one_hand = later.report.collector != "" and later.report.collector == earlier.report.collector
        if radius_m < 0 or one_hand:  # a collector puts every report of a village on one point
            return weighed("0.8", "0.5"), ""
        if radius_m <= SITE_M:
            return one_of(50, "0.7"), "coordinates alike to the last figure"
        return (one_of(3, "0.7"), "") if radius_m <= DISTRICT_M else (weighed("0.8", "0.5"), "")
    if radius_m < 0:
        return weighed("0.1", "0.25"), ""
    if was_m < 0 or 2 * radius_m <= was_m:
        return weighed("0.05", "0.45"), "a more exact place"
    if radius_m <= SITE_M:
        return weighed("0.04", "0.6"), "another exact place"
    return weighed("0.25", "0.55"), ""


def _act(later: str, earlier: str, acts: Words) -> Term:
    if later in UNSAID:
        return 0, ""
    if later == earlier:
        return _SAME_ACT, ""
    if earlier in acts.within(later):
        return weighed("0.15", "0.2"), ""
    if earlier in UNSAID or later in acts.within(earlier):
        return weighed("0.04", "0.2"), "a narrower word for the act"
    return weighed("0.04", "0.2"), "another act"


def _target(later: str, earlier: str, objects: Words) -> Term:
    if later == earlier:
        return (_SAME_TARGET if later else 0), ""
    if not later:
        return weighed("0.12", "0.3"), ""
    if not earlier:
        return weighed("0.05", "0.4"), "a target that the other does not name"
    if earlier in objects.within(later):
        return weighed("0.1", "0.2"), ""
    return weighed("0.04", "0.25"), "another target"


def _weapon(later: str, earlier: str) -> Term:
    if later == earlier:
        return (_SAME_WEAPON, "the same weapon") if later else (0, "")
    if not later:
        return weighed("0.25", "0.65"), ""
    return weighed("0.03", "0.3"), "another weapon" if earlier else "a weapon that the other does not name"


def _number(later: Range, earlier: Range) -> Term:
    if later == earlier:
        return (one_of(as_likely(later.best), "0.8"), f"the number {later.best:,}") if later != ONE else (0, "")
    if later == ONE:
        return weighed("0.12", "0.4"), ""
    if rounds(later.best, earlier.best):
        return _ROUNDED, f"{later.best:,} for {earlier.best:,}"
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
        return (_SAME_ACCUSED if a else 0), ""
    if not a:
        return weighed("0.15", "0.35"), ""
    return weighed("0.02", "0.25"), "it accuses another" if b else "it accuses somebody and the other nobody"


def _same_material() -> Term:
    return weighed("0.6", "0.01"), "the same picture or other material"


_SAME_ACT, _SAME_TARGET, _SAME_WEAPON = weighed("0.75", "0.5"), weighed("0.9", "0.6"), weighed("0.85", "0.3")
_ROUNDED, _SAME_ACCUSED = weighed("0.15", "0.1"), weighed("0.8", "0.6")
_SAME_FOUR = _SAME_ACT + _SAME_TARGET + _SAME_WEAPON + _SAME_ACCUSED
