"""Doubts: where a replay says less than it seems to, told as problems so that the reader can mend what was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foedus.basics.instant import FAR_FUTURE, Interval, calendar_day, show, to_datetime
from foedus.basics.problem import Problem, Severity
from foedus.finding.model import State
from foedus.replay.model import Replay
from foedus.replay.namesakes import namesakes
from foedus.replay.words import counted
from foedus.report.model import Kind, Report

MOST_NAMES = 5
"""How many names one problem lists."""
EARLY_SHARE = 2
"""One report in so many may bear a date of publication no later than the event before that is a doubt."""
_HAPPENS = frozenset({Kind.EVENT, Kind.AGGREGATE, Kind.ACCESS_DENIED})
"""What is known only after it happened; an announcement is not."""


def doubts(replay: Replay) -> tuple[Problem, ...]:
    """Warnings about what was replayed: nothing known, nothing in force, nobody known, nothing observable.

    They have no place in a file, because each is about the accord and the reports together.
    """
    found = [
        _asked_too_early(replay), _no_reports(replay), _none_in_force(replay), _unknown(replay), _blind(replay),
        _organs(replay), _early(replay),
    ]  # fmt: skip
    return tuple(problem for problem in found if problem is not None)


def _warning(code: str, what: str, why: str, mend: str) -> Problem:
    return Problem(code, None, what, why, mend, (), Severity.WARNING)


def _asked_too_early(replay: Replay) -> Problem | None:
    accord, at = replay.accord, replay.final.as_known_at
    if at >= accord.in_force_from:
        return None
    return _warning(
        "P0001",
        f"known time ends on {show(at, accord.time_zone)}, before the accord enters into force on "
        f"{show(accord.in_force_from, accord.time_zone)}",
        "before an accord is in force nothing can breach it, so nothing can be found",
        "give reports of its time in force, or ask as known at a later instant",
    )


def _no_reports(replay: Replay) -> Problem | None:
    if replay.reports:
        return None
    at = show(replay.final.as_known_at, replay.accord.time_zone)
    return _warning(
        "P0002", f"no report is known by {at}", "that nothing was found then says nothing about what happened",
        "give files with reports, or ask as known at a later instant",
    )  # fmt: skip


def _none_in_force(replay: Replay) -> Problem | None:
    accord = replay.accord
    until = FAR_FUTURE if accord.in_force_until is None else accord.in_force_until - 1
    force = Interval(accord.in_force_from, max(until, accord.in_force_from))
    if not replay.reports or any(r.happened_at.overlaps(force) for r in replay.reports):
        return None
    first = min(r.happened_at.start for r in replay.reports)
    last = max(r.happened_at.end for r in replay.reports)
    return _warning(
        "P0003",
        f"none of {counted(len(replay.reports), 'report')} speaks of the time in force",
        f"the reports run from {show(first, accord.time_zone)} to {show(last, accord.time_zone)}; "
        "what happened outside the time in force is no breach",
        "give reports of the time in force, or check `in force from` and `time zone`",
    )


def _unknown(replay: Replay) -> Problem | None:
    known = {name.casefold() for p in replay.accord.parties for name in (p.name, p.title, *p.also)}
    claimed = Counter(c.party for r in replay.reports for c in r.claims)
    unknown = sorted((-n, party) for party, n in claimed.items() if party.casefold() not in known)
    if not unknown:
        return None
    named = ", ".join(f"`{party}` ({-n:,} times)" for n, party in unknown[:MOST_NAMES])
    more = f" and {len(unknown) - MOST_NAMES:,} more" if len(unknown) > MOST_NAMES else ""
    return _warning(
        "P0004",
        f"the reports name as doers whom the accord does not know: {named}{more}",
        "what they are said to have done is nobody's breach here",
        'if one of them is a party, add the name to it under `parties`: also "..."',
    )


def _blind(replay: Replay) -> Problem | None:
    states = replay.final.states
    if not states or not replay.reports or any(s.state is not State.NOT_OBSERVABLE for s in states):
        return None
    return _warning(
        "P0005",
        "no source given can report anything that the accord forbids or obliges",
        "that nothing was found is then no evidence that the accord was kept",
        "give sources that report such acts, or check the words of the acts in the accord",
    )


def _organs(replay: Replay) -> Problem | None:
    found = namesakes(replay.accord, replay.reports)
    if not found:
        return None
    named = ", ".join(f"`{name}` ({party}; {counted(n, 'report')})" for name, party, n in found[:MOST_NAMES])
    more = f" and {len(found) - MOST_NAMES:,} more" if len(found) > MOST_NAMES else ""
    return _warning(
        "P0006",
        f"origins that count as no party's bear a party's name: {named}{more}",
        "if they are that party's organs, what it says in its own interest counts here as if an outsider said it",
        'declare under `evidence` those that are its organs: "..." speak for ...; those that are not need no mending',
    )


def _early(replay: Replay) -> Problem | None:
    return dated_early(replay.reports, replay.accord.time_zone)


def dated_early(told: Sequence[Report], zone: str) -> Problem | None:
    """Whether so many reports are dated by the event itself that delays are too short (P0007)."""
    reports = [r for r in told if r.kind in _HAPPENS]
    early = sum(1 for r in reports if published_too_early(r, zone))
    if early * EARLY_SHARE <= len(reports):
        return None
    return _warning(
        "P0007",
        f"for {early:,} of {counted(len(reports), 'report')} the date of publication is the day of the event or "
        "earlier: when it was really known is uncertain",
        "registers that are compiled later are often dated by the event itself; what rests on such reports was known "
        "later than it says here, and delays are too short",
        "give the day on which each report was really known, or read delays and dates of knowledge as the least",
    )


def published_too_early(report: Report, zone: str) -> bool:
    """Whether a date, not a time, of publication is no later than the event's first day, or any of an earlier day."""
    if report.published_at is None:
        return False
    published = to_datetime(report.published_at).date()
    happened = to_datetime(report.happened_at.start, zone).date()
    to_the_day = report.known_at == calendar_day(report.published_at, "UTC").end
    return published < happened or (published == happened and to_the_day)
