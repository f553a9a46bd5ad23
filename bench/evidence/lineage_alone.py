"""False and lost corroboration: how much of it is lineage's, and how much comes from grouping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.evidence.happenings import NORTH, SOUTH
from bench.evidence.marks import SETTINGS
from bench.evidence.measures import majority
from bench.evidence.ways import accord_of
from bench.evidence.world import World
from foedus.basics.instant import FAR_FUTURE
from foedus.basics.vocabulary import ACTS, OBJECTS
from foedus.incident.fuse import fuse
from foedus.incident.lineage import Ground, lineage
from foedus.incident.model import Reading
from foedus.incident.origins import origins_of, root_of
from foedus.incident.tracing import Tracing, flat
from foedus.incident.words import words_of
from foedus.report.model import Report


@dataclass
class Alone:
    """Lineage on the true groups. said: incidents with two origins or more; wrong: of these, with fewer than two
    voices. heard: incidents of which two voices or more that are no party tell; lost: of these, with fewer than two
    origins. copies, not_found: reports by no witness, and those of them taken to say it themselves."""

    said: int = 0
    wrong: int = 0
    heard: int = 0
    lost: int = 0
    copies: int = 0
    not_found: int = 0


@dataclass
class Whole:
    """Fusion as a whole. merged: wrong, as the second origin has only reports of another incident. copied: wrong, as
    one voice was counted as two."""

    said: int = 0
    merged: int = 0
    copied: int = 0
    heard: int = 0
    lost: int = 0


def lineage_alone(world: World, count: Alone) -> None:
    """Add what lineage makes of the reports of each true incident."""
    accord, _ = accord_of(world.accord)
    origins, acts, objects = origins_of(accord), words_of(accord.acts, ACTS), words_of(accord.objects, OBJECTS)
    groups: dict[int, list[Report]] = defaultdict(list)
    for one in sorted(world.judged):
        groups[world.incident_of[one]].append(world.by_id[one])
    for reports in groups.values():
        roots = {r.id: root_of(r, world.by_id) for r in reports if r.derives_from}
        steps = lineage(reports, origins, acts, objects, roots)
        spoken = [(r, origins.speaker(r, steps.root(r), Reading())) for r in reports]
        found = {s.key for r, s in spoken if origins.claims_that_count(r, s, Reading()) is not None}
        voices = _voices(world, [r.id for r in reports])
        count.said += len(found) > 1
        count.wrong += len(found) > 1 and len(voices) < 2
        heard = len(voices - {NORTH, SOUTH}) > 1
        count.heard += heard
        count.lost += heard and len(found) < 2
        copies = [r for r in reports if world.witness_of[r.id] != r.id]
        count.copies += len(copies)
        count.not_found += sum(steps.steps[r.id].ground is Ground.FIRST for r in copies)


def fusion_whole(world: World, count: Whole) -> None:
    """Add what fusion makes of all reports, each incident judged by its main true one."""
    accord, zones = accord_of(world.accord)
    incidents = fuse(accord, zones, world.reports, FAR_FUTURE).incidents
    tracing = Tracing(accord, zones, world.reports)
    truth: Mapping[str, int] = {r: world.incident_of[r] for r in world.judged}
    group = {r: i.id for i in incidents for r in i.reports}
    main = majority({r: group.get(r, r) for r in truth}, truth)
    for incident in (i for i in incidents if i.id in main):
        own = {r for r in incident.reports if truth.get(r) == main[incident.id]}
        voices = _voices(world, sorted(own))
        heard = len(voices - {NORTH, SOUTH}) > 1
        count.heard += heard
        count.lost += heard and len(incident.origins) < 2
        if len(incident.origins) < 2:
            continue
        count.said += 1
        if len(voices) < 2:
            counting = [o for o in tracing.trace(incident).origins if o.counts]
            of_it = sum(any(told.report.id in own for told in flat(o.told)) for o in counting)
            count.copied += of_it > 1
            count.merged += of_it < 2


def show_lineage(seeds: Sequence[int], reports: int) -> None:
    """Print a line for each setting, all seeds together."""
    print(f"all of seeds {', '.join(map(str, seeds))} together, about {reports} reports a world")
    for setting in SETTINGS:
        alone, whole = Alone(), Whole()
        for seed in seeds:
            world = setting.world(seed, reports)
            lineage_alone(world, alone)
            fusion_whole(world, whole)
        print(f"\n{setting}")
        print(
            f"  true groups: false {_share(alone.wrong, alone.said)}, lost {_share(alone.lost, alone.heard)}; "
            f"copies not found {_share(alone.not_found, alone.copies)}"
        )
        print(
            f"  fused: false {_share(whole.merged + whole.copied, whole.said)}: by wrong merges "
            f"{_share(whole.merged, whole.said)}, by copies not found {_share(whole.copied, whole.said)}; "
            f"lost {_share(whole.lost, whole.heard)}",
            flush=True,
        )


def _voices(world: World, reports: Sequence[str]) -> set[str]:
    return {world.voice_of[r] for r in reports} - {""}


def _share(part: int, whole: int) -> str:
    return f"{part / whole if whole else 0:.3f} ({part} of {whole})"
