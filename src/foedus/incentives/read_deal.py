"""From an accord and a file of stakes to what is weighed, in one step: for programs and notebooks (docs/python.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foedus.accord.model import Accord
from foedus.accord.read_accord import read_source
from foedus.basics.problem import Problem, shown
from foedus.basics.wrapping import wrapped
from foedus.incentives.bounded import with_bound
from foedus.incentives.drafts import AccordText, Drafts
from foedus.incentives.negotiating import Negotiation, negotiate
from foedus.incentives.negotiation_words import negotiation_lines
from foedus.incentives.positions import Positions
from foedus.incentives.read_positions import positions_in
from foedus.incentives.read_stakes import stakes_in
from foedus.incentives.regions import Regions
from foedus.incentives.stakes import Stakes
from foedus.incentives.template import neutral, nothing_promised, weighable
from foedus.incentives.weighing import DRAWS, Weighed, weigh
from foedus.incentives.whole import columns_of, regions_of, sheet_of
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import GuaranteeRule, Procedure


class Unsound(ValueError):
    """An accord or a file of stakes that cannot be used. problems: why, and how to mend it; its text tells them all."""

    def __init__(self, problems: Sequence[Problem], sources: dict[str, str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(shown(each, sources) for each in self.problems))


@dataclass(frozen=True, slots=True)
class Deal:
    """An accord with one guarantee, and what everybody has at stake in it."""

    name: str
    procedure: Procedure
    stakes: Stakes

    def weigh(self, draws: int = DRAWS, seed: int = 1) -> Weighed:
        """Each constraint over all that one may believe (V6)."""
        return weigh(self.stakes, seed, draws)

    def sheet(self, draws: int = DRAWS, seed: int = 1) -> str:
        """The sheet, as `foedus weigh` prints it."""
        return "\n".join([*wrapped(self.name), *sheet_of(self.weigh(draws, seed))]) + "\n"

    def draws(self, draws: int = DRAWS, seed: int = 1) -> dict[str, NDArray[np.float64]]:
        """Every number and slack of every draw, in columns of the shape (draws,); names as `RU.award`, `C1 RU`."""
        return columns_of(self.stakes, draws, seed)

    def regions(self, draws: int = DRAWS, seed: int = 1) -> Regions:
        """In what share of the draws each constraint holds, by how the line is drawn and how many must consent (V8)."""
        return regions_of(self.weigh(draws, seed))


@dataclass(frozen=True, slots=True)
class Talks:
    """A deal and who wants what of it. drafts: of its text, for options that are other words of it."""

    deal: Deal
    positions: Positions
    drafts: Drafts

    def negotiate(self, draws: int = DRAWS, seed: int = 1) -> Negotiation:
        """What all could sign, who clashes, who gains by waiting, and which outcomes last (V11-V15)."""
        return negotiate(self.deal.stakes, self.positions, seed, draws, drafts=self.drafts)

    def sheet(self, draws: int = DRAWS, seed: int = 1) -> str:
        """The sheet, as `foedus negotiate` prints it."""
        return "\n".join([*wrapped(self.deal.name), *negotiation_lines(self.negotiate(draws, seed))]) + "\n"


def read_deal(accord: Path | str, stakes: Path | str | None = None) -> Deal:
    """A deal from files. stakes: None for the neutral template of the first guarantee that can be weighed.

    Errors: `Unsound` where one of them has a problem or nothing is promised; `OSError` where one cannot be read.
    """
    text = Path(stakes).read_text(encoding="utf-8-sig") if stakes is not None else None
    return deal_in(Path(accord).read_text(encoding="utf-8-sig"), text, Path(accord).parent)


def deal_in(accord: str, stakes: str | None = None, folder: Path | str = ".") -> Deal:
    """A deal from texts. folder: where the files of zones lie that the accord names. Errors: as of `read_deal`."""
    said = _accord(accord, Path(folder))
    name, procedure = said.name, compile_procedure(said)
    promised = _promised(name, procedure)
    if stakes is not None:
        found, problems = stakes_in(stakes, "stakes", procedure)
        if found is None:
            raise Unsound(problems, {"stakes": stakes})
        return Deal(name, procedure, with_bound(found, said))
    return Deal(name, procedure, with_bound(neutral(promised[0], procedure), said))


def read_talks(accord: Path | str, stakes: Path | str) -> Talks:
    """A deal and the positions of a file of stakes. Errors: as of `read_deal`."""
    text = Path(stakes).read_text(encoding="utf-8-sig")
    written = AccordText(Path(accord).read_text(encoding="utf-8-sig"), str(accord), Path(accord).parent)
    said = _accord(written.source, written.folder)
    name, procedure = said.name, compile_procedure(said)
    _promised(name, procedure)
    found, positions, problems = positions_in(text, str(stakes), procedure, written)
    if found is None or positions is None:
        raise Unsound(problems, {str(stakes): text})
    return Talks(Deal(name, procedure, with_bound(found, said)), positions, Drafts(written, with_bound))


def _promised(name: str, procedure: Procedure) -> tuple[GuaranteeRule, ...]:
    """The guarantees that can be weighed, one at least."""
    found = weighable(procedure)
    if not found:
        raise Unsound([nothing_promised(name)], {})
    return found


def _accord(text: str, folder: Path) -> Accord:
    read = read_source(text, "accord", folder)
    if read.accord is None:
        raise Unsound(read.errors, {"accord": text})
    return read.accord
