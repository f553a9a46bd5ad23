"""What is found by counting incidents under one condition: breaches, what may be one, and breaches by nobody known
(F2-F2d, F3, F3a, F4, F5, I7, I7a).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foedus.accord.model import Accord, Condition, Measure, Norm
from foedus.basics.instant import FAR_FUTURE, Instant, Interval
from foedus.basics.probability import Nano, at_least
from foedus.finding import explain
from foedus.finding.matching import Candidate
from foedus.finding.model import Finding, Truth
from foedus.finding.windows import Item, Window, episodes, satisfied, span

Pools = Mapping[str | None, Sequence[Candidate]]
"""The candidates of each party that a norm binds, in the order of the text, and under None those of nobody."""


@dataclass(frozen=True)
class Found:
    """A finding, and the series that it was counted in ("" for single events): counts of two never add (I7a)."""

    finding: Finding
    series: str = ""


@dataclass(frozen=True)
class Count:
    """What is counted, for whom, and as known when: the same for every episode of one condition and party."""

    accord: Accord
    as_known_at: Instant
    norm: Norm
    condition: Condition
    party: str | None

    def chance(self, items: Sequence[Item[Candidate]]) -> Nano:
        """F3, F3a: the probability that enough of the items, in the order of F3a, are the party's."""
        return at_least(self.condition.at_least, [(i.weight, i.thing.p) for i in items])

    def chance_without(self, items: Sequence[Item[Candidate]], origin: str) -> Nano:
        """The same with one origin left out of every incident that it speaks of (F3)."""
        return at_least(
            self.condition.at_least, [(i.weight, dict(i.thing.without).get(origin, i.thing.p)) for i in items]
        )


def findings_of_count(
    accord: Accord, as_known_at: Instant, norm: Norm, condition: Condition, pools: Pools
) -> list[Found]:
    """Everything found under one condition that counts incidents or casualties, for all parties and for nobody."""
    found: list[Found] = []
    breaches: list[Found] = []
    for party in (p for p in pools if p is not None):
        count = Count(accord, as_known_at, norm, condition, party)
        own = certain_episodes(count, pools[party])
        breaches += own
        found += own + not_overlapping(condition, possible_episodes(count, pools[party]), own)
    nobody = Count(accord, as_known_at, norm, condition, None)
    broken = not_overlapping(condition, certain_episodes(nobody, pools.get(None, ())), breaches)
    unknown = not_overlapping(condition, possible_episodes(nobody, pools.get(None, ())), breaches + broken)
    return found + broken + unknown


def certain_episodes(count: Count, candidates: Sequence[Candidate]) -> list[Found]:
    """F2, F2a: episodes in which the condition holds on certain incidents at the standard of proof."""
    standard = count.accord.evidence.standard
    found = []
    for series in sorted({c.incident.series for c in candidates}):
        items = certain_items(count.condition, candidates, series)
        windows = satisfied(count.accord, count.condition, items, False, lambda i: standard.met_by(count.chance(i)))
        for run in episodes(count.condition, windows):
            best = max(run, key=lambda w: count.chance(w.items))  # the first of equals
            found.append(found_of(count, Truth.BREACHED, series, run, best.items, items))
    return found


def possible_episodes(count: Count, candidates: Sequence[Candidate]) -> list[Found]:
    """F2b: episodes in which the possible incidents alone, all taken as the party's, would satisfy the condition."""
    limit = count.condition.at_least
    found = []
    for series in sorted({c.incident.series for c in candidates}):
        items = possible_items(count.accord, count.condition, candidates, series)
        windows = satisfied(count.accord, count.condition, items, True, lambda i: sum(x.weight for x in i) >= limit)
        for run in episodes(count.condition, windows):
            inside = {item.key for window in run for item in window.items}
            sure = [i for i in certain_items(count.condition, candidates, series) if i.key in inside]
            found.append(found_of(count, Truth.UNDETERMINED, series, run, _best_certain(count, sure), items))
    return found


def not_overlapping(condition: Condition, found: Sequence[Found], breaches: Sequence[Found]) -> list[Found]:
    """F2b, F2c: those that no breach of the condition overlaps, in whatever series.

    Where each incident is looked at by itself two episodes overlap if they are of the same incident (F2e): else a
    breach at one end of the country would hide what nobody has explained at the other.
    """
    if condition.window is None and condition.at_least == 1 and condition.measure is not Measure.BREACHES:
        taken = {i for b in breaches for i in b.finding.incidents}
        return [f for f in found if taken.isdisjoint(f.finding.incidents)]
    spans = [b.finding.episode for b in breaches]
    return [f for f in found if not any(s.overlaps(f.finding.episode) for s in spans)]


# -- what is counted ---------------------------------------------------------------------------------------------------


def certain_items(condition: Condition, candidates: Sequence[Candidate], series: str) -> list[Item[Candidate]]:
    """Certain incidents with their low numbers (F3a, F4); one that is not the party's at all is left out."""
    return [
        Item(c.incident.happened_at, c.incident.id, low, c)
        for c in candidates
        if c.certain and c.p > 0 and c.incident.series == series and (low := _range(condition, c)[0]) > 0
    ]


def possible_items(
    accord: Accord, condition: Condition, candidates: Sequence[Candidate], series: str
) -> list[Item[Candidate]]:
    """Possible incidents with their high numbers, each with that part of its time that lies in force (T5b)."""
    return [
        Item(in_force_part(accord, c.incident.happened_at), c.incident.id, high, c)
        for c in candidates
        if c.possible and c.incident.series == series and (high := _range(condition, c)[1]) > 0
    ]


def in_force_part(accord: Accord, happened_at: Interval) -> Interval:
    """The part of an interval in which the accord is in force; there is one, or it would be no candidate (T5b)."""
    until = FAR_FUTURE if accord.in_force_until is None else accord.in_force_until - 1
    return Interval(max(happened_at.start, accord.in_force_from), min(happened_at.end, until))


def _range(condition: Condition, candidate: Candidate) -> tuple[int, int]:
    incident = candidate.incident
    numbers = incident.casualties if condition.measure is Measure.CASUALTIES else incident.number
    return numbers.low, numbers.high


def _best_certain(count: Count, sure: Sequence[Item[Candidate]]) -> tuple[Item[Candidate], ...]:
    """The certain incidents of the window in which the probability is greatest; the first of equals, () if none."""
    if not sure:
        return ()
    if count.condition.window is None and count.condition.at_least > 1:
        return tuple(sure)
    windows = satisfied(count.accord, count.condition, sure, False, lambda _: True)
    return max((w.items for w in windows), key=count.chance, default=())


# -- one finding -------------------------------------------------------------------------------------------------------


def found_of(
    count: Count, truth: Truth, series: str, run: Sequence[Window[Candidate]], best: Sequence[Item[Candidate]],
    pool: Sequence[Item[Candidate]],
) -> Found:  # fmt: skip
    """The finding of one episode. best: the certain incidents its probability is of. pool: all that was counted."""
    probability = count.chance(best)
    least = least_without(count, best, probability)
    told = explain.counted(
        explain.Counted(
            count.accord, count.condition, count.party, truth, series, tuple(run), tuple(best), tuple(pool),
            probability, least,
        )
    )  # fmt: skip
    finding = Finding(
        count.accord.digest, count.norm.address, count.condition.grade, count.condition.address, count.party, truth,
        span(run), run[0].reached_at, count.as_known_at,
        tuple(sorted({item.key for window in run for item in window.items})), probability, least, told,
    )  # fmt: skip
    return Found(finding, series)


def least_without(count: Count, best: Sequence[Item[Candidate]], probability: Nano) -> tuple[str, Nano]:
    """F3: the origin without which the probability is least, and that; ("", probability) where none lowers it."""
    origins = sorted({origin for item in best for origin, _ in item.thing.without})
    least = min(((count.chance_without(best, origin), origin) for origin in origins), default=(probability, ""))
    return (least[1], least[0]) if least[0] < probability else ("", probability)
