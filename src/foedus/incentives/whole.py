"""All that the sheet of a guarantee tells beside its constraints, by the same draws (rules V7-V9)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from foedus.basics.sections import section_lines
from foedus.basics.wrapping import wrapped
from foedus.incentives.alternatives import NEUTRAL, UNKNOWN_OFFERS, Alternative, compared, pulls
from foedus.incentives.draws import drawn, shares, unknowns
from foedus.incentives.holding_out import Holding, holding
from foedus.incentives.holding_words import holding_section
from foedus.incentives.regions import LABELS, Regions, of_text, quorums_of, regions_at
from foedus.incentives.sheet_words import weigh_sheet
from foedus.incentives.stakes import Stakes, drawn_so
from foedus.incentives.weighing import DRAWS, Tested, Weighed, slacks, untold_labels

UNTOLD = float("nan")
"""Stands for a share that cannot be told (V2c)."""
_DETERRING = (Alternative.ON_BREACH, Alternative.MORE_EYES, Alternative.PLEDGE)
"""The promises under which it counts how surely a breach is found."""


def alternatives_of(weighed: Weighed) -> dict[Alternative, dict[str, float | None]]:
    """What else could be promised: by label and `all` the share of draws in which it holds. None: it has no meaning;
    `UNTOLD`: it cannot be told."""
    own = shares(weighed.draws, len(unknowns(weighed.stakes)), weighed.seed)
    more = shares(weighed.draws, UNKNOWN_OFFERS, weighed.seed + 2)
    found, untold = compared(weighed.stakes, NEUTRAL, own, more), untold_labels(weighed.stakes)
    return {
        alternative: {
            label: UNTOLD if _hangs(share, label, untold if alternative in _DETERRING else frozenset()) else share
            for label, share in row.items()
        }
        for alternative, row in found.items()
    }


def _hangs(share: float | None, label: str, untold: frozenset[str]) -> bool:
    """Whether a share is one of draws over what cannot be told. In none of them or in all, it is told."""
    return share is not None and 0 < share < 1 and (label in untold or (label == "all" and bool(untold)))


def regions_of(weighed: Weighed) -> Regions:
    """The line as it is drawn and the other ways of the file, by how many must consent; `UNTOLD` as above."""
    stakes = weighed.stakes
    own, designs = shares(weighed.draws, len(unknowns(stakes)), weighed.seed), of_text(stakes)
    found = regions_at(stakes, designs, quorums_of(stakes), own, weighed.seed + 3)
    for design, rows in zip(designs, found.shares, strict=True):
        untold = untold_labels(drawn_so(stakes, design))
        for row in rows:
            row[:] = [
                UNTOLD if _hangs(float(share), label, untold) else share
                for label, share in zip((*LABELS, "all"), row, strict=True)
            ]
    return found


def pulls_of(weighed: Weighed) -> dict[Alternative, float]:
    """By promise the share of draws in which the accused would rather fight now; empty where nobody says anything."""
    return pulls(weighed.stakes, shares(weighed.draws, len(unknowns(weighed.stakes)), weighed.seed))


def holding_of(weighed: Weighed) -> Holding:
    """Who can hold out, and what those would have to be given who would not sign."""
    return holding(weighed.stakes, weighed.draws, weighed.seed)


def sheet_of(weighed: Weighed) -> list[str]:
    """The sheet in lines, without the name of the accord."""
    supposed, sections = weigh_sheet(
        weighed, alternatives_of(weighed), NEUTRAL, regions_of(weighed), pulls_of(weighed),
        holding_section(holding_of(weighed), weighed.stakes),
    )
    return [*wrapped(supposed), *section_lines(sections)]


def columns_of(stakes: Stakes, draws: int = DRAWS, seed: int = 1) -> dict[str, NDArray[np.float64]]:
    """Every draw, in columns of the shape (draws,): the numbers as `RU.award` and `errors.false`, those by size as
    `errors.found 5` and `RU.gain 5`, and each slack as `C1 RU` and `C2 RU 5`. The draws are those that `weigh` takes.
    """
    at = shares(draws, len(unknowns(stakes)), seed)
    values = drawn(stakes, at)
    found: dict[str, object] = {"patience": values.patience, "prior": values.prior}
    for name in ("false", "blamed", "exposed", "certified_true", "certified_false"):
        found[f"errors.{name}"] = getattr(values, name)
    for row, chance in zip(stakes.errors.found, values.found, strict=True):
        found[f"errors.found {row.size}"] = chance
    for side in stakes.sides:
        found |= {f"{side.name}.{setting}": each for setting, each in values.sides[side.name].items()}
        for violation, gain in zip(side.violations, values.gains[side.name], strict=True):
            found[f"{side.name}.gain {violation.size}"] = gain
    found |= {f"strength.{name}": each for name, each in values.strength.items()}
    tested, slack = slacks(stakes, at)
    found |= {column_name(each): own for each, own in zip(tested, slack, strict=True)}
    return {name: np.array(np.broadcast_to(each, draws), dtype=np.float64) for name, each in _known(found).items()}


def column_name(tested: Tested) -> str:
    """`C1 RU`, `C2 RU 5`."""
    return f"{tested.label} {tested.who}" + (f" {tested.size}" if tested.size else "")


def _known(found: Mapping[str, object]) -> Mapping[str, np.float64 | NDArray[np.float64]]:
    return {name: np.asarray(each, dtype=np.float64) for name, each in found.items()}
