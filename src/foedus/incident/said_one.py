"""What was said of reports that makes them one incident, whatever their scores (rule I1c), in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.report.model import Report


@dataclass(frozen=True)
class SaidOne:
    """words: what joins them, one sentence for each cause. sets: ids of each set of reports that are one by it; a
    report of which nothing was said is by itself."""

    words: tuple[str, ...]
    sets: tuple[frozenset[str], ...]

    @property
    def all_are_one(self) -> bool:
        """Whether what was said joins all the reports, so that no score decided anything."""
        return len(self.sets) == 1


def said_one(reports: Sequence[Report], decisions: Iterable[Report] = ()) -> SaidOne:
    """What joins some of these reports: event numbers of collectors, stated copies, decisions of analysts.

    reports: of one incident, without those from which nothing follows. decisions: those that bind.
    """
    home = {r.id: r.id for r in reports}

    def join(ids: Sequence[str]) -> None:
        homes = {home[i] for i in ids}
        for i, at in home.items():
            if at in homes:
                home[i] = min(homes)

    words = []
    for key, number in sorted(Counter(r.event_key for r in reports if r.event_key).items()):
        if number > 1:
            join([r.id for r in reports if r.event_key == key])
            words.append(f"{_those(number, reports)} one event number of their collector, {key} (I1c).")
    copies = [r for r in reports if len(set(r.derives_from)) == 1 and r.derives_from[0] in home]
    for report in copies:
        join([report.id, report.derives_from[0]])
    if copies:
        whom = "says that it repeats" if len(copies) == 1 else "say that they repeat"
        words.append(f"{len(copies)} of the reports {whom} another one of them (I1c).")
    for decision in sorted(decisions, key=lambda d: d.id):
        about = sorted({i for i in decision.derives_from if i in home})
        if len(about) > 1:
            join(about)
            by = decision.outlet or decision.origin or "an analyst"
            words.append(f"A decision by {by} says that {len(about)} of the reports are one (I1c).")
    sets = {at: frozenset(i for i, to in home.items() if to == at) for at in home.values()}
    return SaidOne(tuple(words), tuple(sets[at] for at in sorted(sets)))


def _those(number: int, reports: Sequence[Report]) -> str:
    return f"All {number} reports have" if number == len(reports) else f"{number} of the reports have"
