"""Words of a replay: findings, changes and lengths of time in ordinary English, without codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from foedus.basics.instant import DAY, HOUR, MINUTE, SECOND, Instant, show
from foedus.basics.probability import percent
from foedus.finding.model import Finding, Truth
from foedus.replay.model import Change


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
    """An instant to the second: stand-ins for known times end at the last microsecond of a day, which says no more."""
    return show(at - at % SECOND, zone)


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
            return f"{truth(after)}: {breach(after)}, {_measure(after)}"
        case Change.WITHDRAWN:
            assert before is not None, "what is withdrawn was there"
            return f"withdrawn: {breach(before)}, {truth(before)} until now"
        case Change.RAISED | Change.LOWERED | Change.REVISED:
            assert before is not None and after is not None, "what is revised was and is there"
            lead = "revised" if change is Change.REVISED else change.value
            return "; ".join([lead, *(_differences(before, after, zone) or ["on the same incidents"])])


def _measure(finding: Finding) -> str:
    if not finding.incidents:
        return "by the clock alone"
    return f"{counted(len(finding.incidents), 'incident')}, probability {percent(finding.probability)}"


def _differences(before: Finding, after: Finding, zone: str) -> list[str]:
    said = []
    old, new = set(before.incidents), set(after.incidents)
    if old != new:
        gone = f", {len(old - new):,} gone" if old - new else ""
        said.append(f"{counted(len(new), 'incident')} where there were {len(old):,} ({len(new - old):,} new{gone})")
    if before.probability != after.probability:
        said.append(f"probability {percent(after.probability)}, before {percent(before.probability)}")
    if before.episode != after.episode:
        said.append(f"the episode is now {when(after.episode.start, zone)} to {when(after.episode.end, zone)}")
    if before.reached_at != after.reached_at:
        said.append(f"reached {when(after.reached_at, zone)}, before {when(before.reached_at, zone)}")
    if before.cured_by != after.cured_by:
        said.append("cured by a later performance" if after.cured_by else "no longer cured")
    if not said and before.least_without != after.least_without:
        said.append(f"without any one origin at least {percent(after.least_without[1])} is left")
    return said
