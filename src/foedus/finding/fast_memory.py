"""What the fast way remembers from look to look: the answers about acts and places, and what was told of episodes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foedus.accord.model import Norm
from foedus.finding.counting import Found
from foedus.finding.fast_calendar import Int64s
from foedus.finding.fast_courses import Course
from foedus.finding.fast_log import MattersOnce
from foedus.finding.matching import Candidate
from foedus.incident.model import Incident


@dataclass
class Memory:
    """Answers for one accord, one ground and one reading; they are kept and change none of what is found.

    An incident is known by a number: the same number for the same content, so that what was told of an episode holds
    for every episode of the same incidents. Owned by the evaluation it was made for (`evaluate`, `remembering`).
    """

    matters: MattersOnce
    found: dict[Hashable, Found] = field(default_factory=dict)
    courses: dict[Hashable, Course] = field(default_factory=dict)
    candidates: dict[Hashable, Candidate] = field(default_factory=dict)
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


@dataclass(frozen=True)
class Told:
    """The memory as one look under one norm uses it. marks: of the incidents, in the order of the log, (n, bytes): the
    number, and for whom it is taken out. Other incidents can do that, so the incident alone does not tell it."""

    memory: Memory
    norm: Norm
    marks: NDArray[np.uint8]

    @classmethod
    def of(cls, memory: Memory, norm: Norm, numbers: Int64s, taken_out: NDArray[np.uint8]) -> Told:
        """numbers: of the incidents, as the memory gives them. taken_out: as `Counting` has it."""
        return cls(memory, norm, np.hstack([numbers.view(np.uint8).reshape(len(numbers), 8), taken_out]))

    def key(self, shape: Hashable, rows: Sequence[Int64s]) -> Hashable:
        """What an episode is told by: its shape and its incidents, by the parts they have in it."""
        return (self.norm.address, shape, *[self.marks[part].tobytes() for part in rows])
