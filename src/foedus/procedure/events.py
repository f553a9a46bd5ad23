"""What the machine brings about: the outputs of a step, each as of its own instant (P1a)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from foedus.basics.instant import Instant
from foedus.procedure.state import Stage, Vote


class Basis(StrEnum):
    """Why a stage came to its end."""

    QUORUM = "quorum"
    SILENCE = "silence"
    WAIVED = "waived"
    PERFORMED = "performed"
    LIMIT = "limit"
    EVIDENCE = "evidence"
    NOTHING_TO_WAIT_FOR = "nothing to wait for"


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """A case came into a stage. due: its limit, None where it waits for nobody. votes: those that decided."""

    at: Instant
    case: int
    stage: Stage
    basis: Basis
    due: Instant | None
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class VotesVoided:
    """A weaker version voided the votes for (P2e); their members may vote anew."""

    at: Instant
    case: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A breach is certified. findings: its versions, the last one is certified. votes: attestations for it that count.

    basis: `quorum` or `silence`, how the body verified it. challenged: how often, each time without success.
    """

    at: Instant
    case: int
    norm: str
    grade: str
    party: str
    finding: str
    findings: tuple[str, ...]
    incidents: tuple[str, ...]
    basis: Basis
    votes: tuple[Vote, ...]
    challenged: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A consent that is not there: whose, and why in a word (`not deposited`, `withdrawn`, `lapsed`, `waits for`)."""

    guarantor: str
    why: str


@dataclass(frozen=True, slots=True)
class NoAward:
    """A certificate releases nothing, because the guarantee was not armed (P7a). missing: per guarantor."""

    at: Instant
    case: int
    guarantee: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class AwardWaits:
    """A certificate's award waits, because the guarantee rests (P7b). because_of: the case that it rests for."""

    at: Instant
    case: int
    guarantee: str
    because_of: int


@dataclass(frozen=True, slots=True)
class Award:
    """What the guarantors deposited is released. released: the marks of the deposits. members: of the alliance that
    takes the beneficiary in, before and without it; of the consenting groups else."""

    at: Instant
    case: int
    guarantee: str
    beneficiary: str
    alliance: str
    effect: str
    released: tuple[tuple[str, int], ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undermined:
    """What was certified no longer stands; the certificate stays, and is marked (P2f). awarded: guarantees on it."""

    at: Instant
    case: int
    awarded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeGood:
    """After its certificate a breach was attested to be made good (P7b)."""

    at: Instant
    case: int
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class Armed:
    """A guarantee became armed, or ceased to be. missing: what it lacks now."""

    at: Instant
    guarantee: str
    armed: bool
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class ConsentGone:
    """A consent went: withdrawn, or lapsed."""

    at: Instant
    guarantee: str
    guarantor: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewMoved:
    """The review after an undermined award opened or closed (P9)."""

    at: Instant
    guarantee: str
    opened: bool
    until: Instant | None


@dataclass(frozen=True, slots=True)
class Renewed:
    """The accord goes on until a later end (P10)."""

    at: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class Ended:
    """The time in force is over (P10). objected: the parties that did not want it renewed."""

    at: Instant
    objected: tuple[str, ...]


Event: TypeAlias = (
    CaseMoved | VotesVoided | Certificate | NoAward | AwardWaits | Award | Undermined | MadeGood | Armed | ConsentGone
    | ReviewMoved | Renewed | Ended
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """A move that the state does not allow (P1b). code: `C01xx` or `C02xx`, with a page."""

    code: str
    what: str
    why: str
    mend: str
