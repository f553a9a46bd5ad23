"""Chances agree with runs in which every member decides for itself, with the exported models, and with Storm."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

import pytest

from chance_values import every_run, inquiry_of, played, rates_for
from foedus.accord.model import Accord
from foedus.prove.chain import Chain, chain
from foedus.prove.chance import award_by, expected
from foedus.prove.export_prism import award_label, prism_model, prism_properties
from prism_reading import in_order, read_model, read_properties
from prove_values import accord
from trials import SOAKS

SEEDS = range(10)
RUNS = 1_000


def drawn(seed: int, most: int = 5) -> tuple[Accord, dict[str, object]]:
    """A small accord and rates for it, numbers throughout."""
    dice = Random(seed)
    watch, court = dice.randint(1, most), dice.randint(1, 3)
    deal = accord(
        watch=" ".join(f"W{n}" for n in range(watch)), quorum=f"{dice.randint(watch // 2 + 1, watch)} of {watch}",
        court=" ".join(f"J{n}" for n in range(court)), ruled=f"{dice.randint(court // 2 + 1, court)} of {court}",
        window=f"{dice.randint(2, 5)} days", silence=dice.choice(["assent", "refusal"]),
        unruled=dice.choice(["dismisses", "upholds"]), challenges=dice.choice(["", "once", "2 times"]),
        cure=dice.choice(["", "the accused may cure a breach of Article 2 within 4 days"]),
        duty=dice.choice(["", "each member votes within 1 day", "each member votes within 3 days"]),
    )  # fmt: skip

    def share(low: int = 0, high: int = 100) -> float:
        return dice.randint(low, high) / 100

    rates: dict[str, object] = {name: share(40) for name in ("available", "court_available", "challenges_true")}
    rates |= {f"{court}errs_on_{case}": share(0, 60) for court in ("", "court_") for case in ("true", "false")}
    rates |= {name: share() for name in ("challenges_false", "makes_good_true", "makes_good_false")}
    rates |= {name: dice.choice(["at once", "at the limit"]) for name in ("votes", "court_votes", "challenges")}
    rates["members"] = f"[bodies.Watch.members.W0]\navailable = {share()}"
    return deal, rates


def test_chances_are_exactly_what_all_runs_of_single_members_come_to() -> None:
    for seed in (0, 1, 2, 3):
        deal, changed = drawn(seed, most=3)
        inquiry, rates = inquiry_of(deal), rates_for(deal, **changed)
        is_true, breach = bool(seed % 2), inquiry.breaches[-1]
        runs = list(every_run(lambda choose: played(inquiry, rates, breach, is_true, choose)))  # noqa: B023
        found = chain(inquiry, rates, breach, is_true)
        assert sum(p for p, _ in runs) == 1
        assert {at for p, at in runs if at is not None and p} <= set(found.award_instants)
        for by in (*found.award_instants, None):
            share = sum((p for p, at in runs if at is not None and (by is None or at <= by)), Fraction(0))
            assert award_by(found, by) == (share, share), f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_chances_agree_with_seeded_runs_within_four_standard_errors(seed: int) -> None:
    deal, changed = drawn(seed)
    inquiry, rates, dice = inquiry_of(deal), rates_for(deal, **changed), Random(seed)

    def choose(odds: tuple[Fraction, ...]) -> int:
        return dice.choices(range(len(odds)), [float(p) for p in odds])[0]

    is_true, breach = bool(seed % 2), inquiry.breaches[-1]
    found = chain(inquiry, rates, breach, is_true)
    runs = [played(inquiry, rates, breach, is_true, choose) for _ in range(RUNS)]
    for by in (*found.award_instants, None):
        p = float(award_by(found, by).low)
        seen = sum(at is not None and (by is None or at <= by) for at in runs) / RUNS
        assert abs(seen - p) <= 4 * sqrt(p * (1 - p) / RUNS), f"seed {seed}"


def models(seed: int) -> tuple[Chain, Chain]:
    """A chain of numbers, and one of the same accord with intervals and an accused that does its worst."""
    deal, changed = drawn(seed)
    inquiry, dice = inquiry_of(deal), Random(seed)
    numbers = {name: value for name, value in changed.items() if isinstance(value, float)}
    wide: dict[str, object] = {name: f"[{p}, {min(1, round(p + 0.2, 2))}]" for name, p in numbers.items()}
    wide |= {"challenges_true": '"worst"', "challenges_false": '"worst"'}
    is_true = dice.random() < 0.5
    known, unknown = (rates_for(deal, **(changed | other)) for other in ({}, wide))
    return tuple(chain(inquiry, rates, inquiry.breaches[-1], is_true) for rates in (known, unknown))  # type: ignore[return-value]


def awarded(found: Chain, label: str, pick: Any) -> Fraction:
    """The chance of a label if everybody who chooses wants the same."""
    instants = found.award_instants
    by = next((at for n, at in enumerate(instants, 1) if award_label(n) == label), None)
    return expected(
        found, lambda end: Fraction(end.awarded_at is not None and (by is None or end.awarded_at <= by)), pick, pick
    )


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_the_exported_model_read_by_itself_has_the_same_chances(seed: int) -> None:
    for found in models(seed):
        model = read_model(prism_model(found, "A small deal"))
        asked = read_properties(prism_properties(found))
        assert {ask for ask, _ in asked} == ({"P"} if model.kind == "dtmc" else {"Pmin", "Pmax"})
        for ask, label in asked:
            pick = max if ask == "Pmax" else min
            assert model.chance(label, pick) == awarded(found, label, pick), f"seed {seed} {ask} {label}"
        assert in_order([model.chance(label, min) for _, label in asked])


@pytest.mark.parametrize("seed", range(60 if SOAKS else 6))
def test_storm_finds_the_same_chances_in_the_exported_model(seed: int, tmp_path: Path) -> None:
    stormpy = pytest.importorskip("stormpy", minversion="2", reason="the wheel of Storm is not installed")
    for n, found in enumerate(models(seed)):
        path = tmp_path / f"{n}.prism"
        path.write_text(prism_model(found, "A small deal"), encoding="utf-8")
        program = stormpy.parse_prism_program(str(path))
        asked = read_properties(prism_properties(found))
        for ask, label in asked:
            [formula] = stormpy.parse_properties(f'{ask}=? [ F "{label}" ]', program)
            built = stormpy.build_model[stormpy.Rational](program, [formula])
            result = stormpy.model_checking(built, formula).get_value(built.initial_states[0])
            assert Fraction(str(result)) == awarded(found, label, max if ask == "Pmax" else min), f"seed {seed}"


def test_whatever_the_rates_are_within_their_intervals_the_chances_are_within_the_bounds() -> None:
    for seed in SEEDS:
        deal, changed = drawn(seed)
        inquiry, dice = inquiry_of(deal), Random(seed)
        numbers = {name: value for name, value in changed.items() if isinstance(value, float)}
        ends = {name: (value, min(1.0, round(value + 0.2, 2))) for name, value in numbers.items()}
        wide = changed | {name: f"[{low}, {high}]" for name, (low, high) in ends.items()}
        bounds = chain(inquiry, rates_for(deal, **wide), inquiry.breaches[-1], True)
        for _ in range(3):
            inner = {name: round(low + (high - low) * dice.random(), 4) for name, (low, high) in ends.items()}
            found = chain(inquiry, rates_for(deal, **(changed | inner)), inquiry.breaches[-1], True)
            for by in (*found.award_instants, None):
                outer = award_by(bounds, by)
                assert outer.low <= award_by(found, by).low <= outer.high, f"seed {seed}"
