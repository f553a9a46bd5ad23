"""What the fast way remembers from look to look: the answers about acts and places, and what was told of episodes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from foedus.accord.model import Norm
from foedus.finding.counting import Found
from foedus.finding.fast_calendar import Int64s
from foedus.finding.fast_log import MattersOnce
from foedus.incident.model import Incident


@dataclass
class Memory:
    """Answers for one accord, one ground and one reading; they are kept and change none of what is found.

    An incident is known by a number: the same number for the same content, so that what was told of an episode holds
    for every episode of the same incidents. Owned by the evaluation it was made for (`evaluate`, `remembering`).
    """

    matters: MattersOnce
    found: dict[Hashable, Found] = field(default_factory=dict)
    _by_content: dict[Incident, int] = field(default_factory=dict)
    _by_identity: dict[int, tuple[Incident, int]] = field(default_factory=dict)

    def numbers(self, incidents: Sequence[Incident]) -> Int64s:
        """The number of each incident, (n,). To ask by identity first spares taking in the content of each again."""
        return np.fromiter((self._number(i) for i in incidents), dtype=np.int64, count=len(incidents))

    def _number(self, incident: Incident) -> int:
        seen = self._by_identity.get(id(incident))
        if seen is not None:
            return seen[1]
        number = self._by_content.setdefault(incident, len(self._by_content))
        self._by_identity[id(incident)] = (incident, number)  # kept, so that no other incident gets this identity
        return number

    def serves(self, norm: Norm) -> bool:
        """Whether what a norm finds hangs on the incidents of an episode alone.

        Not so where other incidents can take one out: by an exception, or by a norm that prevails.
        """
        others = self.matters.accord.norms
        return not norm.exceptions and not any(norm.address in other.prevails_over for other in others)


@dataclass(frozen=True)
class Told:
    """The memory as one look under one norm uses it. numbers: of the incidents, in the order of the log."""

    memory: Memory
    norm: Norm
    numbers: Int64s

    def key(self, shape: Hashable, rows: Sequence[Int64s]) -> Hashable:
        """What an episode is told by: its shape and its incidents, by the parts they have in it."""
        return (self.norm.address, shape, *(self.numbers[part].tobytes() for part in rows))
