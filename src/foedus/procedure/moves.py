"""What somebody can do in the procedure, and what the evidence can bring: the inputs of the machine (P1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from foedus.basics.instant import Instant
from foedus.procedure.state import Breach


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence shows a breach that no running case is about (P2b). It opens a case."""

    breach: Breach
    finding: str
    incidents: tuple[str, ...]
    performed: bool = False


@dataclass(frozen=True, slots=True)
class Revised:
    """A case's finding has another version (P2e). performed: whether reports show that the duty was done (P2c)."""

    case: int
    finding: str
    incidents: tuple[str, ...]
    performed: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """A case's finding no longer stands as breached (P2e, P2f)."""

    case: int


@dataclass(frozen=True, slots=True)
class Attest:
    """A member of the certifying body says whether there is the breach (P3). finding: the version that it has seen."""

    member: str
    case: int
    favours: bool
    finding: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class AttestCure:
    """A member of the certifying body says that the breach is made good (P2c, P7b)."""

    member: str
    case: int
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Waive:
    """The accused lets its time to cure or to challenge go (P2c, P2d)."""

    party: str
    case: int
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Challenging:
    """The accused challenges on a ground (P2d)."""

    party: str
    case: int
    ground: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A member of the deciding body upholds or rejects a challenge (P2d). finding: what was challenged."""

    member: str
    case: int
    upholds: bool
    finding: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Deposits:
    """A guarantor deposits an instrument that is in due form (P5c)."""

    guarantor: str
    guarantee: str
    valid_until: Instant | None = None
    waits_for: tuple[str, ...] = ()
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Withdraws:
    """A guarantor gives notice that it takes its consent back (P5f)."""

    guarantor: str
    guarantee: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Joins:
    """A state becomes a member of an alliance, or leaves it (P5)."""

    alliance: str
    member: str
    leaves: bool = False
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Objects:
    """A party objects to the next renewal (P10)."""

    party: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Reviews:
    """Somebody does what the review article permits (P9)."""

    who: str
    guarantee: str
    mark: int = 0


Move: TypeAlias = (
    Found | Revised | Gone | Attest | AttestCure | Waive | Challenging | Rule | Deposits | Withdraws | Joins | Objects
    | Reviews
)  # fmt: skip
"""One input of the machine. Time alone is no move: it comes with each, or by itself (`machine.advance`)."""
