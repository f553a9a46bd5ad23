"""The plain reading of sentences that forbid, oblige or permit."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.checks.draft import Draft
from foedus.accord.checks.duties import due_at
from foedus.accord.model import (
    Accord,
    CalendarDay,
    Condition,
    DeadlineFrom,
    Measure,
    Modality,
    Norm,
    SubjectKind,
)
from foedus.accord.reading_averages import average_paragraph
from foedus.accord.reading_exceptions import exception_paragraphs
from foedus.accord.reading_head import NOT_SAID
from foedus.accord.reading_words import (
    article_of,
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
from foedus.basics.instant import Period


def norm_paragraphs(accord: Accord, norm: Norm) -> list[str]:
    """Everything that a sentence and the lines below it say."""
    paragraphs = [_sentence(accord, norm)]
    paragraphs += [_condition(accord, norm, c) for c in norm.conditions]
    if norm.modality is Modality.MUST_NOT and norm.conditions:
        paragraphs.append(_counting(norm))
    if not norm.conditions and norm.modality is not Modality.MAY:
        paragraphs.append(f"{NOT_SAID} when this sentence is breached; whatever is reported, nothing is found.")
    if any(c.measure is Measure.NOT_DONE for c in norm.conditions):
        paragraphs.append(_shown(norm))
    paragraphs += exception_paragraphs(accord, norm)
    for suspension in norm.suspensions:
        paragraphs.append(
            f'While {suspension.body} reports "{suspension.act}", the clock of this duty stands still: the deadline '
            "moves by as much time as those reports cover while the clock runs, and time that two of them cover counts "
            "once. A report for a whole day stops it for that day. A suspension that begins after the deadline, as "
            "moved so far, comes too late."
        )
    if norm.prevails_over:
        paragraphs.append(_prevails(norm))
    return paragraphs


def _shown(norm: Norm) -> str:
    """F6a, F6d: how a duty is shown to be done."""
    if norm.failing:
        return (
            "That this was done has to be shown in the same way by whoever owes it. What was over before the first "
            "deadline had passed does not count."
        )
    return (
        "Whoever owes this has to show that it was done. It is done at the end of the first incident that is "
        "confirmed, that is certainly what is asked, that is laid to that party, and that did not begin before the "
        "duty began to run. If it may have been done in time, for instance because only the party itself says so, the "
        "breach is undetermined. If nothing of the kind is reported, the clock alone makes the breach, provided that "
        "some source given could have reported it."
    )


def _prevails(norm: Norm) -> str:
    """F8b, F8c."""
    others = listed([_name(a) for a in norm.prevails_over], "or")
    if norm.modality is Modality.MAY:
        return f"What a party does that certainly falls under this permission does not count under {others}."
    governed = ", and its exceptions hold there too" if norm.exceptions else ""
    return (
        f"Where what a party does certainly falls under this sentence and also under {others}, it counts under this "
        f"one alone{governed}."
    )


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
    parts = [f"{start}{_deadline(accord, norm)}.", _late(norm), _called_up(norm)]
    parts += [_act(accord, norm), _zone(accord, norm)]
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
    moved = ", or later if the first deadline was moved" if _can_move(accord, norm.failing) else ""
    latest = f", that is at the latest on {date}{moved}" if date else ""
    return f", within {span_of(deadline.period)} after that deadline has passed{latest}"


def _can_move(accord: Accord, address: str) -> bool:
    """Whether a suspension can move the deadline of a duty, or of one before it that calls it up."""
    duty = next((n for n in accord.norms if n.address == address), None)
    return duty is not None and (bool(duty.suspensions) or _can_move(accord, duty.failing))


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


def _called_up(norm: Norm) -> str:
    """F6c, F6g."""
    if not norm.failing:
        return ""
    forbidden = norm.modality is Modality.MUST_NOT
    return ("Only what begins after the first deadline has passed counts. " if forbidden else "") + (
        "If it is undetermined whether the first was done in time, whatever is found under this sentence is "
        "undetermined too."
    )


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
    if condition.measure is Measure.AVERAGE:
        return average_paragraph(accord, norm, condition)
    if condition.measure is Measure.NOT_DONE:
        return f"It is {breach} if this is not done in time. The breach begins at the first instant after the deadline."
    things = {
        Measure.COUNT: "incident", Measure.CASUALTIES: "casualty", Measure.BREACHES: f"{condition.of_grade} breach",
    }[condition.measure]  # fmt: skip
    amount = f"{number(many)} or more {_plural(things)}"
    if window is None and many == 1:
        one = "incident with a casualty" if condition.measure is Measure.CASUALTIES else things
        return f"It is {breach} whenever there is one {one}: each is looked at by itself."
    if window is None:
        text = f"It is {breach} when {amount} since entry into force are laid to one party; then the count starts "
        text += "afresh."
    else:
        text = f"It is {breach} when {amount}{within(window)} are laid to one party."
        if isinstance(window, CalendarDay):
            text += f" A calendar day goes from midnight to midnight in {accord.time_zone}."
    if condition.measure is Measure.CASUALTIES:
        text += (
            f" {NOT_SAID} whether the wounded count with the dead; casualties are taken as each source numbers them. "
            f"{_low(accord.evidence.confirmation.origins)} decides whether there is a breach; the highest that anybody "
            "says can only show that there may have been one."
        )
    if condition.measure is Measure.BREACHES:
        text += (
            f" Only that party's own breaches of {_name(norm.address)} count, each at the instant at which it was "
            "first reached. Two that share an incident count once."
        )
    return text


def _low(origins: int) -> str:
    """F4a: the low estimate."""
    if origins <= 1:
        return "Of each incident, the greatest number that any independent origin says at least"
    return f"Of each incident, the number that {number(origins)} independent origins each say at least"


def _plural(thing: str) -> str:
    return "casualties" if thing == "casualty" else f"{thing}es" if thing.endswith("breach") else f"{thing}s"


def _counting(norm: Norm) -> str:
    windows = [c.window for c in norm.conditions if c.measure is not Measure.AVERAGE]
    text = "Each party's incidents are counted by themselves, and each incident once under each of these lines."
    if any(isinstance(w, Period) for w in windows):
        text += " Stretches of time that reach such a number and overlap make one breach, from first incident to last."
    if any(isinstance(w, CalendarDay) for w in windows):
        text += " Each calendar day that reaches such a number is a breach by itself."
    return text
