"""The plain reading of what stands before the articles: time, people, places, words, evidence."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.model import (
    NOWHERE_WRITTEN,
    Accord,
    Certification,
    Granularity,
    Ruling,
    SameIncident,
    Standard,
    WindowEnds,
)
from foedus.accord.reading_words import (
    counted,
    day_of,
    distance_of,
    ground,
    kinds_of,
    listed,
    moment_of,
    number,
    party,
    quoted,
    span_of,
)
from foedus.accord.renewing import latest_objection
from foedus.basics.instant import DAY, Instant, calendar_day
from foedus.basics.probability import percent

NOT_SAID = "The text does not say"


def time(accord: Accord) -> list[str]:
    """When the accord holds, and what its clocks and windows mean."""
    zone = accord.time_zone
    start = f"The accord is in force from {moment_of(accord.in_force_from, zone)}"
    if accord.in_force_until is None:
        paragraphs = [f"{start}. {NOT_SAID} when it ends; it holds until the parties end it."]
    else:
        end = moment_of(accord.in_force_until, zone)
        paragraphs = [f"{start}, until {end}. The first of these instants belongs to it, the last does not."]
        paragraphs.append(_renewal(accord, accord.in_force_until))
    paragraphs.append(
        "Nothing that happened before or after the time in force is a breach. What happened in that time still counts "
        "when it becomes known later. What may have happened outside that time is never certain. Every answer says as "
        "of which instant it was known, and later knowledge never changes an answer given as of an earlier one."
    )
    paragraphs.append(f"All dates and times of day are those of the clocks in {zone}. {_hours(accord)}")
    paragraphs.append(_windows(accord))
    return paragraphs


def _renewal(accord: Accord, end: Instant) -> str:
    """T5d, with the first date that matters."""
    renewal, zone = accord.renewal, accord.time_zone
    if renewal is None:
        return f"{NOT_SAID} that the accord is renewed at that end; it is not."
    notice, due = span_of(renewal.notice), latest_objection(accord, renewal, end)
    return (
        f"At that end the accord is renewed for {span_of(renewal.period)}, and so again at each later end, unless a "
        "party objects. Any party may object, by itself and without giving a reason. An objection is in time if it "
        f"has reached the registry {notice} before the end or earlier; exactly {notice} before is in time. The last "
        f"moment to object to the first renewal is {moment_of(due, zone)}. An objection is about the end that comes "
        "next, and at that end the accord then ends. One that comes too late has no effect, and is not kept for the "
        "end after."
    )


def _hours(accord: Accord) -> str:
    changed = _changed_day(accord)
    text = (
        "Minutes and hours are time that passes: 24 hours are always 24 hours. Days, weeks, months and years follow "
        "the calendar: a day goes from midnight to midnight, and seven days end at the same time of day as they began."
    )
    if changed is None:
        until = accord.final_end
        short = until is not None and until - accord.in_force_from < 366 * DAY
        when = "while the accord is in force" if short else "in the first year"
        return f"{text} The clocks there do not change {when}, so that a day has 24 hours."
    at, hours = changed
    return (
        f"{text} When the clocks change the two differ: {day_of(at, accord.time_zone)} has {hours} hours there, so "
        "that 24 hours and one day are not the same."
    )


def _changed_day(accord: Accord) -> tuple[int, int] | None:
    """The first day in force, within the first year, that has not 24 hours, with its hours."""
    at = accord.in_force_from
    for _ in range(366):
        if accord.final_end is not None and at >= accord.final_end:
            return None
        day = calendar_day(at, accord.time_zone)
        length = day.end + 1 - day.start
        if length != DAY:
            return day.start, length * 24 // DAY
        at = day.end + 1
    return None


def _windows(accord: Accord) -> str:
    text = (
        "Where something is counted within a number of hours or days, any such stretch of time will do, wherever it "
        "begins; it is not cut at midnight unless the text says a calendar day. "
    )
    if accord.window_ends is WindowEnds.EXCLUDE_START:
        return text + (
            "Such a stretch includes its last instant and not its first: of two incidents exactly 24 hours apart, only "
            f"one lies within the 24 hours that end with the second. {LASTING}"
        )
    return text + f"Such a stretch includes its first instant and its last. {LASTING}"


LASTING = (
    "An incident that lasted, or of which only the day is known, lies in such a stretch for certain only if all of "
    "that time does; otherwise possibly."
)
"""T4."""


def people(accord: Accord) -> list[str]:
    """Parties, alliances, bodies, and how their acts are told apart from others'."""
    paragraphs = []
    provisions = [p for a in accord.articles for p in a.provisions]
    voting = {p.body for p in provisions if isinstance(p, Certification | Ruling)}
    for one in accord.parties:
        also = f" Reports may also call it {quoted(one.also)}." if one.also else ""
        paragraphs.append(f"{party(accord, one.name)} is a party.{also}")
    for alliance in accord.alliances:
        size = counted(len(alliance.members), "member")
        paragraphs.append(
            f"{alliance.title} ({alliance.name}) is an alliance of {size}: {listed(alliance.members)}. Who belongs to "
            "it is asked again at the moment when its members are needed."
        )
    for body in accord.bodies:
        size = counted(len(body.members), "member")
        text = f"{body.title} ({body.name}) is a body of {size}: {listed(body.members)}."
        if body.name in voting:
            text += (
                " Where a number of votes is asked for, it is a number of all who are appointed, not only of those who "
                "vote. Each has one vote."
            )
        paragraphs.append(text)
    paragraphs.append(
        f"Breaches are ranked from the least to the gravest: {listed(accord.grades)}. No party is presumed to be the "
        "one that breaks the accord; all are measured alike."
        if len(accord.grades) > 1
        else f"There is one rank of breach: {listed(accord.grades)}. All parties are measured alike."
    )
    return paragraphs


def places(accord: Accord) -> list[str]:
    """Zones, and when something lies in one."""
    paragraphs = []
    for zone in accord.zones:
        also = f" Reports may also call it {quoted(zone.also)}." if zone.also else ""
        paragraphs.append(f"{zone.name} is {ground(zone.shape)}.{also}")
    if accord.zones:
        paragraphs.append(
            "Something lies in a zone for certain only if all of the ground where it may have happened, by what the "
            "report says of its own precision, is inside. If only some of it is, or if the report names no place, it "
            "lies there possibly, and that alone never makes a breach. A report that names an area without a point is "
            "certain only if the area bears a name of the zone or of a part of it."
        )
    return paragraphs


def words(accord: Accord) -> list[str]:
    """Acts and objects that the accord explains."""
    paragraphs = []
    for kind, categories in (("act", accord.acts), ("object", accord.objects)):
        for category in categories:
            every = kinds_of(accord, category.name, kind == "object")
            deeper = [w for w in every if w not in category.kinds]
            more = f" With these it takes in {listed(deeper)}." if deeper else ""
            paragraphs.append(f'The {kind} "{category.name}" means {listed(category.kinds, "or")}.{more}')
    if paragraphs:
        paragraphs.append(
            "An incident is certainly such an act only if its reports name such acts and no other. If they use only "
            "a wider word, or name another act beside it, or do not say what was done, it is possibly such an act; "
            "that alone never makes a breach."
        )
    return paragraphs


def evidence(accord: Accord) -> list[str]:
    """One incident, its confirmation, the standard of proof, and who speaks for whom."""
    rules = accord.evidence
    same, confirmed = rules.same_incident, rules.confirmation
    paragraphs = [
        f"{_default(same.span == NOWHERE_WRITTEN, 'what one incident is')}{_one(same)} A total that tells no single "
        "events apart, such as a daily number, is kept by itself: it is never added to single "
        f"{same.granularity}s, nor to the totals "
        "of another source. A later total replaces an earlier one of the same source only if it is for nearly the same "
        "time and place, or is lower though it contains it; any other that overlaps stands beside it and is never "
        "added.",
        f"{_default(confirmed.span == NOWHERE_WRITTEN, 'when an incident is confirmed')}An incident counts as "
        f"confirmed if {counted(confirmed.origins, 'independent origin')} "
        f"{'affirm' if confirmed.origins != 1 else 'affirms'} "
        f"it{_outsiders(confirmed.not_a_party, confirmed.origins)}. An origin is whoever makes the claim, not the "
        "newspaper that prints it: one claimant copied by forty papers is one. All organs of one party are one "
        "origin. What a party says in its own interest counts for nothing; what it says against its own interest "
        "counts as one origin.",
        f"{_default(rules.standard.span == NOWHERE_WRITTEN, 'how sure one must be')}{_standard(rules.standard)} Where "
        "several incidents are needed, the probability that so many of them are that party's must be as high; that "
        "takes them to be independent of each other, and each finding says so.",
        "What may have happened, or may have been that party's, but is not shown as these rules ask, is undetermined. "
        "An undetermined breach fires no guarantee. It can be reason for an inquiry. Where it is certain that "
        "something was broken but not by whom, that is found too; it is laid to no party and fires no guarantee.",
    ]
    for line in rules.spokesmen:
        verb = "speaks" if len(line.origins) == 1 else "speak"
        paragraphs.append(f"{quoted(line.origins, 'and')} {verb} for {party(accord, line.party)}.")
    if rules.spokesmen:
        paragraphs.append(
            "These words may stand among others in the name of an origin; so may a party's own name. What several "
            "parties say together, so that nobody can tell which of them says what, counts for nothing."
        )
    for group in rules.owners:
        paragraphs.append(
            f"{quoted(group.origins, 'and')} are in one hand and count as one origin: what one of them confirms, "
            "another does not confirm again."
        )
    silent = [p.name for p in accord.parties if all(p.name != s.party for s in rules.spokesmen)]
    if silent:
        paragraphs.append(
            f"{NOT_SAID} who speaks for {listed([party(accord, s) for s in silent])}; an origin is taken to speak for "
            "a party if it bears the party's own name or if the reports say so."
        )
    return paragraphs


def _one(same: SameIncident) -> str:
    """What is counted as one (I1, I2, I1e, I1f)."""
    within, period = distance_of(same.distance_m), span_of(same.period)
    match same.granularity:
        case Granularity.INCIDENT:
            return (
                f"Reports of the same act count as one incident if they lie within {within} and {period} of each "
                "other. One vague report never joins two incidents that would be two without it."
            )
        case Granularity.EPISODE:
            return (
                "What is counted are episodes, not single acts. An episode is a run of reports of the same act, each "
                f"of them within {within} of another one of the run and with at most {period} between the two. The "
                "run counts as one, however many single acts there were and however long it lasts: wherever this text "
                "speaks of an incident, an episode is meant. A report that fills the gap between two runs makes them "
                "one. Who did it is asked of the whole run, so that fire from both sides in one run may be laid to "
                "nobody. Those killed or hurt in it are not added up, since the same people may be told of twice: the "
                "highest number that a source gives stands for the run. A run does not go on over the first or "
                "the last instant at which the accord is in force. A vague report, or one that does not say what was "
                "done, joins no two runs, and by itself is never one more for certain where it may be part of several."
            )
        case _:
            assert_never(same.granularity)


def _default(silent: bool, what: str) -> str:
    return f"{NOT_SAID} {what}; this is the default. " if silent else ""


SPOKEN_STANDARDS = {
    "preponderance": "the greater likelihood", "clear and convincing": "clear and convincing evidence",
    "beyond reasonable doubt": "proof beyond reasonable doubt",
}  # fmt: skip


def _outsiders(count: int, of: int) -> str:
    if count == 0:
        return "; it may be of a party" if of == 1 else "; they may all be of parties"
    if count == of:
        return ", which must not be of a party" if of == 1 else ", none of them of a party"
    return f", and at least {number(count)} of them {'is' if count == 1 else 'are'} not of a party"


def _standard(standard: Standard) -> str:
    least = "more than " if standard.strictly else "at least "
    least += percent(standard.probability).replace(" %", " percent")
    spoken = SPOKEN_STANDARDS.get(standard.name, "a number set by the text")
    return (
        f"The standard of proof is {spoken}: something is laid to a party only if the probability that the party did "
        f"it is {least}."
    )
