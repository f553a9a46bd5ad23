"""Which reports stand: what was known by an instant, without what was taken back or corrected (rules R1, R3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from foedus.basics.instant import Instant
from foedus.report.model import Kind, Report


def known_by(reports: Iterable[Report], at: Instant) -> dict[str, Report]:
    """Reports known at `at`, by id; the same report received twice counts once, from when it was first known (R1)."""
    found: dict[str, Report] = {}
    for report in reports:
        if report.known_at <= at:
            held = found.get(report.id)
            if held is None or report.known_at < held.known_at:
                found[report.id] = report
    return found


def in_force(known: Mapping[str, Report]) -> dict[str, Report]:
    """Those that are neither retracted nor superseded, nor only repeat what was retracted (R3).

    Who may: a report can be taken back or corrected by its own origin, the outlet that printed it, or the collector
    that recorded it (`entitled`). Otherwise a party could delete its enemy's reports by retracting them.
    A retraction that is itself retracted has no effect; a correction that is itself corrected still holds.
    A report that derives only from retracted ones falls with them: it has nothing left to stand on.
    """
    retracted = _retracted(known)
    superseded = {
        old
        for report in known.values()
        if report.supersedes and report.id not in retracted
        for old in report.supersedes
        if old in known and entitled(report, known[old])
    }
    fallen = _fallen(known, retracted)
    return {i: r for i, r in known.items() if i not in retracted and i not in superseded and i not in fallen}


def reach(reports: Mapping[str, Report]) -> dict[str, tuple[str, ...]]:
    """For each report that takes back or corrects, the ids of those that it may so change, sorted (R3a, R3b).

    () for one without effect: what it names is not there, or not its own. Whether it stands itself is not asked.
    """
    found: dict[str, set[str]] = {i: set() for i, r in reports.items() if changes_others(r)}
    for target, by in _events_taken_back(reports):
        found[by].add(target)
    for i, told in found.items():
        report = reports[i]
        told |= {o for o in (*report.retracts, *report.supersedes) if o in reports and entitled(report, reports[o])}
    return {i: tuple(sorted(told)) for i, told in found.items()}


def changes_others(report: Report) -> bool:
    """Whether a report takes back or corrects what others said, or means to."""
    return bool(report.retracts or report.supersedes) or report.kind is Kind.RETRACTION


def entitled(later: Report, earlier: Report) -> bool:
    """Whether a report may take back or correct another (R3a).

    Its outlet may in its own name, and its claimant: what it published itself only in its own name, words of it in the
    press in any outlet. Else a party could print that a witness takes back what it said. And a collector may about what
    it recorded: in its own name, or about an event that it has numbered.
    """
    own_name, said_itself = later.origin in ("", later.outlet), earlier.origin in ("", earlier.outlet)
    if later.outlet == earlier.outlet and (own_name or later.origin == earlier.origin):
        return True
    if later.origin == earlier.origin and (own_name or not said_itself):
        return True
    if later.collector == "" or later.collector != earlier.collector:
        return False
    its_event = later.event_key != "" and later.event_key == earlier.event_key
    return its_event or later.collector in (later.outlet, later.origin)


def _retracted(known: Mapping[str, Report]) -> set[str]:
    against: dict[str, list[str]] = defaultdict(list)
    for target, by in _events_taken_back(known):
        against[target].append(by)
    for report in known.values():
        for target in report.retracts:
            if target in known and entitled(report, known[target]):
                against[target].append(report.id)
    retracted: set[str] = set()
    undecided = set(against)
    # A report is named by its content, so none can retract one that was written after it: each round decides some.
    while undecided:
        ready = {t for t in undecided if not any(by in undecided for by in against[t])}
        assert ready, "retractions cannot go in circles"
        retracted |= {t for t in ready if any(by not in retracted for by in against[t])}
        undecided -= ready
    return retracted


def _events_taken_back(known: Mapping[str, Report]) -> list[tuple[str, str]]:
    """(report, retraction) for retractions that name no report but an event of their own collector (R3b)."""
    whole: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in known.values():
        named = report.retracts or report.flaws  # what it named could not be read: surely not the whole event (R7d)
        if report.kind is Kind.RETRACTION and report.event_key and report.collector and not named:
            whole[report.collector, report.event_key].append(report)
    if not whole:
        return []
    # Retractions are left out, so that two of one event cannot take back each other.
    return [
        (report.id, by.id)
        for report in known.values()
        if report.kind is not Kind.RETRACTION and report.event_key
        for by in whole.get((report.collector, report.event_key), ())
        if report.known_at <= by.known_at
    ]


def _fallen(known: Mapping[str, Report], retracted: set[str]) -> set[str]:
    if not retracted:
        return set()
    copies: dict[str, list[Report]] = defaultdict(list)
    for report in known.values():
        for source in report.derives_from:
            copies[source].append(report)
    gone, waiting = set(retracted), list(retracted)
    while waiting:
        for copy in copies.get(waiting.pop(), ()):
            if copy.id not in gone and all(d in gone for d in copy.derives_from):
                gone.add(copy.id)
                waiting.append(copy.id)
    return gone - retracted
