"""Fusion agrees with itself: the terms one pair at a time and many at once; a world step by step and whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bench.evidence.scale import flood
from bench.evidence.stating import instant
from bench.evidence.world import make

from foedus.accord.model import Accord, Granularity
from foedus.accord.read_accord import read_source
from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, FAR_FUTURE
from foedus.incident import terms
from foedus.incident.blocks import Blocks
from foedus.incident.columns import Ints
from foedus.incident.fuse import Fusion, fuse
from foedus.incident.sighting import Level, Limits, limits_of
from foedus.incident.tellings import crossed, exactness_order, means, places_of, pooled
from foedus.incident.terms import NAMES
from foedus.incident.told_together import score_together
from trials import SOAKS, share

FLOOD_AT = instant(264)
"""The end of the day of the flood."""


def accord_of(text: str) -> Accord:
    accord = read_source(text, "world.accord", Path(".")).accord
    assert accord is not None
    return accord


def fused(seed: int, vaguest: Level) -> tuple[Blocks, Limits, Ints]:
    """A small world as fusion holds it, and the rows that are at least so exact."""
    world = make(seed, 60, 2)
    accord = accord_of(world.accord)
    fusion = Fusion(accord, Zones())
    fusion.known(world.reports, FAR_FUTURE)
    column, size = fusion.blocks.columns, fusion.blocks.columns.size
    rows = np.nonzero(column.alive[:size] & (column["level"][:size] <= vaguest))[0]
    return fusion.blocks, limits_of(accord, Zones()), rows


@pytest.mark.parametrize("seed", [11, 12])
def test_terms_of_one_pair_are_those_of_many(seed: int) -> None:
    blocks, limits, rows = fused(seed, Level.VAGUE)
    rng = np.random.default_rng(seed)
    one, other = rng.choice(rows, 3_000), rng.choice(rows, 3_000)
    many = blocks.scorer.terms(one, other, blocks.density)
    scores = blocks.scorer.scores(one, other, blocks.density)
    for n, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        plain = terms.terms(
            blocks.told(a), blocks.told(b), limits.distance_m, blocks.scorer.period_s, limits.acts, limits.objects
        )
        assert tuple(plain) == NAMES
        assert plain == {name: int(many[name][n]) for name in NAMES}
        assert terms.total(plain) == int(scores[n])


@pytest.mark.parametrize("seed", [11, 12])
def test_scores_of_groups_are_those_of_the_definition(seed: int) -> None:
    blocks, limits, rows = fused(seed, Level.FAIR)
    column = blocks.columns
    rows = rows[np.argsort([column.sightings[r].id for r in rows])]
    places = places_of(column, rows, blocks.density[rows])
    order, rng, finite = exactness_order(places), np.random.default_rng(seed), 0
    near = np.argsort(column["mid2"][rows], kind="stable")
    for _ in range(400):
        chosen = rng.permutation(near[(begin := rng.integers(len(near) - 6)) : begin + 6])[: rng.integers(2, 6)]
        cut = int(rng.integers(1, len(chosen)))
        groups = [np.sort(chosen[:cut]), np.sort(chosen[cut:])]
        a, b = (pooled(places, order, each, np.array([len(each)])) for each in groups)
        crosses = crossed((np.concatenate(groups), np.array([0, cut]), np.array([cut, len(chosen) - cut])),
                          np.array([0]), np.array([1]))  # fmt: skip
        words, texts = blocks.scorer.said(rows[crosses.one], rows[crosses.other])
        far = blocks.scorer.exact_and_far(rows[crosses.one], rows[crosses.other]) | (words <= terms.APART)
        between = int(blocks.scorer.between(a, b)[0])
        plain = score_together(
            *([blocks.told(int(rows[n])) for n in each] for each in groups), limits.distance_m, blocks.scorer.period_s,
            limits.acts, limits.objects,
        )  # fmt: skip
        if far.any() or between <= terms.APART:
            assert plain <= terms.APART
            continue
        finite += 1
        assert plain == between + int(means(words, crosses)[0]) + int(texts.max())
    assert finite > 20


@pytest.mark.parametrize(
    ("seed", "lineage", "unit"),
    share([(2, "found", "incident"), (1, "stated", "incident"), (1, "stated", "episode")], 3),
)
def test_a_world_told_report_by_report_is_the_world_told_at_once(seed: int, lineage: str, unit: str) -> None:
    world = make(seed, 115, 2, lineage=lineage)  # type: ignore[arg-type]
    accord = accord_of(world.accord)
    if unit == "episode":
        same = replace(accord.evidence.same_incident, granularity=Granularity.EPISODE)
        accord = replace(accord, evidence=replace(accord.evidence, same_incident=same))
    half = len(world.reports) - (150 if SOAKS else 50)
    fusion = Fusion(accord, Zones())
    fusion.learn(world.reports[:half], FAR_FUTURE)
    for report in world.reports[half:]:
        fusion.learn([report], FAR_FUTURE)
    known, whole = fusion.learn([], FAR_FUTURE), fuse(accord, Zones(), world.reports, FAR_FUTURE)
    assert known == whole
    backwards = fuse(accord, Zones(), [*world.reports[::-1], *world.reports[:50]], FAR_FUTURE)
    assert backwards == whole


@pytest.mark.skipif(not SOAKS, reason="thousands of reports in one place: make soak")
@pytest.mark.parametrize("unit", ["incident", "episode"])
def test_a_flood_told_report_by_report_is_the_flood_told_at_once(unit: str) -> None:
    world = make(4, 38, 12)
    accord = accord_of(world.accord)
    if unit == "episode":
        same = replace(accord.evidence.same_incident, granularity=Granularity.EPISODE)
        accord = replace(accord, evidence=replace(accord.evidence, same_incident=same))
    told = [r for r in world.reports if r.known_at <= FLOOD_AT][-300:]
    sent = flood(4, 2_600)
    fusion = Fusion(accord, Zones())
    fusion.learn([*told, *sent[:900]], FAR_FUTURE)
    assert not len(fusion.blocks.flooded())
    fusion.learn(sent[900:2_595], FAR_FUTURE)
    for report in sent[2_595:]:
        fusion.learn([report], FAR_FUTURE)
    assert len(fusion.blocks.flooded()) > 1_000
    assert fusion.learn([], FAR_FUTURE) == fuse(accord, Zones(), [*sent, *told], FAR_FUTURE)


@pytest.mark.skipif(not SOAKS, reason="a world of seventy days: make soak")
def test_what_is_learnt_along_the_way_is_what_is_learnt_when_asked_later() -> None:
    world = make(3, 25, 70)
    accord = accord_of(world.accord)
    stream = Fusion(accord, Zones())
    days = range(world.reports[0].known_at + 20 * DAY, world.reports[-1].known_at, 9 * DAY)
    told = 0
    for at in days:
        new = [r for r in world.reports[told:] if r.known_at <= at]
        told += len(new)
        known = stream.learn(new, at)
    whole = fuse(accord, Zones(), world.reports, at)
    assert stream.behaviour.learnt_at is not None and stream.behaviour.cases >= 30
    assert known == whole
    known_by_then = [r for r in world.reports if r.known_at <= at]
    mixed = Fusion(accord, Zones())
    mixed.learn(known_by_then[1::2], at)
    assert mixed.learn(known_by_then[::2], at) == whole, "half of it arrives when the other half is there"
