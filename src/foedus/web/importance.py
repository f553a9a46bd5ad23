"""The order in which findings are shown, and which of them are told together."""

from __future__ import annotations

from collections.abc import Iterable

from foedus.finding.model import Truth
from foedus.replay.model import History, Replay
from foedus.replay.words import breach


def by_importance(replay: Replay) -> list[History]:
    """Breached before undetermined before withdrawn; then the gravest grade; then known parties; then known first."""
    grades = {grade: rank for rank, grade in enumerate(reversed(replay.accord.grades))}

    def rank(history: History) -> tuple[int, int, bool, int, str]:
        finding = history.last or history.first
        truth = 2 if history.last is None else int(finding.truth is not Truth.BREACHED)
        return (truth, grades.get(finding.grade, 0), finding.party is None, history.first_known_at, history.key)

    return sorted(replay.histories, key=rank)


def together(histories: Iterable[History]) -> dict[str, list[History]]:
    """Standing findings by what they say (`serious breach of Article 1 by XX`), in the order given."""
    groups: dict[str, list[History]] = {}
    for history in histories:
        if history.last is not None:
            groups.setdefault(breach(history.last), []).append(history)
    return groups
