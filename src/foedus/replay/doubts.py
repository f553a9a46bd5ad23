"""Doubts: where a replay says less than it seems to, told as problems so that the reader can mend what was given."""

from __future__ import annotations

from collections import Counter

from foedus.basics.instant import FAR_FUTURE, Interval, show
from foedus.basics.problem import Problem, Severity
from foedus.finding.model import State
from foedus.replay.model import Replay
from foedus.replay.words import counted

MOST_NAMES = 5
"""How many unknown names one problem lists."""


def doubts(replay: Replay) -> tuple[Problem, ...]:
    """Warnings about what was replayed: nothing known, nothing in force, nobody known, nothing observable.

    They have no place in a file, because each is about the accord and the reports together.
    """
    found = [_asked_too_early(replay), _no_reports(replay), _none_in_force(replay), _unknown(replay), _blind(replay)]
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
