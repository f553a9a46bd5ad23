"""Breaches counted into a graver one: `material breach when serious breaches are at least 3 within 7 days` (F5-F5c)."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.accord.model import Accord, Condition, Norm
from foedus.basics.instant import Instant, Interval
from foedus.finding import explain
from foedus.finding.counting import Found, not_overlapping
from foedus.finding.model import Finding, Truth
from foedus.finding.windows import Item, Window, episodes, satisfied


def findings_of_breaches(
    accord: Accord, as_known_at: Instant, norm: Norm, condition: Condition, lesser: Sequence[Found]
) -> list[Found]:
    """What is found by counting breaches of a lesser grade of the same norm, for each party its own (F5a).

    A breach by nobody known is nobody's and is not counted (F5c); nor do breaches of two series add (I7a).
    """
    found: list[Found] = []
    for party in dict.fromkeys(f.finding.party for f in lesser):
        own = [f for f in lesser if f.finding.party == party and f.finding.grade == condition.of_grade]
        if party is None or not own:
            continue
        breaches: list[Found] = []
        possible: list[Found] = []
        for series in sorted({f.series for f in own}):
            of_series = [f.finding for f in own if f.series == series]
            certain = [f for f in of_series if f.truth is Truth.BREACHED]
            breaches += _counted(accord, as_known_at, norm, condition, certain, Truth.BREACHED, series)
            possible += _counted(accord, as_known_at, norm, condition, of_series, Truth.UNDETERMINED, series)
        found += breaches + not_overlapping(condition, possible, breaches)
    return found


def _counted(
    accord: Accord, as_known_at: Instant, norm: Norm, condition: Condition, lesser: Sequence[Finding], truth: Truth,
    series: str,
) -> list[Found]:  # fmt: skip
    once = counted_once(lesser)
    items = [Item(Interval(f.reached_at, f.reached_at), f"{n:09d}", 1, f) for n, f in enumerate(once)]
    windows = satisfied(accord, condition, items, False, lambda held: len(held) >= condition.at_least)
    return [
        Found(_finding(accord, as_known_at, norm, condition, truth, run), series)
        for run in episodes(condition, windows)
    ]


def counted_once(lesser: Sequence[Finding]) -> list[Finding]:
    """F5b: episodes that share an incident count once, the one first reached (of equals the certain one)."""
    used: set[str] = set()
    once = []
    for finding in sorted(lesser, key=order):
        if used.isdisjoint(finding.incidents):
            used.update(finding.incidents)
            once.append(finding)
    return once


def order(finding: Finding) -> tuple[Instant, bool, Instant, str, tuple[str, ...]]:
    """Episodes as they are counted: by when they were reached, certain ones first."""
    uncertain = finding.truth is not Truth.BREACHED
    return (finding.reached_at, uncertain, finding.episode.start, finding.condition, finding.incidents)


def _finding(
    accord: Accord, as_known_at: Instant, norm: Norm, condition: Condition, truth: Truth, run: Sequence[Window[Finding]]
) -> Finding:
    counted = list({item.key: item.thing for window in run for item in window.items}.values())
    best = max(run, key=lambda w: min(i.thing.probability for i in w.items))  # the first of equals
    probability = min(i.thing.probability for i in best.items)
    least, origin = min((i.thing.least_without[1], i.thing.least_without[0]) for i in best.items)
    return Finding(
        accord.digest, norm.address, condition.grade, condition.address, counted[0].party, truth,
        Interval(min(f.episode.start for f in counted), max(f.episode.end for f in counted)), run[0].reached_at,
        as_known_at, tuple(sorted({i for f in counted for i in f.incidents})), probability,
        (origin, least) if least < probability else ("", probability),
        explain.breaches_counted(accord, condition, truth, counted, run[0], probability),
    )  # fmt: skip
