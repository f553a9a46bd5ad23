"""What is proved is shown by its certificate to a checker that knows nothing of the prover, and never the contrary."""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from certificate_values import MEANS, certified, drawn, shown
from foedus.prove.decide import prove
from foedus.recheck.claims import Shows
from trials import SOAKS

SEEDS = range(400) if SOAKS else range(3, 12)
FORGED = range(60) if SOAKS else (6,)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_requirement_is_shown_as_it_was_decided(seed: int, tmp_path: Path) -> None:
    deal = drawn(seed)
    decided = [MEANS[decision.verdict] for proof in prove(deal, deal.in_force_from) for decision in proof.decisions]
    found = shown(deal, certified(deal), tmp_path)
    assert found[: len(decided)] == decided
    assert found[len(decided) :] == [Shows.KEPT] * 3, "the smallest coalitions"


def forged(data: Any, dice: Random) -> Any:
    """The certificate with one thing in it changed, left out or doubled, wherever that may be."""
    data = copy.deepcopy(data)
    at = data["guarantees"]
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return data
        key = dice.choice(keys)
        if isinstance(at[key], dict | list) and at[key] and dice.random() < 0.9:
            at = at[key]
            continue
        if isinstance(at, list) and dice.random() < 0.5:
            del at[key]
        elif isinstance(at[key], bool):
            at[key] = not at[key]
        elif isinstance(at[key], int):
            at[key] += dice.choice((-1, 1, 60_000_000))
        elif isinstance(at, list):
            at.append(copy.deepcopy(at[key]))
        return data


@pytest.mark.parametrize("seed", FORGED)
def test_no_changed_certificate_shows_the_contrary_of_what_is_so(seed: int, tmp_path: Path) -> None:
    deal, dice = drawn(seed), Random(seed)
    data = certified(deal)
    count = len(deal.requirements)
    true, refused = shown(deal, data, tmp_path)[:count], 0
    for _ in range(60 if SOAKS else 30):
        try:
            found = shown(deal, forged(data, dice), tmp_path)[:count]
        except AssertionError:  # no certificate any more
            refused += 1
            continue
        refused += found != true
        assert all(one in (other, Shows.NOTHING) for one, other in zip(found, true, strict=True))
    assert refused, "some of the changes must have told"
