"""What holds of every zone of possible agreement, whatever anybody wants."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.accord.read_accord import read_accord
from foedus.incentives.alternatives import NEUTRAL, Alternative
from foedus.incentives.positions import (
    Change,
    Choice,
    Demand,
    Option,
    Positions,
    RedLine,
    changed,
    changes_of,
    combinations_of,
)
from foedus.incentives.signing import ends
from foedus.incentives.stakes import Range, Stakes
from foedus.incentives.template import neutral
from foedus.incentives.zone import Obstacle, Point, Refusal, Zone, best_of, zone
from foedus.procedure.compiling import compile_procedure

ACCORD = Path(__file__).parents[2] / "library" / "conditional_accession" / "conditional_accession.accord"
CHOICES = (
    Choice("consents", "", (Option("all", 32, Change(consents=32)), Option("few", 17, Change(consents=17)))),
    Choice("promise", "", (
        Option("on breach"), Option("now", None, Change(award=Alternative.NOW)),
        Option("dated", None, Change(award=Alternative.DATED, dated=24)),
    )),
    Choice("cost", "", (Option("as it is"), Option("more", None, Change(numbers={("NATO", "award"): Range(-3, -2)})))),
)  # fmt: skip
PARTIES = ("RU", "UA", "NATO")
EVERY = [*combinations_of(CHOICES)]


@cache
def stakes() -> Stakes:
    deal = read_accord(ACCORD).accord
    assert deal is not None
    procedure = compile_procedure(deal)
    return neutral(procedure.guarantees[0], procedure)


def of(lines: tuple[RedLine, ...], demands: tuple[Demand, ...] = ()) -> Zone:
    return zone(stakes(), Positions(CHOICES, demands, lines), NEUTRAL, 64, 1)


def options_of(found: Zone) -> set[tuple[str, ...]]:
    return {point.options for point in found.possible}


@st.composite
def red_lines(draw: st.DrawFn) -> RedLine:
    names = draw(st.lists(st.sampled_from(range(3)), min_size=1, max_size=2, unique=True))
    forbids = tuple(
        (CHOICES[n].name, tuple(draw(st.sets(st.sampled_from([o.name for o in CHOICES[n].options]), min_size=1))))
        for n in names
    )
    return RedLine(draw(st.sampled_from(PARTIES)), forbids)


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    choice = draw(st.sampled_from(CHOICES))
    names = draw(st.permutations([option.name for option in choice.options]))
    split = draw(st.integers(0, len(names)))
    tiers = tuple(tier for tier in (tuple(names[:split]), tuple(names[split:])) if tier)
    return Demand(draw(st.sampled_from(PARTIES)), choice.name, tiers)


some_lines = st.lists(red_lines(), max_size=5).map(tuple)


@settings(deadline=None, max_examples=60)
@given(some_lines, red_lines())
def test_a_red_line_more_never_widens_the_zone(lines: tuple[RedLine, ...], more: RedLine) -> None:
    assert options_of(of((*lines, more))) <= options_of(of(lines))


@settings(deadline=None, max_examples=60)
@given(some_lines)
def test_a_combination_is_in_the_zone_or_somebody_stands_in_its_way(lines: tuple[RedLine, ...]) -> None:
    found = of(lines)
    names = [choice.name for choice in CHOICES]
    for combination in EVERY:
        crossed = any(line.is_crossed(dict(zip(names, combination, strict=True))) for line in lines)
        assert (found.at(combination) is None) == crossed
    assert (found.clash is None) == bool(found.possible)


@settings(deadline=None, max_examples=60)
@given(st.lists(red_lines(), min_size=2, max_size=7).map(tuple))
def test_those_who_clash_leave_nothing_and_no_fewer_would(lines: tuple[RedLine, ...]) -> None:
    """By trying every smaller set of red lines and refusals, each from its definition."""
    found = of(lines)
    if found.clash is None:
        return
    refusals = {Refusal(tested) for each in EVERY for tested in never(each)}
    every: list[Obstacle] = [*dict.fromkeys(lines), *refusals]
    assert all(any(meets(o, each) for o in found.clash.obstacles) for each in EVERY)
    for fewer in combinations(every, len(found.clash.obstacles) - 1):
        assert not all(any(meets(o, each) for o in fewer) for each in EVERY)


@cache
def never(combination: tuple[str, ...]) -> tuple:  # type: ignore[type-arg]
    changes = [*changes_of(CHOICES, combination)]
    award = next((change.award for change in changes if change.award), Alternative.ON_BREACH)
    dated = next((change.dated for change in changes if change.dated), NEUTRAL.dated)
    within = ends(changed(stakes(), changes), replace(NEUTRAL, dated=dated), award)
    return tuple(tested for tested, reached in within if reached.best < 0)


def meets(obstacle: Obstacle, combination: tuple[str, ...]) -> bool:
    if isinstance(obstacle, Refusal):
        return obstacle.tested in never(combination)
    at = dict(zip([choice.name for choice in CHOICES], combination, strict=True))
    return all(at[choice] in names for choice, names in obstacle.forbids)


@settings(deadline=None, max_examples=60)
@given(some_lines, st.lists(demands(), max_size=4, unique_by=lambda d: (d.who, d.choice)).map(tuple))
def test_whatever_is_not_among_the_best_of_the_zone_is_bettered_by_one_that_is(
    lines: tuple[RedLine, ...], wanted: tuple[Demand, ...]
) -> None:
    found = of(lines, wanted)
    best = best_of(found.possible, Positions(CHOICES, wanted, lines))
    assert bool(best) == bool(found.possible)
    for point in found.possible:
        others = [other for other in found.possible if other.signs >= point.signs and betters(other, point, wanted)]
        assert (point in best) == (not others)
        assert point in best or any(other in best for other in others)


def betters(one: Point, other: Point, wanted: tuple[Demand, ...]) -> bool:
    """By the definition: somebody prefers it, nobody the other, and of what nobody speaks they are alike."""
    preferred = []
    for n, choice in enumerate(CHOICES):
        here, there = one.options[n], other.options[n]
        spoken = [demand for demand in wanted if demand.choice == choice.name]
        if not spoken and here != there:
            return False
        preferred += [demand.prefers(here, there) for demand in spoken]
    return all(each is not None and each >= 0 for each in preferred) and any(preferred)


@settings(deadline=None, max_examples=100)
@given(demands(), st.data())
def test_a_ranking_orders_what_it_ranks(demand: Demand, data: st.DataObject) -> None:
    names = [name for tier in demand.tiers for name in tier]
    one, two, three = (data.draw(st.sampled_from(names)) for _ in range(3))
    there, back = demand.prefers(one, two), demand.prefers(two, one)
    assert there is not None and back == -there
    if there >= 0 and (demand.prefers(two, three) or 0) >= 0:
        assert (demand.prefers(one, three) or 0) >= 0
