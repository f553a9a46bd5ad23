"""Words of the page: moments in the accord's time zone, places, acts, claims, sentences of the accord."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.model import (
    Accord,
    CalendarDay,
    Condition,
    Deadline,
    DeadlineFrom,
    Measure,
    Norm,
    Subject,
    SubjectKind,
)
from foedus.basics.instant import MINUTE, Instant, Interval, show
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.basics.probability import decimal, percent
from foedus.finding.model import Finding, Truth
from foedus.incident.model import Incident
from foedus.replay.model import History
from foedus.replay.words import counted, length
from foedus.report.model import Range, Report


def moment(at: Instant, zone: str) -> str:
    """An instant to the minute, `2025-03-18 19:30`; a day's last microsecond as a known time says no more than that."""
    return show(at - at % MINUTE, zone)


def stretch(interval: Interval, zone: str) -> str:
    """An interval: one moment if it is a point, `2025-03-18 19:30 to 21:00` within a day, else both in full."""
    start, end = moment(interval.start, zone), moment(interval.end, zone)
    if start == end:
        return start
    same_day = start[:10] == end[:10]
    if same_day and start.endswith("00:00") and end.endswith("23:59"):
        return start[:10]
    return f"{start} to {end[11:] if same_day else end}"


def delay(microseconds: int) -> str:
    """How long after: `2 days later`, or `at once` below a minute."""
    return f"{length(microseconds)} later" if microseconds >= MINUTE else "at once"


def place_words(place: Place) -> str:
    """A place as people read it."""
    match place:
        case Point():
            north, east = "N" if place.latitude >= 0 else "S", "E" if place.longitude >= 0 else "W"
            radius = f"{place.radius_m / 1000:g} km" if place.radius_m >= 1000 else f"{place.radius_m} m"
            return f"{abs(place.latitude):.3f}° {north} {abs(place.longitude):.3f}° {east}, within {radius}"
        case Area():
            return place.name
        case Nowhere():
            return "place not given"
        case _:
            assert_never(place)


def what_happened(incident: Incident) -> str:
    """Act and target: `drone strike or shelling on substation`, with the number if it speaks of several."""
    acts = " or ".join(incident.acts) or "act not given"
    on = f" on {' or '.join(incident.targets)}" if incident.targets else ""
    number = f", {_range(incident.number)} in one report" if incident.number.high > 1 else ""
    hurt = f", casualties {_range(incident.casualties)}" if incident.casualties.high else ""
    return acts + on + number + hurt


def _range(number: Range) -> str:
    return f"{number.best:,}" if number.low == number.high else f"{number.low:,} to {number.high:,}"


def attributed_to(incident: Incident) -> str:
    """Who is said to have done it, and how sure that is."""
    if not incident.alleged:
        return "nobody is said to have done it"
    said = f"laid to {' and '.join(incident.alleged)}"
    shares = ", ".join(f"{party} {percent(p)}" for party, p in incident.attribution.parties)
    return f"{said}; attributed: {shares}" if shares else f"{said}; attributed to nobody"


def claims_of(report: Report) -> str:
    """What a report says about who did it."""
    return "; ".join(f"{c.party} ({c.basis.value})" for c in report.claims) or "names nobody"


def speaker(report: Report) -> str:
    """The claimant, and the outlet where that is another."""
    return report.outlet if report.origin == report.outlet else f"{report.origin}, in {report.outlet}"


def how_sure(finding: Finding) -> str:
    """The probability in words, with what remains without the origin that carries most."""
    if not finding.incidents:
        return "by the clock"
    if finding.truth is Truth.UNDETERMINED:
        sure = f"{percent(finding.probability)} sure on what is certain"
        return sure if finding.probability else "nothing certain speaks for it"
    origin, left = finding.least_without
    return f"{percent(finding.probability)} sure" + (f"; without {origin}, {percent(left)}" if origin else "")


def standing(history: History) -> str:
    """How a finding stands at the end, in a word."""
    return history.last.truth.value if history.last else "withdrawn"


def evidence_asked(accord: Accord) -> str:
    """What the accord asks of evidence, to stand behind `What the accord asks:`."""
    asked = accord.evidence.confirmation
    origins = counted(asked.origins, "independent origin")
    if asked.origins == asked.not_a_party == 1:
        outside = " that is not a party"
    else:
        outside = f", at least {asked.not_a_party} of them not a party" if asked.not_a_party else ""
    standard = accord.evidence.standard.name
    return f"its standard is {standard}, and an incident counts once confirmed by {origins}{outside}"


def sentence(norm: Norm, zone: str) -> str:
    """A norm as one sentence, close to its text."""
    lead = "Failing that, " if norm.failing else ""
    thing = f" any {norm.object}" if norm.object else ""
    where = f" {norm.preposition} {norm.zone}" if norm.zone else ""
    when = _deadline(norm.deadline, zone) if norm.deadline else ""
    said = f"{lead}{_subject(norm.subject)} {norm.modality.value} {norm.act}{thing}{where}{when}."
    return said[0].upper() + said[1:]


def _subject(subject: Subject) -> str:
    match subject.kind:
        case SubjectKind.EACH_PARTY:
            return "each party"
        case SubjectKind.SAME_PARTY:
            return "the same party"
        case SubjectKind.NAMED:
            *others, last = subject.names
            return f"{', '.join(others)} and {last}" if others else last
        case SubjectKind.EACH_MEMBER:
            return f"each member of {' and '.join(subject.names)}"
        case _:
            assert_never(subject.kind)


def _deadline(deadline: Deadline, zone: str) -> str:
    if deadline.by is not None:
        return f" by {moment(deadline.by, zone)}"
    after = " after entry into force" if deadline.after is DeadlineFrom.ENTRY_INTO_FORCE else ""
    return f" within {deadline.period}{after}"


def condition_words(condition: Condition) -> str:
    """A `breach when` line in words."""
    match condition.measure:
        case Measure.NOT_DONE:
            what = "when it is not done in time"
        case Measure.COUNT:
            what = f"from {counted(condition.at_least, 'incident')}"
        case Measure.CASUALTIES:
            what = f"from {condition.at_least:,} casualties"
        case Measure.BREACHES:
            what = f"from {condition.at_least:,} {condition.of_grade} breaches"
        case Measure.AVERAGE:
            more = f"more than {counted(condition.at_least, 'incident')} {condition.per} on average"
            return f"{condition.grade} breach at {more}, at error at most {decimal(condition.error)} over the lifetime"
        case _:
            assert_never(condition.measure)
    if isinstance(condition.window, CalendarDay):
        return f"{condition.grade} breach {what} in a calendar day"
    return f"{condition.grade} breach {what}" + (f" within {condition.window}" if condition.window else "")
