"""Reports: what a source claims, word for word as far as it matters, and where it comes from (rules R1-R4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from foedus.basics.canonical import digest
from foedus.basics.instant import Instant, Interval
from foedus.basics.place import Nowhere, Place
from foedus.basics.problem import Problem


class Basis(StrEnum):
    """On what somebody says that a party did it (R2)."""

    SEEN = "seen"
    SENSOR = "sensor"
    BEARING = "bearing"
    CRATER = "crater"
    CLAIMED = "claimed"
    """The party itself says that it did it: a claim of responsibility. Weighed as one only where it is the origin."""
    ACCUSED = "accused"
    DENIED = "denied"
    HEARSAY = "hearsay"
    ANNOUNCED = "announced"
    """The party says beforehand that it will do it (used by exceptions; never evidence that it was done)."""


class Kind(StrEnum):
    """What sort of statement a report is."""

    EVENT = "event"
    """Something happened at a time and place."""
    AGGREGATE = "aggregate"
    """So many things happened within a time and area, not told apart (a daily count, a weekly total)."""
    DENIAL = "denial"
    """It did not happen, or not so. Kept and shown; counts for nobody (I3)."""
    COMPLIANCE = "compliance"
    """A party says that it kept the deal. Kept and shown; counts for nobody."""
    ANNOUNCEMENT = "announcement"
    """A party says that it is going to do something, at a time and place."""
    STATUS = "status"
    """A body reports a state of affairs over an interval (`route mined`)."""
    PATROL = "patrol"
    """Somebody looked, there and then (R4)."""
    ACCESS_DENIED = "access denied"
    """Somebody wanted to look and was not let (R4); it is also an event with the act `deny access`."""
    RETRACTION = "retraction"
    """The source takes back the report named in `retracts`."""
    SAME_INCIDENT = "same incident"
    """An analyst's decision: the reports named in `derives_from` speak of one incident (I1b)."""
    OTHER_INCIDENT = "other incident"
    """An analyst's decision: no two of the reports named in `derives_from` speak of one incident (I1b)."""


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """That `party` did it (or did not: DENIED), on a `basis`. `party` is a name as the data write it."""

    party: str
    basis: Basis


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A count with its uncertainty: low <= best <= high, all >= 0."""

    low: int
    best: int
    high: int

    def __post_init__(self) -> None:
        assert 0 <= self.low <= self.best <= self.high, "check ranges at the door"


class Unsound(StrEnum):
    """What a reader finds in a row that cannot be so; the row is kept and marked (R7)."""

    COUNT_BELOW_ZERO = "count below zero"
    CIRCLE = "refers to itself in a circle"
    NOT_READ = "names a row that is not there"


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """What cannot be so, and the cell that says it: `killed: -3`."""

    kind: Unsound
    cell: str


ONE = Range(1, 1, 1)
UNREAD = Range(0, 1, 1)
"""The number of acts of a row whose count cannot be so: none is certain, that something happened is possible (R7a)."""
NONE = Range(0, 0, 0)
UNKNOWN_ACT = "unknown"
"""The act of a report that does not say what was done: possibly any act, certainly none (I6)."""


_NOT_IN_ID = frozenset({"known_at", "id"})
_LATER = frozenset({"text", "weapon", "flaws"})


@dataclass(frozen=True)
class Report:
    """What a source claims. Two reports are the same report if all of their fields are the same (R1).

    act: lower-case words (`drone strike`); `unknown` if the source does not say.
    target: what was hit, lower-case words (`substation`), "" if the source does not say.
    happened_at: closed interval; as wide as the source's precision.
    known_at: when we received it. A replay uses the end of the day (UTC) or instant of publication as a stand-in (T1).
    published_at: what the source says, None if nothing.
    outlet: who printed it. origin: who is the claimant behind the outlet; equal to the outlet where none is named.
    side: the party (as the data write it) for which the origin speaks, "" if none is known.
    event_key: the collector's statement that reports with this key speak of one event, "" if none is made.
    number: how many acts the report speaks of; ONE for a single event.
    reliability: Admiralty letter A-F, credibility: digit 1-6; F and 6 mean unknown, "" not graded.
    derives_from, supersedes, retracts: ids of reports, as `id` gives them.
    flaws: what in the row cannot be so, as the reader found it; such a report is kept, and counts for nothing (R7).
    text: the words of the source as printed, a headline or an excerpt, "" if they are not at hand.
    weapon: with what, as the source says, lower-case words, "" if it does not say or the act says it already.
    """

    kind: Kind
    act: str
    happened_at: Interval
    known_at: Instant
    outlet: str
    origin: str
    place: Place = Nowhere()
    published_at: Instant | None = None
    side: str = ""
    claims: tuple[Claim, ...] = ()
    number: Range = ONE
    casualties: Range = NONE
    target: str = ""
    event_key: str = ""
    reliability: str = ""
    credibility: str = ""
    link: str = ""
    note: str = ""
    collector: str = ""
    """The data set the report was read from, `ucdp-ged` say."""
    source_row: str = ""
    """The row's own id in that data set, for following back."""
    attachments: tuple[str, ...] = ()
    derives_from: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    retracts: tuple[str, ...] = ()
    text: str = ""
    weapon: str = ""
    flaws: tuple[Flaw, ...] = ()

    @cached_property
    def id(self) -> str:
        """SHA-256 of the canonical bytes (R1), 64 hexadecimal digits. `known_at` is ours, not the report's, and
        is left out, so that receiving a report again changes nothing. Fields that came later than the first ids
        enter only where they say something, so that the ids given before them stay."""
        said = {n: v for n, v in self.__dict__.items() if n not in _NOT_IN_ID and (v or n not in _LATER)}
        return digest(said)


@dataclass(frozen=True)
class Refused:
    """A row that could not be read: nothing of it is lost, everything about it is said."""

    file: str
    row: int
    """Number of the record in the file, the first after the heading being 1; `line` in the problem's span."""
    text: str
    problems: tuple[Problem, ...]
    cells: tuple[tuple[str, str], ...] = ()
    """For each problem the column and the value it is about; "" where it is about the whole row."""


@dataclass(frozen=True)
class ReadReports:
    """What a reader made of a file.

    reports: in the order of the file. problems: about the file as a whole. notes: what the reader took as a default,
    with how many rows it touched ("publication date missing, end of the event taken": 12).
    acts: every act that this kind of source can report; what it cannot report, its silence says nothing about. Empty
    where only what it does report shows what it can.
    """

    file: str
    format: str
    reports: tuple[Report, ...]
    refused: tuple[Refused, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[tuple[str, int], ...] = ()
    acts: frozenset[str] = frozenset()
