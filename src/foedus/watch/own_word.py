"""Whose word somebody may bring into a log (R9): the registry that of any source, everybody else only its own."""

from __future__ import annotations

from collections.abc import Iterable

from foedus.accord.model import Accord
from foedus.basics.problem import Problem
from foedus.report.model import Report
from foedus.watch.acts import REGISTRY


def fault_of_word(accord: Accord, actor: str, reports: Iterable[Report]) -> Problem | None:
    """The first report that is not the actor's own word, as a problem (C0078); None if all are, or it is the registry.

    A party that could speak as any outlet would confirm its own claims, and take back those of others.
    """
    if actor == REGISTRY:
        return None
    own = {name.casefold() for name in names_of(accord, actor)}
    for number, report in enumerate(reports, 1):
        for what, name in (("outlet", report.outlet), ("origin", report.origin), ("collector", report.collector)):
            if name and name.casefold() not in own:
                return _refused(actor, number, f"its {what} is {name[:60]}")
        if report.side and report.side.casefold() not in own:
            return _refused(actor, number, f"it speaks for {report.side[:60]}")
    return None


def names_of(accord: Accord, actor: str) -> tuple[str, ...]:
    """Under which names somebody speaks: its own, a party also by its title and by whoever speaks for it (I3)."""
    titles = [name for p in accord.parties if p.name == actor for name in (p.title, *p.also) if name]
    speakers = [origin for said in accord.evidence.spokesmen if said.party == actor for origin in said.origins]
    return (actor, *titles, *speakers)


def _refused(actor: str, number: int, why: str) -> Problem:
    return Problem(
        "C0078", None, f"report {number} is not the word of {actor}: {why}",
        "whoever could hand in what others say could confirm its own claims, or take back the reports of others",
        "hand in what you say yourself, and let the registry hand in what others say",
    )  # fmt: skip
