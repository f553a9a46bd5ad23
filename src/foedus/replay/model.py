"""What a replay gives: findings with their histories along known time, the readings they hang on, what would tip."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foedus.accord.model import Accord, Guarantee
from foedus.basics.instant import Instant
from foedus.finding.model import Evaluation, Finding
from foedus.incident.model import Known
from foedus.report.model import Report


class Change(StrEnum):
    """What happened to a finding when something became known."""

    FOUND = "found"
    REVISED = "revised"
    RAISED = "raised from undetermined to breached"
    LOWERED = "lowered from breached to undetermined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of a finding. because: ids of the reports that became known at `known_at` and are new in, or gone
    from, the finding's trail; empty when the clock alone did it."""

    known_at: Instant
    change: Change
    what: str
    because: tuple[str, ...]
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class History:
    """A finding through time.

    key: "F-" and 16 hexadecimal digits, stable for the same accord and reports. last: the finding as it stands at the
    end, None if withdrawn. delay: first_known_at - reached_at of the first version, in microseconds.
    first_breached_at: when it first stood as breached, None if it never did.
    """

    key: str
    first: Finding
    last: Finding | None
    first_known_at: Instant
    first_breached_at: Instant | None
    delay: int
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class GuaranteeOutcome:
    """Whether what a guarantee waits for was found. Nothing is certified or awarded by a replay.

    found_at: known time at which a finding of the grade, by the party, first stood as breached; None if never.
    earliest_award_at, latest_award_at: by the limits of the certification and challenge articles, counted from
    found_at; None if never found or if the accord sets no such limits. stands: whether such a finding still stands
    at the end.
    says: the answer in sentences.
    """

    guarantee: Guarantee
    article: str
    histories: tuple[str, ...]
    found_at: Instant | None
    earliest_award_at: Instant | None
    latest_award_at: Instant | None
    stands: bool
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """How the findings at the end would change under another reading of the same accord and reports."""

    key: str
    what: str
    breached: int
    undetermined: int
    appear: int
    vanish: int
    appearing: tuple[str, ...]
    """In words, the breaches that would appear ("serious breach of Article 1 by XX"), with how many of each."""
    by_nobody: int = 0
    """How many of `breached` are by whom is undetermined."""
    vanishing: tuple[str, ...] = ()
    """In words, the breaches that would vanish."""


@dataclass(frozen=True, slots=True)
class Tip:
    """What would tip something: a report of an independent origin, no party, that saw `party` do `incident`.

    alone: whether this single report makes a breach that does not stand now; if not, the same is needed of `reports`
    reports altogether, about `incident` and each of `others`. breaches: what would then stand, in words.
    opens_guarantee: whether it would make what a guarantee waits for. what: all of this in a sentence.
    """

    incident: str
    party: str
    what: str
    breaches: tuple[str, ...]
    opens_guarantee: bool
    alone: bool = True
    others: tuple[str, ...] = ()
    reports: int = 1


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What came in from one file. reports: those known by the end of the replay. notes: of the reader, about all rows;
    left out where only what was known earlier is used (T6). problems: what is wrong with the file as a whole."""

    file: str
    format: str
    reports: int
    refused: int
    notes: tuple[tuple[str, int], ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything a replay found. Histories are sorted by first_known_at, then key."""

    accord: Accord
    reports: tuple[Report, ...]
    sources: tuple[SourceSummary, ...]
    steps: int
    known: Known
    final: Evaluation
    histories: tuple[History, ...]
    guarantees: tuple[GuaranteeOutcome, ...]
    readings: tuple[ReadingRow, ...]
    tips: tuple[Tip, ...]
    notes: tuple[str, ...]
