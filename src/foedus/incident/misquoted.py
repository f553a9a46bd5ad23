"""An accuser's number that an outlet prints as the accused's own admission (rule I3j).

An admission is a party's word against itself and counts for much. One that gives, to the last figure, the number which
the other party had already published as its accusation is most probably a slip of the outlet that printed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from foedus.basics.instant import Interval
from foedus.basics.place import Nowhere
from foedus.incident.model import Reading
from foedus.incident.odds import as_likely
from foedus.incident.origins import NO_EVIDENCE, Origins
from foedus.incident.wire_credit import imprint
from foedus.report.model import Report

UNUSUAL = 20
"""So many numbers must be as likely as the one that agrees: an accused that truly admits would hit its accuser's number
by chance once in so many times, and outlets take one side for the other more often than that."""


def accusers(reports: Sequence[Report], origins: Origins, roots: Mapping[str, Report]) -> dict[str, Report]:
    """For each misquoted admission the accusation whose number it prints, by id; the first by publication, then id.

    A party cannot undo its own admission so: the accusation must have been published, and known to us, no later; the
    admission must stand in one outlet alone, and not in an organ of the party itself.
    """
    # `as_likely` is half of a number and one at the most, so that few reports need be looked at closely.
    large = [r for r in reports if r.claims and (r.number.best + 2) * (r.casualties.best + 2) >= 4 * UNUSUAL]
    several = [r for r in large if _unusual(r)]
    if len(several) < 2:
        return {}
    speaks = {r.id: origins.speaker(r, roots.get(r.id, r), Reading()).party for r in several}
    named = {r.id: _named(r, origins) for r in several}
    admitted = [r for r in several if speaks[r.id] in named[r.id]]
    found: dict[str, Report] = {}
    for report in admitted:
        party = speaks[report.id]
        if party in origins.spoken_for(imprint(report.outlet).carrier) or _elsewhere(report, admitted, party, speaks):
            continue
        accusing = (o for o in several if speaks[o.id] not in ("", party) and party in named[o.id])
        before = [o for o in accusing if _same_number(o, report) and _no_later(o, report)]
        if before:
            found[report.id] = min(before, key=_out)
    return found


def _named(report: Report, origins: Origins) -> frozenset[str]:
    return frozenset(origins.party(c.party) for c in report.claims if c.basis not in NO_EVIDENCE) - {""}


def _unusual(report: Report) -> bool:
    return as_likely(report.number.best) * as_likely(report.casualties.best) >= UNUSUAL


def _elsewhere(report: Report, admitted: Iterable[Report], party: str, speaks: Mapping[str, str]) -> bool:
    """Whether another outlet has the same admission: two do not make the same slip, unless one copies the other."""
    outlet = imprint(report.outlet).carrier.casefold()
    return any(
        speaks[o.id] == party and imprint(o.outlet).carrier.casefold() != outlet and _same_number(o, report)
        for o in admitted
    )


def _same_number(a: Report, b: Report) -> bool:
    same = (a.number, a.casualties, a.act, a.target) == (b.number, b.casualties, b.act, b.target)
    somewhere = a.place == b.place or isinstance(a.place, Nowhere) or isinstance(b.place, Nowhere)
    return same and somewhere and mostly_the_same(a.happened_at, b.happened_at)


def mostly_the_same(a: Interval, b: Interval) -> bool:
    """Whether what two times have in common is more than half of each."""
    common = min(a.end, b.end) - max(a.start, b.start) + 1
    return 2 * common > max(a.end - a.start, b.end - b.start) + 1


def _no_later(accusation: Report, admission: Report) -> bool:
    return _out(accusation)[0] <= _out(admission)[0] and accusation.known_at <= admission.known_at


def _out(report: Report) -> tuple[int, str]:
    return report.known_at if report.published_at is None else report.published_at, report.id
