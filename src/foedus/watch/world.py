"""All that the log says by an entry: keys, reports, cases, deposits, facts. A value; `registry` makes the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.basics.instant import Instant
from foedus.procedure.state import State
from foedus.watch.alleging import Version
from foedus.watch.evidence import Look
from foedus.watch.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact about somebody, noted with its source (P7). matter: one of `bodies.MATTERS`."""

    who: str
    matter: str
    says: str
    source: str
    at: Instant
    entry: int


@dataclass(frozen=True, slots=True)
class Instruments:
    """What an instrument says of itself, for the board. entry: where it was deposited."""

    guarantor: str
    guarantee: str
    signatory: str
    office: str
    document: str
    entry: int


@dataclass(frozen=True, slots=True)
class World:
    """Where a log stands after `entries` entries.

    sequences: the last sequence of each actor. reports: how many there are. versions: the last of each case, by number.
    witnessed_at: the last time that witnesses gave, None in a log without witnesses or before the first. tree: hashes
    of the complete parts of the tree over the entries, largest first. log: SHA-256 of the opening entry, which every
    later act names. quiet_until: through this instant time alone brings nothing about in the procedure; 0: not worked
    out. It follows from the state, and saves looking through all deposits at each entry.
    """

    entries: int
    state: State
    keyring: Keyring
    sequences: Mapping[str, int] = field(default_factory=dict)
    reports: int = 0
    look: Look | None = None
    versions: Mapping[int, Version] = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()
    instruments: tuple[Instruments, ...] = ()
    witnessed_at: Instant | None = None
    tree: tuple[bytes, ...] = ()
    log: str = ""
    quiet_until: Instant = field(default=0, compare=False)
