"""Many designs at once say what each constraint by itself says, draw by draw."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foedus.accord.read_accord import read_accord
from foedus.incentives.draws import shares, unknowns
from foedus.incentives.read_stakes import stakes_in
from foedus.incentives.regions import LABELS, regions, regions_at
from foedus.incentives.stakes import Design, Found, Range, Stakes, drawn_so
from foedus.incentives.template import neutral
from foedus.incentives.weighing import slacks
from foedus.procedure.compiling import compile_procedure

DEAL = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD = read_accord(DEAL / "conditional_accession.accord").accord
assert ACCORD is not None
PROCEDURE = compile_procedure(ACCORD)
TEMPLATE = neutral(PROCEDURE.guarantees[0], PROCEDURE)


def example() -> Stakes:
    stakes, problems = stakes_in((DEAL / "stakes.example.stakes").read_text(encoding="utf-8"), "", PROCEDURE)
    assert stakes is not None, problems
    return stakes


def designs_of(stakes: Stakes) -> list[Design]:
    """As written, keener with more false alarms, and one that is known exactly and finds nothing small."""
    errors = stakes.errors
    keen = replace(errors, false=Range(0.05, 0.3), found=tuple(Found(f.size, Range(0.5, 1)) for f in errors.found))
    blind = replace(errors, false=Range(0, 0), found=(Found(20, Range(0.5, 0.5)),))
    [guarantors] = stakes.guarantors
    loose = {(guarantors.name, "stands"): Range(0.9, 0.9), (guarantors.name, "revoking_cost"): Range(0, 0),
             (guarantors.name, "award"): Range(-1, 1)}  # fmt: skip
    return [
        Design("as written", errors), Design("keen", keen), Design("blind to what is small", blind),
        Design("revocable", errors, loose),
    ]


def by_each(stakes: Stakes, at: np.ndarray) -> list[int]:
    tested, slack = slacks(stakes, at)
    held = {label: np.ones(len(at), dtype=bool) for label in LABELS}
    for each, own in zip(tested, slack, strict=True):
        held[each.label] &= own >= 0
    return [*(int(held[label].sum()) for label in LABELS), int(np.all([*held.values()], axis=0).sum())]


@pytest.mark.parametrize("stakes", [TEMPLATE, example()], ids=["template", "example"])
def test_a_region_is_each_constraint_of_each_design_and_quorum(stakes: Stakes) -> None:
    names = unknowns(stakes)
    at = shares(3_000, len(names), 7)
    quorums = (32, 30, 20, 1)
    found = regions_at(stakes, designs_of(stakes), quorums, at, seed=1).shares * len(at)
    for d, design in enumerate(designs_of(stakes)):
        here = drawn_so(stakes, design)
        own = at[:, [i for i, name in enumerate(names) if name in unknowns(here)]]
        for q, quorum in enumerate(quorums):
            rules = tuple(replace(rule, count=quorum) for rule in stakes.guarantee.consents)
            asked = replace(here, guarantee=replace(stakes.guarantee, consents=rules))
            assert found[d, q].round(6).tolist() == by_each(asked, own), (design.name, quorum)


def test_regions_are_the_same_however_many_draws_are_looked_at_together() -> None:
    one, other = (regions(TEMPLATE, designs_of(TEMPLATE), (32, 22), 20_000, seed) for seed in (1, 1))
    assert (one.shares == other.shares).all() and one.shares.shape == (4, 2, 9)
    assert abs(one.shares - regions(TEMPLATE, designs_of(TEMPLATE), (32, 22), 20_000, 2).shares).max() < 0.02
