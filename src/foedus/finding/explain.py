"""Why something was found, in sentences that a mediator can check against the accord and the reports (F3, F9).

Times are the accord's. The same finding gives the same words on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.accord.model import Accord, CalendarDay, Condition, DeadlineFrom, Measure, Norm, Standard, WindowEnds
from foedus.basics.instant import DAY, HOUR, MINUTE, SECOND, Instant, Period, calendar_day, shifted, show
from foedus.basics.probability import Nano, percent
from foedus.finding.matching import Candidate
from foedus.finding.model import Finding, Truth
from foedus.finding.windows import Item, Window
from foedus.incident.model import Incident

if TYPE_CHECKING:
    from foedus.finding.duties import Running


@dataclass(frozen=True)
class Counted:
    """What the words about a counted episode are made of.

    windows: the satisfied ones, by their ends. best: the certain incidents that the probability is of, in the order
    of F3a. pool: everything that was counted, inside the windows or not. least: (origin, probability), as in `Finding`.
    """

    accord: Accord
    condition: Condition
    party: str | None
    truth: Truth
    series: str
    windows: tuple[Window[Candidate], ...]
    best: tuple[Item[Candidate], ...]
    pool: tuple[Item[Candidate], ...]
    probability: Nano
    least: tuple[str, Nano]


def counted(what: Counted) -> tuple[str, ...]:
    """The sentences of a finding that counts incidents or casualties."""
    told = [_what_counts(what), _first_window(what)]
    told += _series(what) + _more_windows(what) + _edge(what)
    told += _doubts(what) if what.truth is Truth.UNDETERMINED else []
    return tuple(told + _chance(what))


def breaches_counted(
    accord: Accord, condition: Condition, truth: Truth, lesser: Sequence[Finding], first: Window[Finding],
    probability: Nano,
) -> tuple[str, ...]:  # fmt: skip
    """The sentences of a finding that counts breaches of a lesser grade."""
    zone = accord.time_zone
    times = ", ".join(when(f.reached_at, zone) for f in sorted(lesser, key=lambda f: f.reached_at))
    told = [
        f"{numbered(len(lesser), f'{condition.of_grade} breach', f'{condition.of_grade} breaches')} "
        f"{'is' if len(lesser) == 1 else 'are'} counted, each by the time it was first reached: {times} ({zone}).",
        f"{_asked(condition)} is first reached {moment(first.reached_at, zone)}.",
    ]
    unsure = sum(f.truth is Truth.UNDETERMINED for f in lesser)
    if unsure:
        told.append(f"{unsure} of them {'is' if unsure == 1 else 'are'} undetermined, so this is undetermined too.")
    elif truth is Truth.BREACHED:
        told.append(f"Its probability, {percent(probability)}, is the least of those counted.")
    return tuple(told)


def missed(
    accord: Accord, norm: Norm, party: str, truth: Truth, running: Running, maybe: Sequence[Incident],
    done: Incident | None,
) -> tuple[str, ...]:  # fmt: skip
    """The sentences of a finding that a duty was not done in time."""
    told = [*due(accord, norm, running)]
    if maybe:
        told.append(
            f"{numbered(len(maybe), 'incident')} may show that {party} did it in time; none shows it for certain, "
            "so whether it was done is undetermined."
        )
    elif truth is Truth.BREACHED:
        told.append(f"Nothing known shows that {party} did it in time; the breach follows from the clock alone.")
    if not running.called_surely:
        told.append("Whether it was owed at all is undetermined, because the breach that calls it up is.")
    if done is not None:
        ended = when(done.happened_at.end, accord.time_zone)
        told.append(f"It was done later, by {ended}: that cures the breach and does not undo it.")
    return tuple(told)


def due(accord: Accord, norm: Norm, running: Running) -> list[str]:
    """When a duty falls due and why then: what it runs from, and what stopped its clock."""
    zone, deadline = accord.time_zone, norm.deadline
    assert deadline is not None, "what falls due has a deadline"
    told = []
    if running.called_by is not None:
        sure = "found" if running.called_by.truth is Truth.BREACHED else "undetermined"
        at = when(running.since, zone)
        told.append(f"The duty was called up by a breach of Article {norm.failing} at {at}, {sure}.")
    if deadline.by is not None:
        told.append(f"It was due by {when(running.due, zone)} ({zone}).")
    else:
        origin = "entry into force" if deadline.after is DeadlineFrom.ENTRY_INTO_FORCE else "that breach"
        told.append(f"It was due by {when(running.due, zone)} ({zone}), {deadline.period} after {origin}.")
    if running.suspended:
        stops = ", ".join(f"{when(s.start, zone)} to {when(s.end, zone)}" for s in running.suspended)
        length = sum(s.end - s.start + 1 for s in running.suspended)
        told.append(f"Its clock stood still for {_length(length)} ({stops}), which is counted in.")
    return told


# -- sentences ---------------------------------------------------------------------------------------------------------


def _what_counts(what: Counted) -> str:
    inside = {item.key: item for window in what.windows for item in window.items}
    zone = what.accord.time_zone
    first = min(i.happened_at.start for i in inside.values())
    last = max(i.happened_at.end for i in inside.values())
    verb = {Truth.BREACHED: ("counts", "count"), Truth.UNDETERMINED: ("may count", "may count")}[what.truth]
    time = moment(first, zone) if first == last else f"from {when(first, zone)} to {when(last, zone)}"
    return f"{numbered(len(inside), 'incident')} {verb[len(inside) != 1]}, {time} ({zone})."


def _first_window(what: Counted) -> str:
    window, zone = what.windows[0], what.accord.time_zone
    total = sum(item.weight for item in window.items)
    casualties = what.condition.measure is Measure.CASUALTIES
    holds = numbered(len(window.items), "incident")
    if casualties or total != len(window.items):
        estimate = "low" if what.truth is Truth.BREACHED else "high"
        acts = numbered(total, "casualty", "casualties") if casualties else f"{total} acts"
        holds += f" with {acts} ({estimate} numbers)"
    match what.condition.window:
        case CalendarDay():
            where = f"the day {show(window.held.start, zone)[:10]} holds {holds}"
        case Period():
            where = f"the window {_ends(what, window)} holds {holds}"
        case None if what.condition.at_least == 1:
            enough = "1 casualty" if casualties else "one"
            return f"Each incident is looked at by itself, and {enough} is enough: here {holds}."
        case None:
            where = f"counted since entry into force, or since the last time it was reached, there are {holds}"
    return f"{_asked(what.condition)} is first reached {moment(window.reached_at, zone)}: {where}."


def _ends(what: Counted, window: Window[Candidate]) -> str:
    zone, end = what.accord.time_zone, when(window.held.end, what.accord.time_zone)
    if what.accord.window_ends is WindowEnds.INCLUDE_BOTH:
        return f"from {when(window.held.start, zone)} to {end}, both included,"
    if window.held.start % SECOND == 0:  # it ends with the last microsecond of a second, of a day say
        return f"from {when(window.held.start, zone)} to {end}"
    return f"after {when(window.held.start - 1, zone)} up to and with {end}"


def _series(what: Counted) -> list[str]:
    if not what.series:
        return []
    return [f"These are counts of one series ({what.series}), no single events; nothing else is added to them."]


def _more_windows(what: Counted) -> list[str]:
    number = len(what.windows)
    return [f"{number} windows that overlap one another satisfy the condition; they are one episode."] * (number > 1)


def _edge(what: Counted) -> list[str]:
    """The rule of the window's ends, where an incident of the first window hangs on it (T3)."""
    window = what.windows[0]
    if not isinstance(what.condition.window, Period):
        return []
    start = shifted(window.held.end, what.condition.window, what.accord.time_zone, -1)
    possible = what.truth is Truth.UNDETERMINED  # then only what ends at the start would come in or drop out with it
    at_start = sum(
        i.happened_at.end == start
        if possible
        else i.happened_at.start == start and i.happened_at.end <= window.held.end
        for i in what.pool
    )
    if not at_start:
        return []
    fate = "counts" if what.accord.window_ends is WindowEnds.INCLUDE_BOTH else "is left out"
    return [
        f"{numbered(at_start, 'incident')} at exactly the start of that window, {when(start, what.accord.time_zone)}, "
        f"{fate if at_start == 1 else {'counts': 'count', 'is left out': 'are left out'}[fate]}, "
        f"because windows {what.accord.window_ends.value}."
    ]


def _doubts(what: Counted) -> list[str]:
    inside = {item.key: item.thing for window in what.windows for item in window.items}
    reasons = Counter(doubt for candidate in inside.values() for doubt in candidate.doubts)
    told = []
    if reasons:
        alone = len(inside) == 1
        told.append("Not certain: " + "; ".join(d if alone else f"{n} {d}" for d, n in sorted(reasons.items())) + ".")
    if what.party is None:
        told.append("Nobody is alleged to have done any of this.")
    return told


def _chance(what: Counted) -> list[str]:
    standard = what.accord.evidence.standard
    if not what.best:
        return ["Nothing of it counts for certain."]
    if not what.probability:
        return ["What counts for certain does not amount to a breach: the probability is 0 %."]
    asked = asks(standard)
    subject = _whose(what)
    met = "which is met" if standard.met_by(what.probability) else "which is not met"
    told = [f"The probability that {subject} is {percent(what.probability)}; the standard is {asked}, {met}."]
    if what.party is None and what.truth is Truth.BREACHED:
        told.append("No party alone reaches the standard: the accord was broken, by whom is undetermined.")
    if len(what.best) > 1:
        told.append("Who did one incident is taken to be independent of who did another.")
    origin, least = what.least
    if origin:
        told.append(f"Without what {origin} says the probability would be {percent(least)}.")
    elif any(item.thing.incident.origins for item in what.best):
        told.append("Leaving out any one origin does not lower it.")
    return told


def _whose(what: Counted) -> str:
    """What the probability is of: one certain incident by itself, or so many of the certain ones together."""
    casualties = what.condition.measure is Measure.CASUALTIES
    alone = len(what.best) == 1 and what.condition.at_least == 1 and not casualties
    amount = _amount(what.condition) if casualties else f"{_amount(what.condition)} of the certain ones"
    if what.party is None:
        nobody = "by a party bound by this article or by nobody known"
        return f"{'it was' if alone else f'{amount} were'} {'caused' if casualties else 'done'} {nobody}"
    if casualties:
        return f"{amount} were caused by {what.party}"
    return f"it is {what.party}'s" if alone else f"{amount} are {what.party}'s"


# -- words -------------------------------------------------------------------------------------------------------------


def _asked(condition: Condition) -> str:
    match condition.window:
        case CalendarDay():
            within = " in one calendar day"
        case Period():
            within = f" within {condition.window}"
        case None:
            within = ""
    return f"At least {_measured(condition)}{within}"


def _amount(condition: Condition) -> str:
    return f"at least {_measured(condition)}"


def _measured(condition: Condition) -> str:
    match condition.measure:
        case Measure.CASUALTIES:
            return numbered(condition.at_least, "casualty", "casualties")
        case Measure.BREACHES:
            return numbered(condition.at_least, f"{condition.of_grade} breach", f"{condition.of_grade} breaches")
        case Measure.COUNT | Measure.NOT_DONE | Measure.AVERAGE:
            return f"{condition.at_least}"


def asks(standard: Standard) -> str:
    """A standard of proof with what it asks."""
    return f"{standard.name} ({'more than' if standard.strictly else 'at least'} {percent(standard.probability)})"


def numbered(number: int, noun: str, plural: str = "") -> str:
    """So many of something: `1 incident`, `3 incidents`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _length(microseconds: int) -> str:
    """A stretch of time to the second, as people say it."""
    left = (microseconds + SECOND // 2) // SECOND * SECOND
    said = []
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")):
        number, left = divmod(left, unit)
        said += [numbered(number, name)] if number else []
    return " ".join(said) or "0 seconds"


def instant_of(at: Instant, accord: Accord) -> str:
    """An instant in the accord's zone, the zone named."""
    return f"{when(at, accord.time_zone)} ({accord.time_zone})"


def when(at: Instant, zone: str) -> str:
    """An instant as people say it: the last microsecond of a day is its end, of a second just before the next."""
    if (at + 1) % SECOND:
        return show(at, zone)
    day = show(at, zone)[:10]
    return f"the end of {day}" if calendar_day(at, zone).end == at else f"just before {show(at + 1, zone)}"


def moment(at: Instant, zone: str) -> str:
    """The same where the sentence asks for `at`."""
    said = when(at, zone)
    return said if said.startswith("just before") else f"at {said}"
