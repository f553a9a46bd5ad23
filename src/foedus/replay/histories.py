"""Histories: each finding followed along known time, with what changed it (rules T6, R3, F9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from foedus.basics.canonical import digest
from foedus.basics.instant import Instant
from foedus.finding.model import Evaluation, Finding, Truth
from foedus.incident.model import Incident
from foedus.replay import words
from foedus.replay.model import Change, History, Revision
from foedus.replay.pairing import Content, Group, by_group, content, group_of, pair
from foedus.report.model import Report


@dataclass
class _Thread:
    """One finding while the replay moves. `latest` stays when it is withdrawn, to know it when it comes back."""

    key: str
    first: Finding
    first_known_at: Instant
    latest: Finding
    content: Content
    standing: bool = True
    first_breached_at: Instant | None = None
    trail: frozenset[str] = frozenset()
    revisions: list[Revision] = field(default_factory=list)


class Chronicle:
    """The owner of all histories of one replay; the only mutable thing in it.

    Feed it one evaluation after the other, in order of known time, with the incidents it was made from and the
    reports that arrived since the one before.
    """

    def __init__(
        self,
        time_zone: str,
        each_alone: frozenset[str] = frozenset(),
        reach: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """time_zone: the accord's, for the dates in the words. each_alone: addresses of the conditions that look at
        each incident by itself (T4c), so that what only overlaps is another finding. reach: for each report that takes
        back or corrects, which reports; as `force.reach` gives it."""
        self._zone, self._each_alone, self._reach = time_zone, each_alone, reach or {}
        self._threads: dict[Group, list[_Thread]] = {}
        self._incidents: Mapping[str, Incident] = {}

    def record(self, evaluation: Evaluation, incidents: Iterable[Incident], arrived: Sequence[Report]) -> None:
        """Take in what is found now. Deterministic: the same evaluations in the same order give the same histories."""
        now = _Now(evaluation.as_known_at, {i.id: i for i in incidents}, arrived, self._incidents, self._reach)
        groups = by_group(evaluation.findings)
        withdrawn: list[_Thread] = []
        for group in sorted(groups.keys() | self._threads.keys()):
            withdrawn += self._record_group(self._threads.setdefault(group, []), groups.get(group, []), now)
        for thread in withdrawn:
            thread.standing = False
        successors = self._holders() if withdrawn else {}
        for thread in withdrawn:
            self._withdraw(thread, now, successors)
        self._incidents = now.incidents

    def histories(self) -> tuple[History, ...]:
        """All histories so far, by when they were first known, then key."""
        threads = [t for group in self._threads.values() for t in group]
        return tuple(
            History(
                t.key, t.first, t.latest if t.standing else None, t.first_known_at, t.first_breached_at,
                t.first_known_at - t.first.reached_at, tuple(t.revisions),
            )
            for t in sorted(threads, key=lambda t: (t.first_known_at, t.key))
        )  # fmt: skip

    def _record_group(self, threads: list[_Thread], new: list[Finding], now: _Now) -> list[_Thread]:
        standing = [t for t in threads if t.standing]
        resting = [t for t in threads if not t.standing]
        before = [(t.key, t.latest) for t in standing]
        contents = [content(f) for f in new]
        alone = bool(new) and new[0].condition in self._each_alone
        pairs = pair(
            [t.latest for t in standing], new, [t.content for t in standing], contents,
            alone=alone, forebears=now.forebears,
        )  # fmt: skip
        unpaired = [i for i in range(len(new)) if i not in pairs]
        again = (
            pair([t.latest for t in resting], [new[i] for i in unpaired], alone=True) if resting and unpaired else {}
        )
        returned = {unpaired[n]: resting[o] for n, o in again.items()}
        for index, finding in enumerate(new):
            if index in pairs:
                self._go_on(standing[pairs[index]], finding, contents[index], now)
            elif index in returned:
                self._return(returned[index], finding, now)
            else:
                threads.append(self._begin(finding, before, now))
        kept = set(pairs.values())
        return [t for i, t in enumerate(standing) if i not in kept]

    def _begin(self, finding: Finding, before: Sequence[tuple[str, Finding]], now: _Now) -> _Thread:
        thread = _Thread(_key(finding), finding, now.at, finding, content(finding))
        told = words.changed(None, finding, Change.FOUND, self._zone)
        whole = now.split_from(finding, before)
        _note(thread, finding, Change.FOUND, f"{told}; split off from {whole}" if whole else told, now)
        return thread

    def _return(self, thread: _Thread, finding: Finding, now: _Now) -> None:
        told = words.changed(None, finding, Change.FOUND, self._zone)
        thread.standing = True
        _note(thread, finding, Change.FOUND, f"found again: {told}", now)

    def _go_on(self, thread: _Thread, finding: Finding, new_content: Content, now: _Now) -> None:
        before = thread.latest
        if thread.content == new_content:
            thread.latest = finding
            return
        change = Change.REVISED
        if before.truth is not finding.truth:
            change = Change.RAISED if finding.truth is Truth.BREACHED else Change.LOWERED
        thread.trail = now.trail_before(before)
        _note(thread, finding, change, words.changed(before, finding, change, self._zone), now)

    def _withdraw(self, thread: _Thread, now: _Now, successors: Mapping[tuple[str, str], _Thread]) -> None:
        told = words.changed(thread.latest, None, Change.WITHDRAWN, self._zone)
        heirs = {
            heir.key: heir
            for incident in thread.latest.incidents
            if (heir := successors.get((thread.latest.condition, incident))) is not None
        }
        if heirs:
            heir = heirs[min(heirs)]
            how = "merged into" if group_of(heir.latest) == group_of(thread.latest) else "its incidents now count in"
            told += f"; {how} {', '.join(sorted(heirs))} ({words.breach(heir.latest)})"
        before = now.trail_before(thread.latest)
        thread.revisions.append(Revision(now.at, Change.WITHDRAWN, told, now.because(before, frozenset()), None))
        thread.trail = before

    def _holders(self) -> dict[tuple[str, str], _Thread]:
        """Who counts an incident under a condition now; of several, the one with the least key."""
        held: dict[tuple[str, str], _Thread] = {}
        for thread in sorted((t for g in self._threads.values() for t in g if t.standing), key=lambda t: t.key):
            for incident in thread.latest.incidents:
                held.setdefault((thread.latest.condition, incident), thread)
        return held


def _note(thread: _Thread, finding: Finding, change: Change, told: str, now: _Now) -> None:
    trail = now.trail(finding)
    thread.revisions.append(Revision(now.at, change, told, now.because(thread.trail, trail), finding))
    thread.latest, thread.content, thread.trail = finding, content(finding), trail
    if finding.truth is Truth.BREACHED and thread.first_breached_at is None:
        thread.first_breached_at = now.at


def _key(finding: Finding) -> str:
    parts = [finding.accord, *group_of(finding), finding.as_known_at, [str(p) for p in content(finding)]]
    return "F-" + digest(parts)[:16]


@dataclass(frozen=True)
class _Now:
    """One step of a replay: its instant, its incidents, what arrived, and the incidents of the step before."""

    at: Instant
    incidents: Mapping[str, Incident]
    arrived: Sequence[Report]
    before: Mapping[str, Incident]
    reach: Mapping[str, tuple[str, ...]]

    def trail(self, finding: Finding) -> frozenset[str]:
        """Ids of the reports behind a finding of this step."""
        return _reports(finding, self.incidents)

    def trail_before(self, finding: Finding) -> frozenset[str]:
        """Ids of the reports behind a finding of the step before."""
        return _reports(finding, self.before)

    def because(self, old: frozenset[str], new: frozenset[str]) -> tuple[str, ...]:
        """The arrived reports that are new in the trail or take back what was in it, and the reports so gone.

        Where the trail tells nothing (an announcement, a suspension, somebody else's attack that this one answers),
        everything that arrived; empty if nothing did: then it was the clock.
        """
        arrived = {r.id: r for r in self.arrived}
        touching = {i for i in arrived if i in new - old or not old.isdisjoint(self._taken(arrived[i]))}
        gone = (old - new) & {taken for i in touching for taken in self._taken(arrived[i])}
        return tuple(sorted(touching | gone or arrived))

    def _taken(self, report: Report) -> tuple[str, ...]:
        """The reports that this one takes back or corrects; a whole event is not named by its reports (R3b)."""
        return self.reach.get(report.id) or (*report.retracts, *report.supersedes)

    @cached_property
    def forebears(self) -> Mapping[str, tuple[str, ...]]:
        """For each new incident those of the step before that it takes the place of: its reports correct theirs, or it
        is a count that replaces one of the same series."""
        new = [i for key, i in self.incidents.items() if key not in self.before]
        gone = [i for key, i in self.before.items() if key not in self.incidents]
        corrected = {r.id: frozenset(r.supersedes) for r in self.arrived if r.supersedes}
        found: dict[str, tuple[str, ...]] = {}
        for incident in new if gone else ():
            old = frozenset().union(*(corrected.get(r, frozenset()) for r in incident.reports))
            found[incident.id] = tuple(
                g.id for g in gone
                if not old.isdisjoint(g.reports)
                or (g.series and g.series == incident.series and g.happened_at.overlaps(incident.happened_at))
            )  # fmt: skip
        return found

    def split_from(self, finding: Finding, standing: Sequence[tuple[str, Finding]]) -> str:
        """The key of a finding that held some of these incidents before, "" if none did."""
        held = set(finding.incidents)
        return next((key for key, old in standing if not held.isdisjoint(old.incidents)), "")


def _reports(finding: Finding, incidents: Mapping[str, Incident]) -> frozenset[str]:
    ids = (*finding.incidents, *finding.cured_by)
    return frozenset(r for i in ids if i in incidents for r in incidents[i].reports)
