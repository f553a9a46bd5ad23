"""Incidents: what the reports, fused, most probably speak of (rules I1-I6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from foedus.basics.instant import Instant, Interval
from foedus.basics.place import Place
from foedus.basics.probability import SURE, Nano
from foedus.report.model import Range, Report


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who did it: a probability for each party that any independent origin names, the rest unattributed (I4).

    parties: (party as the accord names it, probability > 0), sorted by name; parties the accord does not know keep
    the name the data give them. unattributed = 1 - the sum.
    """

    parties: tuple[tuple[str, Nano], ...] = ()

    @property
    def favoured(self) -> str:
        """Who is more probable than all the rest together; "" where it abstains, as nobody is (I4d)."""
        return next((party for party, p in self.parties if 2 * p > SURE), "")

    @property
    def unattributed(self) -> Nano:
        """What is left for "we do not know"."""
        return SURE - sum(p for _, p in self.parties)

    def of(self, party: str) -> Nano:
        """The probability that it was `party`."""
        return dict(self.parties).get(party, 0)


@dataclass(frozen=True, slots=True)
class WithoutOrigin:
    """What would be left of an incident if one origin were left out (F3, leave one origin out)."""

    origin: str
    attribution: Attribution
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that happened, as far as the reports known at some instant tell.

    id: "I-" and 16 hexadecimal digits of its earliest member (by known_at, then id): stays when reports join.
    acts: the acts the reports name, sorted, most specific only; one element when they agree.
    targets: likewise for what was hit; empty if nobody says.
    happened_at: the narrowest interval that the precise reports allow.
    place: the most precise place given.
    series: "" for a single event; for an aggregate whose count it is of what, by whom, how wide (I7b). Counts of one
      series never overlap and add among themselves, never to single incidents nor to another series (rule I7).
    alleged: the parties (accord names) that anybody names as having done it, own interest included, sorted.
    origins: independent origins that affirm it and count (I3), sorted. outlets: how many distinct outlets carry it.
    confirmed: whether the accord's `confirmed by ...` is met.
    without: for every origin in `origins`, what would be left without it, sorted by origin.
    reports: ids of the members, sorted. known_at: when the first member was known.
    """

    id: str
    acts: tuple[str, ...]
    targets: tuple[str, ...]
    happened_at: Interval
    place: Place
    number: Range
    casualties: Range
    series: str
    attribution: Attribution
    alleged: tuple[str, ...]
    origins: tuple[str, ...]
    outlets: int
    confirmed: bool
    without: tuple[WithoutOrigin, ...]
    reports: tuple[str, ...]
    known_at: Instant
    corroborating: tuple[str, ...] = ()
    """Those of `origins` that surely speak of one act with one of them, the most there are, sorted (I3l)."""
    explain: Callable[[], tuple[str, ...]] = field(default=tuple, compare=False, repr=False)
    """Makes `explanation`; most incidents are never asked for it."""

    @property
    def explanation(self) -> tuple[str, ...]:
        """How it came to be one incident, who counts and who does not and why; sentences."""
        return self.explain()


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known at an instant: incidents, and statements that are no incidents but matter to findings.

    incidents: sorted by (happened_at.start, happened_at.end, id).
    statements: reports in force of kinds ANNOUNCEMENT, STATUS, PATROL and ACCESS_DENIED, sorted by id.
    acts: what the sources given can report at all; what none can report is not observable, its absence says nothing.
    """

    at: Instant
    incidents: tuple[Incident, ...]
    statements: tuple[Report, ...] = ()
    acts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """The choices that fusion and evaluation hang on; the defaults are the accord's own; others fill the table.

    possible_is_certain: count possible incidents as if they were certain.
    outlets_are_origins: count every outlet as an origin of its own.
    own_interest_counts: take parties at their word: their claims in their own interest count as an origin's.
    """

    possible_is_certain: bool = False
    outlets_are_origins: bool = False
    own_interest_counts: bool = False
