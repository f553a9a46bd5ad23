"""The clock of a replay: the instants at which something may change though nobody reports anything (rule T5)."""

from __future__ import annotations

from collections.abc import Iterable

from foedus.accord.model import Accord, Deadline, DeadlineFrom, Norm
from foedus.basics.instant import Instant, Interval, shifted
from foedus.finding.model import Evaluation, Truth
from foedus.report.model import Kind, Report


def clock_instants(accord: Accord, evaluation: Evaluation | None, statements: Iterable[Report]) -> frozenset[Instant]:
    """The instants at which the clock alone may change what is found, as far as they can be told now.

    These are entry into force and its end; the first instant after each duty's deadline (F6), `Failing that` ones
    from the breaches found so far; and, for a duty that can be suspended, that instant moved by each length of time
    that the suspensions known may add up to (F6b). One too many costs a look and changes nothing; one too few would
    make a finding known too late.
    """
    instants = {accord.in_force_from}
    if accord.in_force_until is not None:
        instants.add(accord.in_force_until)
    known = tuple(statements)
    for norm in accord.norms:
        if norm.deadline is not None:
            for due in _deadlines(accord, norm, norm.deadline, evaluation):
                instants |= {due + 1, *(moved + 1 for moved in _moved(accord, norm, due, known))}
    return frozenset(instants)


def _deadlines(accord: Accord, norm: Norm, deadline: Deadline, evaluation: Evaluation | None) -> list[Instant]:
    if deadline.by is not None:
        return [deadline.by]
    assert deadline.period is not None, "a deadline has an instant or a period"
    if deadline.after is DeadlineFrom.ENTRY_INTO_FORCE:
        return [shifted(accord.in_force_from, deadline.period, accord.time_zone)]
    starts = {
        start
        for f in (evaluation.findings if evaluation else ())
        if f.norm == norm.failing and f.truth in (Truth.BREACHED, Truth.UNDETERMINED)
        for start in (f.reached_at, f.reached_at - 1)  # the deadline itself and the first instant after it
    }
    return sorted(shifted(start, deadline.period, accord.time_zone) for start in starts)


def _moved(accord: Accord, norm: Norm, due: Instant, statements: tuple[Report, ...]) -> list[Instant]:
    """The deadline moved by the union of the suspensions, which itself may reach further ones: a fixed point."""
    moved = []
    for suspension in norm.suspensions:
        names = {suspension.body.casefold()} | {b.title.casefold() for b in accord.bodies if b.name == suspension.body}
        spans = sorted(
            r.happened_at
            for r in statements
            if r.kind is Kind.STATUS
            and r.act == suspension.act
            and {r.origin.casefold(), r.outlet.casefold()} & names
            and r.happened_at.end >= accord.in_force_from
        )
        at = due
        for span in _union(spans):
            if span.start > at:
                break
            at += span.end - max(span.start, accord.in_force_from)
            moved.append(at)
    return moved


def _union(spans: Iterable[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
