"""What somebody says of which reports are one incident: numbers of collectors, stated copies, decisions (rule I1c).

Ties bind whatever the scores say. A number binds the rows of its own collector; a report that repeats exactly one other
is of that one's incident (one that draws on several sums them up, and may be of any of them); an analyst's decision
binds if it comes from nobody who speaks for a party. "Two incidents" goes before "one". A copy that no collector
recorded is not bound by a number as well, and one that bears its collector's number is bound by that: anybody could
join what he repeats to any event otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from foedus.incident.blocks import Blocks
from foedus.incident.columns import Ints
from foedus.incident.model import Reading
from foedus.incident.origins import Origins
from foedus.incident.said_one import binds_as_copy
from foedus.incident.sighting import Level, Sighting
from foedus.incident.units import Ties
from foedus.report.model import Kind, Report

_AS_WRITTEN = Reading()


class Tying:
    """The owner of the ties: by what they were set, so that they go when that goes."""

    def __init__(self, blocks: Blocks, origins: Origins) -> None:
        self._blocks, self._origins = blocks, origins
        self._numbered: dict[str, dict[str, str]] = defaultdict(dict)
        self._copies: dict[str, list[str]] = defaultdict(list)
        self._alike: dict[object, dict[str, None]] = defaultdict(dict)
        self._alike_of: dict[str, object] = {}
        self._parted: set[object] = set()
        self._denials: set[str] = set()
        self._decided: dict[str, Report] = {}
        self._deciding: dict[str, set[str]] = defaultdict(set)
        self._apart: frozenset[str] = frozenset()
        self._one: dict[str, frozenset[tuple[int, int]]] = {}
        self._held: Counter[tuple[int, int]] = Counter()
        self._pairs_of: dict[int, set[tuple[int, int]]] = defaultdict(set)

    def mark(self, apart: frozenset[str]) -> None:
        """Say which reports are marked so that nothing follows from them: their numbers tie nothing (R7)."""
        self._apart = apart

    def ties(self, rows: Iterable[Ints]) -> Ties:
        """What is said to be one, and what two, among some rows."""
        parts = [part.tolist() for part in rows]
        one = {pair for part in parts for r in part for pair in self._pairs_of.get(r, ())}
        two = {pair for part in parts for pair in self._two_among(part)} if self._decided else set()
        return Ties(tuple(sorted(one)), tuple(sorted(two)))

    def _two_among(self, rows: Sequence[int]) -> Iterable[tuple[int, int]]:
        """What is said to be two in a component; reports of two components are two anyway."""
        here = {self._blocks.sighting(r).id: r for r in rows}
        for decision in {d for i in here for d in self._deciding.get(i, ())} & self._decided.keys():
            if self._decided[decision].kind is Kind.OTHER_INCIDENT:
                named = {here[i] for i in self._decided[decision].derives_from if i in here}
                yield from combinations(sorted(named), 2)

    def retie(
        self, told: Sequence[Sighting], left: Sequence[Report], retold: Sequence[Report],
        decisions: Sequence[tuple[Report, bool]],
    ) -> Ints:  # fmt: skip
        """Take in what came and went; gives the rows whose ties changed. decisions: each with whether it stands."""
        again: set[str] = set()
        for report in left:
            again |= self._forget(report)
        for key in self._parted:  # what was tied through one that is gone
            first, *others = self._alike[key] or {"": None}
            for other in others:
                self._blocks.tie(first, other)
        self._parted.clear()
        for sighting in told:
            again |= self._note(sighting)
        again.update(f"copy {r.id}" for r in retold if r.derives_from)
        touched: set[int] = set()
        for decision, stands in decisions:
            if self._decide(decision, stands):
                again.add(f"decision {decision.id}")
                touched.update(self._blocks.row[i] for i in self._known(decision))
        for name in sorted(again):
            touched |= self._set(name)
        return np.array(sorted(touched), np.int64)

    # -- what was said ---------------------------------------------------------------------------------------------

    def _note(self, sighting: Sighting) -> set[str]:
        report, again = sighting.report, set()
        if report.event_key:
            self._numbered[report.event_key][report.id] = report.collector
            again.add(f"number {report.event_key}")
        if report.derives_from:
            again.add(f"copy {report.id}")
            for source in report.derives_from:
                self._copies[source].append(report.id)
        again.update(f"copy {copy}" for copy in self._copies.get(report.id, ()))
        again.update(f"decision {d}" for d in self._deciding.get(report.id, ()))
        if report.kind is Kind.DENIAL:
            self._denials.add(report.id)
        elif sighting.level >= Level.VAGUE:
            key = self._alike_of[report.id] = _as_told(sighting)
            self._alike[key][report.id] = None
            first = next(iter(self._alike[key]))
            if first != report.id:
                self._blocks.tie(first, report.id)
        return again

    def _forget(self, report: Report) -> set[str]:
        again: set[str] = set()
        if report.event_key and self._numbered[report.event_key].pop(report.id, None) is not None:
            again.add(f"number {report.event_key}")
        for source in report.derives_from:
            if report.id in self._copies.get(source, ()):
                self._copies[source].remove(report.id)
        self._put_pairs(f"copy {report.id}", frozenset())
        again.update(f"copy {copy}" for copy in self._copies.get(report.id, ()))
        again.update(f"decision {d}" for d in self._deciding.get(report.id, ()))
        self._denials.discard(report.id)
        key = self._alike_of.pop(report.id, None)
        if key is not None:
            del self._alike[key][report.id]
            self._parted.add(key)
        return again

    def _decide(self, decision: Report, stands: bool) -> bool:
        """Take a decision in, or out; gives whether it bound or binds. Who speaks for a party decides nothing, nor does
        what is marked (R7)."""
        void = decision.id in self._apart or self._origins.speaker(decision, decision, _AS_WRITTEN).parties
        if not stands or void:
            return self._decided.pop(decision.id, None) is not None
        self._decided[decision.id] = decision
        for i in decision.derives_from:
            self._deciding[i].add(decision.id)
        return True

    def _known(self, decision: Report) -> list[str]:
        """The reports that stand of those that a decision names, denials last."""
        return self._in_order(i for i in set(decision.derives_from) if i in self._blocks.row)

    def _in_order(self, ids: Iterable[str]) -> list[str]:
        """Denials last, so that what is said to be one is so whether or not somebody denies it."""
        return sorted(ids, key=lambda i: (i in self._denials, i))

    # -- what follows from it --------------------------------------------------------------------------------------

    def _set(self, name: str) -> set[int]:
        """Work out the pairs of one tie anew; gives the rows of those before and now."""
        what, _, which = name.partition(" ")
        row = self._blocks.row
        if what == "number":
            now = self._of_number(which)
        elif what == "copy":
            report = self._blocks.sighting(row[which]).report if which in row else None
            sources = {d for d in report.derives_from if d in row} if report else set()
            now = [
                (which, d) for d in sources
                if report and len(set(report.derives_from)) == 1
                and binds_as_copy(report, self._blocks.sighting(row[d]).report)
            ]  # fmt: skip
        else:
            decision = self._decided.get(which)
            same = decision is not None and decision.kind is Kind.SAME_INCIDENT
            about = self._known(decision) if decision is not None and same else []
            now = [(about[0], other) for other in about[1:]]
        for a, b in now:
            self._blocks.tie(a, b)
        before = self._put_pairs(name, frozenset(_pair(row[a], row[b]) for a, b in now))
        pairs = self._one.get(name, frozenset())
        touched = {r for pair in before | pairs for r in pair if self._blocks.columns.alive[r]}
        decision = self._decided.get(which) if what == "decision" else None
        return touched | {row[i] for i in (self._known(decision) if decision else ())}

    def _put_pairs(self, name: str, pairs: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """Put the pairs of a tie in the place of those it had; gives those. Other ties may hold some of them too."""
        before = self._one.pop(name, frozenset())
        self._held.update(pairs)
        self._held.subtract(before)
        for pair in before - pairs:
            if not self._held[pair]:
                del self._held[pair]
                for r in pair:
                    self._pairs_of[r].discard(pair)
                self._part(*pair)
        for pair in pairs:
            for r in pair:
                self._pairs_of[r].add(pair)
        if pairs:
            self._one[name] = pairs
        return before

    def _part(self, a: int, b: int) -> None:
        """Nobody says any more that a denial is of a report."""
        if Kind.DENIAL in (self._blocks.sighting(a).report.kind, self._blocks.sighting(b).report.kind):
            self._blocks.untie(a, b)

    def _of_number(self, number: str) -> list[tuple[str, str]]:
        """A number's rows, each tied to the first of its collector; a row without one goes with the only collector,
        unless it repeats another report."""
        everything = self._numbered[number]
        rows = {i: c for i, c in everything.items() if i not in self._apart and (c or not self._repeats(i))}
        collectors = sorted({c for c in rows.values() if c})
        by: dict[str, list[str]] = defaultdict(list)
        for i, collector in rows.items():
            by[collector or (collectors[0] if len(collectors) == 1 else "")].append(i)
        ordered = [self._in_order(ids) for _, ids in sorted(by.items())]
        for loose in everything.keys() - rows.keys():
            for first, *_ in ordered:
                self._blocks.tie(loose, first)
        return [(ids[0], other) for ids in ordered for other in ids[1:]]

    def _repeats(self, which: str) -> bool:
        return bool(self._blocks.sighting(self._blocks.row[which]).report.derives_from)


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _as_told(s: Sighting) -> object:
    return s.start, s.end, s.area, s.act, s.report.target, s.report.place
