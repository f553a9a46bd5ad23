"""What was said of reports that makes them one incident, whatever their scores (rule I1c), in words."""

from __future__ import annotations

from collections import defaultdict
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
    home, by_id = {r.id: r.id for r in reports}, {r.id: r for r in reports}
    numbered = _numbered(reports)
    copies = [
        r for r in reports
        if len(set(r.derives_from)) == 1 and r.derives_from[0] in home and binds_as_copy(r, by_id[r.derives_from[0]])
    ]  # fmt: skip
    words = _of_numbers(numbered, len(reports))
    if copies:
        whom = "says that it repeats" if len(copies) == 1 else "say that they repeat"
        words.append(f"{len(copies)} of the reports {whom} another one of them (I1c).")
    joined = [*numbered, *([r.id, r.derives_from[0]] for r in copies)]
    for decision in sorted(decisions, key=lambda d: d.id):
        about = sorted({i for i in decision.derives_from if i in home})
        if len(about) > 1:
            joined.append(about)
            by = decision.outlet or decision.origin or "an analyst"
            words.append(f"A decision by {by} says that {len(about)} of the reports are one (I1c).")
    for ids in joined:
        homes = {home[i] for i in ids}
        home.update({i: min(homes) for i, at in home.items() if at in homes})
    sets: dict[str, set[str]] = defaultdict(set)
    for i, at in home.items():
        sets[at].add(i)
    return SaidOne(tuple(words), tuple(frozenset(sets[at]) for at in sorted(sets)))


def binds_as_copy(report: Report, source: Report) -> bool:
    """Whether a report that repeats another is of its incident whatever else it is: not if it bears a number of its
    collector, which binds it, unless its source bears that as well."""
    numbered = report.event_key != "" and report.collector != ""
    return not numbered or (report.event_key, report.collector) == (source.event_key, source.collector)


def _numbered(reports: Sequence[Report]) -> list[list[str]]:
    """The ids that share one event number of one collector; a number without a collector goes with the only one, but
    binds no copy."""
    collectors: dict[str, set[str]] = defaultdict(set)
    bound = [r for r in reports if r.collector or not r.derives_from]
    for report in bound:
        collectors[report.event_key] |= {report.collector} - {""}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for report in bound:
        named = collectors[report.event_key]
        if report.event_key:
            collector = report.collector or (min(named) if len(named) == 1 else "")
            found[report.event_key, collector].append(report.id)
    return [ids for _, ids in sorted(found.items()) if len(ids) > 1]


def _of_numbers(numbered: Sequence[Sequence[str]], everybody: int) -> list[str]:
    if not numbered:
        return []
    if len(numbered) > 1:
        number = sum(len(ids) for ids in numbered)
        return [f"{number} of the reports share {len(numbered)} event numbers of their collectors (I1c)."]
    (ids,) = numbered
    whom = f"All {everybody} reports" if len(ids) == everybody else f"{len(ids)} of the reports"
    return [f"{whom} have one event number of their collector (I1c)."]
