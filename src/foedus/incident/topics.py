"""Counts by everybody of one thing: whose each of them is in the end, and which of them stand (rules I3j, I7-I7i).

An origin's counts are judged by themselves (`aggregates`); whose count it is may take the counts of others to tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from foedus.incident.aggregates import Count, counted_by, standing
from foedus.incident.count_ground import meet, mostly_same_time
from foedus.incident.lineage import Ground, Lineage, Step, by_its_word, misquotation, published
from foedus.incident.misquoted import UNUSUAL, accusers, mostly_the_same
from foedus.incident.model import Reading
from foedus.incident.odds import as_likely
from foedus.incident.origins import Origins
from foedus.incident.sighting import Sighting
from foedus.report.model import Basis, Report


def lineage_of_counts(counts: Iterable[Report], origins: Origins, roots: Mapping[str, Report]) -> Lineage:
    """Whose each count of one act on one object by the same parties is.

    Each is its claimant's by its own word, but for an admission that prints the accuser's number (I3j), and a count
    whose outlet names nobody and gives, to the last figure, an unusual number that somebody else gave before (I3h).
    """
    steps: dict[str, Step] = {}
    same: dict[object, list[Report]] = defaultdict(list)
    for report in sorted({r.id: r for r in counts}.values(), key=published):
        same[report.number.low, report.number.best, report.number.high].append(report)
    for alike in same.values():
        misquoted = accusers(alike, origins, roots)
        for place, report in enumerate(alike):
            steps[report.id] = (
                misquotation(report, misquoted[report.id])
                if report.id in misquoted
                else _step(report, alike[:place], origins, roots, steps)
            )
    return Lineage(steps)


def _step(
    report: Report, before: Sequence[Report], origins: Origins, roots: Mapping[str, Report], steps: Mapping[str, Step]
) -> Step:
    said = by_its_word(report, roots.get(report.id, report))
    if said is not None:
        return said
    if as_likely(report.number.best) >= UNUSUAL and not origins.speaker(report, report, Reading()).parties:
        for other in before:
            if mostly_the_same(report.happened_at, other.happened_at):
                return Step(report, other, steps[other.id].root, Ground.DETAILS, reasons=(_why(report),))
    return Step(report, report, report, Ground.FIRST)


def _why(report: Report) -> str:
    return f"the number {report.number.best:,}, for which {as_likely(report.number.best) - 1} others were as likely"


def topic_of(report: Report, named: Iterable[str]) -> str:
    """What a count is of: the act, the object, and who is named as having done it."""
    return counted_by("", report.act, report.target, named)


def standing_counts(
    counts: Sequence[Sighting], named: Iterable[str], origins: Origins, roots: Mapping[str, Report],
    denials: Iterable[Sighting] = (),
) -> tuple[tuple[Count, ...], Lineage]:
    """The counts of one topic that stand, those of each origin by itself, and whose each count is.

    named: the parties whose acts are counted. A count is the claimant's own under every reading; which outlets count
    as origins is asked afterwards. denials: those that may be of this topic, of which each is told with the counts
    that it denies.
    """
    lineage = lineage_of_counts((s.report for s in counts), origins, roots)
    by_origin: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in counts:
        by_origin[origins.speaker(sighting.report, lineage.root(sighting.report), Reading()).name].append(sighting)
    named = tuple(named)
    first = counts[0].report
    found = (standing(counted_by(o, first.act, first.target, named), by_origin[o]) for o in sorted(by_origin))
    denials = sorted((d for d in denials if _denies(d, origins) & set(named)), key=lambda d: d.id)
    return tuple(_denied(count, denials) for of_one in found for count in of_one), lineage


def _denied(count: Count, denials: Sequence[Sighting]) -> Count:
    against = tuple(d for d in denials if mostly_same_time(d, count.stands) and meet(d, count.stands))
    return replace(count, group=replace(count.group, denials=against)) if against else count


def _denies(denial: Sighting, origins: Origins) -> set[str]:
    """The parties for which a denial denies."""
    own = origins.speaker(denial.report, denial.report, Reading()).parties
    return {*own, *(origins.party(c.party) for c in denial.report.claims if c.basis is Basis.DENIED)}
