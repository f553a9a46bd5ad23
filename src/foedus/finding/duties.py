"""Duties: when they fall due, whether they were done, and what is found when they were not (T5, F6, F6a-F6f)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.accord.model import Accord, DeadlineFrom, Measure, Norm, Suspension
from foedus.basics.instant import Instant, Interval, shifted
from foedus.basics.probability import SURE
from foedus.finding import explain
from foedus.finding.counting import Found
from foedus.finding.exceptions import names_of_body
from foedus.finding.matters import Match, Matters, folded, observable
from foedus.finding.model import Finding, Truth
from foedus.incident.model import Incident, Known, Reading
from foedus.report.model import UNKNOWN_ACT, Kind, Report

_AS_WRITTEN = Reading()


@dataclass(frozen=True)
class Running:
    """The clock of a duty for one party.

    since: when it began to run. due: the last instant in time, suspensions counted in. suspended: when it stood still.
    called_by: the breach that called the duty up, None if none had to. called_surely: whether that breach is certain.
    """

    since: Instant
    due: Instant
    suspended: tuple[Interval, ...] = ()
    called_by: Finding | None = None

    @property
    def called_surely(self) -> bool:
        """Whether the duty is certainly owed: nothing had to call it up, or a certain breach did (F6c)."""
        return self.called_by is None or self.called_by.truth is Truth.BREACHED


@dataclass(frozen=True)
class Duty:
    """How a duty stands for a party, as known at an instant.

    running: None while no clock runs (no deadline, or not called up). done: the first certain performance.
    maybe: performances that may have been in time, by (end, start, id). seen: whether any source could report it.
    """

    norm: Norm
    party: str
    running: Running | None
    done: Incident | None
    maybe: tuple[Incident, ...]
    seen: bool

    @property
    def in_time(self) -> bool:
        """Whether it was certainly done by its deadline; exactly at the deadline is in time (T5)."""
        return self.done is not None and (self.running is None or self.done.happened_at.end <= self.running.due)


def duty_of(
    matters: Matters, known: Known, reading: Reading, norm: Norm, party: str, called_by: Finding | None
) -> Duty:
    """How a duty stands. called_by: the breach of the norm in `failing` by the same party, None if none was found."""
    running = running_of(matters, known, norm, called_by)
    acts = performances(matters, known, norm)
    since = running.since if running else matters.accord.in_force_from
    standard = matters.accord.evidence.standard
    done = [
        i
        for i, match in acts
        if standard.met_by(i.attribution.of(party))
        and i.happened_at.start >= since
        and ((i.confirmed and match is Match.CERTAIN) or reading.possible_is_certain)
    ]
    # F6d: what was done before the duty ran may have done it; but nobody performs ahead a duty that a breach calls up.
    maybe = [
        i
        for i, _ in acts
        if (party in i.alleged or not i.alleged)
        and (running is None or i.happened_at.start <= running.due)
        and (not norm.failing or i.happened_at.end >= since)
    ]
    return Duty(norm, party, running, done[0] if done else None, tuple(maybe), observable(matters, norm, known))


def findings_of_duty(accord: Accord, known: Known, duty: Duty) -> list[Found]:
    """F6, F6a: what is found once the deadline has passed, one finding for each `when not done in time`."""
    if not missed(accord, known.at, duty):
        return []
    assert duty.running is not None, "only a clock that ran can run out"
    running = duty.running
    unsure = bool(duty.maybe) or not running.called_surely
    truth = Truth.UNDETERMINED if unsure else Truth.BREACHED
    probability = 0 if unsure else SURE
    told = explain.missed(accord, duty.norm, duty.party, truth, running, duty.maybe, duty.done)
    return [
        Found(
            Finding(
                accord.digest, duty.norm.address, condition.grade, condition.address, duty.party, truth,
                Interval(running.due, running.due), running.due + 1, known.at,
                tuple(sorted(i.id for i in duty.maybe)), probability, ("", probability), told,
                (duty.done.id,) if duty.done else (),
            )
        )
        for condition in duty.norm.conditions
        if condition.measure is Measure.NOT_DONE
    ]  # fmt: skip


def missed(accord: Accord, as_known_at: Instant, duty: Duty) -> bool:
    """Whether the first instant after the deadline has come, in force, and it is not known to be done in time (T5)."""
    if duty.running is None or duty.in_time or not (duty.seen or duty.done):
        return False
    breach_at = duty.running.due + 1
    ended = accord.in_force_until is not None and breach_at >= accord.in_force_until
    return accord.in_force_from <= breach_at <= as_known_at and not ended


def performances(matters: Matters, known: Known, norm: Norm) -> list[tuple[Incident, Match]]:
    """The incidents that may be the act owed, by whomever, with how surely, by (end, start, id).

    A report that names no act at all is no report of a performance (F6d): else any of them would excuse any duty.
    """
    named = [i for i in known.incidents if set(i.acts) - {"", UNKNOWN_ACT}]
    found = [(i, match) for i in named if (match := matters.content(norm, i))]
    return sorted(found, key=lambda c: (c[0].happened_at.end, c[0].happened_at.start, c[0].id))


# -- clocks ------------------------------------------------------------------------------------------------------------


def running_of(matters: Matters, known: Known, norm: Norm, called_by: Finding | None) -> Running | None:
    """The clock of a duty; None if it has no deadline or was not called up."""
    accord, deadline = matters.accord, norm.deadline
    if deadline is None or (norm.failing and called_by is None):
        return None
    since = began_at(called_by) if called_by is not None else accord.in_force_from
    if deadline.by is not None:
        due = deadline.by
    else:
        assert deadline.period is not None, "a deadline has an instant or a period"
        start = since if deadline.after is DeadlineFrom.FIRST_BREACH else accord.in_force_from
        due = shifted(start, deadline.period, accord.time_zone)
    stops = [r.happened_at for s in norm.suspensions for r in status_reports(matters, known.statements, s)]
    moved, suspended = suspended_until(since, due, stops)
    return Running(since, max(moved, since), suspended, called_by)


def began_at(breach: Finding) -> Instant:
    """What `the breach before it` begins: for a missed duty its deadline, for a count when it was reached (F6e)."""
    return min(breach.reached_at, breach.episode.end)


def status_reports(matters: Matters, statements: Iterable[Report], suspension: Suspension) -> list[Report]:
    """F6b: the status reports of the named body that say so, none of them a party's word (I3n): who owes a duty must
    not stop its clock by printing that the body says so, or by what the body prints of it."""
    names = names_of_body(matters, suspension.body)
    return [
        r
        for r in statements
        if r.kind is Kind.STATUS
        and folded(r.act) == folded(suspension.act)
        and (folded(r.origin) in names or folded(r.outlet) in names)
        and not matters.origins.speaker(r, r, _AS_WRITTEN).parties
    ]


def suspended_until(since: Instant, due: Instant, stops: Iterable[Interval]) -> tuple[Instant, tuple[Interval, ...]]:
    """The deadline moved by what of the stops' union lies in the running time, and those parts (T5, F6b, F6f).

    A stop that begins only after the deadline, as moved so far, comes too late. An interval has both its ends, so
    a report for a day stops the clock for a day, to the microsecond, and one for the day after goes on from there.
    """
    stood: list[Interval] = []
    for stop in union(stops):
        start = max(stop.start, since)
        if start > due or stop.end < since:
            continue
        stood.append(Interval(start, stop.end))
        due += stop.end - start + 1
    return due, tuple(stood)


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same stretches of time without overlaps, in order; what follows without a gap is one stretch."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start <= joined[-1].end + 1:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def calling_breach(found: Sequence[Finding], norm: Norm, party: str) -> Finding | None:
    """The breach that calls up a `Failing that` norm: the first certain one, else the first undetermined (F6c)."""
    own = [f for f in found if f.norm == norm.failing and f.party == party]
    certain = [f for f in own if f.truth is Truth.BREACHED]
    return min(certain or own, key=lambda f: (f.reached_at, f.condition), default=None)
