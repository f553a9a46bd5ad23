"""Trying out a violation: its reports among those that are recorded, and whether and when that makes a finding.

Only what bears on it is looked at: the reports of its time, with a margin as wide as the accord's windows reach. How
origins behave is taken as it was learnt from the record by then (I4f), so that one more violation teaches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from foedus.accord.model import Accord, Evidence, Standard
from foedus.accord.zones import Zones
from foedus.basics.instant import FAR_FUTURE, Instant, Interval
from foedus.finding.fast_log import MattersOnce
from foedus.finding.model import Finding
from foedus.incident.behaviour import Behaviour
from foedus.incident.fuse import Fusion
from foedus.incident.model import Known
from foedus.procedure.aim import Aim, reach_days
from foedus.replay.coverage import midnight
from foedus.replay.looks import looks
from foedus.replay.making_good import Lapse, making_good
from foedus.replay.party_breaches import judge_of
from foedus.replay.pipeline import AS_WRITTEN
from foedus.replay.turned_procedure import what_finds
from foedus.replay.violations import Violation
from foedus.report.model import Report

FEWEST_MARGIN_DAYS = 5
"""What lies farther off in time changes no incident: how dense reports are is asked of four days and less (I1a)."""


@dataclass(frozen=True)
class Design:
    """One way to draw the line: its name, and the accord with its numbers."""

    name: str
    accord: Accord


@dataclass(frozen=True)
class World:
    """Recorded reports under an accord. learnt: how origins behave, as known at an instant."""

    zones: Zones
    reports: tuple[Report, ...]
    learnt: Callable[[Instant], Behaviour | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a violation.

    found_at: when a finding of the grade against who did it first stood, None if none stands in the end. broken_at: the
    same of one by whom is undetermined. wrong: such a finding stands against somebody else. anyway, broken_anyway: one
    would stand there without the violation, so that nothing is learnt from it. over: when its last act was over.
    made_good: found, and within the time that the text gives to make it good no more was seen.
    """

    found_at: Instant | None
    broken_at: Instant | None
    wrong: bool
    anyway: bool
    broken_anyway: bool
    over: Instant
    made_good: bool = False

    @property
    def stands(self) -> bool:
        """Whether it is found, and not made good."""
        return self.found_at is not None and not self.made_good

    @property
    def delay(self) -> int | None:
        """Microseconds from the end of its last act to the finding; 0 where it was found before, None if it is not."""
        return None if self.found_at is None else max(0, self.found_at - self.over)

    @property
    def broken_in_any_case(self) -> bool:
        """Whether a breach stands there without the violation, by whomever."""
        return self.anyway or self.broken_anyway

    @property
    def broken_delay(self) -> int | None:
        """The same as `delay` of what is found broken, by whomever."""
        found = [at for at in (self.found_at, self.broken_at) if at is not None]
        return max(0, min(found) - self.over) if found else None


@dataclass(frozen=True, slots=True)
class _Stood:
    """What stands: findings of the grade by party, and those by whom is undetermined, of the grade that acts make."""

    against: Mapping[str, Sequence[Finding]]
    nobody: Sequence[Finding]


class Court:
    """The owner of what is remembered of each design while violations are tried; its memories change no answer."""

    def __init__(
        self, world: World, aim: Aim, designs: Sequence[Design], votes_at_limit: bool = False
    ) -> None:
        """votes_at_limit: members of the certifying body vote as late as they may, else when the breach is found."""
        self._world, self._aim, self.designs = world, aim, tuple(designs)
        self._good = [making_good(d.accord, aim, votes_at_limit) for d in self.designs]
        first: dict[Accord, int] = {}
        self._found_as = [first.setdefault(what_finds(d.accord), n) for n, d in enumerate(self.designs)]
        self._judges = {
            n: judge_of(self.designs[n].accord, MattersOnce(self.designs[n].accord, world.zones), aim.norm)
            for n in first.values()
        }
        self._alone: dict[tuple[int, Interval], _Stood] = {}
        self._alike: dict[Evidence, list[int]] = {}
        for n in self._judges:
            # Fusion does not ask for the standard.
            evidence = replace(self.designs[n].accord.evidence, standard=Standard())
            self._alike.setdefault(evidence, []).append(n)
        reaches = [reach_days(d.accord, aim.under(d.accord)) for d in self.designs]
        self._margin = None if None in reaches else max(FEWEST_MARGIN_DAYS, *(r for r in reaches if r is not None))

    def tried(self, violation: Violation) -> list[Outcome]:
        """What becomes of a violation under each design, in their order."""
        outcomes: dict[int, Outcome] = {}
        within = self._stretch(violation)
        around = [r for r in self._world.reports if r.happened_at.overlaps(within)]
        for numbers in self._alike.values():
            outcomes |= self._tried_alike(violation, numbers, around, within)
        found = [outcomes[n] for n in self._found_as]
        return [
            replace(each, made_good=self._is_made_good(n, each, violation, within)) for n, each in enumerate(found)
        ]

    def _is_made_good(self, n: int, outcome: Outcome, violation: Violation, within: Interval) -> bool:
        good = self._good[n]
        if good is None or outcome.found_at is None:
            return False
        party, found_as = violation.party, self._found_as[n]

        def goes_on(time: Lapse) -> bool:
            every = (*self._world.reports, *violation.reports)
            stretch = Interval(within.start, max(within.start, time.ends_at))
            seen = [r for r in every if r.known_at <= time.ends_at and r.happened_at.overlaps(stretch)]
            known = self._fusion(found_as, violation).learn(seen, time.ends_at)
            happened = {i.id: i.happened_at for i in known.incidents}
            breaches = self._judges[found_as].against(known, party, self._aim.counted.grade)
            return any(time.is_broken_by(happened[i]) for f in breaches for i in f.incidents)

        return good.is_made_good(party, outcome.found_at, goes_on)

    def _tried_alike(
        self, violation: Violation, numbers: Sequence[int], around: Sequence[Report], within: Interval
    ) -> dict[int, Outcome]:
        """Of designs under which reports are fused alike."""
        every = (*around, *violation.reports)
        end = max(r.known_at for r in every)
        known = self._fusion(numbers[0], violation).learn(every, end)
        stood = {n: self._stood(n, known, violation) for n in numbers}
        first = self._first_stood(violation, every, stood)
        outcomes = {}
        for n in numbers:
            before = self._before(n, around, within, violation)
            party, during = violation.party, Interval(midnight(violation.first_day, self._zone(n)), violation.over)
            found_at, broken_at = first[n]
            wrong = any(
                stood[n].against[p] and not _overlapping(before.against[p], during)
                for p in self._judges[n].parties if p != party
            )  # fmt: skip
            outcomes[n] = Outcome(
                found_at, broken_at, wrong, _overlapping(before.against[party], during),
                _overlapping(before.nobody, during), violation.over,
            )  # fmt: skip
        return outcomes

    def _first_stood(
        self, violation: Violation, every: Sequence[Report], stood: Mapping[int, _Stood]
    ) -> dict[int, tuple[Instant | None, Instant | None]]:
        """When what stands in the end first stood: against who did it, and by whom is undetermined."""
        sought = {(n, True) for n, s in stood.items() if s.against[violation.party]}
        sought |= {(n, False) for n, s in stood.items() if s.nobody}
        first: dict[tuple[int, bool], Instant] = {}
        looks = self._looks(next(iter(stood)), violation, every) if sought else iter(())
        for known in looks:
            for n in {n for n, _ in sought}:
                now = self._stood(n, known, violation)
                for of_party, there in ((True, now.against[violation.party]), (False, now.nobody)):
                    if (n, of_party) in sought and there:
                        first[n, of_party] = known.at
                        sought.discard((n, of_party))
            if not sought:
                break
        return {n: (first.get((n, True)), first.get((n, False))) for n in stood}

    def _looks(self, number: int, violation: Violation, every: Sequence[Report]) -> Iterator[Known]:
        """What is known from the first report of it on."""
        fusion = self._fusion(number, violation)
        for at, arrived in looks(sorted(every, key=lambda r: (r.known_at, r.id)), violation.reports[0].known_at):
            yield fusion.learn(arrived, at)

    def _before(self, n: int, around: Sequence[Report], within: Interval, violation: Violation) -> _Stood:
        if (n, within) not in self._alone:
            end = max((r.known_at for r in around), default=within.end)
            known = self._fusion(n, violation).learn(around, end)
            self._alone[n, within] = self._stood(n, known, None)
        return self._alone[n, within]

    def _stood(self, n: int, known: Known, violation: Violation | None) -> _Stood:
        """violation: only what hangs on a report of it."""
        judge, aim = self._judges[n], self._aim
        own = None if violation is None else _incidents_of(known, violation)
        against = {p: _hanging(judge.against(known, p, aim.grade), own) for p in judge.parties}
        return _Stood(against, _hanging(judge.against_nobody(known, aim.counted.grade), own))

    def _fusion(self, n: int, violation: Violation) -> Fusion:
        learnt = self._world.learnt(violation.reports[0].known_at)
        return Fusion(self.designs[n].accord, self._world.zones, AS_WRITTEN, learnt)

    def _stretch(self, violation: Violation) -> Interval:
        if self._margin is None:
            return Interval(-FAR_FUTURE, FAR_FUTURE)
        zone, margin = self._zone(0), timedelta(days=self._margin)
        last = violation.first_day + timedelta(days=violation.days)
        return Interval(midnight(violation.first_day - margin, zone), midnight(last + margin, zone))

    def _zone(self, n: int) -> str:
        return self.designs[n].accord.time_zone


def _incidents_of(known: Known, violation: Violation) -> frozenset[str]:
    ids = violation.ids
    return frozenset(i.id for i in known.incidents if not ids.isdisjoint(i.reports))


def _hanging(findings: Sequence[Finding], on: frozenset[str] | None) -> list[Finding]:
    return [f for f in findings if on is None or not on.isdisjoint(f.incidents)]


def _overlapping(findings: Sequence[Finding], during: Interval) -> bool:
    return any(f.episode.overlaps(during) for f in findings)


