"""Fusion: from the reports known at an instant to the incidents they most probably speak of (rules R1-R5, I1-I7)."""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from foedus.accord.model import Accord
from foedus.accord.zones import Zones, area_name
from foedus.basics.instant import FAR_FUTURE, Instant
from foedus.basics.place import Area
from foedus.incident.behaviour import Behaviour, unlearnt
from foedus.incident.blocks import Blocks
from foedus.incident.building import Building
from foedus.incident.force import changes_others, entitled, in_force
from foedus.incident.grouping import groups_of
from foedus.incident.judging import Draft
from foedus.incident.learning import learn, relearning_instant
from foedus.incident.marks import TRUSTED, Watch
from foedus.incident.model import Incident, Known, Reading
from foedus.incident.origins import origins_of, root_of, roots_of
from foedus.incident.placenames import places_named
from foedus.incident.sighting import Limits, Sighting, limits_of
from foedus.incident.ties import Tying
from foedus.incident.topics import standing_counts, topic_of
from foedus.report.model import Kind, Report

STATEMENTS = frozenset({Kind.ANNOUNCEMENT, Kind.STATUS, Kind.PATROL, Kind.ACCESS_DENIED})
"""Reports that are no incidents but matter to findings: what was announced, what a body says, where somebody looked or
was not let (which is an incident as well)."""
SIGHTINGS = frozenset({Kind.EVENT, Kind.ACCESS_DENIED, Kind.DENIAL})
"""Reports that are grouped; a denial is told with what it denies. Compliance and retractions make no incident."""

DECISIONS = frozenset({Kind.SAME_INCIDENT, Kind.OTHER_INCIDENT})
"""What an analyst decided about reports; it is no incident itself."""

AS_WRITTEN = Reading()


def fuse(
    accord: Accord,
    zones: Zones,
    reports: Sequence[Report],
    at: Instant,
    reading: Reading = AS_WRITTEN,
    acts: frozenset[str] = frozenset(),
    cache: dict[Reading, Fusion] | None = None,
    learnt: Behaviour | None = None,
) -> Known:
    """All that is known at `at`. Reports that became known later are left out; order and repetition do not matter.

    cache: an empty map kept by the caller for calls with the same accord, zones and reports at growing instants; it
    saves work and changes nothing. Grouping never depends on the reading. learnt: how origins behave, where that is
    known from elsewhere; None: it is learnt from what is known (I4c). Cost: near-linear; figures in
    docs/performance.md.
    """
    fusion = cache.get(reading) if cache is not None else None
    if fusion is None:
        fusion = Fusion(accord, zones, reading, learnt)
        if cache is not None:
            cache[reading] = fusion
    return fusion.known(reports, at, acts)


class Fusion:
    """The owner of what was fused so far. `known` and `learn` make anew what changed only."""

    def __init__(
        self, accord: Accord, zones: Zones, reading: Reading = AS_WRITTEN, learnt: Behaviour | None = None
    ) -> None:
        """learnt: how origins behave, where that is given; None: learnt from what is known."""
        self._accord, self._zones, self._reading, self._learnt = accord, zones, reading, learnt
        self._limits: Limits = limits_of(accord, zones)
        self._origins = origins_of(accord)
        self._start_anew()

    def _start_anew(self) -> None:
        self._limits = replace(self._limits, places={})
        self._placed_at: Instant | None = None
        self._watch, self._trust = Watch(), TRUSTED
        self._received: dict[str, Report] = {}
        self._last_known: Instant = -FAR_FUTURE
        self._standing: dict[str, Report] = {}
        self._roots: dict[str, Report] = {}
        self._drawn_on: dict[str, list[str]] = defaultdict(list)
        self._changed_unseen: set[str] = set()
        self._taken_back: set[tuple[str, str]] = set()
        self._blocks = Blocks(self._limits)
        self._tying = Tying(self._blocks, self._origins)
        self._series: dict[str, dict[str, Sighting]] = defaultdict(dict)
        self._topic_of: dict[str, str] = {}
        self._denials: dict[str, Sighting] = {}
        self._drafts: dict[int | str, tuple[Draft, ...]] = {}
        self._unsettled: set[int | str] = set()
        self._incidents: dict[int | str, tuple[Incident, ...]] = {}
        self._behaviour = self._learnt or unlearnt(self._accord.party_names)
        self._judged_by: Behaviour | None = None
        self._taught_at: Instant | None = None
        self._in_order: list[tuple[Instant, Instant, str]] = []
        self._ordered: list[Incident] = []
        self._statements: dict[str, Report] = {}
        self._building = Building(self._accord, self._origins, self._limits, self._reading, self._roots)

    def known(self, reports: Sequence[Report], at: Instant, acts: frozenset[str] = frozenset()) -> Known:
        """All that is known at `at` of these reports; see `fuse`. Reports given before need not be given in the same
        order, but must be among these."""
        now = {r.id for r in reports if r.known_at <= at}
        if not self._received.keys() <= now or any(
            r.known_at < self._received[r.id].known_at for r in reports if r.id in self._received
        ):
            self._start_anew()
        return self.learn((r for r in reports if r.known_at <= at), at, acts)

    def learn(self, reports: Iterable[Report], at: Instant, acts: frozenset[str] = frozenset()) -> Known:
        """All that is known at `at`, of what was given before and of these reports, all known by then."""
        new: dict[str, Report] = {}
        for report in reports:
            held = new.get(report.id)
            if report.id not in self._received and (held is None or report.known_at < held.known_at):
                new[report.id] = report
        with _without_searching_for_circles(len(new)):
            taught_at = relearning_instant(at)
            early = {i: r for i, r in new.items() if r.known_at <= taught_at}
            if (early or taught_at != self._placed_at) and not self._limits.of_episodes:
                self._find_places(early, taught_at)
            if self._learnt is None and (early or taught_at != self._taught_at):
                self._receive(early)
                self._behaviour = self._taught(taught_at)
                self._taught_at = taught_at
            self._receive({i: r for i, r in new.items() if i not in self._received})
            self._settle()
        return Known(
            at, tuple(self._ordered),
            tuple(self._statements[i] for i in sorted(self._statements)), acts,
        )  # fmt: skip

    def _find_places(self, early: Mapping[str, Report], at: Instant) -> None:
        """Where others put what is told by its name only, by what is known at an instant; what is put elsewhere now is
        taken in anew (I2e)."""
        self._placed_at = at
        before = self._limits.places
        known = [r for r in self._received.values() if r.known_at <= at]
        places = places_named([*known, *early.values()])
        if places == before:
            return
        self._limits = replace(self._limits, places=places)
        moved = {n for n in places.keys() | before.keys() if places.get(n) != before.get(n)}
        again = [
            r for r in self._standing.values()
            if r.kind is Kind.EVENT and isinstance(r.place, Area) and area_name(r.place.name) in moved
        ]  # fmt: skip
        if again:
            self._take(again, again, ())

    def _receive(self, new: Mapping[str, Report]) -> None:
        if new:
            self._received.update(new)
            self._last_known = max(self._last_known, *(r.known_at for r in new.values()))
            come, gone = self._changes(new)
            come, gone, remarked = self._trusting(new.values(), come, gone)
            self._take(come, gone, {*new, *remarked})

    # -- who did it ------------------------------------------------------------------------------------------------

    @property
    def behaviour(self) -> Behaviour:
        """How origins behave, as learnt by the last relearning instant."""
        return self._behaviour

    def _taught(self, at: Instant) -> Behaviour:
        """What all that was known at an instant teaches (I4c)."""
        if self._last_known > at:  # more is known by now than was then
            then = Fusion(self._accord, self._zones, self._reading, self._behaviour)
            then.learn((r for r in self._received.values() if r.known_at <= at), at)
            return then._taught(at)
        cases = [c for drafts in self._drafts.values() for d in drafts if (c := d.case()) is not None]
        learnt = learn(cases, self._accord.party_names, at)
        return self._behaviour if learnt == self._behaviour else learnt

    def _settle(self) -> None:
        """Judge what was drafted anew, or all where something was learnt; put it in order."""
        asked = self._accord.evidence.confirmation
        if self._judged_by is not self._behaviour:
            self._unsettled = set(self._drafts)
            self._judged_by = self._behaviour
        whole = 2 * len(self._unsettled) > len(self._drafts)
        if whole:
            self._in_order.clear()
            self._ordered.clear()
        for place in self._unsettled:
            if not whole:
                self._take_out(place)
            self._incidents[place] = tuple(d.judged(self._behaviour, asked) for d in self._drafts[place])
            for incident in self._incidents[place] if not whole else ():
                key = _order(incident)
                at = bisect_left(self._in_order, key)
                self._in_order.insert(at, key)
                self._ordered.insert(at, incident)
        if whole:
            self._ordered = sorted((i for made in self._incidents.values() for i in made), key=_order)
            self._in_order = [_order(i) for i in self._ordered]
        self._unsettled = set()

    def _take_out(self, place: int | str) -> None:
        for incident in self._incidents.pop(place, ()):
            at = bisect_left(self._in_order, _order(incident))
            del self._in_order[at], self._ordered[at]

    @property
    def blocks(self) -> Blocks:
        """The reports that stand, their surroundings and links: to look at, not to change."""
        return self._blocks

    def terms_of(self, one: str, other: str) -> dict[str, int]:
        """The terms of the score of two reports that stand (by id), each by its name: milli-nats."""
        return self._blocks.terms_of(self._blocks.row[one], self._blocks.row[other])

    # -- what stands -----------------------------------------------------------------------------------------------

    def _changes(self, new: Mapping[str, Report]) -> tuple[list[Report], list[Report]]:
        """(reports that stand now and did not before, reports that do not any more)."""
        plain = not any(self._has_effect(r) for r in new.values())
        falling = None if plain or len(new) > 1 else self._falling(next(iter(new.values())))
        for report in new.values():
            if report.kind is Kind.RETRACTION and report.event_key:
                self._taken_back.add((report.collector, report.event_key))
            self._changed_unseen.update(i for i in (*report.retracts, *report.supersedes) if i not in self._received)
            for source in report.derives_from:
                self._drawn_on[source].append(report.id)
        if plain:
            self._standing.update(new)
            return list(new.values()), []
        if falling is not None:
            self._standing.update(new)
            return list(new.values()), [self._standing.pop(i) for i in falling]
        standing = in_force(self._received)
        gone = [r for i, r in self._standing.items() if i not in standing]
        come = [r for i, r in standing.items() if i not in self._standing]
        self._standing = standing
        return come, gone

    def _has_effect(self, report: Report) -> bool:
        """Whether a report can change what stands besides itself, or be kept from standing by what is known."""
        falls = report.derives_from and not any(
            d not in self._received or d in self._standing for d in report.derives_from
        )
        return bool(
            falls or report.kind is Kind.RETRACTION or report.retracts or report.supersedes
            or report.id in self._changed_unseen or (report.collector, report.event_key) in self._taken_back
        )  # fmt: skip

    def _only_takes_back(self, report: Report) -> bool:
        """Whether a report takes back what stands and is its own to take back, and does nothing else."""
        taken = [self._standing.get(i) for i in report.retracts]
        return (
            report.kind is Kind.RETRACTION and bool(taken) and not report.supersedes and not report.derives_from
            and report.id not in self._changed_unseen and (report.collector, report.event_key) not in self._taken_back
            and all(t is not None and t.kind is not Kind.RETRACTION and entitled(report, t) for t in taken)
            and not any(self._standing[i].supersedes for i in report.retracts)
        )  # fmt: skip

    def _falling(self, back: Report) -> list[str] | None:
        """What a plain retraction takes out: what it names, and what repeats that (R3a); None where it takes more to
        tell."""
        if not self._only_takes_back(back):
            return None
        falling, waiting = set(back.retracts), list(back.retracts)
        while waiting:
            for copy in self._drawn_on.get(waiting.pop(), ()):
                report = self._standing.get(copy)
                if report is not None and (len(set(report.derives_from)) > 1 or changes_others(report)):
                    return None
                if report is not None and copy not in falling:
                    falling.add(copy)
                    waiting.append(copy)
        return sorted(falling)

    def _trusting(
        self, new: Iterable[Report], come: Sequence[Report], gone: Sequence[Report]
    ) -> tuple[list[Report], list[Report], set[str]]:
        """Look at the marks again: a report that is marked otherwise than it was goes and comes back (R7). Gives what
        comes, what goes, and the ids of all whose marks changed."""
        before, self._trust = self._trust, self._watch.trust(self._received, new)
        if before is self._trust:
            return list(come), list(gone), set()
        self._building = replace(self._building, trust=self._trust)
        self._tying.mark(self._trust.apart)
        now, then = self._trust.marks, before.marks
        fresh = {r.id for r in (*come, *gone)}
        other = {i for i in now.keys() | then.keys() if now.get(i) != then.get(i)}
        again = [self._standing[i] for i in sorted(other - fresh) if i in self._standing]
        return [*come, *again], [*gone, *again], other

    # -- what follows ----------------------------------------------------------------------------------------------

    def _take(self, come: Sequence[Report], gone: Sequence[Report], news: Iterable[str]) -> None:
        copies = [r for r in come if r.derives_from]
        roots = roots_of(copies, self._received, self._trust.apart)
        self._roots.update({r.id: roots[r.id] for r in copies})
        late = self._roots_come_late(come, news)
        series = {self._drop_count(r) for r in (*gone, *late) if r.kind is Kind.AGGREGATE}
        series |= {self._take_count(r) for r in (*come, *late) if r.kind is Kind.AGGREGATE}
        for report in gone:
            self._statements.pop(report.id, None)
        apart = self._trust.apart
        self._statements.update({r.id: r for r in come if r.kind in STATEMENTS and r.id not in apart})
        decisions = [r for r in (*come, *gone) if r.kind in DECISIONS]
        left = [r for r in gone if r.kind in SIGHTINGS]
        told = self._limits.sightings([r for r in come if r.kind in SIGHTINGS])
        retold = [r.id for r in late if r.kind in SIGHTINGS]
        if left or told or retold or decisions:
            self._regroup(told, left, retold, decisions)
        denials = {r.id for r in (*come, *gone) if r.kind is Kind.DENIAL}
        for i in denials:
            self._denials.pop(i, None)
        self._denials.update({s.id: s for s in told if s.id in denials and s.id in self._standing})
        for topic in sorted(self._series if denials else series):
            self._put(topic, self._of_topic(topic))

    def _roots_come_late(self, come: Sequence[Report], news: Iterable[str]) -> list[Report]:
        """Reports that stood already and, by what is new, repeat another one in the end than they seemed to."""
        ids, fresh, waiting = {r.id for r in come}, [], list(news)
        seen = set(waiting)
        while waiting:
            for i in self._drawn_on.get(waiting.pop(), ()):
                if i in seen:
                    continue
                seen.add(i)
                waiting.append(i)
                if i in self._standing and i not in ids:
                    root = root_of(self._standing[i], self._received, self._trust.apart)
                    if root is not self._roots.get(i):
                        self._roots[i] = root
                        fresh.append(self._standing[i])
        return fresh

    def _regroup(
        self, told: Sequence[Sighting], left: Sequence[Report], retold: Sequence[str], decisions: Sequence[Report]
    ) -> None:
        blocks = self._blocks
        removed = blocks.remove(r.id for r in left)
        partisan = frozenset(s.id for s in told if self._origins.speaker(s.report, s.report, _AS_WRITTEN).parties)
        added = blocks.add(told, self._trust.apart, partisan)
        tied = self._tying.retie(
            told, left, [self._standing[i] for i in retold],
            [(d, d.id in self._standing) for d in decisions],
        )  # fmt: skip
        touched = np.unique(np.concatenate([removed, added, tied, np.array([blocks.row[i] for i in retold], np.int64)]))
        changed = blocks.refresh(touched)
        for number in changed.gone:
            self._put(number, ())
        made = groups_of(changed, blocks, self._tying.ties(changed.fresh.values()))
        del changed  # all pairs of reports: let go of before incidents are made of the groups
        while made:
            number, groups = made.popitem()
            self._put(number, (self._building.incident(g) for g in groups))

    def _put(self, place: int | str, drafts: Iterable[Draft]) -> None:
        """Put the drafts of a component or topic in the place of those it had."""
        self._take_out(place)
        self._unsettled.discard(place)
        self._drafts.pop(place, None)
        made = tuple(drafts)
        if made:
            self._drafts[place] = made
            self._unsettled.add(place)

    # -- counts ----------------------------------------------------------------------------------------------------

    def _take_count(self, report: Report) -> str:
        topic = topic_of(report, self._building.alleged([report]))
        if report.id in self._trust.apart:
            topic += ", marked"  # by itself: it must not replace what others say of it (I7d, R7)
        (self._series[topic][report.id],) = self._limits.sightings([report])
        self._topic_of[report.id] = topic
        return topic

    def _drop_count(self, report: Report) -> str:
        topic = self._topic_of.pop(report.id)
        del self._series[topic][report.id]
        return topic

    def _of_topic(self, topic: str) -> tuple[Draft, ...]:
        counts = list(self._series[topic].values())
        if not counts:
            return ()
        first, named = counts[0], self._building.alleged([counts[0].report])
        denials = [
            d for d in self._denials.values()
            if self._limits.acts.agree(d.act, first.act)
            and self._limits.objects.agree(d.report.target, first.report.target)
        ]  # fmt: skip
        stand, lineage = standing_counts(counts, named, self._origins, self._roots, denials)
        return tuple(self._building.counted(c, lineage) for c in stand)


@contextmanager
def _without_searching_for_circles(reports: int) -> Iterator[None]:
    """Many reports at once make millions of objects and no circles of them; looking for circles takes a third
    longer."""
    pause = reports > _MANY and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            if not gc.get_freeze_count():  # what somebody else has frozen stays so
                gc.freeze()  # so that what was made is looked through when there is as much again, and not at once
                gc.unfreeze()
            gc.enable()


_MANY = 5_000
_AS_WRITTEN = Reading()


def _order(incident: Incident) -> tuple[Instant, Instant, str]:
    return incident.happened_at.start, incident.happened_at.end, incident.id
