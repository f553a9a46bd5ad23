"""Which reports a denial may be of, by what both say or by a number that both bear.

Thousands may deny thousands. Reports that say the same are denied by the same, so that this is kept for *sayings*, each
once for all reports that say it; and one is compared with all others at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from foedus.incident.columns import Ints, Numbers
from foedus.incident.sighting import WIDEST_DENIED_M, Limits, Sighting
from foedus.report.model import Kind

_NONE: Ints = np.zeros(0, np.int64)
_FIELDS = ("start", "end", "x", "y", "z", "wide", "placed", "area", "act", "target", "number", "denial", "first")
"""What a saying is, as whole numbers; first: the first row that says it, -1 if none does any more."""


class Denials:
    """The owner of the sayings, once there is a denial. What denies what never changes; who says it does."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._acts, self._targets, self._areas, self._numbers = Numbers(), Numbers(), Numbers(), Numbers()
        self._number_unsaid = self._numbers[""]
        self._sayings = Numbers()
        self._table: dict[str, Ints] = {name: np.full(16, -1, np.int64) for name in _FIELDS}
        self._said_by: list[dict[int, None]] = []
        self._of: dict[int, int] = {}
        self._beside: dict[int, list[Ints]] = defaultdict(list)
        self.asked = False

    def add(self, rows: Sequence[int], sightings: Sequence[Sighting]) -> None:
        """Take in reports with their rows; they must be all that stand where nobody has asked before."""
        self.asked = True
        before = len(self._said_by)
        for row, sighting in zip(rows, sightings, strict=True):
            saying = self._of[row] = self._saying(sighting)
            self._said_by[saying][row] = None
            if self._table["first"][saying] < 0:
                self._table["first"][saying] = row
        denial = self._table["denial"][: len(self._said_by)] > 0
        new = np.arange(len(denial)) >= before
        self._compare(np.nonzero(denial & new)[0], np.nonzero(~denial)[0])
        self._compare(np.nonzero(denial & ~new)[0], np.nonzero(~denial & new)[0])

    def remove(self, rows: Iterable[int]) -> None:
        """Take out rows."""
        for row in rows:
            saying = self._of.pop(row, None)
            if saying is not None:
                del self._said_by[saying][row]
                self._table["first"][saying] = next(iter(self._said_by[saying]), -1)

    def beside(self, rows: Iterable[int]) -> list[int]:
        """The rows that deny some of these, or that these deny."""
        return [row for saying in self._beside_some(rows).tolist() for row in self._said_by[saying]]

    def ties(self, rows: Iterable[int]) -> tuple[Ints, Ints]:
        """Pairs of rows that connect all that deny each other; rows: with each all that it is connected with."""
        first = self._table["first"]
        one, other = [_NONE], [_NONE]
        for saying in sorted({self._of[r] for r in rows if r in self._of} & self._beside.keys()):
            there = first[np.concatenate(self._beside[saying])]
            there = there[there >= 0]
            here = np.fromiter(self._said_by[saying], np.int64)
            if len(there):
                one += [np.full(len(there) + len(here), first[saying])]
                other += [there, here]
        return np.concatenate(one), np.concatenate(other)

    def _beside_some(self, rows: Iterable[int]) -> Ints:
        asked = {self._of[r] for r in rows if r in self._of}
        found = [part for saying in asked & self._beside.keys() for part in self._beside[saying]]
        return np.unique(np.concatenate(found)) if found else _NONE

    # -- sayings ---------------------------------------------------------------------------------------------------

    def _saying(self, s: Sighting) -> int:
        report = s.report
        values = (
            s.start, s.end, *(s.position or (0, 0, 0)), s.exactness[1], int(s.position is not None),
            self._areas["" if s.position else s.area], self._acts[s.act], self._targets[report.target],
            self._numbers[report.event_key], int(report.kind is Kind.DENIAL),
        )  # fmt: skip
        saying = self._sayings[values]
        if saying == len(self._said_by):
            self._said_by.append({})
            if saying == len(self._table["first"]):
                for name, column in self._table.items():
                    self._table[name] = np.concatenate([column, np.full(len(column), -1, np.int64)])
            for name, value in zip(_FIELDS, values, strict=False):
                self._table[name][saying] = value
        return saying

    def _compare(self, denials: Ints, others: Ints) -> None:
        few, many = (denials, others) if len(denials) <= len(others) else (others, denials)
        found = [(n, self._meeting(n, many)) for n in few.tolist()] if len(many) else []
        found = [(n, met) for n, met in found if len(met)]
        if not found:
            return
        for n, met in found:
            self._beside[n].append(met)
        one = np.concatenate([np.full(len(met), n) for n, met in found])
        other = np.concatenate([met for _, met in found])
        order = np.argsort(other, kind="stable")
        names, begins = np.unique(other[order], return_index=True)
        for name, part in zip(names.tolist(), np.split(one[order], begins[1:]), strict=True):
            self._beside[name].append(part)

    def _meeting(self, n: int, among: Ints) -> Ints:
        """Those of some sayings that deny a saying or are denied by it: `Limits.denies`, or one number."""
        of = self._table
        numbered = among[(of["number"][among] == of["number"][n]) & (of["number"][n] != self._number_unsaid)]
        met = among[(of["start"][among] <= of["end"][n]) & (of["end"][among] >= of["start"][n])]
        met = met[of["placed"][met] == of["placed"][n]]
        if of["placed"][n]:
            reach = np.maximum(np.maximum(self._limits.distance_m, of["wide"][n]), of["wide"][met])
            apart = sum((of[axis][met] - of[axis][n]) ** 2 for axis in "xyz")
            met = met[(reach <= WIDEST_DENIED_M) & (apart <= reach**2)]
        else:
            met = met[of["area"][met] == of["area"][n]]
        for name, words, numbers in (
            ("act", self._limits.acts, self._acts), ("target", self._limits.objects, self._targets)
        ):  # fmt: skip
            own = numbers.words[of[name][n]]
            said, which = np.unique(of[name][met], return_inverse=True)
            agree: NDArray[np.bool_] = np.array([words.agree(own, numbers.words[w]) for w in said.tolist()], np.bool_)
            met = met[agree[which]]
        return np.union1d(numbered, met) if len(numbered) else met
