"""Findings: that an article was breached by a party, at a grade, as known at an instant (rules F1-F9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foedus.basics.instant import Instant, Interval
from foedus.basics.probability import Nano


class Truth(StrEnum):
    """Truth of a condition (F2). `not breached` needs no finding: it is an article's state."""

    BREACHED = "breached"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Finding:
    """One episode of breach, or of what may be one.

    party: None when the accord was broken and by whom is undetermined (such a finding never fires a guarantee).
    norm: address of the norm ("1", "2.2"); grade as the accord names it; condition: address of the condition.
    episode: from the start of its first incident to the end of its last; a missed duty has a point, its deadline.
    reached_at: the instant of the first window that satisfies the condition (first instant after a deadline).
    incidents: ids, sorted, of all incidents in the satisfied windows of the episode.
    probability: the greatest, over the windows of the episode, that at least so many incidents are the party's (F3);
      for an undetermined finding the same on the certain incidents, 0 if none.
    least_without: (origin, probability): the smallest `probability` over leaving out each origin; ("", probability)
      where no origin carries it.
    explanation: sentences a mediator can check, the assumption of independence included.
    cured_by: incident ids of a later performance (F6: a cure, not a pardon).
    """

    accord: str
    norm: str
    grade: str
    condition: str
    party: str | None
    truth: Truth
    episode: Interval
    reached_at: Instant
    as_known_at: Instant
    incidents: tuple[str, ...]
    probability: Nano
    least_without: tuple[str, Nano]
    explanation: tuple[str, ...]
    cured_by: tuple[str, ...] = ()


class State(StrEnum):
    """State of a norm for a party (T5)."""

    KEPT = "kept"
    """No finding, and the sources could have reported a breach; or the duty is done."""
    BREACHED = "breached"
    UNDETERMINED = "undetermined"
    """There are findings, none of them certain."""
    OPEN = "open"
    """Not yet in force, or the duty's deadline has not come."""
    NOT_OBSERVABLE = "not observable"
    """None of the sources given can report this; their silence says nothing (R4)."""


@dataclass(frozen=True, slots=True)
class NormState:
    """How a norm stands for a party as known at an instant."""

    norm: str
    party: str
    state: State
    why: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything found as known at an instant.

    findings: sorted by (order of the norm in the text, party with None last, order of the condition in the text,
    truth with breached first, reached_at, episode.start, first incident id). states: one for each norm and each
    party it binds, in the order of the text.
    """

    accord: str
    as_known_at: Instant
    findings: tuple[Finding, ...]
    states: tuple[NormState, ...]
