"""What is found by a clause on an average: more incidents than a party that complies has, at a bounded chance of ever
being wrong, however often one looks (F10-F10g). The bet itself is `basics.betting`; here is what counts in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foedus.accord.model import Accord, Condition, Norm
from foedus.basics.betting import Passing, passings
from foedus.basics.instant import FAR_FUTURE, Instant, Interval
from foedus.basics.probability import Nano
from foedus.finding import explain_averages
from foedus.finding.blocks import Blocks, block_of, blocks_of, looked_at
from foedus.finding.counting import Found, Pools, certain_items, not_overlapping, possible_items
from foedus.finding.matching import Candidate
from foedus.finding.matters import Matters, bound
from foedus.finding.model import Finding, Truth
from foedus.finding.windows import Item
from foedus.incident.model import Known


@dataclass(frozen=True)
class Averaging:
    """One clause as known at an instant, for every party.

    looked: when somebody looked in the zone of the norm; None where the clause does not ask. parties: how many the norm
    binds, each of which may have the average.
    """

    accord: Accord
    as_known_at: Instant
    norm: Norm
    condition: Condition
    looked: tuple[Interval, ...] | None
    parties: int

    def allowed(self, party: str | None) -> int:
        """What compliance has on average in a block: of one party, or of all that are bound together (F10e)."""
        return self.condition.at_least * (1 if party is not None else max(1, self.parties))

    @property
    def in_force(self) -> tuple[Instant, Instant]:
        """The first and the last instant in force."""
        until = self.accord.in_force_until
        return self.accord.in_force_from, FAR_FUTURE if until is None else until - 1

    def counts(self, candidate: Candidate) -> bool:
        """Whether an incident counts: single, and its party's at the standard by itself (F10b)."""
        return not candidate.incident.series and self.accord.evidence.standard.met_by(candidate.p)

    def blocks(self, until: Instant) -> Blocks:
        """The blocks up to an instant."""
        return blocks_of(self.accord, self.condition, until, self.looked)


def averaging(matters: Matters, known: Known, norm: Norm, condition: Condition) -> Averaging:
    """The clause of a norm, with what is known of where somebody looked."""
    looked = looked_at(matters, known, norm) if condition.looked_at else None
    return Averaging(matters.accord, known.at, norm, condition, looked, len(bound(matters.accord, norm)))


def findings_of_average(of: Averaging, pools: Pools) -> list[Found]:
    """Everything found under one such clause, for all parties and for nobody, in the order of `findings_of_count`."""
    found: list[Found] = []
    breaches: list[Found] = []
    for party in (p for p in pools if p is not None):
        own = certain_passings(of, party, pools[party])
        breaches += own
        found += own + not_overlapping(of.condition, possible_passings(of, party, pools[party]), own)
    nobody = pools.get(None, ())
    broken = not_overlapping(of.condition, certain_passings(of, None, nobody), breaches)
    unknown = not_overlapping(of.condition, possible_passings(of, None, nobody), breaches + broken)
    return found + broken + unknown


def certain_passings(of: Averaging, party: str | None, candidates: Sequence[Candidate]) -> list[Found]:
    """Breaches: what certain incidents show, each laid to the party at the standard."""
    items = certain_items(of.condition, [c for c in candidates if of.counts(c)], "")
    return _passings(of, party, Truth.BREACHED, items)


def possible_passings(of: Averaging, party: str | None, candidates: Sequence[Candidate]) -> list[Found]:
    """What would be shown if all that is possible were the party's (F2b)."""
    return _passings(of, party, Truth.UNDETERMINED, possible_items(of.accord, of.condition, candidates, ""))


def _passings(of: Averaging, party: str | None, truth: Truth, items: Sequence[Item[Candidate]]) -> list[Found]:
    if not items:
        return []
    blocks = of.blocks(max(i.happened_at.end for i in items))
    held = in_blocks(blocks, items, truth)
    counts = {block: sum(i.weight for i in some) for block, some in held.items()}
    return [
        found_of(of, party, truth, blocks, passing, held)
        for passing in passings(counts, of.allowed(party), of.condition.error, blocks.share)
    ]


def in_blocks(
    blocks: Blocks, items: Sequence[Item[Candidate]], truth: Truth
) -> dict[int, list[Item[Candidate]]]:
    """What counts in each block, in the order of F3a."""
    held: dict[int, list[Item[Candidate]]] = defaultdict(list)
    for item in sorted(items, key=lambda i: i.order):
        block = block_of(blocks, item.happened_at, truth is Truth.UNDETERMINED)
        if block is not None:
            held[block].append(item)
    return held


# -- one finding -------------------------------------------------------------------------------------------------------


def found_of(
    of: Averaging, party: str | None, truth: Truth, blocks: Blocks, passing: Passing,
    held: Mapping[int, Sequence[Item[Candidate]]],
) -> Found:  # fmt: skip
    """The finding of one passing. held: what counts in each block from the one with which the bets began."""
    inside = [i for block in range(passing.since, passing.block + 1) for i in held.get(block, ())]
    reached_at = _reached_at(of, truth, blocks, passing, held[passing.block])
    probability, least = 0, ("", 0)
    if truth is Truth.BREACHED:
        probability = min(i.thing.p for i in inside)
        least = _least_without(of, party, blocks, passing, held, probability)
    told = explain_averages.tested(
        explain_averages.Tested(
            of.accord, of.condition, party, truth, of.allowed(party), blocks, passing, tuple(inside), reached_at,
            probability, least,
        )
    )  # fmt: skip
    times = [i.happened_at for i in inside]
    finding = Finding(
        of.accord.digest, of.norm.address, of.condition.grade, of.condition.address, party, truth,
        Interval(min(t.start for t in times), max(t.end for t in times)), reached_at, of.as_known_at,
        tuple(sorted(i.key for i in inside)), probability, least, told,
    )  # fmt: skip
    return Found(finding)


def _reached_at(
    of: Averaging, truth: Truth, blocks: Blocks, passing: Passing, items: Sequence[Item[Candidate]]
) -> Instant:
    """F10f: the end of the incident (for possible ones its beginning, or that of the block) with which it passes, the
    whole block taken as looked at: what may still come in it only adds."""
    def counted_at(item: Item[Candidate]) -> Instant:
        if truth is Truth.BREACHED:
            return item.happened_at.end
        return max(item.happened_at.start, blocks.first(passing.block))

    share = blocks.share(passing.block)
    for at in sorted({counted_at(i) for i in items}):
        so_far = sum(i.weight for i in items if counted_at(i) <= at)
        if passing.before.after(so_far, *share).passes(of.condition.error):
            return at
    raise AssertionError("what all of a block passes, some first part of it passes")


def _least_without(
    of: Averaging, party: str | None, blocks: Blocks, passing: Passing,
    held: Mapping[int, Sequence[Item[Candidate]]], probability: Nano,
) -> tuple[str, Nano]:  # fmt: skip
    """F10g: the origin without which least is left: nothing where the evidence would not have passed by then, else the
    least sure of the incidents that would still count; ("", probability) where no origin matters."""
    of_it = {b: held[b] for b in range(passing.first, passing.block + 1) if b in held}
    without: dict[str, dict[str, Nano]] = defaultdict(dict)
    for item in (i for items in of_it.values() for i in items):
        for origin, p in item.thing.without:
            without[origin][item.key] = p
    least = ("", probability)
    for origin, shares in sorted(without.items()):
        left = _left_without(of, party, blocks, passing, of_it, shares)
        least = (origin, left) if left < least[1] else least
    return least


def _left_without(
    of: Averaging, party: str | None, blocks: Blocks, passing: Passing,
    held: Mapping[int, Sequence[Item[Candidate]]], shares: Mapping[str, Nano],
) -> Nano:  # fmt: skip
    fallen = {key for key, p in shares.items() if not of.accord.evidence.standard.met_by(p)}
    if fallen:
        counts = {block: sum(i.weight for i in items if i.key not in fallen) for block, items in held.items()}
        again = passings(counts, of.allowed(party), of.condition.error, blocks.share, passing.first)
        if not again:
            return 0
        passing = again[0]
    there = (i for block in range(passing.since, passing.block + 1) for i in held.get(block, ()))
    return min(shares.get(i.key, i.thing.p) for i in there if i.key not in fallen)
