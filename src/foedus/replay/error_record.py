"""The record that error rates are measured on: recorded acts to tell violations by, and the days to put them on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.instant import FAR_FUTURE, Instant, Interval
from foedus.basics.problem import Problem
from foedus.finding.fast_log import MattersOnce
from foedus.incident.behaviour import Behaviour, unlearnt
from foedus.incident.fuse import Fusion
from foedus.incident.learning import relearning_instant
from foedus.procedure.aim import Aim
from foedus.replay.channel_rates import Channels, channels_of
from foedus.replay.coverage import Coverage, coverage_of
from foedus.replay.donors import Donor, donors_of
from foedus.replay.pipeline import AS_WRITTEN
from foedus.replay.places import places_of
from foedus.replay.trials import World
from foedus.replay.violations import Setting
from foedus.report.model import Report


@dataclass(frozen=True)
class Record:
    """What is recorded. donors: in order of time. covered: the days in force of which there are reports. whole: all
    days of which there are any, in force or not. channels: the two that tell of such acts, if it is two; then days on
    which one was not at work are in neither, and acts that the other alone has there are no donors."""

    world: World
    donors: tuple[Donor, ...]
    setting: Setting
    covered: Coverage
    whole: Coverage
    channels: Channels | None = None


@dataclass(frozen=True)
class Supposed:
    """What violations are given that the record does not tell. spread_days, named: as `Setting` has them."""

    seed: int
    spread_days: int
    named: float = 0.0


def record_of(
    accord: Accord, zones: Zones, aim: Aim, reports: Sequence[Report], supposed: Supposed
) -> Record | Problem:
    """The record that reports make; reports: each once, by when they became known. Problems: W0102, W0104, W0108."""
    if not reports:
        return Problem(
            "W0108", None, "no report could be read", "error rates are measured on recorded reports, and there is none",
            "give files with reports, or `--format` and `--mapping` so that these can be read",
        )  # fmt: skip
    whole = coverage_of(reports, accord.time_zone)
    until = FAR_FUTURE if accord.in_force_until is None else accord.in_force_until - 1
    covered = whole.within(Interval(accord.in_force_from, max(until, accord.in_force_from)))
    if not covered.days:
        return _outside(accord, whole)
    known = Fusion(accord, zones, AS_WRITTEN).learn(reports, max(r.known_at for r in reports))
    donors = donors_of(MattersOnce(accord, zones), aim, reports, known)
    if not donors:
        return _no_donors(aim, accord)
    channels, donors = channels_of(donors, reports)
    if channels is not None:
        whole, covered = (days.without(channels.gaps) for days in (whole, covered))
        if not covered.days or not donors:
            return _never_both(accord, channels)
    norm = aim.under(accord)
    longest = max((last - first).days + 1 for first, last in covered.stretches)
    setting = Setting(
        aim, places_of(zones, norm.zone, donors, supposed.seed), accord.time_zone,
        min(supposed.spread_days, longest), supposed.named,
    )  # fmt: skip
    in_order = tuple(sorted(donors, key=lambda d: (d.happened_from, d.incident.id)))
    world = World(zones, tuple(reports), learnt_of(accord, zones, reports))
    return Record(world, in_order, setting, covered, whole, channels)


def learnt_of(accord: Accord, zones: Zones, reports: Sequence[Report]) -> Callable[[Instant], Behaviour]:
    """How origins behave, as learnt from what was known at the start of the month (I4f), asked of any instant."""
    if not any(r.claims for r in reports):
        prior = unlearnt(accord.party_names)
        return lambda _: prior
    ordered = sorted(reports, key=lambda r: (r.known_at, r.id))
    fusion = Fusion(accord, zones, AS_WRITTEN)
    months = sorted({relearning_instant(r.known_at) for r in ordered})
    learnt: list[Behaviour] = []
    first = 0
    for month in months:
        last = bisect_right(ordered, month, lo=first, key=lambda r: r.known_at)
        fusion.learn(ordered[first:last], month)
        learnt.append(fusion.behaviour)
        first = last
    return lambda at: learnt[max(0, bisect_right(months, at) - 1)]


def _outside(accord: Accord, whole: Coverage) -> Problem:
    told = ", ".join(f"{first} to {last}" for first, last in whole.stretches[:4]) or "no day"
    return Problem(
        "W0102", None, f"no report speaks of a whole day on which {accord.name} is in force",
        f"the reports cover {told}; what was not watched under the deal says nothing of how it would be watched",
        "give reports of that time, or ask `--in-force FROM..UNTIL` for what would have been found if it had been in "
        "force in a time of which there are reports",
    )  # fmt: skip


def _never_both(accord: Accord, channels: Channels) -> Problem:
    return Problem(
        "W0102", None, f"on no day on which {accord.name} is in force were both channels at work: "
        f"{' and '.join(channels.names)}",
        "what one of them has while the other is not there says nothing of what the other would have had",
        "give alerts of both of one time, or of one of them alone",
    )  # fmt: skip


def _no_donors(aim: Aim, accord: Accord) -> Problem:
    return Problem(
        "W0104", None, f"no report speaks of a single act that Article {aim.norm} forbids ({aim.under(accord).act})",
        "how late, how exactly and by whom such an act is told is taken from recorded ones, and there is none; counts "
        "of many acts tell of no single one",
        "give reports of single acts of that kind, from another time or place if need be",
    )  # fmt: skip
