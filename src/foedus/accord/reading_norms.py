"""The plain reading of sentences that forbid, oblige or permit."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.checks.draft import Draft
from foedus.accord.checks.duties import due_at
from foedus.accord.model import (
    Accord,
    Announced,
    CalendarDay,
    Condition,
    DeadlineFrom,
    During,
    Exception_,
    InResponse,
    InsideZone,
    Measure,
    Modality,
    Norm,
    SubjectKind,
)
from foedus.accord.reading_head import NOT_SAID
from foedus.accord.reading_words import (
    article_of,
    distance_of,
    ground,
    kinds_of,
    listed,
    members,
    moment_of,
    number,
    party,
    span_of,
    within,
)


def norm_paragraphs(accord: Accord, norm: Norm) -> list[str]:
    """Everything that a sentence and the lines below it say."""
    paragraphs = [_sentence(accord, norm)]
    paragraphs += [_condition(accord, norm, c) for c in norm.conditions]
    if norm.modality is Modality.MUST_NOT and norm.conditions:
        paragraphs.append(_counting(norm))
    if not norm.conditions and norm.modality is not Modality.MAY:
        paragraphs.append(f"{NOT_SAID} when this sentence is breached; whatever is reported, nothing is found.")
    paragraphs += [_exception(accord, e) for e in norm.exceptions]
    if norm.exceptions:
        paragraphs.append(
            "Whoever invokes an exception has to prove it: an incident is left out only if it certainly matches, and "
            "in doubt it counts. Exceptions do not chain: an answer to an answer is not excepted."
        )
    for suspension in norm.suspensions:
        paragraphs.append(
            f'While {suspension.body} reports "{suspension.act}", the clock of this duty stands still: the deadline '
            'moves '
            "by as much time as those reports cover."
        )
    if norm.prevails_over:
        others = [_name(a) for a in norm.prevails_over]
        paragraphs.append(
            f"Where an incident falls both under this sentence and under {listed(others, 'or')}, it counts under this "
            "one alone."
        )
    return paragraphs


def _name(address: str) -> str:
    article, _, nth = address.partition(".")
    return f"the {_ordinal(int(nth))} sentence of Article {article}" if nth.isdecimal() else f"Article {article}"


def _ordinal(nth: int) -> str:
    return {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}.get(nth, f"{nth}th")


# -- the sentence itself ----------------------------------------------------------------------------------------------


def _sentence(accord: Accord, norm: Norm) -> str:
    what = norm.act + (f" any {norm.object}" if norm.object else "")
    where = f" {norm.preposition} {norm.zone}" if norm.zone else ""
    verb = {Modality.MUST_NOT: "must not", Modality.MUST: "must", Modality.MAY: "may"}[norm.modality]
    start = f"If {_failing(norm)}, that party {verb} {what}{where}" if norm.failing else (
        f"{_subject(accord, norm)} {verb} {what}{where}")  # fmt: skip
    parts = [f"{start}{_deadline(accord, norm)}.", _late(norm), _act(accord, norm), _zone(accord, norm)]
    if norm.modality is Modality.MAY:
        parts.append("Whoever does not use this permission does nothing wrong.")
    return " ".join(p for p in parts if p)


def _failing(norm: Norm) -> str:
    return f"a party has not done in time what {_name(norm.failing)} asks of it"


def _subject(accord: Accord, norm: Norm) -> str:
    names = norm.subject.names
    match norm.subject.kind:
        case SubjectKind.EACH_PARTY:
            return f"Each party, that is {listed([party(accord, p) for p in accord.party_names])},"
        case SubjectKind.NAMED:
            return listed([party(accord, n) for n in names])
        case SubjectKind.SAME_PARTY:
            return "The same party"
        case SubjectKind.EACH_MEMBER:
            group = listed(names)
            size = len(members(accord, names[0])) if names else 0
            return f"Each of the {number(size)} members of {group}"
        case _:
            assert_never(norm.subject.kind)


def _deadline(accord: Accord, norm: Norm) -> str:
    deadline = norm.deadline
    if deadline is None:
        return ""
    if norm.modality is Modality.MAY and deadline.period is not None:
        return f", within {span_of(deadline.period)}"
    due = due_at(Draft(accord, None, frozenset()), norm)
    date = moment_of(due, accord.time_zone) if due is not None else ""
    if deadline.by is not None:
        return f", at the latest on {date}"
    assert deadline.period is not None
    if deadline.after is DeadlineFrom.ENTRY_INTO_FORCE:
        return f", within {span_of(deadline.period)} after entry into force, that is at the latest on {date}"
    soonest = f", that is not before {date}" if date else ""
    return f", within {span_of(deadline.period)} after that deadline has passed{soonest}"


def _late(norm: Norm) -> str:
    if norm.modality is not Modality.MUST:
        return ""
    if norm.deadline is None:
        return f"{NOT_SAID} by when, so this duty is never late."
    text = (
        "What is done exactly at that instant is in time. Doing it later cures the breach from then on; it does not "
        "undo it."
    )
    if norm.failing:
        text += " Doing this mends what the first failure did; the first failure stays on record."
    return text


def _act(accord: Accord, norm: Norm) -> str:
    if norm.modality is Modality.MAY:
        return ""
    parts = []
    kinds = kinds_of(accord, norm.act)
    if kinds:
        parts.append(f'Under "{norm.act}" falls each of these: {listed(kinds)}.')
    kinds = kinds_of(accord, norm.object, objects=True) if norm.object else ()
    if kinds:
        parts.append(f'Under "{norm.object}" falls each of these: {listed(kinds)}.')
    return " ".join(parts)


def _zone(accord: Accord, norm: Norm) -> str:
    if norm.modality is Modality.MAY:
        return ""
    if not norm.zone:
        return f"{NOT_SAID} where; it holds everywhere."
    zone = next((z for z in accord.zones if z.name == norm.zone), None)
    return f"{norm.zone} is {ground(zone.shape)}." if zone is not None else ""


# -- below the sentence -----------------------------------------------------------------------------------------------


def _condition(accord: Accord, norm: Norm, condition: Condition) -> str:
    grade, many, window = condition.grade, condition.at_least, condition.window
    breach = f"{article_of(grade)} breach"
    if condition.measure is Measure.NOT_DONE:
        return f"It is {breach} if this is not done in time. The breach begins at the first instant after the deadline."
    things = {
        Measure.COUNT: "incident", Measure.CASUALTIES: "casualty", Measure.BREACHES: f"{condition.of_grade} breach",
    }[condition.measure]  # fmt: skip
    amount = f"{number(many)} or more {_plural(things)}"
    if window is None and many == 1:
        each = "one incident with a casualty" if condition.measure is Measure.CASUALTIES else f"each single {things}"
        return f"It is {breach} whenever there is one: {each} is looked at by itself."
    if window is None:
        text = f"It is {breach} when a party comes to {amount} since entry into force; then the count starts afresh."
    else:
        text = f"It is {breach} when a party commits or causes {amount}{within(window)}."
        if isinstance(window, CalendarDay):
            text += f" A calendar day goes from midnight to midnight in {accord.time_zone}."
    if condition.measure is Measure.CASUALTIES:
        text += (
            f" {NOT_SAID} whether the wounded count with the dead; casualties are taken as each source numbers them. "
            "Where reports give a range, the low number decides whether there is a breach; the high number can only "
            "show that there may have been one."
        )
    if condition.measure is Measure.BREACHES:
        text += f" Only that party's own breaches of {_name(norm.address)} count, each when it was first reached."
    return text


def _plural(thing: str) -> str:
    return "casualties" if thing == "casualty" else f"{thing}es" if thing.endswith("breach") else f"{thing}s"


def _counting(norm: Norm) -> str:
    slides = any(c.window is not None and c.measure is not Measure.BREACHES for c in norm.conditions)
    text = "Each party's incidents are counted by themselves, and each incident once under each of these lines."
    if slides:
        text += " Stretches of time that reach such a number and overlap make one breach, from first incident to last."
    return text


def _exception(accord: Accord, exception: Exception_) -> str:
    start = f"Exception {exception.address}: not counted is what a party does"
    what = exception.ground
    match what:
        case InResponse():
            return (
                f"{start} in response to {article_of(what.act)} on that party, within {span_of(what.period)} after it "
                f"and within {distance_of(what.distance_m)} of it."
            )
        case Announced():
            return f"{start} after it has announced it to {what.body} at least {span_of(what.period)} before."
        case InsideZone():
            zone = next((z for z in accord.zones if z.name == what.zone), None)
            return f"{start} in {what.zone}{f', which is {ground(zone.shape)}' if zone else ''}."
        case During():
            first, last = (moment_of(at, accord.time_zone) for at in (what.start, what.end))
            return f"{start} from {first}, until {last}; the last of these instants does not belong to it."
        case _:
            assert_never(what)
