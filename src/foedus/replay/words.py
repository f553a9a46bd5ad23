"""Words of a replay: findings, changes and lengths of time in ordinary English, without codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from foedus.basics.instant import DAY, HOUR, MINUTE, SECOND, Instant, Interval, calendar_day, show
from foedus.basics.probability import percent
from foedus.finding.model import Finding, Truth
from foedus.replay.model import Change

UNLESS_RENEWED = (
    "At that end it is renewed unless a party has objected. Reports do not tell whether one has, so nothing that "
    "happened later is found to be a breach."
)
"""What a replay of reports says of an accord with a renewal (T5d)."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 report`, `3 reports`, `2,300 incidents`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def breach(finding: Finding) -> str:
    """A finding in a few words: `serious breach of Article 1 by RU`; nobody is named where nobody can be."""
    by = f"by {finding.party}" if finding.party else "by whom is undetermined"
    comma = "" if finding.party else ","
    return f"{finding.grade} breach of Article {finding.norm}{comma} {by}"


def truth(finding: Finding) -> str:
    """How the finding stands, in one word."""
    return "found" if finding.truth is Truth.BREACHED else "undetermined"


def when(at: Instant, zone: str) -> str:
    """An instant as people say it, to stand behind `until` or `known by`.

    The last microsecond of a day is its end (of a day of UTC where it is not one of the zone: the stand-in for the
    known time of what was published that day, R5); of a second it is just before the next. Else to the second.
    """
    if (at + 1) % SECOND:
        return show(at - at % SECOND, zone)
    for name, said in ((zone, ""), ("UTC", " (UTC)")):
        if calendar_day(at, name).end == at:
            return f"the end of {show(at, name)[:10]}{said}"
    return f"just before {show(at + 1, zone)}"


def moment(at: Instant, zone: str) -> str:
    """The same with its preposition: `on 2025-03-18 14:00`, `at the end of 2025-03-18`."""
    said = when(at, zone)
    return said if said.startswith("just before") else f"{'at' if said.startswith('the end') else 'on'} {said}"


def stretch(happened_at: Interval, zone: str) -> str:
    """When something happened: `2025-03-19`, `2025-03-24 to 2025-03-25`, `2025-03-19 00:00 to 06:00`, or an instant.

    An interval that ends with the last microsecond of a minute is said to end at the next, as people say it.
    """
    start, end = happened_at.start, happened_at.end
    if start == end:
        return when(start, zone)
    first, last = show(start, zone)[:10], show(end, zone)[:10]
    whole_days_end = calendar_day(end, zone).end == end
    if whole_days_end and calendar_day(start, zone).start == start:
        return first if first == last else f"{first} to {last}"
    until = f"the end of {last}" if whole_days_end else show(end + 1 if (end + 1) % SECOND == 0 else end, zone)
    return f"{show(start, zone)} to {until[11:] if until[:10] == first else until}"


def tally(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Findings in words, equal words once with how many, in the order of their first appearance."""
    counts = Counter(breach(f) for f in findings)
    return tuple(words if number == 1 else f"{words} ({number:,} times)" for words, number in counts.items())


def length(microseconds: int) -> str:
    """A stretch of time as people say it: `3 days`, `7 hours`, `12 minutes`; `at once` below a minute."""
    size = abs(microseconds)
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if size >= (2 * unit if unit == DAY else unit):
            return counted((size + unit // 2) // unit, name)
    return "at once"


def changed(before: Finding | None, after: Finding | None, change: Change, zone: str) -> str:
    """One change of a finding in a sentence without its full stop; at least one of the two findings is there."""
    match change:
        case Change.FOUND:
            assert after is not None, "what is found is there"
            return f"{truth(after)}, {_measure(after)}"
        case Change.WITHDRAWN:
            assert before is not None, "what is withdrawn was there"
            return f"withdrawn, {truth(before)} until then"
        case Change.RAISED | Change.LOWERED | Change.REVISED:
            assert before is not None and after is not None, "what is revised was and is there"
            lead = "revised" if change is Change.REVISED else change.value
            return "; ".join([lead, *(_differences(before, after, zone) or ["on the same incidents"])])


def _measure(finding: Finding) -> str:
    if not finding.incidents:
        return "by the clock alone"
    sure = f", probability {percent(finding.probability)}" if finding.probability else ""
    return counted(len(finding.incidents), "incident") + sure


def _differences(before: Finding, after: Finding, zone: str) -> list[str]:
    said = []
    old, new = set(before.incidents), set(after.incidents)
    if old != new:
        said.append(_other_incidents(old, new))
    if before.probability != after.probability:
        said.append(f"probability {percent(after.probability)}, before {percent(before.probability)}")
    was, now = stretch(before.episode, zone), stretch(after.episode, zone)
    if was != now:
        said.append(f"it happened {now}, not {was}")
    if before.reached_at != after.reached_at:
        said.append(f"reached {moment(after.reached_at, zone)}, before {moment(before.reached_at, zone)}")
    if before.cured_by != after.cured_by:
        said.append("cured by a later performance" if after.cured_by else "no longer cured")
    if not said and before.least_without != after.least_without:
        said.append(f"without any one origin at least {percent(after.least_without[1])} is left")
    return said


def _other_incidents(old: set[str], new: set[str]) -> str:
    """Which incidents it now rests on; what is told anew as a whole (a total that grows) is another incident."""
    come, gone = len(new - old), len(old - new)
    if len(new) == len(old) == 1:
        return "another incident in place of the one before"
    if not gone:
        return f"{counted(come, 'more incident')}, {len(new):,} in all"
    if not come:
        return f"{counted(gone, 'incident')} fewer, {len(new):,} in all"
    return f"{counted(come, 'incident')} new and {gone:,} gone, {len(new):,} in all"
