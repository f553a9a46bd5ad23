"""A generated world: happenings known to the second, and reports of them as conflict reporting would have them.

`make` is the whole of it. The error model is described in README.md; it knows nothing of how reports are fused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from bench.evidence.chance import stream
from bench.evidence.geography import geography
from bench.evidence.happenings import NORTH, OTHER, SOUTH, Happening, happenings
from bench.evidence.repeating import DENIED, FOLLOWED, SUMMED_UP, Told, copies, denial, follow_up, retraction, summary
from bench.evidence.sources import Source, sources
from bench.evidence.stating import ZONE
from bench.evidence.witnessing import Desk, chance_seen, witnessed
from foedus.report.model import Kind, Report

REPORTS_PER_INCIDENT = 3.85
"""Measured over 10 seeds; tells how many days make so many reports."""
REPORTED = 0.776
"""Share of happenings that anybody reports, over 10 seeds; so many more are made, and the rest is left out."""
INVENTED = 0.04
"""Incidents that never happened, for each that did: an accusation, a rumour, a misread map."""
TAKEN_BACK, TAKEN_BACK_WRONGLY = 0.2, 0.003


@dataclass(frozen=True)
class World:
    """Reports in order of (known_at, id), and the truth behind them.

    incident_of: report id -> incident; every EVENT and DENIAL has one, a RETRACTION none. culprit: incident -> party,
    "" where nothing happened. witness_of: report id -> id of the report whose author found out by itself.
    accord: the text of an accord for which these reports matter.
    """

    accord: str
    reports: tuple[Report, ...]
    incident_of: Mapping[str, int]
    culprit: Mapping[int, str]
    witness_of: Mapping[str, str]
    sources: tuple[Source, ...]
    happened: Mapping[int, Happening]

    @cached_property
    def by_id(self) -> Mapping[str, Report]:
        """Reports by their ids."""
        return {r.id: r for r in self.reports}

    @cached_property
    def voice_of(self) -> Mapping[str, str]:
        """Report id -> who found out by itself: a source, or the party whose organ it is; "" if nothing happened."""
        voices = {s.name: s.party or s.name for s in self.sources}
        return {
            report: voices[self.by_id[witness].outlet] if self.culprit[self.incident_of[report]] else ""
            for report, witness in self.witness_of.items()
        }

    @cached_property
    def judged(self) -> frozenset[str]:
        """The reports on which a fusion is judged: events neither taken back nor fallen with what was."""
        fallen = {r for report in self.reports for r in report.retracts}
        for report in self.reports:  # what derives was known later than what it derives from
            if report.derives_from and all(d in fallen for d in report.derives_from):
                fallen.add(report.id)
        return frozenset(r.id for r in self.reports if r.kind is Kind.EVENT and r.id not in fallen)


def days_for(reports: int, per_day: int) -> int:
    """How many days make about so many reports."""
    return max(1, round(reports / per_day / REPORTS_PER_INCIDENT))


def make(
    seed: int,
    per_day: int,
    days: int,
    *,
    precision_misstated: Fraction = Fraction(1),
    lineage: Literal["stated", "found"] = "stated",
) -> World:
    """The world of a seed: `per_day` reported incidents a day on average along 400 km of front.

    precision_misstated: stated radius and interval are so many times what the true errors would ask for.
    lineage: whether copies say whom they copy, or have to be found out. Neither changes what truly happened.
    Cost: about 0.2 s for 1,000 reports (one core).
    """
    desk = Desk(stream(seed, "telling"), geography(stream(seed, "geography")), precision_misstated)
    tellers = sources(stream(seed, "sources"))
    truth = happenings(stream(seed, "happenings"), round(per_day / REPORTED), days)
    telling = _Telling(desk, tellers, lineage == "stated")
    told: list[Told] = []
    taken_back: list[Report] = []
    incident_of: dict[str, int] = {}
    happened: dict[int, Happening] = {}
    culprit: dict[int, str] = {}
    for one in truth:
        desk.random.seed(f"{seed}/telling/{one.number}")  # so that one more draw here changes nothing there
        invented = desk.random.random() < INVENTED
        of_this = list(telling.invented(one) if invented else telling.of(one))
        if not of_this:
            continue
        happened[one.number] = one
        culprit[one.number] = "" if invented else one.culprit
        incident_of |= {t.report.id: one.number for t in of_this}
        told += of_this
        if desk.random.random() < (TAKEN_BACK if invented else TAKEN_BACK_WRONGLY):
            taken_back.append(retraction(desk.random, of_this[0]))
    reports = {t.report.id: t.report for t in told} | {r.id: r for r in taken_back}
    in_order = tuple(sorted(reports.values(), key=lambda r: (r.known_at, r.id)))
    return World(ACCORD, in_order, incident_of, culprit, {t.report.id: t.witness for t in told}, tellers, happened)


class _Telling:
    """Who tells of a happening; holds the tables that are the same for all of them."""

    def __init__(self, desk: Desk, tellers: tuple[Source, ...], stated: bool) -> None:
        self._desk, self._tellers, self._stated = desk, tellers, stated
        self._copiers = [s for s in tellers if s.of.repeats]
        self._weights = {k: s.of.repeats for k, s in enumerate(self._copiers)}
        self._organs = {p: [s for s in tellers if s.trade == "ministry" and s.party == p] for p in (NORTH, SOUTH)}
        self._writers = [s for s in tellers if s.trade in ("wire", "local")]
        self._inventors = [s for s in tellers if s.trade in ("ministry", "authority", "crowd", "local")]

    def of(self, one: Happening) -> Iterator[Told]:
        """Everything told of what happened."""
        random = self._desk.random
        firsts = [self._first(s, one) for s in self._tellers if random.random() < chance_seen(s, one)]
        for first in firsts:
            yield from self._with_echo(first, one)

    def invented(self, one: Happening) -> Iterator[Told]:
        """One who tells of what never happened, and who repeats it."""
        source = self._desk.random.choice([s for s in self._inventors if s.covers(one.x)])
        blamed = OTHER.get(source.party) or source.leans or one.culprit
        yield from self._with_echo(self._first(source, one, blamed), one)

    def _first(self, source: Source, one: Happening, blamed: str = "") -> Told:
        report = witnessed(self._desk, source, one, blamed)
        return Told(report, source, report.id)

    def _with_echo(self, first: Told, one: Happening) -> Iterator[Told]:
        random = self._desk.random
        heard = [first, *copies(self._desk, first, one, self._copiers, self._weights, self._stated)]
        yield from heard
        for told in heard:
            if told.source.trade != "sensor" and random.random() < FOLLOWED:
                yield follow_up(self._desk, told, one)
        if random.random() < SUMMED_UP * len(heard):
            yield summary(self._desk, first, one, random.choice(self._writers), self._stated)
        accused = first.report.claims[0].party if first.report.claims else ""
        if accused and accused != first.source.party and random.random() < DENIED:
            yield denial(self._desk, first, random.choice(self._organs[accused]))


ACCORD = f"""accord "Cessation of hostilities along a front", version 1
    time zone {ZONE}
    windows exclude their start and include their end
    in force from 2030-01-01 00:00 until 2130-01-01 00:00

parties
    North "Northern Side"
    South "Southern Side"

evidence
    one incident is reports of the same act within 3 km and 6 hours
    confirmed by 2 independent origins, at least 1 of them not a party
    attributed to the standard clear and convincing
    "North Ministry 1", "North Staff 2", "North Administration 1", "North Administration 2",
        "North Administration 3" speak for North
    "South Ministry 1", "South Staff 2", "South Administration 1", "South Administration 2",
        "South Administration 3" speak for South

Article 1 "Cessation of hostilities"
    Each party must not attack.
        minor breach when count is at least 1
        serious breach when count is at least 5 within 24 hours
"""
